"""SnapEngage's ``<case>`` payload: bytes to a typed, immutable model that can be trusted, and back.

The modules behind these names are loaded when the first of them is used: pytest and hypothesis load the entry points of
every package that is installed, and so this one, in projects that have not asked for it. (PYTEST_DONT_REWRITE, which
pytest looks for here, spares those a warning: there are no assertions to rewrite.)

>>> import snapengage
>>> case = snapengage.parse(b"<case><id>8b7c3b3b</id><source_id>2</source_id></case>")
>>> case.source_id
<SourceId.LIVE_CHAT: 2>
"""

import sys as _sys
from typing import TYPE_CHECKING as _TYPE_CHECKING

if _TYPE_CHECKING:
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
else:

    def __getattr__(name: str) -> object:
        if name not in __all__:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from importlib import import_module  # noqa: PLC0415  # where nothing is used, nothing is loaded

        for module in ("_errors", "_fields", "_gate", "_limits", "_model", "_parse", "_writer"):
            names = vars(import_module(f"{__name__}.{module}"))
            globals().update({name: names[name] for name in names.keys() & __all__})
        # Where hypothesis has been loaded before, and our entry point with it, it can now learn of the records.
        getattr(_sys.modules.get(f"{__name__}._hypothesis_hook"), "hook", lambda: None)()
        return globals()[name]

    def __dir__() -> list[str]:
        return sorted({*globals(), *__all__})


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
