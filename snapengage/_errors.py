"""What can be wrong with a payload: the exceptions, and every message that they and the problems carry.

A message says what is wrong, what was expected and what to do, and never quotes the payload, which is somebody's
conversation and would end up in logs. Whatever the input, the reader raises nothing but `ParseError`.
"""

from typing import Any

from snapengage._model import Case, Problem

__all__ = [
    "MESSAGES",
    "InvalidCaseError",
    "LimitExceededError",
    "MalformedXMLError",
    "ParseError",
    "SerializeError",
    "SnapEngageError",
    "UnexpectedRootError",
    "message",
]

MESSAGES = {
    # MalformedXMLError: the sender's bytes are no XML.
    "empty": "expected a <case> document, got nothing but white space: did something else read the body first?",
    "not-xml": "expected XML, which begins with <: is this JSON, a form, something compressed, or the name of a file?",
    "cut-off": "the document ends before its root element does: was the body cut off?",
    "not-well-formed": "not well-formed XML: {reason}",
    "nul": "a NUL byte, which no XML can hold: is this a binary file, or UTF-16 without a byte order mark?",
    "surrogate": "a lone surrogate in a str, which no XML can hold: pass the bytes that were received instead",
    "not-ascii": "the declaration says US-ASCII, but there are bytes that are not",
    "version": "expected XML version 1.0 in the declaration",
    # ForbiddenXMLError: nothing that the vendor sends, so most likely an attack.
    "dtd": "a document type declaration, which is never read, since entities and external references hide in it",
    "encoding": "expected UTF-8 or US-ASCII (lenient mode reads ISO-8859-1, windows-1252 and marked UTF-16 too)",
    # LimitExceededError
    "limit": "more than {maximum:,} {what}; if such payloads are to be expected, pass a larger Limits.{limit}",
    # UnexpectedRootError
    "root": "expected the root element <case>: is something other than SnapEngage sending to this address?",
    # Problems of content, which InvalidCaseError and lenient mode report.
    "missing-id": "expected an id element, without which a case cannot be told from another",
    "bad-integer": "expected {expected}",
    "bad-degrees": "expected {expected}",
    "bad-datetime": "expected {expected}",
    "loose-datetime": "expected {expected}; this one was read as a date in another form",
    "nil-with-text": 'expected nothing in an element that says nil="true"',
    "duplicate": "expected this element once; the first one counts",
    "markup-in-text": "expected text alone; the characters count, the elements around them do not",
    "stray-text": "expected elements alone, found text between them",
    "stray-element": "expected items of this array alone, found another element",
    "more": "problems that are not listed: {count:,}",
    # Problems of markup, which lenient mode repairs.
    "bare-ampersand": "expected &amp; here; the ampersand was taken for itself",
    "bare-less-than": "expected &lt; here; the character was taken for itself",
    "unescaped-markup": "expected text with < written as &lt; here; all that stands in the element was taken for text",
    "illegal-character": "a character that XML 1.0 cannot hold; read as U+FFFD",
    "illegal-reference": "a reference to a character that XML 1.0 cannot hold; read as U+FFFD",
    "not-utf8": "expected UTF-8; these bytes were read as windows-1252",
    "transcoded": "expected UTF-8; the document was read in the encoding that it is in",
    "outside-root": "expected nothing here; white space before the declaration, or NULs around the document, left out",
}
"""Every code and its message: the code is stable between releases, the message may be improved."""

_LIMITED = {
    "max_bytes": "bytes",
    "max_depth": "elements inside one another",
    "max_elements": "elements",
    "max_attributes": "attributes on one element",
    "max_text": "characters of text in one element",
}


def message(code: str, **values: object) -> str:
    """The message of `code` with `values`, none of which is text of a payload, put in."""
    return MESSAGES[code].format(**values)


class SnapEngageError(Exception):
    """Anything that this library raises by intent."""


class ParseError(SnapEngageError, ValueError):
    """A payload that is not a case. Whatever bytes or str `parse` is given, it raises this or returns a case.

    `code` says what kind of error, one of those listed in the documentation. `path` says in which value, such as
    ``case.transcripts[3].message``; `line` and `column` say where, from 1, in characters. Each is None where there is
    none.
    """

    def __init__(
        self,
        message: str,
        *,
        code: str = "",
        path: str | None = None,
        line: int | None = None,
        column: int | None = None,
    ) -> None:
        super().__init__(message)
        self.code = code
        self.path = path
        self.line = line
        self.column = column

    def __str__(self) -> str:
        place = [] if self.line is None else [f"line {self.line}, column {self.column}"]
        place += [] if self.path is None else [self.path]
        return f"{super().__str__()} ({', '.join(place)})" if place else super().__str__()


class MalformedXMLError(ParseError):
    """The body is no well-formed XML 1.0: cut off, escaped wrongly, or something else altogether."""


class LimitExceededError(ParseError):
    """The body is larger than `Limits` allows. `limit` is the name of the field there, `maximum` its value."""

    def __init__(self, message: str, *, limit: str = "", maximum: int = 0, **where: Any) -> None:
        super().__init__(message, code="limit", **where)
        self.limit = limit
        self.maximum = maximum

    @classmethod
    def of(cls, limit: str, maximum: int, **where: Any) -> "LimitExceededError":
        """The error for this limit."""
        text = message("limit", limit=limit, maximum=maximum, what=_LIMITED[limit])
        return cls(text, limit=limit, maximum=maximum, **where)


class UnexpectedRootError(ParseError):
    """The body is XML, but its root element is not ``case``."""


class InvalidCaseError(ParseError):
    """The body is a case with mistakes in it.

    `problems` lists them in document order; `case` is what lenient reading makes of the same body. `path`, `line` and
    `column` are those of the first problem.
    """

    problems: tuple[Problem, ...] = ()
    case: Case

    @classmethod
    def of(cls, case: Case) -> "InvalidCaseError":
        """The error for a case with problems."""
        first, last = case.problems[0], case.problems[-1]
        if first is last:
            text = first.message
        elif last.code == "more":
            text = f"{first.message}; the first of more than {len(case.problems) - 1:,} problems"
        else:
            text = f"{first.message}; the first of {len(case.problems)} problems"
        error = cls(text, code="invalid-case", path=first.path, line=first.line, column=first.column)
        error.problems = case.problems
        error.case = case
        return error


class SerializeError(SnapEngageError, ValueError):
    """A case that XML cannot hold. `path` says which value, such as ``case.transcripts[3].message``."""

    def __init__(self, message: str, *, path: str | None = None) -> None:
        super().__init__(message)
        self.path = path

    def __str__(self) -> str:
        return f"{super().__str__()} ({self.path})" if self.path else super().__str__()
