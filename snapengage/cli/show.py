"""A case as a person wants to see it: who, when and where, what was said, and what else is known."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice

from rich import box
from rich.console import Group, RenderableType
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from snapengage import Case, Element, SourceId
from snapengage.cli.chat import agents, bubbles, message
from snapengage.cli.check import count
from snapengage.cli.terminal import Terminal

__all__ = ["show"]

_MAX_WIDTH = 100
"""A wider page would have its two sides too far apart to be read as one conversation."""
_MAX_ELEMENTS = 20
"""Enough for all that the vendor adds; more of them are only counted."""

_KINDS: dict[int | None, str] = {
    SourceId.OFFLINE_MESSAGE: "Offline message",
    SourceId.LIVE_CHAT: "Live chat",
    SourceId.PROACTIVE_CHAT: "Proactive chat",
    None: "Case",
}


def show(case: Case, terminal: Terminal, *, name: str | None = None) -> None:
    """Prints a case, with the `name` of its file above it where one is given."""
    width = min(terminal.width, _MAX_WIDTH)
    if name is not None:
        terminal.print(terminal.text(name, "dim"))  # in one line, so that it can be copied
    for part in _page(case, terminal, width):
        terminal.print(part, width=width)
    if name is not None:
        terminal.print("")


def _page(case: Case, terminal: Terminal, width: int) -> Iterator[RenderableType]:
    yield _title(case, terminal)
    yield Rule(characters=terminal.signs.rule, style="dim")
    yield _facts(case, terminal)
    yield ""
    yield from _conversation(case, terminal, width)
    yield from _variables(case, terminal)
    yield from _unknown(case, terminal)
    if case.problems:
        yield ""
        yield _note(case, terminal)


def _title(case: Case, terminal: Terminal) -> Text:
    kind = _KINDS.get(case.source_id, f"Source {case.source_id}")
    return Text.assemble((kind, "bold"), "  ", terminal.text(case.id or "(no id)", "dim"))


def _facts(case: Case, terminal: Terminal) -> Table:
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(style="dim", no_wrap=True)
    grid.add_column(overflow="fold")
    for label, fact in _list_facts(case):
        if fact:
            grid.add_row(label, terminal.text(fact, lines=True))
    return grid


def _list_facts(case: Case) -> Iterator[tuple[str, str | None]]:
    yield "Visitor", case.requested_by
    yield "When", _moment(case.created_at)
    yield "Where", _place(case)
    yield "Address", case.ip_address
    yield "Page", case.page_url
    yield "Browser", _joined(" on ", case.browser, case.os)
    yield "Languages", ", ".join(_named(language.name, language.code) for language in case.languages)
    yield "Plug-ins", ", ".join(_joined(" ", plugin.name, plugin.value) for plugin in case.plugins)
    yield "Waited", _duration(case.chat_waittime)
    yield "Chatted", _duration(case.chat_duration)
    yield "Agents", ", ".join(_named(alias, login) for login, alias in agents(case).items())
    yield "Console", case.url
    yield "Snapshot", case.snapshot_image_url
    yield "Asked", case.description if case.transcripts else None


def _conversation(case: Case, terminal: Terminal, width: int) -> Iterator[RenderableType]:
    if case.transcripts:
        yield from bubbles(case, terminal, width)
    elif case.description:
        yield message(case.description, case.requested_by or "visitor", terminal, width)
    else:
        yield Text("No conversation.", "dim italic")


def _variables(case: Case, terminal: Terminal) -> Iterator[RenderableType]:
    rows = [
        (source, item.name or "", item.value or "")
        for source, variables in (("page", case.javascript_variables), ("agent", case.operator_variables))
        for item in variables
    ]
    if rows:
        yield _table(("Set by", "Variable", "Value"), rows, terminal)


def _unknown(case: Case, terminal: Terminal) -> Iterator[RenderableType]:
    elements = _elements(case)
    rows = list(islice(elements, _MAX_ELEMENTS))
    if rows:
        yield _table(("Other element", "Text"), rows, terminal)
        if more := sum(1 for _ in elements):
            yield Text(f"and {more:,} more", "dim")


def _table(columns: Sequence[str], rows: Iterable[Sequence[str]], terminal: Terminal) -> RenderableType:
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, padding=(0, 2, 0, 0), pad_edge=False, header_style="bold")
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*(terminal.text(cell, lines=True) for cell in row))
    return Group("", table)


def _elements(case: Case) -> Iterator[tuple[str, str]]:
    """The text of each element without a field, those in it and in the records of the case included, by its path."""
    for element in case.extra:
        yield from _walk(element, "")
    for name in ("languages", "plugins", "transcripts", "javascript_variables", "operator_variables"):
        for index, record in enumerate(getattr(case, name)):
            for element in record.extra:
                yield from _walk(element, f"{name}[{index}].")


def _walk(element: Element, path: str) -> Iterator[tuple[str, str]]:
    path += element.tag
    if not element.children or element.text.strip():
        yield path, element.text
    for child in element.children:
        yield from _walk(child, f"{path}.")


def _note(case: Case, terminal: Terminal) -> Text:
    return Text(
        f"{terminal.signs.warning} {count(case.problems)} in this payload; snapengage check lists them", "yellow"
    )


def _moment(moment: datetime | None) -> str | None:
    return None if moment is None else f"{moment:%a} {moment.day} {moment:%b %Y, %H:%M:%S} UTC"


def _place(case: Case) -> str:
    place = ", ".join(part for part in (case.city, case.region, case.country or case.country_code) if part)
    if case.latitude is None or case.longitude is None:
        return place
    return _named(place, f"{case.latitude:f}, {case.longitude:f}")


def _named(name: str | None, detail: str | None) -> str:
    return f"{name} ({detail})" if name and detail else name or detail or ""


def _joined(separator: str, *parts: str | None) -> str:
    return separator.join(part for part in parts if part)


def _duration(seconds: int | None) -> str | None:
    if seconds is None or seconds < 60:
        return None if seconds is None else f"{seconds} s"
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes} min {seconds} s" if hours else f"{minutes} min {seconds} s"
