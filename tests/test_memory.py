"""Nothing of a payload outlives the call that read it."""

import gc
from collections.abc import Iterator
from contextlib import suppress

import pytest
from support import Sample, samples

from snapengage import ParseError, parse

UNKNOWN_AND_BROKEN = b"<case><id>1</id><foo><b>a&b</foo></case>"


@pytest.fixture
def no_collector() -> Iterator[None]:
    """Without the garbage collector, only what nothing refers to any more goes away."""
    gc.disable()
    yield
    gc.enable()


def leftovers(payload: bytes, *, lenient: bool) -> int:
    """How many objects stay behind a parse, its outcome given up."""
    gc.collect()
    with suppress(ParseError):
        parse(payload, lenient=lenient)
    return gc.collect()


@pytest.mark.usefixtures("no_collector")
@pytest.mark.parametrize("lenient", [False, True], ids=["strict", "lenient"])
@pytest.mark.parametrize("sample", samples(), ids=repr)
def test_no_cycle_keeps_a_payload_alive(sample: Sample, lenient: bool) -> None:
    """Reader, parser, errors and frames are gone, and the body with them, without help of the garbage collector."""
    leftovers(sample.payload, lenient=lenient)  # what is loaded when it is first needed stays
    assert leftovers(sample.payload, lenient=lenient) == 0


@pytest.mark.usefixtures("no_collector")
def test_an_error_inside_an_unknown_element_leaves_nothing() -> None:
    """Also where reading ends while an unknown element is being kept."""
    assert leftovers(UNKNOWN_AND_BROKEN, lenient=False) == 0
