"""Dates in shapes of any other kind, for values that are reported as problems in any case.

Loaded only once there is one: dateutil costs more to load than the rest of this library.
"""

import re
from datetime import UTC, datetime, timedelta, tzinfo

from dateutil import parser

from snapengage._dates import WEEKDAYS, ZONE_HOURS, offset

__all__ = ["read_loosely"]

# No longer text is tried, since dateutil takes quadratic time, and no form of a date comes near it.
_MAX_LENGTH = 64

_NAMES = "|".join((*ZONE_HOURS, "Z"))

# A zone at the end of a word, as people and programs write it; hours past 14 exist nowhere, and leaving them out keeps
# a year that follows a dash ("03-10-2014") from being taken for an offset.
_loose_zone = re.compile(
    rf"(?<=[\sM0-9])(?:({_NAMES})?([+-](?:0[0-9]|1[0-4])):?([0-5][0-9])|({_NAMES}))(?=\s|$)",
    re.IGNORECASE,
)
_weekday_named = re.compile(rf"\b({'|'.join(WEEKDAYS)})[a-z]*\b", re.IGNORECASE)


class _WholeYears(parser.parserinfo):
    """What dateutil knows of English dates, but for the century, which it would guess from today's."""

    def convertyear(self, year: int, century_specified: bool = False) -> int:
        if not century_specified:
            raise ValueError("a year of two digits")
        return year


_parse = parser.parser(_WholeYears()).parse


def read_loosely(text: str) -> datetime | None:
    """The instant in a text of some other shape, such as ``Oct 3, 2014 2:14:31 PM``; UTC where it names no zone.

    Used for values that are reported as problems in any case. Day, month, year of four digits, hour and minute must
    all stand in the text, nothing is filled in from today's date or taken from the machine's zone, a weekday must
    match, and a zone is read here, by the rules of `read`: dateutil would read ``GMT+01:00`` with its sign inverted.
    """
    if len(text) > _MAX_LENGTH or not (text.isascii() and text.isprintable()):
        return None
    zone = _loose_zone.search(text)
    ahead = timedelta()
    if zone:
        name, hours, minutes = zone[1] or zone[4] or "UTC", zone[2] or "+00", zone[3] or "00"
        ahead = offset(f"{name.upper().replace('Z', 'UTC')}{hours}:{minutes}")
        text = f"{text[: zone.start()]} {text[zone.end() :]}"
    local = _read_complete(text)
    named = _weekday_named.search(text)
    if local is None or (named and named[1].title() != WEEKDAYS[local.weekday()]):
        return None
    try:
        return local - ahead
    except OverflowError:
        return None


def _read_complete(text: str) -> datetime | None:
    """What dateutil reads in `text`, if it found every part of it there, as a UTC datetime."""
    try:
        # Two days so far apart that no part taken from them, nor "the next Monday", could be the same in both answers.
        first, second = (
            _parse(text, default=datetime(*default), tzinfos=_only_utc)
            for default in ((2001, 1, 1, 1, 1), (2002, 2, 15, 2, 2))
        )
    except (ValueError, ArithmeticError, TypeError, IndexError, AttributeError):
        # What dateutil raises on text that is no date; ArithmeticError is OverflowError and decimal.InvalidOperation.
        return None
    return first if first == second else None


def _only_utc(name: str | None, seconds: int | None) -> tzinfo:
    """The zone for dateutil: it is shown text without one, so one that it still finds there is none of ours."""
    if name is not None or seconds is not None:
        raise ValueError("a zone of no single meaning")
    return UTC
