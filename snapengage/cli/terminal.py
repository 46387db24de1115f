"""The one way to the terminal: whatever is printed is made harmless first, and fits the stream that takes it.

Payloads come from strangers. Their control characters, which could rewrite the screen, and their bidirectional
overrides, which could reorder it, are written as escapes such as ``\\x1b``; nothing in them is markup. Colour is for
terminals alone. No encoding, closed pipe or full disk ends in a traceback.
"""

import io
import os
import re
from typing import NamedTuple, NoReturn, TextIO, cast

import click
from rich.cells import cell_len, set_cell_size
from rich.console import Console, RenderableType
from rich.text import Text

__all__ = ["Signs", "Terminal", "give_up"]

_CLOSED_PIPE = 128 + 13
"""The exit code where nobody reads on: what a shell gives for a program that SIGPIPE has ended, as it ends ``cat``."""

_MIN_WIDTH = 40
"""Below this a conversation has no two sides; a terminal that is narrower wraps the lines itself."""

# The control characters C0, DEL and C1, Unicode's own line ends, what overrides or embeds the direction of text, and
# surrogates, which stand for the undecodable bytes of a file name.
_harmful = re.compile("[\0-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_line_break_or_tab = re.compile("[\n\t]")


class Signs(NamedTuple):
    """The ornaments of our own, for streams that can encode them and for those that cannot."""

    ellipsis: str = "…"
    dot: str = "·"
    bar: str = "│"
    rule: str = "─"
    warning: str = "⚠"


_ASCII = Signs(ellipsis="...", dot="-", bar="|", rule="-", warning="!")


def give_up(stream: TextIO, error: OSError) -> NoReturn:
    """Ends the program where its output cannot be written: without a word if nobody reads it any more."""
    # What is still in the buffer would fail once more when Python ends.
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
    if isinstance(error, BrokenPipeError):
        raise SystemExit(_CLOSED_PIPE)
    click.echo(f"snapengage: cannot write the output: {error.strerror}", err=True)
    raise SystemExit(2)


class _Output:
    """A stream as rich needs it: its lines end where their text does, and failing to write them ends the program."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self.encoding = stream.encoding

    def write(self, text: str) -> None:
        try:
            self._stream.write("\n".join(line.rstrip(" ") for line in text.split("\n")))
            self._stream.flush()
        except OSError as error:
            give_up(self._stream, error)

    def flush(self) -> None:
        """Nothing is left to do: every write is one print."""


class Terminal:
    """A stream, which may be a terminal, a file or a pipe, and how to print on it."""

    def __init__(self, stream: TextIO | None) -> None:
        """`stream` is None where the process was started with it closed; what is printed is lost then."""
        self._console = Console(
            file=cast("TextIO", _Output(io.StringIO() if stream is None else stream)),
            # Colour is for terminals alone, whatever else rich would take from the environment.
            force_terminal=stream is not None and stream.isatty(),
            color_system=None if os.environ.get("NO_COLOR") else "auto",
            highlight=False,
            markup=False,
            emoji=False,
        )
        self._encoding = self._console.encoding
        self.signs = Signs() if self._encoding.startswith("utf") else _ASCII
        self.width = self._console.width = max(self._console.width, _MIN_WIDTH)

    def plain(self, raw: str, *, lines: bool = False) -> str:
        """Any text as it may be printed. Line ends and tabs stay where `lines` are wanted; else they are escaped."""
        text = _harmful.sub(_escape, raw.replace("\r\n", "\n") if lines else raw)
        if not lines:
            text = _line_break_or_tab.sub(_escape, text)
        return text.encode(self._encoding, "backslashreplace").decode(self._encoding)

    def text(self, raw: str, style: str = "", *, lines: bool = False) -> Text:
        """The same, for a layout."""
        return Text(self.plain(raw, lines=lines), style, tab_size=4)

    def cut(self, raw: str, width: int) -> str:
        """The same in one line of at most this many cells, with an ellipsis where there was more."""
        text = self.plain(raw[: 4 * width])
        if cell_len(text) <= width and len(raw) <= 4 * width:
            return text
        return set_cell_size(text, width - len(self.signs.ellipsis)).rstrip() + self.signs.ellipsis

    def print(self, renderable: RenderableType, *, width: int | None = None) -> None:
        """Prints, wrapped to `width`; without one each line stays one line, however long."""
        self._console.print(renderable, width=width, soft_wrap=width is None)


def _escape(character: re.Match[str]) -> str:
    return character[0].encode("unicode_escape").decode()
