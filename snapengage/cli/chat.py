"""A conversation as people know it: the visitor's bubbles on the left, those of agents on the right."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from itertools import cycle, groupby

from rich import box
from rich.align import Align
from rich.console import RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from snapengage import Case, Transcript
from snapengage.cli.terminal import Terminal

__all__ = ["agents", "bubbles", "message"]

_VISITOR = "cyan"
_AGENTS = ("green", "magenta", "yellow", "blue")
_FRAME = 6
"""Cells that a bubble needs beside the name in its upper edge."""


def agents(case: Case) -> dict[str, str]:
    """The agents of a conversation, in the order in which they join: login to the alias that each has at first."""
    joined: dict[str, str] = {}
    for line in case.transcripts:
        if line.id:
            joined.setdefault(line.id, line.alias or "")
    return joined


def bubbles(case: Case, terminal: Terminal, width: int) -> Iterator[RenderableType]:
    """The conversation, a bubble for each time that somebody speaks, in `width` cells."""
    start = min((date for date in (case.created_at, *(line.date for line in case.transcripts)) if date), default=None)
    colours = dict(zip(agents(case), cycle(_AGENTS), strict=False))
    shared = _shared_aliases(case)
    for (login, alias), lines in groupby(case.transcripts, key=lambda line: (line.id or "", line.alias or "")):
        label = alias or login or "visitor"
        if login and alias in shared:
            label = f"{alias} {terminal.signs.dot} {login}"
        said = [(line.message, _since(start, line)) for line in lines]
        yield _bubble(said, label, colours.get(login, _VISITOR), terminal, width, right=bool(login))


def message(text: str, label: str, terminal: Terminal, width: int) -> RenderableType:
    """What a visitor left while nobody was there."""
    return _bubble([(text, "")], label, _VISITOR, terminal, width)


def _bubble(
    said: list[tuple[str | None, str]], label: str, colour: str, terminal: Terminal, width: int, *, right: bool = False
) -> RenderableType:
    bubble_width = width * 3 // 4
    grid = Table.grid(padding=(0, 0, 0, 2))
    grid.add_column(overflow="fold")
    timed = any(when for _, when in said)
    if timed:
        grid.add_column(justify="right", no_wrap=True, style="dim")
    for text, when in said:
        shown = terminal.text((text or "").strip("\r\n"), lines=True) or Text("(empty)", "dim italic")
        grid.add_row(shown, *([when] if timed else []))
    title = Text(terminal.cut(label, bubble_width - _FRAME), f"bold {colour}")
    panel = Panel.fit(grid, title=title, title_align="left", border_style=colour, box=box.ROUNDED)
    return Align(panel, "right" if right else "left", width=bubble_width)


def _shared_aliases(case: Case) -> set[str]:
    """The aliases under which more than one person speaks, which by themselves do not tell who does."""
    speakers = {(line.id or "", line.alias or "") for line in case.transcripts}
    return {alias for alias, count in Counter(alias for _, alias in speakers).items() if alias and count > 1}


def _since(start: datetime | None, line: Transcript) -> str:
    """How long after the start a line was said."""
    if start is None or line.date is None:
        return ""
    passed = line.date - start
    minutes, seconds = divmod(passed.seconds, 60)
    hours, minutes = divmod(minutes, 60)
    clock = f"{hours}:{minutes:02}:{seconds:02}" if hours or passed.days else f"{minutes}:{seconds:02}"
    return f"{passed.days} d {clock}" if passed.days else clock
