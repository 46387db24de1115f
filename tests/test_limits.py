"""Limits: exactly at one passes, one more raises, in either mode, however the body comes and wherever it exceeds."""

from collections.abc import Callable
from typing import Any

import attrs
import pytest

import snapengage
from snapengage import Case, Element, LimitExceededError, Limits, SerializeError, Transcript
from snapengage._fields import RECORDS

DEFAULTS = {"max_bytes": 8 * 2**20, "max_depth": 32, "max_elements": 100_000, "max_attributes": 32, "max_text": 2**20}


def _by_parser(data: str, *, lenient: bool, limits: Limits) -> Case:
    parser = snapengage.CaseParser(lenient=lenient, limits=limits)
    body = data.encode()
    for start in range(0, len(body), 1000):
        parser.feed(body[start : start + 1000])
    return parser.close()


def _by_bytes(data: str, *, lenient: bool, limits: Limits) -> Case:
    return snapengage.parse(data.encode(), lenient=lenient, limits=limits)


Reader = Callable[..., Case]
READERS: list[Reader] = [snapengage.parse, _by_bytes, _by_parser]


def read_anyhow(reader: Reader, data: str, lenient: bool, limits: Limits) -> None:
    """Reads, and takes mistakes in the content for a success: no limit was exceeded."""
    try:
        reader(data, lenient=lenient, limits=limits)
    except snapengage.InvalidCaseError:
        assert not lenient


def assert_limited(reader: Reader, build: Callable[[int], str], lenient: bool, name: str, maximum: int) -> None:
    """At the maximum the document is read; with one more it raises the error of this limit."""
    limits = Limits(**{name: maximum})
    read_anyhow(reader, build(maximum), lenient, limits)
    with pytest.raises(LimitExceededError) as caught:
        reader(build(maximum + 1), lenient=lenient, limits=limits)
    error = caught.value
    assert (error.code, error.limit, error.maximum) == ("limit", name, maximum)
    assert f"Limits.{name}" in str(error)


def case(inside: str) -> str:
    return f"<case><id>1</id>{inside}</case>"


def item(inside: str) -> str:
    return case(f"<transcripts><transcript>{inside}</transcript></transcripts>")


every_way = pytest.mark.parametrize(
    ("reader", "lenient"), [(reader, lenient) for reader in READERS for lenient in (False, True)]
)

TEXTS: dict[str, Callable[[int], str]] = {
    "text": lambda size: case(f"<url>{'x' * size}</url>"),
    "id": lambda size: f"<case><id>{'x' * size}</id></case>",
    "characters of several bytes": lambda size: case(f"<url>{'é' * size}</url>"),
    "references": lambda size: case(f"<url>{'&lt;' * size}</url>"),
    "CDATA": lambda size: case(f"<description><![CDATA[{'x' * size}]]></description>"),
    "pieces": lambda size: case(f"<url>{'x<!---->' * (size - 1)}<![CDATA[x]]></url>"),
    "in an item": lambda size: item(f"<message>{'x' * size}</message>"),
    "in a variable": lambda size: case(
        f"<operator_variables><operator_variable><name>{'x' * size}</name></operator_variable></operator_variables>"
    ),
    "integer": lambda size: case(f"<source_id>{'1' * size}</source_id>"),
    "padded integer": lambda size: case(f"<source_id>{'1'.rjust(size)}</source_id>"),
    "decimal": lambda size: case(f"<latitude>{'1' * size}</latitude>"),
    "date": lambda size: item(f"<date>{'1' * size}</date>"),
    "white space in a date": lambda size: item(f"<date>{' ' * size}</date>"),
    "nil": lambda size: case(f'<url nil="true">{"x" * size}</url>'),
    "unknown element": lambda size: case(f"<x>{'x' * size}</x>"),
    "unknown element, in pieces": lambda size: case(f"<x>{'x<b/>' * size}</x>"),
    "in an unknown element": lambda size: case(f"<x><y>{'x' * size}</y></x>"),
    "unknown element in an item": lambda size: item(f"<x>{'x' * size}</x>"),
    "duplicate": lambda size: case(f"<url/><url>{'x' * size}</url>"),
    "stray text": lambda size: case(f"{'x' * size}"),
    "stray text, in pieces": lambda size: case("x<url/>" + "x" * (size - 1)),
    "stray text in an array": lambda size: case(f"<languages>{'x' * size}</languages>"),
    "stray text in an item": lambda size: item(f"{'x' * size}"),
    "stray element": lambda size: case(f"<languages><x>{'x' * size}</x></languages>"),
    "markup in a text": lambda size: case(f"<url>x<b>{'x' * (size - 2)}</b>x</url>"),
    "markup in an integer": lambda size: case(f"<source_id>1<b>{'1' * (size - 1)}</b></source_id>"),
}


@every_way
@pytest.mark.parametrize("build", TEXTS.values(), ids=TEXTS)
def test_text_is_limited_everywhere(reader: Reader, lenient: bool, build: Callable[[int], str]) -> None:
    """Text of max_text characters in one element passes wherever it stands, one character more does not."""
    assert_limited(reader, build, lenient, "max_text", 200)


def _attributes(count: int) -> str:
    return "".join(f' a{index}="x"' for index in range(count))


ATTRIBUTES: dict[str, Callable[[int], str]] = {
    "case": lambda count: f"<case{_attributes(count)}><id>1</id></case>",
    "text": lambda count: case(f"<url{_attributes(count)}>x</url>"),
    "nil": lambda count: case(f'<url nil="true"{_attributes(count - 1)}/>'),
    "typed": lambda count: case(f'<source_id type="integer"{_attributes(count - 1)}>2</source_id>'),
    "array": lambda count: case(f"<languages{_attributes(count)}/>"),
    "item": lambda count: case(f"<languages><language{_attributes(count)}/></languages>"),
    "in an item": lambda count: item(f"<message{_attributes(count)}/>"),
    "unknown element": lambda count: case(f"<x{_attributes(count)}/>"),
    "in an unknown element": lambda count: case(f"<x><y><z{_attributes(count)}/></y></x>"),
    "duplicate": lambda count: case(f"<url/><url{_attributes(count)}/>"),
    "in a duplicate": lambda count: case(f"<url/><url><b{_attributes(count)}/></url>"),
    "stray element": lambda count: case(f"<languages><x{_attributes(count)}/></languages>"),
    "markup in a text": lambda count: case(f"<url><b{_attributes(count)}/></url>"),
    "nested markup in a text": lambda count: case(f"<url><b><i{_attributes(count)}/></b></url>"),
    "namespaces": lambda count: case(f"<x{_attributes(count).replace(' a', ' xmlns:a')}/>"),
}


@every_way
@pytest.mark.parametrize("build", ATTRIBUTES.values(), ids=ATTRIBUTES)
def test_attributes_are_limited_everywhere(reader: Reader, lenient: bool, build: Callable[[int], str]) -> None:
    """An element of max_attributes attributes passes wherever it stands, one attribute more does not."""
    for maximum in (1, 32):
        assert_limited(reader, build, lenient, "max_attributes", maximum)


def _nested(depth: int) -> str:
    return "<b>" * depth + "</b>" * depth


DEPTHS: dict[str, Callable[[int], str]] = {
    "unknown element": lambda depth: case(_nested(depth - 1)),
    "unknown element in an item": lambda depth: item(_nested(depth - 3)),
    "stray element": lambda depth: case(f"<languages>{_nested(depth - 2)}</languages>"),
    "duplicate": lambda depth: case(f"<url/><url>{_nested(depth - 2)}</url>"),
    "duplicate in an item": lambda depth: item(f"<id/><id>{_nested(depth - 4)}</id>"),
    "markup in a text": lambda depth: case(f"<url>{_nested(depth - 2)}</url>"),
    "markup in an integer": lambda depth: case(f"<source_id>{_nested(depth - 2)}</source_id>"),
    "markup in an item": lambda depth: item(f"<message>{_nested(depth - 4)}</message>"),
    "second branch": lambda depth: case(f"<x/><languages><language/></languages>{_nested(depth - 1)}"),
}


@every_way
@pytest.mark.parametrize("build", DEPTHS.values(), ids=DEPTHS)
def test_depth_is_limited_everywhere(reader: Reader, lenient: bool, build: Callable[[int], str]) -> None:
    """Elements max_depth deep pass wherever they stand, one level more does not."""
    for maximum in (6, 32, 60):
        assert_limited(reader, build, lenient, "max_depth", maximum)


SHALLOW = [
    "<case/>",
    "<case><url/></case>",
    "<case><languages><language/></languages></case>",
    "<case><languages><language><name/></language></languages></case>",
    "<case><languages><language><name><b/></name></language></languages></case>",
]


@every_way
@pytest.mark.parametrize("maximum", [1, 2, 3, 4])
def test_a_small_depth_holds_for_known_elements(reader: Reader, lenient: bool, maximum: int) -> None:
    """A depth that is less than a case's own is a limit for known elements too."""
    assert_limited(reader, lambda depth: SHALLOW[depth - 1], lenient, "max_depth", maximum)


@every_way
@pytest.mark.parametrize(
    "inside", ["<languages/>", "<x/>", "<languages><x/></languages>", "<url><b/></url>", "<url/><url/>"]
)
def test_a_small_depth_holds_for_others(reader: Reader, lenient: bool, inside: str) -> None:
    """A depth of 1 leaves room for no element inside a case, whatever it is."""
    with pytest.raises(LimitExceededError) as caught:
        reader(f"<case>{inside}</case>", lenient=lenient, limits=Limits(max_depth=1))
    assert (caught.value.limit, caught.value.maximum) == ("max_depth", 1)


_FIELDS = [field.name for field in RECORDS["case"]]
ELEMENTS: dict[str, Callable[[int], str]] = {
    "unknown elements": lambda count: case("<x/>" * (count - 2)),
    "unknown elements in one another": lambda count: case(f"<x>{'<y/>' * (count - 3)}</x>"),
    "unknown elements in an item": lambda count: item("<x/>" * (count - 4)),
    "duplicates": lambda count: case("<url/>" * (count - 2)),
    "items": lambda count: case(f"<languages>{'<language/>' * (count - 3)}</languages>"),
    "items with a field": lambda count: case(
        f"<x/>{'<y/>' * (count % 2)}<plugins>{'<plugin><name/></plugin>' * ((count - 4) // 2)}</plugins>"
    ),
    "stray elements": lambda count: case(f"<languages>{'<x/>' * (count - 3)}</languages>"),
    "markup in a text": lambda count: case(f"<url>{'<b/>' * (count - 3)}</url>"),
    "in a duplicate": lambda count: case(f"<url/><url>{'<b/>' * (count - 4)}</url>"),
    "fields": lambda count: f"<case>{''.join(f'<{name}/>' for name in _FIELDS[: count - 1])}</case>",
    "no id": lambda count: f"<case>{'<x/>' * (count - 1)}</case>",
}


@every_way
@pytest.mark.parametrize("build", ELEMENTS.values(), ids=ELEMENTS)
def test_elements_are_limited_everywhere(reader: Reader, lenient: bool, build: Callable[[int], str]) -> None:
    """A document of max_elements elements passes whatever they are, one of one more does not."""
    for maximum in (10, 21):
        assert_limited(reader, build, lenient, "max_elements", maximum)


def test_the_first_element_counts() -> None:
    """A limit of one element leaves room for the case itself and no more."""
    limits = Limits(max_elements=1)
    assert snapengage.parse("<case/>", lenient=True, limits=limits).id == ""
    with pytest.raises(LimitExceededError):
        snapengage.parse("<case><id>1</id></case>", limits=limits)


@every_way
@pytest.mark.parametrize("character", ["x", "é", "€", "\U0001f600"])
def test_bytes_are_limited(reader: Reader, lenient: bool, character: str) -> None:
    """A body of max_bytes bytes passes, one more byte does not; a str counts as its UTF-8."""
    body = case(f"<url>{character * 30}</url>")
    size = len(body.encode())
    assert reader(body, lenient=lenient, limits=Limits(max_bytes=size)).url == character * 30
    with pytest.raises(LimitExceededError) as caught:
        reader(body, lenient=lenient, limits=Limits(max_bytes=size - 1))
    assert (caught.value.limit, caught.value.maximum) == ("max_bytes", size - 1)
    assert (caught.value.line, caught.value.column, caught.value.path) == (None, None, None)


def test_the_parser_refuses_the_first_byte_too_many() -> None:
    """A piece that exceeds max_bytes raises when it is fed; afterwards the parser is closed."""
    parser = snapengage.CaseParser(limits=Limits(max_bytes=10))
    parser.feed(b"x" * 10)
    parser.feed(b"")
    with pytest.raises(LimitExceededError):
        parser.feed(memoryview(b"x"))
    for call in (lambda: parser.feed(b""), parser.close):
        with pytest.raises(ValueError, match="closed"):
            call()


@pytest.mark.parametrize("reader", READERS)
def test_a_repair_that_grows_the_body_is_limited(reader: Reader) -> None:
    """A body that passes max_bytes, and exceeds it once lenient mode has repaired it, raises."""
    body = case(f"<url>{'&' * 20}</url>")
    grown = len(body) + 20 * len("amp;")
    assert reader(body, lenient=True, limits=Limits(max_bytes=grown)).url == "&" * 20
    with pytest.raises(LimitExceededError) as caught:
        reader(body, lenient=True, limits=Limits(max_bytes=grown - 1))
    assert (caught.value.limit, caught.value.maximum) == ("max_bytes", grown - 1)
    with pytest.raises(snapengage.MalformedXMLError):
        reader(body, lenient=False, limits=Limits(max_bytes=grown - 1))


def test_transcoding_that_grows_the_body_is_limited() -> None:
    """Bytes that are not UTF-8 are limited by what they become in UTF-8."""
    body = b"<case><id>\xe9\xe9\xe9</id></case>"
    assert snapengage.parse(body, lenient=True, limits=Limits(max_bytes=len(body) + 3)).id == "ééé"
    with pytest.raises(LimitExceededError):
        snapengage.parse(body, lenient=True, limits=Limits(max_bytes=len(body) + 2))


@pytest.mark.parametrize(("name", "excess"), [("max_text", f"<url>{'x' * 30}</url>"), ("max_elements", "<x/>" * 30)])
def test_limits_hold_after_a_repair(name: str, excess: str) -> None:
    """What a limit forbids raises in lenient mode also in a body that had to be repaired."""
    with pytest.raises(LimitExceededError) as caught:
        snapengage.parse(case(f"<city>a&b</city>{excess}"), lenient=True, limits=Limits(**{name: 20}))
    assert caught.value.limit == name


def test_the_error_says_where() -> None:
    """A limit that is exceeded inside the body is an error with its place and path."""
    with pytest.raises(LimitExceededError) as caught:
        snapengage.parse("<case>\n<id>1</id>\n <url a='1' b='2'/></case>", limits=Limits(max_attributes=1))
    assert (caught.value.line, caught.value.column) == (3, 2)


def test_default_limits() -> None:
    """The defaults are those that are documented, and the documented payload is far from them."""
    assert attrs.asdict(Limits()) == DEFAULTS


@pytest.mark.parametrize("name", DEFAULTS)
@pytest.mark.parametrize(
    ("value", "error"),
    [(0, ValueError), (-1, ValueError), (1.0, TypeError), ("1", TypeError), (None, TypeError), (True, TypeError)],
)
def test_bad_limits_are_refused(name: str, value: Any, error: type[Exception]) -> None:
    """A limit is an int of at least 1; anything else is an error that names it."""
    with pytest.raises(error, match=rf"^Limits\.{name}: expected "):
        Limits(**{name: value})


@pytest.mark.parametrize("name", DEFAULTS)
def test_one_is_a_limit(name: str) -> None:
    """Each limit may be as low as 1."""
    assert getattr(Limits(**{name: 1}), name) == 1


def test_no_depth_is_allowed_that_is_not_safe() -> None:
    """A depth at which comparing or copying what was read could fail is a ValueError that says so."""
    with pytest.raises(ValueError, match=r"^Limits\.max_depth: expected at most \d+, so that what is read is safe"):
        Limits(max_depth=1000)


def _deepest() -> tuple[Element, int]:
    """The deepest element that can be constructed, and how deep it is."""
    element, depth = Element(tag="x"), 1
    while depth < 1000:
        try:
            element, depth = Element(tag="x", children=[element]), depth + 1
        except ValueError:
            break
    return element, depth


def _highest_depth() -> int:
    """The highest value that max_depth may have."""
    highest = 1
    while highest < 1000:
        try:
            highest = Limits(max_depth=highest + 1).max_depth
        except ValueError:
            break
    return highest


def test_the_deepest_elements_that_can_be_constructed_can_be_read_back() -> None:
    """Elements as deep as they can be constructed read back under the highest max_depth, or cannot be written."""
    element, depth = _deepest()
    assert depth > 32
    limits = Limits(max_depth=_highest_depth())
    in_case = Case(id="1", extra=[element])
    assert snapengage.parse(snapengage.serialize(in_case), limits=limits) == in_case
    in_line = Case(id="1", transcripts=[Transcript(extra=element.children[0].children)])
    assert snapengage.parse(snapengage.serialize(in_line), limits=limits) == in_line
    too_deep = Case(id="1", transcripts=[Transcript(extra=element.children)])
    with pytest.raises(SerializeError, match="expected at most 64 elements inside one another") as caught:
        snapengage.serialize(too_deep)
    assert caught.value.path == "case.transcripts[0].extra[0]" + ".children[0]" * 61


def test_the_deepest_elements_that_are_read_are_as_good_as_constructed_ones() -> None:
    """A case as deep as the highest max_depth allows can be taken apart and put together again."""
    document = b"<case><id>1</id>" + b"<a>" * (_highest_depth() - 1) + b"</a>" * (_highest_depth() - 1) + b"</case>"
    case = snapengage.parse(document, limits=Limits(max_depth=_highest_depth()))
    assert Case.from_dict(case.to_dict()) == attrs.evolve(case, extra=[attrs.evolve(case.extra[0])]) == case


@pytest.mark.parametrize("indent", [None, 2])
def test_what_default_limits_refuse_higher_ones_read(indent: int | None) -> None:
    """A case with more attributes or text than the defaults allow is written, and read with higher limits."""
    attributes = {f"a{index}": "x" for index in range(33)}
    large = Case(id="1", description="x" * (2**20 + 1), extra=[Element(tag="x", attributes=attributes)])
    body = snapengage.serialize(large, indent=indent)
    for limits in (Limits(), Limits(max_text=2**21), Limits(max_attributes=33)):
        with pytest.raises(LimitExceededError):
            snapengage.parse(body, limits=limits)
    assert snapengage.parse(body, limits=Limits(max_text=2**21, max_attributes=33)) == large
