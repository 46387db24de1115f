"""Dates of the payload: text to aware UTC datetimes and back.

Two forms are read, by one grammar that knows neither the machine's time zone nor its locale: ISO 8601 with a zone,
and the form of Java's ``Date.toString``. Text that is neither gives None, never an exception.
"""

import re
from datetime import UTC, datetime, timedelta

__all__ = ["WEEKDAYS", "ZONE_HOURS", "offset", "read", "to_utc", "write_iso", "write_java"]

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = {
    name: f"{number:02}"
    for number, name in enumerate(
        ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"), start=1
    )
}

# The zones that RFC 5322 (section 4.3) gives one meaning, in hours from UTC. Of Java's other abbreviations many
# stand for several zones (IST is used in India, Israel and Ireland), so none of them is read.
ZONE_HOURS = {
    "UTC": 0, "GMT": 0, "UT": 0,
    "EDT": -4, "EST": -5, "CDT": -5, "CST": -6, "MDT": -6, "MST": -7, "PDT": -7, "PST": -8,
}  # fmt: skip

_CLOCK = r"(?:[01][0-9]|2[0-3]):[0-5][0-9]"
_iso = re.compile(
    rf"[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}T{_CLOCK}:[0-5][0-9](?:\.[0-9]{{1,9}})?(?:Z|[+-](?:[01][0-9]|2[0-3]):?[0-5][0-9])"
).fullmatch
_java = re.compile(
    rf"[A-Z][a-z]{{2}} [A-Z][a-z]{{2}} [0-9]{{2}} {_CLOCK}:[0-5][0-9] (?:GMT[+-]{_CLOCK}|[A-Z]{{2,3}}) [0-9]{{4}}"
).fullmatch


def read(text: str) -> datetime | None:
    """The instant that `text` names in one of the two documented forms; None for any other text.

    Source of the rule: the vendor's page shows both forms; RFC 3339 for the first, ``java.util.Date`` for the second.
    """
    try:
        if _java(text):
            local = datetime.fromisoformat(f"{text[-4:]}-{_MONTHS[text[4:7]]}-{text[8:10]}T{text[11:19]}Z")
            if WEEKDAYS[local.weekday()] != text[:3]:
                return None
            zone = text[20:-5]
            return local if zone == "UTC" else local - offset(zone)
        if _iso(text):
            moment = datetime.fromisoformat(text)
            return moment if moment.tzinfo is UTC else moment.astimezone(UTC)
    except (ValueError, KeyError, OverflowError):
        # The 30th of February; a month or zone that is none; an instant that leaves the years 1 to 9999 in UTC.
        return None
    return None


def offset(zone: str) -> timedelta:
    """How far `zone`, a name with or without ``±HH:MM`` behind it, is ahead of UTC; the sign counts as written."""
    name, hours, minutes = zone, 0, 0
    if zone[-3:-2] == ":":
        name, hours, minutes = zone[:-6], int(zone[-5:-3]), int(zone[-2:])
    ahead = timedelta(hours=hours, minutes=minutes)
    return timedelta(hours=ZONE_HOURS[name]) + (-ahead if zone[-6:-5] == "-" else ahead)


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
    english = moment.ctime().replace("  ", " 0")  # it was "Mon Oct  8 01:48:27 2010", in English whatever the locale
    return f"{english[:-4]}UTC {english[-4:]}"
