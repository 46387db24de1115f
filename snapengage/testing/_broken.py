"""Ways to break a payload, each with the error that strict mode raises for it, and the fakes that are broken so."""

import json
from collections.abc import Callable, Sequence
from functools import partial
from typing import NamedTuple
from urllib.parse import urlencode

from snapengage import (
    Case,
    ForbiddenXMLError,
    LimitExceededError,
    MalformedXMLError,
    ParseError,
    UnexpectedRootError,
)
from snapengage.testing._draw import Draw
from snapengage.testing._fakes import fake_case
from snapengage.testing._mistakes import MISTAKES, Below, Draft, Mistake, declaration, pick, tag

__all__ = ["WAYS", "Way", "broken", "fake_broken_payload"]

Make = Callable[[Draft, Below], bytes]


class Way(NamedTuple):
    """A way to break a payload."""

    name: str
    error: type[ParseError]
    """What strict mode raises, exactly."""
    make: Make
    """Breaks the document of a draft that no mistake has touched."""


def _bytes(contents: Sequence[bytes]) -> Make:
    """Something else instead of the document."""
    return lambda _, below: pick(contents, below)


def _put(part: str, texts: Sequence[str], *, in_front: bool = False) -> Make:
    """Something behind a part of the document, or in front of it."""

    def make(draft: Draft, below: Below) -> bytes:
        text = pick(texts, below)
        draft.parts[part] = text + draft.parts[part] if in_front else draft.parts[part] + text
        return draft.document()

    return make


def _write(inside: str, attributes: str = "") -> Make:
    """A value that holds this, and whose start tag has these attributes."""

    def make(draft: Draft, below: Below) -> bytes:
        draft.write(pick(_values(draft), below), inside, attributes)
        return draft.document()

    return make


def _values(draft: Draft) -> list[str]:
    """The paths of all values that are there."""
    return [path for path, part in draft.parts.items() if part.endswith(f"</{tag(path)}>") and path[0] != "/"]


def _cut_off(draft: Draft, below: Below) -> bytes:
    data = draft.document()
    end = data.rindex(b">")
    return data[: end - below(end)]


def _omit_end_tag(draft: Draft, below: Below) -> bytes:
    path = pick(_values(draft), below)
    draft.parts[path] = draft.parts[path].removesuffix(f"</{tag(path)}>")
    return draft.document()


def _rename_root(draft: Draft, below: Below) -> bytes:
    name = pick(("Case", "cases", "chat", "html", "a:case"), below)
    for part in ("case", "/case"):
        draft.parts[part] = draft.parts[part].replace("case", name)
    return draft.document()


def _declare(declarations: Sequence[str]) -> Make:
    """Another XML declaration."""

    def make(draft: Draft, below: Below) -> bytes:
        draft.parts["declaration"] = pick(declarations, below)
        return draft.document()

    return make


def _declare_late(draft: Draft, below: Below) -> bytes:
    draft.parts["declaration"] = pick(("<!-- -->", "<?a?>"), below) + declaration("UTF-8")
    return draft.document()


def _as_json(draft: Draft, _: Below) -> bytes:
    return json.dumps(draft.case.to_dict()).encode()


def _as_form(draft: Draft, _: Below) -> bytes:
    return urlencode({"id": draft.case.id, "url": draft.case.url or ""}).encode()


def _mistaken(mistake: Mistake, draft: Draft, below: Below) -> bytes:
    mistake.make(draft, below)
    return draft.document()


_HTML = "<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>\n"
_PLAIN = (b"case.xml", b"\x89PNG\r\n\x1a\n", b"\x1f\x8b\x08\0\0\0\0\0\0\x03\x03\0\0\0\0\0\0\0\0\0")
_JUNK = ("junk", "{}", "]]>", "<", "</case>", "<![CDATA[ ]]>", "&amp;")
_DOCTYPES = (
    "<!DOCTYPE case>", "<!DOCTYPE html>", '<!DOCTYPE case SYSTEM "case.dtd">', '<!DOCTYPE case [<!ENTITY a "b">]>',
)  # fmt: skip
_DEEP = "<a>" * 32 + "</a>" * 32
_WIDE = "<a" + "".join(f' a{number}=""' for number in range(33)) + "/>"

_bad = MalformedXMLError

# What `fake_broken_payload` gives for a seed is promised until the next major version, so until then these and the
# mistakes, and what each of them picks from, stay as many as they are and in this order.
WAYS = (
    Way("empty", _bad, _bytes((b"", b"\n", b" \t\r\n", b"\xef\xbb\xbf"))),
    Way("no XML", _bad, _bytes(_PLAIN)),
    Way("JSON", _bad, _as_json),
    Way("form", _bad, _as_form),
    Way("HTML", UnexpectedRootError, _bytes((_HTML.encode(),))),
    Way("HTML with a document type", ForbiddenXMLError, _bytes((f"<!DOCTYPE html>\n{_HTML}".encode(),))),
    Way("cut off", _bad, _cut_off),
    Way("no end tag", _bad, _omit_end_tag),
    Way("tags crossed", _bad, _write("<b><i></b></i>")),
    Way("attribute twice", _bad, _write("", ' lang="en" lang="de"')),
    Way("attribute without quotes", _bad, _write("", " lang=en")),
    Way("less-than sign in an attribute", _bad, _write("", ' lang="<"')),
    Way("comment with dashes in it", _bad, _put("case", ("<!-- a -- b -->", "<!--->", "<!-- --->"))),
    Way("end of CDATA between elements", _bad, _put("case", ("]]>",))),
    Way("second root", _bad, _put("behind", ("<case></case>", "<case/>", "<a/>"))),
    Way("junk behind", _bad, _put("behind", _JUNK)),
    Way("junk in front", _bad, _put("mark", ("junk", "HTTP/1.1 200 OK\r\n\r\n", "&lt;", "\ufeff\ufeff"))),
    Way("declaration late", _bad, _declare_late),
    Way("version", _bad, _declare(tuple(f'<?xml version="{version}"?>' for version in ("1.1", "2.0", "1.00", "1")))),
    Way("encoding", ForbiddenXMLError, _declare(tuple(map(declaration, ("UTF-7", "Shift_JIS", "latin-1", "hex"))))),
    Way("root", UnexpectedRootError, _rename_root),
    Way("document type", ForbiddenXMLError, _put("case", _DOCTYPES, in_front=True)),
    Way("too deep", LimitExceededError, _put("case", (_DEEP,))),
    Way("too many attributes", LimitExceededError, _put("case", (_WIDE,))),
    *(Way(mistake.name, mistake.error, partial(_mistaken, mistake)) for mistake in MISTAKES),
)
"""Every way there is."""


def broken(case: Case, way: Way, below: Below, *, laid_out: bool = False) -> bytes:
    """The payload of `case`, broken in this way."""
    return way.make(Draft(case, laid_out=laid_out), below)


def fake_broken_payload(seed: int | str | None = None) -> bytes:
    """The payload of a fake, broken in one of about fifty ways, that strict mode refuses.

    Cut off, escaped wrongly, in another encoding, with a date that is none, not XML at all: `snapengage.parse` raises a
    `ParseError` of any kind for it. Lenient mode reads some of them.

    The same seed gives the same bytes on every Python and platform until the next major version of this library; a
    number and its digits are one seed. Without a seed it is another payload each time. Raises TypeError for a seed that
    is neither int nor str.
    """
    case = fake_case(seed)
    # A seed of its own, or the way would go with the case.
    draw = Draw(None if seed is None else f"{seed}/broken")
    return broken(case, draw.pick(WAYS), draw.below, laid_out=True)
