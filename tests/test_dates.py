"""Dates: one grammar of two forms, a loose reading for lenient mode, and the same answer on every machine."""

import json
import os
import shutil
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import snapengage
from snapengage._dates import read, write_iso, write_java
from snapengage._loose_dates import read_loosely
from snapengage.testing.strategies import moments


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type, misc]  # the first three are always given


CHAT = utc(2010, 10, 18, 1, 48, 27)
READ = {
    "2010-10-18T01:48:18.623Z": utc(2010, 10, 18, 1, 48, 18, 623000),
    "Mon Oct 18 01:48:27 UTC 2010": CHAT,
    # Fractions of 0 to 9 digits, cut off after 6.
    "2010-10-18T01:48:27Z": CHAT,
    "2010-10-18T01:48:27.1Z": CHAT + timedelta(microseconds=100_000),
    "2010-10-18T01:48:27.12Z": CHAT + timedelta(microseconds=120_000),
    "2010-10-18T01:48:27.1234Z": CHAT + timedelta(microseconds=123_400),
    "2010-10-18T01:48:27.12345Z": CHAT + timedelta(microseconds=123_450),
    "2010-10-18T01:48:27.123456Z": CHAT + timedelta(microseconds=123_456),
    "2010-10-18T01:48:27.1234567Z": CHAT + timedelta(microseconds=123_456),
    "2010-10-18T01:48:27.12345678Z": CHAT + timedelta(microseconds=123_456),
    "2010-10-18T01:48:27.999999999Z": CHAT + timedelta(microseconds=999_999),
    # Zones, with the sign as written: ahead of UTC is plus.
    "2010-10-18T03:48:27+02:00": CHAT,
    "2010-10-18T03:48:27+0200": CHAT,
    "2010-10-17T20:18:27-05:30": CHAT,
    "2010-10-17T20:18:27-0530": CHAT,
    "2010-10-18T01:48:27+00:00": CHAT,
    "2010-10-18T01:48:27-00:00": CHAT,
    "2010-10-19T01:47:27+23:59": CHAT,
    "2010-10-17T01:49:27.000-2359": CHAT,
    "Mon Oct 18 02:48:27 GMT+01:00 2010": CHAT,
    "Sun Oct 17 20:18:27 GMT-05:30 2010": CHAT,
    "Mon Oct 18 01:48:27 GMT+00:00 2010": CHAT,
    "Tue Oct 19 01:47:27 GMT+23:59 2010": CHAT,
    "Mon Oct 18 01:48:27 GMT 2010": CHAT,
    "Mon Oct 18 01:48:27 UT 2010": CHAT,
    "Sun Oct 17 20:48:27 EST 2010": CHAT,
    "Sun Oct 17 21:48:27 EDT 2010": CHAT,
    "Sun Oct 17 19:48:27 CST 2010": CHAT,
    "Sun Oct 17 20:48:27 CDT 2010": CHAT,
    "Sun Oct 17 18:48:27 MST 2010": CHAT,
    "Sun Oct 17 19:48:27 MDT 2010": CHAT,
    "Sun Oct 17 17:48:27 PST 2010": CHAT,
    "Sun Oct 17 18:48:27 PDT 2010": CHAT,
    # The ends of days, months, years and of what a datetime can hold.
    "2012-02-29T23:59:59.999Z": utc(2012, 2, 29, 23, 59, 59, 999000),
    "2000-02-29T00:00:00Z": utc(2000, 2, 29),
    "0001-01-01T00:00:00Z": utc(1, 1, 1),
    "0001-01-01T23:59:00+23:59": utc(1, 1, 1),
    "9999-12-31T23:59:59.999999Z": utc(9999, 12, 31, 23, 59, 59, 999999),
    "9999-12-31T00:00:59-23:59": utc(9999, 12, 31, 23, 59, 59),
    "Mon Jan 01 00:00:00 UTC 0001": utc(1, 1, 1),
    "Fri Dec 31 23:59:59 UTC 9999": utc(9999, 12, 31, 23, 59, 59),
    "Wed Feb 29 00:00:00 UTC 2012": utc(2012, 2, 29),
}

BAD_ISO = """
2010-10-18T01:48:18 2010-10-18T01:48:18.623 2010-10-18 2010-10-18T01:48Z 2010-10-18T01Z 2010-10-18Z 20101018T014818Z
2010-10-18T014818Z 20101018T01:48:18Z 2010-10-18T24:00:00Z 2010-10-18T23:59:60Z 2010-10-18T25:00:00Z
2010-10-18T01:60:00Z 2010-10-18T01:48:18,623Z 2010-10-18T01:48:18.Z 2010-10-18T01:48:18.1234567890Z
2010-10-18t01:48:18Z 2010-10-18T01:48:18z 2010-W42-1T01:48:18Z 2010W421T014818Z 2010-291T01:48:18Z
2010/10/18T01:48:18Z 2010.10.18T01:48:18Z 2010-10-18_01:48:18Z 2010-10-18-01:48:18Z 2010-10-18T01.48.18Z
2010-10-18T01-48-18Z 10-10-18T01:48:18Z 02010-10-18T01:48:18Z +2010-10-18T01:48:18Z -2010-10-18T01:48:18Z
2010-1-18T01:48:18Z 2010-10-8T01:48:18Z 2010-10-18T1:48:18Z 2010-00-18T01:48:18Z 2010-13-18T01:48:18Z
2010-10-00T01:48:18Z 2010-10-32T01:48:18Z 2010-02-29T01:48:18Z 1900-02-29T01:48:18Z 2010-04-31T01:48:18Z
0000-01-01T00:00:00Z 2010-10-18T01:48:18+2 2010-10-18T01:48:18+02 2010-10-18T01:48:18+2:00 2010-10-18T01:48:18+24:00
2010-10-18T01:48:18+02:60 2010-10-18T01:48:18+02:00:00 2010-10-18T01:48:18+020000 2010-10-18T01:48:18UTC
2010-10-18T01:48:18GMT 2010-10-18T01:48:18ZZ 2010-10-18T01:48:18Z+02:00 2010-10-18T01:48:18\u221202:00
2010-10-18T01:48:1\u0668Z \uff12\uff10\uff11\uff10-10-18T01:48:18Z \u0662\u0660\u0661\u0660-10-18T01:48:18Z
2010-10-18T01:48:18.6\u0662Z 2010\u201010\u201018T01:48:18Z 1287366498 1287366498623 2010-10-18T01:48:18.623EST
2010-10-18T01:48:18[UTC] 2010-10-18T01:48:18.-1Z 2010-10-18T01:48:+8Z 2010-10-18T-1:48:18Z
""".split()

BAD_JAVA = [
    "Tue Oct 18 01:48:27 UTC 2010", "Mon Oct 18 01:48:27 2010", "Mon Oct 18 01:48:27 UTC 10",
    "Mon Oct 18 01:48:27 UTC 02010", "Mon Oct 18 24:00:00 UTC 2010", "Mon Oct 18 01:48:60 UTC 2010",
    "Mon Oct 18 01:60:00 UTC 2010", "Mon Oct 18 1:48:27 UTC 2010", "Mon Oct 18 01:48 UTC 2010",
    "Mon Oct 18 01:48:27.623 UTC 2010", "Fri Oct 8 01:48:27 UTC 2010", "Fri Oct  8 01:48:27 UTC 2010",
    "Mon Oct 32 01:48:27 UTC 2010", "Mon Oct 00 01:48:27 UTC 2010", "Mon Feb 29 01:48:27 UTC 2010",
    "Fri Apr 31 01:48:27 UTC 2010", "mon oct 18 01:48:27 utc 2010", "MON OCT 18 01:48:27 UTC 2010",
    "Mon Oct 18 01:48:27 utc 2010", "Monday Oct 18 01:48:27 UTC 2010", "Mon October 18 01:48:27 UTC 2010",
    "Mon, Oct 18 01:48:27 UTC 2010", "Oct 18 01:48:27 UTC 2010", "Mon Okt 18 01:48:27 UTC 2010",
    "Mo Oct 18 01:48:27 UTC 2010", "lun. oct. 18 01:48:27 UTC 2010", "Mon  Oct 18 01:48:27 UTC 2010",
    "Mon\tOct 18 01:48:27 UTC 2010", "Mon\u00a0Oct 18 01:48:27 UTC 2010", "Mon Oct 1\u0668 01:48:27 UTC 2010",
    "Mon Oct 18 01:48:27 UTC 2010 ", " Mon Oct 18 01:48:27 UTC 2010", "Mon Oct 18 01:48:27 UTC 2010\n",
    "Mon Oct 18 01:48:27 Z 2010", "Mon Oct 18 01:48:27 UTC+01:00 2010", "Mon Oct 18 01:48:27 EST+01:00 2010",
    "Mon Oct 18 01:48:27 +01:00 2010", "Mon Oct 18 01:48:27 +0100 2010", "Mon Oct 18 01:48:27 GMT+1 2010",
    "Mon Oct 18 01:48:27 GMT+1:00 2010", "Mon Oct 18 01:48:27 GMT+0100 2010", "Mon Oct 18 01:48:27 GMT+24:00 2010",
    "Mon Oct 18 01:48:27 GMT+01:60 2010", "Mon Oct 18 01:48:27 GMT01:00 2010",
    "Mon Oct 18 01:48:27 GMT+01:00 UTC 2010", "Mon Oct 18 01:48:27 Europe/London 2010",
    "Sat Jan 01 00:00:00 UTC 0000",
]  # fmt: skip

# Zones that Date.toString prints and that RFC 5322 gives no meaning, the ambiguous ones among them.
OTHER_ZONES = """
ACDT ACST ADT AEDT AEST AKDT AKST ALMT AMT ART AST AWST AZT BDT BNT BOT BRT BST BTT CAT CDT2 CEST CET CHST CLT COT CVT
EAT ECT EEST EET EGT FJT GFT GST GYT HDT HKT HST ICT IDT IRST IST JST KST LHST LINT MSK MUT MVT MYT NDT NPT NST NZDT
NZST PET PGT PHT PKT PYT SAST SGT SST THA TJT TMT TRT ULAT UYT UZT VET WAT WEST WET WIB WIT A M N Y Z LMT PT ET
""".split()

OUT_OF_RANGE = [
    "0001-01-01T00:00:00+00:01",
    "0001-01-01T23:58:59+23:59",
    "9999-12-31T23:59:59-00:01",
    "9999-12-31T00:01:00-23:59",
    "Mon Jan 01 00:00:00 GMT+00:01 0001",
    "Fri Dec 31 23:59:59 GMT-00:01 9999",
    "Fri Dec 31 23:59:59 PST 9999",
]

LOOSE = {
    "Oct 3, 2014 2:14:31 PM": utc(2014, 10, 3, 14, 14, 31),
    "Oct 3, 2014 12:14:31 AM": utc(2014, 10, 3, 0, 14, 31),
    "3 October 2014 14:14:31": utc(2014, 10, 3, 14, 14, 31),
    "2010-10-18T01:48:18": utc(2010, 10, 18, 1, 48, 18),
    "2010-10-18T01:48:18.623": utc(2010, 10, 18, 1, 48, 18, 623000),
    "2010-10-18 01:48:18": utc(2010, 10, 18, 1, 48, 18),
    "2010-10-08 01:48:18": utc(2010, 10, 8, 1, 48, 18),
    "18/10/2010 01:48:18": utc(2010, 10, 18, 1, 48, 18),
    "10/18/2010 01:48:18": utc(2010, 10, 18, 1, 48, 18),
    "2010-10-18 01:48:18Z": utc(2010, 10, 18, 1, 48, 18),
    "2010-10-18t01:48:18z": utc(2010, 10, 18, 1, 48, 18),
    "2010-10-18 01:48:18 UTC": utc(2010, 10, 18, 1, 48, 18),
    "2010-10-18 01:48:18 GMT+01:00": utc(2010, 10, 18, 0, 48, 18),
    "2010-10-18 01:48:18 GMT-01:00": utc(2010, 10, 18, 2, 48, 18),
    "2010-10-18 01:48:18 +0100": utc(2010, 10, 18, 0, 48, 18),
    "2010-10-18 01:48:18+01:00": utc(2010, 10, 18, 0, 48, 18),
    "2010-10-18 01:48:18 EST": utc(2010, 10, 18, 6, 48, 18),
    "Mon, 18 Oct 2010 01:48:18 GMT": utc(2010, 10, 18, 1, 48, 18),
    "Mon, 18 Oct 2010 01:48:18 -0700": utc(2010, 10, 18, 8, 48, 18),
    "Mon Oct 18 01:48:27 2010": CHAT,
    "2010-10-18 01:48:18." + "9" * 40: utc(2010, 10, 18, 1, 48, 18, 999999),
}

# What dateutil alone would read: as something else on each machine or day, wrongly, or by raising what it should not.
TRAPS = [
    "", "   ", "2010", "10:30", "01:48:18", "Monday", "Mon 10:30", "October", "18", "2010-10", "2010-10-18",
    "Oct 18 2010", "Oct 18 01:48:18", "18 01:48:18", "Oct 2010 01:48:18", "10/18/10 01:48:18", "Oct 18, 10 01:48:18",
    "Oct 18, '10 01:48:18", "Tue Oct 18 01:48:27 2010", "2010-10-18 01:48:18 IST", "2010-10-18 01:48:18 CET",
    "2010-10-18 01:48:18 BST", "2010-10-18 01:48:18 XYZ", "2010-10-18 01:48:18 Europe/London",
    "2010-10-18 01:48:18 +99:99", "1" * 64, "9" * 30, "1e400", "NaN", "Infinity", "nan:nan", "inf 2010 Oct 18",
    "99999999999999999999-10-18 01:48:18", "2010-10-18 99999999999999999999:48:18", "0x10", "0.0.0.0", "::::", "----",
    "a" * 65, "Oct 3, 2014 2:14:31 PM" + " " * 43, "Oct 3, 2014 2:14:31\u202fPM",
    "\u0662\u0660\u0661\u0660-10-18 01:48:18", "Oct 18 2010 25:00:00", "Feb 30 2010 01:48:18",
    "0001-01-01 00:00:00 +01:00", "9999-12-31 23:59:59 -01:00",
    "Mon Oct 18 01:48:27 EST-05:00 2010", "2010-10-18T01:48:18.623 05:00", "2014-10-03 10:10:10 10:11:12",
    "03-10-2014 14:14", "10/3/2014 2:14:31 PM", "Wed Tue Oct 1 2014 10:10", "18 Oct 180 01:48",
]  # fmt: skip


@pytest.mark.parametrize("text", READ)
def test_a_date_in_either_form_is_read(text: str) -> None:
    """A date in one of the two forms is the instant it names, in plain UTC, in both modes and without a problem."""
    document = f"<case><id>1</id><created_at>{text}</created_at></case>"
    for lenient in (False, True):
        case = snapengage.parse(document, lenient=lenient)
        assert case.created_at == READ[text]
        assert case.created_at is not None
        assert case.created_at.tzinfo is UTC
        assert case.problems == ()


@pytest.mark.parametrize("text", [*BAD_ISO, *BAD_JAVA, *OUT_OF_RANGE, "", "now", "None"])
def test_any_other_form_is_not_read(text: str) -> None:
    """A text that departs from the two forms in anything, or leaves the years 1 to 9999 in UTC, is no date."""
    assert read(text) is None


@pytest.mark.parametrize("zone", OTHER_ZONES)
def test_a_zone_of_no_single_meaning_is_not_read(zone: str) -> None:
    """A zone that stands for several, or that is merely not one of the few allowed, is a problem and never guessed."""
    text = f"Mon Oct 18 01:48:27 {zone} 2010"
    assert read(text) is None
    if len(zone) > 1:  # "Z" is UTC, and "A" may be short for AM
        assert read_loosely(text) is None


@pytest.mark.parametrize("text", [text for text in [*BAD_ISO, *BAD_JAVA] if text == text.strip()])
def test_a_bad_date_is_a_problem(text: str) -> None:
    """Strict mode refuses what is no date; lenient mode keeps the text in a problem, and a value if it could guess."""
    document = f"<case><id>1</id><transcripts><transcript><date>{text}</date></transcript></transcripts></case>"
    with pytest.raises(snapengage.InvalidCaseError) as caught:
        snapengage.parse(document)
    assert caught.value.path == "case.transcripts[0].date"
    case = snapengage.parse(document, lenient=True)
    (problem,) = case.problems
    date = case.transcripts[0].date
    assert (problem.code, problem.text) == ("bad-datetime" if date is None else "loose-datetime", text)
    assert date is None or date.tzinfo is UTC


@pytest.mark.parametrize("text", LOOSE)
def test_other_shapes_are_read_loosely(text: str) -> None:
    """A complete date in another shape is no date to the grammar, and read loosely the instant that it names."""
    assert read(text) is None
    assert read_loosely(text) == LOOSE[text]


@pytest.mark.parametrize("text", TRAPS)
def test_traps_of_the_loose_reading_are_no_dates(text: str) -> None:
    """What lacks a part, names a zone of several meanings, or makes dateutil stumble is no date loosely either."""
    assert read(text) is None
    assert read_loosely(text) is None


def test_no_long_text_is_tried() -> None:
    """A date padded to 64 characters is read loosely, one of 65 is not."""
    date = "Oct 3, 2014 2:14:31 PM"
    assert read_loosely(date.ljust(64)) == LOOSE[date]
    assert read_loosely(date.ljust(65)) is None


_SHAPES = [
    "Mon",
    "Oct",
    "18",
    "2010",
    "01:48:27",
    "T",
    "Z",
    "UTC",
    "GMT",
    "+01:00",
    "-0530",
    "PM",
    ".5",
    ",",
    " ",
    "-",
    "/",
    "12",
]
shapes = st.lists(st.sampled_from(_SHAPES) | st.text(max_size=3), max_size=12).map("".join)


@given(st.text() | shapes | st.text("0123456789-:TZ.+ eEnNaAiI", max_size=64))
def test_no_text_makes_reading_raise(text: str) -> None:
    """Any text whatever gives an aware datetime in UTC or None, by the grammar and loosely."""
    for moment in (read(text), read_loosely(text)):
        assert moment is None or moment.tzinfo is UTC


@given(st.permutations(["Oct", "18", "2010", "14:48", "Mon"]), st.integers(0, 5), st.sampled_from([" ", ", ", "  "]))
def test_nothing_is_filled_in(parts: list[str], count: int, separator: str) -> None:
    """Day, month, year and time must all stand in a text that is read loosely: today's date has no part in it."""
    text = separator.join(parts[:count])
    complete = {"Oct", "18", "2010", "14:48"} <= set(parts[:count])
    assert read_loosely(text) == (utc(2010, 10, 18, 14, 48) if complete else None)


@given(moments())
def test_iso_is_read_back(moment: datetime) -> None:
    """A datetime written in ISO form reads back as the same instant, and so does the standard library read it."""
    in_utc = moment.astimezone(UTC)
    text = write_iso(in_utc)
    assert read(text) == in_utc == datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%f%z")
    assert len(text) == (27 if in_utc.microsecond % 1000 else 24)


@given(moments(), st.booleans())
def test_java_form_is_read_back(moment: datetime, whole: bool) -> None:
    """A datetime written for a transcript reads back; Java's form is used where it can hold it, ISO's elsewhere."""
    in_utc = moment.astimezone(UTC)
    in_utc = in_utc.replace(microsecond=0) if whole else in_utc
    text = write_java(in_utc)
    assert read(text) == in_utc
    assert (text[10] == "T") is (in_utc.microsecond != 0)


@given(moments().map(lambda moment: moment.astimezone(UTC).replace(microsecond=0)))
def test_java_form_has_the_parts_of_mail(moment: datetime) -> None:
    """The standard library's writer of mail headers, English by its own tables, has the same weekday and month."""
    weekday, day, month, year, clock, _ = format_datetime(moment).replace(",", "").split()
    assert write_java(moment) == f"{weekday} {month} {day} {clock} UTC {year}"


@given(moments())
def test_any_written_offset_is_read(moment: datetime) -> None:
    """An instant in the ISO form of any zone of whole minutes reads as that instant."""
    offset = moment.utcoffset()
    assert offset is not None
    if offset % timedelta(minutes=1) == timedelta():
        assert read(moment.isoformat()) == moment.astimezone(UTC)


_SCRIPT = """
import json, locale, sys, time
import snapengage
took = locale.setlocale(locale.LC_ALL, "")
texts = json.load(sys.stdin)
answers = []
for text in texts:
    case = snapengage.parse(f"<case><id>1</id><created_at><![CDATA[{text}]]></created_at></case>", lenient=True)
    answers.append([case.created_at and case.created_at.isoformat(), [problem.code for problem in case.problems]])
    assert snapengage.parse(snapengage.serialize(case)) == case
january = time.strftime("%B", (2001, 1, 1, 0, 0, 0, 0, 1, 0))
json.dump({"locale": took, "month": january, "zone": time.timezone, "answers": answers}, sys.stdout)
"""

_ASKED = [text for text in [*READ, *BAD_ISO, *BAD_JAVA, *OUT_OF_RANGE, *LOOSE, *TRAPS] if text] + [
    f"Mon Oct 18 01:48:27 {zone} 2010" for zone in OTHER_ZONES
]


@cache
def _answers(zone: str, language: str) -> dict[str, object]:
    """What a process in this time zone and locale makes of all the dates above; what locale it really has."""
    # The package is looked for where this process has it from.
    path = str(Path(snapengage.__file__).parent.parent)
    environment = {**os.environ, "TZ": zone, "LC_ALL": language, "PYTHONPATH": path, "PYTHONUTF8": "1"}
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", _SCRIPT],
        input=json.dumps(_ASKED).encode(),
        env=environment,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    found: dict[str, object] = json.loads(done.stdout)
    return found


def test_the_answers_that_others_are_compared_with_are_right() -> None:
    """In UTC and without a language of its own, a process gives the answers that the tables above state."""
    answers = _answers("UTC", "C")["answers"]
    assert isinstance(answers, list)
    given_back = dict(zip(_ASKED, answers, strict=True))
    assert {text: given_back[text] for text in READ} == {text: [READ[text].isoformat(), []] for text in READ}
    assert all(given_back[text] == [LOOSE[text].isoformat(), ["loose-datetime"]] for text in LOOSE)


@pytest.mark.parametrize(
    ("zone", "behind"),
    [("UTC", 0), ("America/Los_Angeles", 8 * 3600), ("Europe/London", 0), ("Asia/Kolkata", -5.5 * 3600)],
)
def test_the_time_zone_of_the_machine_makes_no_difference(zone: str, behind: float) -> None:
    """A process gives the same answers whatever its time zone."""
    found = _answers(zone, "C")
    assert found["zone"] == behind
    assert found["answers"] == _answers("UTC", "C")["answers"]


@pytest.mark.parametrize(
    ("language", "january"),
    [("de_DE.UTF-8", "Januar"), ("fr_FR.UTF-8", "janvier"), ("ja_JP.UTF-8", "1月"), ("tr_TR.UTF-8", "Ocak")],
)
@pytest.mark.parametrize("zone", ["UTC", "Asia/Kolkata"])
def test_the_language_of_the_machine_makes_no_difference(language: str, january: str, zone: str) -> None:
    """A process gives the same answers whatever its locale, which has really taken effect: months have other names."""
    if shutil.which("locale") is None or language.replace("UTF-8", "utf8") not in _installed():
        pytest.skip(f"the locale {language} is not installed (Debian: the package locales, then locale-gen)")
    found = _answers(zone, language)
    assert found["locale"] == language
    assert found["month"] == january
    assert found["answers"] == _answers("UTC", "C")["answers"]


@cache
def _installed() -> frozenset[str]:
    return frozenset(subprocess.run(["locale", "-a"], capture_output=True, text=True, check=True).stdout.split())


_JAVA = """
import java.util.*;
public class Dates {
    public static void main(String[] zones) {
        for (String zone : zones) {
            TimeZone.setDefault(TimeZone.getTimeZone(zone));
            Random random = new Random(zone.hashCode());
            for (int i = 0; i < 400; i++) {
                long ms = (long) (random.nextDouble() * 253402214400.0) * 1000;
                System.out.println(ms + "\\t" + new Date(ms));
            }
        }
        Set<String> names = new TreeSet<>();
        for (String id : TimeZone.getAvailableIDs())
            for (boolean summer : new boolean[] {false, true})
                names.add(TimeZone.getTimeZone(id).getDisplayName(summer, TimeZone.SHORT, Locale.ENGLISH));
        for (String name : names) System.out.println("zone\\t" + name);
    }
}
"""
_JAVA_ZONES = ["UTC", "GMT", "GMT+01:00", "GMT-05:30", "GMT+14:00"]
_ALLOWED = {"UTC", "GMT", "UT", "EST", "EDT", "CST", "CDT", "MST", "MDT", "PST", "PDT"}


@pytest.mark.skipif(shutil.which("javac") is None, reason="no JDK, whose Date.toString the second form comes from")
def test_what_java_prints_is_read(tmp_path: Path) -> None:
    """2,000 dates that Java prints are read as the instants they are; none of its other zone names is read."""
    source = tmp_path / "Dates.java"
    source.write_text(_JAVA)
    done = subprocess.run(["java", str(source), *_JAVA_ZONES], capture_output=True, text=True, check=True)
    lines = [line.split("\t") for line in done.stdout.splitlines()]
    dates = [(int(ms), text) for ms, text in lines if ms != "zone"]
    zones = {name for kind, name in lines if kind == "zone"}
    assert len(dates) == 2000
    epoch = utc(1970, 1, 1)
    assert [(text, read(text)) for _, text in dates] == [
        (text, epoch + timedelta(milliseconds=ms)) for ms, text in dates
    ]
    assert len(zones) > 100
    readable = {name for name in zones if read(f"Mon Oct 18 01:48:27 {name} 2010")}
    assert {name for name in readable if not name.startswith("GMT")} == zones & _ALLOWED - {"GMT"}
