"""The command line: options and exit codes. Built on the public names of `snapengage`; needs the extra ``cli``.

Each file is dealt with on its own and in the order given. The exit code is the worst that any of them came to.
"""

import os
import sys
from collections.abc import Callable, Sequence
from errno import EBADF
from importlib import metadata
from pathlib import Path

import click
from click.exceptions import NoArgsIsHelpError
from rich.text import Text

from snapengage import Limits, ParseError, Problem, parse
from snapengage.cli.check import as_problem, count, headline, report
from snapengage.cli.show import show as show_case
from snapengage.cli.terminal import Terminal, give_up

__all__ = ["run"]

_FINE, _PROBLEMS, _FAILED, _INTERRUPTED = 0, 1, 2, 128 + 2

_EXIT_CODES = "Exit code: 0 fine, 1 problems in a payload, 2 a file that cannot be read or a wrong option."


def run(args: Sequence[str]) -> int:
    """Runs the command line and returns its exit code."""
    if sys.stdout is None:  # the process was started with it closed
        click.echo("snapengage: cannot write the output: standard output is closed", err=True)
        return _FAILED
    try:
        code: int = commands.main(list(args), prog_name="snapengage", standalone_mode=False)
    except NoArgsIsHelpError as error:
        click.echo(error.format_message(), err=True)
        return error.exit_code
    except click.UsageError as error:
        message = Terminal(sys.stderr).plain(error.format_message())
        click.echo(f"snapengage: {message} Try snapengage --help.", err=True)
        return error.exit_code
    except OSError as error:  # of what click itself prints; files have been dealt with
        give_up(sys.stdout, error)
    except click.Abort:
        return _INTERRUPTED
    return code


def _print_version(context: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted:
        try:
            version = metadata.version("snapengage")
        except metadata.PackageNotFoundError:
            version = "(not installed)"
        click.echo(f"snapengage {version}")
        context.exit()


@click.group(context_settings={"help_option_names": ["-h", "--help"]}, epilog=_EXIT_CODES)
@click.option(
    "--version", is_flag=True, is_eager=True, expose_value=False, callback=_print_version, help="Show the version."
)
def commands() -> None:
    """SnapEngage's case payloads: shows one as a conversation, finds what is wrong with one, or makes some up."""


_files = click.argument("files", nargs=-1, required=True, metavar="FILE...", type=str)


@commands.command(short_help="Shows each case as a conversation.", epilog=_EXIT_CODES)
@_files
def show(files: tuple[str, ...]) -> int:
    """Shows each case FILE as a person wants to see it: who, when, where, and the conversation.

    A file of - is standard input. Mistakes in a payload are read past, and counted.
    """
    out, err = Terminal(sys.stdout), Terminal(sys.stderr)

    def show_one(name: str, data: bytes) -> int:
        try:
            case = parse(data, lenient=True)
        except ParseError as error:
            err.print(headline(as_problem(error), name, err))
            return _PROBLEMS
        show_case(case, out, name=name if len(files) > 1 else None)
        return _FINE

    return _each(files, show_one, err)


@commands.command(short_help="Lists what is wrong with each case.", epilog=_EXIT_CODES)
@_files
def check(files: tuple[str, ...]) -> int:
    """Checks each case FILE, and lists all that is wrong with it as file:line:column: code: message.

    A file of - is standard input. A file without problems prints nothing.
    """
    out, err = Terminal(sys.stdout), Terminal(sys.stderr)
    found: list[Problem] = []

    def check_one(name: str, data: bytes) -> int:
        try:
            problems = parse(data, lenient=True).problems
        except ParseError as error:
            problem = as_problem(error)
            if problem.line is None or b"\0" in data:
                # Nothing at all, too much of it, or no text: there is no line that could be shown.
                err.print(headline(problem, name, err))
                return _PROBLEMS
            problems = (problem,)
        report(problems, name, data, out)
        found.extend(problems)
        return _PROBLEMS if problems else _FINE

    code = _each(files, check_one, err)
    if found:
        err.print(Text(f"{count(found)} found", "bold"))
    return code


@commands.command(
    short_help="Makes up cases.", epilog="Exit code: 0 fine, 2 a file that cannot be written or a wrong option."
)
@click.option("-n", "count", type=click.IntRange(min=1), default=1, metavar="COUNT", help="How many; one by default.")
@click.option("--seed", default="0", metavar="SEED", help="Any text: another one makes other cases.  [default: 0]")
@click.option(
    "--kind", type=click.Choice(["offline", "live", "proactive", "broken"]), help="One kind alone; any by default."
)
@click.option("-o", "folder", metavar="DIR", help="Write files in DIR, which is made where there is none.")
@click.option(
    "--format", "form", type=click.Choice(["xml", "jsonl"]), default="xml", help="Payloads, or lines of JSON."
)
def fake(count: int, seed: str, kind: str | None, folder: str | None, form: str) -> int:
    """Makes up plausible cases, or broken payloads, to try a receiver with.

    The same options give the same bytes, on every machine. Nobody real is in them. Files are named 0001.xml and so on,
    or cases.jsonl.
    """
    if kind == "broken" and form == "jsonl":
        raise click.UsageError("--format jsonl holds cases, and a broken payload is none: take --format xml.")
    # Only now, since the other commands do without the test kit.
    from snapengage.cli.fake import make, print_all, write_files  # noqa: PLC0415  # --help loads no test kit

    payloads = make(count, seed, kind, form)
    if folder is None:
        print_all(payloads)
        return _FINE
    err = Terminal(sys.stderr)
    try:
        write_files(Path(folder), payloads, count, form)
    except FileExistsError as error:
        advice = "exists already, and nothing is ever overwritten: name another directory, or move it away"
        err.print(err.text(f"{error.filename}: {advice}"))
    except OSError as error:
        err.print(err.text(f"{error.filename or folder}: {error.strerror}"))
    else:
        return _FINE
    return _FAILED


def _each(files: tuple[str, ...], deal_with: Callable[[str, bytes], int], err: Terminal) -> int:
    """Deals with each file, and returns the worst exit code."""
    worst = _FINE
    for file in files:
        name = "<stdin>" if file == "-" else file
        try:
            data = _read(file)
        except OSError as error:
            err.print(err.text(f"{name}: {error.strerror}"))
            code = _FAILED
        else:
            code = deal_with(name, data)
        worst = max(worst, code)
    return worst


def _read(file: str) -> bytes:
    """The file, or as much of it as shows that it is too large."""
    enough = Limits().max_bytes + 1
    if file != "-":
        with open(file, "rb") as stream:
            return stream.read(enough)
    if sys.stdin is None:
        raise OSError(EBADF, os.strerror(EBADF))
    return sys.stdin.buffer.read(enough)
