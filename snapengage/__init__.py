"""SnapEngage's ``<case>`` payload: bytes to a typed, immutable model that can be trusted, and back.

>>> import snapengage
>>> case = snapengage.parse(b"<case><id>8b7c3b3b</id><source_id>2</source_id></case>")
>>> case.source_id
<SourceId.LIVE_CHAT: 2>
"""

from snapengage._errors import (
    InvalidCaseError,
    LimitExceededError,
    MalformedXMLError,
    ParseError,
    SerializeError,
    SnapEngageError,
    UnexpectedRootError,
)
from snapengage._fields import SourceId
from snapengage._gate import ForbiddenXMLError
from snapengage._limits import Limits
from snapengage._model import Case, Element, Language, Plugin, Problem, Transcript, Variable, Variables
from snapengage._parse import CaseParser, parse
from snapengage._writer import serialize

__all__ = [
    "Case",
    "CaseParser",
    "Element",
    "ForbiddenXMLError",
    "InvalidCaseError",
    "Language",
    "LimitExceededError",
    "Limits",
    "MalformedXMLError",
    "ParseError",
    "Plugin",
    "Problem",
    "SerializeError",
    "SnapEngageError",
    "SourceId",
    "Transcript",
    "UnexpectedRootError",
    "Variable",
    "Variables",
    "parse",
    "serialize",
]
