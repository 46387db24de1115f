"""Where a fake's visitor is and what the visitor browses with, made to fit what is given of it."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from snapengage import Language
from snapengage.testing._draw import Draw
from snapengage.testing._world import IN_USE, PLACES, SETUPS, Place, Setup

__all__ = ["browse", "locate", "primary_tag"]

_NAMES = ("country_code", "country", "region", "city")
_DEGREES = ("latitude", "longitude")
_NEAR = 0.5  # degrees, within which coordinates are those of a city
_SPREAD = 0.04  # degrees, over which the visitors of a city are spread


def primary_tag(language: Language) -> str:
    """The first part of a language's tag, in small letters: ``de`` of ``de-AT``."""
    return (language.code or "").replace("_", "-").partition("-")[0].lower()


def locate(draw: Draw, fields: Mapping[str, Any]) -> dict[str, Any]:
    """Country, region, city, coordinates and languages.

    What is given and not known here leaves None what it would have to bring: an unknown city has no coordinates, but
    has its country if that is given. Raises ValueError where all that is given is known, and yet no place has it all.
    """
    places = _places(fields) if fields else PLACES
    where = draw.pick(places or PLACES)
    north, east = _SPREAD * (draw.random() - 0.5), _SPREAD * (draw.random() - 0.5)
    located: dict[str, Any] = dict.fromkeys(_NAMES)
    if places:
        located = where._asdict()
        located["latitude"] = Decimal(f"{where.latitude + north:.6f}")
        located["longitude"] = Decimal(f"{where.longitude + east:.6f}")
        return located
    code, country = fields.get("country_code"), fields.get("country")
    at_home = [place for place in PLACES if code == place.country_code or country == place.country]
    if at_home:
        located |= {"country_code": at_home[0].country_code, "country": at_home[0].country}
    if fields.get("latitude") is not None or fields.get("longitude") is not None:
        located |= {"latitude": Decimal(f"{north:.6f}"), "longitude": Decimal(f"{east:.6f}")}
    return {**located, "languages": (at_home or PLACES)[0].languages}


def _places(fields: Mapping[str, Any]) -> Sequence[Place]:
    """The places that are what is given; of those, if there are some, those where the given language is spoken."""
    given = [name for name in (*_NAMES, *_DEGREES) if fields.get(name) is not None]
    places = _matching(fields, given)
    if not places:
        _refuse_contradiction(fields, given)
    first = [primary_tag(language) for language in fields.get("languages", ())][:1]
    spoken = [place for place in places if primary_tag(place.languages[0]) in first]
    # Of a language that is not known here nobody knows where it is spoken.
    return spoken or (places if given or not first else ())


def _refuse_contradiction(fields: Mapping[str, Any], given: Sequence[str]) -> None:
    """Raises ValueError where each name is known here, and yet no place has them all, or has them at that point.

    A region's letters mean something within its country alone, so of one that is not known there nothing is known.
    """
    names = [name for name in given if name in _NAMES]
    is_known = "region" not in names and all(_matching(fields, [name]) for name in names)
    if is_known and ("city" in names or not _matching(fields, names)):
        raise ValueError(f"{' and '.join(given)} contradict each other: no place that is known here has them all")


def _matching(fields: Mapping[str, Any], names: Sequence[str]) -> list[Place]:
    return [place for place in PLACES if all(_is_there(place, name, fields[name]) for name in names)]


def _is_there(place: Place, name: str, value: Any) -> bool:
    there = getattr(place, name)
    return abs(float(value) - there) < _NEAR if name in _DEGREES else bool(value == there)


def browse(draw: Draw, fields: Mapping[str, Any], year: int | None) -> tuple[int, dict[str, Any]]:
    """The year since when it was in use, and browser, system and plug-ins; of that `year`, if there is one.

    Of a browser or system that is not known here there are no plug-ins.
    """
    os, browser, plugins = fields.get("os"), fields.get("browser"), fields.get("plugins", ())
    setups: Sequence[Setup] = SETUPS
    if os is not None or browser is not None:
        setups = [it for it in SETUPS if _starts(os, it.os) and _starts(browser, it.browser)]
        setups = [it for it in setups if browser == _named(it)] or setups
    wanted = {plugin.name for plugin in plugins}
    fitting = [it for it in setups if wanted <= {plugin.name for plugin in it.plugins}] if wanted else setups
    # Firefox runs on nearly every system.
    near = fitting or setups or [it for it in SETUPS if os == it.os or (browser or "Firefox").startswith(it.browser)]
    if year is not None:
        near = [it for it in near if it.since <= year < it.since + IN_USE] or near
    setup = draw.pick(near or SETUPS)
    count = draw.below(len(setup.plugins) + 1)
    return setup.since, {"os": setup.os, "browser": _named(setup), "plugins": setup.plugins[:count] if setups else ()}


def _starts(given: str | None, known: str) -> bool:
    return given is None or given.startswith(known)


def _named(setup: Setup) -> str:
    """As the vendor writes it."""
    return f"{setup.browser} ({setup.version})"
