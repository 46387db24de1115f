"""Whether hostile documents are read in linear time: `python tests/benchmarks/linear.py [--lenient]`.

Each kind at 1, 2, 4 and 8 MB, with limits on all but bytes out of the way, which shows how time grows, and then with
the default ones, which is what counts. With the former a document must take at most 2.5 times as long as one of half
its size, from the first to the last; with the latter, in strict mode, it must be read or refused in 0.25 s a MB. Exits
1 where one takes longer.
"""

import sys
import time
from collections.abc import Callable

import snapengage

MEGABYTE = 1_000_000  # eight of them, and what stands around them, are less than the 8 MiB that are allowed
UNLIMITED = snapengage.Limits(
    max_bytes=64 * MEGABYTE, max_depth=64, max_elements=10**9, max_attributes=10**9, max_text=10**9
)

DEFAULT = snapengage.Limits()


def filled(start: str, unit: Callable[[int], str] | str, end: str) -> Callable[[int], bytes]:
    """A maker of documents of about a given size, filled with `unit`, which may depend on its number."""

    def make(size: int) -> bytes:
        if isinstance(unit, str):
            middle = unit * (size // len(unit.encode()))
        else:
            middle = "".join(map(unit, range(size // len(unit(10**6)))))
        return f"{start}{middle}{end}".encode()

    return make


def inside(unit: Callable[[int], str] | str) -> Callable[[int], bytes]:
    return filled("<case><id>1</id><description>", unit, "</description></case>")


# Attributes on one element are expat's own affair: a bare parser without handlers takes as long, and for 8 MB three
# times as long as for 4.
KINDS: dict[str, Callable[[int], bytes]] = {
    "nested elements": lambda size: b"<case>" + b"<a>" * (size // 7) + b"</a>" * (size // 7) + b"</case>",
    "nested elements in a text": lambda size: (
        b"<case><url>" + b"<a>" * (size // 7) + b"</a>" * (size // 7) + b"</url></case>"
    ),
    "unknown elements": filled("<case><id>1</id>", "<a/>", "</case>"),
    "unknown elements in one": filled("<case><id>1</id><x>", "<a/>t", "</x></case>"),
    "elements in a text": inside("<a/>"),
    "the same element again": filled("<case><id>1</id>", "<url/>", "</case>"),
    "stray elements": filled("<case><id>1</id><languages>", "<a/>", "</languages></case>"),
    "stray text": filled("<case><id>1</id><languages>", "x<language/>", "</languages></case>"),
    "stray text in the case": filled("<case><id>1</id>", "x<a/>", "</case>"),
    "attributes": filled("<case><id", lambda number: f' a{number:07}="x"', ">1</id></case>"),
    "attributes of an unknown element": filled("<case><id>1</id><a", lambda number: f' a{number:07}="x"', "/></case>"),
    "comments": inside("a<!---->"),
    "processing instructions": inside("a<?p?>"),
    "character references": inside("&#65;"),
    "CDATA sections": inside("<![CDATA[a]]>"),
    "one text": inside("a"),
    "one text of lines": inside("a\n"),
    "one attribute": filled("<case><id>1</id><a b='", "a", "'/></case>"),
    "one name": filled("<case><id>1</id><", "a", "/></case>"),
    "one comment": inside("<!-- " + "a" * 1000 + " -->"),
    "lines of chat": filled(
        "<case><id>1</id><transcripts>", "<transcript><message>hello</message></transcript>", "</transcripts></case>"
    ),
    "bad dates": filled(
        "<case><id>1</id><transcripts>", "<transcript><date>3 Oct 2014 1:1</date></transcript>", "</transcripts></case>"
    ),
    "bad numbers": filled("<case><id>1</id><chat_waittime>", "1", "</chat_waittime></case>"),
    "namespaces": filled(f"<case xmlns='{'u' * 100_000}'><id>1</id>", "<a/>", "</case>"),
    "bare ampersands": inside("& "),
    "bare less-thans": inside("< "),
    "markup openers": inside("<!--"),
    "CDATA openers": inside("<![CDATA["),
    "CDATA closers": inside("]]>"),
    "instruction openers": inside("<?p "),
    "end tags": inside("</url>"),
    "start tags": inside("<message>"),
    "start tags of all kinds": inside("<message><url><alias a='"),
    "tags with CDATA": inside("<message><![CDATA[</message>"),
    "end tags cut off": inside("</description "),
    "control characters": inside("\x01"),
    "NULs at the end": filled("<case><id>1</id></case>", "\0", ""),
    "white space at the start": filled("", " ", "<?xml version='1.0'?><case><id>1</id></case>"),
    "references to nothing": inside("&#0;"),
    "long references": inside("&#" + "0" * 1000 + ";"),
    "declaration": filled("<?xml version='1.0' encoding='", "a", "'?><case/>"),
    "windows-1252": lambda size: b"<case><id>" + b"a\xe9" * (size // 2) + b"</id></case>",
    "no UTF-8 at all": lambda size: b"<case><id>" + b"\xff" * size + b"</id></case>",
}  # fmt: skip


def main(lenient: bool) -> int:
    failed = 0
    print(f"{'seconds at 1, 2, 4, 8 MB':36} {'':40} {'doubling':>8}  outcome")
    for limits, name in ((UNLIMITED, "no limits"), (DEFAULT, "default")):
        for kind, make in KINDS.items():
            times, outcome = [], ""
            for size in (1, 2, 4, 8):
                body = make(size * MEGABYTE)
                start = time.perf_counter()
                try:
                    snapengage.parse(body, lenient=lenient, limits=limits)
                    outcome = "read"
                except snapengage.ParseError as error:
                    outcome = error.code
                times.append(time.perf_counter() - start)
            growth = (times[-1] / times[0]) ** (1 / 3)
            if limits is UNLIMITED:
                # What takes less than a tenth of a second is the clock's and the caches' affair.
                bad = growth > 2.5 and times[-1] > 0.1 and "attributes" not in kind
            else:
                bad = not lenient and times[-1] / 8 > 0.25
            failed += bad
            shown = " ".join(f"{seconds:9.4f}" for seconds in times)
            print(f"{name + ': ' + kind:44} {shown} {growth:8.2f}  {outcome} {'TOO SLOW' if bad else ''}", flush=True)
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main(lenient="--lenient" in sys.argv[1:]))
