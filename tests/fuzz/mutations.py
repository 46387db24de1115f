"""Mutates sample payloads at random and checks what must hold of any bytes whatever.

``python tests/fuzz/mutations.py --count 200000 --seed 1`` is what the test run does too; a larger count is a longer
proof. The same seed and samples give the same mutations. Prints what came out, by kind; a broken rule ends it with the
bytes at fault.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random

import snapengage

__all__ = ["check", "cuts", "mutate", "mutations", "samples"]

# A long chat takes a hundred times as long as any other sample, and reaches nothing that they do not.
MAX_BYTES = 4096

# Those that ship in the package, and those beside the tests.
ROOTS = (Path(snapengage.__file__).parent / "testing" / "samples", Path(__file__).parent.parent / "samples")

# What an attacker, a broken sender or a broken network puts in.
TOKENS = [
    b"<![CDATA[", b"]]>", b"&", b"&amp;", b"&#13;", b"&#0;", b"&#xD800;", b"&nbsp;", b"&x;", b"<", b">", b"</", b"/>",
    b"<b>", b"<!DOCTYPE case>", b"<!DOCTYPE", b"<!ENTITY x 'y'>", b"<!--", b"-->", b"<?", b"?>",
    b"<?xml version='1.0'?>", b"\0", b"\x01", b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"\x80", b"\x92",
    b"\xed\xa0\x80", b"\xef\xbf\xbf", b"\xf0\x9f\x98\x80", b"</message>", b"<message>", b"</case>", b"<case>",
    b"<id/>", b"<id>2</id>", b"<languages/>", b"<transcript>", b' nil="true"', b' encoding="UTF-16"',
    b' encoding="windows-1252"', b'"', b"'", b"\r", b"\n", b" ", b"=", b":", b"9" * 70,
]  # fmt: skip


def samples() -> list[bytes]:
    """The payloads of all samples but the long ones, in the order of their names."""
    payloads = [path.read_bytes() for root in ROOTS for path in sorted(root.glob("*/*/payload.xml"))]
    return [payload for payload in payloads if len(payload) <= MAX_BYTES]


def mutate(data: bytes, random: Random) -> bytes:
    """`data` with one to four changes."""
    changed = bytearray(data)
    for _ in range(random.choice((1, 1, 1, 2, 3, 4))):
        at = random.randrange(len(changed) + 1)
        chunk = slice(at, at + random.choice((1, 1, 2, 8, 64)))
        match random.randrange(6):
            case 0:
                changed[at : at + 1] = bytes(byte ^ 1 << random.randrange(8) for byte in changed[at : at + 1])
            case 1:
                changed[at : at + 1] = bytes([random.randrange(256)])
            case 2:
                del changed[chunk]
            case 3:
                changed[at:at] = changed[chunk]
            case 4:
                other = random.randrange(len(changed) + 1)
                changed[other:other] = changed[chunk]
            case _:
                changed[at:at] = random.choice(TOKENS)
    return bytes(changed)


def mutations(sources: Sequence[bytes], count: int, seed: int) -> Iterator[bytes]:
    """`count` mutations, spread evenly over the sources."""
    random = Random(seed)
    for index in range(count):
        yield mutate(sources[index % len(sources)], random)


def cuts(data: bytes) -> Iterator[bytes]:
    """`data` cut off at every offset."""
    for end in range(len(data)):
        yield data[:end]


def _read(data: bytes, *, lenient: bool) -> snapengage.Case | snapengage.ParseError:
    try:
        return snapengage.parse(data, lenient=lenient)
    except snapengage.ParseError as error:
        return error


def check(data: bytes) -> str:
    """Reads `data` in both modes and gives the name of the kind of outcome.

    Raises AssertionError where the two do not agree, or a case that was read cannot be written and read again; any
    exception other than a ParseError it lets pass.
    """
    strict, lenient = _read(data, lenient=False), _read(data, lenient=True)
    if isinstance(lenient, snapengage.ParseError):
        assert isinstance(strict, snapengage.ParseError)
        assert not isinstance(strict, snapengage.InvalidCaseError)
        if not isinstance(strict, (snapengage.MalformedXMLError, snapengage.ForbiddenXMLError)):
            assert (type(lenient), str(lenient), lenient.code) == (type(strict), str(strict), strict.code)
        return f"refused: {lenient.code}"
    assert snapengage.parse(snapengage.serialize(lenient)) == lenient
    if isinstance(strict, snapengage.Case):
        assert strict == lenient
        assert strict.problems == lenient.problems == ()
        return "valid"
    assert lenient.problems
    places = [(problem.line or 0, problem.column or 0) for problem in lenient.problems if problem.code != "more"]
    assert places == sorted(places)
    if isinstance(strict, snapengage.InvalidCaseError):
        assert strict.case == lenient
        assert strict.problems == strict.case.problems == lenient.problems
        return "invalid"
    assert isinstance(strict, (snapengage.MalformedXMLError, snapengage.ForbiddenXMLError))
    assert strict.code != "dtd"
    return "repaired"


def main(arguments: Sequence[str] | None = None) -> int:
    """The command."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--count", type=int, default=200_000, help="how many mutations")
    parser.add_argument("--seed", type=int, default=1, help="which ones")
    parser.add_argument("payload", nargs="*", type=Path, help="what to mutate in place of the samples")
    options = parser.parse_args(arguments)
    sources = [path.read_bytes() for path in options.payload] or samples()
    if not sources:
        parser.error(f"no payload under {ROOTS[0]} and {ROOTS[1]}")
    outcomes: Counter[str] = Counter()
    for data in mutations(sources, options.count, options.seed):
        try:
            outcomes[check(data)] += 1
        except BaseException:
            sys.stderr.write(f"{data!r}\n")
            raise
    for outcome, count in sorted(outcomes.items()):
        sys.stdout.write(f"{count:>9,} {outcome}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
