"""What holds of any case and of any bytes: reading and writing are inverse, errors are closed, chunks do not matter."""

import copy
import json
import pickle
from array import array
from collections.abc import Callable, Iterator
from enum import Enum
from operator import itemgetter
from random import Random
from typing import Any

import attrs
import pytest
from fuzz.mutations import check, mutate
from hypothesis import example, given
from hypothesis import strategies as st

import snapengage
from snapengage._fields import RECORDS, TEXT
from snapengage.testing.strategies import cases, elements, payloads, texts

bodies = payloads().map(itemgetter(0))
mutated = st.builds(mutate, bodies, st.randoms(use_true_random=True))
illegal_characters = st.sampled_from([*map(chr, {*range(0x20)} - {9, 10, 13}), "\ud800", "\udfff", "\ufffe", "\uffff"])
cases_with_problems = st.builds(attrs.evolve, cases(), problems=st.lists(st.from_type(snapengage.Problem), max_size=2))


def outcome(data: bytes | str, *, lenient: bool, chunks: list[int] | None = None) -> Any:
    """All there is to see of reading `data`: the case with its problems, or the error with all that it says."""
    try:
        if chunks is None:
            case = snapengage.parse(data, lenient=lenient)
        else:
            assert isinstance(data, bytes)
            parser = snapengage.CaseParser(lenient=lenient)
            for start, end in zip([0, *chunks], [*chunks, len(data)], strict=True):
                parser.feed(data[start:end])
            case = parser.close()
    except snapengage.ParseError as error:
        return type(error), str(error), vars(error)
    return case, case.problems


@given(cases(), st.sampled_from([None, 0, 1, 2, 4]))
def test_what_is_written_is_read_back(case: snapengage.Case, indent: int | None) -> None:
    """A case that is written, however it is indented, reads back as the same case, without a problem."""
    read = snapengage.parse(snapengage.serialize(case, indent=indent))
    assert read == case
    assert read.problems == ()


@given(cases())
def test_decimals_and_sources_keep_their_form(case: snapengage.Case) -> None:
    """What is read back is no less exact: degrees have their digits, source ids their type."""
    read = snapengage.parse(snapengage.serialize(case))
    for name in ("latitude", "longitude"):
        before, after = getattr(case, name), getattr(read, name)
        assert (before is None and after is None) or f"{before:f}" == f"{after:f}"
    assert type(read.source_id) is type(case.source_id)


@given(cases_with_problems)
def test_json_holds_a_case(case: snapengage.Case) -> None:
    """A case that has gone through JSON is the same case, its problems included."""
    read = snapengage.Case.from_dict(json.loads(json.dumps(case.to_dict())))
    assert read == case
    assert read.problems == case.problems


@given(bodies)
def test_writing_is_a_fixed_point(body: bytes) -> None:
    """What is written of a body that was read is written the same when it is read again."""
    written = snapengage.serialize(snapengage.parse(body))
    assert snapengage.serialize(snapengage.parse(written)) == written


@given(bodies | mutated | st.binary(max_size=60))
@example(b'\xef\xbb\xbf<?xml version="1.0" encoding="ISO-' + b"9" * 60 + b'"?><case><id>1</id></case>')
def test_strict_and_lenient_agree(body: bytes) -> None:
    """Strict mode accepts what lenient mode does not report on; its error has lenient mode's case and problems."""
    assert check(body)


@pytest.mark.parametrize("lenient", [False, True])
@given(body=bodies | mutated, data=st.data())
def test_chunks_make_no_difference(body: bytes, data: st.DataObject, lenient: bool) -> None:
    """A body in any pieces, or byte by byte, gives what it gives whole: case, problems, errors and their places."""
    whole = outcome(body, lenient=lenient)
    cut = sorted(data.draw(st.lists(st.integers(0, len(body)), max_size=6)))
    assert outcome(body, lenient=lenient, chunks=cut) == whole
    assert outcome(body, lenient=lenient, chunks=list(range(1, len(body)))) == whole


@pytest.mark.parametrize("lenient", [False, True])
@given(body=bodies | mutated)
def test_a_str_reads_as_its_bytes(body: bytes, lenient: bool) -> None:
    """A str gives what its UTF-8 gives, places included."""
    # A declared encoding is passed over in a str, and so would make a difference.
    text = body.decode("utf-8", "ignore").replace("encoding", "")
    encoded = text.encode()
    assert outcome(text, lenient=lenient) == outcome(encoded, lenient=lenient)


def _with_gaps(body: bytes) -> memoryview:
    """The body as every other byte of something longer."""
    return memoryview(b"".join(bytes([byte, 0]) for byte in body))[::2]


@pytest.mark.parametrize("kind", [bytearray, memoryview, _with_gaps, lambda body: array("B", body)])
@given(body=bodies)
def test_whatever_holds_bytes_reads_as_they(body: bytes, kind: Callable[[bytes], Any]) -> None:
    """A bytearray, memoryview or array gives what its bytes give, whole and as pieces."""
    case = snapengage.parse(body)
    assert snapengage.parse(kind(body)) == case
    parser = snapengage.CaseParser()
    parser.feed(kind(body[:9]))
    parser.feed(kind(body[9:]))
    assert parser.close() == case


_FRAGMENTS = [
    "<case>", "</case>", "<id>", "</id>", "<id/>", "&", "<", "]]>", "<![CDATA[", "<!--", "-->", "<?x", "?>", "\0",
    "\ufeff", "<?xml version='1.0' encoding='latin-1'?>", "\ud800", "é", "<message>", "</message>", "&#0;",
    "<!DOCTYPE x>", "<x>",
]  # fmt: skip
_fragments = st.lists(st.sampled_from(_FRAGMENTS), max_size=14).map("".join)


@pytest.mark.parametrize("lenient", [False, True])
@given(body=st.binary() | _fragments.map(lambda text: text.encode("utf-8", "surrogatepass")) | mutated)
def test_of_any_bytes_comes_a_case_or_a_parse_error(body: bytes, lenient: bool) -> None:
    """Whatever bytes are read, the outcome is a case, or a ParseError that tells its code."""
    result = outcome(body, lenient=lenient)
    assert isinstance(result[0], snapengage.Case) or result[2]["code"]


@pytest.mark.parametrize("lenient", [False, True])
@given(body=st.text() | st.text(st.characters()) | _fragments | texts())
def test_of_any_str_comes_a_case_or_a_parse_error(body: str, lenient: bool) -> None:
    """Whatever str is read, the outcome is a case, or a ParseError that tells its code."""
    result = outcome(body, lenient=lenient)
    assert isinstance(result[0], snapengage.Case) or result[2]["code"]


@given(cases_with_problems, texts())
def test_cases_behave_as_values(case: snapengage.Case, text: str) -> None:
    """Copies and pickles of a case are equal to it and hash alike; one with another description is not."""
    for other in (copy.copy(case), copy.deepcopy(case), pickle.loads(pickle.dumps(case)), attrs.evolve(case)):
        assert other == case
        assert hash(other) == hash(case)
        assert other.problems == case.problems
    changed = attrs.evolve(case, description=text)
    assert (changed == case) is (case.description == text)
    assert attrs.evolve(changed, description=case.description) == case


@given(mutated)
def test_a_pickled_error_says_the_same(body: bytes) -> None:
    """A pickled error is of the same class and says all that it said before."""
    try:
        snapengage.parse(body)
    except snapengage.ParseError as caught:
        error = caught
    else:
        return
    again = pickle.loads(pickle.dumps(error))
    assert (type(again), str(again), vars(again)) == (type(error), str(error), vars(error))


Place = tuple[str, list[str | int]]


def _places_of_text(record: Any, name: str, path: str) -> Iterator[Place]:
    """All places for text in a record: the path that an error gives, and the steps that lead there."""
    for field in RECORDS[name]:
        if field.record is not None:
            for index, item in enumerate(getattr(record, field.name)):
                for inner, steps in _places_of_text(item, field.record, f"{path}.{field.name}[{index}]"):
                    yield inner, [field.name, index, *steps]
        elif field.kind is TEXT:
            yield f"{path}.{field.name}", [field.name]
    for index, element in enumerate(record.extra):
        for inner, steps in _places_in_element(element, f"{path}.extra[{index}]"):
            # The tail of an element that stands in a record is refused for another reason.
            if steps != ["tail"]:
                yield inner, ["extra", index, *steps]


def _places_in_element(element: snapengage.Element, path: str) -> Iterator[Place]:
    yield f"{path}.text", ["text"]
    yield f"{path}.tail", ["tail"]
    for index in range(len(element.attributes)):
        yield f"{path}.attributes[{index}]", ["attributes", index, 1]
    for index, child in enumerate(element.children):
        for inner, steps in _places_in_element(child, f"{path}.children[{index}]"):
            yield inner, ["children", index, *steps]


def _replace(plain: Any, steps: list[str | int], illegal: str) -> None:
    *others, last = steps
    for step in others:
        plain = plain[step]
    plain[last] = f"a{illegal}{plain[last] or ''}"


@given(cases(), illegal_characters, st.randoms(use_true_random=True))
def test_illegal_text_is_refused_by_its_path(case: snapengage.Case, illegal: str, random: Random) -> None:
    """Wherever a character stands that XML cannot hold, writing raises a SerializeError with the path to that value."""
    path, steps = random.choice(list(_places_of_text(case, "case", "case")))
    plain = case.to_dict()
    _replace(plain, steps, illegal)
    bad = snapengage.Case.from_dict(plain)
    with pytest.raises(snapengage.SerializeError) as caught:
        snapengage.serialize(bad)
    assert caught.value.path == path
    assert path in str(caught.value)


bad_names = st.sampled_from(
    ["", " ", "a b", "1a", "-a", "a>", "<a", "a/", "a\x00", "a&b", "é\ufffe", "a\ud800", "a='1'", "a\n", "?a", "!--"]
)


def _extended(owner: str, element: snapengage.Element) -> snapengage.Case:
    """A case with `element` last in the extra elements of the case or of one of its items."""
    good = snapengage.Element(tag="good", text="1")
    if owner == "case":
        return snapengage.Case(id="1", extra=[good, element])
    line = snapengage.Transcript(extra=[good, element])
    return snapengage.Case(id="1", transcripts=[snapengage.Transcript(), line])


@pytest.mark.parametrize(("owner", "prefix"), [("case", "case.extra[1]"), ("line", "case.transcripts[1].extra[1]")])
@given(element=elements(), name=bad_names)
def test_bad_names_are_refused_by_their_path(owner: str, prefix: str, element: snapengage.Element, name: str) -> None:
    """A bad name of an extra element, an attribute or a child raises a SerializeError with its path."""
    child = snapengage.Element(tag="child", children=[snapengage.Element(tag=name)])
    attributes = [("a", "1"), (name, "2")]
    bad = {
        f"{prefix}.tag": attrs.evolve(element, tag=name),
        f"{prefix}.attributes[1]": snapengage.Element(tag="x", attributes=attributes),
        f"{prefix}.children[1].children[0].tag": snapengage.Element(
            tag="x", children=[snapengage.Element(tag="y"), child]
        ),
    }
    for path, broken in bad.items():
        with pytest.raises(snapengage.SerializeError) as caught:
            snapengage.serialize(_extended(owner, broken))
        assert caught.value.path == path


@pytest.mark.parametrize(("owner", "prefix"), [("case", "case.extra[1]"), ("line", "case.transcripts[1].extra[1]")])
@pytest.mark.parametrize(
    ("element", "place"),
    [
        (snapengage.Element(tag="x", attributes=[("a", "1"), ("b", "2"), ("a", "3")]), "attributes[2]"),
        (snapengage.Element(tag="x", tail=" "), "tail"),
        (snapengage.Element(tag="id"), "tag"),
    ],
    ids=["duplicate attribute", "tail in a record", "name of a field"],
)
def test_what_would_not_come_back_is_refused(owner: str, prefix: str, element: snapengage.Element, place: str) -> None:
    """An extra element that would not read back raises a SerializeError with the path to what is wrong."""
    with pytest.raises(snapengage.SerializeError) as caught:
        snapengage.serialize(_extended(owner, element))
    assert caught.value.path == f"{prefix}.{place}"


class _Plan(str, Enum):  # noqa: UP042  # a StrEnum would be formatted as its text
    """Members are equal to their text, and formatted as something else."""

    PLAIN = "plain"
    MARKUP = "a<b&c]]>d\re"


@pytest.mark.parametrize("text", _Plan)
@pytest.mark.parametrize("name", ["id", "url"])
def test_a_subclass_of_str_is_written_as_the_text_it_is(name: str, text: _Plan) -> None:
    """Text of a subclass of str with a format of its own is written as the characters that it holds."""
    element = snapengage.Element(tag="x", attributes={"a": text}, text=text)
    values: dict[str, Any] = {"id": "1", name: text}
    case = snapengage.Case(**values, extra=[element])
    assert snapengage.parse(snapengage.serialize(case)) == case


@given(cases().flatmap(lambda case: st.tuples(payloads(st.just(case)), payloads(st.just(case)))))
def test_two_spellings_are_written_alike(drawn: tuple[tuple[bytes, snapengage.Case], ...]) -> None:
    """Two spellings of one case are written as the same bytes as the case itself."""
    written = [snapengage.serialize(snapengage.parse(body)) for body, _ in drawn]
    case = drawn[0][1]
    assert written[0] == written[1] == snapengage.serialize(snapengage.parse(snapengage.serialize(case)))
