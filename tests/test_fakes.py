"""The fakes: each holds together, whatever of it is given; a seed gives the same bytes for ever; wrong use says so."""

import hashlib
import json
import os
import random
import subprocess
import sys
from collections import Counter
from datetime import UTC, datetime, timedelta
from decimal import Decimal, localcontext
from pathlib import Path
from typing import Any

import attrs
import pytest
from coherence import (
    browser_is_of_its_time,
    incoherences,
    is_at_human_pace,
    says_who_is_real,
    script_of,
    speaks_of_its_place,
)
from hypothesis import given
from hypothesis import strategies as st

import snapengage
from snapengage import Case, Language, Plugin, SerializeError, SourceId, Transcript, Variable, parse
from snapengage.testing import fake_broken_payload, fake_case, fake_cases, fake_payload

GOLDEN = Path(__file__).parent / "golden"

FIELDS = [field.name for field in attrs.fields(Case) if field.name not in ("extra", "problems")]


@pytest.fixture(scope="module")
def fakes() -> list[Case]:
    """The cases of 10,000 seeds."""
    return [fake_case(seed) for seed in range(10_000)]


def test_every_fake_holds_together(fakes: list[Case]) -> None:
    """Kind, conversation, times, place, language, browser and names of each fit one another."""
    assert {seed: found for seed, case in enumerate(fakes) if (found := incoherences(case))} == {}


def test_lines_follow_at_human_pace(fakes: list[Case]) -> None:
    """Between two lines there is time to read and type, and never more than two minutes."""
    assert [seed for seed, case in enumerate(fakes) if not is_at_human_pace(case)] == []


def test_visitors_write_the_script_of_their_language(fakes: list[Case]) -> None:
    """What the visitor says first is in the script of the browser's first language."""
    assert [seed for seed, case in enumerate(fakes) if not speaks_of_its_place(case)] == []


def test_browsers_are_of_their_time(fakes: list[Case]) -> None:
    """No case was made with a browser that was still to come, or long forgotten."""
    assert [seed for seed, case in enumerate(fakes) if not browser_is_of_its_time(case)] == []


@pytest.mark.parametrize("given_fields", [{"created_at": datetime(2012, 6, 1, tzinfo=UTC)}, {"os": "Android"}])
def test_browsers_and_given_dates_fit(given_fields: dict[str, Any]) -> None:
    """A given date brings a browser of its time, a given system a date when it was there."""
    assert all(browser_is_of_its_time(fake_case(seed, **given_fields)) for seed in range(200))


def test_nobody_real_is_in_a_fake(fakes: list[Case]) -> None:
    """Every mail address, host and telephone number in any text is one that is kept for examples."""
    assert {seed: found for seed, case in enumerate(fakes) if (found := list(says_who_is_real(case)))} == {}


def test_fakes_are_varied(fakes: list[Case]) -> None:
    """All kinds in good number, 12 countries, 8 scripts, and the texts that make trouble."""
    kinds = Counter(case.source_id for case in fakes)
    assert set(kinds) == set(SourceId)
    assert min(kinds.values()) > 1000
    assert len({case.country_code for case in fakes}) >= 12
    assert len({script_of(case.description or "") for case in fakes}) >= 8
    assert len({case.id for case in fakes}) == len(fakes)
    texts = [line.message or "" for case in fakes for line in case.transcripts]
    for trouble in ("]]>", "<3", "\n", "\t", "<script>", "&amp;", "a < b", "👩‍👩‍👧‍👦", '"', "'"):
        assert any(trouble in text for text in texts), trouble
    assert max(map(len, texts)) > 1000
    assert max(len(case.transcripts) for case in fakes) > 90
    assert any(":" in (case.ip_address or "") for case in fakes)
    assert any(case.requested_by is None for case in fakes)
    logins = [{line.id for line in case.transcripts if line.id} for case in fakes]
    assert {len(login) for login in logins} >= {0, 1, 2}


def test_fakes_are_read_back(fakes: list[Case]) -> None:
    """The payload of each is one that strict mode reads as that very case."""
    assert [seed for seed, case in enumerate(fakes[:2000]) if parse(snapengage.serialize(case)) != case] == []


def test_payload_is_the_case_serialized() -> None:
    """`fake_payload` is `fake_case` as the vendor would post it, with the same overrides."""
    assert fake_payload("a", city="Lyon") == snapengage.serialize(fake_case("a", city="Lyon"))


# --- The promise ---


def digests() -> dict[str, str]:
    """One digest of many payloads of each kind."""
    makers: dict[str, Any] = {
        "fake_payload": fake_payload,
        "fake_broken_payload": fake_broken_payload,
        "fake_payload with a given line": lambda seed: fake_payload(seed, transcripts=[{}, {"message": "<b>"}, {}]),
        "fake_payload with a given city": lambda seed: fake_payload(seed, city="Montréal"),
        "fake_payload with a given mail": lambda seed: fake_payload(seed, requested_by="jo.doe@example.com"),
        "fake_payload with a given language": lambda seed: fake_payload(seed, languages=[Language(code="el")]),
        "fake_payload with given times": lambda seed: fake_payload(
            seed, chat_waittime=20, chat_duration=900, transcripts=[{}, {}, {}, {"date": NOON}, {}]
        ),
    }
    found = {}
    for name, make in makers.items():
        digest = hashlib.sha256()
        for seed in range(1000):
            digest.update(make(seed))
        found[name] = digest.hexdigest()
    return found


def test_seeds_give_the_bytes_that_they_always_gave() -> None:
    """The payloads of many seeds are those on record, which change with the major version alone."""
    assert digests() == json.loads((GOLDEN / "digests.json").read_text("utf-8"))


@pytest.mark.parametrize("path", sorted(GOLDEN.glob("*.xml")), ids=lambda path: path.stem)
def test_the_first_seeds_are_on_record_in_full(path: Path) -> None:
    """A few payloads are on record as they are, by their seeds, so that a change of them can be read."""
    assert fake_payload(path.stem) == path.read_bytes()


def test_there_are_payloads_on_record() -> None:
    """Some of each kind."""
    assert {parse(path.read_bytes()).source_id for path in GOLDEN.glob("*.xml")} == {1, 2, 3}


@pytest.mark.parametrize("hash_seed", ["0", "1", "12345"])
def test_the_hash_seed_changes_nothing(hash_seed: str) -> None:
    """Neither PYTHONHASHSEED nor the machine's zone changes a byte."""
    program = "import sys; from snapengage.testing import fake_payload; sys.stdout.buffer.write(fake_payload(4711))"
    environment = {**os.environ, "PYTHONHASHSEED": hash_seed, "TZ": "Asia/Kolkata"}
    done = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, check=True)
    assert done.stdout == fake_payload(4711)


def test_the_decimal_context_changes_nothing() -> None:
    """A program that calculates with three digits gets the same coordinates."""
    expected = fake_case(1).latitude
    with localcontext() as context:
        context.prec = 3
        assert str(fake_case(1).latitude) == str(expected)


def test_a_number_and_its_digits_are_one_seed() -> None:
    """What is read from a command line or a report is the seed that it shows."""
    assert fake_case(17) == fake_case("17")
    assert len({fake_case(seed) for seed in (17, -17, "017", "17 ", "", "\0", "\ud800")}) == 7


def test_without_a_seed_each_case_is_another() -> None:
    """No seed, no repetition; and no change to the state of `random`."""
    before = random.getstate()
    assert fake_case() != fake_case(1) != fake_case()
    assert random.getstate() == before


def test_the_nth_case_has_a_seed_of_its_own() -> None:
    """One case of many can be made alone; another seed gives others."""
    cases = list(fake_cases(5, seed="x"))
    assert cases[3] == fake_case("x/3")
    assert list(fake_cases(3)) == [fake_case(f"0/{n}") for n in range(3)]
    assert not set(cases) & set(fake_cases(5))
    assert list(fake_cases(0)) == []


# --- What is given ---


@given(st.integers(0, 10**6), st.integers(0, 10**6), st.sets(st.sampled_from(FIELDS)))
def test_any_fields_of_one_fake_fit_into_another(seed: int, other: int, names: set[str]) -> None:
    """Whatever is taken over from another case stands there as given, and the rest is made to fit."""
    given_fields = {name: getattr(fake_case(other), name) for name in names}
    if "source_id" not in names:
        # Of an offline message: that there is no wait is no wait of a chat.
        given_fields = {name: value for name, value in given_fields.items() if value is not None}
    case = fake_case(seed, **given_fields)
    assert {name: getattr(case, name) for name in given_fields} == given_fields
    assert incoherences(case) == []


LINE_FIELDS = st.sets(st.sampled_from(["id", "date", "alias", "message"]))


@given(st.integers(0, 10**6), st.integers(0, 10**6), st.data())
def test_any_fields_of_lines_fit_into_a_chat(seed: int, other: int, data: st.DataObject) -> None:
    """Of lines, too, any part may be given."""
    source = fake_case(other, source_id=data.draw(st.sampled_from([2, 3])))
    lines = [{name: getattr(line, name) for name in data.draw(LINE_FIELDS)} for line in source.transcripts]
    case = fake_case(seed, source_id=source.source_id, transcripts=lines)
    for given_line, line in zip(lines, case.transcripts, strict=True):
        assert {name: getattr(line, name) for name in given_line} == given_line
    # Who speaks, and under which name, is given in part, and so may leave one side out or give a login two names.
    left_open = {"a chat in which one side says nothing", "somebody under two names"}
    assert set(incoherences(case)) <= left_open


@pytest.mark.parametrize(
    ("given_fields", "expected"),
    [
        ({"city": "München"}, {"country_code": "DE", "country": "Germany", "region": "BY"}),
        ({"country": "Japan"}, {"country_code": "JP", "city": "Sapporo"}),
        ({"latitude": Decimal("31.2"), "longitude": Decimal("29.9")}, {"city": "Alexandria", "country_code": "EG"}),
        ({"languages": [Language(code="el-GR")]}, {"country_code": "GR"}),
        ({"city": "Springfield"}, {"country_code": None, "country": None, "latitude": None, "region": None}),
        ({"city": "Springfield", "country_code": "US"}, {"country": "United States", "latitude": None}),
        ({"country_code": "ZZ"}, {"country": None, "city": None, "longitude": None}),
        ({"country": None}, {"country": None}),
        ({"country_code": "US", "region": "GA"}, {"country": "United States", "city": None}),
        ({"languages": [Language(code="sw")]}, {"country": None, "city": None}),
        ({"languages": [Language(code="ja_JP")]}, {"country": "Japan"}),
        ({"languages": []}, {"languages": ()}),
        ({"url": "http://example.com/viewcase?c=abc"}, {"id": "abc"}),
        ({"id": "7"}, {"url": "http://www.snapengage.com/viewcase?c=7"}),
        ({"os": "Haiku"}, {"plugins": ()}),
        ({"browser": "Lynx (2.8)"}, {"plugins": ()}),
        ({"browser": "Lynx (2.8)", "os": "Haiku"}, {"plugins": ()}),
        ({"os": "iOS"}, {"plugins": ()}),
        ({"plugins": [Plugin(name="Silverlight")], "os": "Microsoft Windows XP"}, {"os": "Microsoft Windows XP"}),
        ({"latitude": Decimal("50.5"), "longitude": Decimal("11.5")}, {"city": None, "country": None}),
        ({"url": "http://example.com/viewcase?c=a%20b&x=1"}, {"id": "a b"}),
        ({"id": "a b&c"}, {"url": "http://www.snapengage.com/viewcase?c=a%20b%26c"}),
        ({"chat_waittime": 7}, {"chat_waittime": 7}),
        ({"transcripts": []}, {"source_id": SourceId.OFFLINE_MESSAGE}),
        (
            {"transcripts": [{"id": "jane.doe@example.com"}]},
            {"source_id": SourceId.PROACTIVE_CHAT, "description": None},
        ),
        ({"transcripts": [{"id": ""}]}, {"source_id": SourceId.LIVE_CHAT, "chat_waittime": None}),
        ({"source_id": 9}, {"source_id": 9}),
        ({"source_id": 9, "transcripts": []}, {"transcripts": (), "chat_duration": None}),
        ({"source_id": None}, {"source_id": None}),
        ({"requested_by": None}, {"requested_by": None}),
    ],
)
def test_what_is_given_brings_what_belongs_to_it(given_fields: dict[str, Any], expected: dict[str, Any]) -> None:
    """A city brings its country, a login its kind of chat; what nobody knows brings nothing wrong."""
    case = fake_case(5, **given_fields)
    assert {name: getattr(case, name) for name in expected} == expected


def test_a_latitude_alone_still_makes_a_point() -> None:
    """Half of a place in the ocean gets its other half, and no country."""
    case = fake_case(5, latitude=Decimal(-60))
    assert (case.country, case.longitude is None) == (None, False)


def test_a_line_takes_the_name_of_its_login() -> None:
    """An agent of whom only the login is given has a name made of it; a name given once is used throughout."""
    case = fake_case(5, transcripts=[{"id": "jane@example.com"}, {}, {"id": "jane@example.com"}])
    assert {line.alias for line in case.transcripts if not line.is_visitor} == {"Jane"}
    for login in ("b@b.test", "jerome@example.com"):
        case = fake_case(5, source_id=2, transcripts=[{}, {"id": login}, {}, {"id": login, "alias": "Bob"}])
        assert [line.alias for line in case.transcripts if not line.is_visitor] == ["Bob", "Bob"]
    case = fake_case(5, source_id=2, transcripts=[{}, {"alias": "Anna K."}])
    assert case.transcripts[1].id == "a.kowalska@example.com"


def test_the_visitor_of_a_given_address_has_a_name_made_of_it() -> None:
    """Nobody called Anna writes from another's address."""
    aliases = {
        line.alias
        for seed in range(40)
        for line in fake_case(seed, requested_by="jane.doe@example.com", source_id=2).transcripts
        if line.is_visitor
    }
    assert aliases == {"Jane Doe", "visitor"}


NOON = datetime(2020, 1, 1, 12, tzinfo=UTC)


def test_lines_are_spread_around_given_dates() -> None:
    """A date given to one line moves the case and the other lines to it."""
    case = fake_case(5, source_id=2, transcripts=[{}, {}, {"date": NOON}, {}], chat_waittime=30, chat_duration=3600)
    dates = [line.date for line in case.transcripts if line.date]
    assert dates[2] == NOON
    assert case.created_at is not None
    assert dates == sorted(dates)
    assert [(date - case.created_at) // timedelta(seconds=1) for date in dates[1::2]] == [30, 3600]


@pytest.mark.parametrize("seed", range(50))
def test_what_is_given_holds_for_every_seed(seed: int) -> None:
    """Whether given times can be true together does not depend on what is drawn around them."""
    late = NOON + timedelta(seconds=58)
    case = fake_case(seed, chat_duration=60, transcripts=[{}, {"date": NOON}, {"date": late}, {}])
    assert incoherences(case) == []
    case = fake_case(seed, created_at=NOON, chat_waittime=30, transcripts=[{"date": NOON}, {}, {}])
    assert incoherences(case) == []
    half_past = NOON + timedelta(seconds=30, milliseconds=500)
    case = fake_case(seed, created_at=NOON, chat_waittime=30, source_id=2, transcripts=[{}, {"date": half_past}, {}])
    assert case.transcripts[1].date == half_past


@pytest.mark.parametrize("seed", range(20))
def test_what_fits_is_chosen_for_every_seed(seed: int) -> None:
    """A plug-in brings a browser that has it; the page's word for the visitor's mail is the visitor's mail."""
    assert "Internet Explorer" in (fake_case(seed, plugins=[Plugin(name="Silverlight")]).browser or "")
    assert (fake_case(seed, os="iOS").browser or "").startswith("Safari")
    told = [Variable(name="Email", value="jo@example.com")]
    assert fake_case(seed, javascript_variables=told).requested_by == "jo@example.com"


@pytest.mark.parametrize("seed", range(50))
def test_waits_count_from_the_case_itself(seed: int) -> None:
    """Where a line's date has a fraction of a second, seconds are still those since `created_at`."""
    quarter = NOON + timedelta(milliseconds=250)
    for fields in ({}, {"chat_waittime": 20}, {"chat_duration": 20}):
        case = fake_case(seed, source_id=3, transcripts=[{"date": quarter}, {}], **fields)
        assert incoherences(case) == []
        case = fake_case(seed, source_id=2, transcripts=[{}, {"date": quarter}], **fields)
        assert incoherences(case) == []


def test_dates_with_fractions_stay_in_order() -> None:
    """Lines between two instants of the same second come between them."""
    early, late = NOON + timedelta(milliseconds=200), NOON + timedelta(milliseconds=700)
    case = fake_case(5, transcripts=[{"date": early}, {}, {"date": late}])
    dates = [line.date for line in case.transcripts]
    assert dates == [early, early, late]
    case = fake_case(5, created_at=early, transcripts=[{"date": late}, {}])
    assert case.transcripts[0].date == late


def test_a_record_given_as_a_line_is_kept_whole() -> None:
    """A Transcript is a line of which all is given, its None and its unknown elements too."""
    line = Transcript(id=None, date=None, alias=None, message=None, extra=[snapengage.Element(tag="x")])
    assert fake_case(5, source_id=2, transcripts=[line, {}]).transcripts[0] == line


# --- Wrong use ---

LATER, EARLIER = {"date": NOON + timedelta(days=1)}, {"date": NOON}
ADVICE = "; to make a case that does not hold together, change a fake with attrs.evolve"

REFUSED: dict[str, tuple[dict[str, Any], type[Exception], str]] = {
    "misspelt": ({"citty": "x"}, TypeError, "a case has no field 'citty'; did you mean city?"),
    "two are close": (
        {"chat_time": 1}, TypeError,
        "a case has no field 'chat_time'; did you mean chat_waittime or chat_duration?",
    ),
    "misspelt in a line": (
        {"transcripts": [{}, {"mesage": "x"}]}, TypeError,
        "transcripts[1] has no field 'mesage'; did you mean message?",
    ),
    "unlike any": (
        {"transcripts": [{"qqq": 1}]}, TypeError,
        "transcripts[0] has no field 'qqq'; the fields are id, date, alias, message, extra",
    ),
    "no line": (
        {"transcripts": [5]}, TypeError,
        "transcripts[0]: expected a Transcript or a mapping of some of its fields, got int",
    ),
    "no lines": ({"transcripts": "x"}, TypeError, "transcripts: expected an iterable of lines, got str"),
    "wrong type": ({"city": 5}, TypeError, "Case.city: expected str, got int"),
    "wrong type in a line": ({"transcripts": [{"alias": 5}]}, TypeError, "Transcript.alias: expected str, got int"),
    "naive": (
        {"created_at": datetime(2020, 1, 1)}, ValueError,
        "Case.created_at: a datetime without a time zone; add one, as in datetime(2010, 10, 18, tzinfo=timezone.utc)",
    ),
    "offline with lines": (
        {"source_id": 1, "transcripts": [{}]}, ValueError,
        f"an offline message has no transcripts, chat_waittime or chat_duration{ADVICE}",
    ),
    "offline with a wait": (
        {"source_id": 1, "chat_waittime": 0}, ValueError,
        f"an offline message has no transcripts, chat_waittime or chat_duration{ADVICE}",
    ),
    "chat without lines": (
        {"source_id": 2, "transcripts": []}, ValueError,
        f"a chat has a conversation, so transcripts cannot be empty{ADVICE}",
    ),
    "proactive opened by the visitor": (
        {"source_id": 3, "transcripts": [{"id": ""}]}, ValueError,
        f"a proactive chat is opened by an agent, so transcripts[0] needs an agent's id{ADVICE}",
    ),
    "longer wait than chat": (
        {"chat_waittime": 5, "chat_duration": 3}, ValueError, "chat_duration comes before chat_waittime",
    ),
    "negative wait": ({"chat_waittime": -4}, ValueError, "chat_waittime comes before the start of the chat"),
    "wait for nobody": (
        {"chat_waittime": 5, "transcripts": [{"id": ""}]}, ValueError,
        "chat_waittime is how long an agent's first answer takes, and none of the transcripts has an agent's id",
    ),
    "out of order": (
        {"transcripts": [LATER, EARLIER]}, ValueError, "transcripts[1].date comes before transcripts[0].date",
    ),
    "before the case": (
        {"created_at": NOON + timedelta(seconds=1), "transcripts": [EARLIER]}, ValueError,
        "transcripts[0].date comes before the start of the chat",
    ),
    "two ends": (
        {"created_at": NOON, "chat_duration": 60, "transcripts": [{}, LATER]}, ValueError,
        "chat_duration and transcripts[1].date contradict each other: both say when transcripts[1] is said",
    ),
    "country of another code": (
        {"country_code": "US", "country": "Germany"}, ValueError,
        "country_code and country contradict each other: no place that is known here has them all",
    ),
    "city of another country": (
        {"country": "Japan", "city": "Lyon"}, ValueError,
        "country and city contradict each other: no place that is known here has them all",
    ),
    "city far away": (
        {"city": "Lyon", "latitude": Decimal("35.6"), "longitude": Decimal("139.7")}, ValueError,
        "city and latitude and longitude contradict each other: no place that is known here has them all",
    ),
    "beyond the calendar": (
        {"created_at": datetime.max.replace(tzinfo=UTC), "source_id": 2}, ValueError,
        "fake_case: dates and seconds lead out of the years 1 to 9999",
    ),
    "longer than the calendar": (
        {"chat_duration": 10**17}, ValueError, "fake_case: dates and seconds lead out of the years 1 to 9999",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_hold_is_refused_with_the_reason(name: str) -> None:
    """The message names the field, what is close to it, or what it contradicts."""
    overrides, error, message = REFUSED[name]
    with pytest.raises(error) as caught:
        fake_case(1, **overrides)
    assert str(caught.value) == message
    assert type(caught.value) is error


@pytest.mark.parametrize(
    ("count", "seed", "error", "message"),
    [
        (-1, 0, ValueError, "count: expected 0 or more, got -1"),
        (True, 0, TypeError, "count: expected int, got bool"),
        ("3", 0, TypeError, "count: expected int, got str"),
        (3, None, TypeError, "seed: expected int or str, got NoneType"),
        (3, 1.5, TypeError, "seed: expected int or str, got float"),
        (3, True, TypeError, "seed: expected int or str, got bool"),
    ],
)
def test_a_wrong_count_or_seed_is_refused_at_once(count: Any, seed: Any, error: type[Exception], message: str) -> None:
    """The mistake shows where it is made, not where the first case is taken."""
    with pytest.raises(error) as caught:
        fake_cases(count, seed=seed)
    assert str(caught.value) == message


def test_a_seed_of_another_type_is_refused() -> None:
    """A seed is a number or a text."""
    with pytest.raises(TypeError, match=r"^seed: expected int or str, got float$"):
        fake_case(1.5)  # type: ignore[arg-type]  # this is what is refused


def test_a_text_that_xml_cannot_hold_is_named() -> None:
    """`fake_payload` says which field it is."""
    with pytest.raises(SerializeError, match=r"case\.transcripts\[1\]\.message"):
        fake_payload(1, transcripts=[{}, {"message": "\0"}])


def test_the_plain_fakes_need_no_extra() -> None:
    """Without hypothesis there are fakes, broken ones and samples all the same."""
    program = (
        "import sys; sys.modules['hypothesis'] = None\n"
        "from snapengage.testing import fake_broken_payload, fake_payload, samples\n"
        "print(len(fake_payload(1)) > 0, len(fake_broken_payload(1)) > 0, len(samples()) > 0)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "True True True\n"
