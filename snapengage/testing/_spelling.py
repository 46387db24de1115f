"""Spells a case as XML in every way that is legal, independently of the library's own writer.

What one document can say in many ways is listed once, in `QUIRKS`; without any of them the spelling is the plainest
there is. What the elements are is derived from the records themselves, apart from the names of items in arrays.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from types import NoneType
from typing import Any, TypeVar, get_args, get_type_hints

import attrs

from snapengage import Case, Element, Language, Plugin, Transcript, Variable
from snapengage.testing._draw import Draw

__all__ = ["FIELDS", "ITEMS", "MAX_FORMS", "QUIRKS", "spell"]

QUIRKS = {
    "cdata": "text in CDATA sections, all of it or parts",
    "references": "characters as decimal and hexadecimal references, in text and in attributes",
    "entities": "the predefined entities where nothing calls for them",
    "comments": "comments in text, between elements and around the root",
    "instructions": "processing instructions there",
    "indentation": "white space between elements and around the root",
    "line-ends": "line feeds as CR LF or CR",
    "self-closing": "<url/> for <url></url>",
    "tag-spaces": "white space inside tags and around =",
    "single-quotes": "attributes in single quotes",
    "order": "elements, and attributes, in another order; unknown elements anywhere among them",
    "types": "the vendor's type attributes",
    "wrong-types": "type attributes that do not fit",
    "attributes": "attributes that mean nothing",
    "nil": 'nil="true" for a field that is None, instead of no element',
    "empty": "an empty element for a number or date that is None, instead of no element",
    "empty-arrays": "an empty array as an element, instead of none",
    "padding": "white space around numbers and dates, and in elements that have no value",
    "leading-zeros": "numbers with noughts in front",
    "java-dates": "dates in the form of Java's Date.toString, where they are whole seconds",
    "zones": "dates in other zones than UTC",
    "offsets": "+00:00, +0000 or -00:00 for Z; offsets without a colon",
    "fractions": "more digits of a second than it takes",
    "declaration": "an XML declaration",
    "encoding": "a declared encoding: UTF-8, or US-ASCII where that holds the text",
    "standalone": "a standalone declaration",
    "byte-order-mark": "a UTF-8 byte order mark",
}
"""The ways in which a spelling may differ from the plain one, and what they are."""

MAX_FORMS = 16
"""No quirk has more forms than this; a larger number stands for all of them."""

ITEMS = {
    "languages": "language",
    "plugins": "plugin",
    "transcripts": "transcript",
    "javascript_variables": "javascript_variable",
    "operator_variables": "operator_variable",
}
"""The names of the elements in each array."""

_TYPES = {datetime: "datetime", int: "integer"}
_NOT_FIELDS = ("extra", "problems")


def _kind(hint: Any) -> type[Any]:
    """The type of a field's values, without None; of several, as with `SourceId | int`, the last and most general."""
    choices: list[type[Any]] = [choice for choice in get_args(hint) or (hint,) if choice is not NoneType]
    return choices[-1]


FIELDS: dict[type[Any], dict[str, type[Any]]] = {
    record_type: {
        attribute.name: tuple if attribute.name in ITEMS else _kind(get_type_hints(record_type)[attribute.name])
        for attribute in attrs.fields(record_type)
        if attribute.name not in _NOT_FIELDS
    }
    for record_type in (Case, Language, Plugin, Transcript, Variable)
}
"""The fields of each record that are elements, and the types of their values: str, int, Decimal, datetime or tuple."""

_COMMENTS = ("<!---->", "<!-- &x; <y> ]]> - -->", "<!--<!DOCTYPE x>-->")
_INSTRUCTIONS = ("<?x?>", "<?php echo '<b>' ?>", '<?xml-stylesheet href="&"?>')
_WHITE = (" ", "\n  ", "\r\n", "\t", "\n\n")
_ATTRIBUTES = (("class", "a"), ("lang", "<&é>"), ("données", "'\"\n"), ("nil", "false"))
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&apos;"}
_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_ZONES = (
    (60, "GMT+01:00"), (-300, "EST"), (0, "GMT"), (0, "UT"), (330, "GMT+05:30"), (-240, "EDT"), (-300, "CDT"),
    (-360, "CST"), (-360, "MDT"), (-420, "MST"), (-420, "PDT"), (-480, "PST"), (1439, "GMT+23:59"),
    (-1439, "GMT-23:59"),
)  # fmt: skip
"""Minutes from UTC, and the name that Java's form may have for it."""

_Item = TypeVar("_Item")


def spell(case: Case, quirks: Mapping[str, int], seed: int = 0) -> bytes:
    """A spelling of `case` that has these quirks, each in the form of this number.

    With seed 0 each is in the first place only that there is for it, with 1 wherever it can be; others choose places,
    and forms where all are wanted, at random.
    """
    return _Speller(quirks, seed).document(case)


class _Speller:
    """Writes XML, and at each turn asks whether a quirk is in place."""

    def __init__(self, quirks: Mapping[str, int], seed: int) -> None:
        self.forms = quirks
        self.left = {*quirks}
        self.once = seed == 0
        # One for each, so that what one quirk does stays as it is when another is left out.
        self.draws = {quirk: Draw(f"{seed}/{quirk}") for quirk in quirks} if seed > 1 else {}

    def here(self, quirk: str) -> bool:
        """Whether the quirk is in place here; to be asked where it would make a difference."""
        if quirk not in self.left:
            return False
        if self.once:
            self.left.remove(quirk)
        return not self.draws or self.draws[quirk].chance(0.5)

    def below(self, quirk: str, count: int) -> int:
        return self.draws[quirk].below(count) if self.draws else 0

    def form(self, quirk: str, forms: Sequence[_Item]) -> _Item:
        """One of the forms of a quirk that is in place."""
        number = self.forms[quirk]
        return forms[number % len(forms) if number < MAX_FORMS else self.below(quirk, len(forms))]

    def shuffled(self, items: list[_Item]) -> list[_Item]:
        """The items in another order: backwards, or as the seed has it."""
        rest, chosen = items[::-1], []
        while rest:
            chosen.append(rest.pop(self.below("order", len(rest))))
        return chosen

    def document(self, case: Case) -> bytes:
        content = self.tag("case", self.record(case), "")
        encodings = ["UTF-8", "utf-8", "utf8", "Utf-8"]
        if content.isascii():
            encodings += ["US-ASCII", "us-ascii"]
        encoding = self.form("encoding", encodings) if self.here("encoding") else ""
        attributes = [self.attribute("version", "1.0", plainly=True)]
        if encoding:
            attributes.append(self.attribute("encoding", encoding, plainly=True))
        if self.here("standalone"):
            attributes.append(self.attribute("standalone", self.form("standalone", ("yes", "no")), plainly=True))
        declaration = ""
        if len(attributes) > 1 or self.here("declaration"):
            declaration = f"<?xml{self.spaced(attributes)}{self.space()}?>"
        mark = "\ufeff" if encoding.lower() != "us-ascii" and self.here("byte-order-mark") else ""
        return f"{mark}{declaration}{self.aside()}{content}{self.aside()}".encode()

    def record(self, record: Any) -> str:
        """The inside of a record: its fields, then what it has besides, unless they are mixed."""
        fields = [self.field(name, kind, getattr(record, name)) for name, kind in FIELDS[type(record)].items()]
        parts = [part for part in fields if part]
        extra = [self.element(element) for element in record.extra]
        if len(parts) + len(extra) > 1 and self.here("order"):
            parts = self.shuffled(parts)
            for position, part in zip(
                sorted(self.below("order", len(parts) + 1) for _ in extra)[::-1], extra[::-1], strict=True
            ):
                parts.insert(position, part)
        else:
            parts += extra
        return self.between(parts)

    def between(self, parts: list[str]) -> str:
        return "".join(f"{self.gap()}{part}" for part in parts) + self.gap()

    def field(self, name: str, kind: type[Any], value: Any) -> str:
        if kind is tuple:
            if not value and not self.here("empty-arrays"):
                return ""
            return self.tag(
                name, self.between([self.tag(ITEMS[name], self.record(item), "") for item in value]), "array"
            )
        hint = _TYPES.get(kind, "")
        if value is None:
            if self.here("nil"):
                return self.tag(name, self.padding() + self.remark(), hint, ("nil", "true"))
            if kind is not str and self.here("empty"):
                return self.tag(name, self.padding() + self.remark(), hint)
            return ""
        if kind is str:
            return self.tag(name, self.text(value), hint)
        written = self.moment(value) if kind is datetime else self.number(value)
        return self.tag(name, self.padding() + self.text(written) + self.padding(), hint)

    def number(self, value: int | Decimal) -> str:
        written = f"{value:f}" if isinstance(value, Decimal) else f"{value:d}"
        digits = written.removeprefix("-")
        # As many as can stand before the point of any number.
        room = 17 - len(digits.partition(".")[0])
        if room > 0 and self.here("leading-zeros"):
            digits = "0" * self.form("leading-zeros", (1, room)) + digits
        return f"-{digits}" if written.startswith("-") else digits

    def moment(self, value: datetime) -> str:
        minutes, zone = self.zone() if self.here("zones") else (None, "UTC")
        try:
            local = value.astimezone(timezone(timedelta(minutes=minutes or 0)))
        except OverflowError:  # the first or the last day that there is
            local, minutes, zone = value, None, "UTC"
        if not value.microsecond and self.here("java-dates"):
            weekday, month = _WEEKDAYS[local.weekday()], _MONTHS[local.month - 1]
            return f"{weekday} {month} {local.day:02} {local:%H:%M:%S} {zone} {local.year:04}"
        fraction = f"{local.microsecond:06}".rstrip("0")
        if self.here("fractions"):
            # What is beyond the sixth digit is cut off when it is read.
            beyond = "9" * (1 + self.below("fractions", 3))
            fraction = self.form("fractions", (f"{fraction:0<3}", f"{fraction:0<6}", f"{fraction:0<6}{beyond}"))
        point = "." if fraction else ""
        date = f"{local.year:04}-{local.month:02}-{local.day:02}"
        return f"{date}T{local:%H:%M:%S}{point}{fraction}{self.iso_zone(minutes)}"

    def zone(self) -> tuple[int, str]:
        any_minutes = self.below("zones", 2879) - 1439
        return self.form("zones", (*_ZONES, (any_minutes, f"GMT{_offset(any_minutes)}")))

    def iso_zone(self, minutes: int | None) -> str:
        offset = _offset(minutes or 0)
        if not self.here("offsets"):
            return "Z" if minutes is None else offset
        return self.form("offsets", (offset, offset.replace(":", ""), offset.replace("+00:00", "-00:00")))

    def text(self, text: str) -> str:
        """Text, spelled anew character by character."""
        parts: list[str] = []
        position = 0
        while position < len(text):
            parts.append(self.remark())
            section = ""
            if self.here("cdata"):
                section = text[position : len(text) - self.below("cdata", len(text) - position)]
                section = section.partition("\r")[0]  # it would read as a line feed
                before, end, _ = section.partition("]]>")
                section = before + end[:2]
            if section:
                parts.append(f"<![CDATA[{self.lines(section)}]]>")
                position += len(section)
            else:
                parts.append(self.character(text, position))
                position += 1
        if not text and self.here("cdata"):
            parts.append("<![CDATA[]]>")
        return "".join(parts) + self.remark()

    def character(self, text: str, position: int) -> str:
        character = text[position]
        if self.here("references"):
            return self.reference(character)
        ends_section = character == ">" and text[max(0, position - 2) : position] == "]]"
        if character in "&<" or ends_section or (character in _ENTITIES and self.here("entities")):
            return _ENTITIES[character]
        if character == "\r":
            return "&#13;"
        return self.line_end(text[position + 1 : position + 2]) if character == "\n" else character

    def reference(self, character: str) -> str:
        code = ord(character)
        forms = (f"&#{code};", f"&#x{code:x};", f"&#x{code:X};", f"&#0{code};", f"&#x00{code:X};")
        return self.form("references", forms)

    def lines(self, section: str) -> str:
        return "".join(
            self.line_end(section[index + 1 : index + 2]) if character == "\n" else character
            for index, character in enumerate(section)
        )

    def line_end(self, following: str) -> str:
        if not self.here("line-ends"):
            return "\n"
        # A CR would be one line end with the LF behind it.
        return self.form("line-ends", ("\r\n", "\n" if following == "\n" else "\r"))

    def element(self, element: Element) -> str:
        inside = self.text(element.text) + "".join(
            self.element(child) + self.text(child.tail) for child in element.children
        )
        return self.enclose(element.tag, inside, [self.attribute(*pair) for pair in element.attributes])

    def tag(self, name: str, inside: str, hint: str, *others: tuple[str, str]) -> str:
        """An element of the payload, with the attributes that it has, may have and should not have."""
        attributes = [*others]
        if self.here("wrong-types"):
            attributes.append(
                ("type", self.form("wrong-types", ("yaml", "array", "symbol", "integer", "datetime", "")))
            )
        elif hint and self.here("types"):
            attributes.append(("type", hint))
        if self.here("attributes"):
            attributes.append(self.form("attributes", _ATTRIBUTES[: -1 if others else None]))  # no second nil
        if len(attributes) > 1 and self.here("order"):
            attributes = self.shuffled(attributes)
        return self.enclose(name, inside, [self.attribute(*pair) for pair in attributes])

    def enclose(self, name: str, inside: str, attributes: Iterable[str]) -> str:
        start = f"<{name}{self.spaced(attributes)}{self.space()}"
        if not inside and self.here("self-closing"):
            return f"{start}/>"
        return f"{start}>{inside}</{name}{self.space()}>"

    def attribute(self, name: str, value: str, *, plainly: bool = False) -> str:
        """A name and a quoted value, in which characters are spelled anew unless it is to be written `plainly`."""
        quote = "'" if self.here("single-quotes") else '"'
        if not plainly:
            value = "".join(self.quoted(character, quote) for character in value)
        return f"{name}{self.space()}={self.space()}{quote}{value}{quote}"

    def quoted(self, character: str, quote: str) -> str:
        if self.here("references"):
            return self.reference(character)
        if character in f"&<{quote}" or (character in _ENTITIES and self.here("entities")):
            return _ENTITIES[character]
        return f"&#{ord(character)};" if character in "\t\n\r" else character

    def spaced(self, attributes: Iterable[str]) -> str:
        return "".join(f" {self.space()}{attribute}" for attribute in attributes)

    def space(self) -> str:
        return self.form("tag-spaces", _WHITE) if self.here("tag-spaces") else ""

    def padding(self) -> str:
        """White space around a value, spelled in every way that text is."""
        return self.text(self.form("padding", _WHITE)) if self.here("padding") else ""

    def gap(self) -> str:
        """What may stand between elements."""
        return self.remark() + (self.text(self.form("indentation", _WHITE)) if self.here("indentation") else "")

    def aside(self) -> str:
        """What may stand around the root element."""
        return self.remark() + (self.form("indentation", _WHITE) if self.here("indentation") else "") + self.remark()

    def remark(self) -> str:
        """What vanishes without a trace."""
        comment = self.form("comments", _COMMENTS) if self.here("comments") else ""
        return comment + (self.form("instructions", _INSTRUCTIONS) if self.here("instructions") else "")


def _offset(minutes: int) -> str:
    hours, rest = divmod(abs(minutes), 60)
    return f"{'-' if minutes < 0 else '+'}{hours:02}:{rest:02}"
