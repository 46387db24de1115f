"""The gate that every byte passes: expat, with all that is dangerous in XML refused before it can do anything.

The only module that touches expat or defusedxml. A document type declaration, an entity declaration or an external
reference raises at once, as defusedxml makes it do; on top of that come the rules that it lacks, on encodings, on the
version and on NUL. Namespaces are off: a name with a colon is a name like any other. Nothing but a `ParseError` comes
out (and MemoryError).
"""

import re
from collections.abc import Callable
from typing import NoReturn
from xml.parsers import expat

from defusedxml.common import DefusedXmlException

from snapengage._errors import MalformedXMLError, ParseError, message
from snapengage._places import BOM, Places

__all__ = ["ForbiddenXMLError", "Parser", "is_name", "is_well_formed", "open_gate", "run"]

Parser = expat.XMLParserType


class ForbiddenXMLError(ParseError, DefusedXmlException):
    """The body holds what is never read: a document type declaration, an entity, an encoding that is not allowed.

    It is also a `defusedxml.DefusedXmlException`, so code that catches those goes on working.
    """


# In lower case; "utf8" is no registered name, and widespread all the same.
_ENCODINGS = {"utf-8", "utf8", "us-ascii"}

# Byte order marks of UTF-16 and UTF-32, and "<" or "<?" in UTF-16, UTF-32 and EBCDIC (XML 1.0, appendix F). Expat would
# switch to UTF-16 by itself, whatever encoding it is told, and there an unpaired surrogate hides what follows.
_FOREIGN_STARTS = (b"\xff\xfe", b"\xfe\xff", b"\0\0\xfe\xff", b"<\0", b"\0<", b"\0\0\0<", b"\x4c\x6f\xa7\x94")

# Whatever of these stands in a name would end it, or begin something else.
_NO_DELIMITERS = r"[^\s<>/&=!?\"']+"

# What may stand in front of a document type declaration.
_PROLOG = rb"(?:\xef\xbb\xbf|[ \t\r\n]+|<\?.*?\?>|<!--.*?-->)*+"

_NO_MEMORY = expat.errors.codes[expat.errors.XML_ERROR_NO_MEMORY]
_CUT_OFF = {
    expat.errors.codes[phrase]
    for phrase in (
        expat.errors.XML_ERROR_NO_ELEMENTS,
        expat.errors.XML_ERROR_UNCLOSED_TOKEN,
        expat.errors.XML_ERROR_UNCLOSED_CDATA_SECTION,
        expat.errors.XML_ERROR_PARTIAL_CHAR,
    )
}


def open_gate(data: bytes, places: Callable[[bytes], Places], *, decoded: bool) -> Parser:
    """A parser for this document, which has not read anything yet; the caller sets the handlers it wants.

    `places` makes what tells where an error is. With `decoded`, the bytes are known to be UTF-8, and a declaration of
    some other encoding is passed over.
    """

    def refuse(*_: object) -> NoReturn:
        # Expat has read on by now, but it has read all that stands in front.
        prolog = re.match(_PROLOG, data, re.DOTALL)
        line, column = places(data).at(prolog.end() if prolog else 0)
        raise ForbiddenXMLError(message("dtd"), code="dtd", line=line, column=column)

    def check_declaration(version: str, encoding: str | None, _: int) -> None:
        # Called before expat looks the encoding up, which would let a hostile name fill Python's cache of codecs.
        if version != "1.0":
            raise MalformedXMLError(message("version"), code="version", line=1, column=1)
        name = "utf-8" if encoding is None or decoded else encoding.lower()
        if name not in _ENCODINGS or (name == "us-ascii" and data.startswith(BOM)):
            raise ForbiddenXMLError(message("encoding"), code="encoding", line=1, column=1)
        if name == "us-ascii" and not data.isascii():
            raise MalformedXMLError(message("not-ascii"), code="not-ascii", line=1, column=1)

    # Told the encoding, expat asks no codec; without a table of names it does not look up each name once more, which
    # took 7 % of a parse.
    parser = expat.ParserCreate("utf-8", intern=None)
    parser.XmlDeclHandler = check_declaration
    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    parser.UnparsedEntityDeclHandler = refuse
    parser.ExternalEntityRefHandler = refuse
    return parser


def is_name(text: str) -> bool:
    """Whether the gate lets an element of this name pass, which is to say whether expat takes it for a name."""
    if not re.fullmatch(_NO_DELIMITERS, text):
        return False
    names: list[str] = []
    parser = expat.ParserCreate("utf-8")
    parser.StartElementHandler = lambda name, _: names.append(name)
    try:
        parser.Parse(f"<{text}/>".encode(), True)
    except (expat.ExpatError, UnicodeEncodeError):
        return False
    return names == [text]


def is_well_formed(content: bytes) -> bool:
    """Whether this UTF-8 may stand in an element."""
    try:
        expat.ParserCreate("utf-8").Parse(b"<x>" + content + b"</x>", True)
    except expat.ExpatError:
        return False
    return True


def run(parser: Parser, data: bytes, places: Callable[[bytes], Places]) -> None:
    """Parses the whole document. Raises ForbiddenXMLError, MalformedXMLError, and what the caller's handlers raise."""
    if data.startswith(_FOREIGN_STARTS):
        raise ForbiddenXMLError(message("encoding"), code="encoding", line=1, column=1)
    if b"\0" in data:
        line, column = places(data).at(data.index(b"\0"))
        raise MalformedXMLError(message("nul"), code="nul", line=line, column=column)
    try:
        parser.Parse(data, True)
        return
    except expat.ExpatError as error:
        code = error.code
    if code == _NO_MEMORY:
        raise MemoryError  # pragma: no cover  # seen in a process of its own, which may use next to no memory
    body = data.removeprefix(BOM).lstrip(b" \t\r\n")
    if not body:
        raise MalformedXMLError(message("empty"), code="empty")
    if not body.startswith(b"<"):
        raise MalformedXMLError(message("not-xml"), code="not-xml", line=1, column=1)
    line, column = places(data).at(parser.ErrorByteIndex)
    name = "cut-off" if code in _CUT_OFF else "not-well-formed"
    reason = expat.ErrorString(code)  # a fixed English phrase, nothing of the document
    raise MalformedXMLError(message(name, reason=reason), code=name, line=line, column=column)
