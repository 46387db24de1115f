"""Lenient repair of markup: bytes that are no well-formed UTF-8 XML to bytes that may be.

Run only on documents that have been refused. Every step walks the document once, whatever is in it, and structure is
never guessed: a tag that is missing stays missing. What is taken for what, and why, stands in docs/lenient.md.
"""

import re
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from snapengage._fields import RECORDS, TEXT
from snapengage._findings import MAX_PROBLEMS, Findings
from snapengage._gate import is_well_formed
from snapengage._model import Problem
from snapengage._places import BOM, Places

__all__ = ["Repair", "Source", "to_utf8"]

# The problems of one step, and how many more there were.
Found = tuple[list[Problem], int]

# What windows-1252 has where ISO-8859-1 has control characters; five bytes it leaves undefined, and they stay control
# characters, as the WHATWG's Encoding Standard has it.
_WINDOWS_1252 = {
    byte: bytes([byte]).decode("cp1252", "replace").replace("\ufffd", chr(byte)) for byte in range(0x80, 0xA0)
}

# Python decodes a byte that is not UTF-8 to a lone surrogate with that byte at its end.
_STRAY_BYTES = {0xDC00 + byte: _WINDOWS_1252.get(byte, chr(byte)) for byte in range(0x80, 0x100)}
_stray_bytes = re.compile("[\udc80-\udcff]+")

_NOTHING = "\0 \t\r\n"
# UTF-32 with a byte order mark, EBCDIC, and characters of two or four bytes without a mark; NULs that stand in front of
# a document are none.
_is_foreign = re.compile(rb"\xff\xfe\0\0|\0\0\xfe\xff|\x4c\x6f\xa7\x94|\0*<\0").match
_declared = re.compile(r"[\0\s]*<\?xml\s[^>]*?encoding\s*=\s*[\"']([^\"'>]*)").match
_illegal = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


class Source(NamedTuple):
    """A document as UTF-8 that expat can read, character for character, and what had to be done for it."""

    data: bytes
    decoded: bool
    """Whether it is UTF-8 whatever it declares."""
    found: list[Found]


def to_utf8(data: bytes, *, decoded: bool) -> Source | None:
    """The document in UTF-8, or None where its encoding is not allowed.

    `decoded` is for bytes that came as a str. NULs at either end stay, for `Repair` to leave out.
    """
    if decoded:
        return _replace_illegal(data.decode("utf-8", "surrogatepass"), [], decoded=True)
    if _is_foreign(data):
        return None
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        # Half a character at the end is taken for a whole one: mostly it is a NUL.
        whole = len(data) & ~1
        text = data[:whole].decode("utf-16", "surrogatepass") + data[whole:].decode("latin-1")
        allowed = _encoding(text) in ("", "utf-16", "utf-16le", "utf-16be", "utf-8")
        return _replace_illegal(text, [_of_document("transcoded")], decoded=True) if allowed else None
    text = data.decode("latin-1")
    name = _encoding(text.removeprefix(BOM.decode("latin-1")))
    if name in ("iso-8859-1", "windows-1252") and not data.startswith(BOM):
        text = text.translate(_WINDOWS_1252) if name == "windows-1252" else text
        return _replace_illegal(text, [_of_document("transcoded")], decoded=True)
    escaped = data.decode("utf-8", "surrogateescape")
    text = escaped.translate(_STRAY_BYTES)
    found = [_note("not-utf8", _stray_bytes.finditer(escaped), text, text)]
    not_ascii = name == "us-ascii" and not data.startswith(BOM) and not data.isascii()
    return _replace_illegal(text, [*found, _of_document("not-ascii")] if not_ascii else found, decoded=not_ascii)


def _encoding(text: str) -> str:
    """The encoding that a document declares, in lower case; nothing where it declares none."""
    declared = _declared(text)
    return declared[1].lower() if declared else ""


def _replace_illegal(text: str, found: list[Found], *, decoded: bool) -> Source:
    """Characters that XML 1.0 cannot hold replaced by U+FFFD."""
    start = len(text) - len(text.removeprefix("\ufeff").lstrip(_NOTHING))
    stop = max(start, len(text.rstrip(_NOTHING)))
    legal = text[:start] + _illegal.sub("\ufffd", text[start:stop]) + text[stop:]
    found.append(_note("illegal-character", _illegal.finditer(text, start, stop), text, legal))
    return Source(legal.encode(), decoded, found)


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
_CDATA = b"<![CDATA["
_CLOSERS = {b"<!--": b"-->", _CDATA: b"]]>", b"<?": b"?>"}

_TEXTS = sorted({field.name for fields in RECORDS.values() for field in fields if field.kind is TEXT})
_text_start = re.compile(rf"<({'|'.join(_TEXTS)})(?:\s[^<>]*)?(?<!/)>".encode()).match
_text_ends = {name.encode(): re.compile(rf"(?P<cdata><!\[CDATA\[)|</{name}\s*>".encode()).search for name in _TEXTS}


# The bytes from an offset to another are replaced by others. The first edit of a repair has its code and what stood
# there, the others of the same repair an empty code.
_Edit = tuple[int, int, bytes, str, bytes]


class Repair:
    """The repair of one UTF-8 document.

    With `literal`, what stands in a known text element and is not well-formed by itself is taken for text.
    """

    def __init__(self, source: bytes, *, literal: bool) -> None:
        self._source = source
        self._literal = literal

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
        return _SourcePlaces(self._source, self._edits())

    def _edits(self) -> Iterator[_Edit]:
        """All edits in ascending order, worked out afresh: a document can be nothing but repairs."""
        return _Scan(self._source).edits(literal=self._literal)


class _Scan:
    """One walk through a document for what needs an edit, in time that is linear whatever is in it."""

    def __init__(self, source: bytes) -> None:
        self._source = source
        self._first = len(BOM) if source.startswith(BOM) else 0
        self._start = len(source) - len(source[self._first :].lstrip(_NULS))
        self._stop = max(self._start, len(source.rstrip(_NULS)))
        # For each closer where the last search began and what it found, so that none is made twice.
        self._closers: dict[bytes, tuple[int, int]] = {}
        # Names whose end tag does not come any more.
        self._unclosed: set[bytes] = set()

    def edits(self, *, literal: bool) -> Iterator[_Edit]:
        source, position, sound = self._source, self._start, 0
        if position > self._first and (source.startswith(b"<?xml", position) or b"\0" in source[:position]):
            yield self._first, position, b"", "outside-root", source[self._first : position]
        while special := _special(source, position, self._stop):
            start, position = special.span()
            kind = special.lastgroup
            if kind == "ampersand":
                yield start, position, b"&amp;", "bare-ampersand", b"&"
            elif kind == "less_than":
                yield start, position, b"&lt;", "bare-less-than", b"<"
            elif kind == "number":
                yield from _reference(special)
            elif kind == "opener":
                position = self._past(_CLOSERS[special[0]], position, self._stop)
            elif kind == "markup" and literal and start >= sound:
                element = _text_start(source, start, self._stop)
                end = self._end_of(element[1], element.end()) if element else 0
                if element is None or self._is_sound(element.end(), end):
                    sound = end
                    continue
                for reference in _references(source, position, element.end()):
                    yield from _reference(reference)
                position = end
                yield from self._edits_in_text(element.end(), end)
        if b"\0" in source[self._stop :]:
            yield self._stop, len(source), b"", "outside-root", source[self._stop :]

    def _is_sound(self, start: int, end: int) -> bool:
        """Whether what stands there is well-formed as it is, or with the edits that it gets as markup."""
        content = self._source[start:end]
        if b"<" not in content and b"]]>" not in content:
            return True
        repaired, _ = Repair(content, literal=False).apply()
        return is_well_formed(repaired)

    def _edits_in_text(self, start: int, end: int) -> Iterator[_Edit]:
        """The edits that make all that stands there text, CDATA sections and good references excepted."""
        source, position, code = self._source, start, "unescaped-markup"
        if source[start:end].startswith(_CDATA) and source[start:end].endswith(b"]]>"):
            yield from self._edits_in_cdata(start, end)
            return
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

    def _edits_in_cdata(self, start: int, end: int) -> Iterator[_Edit]:
        """The edits for a text that is all CDATA sections, where each goes on up to the last ``]]>`` before the next.

        So the text of one that has ``]]>`` in it, which the sender should have split there, is kept as it is.
        """
        source, code = self._source, "unescaped-markup"
        while start < end:
            following = source.find(_CDATA, start + len(_CDATA), end)
            section = end if following < 0 else following
            last = source.rfind(b"]]>", start, section)
            at = source.find(b"]]>", start, last)
            while 0 <= at < last:
                yield at, at + 3, b"]]]]><![CDATA[>", code, source[start:section] if code else b""
                code = ""
                at = source.find(b"]]>", at + 3, last)
            start = section

    def _past(self, closer: bytes, position: int, stop: int) -> int:
        """The offset behind the next `closer`, or `position` where there is none up to `stop`."""
        begun, found = self._closers.get(closer, (0, -1))
        if not begun <= position <= found:
            found = self._source.find(closer, position)
            found = len(self._source) if found < 0 else found
            self._closers[closer] = position, found
        past = found + len(closer)
        return past if past <= stop else position

    def _end_of(self, name: bytes, position: int) -> int:
        """The offset of the end tag of the text element that begins at `position`; `position` where it has none."""
        start = position
        while name not in self._unclosed and (found := _text_ends[name](self._source, position, self._stop)):
            if not found["cdata"]:
                return found.start()
            position = self._past(b"]]>", found.end(), self._stop)
        self._unclosed.add(name)
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

    __slots__ = ("_edits", "_next", "_shift")

    def __init__(self, source: bytes, edits: Iterator[_Edit]) -> None:
        super().__init__(source)
        self._edits = edits
        self._next = next(edits, None)
        self._shift = 0

    def at(self, offset: int) -> tuple[int, int]:
        while self._next is not None:
            start, end, replacement, _, _ = self._next
            begins = start + self._shift
            if offset < begins:
                break
            if offset < begins + len(replacement):
                return super().at(start)
            self._shift += len(replacement) - (end - start)
            self._next = next(self._edits, None)
        return super().at(offset - self._shift)
