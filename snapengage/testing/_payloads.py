"""The strategy for payloads: a case, and any legal spelling of it."""

from hypothesis import strategies as st

from snapengage import Case, serialize
from snapengage.testing._records import cases as any_cases
from snapengage.testing._spelling import MAX_FORMS, QUIRKS, spell

__all__ = ["payloads"]


# Half of the numbers stand for one form of the quirk, half for all of them. A list, in which quirks may repeat, shrinks
# faster than a number for each, and better than a set.
_quirks = st.lists(st.tuples(st.sampled_from([*QUIRKS]), st.integers(0, 2 * MAX_FORMS - 1))).map(dict)


@st.composite
def payloads(draw: st.DrawFn, cases: st.SearchStrategy[Case] | None = None) -> tuple[bytes, Case]:
    """Any legal spelling of a case, and the case: strict reading gives that, and lenient reading finds no problem.

    The cases are those of `cases`, or any; ``st.just(case)`` gives the spellings of that one. Everything that XML
    leaves to the writer, and the payload's rules to the sender, is drawn: CDATA or references, the order of elements,
    the forms and zones of dates, the quotes, … Shrinks to the plainest spelling with the one oddity that matters.

    Drawing raises SerializeError for a case that no payload can hold.
    """
    case = draw(any_cases() if cases is None else cases)
    serialize(case)
    # A seed for the places, instead of a draw for each character.
    return spell(case, draw(_quirks), draw(st.integers(0, 2**32 - 1))), case
