"""What the caller gets wrong, and what the errors then say, word for word."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import snapengage
from snapengage import Case, CaseParser, Element, Limits, Transcript, parse, serialize

BODY = b"<case><id>1</id></case>"

_CONTROL = "a character that XML 1.0 cannot hold, such as a control character; take it out first"
_KNOWN = "expected an element that no field stands for; set that field instead"
_TAIL = "expected no tail here, since text directly in a record is no part of it"
_NAME = "expected an XML name"
_ATTRIBUTE = "expected an XML name that no other attribute has"

UNWRITABLE: list[tuple[Case, str]] = [
    (Case(id="\x00"), f"{_CONTROL} (case.id)"),
    (Case(id="1", url="\ud800"), f"{_CONTROL} (case.url)"),
    (
        Case(id="1", transcripts=[Transcript(), Transcript(message="\uffff")]),
        f"{_CONTROL} (case.transcripts[1].message)",
    ),
    (
        Case(id="1", operator_variables=[snapengage.Variable(value="\x1f")]),
        f"{_CONTROL} (case.operator_variables[0].value)",
    ),
    (
        Case(id="1", extra=[Element(tag="a", children=[Element(tag="b", tail="\x0b")])]),
        f"{_CONTROL} (case.extra[0].children[0].tail)",
    ),
    (
        Case(id="1", extra=[Element(tag="a", attributes={"b": "", "c": "\x0b"})]),
        f"{_CONTROL} (case.extra[0].attributes[1])",
    ),
    (Case(id="1", extra=[Element(tag="url")]), f"{_KNOWN} (case.extra[0].tag)"),
    (
        Case(id="1", transcripts=[Transcript(extra=[Element(tag="x"), Element(tag="alias")])]),
        f"{_KNOWN} (case.transcripts[0].extra[1].tag)",
    ),
    (Case(id="1", extra=[Element(tag="a", tail="\n")]), f"{_TAIL} (case.extra[0].tail)"),
    (Case(id="1", extra=[Element(tag="")]), f"{_NAME} (case.extra[0].tag)"),
    (
        Case(id="1", extra=[Element(tag="a", children=[Element(tag="b"), Element(tag="a b")])]),
        f"{_NAME} (case.extra[0].children[1].tag)",
    ),
    (
        Case(id="1", extra=[Element(tag="a", attributes=[("b", "1"), ("b", "2")])]),
        f"{_ATTRIBUTE} (case.extra[0].attributes[1])",
    ),
    (Case(id="1", extra=[Element(tag="a", attributes={"1": ""})]), f"{_ATTRIBUTE} (case.extra[0].attributes[0])"),
]


@pytest.mark.parametrize(("unwritable", "text"), UNWRITABLE, ids=[text for _, text in UNWRITABLE])
def test_what_cannot_be_written_is_named(unwritable: Case, text: str) -> None:
    """A case that XML cannot hold raises an error that names the value and quotes none of it."""
    with pytest.raises(snapengage.SerializeError) as caught:
        serialize(unwritable)
    assert str(caught.value) == text
    assert caught.value.path == text[text.rindex("(") + 1 : -1]
    assert caught.value.__context__ is None


class Request:
    """As much of a web framework's request as matters here."""


WHAT_TO_PASS = (
    "expected the body of the request as {}, got {}; pass request.get_data() in Flask, request.body in "
    "Django, await request.body() in Starlette and FastAPI, path.read_bytes() for a file"
)


@pytest.mark.parametrize("data", [None, 3, {}, [], Request(), Path("x")], ids=lambda data: type(data).__name__)
@pytest.mark.parametrize("lenient", [False, True])
def test_what_is_no_body_is_a_type_error_that_says_what_to_pass(data: Any, lenient: bool) -> None:
    """What holds no bytes is the caller's mistake, and the error says what the body is called where."""
    with pytest.raises(TypeError) as caught:
        parse(data, lenient=lenient)
    assert str(caught.value) == WHAT_TO_PASS.format("bytes or str", type(data).__name__)
    assert caught.value.__context__ is None


@pytest.mark.parametrize("limits", [None, {"max_bytes": 1}], ids=["None", "dict"])
@pytest.mark.parametrize("call", [lambda limits: parse(BODY, limits=limits), lambda limits: CaseParser(limits=limits)])
def test_what_is_no_limits_is_a_type_error(call: Callable[[Any], object], limits: Any) -> None:
    """Limits are a record of their own, and wrong ones are refused before anything is read."""
    message = f"^expected Limits, got {type(limits).__name__}; leave it out for the default ones$"
    with pytest.raises(TypeError, match=message):
        call(limits)


@pytest.mark.parametrize("chunk", [None, 3, "text", Request()], ids=lambda chunk: type(chunk).__name__)
def test_what_is_no_chunk_is_a_type_error(chunk: Any) -> None:
    """A CaseParser takes bytes alone, since a str could cut a character in two; it goes on working."""
    parser = CaseParser()
    with pytest.raises(TypeError) as caught:
        parser.feed(chunk)
    assert str(caught.value) == WHAT_TO_PASS.format("bytes", type(chunk).__name__)
    parser.feed(BODY)
    assert parser.close() == Case(id="1")


def _closed() -> CaseParser:
    parser = CaseParser()
    parser.feed(BODY)
    parser.close()
    return parser


def _failed_at_the_end() -> CaseParser:
    parser = CaseParser()
    with pytest.raises(snapengage.MalformedXMLError):
        parser.close()
    return parser


def _overfed() -> CaseParser:
    parser = CaseParser(limits=Limits(max_bytes=3))
    parser.feed(b"abc")
    with pytest.raises(snapengage.LimitExceededError):
        parser.feed(b"d")
    return parser


@pytest.mark.parametrize("make", [_closed, _failed_at_the_end, _overfed])
@pytest.mark.parametrize("use", [CaseParser.close, lambda parser: parser.feed(b"")], ids=["close", "feed"])
def test_parser_is_used_once(make: Callable[[], CaseParser], use: Callable[[CaseParser], object]) -> None:
    """A CaseParser that has given a case or raised takes no more."""
    with pytest.raises(ValueError, match=r"^this CaseParser is closed; make a new one for each body$"):
        use(make())


def test_serialize_says_what_it_takes() -> None:
    """What is no case, or no indentation, is the caller's mistake."""
    with pytest.raises(TypeError, match=r"^expected a Case, got dict$"):
        serialize({})  # type: ignore[arg-type]
    with pytest.raises(ValueError, match=r"^expected indent to be None or the number of spaces, 0 or more$"):
        serialize(Case(id="1"), indent=-1)
