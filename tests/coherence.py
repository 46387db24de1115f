"""What makes a fake hold together, told from outside: by rules, maps and registers, not by what it is made of."""

import ipaddress
import re
import unicodedata
from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise
from urllib.parse import parse_qs, urlsplit

from snapengage import Case, SourceId

__all__ = [
    "browser_is_of_its_time",
    "incoherences",
    "is_at_human_pace",
    "says_who_is_real",
    "script_of",
    "speaks_of_its_place",
]

# South, north, west, east of each country's mainland or of the part that has a city here, in degrees.
BORDERS = {
    "US": (18.9, 49.4, -160.3, -66.9),
    "GB": (49.9, 58.7, -8.2, 1.8),
    "CA": (41.7, 60.0, -141.0, -52.6),
    "DE": (47.3, 55.1, 5.9, 15.1),
    "FR": (42.3, 51.1, -4.8, 8.3),
    "ES": (36.0, 43.8, -9.3, 3.4),
    "MX": (14.5, 32.8, -117.2, -86.7),
    "BR": (-33.8, 5.3, -74.0, -34.7),
    "GR": (34.8, 41.8, 19.3, 29.7),
    "UA": (44.3, 52.4, 22.1, 40.3),
    "IL": (29.4, 33.4, 34.2, 35.9),
    "EG": (21.9, 31.7, 24.6, 36.9),
    "IN": (6.7, 35.6, 68.1, 97.4),
    "CN": (18.1, 53.6, 73.5, 134.8),
    "JP": (30.9, 45.6, 129.4, 145.9),
    "KR": (33.1, 38.7, 125.8, 129.7),
    "TH": (5.6, 20.5, 97.3, 105.7),
}
COUNTRIES = {
    "US": "United States", "GB": "United Kingdom", "CA": "Canada", "DE": "Germany", "FR": "France", "ES": "Spain",
    "MX": "Mexico", "BR": "Brazil", "GR": "Greece", "UA": "Ukraine", "IL": "Israel", "EG": "Egypt", "IN": "India",
    "CN": "China", "JP": "Japan", "KR": "South Korea", "TH": "Thailand",
}  # fmt: skip
# As ISO 3166-2 has them.
REGIONS = {
    "Boulder": "CO", "Portland": "OR", "Honolulu": "HI", "Leeds": "LDS", "Edinburgh": "EDH", "Toronto": "ON",
    "Montréal": "QC", "München": "BY", "Köln": "NW", "Lyon": "ARA", "Cognac & Merpins": "NAQ", "Sevilla": "AN",
    "A Coruña": "GA", "Mérida": "YUC", "São Paulo": "SP", "Recife": "PE", "Thessaloníki": "B", "L'viv": "46",
    "Haifa": "HA", "Alexandria": "ALX", "Jaipur": "RJ", "Chengdu": "SC", "Sapporo": "01", "Busan": "26",
    "Chiang Mai": "50",
}  # fmt: skip
# Years of release of the major versions.
RELEASED = {
    "Internet Explorer 7": 2006, "Internet Explorer 8": 2009, "Internet Explorer 9": 2011, "Internet Explorer 11": 2013,
    "Chrome 6": 2010, "Chrome 35": 2014, "Chrome 41": 2015, "Chrome 43": 2015, "Chrome 49": 2016, "Chrome 86": 2020,
    "Chrome 103": 2022, "Chrome 119": 2023, "Chrome 120": 2023, "Edge 18": 2018, "Edge 119": 2023, "Firefox 3": 2008,
    "Firefox 24": 2013, "Firefox 38": 2015, "Firefox 45": 2016, "Firefox 84": 2020, "Firefox 102": 2022,
    "Firefox 115": 2023, "Firefox 121": 2023, "Safari 5": 2010, "Safari 8": 2014, "Safari 9": 2015, "Safari 17": 2023,
}  # fmt: skip
LANGUAGES = {
    "US": "en", "GB": "en", "CA": "en fr", "DE": "de", "FR": "fr", "ES": "es", "MX": "es", "BR": "pt", "GR": "el",
    "UA": "uk", "IL": "he", "EG": "ar", "IN": "hi", "CN": "zh", "JP": "ja", "KR": "ko", "TH": "th",
}  # fmt: skip
# As Unicode's names of letters begin.
SCRIPTS = {
    "el": {"GREEK"}, "uk": {"CYRILLIC"}, "he": {"HEBREW"}, "ar": {"ARABIC"}, "hi": {"DEVANAGARI"}, "zh": {"CJK"},
    "ja": {"HIRAGANA", "KATAKANA", "CJK"}, "ko": {"HANGUL"}, "th": {"THAI"},
}  # fmt: skip

NETWORKS = [ipaddress.ip_network(it) for it in ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "2001:db8::/32")]
DOMAIN = re.compile(r"(?:^|\.)(?:example\.(?:com|net|org)|example|test|invalid|localhost)$")


def incoherences(case: Case) -> list[str]:
    """What does not fit together in a case; nothing in a good fake."""
    rules = (_kind, _times, _place, _browser, _addresses, _names)
    return [complaint for rule in rules for complaint in rule(case)]


def _kind(case: Case) -> Iterator[str]:
    lines = case.transcripts
    if case.source_id == SourceId.OFFLINE_MESSAGE:
        if lines or case.chat_waittime is not None or case.chat_duration is not None:
            yield "an offline message with a conversation"
        if not case.description:
            yield "an offline message without a message"
        return
    if not any(line.is_visitor for line in lines) or all(line.is_visitor for line in lines):
        yield "a chat in which one side says nothing"
    elif lines[0].is_visitor != (case.source_id == SourceId.LIVE_CHAT):
        yield "a chat opened by the wrong side"
    if case.description != next((line.message for line in lines if line.is_visitor), None):
        yield "a description that is not what the visitor said first"


def _times(case: Case) -> Iterator[str]:
    dates = [line.date for line in case.transcripts if line.date]
    if case.created_at is None or not dates:
        return
    if [case.created_at, *dates] != sorted([case.created_at, *dates]):
        yield "lines out of order"
    answer = next((line.date for line in case.transcripts if line.date and not line.is_visitor), None)
    if answer and case.chat_waittime != (answer - case.created_at) // timedelta(seconds=1):
        yield "a first answer that does not come after the wait"
    if case.chat_duration != (dates[-1] - case.created_at) // timedelta(seconds=1):
        yield "a last line that does not come at the end"


def _place(case: Case) -> Iterator[str]:
    code = case.country_code or ""
    if case.country != COUNTRIES[code]:
        yield f"another country than {code}"
    if REGIONS[case.city or ""] != case.region:
        yield f"a region that {case.city} is not in"
    south, north, west, east = BORDERS[code]
    if not (case.latitude is not None and south <= case.latitude <= north):
        yield f"a latitude outside {code}"
    if not (case.longitude is not None and west <= case.longitude <= east):
        yield f"a longitude outside {code}"
    if not (case.languages and (case.languages[0].code or "")[:2] in LANGUAGES[code]):
        yield f"a language that is not spoken in {code}"
    if not (case.country and case.region and case.city):
        yield "a place without a name"


def _browser(case: Case) -> Iterator[str]:
    os, browser, plugins = case.os or "", case.browser or "", {plugin.name for plugin in case.plugins}
    if not re.fullmatch(r"[A-Z][A-Za-z ]+ \([0-9.]+\)", browser):
        yield "a browser without its version"
    only_on = {"Safari": "Mac|iOS", "Internet Explorer": "Windows (XP|7)", "Edge": "Windows 10"}
    for name, systems in only_on.items():
        if browser.startswith(name) and not re.search(systems, os):
            yield f"{name} on {os}"
    if plugins and os in ("iOS", "Android"):
        yield f"plug-ins on {os}"
    if "Silverlight" in plugins and "Windows" not in os:
        yield f"Silverlight on {os}"
    if "Chrome PDF Viewer" in plugins and not browser.startswith("Chrome"):
        yield f"Chrome's viewer in {browser}"


def _addresses(case: Case) -> Iterator[str]:
    for url in (case.url, case.snapshot_image_url):
        if urlsplit(url or "").hostname != "www.snapengage.com" or parse_qs(urlsplit(url or "").query)["c"] != [
            case.id
        ]:
            yield "an address in the console that is not the case's"
    page = urlsplit(case.page_url or "")
    if not DOMAIN.search(page.hostname or "") or len(parse_qs(page.query)) < 2:
        yield "a page without a query, or one that is somebody's"
    if not any(ipaddress.ip_address(case.ip_address or "") in network for network in NETWORKS):
        yield "an address that is somebody's"


def _names(case: Case) -> Iterator[str]:
    aliases = {(line.id, line.alias) for line in case.transcripts}
    if len(aliases) != len({login for login, _ in aliases}):
        yield "somebody under two names"
    if not all(alias for _, alias in aliases):
        yield "somebody without a name"
    mail = case.javascript_variables.get("email", case.requested_by)
    if mail != case.requested_by:
        yield "a visitor with two mail addresses"


def browser_is_of_its_time(case: Case) -> bool:
    """Whether the browser had been released when the case was made, and not ten years before."""
    name, _, version = (case.browser or "").partition(" (")
    released = RELEASED[f"{name} {version.partition('.')[0].rstrip(')')}"]
    return case.created_at is not None and released <= case.created_at.year < released + 10


def says_who_is_real(case: Case) -> Iterator[str]:
    """Mail addresses, hosts and telephone numbers in the case that might be somebody's."""
    text = str(case.to_dict())
    for domain in re.findall(r"@([\w.-]+)", text) + re.findall(r"https?://([\w.-]+)", text):
        if not DOMAIN.search(domain) and domain != "www.snapengage.com":
            yield domain
    for number in re.findall(r"\+[0-9][0-9 -]{6,}", text):
        if not re.fullmatch(r"\+1 202-555-01[0-9]{2}", number.strip()):
            yield number


def is_at_human_pace(case: Case) -> bool:
    """Whether between two lines there is time to read and type, and no more than a person's patience."""
    dates = [line.date for line in case.transcripts if line.date]
    return all(1 <= (later - earlier).total_seconds() <= 120 for earlier, later in pairwise(dates))


def script_of(text: str) -> str | None:
    """The script that most letters of a text are in, by the first word of their names; None without letters."""
    names = [unicodedata.name(letter, "?").split()[0] for letter in text if letter.isalpha()]
    return max(sorted(set(names)), key=names.count) if names else None


def speaks_of_its_place(case: Case) -> bool:
    """Whether what the visitor says first is in the script of the language that the browser asks for first."""
    tag = (case.languages[0].code or "")[:2]
    return script_of((case.description or "").partition("\n\n")[0]) in SCRIPTS.get(tag, {"LATIN"})
