"""Plausible cases, each made of one seed: nobody real is in them, and all in one fits together.

What a seed gives is promised until the next major version, so the order of the draws here is part of the interface.
Addresses are those that RFC 5737 and 3849 keep for documentation, domains those of RFC 2606.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote, unquote

from snapengage import Case, Language, SourceId, Variable, Variables, serialize
from snapengage.testing._draw import Draw, seed_text
from snapengage.testing._overrides import Given, read_overrides
from snapengage.testing._scene import browse, locate, primary_tag
from snapengage.testing._talk import talk
from snapengage.testing._words import PASTED, WORDS, Words
from snapengage.testing._world import IN_USE, NOTES, PAGES, PLANS, SETUPS

__all__ = ["fake_case", "fake_cases", "fake_payload"]

_FIRST_DAY = datetime(2010, 10, 18, tzinfo=UTC)
_LAST_DAY = datetime(2026, 1, 1, tzinfo=UTC)


def _while_in_use(since: int) -> tuple[datetime, int]:
    """When a browser that came up in the year `since` was in use: from when on, and for how many milliseconds."""
    first = max(_FIRST_DAY, datetime(since, 1, 1, tzinfo=UTC))
    last = min(_LAST_DAY, datetime(since + IN_USE, 1, 1, tzinfo=UTC))
    return first, (last - first) // timedelta(milliseconds=1)


_WHILE_IN_USE = {setup.since: _while_in_use(setup.since) for setup in SETUPS}
_DOMAINS = ("example.com", "example.net", "example.org", "mail.example", "post.test")
_NETWORKS = ("192.0.2.", "198.51.100.", "203.0.113.")
_ADVICE = "to make a case that does not hold together, change a fake with attrs.evolve"


def fake_case(seed: int | str | None = None, **overrides: Any) -> Case:
    """A plausible case: an offline message, a live chat or a proactive one, with all that belongs to it.

    The same seed gives the same case on every Python and platform until the next major version of this library; a
    number and its digits are one seed. Without a seed it is another case each time.

    Any field of `Case` can be given, and the rest is made to fit it: a `city` brings its country, coordinates and
    language, a `source_id` its conversation. `transcripts` takes lines as `Transcript` or as mappings of the fields
    that matter, the rest of a line being filled in: ``transcripts=[{}, {"message": "<b>hi</b>"}, {}]``.

    Raises TypeError for a field that there is not, a value of the wrong type or a seed that is neither int nor str;
    ValueError for values that no case can hold, or that cannot be true together, such as an offline message with a
    conversation.
    """
    draw = Draw(seed)
    given = read_overrides(overrides)
    try:
        return _case(draw, given)
    except OverflowError:
        raise ValueError("fake_case: dates and seconds lead out of the years 1 to 9999") from None


def fake_cases(count: int, *, seed: int | str = 0) -> Iterator[Case]:
    """So many different cases, one at a time; the one at place n, from 0, is ``fake_case(f"{seed}/{n}")``.

    Raises TypeError for a `count` or `seed` of the wrong type, ValueError for a `count` below 0, both at once and not
    only when the first case is taken.
    """
    if not isinstance(count, int) or isinstance(count, bool):
        raise TypeError(f"count: expected int, got {type(count).__name__}")
    if count < 0:
        raise ValueError(f"count: expected 0 or more, got {count}")
    text = seed_text(seed)
    return (fake_case(f"{text}/{index}") for index in range(count))


def fake_payload(seed: int | str | None = None, **overrides: Any) -> bytes:
    """The payload of `fake_case`, as the vendor would post it: takes and raises the same.

    Raises SerializeError besides, for a text that XML cannot hold.
    """
    return serialize(fake_case(seed, **overrides))


def _case(draw: Draw, given: Given) -> Case:
    fields = given.fields
    source = _source(draw, given)
    values: dict[str, Any] = {"source_id": source, **_identify(draw, fields), **locate(draw, fields)}
    dates = [fields.get("created_at"), *(line.get("date") for line in given.lines or ())]
    since, browsed = browse(draw, fields, next((date.year for date in dates if date), None))
    values |= browsed
    languages = fields.get("languages", values["languages"])
    words = next((WORDS[tag] for tag in map(primary_tag, languages) if tag in WORDS), WORDS["en"])
    alias, visitor = _visitor(draw, words, fields)
    values |= visitor
    values["page_url"] = _page(draw, languages)
    first, milliseconds = _WHILE_IN_USE[since]
    created_at = fields.get("created_at") or first + timedelta(milliseconds=draw.below(milliseconds))
    if source == SourceId.OFFLINE_MESSAGE or given.lines == ():
        values |= {"created_at": created_at, "description": _message(draw, words)}
    else:
        values |= talk(draw, words, alias, created_at, source, given)._asdict()
        values["operator_variables"] = draw.pick(NOTES)
    return Case(**{**values, **fields})


def _source(draw: Draw, given: Given) -> int | None:
    """The kind of the case: what is given, or what the rest of it asks for, or one by chance."""
    chance = draw.random()
    fields, lines = given
    opener = lines[0].get("id") if lines else None
    wait = fields.get("chat_waittime")
    is_chat = bool(lines) or wait is not None or fields.get("chat_duration") is not None
    if "source_id" in fields:
        source: int | None = fields["source_id"]
    elif lines == () or (not is_chat and chance < 0.25):
        source = SourceId.OFFLINE_MESSAGE
    elif opener or (chance > 0.75 and not wait and not (lines and "id" in lines[0])):
        source = SourceId.PROACTIVE_CHAT
    else:
        source = SourceId.LIVE_CHAT
    if source == SourceId.OFFLINE_MESSAGE and is_chat:
        raise ValueError(f"an offline message has no transcripts, chat_waittime or chat_duration; {_ADVICE}")
    if source in (SourceId.LIVE_CHAT, SourceId.PROACTIVE_CHAT) and lines == ():
        raise ValueError(f"a chat has a conversation, so transcripts cannot be empty; {_ADVICE}")
    if source == SourceId.PROACTIVE_CHAT and lines and "id" in lines[0] and not opener:
        raise ValueError(f"a proactive chat is opened by an agent, so transcripts[0] needs an agent's id; {_ADVICE}")
    return source


def _identify(draw: Draw, fields: Mapping[str, Any]) -> dict[str, Any]:
    digits = f"{draw.below(16**10):010x}{draw.below(16**10):010x}"
    case_id = f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:]}"
    for url in (fields.get("url"), fields.get("snapshot_image_url")):
        if url and "?c=" in url:
            case_id = unquote(url.partition("?c=")[2].partition("&")[0])
    case_id = fields.get("id", case_id)
    quoted = quote(case_id, safe="", errors="surrogatepass") if fields else case_id
    return {
        "id": case_id,
        "url": f"http://www.snapengage.com/viewcase?c={quoted}",
        "snapshot_image_url": f"http://www.snapengage.com/snapabug/ServiceImage?c={quoted}",
    }


def _visitor(draw: Draw, words: Words, fields: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    """The name shown in the chat, and who the visitor is."""
    name, mailbox = draw.pick(words.names)
    mail: str | None = f"{mailbox}@{draw.pick(_DOMAINS)}"
    is_named, is_known = draw.chance(0.5), draw.chance(0.9)
    told = fields.get("javascript_variables", Variables()).get("email")
    if told or "requested_by" in fields:
        mail = fields.get("requested_by", told)
        name = (mail or "").partition("@")[0].replace(".", " ").title()
    elif not is_known:
        mail = None
    variables: tuple[Variable, ...] = Variable(name="userid", value=f"ab{draw.below(10**9):09}"), draw.pick(PLANS)
    if mail and draw.chance(0.5):
        variables = *variables, Variable(name="email", value=mail)
    if draw.chance(0.75):
        address = draw.pick(_NETWORKS) + str(1 + draw.below(254))
    else:
        address = f"2001:db8:{draw.below(16**4):x}:{draw.below(16**4):x}::{1 + draw.below(16**4 - 1):x}"
    alias = name if mail and name and is_named else "visitor"
    return alias, {"requested_by": mail, "ip_address": address, "javascript_variables": Variables(variables)}


def _page(draw: Draw, languages: Sequence[Language]) -> str:
    tag = primary_tag(languages[0]) if languages else "en"
    campaign = draw.pick(("newsletter", "search", "spring%20sale"))
    return (
        f"https://www.{draw.pick(_DOMAINS)}/{draw.pick(PAGES)}?lang={tag}&utm_source={campaign}&id={draw.below(10**4)}"
    )


def _message(draw: Draw, words: Words) -> str:
    """What is left behind when nobody is there to chat: a line, a paragraph, or something pasted."""
    opening, question = draw.pick(words.openings), draw.pick(words.questions)
    chance = draw.random()
    if chance < 0.1:
        return f"{opening}\n\n{draw.pick(PASTED)}"
    return " ".join([opening] + [question] * (40 if chance < 0.15 else 1 if chance < 0.6 else 0))
