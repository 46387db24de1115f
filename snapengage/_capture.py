"""Keeps an element that no field claims, whole: the handlers that stand in for the reader's until it ends."""

from collections.abc import Callable

from snapengage._gate import Parser
from snapengage._model import Element
from snapengage._slots import ELEMENT

__all__ = ["Capture"]

_set_tag, _set_attributes, _set_text = ELEMENT["tag"], ELEMENT["attributes"], ELEMENT["text"]
_set_children, _set_tail = ELEMENT["children"], ELEMENT["tail"]


class _Open:
    """An element whose end has not been seen."""

    __slots__ = ("attributes", "children", "size", "tag", "text")

    def __init__(self, tag: str, attributes: list[str]) -> None:
        self.tag = tag
        self.attributes = tuple(zip(attributes[::2], attributes[1::2], strict=True))
        self.text = ""
        self.children: list[Element] = []
        self.size = 0

    def close(self) -> Element:
        element = object.__new__(Element)
        _set_tag(element, self.tag)
        _set_attributes(element, self.attributes)
        _set_text(element, self.text)
        _set_children(element, tuple(self.children))
        _set_tail(element, "")
        return element


class Capture:
    """Reads one element into an `Element`, with a stack of its own instead of recursion.

    `admit` is told of each element inside it, by its depth and attributes, and `measure` of each size of text, so that
    both can enforce limits; `done` gets the element once it has ended.
    """

    def __init__(
        self,
        tag: str,
        attributes: list[str],
        *,
        admit: Callable[[int, list[str]], None],
        measure: Callable[[int], None],
        done: Callable[[Element], None],
    ) -> None:
        self._open = [_Open(tag, attributes)]
        self._pieces: list[str] = []
        self._admit = admit
        self._measure = measure
        self._done = done

    def take_over(self, parser: Parser) -> None:
        """Sets the handlers; whoever calls this sets others when `done` is called."""
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._pieces.append

    def _start(self, tag: str, attributes: list[str]) -> None:
        self._admit(len(self._open), attributes)
        self._flush()
        self._open.append(_Open(tag, attributes))

    def _end(self, _: str) -> None:
        self._flush()
        element = self._open.pop().close()
        if self._open:
            self._open[-1].children.append(element)
        else:
            self._done(element)

    def _flush(self) -> None:
        """What was read since the last tag is the tail of the child before it, or else the text of the open element."""
        if not self._pieces:
            return
        text = "".join(self._pieces)
        self._pieces.clear()
        open_ = self._open[-1]
        open_.size += len(text)
        self._measure(open_.size)
        if open_.children:
            _set_tail(open_.children[-1], text)  # not handed out yet, so it may still be completed
        else:
            open_.text = text
