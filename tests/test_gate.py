"""The gate on bytes alone: encodings, versions, NUL, what XML 1.0 allows, and all that defusedxml refuses."""

import encodings
import xml.sax
from collections.abc import Callable

import defusedxml.ElementTree
import defusedxml.sax
import pytest
from defusedxml.common import DefusedXmlException
from support import DOCUMENTED, gate_refusal, samples

from snapengage import ForbiddenXMLError, LimitExceededError, MalformedXMLError, ParseError, parse
from snapengage.testing._attacks import ALLOWED_ENCODINGS, DTDS, FORBIDDEN_ENCODINGS, declared

BOM = b"\xef\xbb\xbf"

# Encodings that a codec of Python's writes, so that the document in them is a real one.
REAL_ENCODINGS = [
    "utf-8", "utf-8-sig", "us-ascii", "latin-1", "cp1252", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le",
    "utf-32-be", "utf-7", "shift_jis", "euc_jp", "iso2022_jp", "gb18030", "big5", "koi8-r",
]  # fmt: skip
EBCDIC = ["cp037", "cp273", "cp424", "cp500", "cp1026", "cp1140"]


def code_of(data: bytes) -> str | None:
    """The code of the gate's refusal; None where it lets the document pass."""
    error = gate_refusal(data)
    return error.code if error else None


def code_of_parse(data: bytes | str, *, lenient: bool = False) -> str | None:
    """The code with which reading is refused; None where it gives a case."""
    try:
        parse(data, lenient=lenient)
    except ParseError as error:
        return error.code
    return None


@pytest.mark.parametrize("quote", ['"', "'"])
@pytest.mark.parametrize("name", ALLOWED_ENCODINGS)
def test_declarations_of_utf8_and_ascii_are_accepted(name: str, quote: str) -> None:
    """UTF-8, utf8 and US-ASCII pass in any case and in either quotation marks."""
    assert code_of(declared(name).replace('"', quote).encode()) is None


def test_no_declaration_and_one_mark_are_accepted() -> None:
    """A document needs neither an encoding nor a declaration, and one byte order mark may stand in front."""
    for head in (b"", b"<?xml version='1.0'?>", b"<?xml version='1.0' standalone='yes'?>"):
        assert code_of(head + b"<case/>") is None
        assert code_of(BOM + head + b"<case/>") is None
    assert code_of(BOM + BOM + b"<case/>") == "not-xml"


@pytest.mark.parametrize("name", FORBIDDEN_ENCODINGS)
def test_declarations_of_other_encodings_are_forbidden(name: str) -> None:
    """Whatever other encoding is declared, known to Python or not, is refused where it stands."""
    data = declared(name).encode()
    for marked in (data, BOM + data):
        error = gate_refusal(marked)
        assert isinstance(error, ForbiddenXMLError)
        assert (error.code, error.line, error.column) == ("encoding", 1, 1)


@pytest.mark.parametrize("name", FORBIDDEN_ENCODINGS)
def test_forbidden_error_is_caught_as_defusedxml_s(name: str) -> None:
    """Code that catches defusedxml's exceptions goes on working."""
    with pytest.raises(DefusedXmlException):
        parse(declared(name).encode())


def test_mark_of_utf8_contradicts_a_declaration_of_ascii() -> None:
    """A byte order mark in a document that says that it has none but ASCII characters is refused."""
    assert code_of(BOM + declared("US-ASCII").encode()) == "encoding"


def test_ascii_is_held_to_its_word() -> None:
    """A document that says US-ASCII and holds other bytes is malformed, not silently read as UTF-8."""
    error = gate_refusal(declared("US-ASCII", "<case>\u00e9</case>").encode())
    assert isinstance(error, MalformedXMLError)
    assert error.code == "not-ascii"


@pytest.mark.parametrize("lenient", [False, True], ids=["strict", "lenient"])
@pytest.mark.parametrize("encoding", REAL_ENCODINGS)
@pytest.mark.parametrize("attack", DTDS)
def test_document_type_is_forbidden_in_any_encoding(attack: str, encoding: str, lenient: bool) -> None:
    """A DTD is refused as forbidden, in whatever encoding it comes, declared or not, in both modes."""
    for document in (DTDS[attack], declared(encoding, DTDS[attack])):
        with pytest.raises(ForbiddenXMLError):
            parse(document.encode(encoding), lenient=lenient)


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be", *EBCDIC])
@pytest.mark.parametrize("lenient", [False, True], ids=["strict", "lenient"])
def test_encodings_that_only_a_parser_would_detect_are_forbidden(encoding: str, lenient: bool) -> None:
    """UTF-16 without a mark, UTF-32 and EBCDIC are refused as such, whatever the document says of itself."""
    for document in (declared("UTF-16"), declared("UTF-8"), declared(encoding), declared(encoding, DTDS["SYSTEM"])):
        assert code_of_parse(document.encode(encoding), lenient=lenient) == "encoding"


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be"])
@pytest.mark.parametrize("lenient", [False, True], ids=["strict", "lenient"])
def test_encodings_are_detected_without_a_declaration(encoding: str, lenient: bool) -> None:
    """Wide characters betray themselves by their NULs, behind white space and comments too."""
    for head in ("", "<!-- -->"):
        data = f"{head}<case><id>1</id></case>".encode(encoding)
        assert code_of_parse(data, lenient=lenient) == "encoding"


@pytest.mark.parametrize("encoding", EBCDIC)
@pytest.mark.parametrize("lenient", [False, True], ids=["strict", "lenient"])
def test_ebcdic_without_a_declaration_is_malformed(encoding: str, lenient: bool) -> None:
    """What nothing tells from garbage is refused as garbage."""
    for document in ("<case><id>1</id></case>", DTDS["SYSTEM"]):
        with pytest.raises(MalformedXMLError):
            parse(document.encode(encoding), lenient=lenient)


def test_unpaired_surrogate_in_utf16_hides_nothing() -> None:
    """UTF-16 without a mark, in which an unpaired surrogate makes expat swallow what follows, is refused."""
    data = "<a>".encode("utf-16-le") + b"\x00\xd8" + "<!-- --></a>".encode("utf-16-le")
    assert code_of(data) == "encoding"


def test_bogus_encodings_leave_no_trace_in_the_codec_cache() -> None:
    """A thousand documents that name a thousand encodings do not make Python's cache of codecs grow."""
    cache: dict[str, object] = encodings._cache
    before = dict(cache)
    for number in range(1000):
        for lenient in (False, True):
            assert code_of_parse(declared(f"bogus-{number}").encode(), lenient=lenient) == "encoding"
    assert dict(cache) == before


@pytest.mark.parametrize(
    ("version", "code"),
    [("1.0", None), ("1.1", "version"), ("2.0", "version"), ("99x", "version"), ("1.00", "version")],
)
def test_version_is_1_0(version: str, code: str | None) -> None:
    """A declaration of any version other than 1.0 is refused as malformed, in both modes."""
    data = f'<?xml version="{version}"?><case><id>1</id></case>'.encode()
    assert code_of(data) == code
    assert code_of_parse(data, lenient=True) == code


NULS = {
    b"<case><id>\0</id></case>": ("nul", 11),
    b"<case>\xc3\xa9\0</case>": ("nul", 8),
    b"<case/>\0": ("nul", 8),
    BOM + b"<case/>\0": ("nul", 8),
    b"P\0": ("nul", 2),
    b"\0": ("nul", 1),
    b"<\0c\0/\0>\0": ("encoding", 1),
    b"\0<\0c\0/\0>": ("encoding", 1),
}


@pytest.mark.parametrize("data", NULS)
def test_nul_is_refused_before_anything_is_read(data: bytes) -> None:
    """A NUL byte is refused where it stands; one that makes the document look like UTF-16 is a forbidden encoding."""
    error = gate_refusal(data)
    assert error is not None
    assert (error.code, error.column) == NULS[data]


ILLEGAL = [*(chr(number) for number in {*range(1, 0x20)} - {9, 10, 13}), "\ufffe", "\uffff"]


@pytest.mark.parametrize("character", ILLEGAL, ids=ascii)
def test_illegal_characters_are_malformed(character: str) -> None:
    """Characters that XML 1.0 lacks are refused wherever they stand, and as references."""
    places = ("<c>{}</c>", "<c><![CDATA[{}]]></c>", "<c><!--{}--></c>", "<c><?p {}?></c>", "<c a='{}'/>")
    assert {code_of(place.format(character).encode()) for place in places} == {"not-well-formed"}
    assert code_of(f"<c>&#{ord(character)};</c>".encode()) == "not-well-formed"


@pytest.mark.parametrize("reference", ["&#0;", "&#xD800;", "&#xDFFF;", "&#xFFFE;", "&#x110000;", "&#99999999999;"])
def test_references_to_illegal_characters_are_malformed(reference: str) -> None:
    """References beyond XML 1.0's characters are refused."""
    assert code_of(f"<c>{reference}</c>".encode()) == "not-well-formed"


@pytest.mark.parametrize(
    "data",
    [
        b"\xc0\xaf",
        b"\xe0\x80\xaf",
        b"\xf0\x80\x80\xaf",
        b"\xc0\x80",
        b"\xed\xa0\x80",
        b"\xf4\x90\x80\x80",
        b"\x80",
        b"\xe9",
    ],
)
def test_invalid_utf8_is_malformed(data: bytes) -> None:
    """Overlong forms, surrogates, characters past the last and stray bytes are no UTF-8."""
    assert code_of(b"<c>" + data + b"</c>") == "not-well-formed"


@pytest.mark.parametrize(
    "character", ["\x7f", "\x85", "\u2028", "\U0001fffe", "a\ufeffb", "\ufdd0", "\U0010ffff"], ids=ascii
)
def test_odd_characters_that_are_legal_are_read_verbatim(character: str) -> None:
    """Characters that look wrong and that XML 1.0 allows come through as they are."""
    data = f"<case><id>{character}</id></case>".encode()
    assert parse(data).id == character
    assert parse(data, lenient=True).problems == ()


MALFORMED = {
    "nothing": (b"", "empty"),
    "mark alone": (BOM, "empty"),
    "white space": (b" \n", "empty"),
    "no markup": (b"case", "not-xml"),
    "tag cut off": (b"<case", "cut-off"),
    "second root": (b"<case/><case/>", "not-well-formed"),
    "text behind": (b"<case/>x", "not-well-formed"),
    "text in front": (b"x<case/>", "not-xml"),
    "duplicate attribute": (b"<case a='' a=''/>", "not-well-formed"),
    "end of CDATA in text": (b"<case>]]></case>", "not-well-formed"),
    "undefined entity": (b"<case>&nbsp;</case>", "not-well-formed"),
    "another undefined entity": (b"<case>&foo;</case>", "not-well-formed"),
    "wrong end tag": (b"<case></Case>", "not-well-formed"),
    "white space before the declaration": (b" <?xml version='1.0'?><case/>", "not-well-formed"),
    "CDATA outside": (b"<![CDATA[ ]]><case/>", "not-well-formed"),
}


@pytest.mark.parametrize("name", MALFORMED)
def test_ill_formed_documents_are_malformed(name: str) -> None:
    """What is no well-formed document is refused, with a code that tells the cases worth telling apart."""
    data, code = MALFORMED[name]
    error = gate_refusal(data)
    assert isinstance(error, MalformedXMLError)
    assert error.code == code


@pytest.mark.parametrize("data", [b" \r\n\t<case/>", b"<case/> \n", b"<!--a--><case/>", b"<case/><!--a--><?b?>\n"])
def test_white_space_comments_and_instructions_around_the_root_are_accepted(data: bytes) -> None:
    """What XML allows around the root passes."""
    assert code_of(data) is None


@pytest.mark.parametrize("lenient", [False, True], ids=["strict", "lenient"])
def test_document_cut_off_anywhere_is_malformed(lenient: bool) -> None:
    """The vendor's payload, cut off at any byte before its end, is malformed in both modes and never a shorter case."""
    document = DOCUMENTED.read_bytes()
    end = document.rindex(b">") + 1
    for length in range(end):
        with pytest.raises(MalformedXMLError):
            parse(document[:length], lenient=lenient)
    assert parse(document[:end], lenient=lenient) == parse(document)


def attack_inputs() -> dict[str, bytes]:
    """All samples, and all documents of the tables here and in the kit."""
    found = {repr(sample): sample.payload for sample in samples()}
    for name, document in DTDS.items():
        for encoding in REAL_ENCODINGS + EBCDIC:
            found[f"{name} in {encoding}"] = document.encode(encoding)
            found[f"{name} declared as {encoding}"] = declared(encoding, document).encode(encoding)
    found |= {f"declared {name[:20]}": declared(name).encode() for name in FORBIDDEN_ENCODINGS + ALLOWED_ENCODINGS}
    found |= {name: data for name, (data, _) in MALFORMED.items()}
    found |= {f"NUL in {data!r}": data for data in NULS}
    found |= {f"character {ord(it):x}": f"<c>{it}</c>".encode() for it in ILLEGAL}
    return found


def read_by_sax(data: bytes) -> None:
    defusedxml.sax.parseString(data, xml.sax.ContentHandler(), forbid_dtd=True)


def read_by_element_tree(data: bytes) -> None:
    defusedxml.ElementTree.fromstring(data, forbid_dtd=True)


def refused_by(read: Callable[[bytes], None], data: bytes) -> bool:
    # Foreign encodings make defusedxml raise whatever Python's codecs do.
    try:
        read(data)
    except Exception:  # noqa: BLE001
        return True
    return False


@pytest.mark.parametrize("read", [read_by_sax, read_by_element_tree])
def test_gate_refuses_whatever_defusedxml_refuses(read: Callable[[bytes], None]) -> None:
    """Over all samples and attacks nothing that defusedxml refuses passes, and something does pass both."""
    inputs = attack_inputs()
    refused = {name for name, data in inputs.items() if refused_by(read, data)}
    passed = {name for name, data in inputs.items() if code_of(data) is None}
    assert len(refused) > len(DTDS) * len(REAL_ENCODINGS)
    assert "valid/documented" in passed - refused
    assert not passed & refused


@pytest.mark.parametrize("name", DTDS)
def test_limits_do_not_hide_what_is_forbidden(name: str) -> None:
    """A DTD is refused as such behind a prologue of any length that is read at all."""
    data = f"<!--{'x' * 100_000}-->{DTDS[name]}".encode()
    assert code_of(data) == "dtd"
    with pytest.raises(LimitExceededError):
        parse(data + b" " * 8 * 1024 * 1024)
