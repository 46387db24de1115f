"""What a caller of the fakes wants otherwise: checked, and converted as the records themselves do it."""

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import Any, NamedTuple

import attrs

from snapengage import Case, Transcript

__all__ = ["Given", "read_overrides"]


class Given(NamedTuple):
    """What is given: nothing of it is changed, the rest is made to fit."""

    fields: Mapping[str, Any]
    """Fields of the case, but for its lines."""
    lines: tuple[Mapping[str, Any], ...] | None
    """The fields that are given of each line; None where the lines themselves are not."""


def read_overrides(overrides: Mapping[str, Any]) -> Given:
    """What is given, checked.

    Raises TypeError for a field that there is not or a value of the wrong type, ValueError for one that no case holds.
    """
    if not overrides:
        return Given({}, None)
    fields = {name: value for name, value in overrides.items() if name != "transcripts"}
    record = _make(Case, "a case", {"id": "", **fields})
    lines = _read_lines(overrides["transcripts"]) if "transcripts" in overrides else None
    return Given({name: getattr(record, name) for name in fields}, lines)


def _read_lines(lines: object) -> tuple[Mapping[str, Any], ...]:
    if isinstance(lines, str | Mapping) or not isinstance(lines, Iterable):
        raise TypeError(f"transcripts: expected an iterable of lines, got {type(lines).__name__}")
    return tuple(_read_line(line, f"transcripts[{index}]") for index, line in enumerate(lines))


def _read_line(line: object, where: str) -> Mapping[str, Any]:
    if isinstance(line, Transcript):
        return {field.name: getattr(line, field.name) for field in attrs.fields(Transcript)}
    if not isinstance(line, Mapping):
        raise TypeError(f"{where}: expected a Transcript or a mapping of some of its fields, got {type(line).__name__}")
    record = _make(Transcript, where, line)
    return {name: getattr(record, name) for name in line}


def _make(record: type[attrs.AttrsInstance], where: str, values: Mapping[str, Any]) -> attrs.AttrsInstance:
    known = list(attrs.fields_dict(record))
    for name in values:
        if name not in known:
            close = get_close_matches(str(name), known)
            hint = f"did you mean {' or '.join(close)}?" if close else f"the fields are {', '.join(known)}"
            raise TypeError(f"{where} has no field {str(name)[:40]!r}; {hint}")
    return record(**values)
