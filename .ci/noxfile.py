"""What CI runs besides the README's test command: `nox -f .ci/noxfile.py`, with `-s NAME` for one part of it."""

import shutil
import subprocess
from pathlib import Path

import nox

ROOT = Path(__file__).parents[1]

nox.needs_version = ">=2026.10.20"
nox.options.envdir = str(ROOT / ".nox")
nox.options.default_venv_backend = "venv"


def _runs(python: str) -> bool:
    """Whether there is this Python here; of pyenv's shims there may be one without it."""
    return shutil.which(python) is not None and subprocess.run([python, "-c", ""], check=False).returncode == 0


PYTHONS = [version for version in ("3.11", "3.12", "3.13") if _runs(f"python{version}")]
assert PYTHONS, "none of the Pythons that are supported is here"
# Pinned, since a linter's next release may find what this one does not.
LINT = ["check-wheel-contents==0.6.3", "import-linter==2.16", "ruff==0.17.6"]
TYPES = ["mypy==2.4.1", "pyright==1.1.414", "lxml-stubs==0.5.1", "types-defusedxml", "types-python-dateutil"]
WHEELS = ROOT / ".nox/wheels"


@nox.session
def lint(session: nox.Session) -> None:
    """Format, lint, layering."""
    session.chdir(ROOT)
    session.install(*LINT, ".")
    session.run("ruff", "format", "--check", ".")
    session.run("ruff", "check", ".")
    session.run("lint-imports", "--no-cache")


@nox.session
def types(session: nox.Session) -> None:
    """mypy --strict and pyright over package and tests."""
    session.chdir(ROOT)
    session.install(*TYPES, "-e", ".[benchmark,cli,test]", "nox")
    session.run("mypy", "snapengage", "tests", ".ci/noxfile.py")
    session.run("pyright", "--pythonpath", shutil.which("python", path=session.bin) or "python", "--warnings")


@nox.session
def wheel(session: nox.Session) -> None:
    """The wheel, built and its contents checked."""
    session.chdir(ROOT)
    session.install("build==1.6.1", "check-wheel-contents==0.6.3")
    shutil.rmtree(WHEELS, ignore_errors=True)
    session.run("python", "-m", "build", "--outdir", str(WHEELS))
    session.run("check-wheel-contents", *map(str, WHEELS.glob("*.whl")))


@nox.session
def installed(session: nox.Session) -> None:
    """The entry points of the wheel with nothing but pytest beside it, without hypothesis and then with it."""
    (built,) = WHEELS.glob("*.whl")
    session.install(str(built), "pytest")
    empty = Path(session.create_tmp()) / "empty"
    shutil.rmtree(empty, ignore_errors=True)
    empty.mkdir()
    shutil.copy(ROOT / "tests/test_installed.py", empty)
    session.chdir(empty)
    command = ("python", "-m", "pytest", "-q", "-rs", "-W", "error")
    session.run(*command, env={"HAS_HYPOTHESIS": "False"})
    session.install(f"{built}[testing]")
    session.run(*command, env={"HAS_HYPOTHESIS": "True"})


@nox.session(python=PYTHONS)
def tests(session: nox.Session) -> None:
    """The tests against the installed wheel, the checkout's package out of reach; with coverage on the first Python."""
    session.chdir(ROOT)
    (built,) = WHEELS.glob("*.whl")
    session.install(f"{built}[cli,test]", "pytest-cov==7.1.0")
    elsewhere = Path(session.create_tmp()) / "elsewhere"
    shutil.rmtree(elsewhere, ignore_errors=True)
    elsewhere.mkdir()
    for name in ("tests", "docs", "README.md", "CHANGELOG.md", "pyproject.toml"):
        source = Path(name)
        (shutil.copytree if source.is_dir() else shutil.copy)(source, elsewhere / name)
    session.chdir(elsewhere)
    # The folder that Python is started in stays out of its path, should there be a package in it after all.
    environment = {"PYTHONSAFEPATH": "1"}
    if session.python != PYTHONS[0]:
        session.run("python", "-m", "pytest", "-q", "-rs", "-n", "auto", env=environment)
        return
    command = ("python", "-m", "pytest", "-q", "-rs", "-n", "auto")
    # The plugin is loaded by the tests that are about it, since pytest loads its plugins before coverage is measured.
    measured = ("--cov=snapengage", "--cov-report=term", "-p", "no:snapengage", "--ignore=tests/test_installed.py")
    session.run(*command, "-m", "not long", *measured, env=environment)
    session.run(*command, "-m", "long", env=environment)
