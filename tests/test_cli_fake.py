"""The command that makes cases up, as a process: what it gives, where it writes, what it refuses."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("click")
pytest.importorskip("rich")

import snapengage
from snapengage import SourceId, parse, serialize
from snapengage.cli import run
from snapengage.cli.fake import write_files
from snapengage.testing import fake_broken_payload, fake_case, fake_cases

KINDS = {"offline": SourceId.OFFLINE_MESSAGE, "live": SourceId.LIVE_CHAT, "proactive": SourceId.PROACTIVE_CHAT}
ENVIRONMENT = os.environ | {"PYTHONPATH": str(Path(snapengage.__file__).parents[1]), "COLUMNS": "80"}
COMMAND = [sys.executable, "-m", "snapengage", "fake"]


def call(*args: str | Path, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """Runs the command to its end."""
    return subprocess.run([*COMMAND, *map(str, args)], capture_output=True, env=ENVIRONMENT | environment, check=False)


def given(*args: str | Path) -> bytes:
    """What the command writes where all is well."""
    done = call(*args)
    assert (done.returncode, done.stderr) == (0, b"")
    return done.stdout


def test_one_payload_is_given_by_default() -> None:
    """Without options it is one payload, the first of the seed 0, in the same bytes each time."""
    assert given() == serialize(fake_case("0/0"))
    assert given("--seed", "0", "-n", "1", "--format", "xml") == given()


def test_as_many_as_wanted_are_given() -> None:
    """Several payloads come one after the other, each ending in a newline: those of `fake_cases`."""
    assert given("-n", "5", "--seed", "mine") == b"".join(map(serialize, fake_cases(5, seed="mine")))


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_is_kept_to(kind: str) -> None:
    """Of a kind that is named all are."""
    expected = [fake_case(f"0/{index}", source_id=KINDS[kind]) for index in range(4)]
    assert given("-n", "4", "--kind", kind) == b"".join(map(serialize, expected))


def test_broken_ones_are_given(tmp_path: Path) -> None:
    """Broken payloads are those of `fake_broken_payload`: as they are in files, with a newline behind on a pipe."""
    expected = [fake_broken_payload(f"7/{index}") for index in range(30)]
    with_newlines = [payload if payload.endswith(b"\n") else payload + b"\n" for payload in expected]
    assert with_newlines != expected
    options = ("--kind", "broken", "-n", "30", "--seed", "7")
    assert given(*options) == b"".join(with_newlines)
    assert given(*options, "-o", tmp_path) == b""
    assert [path.read_bytes() for path in sorted(tmp_path.iterdir())] == expected


@pytest.mark.parametrize("encoding", ["utf-8", "ascii"])
def test_lines_of_json_are_cases(encoding: str) -> None:
    """In JSON each line is the dict of a case, in UTF-8 whatever the terminal's encoding, with nothing escaped."""
    done = call("-n", "40", "--format", "jsonl", PYTHONIOENCODING=encoding, PYTHONUTF8="0")
    lines = done.stdout.decode().split("\n")
    assert lines.pop() == ""
    assert [json.loads(line) for line in lines] == [case.to_dict() for case in fake_cases(40)]
    assert not done.stdout.isascii()
    assert b"\\u" not in done.stdout


@pytest.mark.parametrize(("count", "first", "last"), [(1, "0001.xml", "0001.xml"), (12, "0001.xml", "0012.xml")])
def test_files_are_numbered(tmp_path: Path, count: int, first: str, last: str) -> None:
    """With a directory, which is made, each payload is a file in it, and nothing is printed."""
    folder = tmp_path / "new" / "folder"
    assert given("-n", str(count), "-o", folder) == b""
    paths = sorted(folder.iterdir())
    assert (paths[0].name, paths[-1].name, len(paths)) == (first, last, count)
    assert [parse(path.read_bytes()) for path in paths] == list(fake_cases(count))


def test_numbers_of_many_files_are_wider(tmp_path: Path) -> None:
    """Ten thousand files and more have numbers of one width, so that they sort as they were made."""
    assert run(["fake", "-n", "10000", "-o", str(tmp_path)]) == 0
    names = sorted(path.name for path in tmp_path.iterdir())
    assert (names[0], names[-1], len(names)) == ("00001.xml", "10000.xml", 10000)
    assert parse((tmp_path / names[-1]).read_bytes()) == fake_case("0/9999")


def test_lines_of_json_are_one_file(tmp_path: Path) -> None:
    """In a directory the lines of JSON are all in cases.jsonl."""
    assert given("-n", "3", "--format", "jsonl", "-o", tmp_path) == b""
    (path,) = tmp_path.iterdir()
    assert path.name == "cases.jsonl"
    assert path.read_bytes() == given("-n", "3", "--format", "jsonl")


@pytest.mark.parametrize(("form", "name"), [("xml", "0003.xml"), ("jsonl", "cases.jsonl")])
@pytest.mark.parametrize("dangling", [False, True])
def test_no_file_is_overwritten(tmp_path: Path, form: str, name: str, dangling: bool) -> None:
    """Where one of the files exists, if only as a link to nowhere, none is written, and the message says what to do."""
    if dangling:
        (tmp_path / name).symlink_to("nowhere")
    else:
        (tmp_path / name).write_text("precious")
    done = call("-n", "4", "-o", tmp_path, "--format", form)
    assert done.returncode == 2
    assert done.stderr.decode() == (
        f"{tmp_path / name}: exists already, and nothing is ever overwritten: name another directory, or move it away\n"
    )
    assert [path.name for path in tmp_path.iterdir()] == [name]
    assert dangling or (tmp_path / name).read_text() == "precious"


def test_a_file_in_place_of_the_directory_is_refused(tmp_path: Path) -> None:
    """A directory that is a file is no place to write, and stays as it is."""
    (tmp_path / "file").write_text("precious")
    done = call("-o", tmp_path / "file")
    assert done.returncode == 2
    assert done.stderr.decode().startswith(f"{tmp_path / 'file'}: exists already")
    done = call("-o", tmp_path / "file" / "below")
    assert done.returncode == 2
    assert done.stderr.decode() == f"{tmp_path / 'file' / 'below'}: Not a directory\n"
    assert (tmp_path / "file").read_text() == "precious"


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["-n", "0"], "snapengage: Invalid value for '-n': 0 is not in the range x>=1."),
        (["-n", "-3"], "snapengage: Invalid value for '-n': -3 is not in the range x>=1."),
        (["-n", "many"], "snapengage: Invalid value for '-n': 'many' is not a valid integer range."),
        (["--kind", "odd"], "snapengage: Invalid value for '--kind': 'odd' is not one of 'offline', 'live', "),
        (["--format", "csv"], "snapengage: Invalid value for '--format': 'csv' is not one of 'xml', 'jsonl'."),
        (
            ["--kind", "broken", "--format", "jsonl"],
            "snapengage: --format jsonl holds cases, and a broken payload is none: take --format xml. Try",
        ),
        (["more"], "snapengage: Got unexpected extra argument"),
    ],
)
def test_wrong_usage_is_explained(args: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Options that make no sense exit with 2, say why, and give nothing."""
    assert run(["fake", *args]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith(said)


def test_a_run_prints_as_the_process_does(capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    """The same within a process: payloads of a kind, broken ones, and lines of JSON."""
    for args in (["--kind", "live"], ["--kind", "broken", "-n", "20"], ["--format", "jsonl"], []):
        assert run(["fake", *args]) == 0
        assert capsysbinary.readouterr() == (given(*args), b"")


def test_a_run_refuses_as_the_process_does(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The same within a process: files are written once, and a directory that cannot be made is one line."""
    args = ["fake", "-o", str(tmp_path / "new"), "--format", "jsonl"]
    assert run(args) == 0
    assert run(args) == 2
    assert "exists already" in capsys.readouterr().err
    assert run(["fake", "-o", "/dev/null/below"]) == 2
    assert capsys.readouterr().err == "/dev/null/below: Not a directory\n"


def test_a_disk_that_is_full_is_one_line(tmp_path: Path) -> None:
    """A file that cannot be written to its end is a failure, said in one line."""
    script = 'ulimit -f 1; trap \'\' XFSZ; exec "$0" "$@"'  # files of half a kilobyte at most, without a signal
    done = subprocess.run(
        ["sh", "-c", script, *COMMAND, "-n", "9", "-o", str(tmp_path)],
        capture_output=True,
        env=ENVIRONMENT | {"PYTHONDONTWRITEBYTECODE": "1"},
        check=False,
    )
    assert (done.returncode, done.stderr.decode()) == (2, f"{tmp_path}: File too large\n")


@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_a_closed_pipe_ends_it_without_a_word(unbuffered: str) -> None:
    """Where nobody reads on, it ends as programs do that SIGPIPE ends, however many payloads are to come."""
    environment = ENVIRONMENT | {"PYTHONUNBUFFERED": unbuffered}
    process = subprocess.Popen(
        [*COMMAND, "-n", "1000000"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment
    )
    assert process.stdout is not None
    assert process.stderr is not None
    assert process.stdout.readline() == b'<?xml version="1.0" encoding="UTF-8"?>\n'
    process.stdout.close()
    with process.stderr:
        assert process.stderr.read() == b""
    assert process.wait() == 141


def test_a_closed_pipe_is_an_exit_of_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same within a process."""
    reader, writer = os.pipe()
    os.close(reader)
    with open(writer, "w") as nobody:
        monkeypatch.setattr(sys, "stdout", nobody)
        with pytest.raises(SystemExit) as ended:
            run(["fake"])
    assert ended.value.code == 141


def test_ctrl_c_ends_it_without_a_traceback() -> None:
    """An interrupt while payloads are being written exits with 130, and nothing is said."""
    process = subprocess.Popen(
        [*COMMAND, "-n", "1000000"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=ENVIRONMENT
    )
    assert process.stdout is not None
    process.stdout.readline()
    process.send_signal(signal.SIGINT)
    _, err = process.communicate()
    assert (process.returncode, err.strip()) == (130, b"")


def test_memory_does_not_grow_with_the_count() -> None:
    """Of twenty times as many payloads no more is held in memory at once."""
    script = (
        "import os, resource, sys; sys.stdout = open(os.devnull, 'w'); from snapengage.cli import run; "
        "code = run(sys.argv[1:]); print(code, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, file=sys.stderr)"
    )
    peaks = []
    for count in ("200", "4000"):
        done = subprocess.run(
            [sys.executable, "-c", script, "fake", "-n", count], capture_output=True, env=ENVIRONMENT, check=True
        )
        code, peak = map(int, done.stderr.split())
        assert code == 0
        peaks.append(peak)
    assert peaks[1] - peaks[0] < 2048  # kibibytes; the payloads themselves are 8 MB


def test_help_loads_no_test_kit() -> None:
    """Help, and the commands that read, load neither the test kit nor hypothesis."""
    script = (
        "import sys; from snapengage.cli import run; code = run(sys.argv[1:]); "
        "print(code, sorted({'snapengage.testing', 'snapengage.cli.fake', 'hypothesis'} & sys.modules.keys()))"
    )
    for args in (["--help"], ["fake", "--help"], ["show", "/dev/null"]):
        done = subprocess.run(
            [sys.executable, "-c", script, *args], capture_output=True, env=ENVIRONMENT, check=True, text=True
        )
        assert done.stdout.splitlines()[-1] == f"{int(args[0] == 'show')} []"


def test_the_command_loads_no_hypothesis() -> None:
    """Making cases up needs the extra of the command line alone."""
    script = "import sys; sys.modules['hypothesis'] = None; from snapengage.cli import run; sys.exit(run(['fake']))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, env=ENVIRONMENT, check=False)
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.parametrize("form", ["xml", "jsonl"])
def test_a_file_that_is_cut_off_is_taken_away(tmp_path: Path, form: str) -> None:
    """Whatever ends the command while it writes, no part of a payload is left to be taken for one."""

    def interrupted() -> Iterator[bytes]:
        yield b"<case><id>1</id></case>"
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_files(tmp_path, interrupted(), 2, form)
    assert [path.name for path in tmp_path.iterdir()] == (["0001.xml"] if form == "xml" else [])
