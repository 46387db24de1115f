"""Every message that the library gives, word for word, each provoked by a small document or a small mistake."""

import re
from pathlib import Path

import attrs
import pytest

import snapengage
from snapengage import Limits, parse
from snapengage._errors import MESSAGES

_DATE = "expected a date such as 2010-10-18T01:48:18.623Z or Mon Oct 18 01:48:27 UTC 2010"


def case(text: str) -> str:
    return f"<case><id>1</id>{text}</case>"


# Code, body, limits, and the error's text with its place.
ERRORS: list[tuple[str, bytes | str, Limits, str]] = [
    (
        "empty",
        b"",
        Limits(),
        "expected a <case> document, got nothing but white space: did something else read the body first?",
    ),
    (
        "cut-off",
        b"<case>\n<id>1",
        Limits(),
        "the document ends before its root element does: was the body cut off? (line 2, column 6, case.id)",
    ),
    (
        "not-well-formed",
        b"<case><id>1</Id></case>",
        Limits(),
        "not well-formed XML: mismatched tag (line 1, column 14, case.id)",
    ),
    (
        "not-xml",
        b'\n {"id": 1}',
        Limits(),
        "expected XML, which begins with <: is this JSON, a form, something compressed, or the name of a file?"
        " (line 1, column 1)",
    ),
    (
        "nul",
        b"<case>\0</case>",
        Limits(),
        "a NUL byte, which no XML can hold: is this a binary file, or UTF-16 without a byte order mark?"
        " (line 1, column 7)",
    ),
    (
        "surrogate",
        "<case>\u00e9\ud800</case>",
        Limits(),
        "a lone surrogate in a str, which no XML can hold: pass the bytes that were received instead"
        " (line 1, column 8)",
    ),
    (
        "not-ascii",
        "<?xml version='1.0' encoding='US-ASCII'?><case>\u00e9</case>".encode(),
        Limits(),
        "the declaration says US-ASCII, but there are bytes that are not (line 1, column 1)",
    ),
    (
        "version",
        b"<?xml version='1.1'?><case/>",
        Limits(),
        "expected XML version 1.0 in the declaration (line 1, column 1)",
    ),
    (
        "dtd",
        b"<!DOCTYPE case><case/>",
        Limits(),
        "a document type declaration, which is never read, since entities and external references hide in it"
        " (line 1, column 1)",
    ),
    (
        "encoding",
        b"<?xml version='1.0' encoding='latin-1'?><case/>",
        Limits(),
        "expected UTF-8 or US-ASCII (lenient mode reads ISO-8859-1, windows-1252 and marked UTF-16 too)"
        " (line 1, column 1)",
    ),
    (
        "limit",
        b"<case/>" + b" " * 1000,
        Limits(max_bytes=1000),
        "more than 1,000 bytes; if such payloads are to be expected, pass a larger Limits.max_bytes",
    ),
    (
        "limit",
        b"<case><a><b/></a></case>",
        Limits(max_depth=2),
        "more than 2 elements inside one another; if such payloads are to be expected, pass a larger"
        " Limits.max_depth (line 1, column 10, case)",
    ),
    (
        "limit",
        b"<case>\n<a/><b/></case>",
        Limits(max_elements=1),
        "more than 1 elements; if such payloads are to be expected, pass a larger Limits.max_elements"
        " (line 2, column 5, case)",
    ),
    (
        "limit",
        b"<case a='' b=''/>",
        Limits(max_attributes=1),
        "more than 1 attributes on one element; if such payloads are to be expected, pass a larger"
        " Limits.max_attributes (line 1, column 1)",
    ),
    (
        "limit",
        b"<case><a>four</a></case>",
        Limits(max_text=3),
        "more than 3 characters of text in one element; if such payloads are to be expected, pass a larger"
        " Limits.max_text (line 1, column 14, case)",
    ),
    (
        "root",
        b"<!-- -->\n <html/>",
        Limits(),
        "expected the root element <case>: is something other than SnapEngage sending to this address?"
        " (line 2, column 2)",
    ),
    (
        "invalid-case",
        case("\n<source_id>x</source_id>"),
        Limits(),
        "expected an integer of at most 18 digits (line 2, column 1, case.source_id)",
    ),
    (
        "invalid-case",
        case("<source_id>x</source_id><transcripts><transcript/><transcript><date>x</date></transcript></transcripts>"),
        Limits(),
        "expected an integer of at most 18 digits; the first of 2 problems (line 1, column 17, case.source_id)",
    ),
    (
        "invalid-case",
        case("<source_id>x</source_id>" + "<url/>" * 1500),
        Limits(),
        "expected an integer of at most 18 digits; the first of more than 1,000 problems"
        " (line 1, column 17, case.source_id)",
    ),
]

# Code, body, the problem's message, path and column, the line being 1.
PROBLEMS: list[tuple[str, bytes | str, str, str | None, int]] = [
    (
        "missing-id",
        "<case/>",
        "expected an id element, without which a case cannot be told from another",
        "case.id",
        1,
    ),
    (
        "bad-integer",
        case("<source_id>x</source_id>"),
        "expected an integer of at most 18 digits",
        "case.source_id",
        17,
    ),
    (
        "bad-degrees",
        case("<latitude>x</latitude>"),
        "expected decimal degrees from -90 to 90, with at most 17 digits after the point",
        "case.latitude",
        17,
    ),
    (
        "bad-degrees",
        case("<longitude>x</longitude>"),
        "expected decimal degrees from -180 to 180, with at most 17 digits after the point",
        "case.longitude",
        17,
    ),
    ("bad-datetime", case("<created_at>x</created_at>"), _DATE, "case.created_at", 17),
    (
        "loose-datetime",
        case("<transcripts><transcript/><transcript><date>2010-10-18 01:48:18</date></transcript></transcripts>"),
        f"{_DATE}; this one was read as a date in another form",
        "case.transcripts[1].date",
        55,
    ),
    (
        "nil-with-text",
        case("<url nil='true'>x</url>"),
        'expected nothing in an element that says nil="true"',
        "case.url",
        17,
    ),
    ("duplicate", case("<url/><url/>"), "expected this element once; the first one counts", "case.url", 23),
    (
        "markup-in-text",
        case("<url>a<b/></url>"),
        "expected text alone; the characters count, the elements around them do not",
        "case.url",
        23,
    ),
    (
        "stray-text",
        case("<plugins>x</plugins>"),
        "expected elements alone, found text between them",
        "case.plugins",
        17,
    ),
    (
        "stray-element",
        case("<plugins><x/></plugins>"),
        "expected items of this array alone, found another element",
        "case.plugins",
        26,
    ),
    (
        "bare-ampersand",
        case("<url>&</url>"),
        "expected &amp; here; the ampersand was taken for itself",
        None,
        22,
    ),
    (
        "bare-less-than",
        case("<url><3</url>"),
        "expected &lt; here; the character was taken for itself",
        None,
        22,
    ),
    (
        "unescaped-markup",
        case("<url>a<b></url>"),
        "expected text with < written as &lt; here; all that stands in the element was taken for text",
        None,
        23,
    ),
    (
        "illegal-character",
        case("<url>\x01</url>"),
        "a character that XML 1.0 cannot hold; read as U+FFFD",
        None,
        22,
    ),
    (
        "illegal-reference",
        case("<url>&#1;</url>"),
        "a reference to a character that XML 1.0 cannot hold; read as U+FFFD",
        None,
        22,
    ),
    (
        "not-utf8",
        case("<url>\u00e9</url>").encode("latin-1"),
        "expected UTF-8; these bytes were read as windows-1252",
        None,
        22,
    ),
    (
        "transcoded",
        b"<?xml version='1.0' encoding='ISO-8859-1'?>" + case("").encode(),
        "expected UTF-8; the document was read in the encoding that it is in",
        None,
        1,
    ),
    (
        "not-ascii",
        b"<?xml version='1.0' encoding='US-ASCII'?>" + case("\u00e9").encode(),
        "the declaration says US-ASCII, but there are bytes that are not",
        None,
        1,
    ),
    (
        "outside-root",
        case("") + "\0",
        "expected nothing here; white space before the declaration, or NULs around the document, left out",
        None,
        24,
    ),
]


@pytest.mark.parametrize(("code", "body", "limits", "text"), ERRORS)
def test_errors_say_where_what_was_expected_and_what_to_do(
    code: str, body: bytes | str, limits: Limits, text: str
) -> None:
    """An error's text is its message and its place, in these words."""
    with pytest.raises(snapengage.ParseError) as caught:
        parse(body, limits=limits)
    assert (caught.value.code, str(caught.value)) == (code, text)


@pytest.mark.parametrize(("code", "body", "message", "path", "column"), PROBLEMS)
def test_problems_say_where_and_what_was_expected(
    code: str, body: bytes | str, message: str, path: str | None, column: int
) -> None:
    """A problem's message is one of these, and its place is apart from it."""
    problem = parse(body, lenient=True).problems[0]
    assert (problem.code, problem.message, problem.path, problem.line, problem.column) == (
        code,
        message,
        path,
        1,
        column,
    )


def test_problems_past_the_thousandth_are_counted() -> None:
    """The last problem says how many more there are than the 1,000 that are listed."""
    *listed, last = parse(case("<url/>" * 3502), lenient=True).problems
    assert {problem.code for problem in listed} == {"duplicate"}
    assert len(listed) == 1000
    assert last == snapengage.Problem(code="more", message="problems that are not listed: 2,501")


def test_each_message_is_provoked_above() -> None:
    """No message is left without a document that provokes it."""
    assert {code for code, *_ in ERRORS + PROBLEMS} | {"more"} == set(MESSAGES) | {"invalid-case"}


def test_each_limit_is_named_in_a_message() -> None:
    """For each limit there is a message that names it."""
    texts = " ".join(text for *_, text in ERRORS)
    assert set(re.findall(r"Limits\.(\w+)", texts)) == set(attrs.fields_dict(Limits))


def test_documentation_lists_the_codes() -> None:
    """The page on errors has a row for each code and none for others."""
    page = Path(__file__).parent.parent / "docs" / "errors.md"
    rows = re.findall(r"^\| `([a-z0-9-]+)` \|", page.read_text("utf-8"), re.MULTILINE)
    assert sorted(rows) == sorted({*MESSAGES, "invalid-case"})


def test_errors_without_a_place_are_their_message() -> None:
    """An error that has neither place nor path shows its message alone."""
    assert str(snapengage.ParseError("m")) == str(snapengage.SerializeError("m")) == "m"
    assert str(snapengage.ParseError("m", path="case.id")) == str(snapengage.SerializeError("m", path="case.id"))
    assert str(snapengage.ParseError("m", line=2, column=3)) == "m (line 2, column 3)"
