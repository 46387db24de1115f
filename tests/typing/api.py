"""A program that uses all of the public API, for type checkers alone to read: it is never run.

What must be an error says so: mypy and pyright both complain about an ignore that is not needed.
"""

# pyright: reportUnnecessaryTypeIgnoreComment=true

from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, assert_never, assert_type

import attrs
from defusedxml.common import DefusedXmlException
from hypothesis.strategies import SearchStrategy

import snapengage
from snapengage import (
    Case,
    CaseParser,
    Element,
    ForbiddenXMLError,
    InvalidCaseError,
    Language,
    LimitExceededError,
    Limits,
    MalformedXMLError,
    ParseError,
    Plugin,
    Problem,
    SerializeError,
    SnapEngageError,
    SourceId,
    Transcript,
    UnexpectedRootError,
    Variable,
    Variables,
    parse,
    serialize,
)
from snapengage.testing import fake_broken_payload, fake_case, fake_cases, fake_payload, samples, strategies


def read(body: bytes) -> None:
    """Whatever holds bytes is read, and text."""
    assert_type(parse(body), Case)
    assert_type(parse(bytearray(body), lenient=True), Case)
    assert_type(parse(memoryview(body), limits=Limits(max_bytes=1, max_depth=2)), Case)
    assert_type(parse(body.decode(), lenient=True, limits=Limits()), Case)


async def read_in_pieces(chunks: AsyncIterator[bytes]) -> Case:
    """A body that arrives in pieces."""
    parser = CaseParser(lenient=True, limits=Limits(max_text=1))
    async for chunk in chunks:
        parser.feed(chunk)
    return assert_type(parser.close(), Case)


def look(case: Case) -> None:
    """Every field has the type that is documented."""
    assert_type(case.id, str)
    assert_type(case.url, str | None)
    assert_type(case.requested_by, str | None)
    assert_type(case.created_at, datetime | None)
    assert_type(case.latitude, Decimal | None)
    assert_type(case.longitude, Decimal | None)
    assert_type(case.source_id, SourceId | int | None)
    assert_type(case.languages, tuple[Language, ...])
    assert_type(case.plugins, tuple[Plugin, ...])
    assert_type(case.transcripts, tuple[Transcript, ...])
    assert_type(case.chat_waittime, int | None)
    assert_type(case.chat_duration, int | None)
    assert_type(case.javascript_variables, Variables)
    assert_type(case.operator_variables, Variables)
    assert_type(case.extra, tuple[Element, ...])
    assert_type(case.problems, tuple[Problem, ...])
    for line in case.transcripts:
        assert_type(line.id, str | None)
        assert_type(line.date, datetime | None)
        assert_type(line.is_visitor, bool)
        assert_type(line.message, str | None)
    for element in case.extra:
        assert_type(element.tag, str)
        assert_type(element.attributes, tuple[tuple[str, str], ...])
        assert_type(element.children, tuple[Element, ...])
        assert_type(element.text + element.tail, str)
    for problem in case.problems:
        assert_type(problem.code, str)
        assert_type(problem.line, int | None)
        assert_type(problem.text, str | None)
    assert_type({case: 1}, dict[Case, int])


def look_up(variables: Variables) -> None:
    """Variables are a sequence, and more."""
    assert_type(variables.get("Phone"), str | None)
    assert_type(variables.get("Phone", ""), str | None)
    assert_type(variables.getall("Phone"), tuple[str | None, ...])
    assert_type(variables.as_dict(), dict[str, str | None])
    assert_type(variables[0], Variable)
    assert_type(variables[1:], Variables)
    assert_type([variable.value for variable in reversed(variables)], list[str | None])
    sequence: Sequence[Variable] = variables
    assert_type(len(sequence), int)


def kind(source: SourceId) -> str:
    """Sources can be matched without one left over."""
    match source:
        case SourceId.OFFLINE_MESSAGE:
            return "message"
        case SourceId.LIVE_CHAT | SourceId.PROACTIVE_CHAT:
            return "chat"
        case _:
            assert_never(source)


def kind_of(case: Case) -> str:
    """Sources that the vendor adds are plain ints."""
    match case.source_id:
        case SourceId() as source:
            return kind(source)
        case None:
            return "unknown"
        case number:
            return f"{number:d}"


def handle(body: bytes) -> Case | None:
    """Errors have what is documented of them."""
    try:
        return parse(body)
    except InvalidCaseError as error:
        assert_type(error.problems, tuple[Problem, ...])
        return assert_type(error.case, Case)
    except LimitExceededError as error:
        assert_type(error.limit, str)
        assert_type(error.maximum, int)
    except (MalformedXMLError, UnexpectedRootError, ForbiddenXMLError) as error:
        assert_type(error.code, str)
        assert_type(error.path, str | None)
    except ParseError as error:
        assert_type(error.line, int | None)
        assert_type(error.column, int | None)
    return None


def catch(
    error: ParseError, forbidden: ForbiddenXMLError, unwritable: SerializeError
) -> tuple[SnapEngageError, ValueError, ValueError, DefusedXmlException]:
    """Errors may be caught by what they also are."""
    assert_type(unwritable.path, str | None)
    return unwritable, unwritable, error, forbidden


def make() -> Case:
    """Sequences may be given as any iterable."""
    case = Case(
        id="1",
        created_at=datetime.now(UTC),
        latitude=Decimal("1.5"),
        source_id=SourceId.LIVE_CHAT,
        languages=[Language(name="English", code="en")],
        plugins={Plugin(name="Flash", value="10")},
        transcripts=(Transcript(id="", message=text) for text in ("Hi", "Hello")),
        javascript_variables=[Variable(name="a", value="b")],
        operator_variables=Variables([Variable(name="a")]),
        extra=[Element(tag="a", attributes={"b": "c"}), Element(tag="a", attributes=[("b", "c")])],
        problems=iter([Problem(code="x")]),
    )
    later = attrs.evolve(case, source_id=17, transcripts=[*case.transcripts, Transcript(message="Bye")])
    return assert_type(later, Case)


def write(case: Case) -> None:
    """Cases are written as XML and as JSON."""
    assert_type(serialize(case), bytes)
    assert_type(serialize(case, indent=None), bytes)
    assert_type(case.to_dict(), dict[str, Any])
    assert_type(Case.from_dict(case.to_dict()), Case)
    assert_type(snapengage.__all__, list[str])


def testing() -> None:
    """The test kit's own types."""
    assert_type(fake_case(1, city="Lyon"), Case)
    assert_type(fake_payload("seed"), bytes)
    assert_type(fake_broken_payload(), bytes)
    assert_type(list(fake_cases(3, seed=0)), list[Case])
    assert_type(samples()[0].lenient.case, Case | None)
    assert_type(samples()[0].strict.error, type[ParseError] | None)
    assert_type(strategies.cases(), SearchStrategy[Case])
    assert_type(strategies.payloads(), SearchStrategy[tuple[bytes, Case]])
    assert_type(strategies.deliveries(), SearchStrategy[tuple[strategies.Delivery, ...]])


def misuse(case: Case, variables: Variables) -> None:
    """What goes wrong when it is run is an error before."""
    Case()  # type: ignore[call-arg]
    Case("1")  # type: ignore[call-arg]
    Case(id=3)  # type: ignore[arg-type]
    Case(id=None)  # type: ignore[arg-type]
    Case(id="1", latitude=1.5)  # type: ignore[arg-type]
    Case(id="1", created_at="2010")  # type: ignore[arg-type]
    Case(id="1", languages=["en"])  # type: ignore[list-item]
    Case(id="1", languages=None)  # type: ignore[arg-type]
    Case(id="1", nothing="")  # type: ignore[call-arg]
    case.id = "x"  # type: ignore[misc]
    case.nothing  # type: ignore[attr-defined]  # noqa: B018
    case.url.lower()  # type: ignore[union-attr]
    case.transcripts.append(Transcript())  # type: ignore[attr-defined]
    variables["Phone"]  # type: ignore[call-overload]
    Element()  # type: ignore[call-arg]
    Limits(max_bytes="8M")  # type: ignore[arg-type]
    parse(None)  # type: ignore[arg-type]
    parse(case.to_dict())  # type: ignore[arg-type]
    parse(b"", True)  # type: ignore[call-arg]
    CaseParser().feed("text")  # type: ignore[arg-type]
    serialize(case.to_dict())  # type: ignore[arg-type]
    serialize(case).encode()  # type: ignore[attr-defined]
