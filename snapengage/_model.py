"""The records: what a case is once it has been read; checked at construction, immutable ever after.

Nothing here knows XML. A record that exists can be trusted: every field has the type that is declared, every datetime
is aware and in UTC, every number is one that the wire format can hold. The reader, which has made sure of all this,
fills the slots of its records directly and so does not pay for it twice.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, Self, TypeVar, overload

import attrs

from snapengage import _checks
from snapengage._fields import KINDS, RECORDS, SourceId

__all__ = [
    "ITEM_TYPES", "MAX_DEPTH",
    "Case", "Element", "Language", "Plugin", "Problem", "Transcript", "Variable", "Variables",
]  # fmt: skip

MAX_DEPTH = 64
"""How deep elements may nest in a document. Comparing, hashing, pickling and copying recurse in Python, which allows
about 1,000 frames in all; twice the reader's default is far more than any payload needs and far from that end."""

_MAX_GENERATIONS = MAX_DEPTH - 2  # below an element in a case, which is itself the second level


def _elements(value: "Iterable[Element]") -> "tuple[Element, ...]":
    return _checks.to_tuple(value)


def _check_children(element: object, attribute: "attrs.Attribute[Any]", value: Any) -> None:
    _checks.each(Element)(element, attribute, value)
    level = value
    generations = 0
    while level and generations < _MAX_GENERATIONS:
        level = [grandchild for child in level for grandchild in child.children]
        generations += 1
    if level:
        raise ValueError(f"Element.children: expected at most {_MAX_GENERATIONS} generations of them")


@attrs.frozen(kw_only=True)
class Element:
    """An XML element that this library has no field for, kept whole so that nothing is lost.

    Read from wherever the vendor put it and written back there as it was.
    """

    tag: str = attrs.field(converter=_checks.to_str, validator=_checks.of_type(str), repr=_checks.short)
    """The name as written, with a prefix if it has one: namespaces are not resolved."""
    attributes: tuple[tuple[str, str], ...] = attrs.field(
        default=(), converter=_checks.to_pairs, validator=_checks.pairs, repr=_checks.count
    )
    """Names and values in document order. A mapping may be given."""
    text: str = attrs.field(default="", converter=_checks.to_str, validator=_checks.of_type(str), repr=_checks.length)
    """The text before the first child."""
    children: "tuple[Element, ...]" = attrs.field(
        default=(), converter=_elements, validator=_check_children, repr=_checks.count
    )
    """The elements in it, in document order, at most 62 generations of them."""
    tail: str = attrs.field(default="", converter=_checks.to_str, validator=_checks.of_type(str), repr=_checks.length)
    """The text up to the next tag inside the same unknown element; directly in a record always empty."""


@attrs.frozen(kw_only=True)
class Language:
    """A language that the visitor's browser asks for."""

    name: str | None = attrs.field(
        default=None, converter=_checks.to_text, validator=_checks.in_table, repr=_checks.short
    )
    """English name, such as ``German``."""
    code: str | None = attrs.field(
        default=None, converter=_checks.to_text, validator=_checks.in_table, repr=_checks.short
    )
    """Language tag, such as ``de-DE``."""
    extra: tuple[Element, ...] = attrs.field(default=(), converter=_elements, validator=_checks.each(Element))
    """Elements without a field of their own."""


@attrs.frozen(kw_only=True)
class Plugin:
    """A plug-in of the visitor's browser."""

    name: str | None = attrs.field(
        default=None, converter=_checks.to_text, validator=_checks.in_table, repr=_checks.short
    )
    """Name, such as ``Flash``."""
    value: str | None = attrs.field(
        default=None, converter=_checks.to_text, validator=_checks.in_table, repr=_checks.short
    )
    """Version, such as ``10.0.45``."""
    extra: tuple[Element, ...] = attrs.field(default=(), converter=_elements, validator=_checks.each(Element))
    """Elements without a field of their own."""


@attrs.frozen(kw_only=True)
class Transcript:
    """One line of the chat."""

    id: str | None = attrs.field(
        default=None, converter=_checks.to_text, validator=_checks.in_table, repr=_checks.length
    )
    """The agent's login, an e-mail address; empty for the visitor."""
    date: datetime | None = attrs.field(default=None, converter=_checks.to_utc, validator=_checks.in_table)
    """When the line was said, in UTC, to the second in the vendor's own form."""
    alias: str | None = attrs.field(
        default=None, converter=_checks.to_text, validator=_checks.in_table, repr=_checks.length
    )
    """The name shown in the chat."""
    message: str | None = attrs.field(
        default=None, converter=_checks.to_text, validator=_checks.in_table, repr=_checks.length
    )
    """What was said, as it was typed, white space included."""
    extra: tuple[Element, ...] = attrs.field(default=(), converter=_elements, validator=_checks.each(Element))
    """Elements without a field of their own."""

    @property
    def is_visitor(self) -> bool:
        """Whether the visitor said this: the vendor leaves the id of such a line empty."""
        return not self.id


@attrs.frozen(kw_only=True)
class Variable:
    """A name and its value, set by the web page or noted by the agent."""

    name: str | None = attrs.field(
        default=None, converter=_checks.to_text, validator=_checks.in_table, repr=_checks.short
    )
    """Name; nothing makes it unique."""
    value: str | None = attrs.field(
        default=None, converter=_checks.to_text, validator=_checks.in_table, repr=_checks.length
    )
    """Value, always text."""
    extra: tuple[Element, ...] = attrs.field(default=(), converter=_elements, validator=_checks.each(Element))
    """Elements without a field of their own."""


def _variable_items(value: Iterable[Variable]) -> tuple[Variable, ...]:
    return _checks.to_tuple(value)


@attrs.frozen(repr=False)
class Variables(Sequence[Variable]):
    """Variables in document order, with look-up by name: ``Variables([Variable(name="Phone", value="1")])``."""

    items: tuple[Variable, ...] = attrs.field(default=(), converter=_variable_items, validator=_checks.each(Variable))
    """All of them; a name may stand in several."""

    def get(self, name: str, default: str | None = None) -> str | None:
        """The value of the first variable of this name, without regard to case; `default` where there is none."""
        return next(iter(self.getall(name)), default)

    def getall(self, name: str) -> tuple[str | None, ...]:
        """The values of all variables of this name, without regard to case, in document order."""
        wanted = name.casefold()
        return tuple(item.value for item in self.items if item.name is not None and item.name.casefold() == wanted)

    def as_dict(self) -> dict[str, str | None]:
        """Name to value, each name once, as `get` finds it: the first wins, in its spelling. Nameless ones are out."""
        first: dict[str, Variable] = {}
        for item in self.items:
            if item.name is not None:
                first.setdefault(item.name.casefold(), item)
        return {str(item.name): item.value for item in first.values()}

    @overload
    def __getitem__(self, index: int) -> Variable: ...
    @overload
    def __getitem__(self, index: slice) -> "Variables": ...
    def __getitem__(self, index: int | slice) -> "Variable | Variables":
        return Variables(self.items[index]) if isinstance(index, slice) else self.items[index]

    def __len__(self) -> int:
        return len(self.items)

    def __iter__(self) -> Iterator[Variable]:
        return iter(self.items)

    def __repr__(self) -> str:
        return f"Variables(<{len(self.items)}>)"


_optional_text = attrs.validators.optional(_checks.of_type(str))
_optional_int = attrs.validators.optional(_checks.of_type(int))


@attrs.frozen(kw_only=True)
class Problem:
    """Something in a payload that is not as it should be, and where.

    In strict mode problems come as `InvalidCaseError.problems`, in lenient mode as `Case.problems`.
    """

    code: str = attrs.field(validator=_checks.of_type(str))
    """What kind of problem, one of the codes listed in the documentation; stable between releases."""
    path: str | None = attrs.field(default=None, validator=_optional_text)
    """Which value, as one reaches it from the case: ``case.transcripts[3].date``. None where it is no one value."""
    line: int | None = attrs.field(default=None, validator=_optional_int)
    """Line of the start tag, or of the place that was repaired, from 1. None where there is no one place."""
    column: int | None = attrs.field(default=None, validator=_optional_int)
    """Column there, in characters from 1."""
    message: str = attrs.field(default="", validator=_checks.of_type(str))
    """What is wrong and what was expected, in one line, without any text of the payload."""
    text: str | None = attrs.field(default=None, validator=_optional_text, repr=False)
    """What stood there and could not be kept as a value. It is the payload's own text: keep it out of logs."""


def _languages(value: Iterable[Language]) -> tuple[Language, ...]:
    return _checks.to_tuple(value)


def _plugins(value: Iterable[Plugin]) -> tuple[Plugin, ...]:
    return _checks.to_tuple(value)


def _transcripts(value: Iterable[Transcript]) -> tuple[Transcript, ...]:
    return _checks.to_tuple(value)


def _variables(value: Iterable[Variable]) -> Variables:
    # What is no iterable is Variables' own validator to refuse.
    return value if isinstance(value, Variables) else Variables(value)


def _problems(value: Iterable[Problem]) -> tuple[Problem, ...]:
    return _checks.to_tuple(value)


@attrs.frozen(kw_only=True, repr=False)
class Case:
    """One chat or offline message, as SnapEngage reports it once it has been processed.

    A field is None where the payload has no such element, and, for numbers and dates, where the element is empty.
    Raises TypeError for a value of the wrong type, ValueError for one that the payload cannot hold.
    """

    id: str = attrs.field(converter=_checks.to_str, validator=_checks.in_table)
    """The case's identifier. The vendor delivers again until it is answered, so one id may arrive several times."""
    url: str | None = attrs.field(default=None, converter=_checks.to_text, validator=_checks.in_table)
    """Address of the case in the vendor's console."""
    snapshot_image_url: str | None = attrs.field(default=None, converter=_checks.to_text, validator=_checks.in_table)
    """Address of a picture of the page that the visitor was on."""
    requested_by: str | None = attrs.field(default=None, converter=_checks.to_text, validator=_checks.in_table)
    """The visitor's e-mail address."""
    description: str | None = attrs.field(default=None, converter=_checks.to_text, validator=_checks.in_table)
    """What the visitor wrote first, or left as a message."""
    created_at: datetime | None = attrs.field(default=None, converter=_checks.to_utc, validator=_checks.in_table)
    """When the case came to be, in UTC, to the millisecond in the vendor's own form."""
    page_url: str | None = attrs.field(default=None, converter=_checks.to_text, validator=_checks.in_table)
    """The page that the visitor was on. The vendor writes it as it came, so it need not be a valid URL."""
    ip_address: str | None = attrs.field(default=None, converter=_checks.to_text, validator=_checks.in_table)
    """The visitor's address, IPv4 or IPv6, as written."""
    browser: str | None = attrs.field(default=None, converter=_checks.to_text, validator=_checks.in_table)
    """The visitor's browser and its version."""
    os: str | None = attrs.field(default=None, converter=_checks.to_text, validator=_checks.in_table)
    """The visitor's operating system."""
    country_code: str | None = attrs.field(default=None, converter=_checks.to_text, validator=_checks.in_table)
    """Where the address is: country as ISO 3166-1 alpha-2."""
    country: str | None = attrs.field(default=None, converter=_checks.to_text, validator=_checks.in_table)
    """Where the address is: English name of the country."""
    region: str | None = attrs.field(default=None, converter=_checks.to_text, validator=_checks.in_table)
    """Where the address is: region, such as ``CO``."""
    city: str | None = attrs.field(default=None, converter=_checks.to_text, validator=_checks.in_table)
    """Where the address is: city."""
    latitude: Decimal | None = attrs.field(default=None, validator=_checks.in_table)
    """Where the address is: degrees north, -90 to 90, with the digits that were written."""
    longitude: Decimal | None = attrs.field(default=None, validator=_checks.in_table)
    """Where the address is: degrees east, -180 to 180, with the digits that were written."""
    source_id: SourceId | int | None = attrs.field(
        default=None, converter=_checks.to_source, validator=_checks.in_table
    )
    """The kind of contact; a plain int where the vendor has added one that `SourceId` lacks."""
    languages: tuple[Language, ...] = attrs.field(default=(), converter=_languages, validator=_checks.each(Language))
    """The languages that the visitor's browser asks for."""
    plugins: tuple[Plugin, ...] = attrs.field(default=(), converter=_plugins, validator=_checks.each(Plugin))
    """The plug-ins of the visitor's browser."""
    transcripts: tuple[Transcript, ...] = attrs.field(
        default=(), converter=_transcripts, validator=_checks.each(Transcript)
    )
    """The conversation, line by line; empty for an offline message."""
    chat_waittime: int | None = attrs.field(default=None, validator=_checks.in_table)
    """Seconds until an agent's first answer."""
    chat_duration: int | None = attrs.field(default=None, validator=_checks.in_table)
    """Seconds that the chat lasted."""
    javascript_variables: Variables = attrs.field(default=Variables(), converter=_variables)
    """What the web page told SnapEngage about the visitor."""
    operator_variables: Variables = attrs.field(default=Variables(), converter=_variables)
    """What the agent noted during the chat."""
    extra: tuple[Element, ...] = attrs.field(default=(), converter=_elements, validator=_checks.each(Element))
    """Elements without a field of their own."""
    problems: tuple[Problem, ...] = attrs.field(
        default=(), converter=_problems, validator=_checks.each(Problem), eq=False
    )
    """What lenient reading found and repaired; empty in strict mode. Plays no part in equality."""

    def __repr__(self) -> str:
        counts = ", ".join(
            f"{count} {name}"
            for name in (*(field.name for field in RECORDS["case"] if field.item), "extra", "problems")
            if (count := len(getattr(self, name)))
        )
        return f"<Case id={_checks.short(self.id)} source_id={self.source_id!r} with {counts or 'nothing else'}>"

    def to_dict(self) -> dict[str, Any]:
        """The case as JSON can hold it: wire names, dates as ISO 8601 text, decimals as text, None where there is none.

        `from_dict` is the inverse, problems included.
        """
        return _to_plain(self)

    @classmethod
    def from_dict(cls, mapping: Mapping[str, Any]) -> Self:
        """The case of which `to_dict` gave `mapping`; what is missing is taken for None or empty.

        Raises TypeError or ValueError, naming the place, for what is none.
        """
        return _from_plain(cls, mapping, "case")


# What the items of each sequence are; sequences of Variable and of Element stand in several records.
ITEM_TYPES: dict[str, type[attrs.AttrsInstance]] = {
    "languages": Language,
    "plugins": Plugin,
    "transcripts": Transcript,
    "javascript_variables": Variable,
    "operator_variables": Variable,
    "extra": Element,
    "children": Element,
    "problems": Problem,
}


def _to_plain(record: Any) -> dict[str, Any]:
    plain: dict[str, Any] = {}
    for attribute in attrs.fields(type(record)):
        name, value = attribute.name, getattr(record, attribute.name)
        if name in ITEM_TYPES:
            plain[name] = [_to_plain(item) for item in value]
        elif name == "attributes":
            plain[name] = [list(pair) for pair in value]
        elif name in KINDS and value is not None:
            plain[name] = KINDS[name].to_json(value)
        else:
            plain[name] = value
    return plain


_Record = TypeVar("_Record", bound=attrs.AttrsInstance)


def _from_plain(record_type: type[_Record], plain: Any, path: str, depth: int = 0) -> _Record:
    if not isinstance(plain, Mapping):
        raise TypeError(f"{path}: expected a mapping, got {type(plain).__name__}")
    if depth > MAX_DEPTH:
        raise ValueError(f"{path}: expected at most {MAX_DEPTH} records inside one another")
    known = attrs.fields_dict(record_type)
    values: dict[str, Any] = {}
    for name, value in plain.items():
        if name not in known:
            raise ValueError(f"{path}: there is no field {str(name)[:40]!r}; the fields are {', '.join(known)}")
        if name in ITEM_TYPES:
            if not isinstance(value, Sequence) or isinstance(value, str):
                raise TypeError(f"{path}.{name}: expected a list, got {type(value).__name__}")
            values[name] = [
                _from_plain(ITEM_TYPES[name], item, f"{path}.{name}[{index}]", depth + 1)
                for index, item in enumerate(value)
            ]
        else:
            values[name] = _from_json(name, value, f"{path}.{name}")
    for attribute in known.values():
        if attribute.default is attrs.NOTHING and attribute.name not in values:
            raise ValueError(f"{path}: expected {attribute.name}, which every {record_type.__name__} has")
    try:
        return record_type(**values)
    except (TypeError, ValueError) as error:
        raise type(error)(f"{path}: {error}") from None


def _from_json(name: str, value: Any, path: str) -> Any:
    """The value of a field from what JSON held for it."""
    if name not in KINDS or value is None:
        return value
    kind = KINDS[name]
    found = kind.from_json(value)
    if isinstance(found, kind.python):
        return found
    if isinstance(value, str):
        raise ValueError(f"{path}: expected {kind.expected}")
    as_text = ", as text" if kind.python in (Decimal, datetime) else ""
    raise TypeError(f"{path}: expected {kind.expected}{as_text}, got {type(value).__name__}")
