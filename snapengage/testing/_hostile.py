"""A strategy for payloads that attack an XML parser."""

from hypothesis import strategies as st

from snapengage.testing._attacks import ATTACKS
from snapengage.testing._mistaken import plain_cases
from snapengage.testing._mistakes import Draft

__all__ = ["hostile_payloads"]


@st.composite
def hostile_payloads(draw: st.DrawFn) -> bytes:
    """Payloads that attack an XML parser, each of which is refused in both modes with a ParseError.

    Entities and document type declarations in any encoding, behind comments or behind mistakes that lenient mode would
    read past, encodings that are never read, NULs in tags, and what is just over the default `Limits`, so up to 8 MiB.
    They hide in the payload of a case, and refer to nothing outside the machine. To read each in both modes takes up to
    a fifth of a second, so a test of them needs ``settings(deadline=None)``. Shrinks to
    ``<!DOCTYPE case><case><id></id><description>1</description></case>``, or another attack as small.
    """
    attack = draw(st.sampled_from(ATTACKS))
    draft = Draft(draw(plain_cases()))
    content = "".join(part for path, part in draft.parts.items() if "case." in path)
    return attack.make(content, lambda count: draw(st.integers(0, count - 1)))
