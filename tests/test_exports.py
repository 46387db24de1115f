"""The public surface: its names, its documentation, and what importing it loads."""

import ast
import inspect
import subprocess
import sys
from pathlib import Path
from typing import Any

import attrs
import pytest

import snapengage
import snapengage.testing

DOCUMENTED = {
    # To read and to write.
    "parse", "serialize", "CaseParser", "Limits",
    # The records.
    "Case", "Element", "Language", "Plugin", "Problem", "SourceId", "Transcript", "Variable", "Variables",
    # The errors.
    "SnapEngageError", "ParseError", "MalformedXMLError", "ForbiddenXMLError", "LimitExceededError",
    "UnexpectedRootError", "InvalidCaseError", "SerializeError",
}  # fmt: skip

TESTING = {"Outcome", "Sample", "fake_broken_payload", "fake_case", "fake_cases", "fake_payload", "samples"}
"""The public names of the test kit, but for its strategies."""

PACKAGE = Path(snapengage.__file__).parent

# Slow to load, or nothing that a reader of bytes has to do with.
FOREIGN = [
    "argparse", "asyncio", "click", "dateutil.parser", "django", "flask", "http", "hypothesis", "json", "lxml", "rich",
    "socket", "ssl", "starlette", "urllib", "urllib.request", "xml.etree", "xml.etree.ElementTree", "xml.sax",
    "snapengage.__main__", "snapengage.cli", "snapengage.testing",
]  # fmt: skip


def test_all_is_sorted_and_complete() -> None:
    """`__all__` is sorted and names what is documented, no more and no less."""
    assert snapengage.__all__ == sorted(snapengage.__all__)
    assert set(snapengage.__all__) == DOCUMENTED


def test_no_other_public_name_is_in_the_package() -> None:
    """Whatever else the package holds is private by its name or a module that is documented on its own."""
    own = {name for name in vars(snapengage) if not name.startswith("_")} - DOCUMENTED
    assert {name for name in own if not inspect.ismodule(getattr(snapengage, name))} == set()


def test_the_test_kit_has_the_names_that_are_documented() -> None:
    """`snapengage.testing` offers what its page shows, each with a docstring."""
    assert snapengage.testing.__all__ == sorted(TESTING)
    assert all(getattr(snapengage.testing, name).__doc__ for name in TESTING)


@pytest.mark.parametrize("name", sorted(DOCUMENTED))
def test_every_public_name_is_documented(name: str) -> None:
    """Each public object has a docstring of its own."""
    assert getattr(snapengage, name).__doc__


@pytest.mark.parametrize("name", sorted(name for name in DOCUMENTED if inspect.isclass(getattr(snapengage, name))))
def test_every_public_method_is_documented(name: str) -> None:
    """Each method and property that a public class defines has a docstring."""
    for attribute, value in vars(getattr(snapengage, name)).items():
        if not attribute.startswith("_") and (callable(value) or isinstance(value, property | classmethod)):
            assert inspect.getdoc(value), attribute


def documented_fields() -> dict[str, dict[str, bool]]:
    """For each class in the package's source, its fields, and whether a docstring follows each."""
    classes: dict[str, dict[str, bool]] = {}
    for path in PACKAGE.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ClassDef):
                fields = classes[node.name] = {}
                for statement, after in zip(node.body, [*node.body[1:], None], strict=True):
                    if isinstance(statement, ast.AnnAssign | ast.Assign):
                        target = statement.target if isinstance(statement, ast.AnnAssign) else statement.targets[0]
                        is_string = isinstance(after, ast.Expr) and isinstance(after.value, ast.Constant)
                        fields[ast.unparse(target)] = is_string
    return classes


@pytest.mark.parametrize("name", sorted(name for name in DOCUMENTED if attrs.has(getattr(snapengage, name))))
def test_every_field_is_documented(name: str) -> None:
    """Behind each field of a record, and of the limits, stands what it means."""
    fields = documented_fields()[name]
    assert list(fields) == [field.name for field in attrs.fields(getattr(snapengage, name))]
    assert all(fields.values()), [field for field, is_documented in fields.items() if not is_documented]


def test_every_source_is_documented() -> None:
    """Behind each kind of contact stands what it means."""
    assert documented_fields()["SourceId"] == {source.name: True for source in snapengage.SourceId}


def loaded_by(statements: str) -> list[str]:
    """Which of the foreign modules a fresh interpreter has loaded after `statements`."""
    script = f"import sys; before = set(sys.modules)\n{statements}\nprint(*(set(sys.modules) - before))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    loaded = done.stdout.split()
    assert "snapengage._model" in loaded
    return [name for name in FOREIGN if name in loaded]


def test_importing_the_package_loads_nothing_foreign() -> None:
    """Its names load no dateutil parser, command line, testing, socket, framework or second XML parser."""
    assert loaded_by("import snapengage\nfor name in snapengage.__all__: getattr(snapengage, name)") == []


def test_importing_the_package_alone_loads_nothing_of_it() -> None:
    """Until one of its names is used nothing behind them is loaded: whoever loads its entry points pays for no more."""
    script = "import sys, snapengage; print(*(name for name in sys.modules if name.startswith(('snapengage', 'attr'))))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["snapengage"]


def test_names_are_listed_before_they_are_loaded() -> None:
    """`dir` knows the public names of a package of which nothing has been used."""
    script = "import snapengage; print(set(snapengage.__all__) <= set(dir(snapengage)))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout == "True\n"


def test_names_are_listed_once_they_are_loaded() -> None:
    """`dir` names what is public, and no name twice."""
    assert set(snapengage.__all__) <= set(dir(snapengage))
    assert len(dir(snapengage)) == len(set(dir(snapengage)))


def test_other_names_are_attribute_errors() -> None:
    """A name that the package does not have is missed in Python's own words."""
    with pytest.raises(AttributeError, match=r"^module 'snapengage' has no attribute 'pars'$"):
        getattr(snapengage, "pars")  # noqa: B009  # type checkers know that it is not there


def test_reading_and_writing_load_nothing_foreign() -> None:
    """A payload as documented is read and written without loading more."""
    statements = "import snapengage\nsnapengage.serialize(snapengage.parse('<case><id>1</id></case>', lenient=True))"
    assert loaded_by(statements) == []


def test_dates_of_other_shapes_load_what_reads_them() -> None:
    """Only a date that has to be guessed at loads dateutil's parser."""
    statements = (
        "import snapengage\nsnapengage.parse('<case><created_at>2 Jan 2010 03:04</created_at></case>', lenient=True)"
    )
    assert "dateutil.parser" in loaded_by(statements)


def test_package_is_marked_as_typed() -> None:
    """Type checkers are told to trust the annotations."""
    assert (PACKAGE / "py.typed").is_file()


SIGNATURES: dict[str, Any] = {
    "parse": ["data", "lenient=False", "limits"],
    "serialize": ["case", "indent=2"],
    "CaseParser": ["lenient=False", "limits"],
}


@pytest.mark.parametrize("name", SIGNATURES)
def test_options_are_keywords(name: str) -> None:
    """Only what is read or written is given by position, and the defaults are those that are documented."""
    parameters = inspect.signature(getattr(snapengage, name)).parameters.values()
    shown = [
        it.name if isinstance(it.default, snapengage.Limits) or it.default is it.empty else f"{it.name}={it.default}"
        for it in parameters
    ]
    assert shown == SIGNATURES[name]
    assert [it.kind for it in parameters if it.default is not it.empty] == [inspect.Parameter.KEYWORD_ONLY] * (
        len(shown) - (name != "CaseParser")
    )
