"""The documentation: every block in README, docs and docstrings runs as it stands, and its tables are right."""

import ast
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from sybil import Document, Sybil
from sybil.document import PythonDocStringDocument
from sybil.parsers.markdown import PythonCodeBlockParser
from sybil.parsers.rest import DocTestParser

import snapengage
from snapengage import _model
from snapengage._fields import RECORDS
from snapengage.testing._world import PLACES

ROOT = Path(__file__).parents[1]
PACKAGE = Path(snapengage.__file__).parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
MODULES = sorted(PACKAGE.rglob("*.py"))


SYBIL = Sybil(parsers=[PythonCodeBlockParser()])
SYBIL_OF_DOCSTRINGS = Sybil(parsers=[DocTestParser()], document_types={".py": PythonDocStringDocument})


def run_all(document: Document) -> int:
    """Runs the examples of a document in order; how many there were."""
    examples = list(document.examples())
    for example in examples:
        example.evaluate()
    return len(examples)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_block_on_a_page_runs(page: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a page shows is what happens, from the folder that it is in."""
    monkeypatch.chdir(ROOT)
    shown = len(re.findall(r"^```python$", page.read_text(), re.MULTILINE))
    assert run_all(SYBIL.parse(page)) >= shown


def test_every_example_in_a_docstring_runs() -> None:
    """Examples in docstrings give what they show, and there are some."""
    assert sum(run_all(SYBIL_OF_DOCSTRINGS.parse(module)) for module in MODULES) > 0


def test_the_pages_have_blocks_to_run() -> None:
    """README and the pages on the payload and on lenient mode show code."""
    with_code = [page.name for page in PAGES if re.search(r"^```python$", page.read_text(), re.MULTILINE)]
    assert {"README.md", "payload.md", "lenient.md"} <= set(with_code)


def meanings() -> Iterator[tuple[tuple[str, str], str]]:
    """Record and field, and what the docstring below the field says, in one line."""
    for node in ast.parse(Path(_model.__file__).read_text()).body:
        for field, text in pairwise(node.body if isinstance(node, ast.ClassDef) else []):
            if isinstance(field, ast.AnnAssign) and isinstance(text, ast.Expr) and isinstance(node, ast.ClassDef):
                meaning = " ".join(str(ast.literal_eval(text.value)).split()).replace("``", "`")
                yield (node.name.lower(), ast.unparse(field.target)), meaning


def test_the_table_of_the_payload_is_the_wire_table() -> None:
    """Every element, the record that it is in, its type, how it is written and what it means, in order of writing."""
    meaning = dict(meanings())
    expected = []
    for record, fields in RECORDS.items():
        for field in fields:
            kind = f"array of `{field.item}`" if field.item else field.kind.python.__name__
            ways = [] if field.item else ["CDATA" if field.cdata else "text"]
            ways += [f'`type="{field.kind.type_name}"`'] if field.kind.type_name else []
            row = [f"`{field.name}`", record, kind, ", ".join(ways), meaning[record, field.name]]
            expected.append(f"| {' | '.join(row)} |")
    table = re.findall(r"^\| `.*\|$", (ROOT / "docs/payload.md").read_text(), re.MULTILINE)
    assert table == expected


def test_the_page_on_testing_names_all_places() -> None:
    """What cities the fakes know stands on their page."""
    page = " ".join((ROOT / "docs/testing.md").read_text().split())
    assert [place.city for place in PLACES if place.city not in page] == []


def test_links_lead_somewhere() -> None:
    """Every relative link on a page leads to a file that exists."""
    broken = [
        (page.name, target)
        for page in PAGES
        for target in re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text())
        if not (page.parent / target).exists()
    ]
    assert broken == []


def test_readme_fits_one_screen() -> None:
    """README stays a page that one takes in at a glance."""
    assert len((ROOT / "README.md").read_text().splitlines()) <= 60
