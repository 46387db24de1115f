"""`snapengage show`: what a person sees of a case, at every width, in a file and on a terminal."""

import fcntl
import os
import pty
import re
import struct
import subprocess
import sys
import termios
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

pytest.importorskip("click")
pytest.importorskip("rich")

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

import snapengage
from snapengage import Case, Element, Language, Plugin, SourceId, Transcript, Variable
from snapengage.cli import run
from snapengage.cli.show import show
from snapengage.cli.terminal import Terminal

Show = Callable[..., str]

START = datetime(2024, 3, 5, 9, 14, 2, tzinfo=UTC)
CONTROLS = "".join(map(chr, [*range(1, 32), *range(0x7F, 0xA0)]))
BIDI = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


def said(text: str | None, *, by: str = "", alias: str = "Mai", after: float | None = 0) -> Transcript:
    """A line of a chat, so many seconds after its start; an agent's where a login is given."""
    date = None if after is None else START + timedelta(seconds=after)
    return Transcript(id=by, alias=alias, message=text, date=date)


@pytest.fixture(autouse=True)
def plain_surroundings(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing in the environment that colours."""
    for name in ("FORCE_COLOR", "NO_COLOR", "TTY_COMPATIBLE"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Show:
    """Gives what `show` prints of a case, or of a payload, in so many columns."""

    def shown(case: Case | bytes, columns: int = 80) -> str:
        path = tmp_path / "case.xml"
        path.write_bytes(case if isinstance(case, bytes) else snapengage.serialize(case))
        monkeypatch.setenv("COLUMNS", str(columns))
        assert run(["show", str(path)]) == 0
        out, err = capsys.readouterr()
        assert err == ""
        return out

    return shown


def test_a_chat_is_shown_as_a_whole(shown: Show) -> None:
    """Who, when, where and how long; the conversation from both sides; variables; and what else there is."""
    case = Case(
        id="4f1d09c2",
        url="https://www.snapengage.com/viewcase?c=4f1d09c2",
        requested_by="mai@example.jp",
        description="Where is my parcel?",
        created_at=START,
        page_url="https://shop.example/orders",
        ip_address="203.0.113.77",
        browser="Firefox (123.0)",
        os="macOS 14",
        country="Japan",
        city="大阪市",
        latitude=Decimal("34.693700"),
        longitude=Decimal("135.502200"),
        source_id=SourceId.LIVE_CHAT,
        languages=[Language(name="Japanese", code="ja"), Language(code="en")],
        plugins=[Plugin(name="Java", value="1.6"), Plugin(name="PDF")],
        transcripts=[
            said("Hello! 👋", by="jo@shop.example", alias="Jo", after=7),
            said("ご注文の商品", after=39),
            said("has not arrived", after=3600),
            said("החבילה שלך", by="noa@shop.example", alias="Noa", after=90061),
        ],
        chat_waittime=7,
        chat_duration=3725,
        javascript_variables=[Variable(name="userid", value="ab123")],
        operator_variables=[Variable(name="note", value="held back at customs")],
        extra=[
            Element(tag="widget_id", text="11a2"),
            Element(tag="details", children=[Element(tag="phone", text="1")]),
        ],
    )
    assert shown(case, 60) == CHAT


CHAT = """\
Live chat  4f1d09c2
────────────────────────────────────────────────────────────
Visitor    mai@example.jp
When       Tue 5 Mar 2024, 09:14:02 UTC
Where      大阪市, Japan (34.693700, 135.502200)
Address    203.0.113.77
Page       https://shop.example/orders
Browser    Firefox (123.0) on macOS 14
Languages  Japanese (ja), en
Plug-ins   Java 1.6, PDF
Waited     7 s
Chatted    1 h 2 min 5 s
Agents     Jo (jo@shop.example), Noa (noa@shop.example)
Console    https://www.snapengage.com/viewcase?c=4f1d09c2
Asked      Where is my parcel?

                                         ╭─ Jo ────────────╮
                                         │ Hello! 👋  0:07 │
                                         ╰─────────────────╯
╭─ Mai ────────────────────╮
│ ご注文の商品        0:39 │
│ has not arrived  1:00:00 │
╰──────────────────────────╯
                                 ╭─ Noa ───────────────────╮
                                 │ החבילה שלך  1 d 1:01:01 │
                                 ╰─────────────────────────╯

Set by   Variable   Value
────────────────────────────────────────
page     userid     ab123
agent    note       held back at customs

Other element   Text
────────────────────
widget_id       11a2
details.phone   1
"""


def test_an_empty_case_says_so(shown: Show) -> None:
    """A case of which nothing is known is a title and a word about the conversation that there is not."""
    assert shown(Case(id="x"), 40) == f"Case  x\n{'─' * 40}\n\nNo conversation.\n"
    assert shown(b"<case/>", 40).startswith("Case  (no id)\n")


def test_an_offline_message_is_shown_as_the_visitors(shown: Show) -> None:
    """Where nobody chatted, what the visitor left stands in the place of the conversation."""
    case = Case(id="x", source_id=1, description="Please call me back.\nThank you!", requested_by="joe@example.com")
    assert shown(case, 40) == (
        "Offline message  x\n"
        f"{'─' * 40}\n"
        "Visitor  joe@example.com\n"
        "\n"
        "╭─ joe@example.com ────╮\n"
        "│ Please call me back. │\n"
        "│ Thank you!           │\n"
        "╰──────────────────────╯\n"
    )
    assert "─ visitor ─" in shown(Case(id="x", description="hi"))


@pytest.mark.parametrize(
    ("source", "title"),
    [(1, "Offline message"), (2, "Live chat"), (3, "Proactive chat"), (42, "Source 42"), (None, "Case")],
)
def test_the_title_says_what_kind_of_contact_it_was(shown: Show, source: int | None, title: str) -> None:
    """Kinds that the library knows have names, others their number."""
    assert shown(Case(id="x", source_id=source)).startswith(f"{title}  x\n")


@pytest.mark.parametrize(
    ("seconds", "written"),
    [(0, "0 s"), (59, "59 s"), (60, "1 min 0 s"), (3599, "59 min 59 s"), (3600, "1 h 0 min 0 s"), (-5, "-5 s")],
)
def test_durations_are_in_words(shown: Show, seconds: int, written: str) -> None:
    """Seconds become hours, minutes and seconds, as many as it takes."""
    out = shown(Case(id="x", chat_waittime=seconds, chat_duration=seconds))
    assert f"Waited   {written}\n" in out
    assert f"Chatted  {written}\n" in out


def test_a_place_without_coordinates_and_coordinates_without_a_place(shown: Show) -> None:
    """Of where the visitor was, whatever is known is shown."""
    assert "Where  CO, US\n" in shown(Case(id="x", region="CO", country_code="US", latitude=Decimal(1)))
    assert "Where  1.50, -2\n" in shown(Case(id="x", latitude=Decimal("1.50"), longitude=Decimal(-2)))


def test_times_count_from_whatever_was_first(shown: Show) -> None:
    """The start is the case's or the first line's, whichever is earlier; a line without a date has no time."""
    lines = [said("one", after=5), said("two", after=None), said("three", after=65)]
    out = shown(Case(id="x", transcripts=lines, created_at=START + timedelta(days=1)))
    assert re.findall(r"│ (\w+) +(\S*) *│", out) == [("one", "0:00"), ("two", ""), ("three", "1:00")]
    assert re.findall(r"│ (\w+) +│", shown(Case(id="x", transcripts=[said("only", after=None)]))) == ["only"]


def test_speakers_of_one_name_are_told_apart(shown: Show) -> None:
    """Where several people speak under one alias, the login of an agent is added to it."""
    lines = [
        said("a"),
        said("b", by="x@a", alias="Mai"),
        said("c", by="y@a", alias="Mai"),
        said("d", by="z@a", alias=""),
    ]
    out = shown(Case(id="x", transcripts=[*lines, Transcript(message="e")]))
    assert re.findall(r"╭─ (.+?) ─", out) == ["Mai", "Mai · x@a", "Mai · y@a", "z@a", "visitor"]


def test_a_line_that_says_nothing_is_seen(shown: Show) -> None:
    """A message that is missing or empty leaves a mark of its own."""
    assert shown(Case(id="x", transcripts=[said(None), said(""), said("\n")])).count("(empty)") == 3


def test_elements_without_a_field_are_shown_wherever_they_stand(shown: Show) -> None:
    """Unknown elements are listed by their path, those of lines and variables included; of many the rest is counted."""
    extra = [Element(tag="a", text="text", children=[Element(tag="b", text="1"), Element(tag="c")])]
    variables = [Variable(extra=[Element(tag="d", text="2")])]
    out = shown(Case(id="x", transcripts=[Transcript(extra=extra)], operator_variables=variables))
    rows = [line.split() for line in out.partition("Other element")[2].splitlines()[2:]]
    assert rows == [
        ["transcripts[0].a", "text"],
        ["transcripts[0].a.b", "1"],
        ["transcripts[0].a.c"],
        ["operator_variables[0].d", "2"],
    ]
    out = shown(Case(id="x", extra=[Element(tag=f"e{n}") for n in range(1234)]))
    assert "e19" in out
    assert "e20" not in out
    assert out.endswith("and 1,214 more\n")


def test_problems_are_counted_at_the_end(shown: Show) -> None:
    """Show reads past problems, and says how many there are and what lists them."""
    assert shown(b"<case/>").endswith("\n\n⚠ 1 problem in this payload; snapengage check lists them\n")
    out = shown(f"<case><id>x</id><city>{'& ' * 2000}</city></case>".encode())
    assert out.endswith("⚠ more than 1,000 problems in this payload; snapengage check lists them\n")


def test_what_is_no_case_is_one_line_on_standard_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A payload that cannot be read even leniently is named with place and code, and counts as a problem."""
    path = tmp_path / "page.xml"
    path.write_text("<html>Sign in</html>")
    assert run(["show", str(path)]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith(f"{path}:1:1: root: expected the root element <case>")
    assert err.count("\n") == 1


RICH_TEXT = "Hello, world & co. 漢字かな交じり文 שלום עולם مرحبا 👩‍👩‍👧‍👦 ❤️ e\u0301 " * 12 + "x" * 500


@pytest.mark.parametrize("columns", [40, 60, 80, 100, 120, 300])
def test_every_width_holds_everything(shown: Show, columns: int) -> None:
    """No line is wider than the terminal, none ends in blanks, no bubble has a gap in its edge, no text is lost."""
    lines = [said(RICH_TEXT, by="a@x" if n % 2 else "", alias=RICH_TEXT[: n * 7], after=n * 1000) for n in range(8)]
    variables = [Variable(name=RICH_TEXT, value=RICH_TEXT)]
    case = Case(
        id=RICH_TEXT, description=RICH_TEXT, page_url=RICH_TEXT, transcripts=lines, javascript_variables=variables
    )
    out = shown(case, columns).splitlines()
    assert max(map(cell_len, out)) == min(columns, 100)
    assert [line for line in out if line != line.rstrip()] == []
    bubbles = [line for line in out if line.strip().startswith("│")]
    edges = [(line.index("│"), cell_len(line), line[-1]) for line in bubbles]
    width = min(columns, 100)
    assert set(edges) == {(0, width * 3 // 4, "│"), (width - width * 3 // 4, width, "│")}
    letters = re.sub(r"[\s│]|\d:\d\d:\d\d|\d+:\d\d", "", "".join(bubbles))
    assert letters == re.sub(r"\s", "", RICH_TEXT) * 8


@pytest.mark.parametrize("columns", [1, 10, 39])
def test_a_terminal_that_is_too_narrow_gets_forty_columns(shown: Show, columns: int) -> None:
    """Below forty columns it is for the terminal to wrap."""
    case = Case(id="x", transcripts=[said("hello there", by="a@x")])
    assert shown(case, columns) == shown(case, 40)


def test_a_chat_of_three_hundred_lines_is_shown_line_by_line(shown: Show) -> None:
    """Every line of a long chat is there, in order, on its speaker's side."""
    lines = [
        said(f"line-{n}.", by="a@x" if n % 3 == 0 else "", alias="A" if n % 3 == 0 else "V", after=n)
        for n in range(300)
    ]
    out = shown(Case(id="x", transcripts=lines))
    found = re.findall(r"^( *)│ line-(\d+)\. +(\d+:\d\d) │$", out, re.MULTILINE)
    assert [int(number) for _, number, _ in found] == list(range(300))
    assert [bool(indent) for indent, _, _ in found] == [n % 3 == 0 for n in range(300)]
    assert out.count("╭─ ") == 200


def test_nothing_of_a_payload_reaches_the_terminal_raw(shown: Show) -> None:
    """Control characters and bidirectional overrides are escapes in every place; brackets and colons are text."""
    nasty = f"[red]A[/red] :smile: [link=x]B[/link]\u0080\u0085\u009b31m\u009d0;title\x7f\r{BIDI}\u2028\u2029C"
    case = Case(
        id=nasty,
        url=nasty,
        requested_by=nasty,
        description=nasty,
        page_url=nasty,
        browser=nasty,
        city=nasty,
        languages=[Language(name=nasty, code=nasty)],
        plugins=[Plugin(name=nasty, value=nasty)],
        transcripts=[said(nasty, by=nasty, alias=nasty), said(nasty, alias=f"\n\t{nasty}")],
        javascript_variables=[Variable(name=nasty, value=nasty)],
        operator_variables=[Variable(name=nasty, value=nasty)],
        extra=[Element(tag="a", text=nasty, children=[Element(tag="b", text=nasty)])],
    )
    out = shown(case, 100)
    assert {character for character in out if not character.isprintable()} == {"\n"}
    for piece in (
        "[red]A[/red]",
        ":smile:",
        "[link=x]B[/link]",
        "\\x80\\x85\\x9b31m\\x9d0;title\\x7f\\r",
        "\\u202a\\u202b",
    ):
        assert out.count(piece) >= 8
    assert "╭─ \\n\\t[red]A" in out


@given(st.text(st.characters(exclude_categories=[]), max_size=60), st.sampled_from(["ascii", "latin-1", "utf-8"]))
def test_any_text_at_all_can_be_shown(text: str, encoding: str) -> None:
    """Even what no payload can hold, such as ESC or a lone surrogate, is made harmless and encodable."""
    case = Case(id=text, description=text, transcripts=[said(text, by=text, alias=text)])
    read, write = os.pipe()
    with open(read, "rb") as reader:
        with open(write, "w", encoding=encoding, newline="\n") as stream:
            show(case, Terminal(stream), name=text)
        printed = reader.read().decode(encoding)
    assert not re.search(f"[{re.escape(CONTROLS.replace(chr(10), ''))}{BIDI}\ud800-\udfff]", printed)


def on_terminal(path: Path, command: str = "show", columns: int = 80, **env: str) -> str:
    """What the command prints on a real terminal of its own."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    unwanted = {"COLUMNS", "LINES", "NO_COLOR", "FORCE_COLOR", "COLORTERM", "PYTHONIOENCODING"}
    kept = {name: value for name, value in os.environ.items() if name not in unwanted}
    package_parent = str(Path(snapengage.__file__).parents[1])
    process = subprocess.Popen(
        [sys.executable, "-m", "snapengage", command, str(path)],
        stdin=subprocess.DEVNULL,
        stdout=theirs,
        stderr=theirs,
        env=kept | {"PYTHONPATH": package_parent, "PYTHONUTF8": "1", "TERM": "xterm-256color"} | env,
    )
    os.close(theirs)
    pieces = []
    try:
        while piece := os.read(ours, 65536):
            pieces.append(piece)
    except OSError:  # how Linux says that the other end is closed
        pass
    finally:
        os.close(ours)
        process.wait()
    return b"".join(pieces).decode().replace("\r\n", "\n")


@pytest.fixture
def chat(tmp_path: Path) -> Path:
    """A payload with a conversation and a problem."""
    lines = [said("hello", by="a@x", alias="A"), said("hi"), said("yes?", by="b@x", alias="B")]
    path = tmp_path / "case.xml"
    path.write_bytes(snapengage.serialize(Case(id="x", transcripts=lines)).replace(b"hello", b"hello &"))
    return path


def test_a_terminal_gets_colours_that_tell_speakers_apart(chat: Path) -> None:
    """On a terminal each speaker has a colour; without it the same characters stand in the same places."""
    out = on_terminal(chat)
    colours = [re.search(r"\x1b\[(\d+)m╭", line) for line in out.splitlines() if "╭" in line]
    assert len({colour[1] for colour in colours if colour}) == 3
    assert len(colours) == 3
    assert re.sub(r"\x1b\[[0-9;]*m", "", out) == on_terminal(chat, NO_COLOR="1")


@pytest.mark.parametrize("command", ["show", "check"])
def test_colour_is_only_for_terminals_that_want_it(chat: Path, command: str) -> None:
    """NO_COLOR with anything in it and TERM=dumb mean no escapes at all; an empty NO_COLOR means nothing."""
    assert "\x1b[" in on_terminal(chat, command)
    assert "\x1b[" in on_terminal(chat, command, NO_COLOR="")
    assert "\x1b" not in on_terminal(chat, command, NO_COLOR="0")
    assert "\x1b" not in on_terminal(chat, command, NO_COLOR="1", FORCE_COLOR="1")
    assert "\x1b" not in on_terminal(chat, command, TERM="dumb")


@pytest.mark.parametrize("columns", [60, 80, 120])
def test_the_width_is_the_terminals(chat: Path, columns: int) -> None:
    """The right side is where the terminal ends, or at a hundred columns."""
    lines = on_terminal(chat, columns=columns, NO_COLOR="1").splitlines()
    assert {len(line) for line in lines if line.startswith(" ") and line.endswith("╮")} == {min(columns, 100)}
