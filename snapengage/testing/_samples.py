"""Example payloads that ship with the package, each with what strict and lenient reading make of it.

``samples/<kind>/<name>/`` holds ``payload.xml``, the bytes as they arrive; ``source.txt``, one line on what they show
and where they come from; and ``expected.json``. For a valid sample that is what `Case.to_dict` gives; for any other it
is an object of ``strict`` and ``lenient``, each such a dict or the facts of the error. Problems stand there without
their messages, which may be improved at any time.
"""

import json
from collections.abc import Iterator
from functools import cache
from importlib import resources
from typing import Any

import attrs

import snapengage
from snapengage import Case, ParseError

__all__ = ["Outcome", "Sample", "samples"]

_KINDS = ("valid", "lenient", "invalid", "hostile")


@attrs.frozen(kw_only=True)
class Outcome:
    """What reading a payload has to give: a case or an error, never both."""

    case: Case | None = None
    """The case; None where there is an error. The messages of its problems are left empty."""
    error: type[ParseError] | None = None
    """The class of the error; None where there is a case."""
    codes: tuple[str, ...] = ()
    """The codes of the case's problems, in their order; of an error, its own ``code`` alone."""


@attrs.frozen(kw_only=True)
class Sample:
    """A payload, and what reading it has to give. `str` of it is its name."""

    name: str
    """What it is called; no two samples have the same name."""
    about: str
    """What it shows and where it comes from, in one line."""
    payload: bytes = attrs.field(repr=lambda payload: f"<{len(payload)} bytes>")
    """The body, byte for byte as it arrives."""
    strict: Outcome
    """What ``parse(payload)`` gives or raises."""
    lenient: Outcome
    """What ``parse(payload, lenient=True)`` gives or raises."""

    def __str__(self) -> str:
        return self.name


@cache
def samples() -> tuple[Sample, ...]:
    """All samples: what is read in both modes, in lenient mode alone, in neither, and attacks; each by name.

    ``@pytest.mark.parametrize("sample", samples(), ids=str)`` runs a test with each of them.
    """
    return tuple(_read())


def _read() -> Iterator[Sample]:
    root = resources.files("snapengage.testing") / "samples"
    for kind in _KINDS:
        for folder in sorted((root / kind).iterdir(), key=lambda folder: folder.name):
            expected = json.loads((folder / "expected.json").read_text("utf-8"))
            by_mode = {"strict": expected, "lenient": expected} if kind == "valid" else expected
            yield Sample(
                name=folder.name,
                about=(folder / "source.txt").read_text("utf-8").strip(),
                payload=(folder / "payload.xml").read_bytes(),
                strict=_outcome(by_mode["strict"]),
                lenient=_outcome(by_mode["lenient"]),
            )


def _outcome(expected: dict[str, Any]) -> Outcome:
    if "error" in expected:
        return Outcome(error=getattr(snapengage, expected["error"]), codes=(expected["code"],))
    case = Case.from_dict(expected)
    return Outcome(case=case, codes=tuple(problem.code for problem in case.problems))
