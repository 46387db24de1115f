"""Strategies for the records: everything that a payload can hold, the awkward above all.

Each record is drawn with some of its fields only, and shrinks to one without any. Strategies are built once, when they
are first asked for, since that costs more than drawing from them.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from decimal import Decimal
from functools import cache
from typing import Any, TypeVar
from zoneinfo import available_timezones

from hypothesis import strategies as st

from snapengage import Case, Element, Language, Limits, Plugin, Transcript, Variable, Variables
from snapengage.testing._spelling import FIELDS

__all__ = ["cases", "elements", "languages", "moments", "of_type", "plugins", "texts", "transcripts", "variables"]

_Record = TypeVar("_Record")

_LEGAL = st.characters(
    exclude_categories=["Cs"], exclude_characters=[*map(chr, {*range(0x20)} - {9, 10, 13}), "\ufffe", "\uffff"]
)
_MARKUP = "]>&<\r\n\t '\""
_AWKWARD = [
    "]]>", "a]]>b]]", "<![CDATA[", "&amp;", "<b>", "&#13;", "\r", "\n", "\r\n", " a\t", "\x7f", "\x85", "\u2028",
    "\ufeff", "\U0001fffe", "\U0001f600", "é", "<!--", "-->", "--", "<?x?>", "</message>", "<3", "%", "\\",
]  # fmt: skip

# The vendor's later documents speak of the first three; some of the others are fields of one record and not of another.
_NAMES = [
    "survey_score", "labels", "widget_id", "id", "case", "message", "value", "name", "language", "x", "X", "_",
    "a.b-c_1", "é", "Straße", "日本", "xml-like",
]  # fmt: skip
_PREFIXED_NAMES = ["ns:tag", "xmlns", "xmlns:ns", "a:b:c", ":", "xml:lang"]


@cache
def _texts() -> st.SearchStrategy[str]:
    return st.text(_LEGAL, max_size=12) | st.text(_MARKUP, max_size=12) | st.sampled_from(_AWKWARD)


def _stays_in_utc(moment: datetime) -> bool:
    try:
        moment.astimezone(UTC)
    except OverflowError:
        return False
    return True


@cache
def _moments() -> st.SearchStrategy[datetime]:
    zones: st.SearchStrategy[tzinfo] = st.just(UTC) | st.integers(-1439, 1439).map(
        lambda value: timezone(timedelta(minutes=value))
    )
    zones |= st.integers(-86_399_999_999, 86_399_999_999).map(lambda value: timezone(timedelta(microseconds=value)))
    zones |= st.timezones() if available_timezones() else st.nothing()  # Windows has none of its own
    any_moments = st.datetimes(timezones=zones)
    return (any_moments.map(lambda moment: moment.replace(microsecond=0)) | any_moments).filter(_stays_in_utc)


def _degrees(limit: int) -> st.SearchStrategy[Decimal]:
    """Decimals up to `limit`, with zeros at the end and exponents on either side of nought."""
    plain = st.integers(0, 17).flatmap(
        lambda places: st.integers(-limit * 10**places, limit * 10**places).map(lambda n: Decimal(n).scaleb(-places))
    )
    awkward = st.sampled_from(["0", "-0", "0E+2", "9E+1", "-0E-17", "39.914700", "-80.00", str(limit), f"-{limit}.0"])
    return plain | awkward.map(Decimal)


def _value(name: str, kind: type[Any], prefixes: bool) -> st.SearchStrategy[Any]:
    """The strategy for a field that holds something."""
    if kind is tuple:
        return _ARRAYS[name](prefixes)
    if kind is Decimal:
        return _degrees(90 if name == "latitude" else 180)
    if kind is int:
        return st.integers(0, 5) | st.integers(1 - 10**18, 10**18 - 1)
    return _moments() if kind is datetime else _texts()


@st.composite
def _built(draw: st.DrawFn, record_type: type[_Record], values: st.SearchStrategy[Mapping[str, Any]]) -> _Record:
    drawn = draw(values)
    # By way of `builds`, and not by calling it, so that hypothesis shows the fields that were given, and those alone.
    return draw(st.builds(record_type, **{name: st.just(value) for name, value in drawn.items()}))


def _records(record_type: type[_Record], **values: st.SearchStrategy[Any]) -> st.SearchStrategy[_Record]:
    """Records with these fields, but for those that are drawn as None."""
    given = st.fixed_dictionaries(values).map(
        lambda drawn: {name: value for name, value in drawn.items() if value is not None}
    )
    return _built(record_type, given)


def _perhaps(values: st.SearchStrategy[_Record]) -> st.SearchStrategy[_Record | None]:
    return st.none() | values


@cache
def _items(item_type: type[_Record], prefixes: bool) -> st.SearchStrategy[_Record]:
    """The items of an array: half of their fields are None."""
    fields = FIELDS[item_type]
    values = {name: _perhaps(_value(name, kind, prefixes)) for name, kind in fields.items()}
    return _records(item_type, **values, extra=_perhaps(_some(_elements(frozenset(fields), prefixes))))


@cache
def _cases(prefixes: bool) -> st.SearchStrategy[Case]:
    fields = FIELDS[Case]
    values = {name: _value(name, kind, prefixes) for name, kind in fields.items() if name != "id"}
    values["extra"] = _some(_elements(frozenset(fields), prefixes))
    pairs = [st.tuples(st.just(name), value) for name, value in values.items()]
    # There are so many fields that it is cheaper to draw a few of them than to draw for each whether it is None.
    some = st.lists(st.one_of(pairs)).map(dict)
    return _built(Case, st.tuples(_texts(), some).map(lambda drawn: _in_order(*drawn)))


def _in_order(id_: str, some: Mapping[str, Any]) -> dict[str, Any]:
    return {"id": id_} | {name: some[name] for name in (*FIELDS[Case], "extra") if name in some}


def _some(items: st.SearchStrategy[_Record]) -> st.SearchStrategy[list[_Record]]:
    return st.lists(items, min_size=1, max_size=2)


@cache
def _elements(known: frozenset[str], prefixes: bool) -> st.SearchStrategy[Element]:
    names = st.sampled_from(_NAMES + _PREFIXED_NAMES * prefixes)
    text = _perhaps(_texts())
    attributes = _perhaps(st.dictionaries(names, _texts(), min_size=1, max_size=2))
    leaves = _records(Element, tag=names, attributes=attributes, text=text, tail=text)
    trees = _records(Element, tag=names, text=text, children=_some(leaves), tail=text)
    roots = names.filter(lambda name: name not in known)
    return _records(Element, tag=roots, attributes=attributes, text=text, children=_perhaps(_some(leaves | trees)))


@cache
def _variables(prefixes: bool) -> st.SearchStrategy[Variables]:
    items = _items(Variable, prefixes)
    # Names that differ in case alone, some of them by more than lower() knows.
    named = _records(Variable, name=st.sampled_from(["a", "A", "ß", "SS"]), value=_texts())
    return st.builds(Variables, st.lists(items | named, max_size=4))


_ARRAYS: dict[str, Callable[[bool], st.SearchStrategy[Any]]] = {
    "languages": lambda prefixes: _some(_items(Language, prefixes)),
    "plugins": lambda prefixes: _some(_items(Plugin, prefixes)),
    "transcripts": lambda prefixes: _some(_items(Transcript, prefixes)),
    "javascript_variables": _variables,
    "operator_variables": _variables,
}


@cache
def _limits() -> st.SearchStrategy[Limits]:
    anything = st.integers(min_value=1)
    return st.builds(
        Limits,
        max_bytes=anything,
        max_depth=st.integers(1, 64),
        max_elements=anything,
        max_attributes=anything,
        max_text=anything,
    )


# What is public is made of functions that draw, since hypothesis shows a strategy by their names: `cases()`.


@st.composite
def texts(draw: st.DrawFn) -> str:
    """Text that a payload can hold: any characters that XML 1.0 allows, and what is awkward to write or to read."""
    return draw(_texts())


@st.composite
def moments(draw: st.DrawFn) -> datetime:
    """Datetimes that a payload can hold: aware, in every sort of time zone, in the years 1 to 9999 once in UTC.

    Half of them are whole seconds, as in the vendor's transcripts.
    """
    return draw(_moments())


@st.composite
def elements(draw: st.DrawFn, *, prefixes: bool = True) -> Element:
    """An element that the library has no field for, nested up to three deep; it may stand in any record's `extra`.

    Without `prefixes`, no name has a colon or is ``xmlns``: parsers that resolve namespaces read what is drawn.
    """
    return draw(_elements(frozenset().union(*FIELDS.values()), prefixes))


@st.composite
def languages(draw: st.DrawFn) -> Language:
    """A language of the visitor's browser."""
    items: st.SearchStrategy[Language] = _items(Language, True)
    return draw(items)


@st.composite
def plugins(draw: st.DrawFn) -> Plugin:
    """A plug-in of the visitor's browser."""
    items: st.SearchStrategy[Plugin] = _items(Plugin, True)
    return draw(items)


@st.composite
def transcripts(draw: st.DrawFn) -> Transcript:
    """A line of the chat."""
    items: st.SearchStrategy[Transcript] = _items(Transcript, True)
    return draw(items)


@st.composite
def variables(draw: st.DrawFn) -> Variables:
    """Variables, up to four; some have no name, and some have one that another has too, but for its case."""
    return draw(_variables(True))


@st.composite
def cases(draw: st.DrawFn, *, prefixes: bool = True) -> Case:
    """Any case that a payload can hold, awkward text and unknown elements included; shrinks to ``Case(id="")``.

    It is as strict reading would give it: `problems` is empty. Writing and reading it gives an equal case. Without
    `prefixes`, no name of an unknown element or of its attributes has a colon or is ``xmlns``.
    """
    return draw(_cases(prefixes))


def of_type(record_type: type[Any]) -> st.SearchStrategy[Any]:
    """The strategy for the records of this type."""
    return _BY_TYPE[record_type]()


_BY_TYPE: dict[type[Any], Callable[[], st.SearchStrategy[Any]]] = {
    Case: cases,
    Element: elements,
    Language: languages,
    Limits: _limits,
    Plugin: plugins,
    Transcript: transcripts,
    Variable: lambda: _items(Variable, True),
    Variables: variables,
}
