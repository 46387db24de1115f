"""The strategies of the test kit: what they draw keeps its promise, and shrinks to what a person can read."""

import re
import subprocess
import sys
from collections.abc import Callable, Hashable, Sequence
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from importlib import import_module
from typing import Any

import hypothesis
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from hypothesis.errors import NoSuchExample
from lxml import etree

import snapengage
from snapengage import (
    Case,
    Element,
    Language,
    Limits,
    Plugin,
    Problem,
    Transcript,
    Variable,
    Variables,
    parse,
    serialize,
)
from snapengage._fields import RECORDS, TEXT
from snapengage._hypothesis_hook import hook
from snapengage.testing import _records, strategies
from snapengage.testing._spelling import FIELDS, ITEMS, QUIRKS, spell
from snapengage.testing.strategies import cases, elements, languages, moments, payloads, plugins, texts, transcripts
from snapengage.testing.strategies import variables as any_variables

PHASES = [Phase.generate]


def find(drawn: st.SearchStrategy[Any], wanted: Callable[[Any], object]) -> Any:
    """The smallest example that is `wanted`, the same in every run."""
    return hypothesis.find(
        drawn,
        lambda example: bool(wanted(example)),
        settings=settings(max_examples=3000, database=None, derandomize=True),
    )


def test_the_public_names_are_sorted_and_documented() -> None:
    """`__all__` is sorted, and each strategy says what it draws."""
    assert strategies.__all__ == sorted(strategies.__all__)
    assert all(getattr(strategies, name).__doc__ for name in strategies.__all__)


@pytest.mark.parametrize("name", [name for name in strategies.__all__ if name.islower()])
def test_strategies_show_as_they_are_written(name: str) -> None:
    """The repr of a strategy is its call, however much is behind it."""
    assert repr(getattr(strategies, name)()) == f"{name}()"


def test_the_names_of_elements_are_those_of_the_wire_table() -> None:
    """The kit, which derives them from the records, knows the fields that the library reads, and which are text."""
    by_name = {"case": Case, "language": Language, "plugin": Plugin, "transcript": Transcript, "variable": Variable}
    for name, fields in RECORDS.items():
        assert [*FIELDS[by_name[name]]] == [field.name for field in fields]
        assert [kind is str for kind in FIELDS[by_name[name]].values()] == [field.kind is TEXT for field in fields]
    assert {field.name: field.item for field in RECORDS["case"] if field.item} == ITEMS


@pytest.mark.long
@settings(max_examples=1000, phases=PHASES)
@given(payloads())
def test_payloads_read_as_their_case(drawn: tuple[bytes, Case]) -> None:
    """Both modes read the bytes as the case, lenient mode reports nothing, and the case can be written, too."""
    body, case = drawn
    assert case.problems == ()
    assert parse(serialize(case)) == case
    assert parse(body) == case
    read = parse(body, lenient=True)
    assert (read, read.problems) == (case, ())


def _same_element(node: Any, element: Element) -> bool:
    return (
        (node.tag, node.text or "", tuple(node.attrib.items())) == (element.tag, element.text, element.attributes)
        and [child.tail or "" for child in node] == [child.tail for child in element.children]
        and all(map(_same_element, node, element.children))
    )


@settings(max_examples=200, phases=PHASES)
@given(payloads(cases(prefixes=False)))
def test_lxml_reads_payloads_alike(drawn: tuple[bytes, Case]) -> None:
    """lxml, which insists on namespaces, finds the texts, the items and the unknown elements of the case."""
    body, case = drawn
    root = etree.fromstring(body, etree.XMLParser(resolve_entities=False, remove_comments=True, remove_pis=True))
    assert root.findtext("id") == case.id
    for name, item in ITEMS.items():
        assert len(root.findall(f"{name}/{item}")) == len(getattr(case, name))
    lines: list[Any] = root.findall("transcripts/transcript")
    assert [line.findtext("message") or None for line in lines] == [line.message or None for line in case.transcripts]
    unknown = [node for node in root if node.tag not in FIELDS[Case]]
    assert len(unknown) == len(case.extra)
    assert all(map(_same_element, unknown, case.extra))


RECORD_STRATEGIES: list[tuple[Any, Callable[[Any], Case], type]] = [
    (elements(), lambda element: Case(id="", extra=[element], transcripts=[Transcript(extra=[element])]), Element),
    (languages(), lambda language: Case(id="", languages=[language]), Language),
    (plugins(), lambda plugin: Case(id="", plugins=[plugin]), Plugin),
    (transcripts(), lambda line: Case(id="", transcripts=[line]), Transcript),
    (any_variables(), lambda found: Case(id="", operator_variables=found), Variables),
    (texts(), lambda text: Case(id=text, extra=[Element(tag="x", attributes={"a": text})]), str),
    (moments(), lambda moment: Case(id="", created_at=moment, transcripts=[Transcript(date=moment)]), datetime),
]


@pytest.mark.long
@pytest.mark.parametrize(("drawn", "put", "kind"), RECORD_STRATEGIES, ids=lambda value: repr(value)[:16])
def test_records_are_such_as_a_payload_can_hold(
    drawn: st.SearchStrategy[Any], put: Callable[[Any], Case], kind: type
) -> None:
    """What is drawn can stand where it belongs: the case around it is written and reads back the same."""

    @settings(max_examples=1000, phases=PHASES)
    @given(drawn)
    def check(record: Any) -> None:
        assert type(record) is kind
        assert parse(serialize(put(record))) == put(record)

    check()


@pytest.mark.parametrize(
    ("drawn", "smallest"),
    [
        (cases(), Case(id="")),
        (transcripts(), Transcript()),
        (languages(), Language()),
        (plugins(), Plugin()),
        (any_variables(), Variables()),
        (elements(), Element(tag="survey_score")),
        (texts(), ""),
        (moments(), datetime(2000, 1, 1, tzinfo=UTC)),
        (payloads(), (b"<case><id></id></case>", Case(id=""))),
    ],
    ids=lambda value: repr(value)[:16],
)
def test_the_smallest_example_is_plain(drawn: st.SearchStrategy[Any], smallest: Any) -> None:
    """Where anything will do, what is found has nothing in it."""
    assert find(drawn, lambda _: True) == smallest


TINY = datetime(2000, 1, 1, 0, 0, 0, 1, tzinfo=UTC)
CHILD = Element(tag="survey_score")


@pytest.mark.long
@pytest.mark.parametrize(
    ("drawn", "wanted", "smallest"),
    [
        (texts(), lambda text: "]]>" in text, "]]>"),
        (texts(), lambda text: text > "\uffff", "\U00010000"),
        (moments(), lambda moment: moment.microsecond, TINY),
        (transcripts(), lambda line: line.date and line.date.microsecond, Transcript(date=TINY)),
        (any_variables(), lambda found: len(found.getall("a")) > 1, Variables([Variable(name="a", value="")] * 2)),
        (elements(), lambda element: element.children, Element(tag="survey_score", children=[CHILD])),
        (languages(), lambda language: language.extra, Language(extra=[CHILD])),
        (plugins(), lambda plugin: plugin.value == "", Plugin(value="")),
        (cases(), lambda case: (case.source_id or 0) > 3, Case(id="", source_id=4)),
        (cases(), lambda case: (case.latitude or 0) < 0, Case(id="", latitude=Decimal(-1))),
    ],
    ids=lambda value: repr(value)[:16] if isinstance(value, st.SearchStrategy) else "",
)
def test_awkward_records_are_found(
    drawn: st.SearchStrategy[Any], wanted: Callable[[Any], object], smallest: Any
) -> None:
    """What makes trouble is drawn, and is shown with nothing else beside it."""
    assert find(drawn, wanted) == smallest


HELLO = Case(id="1", description="it's\n5 > 4 & more", created_at=datetime(2010, 10, 18, 1, 48, 18, tzinfo=UTC))


DESCRIPTION = b"<description>it's\n5 > 4 &amp; more</description>"
CREATED = b"<created_at>2010-10-18T01:48:18Z</created_at>"


def spelled(old: bytes = b"", new: bytes = b"") -> bytes:
    """The plain spelling of HELLO with one thing changed."""
    fields = b"<id>1</id>", DESCRIPTION, CREATED
    plain = b"<case>%b%b%b</case>" % fields
    assert old in plain
    return plain.replace(old, new, 1)


@pytest.mark.parametrize(
    ("wanted", "smallest"),
    [
        (rb"", spelled()),
        (rb"<!\[CDATA\[", spelled(b">1<", b"><![CDATA[1]]><")),
        (rb"&#49", spelled(b">1<", b">&#49;<")),
        (rb"&#x", spelled(b">1<", b">&#x31;<")),
        (rb"&apos;", spelled(b"'", b"&apos;")),
        (rb"<!--", spelled(b">1<", b"><!---->1<")),
        (rb"<\?x\?>", spelled(b">1<", b"><?x?>1<")),
        (rb"<case> ", spelled(b"<case>", b"<case> ")),
        (rb"\r\n5", spelled(b"\n", b"\r\n")),
        (rb"\r5", spelled(b"\n", b"\r")),
        (rb"<url[^>]*/>", spelled(b"</id>", b'</id><url nil="true"/>')),
        (rb"<id >", spelled(b"<id>", b"<id >")),
        (rb"='yaml'", spelled(b"<id>", b"<id type='yaml'>")),
        (rb"<created_at.*<description.*<id", b"<case>%b%b<id>1</id></case>" % (CREATED, DESCRIPTION)),
        (rb'<created_at type="datetime"', spelled(b"<created_at>", b'<created_at type="datetime">')),
        (rb'<id type="yaml"', spelled(b"<id>", b'<id type="yaml">')),
        (rb"class=", spelled(b"<id>", b'<id class="a">')),
        (rb'<url nil="true"></url>', spelled(b"</id>", b'</id><url nil="true"></url>')),
        (rb"<latitude></latitude>", spelled(b"</created_at>", b"</created_at><latitude></latitude>")),
        (rb"<languages></languages>", spelled(b"</created_at>", b"</created_at><languages></languages>")),
        (rb"> 2010", spelled(b">2010", b"> 2010")),
        (rb"Mon", spelled(b"2010-10-18T01:48:18Z", b"Mon Oct 18 01:48:18 UTC 2010")),
        (rb"GMT\+", spelled(b"2010-10-18T01:48:18Z", b"Mon Oct 18 02:48:18 GMT+01:00 2010")),
        (rb"\+01:00", spelled(b"T01:48:18Z", b"T02:48:18+01:00")),
        (rb"\+00:00", spelled(b"18Z", b"18+00:00")),
        (rb"-00:00", spelled(b"18Z", b"18-00:00")),
        (rb"\.000Z", spelled(b"18Z", b"18.000Z")),
        (rb"\.\d{7}Z", spelled(b"18Z", b"18.0000009Z")),
        (rb"^<\?xml", spelled(b"<case>", b'<?xml version="1.0"?><case>')),
        (rb"UTF-8", spelled(b"<case>", b'<?xml version="1.0" encoding="UTF-8"?><case>')),
        (rb"standalone", spelled(b"<case>", b'<?xml version="1.0" standalone="yes"?><case>')),
        (rb"^\xef\xbb\xbf", spelled(b"<case>", b"\xef\xbb\xbf<case>")),
    ],
    ids=lambda value: str(value)[2:24] if isinstance(value, bytes) else None,
)
def test_each_quirk_is_found_alone(wanted: bytes, smallest: bytes) -> None:
    """Each way of spelling is drawn, and is shown without any other, in one place."""
    assert find(payloads(st.just(HELLO)), lambda drawn: re.search(wanted, drawn[0], re.DOTALL)) == (smallest, HELLO)


def test_a_quirk_everywhere_is_shown_everywhere() -> None:
    """What matters only in two places at once is shown wherever it can be, and nothing else with it."""
    both = rb"<id><!\[CDATA.*<description><!\[CDATA"
    body, _ = find(payloads(st.just(HELLO)), lambda drawn: re.search(both, drawn[0], re.DOTALL))
    sections = [b"<![CDATA[1]]>", b"<![CDATA[it's\n5 > 4 & more]]>", b"<![CDATA[2010-10-18T01:48:18Z]]>"]
    assert re.findall(rb"(<!\[.*?]]>)", body, re.DOTALL) == sections


def test_a_failure_shows_the_fields_that_matter() -> None:
    """hypothesis shows a case as the call that makes it, with the fields that were given and no others."""

    @settings(database=None, derandomize=True, max_examples=500)
    @given(payloads())
    def fails(drawn: tuple[bytes, Case]) -> None:
        assert not drawn[1].browser

    with pytest.raises(AssertionError) as caught:
        fails()
    shown = " ".join("".join(caught.value.__notes__).split())
    assert "Case(id='', browser='0')" in shown


def test_a_case_that_no_payload_holds_is_refused() -> None:
    """The payload of a case with characters that XML lacks is an error of the writer's, with its place."""
    with pytest.raises(snapengage.SerializeError, match=r"case\.url"):
        find(payloads(st.just(Case(id="", url="\0"))), lambda _: True)


@pytest.fixture
def registered() -> None:
    """The records as hypothesis's entry point registers them, also where the package is not installed."""
    hook()


RECORDS_BY_TYPE = [Case, Element, Language, Limits, Plugin, Problem, Transcript, Variable, Variables]


@pytest.mark.usefixtures("registered")
@pytest.mark.parametrize("record_type", RECORDS_BY_TYPE)
def test_from_type_draws_records(record_type: type) -> None:
    """`from_type` draws each record, and more than one of them."""
    drawn = set()

    @settings(max_examples=20, phases=PHASES)
    @given(st.from_type(record_type))
    def collect(record: Hashable) -> None:
        assert type(record) is record_type
        drawn.add(record)

    collect()
    assert len(drawn) > 1


@pytest.mark.usefixtures("registered")
@pytest.mark.parametrize("general", [Sequence, Hashable])
def test_other_types_are_drawn_as_before(general: type) -> None:
    """A record is not drawn where any sequence, or anything hashable, will do."""
    with pytest.raises(NoSuchExample):
        hypothesis.find(
            st.from_type(general),
            lambda value: type(value).__module__.startswith("snapengage"),
            settings=settings(max_examples=300, database=None, derandomize=True),
        )


@pytest.mark.usefixtures("registered")
def test_sources_are_drawn_as_any_enumeration() -> None:
    """`from_type(SourceId)` draws its members."""
    assert find(st.from_type(snapengage.SourceId), lambda _: True) is snapengage.SourceId.OFFLINE_MESSAGE


def run(code: str) -> str:
    """What a Python of its own prints."""
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout


HOOK = "from hypothesis import strategies as st; from snapengage._hypothesis_hook import hook; hook()"


@pytest.mark.parametrize(
    "first", [f"{HOOK}; import snapengage; snapengage.Case", f"import snapengage; snapengage.Case; {HOOK}"]
)
def test_the_records_are_registered_in_either_order(first: str) -> None:
    """Whichever is loaded first, hypothesis knows the records; what draws them is loaded when one is asked for."""
    loaded = "print('snapengage.testing._records' in sys.modules)"
    code = f"import sys; {first}; {loaded}; st.from_type(snapengage.Case).validate(); {loaded}"
    assert run(code) == "False\nTrue\n"


def test_the_entry_point_loads_nothing_of_ours() -> None:
    """Where nothing of the package is used, hypothesis loads the hook and the package's own lazy module alone."""
    code = f"import sys; {HOOK}; print(sorted(name for name in sys.modules if name.startswith('snapengage')))"
    assert run(code) == "['snapengage', 'snapengage._hypothesis_hook']\n"


def test_without_hypothesis_the_extra_is_named() -> None:
    """Without hypothesis, importing the strategies says what to install; the fakes need no hypothesis."""
    code = """
import sys
sys.modules["hypothesis"] = None
import snapengage.testing
try:
    import snapengage.testing.strategies
except ModuleNotFoundError as error:
    print(error.name, error)
"""
    assert run(code) == "hypothesis snapengage.testing.strategies needs hypothesis: pip install 'snapengage[testing]'\n"


def test_plain_spelling_has_no_quirk() -> None:
    """Every quirk has an explanation, and without any the spelling is the plain one, whatever the seed."""
    assert all(QUIRKS.values())
    assert spell(HELLO, {}, seed=7) == spelled()


def test_the_message_is_that_of_the_module(monkeypatch: pytest.MonkeyPatch) -> None:
    """The module itself says so, whoever imports it."""
    monkeypatch.setitem(sys.modules, "hypothesis", None)
    monkeypatch.delitem(sys.modules, "snapengage.testing.strategies")
    with pytest.raises(ModuleNotFoundError, match=r"pip install 'snapengage\[testing\]'$"):
        import_module("snapengage.testing.strategies")


def test_the_last_moment_is_spelled_in_utc() -> None:
    """A zone that would lead out of the calendar is left out, and such moments are not drawn."""
    last = datetime.max.replace(tzinfo=UTC)
    case = Case(id="1", created_at=last)
    assert parse(spell(case, {"zones": 0}, seed=1)) == case
    assert not _records._stays_in_utc(datetime.max.replace(tzinfo=timezone(timedelta(hours=-1))))
    assert _records._stays_in_utc(last)
