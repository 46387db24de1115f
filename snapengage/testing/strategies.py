"""Strategies for hypothesis (the extra ``testing``): cases, their payloads in every spelling, and bad payloads.

Whatever they draw shrinks to something that a person can read, and no health check has to be switched off. In a test
that takes records as arguments, ``from_type(Case)`` and the like find these strategies on their own.

>>> from hypothesis import given, settings
>>> from snapengage import parse
>>> from snapengage.testing.strategies import payloads
>>> @settings(max_examples=5, database=None)
... @given(payloads())
... def test_of_your_own(drawn):
...     data, case = drawn
...     assert parse(data) == case
>>> test_of_your_own()
"""

try:
    import hypothesis as _hypothesis
except ModuleNotFoundError as error:
    raise ModuleNotFoundError(
        "snapengage.testing.strategies needs hypothesis: pip install 'snapengage[testing]'", name="hypothesis"
    ) from error

from snapengage.testing._deliveries import Delivery, deliveries
from snapengage.testing._hostile import hostile_payloads
from snapengage.testing._mistaken import broken_payloads, lenient_payloads
from snapengage.testing._payloads import payloads
from snapengage.testing._records import (
    cases,
    elements,
    languages,
    moments,
    plugins,
    texts,
    transcripts,
    variables,
)

__all__ = [
    "Delivery",
    "broken_payloads",
    "cases",
    "deliveries",
    "elements",
    "hostile_payloads",
    "languages",
    "lenient_payloads",
    "moments",
    "payloads",
    "plugins",
    "texts",
    "transcripts",
    "variables",
]

del _hypothesis
