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
_year_first = re.compile(r"[0-9]{4}").match
_clock = re.compile(r"[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?")
_whole_year = re.compile(r"(?<![0-9])[0-9]{4}").search
_weekday = re.compile(rf"\b({'|'.join(WEEKDAYS)})[a-z]*\b", re.IGNORECASE)


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
    if zone and zone[1] and zone[1].upper() not in ("UTC", "GMT", "UT", "Z"):
        return None  # EST-05:00 says the same twice, EST+01:00 contradicts itself
    if zone:
        name, hours, minutes = zone[1] or zone[4] or "UTC", zone[2] or "+00", zone[3] or "00"
        ahead = offset(f"{name.upper().replace('Z', 'UTC')}{hours}:{minutes}")
        text = f"{text[: zone.start()]} {text[zone.end() :]}"
    if len(_clock.findall(text)) != 1 or not _whole_year(text):
        return None
    local = _read_complete(text)
    if local is None or not {name.title() for name in _weekday.findall(text)} <= {WEEKDAYS[local.weekday()]}:
        return None
    try:
        return local - ahead
    except OverflowError:
        return None


def _read_complete(text: str) -> datetime | None:
    """What dateutil reads in `text`, if it found every part of it there, as a UTC datetime."""
    try:
        # Two days so far apart that no part taken from them, nor "the next Monday", could be the same in both answers.
        # Where the day may as well be the month, the answers differ too, unless the year comes first, as in ISO 8601.
        first = _parse(text, default=datetime(2001, 1, 1, 1, 1), tzinfos=_only_utc)
        day_first = not _year_first(text)
        second = _parse(text, default=datetime(2002, 2, 15, 2, 2), tzinfos=_only_utc, dayfirst=day_first)
    except (ValueError, ArithmeticError, TypeError, IndexError, AttributeError):
        # What dateutil raises on text that is no date; ArithmeticError is OverflowError and decimal.InvalidOperation.
        return None
    return first if first == second else None


def _only_utc(name: str | None, seconds: int | None) -> tzinfo:
    """The zone for dateutil: it is shown text without one, so one that it still finds there is none of ours."""
    if name is not None or seconds is not None:
        raise ValueError("a zone of no single meaning")
    return UTC
