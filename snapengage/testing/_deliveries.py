"""The strategy for deliveries: what the vendor sends over the hours in which it delivers again until it is answered."""

from datetime import UTC, datetime, timedelta
from typing import NamedTuple

import attrs
from hypothesis import strategies as st

from snapengage import Case, serialize
from snapengage.testing._fakes import fake_case

__all__ = ["Delivery", "deliveries"]

_PATIENCE = timedelta(hours=2)
"""How long the vendor goes on, counted from a case's first attempt: its page says approximately two hours."""
_MAX_CASES = 4
"""Enough for any order of three cases around a fourth."""
_START = datetime(2024, 1, 1, tzinfo=UTC)

# 201, 202 and 204 are good enough for most senders, but this one asks for 200.
_answers = st.just(200) | st.sampled_from([500, 503, None, 502, 504, 429, 404, 401, 204, 202, 201, 301])
_spans = st.integers(0, 7200).map(lambda seconds: timedelta(seconds=seconds))
# The longest wait is the plainest, since the fewest attempts go with it.
_minutes = st.integers(0, 9).map(lambda less: timedelta(minutes=10 - less))
_doubled = st.integers(0, 4).map(lambda number: number == 4)
_seeds = st.none() | st.integers(0, 2**32 - 1)


@attrs.frozen(kw_only=True)
class Delivery:
    """One POST, as it arrives."""

    after: timedelta
    """When it arrives, counted from the first POST of all."""
    case: Case
    """The case in it."""
    body: bytes
    """Its body, the same bytes in each attempt."""
    attempt: int
    """Which attempt to deliver this case it is, from 1."""
    answer: int | None
    """The HTTP status that the vendor got; None where it got none, since it took too long or was lost. That need not be
    what the receiver answered: a proxy between the two can fail after the case has been stored."""


@st.composite
def deliveries(draw: st.DrawFn) -> tuple[Delivery, ...]:
    """What the vendor sends of one to four cases, until each has been answered with 200 or given up, as it arrives.

    This holds of whatever is drawn:

    - The deliveries are in the order of ``after``; the first is at 0.
    - The cases are fakes, or hold an ``id`` and ``created_at`` alone. No two have the same id. All are created within
      two hours, each is posted for the first time at most two hours after it ended, and so they arrive late and in
      another order than they were created in.
    - The attempts of a case count from 1. One that is answered with 200 is the last. After any other comes the next: 1
      to 10 minutes after the first, then twice as long after each as after the one before.
    - A case is given up, and left to the vendor's e-mail, where the next attempt would be more than two hours after its
      first.
    - An attempt may arrive twice at once: two equal deliveries with the same ``after``.

    The times are a model: of its schedule the vendor says no more than that it tries for approximately two hours.
    Shrinks to one case that is delivered once and answered with 200.
    """
    found: list[Delivery] = []
    for index in range(draw(st.integers(1, _MAX_CASES))):  # shrinks further than a list that must not be empty
        plan = draw(_plans())
        case = plan.case(index)
        body = serialize(case)
        first = plan.created + timedelta(seconds=case.chat_duration or 0) + plan.late
        for number, attempt in enumerate(plan.attempts, 1):
            delivery = Delivery(
                after=first + attempt.after, case=case, body=body, attempt=number, answer=attempt.answer
            )
            found += [delivery, delivery] if attempt.is_doubled else [delivery]
    found.sort(key=lambda delivery: delivery.after)
    return tuple(attrs.evolve(delivery, after=delivery.after - found[0].after) for delivery in found)


class _Attempt(NamedTuple):
    """An attempt to deliver a case, counted from the first one."""

    after: timedelta
    answer: int | None
    is_doubled: bool


class _Plan(NamedTuple):
    """What becomes of a case."""

    created: timedelta
    seed: int | None
    late: timedelta
    attempts: list[_Attempt]

    def case(self, index: int) -> Case:
        """The case, another one at each place among the plans."""
        created_at = _START + self.created
        if self.seed is None:
            return Case(id=str(index + 1), created_at=created_at)
        return fake_case(f"{self.seed}/{index}", created_at=created_at)


@st.composite
def _plans(draw: st.DrawFn) -> _Plan:
    created, seed, late, wait = draw(_spans), draw(_seeds), draw(_spans), draw(_minutes)
    attempts: list[_Attempt] = []
    after = timedelta(0)
    while after <= _PATIENCE:
        attempts.append(_Attempt(after, draw(_answers), draw(_doubled)))
        if attempts[-1].answer == 200:
            break
        after += wait
        wait *= 2
    return _Plan(created, seed, late, attempts)
