"""The pytest plugin, in test runs of its own: cases that stay with their tests, seeds that are shown and replayed."""

import json
import re
from pathlib import Path

import pytest

import snapengage
from snapengage.testing import fake_case, fake_cases, samples

pytest_plugins = ["pytester"]

# Its name as an entry point, so that the plugin is there once, whether or not pytest loads entry points by itself.
PLUGIN = ("-p", "snapengage")

MODULE = """
    import pytest

    def test_plain(snapengage_case): ...

    def test_other(snapengage_case): ...

    @pytest.mark.xdist_group("a group")
    @pytest.mark.parametrize("name", ["a", "b", "é"])
    def test_each(snapengage_case, name): ...

    class TestClass:
        def test_plain(self, snapengage_case): ...
"""

NOTE_DOWN = """
    import json
    import pathlib
    import pytest

    def pytest_configure(config):
        config.addinivalue_line("markers", "xdist_group: as in xdist, which may not be here")

    @pytest.fixture(autouse=True)
    def note_down(request, snapengage_case):
        drawn = pathlib.Path(request.config.rootpath, "drawn")
        drawn.mkdir(exist_ok=True)
        test = f"{request.node.parent.nodeid}::{request.node.name}"
        (drawn / test.encode().hex()).write_text(json.dumps([test, snapengage_case.to_dict()]))
"""


@pytest.fixture
def project(pytester: pytest.Pytester) -> pytest.Pytester:
    """A project of a few tests, each of which notes down the case that it was given."""
    pytester.makeini("[pytest]")  # its own root, wherever the temporary folder is
    pytester.makepyfile(test_module=MODULE)
    pytester.makeconftest(NOTE_DOWN)
    return pytester


def drawn(project: pytest.Pytester, *args: str) -> dict[str, snapengage.Case]:
    """Which case each test was given in a run with these arguments."""
    folder = project.path / "drawn"
    for path in folder.glob("*"):
        path.unlink()
    assert project.runpytest(*PLUGIN, *args).ret == 0
    notes = [json.loads(path.read_text()) for path in folder.iterdir()]
    return {test: snapengage.Case.from_dict(case) for test, case in notes}


def seed_in(result: pytest.RunResult) -> str:
    """The seed that the report of a failure shows."""
    (seed,) = re.findall(r"^seed '(.*)'; replay it with --snapengage-seed=\1$", result.stdout.str(), re.MULTILINE)
    return str(seed)


def test_each_test_has_a_case_of_its_own(project: pytest.Pytester) -> None:
    """Functions, methods and parameters are tests of their own, and no two of them share a case."""
    cases = drawn(project)
    assert len(cases) == 6
    assert len(set(cases.values())) == 6


def test_runs_give_the_same_cases(project: pytest.Pytester) -> None:
    """A test is given the same case in each run, whichever other tests are run and from wherever."""
    cases = drawn(project)
    assert drawn(project) == cases
    (only,) = drawn(project, "test_module.py::test_other").items()
    assert only in cases.items()


def test_order_of_the_tests_changes_nothing(project: pytest.Pytester) -> None:
    """Tests that are run in another order are given the same cases."""
    cases = drawn(project)
    turned = ("test_module.py::TestClass", "test_module.py::test_each", "test_module.py::test_other")
    assert drawn(project, *turned, "test_module.py::test_plain") == cases


@pytest.mark.parametrize("distribution", ["load", "loadgroup"])
def test_workers_of_xdist_give_the_same_cases(project: pytest.Pytester, distribution: str) -> None:
    """Spread over processes, in groups or not, tests are given the same cases."""
    pytest.importorskip("xdist", reason="pytest-xdist is not installed")
    cases = drawn(project)
    assert drawn(project, "-p", "xdist", "-n", "2", "--dist", distribution) == cases


@pytest.mark.parametrize("option", ["--show-capture=no", "--show-capture=log", "--tb=short", "--capture=no"])
def test_the_seed_is_shown_whatever_else_is_not(pytester: pytest.Pytester, option: str) -> None:
    """Reports that leave out what a test has printed show the seed all the same."""
    pytester.makepyfile("def test_it(snapengage_case): assert not snapengage_case")
    assert re.fullmatch("[0-9a-f]{8}", seed_in(pytester.runpytest(*PLUGIN, option)))


def test_the_seed_is_shown_without_a_traceback(pytester: pytest.Pytester) -> None:
    """A failure that is a text alone shows the seed, too."""
    pytester.makepyfile(
        """
        import pytest

        @pytest.mark.xfail(strict=True, reason="a failure that is a text alone")
        def test_it(snapengage_case): ...
        """
    )
    assert re.fullmatch("[0-9a-f]{8}", seed_in(pytester.runpytest(*PLUGIN)))


def test_iterators_are_for_all_cases(pytester: pytest.Pytester) -> None:
    """Lines that can be read but once are given to each of the cases."""
    pytester.makepyfile(
        """
        def test_it(snapengage_cases):
            cases = snapengage_cases(2, transcripts=({} for _ in range(3)))
            assert [len(case.transcripts) for case in cases] == [3, 3]
        """
    )
    pytester.runpytest(*PLUGIN).assert_outcomes(passed=1)


def test_cases_are_those_of_the_seed(project: pytest.Pytester) -> None:
    """With a seed given, every test is given the case of that seed."""
    assert set(drawn(project, "--snapengage-seed", "5f3a9c12").values()) == {fake_case("5f3a9c12")}
    assert set(drawn(project, "--snapengage-seed=").values()) == {fake_case("")}


def test_failure_shows_the_seed(pytester: pytest.Pytester) -> None:
    """A failure shows the seed, eight hexadecimal digits of which `fake_case` makes the very case."""
    pytester.makepyfile(
        """
        def test_it(snapengage_case):
            raise ValueError(f"got {snapengage_case.id}.")
        """
    )
    result = pytester.runpytest(*PLUGIN)
    result.assert_outcomes(failed=1)
    seed = seed_in(result)
    assert re.fullmatch("[0-9a-f]{8}", seed)
    result.stdout.fnmatch_lines([f"*ValueError: got {fake_case(seed).id}.", "*- snapengage -*"])


@pytest.mark.parametrize("fixture", ["snapengage_case", "snapengage_payload", "snapengage_cases"])
def test_each_seeded_fixture_shows_the_seed(pytester: pytest.Pytester, fixture: str) -> None:
    """Whichever fixture used the seed, the failure shows it, once."""
    pytester.makepyfile(f"def test_it({fixture}): raise ValueError")
    assert seed_in(pytester.runpytest(*PLUGIN))


def test_seed_is_shown_of_failures_alone(pytester: pytest.Pytester) -> None:
    """Tests that pass, are skipped or fail as expected show no seed, and neither do those that used none."""
    pytester.makepyfile(
        """
        import pytest

        def test_passes(snapengage_case): ...

        def test_skips(snapengage_case):
            pytest.skip("for now")

        @pytest.mark.xfail
        def test_fails_as_expected(snapengage_case):
            raise ValueError

        def test_fails(snapengage_samples):
            raise ValueError
        """
    )
    result = pytester.runpytest(*PLUGIN, "-rA")
    result.assert_outcomes(passed=1, skipped=1, xfailed=1, failed=1)
    assert "--snapengage-seed" not in result.stdout.str()


def test_errors_of_setup_and_teardown_show_the_seed(pytester: pytest.Pytester) -> None:
    """A fixture that fails before or after the test shows the seed as well."""
    pytester.makepyfile(
        """
        import pytest

        @pytest.fixture
        def before(snapengage_case):
            raise ValueError

        @pytest.fixture
        def after(snapengage_case):
            yield
            raise ValueError

        def test_before(before): ...

        def test_after(after): ...
        """
    )
    for test in ("test_before", "test_after"):
        assert seed_in(pytester.runpytest(*PLUGIN, "-k", test))


def test_shown_option_replays_the_case(pytester: pytest.Pytester) -> None:
    """The option that a failure shows gives the same case to another test."""
    pytester.makepyfile(
        test_first="def test_first(snapengage_case): raise ValueError(snapengage_case.id)",
        test_second="def test_second(snapengage_case): raise ValueError(snapengage_case.id)",
    )
    found = pytester.runpytest(*PLUGIN, "test_first.py")
    seed = seed_in(found)
    again = pytester.runpytest(*PLUGIN, "test_second.py", f"--snapengage-seed={seed}")
    assert seed_in(again) == seed
    wanted = f"*ValueError: {fake_case(seed).id}"
    found.stdout.fnmatch_lines([wanted])
    again.stdout.fnmatch_lines([wanted])


def test_option_can_be_copied_into_a_shell(pytester: pytest.Pytester) -> None:
    """A seed with white space and quotation marks in it is shown as a shell takes it."""
    pytester.makepyfile("def test_it(snapengage_case): raise ValueError")
    result = pytester.runpytest(*PLUGIN, "--snapengage-seed", "it's mine")
    assert """seed "it's mine"; replay it with '--snapengage-seed=it'"'"'s mine'""" in result.stdout.str()


def test_payload_is_that_of_the_case(pytester: pytest.Pytester) -> None:
    """The payload of a test is its case, serialized."""
    pytester.makepyfile(
        """
        from snapengage import serialize

        def test_it(snapengage_payload, snapengage_case):
            assert snapengage_payload == serialize(snapengage_case)
        """
    )
    pytester.runpytest(*PLUGIN).assert_outcomes(passed=1)


def test_factory_goes_on_with_each_call(pytester: pytest.Pytester) -> None:
    """Each call of the factory gives further cases: together those of `fake_cases`, with what is overridden."""
    pytester.makepyfile(
        """
        def test_it(snapengage_cases):
            first, second = snapengage_cases(2), snapengage_cases(count=3)
            assert snapengage_cases(0) == []
            (message,) = snapengage_cases(1, source_id=1, city="Boulder")
            raise ValueError(*(case.id for case in [*first, *second, message]))
        """
    )
    result = pytester.runpytest(*PLUGIN)
    seed = seed_in(result)
    ids = [case.id for case in fake_cases(5, seed=seed)]
    ids.append(fake_case(f"{seed}/5", source_id=1, city="Boulder").id)
    result.stdout.fnmatch_lines([f"*ValueError: ({', '.join(map(repr, ids))})"])


def test_factory_refuses_what_is_no_number_of_cases(pytester: pytest.Pytester) -> None:
    """A count below zero, of another type, or an unknown field is an error in the factory's own words."""
    pytester.makepyfile(
        """
        import pytest

        def test_it(snapengage_cases):
            with pytest.raises(ValueError, match="count: expected 0 or more, got -1"):
                snapengage_cases(-1)
            with pytest.raises(TypeError, match="count: expected int, got str"):
                snapengage_cases("3")
            with pytest.raises(TypeError, match="city"):
                snapengage_cases(1, citty="Boulder")
        """
    )
    pytester.runpytest(*PLUGIN).assert_outcomes(passed=1)


def test_samples_are_found_by_name(pytester: pytest.Pytester) -> None:
    """All samples are there by name, in a dict that is the test's own."""
    pytester.makepyfile(
        """
        from snapengage.testing import samples

        def test_it(snapengage_samples):
            assert list(snapengage_samples.values()) == list(samples())
            assert all(str(sample) == name for name, sample in snapengage_samples.items())
            snapengage_samples.clear()

        def test_again(snapengage_samples):
            assert snapengage_samples
        """
    )
    pytester.runpytest(*PLUGIN).assert_outcomes(passed=2)
    assert samples()


def test_fixtures_explain_themselves(pytester: pytest.Pytester) -> None:
    """`pytest --fixtures` lists the four fixtures with what they give, and nothing else of the plugin."""
    listed = pytester.runpytest(*PLUGIN, "--fixtures", "--color=no").stdout.str()
    shown = re.findall(r"^(\w*snapengage\w*) -- .*\n    (\S.*)$", listed, re.MULTILINE)
    assert [name for name, _ in shown] == [
        "snapengage_case", "snapengage_payload", "snapengage_cases", "snapengage_samples",
    ]  # fmt: skip


def test_option_explains_itself(pytester: pytest.Pytester) -> None:
    """`pytest --help` has a section for the option."""
    pytester.runpytest(*PLUGIN, "--help").stdout.fnmatch_lines(["snapengage:", "*--snapengage-seed=SEED*"])


@pytest.fixture
def alone(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    """A project whose processes load this plugin and no other that is installed."""
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    monkeypatch.setenv("PYTHONPATH", str(Path(snapengage.__file__).parents[1]), prepend=":")
    return pytester


def test_unused_plugin_loads_nothing(alone: pytest.Pytester) -> None:
    """In a run that uses no fixture nothing of the package is loaded besides the plugin, and no hypothesis."""
    alone.makepyfile(
        """
        import sys

        def test_it():
            ours = {name for name in sys.modules if name.partition(".")[0] == "snapengage"}
            assert ours == {"snapengage", "snapengage._pytest_plugin"}
            assert not {"attr", "attrs", "defusedxml", "hypothesis", "click"} & sys.modules.keys()
        """
    )
    alone.runpytest_subprocess(*PLUGIN, "-p", "no:hypothesispytest").assert_outcomes(passed=1)


def test_fixtures_load_no_hypothesis(alone: pytest.Pytester) -> None:
    """A run that uses all fixtures has no hypothesis loaded."""
    alone.makepyfile(
        """
        import sys

        def test_it(snapengage_case, snapengage_payload, snapengage_cases, snapengage_samples):
            assert snapengage_cases(3)
            assert "hypothesis" not in sys.modules
        """
    )
    alone.runpytest_subprocess(*PLUGIN, "-p", "no:hypothesispytest").assert_outcomes(passed=1)


def test_fixtures_work_where_there_is_no_hypothesis(alone: pytest.Pytester) -> None:
    """Where hypothesis cannot be imported, all fixtures work."""
    alone.makeconftest("import sys; sys.modules['hypothesis'] = None")
    alone.makepyfile(
        """
        import pytest

        def test_it(snapengage_case, snapengage_payload, snapengage_cases, snapengage_samples):
            assert snapengage_cases(3)
            with pytest.raises(ModuleNotFoundError):
                import hypothesis
        """
    )
    alone.runpytest_subprocess(*PLUGIN).assert_outcomes(passed=1)


def test_plugin_can_be_turned_off(pytester: pytest.Pytester) -> None:
    """Blocked by its name, the plugin has neither fixtures nor option."""
    pytester.makepyfile("def test_it(snapengage_case): ...")
    result = pytester.runpytest("-p", "no:snapengage")
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*fixture 'snapengage_case' not found"])
