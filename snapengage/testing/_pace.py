"""When the lines of a chat are said, around whatever is fixed.

Fixed may be the wait for the first answer, the length of the chat, and the date of any line; between what is fixed the
pace is stretched or pressed together.
"""

from collections.abc import Mapping, Sequence
from datetime import timedelta

__all__ = ["SECOND", "fit"]

SECOND = timedelta(seconds=1)


def fit(times: Sequence[int], fixed: Mapping[int, tuple[timedelta, str]]) -> list[timedelta]:
    """The times from the start, where those of some indexes are `fixed`, each with the name of what fixes it.

    Raises ValueError where what is fixed for a line comes before what is fixed for an earlier one.
    """
    fitted: list[timedelta] = []
    earlier, start, before = timedelta(0), 0, "the start of the chat"
    for index, (later, name) in sorted(fixed.items()):
        if later < earlier:
            raise ValueError(f"{name} comes before {before}")
        for time in times[len(fitted) : index]:
            stretched = earlier + (later - earlier) * (time - start) // (times[index] - start)
            fitted.append(max(earlier, stretched - stretched % SECOND))
        fitted.append(later)
        earlier, start, before = later, times[index], name
    return fitted + [earlier + SECOND * (time - start) for time in times[len(fitted) :]]
