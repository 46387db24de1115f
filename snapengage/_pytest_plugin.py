"""pytest's fixtures for cases: each test gets its own, and the same ones in every run.

pytest loads this module in every project of an environment that the package is in, so it imports nothing but pytest,
and the rest of the package once a test asks for a fixture. It keeps to what pytest 7 knows, the first on Python 3.11.
"""

import itertools
import shlex
from binascii import crc32
from collections.abc import Callable, Generator, Iterator
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from snapengage import Case
    from snapengage.testing import Sample

_used_seed = pytest.StashKey[str]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.getgroup("snapengage").addoption(
        "--snapengage-seed", metavar="SEED", help="make the cases of the snapengage fixtures from SEED, in every test"
    )


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, Any, None]:
    """Says in the report of a failure which seed the test has used."""
    outcome = yield
    report = outcome.get_result()
    if report.failed and _used_seed in item.stash:
        seed = item.stash[_used_seed]
        option = shlex.quote(f"--snapengage-seed={seed}")
        section = "snapengage", f"seed {seed!r}; replay it with {option}"
        # pytest leaves the report's own sections out where --show-capture does not ask for them.
        add = getattr(report.longrepr, "addsection", None)
        if add is not None:
            add(*section)
        else:
            report.sections.append(section)


@pytest.fixture(name="_snapengage_seed")
def _seed(request: pytest.FixtureRequest) -> str:
    node = request.node
    seed: str | None = request.config.getoption("--snapengage-seed")
    if seed is None:
        # Not the node id itself, to which xdist adds the group that a test is in.
        place = f"{node.parent.nodeid}::{node.name}"
        seed = f"{crc32(place.encode('utf-8', 'surrogatepass')):08x}"
    node.stash[_used_seed] = seed
    return seed


@pytest.fixture
def snapengage_case(_snapengage_seed: str) -> "Case":
    """A plausible case (`snapengage.Case`): another one in each test, the same one in each run of it."""
    from snapengage.testing import fake_case  # noqa: PLC0415  # pytest starts without it

    return fake_case(_snapengage_seed)


@pytest.fixture
def snapengage_payload(snapengage_case: "Case") -> bytes:
    """The payload of `snapengage_case`, as the vendor would post it."""
    from snapengage import serialize  # noqa: PLC0415  # pytest starts without it

    return serialize(snapengage_case)


@pytest.fixture
def snapengage_cases(_snapengage_seed: str) -> "Callable[..., list[Case]]":
    """Makes as many plausible cases as you like: snapengage_cases(3, source_id=1). Each call gives further ones.

    It takes what `snapengage.testing.fake_case` takes by name. The cases are other ones in each test, and the same ones
    in each run of it.
    """
    from snapengage.testing import fake_case, fake_cases  # noqa: PLC0415  # pytest starts without it

    places = itertools.count()

    def make(count: int, **overrides: Any) -> "list[Case]":
        fake_cases(count)  # refuses what is no number of cases
        # What can be read but once is for all of them.
        overrides = {name: list(value) if isinstance(value, Iterator) else value for name, value in overrides.items()}
        return [fake_case(f"{_snapengage_seed}/{next(places)}", **overrides) for _ in range(count)]

    return make


@pytest.fixture
def snapengage_samples() -> "dict[str, Sample]":
    """The sample payloads that ship with snapengage, by name: snapengage_samples["documented"].payload."""
    from snapengage.testing import samples  # noqa: PLC0415  # pytest starts without it

    return {sample.name: sample for sample in samples()}
