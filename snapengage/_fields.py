"""The wire table: every element of a case that has a meaning, and how its text becomes a value and text again.

The one place that knows this. The model checks its values by it, reader, writer, `to_dict` and `from_dict` are driven
by it, the table in the documentation is printed from it, and tests are parametrized from it. An element's name is also
the name of the attribute. Nothing here knows XML.

Source of the rules: the vendor's page "SnapEngage API" and its example payload; PROACTIVE_CHAT is from its later
documents.
"""

import re
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from enum import IntEnum
from typing import Any, NamedTuple

from snapengage import _dates

__all__ = ["ARRAY", "DATETIME", "KINDS", "LINE_DATETIME", "RECORDS", "TEXT", "Field", "Kind", "SourceId", "as_source"]


class SourceId(IntEnum):
    """What kind of contact a case records (the element ``source_id``)."""

    OFFLINE_MESSAGE = 1
    """A message left while nobody was there to chat; the vendor's page calls it a "simple message"."""
    LIVE_CHAT = 2
    """A chat that the visitor began."""
    PROACTIVE_CHAT = 3
    """A chat that an agent, or a rule on the agent's side, began."""


def _same(value: Any) -> Any:
    return value


def _always(_: Any) -> bool:
    return True


class Kind(NamedTuple):
    """How the text of an element is read, checked and written."""

    code: str
    """The problem's code where the text cannot be read."""
    expected: str
    """What belongs there, in words that complete "expected …"."""
    python: type[Any]
    """The type of a value."""
    type_name: str | None = None
    """The vendor's ``type`` attribute: written, and never needed to read."""
    read: Callable[[str], Any] = _same
    """Text without white space around it to a value; None where it is none. Never raises."""
    write: Callable[[Any], str] = _same
    """A value to text that `read` reads back to an equal value. A subclass may print in its own way; this does not."""
    holds: Callable[[Any], bool] = _always
    """Whether a value of the right type is one that `write` can put down so that `read` reads it back."""
    to_json: Callable[[Any], Any] = _same
    """A value to what JSON can hold."""
    from_json: Callable[[Any], Any] = _same
    """What JSON held to a value; whatever is neither text nor a value it returns as it is."""


# 18 digits always fit 64 bits, and int stays far from the sizes where it turns quadratic; the regular expressions stop
# at the first digit too many, so a text of any length costs the same.
_integer = re.compile(r"-?[0-9]{1,18}").fullmatch
_decimal = re.compile(r"-?[0-9]{1,17}(?:\.[0-9]{1,17})?").fullmatch
_SOURCES = {int(source): source for source in SourceId}


def _read_integer(text: str) -> int | None:
    return int(text) if _integer(text) else None


def _read_source(text: str) -> int | None:
    return as_source(int(text)) if _integer(text) else None


def as_source(number: int) -> int:
    """The `SourceId` of this number, or the number itself where the vendor has added one since."""
    return _SOURCES.get(number, number)


def _integer_kind(read: Callable[[str], int | None]) -> Kind:
    return Kind(
        code="bad-integer",
        expected="an integer of at most 18 digits",
        type_name="integer",
        python=int,
        read=read,
        write=int.__repr__,
        holds=lambda value: abs(value) < 10**18,
        to_json=int,
    )


def _degrees_kind(limit: int) -> Kind:
    low, high = Decimal(-limit), Decimal(limit)

    def read(text: str) -> Decimal | None:
        if _decimal(text) and low <= (value := Decimal(text)) <= high:
            return value
        return None

    def holds(value: Decimal) -> bool:
        # The exponent is looked at before anything is written out: 1E-999999999 would be a text of a gigabyte.
        return value.is_finite() and low <= value <= high and -17 <= int(value.as_tuple().exponent) <= 2

    return Kind(
        code="bad-degrees",
        expected=f"decimal degrees from -{limit} to {limit}, with at most 17 digits after the point",
        python=Decimal,
        read=read,
        write=_write_decimal,
        holds=holds,
        to_json=_write_decimal,
        from_json=_from_text(read),
    )


def _datetime_kind(write: Callable[[datetime], str]) -> Kind:
    return Kind(
        code="bad-datetime",
        expected="a date such as 2010-10-18T01:48:18.623Z or Mon Oct 18 01:48:27 UTC 2010",
        type_name="datetime",
        python=datetime,
        read=_dates.read,
        write=write,
        to_json=_dates.write_iso,
        from_json=_from_text(_dates.read),
    )


def _write_decimal(value: Decimal) -> str:
    return Decimal.__format__(value, "f")


def _from_text(read: Callable[[str], Any]) -> Callable[[Any], Any]:
    def from_json(value: Any) -> Any:
        found = read(value) if isinstance(value, str) else None
        return value if found is None else found

    return from_json


TEXT = Kind(code="bad-text", expected="text", python=str)
ARRAY = Kind(code="bad-array", expected="an array", python=tuple, type_name="array")
INTEGER = _integer_kind(_read_integer)
SOURCE = _integer_kind(_read_source)
LATITUDE = _degrees_kind(90)
LONGITUDE = _degrees_kind(180)
DATETIME = _datetime_kind(_dates.write_iso)
LINE_DATETIME = _datetime_kind(_dates.write_java)


class Field(NamedTuple):
    """One element of a record: its name, which is also the attribute's, and what stands in it."""

    name: str
    kind: Kind = TEXT
    cdata: bool = False
    """Whether the vendor writes the text as a CDATA section. Both spellings are always read."""
    item: str | None = None
    """For an array: the name of the elements in it."""
    record: str | None = None
    """For an array: what its elements are, a key of `RECORDS`."""


RECORDS: dict[str, tuple[Field, ...]] = {
    "case": (
        Field("id", cdata=True),
        Field("url"),
        Field("snapshot_image_url"),
        Field("requested_by", cdata=True),
        Field("description", cdata=True),
        Field("created_at", DATETIME),
        Field("page_url"),
        Field("ip_address"),
        Field("browser"),
        Field("os"),
        Field("country_code"),
        Field("country"),
        Field("region"),
        Field("city", cdata=True),
        Field("latitude", LATITUDE),
        Field("longitude", LONGITUDE),
        Field("source_id", SOURCE),
        Field("languages", ARRAY, item="language", record="language"),
        Field("plugins", ARRAY, item="plugin", record="plugin"),
        Field("transcripts", ARRAY, item="transcript", record="transcript"),
        Field("chat_waittime", INTEGER),
        Field("chat_duration", INTEGER),
        Field("javascript_variables", ARRAY, item="javascript_variable", record="variable"),
        Field("operator_variables", ARRAY, item="operator_variable", record="variable"),
    ),
    "language": (Field("name", cdata=True), Field("code", cdata=True)),
    "plugin": (Field("name"), Field("value")),
    "transcript": (Field("id"), Field("date", LINE_DATETIME), Field("alias"), Field("message")),
    "variable": (Field("name", cdata=True), Field("value", cdata=True)),
}
"""The fields of each record, in the order in which they are written."""

KINDS = {field.name: field.kind for fields in RECORDS.values() for field in fields}
"""The kind by name: the same name means the same kind in every record."""
