"""Lenient repair of markup: bytes that are no well-formed UTF-8 XML to bytes that may be.

Run only on documents that have been refused. Every step walks the document once, whatever is in it, and structure is
never guessed: a tag that is missing stays missing. What is taken for what, and why, stands in docs/lenient.md.
"""

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from snapengage._fields import RECORDS, TEXT
from snapengage._findings import Findings
from snapengage._model import Problem
from snapengage._places import BOM, Places

__all__ = ["Repair", "to_utf8"]

Found = tuple[list[Problem], int]

_REPLACEMENT = "\ufffd".encode()

# What windows-1252 has where ISO-8859-1 has control characters. Five bytes it leaves undefined: they become a character
# that XML cannot hold, and so are reported as one.
_WINDOWS_1252 = {
    byte: bytes([byte]).decode("cp1252", "replace").replace("\ufffd", "\ufffe") for byte in range(0x80, 0xA0)
}

_NOTHING = b"\0 \t\r\n"
# UTF-32 with a byte order mark, EBCDIC, and characters of two or four bytes without a mark; NULs that stand in front of
# a document are none.
_is_foreign = re.compile(rb"\xff\xfe\0\0|\0\0\xfe\xff|\x4c\x6f\xa7\x94|\0*<\0").match
_declared = re.compile(rb"[\0\s]*<\?xml\s[^>]{0,100}?encoding\s*=\s*[\"']([A-Za-z0-9._-]{1,40})[\"']").match
# Sequences of several bytes, lone surrogates included, which are dealt with as characters.
_MULTI = (
    rb"(?:[\xc2-\xdf][\x80-\xbf]|\xe0[\xa0-\xbf][\x80-\xbf]|[\xe1-\xef][\x80-\xbf]{2}"
    rb"|\xf0[\x90-\xbf][\x80-\xbf]{2}|[\xf1-\xf3][\x80-\xbf]{3}|\xf4[\x80-\x8f][\x80-\xbf]{2})"
)
_utf8_or_not = re.compile(
    rb"(?:[\0-\x7f]++|" + _MULTI + rb")++|(?P<bad>(?:(?!" + _MULTI + rb")[\x80-\xff])++)"
).finditer
_illegal = re.compile(rb"[\0-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]|\xed[\xa0-\xbf][\x80-\xbf]")


def to_utf8(data: bytes, *, decoded: bool) -> tuple[bytes, list[Found]] | None:
    """The document as UTF-8 that expat can read, character for character, and what had to be done for it.

    None where it is in an encoding that is not allowed. `decoded` is for bytes that came as a str. NULs at either end
    stay, for `Repair` to leave out.
    """
    if not decoded and _is_foreign(data):
        return None
    findings = Findings()
    declared = None if decoded else _declared(data.removeprefix(BOM))
    name = declared[1].lower() if declared else b"utf-8"
    if not decoded and data.startswith((b"\xff\xfe", b"\xfe\xff")):
        # Without half a character at the end; lone surrogates go on as characters that XML cannot hold.
        data = data[: len(data) & ~1].decode("utf-16", "surrogatepass").encode("utf-8", "surrogatepass")
        findings.add("transcoded", 0, None, None)
    elif name == b"iso-8859-1" and not data.startswith(BOM):
        data = data.decode("latin-1").encode()
        findings.add("transcoded", 0, None, None)
    elif name == b"windows-1252" and not data.startswith(BOM):
        data = _read_windows_1252(data)
        findings.add("transcoded", 0, None, None)
    elif name not in (b"utf-8", b"utf8", b"us-ascii"):
        return None
    else:
        if name == b"us-ascii" and not data.isascii():
            findings.add("not-ascii", 0, None, None)
        data = _read_stray_bytes(data, findings)
    found = [findings.problems(Places(data))]
    illegal = Findings()
    legal = _replace_illegal(data, illegal)
    found.append(illegal.problems(Places(data)))
    return legal, found


def _read_stray_bytes(data: bytes, findings: Findings) -> bytes:
    """Bytes that are not UTF-8 read as windows-1252."""
    parts: list[bytes] = []
    size = 0
    for run in _utf8_or_not(data):
        part = run[0]
        if run["bad"]:
            part = _read_windows_1252(part)
            findings.add("not-utf8", size, None, None if findings.full else part.decode())
        parts.append(part)
        size += len(part)
    return b"".join(parts)


def _bounds(data: bytes) -> tuple[int, int]:
    """Where the document begins, behind a byte order mark and all that is nothing, and where it ends."""
    body = data.removeprefix(BOM)
    start = len(data) - len(body.lstrip(_NOTHING))
    return start, max(start, len(data.rstrip(_NOTHING)))


def _read_windows_1252(data: bytes) -> bytes:
    return data.decode("latin-1").translate(_WINDOWS_1252).encode()


def _replace_illegal(data: bytes, findings: Findings) -> bytes:
    """Characters that XML 1.0 cannot hold replaced by U+FFFD."""
    start, stop = _bounds(data)

    def replace(illegal: re.Match[bytes]) -> bytes:
        findings.add("illegal-character", start + illegal.start(), None, illegal[0].decode("utf-8", "surrogatepass"))
        return _REPLACEMENT

    return data[:start] + _illegal.sub(replace, data[start:stop]) + data[stop:]


_NAME_START = rb"[A-Za-z_:\x80-\xff]"
_REFERENCES = rb"(?P<good>&(?:amp|lt|gt|quot|apos);)|(?P<number>&#(?:[0-9]+|x[0-9A-Fa-f]+);)|(?P<ampersand>&)"
_special = re.compile(
    rb"(?P<opener><!--|<!\[CDATA\[|<\?(?=" + _NAME_START + rb"))"
    rb"|(?P<markup></?(?=" + _NAME_START + rb")|<!DOCTYPE)|(?P<less_than><)|" + _REFERENCES
).search  # fmt: skip
_special_in_text = re.compile(rb"(?P<opener><!\[CDATA\[)|(?P<less_than><)|(?P<close>\]\]>)|" + _REFERENCES).search
_references = re.compile(_REFERENCES).finditer
_CLOSERS = {b"<!--": b"-->", b"<![CDATA[": b"]]>", b"<?": b"?>"}

_TEXTS = sorted({field.name for fields in RECORDS.values() for field in fields if field.kind is TEXT})
_text_start = re.compile(rf"<({'|'.join(_TEXTS)})(?:\s[^<>]*)?(?<!/)>".encode()).match
_text_ends = {name.encode(): re.compile(rf"(?P<cdata><!\[CDATA\[)|</{name}\s*>".encode()).search for name in _TEXTS}


class _Edit(NamedTuple):
    """Bytes from `start` to `end` to be replaced. The first edit of a repair has its code and what stood there."""

    start: int
    end: int
    replacement: bytes
    code: str | None = None
    text: bytes = b""


class Repair:
    """The repair of one UTF-8 document. With `literal`, what stands in a known text element is taken for text."""

    def __init__(self, source: bytes, *, literal: bool) -> None:
        self._source = source
        self._literal = literal
        # Set once a search for one of these has come back empty, so that it is not made again from every place.
        self._missing: set[bytes] = set()

    def apply(self) -> tuple[bytes, Found]:
        """The repaired document, and the repairs with their places in the source."""
        parts: list[bytes] = []
        position, findings = 0, Findings()
        for start, end, replacement, code, text in self._edits():
            parts += self._source[position:start], replacement
            position = end
            if code is not None:
                findings.add(code, start, None, None if findings.full else text.decode())
        parts.append(self._source[position:])
        return b"".join(parts), findings.problems(Places(self._source))

    def places(self, _: bytes) -> Places:
        """Turns offsets in the repaired document into lines and columns of the source."""
        return _SourcePlaces(self._source, self._edits)

    def _edits(self) -> Iterator[_Edit]:
        """All edits in ascending order, worked out afresh: a document can be nothing but repairs."""
        source = self._source
        start, stop = _bounds(source)
        first = len(BOM) if source.startswith(BOM) else 0
        if start > first and (source.startswith(b"<?xml", start) or b"\0" in source[:start]):
            yield _Edit(first, start, b"", "outside-root", source[first:start])
        position = start
        while special := _special(source, position, stop):
            position = special.end()
            if special["opener"]:
                position = self._past(_CLOSERS[special[0]], position, stop)
            elif special["less_than"]:
                yield _Edit(special.start(), position, b"&lt;", "bare-less-than", special[0])
            elif special["markup"]:
                if self._literal and (element := _text_start(source, special.start(), stop)):
                    yield from filter(None, map(_reference, _references(source, position, element.end())))
                    position = self._end_of(element[1], element.end(), stop)
                    yield from self._edits_in_text(element.end(), position)
            elif edit := _reference(special):
                yield edit
        if b"\0" in source[stop:]:
            yield _Edit(stop, len(source), b"", "outside-root", source[stop:])

    def _edits_in_text(self, start: int, end: int) -> Iterator[_Edit]:
        """The edits that make all that stands there text, CDATA sections and good references excepted."""
        source, position, code = self._source, start, "unescaped-markup"
        while position < end and (special := _special_in_text(source, position, end)):
            position = special.end()
            if special["opener"] and (past := self._past(b"]]>", position, end)) > position:
                position = past
            elif special["opener"] or special["less_than"] or special["close"]:
                at = special.start() + (2 if special["close"] else 0)
                position = at + 1
                replacement = b"&gt;" if special["close"] else b"&lt;"
                yield _Edit(at, position, replacement, code or None, source[start:end] if code else b"")
                code = ""
            elif edit := _reference(special):
                yield edit

    def _past(self, closer: bytes, position: int, stop: int) -> int:
        """The offset behind the next `closer`, or `position` where there is none up to `stop`."""
        if closer in self._missing:
            return position
        found = self._source.find(closer, position, stop)
        if found < 0:
            self._missing.add(closer)
            return position
        return found + len(closer)

    def _end_of(self, name: bytes, position: int, stop: int) -> int:
        """The offset of the end tag of the text element that begins at `position`; `position` where it has none."""
        start = position
        while name not in self._missing and (found := _text_ends[name](self._source, position, stop)):
            if not found["cdata"]:
                return found.start()
            position = self._past(b"]]>", found.end(), stop)
        self._missing.add(name)
        return start


def _reference(special: re.Match[bytes]) -> _Edit | None:
    """The edit that a reference, or an ampersand that begins none, needs; None for a good one."""
    start, end = special.span()
    if special["ampersand"]:
        return _Edit(start, end, b"&amp;", "bare-ampersand", special[0])
    if special["number"] and not _is_legal(special[0]):
        return _Edit(start, end, _REPLACEMENT, "illegal-reference", special[0])
    return None


def _is_legal(reference: bytes) -> bool:
    """Whether a numeric character reference stands for a character of XML 1.0."""
    base = 16 if reference[2:3] == b"x" else 10
    digits = reference[3 if base == 16 else 2 : -1].lstrip(b"0")
    if len(digits) > 7:  # the last character is 1114111, and int turns quadratic
        return False
    number = int(digits or b"0", base)
    return (
        number in (9, 10, 13) or 0x20 <= number <= 0xD7FF or 0xE000 <= number <= 0xFFFD or 0x10000 <= number <= 0x10FFFF
    )


class _SourcePlaces(Places):
    """Places in the source of a repair by offsets in its outcome, walking along its edits."""

    __slots__ = ("_ahead", "_edits", "_last", "_next", "_shift")

    def __init__(self, source: bytes, edits: Callable[[], Iterator[_Edit]]) -> None:
        super().__init__(source)
        self._edits = edits
        self._rewind()

    def _rewind(self) -> None:
        self._ahead: Iterator[_Edit] = self._edits()
        self._next = next(self._ahead, None)
        self._shift = self._last = 0

    def at(self, offset: int) -> tuple[int, int]:
        if offset < self._last:
            self._rewind()
        self._last = offset
        while (edit := self._next) is not None:
            begins = edit.start + self._shift
            if offset < begins:
                break
            if offset < begins + len(edit.replacement):
                return super().at(edit.start)
            self._shift += len(edit.replacement) - (edit.end - edit.start)
            self._next = next(self._ahead, None)
        return super().at(offset - self._shift)
