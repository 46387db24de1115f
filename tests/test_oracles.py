"""Parsers that others have written agree: on what is written, and on what is no XML.

lxml (libxml2) serves as an oracle for every document without a colon in its names, since it insists on declared
prefixes; where it refuses a document, complaints about namespaces alone are set aside.
"""

import shutil
import subprocess
from datetime import UTC, datetime
from decimal import Decimal
from io import BytesIO
from operator import itemgetter
from typing import Any
from xml.sax import SAXParseException
from xml.sax.xmlreader import InputSource

import pytest
from defusedxml import DefusedXmlException
from defusedxml.expatreader import create_parser
from fuzz.mutations import mutate, mutations, samples
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

import snapengage
from snapengage._fields import DATETIME, LATITUDE, LINE_DATETIME, LONGITUDE, RECORDS, TEXT, Field
from snapengage.testing.strategies import cases, payloads

_DEGREES = (LATITUDE, LONGITUDE)


def lxml_reads(data: bytes) -> Any:
    """The root element, without comments and processing instructions, as libxml2 reads it."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, huge_tree=True, remove_comments=True, remove_pis=True
    )
    return etree.fromstring(data, parser)


def lxml_refuses(data: bytes) -> bool:
    """Whether libxml2 finds the document ill-formed, apart from rules on namespaces."""
    # A parser of its own, whose log holds the errors of this document alone.
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
    try:
        etree.fromstring(data, parser)
    except etree.XMLSyntaxError:
        return any(entry.domain_name != "NAMESPACE" for entry in parser.error_log) or not parser.error_log
    return False


def defusedxml_refuses(data: bytes) -> bool:
    """Whether defusedxml's SAX parser, which knows no namespaces, finds the document ill-formed or forbidden."""
    source = InputSource()
    source.setByteStream(BytesIO(data))
    # Not told, it asks Python for a codec by the name that is declared, and fails in as many ways as codecs do.
    source.setEncoding("utf-8")
    parser = create_parser(forbid_dtd=True)
    try:
        parser.parse(source)
    except (SAXParseException, DefusedXmlException):
        return True
    return False


def refuses(data: bytes) -> bool:
    """Whether the library refuses to read the document, which mistakes in its content are no reason for."""
    try:
        snapengage.parse(data)
    except snapengage.InvalidCaseError:
        return False
    except snapengage.ParseError:
        return True
    return False


def _same_value(field: Field, text: str, value: Any) -> bool:
    if field.kind is TEXT:
        return bool(text == value)
    if field.kind in (DATETIME, LINE_DATETIME):
        form = "%Y-%m-%dT%H:%M:%S.%f%z" if text[10] == "T" else "%a %b %d %H:%M:%S UTC %Y"
        moment = datetime.strptime(text, form)
        return bool(moment.replace(tzinfo=UTC) == value)
    return bool((Decimal(text) if field.kind in _DEGREES else int(text)) == value)


def _assert_same_record(node: Any, record: Any, name: str) -> None:
    fields = RECORDS[name]
    known = {field.name for field in fields}
    for field in fields:
        found, value = node.findall(field.name), getattr(record, field.name)
        if field.record is not None:
            assert len(found) == bool(value)
            items = found[0] if found else []
            assert [item.tag for item in items] == [field.item] * len(value)
            for child, item in zip(items, value, strict=True):
                _assert_same_record(child, item, field.record)
        elif value is None:
            assert found == []
        else:
            assert len(found) == 1
            assert _same_value(field, found[0].text or "", value)
    extra = [child for child in node if child.tag not in known]
    assert len(extra) == len(record.extra)
    for child, element in zip(extra, record.extra, strict=True):
        assert not (child.tail or "").strip()
        _assert_same_element(child, element)


def _assert_same_element(node: Any, element: snapengage.Element) -> None:
    assert node.tag == element.tag
    assert tuple(node.attrib.items()) == element.attributes
    assert (node.text or "") == element.text
    assert len(node) == len(element.children)
    for child, inner in zip(node, element.children, strict=True):
        assert (child.tail or "") == inner.tail
        _assert_same_element(child, inner)


@given(cases(prefixes=False), st.sampled_from([None, 0, 2]))
def test_lxml_reads_what_is_written(case: snapengage.Case, indent: int | None) -> None:
    """Every value of a case that was written is what lxml finds in the document, extra elements and tails included."""
    _assert_same_record(lxml_reads(snapengage.serialize(case, indent=indent)), case, "case")


@given(cases(prefixes=False))
def test_lxml_reads_types_in_documented_order(case: snapengage.Case) -> None:
    """The elements of a case stand in the documented order, each with the documented type attribute."""
    documented = {field.name: field.kind.type_name for field in RECORDS["case"]}
    found = [(node.tag, node.get("type")) for node in lxml_reads(snapengage.serialize(case)) if node.tag in documented]
    assert found == [(name, kind) for name, kind in documented.items() if (name, kind) in found]


@given(payloads(cases(prefixes=False)))
def test_lxml_reads_spellings_as_this_library_does(drawn: tuple[bytes, snapengage.Case]) -> None:
    """A spelling that this library reads has the same text in lxml, element by element."""
    case, root = snapengage.parse(drawn[0]), lxml_reads(drawn[0])
    for field in RECORDS["case"]:
        if field.kind is TEXT and (value := getattr(case, field.name)) is not None:
            assert (root.find(field.name).text or "") == value
    known = {field.name for field in RECORDS["case"]}
    for node, element in zip([child for child in root if child.tag not in known], case.extra, strict=True):
        _assert_same_element(node, element)


@pytest.mark.parametrize("oracle", [lxml_refuses, defusedxml_refuses])
def test_what_others_refuse_is_refused_of_mutated_samples(oracle: Any) -> None:
    """Of mutated samples that lxml, or defusedxml, finds ill-formed or forbidden none is read."""
    refused = [data for data in mutations(samples(), 6000, seed=2) if oracle(data)]
    assert len(refused) > 1000
    assert [data for data in refused if not refuses(data)] == []


@pytest.mark.parametrize("oracle", [lxml_refuses, defusedxml_refuses])
@given(body=st.builds(mutate, payloads().map(itemgetter(0)), st.randoms(use_true_random=True)))
def test_what_others_refuse_is_refused_of_mutated_spellings(oracle: Any, body: bytes) -> None:
    """A mutated spelling that lxml, or defusedxml, finds ill-formed or forbidden is not read."""
    assert refuses(body) or not oracle(body)


def test_what_is_refused_as_malformed_is_refused_by_lxml() -> None:
    """Of mutated ASCII samples that are called ill-formed or cut off lxml reads none: nothing good is refused."""
    # Beyond ASCII libxml2 has the names of XML 1.0's fifth edition, expat those of the fourth.
    called = []
    for data in filter(bytes.isascii, mutations(samples(), 6000, seed=3)):
        try:
            snapengage.parse(data)
        except snapengage.MalformedXMLError as error:
            if error.code in ("not-well-formed", "cut-off"):
                called.append(data)
        except snapengage.ParseError:
            pass
    assert len(called) > 1000
    assert [data for data in called if not lxml_refuses(data)] == []


@pytest.mark.skipif(shutil.which("xmllint") is None, reason="xmllint (Debian: libxml2-utils) is not installed")
def test_xmllint_takes_what_is_written() -> None:
    """xmllint, as a program of its own, finds nothing wrong with samples that were read and written."""
    written = []
    for sample in samples():
        try:
            case = snapengage.parse(sample, lenient=True)
        except snapengage.ParseError:
            continue
        document = snapengage.serialize(case)
        if len(document) < 100_000 and b":" not in b"".join(element.tag.encode() for element in case.extra):
            written.append(document)
    assert written
    for document in written[:20]:
        done = subprocess.run(["xmllint", "--noout", "-"], input=document, capture_output=True, check=False)
        assert (done.returncode, done.stderr) == (0, b"")
