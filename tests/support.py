"""What several test modules share: the samples on disk, and the outcome of reading in a form that can be compared.

Samples that people outside this project have a use for ship in the package, as `snapengage.testing.samples`; the others
are beside the tests. Here they are read as files, with the places that the shipped form leaves out.
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import snapengage
from snapengage._gate import open_gate, run
from snapengage._places import Places

__all__ = [
    "DOCUMENTED",
    "KINDS",
    "ROOTS",
    "Sample",
    "gate_refusal",
    "outcome",
    "read_in_chunks",
    "read_outcome",
    "samples",
]

_SHIPPED = Path(snapengage.__file__).parent / "testing" / "samples"

ROOTS = (_SHIPPED, Path(__file__).parent / "samples")

DOCUMENTED = _SHIPPED / "valid" / "documented" / "payload.xml"
"""The payload that the vendor's page shows."""

KINDS = {
    "valid": "read alike in both modes",
    "lenient": "refused in strict mode, read in lenient mode",
    "invalid": "mistakes that no mode reads",
    "hostile": "attacks, and what looks like one",
}


class Sample(NamedTuple):
    """One directory of samples."""

    kind: str
    folder: Path
    payload: bytes
    expected: Any

    def __repr__(self) -> str:
        return f"{self.kind}/{self.name}"

    @property
    def name(self) -> str:
        """The name of the directory."""
        return self.folder.name

    def outcome(self, *, lenient: bool) -> Any:
        """What reading has to give."""
        return self.expected if self.kind == "valid" else self.expected["lenient" if lenient else "strict"]


def samples(*kinds: str) -> list[Sample]:
    """All samples of these kinds, or of all kinds, in a fixed order."""
    return [
        Sample(kind, path.parent, path.read_bytes(), json.loads(path.with_name("expected.json").read_text("utf-8")))
        for kind in kinds or KINDS
        for root in ROOTS
        for path in sorted(root.glob(f"{kind}/*/payload.xml"))
    ]


def outcome(read: Callable[[], snapengage.Case]) -> dict[str, Any]:
    """What `read` gives or raises: the case as a dict, its problems without their messages; or the error's facts."""
    try:
        plain = read().to_dict()
    except snapengage.ParseError as error:
        facts = {name: getattr(error, name) for name in ("code", "path", "line", "column")}
        return {"error": type(error).__name__, **facts}
    for problem in plain["problems"]:
        del problem["message"]
    return plain


def read_outcome(data: bytes | bytearray | memoryview | str, *, lenient: bool) -> dict[str, Any]:
    """The outcome of `parse`."""
    return outcome(lambda: snapengage.parse(data, lenient=lenient))


def read_in_chunks(data: bytes, size: int, *, lenient: bool = False) -> snapengage.Case:
    """The case in `data`, fed to a CaseParser in pieces of `size` bytes."""
    parser = snapengage.CaseParser(lenient=lenient)
    for start in range(0, len(data), size):
        parser.feed(data[start : start + size])
    return parser.close()


def gate_refusal(data: bytes) -> snapengage.ParseError | None:
    """The error with which the gate, on its own, refuses these bytes; None where it lets them pass."""
    try:
        run(open_gate(data, Places, decoded=False), data, Places)
    except snapengage.ParseError as error:
        return error
    return None
