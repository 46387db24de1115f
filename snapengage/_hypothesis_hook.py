"""What hypothesis calls once it is loaded (its entry point), so that `from_type` knows the records of this package.

Installing a package must not slow down the tests of those who do not use it: nothing is loaded here but this module and
the package's own lazy `__init__`. The types can be registered only when they are there, so `hook` is called twice: once
hypothesis is loaded, and once the package's modules are; whichever comes last finds both. What draws the records is
loaded when the first of them is drawn.
"""

import sys
from typing import Any

import snapengage

__all__ = ["hook"]

_RECORDS = ("Case", "Element", "Language", "Limits", "Plugin", "Transcript", "Variable", "Variables")
"""The records that hypothesis does not draw rightly, or not well, by their annotations alone."""


def hook() -> None:
    """Registers the records with hypothesis, if both have been loaded."""
    strategies = sys.modules.get("hypothesis.strategies")
    loaded = vars(snapengage)
    if strategies is not None and loaded.keys() >= {*_RECORDS}:
        for name in _RECORDS:
            _register(strategies, loaded[name])


def _register(strategies: Any, record_type: type[Any]) -> None:
    def resolve(wanted: type[Any]) -> Any:
        # Asked for any Sequence, or anything that is hashable, hypothesis offers what is registered; these are for
        # those who ask for them.
        if wanted is not record_type:
            return NotImplemented
        from snapengage.testing import _records  # noqa: PLC0415  # loaded when the first record is drawn

        return _records.of_type(record_type)

    strategies.register_type_strategy(record_type, resolve)
