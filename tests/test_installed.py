"""The entry points as a user gets them: run in an environment in which the wheel and pytest alone are installed.

Stands for itself: nothing else of the tests is beside it there. Runs once without hypothesis and once with it; the
environment variable HAS_HYPOTHESIS says which of the two it has to be, so that neither can be left out unnoticed.
"""

import os
import subprocess
import sys
from importlib.util import find_spec
from typing import Any

import pytest

from snapengage import Case, parse, serialize
from snapengage.testing import Sample

HAS_HYPOTHESIS = find_spec("hypothesis") is not None


def test_the_environment_is_the_one_that_is_meant() -> None:
    """With hypothesis or without it, as whoever started this wanted."""
    assert os.environ.get("HAS_HYPOTHESIS", str(HAS_HYPOTHESIS)) == str(HAS_HYPOTHESIS)


def test_fixtures_are_there(
    snapengage_case: Case, snapengage_payload: bytes, snapengage_cases: Any, snapengage_samples: dict[str, Sample]
) -> None:
    """pytest finds them by the entry point, and the samples are in what was installed."""
    assert serialize(snapengage_case) == snapengage_payload
    assert [case.source_id for case in snapengage_cases(2, source_id=1)] == [1, 1]
    documented = snapengage_samples["documented"]
    assert parse(documented.payload) == documented.strict.case


@pytest.mark.skipif(HAS_HYPOTHESIS, reason="is about what happens without hypothesis")
def test_strategies_say_which_extra_they_need() -> None:
    """Without hypothesis the strategies, and nothing else, are missing, and the message says how to get them."""
    with pytest.raises(ModuleNotFoundError) as caught:
        import snapengage.testing.strategies  # noqa: F401, PLC0415  # importing it is what is tested
    assert str(caught.value) == "snapengage.testing.strategies needs hypothesis: pip install 'snapengage[testing]'"


@pytest.mark.skipif(not HAS_HYPOTHESIS, reason="is about hypothesis")
@pytest.mark.parametrize("first", ["hypothesis", "snapengage"])
def test_types_of_ours_are_known_to_hypothesis(first: str) -> None:
    """`from_type(Case)` draws cases, whichever of the two packages is loaded first."""
    imports = {
        "hypothesis": "import hypothesis, snapengage",
        "snapengage": "import snapengage; snapengage.Case; import hypothesis",
    }
    program = (
        f"{imports[first]}\n"
        "case = hypothesis.find(hypothesis.strategies.from_type(snapengage.Case), lambda case: case.source_id == 3)\n"
        "print(case == snapengage.Case(id='', source_id=3))"
    )
    done = subprocess.run([sys.executable, "-W", "ignore", "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "True\n"


@pytest.mark.skipif(not HAS_HYPOTHESIS, reason="is about hypothesis")
def test_hypothesis_loads_nothing_of_ours_until_it_is_used() -> None:
    """Importing hypothesis loads the entry point and the package's own `__init__`, and not what is behind them."""
    program = "import sys, hypothesis; print(*sorted(name for name in sys.modules if name.startswith('snapengage')))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "snapengage snapengage._hypothesis_hook\n"
