"""The page about the command line: what its examples print is what the command prints."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("click")
pytest.importorskip("rich")

import snapengage

PAGE = Path(__file__).parents[1] / "docs" / "cli.md"


@pytest.mark.skipif(not PAGE.exists(), reason="the documentation is not beside the tests")
def test_every_example_prints_what_the_page_shows(tmp_path: Path) -> None:
    """Each console block is what a shell gives where the page's payload is case.xml."""
    page = PAGE.read_text("utf-8")
    (payload,) = re.findall(r"^```xml\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    (tmp_path / "case.xml").write_text(payload, encoding="utf-8")
    (tmp_path / "snapengage").write_text(f'#!/bin/sh\nexec {sys.executable} -m snapengage "$@"\n')
    (tmp_path / "snapengage").chmod(0o755)
    environment = {
        "PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(Path(snapengage.__file__).parents[1]),
        "PYTHONUTF8": "1",
    }
    blocks = re.findall(r"^```console\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    assert len(blocks) == 5
    for block in blocks:
        commands = re.findall(r"^\$ (.*)$", block, re.MULTILINE)
        # The shell shows each command, and passes its exit code on to the next.
        script = "".join(f"code=$?; printf '%s\\n' {quoted('$ ' + line)}; (exit $code); {line}\n" for line in commands)
        done = subprocess.run(
            ["sh", "-c", script],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            cwd=tmp_path,
            env=environment,
            check=False,
        )
        assert done.stdout.decode() == block


def quoted(text: str) -> str:
    return "'" + text.replace("'", "'\\''") + "'"
