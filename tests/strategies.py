"""Hypothesis strategies: `cases` draws any case that can be constructed, `documents` any legal spelling of one.

The spelling is independent of the library's writer: it is made from the case and the wire table alone, and every
choice that XML 1.0 leaves to a writer, and the payload's rules to a sender, is made at random.
"""

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from functools import cache
from random import Random
from typing import Any

from hypothesis import strategies as st

import snapengage
from snapengage._fields import DATETIME, LATITUDE, LINE_DATETIME, LONGITUDE, RECORDS, TEXT, Field, Kind

__all__ = ["bodies", "cases", "documents", "elements", "illegal_characters", "spell", "texts", "variables"]

legal_characters = st.characters(exclude_categories=["Cs"], exclude_characters="\ufffe\uffff").filter(
    lambda character: character >= " " or character in "\t\n\r"
)
illegal_characters = st.sampled_from([*map(chr, {*range(0x20)} - {9, 10, 13}), "\ud800", "\udfff", "\ufffe", "\uffff"])

_AWKWARD = [
    "]]>", "]]", ">", "<![CDATA[", "&amp;", "&", "<", "<b>", "&#13;", "\r", "\n", "\r\n", "\t", " ", "\x7f", "\x85",
    "\u2028", "\ufeff", "\U0001fffe", "\U0001f600", "é", '"', "'", "<!--", "-->", "--", "<?x?>", "</message>", "text",
    "%", "\\", "]",
]  # fmt: skip

texts = st.one_of(
    st.text(legal_characters, max_size=12), st.lists(st.sampled_from(_AWKWARD), max_size=8).map("".join), st.just("")
)
"""Any text that XML 1.0 can hold, the awkward above all."""

_names = st.from_regex(r"[A-Za-z_][A-Za-z0-9_.\-]{0,8}", fullmatch=True) | st.sampled_from(
    ["id", "case", "message", "value", "survey_score", "é", "Straße", "日本", "xml-like"]
)
_prefixed_names = _names | st.sampled_from(["ns:tag", "xmlns", "xmlns:ns", "a:b:c", ":", "xml:lang"])


@cache  # building a strategy costs more than drawing from it
def elements(*, known: frozenset[str] = frozenset(), prefixes: bool = True) -> st.SearchStrategy[snapengage.Element]:
    """An extra element, nested up to three deep, of a name that is not in `known`; with `prefixes`, colons in names."""
    names = _prefixed_names if prefixes else _names.filter(lambda name: name != "xmlns")
    attributes = st.dictionaries(names, texts, max_size=2)
    leaves = st.builds(snapengage.Element, tag=names, attributes=attributes, text=texts, tail=texts)
    trees = st.builds(snapengage.Element, tag=names, text=texts, children=st.lists(leaves, max_size=2), tail=texts)
    return st.builds(
        snapengage.Element,
        tag=names.filter(lambda name: name not in known),
        attributes=attributes,
        text=texts,
        children=st.lists(leaves | trees, max_size=2),
    )


def _stays_in_utc(moment: datetime) -> bool:
    try:
        moment.astimezone(UTC)
    except OverflowError:
        return False
    return True


_zones = (
    st.timezones()
    | st.just(UTC)
    | st.integers(-86_399_999_999, 86_399_999_999).map(lambda value: timezone(timedelta(microseconds=value)))
    | st.integers(-1439, 1439).map(lambda value: timezone(timedelta(minutes=value)))
)
moments = st.datetimes(timezones=_zones).filter(_stays_in_utc)
"""Aware datetimes over the years 1 to 9999, in every sort of zone."""
_whole_moments = moments.map(lambda moment: moment.replace(microsecond=0)).filter(_stays_in_utc)


def degrees(limit: int) -> st.SearchStrategy[Decimal]:
    """Decimals up to `limit`, with zeros at the end and exponents on either side of nought."""
    plain = st.integers(0, 17).flatmap(
        lambda places: st.integers(-limit * 10**places, limit * 10**places).map(lambda n: Decimal(n).scaleb(-places))
    )
    awkward = st.sampled_from(["0", "-0", "0E+2", "9E+1", "-0E-17", "39.914700", "-80.00", str(limit), f"-{limit}.0"])
    return plain | awkward.map(Decimal)


whole_numbers = st.integers(-(10**18) + 1, 10**18 - 1) | st.integers(-5, 5)

_DRAWN: dict[Kind, st.SearchStrategy[Any]] = {
    TEXT: texts,
    DATETIME: moments,
    LINE_DATETIME: moments | _whole_moments,
    LATITUDE: degrees(90),
    LONGITUDE: degrees(180),
}


@cache
def _records(name: str, *, prefixes: bool) -> st.SearchStrategy[Any]:
    known = frozenset(field.name for field in RECORDS[name])
    # Half of the fields of a record are None, half hold a value.
    values = {field.name: st.none() | _DRAWN[field.kind] for field in RECORDS[name]}
    return st.builds(_ITEM_TYPES[name], **values, extra=_extra(known, prefixes=prefixes))


def _extra(known: frozenset[str], *, prefixes: bool) -> st.SearchStrategy[list[snapengage.Element]]:
    return st.just([]) | st.lists(elements(known=known, prefixes=prefixes), max_size=2)


# Few names, so that some repeat.
_variable_names = st.none() | texts | st.sampled_from(["a", "A", "ß", "SS"])
variables = st.lists(st.builds(snapengage.Variable, name=_variable_names, value=st.none() | texts), max_size=5).map(
    snapengage.Variables
)

problems = st.builds(
    snapengage.Problem,
    code=st.sampled_from(["bad-integer", "more"]),
    path=st.none() | st.just("case.source_id"),
    line=st.none() | st.integers(1, 10**6),
    column=st.none() | st.integers(1, 10**6),
    message=texts,
    text=st.none() | texts,
)

_ITEM_TYPES: dict[str, type[Any]] = {
    "language": snapengage.Language,
    "plugin": snapengage.Plugin,
    "transcript": snapengage.Transcript,
    "variable": snapengage.Variable,
}


@cache
def cases(*, prefixes: bool = True) -> st.SearchStrategy[snapengage.Case]:
    """Any case that can be constructed; with `prefixes`, colons may stand in the names of its extra elements."""
    values: dict[str, st.SearchStrategy[Any]] = {}
    for field in RECORDS["case"]:
        if field.record is not None:
            item = _records(field.record, prefixes=prefixes)
            values[field.name] = st.lists(item, max_size=2)
            if field.record == "variable":
                values[field.name] |= variables
        else:
            values[field.name] = st.none() | _DRAWN.get(field.kind, whole_numbers)
    values["id"] = texts
    extra = _extra(frozenset(field.name for field in RECORDS["case"]), prefixes=prefixes)
    return st.builds(snapengage.Case, **values, extra=extra, problems=st.lists(problems, max_size=2))


def documents(case: snapengage.Case) -> st.SearchStrategy[bytes]:
    """Any legal spelling of `case`."""
    # One seed instead of a draw for each character, of which there are thousands; it does not shrink, the case does.
    return st.randoms(use_true_random=True).map(lambda random: spell(case, random))


@cache
def bodies(*, prefixes: bool = True) -> st.SearchStrategy[bytes]:
    """Any legal spelling of any case."""
    return cases(prefixes=prefixes).flatmap(documents)


def spell(case: snapengage.Case, random: Random) -> bytes:
    """A spelling of `case`, by the choices that `random` makes."""
    return _Speller(random).document(case)


class _Speller:
    """Writes XML in every way there is."""

    def __init__(self, random: Random) -> None:
        self.random = random

    def document(self, case: snapengage.Case) -> bytes:
        random = self.random
        content = self.tag("case", self.record(case, "case"), types=[])
        encodings = ["", "UTF-8", "utf-8", "utf8", "Utf-8", *(["US-ASCII", "us-ascii"] if content.isascii() else [])]
        encoding = random.choice(encodings)
        declared = f' encoding="{encoding}"' if encoding else ""
        standalone = random.choice(["", "", ' standalone="yes"', " standalone = 'no'"])
        version = random.choice(['"1.0"', "'1.0'"])
        declaration = f"<?xml version={version}{declared}{standalone} ?>"
        if encoding in ("", "UTF-8"):
            declaration = random.choice([declaration, "", " ", "\r\n\t"])
        mark = b"\xef\xbb\xbf" if encoding.lower() != "us-ascii" and random.random() < 0.3 else b""
        return mark + f"{declaration}{self.aside()}{content}{self.aside()}".encode()

    def record(self, record: Any, name: str) -> str:
        """The inside of a record: its elements in any order, the extra ones in theirs."""
        parts = [self.field(record, field) for field in RECORDS[name]]
        self.random.shuffle(parts)
        positions = sorted(self.random.randint(0, len(parts)) for _ in record.extra)
        for shift, (position, element) in enumerate(zip(positions, record.extra, strict=True)):
            parts.insert(position + shift, self.element(element))
        return self.between(parts)

    def between(self, parts: list[str]) -> str:
        return "".join(f"{self.gap()}{part}" for part in parts) + self.gap()

    def field(self, record: Any, field: Field) -> str:
        value = getattr(record, field.name)
        types = [field.kind.type_name or "string", "yaml", "symbol", "integer", "array"]
        if field.item is not None and field.record is not None:
            if not value and self.random.random() < 0.6:
                return ""
            items = [self.tag(field.item, self.record(item, field.record), types=["array"]) for item in value]
            return self.tag(field.name, self.between(items), types=types)
        if value is None:
            return self.nothing(field, types)
        if field.kind is TEXT:
            return self.tag(field.name, self.text(value), types=types)
        return self.tag(field.name, self.padding() + self.text(self.typed(value)) + self.padding(), types=types)

    def nothing(self, field: Field, types: list[str]) -> str:
        """An element that has no value: none at all, one that says so, or, where it is typed, an empty one."""
        choice = self.random.random()
        if choice < 0.6:
            return ""
        if choice < 0.8 or field.kind is TEXT:
            return self.tag(field.name, self.padding(), types=types, others=['nil="true"'])
        return self.tag(field.name, self.padding(), types=types)

    def typed(self, value: Any) -> str:
        if isinstance(value, datetime):
            return self.moment(value)
        written = f"{value:f}" if isinstance(value, Decimal) else f"{value:d}"
        sign, digits = ("-", written[1:]) if written.startswith("-") else ("", written)
        room = 17 - len(digits.partition(".")[0])
        return sign + "0" * self.random.choice([0, 0, max(0, room)]) + digits

    def moment(self, value: datetime) -> str:
        """A date in either form, in any zone in which the years 1 to 9999 hold it."""
        random = self.random
        minutes = random.choice([0, 0, *random.sample(range(-1439, 1440), 3)])
        try:
            local = value.astimezone(timezone(timedelta(minutes=minutes)))
        except OverflowError:
            local, minutes = value, 0
        sign, (hours, rest) = (
            "-" if minutes < 0 else random.choice("+-" if minutes == 0 else "+"),
            divmod(abs(minutes), 60),
        )
        date, clock = f"{local.year:04}-{local.month:02}-{local.day:02}", f"{local:%H:%M:%S}"
        if value.microsecond == 0 and random.random() < 0.4:
            zone = random.choice(["UTC", "GMT", "UT"]) if minutes == 0 else f"GMT{sign}{hours:02}:{rest:02}"
            weekday = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")[local.weekday()]
            month = ("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec").split()[local.month - 1]
            return f"{weekday} {month} {local.day:02} {clock} {zone} {local.year:04}"
        fraction = f"{local.microsecond:06}".rstrip("0")
        fraction += "0" * random.randint(0, 6 - len(fraction))
        if len(fraction) == 6:
            fraction += "".join(random.choices("0123456789", k=random.randint(0, 3)))  # cut off when read
        zone = "Z" if minutes == 0 and random.random() < 0.5 else f"{sign}{hours:02}{random.choice([':', ''])}{rest:02}"
        return f"{date}T{clock}{'.' if fraction else ''}{fraction}{zone}"

    def text(self, text: str) -> str:
        """Text, spelled anew character by character, with comments and processing instructions thrown in."""
        parts: list[str] = []
        position = 0
        while position < len(text):
            choice = self.random.random()
            if choice < 0.2:
                end = self.random.randint(position + 1, len(text))
                chunk = text[position:end].partition("\r")[0].partition("]]>")[0]
                parts.append(f"<![CDATA[{chunk}]]>")
                position += len(chunk)
                choice = 1.0
            elif choice < 0.3:
                parts.append(self.remark())
            if position < len(text):
                parts.append(self.character(text, position))
                position += 1
        if self.random.random() < 0.2:
            parts.append(self.random.choice([self.remark(), "<![CDATA[]]>"]))
        return "".join(parts)

    def character(self, text: str, position: int) -> str:
        character = text[position]
        references = [
            f"&#{ord(character)};",
            f"&#0{ord(character)};",
            f"&#x{ord(character):x};",
            f"&#x{ord(character):X};",
        ]
        named = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&apos;"}.get(character)
        if named:
            references.append(named)
        ends_section = character == ">" and text[max(0, position - 2) : position] == "]]"
        if character in "&<\r" or ends_section or self.random.random() < 0.2:
            return self.random.choice(references)
        return self.random.choice(["\n", "\r\n"]) if character == "\n" else character

    def element(self, element: snapengage.Element) -> str:
        inside = self.text(element.text) + "".join(
            self.element(child) + self.text(child.tail) for child in element.children
        )
        attributes = [f"{name}{self.equals()}{self.quoted(value)}" for name, value in element.attributes]
        return self.enclose(element.tag, inside, attributes)

    def tag(self, name: str, inside: str, *, types: list[str], others: list[str] | None = None) -> str:
        """An element of the payload, with attributes that mean nothing."""
        attributes = [*(others or [])]
        if types and self.random.random() < 0.7:
            attributes.append(f"type{self.equals()}{self.quoted(self.random.choice(types))}")
        if self.random.random() < 0.1:
            attributes.append(f"{self.random.choice(['lang', 'class', 'données'])}{self.equals()}{self.quoted('<&é>')}")
        if not others and self.random.random() < 0.1:
            attributes.append('nil="false"')
        self.random.shuffle(attributes)
        return self.enclose(name, inside, attributes)

    def enclose(self, name: str, inside: str, attributes: list[str]) -> str:
        spaced = "".join(f"{self.space(1)}{attribute}" for attribute in attributes)
        if not inside and self.random.random() < 0.5:
            return f"<{name}{spaced}{self.space()}/>"
        return f"<{name}{spaced}{self.space()}>{inside}</{name}{self.space()}>"

    def quoted(self, value: str) -> str:
        quote = self.random.choice("\"'")
        spelled = "".join(
            f"&#{ord(character)};" if character in f"&<\r\n\t{quote}" or self.random.random() < 0.1 else character
            for character in value
        )
        return f"{quote}{spelled}{quote}"

    def equals(self) -> str:
        return f"{self.space()}={self.space()}"

    def space(self, least: int = 0) -> str:
        """White space inside a tag, mostly none."""
        count = least + (self.random.randint(0, 2) if self.random.random() < 0.1 else 0)
        return "".join(self.random.choice(" \t\n\r") for _ in range(count)) if count else ""

    def padding(self) -> str:
        """White space around a typed value, in every spelling."""
        if self.random.random() < 0.7:
            return ""
        return self.random.choice(
            [" ", "\n\t ", "\r\n", "&#32;", "&#x0D;&#10;", "<![CDATA[ \t]]>", "<!-- 1 -->", "<?x 1?>"]
        )

    def gap(self) -> str:
        """White space between elements, in every spelling."""
        return self.padding() if self.random.random() < 0.5 else self.random.choice(["", "\n  ", " " * 9])

    def remark(self) -> str:
        return self.random.choice(
            ["<!---->", "<!-- &x; <y> ]]> - -->", "<?php echo '<b>' ?>", "<?x?>", "<!--<!DOCTYPE x>-->"]
        )

    def aside(self) -> str:
        """What may stand around the root element."""
        return self.random.choice(["", "", "\n", "<!-- a -->\n", "<?a b?> ", " <!--b--> "])
