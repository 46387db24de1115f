"""One case, every legal spelling: CDATA or references, any order, any quotes, remarks anywhere, all read the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import cases, documents

import snapengage


@pytest.mark.parametrize("lenient", [False, True])
@given(data=st.data())
def test_every_spelling_reads_as_the_same_case(data: st.DataObject, lenient: bool) -> None:
    """Whatever legal spelling of a case is read, in either mode, the case is the same and nothing is reported."""
    case = data.draw(cases())
    document = data.draw(documents(case))
    read = snapengage.parse(document, lenient=lenient)
    assert read == case
    assert read.problems == ()
