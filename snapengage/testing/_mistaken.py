"""Strategies for payloads with mistakes: those that lenient mode reads past, and those that strict mode refuses."""

from datetime import UTC
from decimal import Decimal
from functools import cache
from typing import Any

from hypothesis import strategies as st

from snapengage import Case, Element, Language, ParseError, Transcript, Variable
from snapengage.testing._broken import WAYS, broken
from snapengage.testing._mistakes import MISTAKES, mistaken
from snapengage.testing._records import texts

__all__ = ["broken_payloads", "lenient_payloads", "plain_cases"]


@cache
def plain_cases() -> st.SearchStrategy[Case]:
    """Cases of every shape, with few fields and no unknown elements in one another.

    Where nothing else helps, lenient mode takes a text element up to the first end tag of its name for text, so two of
    that name must not stand in one another.
    """
    short = st.sampled_from(["", "text", "a & b", "\u00e9", "<b>\u6f22</b>", "]]>", "\U0001f600\r\n", " \t"])
    languages = st.builds(Language, name=short, code=short)
    moments = st.datetimes(timezones=st.just(UTC))
    lines = st.builds(Transcript, id=short, date=st.none() | moments, message=texts())
    unknown = st.builds(Element, tag=st.sampled_from(["labels", "message"]), text=short)
    always: dict[str, st.SearchStrategy[Any]] = {"id": short}
    sometimes: dict[str, st.SearchStrategy[Any]] = {
        "url": short,
        "description": texts(),
        "created_at": moments,
        "latitude": st.integers(-90, 90).map(Decimal),
        "source_id": st.integers(1, 4),
        "languages": st.lists(languages, min_size=1, max_size=2),
        "transcripts": st.lists(lines, min_size=1, max_size=2),
        "operator_variables": st.lists(st.builds(Variable, name=short, value=short), min_size=1, max_size=1),
        "extra": st.lists(unknown, min_size=1, max_size=1),
    }
    return st.fixed_dictionaries(always, optional=sometimes).map(lambda values: Case(**values))


@st.composite
def lenient_payloads(draw: st.DrawFn) -> tuple[bytes, Case, tuple[str, ...]]:
    """Payloads with mistakes that lenient mode reads past: draws the bytes, the case and the codes of its problems.

    There is at least one mistake in each. ``snapengage.parse(data, lenient=True)`` gives the case, and its `problems`
    have these codes in this order; strict mode raises InvalidCaseError, or, where it cannot read the document at all,
    MalformedXMLError or ForbiddenXMLError. Every code that lenient mode reports comes up, but for ``more``, which would
    take a thousand problems. Shrinks to ``<case><id></id><url>& </url></case>``, or another mistake as small.
    """
    case = draw(plain_cases())
    numbers = draw(st.lists(st.integers(0, len(MISTAKES) - 1), min_size=1, max_size=6).map(sorted))
    return mistaken(
        case,
        [MISTAKES[number] for number in numbers],
        lambda count: draw(st.integers(0, count - 1)),
        laid_out=draw(st.booleans()),
    )


@st.composite
def broken_payloads(draw: st.DrawFn) -> tuple[bytes, type[ParseError]]:
    """Payloads that strict mode refuses: draws the bytes and the class of the error, which is exact.

    Each is the payload of a case, broken in one way: cut off, escaped wrongly, with a number that is none, over a
    limit, in another encoding; or it is something else altogether, such as JSON or an HTML page. Lenient mode reads
    some of them. Shrinks to nothing, ``b""``.
    """
    way = draw(st.sampled_from(WAYS))
    laid_out = draw(st.booleans())
    return broken(draw(plain_cases()), way, lambda count: draw(st.integers(0, count - 1)), laid_out=laid_out), way.error
