"""Dates of the payload: text to aware UTC datetimes and back.

Two forms are read, by one grammar that knows neither the machine's time zone nor its locale: ISO 8601 with a zone,
and the form of Java's ``Date.toString``. Whatever else may be a date is left to `read_loosely`, which only ever serves
values that are reported as problems. Every function is total: text that is no date gives None, never an exception.
"""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, tzinfo
from functools import cache

__all__ = ["MAX_LENGTH", "read", "read_loosely", "to_utc", "write_iso", "write_java"]

# No text longer than this is tried: int and dateutil take quadratic time, and no form of a date comes near it.
MAX_LENGTH = 64

_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = {
    name: f"{number:02}"
    for number, name in enumerate(
        ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"), start=1
    )
}

# The zones that RFC 5322 (section 4.3) gives one meaning, in hours from UTC. Of Java's other abbreviations many
# stand for several zones (IST is used in India, Israel and Ireland), so none of them is read.
_ZONE_HOURS = {
    "UTC": 0, "GMT": 0, "UT": 0,
    "EDT": -4, "EST": -5, "CDT": -5, "CST": -6, "MDT": -6, "MST": -7, "PDT": -7, "PST": -8,
}  # fmt: skip

_CLOCK = r"(?:[01][0-9]|2[0-3]):[0-5][0-9]"
_iso = re.compile(
    rf"[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}T{_CLOCK}:[0-5][0-9](?:\.[0-9]{{1,9}})?(?:Z|[+-]{_CLOCK}|[+-](?:[01][0-9]|2[0-3])[0-5][0-9])"
).fullmatch
_java = re.compile(
    rf"(?:{'|'.join(_WEEKDAYS)}) (?:{'|'.join(_MONTHS)}) [0-9]{{2}} {_CLOCK}:[0-5][0-9]"
    rf" (?:GMT[+-]{_CLOCK}|{'|'.join(_ZONE_HOURS)}) [0-9]{{4}}"
).fullmatch


def read(text: str) -> datetime | None:
    """The instant that `text` names in one of the two documented forms; None for any other text.

    Source of the rule: the vendor's page shows both forms; RFC 3339 for the first, ``java.util.Date`` for the second.
    """
    try:
        if _java(text):
            local = datetime.fromisoformat(f"{text[-4:]}-{_MONTHS[text[4:7]]}-{text[8:10]}T{text[11:19]}Z")
            if _WEEKDAYS[local.weekday()] != text[:3]:
                return None
            zone = text[20:-5]
            return local if zone == "UTC" else local - _offset(zone)
        if _iso(text):
            moment = datetime.fromisoformat(text)
            return moment if moment.tzinfo is UTC else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        # The 30th of February; an instant before the year 1 or after 9999 once it is in UTC.
        return None
    return None


def _offset(zone: str) -> timedelta:
    """How far `zone`, a name with or without ``±HH:MM`` behind it, is ahead of UTC; the sign counts as written."""
    name, hours, minutes = zone, 0, 0
    if zone[-3:-2] == ":":
        name, hours, minutes = zone[:-6], int(zone[-5:-3]), int(zone[-2:])
    ahead = timedelta(hours=hours, minutes=minutes)
    return timedelta(hours=_ZONE_HOURS[name]) + (-ahead if zone[-6:-5] == "-" else ahead)


def to_utc(moment: datetime) -> datetime:
    """The same instant as a plain datetime in `datetime.timezone.utc`.

    Raises ValueError for a naive one, and for one that UTC cannot hold in the years 1 to 9999.
    """
    if type(moment) is datetime and moment.tzinfo is UTC:
        return moment
    if moment.utcoffset() is None:
        raise ValueError("a datetime without a time zone; add one, as in datetime(2010, 10, 18, tzinfo=timezone.utc)")
    try:
        utc = moment.astimezone(UTC)
    except OverflowError:
        utc = None
    if utc is None:
        raise ValueError("a datetime that leaves the years 1 to 9999 once it is in UTC")
    return datetime(utc.year, utc.month, utc.day, utc.hour, utc.minute, utc.second, utc.microsecond, UTC)


def write_iso(moment: datetime) -> str:
    """A UTC datetime as ``2010-10-18T01:48:18.623Z``: three digits of a second, or six where three would lose some."""
    return moment.isoformat(timespec="microseconds" if moment.microsecond % 1000 else "milliseconds")[:-6] + "Z"


def write_java(moment: datetime) -> str:
    """A UTC datetime as ``Mon Oct 18 01:48:27 UTC 2010``, or in ISO form where a fraction of a second would be lost."""
    if moment.microsecond:
        return write_iso(moment)
    english = moment.ctime()  # "Mon Oct  8 01:48:27 2010", in English whatever the locale
    return f"{english[:8]}{english[8:10].replace(' ', '0')} {english[11:19]} UTC {english[20:]}"


# A zone at the end of a word, as people and programs write it; hours past 14 exist nowhere, and leaving them out keeps
# a year that follows a dash ("03-10-2014") from being taken for an offset.
_loose_zone = re.compile(
    rf"(?<=[\sMm0-9])(?:({'|'.join(_ZONE_HOURS)}|Z)?([+-](?:0[0-9]|1[0-4])):?([0-5][0-9])|({'|'.join(_ZONE_HOURS)}|Z))(?=\s|$)",
    re.IGNORECASE,
)
_weekday_named = re.compile(rf"\b({'|'.join(_WEEKDAYS)})[a-z]*\b", re.IGNORECASE)


def read_loosely(text: str) -> datetime | None:
    """The instant in a text of some other shape, such as ``Oct 3, 2014 2:14:31 PM``; UTC where it names no zone.

    Used for values that are reported as problems in any case. Day, month, year of four digits, hour and minute must
    all stand in the text, nothing is filled in from today's date or taken from the machine's zone, a weekday must
    match, and a zone is read here, by the rules of `read`: dateutil would read ``GMT+01:00`` with its sign inverted.
    """
    if len(text) > MAX_LENGTH or not (text.isascii() and text.isprintable()):
        return None
    zone = _loose_zone.search(text)
    offset = timedelta()
    if zone:
        name, hours, minutes = zone[1] or zone[4] or "UTC", zone[2] or "+00", zone[3] or "00"
        offset = _offset(f"{name.upper().replace('Z', 'UTC')}{hours}:{minutes}")
        text = f"{text[: zone.start()]} {text[zone.end() :]}"
    local = _read_complete(text)
    named = _weekday_named.search(text)
    if local is None or (named and named[1].title() != _WEEKDAYS[local.weekday()]):
        return None
    try:
        return local - offset
    except OverflowError:
        return None


def _read_complete(text: str) -> datetime | None:
    """What dateutil reads in `text`, if it found every part of it there, as a UTC datetime."""
    parse = _dateutil()
    try:
        # Two days so far apart that no part taken from them, nor "the next Monday", could be the same in both answers.
        first, second = (
            parse(text, default=datetime(*default), tzinfos=_only_utc)
            for default in ((2001, 1, 1, 1, 1), (2002, 2, 15, 2, 2))
        )
    except (ValueError, ArithmeticError, TypeError, IndexError, AttributeError):
        # What dateutil raises on text that is no date; ArithmeticError is OverflowError and decimal.InvalidOperation.
        return None
    return first if first == second else None


def _only_utc(name: str | None, offset: int | None) -> tzinfo:
    """The zone for dateutil: it is shown text without one, so one that it still finds there is none of ours."""
    if name is not None or offset is not None:
        raise ValueError("a zone of no single meaning")
    return UTC


@cache
def _dateutil() -> Callable[..., datetime]:
    """dateutil's parser, taught never to guess a century; loaded here, since few programs ever meet such a date."""
    from dateutil import parser  # noqa: PLC0415  # costs more to load than all of this library

    class WholeYears(parser.parserinfo):
        def convertyear(self, year: int, century_specified: bool = False) -> int:
            if not century_specified:
                raise ValueError("a year of two digits")
            return year

    return parser.parser(WholeYears()).parse
