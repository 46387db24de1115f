"""What is wrong with a payload, line by line as compilers and linters have it, with the place in the payload itself."""

import codecs
import io
import re
from collections.abc import Sequence

from rich.cells import cell_len, set_cell_size
from rich.text import Text

from snapengage import ParseError, Problem
from snapengage.cli.terminal import Terminal

__all__ = ["as_problem", "count", "headline", "report"]

_TAB = "    "

_declared = re.compile(
    rb"[\0\s]*<\?xml\s[^>]*?encoding\s*=\s*[\"'](?:(iso-8859-1)|windows-1252)[\"']", re.IGNORECASE
).match
# Python decodes a byte that is not UTF-8 to a lone surrogate with that byte at its end.
_WINDOWS_1252 = {0xDC00 + byte: bytes([byte]).decode("cp1252", "replace") for byte in range(0x80, 0x100)}


def as_problem(error: ParseError) -> Problem:
    """What made a payload unreadable, as one problem more."""
    return Problem(code=error.code, path=error.path, line=error.line, column=error.column, message=error.args[0])


def headline(problem: Problem, name: str, terminal: Terminal) -> Text:
    """The line that says what and where: ``file:line:column: code: message``."""
    place = terminal.plain(name) + (f":{problem.line}:{problem.column}" if problem.line else "")
    return Text.assemble((place, "bold"), ": ", (problem.code, "bold red"), f": {terminal.plain(problem.message)}")


def count(problems: Sequence[Problem]) -> str:
    """How many problems there are. Past those that are listed the library has one that stands for the rest."""
    if any(problem.code == "more" for problem in problems):
        return f"more than {sum(problem.code != 'more' for problem in problems):,} problems"
    return "1 problem" if len(problems) == 1 else f"{len(problems):,} problems"


def report(problems: Sequence[Problem], name: str, data: bytes, terminal: Terminal) -> None:
    """Prints problems in the payload `data`, each with its place there where it has one."""
    lines = _lines(data, {problem.line for problem in problems})
    for problem in problems:
        terminal.print(headline(problem, name, terminal))
        if problem.line in lines:
            terminal.print(_excerpt(problem, lines[problem.line], terminal))


def _lines(data: bytes, wanted: set[int | None]) -> dict[int | None, str]:
    """The wanted lines of a payload by their numbers. LF, CR and CR LF each end a line."""
    stream = io.StringIO(_decode(data), newline=None)
    return {number: line.rstrip("\n") for number, line in enumerate(stream, 1) if number in wanted}


def _decode(data: bytes) -> str:
    """The payload's characters as lenient reading takes them, so that columns count the same."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", "replace")
    declared = _declared(data)
    if declared:
        return data.decode("latin-1" if declared[1] else "cp1252", "replace")
    return data.decode("utf-8-sig", "surrogateescape").translate(_WINDOWS_1252)


def _excerpt(problem: Problem, line: str, terminal: Terminal) -> Text:
    """The line around the place, as much as fits, and a caret under it."""
    number = str(problem.line)
    gutter = f"{' ' * len(number)} {terminal.signs.bar} "
    at = min((problem.column or 1) - 1, len(line))
    room = terminal.width - len(gutter) - 1
    before, after = _window(line, at, room, terminal)
    label = f" {terminal.plain(problem.path)}" if problem.path else ""
    return Text.assemble(
        (f"{number} {terminal.signs.bar} ", "dim"), before, after, "\n",
        (gutter, "dim"), " " * cell_len(before), ("^", "bold red"), (label, "dim"),
    )  # fmt: skip


def _window(line: str, at: int, room: int, terminal: Terminal) -> tuple[str, str]:
    """What stands before the place and from it on, cut on both sides so that it fits in `room` cells."""
    # Of a line of megabytes only this much is looked at: more characters than cells, since some take none.
    before = _flat(line[max(0, at - 2 * room) : at], terminal)
    after = _flat(line[at : at + 2 * room], terminal)
    room_before = min(cell_len(before), max(room // 2, room - cell_len(after)))
    room_after = room - room_before
    ellipsis = terminal.signs.ellipsis
    if at > 2 * room or cell_len(before) > room_before:
        before = ellipsis + _tail(before, room_before - len(ellipsis))
    if len(line) - at > 2 * room or cell_len(after) > room_after:
        after = set_cell_size(after, room_after - len(ellipsis)) + ellipsis
    return before, after


def _flat(raw: str, terminal: Terminal) -> str:
    return terminal.plain(raw.replace("\t", _TAB))


def _tail(text: str, cells: int) -> str:
    """The end of a text, as much as fits in so many cells."""
    start = len(text)
    while start and (cells := cells - cell_len(text[start - 1])) >= 0:
        start -= 1
    return text[start:]
