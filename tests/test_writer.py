"""What is written, byte for byte: the documented form, layouts, escapes, dates, and what cannot be written."""

import re
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from support import DOCUMENTED

import snapengage
from snapengage import Case, Element, Language, Plugin, SerializeError, SourceId, Transcript, Variable, parse, serialize
from snapengage._fields import RECORDS, TEXT

HEAD = '<?xml version="1.0" encoding="UTF-8"?>'


def written(case: Case) -> str:
    """The inside of the root element, without white space between elements."""
    text = serialize(case, indent=None).decode()
    assert text.startswith(f"{HEAD}<case>")
    assert text.endswith("</case>")
    return text[len(f"{HEAD}<case>") : -len("</case>")]


def squeezed(document: bytes) -> bytes:
    """A document without white space between elements."""
    return re.sub(rb">\s+<", b"><", document.strip())


@pytest.mark.parametrize("indent", [None, 0, 2, 8])
def test_the_documented_payload_is_written_as_it_was(indent: int | None) -> None:
    """White space between elements apart, the documented payload is written as the bytes that were read."""
    document = DOCUMENTED.read_bytes()
    assert squeezed(serialize(parse(document), indent=indent)) == squeezed(document)


def test_the_layout_is_indented_by_level() -> None:
    """Every level is indented by so many spaces, and the document ends in a line feed."""
    case = Case(id="1", languages=[Language(name="German")], extra=[Element(tag="x", text="1")])
    lines = [
        (0, HEAD),
        (0, "<case>"),
        (1, "<id><![CDATA[1]]></id>"),
        (1, '<languages type="array">'),
        (2, "<language>"),
        (3, "<name><![CDATA[German]]></name>"),
        (2, "</language>"),
        (1, "</languages>"),
        (1, "<x>1</x>"),
        (0, "</case>"),
    ]
    for indent in (0, 1, 2, 5):
        expected = "".join(f"{' ' * (indent * level)}{line}\n" for level, line in lines)
        assert serialize(case, indent=indent).decode() == expected
    assert serialize(case, indent=None).decode() == "".join(line for _, line in lines)
    assert serialize(case) == serialize(case, indent=2)


def test_every_field_is_written_in_documented_order() -> None:
    """All fields of a case are written in the documented order, then the extra elements in theirs."""
    values: dict[str, Any] = {field.name: "1" for field in RECORDS["case"] if field.kind is TEXT}
    moment = datetime(2010, 10, 18, 1, 48, 27, tzinfo=UTC)
    case = Case(
        **values,
        created_at=moment,
        latitude=Decimal("39.914700"),
        longitude=Decimal("-105.08"),
        source_id=2,
        languages=[Language()],
        plugins=[Plugin(name="Flash", value="1")],
        transcripts=[Transcript(id="", date=moment, alias="a", message="m")],
        chat_waittime=0,
        chat_duration=15,
        javascript_variables=[Variable(name="a", value="1")],
        operator_variables=[Variable(name="b", value="2")],
        extra=[Element(tag="z"), Element(tag="a")],
    )
    text = serialize(case).decode()
    names = re.findall(r"^  <(\w+)", text, flags=re.MULTILINE)
    assert names == [*(field.name for field in RECORDS["case"]), "z", "a"]
    assert '<created_at type="datetime">2010-10-18T01:48:27.000Z</created_at>' in text
    assert "<latitude>39.914700</latitude>" in text
    assert '<source_id type="integer">2</source_id>' in text
    assert '<date type="datetime">Mon Oct 18 01:48:27 UTC 2010</date>' in text
    assert '<chat_waittime type="integer">0</chat_waittime>' in text
    assert "<name><![CDATA[a]]></name>" in text
    assert "<name>Flash</name>" in text


@pytest.mark.parametrize(
    "field", [field for field in RECORDS["case"] if field.kind is TEXT], ids=lambda field: field.name
)
def test_none_is_omitted_and_empty_text_is_not(field: Any) -> None:
    """A text that is None has no element, one that is empty an element with nothing in it."""
    values: dict[str, Any] = {"id": "1", field.name: ""}
    inside = "<![CDATA[]]>" if field.cdata else ""
    assert f"<{field.name}>{inside}</{field.name}>" in written(Case(**values))
    if field.name != "id":
        assert written(Case(id="1")) == "<id><![CDATA[1]]></id>"


def test_empty_arrays_are_omitted() -> None:
    """An array without items is not written."""
    case = Case(id="1", languages=[], plugins=(), transcripts=iter([]), javascript_variables=[])
    assert written(case) == "<id><![CDATA[1]]></id>"


@pytest.mark.parametrize(
    ("text", "in_section", "escaped"),
    [
        ("<b>&amp;", "<![CDATA[<b>&amp;]]>", "&lt;b>&amp;amp;"),
        ("a]]>b", "<![CDATA[a]]]]><![CDATA[>b]]>", "a]]&gt;b"),
        ("]]]>>", "<![CDATA[]]]]]><![CDATA[>>]]>", "]]]&gt;>"),
        ("a\rb", "<![CDATA[a]]>&#13;<![CDATA[b]]>", "a&#13;b"),
        ("\r\n", "<![CDATA[]]>&#13;<![CDATA[\n]]>", "&#13;\n"),
        ("]]\r>", "<![CDATA[]]]]>&#13;<![CDATA[>]]>", "]]&#13;>"),
        (
            " \t\"'\x7f\x85\ufeff\U0001f600 ",
            "<![CDATA[ \t\"'\x7f\x85\ufeff\U0001f600 ]]>",
            " \t\"'\x7f\x85\ufeff\U0001f600 ",
        ),
    ],
)
def test_text_is_escaped_where_it_must_be(text: str, in_section: str, escaped: str) -> None:
    """In a CDATA section ``]]>`` and CR end it and begin another; elsewhere the fewest references are used."""
    case = Case(id=text, url=text)
    assert written(case) == f"<id>{in_section}</id><url>{escaped}</url>"
    assert parse(serialize(case)) == case


def test_white_space_in_attributes_is_written_as_references() -> None:
    """Tab, LF and CR in an attribute of an extra element are references, and so are the quote and markup."""
    case = Case(id="1", extra=[Element(tag="x", attributes={"a": "\t\n\r\"'<&>]]>"})])
    assert written(case).endswith('<x a="&#9;&#10;&#13;&quot;\'&lt;&amp;>]]&gt;"></x>')
    assert parse(serialize(case)) == case


def test_extra_elements_are_written_verbatim() -> None:
    """Within an extra element no white space is added, however the document is indented."""
    child = Element(tag="b", attributes=[("z", "1"), ("a", "2")], text="in", tail="after ")
    extra = Element(tag="a:a", text=" before ", children=[child, Element(tag="id")])
    variable = Variable(name="n", extra=[extra])
    for indent in (None, 2):
        text = serialize(Case(id="1", operator_variables=[variable], extra=[extra]), indent=indent).decode()
        assert text.count('<a:a> before <b z="1" a="2">in</b>after <id></id></a:a>') == 2


MOMENT = datetime(2010, 10, 18, 1, 48, 27, tzinfo=UTC)
KOLKATA = timezone(timedelta(hours=5, minutes=30))


@pytest.mark.parametrize(
    ("moment", "created_at", "date"),
    [
        (MOMENT, "2010-10-18T01:48:27.000Z", "Mon Oct 18 01:48:27 UTC 2010"),
        (MOMENT.replace(microsecond=623_000), "2010-10-18T01:48:27.623Z", "2010-10-18T01:48:27.623Z"),
        (MOMENT.replace(microsecond=1), "2010-10-18T01:48:27.000001Z", "2010-10-18T01:48:27.000001Z"),
        (MOMENT.replace(day=8), "2010-10-08T01:48:27.000Z", "Fri Oct 08 01:48:27 UTC 2010"),
        (MOMENT.astimezone(KOLKATA), "2010-10-18T01:48:27.000Z", "Mon Oct 18 01:48:27 UTC 2010"),
        (datetime(1, 1, 1, tzinfo=UTC), "0001-01-01T00:00:00.000Z", "Mon Jan 01 00:00:00 UTC 0001"),
        (datetime(9999, 12, 31, tzinfo=UTC), "9999-12-31T00:00:00.000Z", "Fri Dec 31 00:00:00 UTC 9999"),
    ],
)
def test_dates_are_written_in_their_documented_form(moment: datetime, created_at: str, date: str) -> None:
    """Dates are written in UTC: a case's in ISO form, a line's in Java's, and in ISO form where it has a fraction."""
    text = written(Case(id="1", created_at=moment, transcripts=[Transcript(date=moment)]))
    assert f'<created_at type="datetime">{created_at}</created_at>' in text
    assert f'<date type="datetime">{date}</date>' in text


@pytest.mark.parametrize(
    ("value", "text"), [("39.914700", "39.914700"), ("9E+1", "90"), ("-0", "-0"), ("0E-17", "0.00000000000000000")]
)
def test_decimals_are_written_in_digits(value: str, text: str) -> None:
    """Degrees are written without an exponent, with all the zeros that they have."""
    assert f"<latitude>{text}</latitude>" in written(Case(id="1", latitude=Decimal(value)))


@pytest.mark.parametrize(("value", "text"), [(SourceId.LIVE_CHAT, "2"), (2, "2"), (-7, "-7"), (10**18 - 1, "9" * 18)])
def test_sources_are_written_as_numbers(value: int, text: str) -> None:
    """A source is written as its number, known or not."""
    assert f'<source_id type="integer">{text}</source_id>' in written(Case(id="1", source_id=value))


def test_problems_are_not_written() -> None:
    """What was wrong with a payload is no part of what is written."""
    case = parse(b"<case><id>1</id><url>a&b</url></case>", lenient=True)
    assert case.problems
    assert written(case) == "<id><![CDATA[1]]></id><url>a&amp;b</url>"


@pytest.mark.parametrize("bad", [None, "<case/>", {"id": "1"}, Element(tag="case"), Transcript()])
def test_only_a_case_is_written(bad: Any) -> None:
    """Anything other than a case is a TypeError that names its type."""
    with pytest.raises(TypeError, match=f"^expected a Case, got {type(bad).__name__}$"):
        serialize(bad)


@pytest.mark.parametrize("bad", [-1, 1.5, "2", b"\t"])
def test_only_a_number_of_spaces_indents(bad: Any) -> None:
    """An indent other than None or a number of spaces is a ValueError."""
    with pytest.raises(ValueError, match=r"^expected indent to be None or the number of spaces, 0 or more$"):
        serialize(Case(id="1"), indent=bad)


@pytest.mark.parametrize(
    "code", [*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20), 0xD800, 0xDBFF, 0xDC00, 0xDFFF, 0xFFFE, 0xFFFF]
)
@pytest.mark.parametrize("name", ["id", "url"])
def test_what_xml_cannot_hold_is_not_written(code: int, name: str) -> None:
    """Each character that XML 1.0 excludes raises a SerializeError that names the field."""
    values: dict[str, Any] = {"id": "1", name: f"a{chr(code)}b"}
    with pytest.raises(snapengage.SerializeError) as caught:
        serialize(Case(**values))
    assert caught.value.path == f"case.{name}"


@pytest.mark.parametrize(
    "code", [0x09, 0x0A, 0x0D, 0x20, 0x7F, 0x80, 0x85, 0x9F, 0xD7FF, 0xE000, 0xFEFF, 0xFFFD, 0x10000, 0x1FFFE, 0x10FFFF]
)
def test_what_xml_can_hold_is_written(code: int) -> None:
    """Characters next to those that XML 1.0 excludes are written, and read back."""
    case = Case(id=chr(code), url=chr(code), extra=[Element(tag="x", attributes={"a": chr(code)}, text=chr(code))])
    assert parse(serialize(case)) == case


def test_an_illegal_character_is_named_whatever_stands_before_it() -> None:
    """Dates, numbers, None and other unknown elements before it are passed over."""
    case = Case(id="1", created_at=datetime(2010, 10, 18, tzinfo=UTC), latitude=Decimal(1), city="\0")
    with pytest.raises(SerializeError, match=r"\(case\.city\)$"):
        serialize(case)
    case = Case(id="1", extra=[Element(tag="a", text="b"), Element(tag="c", text="\0")])
    with pytest.raises(SerializeError, match=r"\(case\.extra\[1\]\.text\)$"):
        serialize(case)
