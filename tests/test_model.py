"""The records: what they refuse, what they convert, that they are values, and that they give nothing away."""

import copy
import pickle
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from enum import IntEnum
from typing import Any

import attrs
import pytest
from support import Sample, samples

import snapengage
from snapengage import Case, Element, Language, Plugin, Problem, SourceId, Transcript, Variable, Variables
from snapengage._fields import DATETIME, INTEGER, KINDS, LATITUDE, LINE_DATETIME, LONGITUDE, RECORDS, SOURCE, TEXT

TYPES: dict[str, type[Any]] = {
    "case": Case,
    "language": Language,
    "plugin": Plugin,
    "transcript": Transcript,
    "variable": Variable,
}
ALL_TYPES: list[type[Any]] = [*TYPES.values(), Element, Problem, Variables, snapengage.Limits]
SCALARS = [(name, field) for name, fields in RECORDS.items() for field in fields if field.record is None]
ARRAYS = [(name, field) for name, fields in RECORDS.items() for field in fields if field.record is not None]
NAIVE = datetime(2010, 10, 18, 1, 48, 27)  # to be refused
WRONG_TYPES: dict[str, list[Any]] = {
    "str": [1, b"text", True, ["text"], object()],
    "int": ["1", 1.0, True, Decimal(1), b"1"],
    "Decimal": ["1", 1, 1.5, True],
    "datetime": ["2010-10-18T01:48:18Z", 0, NAIVE.date(), True],
}
OUT_OF_RANGE: dict[Any, list[Any]] = {
    INTEGER: [10**18, -(10**18), 10**100],
    SOURCE: [10**18, -(10**18)],
    LATITUDE: [
        Decimal(text) for text in ("90.1", "-90.00000000000000001", "NaN", "sNaN", "Infinity", "-Infinity", "1E-18")
    ],
    LONGITUDE: [
        Decimal(text) for text in ("180.1", "-181", "1E+3", "1E+999999", "1E-999999", "0E+3", "NaN", "Infinity")
    ],
    DATETIME: [NAIVE, datetime.min.replace(tzinfo=timezone(timedelta(minutes=1)))],
    LINE_DATETIME: [NAIVE, datetime.max.replace(tzinfo=timezone(timedelta(minutes=-1)))],
}


def build(name: str, /, **values: Any) -> Any:
    return TYPES[name](**({"id": "1"} if name == "case" else {}) | values)


def label(value: Any) -> str | None:
    return value if isinstance(value, str) else getattr(value, "name", None)


@pytest.mark.parametrize(("name", "field"), SCALARS, ids=label)
def test_a_value_of_the_wrong_type_is_refused(name: str, field: Any) -> None:
    """A value of another type is a TypeError that names the field, the type expected and the type that was given."""
    expected = field.kind.python.__name__
    for value in WRONG_TYPES[expected]:
        with pytest.raises(TypeError) as caught:
            build(name, **{field.name: value})
        where = f"{TYPES[name].__name__}.{field.name}"
        assert str(caught.value) == f"{where}: expected {expected}, got {type(value).__name__}"


@pytest.mark.parametrize(
    ("name", "field", "value"),
    [(name, field, value) for name, field in SCALARS for value in OUT_OF_RANGE.get(field.kind, [])],
    ids=label,
)
def test_a_value_that_the_payload_cannot_hold_is_refused(name: str, field: Any, value: Any) -> None:
    """A number out of range, or a datetime that is naive or leaves UTC's years, is a ValueError naming the field."""
    with pytest.raises(ValueError, match=rf"^{TYPES[name].__name__}\.{field.name}: ") as caught:
        build(name, **{field.name: value})
    assert str(value) not in str(caught.value)


def test_refusals_say_what_to_do() -> None:
    """The message of a refusal says what was expected; that of a naive datetime how to make it aware."""
    messages = []
    for values in (
        {"latitude": Decimal(91)}, {"longitude": Decimal(181)}, {"chat_waittime": 10**18}, {"created_at": NAIVE},
        {"created_at": OUT_OF_RANGE[DATETIME][1]},
    ):  # fmt: skip
        with pytest.raises(ValueError, match=r"^Case\.") as caught:
            build("case", **values)
        messages.append(str(caught.value))
    assert messages == [
        "Case.latitude: expected decimal degrees from -90 to 90, with at most 17 digits after the point",
        "Case.longitude: expected decimal degrees from -180 to 180, with at most 17 digits after the point",
        "Case.chat_waittime: expected an integer of at most 18 digits",
        "Case.created_at: a datetime without a time zone; add one, as in datetime(2010, 10, 18, tzinfo=timezone.utc)",
        "Case.created_at: a datetime that leaves the years 1 to 9999 once it is in UTC",
    ]


def test_an_id_is_required() -> None:
    """A case without an id cannot be constructed, nor one whose id is None."""
    with pytest.raises(TypeError, match="id"):
        Case()  # type: ignore[call-arg]
    with pytest.raises(TypeError, match=r"^Case\.id: expected str, got NoneType$"):
        Case(id=None)  # type: ignore[arg-type]


@pytest.mark.parametrize(("name", "field"), [pair for pair in SCALARS if pair != SCALARS[0]], ids=label)
def test_every_other_field_may_be_none(name: str, field: Any) -> None:
    """Every field but a case's id is None unless given, and may be given as None."""
    assert getattr(build(name), field.name) is None
    assert build(name, **{field.name: None}) == build(name)


@pytest.mark.parametrize(("name", "field"), ARRAYS, ids=label)
def test_sequences_may_be_any_iterable(name: str, field: Any) -> None:
    """A sequence may be a list, a tuple, or an iterator; it is kept as a tuple, or as Variables."""
    item_type = TYPES[field.record]
    items = [item_type(), item_type(extra=iter([Element(tag="x")]))]
    for given in (items, tuple(items), iter(items), dict.fromkeys(items)):
        kept = getattr(build(name, **{field.name: given}), field.name)
        assert isinstance(kept, Variables if field.record == "variable" else tuple)
        assert list(kept) == items
    assert items[1].extra == (Element(tag="x"),)


@pytest.mark.parametrize(
    ("name", "field"), [*ARRAYS, *((name, attrs.fields_dict(kind)["extra"]) for name, kind in TYPES.items())], ids=label
)
def test_sequences_of_other_things_are_refused(name: str, field: Any) -> None:
    """What is no iterable, or holds an item of another type, is a TypeError that says which item."""
    for given in (1, None, object()):
        with pytest.raises(TypeError, match=f"expected an iterable of .*, got {type(given).__name__}$"):
            build(name, **{field.name: given})
    for given in ([Problem(code="more")], ["text"], "text", [None]):
        with pytest.raises(TypeError, match=r"\[0\]: expected "):
            build(name, **{field.name: given})


def test_a_name_has_one_kind_in_all_records() -> None:
    """Fields of the same name in different records are of the same kind: the checks look kinds up by name."""
    assert all(KINDS[field.name] is field.kind for fields in RECORDS.values() for field in fields)


def test_sources_become_members() -> None:
    """A number that `SourceId` has becomes its member; any other stays a plain int, and a member stays itself."""
    assert [Case(id="1", source_id=number).source_id for number in (1, 2, 3)] == list(SourceId)
    assert all(isinstance(Case(id="1", source_id=number).source_id, SourceId) for number in (1, 2, 3))
    assert type(Case(id="1", source_id=4).source_id) is int
    assert Case(id="1", source_id=SourceId.LIVE_CHAT).source_id is SourceId.LIVE_CHAT
    assert {member.name: member.value for member in SourceId} == {
        "OFFLINE_MESSAGE": 1, "LIVE_CHAT": 2, "PROACTIVE_CHAT": 3,
    }  # fmt: skip
    assert issubclass(SourceId, IntEnum)


def test_datetimes_become_utc() -> None:
    """A datetime in any zone is kept as the same instant in plain UTC."""
    moment = datetime(2010, 10, 18, 7, 18, 27, 5, tzinfo=timezone(timedelta(hours=5, minutes=30)))
    for kept in (Case(id="1", created_at=moment).created_at, Transcript(date=moment).date):
        assert kept == moment
        assert kept is not None
        assert (type(kept), kept.tzinfo, kept.hour, kept.microsecond) == (datetime, UTC, 1, 5)


@pytest.mark.parametrize(("id_", "visitor"), [("", True), (None, True), ("jerome@snapengage.com", False), (" ", False)])
def test_a_line_without_an_id_is_the_visitors(id_: str | None, visitor: bool) -> None:
    """A line whose id is empty, or that has none, is the visitor's."""
    assert Transcript(id=id_).is_visitor is visitor


PHONES = [
    Variable(name="Phone", value="1"),
    Variable(value="2"),
    Variable(name="PHONE"),
    Variable(name="Straße", value="3"),
]


def test_variables_are_looked_up_without_regard_to_case() -> None:
    """Look-up by name takes the first of that name in whatever case; a default stands in where there is none."""
    found = Variables(PHONES)
    assert found.get("phone") == found.get("PHONE") == "1"
    assert found.get("STRASSE") == "3"
    assert found.get("mail") is None
    assert found.get("mail", "none") == "none"
    assert found.get("") is None
    assert found.getall("pHone") == ("1", None)
    assert found.getall("mail") == ()
    assert found.as_dict() == {"Phone": "1", "Straße": "3"}
    assert Variables([Variable(name="a"), Variable(name="A", value="1")]).get("a", "default") is None


def test_variables_are_a_sequence() -> None:
    """Variables have all that a sequence has; a slice of them is Variables too."""
    found = Variables(iter(PHONES))
    assert isinstance(found, Sequence)
    assert len(found) == 4
    assert bool(Variables()) is False
    assert list(found) == PHONES
    assert list(reversed(found)) == PHONES[::-1]
    assert found[0] is PHONES[0]
    assert found[-1] is PHONES[-1]
    assert found[1:3] == Variables(PHONES[1:3])
    assert isinstance(found[::2], Variables)
    assert PHONES[1] in found
    assert Variable(name="other") not in found
    assert found.index(PHONES[2]) == 2
    assert found.count(PHONES[0]) == 1
    with pytest.raises(IndexError):
        found[4]


def test_variables_are_values() -> None:
    """Variables of the same items are equal and hash alike, and are not equal to a tuple of them."""
    assert Variables(PHONES) == Variables(tuple(PHONES))
    assert hash(Variables(PHONES)) == hash(Variables(PHONES))
    assert Variables(PHONES) != Variables(PHONES[::-1])
    assert Variables(PHONES).__eq__(tuple(PHONES)) is NotImplemented
    with pytest.raises(TypeError):
        Variables(PHONES)[0] = PHONES[1]  # type: ignore[index]
    with pytest.raises(TypeError, match=r"^Variables\.items\[0\]: expected Variable, got str$"):
        Variables(["a"])  # type: ignore[list-item]


@pytest.mark.parametrize("record_type", ALL_TYPES)
def test_records_are_frozen_and_slotted(record_type: type[Any]) -> None:
    """No field can be set, none deleted, and none added; no record has a dictionary."""
    record: Any = {Case: Case(id="1"), Element: Element(tag="x"), Problem: Problem(code="x")}.get(
        record_type
    ) or record_type()
    for name in attrs.fields_dict(record_type):
        with pytest.raises(attrs.exceptions.FrozenInstanceError):
            setattr(record, name, None)
        with pytest.raises(attrs.exceptions.FrozenInstanceError):
            delattr(record, name)
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        record.other = 1
    assert not hasattr(record, "__dict__")
    assert pickle.loads(pickle.dumps(record)) == copy.deepcopy(record) == record
    assert hash(pickle.loads(pickle.dumps(record))) == hash(record)


@pytest.mark.parametrize("record_type", [kind for kind in ALL_TYPES if kind is not Variables])
def test_records_are_keyword_only(record_type: type[Any]) -> None:
    """Fields are given by name alone."""
    with pytest.raises(TypeError, match="positional"):
        record_type("1")


SECRET = "Zebra"


def secretive() -> Case:
    """A case that has the secret in every text but its id."""
    texts: dict[str, Any] = {field.name: SECRET for field in RECORDS["case"] if field.kind is TEXT}
    texts["id"] = "1"
    element = Element(
        tag="x", attributes={"a": SECRET}, text=SECRET, children=[Element(tag="y", text=SECRET, tail=SECRET)]
    )
    return Case(
        **texts,
        source_id=2,
        transcripts=[Transcript(id=SECRET, alias=SECRET, message=SECRET, extra=[element])],
        javascript_variables=[Variable(name="n", value=SECRET, extra=[element])],
        operator_variables=[Variable(name="n", value=SECRET), Variable(name="n", value=SECRET)],
        extra=[element],
        problems=[Problem(code="bad-integer", path="case.source_id", line=1, column=2, message="m", text=SECRET)],
    )


def test_the_repr_of_a_case_shows_id_source_and_counts_alone() -> None:
    """The repr of a case has its id, its source, and how many items there are in each sequence that has some."""
    expected = (
        "<Case id='1' source_id=<SourceId.LIVE_CHAT: 2> with 1 transcripts, 1 javascript_variables, "
        "2 operator_variables, 1 extra, 1 problems>"
    )
    assert repr(secretive()) == str(secretive()) == expected
    assert repr(Case(id="")) == "<Case id='' source_id=None with nothing else>"


def test_no_repr_shows_what_was_said() -> None:
    """No repr of any record holds text that a visitor or an agent has written."""
    case = secretive()
    records = [case, case.transcripts, case.javascript_variables, *case.javascript_variables, case.extra, case.problems]
    shown = "".join(map(repr, records)) + "".join(f"{record}" for record in records)
    assert SECRET not in shown
    assert "<5 characters>" in shown


@pytest.mark.parametrize(
    ("mapping", "error", "message"),
    [
        ([], TypeError, "case: expected a mapping, got list"),
        (None, TypeError, "case: expected a mapping, got NoneType"),
        ({"id": 1}, TypeError, "case.id: expected text, got int"),
        ({"id": None}, TypeError, "case: Case.id: expected str, got NoneType"),
        ({"id": "1", "source_id": "2"}, ValueError, "case.source_id: expected an integer of at most 18 digits"),
        (
            {"id": "1", "source_id": 2.0},
            TypeError,
            "case.source_id: expected an integer of at most 18 digits, got float",
        ),
        (
            {"id": "1", "created_at": "now"},
            ValueError,
            "case.created_at: expected a date such as 2010-10-18T01:48:18.623Z or Mon Oct 18 01:48:27 UTC 2010",
        ),
        (
            {"id": "1", "latitude": "91"},
            ValueError,
            "case.latitude: expected decimal degrees from -90 to 90, with at most 17 digits after the point",
        ),
        (
            {"id": "1", "latitude": 39.9},
            TypeError,
            "case.latitude: expected decimal degrees from -90 to 90, with at most 17 digits after the point, as text,"
            " got float",
        ),
        ({"id": "1", "languages": {}}, TypeError, "case.languages: expected a list, got dict"),
        ({"id": "1", "languages": "de"}, TypeError, "case.languages: expected a list, got str"),
        ({"id": "1", "languages": ["de"]}, TypeError, "case.languages[0]: expected a mapping, got str"),
        ({"id": "1", "plugins": [{}, {"name": 1}]}, TypeError, "case.plugins[1].name: expected text, got int"),
        (
            {"id": "1", "transcripts": [{"date": ""}]},
            ValueError,
            "case.transcripts[0].date: "
            "expected a date such as 2010-10-18T01:48:18.623Z or Mon Oct 18 01:48:27 UTC 2010",
        ),
        (
            {"id": "1", "languages": [{"nmae": "x"}]},
            ValueError,
            "case.languages[0]: there is no field 'nmae'; the fields are name, code, extra",
        ),
        (
            {"id": "1", "extra": [{"tag": "x", "children": [{"tag": 1}]}]},
            TypeError,
            "case.extra[0].children[0]: Element.tag: expected str, got int",
        ),
        (
            {"id": "1", "extra": [{"tag": "x", "attributes": ["ab"]}]},
            TypeError,
            "case.extra[0]: Element.attributes: expected a mapping or pairs of str and str",
        ),
        ({"id": "1", "problems": [{"code": 1}]}, TypeError, "case.problems[0].code: expected text, got int"),
    ],
)
def test_a_mapping_that_is_no_case_is_refused(mapping: Any, error: type[Exception], message: str) -> None:
    """`from_dict` raises the constructors' errors, with the place in the mapping."""
    with pytest.raises(error) as caught:
        Case.from_dict(mapping)
    assert str(caught.value) == message


def test_a_mapping_may_leave_fields_out() -> None:
    """What `from_dict` does not find is None or empty; without an id there is no case."""
    assert Case.from_dict({"id": "1"}) == Case(id="1")
    assert Case.from_dict({"id": "1", "extra": [{"tag": "x", "attributes": {"a": "1"}}]}).extra[0].attributes == (
        ("a", "1"),
    )
    with pytest.raises(ValueError, match=r"^case: expected id, which every Case has$"):
        Case.from_dict({})


def test_a_mapping_that_is_too_deep_is_refused() -> None:
    """Elements nested without end are a ValueError, not the end of Python's stack."""
    element: dict[str, Any] = {"tag": "x"}
    element["children"] = [element]
    with pytest.raises(ValueError, match=r"expected at most 64 records inside one another$"):
        Case.from_dict({"id": "1", "extra": [element]})


def test_problems_take_no_part_in_equality() -> None:
    """Cases that differ in their problems alone are equal and hash alike."""
    with_problem = Case(id="1", problems=[Problem(code="more")])
    assert with_problem == Case(id="1")
    assert hash(with_problem) == hash(Case(id="1"))


def test_problems_differ_by_their_text() -> None:
    """Two problems are equal if all of them is, the raw text included."""
    assert Problem(code="more", text="a") != Problem(code="more", text="b")
    assert Problem(code="more", text="a") == Problem(code="more", text="a")


@pytest.mark.parametrize("attributes", [{"a": "1", "b": "2"}, [("a", "1"), ("b", "2")], (["a", "1"], ["b", "2"])])
def test_attributes_are_kept_as_pairs(attributes: Any) -> None:
    """Attributes of an element are given as a mapping or as pairs, and kept as pairs in their order."""
    assert Element(tag="x", attributes=attributes).attributes == (("a", "1"), ("b", "2"))


@pytest.mark.parametrize(
    "attributes", [1, None, [("a",)], [("a", "1", "2")], [("a", 1)], [(1, "a")], "ab", {"a": None}]
)
def test_other_attributes_are_refused(attributes: Any) -> None:
    """Attributes that are no pairs of text are a TypeError."""
    with pytest.raises(TypeError, match=r"^Element\.attributes: expected a mapping or pairs of str and str$"):
        Element(tag="x", attributes=attributes)


def test_elements_nest_only_so_deep() -> None:
    """An element that would nest deeper than is safe to compare and copy is a ValueError; one that is not works."""
    element = Element(tag="x")
    for _ in range(62):
        element = Element(tag="x", children=[element])
    with pytest.raises(ValueError, match=r"^Element\.children: expected at most 62 generations of them$"):
        Element(tag="x", children=[element])
    case = Case(id="1", extra=[element])
    assert copy.deepcopy(case) == pickle.loads(pickle.dumps(case)) == Case.from_dict(case.to_dict()) == case
    assert hash(case) == hash(copy.deepcopy(case))


def _records_in(value: Any) -> Iterator[Any]:
    """A record and all records in it."""
    if isinstance(value, tuple | Variables):
        for item in value:
            yield from _records_in(item)
    elif attrs.has(type(value)):
        yield value
        for field in attrs.fields(type(value)):
            yield from _records_in(getattr(value, field.name))


@pytest.mark.parametrize("sample", samples("valid"), ids=repr)
def test_what_is_read_is_no_different_from_what_is_constructed(sample: Sample) -> None:
    """Every record of a case that was read has all of its fields, and is what its constructor makes of them."""
    case = snapengage.parse(sample.payload)
    for record in _records_in(case):
        values = {field.name: getattr(record, field.name) for field in attrs.fields(type(record))}
        constructed = type(record)(**values)
        assert constructed == record
        assert hash(constructed) == hash(record)
        assert [type(value) for value in values.values()] == [type(getattr(constructed, name)) for name in values]
    assert pickle.loads(pickle.dumps(case)) == case


def test_there_are_valid_samples() -> None:
    """There are samples to read records from."""
    assert samples("valid")
