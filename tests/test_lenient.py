"""Lenient mode, repair by repair: what is taken for what, where it is reported, and where repairing ends."""

import re

import pytest
from support import Sample, samples

from snapengage import Case, ForbiddenXMLError, Limits, MalformedXMLError, ParseError, Problem, parse
from snapengage._errors import MESSAGES

BOM = b"\xef\xbb\xbf"

# Reported when a document is read without any repair.
CONTENT_CODES = {
    "missing-id", "bad-integer", "bad-degrees", "bad-datetime", "loose-datetime", "nil-with-text", "duplicate",
    "markup-in-text", "stray-text", "stray-element",
}  # fmt: skip


def read_text(text: str | bytes) -> tuple[str | None, list[tuple[str, str | None]]]:
    """The description of a case with `text` in it, and codes and texts of what was found."""
    head, tail = "<case><id>1</id><description>", "</description></case>"
    body = f"{head}{text}{tail}" if isinstance(text, str) else head.encode() + text + tail.encode()
    case = parse(body, lenient=True)
    return case.description, [(problem.code, problem.text) for problem in case.problems]


REPAIRS: dict[str, tuple[str, list[tuple[str, str | None]]]] = {
    "a & b": ("a & b", [("bare-ampersand", "&")]),
    "?a=1&b=2&amp;c": ("?a=1&b=2&c", [("bare-ampersand", "&")]),
    "&nbsp;": ("&nbsp;", [("bare-ampersand", "&")]),
    "&foo;": ("&foo;", [("bare-ampersand", "&")]),
    "&AMP;": ("&AMP;", [("bare-ampersand", "&")]),
    "&#;": ("&#;", [("bare-ampersand", "&")]),
    "&#x;": ("&#x;", [("bare-ampersand", "&")]),
    "&#X41;": ("&#X41;", [("bare-ampersand", "&")]),
    "&#6\u0665;": ("&#6\u0665;", [("bare-ampersand", "&")]),
    "&#65;&amp;&lt;&gt;&quot;&apos;&": ("A&<>\"'&", [("bare-ampersand", "&")]),
    "I <3 you": ("I <3 you", [("bare-less-than", "<")]),
    "a < b": ("a < b", [("bare-less-than", "<")]),
    "<": ("<", [("bare-less-than", "<")]),
    "<<": ("<<", [("bare-less-than", "<"), ("bare-less-than", "<")]),
    "<-- x": ("<-- x", [("bare-less-than", "<")]),
    "<=": ("<=", [("bare-less-than", "<")]),
    "</3": ("</3", [("bare-less-than", "<")]),
    "<?": ("<?", [("bare-less-than", "<")]),
    "<!": ("<!", [("bare-less-than", "<")]),
    "a\x00b": ("a\ufffdb", [("illegal-character", "\x00")]),
    "a\x1fb": ("a\ufffdb", [("illegal-character", "\x1f")]),
    "\ufffe\uffff": ("\ufffd\ufffd", [("illegal-character", "\ufffe"), ("illegal-character", "\uffff")]),
    "\ud800": ("\ufffd", [("illegal-character", "\ud800")]),
    "&#0;": ("\ufffd", [("illegal-reference", "&#0;")]),
    "&#xdFFf;": ("\ufffd", [("illegal-reference", "&#xdFFf;")]),
    "&#xFFFE;": ("\ufffd", [("illegal-reference", "&#xFFFE;")]),
    "&#1114112;": ("\ufffd", [("illegal-reference", "&#1114112;")]),
    f"&#{'9' * 5000};": ("\ufffd", [("illegal-reference", f"&#{'9' * 5000};")]),
    f"&#{'0' * 5000}65;&": ("A&", [("bare-ampersand", "&")]),
    "<joe@example.com>": ("<joe@example.com>", [("unescaped-markup", "<joe@example.com>")]),
    "a<br>b": ("a<br>b", [("unescaped-markup", "a<br>b")]),
    "</p>": ("</p>", [("unescaped-markup", "</p>")]),
    "a ]]> b": ("a ]]> b", [("unescaped-markup", "a ]]> b")]),
    "<![CDATA[a[b[0]]>1) <b>]]>": ("a[b[0]]>1) <b>", [("unescaped-markup", "<![CDATA[a[b[0]]>1) <b>]]>")]),
    "<![CDATA[]]>]]>]]><![CDATA[<]]>": ("]]>]]><", [("unescaped-markup", "<![CDATA[]]>]]>]]>")]),
    "<![CDATA[a]]]]><![CDATA[>b]]> ]]>": ("a]]>b]]> ", [("unescaped-markup", "<![CDATA[>b]]> ]]>")]),
    "<a href=x>y</a>": ("<a href=x>y</a>", [("unescaped-markup", "<a href=x>y</a>")]),
    "<![CDATA[<b>]]>&lt;<b>": ("<b><<b>", [("unescaped-markup", "<![CDATA[<b>]]>&lt;<b>")]),
    "<!DOCTYPE html><p>": ("<!DOCTYPE html><p>", [("unescaped-markup", "<!DOCTYPE html><p>")]),
    "<!-- a -- b -->": ("<!-- a -- b -->", [("unescaped-markup", "<!-- a -- b -->")]),
}


@pytest.mark.parametrize("text", REPAIRS, ids=lambda text: ascii(text[:20]))
def test_text_is_repaired(text: str) -> None:
    """What the vendor is known to get wrong is read as it was meant, and reported, one problem a repair."""
    assert read_text(text) == REPAIRS[text]


@pytest.mark.parametrize("text", REPAIRS, ids=lambda text: ascii(text[:20]))
def test_strict_mode_repairs_nothing(text: str) -> None:
    """The same documents are malformed in strict mode."""
    with pytest.raises(MalformedXMLError):
        parse(f"<case><id>1</id><description>{text}</description></case>")


@pytest.mark.parametrize(
    ("data", "runs"),
    [
        (b"\xe9", ["\u00e9"]),
        (b"\x80 \x93\x94 \x99", ["\u20ac", "\u201c\u201d", "\u2122"]),
        (b"\xc3", ["\u00c3"]),
        (b"\xe2\x82", ["\u00e2\u201a"]),
        (b"\xc0\xbc", ["\u00c0\u00bc"]),
        (b"\xed\xa0\x80", ["\u00ed\u00a0\u20ac"]),
        (b"\xf5\xa0", ["\u00f5\u00a0"]),
    ],
)
def test_bytes_that_are_not_utf8_are_read_as_windows_1252(data: bytes, runs: list[str]) -> None:
    """Stray bytes, incomplete and overlong sequences are windows-1252; what is UTF-8 beside them stays UTF-8."""
    found = [("not-utf8", run) for run in runs]
    assert read_text(data) == (" ".join(runs), found)
    assert read_text("\u00e9".encode() + data + "\u6f22".encode()) == (f"\u00e9{' '.join(runs)}\u6f22", found)


@pytest.mark.parametrize("data", [b"\x81", b"\x8d", b"\x8f", b"\x90", b"\x9d"])
def test_bytes_that_windows_1252_lacks_are_control_characters(data: bytes) -> None:
    """The five bytes that windows-1252 leaves undefined are read as the control characters of the same number."""
    text = data.decode("latin-1")
    assert read_text(data) == (text, [("not-utf8", text)])


@pytest.mark.parametrize("name", ["ISO-8859-1", "iso-8859-1", "windows-1252", "Windows-1252"])
@pytest.mark.parametrize("quote", ['"', "'"])
def test_two_encodings_are_read_as_declared(name: str, quote: str) -> None:
    """ISO-8859-1 and windows-1252 are transcoded, in any case of their names."""
    document = f"<?xml version={quote}1.0{quote} encoding={quote}{name}{quote}?><case><id>caf\u00e9</id></case>"
    case = parse(document.encode(name), lenient=True)
    assert case.id == "caf\u00e9"
    assert [problem.code for problem in case.problems] == ["transcoded"]


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("head", ["", "<?xml version='1.0'?>", "<?xml version='1.0' encoding='UTF-16'?>", "\n"])
def test_utf_16_with_its_mark_is_read(encoding: str, head: str) -> None:
    """UTF-16 with a byte order mark is transcoded, whatever it declares; half a NUL at its end is left out."""
    data = f"\ufeff{head}<case><id>\U0001f600</id></case>".encode(encoding)
    for body in (data, data + b"\0"):
        case = parse(body, lenient=True)
        assert case.id == "\U0001f600"
        assert case.problems[0].code == "transcoded"


def test_lone_surrogates_in_utf_16_are_replaced() -> None:
    """Half of a pair is a character that XML lacks, and swallows nothing of what follows."""
    data = "\ufeff<case><id>a\ud83db</id></case>".encode("utf-16-le", "surrogatepass")
    case = parse(data, lenient=True)
    assert case.id == "a\ufffdb"
    assert [problem.code for problem in case.problems] == ["transcoded", "illegal-character"]


@pytest.mark.parametrize("mark", [b"", BOM], ids=["unmarked", "marked"])
@pytest.mark.parametrize("declaration", [b"", b"<?xml version='1.0'?>", b"<?xml version='1.0' encoding='UTF-8'?>"])
@pytest.mark.parametrize("head", [b"\0", b"\0\0", b"\0\0\0", b"\0\0\0\0", b"\n", b" \t\r\n", b"\n\0 "])
def test_nothing_is_left_of_what_stands_in_front(head: bytes, declaration: bytes, mark: bytes) -> None:
    """White space before the declaration and NULs before the document are left out, behind a mark too."""
    case = parse(mark + head + declaration + b"<case><id>1</id></case>", lenient=True)
    assert case == Case(id="1")
    expected = [("outside-root", 1, 1, head.decode())] if declaration or b"\0" in head else []
    assert [(it.code, it.line, it.column, it.text) for it in case.problems] == expected


@pytest.mark.parametrize("tail", [b"\0", b"\0\0\0", b"\n\0", b" \0 \0 "])
def test_nothing_is_left_of_nuls_behind(tail: bytes) -> None:
    """NULs after the document are left out."""
    case = parse(b"<case><id>1</id></case>" + tail, lenient=True)
    assert [(it.code, it.column, it.text) for it in case.problems] == [("outside-root", 24, tail.decode())]


@pytest.mark.parametrize(
    "body",
    [
        "<case><id>1</id>",
        "<case><id>1</id></case></case>",
        "<case><id>1</id><languages><language></languages></case>",
        "<case><id>1</id><unknown><b></unknown></case>",
        "<case><id>1</id></case><case><id>2</id></case>",
        "<case><id>1</id><url>a</case>",
        "<case><id>1</id><url a='<b'></url></case>",
        "<case><id>1</id><url a=1></url></case>",
        "<case><id>1</id><chat_duration><b></chat_duration></case>",
        "<case><id>1</id>]]></case>",
        "text <case><id>1</id></case>",
        "<case><id>1</id></case> text",
        "<!-- a --><?xml version='1.0'?><case/>",
        "& <case/>",
    ],
)
def test_structure_is_never_guessed(body: str) -> None:
    """Tags that are missing, crossed or too many, and text outside the root, stay malformed."""
    with pytest.raises(MalformedXMLError):
        parse(body, lenient=True)


@pytest.mark.parametrize(
    "body",
    [
        b"\n<?xml version='1.0'?><!DOCTYPE case><case/>",
        b"\0<!DOCTYPE case><case/>",
        b"<?a \x01?><!DOCTYPE case [<!ENTITY a 'b'>]><case><id>&a;</id></case>",
        b"<?a \xe9?><!DOCTYPE case SYSTEM 'http://127.0.0.1:9/'><case/>",
        b"<?xml version='1.0' encoding='ISO-8859-1'?><!DOCTYPE case><case/>",
        "\ufeff<!DOCTYPE case><case/>".encode("utf-16"),
    ],
)
def test_what_repair_uncovers_is_forbidden_all_the_same(body: bytes) -> None:
    """A DTD behind something that was repaired is refused as any other."""
    with pytest.raises(ForbiddenXMLError) as caught:
        parse(body, lenient=True)
    assert caught.value.code == "dtd"


@pytest.mark.parametrize("encoding", ["US-ASCII", "ISO-8859-1", "windows-1252", "UTF-16"])
def test_a_mark_against_the_declaration_is_forbidden(encoding: str) -> None:
    """Behind UTF-8's byte order mark no other encoding is believed, and none is guessed."""
    body = f"\ufeff<?xml version='1.0' encoding='{encoding}'?><case><id>1</id></case>".encode()
    for lenient in (False, True):
        with pytest.raises(ForbiddenXMLError) as caught:
            parse(body, lenient=lenient)
        assert caught.value.code == "encoding"


@pytest.mark.parametrize(
    ("limits", "text"),
    [
        (Limits(max_bytes=60), "<url>&&&&&&&&&&&</url>"),
        (Limits(max_text=10), "<url>&123456789A</url>"),
        (Limits(max_elements=3), "&<a/><b/>"),
        (Limits(max_depth=2), "&<a><b/></a>"),
        (Limits(max_attributes=1), "&<a b='' c=''/>"),
    ],
)
def test_limits_hold_after_repair(limits: Limits, text: str) -> None:
    """What repair makes of a document is held against the limits too."""
    body = f"<case><id>1</id>{text}</case>"
    assert len(body) <= 60
    with pytest.raises(ParseError) as caught:
        parse(body, lenient=True, limits=limits)
    assert caught.value.code == "limit"


REPAIRED_IN_PLACE = {"bare-ampersand", "bare-less-than", "illegal-reference", "illegal-character"}


@pytest.mark.parametrize("sample", samples("lenient"), ids=repr)
def test_places_are_those_in_the_document_as_it_came(sample: Sample) -> None:
    """Line and column point at the very characters of the source that were repaired, or at a start tag."""
    encoding = {"utf-16-le": "utf-16", "utf-16-be": "utf-16", "windows-1252-bytes": "latin-1"}.get(sample.name, "utf-8")
    lines = re.split("\r\n|\r|\n", sample.payload.decode(encoding, "replace"))
    for problem in parse(sample.payload, lenient=True).problems:
        assert problem.line is not None
        assert problem.column is not None
        rest = lines[problem.line - 1][problem.column - 1 :]
        if problem.code in REPAIRED_IN_PLACE and encoding != "latin-1":
            assert problem.text
            assert rest.startswith(problem.text)
        elif problem.code in CONTENT_CODES:
            assert rest.startswith("<")
            if problem.path and problem.code in {"bad-integer", "bad-datetime", "duplicate", "nil-with-text"}:
                assert rest.startswith(f"<{problem.path.rsplit('.', 1)[1]}")


def test_every_code_of_lenient_mode_has_a_sample() -> None:
    """Each repair and each mistake of content, but for the one that counts the rest, stands in a sample."""
    found = {problem["code"] for sample in samples("lenient") for problem in sample.outcome(lenient=True)["problems"]}
    repairs = {
        "bare-ampersand", "bare-less-than", "unescaped-markup", "illegal-character", "illegal-reference", "not-utf8",
        "transcoded", "outside-root", "not-ascii",
    }  # fmt: skip
    assert found == CONTENT_CODES | repairs
    assert found < set(MESSAGES)


@pytest.mark.parametrize("count", [999, 1000, 1001, 2500])
@pytest.mark.parametrize("unit", ["<url/>", "&", "\x01", "<transcripts/>"], ids=ascii)
def test_a_thousand_problems_are_listed_and_the_rest_counted(unit: str, count: int) -> None:
    """At most 1,000 problems are listed, in document order, and one more says how many are not."""
    body = f"<case><id>1</id><url/><transcripts/><city>{'' if unit[0] == '<' else unit * count}</city>"
    problems = parse(f"{body}{unit * count if unit[0] == '<' else ''}</case>", lenient=True).problems
    listed = [problem for problem in problems if problem.code != "more"]
    assert len(listed) == min(count, 1000)
    columns = [problem.column or 0 for problem in listed]
    assert columns == sorted(set(columns))
    assert columns[0] == len(body) + 1 if unit[0] == "<" else body.index(unit) + 1
    more = [Problem(code="more", message=f"problems that are not listed: {count - 1000:,}")]
    assert list(problems[len(listed) :]) == (more if count > 1000 else [])


def test_problems_of_all_steps_are_counted_together() -> None:
    """Repairs of bytes, of markup and problems of content make one list in document order, cut off at 1,000."""
    unit = b"<city>\xe9&</city>"
    problems = parse(b"<case><id>1</id><city/>" + unit * 400 + b"</case>", lenient=True).problems
    assert [problem.code for problem in problems[:4]] == ["duplicate", "not-utf8", "bare-ampersand", "duplicate"]
    assert len(problems) == 1001
    assert problems[-1].message == "problems that are not listed: 200"
    columns = [problem.column or 0 for problem in problems[:-1]]
    assert columns == sorted(columns)


def test_lenient_mode_of_a_good_document_is_strict_mode() -> None:
    """A document without mistakes reads the same in both modes, without problems."""
    for sample in samples("valid"):
        case = parse(sample.payload, lenient=True)
        assert case == parse(sample.payload)
        assert case.problems == ()
