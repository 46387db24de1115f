"""The wire table bound to the records: for each element what reads it and what stores it.

Values are stored through the slots' own descriptors, which a frozen class does not guard: the reader has checked what
it stores, and a constructor would check it all again.
"""

from collections.abc import Callable
from typing import Any

import attrs

from snapengage import _model
from snapengage._fields import RECORDS, TEXT, Field

__all__ = ["ELEMENT", "ROOT", "Slot", "set_id", "set_problems"]


def _setters(record_type: type[attrs.AttrsInstance]) -> dict[str, Callable[[Any, Any], None]]:
    """For each field of a record what stores a value there, unchecked: for records not yet handed out."""
    return {name: getattr(record_type, name).__set__ for name in attrs.fields_dict(record_type)}


class Slot:
    """One element that may stand in a record, in an array, or at the root."""

    __slots__ = (
        "children",
        "code",
        "default",
        "expected",
        "make",
        "name",
        "nil",
        "plain",
        "read",
        "set",
        "set_extra",
        "wrap",
    )

    def __init__(self, name: str) -> None:
        self.name = name
        self.plain = False
        """Whether the value is the text itself."""
        self.read: Callable[[str], Any] = _nothing
        """For a value other than text: what reads it, None where it cannot."""
        self.code = "nil-with-text"
        self.expected = ""
        self.set: Callable[[Any, Any], None] = _nothing
        """Stores the value in the record around it."""
        self.default: Any = None
        self.children: dict[str, Slot] | None = None
        """For a record or an array: what may stand in it."""
        self.make: type | None = None
        """For a record: its type."""
        self.set_extra: Callable[[Any, Any], None] = _nothing
        self.wrap: Callable[[list[Any]], Any] = tuple
        """For an array: makes the value of a list of its items."""
        self.nil = self
        """What the element is where it says that it has no value."""


def _nothing(*_: Any) -> None:
    """Reads nothing, stores nothing."""


def _bind(name: str, record: str, record_type: type[attrs.AttrsInstance]) -> Slot:
    """The slot of the element `name` that holds a record."""
    slot = Slot(name)
    stores = _setters(record_type)
    slot.children = {field.name: _bind_field(field, stores[field.name]) for field in RECORDS[record]}
    slot.make = record_type
    slot.set_extra = stores["extra"]
    return slot


def _bind_field(field: Field, store: Callable[[Any, Any], None]) -> Slot:
    slot = Slot(field.name)
    slot.set = store
    if field.item is not None and field.record is not None:
        slot.children = {field.item: _bind(field.item, field.record, _model.ITEM_TYPES[field.name])}
        if field.record == "variable":
            slot.wrap, slot.default = _variables, _model.Variables()
        else:
            slot.default = ()
        return slot
    slot.nil = Slot(field.name)
    slot.nil.set = store
    slot.plain = field.kind is TEXT
    slot.read, slot.code, slot.expected = field.kind.read, field.kind.code, field.kind.expected
    return slot


_set_items = _setters(_model.Variables)["items"]


def _variables(items: list[_model.Variable]) -> _model.Variables:
    variables: _model.Variables = object.__new__(_model.Variables)
    _set_items(variables, tuple(items))
    return variables


ROOT = _bind("case", "case", _model.Case)
ELEMENT = _setters(_model.Element)
set_id, set_problems = _setters(_model.Case)["id"], _setters(_model.Case)["problems"]
