"""What the vendor delivers over its hours of retries, as a strategy: what is promised of it, and what it shrinks to."""

import pickle
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import attrs
import pytest
from hypothesis import find, given, settings

from snapengage import Case, parse, serialize
from snapengage.testing._deliveries import Delivery, deliveries

Deliveries = tuple[Delivery, ...]

PATIENCE = timedelta(hours=2)
START = datetime(2024, 1, 1, tzinfo=UTC)


def by_case(found: Deliveries) -> dict[str, list[Delivery]]:
    """The deliveries of each case, those that came twice once."""
    cases: dict[str, list[Delivery]] = {}
    for delivery in dict.fromkeys(found):
        cases.setdefault(delivery.case.id, []).append(delivery)
    return cases


def first_ones(found: Deliveries) -> Iterator[Delivery]:
    """The first delivery of each case, in the order in which they arrive."""
    return (attempts[0] for attempts in by_case(found).values())


@settings(max_examples=1000)
@given(deliveries())
def test_all_that_is_promised_holds(found: Deliveries) -> None:
    """Order, bodies, numbers, waits and ends of the attempts are as documented, whatever is drawn."""
    assert found[0].after == timedelta(0)
    assert all(earlier.after <= later.after for earlier, later in pairwise(found))
    assert 1 <= len(by_case(found)) <= 4
    for attempts in by_case(found).values():
        assert [delivery.attempt for delivery in attempts] == list(range(1, len(attempts) + 1))
        assert {delivery.case for delivery in attempts} == {attempts[0].case}
        assert {delivery.body for delivery in attempts} == {attempts[0].body}
        assert parse(attempts[0].body) == attempts[0].case
        assert [delivery.answer == 200 for delivery in attempts[:-1]] == [False] * (len(attempts) - 1)
        check_waits(attempts)


def check_waits(attempts: list[Delivery]) -> None:
    waits = [later.after - earlier.after for earlier, later in pairwise(attempts)]
    assert all(timedelta(minutes=1) <= wait <= timedelta(minutes=10) for wait in waits[:1])
    assert all(wait % timedelta(minutes=1) == timedelta(0) for wait in waits)
    assert all(later == 2 * earlier for earlier, later in pairwise(waits))
    lasted = sum(waits, timedelta(0))
    assert lasted <= PATIENCE
    if attempts[-1].answer != 200:
        assert lasted + 2 * waits[-1] > PATIENCE


@settings(max_examples=1000)
@given(deliveries())
def test_times_fit_the_cases(found: Deliveries) -> None:
    """All cases are created within two hours, and posted for the first time within two hours of their end."""
    created = [delivery.case.created_at or START for delivery in first_ones(found)]
    assert max(created) - min(created) <= PATIENCE
    ended = [
        moment + timedelta(seconds=delivery.case.chat_duration or 0)
        for moment, delivery in zip(created, first_ones(found), strict=True)
    ]
    # Only one start of it all can be told from outside: each case is late by 0 to 2 hours from some common one.
    late = [delivery.after - (moment - START) for moment, delivery in zip(ended, first_ones(found), strict=True)]
    assert max(late) - min(late) <= PATIENCE


@settings(max_examples=1000)
@given(deliveries())
def test_what_arrives_twice_is_equal_and_side_by_side(found: Deliveries) -> None:
    """An attempt that arrives twice is two equal deliveries at once, and none arrives three times."""
    for delivery in set(found):
        assert found.count(delivery) <= 2
        places = [place for place, other in enumerate(found) if other == delivery]
        assert {found[place].after for place in range(places[0], places[-1] + 1)} == {delivery.after}


def bare(number: int, seconds: int = 0) -> Case:
    return Case(id=str(number), created_at=START + timedelta(seconds=seconds))


def delivery(case: Case, after: timedelta, *, attempt: int = 1, answer: int | None = 200) -> Delivery:
    return Delivery(after=after, case=case, body=serialize(case), attempt=attempt, answer=answer)


def anything(found: Deliveries) -> bool:
    return bool(found)


def retried(found: Deliveries) -> bool:
    return any(delivery.attempt == 2 for delivery in found)


def unanswered(found: Deliveries) -> bool:
    return any(delivery.answer is None for delivery in found)


def late(found: Deliveries) -> bool:
    return any(delivery.after >= timedelta(hours=1) for delivery in first_ones(found))


def out_of_order(found: Deliveries) -> bool:
    created = [delivery.case.created_at or START for delivery in first_ones(found)]
    return created != sorted(created)


def twice_at_once(found: Deliveries) -> bool:
    return any(earlier == later for earlier, later in pairwise(found))


def given_up(found: Deliveries) -> bool:
    return any(attempts[-1].answer != 200 for attempts in by_case(found).values())


def in_between(found: Deliveries) -> bool:
    """Whether a case arrives between two attempts of another."""
    ids = [delivery.case.id for delivery in found]
    return any(ids[place] != ids[place - 1] and ids[place] in ids[: place - 1] for place in range(2, len(ids)))


NOW, SECOND, MINUTE = timedelta(0), timedelta(seconds=1), timedelta(minutes=1)

MINIMAL: dict[Callable[[Deliveries], bool], Deliveries] = {
    anything: (delivery(bare(1), NOW),),
    retried: (delivery(bare(1), NOW, answer=500), delivery(bare(1), 10 * MINUTE, attempt=2)),
    unanswered: (delivery(bare(1), NOW, answer=None), delivery(bare(1), 10 * MINUTE, attempt=2)),
    late: (delivery(bare(1), NOW), delivery(bare(2), 60 * MINUTE)),
    out_of_order: (delivery(bare(2, 1), NOW), delivery(bare(1), SECOND)),
    twice_at_once: (delivery(bare(1), NOW), delivery(bare(1), NOW)),
    given_up: tuple(
        delivery(bare(1), minutes * MINUTE, attempt=attempt, answer=500)
        for attempt, minutes in enumerate((0, 10, 30, 70), 1)
    ),
    in_between: (
        delivery(bare(1), NOW, answer=500), delivery(bare(2), NOW), delivery(bare(1), 10 * MINUTE, attempt=2),
    ),
}  # fmt: skip


@pytest.mark.parametrize("wanted", MINIMAL, ids=lambda wanted: wanted.__name__)
def test_each_thing_of_interest_shrinks_to_its_plainest_form(wanted: Callable[[Deliveries], bool]) -> None:
    """Whatever happens to a delivery is drawn, and shrinks to bare cases and the least that makes it happen."""
    assert find(deliveries(), wanted) == MINIMAL[wanted]


def test_chats_are_drawn_too() -> None:
    """Cases with a conversation are among those delivered."""
    assert find(deliveries(), lambda found: any(len(delivery.case.transcripts) > 2 for delivery in found))


def test_a_delivery_is_a_record() -> None:
    """A delivery is immutable, hashable and picklable, takes keywords alone, and shows its body, to be copied."""
    one = delivery(bare(1), NOW)
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        one.attempt = 2  # type: ignore[misc]  # that it cannot be assigned is what is tested
    assert pickle.loads(pickle.dumps(one)) == one
    assert hash(attrs.evolve(one)) == hash(one)
    assert f"body={one.body!r}, attempt=1, answer=200)" in repr(one)
    with pytest.raises(TypeError, match="positional"):
        Delivery(NOW)  # type: ignore[call-arg]  # that it cannot be given so is what is tested
