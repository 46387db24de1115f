"""The command line as a process: exit codes, streams, files of every kind, what it needs installed."""

import os
import re
import runpy
import signal
import stat
import subprocess
import sys
import threading
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path

import pytest

pytest.importorskip("click")
pytest.importorskip("rich")

import snapengage
from snapengage.__main__ import main
from snapengage.cli import run

GOOD = "<case><id>good</id></case>"
BAD = "<case><id>bad</id><chat_waittime>soon</chat_waittime></case>"
PACKAGE_PARENT = Path(snapengage.__file__).parents[1]
MORE_THAN_A_PIPE_HOLDS = b" " * 2**20
COMMANDS = ("show", "check")


def environment(**extra: str) -> dict[str, str]:
    """This process's environment without what colours or sizes output, and with the package that is tested in reach."""
    unwanted = {"COLUMNS", "LINES", "NO_COLOR", "FORCE_COLOR", "PYTHONIOENCODING", "PYTHONUTF8", "LC_ALL", "LANG"}
    kept = {name: value for name, value in os.environ.items() if name not in unwanted}
    return kept | {"PYTHONPATH": str(PACKAGE_PARENT), "PYTHONUTF8": "1"} | extra


def command(*args: str | Path) -> list[str]:
    return [sys.executable, "-m", "snapengage", *map(str, args)]


def call(
    *args: str | Path, stdin: bytes = b"", env: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[bytes]:
    """Runs the command line to its end."""
    return subprocess.run(command(*args), input=stdin, capture_output=True, env=env or environment(), check=False)


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """A directory of files of every kind."""
    (tmp_path / "good.xml").write_text(GOOD)
    (tmp_path / "bad.xml").write_text(BAD)
    (tmp_path / "empty.xml").touch()
    (tmp_path / "binary.xml").write_bytes(bytes(range(256)) * 4)
    (tmp_path / "large.xml").write_bytes(b"<case><id>x</id>".ljust(9 * 1024 * 1024))
    (tmp_path / "directory.xml").mkdir()
    return tmp_path


UNREADABLE = {
    "missing.xml": "No such file or directory",
    "directory.xml": "Is a directory",
}
NO_CASE = {
    "empty.xml": ": empty: ",
    "binary.xml": ": not-xml: ",
    "large.xml": ": limit: more than 8,388,608 bytes",
}


@pytest.mark.parametrize("name", UNREADABLE | NO_CASE)
def test_show_says_in_one_line_why_it_cannot_show_a_file_and_shows_the_others(files: Path, name: str) -> None:
    """A file that is no case costs one line on standard error, and the files around it are shown."""
    done = call("show", files / "good.xml", files / name, files / "good.xml")
    assert done.returncode == (2 if name in UNREADABLE else 1)
    assert done.stdout.count(b"Case  good") == 2
    (line,) = done.stderr.decode().splitlines()
    assert line.startswith(f"{files / name}:")
    assert (UNREADABLE | NO_CASE)[name] in line


@pytest.mark.parametrize("name", UNREADABLE)
def test_check_says_in_one_line_why_it_cannot_read_a_file_and_checks_the_others(files: Path, name: str) -> None:
    """A file that cannot be read costs one line on standard error, and outweighs the problems of another."""
    done = call("check", files / "bad.xml", files / name, files / "bad.xml")
    assert done.returncode == 2
    assert done.stdout.count(b": bad-integer: ") == 2
    assert done.stderr.decode().splitlines() == [f"{files / name}: {UNREADABLE[name]}", "2 problems found"]


@pytest.mark.parametrize("name", NO_CASE)
def test_check_says_in_one_line_that_a_file_is_no_text_and_checks_the_others(files: Path, name: str) -> None:
    """A file that is empty, binary or too large has no line to show, so it costs one line on standard error."""
    done = call("check", files / name, files / "bad.xml")
    assert done.returncode == 1
    assert done.stdout.count(b": bad-integer: ") == 1
    line, summary = done.stderr.decode().splitlines()
    assert line.startswith(f"{files / name}:")
    assert NO_CASE[name] in line
    assert summary == "1 problem found"


@pytest.mark.parametrize("name", COMMANDS)
def test_an_endless_file_is_refused(name: str) -> None:
    """No more is read than shows that a file is too large."""
    done = call(name, "/dev/zero")
    assert done.returncode == 1
    assert b"/dev/zero: limit: " in done.stdout + done.stderr


@pytest.mark.parametrize("name", COMMANDS)
def test_a_pipe_is_never_coloured(files: Path, name: str) -> None:
    """Colour is for terminals alone, whatever the environment says of others."""
    done = call(name, files / "bad.xml", env=environment(FORCE_COLOR="1", TTY_COMPATIBLE="1", COLORTERM="truecolor"))
    assert b"bad" in done.stdout
    assert b"\x1b" not in done.stdout + done.stderr


def test_check_is_silent_where_nothing_is_wrong(files: Path) -> None:
    """A file without problems prints nothing at all."""
    done = call("check", files / "good.xml")
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")


def test_show_reads_past_problems(files: Path) -> None:
    """A case with problems is shown with a note about them, and that is no failure."""
    done = call("show", files / "bad.xml")
    assert done.returncode == 0
    assert "1 problem in this payload; snapengage check lists them" in done.stdout.decode()


def test_a_dash_is_standard_input() -> None:
    """Both commands read standard input for `-`, and say so by its usual name."""
    assert b"Case  good" in call("show", "-", stdin=GOOD.encode()).stdout
    assert call("check", "-", stdin=BAD.encode()).stdout.startswith(b"<stdin>:1:19: bad-integer: ")


def test_show_names_files_only_where_there_are_several(files: Path) -> None:
    """One file needs no name above it; several are told apart by theirs."""
    good = files / "good.xml"
    assert str(good).encode() not in call("show", good).stdout
    assert call("show", good, good).stdout.count(str(good).encode()) == 2


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["shwo"], r"snapengage: No such command 'shwo'\."),
        (["show"], r"snapengage: Missing argument 'FILE\.\.\.'\. Try snapengage --help\."),
        (["check", "--frob", "x"], r"snapengage: No such option.+--frob"),
        (["check", "--\x1b[31m", "x"], r"snapengage: No such option.+--\\x1b\[31m"),
        ([], r"Usage: snapengage \[OPTIONS\] COMMAND"),
    ],
)
def test_wrong_usage_is_explained(args: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    """A command line that makes no sense exits with 2 and says on standard error what is wrong with it."""
    assert run(args) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert re.match(said, err)


@pytest.mark.parametrize("option", ["-h", "--help"])
@pytest.mark.parametrize("before", [[], ["show"], ["check"]])
def test_help_is_given_at_every_level(before: list[str], option: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Both spellings of help work, before and after a command, and name the exit codes."""
    assert run([*before, option]) == 0
    out, err = capsys.readouterr()
    assert out.startswith("Usage: snapengage ")
    assert "Exit code: 0 fine, 1 problems in a payload, 2 a file" in " ".join(out.split())
    assert err == ""


def test_version_is_that_of_the_distribution(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The version is that of the installed distribution; a bare copy of the package has none."""
    installed = tmp_path / "snapengage-7.8.9.dist-info"
    installed.mkdir()
    (installed / "METADATA").write_text("Metadata-Version: 2.1\nName: snapengage\nVersion: 7.8.9\n")
    elsewhere = [entry for entry in sys.path if not any(Path(entry).glob("snapengage-*.dist-info"))]
    monkeypatch.setattr(sys, "path", [str(tmp_path), *elsewhere])
    assert run(["--version"]) == 0
    monkeypatch.setattr(sys, "path", elsewhere)
    assert run(["--version"]) == 0
    assert capsys.readouterr().out == "snapengage 7.8.9\nsnapengage (not installed)\n"


def test_main_exits_with_the_code_of_the_run(files: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The installed script passes its arguments on, and the outcome back to the shell."""
    for name, code in (("good.xml", 0), ("bad.xml", 1), ("missing.xml", 2)):
        monkeypatch.setattr(sys, "argv", ["snapengage", "check", str(files / name)])
        with pytest.raises(SystemExit) as ended:
            main()
        assert ended.value.code == code


def test_the_package_runs_as_a_module(files: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """``python -m snapengage`` is the same command."""
    monkeypatch.delitem(sys.modules, "snapengage.__main__")
    monkeypatch.setattr(sys, "argv", ["snapengage", "check", str(files / "missing.xml")])
    with pytest.raises(SystemExit) as ended:
        # By its path: pytest loads a package with a plugin for it in a way of its own, which has no run_module.
        runpy.run_path(str(Path(snapengage.__file__).with_name("__main__.py")), run_name="__main__")
    assert ended.value.code == 2


def test_without_its_extra_it_says_what_to_install(tmp_path: Path) -> None:
    """Where only the core is installed, the command says in one line how to get the rest, and exits with 2."""
    for name in ("snapengage", "attr", "attrs", "defusedxml", "dateutil"):
        source = Path(str(import_module(name).__file__)).parent
        (tmp_path / name).symlink_to(source, target_is_directory=True)
    done = subprocess.run(
        [sys.executable, "-S", "-m", "snapengage", "show", "-"],
        capture_output=True,
        env=environment(PYTHONPATH=str(tmp_path)),
        check=False,
        text=True,
    )
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr == "snapengage: the command line is an extra: pip install 'snapengage[cli]'\n"


@pytest.mark.parametrize("missing", ["click", "rich"])
def test_either_missing_library_is_answered_alike(
    missing: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """It takes both libraries, and a missing one is never a traceback."""
    forget_command_line(monkeypatch)
    monkeypatch.setitem(sys.modules, missing, None)
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2
    assert "pip install 'snapengage[cli]'" in capsys.readouterr().err


def test_a_fault_of_our_own_is_not_mistaken_for_a_missing_library(monkeypatch: pytest.MonkeyPatch) -> None:
    """A module of the package itself that is missing is an error like any other."""
    forget_command_line(monkeypatch)
    monkeypatch.setitem(sys.modules, "snapengage.cli", None)
    with pytest.raises(ModuleNotFoundError):
        main()


def forget_command_line(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.split(".")[:2] == ["snapengage", "cli"]]:
        monkeypatch.delitem(sys.modules, name)


def test_the_core_loads_nothing_of_the_command_line() -> None:
    """Importing the library loads neither its command line nor what that is built on."""
    code = "import sys, snapengage; print({'click', 'rich', 'snapengage.cli'} & sys.modules.keys() or 'nothing')"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, env=environment(), check=True, text=True)
    assert done.stdout == "nothing\n"


def test_ctrl_c_ends_it_without_a_traceback(tmp_path: Path) -> None:
    """An interrupt while a file is being read exits with 130, and nothing is said."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    process = subprocess.Popen(command("show", pipe), stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment())
    with pipe.open("wb") as stream:
        stream.write(MORE_THAN_A_PIPE_HOLDS)  # so that it is being read once this is done
        process.send_signal(signal.SIGINT)
    out, err = process.communicate()
    assert (process.returncode, out, err.strip()) == (130, b"", b"")


def test_ctrl_c_is_an_exit_code_of_the_run(tmp_path: Path) -> None:
    """The same within a process: the run returns 130."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)

    def interrupt() -> None:
        with pipe.open("wb") as stream:
            stream.write(MORE_THAN_A_PIPE_HOLDS)
            signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)

    thread = threading.Thread(target=interrupt)
    thread.start()
    try:
        assert run(["show", str(pipe)]) == 130
    finally:
        thread.join()


@pytest.mark.parametrize("name", COMMANDS)
@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_a_closed_pipe_ends_it_without_a_word(files: Path, name: str, unbuffered: str) -> None:
    """Where nobody reads on, as behind ``| head -1``, it ends as programs do that SIGPIPE ends."""
    reader, writer = os.pipe()
    os.close(reader)
    with open(writer, "wb") as nobody:
        done = subprocess.run(
            command(name, files / "bad.xml"),
            stdout=nobody,
            stderr=subprocess.PIPE,
            env=environment(PYTHONUNBUFFERED=unbuffered),
            check=False,
        )
    assert (done.returncode, done.stderr) == (141, b"")


def test_a_closed_pipe_is_an_exit_of_the_run(files: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same within a process: the run ends at the first line that nobody reads."""
    reader, writer = os.pipe()
    os.close(reader)
    with open(writer, "w") as nobody:
        monkeypatch.setattr(sys, "stdout", nobody)
        with pytest.raises(SystemExit) as ended:
            run(["show", str(files / "good.xml")])
    assert ended.value.code == 141


needs_full = pytest.mark.skipif(
    not (os.path.exists("/dev/full") and stat.S_ISCHR(os.stat("/dev/full").st_mode)),
    reason="the system has no /dev/full",
)


@needs_full
@pytest.mark.parametrize("unbuffered", ["", "1"])
@pytest.mark.parametrize("args", [["show", "good.xml"], ["check", "bad.xml"], ["--help"]])
def test_a_full_disk_is_one_line(files: Path, args: list[str], unbuffered: str) -> None:
    """Output that cannot be written is a failure, said in one line."""
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            command(*args),
            stdout=full,
            stderr=subprocess.PIPE,
            env=environment(PYTHONUNBUFFERED=unbuffered),
            cwd=files,
            check=False,
        )
    assert done.returncode == 2
    assert done.stderr == b"snapengage: cannot write the output: No space left on device\n"


@needs_full
@pytest.mark.parametrize("args", [["show"], ["--help"]])
def test_a_full_disk_is_an_exit_of_the_run(
    files: Path, args: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The same within a process: the run ends with 2."""
    with open("/dev/full", "w") as full:
        monkeypatch.setattr(sys, "stdout", full)
        with pytest.raises(SystemExit) as ended:
            run([*args, str(files / "good.xml")])
    assert ended.value.code == 2
    assert capsys.readouterr().err == "snapengage: cannot write the output: No space left on device\n"


CLOSED = {
    "<&-": (2, b"<stdin>: Bad file descriptor\n"),
    ">&-": (2, b"snapengage: cannot write the output: standard output is closed\n"),
    "2>&-": (0, b""),
}


@pytest.mark.parametrize("closed", CLOSED)
def test_closed_standard_streams_are_no_crash(files: Path, closed: str) -> None:
    """A process that is started with a standard stream closed does what it still can."""
    args = command("show", files / "good.xml", *(["-"] if closed == "<&-" else []))
    shell = ["sh", "-c", f'exec "$0" "$@" {closed}', *args]
    done = subprocess.run(shell, capture_output=True, env=environment(), check=False)
    assert (done.returncode, done.stderr) == CLOSED[closed]
    assert (b"Case  good" in done.stdout) == (closed != ">&-")


def test_streams_that_are_none_are_no_crash(files: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same within a process, where Python gives None for a closed stream."""
    for name in ("stdin", "stderr"):
        monkeypatch.setattr(sys, name, None)
    assert run(["show", str(files / "good.xml")]) == 0
    assert run(["check", "-"]) == 2
    monkeypatch.setattr(sys, "stdout", None)
    assert run(["show", str(files / "good.xml")]) == 2


@pytest.mark.parametrize("name", COMMANDS)
@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp1252", "gbk", "utf-8", "utf-16"])
@pytest.mark.parametrize("columns", ["1", "40", "200"])
def test_every_encoding_of_the_output_will_do(tmp_path: Path, name: str, encoding: str, columns: str) -> None:
    """What the output's encoding lacks is written as escapes, ornaments of our own in ASCII; nothing fails."""
    said = "字 é · 漢 שלום 👩‍👩‍👧 " * 9
    payload = tmp_path / "case.xml"
    payload.write_text(
        f"<case><id>{said}</id><transcripts><transcript><id>a@x</id><alias>{said}</alias><message>{said}</message>"
        f"</transcript></transcripts>\n<chat_waittime>{said}</chat_waittime></case>",
        encoding="utf-8",
    )
    done = call(name, payload, env=environment(PYTHONUTF8="0", PYTHONIOENCODING=encoding, COLUMNS=columns))
    assert done.returncode == (0 if name == "show" else 1)
    text = "".join(done.stdout.decode(encoding).split())
    assert ("\\u5b57" in text) == (encoding in ("ascii", "latin-1", "cp1252"))


def test_the_c_locale_will_do(tmp_path: Path) -> None:
    """A bare environment, as of a service, prints what any other prints or escapes it."""
    payload = tmp_path / "case.xml"
    payload.write_text("<case><id>漢</id></case>", encoding="utf-8")
    for extra in ({"LC_ALL": "C"}, {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}):
        done = call("show", payload, env=environment(**extra))
        assert done.returncode == 0
        assert done.stdout.decode().startswith(("Case  漢", "Case  \\u6f22"))
