"""`snapengage check`: what it prints about each problem, and where the caret stands."""

import sys
from pathlib import Path

import pytest

pytest.importorskip("click")
pytest.importorskip("rich")

from rich.cells import cell_len
from support import Sample, samples

import snapengage
from snapengage.cli import run


@pytest.fixture(autouse=True)
def plain_surroundings(monkeypatch: pytest.MonkeyPatch) -> None:
    """Eighty columns, and nothing in the environment that colours."""
    monkeypatch.setenv("COLUMNS", "80")
    for name in ("FORCE_COLOR", "NO_COLOR", "TTY_COMPATIBLE"):
        monkeypatch.delenv(name, raising=False)


class Checked:
    """What `check` printed about one payload."""

    def __init__(self, payload: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        path = tmp_path / "case.xml"
        path.write_bytes(payload)
        self.code = run(["check", str(path)])
        out, self.err = capsys.readouterr()
        self.out = out.replace(f"{path}:", "case.xml:")
        self.err = self.err.replace(f"{path}:", "case.xml:")
        self.lines = self.out.split("\n")[:-1]

    def pointed_at(self, excerpt: int = 1) -> str:
        """What stands from the caret on in an excerpt, found by the cells that a terminal counts."""
        source, marks = self.lines[excerpt], self.lines[excerpt + 1]
        before = marks.index("^")
        start = max(n for n in range(len(source) + 1) if cell_len(source[:n]) == before)
        return source[start:]


@pytest.fixture
def check(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> "Check":
    return Check(tmp_path, capsys)


class Check:
    """Checks payloads."""

    def __init__(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self._tmp_path = tmp_path
        self._capsys = capsys

    def __call__(self, payload: str | bytes) -> Checked:
        return Checked(payload.encode() if isinstance(payload, str) else payload, self._tmp_path, self._capsys)


def test_a_problem_is_its_place_code_and_message_above_the_line_with_a_caret(check: Check) -> None:
    """Each problem has the form that editors know, the line that it is in, and a caret under the place."""
    checked = check(
        "<case>\n  <id>x</id>\n  <description>Q&A</description>\n  <chat_waittime>soon</chat_waittime>\n</case>"
    )
    assert checked.out == (
        "case.xml:3:17: bare-ampersand: expected &amp; here; the ampersand was taken for itself\n"
        "3 │   <description>Q&A</description>\n"
        "  │                 ^\n"
        "case.xml:4:3: bad-integer: expected an integer of at most 18 digits\n"
        "4 │   <chat_waittime>soon</chat_waittime>\n"
        "  │   ^ case.chat_waittime\n"
    )
    assert checked.err == "2 problems found\n"
    assert checked.code == 1


@pytest.mark.parametrize("sample", samples(), ids=repr)
def test_every_problem_of_every_sample_is_listed(check: Check, sample: Sample) -> None:
    """All that lenient reading reports is printed, in its order; an error is printed in the same form."""
    checked = check(sample.payload)
    expected = sample.outcome(lenient=True)
    found = expected.get("problems", [expected])
    places = [f"case.xml:{it['line']}:{it['column']}: " if it["line"] else "case.xml: " for it in found]
    printed = [line for line in [*checked.lines, *checked.err.split("\n")] if line.startswith("case.xml:")]
    assert [line.split(": ")[:2] for line in printed] == [
        [place.removesuffix(": "), it["code"]] for place, it in zip(places, found, strict=True)
    ]
    assert checked.code == (1 if found else 0)


@pytest.mark.parametrize(
    ("payload", "pointed_at"),
    [
        ("<case><id>漢字かな & b</id></case>", "& b"),
        ("<case><id>e\u0301e\u0301 & b</id></case>", "& b"),
        ("<case><id>👩‍👩‍👧 ❤️ & b</id></case>", "& b"),
        ("<case>\t<id>\t & b</id></case>", "& b"),
        ("<case><id>\u202e\u0085\u007f & b</id></case>", "& b"),
        ("<case><id>x</id>\r\n\r\n<city>&</city></case>", "&</city>"),
        ("<case><id>x</id>\r\r<city>&</city></case>", "&</city>"),
        ("<case><id>x</id>\u0085\u2028<city>& y</city></case>", "& y"),
        ("\ufeff<case><id>& b</id></case>", "& b"),
        ("<case><id>\ud800 & b</id></case>".encode("utf-8", "surrogatepass"), "& b"),
        (b"<case><id>\xe9\x80\xff & b</id></case>", "& b"),
        ("<?xml version='1.0' encoding='ISO-8859-1'?><case><id>é\x85 & b</id></case>".encode("latin-1"), "& b"),
        ("<?xml version='1.0' encoding='Windows-1252'?><case><id>Ã© € & b</id></case>".encode("cp1252"), "& b"),
        ("<case><id>漢 & b</id></case>".encode("utf-16"), "& b"),
        (b"\xfe\xff" + "<case><id>漢 & b</id></case>".encode("utf-16-be"), "& b"),
    ],
)
def test_the_caret_stands_under_the_place(check: Check, payload: str | bytes, pointed_at: str) -> None:
    """Wide, combined, invisible and unprintable characters, tabs, line ends and encodings: the caret is right."""
    checked = check(payload)
    (at,) = (n for n, line in enumerate(checked.lines) if ": bare-ampersand: " in line)
    assert checked.pointed_at(at + 1).startswith(pointed_at)


@pytest.mark.parametrize("columns", [1, 40, 80, 200])
@pytest.mark.parametrize("filler", ["x", "漢", "e\u0301", "\x85", "\t"])
@pytest.mark.parametrize(("before", "after"), [(0, 5000), (5000, 0), (5000, 5000), (30, 5000), (5000, 30)])
def test_a_long_line_is_cut_to_what_is_around_the_place(
    check: Check, monkeypatch: pytest.MonkeyPatch, columns: int, filler: str, before: int, after: int
) -> None:
    """An excerpt fits the terminal, with an ellipsis where it is cut, and the caret is still right."""
    monkeypatch.setenv("COLUMNS", str(columns))
    checked = check(f"<case><id>{filler * before}& b{filler * after}</id></case>")
    excerpt = checked.lines[1]
    assert cell_len(excerpt) <= max(columns, 40)
    assert checked.pointed_at().startswith("& b")
    assert excerpt.startswith("1 │ …") == (before > 30 or (before == 30 and excerpt[4] != "<"))
    assert excerpt.endswith("…") == (after > 30 or not excerpt.endswith("</case>"))


def test_control_characters_never_reach_the_terminal(check: Check) -> None:
    """Whatever a payload holds, only printable characters are printed; the rest can be seen as escapes."""
    controls = "".join(map(chr, [*range(1, 9), 11, 12, *range(14, 32), *range(0x7F, 0xA0)]))
    bidi = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
    checked = check(f"<case><id>{controls}</id>\n<city>{bidi}&</city></case>")
    assert all(character.isprintable() or character == "\n" for character in checked.out)
    assert "\\u202a\\u202b\\u202c\\u202d\\u202e\\u2066\\u2067\\u2068\\u2069&</city>" in checked.out


def test_markup_of_the_terminal_library_is_text(check: Check) -> None:
    """Square brackets and colons in a payload are printed as they are."""
    checked = check("<case><id>[red]&[/red] :smile: [link=http://x.example]y[/link]</id></case>")
    assert checked.lines[1] == "1 │ <case><id>[red]&[/red] :smile: [link=http://x.example]y[/link]</id></case>"


def test_an_error_without_a_place_is_one_line(check: Check) -> None:
    """What concerns the whole of a payload has neither line nor column, and nothing to be listed under."""
    checked = check(" ")
    assert checked.out == ""
    assert checked.err.startswith("case.xml: empty: expected a <case> document")
    assert checked.err.count("\n") == 1


def test_a_place_behind_the_last_character_is_pointed_at(check: Check) -> None:
    """A payload that ends too early is pointed at where it ends."""
    checked = check("<case><id>x</id>")
    assert checked.lines[0].startswith("case.xml:1:17: cut-off: ")
    assert checked.lines[1:] == ["1 │ <case><id>x</id>", "  │                 ^ case"]


def test_more_problems_than_are_listed_are_counted(check: Check) -> None:
    """Past a thousand problems the rest is one line, and the total is said to be more."""
    checked = check(f"<case><id>x</id><city>{'& ' * 1003}</city></case>")
    assert checked.lines[-1] == "case.xml: more: problems that are not listed: 3"
    assert checked.err == "more than 1,000 problems found\n"


def test_the_name_of_a_file_is_made_harmless_too(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Names of files may hold escape sequences, line ends and bytes that are no text."""
    monkeypatch.chdir(tmp_path)
    for name, printed in (
        ("a\x1b[31m.xml", "a\\x1b[31m.xml"),
        ("b\nc\td.xml", "b\\nc\\td.xml"),
        ("e\udcff", "e\\udcff"),
    ):
        assert run(["check", name]) == 2
        assert capsys.readouterr().err == f"{printed}: No such file or directory\n"
        Path(name).write_bytes(b"<case><id>&</id></case>")
        assert run(["check", name]) == 1
        assert capsys.readouterr().out.startswith(f"{printed}:1:11: bare-ampersand: ")


def test_check_agrees_with_the_library(check: Check) -> None:
    """The messages are the library's own, problem for problem."""
    payload = b"<case><latitude>91</latitude>stray<languages><plugin/></languages></case>"
    problems = snapengage.parse(payload, lenient=True).problems
    printed = [line for line in check(payload).lines if line.startswith("case.xml:")]
    assert printed == [f"case.xml:{it.line}:{it.column}: {it.code}: {it.message}" for it in problems]


def test_standard_input_is_checked(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """A dash among files is standard input, in its turn."""
    good = tmp_path / "good.xml"
    good.write_text("<case><id>x</id></case>")
    stdin = tmp_path / "stdin"
    stdin.write_text("<case/>")
    with stdin.open() as stream:
        monkeypatch.setattr(sys, "stdin", stream)
        assert run(["check", str(good), "-"]) == 1
    assert capsys.readouterr().out.startswith("<stdin>:1:1: missing-id: ")
