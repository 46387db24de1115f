"""Where the fakes' visitors are and what they browse with: places, languages, systems, agents, pages.

The order of everything here is part of what a seed means: a change to it changes every fake, and so is for a new major
version alone. Regions are those of ISO 3166-2 without the country; coordinates are those of the city's middle.
"""

from typing import NamedTuple

from snapengage import Language, Plugin, Variable, Variables

__all__ = ["AGENTS", "IN_USE", "NOTES", "PAGES", "PLACES", "PLANS", "SETUPS", "Place", "Setup"]


def _language(name: str, code: str) -> Language:
    return Language(name=name, code=code)


_ENGLISH = _language("English", "en-US")
_GERMAN = _language("German", "de-DE")
_FRENCH = _language("French", "fr-FR")


class Place(NamedTuple):
    """A city."""

    country_code: str
    country: str
    region: str
    city: str
    latitude: float
    longitude: float
    languages: tuple[Language, ...]
    """What browsers there ask for, the language that is spoken first."""


_US, _GB = (_ENGLISH,), (_language("English", "en-GB"),)
_CA, _QC = (_language("English", "en-CA"),), (_language("French", "fr-CA"), _language("English", "en-CA"))
_DE, _FR = (_GERMAN, _ENGLISH), (_FRENCH,)
_ES, _MX = (_language("Spanish", "es-ES"), _ENGLISH), (_language("Spanish", "es-MX"),)
_BR, _GR = (_language("Portuguese", "pt-BR"), _ENGLISH), (_language("Greek", "el-GR"), _ENGLISH)
_UA, _IL = (_language("Ukrainian", "uk-UA"), _GERMAN), (_language("Hebrew", "he-IL"), _ENGLISH)
_EG, _IN = (_language("Arabic", "ar-EG"), _FRENCH), (_language("Hindi", "hi-IN"), _language("English", "en-IN"))
_CN, _JP = (_language("Chinese", "zh-CN"),), (_language("Japanese", "ja-JP"),)
_KR, _TH = (_language("Korean", "ko-KR"), _ENGLISH), (_language("Thai", "th-TH"), _ENGLISH)

PLACES = (
    Place("US", "United States", "CO", "Boulder", 40.014984, -105.270546, _US),
    Place("US", "United States", "OR", "Portland", 45.523062, -122.676482, _US),
    Place("US", "United States", "HI", "Honolulu", 21.306944, -157.858333, _US),
    Place("GB", "United Kingdom", "LDS", "Leeds", 53.800755, -1.549077, _GB),
    Place("GB", "United Kingdom", "EDH", "Edinburgh", 55.953252, -3.188267, _GB),
    Place("CA", "Canada", "ON", "Toronto", 43.653226, -79.383184, _CA),
    Place("CA", "Canada", "QC", "Montréal", 45.501690, -73.567253, _QC),
    Place("DE", "Germany", "BY", "München", 48.137154, 11.576124, _DE),
    Place("DE", "Germany", "NW", "Köln", 50.937531, 6.960279, _DE),
    Place("FR", "France", "ARA", "Lyon", 45.764043, 4.835659, _FR),
    Place("FR", "France", "NAQ", "Cognac & Merpins", 45.695690, -0.329160, _FR),
    Place("ES", "Spain", "AN", "Sevilla", 37.389092, -5.984459, _ES),
    Place("ES", "Spain", "GA", "A Coruña", 43.362344, -8.411540, _ES),
    Place("MX", "Mexico", "YUC", "Mérida", 20.967370, -89.592586, _MX),
    Place("BR", "Brazil", "SP", "São Paulo", -23.550520, -46.633309, _BR),
    Place("BR", "Brazil", "PE", "Recife", -8.047562, -34.876964, _BR),
    Place("GR", "Greece", "B", "Thessaloníki", 40.640063, 22.944419, _GR),
    Place("UA", "Ukraine", "46", "L'viv", 49.839683, 24.029717, _UA),
    Place("IL", "Israel", "HA", "Haifa", 32.794046, 34.989571, _IL),
    Place("EG", "Egypt", "ALX", "Alexandria", 31.200092, 29.918739, _EG),
    Place("IN", "India", "RJ", "Jaipur", 26.912434, 75.787271, _IN),
    Place("CN", "China", "SC", "Chengdu", 30.572816, 104.066801, _CN),
    Place("JP", "Japan", "01", "Sapporo", 43.061771, 141.354507, _JP),
    Place("KR", "South Korea", "26", "Busan", 35.179554, 129.075642, _KR),
    Place("TH", "Thailand", "50", "Chiang Mai", 18.706064, 98.981716, _TH),
)


class Setup(NamedTuple):
    """A browser on a system."""

    os: str
    browser: str
    version: str
    since: int
    """The first full year in which it was in use."""
    plugins: tuple[Plugin, ...]
    """The plug-ins that it may have."""


def _plugins(**versions: str) -> tuple[Plugin, ...]:
    return tuple(Plugin(name=name.replace("_", " "), value=version) for name, version in versions.items())


_IE = _plugins(Flash="11.8.800", Java="1.7.0", Silverlight="5.1.20913")
_NPAPI = _plugins(Flash="11.2.202", Java="1.6.0", QuickTime="7.7.3")
_MAC = _plugins(Flash="15.0.0", QuickTime="7.7.3", iPhotoPhotocast="7.0")
_PDF = _plugins(Chrome_PDF_Viewer="")

SETUPS = (
    Setup("Microsoft Windows XP", "Internet Explorer", "7.0", 2007, _IE),
    Setup("Microsoft Windows XP", "Internet Explorer", "8.0", 2009, _IE),
    Setup("Microsoft Windows 7", "Internet Explorer", "9.0", 2011, _IE),
    Setup("Microsoft Windows 7", "Internet Explorer", "11.0", 2014, _IE),
    Setup("Microsoft Windows 7", "Chrome", "6.0.472.63", 2010, (*_NPAPI, *_PDF)),
    Setup("Microsoft Windows 7", "Chrome", "41.0.2272.101", 2015, (*_NPAPI, *_PDF)),
    Setup("Microsoft Windows 7", "Firefox", "3.6.10", 2010, _NPAPI),
    Setup("Microsoft Windows 7", "Firefox", "38.0", 2015, _NPAPI),
    Setup("Microsoft Windows 10", "Chrome", "86.0.4240.183", 2021, _PDF),
    Setup("Microsoft Windows 10", "Chrome", "120.0.6099.130", 2024, _PDF),
    Setup("Microsoft Windows 10", "Edge", "18.17763", 2019, ()),
    Setup("Microsoft Windows 10", "Edge", "119.0.2151.97", 2024, ()),
    Setup("Microsoft Windows 10", "Firefox", "84.0", 2021, ()),
    Setup("Microsoft Windows 10", "Firefox", "121.0", 2024, ()),
    Setup("Mac OS X", "Safari", "5.1.7", 2012, _MAC),
    Setup("Mac OS X", "Safari", "9.1.2", 2016, _MAC),
    Setup("Mac OS X", "Chrome", "49.0.2623.112", 2016, _PDF),
    Setup("Mac OS X", "Chrome", "103.0.5060.134", 2022, _PDF),
    Setup("Mac OS X", "Firefox", "45.9.0", 2017, ()),
    Setup("Mac OS X", "Firefox", "115.6.0", 2024, ()),
    Setup("Linux", "Firefox", "24.0", 2013, _NPAPI[:2]),
    Setup("Linux", "Firefox", "102.15.0", 2023, ()),
    Setup("Linux", "Chrome", "35.0.1916.153", 2014, _PDF),
    Setup("Linux", "Chrome", "119.0.6045.199", 2024, _PDF),
    Setup("iOS", "Safari", "8.0", 2014, ()),
    Setup("iOS", "Safari", "17.2", 2024, ()),
    Setup("Android", "Chrome", "43.0.2357.93", 2015, ()),
    Setup("Android", "Chrome", "120.0.6099.144", 2024, ()),
)

IN_USE = 5
"""For how many years people go on using a browser's version."""

AGENTS = (
    ("jerome@example.com", "Jérôme"),
    ("a.kowalska@example.com", "Anna K."),
    ("support-3@example.com", "Support"),
    ("yuki.tanaka@example.net", "Yuki"),
    ("ben@example.net", "Ben <Billing>"),
    ("fatima@example.org", "Fatima"),
    ("o'brien@example.org", "Sheila O'Brien"),
)
"""Login and alias."""

PAGES = ("", "pricing", "cart", "account/orders", "search", "help/returns.html", "demo/postapi.html")

PLANS = tuple(Variable(name="plan", value=value) for value in ("free", "team", "business & more"))

NOTES = (
    Variables(),
    Variables((Variable(name="note", value="wants to be called back"),)),
    Variables(
        (Variable(name="note", value="refund <42 € & a voucher>"), Variable(name="Phone", value="+1 202-555-0143"))
    ),
    Variables((Variable(name="Phone", value="+1 202-555-0178"), Variable(name="Priority", value="high"))),
    Variables((Variable(name="note", value="second line\nasks for a manual"),)),
)
"""What agents write down about a chat. Telephone numbers end in 555-0100 to 555-0199, which are nobody's."""
