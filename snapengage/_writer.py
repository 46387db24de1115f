"""Writes a case as XML: deterministic, in the documented order, and so that reading it gives the same case.

What XML cannot hold raises `SerializeError`, which names the value; nothing is left out or replaced.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from operator import attrgetter
from typing import Any

from snapengage._errors import SerializeError
from snapengage._fields import RECORDS, TEXT, Field
from snapengage._gate import is_name
from snapengage._model import MAX_DEPTH, Case, Element

__all__ = ["serialize"]

_DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>'


def serialize(case: Case, *, indent: int | None = 2) -> bytes:
    """The case as a UTF-8 document with a declaration.

    `indent` is the number of spaces by which each level is indented; None writes no white space between elements.
    Raises SerializeError, with the `path` of the value, for what XML 1.0 cannot hold: control characters, lone
    surrogates, and extra elements whose names are none or belong to a field.
    """
    if not isinstance(case, Case):
        raise TypeError(f"expected a Case, got {type(case).__name__}")
    if indent is not None and (not isinstance(indent, int) or isinstance(indent, bool) or indent < 0):
        raise ValueError("expected indent to be None or the number of spaces, 0 or more")
    layout = _layout(indent)
    out = [_DECLARATION, layout.open]
    try:
        _write_record(out, case, layout)
    except SerializeError as error:
        error.path = f"case.{error.path}"
        raise
    out.append(layout.close)
    if indent is not None:
        out.append("\n")
    data = _encode("".join(out))
    if data is None:
        raise _illegal_text(case)
    return data


class _Layout:
    """How a record is written: the text around it, and for each field the text around that and what writes it."""

    __slots__ = ("array", "close", "depth", "fields", "known", "margin", "open", "values")

    def __init__(self, name: str, fields: tuple[Field, ...], indent: int | None, depth: int, array: str = "") -> None:
        outer, inner = ("", "") if indent is None else ("\n" + " " * (indent * level) for level in (depth, depth + 1))
        self.open = f"{outer}<{name}>"
        self.close = f"{outer}</{name}>"
        self.margin = inner
        self.array = array
        self.depth = depth + 1
        self.known = frozenset(field.name for field in fields)
        self.values: Callable[[Any], tuple[Any, ...]] = attrgetter(*(field.name for field in fields))
        self.fields = [_lay_out(field, inner, indent, depth + 1) for field in fields]


_FieldLayout = tuple[str, str, Callable[[Any], str] | None, _Layout | None]


def _lay_out(field: Field, margin: str, indent: int | None, depth: int) -> _FieldLayout:
    type_name = f' type="{field.kind.type_name}"' if field.kind.type_name else ""
    start, end = f"{margin}<{field.name}{type_name}>", f"</{field.name}>"
    if field.item is not None and field.record is not None:
        return start, margin + end, None, _Layout(field.item, RECORDS[field.record], indent, depth + 1, field.name)
    if field.cdata:
        return f"{start}<![CDATA[", f"]]>{end}", _cdata, None
    return start, end, _text if field.kind is TEXT else field.kind.write, None


@lru_cache(maxsize=8)
def _layout(indent: int | None) -> _Layout:
    return _Layout("case", RECORDS["case"], indent, 0)


def _write_record(out: list[str], record: Any, layout: _Layout) -> None:
    for (start, end, write, items), value in zip(layout.fields, layout.values(record), strict=True):
        if value is None:
            continue
        if write is not None:
            out.append(f"{start}{write(value)}{end}")
        elif items is not None and value:
            out.append(start)
            _write_items(out, value, items)
            out.append(end)
    if record.extra:
        _check_extra(record.extra, layout)
        for element in record.extra:
            out.append(layout.margin)
            _write_element(out, element)


def _write_items(out: list[str], items: Sequence[Any], layout: _Layout) -> None:
    for index, item in enumerate(items):
        out.append(layout.open)
        try:
            _write_record(out, item, layout)
        except SerializeError as error:
            error.path = f"{layout.array}[{index}].{error.path}"
            raise
        out.append(layout.close)


def _text(text: str) -> str:
    """Text with all escaped that a parser would not give back: `>` stands for itself but for the end of ``]]>``."""
    if "&" in text or "<" in text or "\r" in text or "]]>" in text:
        return text.replace("&", "&amp;").replace("<", "&lt;").replace("]]>", "]]&gt;").replace("\r", "&#13;")
    return text


def _cdata(text: str) -> str:
    """The inside of a CDATA section. Where that cannot hold the text it ends, and another begins."""
    if "\r" in text or "]]>" in text:
        return text.replace("]]>", "]]]]><![CDATA[>").replace("\r", "]]>&#13;<![CDATA[")
    return text


def _attribute(text: str) -> str:
    # A parser turns white space in attributes into spaces, unless it comes as references.
    return _text(text).replace('"', "&quot;").replace("\t", "&#9;").replace("\n", "&#10;")


def _write_element(out: list[str], root: Element) -> None:
    """An element as it was read, with a stack of our own in place of recursion."""
    ahead: list[Element | str] = [root]
    while ahead:
        element = ahead.pop()
        if isinstance(element, str):
            out.append(element)
            continue
        attributes = "".join(f' {name}="{_attribute(value)}"' for name, value in element.attributes)
        out.append(f"<{element.tag}{attributes}>{_text(element.text)}")
        ahead.append(f"</{element.tag}>{_text(element.tail)}")
        ahead.extend(reversed(element.children))


# What expat and every other XML 1.0 parser refuse; once it is UTF-8 it is found without looking at each character.
_CONTROLS = bytes({*range(0x20)} - {0x09, 0x0A, 0x0D})
_NONCHARACTERS = ("\ufffe".encode(), "\uffff".encode())
_BLOCK = _NONCHARACTERS[0][:2]  # what both begin with, so that most documents are searched once
_ILLEGAL = "[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]"


def _encode(text: str) -> bytes | None:
    """The document as bytes; None where it holds a character that XML cannot."""
    try:
        data = text.encode()
    except UnicodeEncodeError:
        return None
    if len(data.translate(None, _CONTROLS)) < len(data):
        return None
    if not text.isascii() and _BLOCK in data and any(character in data for character in _NONCHARACTERS):
        return None
    return data


def _check_extra(elements: tuple[Element, ...], layout: _Layout) -> None:
    """Makes sure that the extra elements of a record come back as such."""
    for index, root in enumerate(elements):
        path = f"extra[{index}]"
        if root.tag in layout.known:
            raise SerializeError(
                "expected an element that no field stands for; set that field instead", path=f"{path}.tag"
            )
        if root.tail:
            raise SerializeError(
                "expected no tail here, since text directly in a record is no part of it", path=f"{path}.tail"
            )
        for where, element in _walk(root, path):
            if layout.depth + where.count(".children[") >= MAX_DEPTH:
                raise SerializeError(f"expected at most {MAX_DEPTH} elements inside one another", path=where)
            if not is_name(element.tag):
                raise SerializeError("expected an XML name", path=f"{where}.tag")
            names: set[str] = set()
            for position, (name, _) in enumerate(element.attributes):
                if name in names or not is_name(name):
                    raise SerializeError(
                        "expected an XML name that no other attribute has", path=f"{where}.attributes[{position}]"
                    )
                names.add(name)


def _walk(root: Element, path: str) -> Iterator[tuple[str, Element]]:
    """An element and all elements in it, in document order, with the path of each."""
    ahead = [(path, root)]
    while ahead:
        path, element = ahead.pop()
        yield path, element
        ahead.extend(reversed([(f"{path}.children[{index}]", child) for index, child in enumerate(element.children)]))


def _texts(record: Any, fields: tuple[Field, ...], path: str) -> Iterator[tuple[str, str]]:
    """All text in a record, in the order in which it is written, with the path of each."""
    for field in fields:
        value = getattr(record, field.name)
        if field.record is not None:
            for index, item in enumerate(value):
                yield from _texts(item, RECORDS[field.record], f"{path}.{field.name}[{index}]")
        elif isinstance(value, str):
            yield f"{path}.{field.name}", value
    for index, root in enumerate(record.extra):
        for where, element in _walk(root, f"{path}.extra[{index}]"):
            yield f"{where}.text", element.text
            yield f"{where}.tail", element.tail
            yield from ((f"{where}.attributes[{n}]", value) for n, (_, value) in enumerate(element.attributes))


def _illegal_text(case: Case) -> SerializeError:
    path = next((path for path, text in _texts(case, RECORDS["case"], "case") if re.search(_ILLEGAL, text)), None)
    return SerializeError(
        "a character that XML 1.0 cannot hold, such as a control character; take it out first", path=path
    )
