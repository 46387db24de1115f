"""Lenient repair of markup: bytes that are no well-formed UTF-8 XML to bytes that may be.

Run only on documents that have been refused. Every step walks the document once, whatever is in it, and structure is
never guessed: a tag that is missing stays missing. What is taken for what, and why, stands in docs/lenient.md.
"""

import re
from collections.abc import Callable, Iterator
from itertools import islice

from snapengage._fields import RECORDS, TEXT
from snapengage._findings import MAX_PROBLEMS, Findings
from snapengage._model import Problem
from snapengage._places import BOM, Places

__all__ = ["Repair", "to_utf8"]

# The problems of one step, and how many more there were.
Found = tuple[list[Problem], int]

# What windows-1252 has where ISO-8859-1 has control characters. Five bytes it leaves undefined: they become a character
# that XML cannot hold, and so are reported as one.
_WINDOWS_1252 = {
    byte: bytes([byte]).decode("cp1252", "replace").replace("\ufffd", "\ufffe") for byte in range(0x80, 0xA0)
}

# Python decodes a byte that is not UTF-8 to a lone surrogate with that byte at its end.
_STRAY_BYTES = {0xDC00 + byte: _WINDOWS_1252.get(byte, chr(byte)) for byte in range(0x80, 0x100)}
_stray_bytes = re.compile("[\udc80-\udcff]+")

_NOTHING = "\0 \t\r\n"
# UTF-32 with a byte order mark, EBCDIC, and characters of two or four bytes without a mark; NULs that stand in front of
# a document are none.
_is_foreign = re.compile(rb"\xff\xfe\0\0|\0\0\xfe\xff|\x4c\x6f\xa7\x94|\0*<\0").match
_declared = re.compile(rb"[\0\s]*<\?xml\s[^>]{0,100}?encoding\s*=\s*[\"']([A-Za-z0-9._-]{1,40})[\"']").match
_illegal = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def to_utf8(data: bytes, *, decoded: bool) -> tuple[bytes, list[Found]] | None:
    """The document as UTF-8 that expat can read, character for character, and what had to be done for it.

    None where it is in an encoding that is not allowed. `decoded` is for bytes that came as a str. NULs at either end
    stay, for `Repair` to leave out.
    """
    found: list[Found] = []
    declared = None if decoded else _declared(data.removeprefix(BOM))
    name = declared[1].lower() if declared else b"utf-8"
    if decoded:
        text = data.decode("utf-8", "surrogatepass")
    elif _is_foreign(data):
        return None
    elif data.startswith((b"\xff\xfe", b"\xfe\xff")):
        # Without half a character at the end.
        text = data[: len(data) & ~1].decode("utf-16", "surrogatepass")
        found.append(_of_document("transcoded"))
    elif name in (b"iso-8859-1", b"windows-1252") and not data.startswith(BOM):
        text = data.decode("latin-1")
        text = text.translate(_WINDOWS_1252) if name == b"windows-1252" else text
        found.append(_of_document("transcoded"))
    elif name in (b"utf-8", b"utf8", b"us-ascii"):
        escaped = data.decode("utf-8", "surrogateescape")
        text = escaped.translate(_STRAY_BYTES)
        found.append(_note("not-utf8", _stray_bytes.finditer(escaped), text, text))
        if name == b"us-ascii" and not data.isascii():
            found.append(_of_document("not-ascii"))
    else:
        return None
    start, stop = _bounds(text)
    legal = text[:start] + _illegal.sub("\ufffd", text[start:stop]) + text[stop:]
    found.append(_note("illegal-character", _illegal.finditer(text, start, stop), text, legal))
    return legal.encode(), found


def _of_document(code: str) -> Found:
    findings = Findings()
    findings.add(code, 0, None, None)
    return findings.problems(Places(b""))


def _note(code: str, matches: Iterator[re.Match[str]], before: str, after: str) -> Found:
    """The problem `code` at each of `matches`, with what stood there `before`; `after` has them where they were."""
    findings, position, offset = Findings(), 0, 0
    for match in islice(matches, MAX_PROBLEMS):
        offset += len(after[position : match.start()].encode())
        position = match.start()
        findings.add(code, offset, None, before[position : match.end()])
    listed, _ = findings.problems(Places(after.encode()))
    return listed, sum(1 for _ in matches)


def _bounds(text: str) -> tuple[int, int]:
    """Where the document begins, behind a byte order mark and all that is nothing, and where it ends."""
    start = len(text) - len(text.removeprefix("\ufeff").lstrip(_NOTHING))
    return start, max(start, len(text.rstrip(_NOTHING)))


_NAME_START = rb"[A-Za-z_:\x80-\xff]"
_REFERENCES = rb"(?P<good>&(?:amp|lt|gt|quot|apos);)|(?P<number>&#(?:[0-9]+|x[0-9A-Fa-f]+);)|(?P<ampersand>&)"
_REPLACEMENT = "\ufffd".encode()
_NULS = _NOTHING.encode()

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


# The bytes from an offset to another are replaced by others. The first edit of a repair has its code and what stood
# there, the others of the same repair an empty code.
_Edit = tuple[int, int, bytes, str, bytes]


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
            if code:
                findings.add(code, start, None, None if findings.full else text.decode())
        parts.append(self._source[position:])
        return b"".join(parts), findings.problems(Places(self._source))

    def places(self, _: bytes) -> Places:
        """Turns offsets in the repaired document into lines and columns of the source."""
        return _SourcePlaces(self._source, self._edits)

    def _edits(self) -> Iterator[_Edit]:
        """All edits in ascending order, worked out afresh: a document can be nothing but repairs."""
        source = self._source
        first = len(BOM) if source.startswith(BOM) else 0
        start = len(source) - len(source[first:].lstrip(_NULS))
        stop = max(start, len(source.rstrip(_NULS)))
        if start > first and (source.startswith(b"<?xml", start) or b"\0" in source[:start]):
            yield first, start, b"", "outside-root", source[first:start]
        position = start
        while special := _special(source, position, stop):
            start, position = special.span()
            kind = special.lastgroup
            if kind == "ampersand":
                yield start, position, b"&amp;", "bare-ampersand", b"&"
            elif kind == "less_than":
                yield start, position, b"&lt;", "bare-less-than", b"<"
            elif kind == "number":
                yield from _reference(special)
            elif kind == "opener":
                position = self._past(_CLOSERS[special[0]], position, stop)
            elif kind == "markup" and self._literal and (element := _text_start(source, start, stop)):
                for reference in _references(source, position, element.end()):
                    yield from _reference(reference)
                position = self._end_of(element[1], element.end(), stop)
                yield from self._edits_in_text(element.end(), position)
        if b"\0" in source[stop:]:
            yield stop, len(source), b"", "outside-root", source[stop:]

    def _edits_in_text(self, start: int, end: int) -> Iterator[_Edit]:
        """The edits that make all that stands there text, CDATA sections and good references excepted."""
        source, position, code = self._source, start, "unescaped-markup"
        while position < end and (special := _special_in_text(source, position, end)):
            at, position = special.span()
            kind = special.lastgroup
            if kind == "opener" and (past := self._past(b"]]>", position, end)) > position:
                position = past
            elif kind in ("opener", "less_than", "close"):
                # Of an opener that is not closed, or of what closes nothing, one character need be replaced.
                at += 2 if kind == "close" else 0
                position = at + 1
                replacement = b"&gt;" if kind == "close" else b"&lt;"
                yield at, position, replacement, code, source[start:end] if code else b""
                code = ""
            else:
                yield from _reference(special)

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


def _reference(special: re.Match[bytes]) -> Iterator[_Edit]:
    """The edit that a reference, or an ampersand that begins none, needs; a good one needs none."""
    start, end = special.span()
    if special.lastgroup == "ampersand":
        yield start, end, b"&amp;", "bare-ampersand", b"&"
    elif special.lastgroup == "number" and not _is_legal(special[0]):
        yield start, end, _REPLACEMENT, "illegal-reference", special[0]


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
        while self._next is not None:
            start, end, replacement, _, _ = self._next
            begins = start + self._shift
            if offset < begins:
                break
            if offset < begins + len(replacement):
                return super().at(start)
            self._shift += len(replacement) - (end - start)
            self._next = next(self._ahead, None)
        return super().at(offset - self._shift)
