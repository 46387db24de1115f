"""Problems as they are found: byte offsets and raw text, made into `Problem` records only once all have been found."""

from operator import itemgetter

from snapengage._errors import message
from snapengage._model import Problem
from snapengage._places import Places

__all__ = ["MAX_PROBLEMS", "Findings", "merge"]

# Enough to see what is wrong; a document that is all problems must not turn into a list larger than itself.
MAX_PROBLEMS = 1000


class Findings:
    """The problems of one pass over one document."""

    __slots__ = ("_found", "_more", "full")

    def __init__(self) -> None:
        self._found: list[tuple[int, str, str | None, str | None, str]] = []
        self._more = 0
        self.full = False
        """Whether one more would only be counted, so that its path and text need not be worked out."""

    def __bool__(self) -> bool:
        return bool(self._found)

    def add(self, code: str, offset: int, path: str | None, text: str | None, *, expected: str = "") -> None:
        """Takes down a problem at this byte offset; past the first 1,000 it is only counted."""
        if self.full:
            self._more += 1
        else:
            self._found.append((offset, code, path, text, expected))
            self.full = len(self._found) == MAX_PROBLEMS

    def problems(self, places: Places) -> tuple[list[Problem], int]:
        """What was found, in document order, and how many more there were."""
        # Ascending offsets let `places` walk through the document once.
        self._found.sort(key=itemgetter(0))
        listed = []
        for offset, code, path, text, expected in self._found:
            line, column = places.at(offset)
            text_of = message(code, expected=expected)
            listed.append(Problem(code=code, path=path, line=line, column=column, message=text_of, text=text))
        return listed, self._more


def merge(*found: tuple[list[Problem], int]) -> tuple[Problem, ...]:
    """The problems of several passes over one document in its order: at most 1,000, then one that counts the rest."""
    listed = sorted((problem for problems, _ in found for problem in problems), key=lambda it: (it.line, it.column))
    more = sum(count for _, count in found) + len(listed[MAX_PROBLEMS:])
    del listed[MAX_PROBLEMS:]
    return (*listed, Problem(code="more", message=message("more", count=more))) if more else tuple(listed)
