"""Reads a case out of bytes: one pass over expat's events, straight into the records.

No tree of what is known, no recursion. The handlers at the top are called for every element and are written to do as
little as possible; whatever is out of the ordinary leaves them for a method further down. Nothing but a `ParseError`
comes out (and MemoryError). What was tried for speed, and what it gave, stands in docs/performance.md.
"""

import re
from collections.abc import Callable
from typing import Any

from snapengage._capture import Capture
from snapengage._errors import LimitExceededError, ParseError, UnexpectedRootError, message
from snapengage._findings import Findings
from snapengage._gate import Parser, open_gate, run
from snapengage._limits import Limits
from snapengage._model import Case, Element
from snapengage._places import Places
from snapengage._slots import ROOT, Slot, set_id, set_problems

__all__ = ["read"]

_DEPTH_OF_A_CASE = 4  # case, array, item, value
_WHITE_SPACE = " \t\r\n"  # XML's, which is less than str.isspace knows
_START_TAG = rb"<[^\s/>]+(?:\s+[^\s=]+\s*=\s*(?:\"[^\"]*\"|'[^']*'))*\s*(/?)>"
_new = object.__new__


def read(
    data: bytes, limits: Limits, places: Callable[[bytes], Places] = Places, *, decoded: bool = False
) -> tuple[Case, Findings]:
    """The case in `data` and what is wrong with its content.

    `places` makes what turns offsets into lines; `decoded` is for bytes that are UTF-8 whatever they declare.
    Raises MalformedXMLError, ForbiddenXMLError, LimitExceededError, UnexpectedRootError.
    """
    parser = open_gate(data, places, decoded=decoded)
    parser.ordered_attributes = True
    parser.buffer_text = True
    reader = _Reader(parser, data, limits, places)
    reader.listen()
    parser.CharacterDataHandler = reader.pieces.append  # text goes straight into a list, without a call of ours
    try:
        run(parser, data, places)
    except ParseError as error:
        error.path = error.path or reader.path()
        raise
    finally:
        reader.let_go()
    return reader.finish(), reader.findings


class _Reader:
    """The state of one pass.

    `todo` holds the fields of the record that is open and have not been seen yet, `record` that record (a list where an
    array is open), `stack` what is around it; `field` is the field whose text is being read, `mark` how many pieces of
    text stood before it.
    """

    __slots__ = (
        "_attributes", "_capture", "_careful", "_data", "_extras", "_limits", "_markup", "_nested", "_places",
        "_strays", "at", "count", "field", "findings", "mark", "parser", "pieces", "record", "stack", "todo",
    )  # fmt: skip

    def __init__(self, parser: Parser, data: bytes, limits: Limits, places: Callable[[bytes], Places]) -> None:
        self.parser = parser
        self.pieces: list[str] = []
        self.todo: dict[str, Slot] = {"case": ROOT}
        self.record: Any = None
        self.stack: list[tuple[dict[str, Slot], Any, Slot, int]] = []
        self.field: Slot | None = None
        self.mark = self.at = self.count = 0
        self.findings = Findings()
        self._data = data
        self._places = places
        self._limits = limits
        self._attributes = 2 * limits.max_attributes  # expat lists name, value, name, value
        # No element of a body shorter than the limit on text can exceed it.
        self._careful = len(data) > limits.max_text or limits.max_depth < _DEPTH_OF_A_CASE
        self._extras: dict[int, tuple[Any, Callable[[Any, Any], None], list[Element]]] = {}
        self._strays: dict[int, _Stray] = {}
        self._markup: int | None = None
        self._nested = 0
        self._capture: Capture | None = None

    def listen(self) -> None:
        """Sets the handlers of elements."""
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end

    def start(self, name: str, attributes: list[str]) -> None:
        if self.field is not None:
            self._start_markup(attributes)
            return
        field = self.todo.pop(name, None)
        if field is None:
            self._start_unclaimed(name, attributes)
            return
        if attributes and (len(attributes) > self._attributes or "nil" in attributes):
            field = self._examine(field, attributes)
        if field.plain:
            self.field = field
            self.mark = len(self.pieces)
        elif field.children is None:
            self.field = field
            self.mark = len(self.pieces)
            self.at = self.parser.CurrentByteIndex
        else:
            self._enter(field, field.children)

    def end(self, _: str) -> None:
        field = self.field
        if field is None:
            self._leave()
            return
        self.field = None
        pieces = self.pieces
        count = len(pieces) - self.mark
        if count == 1:
            text = pieces.pop()
        elif count == 0:
            text = ""
        else:
            text = "".join(pieces[self.mark :])
            del pieces[self.mark :]
        if field.plain:
            field.set(self.record, text)
        else:
            value = field.read(text)
            field.set(self.record, self._reread(field, text) if value is None else value)

    def _enter(self, field: Slot, children: dict[str, Slot]) -> None:
        """A record or an array begins."""
        self._check_gap()
        todo = self.todo
        self.stack.append((todo, self.record, field, self.parser.CurrentByteIndex))
        self.todo = children.copy()
        if field.make is None:
            self.record = []
        else:
            self.record = _new(field.make)
            field.set_extra(self.record, ())
            todo[field.name] = field  # unlike a field of a record, an item may come again

    def _leave(self) -> None:
        """A record or an array ends."""
        self._check_gap()
        todo, record = self.todo, self.record
        self.todo, parent, field, offset = self.stack[-1]
        if field.make is None:
            field.set(parent, field.wrap(record))
        else:
            for unseen in todo.values():
                unseen.set(record, unseen.default)
            self.count += 1 + len(field.children or ()) - len(todo)
            if self.count > self._limits.max_elements:
                raise self._exceeded("max_elements")
            if self._careful:
                self._measure_record(record, field, todo, offset)
            if parent is None:
                parent, self.at = record, offset
            else:
                parent.append(record)
        self.record = parent
        self.stack.pop()

    def let_go(self) -> None:
        """Gives up what refers back to the reader, or all would stay until the garbage collector comes by."""
        self.parser.StartElementHandler = self.parser.EndElementHandler = None
        self._capture = None
        del self.parser

    def _check_gap(self) -> None:
        """What stands between elements must be white space."""
        if self.pieces:
            gap = "".join(self.pieces)
            self.pieces.clear()
            if not (gap.isascii() and gap.isspace()):
                self._keep_stray(gap)

    def finish(self) -> Case:
        """The case, once the whole document has been read."""
        case = self.record
        for record, set_extra, elements in self._extras.values():
            set_extra(record, tuple(elements))
        for offset, stray in self._strays.items():
            self.findings.add("stray-text", offset, stray.path, "".join(stray.texts))
        if case.id is None:
            self.findings.add("missing-id", self.at, "case.id", None)
            set_id(case, "")
        set_problems(case, ())
        finished: Case = case
        return finished

    def path(self, field: Slot | None = None) -> str | None:
        """Where the reader is, as one reaches it from the case."""
        if not self.stack:
            return None
        steps = [f"[{len(parent)}]" if slot.make else f".{slot.name}" for _, parent, slot, _ in self.stack[1:]]
        last = field or self.field
        return "".join(["case", *steps, f".{last.name}" if last else ""])

    # What follows is for documents that are out of the ordinary.

    def _examine(self, field: Slot, attributes: list[str]) -> Slot:
        """Attributes that matter: too many of them, or one that says that there is no value."""
        self._check_attributes(attributes)
        says_nil = ("nil", "true") in zip(attributes[::2], attributes[1::2], strict=True)
        return field.nil if says_nil else field

    def _reread(self, field: Slot, text: str) -> Any:
        """A typed value that could not be read as it stood: with white space, empty, or a problem."""
        self._check_text(len(text))
        stripped = text.strip(_WHITE_SPACE)
        if not stripped:
            return None
        value = field.read(stripped)
        if value is not None:
            return value
        code = field.code
        if code == "bad-datetime" and not self.findings.full:
            # Reading loosely takes a hundred times as long, so a hostile document gets only so much of it.
            from snapengage._loose_dates import read_loosely  # noqa: PLC0415  # loads dateutil

            value = read_loosely(stripped)
            code = code if value is None else "loose-datetime"
        self.findings.add(code, self.at, self.path(field), text, expected=field.expected)
        return value

    def _start_markup(self, attributes: list[str]) -> None:
        """An element inside a text: its characters count, itself it is reported."""
        if self._markup is None:
            self._markup = self.parser.CurrentByteIndex
            self.parser.EndElementHandler = self._end_markup
        self._nested += 1
        self._admit(len(self.stack) + 1 + self._nested, attributes)

    def _end_markup(self, name: str) -> None:
        if self._nested:
            self._nested -= 1
            return
        offset, self._markup = self._markup or 0, None
        markup = self._data[offset : self.parser.CurrentByteIndex].decode()
        self.findings.add("markup-in-text", offset, self.path(), markup)
        self.parser.EndElementHandler = self.end
        self.end(name)

    def _start_unclaimed(self, name: str, attributes: list[str]) -> None:
        """An element that no field claims: unknown, there already, or in the wrong array."""
        if not self.stack:
            line, column = self._places(self._data).at(self.parser.CurrentByteIndex)
            raise UnexpectedRootError(message("root"), code="root", line=line, column=column)
        self._check_gap()
        depth = len(self.stack) + 1
        self._admit(depth, attributes)
        self.at = self.parser.CurrentByteIndex
        if self._capture is None:
            self._capture = Capture(
                self.parser, self.pieces, admit=self._admit, measure=self._check_text, done=self._keep_unclaimed
            )
        self._capture.begin(name, attributes, depth)

    def _keep_unclaimed(self, element: Element) -> None:
        self.listen()
        container = self.stack[-1][2]
        if container.make is None:
            self._report_unclaimed("stray-element", None)
        elif container.children and (known := container.children.get(element.tag)):
            is_text = known.children is None and not element.children
            self._report_unclaimed("duplicate", known, element.text if is_text else None)
        else:
            extras = self._extras.get(id(self.record))
            if extras is None:
                extras = self._extras[id(self.record)] = (self.record, container.set_extra, [])
            extras[2].append(element)

    def _report_unclaimed(self, code: str, known: Slot | None, text: str | None = None) -> None:
        if self.findings.full:
            self.findings.add(code, self.at, None, None)
        else:
            text = self._markup_from(self.at) if text is None else text
            self.findings.add(code, self.at, self.path(known), text)

    def _markup_from(self, offset: int) -> str:
        """The source of the element that began at `offset` and ends now."""
        tag = re.compile(_START_TAG).match(self._data, offset)
        # At the end of <x/> expat stands behind the tag, at that of <x></x> in front of </x>.
        end = tag.end() if tag and tag[1] else self._data.index(b">", self.parser.CurrentByteIndex) + 1
        return self._data[offset:end].decode()

    def _keep_stray(self, text: str) -> None:
        """Takes down text between the elements of a record or array, where only white space belongs."""
        offset = self.stack[-1][3]
        stray = self._strays.get(offset)
        if stray is None:
            stray = self._strays[offset] = _Stray(self.path())
        stray.texts.append(text)
        stray.size += len(text)
        self._check_text(stray.size)

    def _admit(self, depth: int, attributes: list[str]) -> None:
        """Counts an element that `_leave` does not count, and holds it against the limits."""
        self.count += 1
        if self.count > self._limits.max_elements:
            raise self._exceeded("max_elements")
        if depth > self._limits.max_depth:
            raise self._exceeded("max_depth")
        self._check_attributes(attributes)

    def _check_attributes(self, attributes: list[str]) -> None:
        if len(attributes) > self._attributes:
            raise self._exceeded("max_attributes")

    def _check_text(self, size: int, field: Slot | None = None) -> None:
        if size > self._limits.max_text:
            raise self._exceeded("max_text", field)

    def _exceeded(self, limit: str, field: Slot | None = None) -> LimitExceededError:
        line, column = self._places(self._data).at(self.parser.CurrentByteIndex)
        maximum = getattr(self._limits, limit)
        return LimitExceededError.of(limit, maximum, path=self.path(field), line=line, column=column)

    def _measure_record(self, record: Any, field: Slot, todo: dict[str, Slot], offset: int) -> None:
        """Holds a record that has been read against the limits, where the body is such that it could exceed them."""
        limits = self._limits
        if limits.max_depth >= _DEPTH_OF_A_CASE and self.parser.CurrentByteIndex - offset <= limits.max_text:
            return
        children = field.children or {}
        if len(self.stack) + (len(todo) < len(children)) > self._limits.max_depth:
            raise self._exceeded("max_depth")
        for name, child in children.items():
            if child.plain:
                self._check_text(len(getattr(record, name) or ""), child)


class _Stray:
    """The text that stands between the elements of one record or array."""

    __slots__ = ("path", "size", "texts")

    def __init__(self, path: str | None) -> None:
        self.path = path
        self.texts: list[str] = []
        self.size = 0
