"""The samples that ship: named payloads, each with what strict and lenient reading make of it."""

import pickle
import re
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import attrs
import pytest
import support

import snapengage
from snapengage import Case, InvalidCaseError, ParseError, parse
from snapengage.testing import Outcome, Sample, samples

pytest_plugins = ["pytester"]

FILES = {sample.name: sample for sample in support.samples() if sample.folder.is_relative_to(support.ROOTS[0])}

WANTED = {
    "documented", "offline-message", "proactive-chat", "unknown-elements", "unknown-source", "scripts", "long-chat",
    "empty-everywhere", "cdata-and-escapes", "byte-order-mark", "bare-minimum", "bare-ampersand", "less-than",
    "pasted-html", "markup-in-text", "windows-1252-bytes", "illegal-characters", "loose-dates", "bad-values",
    "duplicates", "missing-id", "everything-at-once", "cut-off", "empty", "json", "html-page", "billion-laughs",
    "system-entity", "too-deep",
}  # fmt: skip


def named(name: str) -> Sample:
    return next(sample for sample in samples() if sample.name == name)


def outcome_of(payload: bytes, *, lenient: bool) -> Outcome:
    """What `parse` makes of a payload."""
    try:
        case = parse(payload, lenient=lenient)
    except ParseError as error:
        return Outcome(error=type(error), codes=(error.code,))
    return Outcome(case=case, codes=tuple(problem.code for problem in case.problems))


@pytest.mark.parametrize("sample", samples(), ids=str)
def test_reading_gives_what_the_sample_says(sample: Sample) -> None:
    """Both modes give the case, or raise the error, that stands in the sample, with the same codes."""
    assert outcome_of(sample.payload, lenient=False) == sample.strict
    assert outcome_of(sample.payload, lenient=True) == sample.lenient


@pytest.mark.parametrize("sample", samples(), ids=str)
def test_problems_stand_at_their_places(sample: Sample) -> None:
    """The problems of a sample's case are those that reading finds, but for their messages."""
    if sample.lenient.case is not None:
        found = parse(sample.payload, lenient=True).problems
        assert sample.lenient.case.problems == tuple(attrs.evolve(problem, message="") for problem in found)
        assert [problem.text for problem in sample.lenient.case.problems] == [problem.text for problem in found]


@pytest.mark.parametrize("sample", samples(), ids=str)
def test_an_outcome_is_a_case_or_an_error(sample: Sample) -> None:
    """Each mode gives one of the two; an error of the content comes with a case in lenient mode."""
    for outcome in (sample.strict, sample.lenient):
        assert (outcome.case is None) != (outcome.error is None)
    if sample.strict.error is InvalidCaseError:
        assert sample.lenient.case is not None


def test_samples_are_the_files_of_the_package() -> None:
    """Nothing in the package's folder is left out, and nothing is added; the order is that of the folders."""
    assert [sample.name for sample in samples()] == list(FILES)
    assert all(sample.payload == FILES[sample.name].payload for sample in samples())


def test_samples_of_each_sort_are_there() -> None:
    """What people want to see handled is there under its name, and every class of error is met with."""
    names = [sample.name for sample in samples()]
    assert set(names) >= WANTED
    assert len(set(names)) == len(names)
    errors = {sample.strict.error for sample in samples()} - {None}
    assert errors == set(ParseError.__subclasses__())


def test_long_chat_is_long() -> None:
    """The long chat is one of about 200 lines, spoken by a visitor and two agents."""
    case = named("long-chat").strict.case
    assert case is not None
    assert 190 <= len(case.transcripts) <= 210
    assert len({line.id for line in case.transcripts}) == 3


@pytest.mark.parametrize("sample", samples(), ids=str)
def test_about_is_one_line(sample: Sample) -> None:
    """Each sample says in one line what it shows and where it comes from."""
    assert re.fullmatch(r"\S.+[.]", sample.about)


def test_each_call_gives_the_same_samples() -> None:
    """The samples are immutable and read once."""
    assert samples() is samples()
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        samples()[0].name = "other"  # type: ignore[misc]  # that it cannot be assigned is what is tested
    assert pickle.loads(pickle.dumps(samples())) == samples()


def test_a_sample_names_itself() -> None:
    """`str` is the name alone, for the ids of tests; `repr` shows no text of the payload."""
    sample = named("documented")
    assert str(sample) == "documented"
    assert repr(sample).startswith("Sample(name='documented', about='The example payload")
    assert f"payload=<{len(sample.payload)} bytes>, strict=Outcome(case=<Case id=" in repr(sample)
    assert "Boulder" not in repr(sample)


@pytest.mark.parametrize("record", [Outcome, Sample])
def test_records_take_keywords_alone(record: Any) -> None:
    """What a value means stands beside it."""
    with pytest.raises(TypeError, match="positional"):
        record("documented")


def test_samples_are_read_from_a_zip_archive(tmp_path: Path) -> None:
    """A package that is imported from an archive, as zipapps are, has its samples too."""
    package = Path(snapengage.__file__).parent
    with zipfile.ZipFile(tmp_path / "archive.zip", "w") as archive:
        for path in package.rglob("*"):
            if "__pycache__" not in path.parts:
                archive.write(path, path.relative_to(package.parent))
    script = (
        "import sys; sys.path.insert(0, sys.argv[1]); import snapengage.testing as kit; "
        "print(kit.__file__); print(*kit.samples(), sep='\\n')"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path / "archive.zip")], capture_output=True, check=True, text=True
    )
    where, *names = done.stdout.splitlines()
    assert "archive.zip" in where
    assert names == [sample.name for sample in samples()]


def test_documentation_line_collects_a_test_for_each(pytester: pytest.Pytester) -> None:
    """One line parametrizes a test over all samples, each under its name."""
    pytester.makepyfile(
        """
        import pytest
        from snapengage import ParseError, parse
        from snapengage.testing import samples

        @pytest.mark.parametrize("sample", samples(), ids=str)
        def test_strict(sample):
            try:
                assert parse(sample.payload) == sample.strict.case
            except ParseError as error:
                assert type(error) is sample.strict.error
        """
    )
    result = pytester.runpytest("-v")
    result.assert_outcomes(passed=len(samples()))
    result.stdout.fnmatch_lines(["*::test_strict[[]documented[]] PASSED*", "*::test_strict[[]too-deep[]] PASSED*"])


def test_case_of_a_sample_is_a_case() -> None:
    """What a sample holds are the records themselves, so that a test can go on with them."""
    case = named("documented").strict.case
    assert isinstance(case, Case)
    assert case.city == "Boulder"
