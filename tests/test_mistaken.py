"""The kit's broken, mistaken and hostile payloads: the library does with each exactly what the kit says."""

import json
import re
from collections.abc import Callable
from operator import attrgetter
from typing import Any

import hypothesis
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from support import read_in_chunks

from snapengage import (
    Case,
    ForbiddenXMLError,
    InvalidCaseError,
    LimitExceededError,
    Limits,
    MalformedXMLError,
    ParseError,
    parse,
    serialize,
)
from snapengage._errors import MESSAGES
from snapengage.testing import fake_broken_payload, fake_case
from snapengage.testing._attacks import ATTACKS, Attack, plain
from snapengage.testing._broken import WAYS, Way, broken
from snapengage.testing._draw import Draw
from snapengage.testing._mistakes import MISTAKES, Draft, Mistake, mistaken
from snapengage.testing.strategies import broken_payloads, cases, hostile_payloads, lenient_payloads

thousand = settings(max_examples=1000, phases=[Phase.generate])

# Errors that no mode reads past, and the problem that takes a thousand others.
NOT_IN_LENIENT_MODE = {
    "empty", "not-xml", "cut-off", "not-well-formed", "nul", "surrogate", "version", "dtd", "encoding", "limit", "root",
    "more",
}  # fmt: skip

REPAIRED = {
    "bare-ampersand", "bare-less-than", "unescaped-markup", "illegal-character", "illegal-reference", "not-utf8",
    "not-ascii", "transcoded", "outside-root",
}  # fmt: skip


def plainest(_: int) -> int:
    return 0


def refusal(data: bytes, *, lenient: bool = False, size: int | None = None) -> ParseError | None:
    """The error with which the payload, whole or in pieces of `size` bytes, is refused; None where it is read."""
    try:
        read_in_chunks(data, size, lenient=lenient) if size else parse(data, lenient=lenient)
    except ParseError as error:
        return error
    return None


def check_mistaken(drawn: tuple[bytes, Case, tuple[str, ...]]) -> None:
    """Holds the promise of `lenient_payloads` against what the library does."""
    data, expected, codes = drawn
    for case in (parse(data, lenient=True), read_in_chunks(data, 61, lenient=True)):
        assert case == expected
        assert tuple(problem.code for problem in case.problems) == codes
    error = refusal(data)
    if REPAIRED.isdisjoint(codes):
        assert isinstance(error, InvalidCaseError)
        assert error.case == expected
        assert tuple(problem.code for problem in error.problems) == codes
    else:
        assert isinstance(error, MalformedXMLError | ForbiddenXMLError)


def find(drawn: st.SearchStrategy[Any], wanted: Callable[[Any], bool]) -> Any:
    """The smallest example that is `wanted`, the same in every run."""
    phases = [Phase.generate, Phase.shrink]
    return hypothesis.find(
        drawn, wanted, settings=settings(max_examples=3000, phases=phases, database=None, derandomize=True)
    )


@pytest.mark.long
@thousand
@given(lenient_payloads())
def test_lenient_mode_reads_past_mistakes(drawn: tuple[bytes, Case, tuple[str, ...]]) -> None:
    """Lenient mode gives the case and the codes that were drawn, in their order, and strict mode refuses."""
    assert drawn[2]
    check_mistaken(drawn)


@pytest.mark.long
@thousand
@given(broken_payloads())
def test_strict_mode_refuses_what_is_broken(drawn: tuple[bytes, type[ParseError]]) -> None:
    """Strict mode raises exactly the class that was drawn."""
    data, error = drawn
    assert type(refusal(data)) is type(refusal(data, size=61)) is error


@pytest.mark.long
@thousand
@given(hostile_payloads())
def test_attacks_are_refused_in_both_modes(data: bytes) -> None:
    """Neither mode reads an attack."""
    for lenient in (False, True):
        error = refusal(data, lenient=lenient)
        assert error
        # The largest take a while; that they are refused in pieces too is seen once, below.
        if len(data) < 100_000:
            assert str(refusal(data, lenient=lenient, size=61)) == str(error)


@given(cases())
def test_laid_out_drafts_are_what_the_library_writes(case: Case) -> None:
    """Without a mistake a draft is the vendor's form, byte for byte, or a shorter one of the same case."""
    assert Draft(case, laid_out=True).document() == serialize(case)
    assert parse(Draft(case).document()) == case
    assert Draft(case).outcome() == (case, ())


def test_mistakes_are_all_that_lenient_mode_reports() -> None:
    """There is a mistake for every code that lenient mode gives, but for the one that counts the rest."""
    assert {mistake.code for mistake in MISTAKES} == set(MESSAGES) - NOT_IN_LENIENT_MODE


@pytest.mark.parametrize("table", [MISTAKES, WAYS, ATTACKS])
def test_names_are_unique(table: tuple[Mistake | Way | Attack, ...]) -> None:
    """No two entries of a table have one name."""
    assert len({entry.name for entry in table}) == len(table)


@pytest.mark.parametrize("mistake", MISTAKES, ids=attrgetter("name"))
def test_each_mistake_is_read_past(mistake: Mistake) -> None:
    """Each mistake on its own, in all its forms, gives its one problem, and its error in strict mode."""
    assert mistaken(Case(id=""), [mistake], plainest)[2] == (mistake.code,)
    for seed in range(60):
        drawn = mistaken(fake_case(seed), [mistake], Draw(seed).below, laid_out=seed % 2 > 0)
        assert drawn[2] == (mistake.code,)
        check_mistaken(drawn)
        assert type(refusal(drawn[0])) is mistake.error


def test_all_mistakes_fit_into_one_document() -> None:
    """Any number of mistakes stand side by side, and those that find no place any more are left out."""
    for seed in range(30):
        check_mistaken(mistaken(fake_case(seed), MISTAKES, Draw(seed).below))
    many = [mistake for mistake in MISTAKES for _ in range(20)]
    data, case, codes = mistaken(Case(id="1"), many, Draw(0).below)
    check_mistaken((data, case, codes))
    assert len(codes) < len(many)


@pytest.mark.parametrize("way", WAYS, ids=attrgetter("name"))
def test_each_way_to_break_a_payload_raises_its_error(way: Way) -> None:
    """Each way, in all its forms and for any case, raises its error in strict mode."""
    assert type(refusal(broken(Case(id=""), way, plainest))) is way.error
    for seed in range(60):
        assert type(refusal(broken(fake_case(seed), way, Draw(seed).below, laid_out=seed % 2 > 0))) is way.error


@pytest.mark.parametrize("attack", ATTACKS, ids=attrgetter("name"))
def test_each_attack_raises_its_errors(attack: Attack) -> None:
    """Each attack, in all its forms, raises the errors that its table gives for the two modes."""
    contents = ["<id>1</id>", "<id>\u6f22</id><message><![CDATA[<b>]]> &amp; \U0001f600</message>"]
    for seed in range(2 if len(plain(attack)) > 100_000 else 60):
        data = attack.make(contents[seed % 2], Draw(seed).below) if seed else plain(attack)
        assert type(refusal(data)) is attack.strict
        assert type(refusal(data, lenient=True)) is attack.lenient
        assert type(refusal(data, lenient=True, size=65_536)) is attack.lenient


@pytest.mark.parametrize(
    ("name", "limit"),
    [
        ("too many attributes", "max_attributes"),
        ("too deep", "max_depth"),
        ("too many elements", "max_elements"),
        ("too long a text", "max_text"),
        ("too large", "max_bytes"),
    ],
)
def test_attacks_on_limits_are_hardly_over_them(name: str, limit: str) -> None:
    """What is over a limit by default is read where that limit is a little higher."""
    data = next(plain(attack) for attack in ATTACKS if attack.name == name)
    error = refusal(data)
    assert isinstance(error, LimitExceededError)
    assert error.limit == limit
    # The case, its id and the element that the attack stands in count too.
    assert parse(data, lenient=True, limits=Limits(**{limit: error.maximum + 3})).id == "1"


MINIMAL_MISTAKES = {
    "bare-ampersand": b"<case><id></id><url>& </url></case>",
    "bare-less-than": b"<case><id></id><url><3</url></case>",
    "unescaped-markup": b"<case><id></id><url><br></url></case>",
    "markup-in-text": b"<case><id></id><url><b>there</b></url></case>",
    "illegal-character": b"<case><id></id><url>\x01</url></case>",
    "illegal-reference": b"<case><id></id><url>&#0;</url></case>",
    "not-utf8": b"<case><id></id><url>\xe9</url></case>",
    "not-ascii": b'<?xml version="1.0" encoding="US-ASCII"?><case><id></id><url>\xc3\xa9</url></case>',
    "missing-id": b"<case></case>",
    "bad-integer": b"<case><id></id><source_id>x</source_id></case>",
    "bad-degrees": b"<case><id></id><latitude>x</latitude></case>",
    "bad-datetime": b"<case><id></id><created_at>x</created_at></case>",
    "loose-datetime": b"<case><id></id><created_at>2014-10-03T14:14:31</created_at></case>",
    "nil-with-text": b'<case><id></id><url nil="true">text</url></case>',
    "duplicate": b"<case><id></id><url></url><url>again</url></case>",
    "stray-text": b"<case>text<id></id></case>",
    "stray-element": b"<case><id></id><languages><other>text</other></languages></case>",
    "outside-root": b'\n<?xml version="1.0"?><case><id></id></case>',
    "transcoded": b'<?xml version="1.0" encoding="ISO-8859-1"?><case><id></id></case>',
}


@pytest.mark.parametrize("code", sorted({mistake.code for mistake in MISTAKES}))
def test_mistakes_shrink_to_one_mistake(code: str) -> None:
    """Every code is reachable, and shrinks to the shortest document with that one mistake in it."""
    data, _, codes = find(lenient_payloads(), lambda drawn: code in drawn[2])
    assert (data, codes) == (MINIMAL_MISTAKES[code], (code,))


# Mistakes that share their code with another: how to know one, and the smallest.
OTHER_MISTAKES = {
    rb"</languages><languages>": (
        b"<case><id></id><languages></languages><languages><language></language></languages></case>"
    ),
    rb"\A\0\0": b'\0\0<?xml version="1.0"?><case><id></id></case>',
    rb"\0\Z": b"<case><id></id></case>\0",
}


@pytest.mark.parametrize("marker", OTHER_MISTAKES, ids=ascii)
def test_mistakes_of_one_code_shrink_on_their_own(marker: bytes) -> None:
    """A mistake that shares its code with a plainer one is reachable, and shrinks as well."""
    found = find(lenient_payloads(), lambda drawn: bool(re.search(marker, drawn[0])))
    assert (found[0], len(found[2])) == (OTHER_MISTAKES[marker], 1)


def test_utf_16_comes_up() -> None:
    """UTF-16 is reachable: on its own, and where one byte a character cannot hold the text."""
    data, _, codes = find(lenient_payloads(), lambda drawn: drawn[0].startswith(b"\xff\xfe"))
    assert codes == ("transcoded",)
    mistakes = {mistake.name: mistake for mistake in MISTAKES}
    smallest = "\ufeff<case><id></id></case>".encode("utf-16-le")
    assert mistaken(Case(id=""), [mistakes["UTF-16"]], plainest)[0] == smallest
    fallen_back = mistaken(Case(id="\u6f22"), [mistakes["encoding of one byte"]], plainest)[0]
    assert fallen_back == "\ufeff<case><id>\u6f22</id></case>".encode("utf-16-le")
    assert len(smallest) <= len(data) < 120


HTML = b"<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>\n"

# How to know a way, and the smallest payload that is broken so. The mistakes above are ways too.
MINIMAL_BREAKS = {
    "empty": (rb"\A\Z", b""),
    "no XML": (rb"case\.xml", b"case.xml"),
    "JSON": (rb"\A\{", json.dumps(Case(id="").to_dict()).encode()),
    "form": (rb"\Aid=", b"id=&url="),
    "HTML": (rb"\A<html>", HTML),
    "HTML with a document type": (rb"\A<!DOCTYPE html>\n<html>", b"<!DOCTYPE html>\n" + HTML),
    "cut off": (rb"</case\Z", b"<case><id></id></case"),
    "no end tag": (rb"(?s)<id>[^<]*<(?:/|[a-z].*</)case>", b"<case><id></case>"),
    "tags crossed": (rb"<b><i></b></i>", b"<case><id><b><i></b></i></id></case>"),
    "attribute twice": (rb'lang="en" lang="de"', b'<case><id lang="en" lang="de"></id></case>'),
    "attribute without quotes": (rb"lang=en", b"<case><id lang=en></id></case>"),
    "less-than sign in an attribute": (rb'lang="<"', b'<case><id lang="<"></id></case>'),
    "comment with dashes in it": (rb"<case><!-- a -- b -->", b"<case><!-- a -- b --><id></id></case>"),
    "end of CDATA between elements": (rb"<case>\]\]>", b"<case>]]><id></id></case>"),
    "second root": (rb"</case><case>", b"<case><id></id></case><case></case>"),
    "junk behind": (rb"junk\Z", b"<case><id></id></case>junk"),
    "junk in front": (rb"\Ajunk", b"junk<case><id></id></case>"),
    "declaration late": (
        rb"\A<!-- --><\?xml", b'<!-- --><?xml version="1.0" encoding="UTF-8"?><case><id></id></case>'
    ),
    "version": (rb'\A<\?xml version="1.1"', b'<?xml version="1.1"?><case><id></id></case>'),
    "encoding": (rb"UTF-7", b'<?xml version="1.0" encoding="UTF-7"?><case><id></id></case>'),
    "root": (rb"</Case>", b"<Case><id></id></Case>"),
    "document type": (rb"<!DOCTYPE case>", b"<!DOCTYPE case><case><id></id></case>"),
    "too deep": (rb"(?:<a>){32}", b"<case>" + b"<a>" * 32 + b"</a>" * 32 + b"<id></id></case>"),
    "too many attributes": (
        rb"<a a0", b"<case><a" + b"".join(b' a%d=""' % number for number in range(33)) + b"/><id></id></case>"
    ),
}  # fmt: skip


def test_all_ways_to_break_a_payload_are_spelled_out() -> None:
    """There is a smallest example of every way."""
    assert [*MINIMAL_BREAKS, *(mistake.name for mistake in MISTAKES)] == [way.name for way in WAYS]


@pytest.mark.parametrize("name", MINIMAL_BREAKS)
def test_broken_payloads_shrink(name: str) -> None:
    """Every way is reachable, and shrinks to the smallest payload that is broken so."""
    marker, smallest = MINIMAL_BREAKS[name]
    data, error = find(broken_payloads(), lambda drawn: bool(re.search(marker, drawn[0])))
    assert (data, error) == (smallest, next(way.error for way in WAYS if way.name == name))


def hostile(doctype: str, inside: str = "1", content: str = "<id></id>") -> bytes:
    return f"{doctype}<case>{content}<description>{inside}</description></case>".encode()


# How to know an attack, and the smallest; of the large ones, their length and how they begin.
MINIMAL_ATTACKS: dict[str, tuple[bytes, bytes | tuple[int, bytes]]] = {
    "bare DOCTYPE": (rb"<!DOCTYPE case>", hostile("<!DOCTYPE case>")),
    "DTD URL": (rb"\A<!DOCTYPE.*case\.dtd", hostile('<!DOCTYPE case SYSTEM "http://127.0.0.1:9/case.dtd">')),
    "SYSTEM": (
        rb"\A<!DOCTYPE.*etc/passwd", hostile('<!DOCTYPE case [<!ENTITY a SYSTEM "file:///etc/passwd">]>', "&a;")
    ),
    "PUBLIC": (
        rb"\A<!DOCTYPE.*PUBLIC", hostile('<!DOCTYPE case [<!ENTITY a PUBLIC "-//A//B" "http://127.0.0.1:9/">]>', "&a;")
    ),
    "parameter entity": (
        rb"\A<!DOCTYPE.*ENTITY %", hostile('<!DOCTYPE case [<!ENTITY % a SYSTEM "http://127.0.0.1:9/a.dtd"> %a;]>')
    ),
    "unparsed entity": (
        rb"\A<!DOCTYPE.*NDATA", hostile('<!DOCTYPE case [<!NOTATION n SYSTEM "n"><!ENTITY a SYSTEM "a.gif" NDATA n>]>')
    ),
    "ATTLIST default": (rb"\A<!DOCTYPE.*ATTLIST", hostile('<!DOCTYPE case [<!ATTLIST id nil CDATA "true">]>')),
    "billion laughs": (rb"\A<!DOCTYPE.*ENTITY a1 ", (583, b'<!DOCTYPE case [<!ENTITY a0 "ha"><!ENTITY a1 "&a0;&a0;')),
    "quadratic blowup": (rb"\A<!DOCTYPE.*hahaha", (2581, b'<!DOCTYPE case [<!ENTITY a "hahahaha')),
    "DTD behind white space": (
        rb"\A\n<\?xml", hostile('\n<?xml version="1.0" encoding="UTF-8"?><!DOCTYPE case>')
    ),
    "DTD behind NULs": (rb"\A\0\0<!D", hostile("\0\0<!DOCTYPE case>")),
    "DTD behind an illegal character": (rb"<\?a \x01", hostile("<?a \x01?><!DOCTYPE case>")),
    "DTD behind stray bytes": (rb"<\?a \xe9", b"<?a \xe9?>" + hostile("<!DOCTYPE case>")),
    "DTD in ISO-8859-1": (
        rb"\A<\?xml.*8859", hostile('<?xml version="1.0" encoding="ISO-8859-1"?><!DOCTYPE case>')
    ),
    "encoding": (rb"bogus", b'<?xml version="1.0" encoding="bogus"?><case><id></id></case>'),
    "mark against encoding": (
        rb"\A\xef\xbb\xbf.*8859",
        b'\xef\xbb\xbf<?xml version="1.0" encoding="ISO-8859-1"?><case><id></id></case>',
    ),
    "UTF-16 without a mark": (rb"\A<\0c\0", "<case><id></id></case>".encode("utf-16-le")),
    "UTF-32": (rb"\A<\0\0\0c", "<case><id></id></case>".encode("utf-32-le")),
    "EBCDIC": (
        rb"\A\x4c\x6f", '<?xml version="1.0" encoding="UTF-8"?><case><id></id></case>'.encode("cp037")
    ),
    "UTF-7": (rb"\A\+ADw-case", b"+ADw-case+AD4-+ADw-id+AD4-+ADw-/id+AD4-+ADw-/case+AD4-"),
    "overlong UTF-8": (rb"\A\xc0\xbccase", b"\xc0\xbccase>\xc0\xbcid>\xc0\xbc/id>\xc0\xbc/case>"),
    "NUL in a tag": (rb"ca\0se", b"<case><id></id></ca\0se>"),
    "too many attributes": (
        rb"<a a0", b"<case><id></id><a" + b"".join(b' a%d=""' % number for number in range(33)) + b"/></case>"
    ),
    "too deep": (rb"[^&](?:<a>){32}", b"<case><id></id>" + b"<a>" * 32 + b"</a>" * 32 + b"</case>"),
    "too deep behind an ampersand": (rb"&<a>", b"<case><id></id>&" + b"<a>" * 32 + b"</a>" * 32 + b"</case>"),
    "too many elements": (rb"<a/>", (400_031, b"<case><id></id><os><a/><a/><a/>")),
    "too long a text": (rb"<os>a", (1_048_608, b"<case><id></id><os>aaaaaa")),
    "too large": (rb"</case>    ", (8_388_609, b"<case><id></id></case>    ")),
}  # fmt: skip


def test_all_attacks_are_spelled_out() -> None:
    """There is a smallest example of every attack."""
    assert list(MINIMAL_ATTACKS) == [attack.name for attack in ATTACKS]


@pytest.mark.parametrize("name", MINIMAL_ATTACKS)
def test_attacks_shrink(name: str) -> None:
    """Every attack is reachable, and shrinks to its plainest form in an empty case."""
    marker, smallest = MINIMAL_ATTACKS[name]
    data = find(hostile_payloads(), lambda data: bool(re.search(marker, data)))
    if isinstance(smallest, bytes):
        assert data == smallest
    else:
        length, beginning = smallest
        assert len(data) == length
        assert data.startswith(beginning)
        assert len(repr(data)) < 3000


def test_broken_fakes_are_refused() -> None:
    """Strict mode refuses every broken fake, and the seeds choose from all ways."""
    payloads = [fake_broken_payload(seed) for seed in range(2000)]
    errors = {type(refusal(data)) for data in payloads}
    assert errors == {way.error for way in WAYS}
    drawn = {Draw(f"{seed}/broken").pick(WAYS).name for seed in range(2000)}
    assert drawn == {way.name for way in WAYS}
    assert len(set(payloads)) > 1500


def test_broken_fakes_are_those_of_their_seeds() -> None:
    """The same seed gives the same bytes, as a number or as its digits; without one they are new each time."""
    assert fake_broken_payload(5) == fake_broken_payload("5")
    assert fake_broken_payload(5) != fake_broken_payload(6)
    assert len({fake_broken_payload() for _ in range(20)}) > 1
    with pytest.raises(TypeError, match="seed"):
        fake_broken_payload(1.5)  # type: ignore[arg-type]  # the wrong type is what is tested
