"""Samples on disk, in both directions: a directory each, found by glob.

``samples/<kind>/<case>/``, in the package or beside the tests, holds ``payload.xml``, the bytes as they arrive;
``source.txt``, one line on where they come from; and ``expected.json``. For a valid sample that is what `Case.to_dict`
gives; for any other it is an object of ``strict`` and ``lenient``, each such a dict or the facts of the error. Messages
are left out, they have a test of their own.
"""

import re
from collections.abc import Callable
from typing import Any

import pytest
from support import DOCUMENTED, KINDS, ROOTS, Sample, outcome, read_in_chunks, read_outcome, samples

import snapengage

BOM = b"\xef\xbb\xbf"

Feeding = Callable[[bytes, bool], Any]

FEEDINGS: dict[str, Feeding] = {
    "bytes": lambda data, lenient: read_outcome(data, lenient=lenient),
    "bytearray": lambda data, lenient: read_outcome(bytearray(data), lenient=lenient),
    "memoryview": lambda data, lenient: read_outcome(memoryview(data), lenient=lenient),
    "strided memoryview": lambda data, lenient: read_outcome(memoryview(data[::-1])[::-1], lenient=lenient),
    "whole": lambda data, lenient: outcome(lambda: read_in_chunks(data, max(1, len(data)), lenient=lenient)),
    "1000 bytes": lambda data, lenient: outcome(lambda: read_in_chunks(data, 1000, lenient=lenient)),
    "7 bytes": lambda data, lenient: outcome(lambda: read_in_chunks(data, 7, lenient=lenient)),
    "byte by byte": lambda data, lenient: outcome(lambda: read_in_chunks(data, 1, lenient=lenient)),
}


def says_utf8(sample: Sample) -> bool:
    """Whether the payload is UTF-8 and neither declares anything else nor has a mark."""
    declared = re.search(rb"<\?xml[^>]*encoding\s*=\s*[\"']([^\"']*)", sample.payload)
    if (declared and declared[1].upper() != b"UTF-8") or b"\0<\0" in sample.payload:
        return False
    try:
        return not sample.payload.decode().startswith("\ufeff")
    except UnicodeDecodeError:
        return False


UTF8_SAMPLES = [sample for sample in samples() if says_utf8(sample)]


@pytest.mark.parametrize("kind", KINDS)
def test_there_are_samples_of_each_kind(kind: str) -> None:
    """No kind of sample is empty, so that a mistake in a glob cannot pass for success."""
    assert len(samples(kind)) >= 12


def test_no_file_lies_beside_the_samples() -> None:
    """Every file under samples/ belongs to a complete sample of a known kind."""
    folders = {sample.folder for sample in samples()}
    complete = {folder / name for folder in folders for name in ("payload.xml", "expected.json", "source.txt")}
    assert {path for root in ROOTS for path in root.rglob("*") if not path.is_dir()} == complete
    assert {path for root in ROOTS for path in root.glob("*/*")} == folders
    assert {path.name for root in ROOTS for path in root.iterdir()} == set(KINDS)


def test_no_sample_stands_twice() -> None:
    """A name is that of one sample, and so are its bytes, in the package and beside the tests together."""
    found = samples()
    assert len({sample.name for sample in found}) == len(found)
    assert len({sample.payload for sample in found}) == len(found)


@pytest.mark.parametrize("sample", samples(), ids=repr)
def test_source_is_one_line(sample: Sample) -> None:
    """Each sample says in one line where it comes from."""
    text = (sample.folder / "source.txt").read_text("utf-8")
    assert re.fullmatch(r"\S[^\n]+\.\n", text)


@pytest.mark.parametrize("lenient", [False, True], ids=["strict", "lenient"])
@pytest.mark.parametrize("feeding", FEEDINGS)
@pytest.mark.parametrize("sample", samples(), ids=repr)
def test_outcome_is_the_expected_one_however_the_bytes_arrive(sample: Sample, feeding: str, lenient: bool) -> None:
    """Any bytes-like object, whole or in pieces, gives the same case or the same error at the same place."""
    assert FEEDINGS[feeding](sample.payload, lenient) == sample.outcome(lenient=lenient)


@pytest.mark.parametrize("lenient", [False, True], ids=["strict", "lenient"])
@pytest.mark.parametrize("sample", UTF8_SAMPLES, ids=repr)
def test_text_is_read_as_its_bytes_are(sample: Sample, lenient: bool) -> None:
    """A str gives what its UTF-8 gives."""
    assert read_outcome(sample.payload.decode(), lenient=lenient) == sample.outcome(lenient=lenient)


@pytest.mark.parametrize("lenient", [False, True], ids=["strict", "lenient"])
@pytest.mark.parametrize("sample", UTF8_SAMPLES, ids=repr)
def test_byte_order_mark_changes_nothing(sample: Sample, lenient: bool) -> None:
    """A byte order mark in front of UTF-8 counts as no character, in results and in places."""
    assert read_outcome(BOM + sample.payload, lenient=lenient) == sample.outcome(lenient=lenient)


@pytest.mark.parametrize("sample", samples("valid"), ids=repr)
def test_encoding_declaration_of_a_text_does_not_count(sample: Sample) -> None:
    """A str has been decoded already, so a declaration left in it is passed over."""
    text = sample.payload.decode("utf-8-sig")
    declared = re.sub(r"(<\?xml[^>]*encoding=.)[^\"']*", r"\1ISO-8859-1", text, count=1)
    assert read_outcome(declared, lenient=False) == sample.expected


@pytest.mark.parametrize("sample", samples("valid", "lenient"), ids=repr)
@pytest.mark.parametrize("indent", [None, 0, 2])
def test_writing_what_was_read_is_a_fixed_point(sample: Sample, indent: int | None) -> None:
    """What is written reads back as the same case, without problems, and is written the same way again."""
    case = snapengage.parse(sample.payload, lenient=True)
    written = snapengage.serialize(case, indent=indent)
    again = snapengage.parse(written)
    assert again == case
    assert again.problems == ()
    assert snapengage.serialize(again, indent=indent) == written


@pytest.mark.parametrize("sample", samples("valid", "lenient"), ids=repr)
def test_expected_dict_makes_the_case(sample: Sample) -> None:
    """`Case.from_dict` makes the same case of the dict that is expected of `Case.to_dict`."""
    case = snapengage.parse(sample.payload, lenient=True)
    made = snapengage.Case.from_dict(sample.outcome(lenient=True))
    assert made == case
    assert [problem.text for problem in made.problems] == [problem.text for problem in case.problems]


@pytest.mark.parametrize("sample", samples("lenient"), ids=repr)
def test_strict_error_carries_the_problems_and_the_case_of_lenient_mode(sample: Sample) -> None:
    """A case with mistakes in its content raises an error that holds what lenient mode would have given."""
    lenient = snapengage.parse(sample.payload, lenient=True)
    assert lenient.problems
    if sample.expected["strict"]["error"] == "InvalidCaseError":
        with pytest.raises(snapengage.InvalidCaseError) as caught:
            snapengage.parse(sample.payload)
        assert caught.value.case == lenient
        assert caught.value.problems == caught.value.case.problems == lenient.problems


def squeeze(document: bytes) -> bytes:
    """The document without white space between elements; in this one there is no other of that look."""
    return re.sub(rb">\s+<", b"><", document).strip()


@pytest.mark.parametrize("indent", [None, 2])
def test_documented_payload_is_written_byte_for_byte(indent: int | None) -> None:
    """The vendor's payload comes back as it was, CDATA sections included, but for white space between elements."""
    payload = DOCUMENTED.read_bytes()
    assert squeeze(snapengage.serialize(snapengage.parse(payload), indent=indent)) == squeeze(payload)
