"""What hostile documents get: a case or an error of ours, nothing of theirs, and no access to files or the network."""

import subprocess
import sys
import textwrap
import traceback
from collections.abc import Callable

import pytest
from support import samples

import snapengage
from snapengage import Case, InvalidCaseError, LimitExceededError, Limits, MalformedXMLError, ParseError, parse
from snapengage.testing._attacks import DTDS, declared

both_modes = pytest.mark.parametrize("lenient", [False, True], ids=["strict", "lenient"])


@both_modes
@pytest.mark.parametrize("text", ["<![CDATA[<!DOCTYPE a>]]>", "<!-- <!DOCTYPE a> -->", "<?a <!DOCTYPE a> ?>"])
def test_document_type_that_is_none_is_accepted(text: str, lenient: bool) -> None:
    """Bytes that look like a DTD in a CDATA section, a comment or an instruction are text like any other."""
    case = parse(f"<case><id>1</id><description>{text}</description></case>", lenient=lenient)
    assert case.description == ("<!DOCTYPE a>" if "CDATA" in text else "")
    assert case.problems == ()


@both_modes
def test_markup_for_other_programs_is_inert(lenient: bool) -> None:
    """XInclude, schema locations, stylesheets and namespaces are kept or passed over, and never acted upon."""
    data = b"""<?xml-stylesheet href="file:///etc/passwd" type="text/xsl"?>
    <case xmlns="http://127.0.0.1:9/" xmlns:xi="http://www.w3.org/2001/XInclude" xsi:schemaLocation="a http://127.0.0.1:9/">
    <id>1</id><xi:include href="file:///etc/passwd" parse="text"/></case>"""
    case = parse(data, lenient=lenient)
    assert case.extra == (
        snapengage.Element(tag="xi:include", attributes=(("href", "file:///etc/passwd"), ("parse", "text"))),
    )


@pytest.mark.parametrize(
    "value", ["1_000", "+5", "\u0663", "9" * 1_000_000, "1e3", "0x1", "1.0", "\u00b2", "1 0", "--1"]
)
def test_numbers_that_only_python_reads_are_problems(value: str) -> None:
    """An integer is ASCII digits and not many of them; whatever else `int` would take is a problem of that field."""
    body = f"<case><id>1</id><chat_duration>{value}</chat_duration></case>"
    with pytest.raises(InvalidCaseError) as caught:
        parse(body)
    assert [(it.code, it.path, it.text) for it in caught.value.problems] == [
        ("bad-integer", "case.chat_duration", value)
    ]
    assert parse(body, lenient=True).chat_duration is None


@pytest.mark.parametrize(
    "value", ["nan", "inf", "-Infinity", "1e400", "1_0.5", "sNaN1", ".5", "5.", "+1", "\u0661.5", "90.01"]
)
def test_decimals_that_only_python_reads_are_problems(value: str) -> None:
    """Degrees are plain decimals within range; whatever else `Decimal` would take is a problem of that field."""
    with pytest.raises(InvalidCaseError) as caught:
        parse(f"<case><id>1</id><latitude>{value}</latitude></case>")
    assert [(it.code, it.path) for it in caught.value.problems] == [("bad-degrees", "case.latitude")]


@pytest.mark.parametrize(
    "value",
    [
        "0001-01-01T00:00:00+00:01",
        "9999-12-31T23:59:59-00:01",
        "0000-01-01T00:00:00Z",
        "9" * 1_000_000,
        "Mon Jan 01 00:00:00 GMT+23:59 0001",
        "Fri Dec 31 23:59:59 PST 9999",
    ],
)
def test_dates_that_python_cannot_hold_are_problems(value: str) -> None:
    """An instant that leaves the years 1 to 9999 once in UTC is a problem like any other."""
    with pytest.raises(InvalidCaseError) as caught:
        parse(f"<case><id>1</id><created_at>{value}</created_at></case>")
    assert [(it.code, it.path) for it in caught.value.problems] == [("bad-datetime", "case.created_at")]
    assert parse(f"<case><id>1</id><created_at>{value}</created_at></case>", lenient=True).created_at is None


SECRET = "5EC12E7"

# Each with the secret where a parser's own message would quote it.
TELLTALE = {
    "encoding": declared(SECRET),
    "DTD": f'<!DOCTYPE {SECRET} SYSTEM "{SECRET}"><{SECRET}/>',
    "entity declaration": f'<!DOCTYPE a [<!ENTITY {SECRET} "{SECRET}">]><a/>',
    "undefined entity": f"<case><id>&{SECRET};</id><{SECRET}></case>",
    "root": f"<{SECRET}/>",
    "end tag": f"<case><x{SECRET}></y{SECRET}></case>",
    "duplicate attribute": f"<case x{SECRET}='' x{SECRET}=''/>",
    "version": f"<?xml version='{SECRET}'?><case/>",
    "text at the top": f"<case/>{SECRET}",
    "prefix": f"<case><id>1</id><a:{SECRET} <></case>",
    "cut off": f"<case><id>{SECRET}",
    "lone surrogate": f"<case><id>{SECRET}\ud800</id><a></case>",
    "NUL": f"<case>{SECRET}\0<id></case>",
    "integer": f"<case><id>{SECRET}</id><source_id>{SECRET}</source_id></case>",
    "date": f"<case><id>1</id><created_at>{SECRET}</created_at></case>",
    "degrees": f"<case><id>1</id><latitude>{SECRET}</latitude></case>",
    "duplicate": f"<case><id>1</id><id>{SECRET}</id><languages/><languages>{SECRET}</languages></case>",
    "markup in text": f"<case><id>1</id><url><x{SECRET}/></url></case>",
    "stray text": f"<case><id>1</id>{SECRET}</case>",
    "stray element": f"<case><id>1</id><languages><x{SECRET}>{SECRET}</x{SECRET}></languages></case>",
    "problem in an unknown element": f"<case><id>1</id><x{SECRET}>{'<a>' * 40}{'</a>' * 40}</x{SECRET}></case>",
    "nil": f"<case><id>1</id><url nil='true'>{SECRET}</url></case>",
}


def attempt(body: bytes | str, *, lenient: bool) -> Case | ParseError:
    """The case, or the error with which the document is refused."""
    try:
        return parse(body, lenient=lenient)
    except ParseError as error:
        return error


@both_modes
@pytest.mark.parametrize("name", TELLTALE)
def test_errors_hold_no_text_of_the_payload(name: str, lenient: bool) -> None:
    """No error quotes the payload, in its message, repr, arguments, place or traceback, or has another behind it."""
    error = attempt(TELLTALE[name], lenient=lenient)
    assert lenient or isinstance(error, ParseError)
    if isinstance(error, ParseError):
        assert error.__cause__ is None
        assert error.__context__ is None
        facts = [str(error), repr(error), error.args, error.path, error.code, traceback.format_exception(error)]
        assert SECRET not in repr(facts)
        assert SECRET not in repr({name: value for name, value in vars(error).items() if name != "case"})


@pytest.mark.parametrize("name", TELLTALE)
def test_problems_show_no_text_of_the_payload(name: str) -> None:
    """A problem quotes the payload in its `text`, and nowhere else."""
    case = attempt(TELLTALE[name], lenient=True)
    if isinstance(case, Case):
        assert case.problems
        assert SECRET not in repr([(problem, problem.message, problem.path) for problem in case.problems])


def test_no_file_or_socket_is_opened() -> None:
    """Reading any attack, in either mode, whole or fed, raises no audit event of a file, a socket or a process."""
    documents = [sample.payload for sample in samples("hostile", "invalid")]
    documents += [next(sample.payload for sample in samples() if sample.name == "inert-markup")]
    documents += [document.encode() for document in DTDS.values()]
    script = textwrap.dedent(
        """
        import ast, os, sys
        import snapengage

        documents = ast.literal_eval(sys.stdin.read())
        # Modules that are loaded late are files too, so they come first.
        snapengage.parse("<case><id>&</id><created_at>Oct 3, 2014 2:14:31 PM</created_at></case>", lenient=True)
        seen = set()
        sys.addaudithook(lambda event, _: seen.add(event))
        errors = 0
        for document in documents:
            for lenient in (False, True):
                parser = snapengage.CaseParser(lenient=lenient)
                parser.feed(document)
                for read in (lambda: snapengage.parse(document, lenient=lenient), parser.close):
                    try:
                        read()
                    except snapengage.ParseError:
                        errors += 1
        outside = {"import", "open", "os", "socket", "subprocess", "urllib"}
        opened = {event for event in seen if event.split(".")[0] in outside}
        open(os.devnull).close()
        print(errors, sorted(opened), "open" in seen)
        """
    )
    done = subprocess.run(
        [sys.executable, "-c", script], input=repr(documents), capture_output=True, text=True, check=True
    )
    errors, rest = done.stdout.split(" ", 1)
    assert int(errors) > 3 * len(documents)
    assert rest == "[] True\n"


@pytest.mark.skipif(sys.platform != "linux", reason="limits the memory of a process as Linux does")
@both_modes
def test_running_out_of_memory_is_no_fault_of_the_document(lenient: bool) -> None:
    """MemoryError is passed on as it is, not turned into an error of the payload."""
    script = textwrap.dedent(
        f"""
        import resource
        import snapengage

        snapengage.parse(b"<case><id>&</id></case>", lenient=True)  # loads all there is, while it can
        data = b"<case><id>1</id><x a='" + b"b" * (6 << 20) + b"'/></case>"
        size = int(open("/proc/self/statm").read().split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (size + (1 << 20), resource.RLIM_INFINITY))
        try:
            snapengage.parse(data, lenient={lenient})
        except MemoryError:
            print("MemoryError")
        """
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout == "MemoryError\n"


MILLION = 1_000_000
ROOM = 8 * 1024 * 1024 - 100  # what a body of the largest size has left for the text


def in_case(text: str) -> bytes:
    return f"<case><id>1</id>{text}</case>".encode()


# Lambdas, so that collecting the tests does not build all of them.
LARGE: dict[str, Callable[[], bytes]] = {
    "nested elements": lambda: in_case("<a>" * MILLION + "</a>" * MILLION),
    "nested elements never closed": lambda: in_case("<a>" * MILLION),
    "nested in a text": lambda: in_case("<url>" + "<a>" * MILLION + "</a>" * MILLION + "</url>"),
    "unknown elements": lambda: in_case("<a/>" * MILLION),
    "items": lambda: in_case("<languages>" + "<language/>" * 700_000 + "</languages>"),
    "stray items": lambda: in_case("<languages>" + "<a/>" * MILLION + "</languages>"),
    "duplicates": lambda: in_case("<url/>" * MILLION),
    "elements in a text": lambda: in_case("<url>" + "<a/>" * MILLION + "</url>"),
    "attributes": lambda: in_case("<a " + " ".join(f"a{n}=''" for n in range(700_000)) + "/>"),
    "attributes of the root": lambda: b"<case " + b" ".join(b"a%d=''" % n for n in range(700_000)) + b"/>",
    "comments": lambda: in_case("<url>" + "a<!---->" * MILLION + "</url>"),
    "comments between": lambda: in_case("<!---->" * MILLION),
    "instructions": lambda: in_case("<url>" + "a<?a?>" * MILLION + "</url>"),
    "character references": lambda: in_case("<url>" + "&#65;" * MILLION + "</url>"),
    "CDATA sections": lambda: in_case("<url>" + "<![CDATA[]]>" * 600_000 + "</url>"),
    "stray text": lambda: in_case("a<url/>" * MILLION),
    "long text": lambda: in_case(f"<url>{'a' * (ROOM - 20)}</url>"),
    "long unknown text": lambda: in_case(f"<a>{'a' * (ROOM - 20)}</a>"),
    "long attribute": lambda: in_case(f"<a a='{'a' * (ROOM - 20)}'/>"),
    "long name": lambda: in_case(f"<{'a' * (ROOM - 20)}/>"),
    "long comment": lambda: in_case(f"<!--{'a' * (ROOM - 20)}-->"),
    "long CDATA section": lambda: in_case(f"<url><![CDATA[{'a' * (ROOM - 40)}]]></url>"),
    "comment never closed": lambda: in_case("<url>" + "<!--" * MILLION + "</url>"),
    "CDATA never closed": lambda: in_case("<url>" + "<![CDATA[" * 700_000 + "</url>"),
    "text elements never closed": lambda: in_case("<url>" * MILLION),
    "ampersands": lambda: in_case("<url>" + "&" * MILLION + "</url>"),
    "less-than signs": lambda: in_case("<url>" + "<<" * MILLION + "</url>"),
    "control characters": lambda: in_case("<url>" + "\x01" * MILLION + "</url>"),
    "stray bytes": lambda: b"<case><id>1</id><url>" + b"a\xe9" * MILLION + b"</url></case>",
    "white space in front": lambda: b" " * (4 * MILLION) + b"<?xml version='1.0'?>" + in_case(""),
    "NULs behind": lambda: in_case("") + b"\0" * (4 * MILLION),
    "bad dates": lambda: in_case(f"<transcripts>{'<transcript><date>x</date></transcript>' * 150_000}</transcripts>"),
    "line feeds": lambda: in_case("<languages>" + "\n<a/>" * MILLION + "</languages>"),
}  # fmt: skip


@both_modes
@pytest.mark.parametrize("name", LARGE)
def test_large_documents_give_a_case_or_our_error(name: str, lenient: bool) -> None:
    """Millions of anything give a case or an error that says what is wrong, in either mode."""
    data = LARGE[name]()
    assert len(data) > MILLION
    result = attempt(data, lenient=lenient)
    if isinstance(result, Case):
        assert result.id == "1"
        assert len(result.problems) <= 1001
    else:
        assert isinstance(result, LimitExceededError | MalformedXMLError | InvalidCaseError)


@both_modes
def test_deep_documents_never_reach_recursive_code(lenient: bool) -> None:
    """Elements that nest deeper than the limit are refused while they are read, whoever asks for the most."""
    for depth, limits in ((32, Limits()), (64, Limits(max_depth=64))):
        parse(in_case("<a>" * (depth - 1) + "</a>" * (depth - 1)), lenient=lenient, limits=limits)
        with pytest.raises(LimitExceededError) as caught:
            parse(in_case("<a>" * depth + "</a>" * depth), lenient=lenient, limits=limits)
        assert (caught.value.limit, caught.value.maximum) == ("max_depth", depth)


@both_modes
@pytest.mark.parametrize("size", [1, 4096])
def test_long_token_may_come_in_short_pieces(size: int, lenient: bool) -> None:
    """A token of a million bytes, fed in pieces of any size, reads as it does whole."""
    data = in_case(f"<url>{'a' * MILLION}</url>")
    parser = snapengage.CaseParser(lenient=lenient)
    for start in range(0, len(data), size):
        parser.feed(data[start : start + size])
    case = parser.close()
    assert case == parse(data)
    assert isinstance(case, Case)
