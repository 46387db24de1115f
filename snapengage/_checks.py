"""What the records' fields are checked and converted with, driven by the wire table.

A converter never raises: what it cannot convert it hands on as it is, to the validator, which can say in which field.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import attrs

from snapengage import _dates
from snapengage._fields import KINDS, as_source

__all__ = [
    "count",
    "each",
    "in_table",
    "length",
    "of_type",
    "pairs",
    "short",
    "to_pairs",
    "to_source",
    "to_str",
    "to_text",
    "to_tuple",
    "to_utc",
]


def in_table(record: object, attribute: attrs.Attribute[Any], value: Any) -> None:
    """The validator of every field in the wire table."""
    if value is None and attribute.default is None:
        return
    kind = KINDS[attribute.name]
    if type(value) is str is kind.python:  # most fields of most records, and any text is one that `holds`
        return
    if not isinstance(value, kind.python) or isinstance(value, bool):
        raise _wrong_type(_where(record, attribute), kind.python.__name__, value)
    if isinstance(value, datetime) and value.tzinfo is not UTC:  # the converter has not been able to
        try:
            _dates.to_utc(value)
        except ValueError as error:
            raise ValueError(f"{_where(record, attribute)}: {error}") from None
    if not kind.holds(value):
        raise ValueError(f"{_where(record, attribute)}: expected {kind.expected}")


def of_type(expected: type) -> Callable[[object, attrs.Attribute[Any], Any], None]:
    """A validator of values outside the wire table: an `expected`, True and False being no int."""

    def check(record: object, attribute: attrs.Attribute[Any], value: object) -> None:
        if not isinstance(value, expected) or isinstance(value, bool):
            raise _wrong_type(_where(record, attribute), expected.__name__, value)

    return check


def each(expected: type) -> Callable[[object, attrs.Attribute[Any], Any], None]:
    """A validator of sequences: each item is an `expected`."""

    def check(record: object, attribute: attrs.Attribute[Any], value: Any) -> None:
        if type(value) is tuple and not value:  # as `extra` mostly is
            return
        if not isinstance(value, Sequence):
            raise _wrong_type(_where(record, attribute), f"an iterable of {expected.__name__}", value)
        for index, item in enumerate(value):
            if not isinstance(item, expected):
                raise _wrong_type(f"{_where(record, attribute)}[{index}]", expected.__name__, item)

    return check


def pairs(record: object, attribute: attrs.Attribute[Any], value: Any) -> None:
    """The validator of an element's attributes."""
    if not isinstance(value, tuple) or not all(
        isinstance(pair, tuple) and len(pair) == 2 and all(isinstance(part, str) for part in pair) for pair in value
    ):
        raise TypeError(f"{_where(record, attribute)}: expected a mapping or pairs of str and str")


def to_tuple(value: Iterable[Any]) -> tuple[Any, ...]:
    return value if type(value) is tuple else tuple(value) if isinstance(value, Iterable) else value


def to_str(value: str) -> str:
    """An exact str, since a subclass may print or replace in its own way, as an Enum and markupsafe's do."""
    return str.__str__(value) if isinstance(value, str) else value


def to_text(value: str | None) -> str | None:
    return value if value is None or type(value) is str else to_str(value)


def to_pairs(attributes: Mapping[str, str] | Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    found: Any = attributes.items() if isinstance(attributes, Mapping) else attributes
    if not isinstance(found, Iterable):
        return attributes  # type: ignore[return-value]  # for the validator to refuse
    # JSON has no tuples, so there the pairs are lists.
    plain: list[Any] = [tuple(map(to_str, pair)) if isinstance(pair, tuple | list) else pair for pair in found]
    return tuple(plain)


def to_utc(value: datetime | None) -> datetime | None:
    try:
        return _dates.to_utc(value) if isinstance(value, datetime) else value
    except ValueError:
        return value


def to_source(value: int | None) -> int | None:
    return as_source(value) if type(value) is int else value


def length(text: object) -> str:
    """For reprs, which end up in logs: how long a text is, since what it says is somebody's conversation."""
    return f"<{len(text)} characters>" if isinstance(text, str) else repr(text)


def short(text: object) -> str:
    """For reprs: names and the like, which are no conversation, but may be of any length."""
    return repr(text) if not isinstance(text, str) or len(text) <= 64 else f"{text[:64]!r}…"


def count(items: Sequence[object]) -> str:
    """For reprs: how many there are."""
    return f"<{len(items)}>"


def _where(record: object, attribute: attrs.Attribute[Any]) -> str:
    return f"{type(record).__name__}.{attribute.name}"


def _wrong_type(where: str, expected: str, value: object) -> TypeError:
    return TypeError(f"{where}: expected {expected}, got {type(value).__name__}")
