"""Keeps an element that no field claims, whole: the handlers that stand in for the reader's until it ends."""

from collections.abc import Callable

from snapengage._gate import Parser
from snapengage._model import Element
from snapengage._slots import ELEMENT

__all__ = ["Capture"]

_new = object.__new__
_set_tag, _set_attributes, _set_text = ELEMENT["tag"], ELEMENT["attributes"], ELEMENT["text"]
_set_children, _set_tail = ELEMENT["children"], ELEMENT["tail"]


class _Open:
    """An element whose end has not been seen."""

    __slots__ = ("children", "element", "size")

    def __init__(self, tag: str, attributes: list[str]) -> None:
        self.element = element = _new(Element)
        _set_tag(element, tag)
        _set_attributes(element, tuple(zip(attributes[::2], attributes[1::2], strict=True)) if attributes else ())
        _set_text(element, "")
        _set_tail(element, "")
        self.children: list[Element] = []
        self.size = 0


class Capture:
    """Reads one element after another into `Element` records, with a stack of its own instead of recursion.

    Text is taken from `pieces`, where the parser's handler puts it. `admit` is told the depth and the attributes of
    each element inside the one that is kept, `measure` the size of the text in each, so that both can enforce limits.
    `done` gets the element, and sets other handlers.
    """

    __slots__ = ("_admit", "_depth", "_done", "_measure", "_open", "_parser", "_pieces")

    def __init__(
        self,
        parser: Parser,
        pieces: list[str],
        *,
        admit: Callable[[int, list[str]], None],
        measure: Callable[[int], None],
        done: Callable[[Element], None],
    ) -> None:
        self._parser = parser
        self._pieces = pieces
        self._admit = admit
        self._measure = measure
        self._done = done
        self._depth = 0
        self._open: list[_Open] = []

    def begin(self, tag: str, attributes: list[str], depth: int) -> None:
        """Takes over from here, where an element at this depth begins, until it ends."""
        self._depth = depth
        self._open.append(_Open(tag, attributes))
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end

    def _start(self, tag: str, attributes: list[str]) -> None:
        self._admit(self._depth + len(self._open), attributes)
        if self._pieces:
            self._keep_text()
        self._open.append(_Open(tag, attributes))

    def _end(self, _: str) -> None:
        if self._pieces:
            self._keep_text()
        closed = self._open.pop()
        _set_children(closed.element, tuple(closed.children))
        if self._open:
            self._open[-1].children.append(closed.element)
        else:
            self._done(closed.element)

    def _keep_text(self) -> None:
        """What was read since the last tag is the tail of the child before it, or else the text of the open element."""
        text = "".join(self._pieces)
        self._pieces.clear()
        inside = self._open[-1]
        inside.size += len(text)
        self._measure(inside.size)
        # Neither has been handed out, so both may still be completed.
        if inside.children:
            _set_tail(inside.children[-1], text)
        else:
            _set_text(inside.element, text)
