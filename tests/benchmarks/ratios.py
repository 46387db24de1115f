"""The project's figures, as ratios measured side by side in one run: `python tests/benchmarks/ratios.py`.

Needs the packages of the extra `[benchmark]`. Exits 1 where a figure is over its limit.
"""

import os
import re
import statistics
import subprocess
import sys
import tracemalloc
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator
from pathlib import Path
from xml.parsers.expat import ParserCreate

import defusedxml.ElementTree
from rivals import read_with_pydantic_xml, read_with_xsdata
from timing import side_by_side

import snapengage

DOCUMENTED = Path(snapengage.__file__).parent / "testing/samples/valid/documented/payload.xml"
WIDE = snapengage.Limits(max_elements=1_000_000, max_bytes=64 * 1024 * 1024)

# What is measured, the most it may be, the aim, the ratio.
Row = tuple[str, float, float | None, float]


def main() -> int:
    print(f"Python {sys.version.split()[0]}, snapengage from {Path(snapengage.__file__).parent.name}\n")
    print(f"{'ratio':66} {'measured':>8} {'at most':>8} {'aim':>6}")
    over = 0
    for name, limit, aim, ratio in rows():
        over += ratio > limit
        print(f"{name:66} {ratio:8.2f} {limit:8.2f} {aim or '':>6} {'OVER' if ratio > limit else ''}")
    return int(over > 0)


def rows() -> Iterator[Row]:
    data = DOCUMENTED.read_bytes()
    yield from reading(data)
    yield from writing(data)
    yield per_line(data)
    yield memory(data)
    yield importing()


def bare_expat(data: bytes) -> None:
    ParserCreate().Parse(data, True)


def reading(data: bytes) -> Iterator[Row]:
    best = side_by_side(
        {
            "parse": lambda: snapengage.parse(data),
            "lenient": lambda: snapengage.parse(data, lenient=True),
            "defusedxml": lambda: defusedxml.ElementTree.fromstring(data, forbid_dtd=True),
            "expat": lambda: bare_expat(data),
            "pydantic-xml": lambda: read_with_pydantic_xml(data),
            "xsdata": lambda: read_with_xsdata(data),
        }
    )
    yield "parse / defusedxml.ElementTree.fromstring", 1.2, 0.9, best["parse"] / best["defusedxml"]
    yield "parse / bare expat without handlers", 8.5, 6.0, best["parse"] / best["expat"]
    yield "parse / pydantic-xml", 0.45, 0.33, best["parse"] / best["pydantic-xml"]
    yield "parse / xsdata", 0.30, 0.22, best["parse"] / best["xsdata"]
    yield "lenient on a clean payload / strict", 1.05, None, best["lenient"] / best["parse"]


def writing(data: bytes) -> Iterator[Row]:
    case, tree = snapengage.parse(data), ET.fromstring(data)
    best = side_by_side({"serialize": lambda: snapengage.serialize(case), "tostring": lambda: ET.tostring(tree)})
    yield "serialize / xml.etree.ElementTree.tostring", 0.4, 0.25, best["serialize"] / best["tostring"]


def with_lines(data: bytes, count: int) -> bytes:
    """The documented payload with this many lines of chat."""
    lines = re.findall(rb"<transcript>.*?</transcript>\s*", data, re.DOTALL)
    start, end = data.index(b"<transcript>"), data.index(b"</transcripts>")
    return data[:start] + b"".join(lines[index % len(lines)] for index in range(count)) + data[end:]


def per_line(data: bytes) -> Row:
    def call(body: bytes) -> Callable[[], object]:
        return lambda: snapengage.parse(body, limits=WIDE)

    none, few, many = (with_lines(data, count) for count in (0, 20, 20_000))
    best = side_by_side({"none": call(none), "few": call(few), "many": call(many)}, rounds=20, seconds=0.1)
    ratio = (best["many"] - best["none"]) / 20_000 / ((best["few"] - best["none"]) / 20)
    return "time per line of chat, 20,000 lines / 20 lines", 1.15, None, ratio


def memory(data: bytes) -> Row:
    size = 8 * 1024 * 1024
    lines = (size - len(with_lines(data, 0))) * 1000 // len(with_lines(data, 1000))
    body = with_lines(data, lines)
    tracemalloc.start()
    snapengage.parse(body, limits=WIDE)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return f"peak memory of parsing a case of {len(body) / 2**20:.1f} MiB / its bytes", 8, None, peak / len(body)


def importing() -> Row:
    program = "import time; start = time.perf_counter(); {}; print(time.perf_counter() - start)"
    statements = {"ours": "import snapengage; snapengage.parse", "theirs": "import attrs, defusedxml.common"}
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    times: dict[str, list[float]] = {name: [] for name in statements}
    for _ in range(41):
        for name, statement in statements.items():
            command = [sys.executable, "-c", program.format(statement)]
            run = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
            times[name].append(float(run.stdout))
    ratio = statistics.median(times["ours"]) / statistics.median(times["theirs"])
    return "import snapengage and use it / import attrs, defusedxml.common", 1.6, 1.3, ratio


if __name__ == "__main__":
    sys.exit(main())
