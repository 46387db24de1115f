"""Payloads that attack an XML parser, all of which are refused in either mode.

The large ones are made only when they are asked for, and are hardly larger than the default `Limits` allow. All that
they refer to is on the machine that reads them, at a port where nothing listens.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from snapengage import ForbiddenXMLError, LimitExceededError, MalformedXMLError, ParseError
from snapengage.testing._mistakes import Below, declaration, pick

__all__ = ["ALLOWED_ENCODINGS", "ATTACKS", "DTDS", "FORBIDDEN_ENCODINGS", "Attack", "declared", "plain"]

_LAUGHS = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))

# Each with what must stand in the document for it to do its harm.
_DOCTYPES = {
    "bare DOCTYPE": ("<!DOCTYPE case>", "1"),
    "DTD URL": ('<!DOCTYPE case SYSTEM "http://127.0.0.1:9/case.dtd">', "1"),
    "SYSTEM": ('<!DOCTYPE case [<!ENTITY a SYSTEM "file:///etc/passwd">]>', "&a;"),
    "PUBLIC": ('<!DOCTYPE case [<!ENTITY a PUBLIC "-//A//B" "http://127.0.0.1:9/">]>', "&a;"),
    "parameter entity": ('<!DOCTYPE case [<!ENTITY % a SYSTEM "http://127.0.0.1:9/a.dtd"> %a;]>', "1"),
    "unparsed entity": ('<!DOCTYPE case [<!NOTATION n SYSTEM "n"><!ENTITY a SYSTEM "a.gif" NDATA n>]>', "1"),
    "ATTLIST default": ('<!DOCTYPE case [<!ATTLIST id nil CDATA "true">]>', "1"),
    "billion laughs": (f'<!DOCTYPE case [<!ENTITY a0 "ha">{_LAUGHS}]>', "&a9;"),
    "quadratic blowup": (f'<!DOCTYPE case [<!ENTITY a "{"ha" * 500}">]>', "&a;" * 500),
}

DTDS = {name: f"{doctype}<case><id>{inside}</id></case>" for name, (doctype, inside) in _DOCTYPES.items()}
"""Documents with a document type declaration, without an XML declaration."""

ALLOWED_ENCODINGS = ("UTF-8", "utf-8", "Utf-8", "utf8", "UTF8", "US-ASCII", "us-ascii", "us-Ascii")
"""Names of encodings that strict mode accepts."""

_READ_IN_LENIENT_MODE = ("ISO-8859-1", "windows-1252")
_NEVER_READ = (
    "bogus", "hex", "zip", "rot13", "UTF-7", "UTF-32", "Shift_JIS", "idna", "punycode", "unicode_escape", "cp037",
    "latin-1", "UTF-16", "utf-16le", "utf_8", "u8", "mbcs", "undefined", "ascii", "x" * 1000,
)  # fmt: skip
_UNMARKED_ONLY = (*_READ_IN_LENIENT_MODE, "US-ASCII")
FORBIDDEN_ENCODINGS = _NEVER_READ + _READ_IN_LENIENT_MODE
"""Names of encodings, and of what Python takes for some, that strict mode refuses; lenient mode reads the last two."""


def declared(encoding: str, document: str = "<case><id>1</id></case>") -> str:
    """The document behind a declaration of this encoding."""
    return declaration(encoding) + document


Make = Callable[[str, Below], bytes]


class Attack(NamedTuple):
    """An attack."""

    name: str
    strict: type[ParseError]
    """What strict mode raises, exactly."""
    lenient: type[ParseError]
    """What lenient mode raises."""
    make: Make
    """The payload: what stands in the case besides, which must be well-formed, and a choice of the details."""


class Large(bytes):
    """Bytes too many to be shown: their repr says how they begin and how many there are."""

    def __repr__(self) -> str:
        return f"<{len(self):,} bytes that begin {self[:40]!r}>"


def plain(attack: Attack) -> bytes:
    """The attack in its plainest form."""
    return attack.make("<id>1</id>", lambda _: 0)


# A mark, and Python's name of the encoding.
_ENCODINGS = [("", "utf-8"), ("\ufeff", "utf-8"), ("\ufeff", "utf-16-le"), ("\ufeff", "utf-16-be")]
_UNMARKED = [("", "utf-16-le"), ("", "utf-16-be")]
_UTF32 = [("", "utf-32-le"), ("", "utf-32-be"), ("\ufeff", "utf-32-le"), ("\ufeff", "utf-32-be")]
_EBCDIC = [("", name) for name in ("cp037", "cp273", "cp424", "cp500", "cp1026", "cp1140")]

# What may stand in front of a root; XML allows white space only where there is no declaration.
_PROLOGS = ["", "<!-- <case> -->", "<?a b?>\n", declaration("UTF-8"), '<?xml version="1.0"?>\n<!-- -->\n ']


def _encode(encodings: Sequence[tuple[str, str]], text: str, below: Below) -> bytes:
    mark, encoding = pick(encodings, below)
    return (mark + text).encode(encoding, "xmlcharrefreplace")


def _with_doctype(name: str, content: str) -> str:
    doctype, inside = _DOCTYPES[name]
    return f"{doctype}<case>{content}<description>{inside}</description></case>"


def _dtd(name: str) -> Make:
    def make(content: str, below: Below) -> bytes:
        encodings = _ENCODINGS + _UNMARKED + _UTF32
        return _encode(encodings, pick(_PROLOGS, below) + _with_doctype(name, content), below)

    return make


def _dtd_behind(*heads: bytes) -> Make:
    """A document type declaration behind something that only lenient mode reads past."""

    def make(content: str, below: Below) -> bytes:
        head = pick(heads, below)
        return head + _with_doctype(pick(tuple(_DOCTYPES), below), content).encode()

    return make


def _in_encoding(encodings: Sequence[tuple[str, str]], prologs: Sequence[str] = _PROLOGS) -> Make:
    """A good document in an encoding that is never read."""
    return lambda content, below: _encode(encodings, f"{pick(prologs, below)}<case>{content}</case>", below)


def _declaring(names: Sequence[str], marks: Sequence[str]) -> Make:
    """A document in UTF-8 that declares an encoding which is never read."""

    def make(content: str, below: Below) -> bytes:
        document = declared(pick(names, below), f"{pick(('', '<!-- -->'), below)}<case>{content}</case>")
        return (pick(marks, below) + document).encode()

    return make


def _in_utf7(content: str, _: Below) -> bytes:
    text = f"<case>{content}</case>".encode("utf-7")
    return text.replace(b"<", b"+ADw-").replace(b">", b"+AD4-")


def _overlong(content: str, _: Below) -> bytes:
    return f"<case>{content}</case>".encode().replace(b"<", b"\xc0\xbc")


def _nul_in_tag(content: str, below: Below) -> bytes:
    end = pick(("</ca\0se>", "</case\0>", "<\0/case>"), below)
    return f"<case>{content}{end}".encode()


def _holding(*texts: str) -> Make:
    """A case with this in it, behind its other content."""
    return lambda content, below: f"<case>{content}{pick(texts, below)}</case>".encode()


def _too_many(content: str, _: Below) -> bytes:
    return Large(f"<case>{content}<os>{'<a/>' * 100_000}</os></case>".encode())


def _too_long(content: str, _: Below) -> bytes:
    return Large(f"<case>{content}<os>{'a' * 1_048_577}</os></case>".encode())


def _too_large(content: str, _: Below) -> bytes:
    return Large(f"<case>{content}</case>".encode().ljust(8 * 1024 * 1024 + 1))


_ATTRIBUTES = "".join(f' a{number}=""' for number in range(33))
_DEPTH = "<a>" * 32
_WIDE = _holding(f"<a{_ATTRIBUTES}/>", f"<url{_ATTRIBUTES}/>")
_DEEP = _holding(_DEPTH + "</a>" * 32, f"<url>{_DEPTH}", _DEPTH)

_bad, _forbidden, _limit = MalformedXMLError, ForbiddenXMLError, LimitExceededError

ATTACKS = (
    *(Attack(name, _forbidden, _forbidden, _dtd(name)) for name in _DOCTYPES),
    Attack("DTD behind white space", _bad, _forbidden, _dtd_behind(b"\n" + declaration("UTF-8").encode())),
    Attack("DTD behind NULs", _bad, _forbidden, _dtd_behind(b"\0\0", b"\0\0\0\0")),
    Attack("DTD behind an illegal character", _bad, _forbidden, _dtd_behind(b"<?a \x01?>", b"<!--\0-->")),
    Attack("DTD behind stray bytes", _bad, _forbidden, _dtd_behind(b"<?a \xe9?>", b"<!--\xff-->")),
    Attack("DTD in ISO-8859-1", _forbidden, _forbidden, _dtd_behind(declaration("ISO-8859-1").encode())),
    Attack("encoding", _forbidden, _forbidden, _declaring(_NEVER_READ, ("", "\ufeff"))),
    Attack("mark against encoding", _forbidden, _forbidden, _declaring(_UNMARKED_ONLY, ("\ufeff",))),
    Attack("UTF-16 without a mark", _forbidden, _forbidden, _in_encoding(_UNMARKED)),
    Attack("UTF-32", _forbidden, _forbidden, _in_encoding(_UTF32)),
    Attack("EBCDIC", _forbidden, _forbidden, _in_encoding(_EBCDIC, _PROLOGS[3:])),
    Attack("UTF-7", _bad, _bad, _in_utf7),
    Attack("overlong UTF-8", _bad, _bad, _overlong),
    Attack("NUL in a tag", _bad, _bad, _nul_in_tag),
    Attack("too many attributes", _limit, _limit, _WIDE),
    Attack("too deep", _limit, _limit, _DEEP),
    Attack("too deep behind an ampersand", _bad, _limit, _holding(f"&{_DEPTH}{'</a>' * 32}")),
    Attack("too many elements", _limit, _limit, _too_many),
    Attack("too long a text", _limit, _limit, _too_long),
    Attack("too large", _limit, _limit, _too_large),
)
"""Every attack there is, the smallest first."""
