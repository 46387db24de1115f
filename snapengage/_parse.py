"""The public reader: what may be passed in, strict and lenient mode, bodies that arrive in pieces."""

from typing import Any

import attrs

from snapengage._errors import InvalidCaseError, LimitExceededError, MalformedXMLError, message
from snapengage._findings import merge
from snapengage._gate import ForbiddenXMLError
from snapengage._limits import DEFAULT_LIMITS, Limits
from snapengage._model import Case
from snapengage._places import Places
from snapengage._reader import read

__all__ = ["CaseParser", "parse"]

_WHAT_TO_PASS = (
    "expected the body of the request as {}, got {}; pass request.get_data() in Flask, request.body in Django, "
    "await request.body() in Starlette and FastAPI, path.read_bytes() for a file"
)


def parse(
    data: bytes | bytearray | memoryview | str, *, lenient: bool = False, limits: Limits = DEFAULT_LIMITS
) -> Case:
    """The case in the body of a request, or of a file.

    `data` is bytes, anything else that holds bytes, or a str, whose encoding declaration is passed over. In strict mode
    a case with mistakes in it raises `InvalidCaseError`, with all of them. With `lenient` they are reported in
    `Case.problems` instead, and markup that the vendor is known to get wrong is repaired.

    For any bytes or str it returns a case or raises a `ParseError`: `MalformedXMLError`, `ForbiddenXMLError`,
    `LimitExceededError`, `UnexpectedRootError` or `InvalidCaseError`. Anything else in `data` is a TypeError.
    """
    _check_limits(limits)
    decoded = isinstance(data, str)
    body = _encode(data, lenient, limits) if isinstance(data, str) else _to_bytes(data, limits)
    try:
        case, findings = read(body, limits, decoded=decoded)
    except (MalformedXMLError, ForbiddenXMLError) as error:
        # A document type declaration is never repaired; it may come up again where what stood before it has been.
        if not lenient or error.code == "dtd":
            raise
        refused = error.with_traceback(None)  # an error and a frame that know each other keep the body alive
    else:
        if findings:
            case = attrs.evolve(case, problems=merge(findings.problems(Places(body))))
            if not lenient:
                raise InvalidCaseError.of(case)
        return case
    try:
        return _parse_repaired(body, limits, refused, decoded=decoded)
    finally:
        del refused


def _parse_repaired(
    body: bytes, limits: Limits, refused: MalformedXMLError | ForbiddenXMLError, *, decoded: bool
) -> Case:
    """The case in a body that has been `refused`, in lenient mode."""
    # Most programs never meet such a body, so what mends it is not loaded with the package.
    from snapengage import _repair  # noqa: PLC0415

    source = _repair.to_utf8(body, decoded=decoded)
    try:
        if source is None:
            raise refused
        for literal in (False, True):
            repair = _repair.Repair(source.data, literal=literal)
            repaired, repairs = repair.apply()
            _check_size(len(repaired), limits)
            try:
                case, findings = read(repaired, limits, repair.places, decoded=source.decoded)
            except MalformedXMLError as error:
                refused = error.with_traceback(None)
            else:
                problems = merge(*source.found, repairs, findings.problems(repair.places(repaired)))
                return attrs.evolve(case, problems=problems)
        raise refused
    finally:
        del refused


class CaseParser:
    """Reads a case from a body that arrives in pieces, as an asynchronous server hands it over.

    The outcome is that of `parse` on the pieces put together, errors and their places included. They are gathered, up
    to `Limits.max_bytes`, and read at the end: expat takes quadratic time for a long token in short pieces.
    """

    def __init__(self, *, lenient: bool = False, limits: Limits = DEFAULT_LIMITS) -> None:
        _check_limits(limits)
        self._lenient = lenient
        self._limits = limits
        self._body: bytearray | None = bytearray()

    def feed(self, chunk: bytes | bytearray | memoryview) -> None:
        """Takes the next piece.

        Raises LimitExceededError at the first byte too many, ValueError once the parser is closed or has raised, and
        TypeError for what holds no bytes; a str may cut a character in two, so it is not accepted here.
        """
        if self._body is None:
            raise ValueError("this CaseParser is closed; make a new one for each body")
        view = _view(chunk, "bytes")
        try:
            _check_size(len(self._body) + view.nbytes, self._limits)
        except LimitExceededError:
            self._body = None
            raise
        self._body += view.tobytes()

    def close(self) -> Case:
        """The case, once the whole body has been fed. Raises what `parse` raises; ValueError when closed before."""
        body, self._body = self._body, None
        if body is None:
            raise ValueError("this CaseParser is closed; make a new one for each body")
        return parse(body, lenient=self._lenient, limits=self._limits)


def _view(data: Any, expected: str) -> memoryview:
    try:
        return memoryview(data)
    except TypeError:
        pass
    raise TypeError(_WHAT_TO_PASS.format(expected, type(data).__name__))


def _to_bytes(data: Any, limits: Limits) -> bytes:
    if type(data) is not bytes:
        view = _view(data, "bytes or str")
        _check_size(view.nbytes, limits)
        return view.tobytes()
    _check_size(len(data), limits)
    return data


def _encode(text: str, lenient: bool, limits: Limits) -> bytes:
    _check_size(len(text), limits)  # before encoding, since a character is a byte at least
    try:
        body = text.encode()
    except UnicodeEncodeError as error:
        position = error.start
    else:
        _check_size(len(body), limits)
        return body
    body = text.encode("utf-8", "surrogatepass")
    if not lenient:
        line, column = Places(body).at(len(text[:position].encode()))
        raise MalformedXMLError(message("surrogate"), code="surrogate", line=line, column=column)
    _check_size(len(body), limits)
    return body


def _check_limits(limits: object) -> None:
    if not isinstance(limits, Limits):
        raise TypeError(f"expected Limits, got {type(limits).__name__}; leave it out for the default ones")


def _check_size(size: int, limits: Limits) -> None:
    if size > limits.max_bytes:
        raise LimitExceededError.of("max_bytes", limits.max_bytes)
