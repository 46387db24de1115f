"""Cases made up: made, written and forgotten one at a time, so that any number of them fits in memory."""

import json
import os
import sys
from collections.abc import Iterator
from errno import EEXIST
from pathlib import Path

from snapengage import Case, SourceId, serialize
from snapengage.cli.terminal import give_up
from snapengage.testing import fake_broken_payload, fake_case, fake_cases

__all__ = ["make", "print_all", "write_files"]

_SOURCES = {
    "offline": SourceId.OFFLINE_MESSAGE,
    "live": SourceId.LIVE_CHAT,
    "proactive": SourceId.PROACTIVE_CHAT,
}


def make(count: int, seed: str, kind: str | None, form: str) -> Iterator[bytes]:
    """So many payloads of this kind, or cases as lines of JSON where that is the form."""
    if kind == "broken":
        return (fake_broken_payload(f"{seed}/{index}") for index in range(count))
    if kind is None:
        cases = fake_cases(count, seed=seed)
    else:
        cases = (fake_case(f"{seed}/{index}", source_id=_SOURCES[kind]) for index in range(count))
    return map(_line if form == "jsonl" else serialize, cases)


def _line(case: Case) -> bytes:
    return json.dumps(case.to_dict(), ensure_ascii=False).encode() + b"\n"


def print_all(payloads: Iterator[bytes]) -> None:
    """Writes them to the standard output, each with a line end behind it."""
    try:
        for payload in payloads:
            sys.stdout.buffer.write(payload if payload.endswith(b"\n") else payload + b"\n")
        sys.stdout.buffer.flush()
    except OSError as error:
        give_up(sys.stdout, error)


def write_files(folder: Path, payloads: Iterator[bytes], count: int, form: str) -> None:
    """Writes them to a file each, or all lines to one, in a folder that is made where there is none.

    Raises FileExistsError, before anything is written, where a file exists; OSError where one cannot be written.
    """
    for path in _paths(folder, count, form):
        if os.path.lexists(path):
            raise FileExistsError(EEXIST, os.strerror(EEXIST), str(path))
    folder.mkdir(parents=True, exist_ok=True)
    for path in _paths(folder, count, form):
        with path.open("xb") as stream:
            try:
                if form == "jsonl":
                    stream.writelines(payloads)
                else:
                    stream.write(next(payloads))
                stream.flush()
            except BaseException:  # Ctrl-C above all: a file that is cut off would pass for a payload
                path.unlink()
                raise


def _paths(folder: Path, count: int, form: str) -> Iterator[Path]:
    if form == "jsonl":
        yield folder / "cases.jsonl"
        return
    width = max(4, len(str(count)))
    for number in range(1, count + 1):
        yield folder / f"{number:0{width}}.xml"
