"""Errors and problems cross process boundaries: each is pickled and copied, and keeps all that it says."""

import copy
import pickle
from collections.abc import Callable
from typing import Any

import pytest
from support import samples

import snapengage
from snapengage import (
    Case,
    InvalidCaseError,
    LimitExceededError,
    ParseError,
    Problem,
    SerializeError,
    SnapEngageError,
    parse,
)

COPIES: dict[str, Callable[[Any], Any]] = {
    "pickle": lambda value: pickle.loads(pickle.dumps(value)),
    "oldest pickle": lambda value: pickle.loads(pickle.dumps(value, protocol=2)),
    "newest pickle": lambda value: pickle.loads(pickle.dumps(value, protocol=pickle.HIGHEST_PROTOCOL)),
    "copy": copy.copy,
    "deepcopy": copy.deepcopy,
}
ways = pytest.mark.parametrize("way", COPIES)


def subclasses(base: type[Any]) -> list[type[Any]]:
    """`base` and all classes below it."""
    found = [base]
    for derived in base.__subclasses__():
        found += subclasses(derived)
    return found


def example(error_type: type[Any]) -> SnapEngageError:
    """An error of this class with a value in every attribute."""
    if error_type is SnapEngageError:
        return SnapEngageError("message")
    if error_type is SerializeError:
        return SerializeError("message", path="case.id")
    where = {"path": "case.id", "line": 2, "column": 3}
    if error_type is LimitExceededError:
        return LimitExceededError("message", limit="max_text", maximum=7, **where)
    if error_type is InvalidCaseError:
        problem = Problem(code="bad-integer", message="message", text="x", **where)  # type: ignore[arg-type]
        return InvalidCaseError.of(Case(id="1", problems=[problem]))
    error: SnapEngageError = error_type("message", code="code", **where)
    return error


def facts(error: BaseException) -> tuple[Any, ...]:
    return type(error), str(error), repr(error), error.args, vars(error)


@ways
@pytest.mark.parametrize("error_type", subclasses(SnapEngageError), ids=lambda it: it.__name__)
def test_every_error_keeps_its_attributes(error_type: type[Any], way: str) -> None:
    """Each class of errors, the bases included, comes back with its message, place and whatever else it has."""
    error = example(error_type)
    assert None not in vars(error).values()
    assert facts(COPIES[way](error)) == facts(error)


def test_every_error_is_public() -> None:
    """There is no class of errors that cannot be caught by a public name."""
    for error_type in subclasses(SnapEngageError):
        assert getattr(snapengage, error_type.__name__) is error_type


@pytest.mark.parametrize("sample", samples("lenient", "invalid", "hostile"), ids=repr)
@ways
def test_every_error_that_is_raised_keeps_its_attributes(sample: Any, way: str) -> None:
    """Errors as they are raised, with a traceback, come back whole, problems with their texts included."""
    with pytest.raises(ParseError) as caught:
        parse(sample.payload)
    again = COPIES[way](caught.value)
    assert facts(again) == facts(caught.value)
    if isinstance(caught.value, InvalidCaseError):
        assert again.case.problems == again.problems == caught.value.problems


@ways
def test_problems_keep_their_text(way: str) -> None:
    """A problem comes back equal, the text that its repr leaves out included."""
    (problem,) = parse("<case><id>1</id><source_id>x</source_id></case>", lenient=True).problems
    again = COPIES[way](problem)
    assert again == problem
    assert again.text == "x"
    assert repr(again) == repr(problem)
    assert "'x'" not in repr(problem)


@pytest.mark.parametrize("sample", samples("valid", "lenient"), ids=repr)
@ways
def test_cases_come_back_equal(sample: Any, way: str) -> None:
    """A case as it is read comes back equal, with equal hash and equal problems."""
    case = parse(sample.payload, lenient=True)
    again = COPIES[way](case)
    assert again == case
    assert hash(again) == hash(case)
    assert again.problems == case.problems
    assert again.to_dict() == case.to_dict()
