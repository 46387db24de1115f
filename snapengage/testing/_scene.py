"""Where a fake's visitor is and what the visitor browses with, made to fit what is given of it."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from snapengage import Language
from snapengage.testing._draw import Draw
from snapengage.testing._world import COUNTRIES, PLACES, SETUPS, Place, Setup

__all__ = ["browse", "locate", "primary_tag"]

_NAMES = ("country_code", "country", "region", "city")
_NEAR = 0.5  # degrees, within which coordinates are those of a city
_SPREAD = 0.04  # degrees, over which the visitors of a city are spread


def primary_tag(language: Language) -> str:
    """The first part of a language's tag, in small letters: ``de`` of ``de-AT``."""
    return (language.code or "").partition("-")[0].lower()


def locate(draw: Draw, fields: Mapping[str, Any]) -> dict[str, Any]:
    """Country, region, city, coordinates and languages.

    What is given and not known here leaves None what it would have to bring: an unknown city has no coordinates, but
    has its country if that is given. Raises ValueError for a country that is not that of the code.
    """
    code, country = fields.get("country_code"), fields.get("country")
    if code in COUNTRIES and country in COUNTRIES.values() and COUNTRIES[code] != country:
        raise ValueError(f"country_code and country contradict each other: {code} is {COUNTRIES[code]}")
    places: Sequence[Place] = PLACES
    if fields:
        places = [place for place in PLACES if _is_there(place, fields)]
        first = [primary_tag(language) for language in fields.get("languages", ())][:1]
        places = [place for place in places if primary_tag(place.languages[0]) in first] or places
    where = draw.pick(places or PLACES)
    north, east = _SPREAD * (draw.random() - 0.5), _SPREAD * (draw.random() - 0.5)
    located: dict[str, Any] = dict.fromkeys(_NAMES)
    if places:
        located = where._asdict()
        located["latitude"] = Decimal(f"{where.latitude + north:.6f}")
        located["longitude"] = Decimal(f"{where.longitude + east:.6f}")
        return located
    at_home = [place for place in PLACES if code == place.country_code or country == place.country]
    if at_home:
        located |= {"country_code": at_home[0].country_code, "country": at_home[0].country}
    if fields.get("latitude") is not None or fields.get("longitude") is not None:
        located |= {"latitude": Decimal(f"{north:.6f}"), "longitude": Decimal(f"{east:.6f}")}
    return {**located, "languages": (at_home or PLACES)[0].languages}


def _is_there(place: Place, fields: Mapping[str, Any]) -> bool:
    """Whether a place is what is given of it."""
    return all(fields.get(name) in (None, getattr(place, name)) for name in _NAMES) and all(
        fields.get(name) is None or abs(float(fields[name]) - getattr(place, name)) < _NEAR
        for name in ("latitude", "longitude")
    )


def browse(draw: Draw, fields: Mapping[str, Any]) -> dict[str, Any]:
    """Browser, system and plug-ins; of a browser or system not known here no plug-ins."""
    os, browser, plugins = fields.get("os"), fields.get("browser"), fields.get("plugins", ())
    setups: Sequence[Setup] = SETUPS
    if os is not None or browser is not None:
        setups = [it for it in SETUPS if os in (None, it.os) and (browser is None or browser.startswith(it.browser))]
    wanted = {plugin.name for plugin in plugins}
    fitting = [it for it in setups if wanted <= {plugin.name for plugin in it.plugins}] if wanted else setups
    # Firefox runs on nearly every system.
    near = fitting or setups or [it for it in SETUPS if os == it.os or (browser or "Firefox").startswith(it.browser)]
    setup = draw.pick(near or SETUPS)
    version, count = draw.pick(setup.versions), draw.below(len(setup.plugins) + 1)
    return {
        "os": setup.os,
        "browser": f"{setup.browser} ({version})",
        "plugins": setup.plugins[:count] if setups else (),
    }
