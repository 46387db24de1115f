"""The mistakes that lenient mode reads past: how each is made in a document, and what lenient mode makes of that.

A `Draft` is a document in parts. A mistake replaces parts that no other has touched and says what comes of it, so that
any number of them fit into one document. Nothing here reads XML, nor shares any code with what does: the document is
put together from the case's plain values, and what is expected of it is known from that alone.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple, TypeVar

from snapengage import Case, ForbiddenXMLError, InvalidCaseError, MalformedXMLError, ParseError

__all__ = ["MISTAKES", "Below", "Draft", "Mistake", "declaration", "mistaken", "pick", "tag"]

Below = Callable[[int], int]
"""Makes a choice: a whole number from 0 to one less than it is given, of which 0 is the plainest."""

_Item = TypeVar("_Item")

_KINDS = {
    "created_at": "datetime", "date": "datetime", "latitude": "degrees", "longitude": "degrees",
    "source_id": "integer", "chat_waittime": "integer", "chat_duration": "integer",
    "languages": "array", "plugins": "array", "transcripts": "array",
    "javascript_variables": "array", "operator_variables": "array",
}  # fmt: skip


def pick(items: Sequence[_Item], below: Below) -> _Item:
    """One of the items, the first of which is the plainest."""
    return items[below(len(items))]


def declaration(encoding: str) -> str:
    """The XML declaration of this encoding."""
    return f'<?xml version="1.0" encoding="{encoding}"?>'


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("]]>", "]]&gt;").replace("\r", "&#13;")


def _quote(text: str) -> str:
    return _escape(text).replace('"', "&quot;").replace("\t", "&#9;").replace("\n", "&#10;")


def _write_unknown(element: dict[str, Any]) -> str:
    attributes = "".join(f' {name}="{_quote(value)}"' for name, value in element["attributes"])
    inside = _escape(element["text"]) + "".join(map(_write_unknown, element["children"]))
    return f"<{element['tag']}{attributes}>{inside}</{element['tag']}>{_escape(element['tail'])}"


def _short(path: str, text: str) -> str:
    """A value as it is shortest."""
    del path
    return f"<![CDATA[{text}]]>" if "&" in text and "]]>" not in text and "\r" not in text else _escape(text)


def _vendor(path: str, text: str) -> str:
    """A value as the vendor writes it."""
    record, _, name = path.rpartition(".")
    if name == "date" and not (moment := datetime.fromisoformat(text)).microsecond:
        weekday, month, day, clock, year = moment.ctime().split()
        return f"{weekday} {month} {day:0>2} {clock} UTC {year}"
    if _is_cdata(record, name):
        return f"<![CDATA[{text.replace(']]>', ']]]]><![CDATA[>').replace(chr(13), ']]>&#13;<![CDATA[')}]]>"
    return _escape(text)


def _is_cdata(record: str, name: str) -> bool:
    if record == "case":
        return name in ("id", "requested_by", "description", "city")
    return not record.startswith(("case.plugins", "case.transcripts"))


class Draft:
    """A document in parts, and what lenient mode gives for it.

    The parts are in document order. Their keys are ``mark``, ``front``, ``declaration``, ``behind``, and the paths of
    records, arrays and values (``case.languages[0].name``); what ends a record or an array has a slash in front.
    """

    def __init__(self, case: Case, *, laid_out: bool = False) -> None:
        """Writes `case` in a short form; with `laid_out`, byte for byte in that of `snapengage.serialize`."""
        self.case = case
        """The case without any mistake."""
        self.parts = {"mark": "", "front": "", "declaration": declaration("UTF-8") if laid_out else ""}
        self.codes: dict[str, str] = {}
        """The problem that is found at a part."""
        self.encoding = "utf-8"
        """Python's name for it. In UTF-8, surrogate escapes stand for bytes that are none."""
        self._laid_out = laid_out
        self._spell = _vendor if laid_out else _short
        self._values: dict[str, Any] = case.to_dict() | {"problems": []}
        self._records: dict[str, dict[str, Any]] = {}
        self._free: dict[str, list[str]] = {name: [name] for name in ("encoding", "front", "behind", "case")}
        self._add_record("case", self._values)
        self.parts["behind"] = "\n" if laid_out else ""

    def _add_record(self, path: str, record: dict[str, Any]) -> None:
        self.parts[path] = self._start(path)
        for name, value in record.items():
            where = f"{path}.{name}"
            if name == "extra":
                self.parts[where] = "".join(self._margin(where) + _write_unknown(element) for element in value)
            elif name != "problems":
                kind = "id" if where == "case.id" else _KINDS.get(name, "text")
                self._free.setdefault(kind, []).append(where)
                self._records[where] = record
                self.parts[where] = ""
                if kind == "array":
                    self._add_items(where, value)
                elif value is not None:
                    self.write(where, self._spell(where, str(value)))
        self.parts[f"/{path}"] = self._end(path)

    def _add_items(self, path: str, items: list[dict[str, Any]]) -> None:
        for number, item in enumerate(items):
            where = f"{path}[{number}]"
            self._free.setdefault("item", []).append(where)
            self._add_record(where, item)
        self.parts[f"/{path}"] = ""
        if items:
            self.open(path)

    def _margin(self, path: str) -> str:
        return "\n" + "  " * (path.count(".") + path.count("[")) if self._laid_out else ""

    def _start(self, path: str, attributes: str = "") -> str:
        kind = _KINDS.get(path.rpartition(".")[2])
        hint = f' type="{kind}"' if self._laid_out and kind in ("array", "datetime", "integer") else ""
        return f"{self._margin(path)}<{tag(path)}{hint}{attributes}>"

    def _end(self, path: str) -> str:
        return f"{self._margin(path)}</{tag(path)}>"

    def open(self, path: str) -> None:
        """Makes sure that this array is there: without items it is left out."""
        self.parts[path], self.parts[f"/{path}"] = self._start(path), self._end(path)

    def element(self, path: str, inside: str, attributes: str = "") -> str:
        """An element as it would stand at this path, with this text in it."""
        return f"{self._start(path, attributes)}{inside}</{tag(path)}>"

    def write(self, path: str, inside: str, attributes: str = "") -> None:
        """Has this text stand in the element at this path."""
        self.parts[path] = self.element(path, inside, attributes)

    def take(self, below: Below, *kinds: str) -> str | None:
        """A part of one of these kinds that no mistake has touched yet; None where there is none."""
        free = [(path, paths) for kind in kinds for paths in [self._free.get(kind, [])] for path in paths]
        if not free:
            return None
        path, paths = pick(free, below)
        paths.remove(path)
        return path

    def text(self, path: str) -> str:
        """The value there as text; empty where there is none."""
        value = self._records[path][tag(path)]
        return "" if value is None else str(value)

    def put(self, path: str, value: str | None) -> None:
        """Sets what lenient mode reads there."""
        self._records[path][tag(path)] = value

    def document(self) -> bytes:
        """The document."""
        return "".join(self.parts.values()).encode(self.encoding, "surrogateescape")

    def outcome(self) -> tuple[Case, tuple[str, ...]]:
        """What lenient mode reads in it, and the codes of the problems in document order."""
        return Case.from_dict(self._values), tuple(self.codes[path] for path in self.parts if path in self.codes)


def tag(path: str) -> str:
    """The name of the element at this path."""
    name, bracket, _ = path.rpartition(".")[2].partition("[")
    return name.removesuffix("s") if bracket else name


Make = Callable[[Draft, Below], None]


class Mistake(NamedTuple):
    """A mistake that lenient mode reads past."""

    name: str
    code: str
    """The problem that lenient mode reports."""
    error: type[ParseError]
    """What strict mode raises where there is no other mistake."""
    make: Make
    """Makes the mistake in a draft, unless others have taken every place for it; where there is none, there is one."""


def _insert(code: str, spellings: Sequence[tuple[str, str]]) -> Make:
    """A mistake somewhere in a text: how it is spelled, and what is read there."""

    def make(draft: Draft, below: Below) -> None:
        if path := draft.take(below, "text"):
            spelled, read = pick(spellings, below)
            text = draft.text(path)
            at = below(len(text) + 1)
            draft.put(path, text[:at] + read + text[at:])
            draft.write(path, _escape(text[:at]) + spelled + _escape(text[at:]))
            draft.codes[path] = code

    return make


def _replace(code: str, kind: str, spellings: Sequence[tuple[str, str | None]]) -> Make:
    """A value that is none, or not in its form: how it is spelled, and what is read."""

    def make(draft: Draft, below: Below) -> None:
        if path := draft.take(below, kind):
            spelled, read = pick(spellings, below)
            draft.put(path, read)
            draft.write(path, spelled)
            draft.codes[path] = code

    return make


def _omit_id(draft: Draft, below: Below) -> None:
    if path := draft.take(below, "id"):
        draft.put(path, "")
        draft.parts[path] = pick(("", draft.element(path, "", ' nil="true"')), below)
        draft.codes[path] = "missing-id"


def _contradict_nil(draft: Draft, below: Below) -> None:
    if path := draft.take(below, "text", "integer", "degrees", "datetime"):
        text = draft.text(path)
        draft.put(path, None)
        draft.write(path, _escape(text) if text.strip() else "text", ' nil="true"')
        draft.codes[path] = "nil-with-text"


def _repeat_value(draft: Draft, below: Below) -> None:
    if path := draft.take(below, "text", "integer", "degrees", "datetime"):
        text = draft.text(path)
        if _KINDS.get(tag(path)) is None:
            draft.put(path, text)
        draft.parts[path] = draft.element(path, _escape(text)) + draft.element(path, "again")
        draft.codes[path] = "duplicate"


def _repeat_array(draft: Draft, below: Below) -> None:
    if path := draft.take(below, "array"):
        draft.open(path)
        draft.parts[f"/{path}"] += draft.element(path, draft.element(f"{path}[0]", ""))
        draft.codes[f"/{path}"] = "duplicate"


def _stray_text(draft: Draft, below: Below) -> None:
    if path := draft.take(below, "case", "array", "item"):
        if not draft.parts[path]:
            draft.open(path)
        where, text = pick(((path, draft.parts[path] + "text"), (f"/{path}", "text" + draft.parts[f"/{path}"])), below)
        draft.parts[where] = text
        draft.codes[path] = "stray-text"


def _stray_element(draft: Draft, below: Below) -> None:
    if path := draft.take(below, "array"):
        draft.open(path)
        draft.parts[f"/{path}"] = pick(("<other>text</other>", "<case/>"), below) + draft.parts[f"/{path}"]
        draft.codes[f"/{path}"] = "stray-element"


def _not_utf8(draft: Draft, below: Below) -> None:
    if draft.take(below, "encoding"):
        _insert("not-utf8", _WINDOWS_1252)(draft, below)


def _not_ascii(draft: Draft, below: Below) -> None:
    if draft.take(below, "encoding") and (path := draft.take(below, "text")):
        text = draft.text(path) + "\u00e9"
        draft.put(path, text)
        draft.write(path, _escape(text))
        draft.parts["declaration"] = declaration("US-ASCII")
        draft.codes["mark"] = "not-ascii"


def _in_one_byte(draft: Draft, below: Below) -> None:
    if draft.take(below, "encoding"):
        before = draft.parts["declaration"]
        draft.codes["mark"] = "transcoded"
        draft.encoding = pick(("ISO-8859-1", "windows-1252"), below)
        draft.parts["declaration"] = declaration(draft.encoding)
        try:
            draft.document()
        except UnicodeEncodeError:
            draft.parts["declaration"] = before
            _in_two_bytes(draft, below)


def _in_utf16(draft: Draft, below: Below) -> None:
    if draft.take(below, "encoding"):
        draft.codes["mark"] = "transcoded"
        _in_two_bytes(draft, below)


def _in_two_bytes(draft: Draft, below: Below) -> None:
    draft.encoding = pick(("UTF-16LE", "UTF-16BE"), below)
    if "\0" in draft.parts["front"]:
        draft.encoding = "UTF-16BE"  # in the other order, mark and NULs are the mark of UTF-32
    draft.parts["mark"] = "\ufeff"
    draft.parts["declaration"] = pick((draft.parts["declaration"], declaration("UTF-16")), below)


def _precede(text: str) -> Make:
    """Something in front of the XML declaration."""

    def make(draft: Draft, below: Below) -> None:
        if draft.take(below, "front"):
            draft.parts["front"] = text
            draft.parts["declaration"] = draft.parts["declaration"] or '<?xml version="1.0"?>'
            draft.codes["front"] = "outside-root"

    return make


def _follow(draft: Draft, below: Below) -> None:
    if draft.take(below, "behind"):
        draft.parts["behind"] += pick(("\0", "\0\0", "\n\0 "), below)
        draft.codes["behind"] = "outside-root"


def _same(*texts: str) -> list[tuple[str, str]]:
    return [(text, text) for text in texts]


def _none(*texts: str) -> list[tuple[str, None]]:
    return [(text, None) for text in texts]


# Whatever comes behind, none of the ampersands begins a reference, and none of the less-than signs begins markup.
_AMPERSANDS = _same("& ", "&=", "&nbsp;", "&foo;", "&AMP;", "&#;", "&#x;", "&#X41;")
_LESS_THANS = _same("<3", "< ", "<=", "<-- ", "</3", "<?>", "<!>")
_MARKUP = _same("<br>", "<joe@example.com>", "</p>", "<a href=x>y</a>", "]]>", "<b><i>z</b></i>", "<!-- a -- b -->")
_BALANCED = [("<b>there</b>", "there"), ("<br/>", ""), ('<a href="x">y<i>z</i></a>', "yz")]
_CHARACTERS = [(character, "\ufffd") for character in ("\x01", "\0", "\x1f", "\ufffe", "\uffff")]
_REFERENCES = [(reference, "\ufffd") for reference in ("&#0;", "&#x1F;", "&#xD800;", "&#xFFFE;", "&#1114112;")]
_WINDOWS_1252 = [("\udce9", "\u00e9"), ("\udc80", "\u20ac"), ("\udc93\udc94", "\u201c\u201d"), ("\udc81", "\x81")]
_INTEGERS = _none("x", "1.5", "+5", "1_000", "\u0663", "1e3", "0x1", "1 0", "--1", "9" * 19)
_DEGREES = _none("x", "181", "-180.5", "+1", ".5", "5.", "nan", "1e1", "1_0.5", "0." + "1" * 18)
_DATES = _none(
    "x", "2014-10-03", "03/10/2014 14:14", "2014-10-03T24:00:00Z", "Sat Oct 03 14:14:31 UTC 2014",
    "Fri Oct 03 14:14:31 CET 2014", "9999-12-31T23:59:59-00:01",
)  # fmt: skip
_LOOSE_DATES: list[tuple[str, str | None]] = [
    (text, "2014-10-03T14:14:31Z")
    for text in ("2014-10-03T14:14:31", "2014-10-03 14:14:31", "Oct 3, 2014 2:14:31 PM", "Oct 3, 2014 4:14:31 PM +0200")
]

_bad, _invalid = MalformedXMLError, InvalidCaseError

MISTAKES = (
    Mistake("ampersand", "bare-ampersand", _bad, _insert("bare-ampersand", _AMPERSANDS)),
    Mistake("less-than sign", "bare-less-than", _bad, _insert("bare-less-than", _LESS_THANS)),
    Mistake("markup that does not add up", "unescaped-markup", _bad, _insert("unescaped-markup", _MARKUP)),
    Mistake("markup", "markup-in-text", _invalid, _insert("markup-in-text", _BALANCED)),
    Mistake("character", "illegal-character", _bad, _insert("illegal-character", _CHARACTERS)),
    Mistake("reference", "illegal-reference", _bad, _insert("illegal-reference", _REFERENCES)),
    Mistake("stray bytes", "not-utf8", _bad, _not_utf8),
    Mistake("not ASCII", "not-ascii", _bad, _not_ascii),
    Mistake("no id", "missing-id", _invalid, _omit_id),
    Mistake("integer", "bad-integer", _invalid, _replace("bad-integer", "integer", _INTEGERS)),
    Mistake("degrees", "bad-degrees", _invalid, _replace("bad-degrees", "degrees", _DEGREES)),
    Mistake("date", "bad-datetime", _invalid, _replace("bad-datetime", "datetime", _DATES)),
    Mistake("date in another form", "loose-datetime", _invalid, _replace("loose-datetime", "datetime", _LOOSE_DATES)),
    Mistake("value that is nil", "nil-with-text", _invalid, _contradict_nil),
    Mistake("value twice", "duplicate", _invalid, _repeat_value),
    Mistake("array twice", "duplicate", _invalid, _repeat_array),
    Mistake("text between elements", "stray-text", _invalid, _stray_text),
    Mistake("element in an array", "stray-element", _invalid, _stray_element),
    Mistake("white space in front", "outside-root", _bad, _precede("\n")),
    Mistake("NULs in front", "outside-root", _bad, _precede("\0\0")),
    Mistake("NULs behind", "outside-root", _bad, _follow),
    Mistake("encoding of one byte", "transcoded", ForbiddenXMLError, _in_one_byte),
    Mistake("UTF-16", "transcoded", ForbiddenXMLError, _in_utf16),
)
"""Every mistake there is. Another encoding comes last, since what the others write decides which ones can hold it."""


def mistaken(
    case: Case, mistakes: Iterable[Mistake], below: Below, *, laid_out: bool = False
) -> tuple[bytes, Case, tuple[str, ...]]:
    """A document of `case` with these mistakes, the case that lenient mode reads in it, and the codes of its problems.

    The mistakes must come in the order of `MISTAKES`; one for which the others have left no place is left out.
    """
    draft = Draft(case, laid_out=laid_out)
    for mistake in mistakes:
        mistake.make(draft, below)
    return draft.document(), *draft.outcome()
