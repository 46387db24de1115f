"""One case, every legal spelling: CDATA or references, any order, any quotes, remarks anywhere, all read the same."""

import pytest
from hypothesis import given

import snapengage
from snapengage.testing.strategies import payloads


@pytest.mark.parametrize("lenient", [False, True])
@given(drawn=payloads())
def test_every_spelling_reads_as_the_same_case(drawn: tuple[bytes, snapengage.Case], lenient: bool) -> None:
    """Whatever legal spelling of a case is read, in either mode, the case is the same and nothing is reported."""
    body, case = drawn
    read = snapengage.parse(body, lenient=lenient)
    assert read == case
    assert read.problems == ()
