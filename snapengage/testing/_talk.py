"""What is said in a chat, by whom and when."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import attrs

from snapengage import SourceId, Transcript
from snapengage.testing._draw import Draw
from snapengage.testing._overrides import Given
from snapengage.testing._pace import SECOND, fit
from snapengage.testing._words import PASTED, Words
from snapengage.testing._world import AGENTS

__all__ = ["Talk", "talk"]

_ALIASES = dict(AGENTS)
_LOGINS = {alias: login for login, alias in AGENTS}
_NOTHING: Mapping[str, Any] = {}
_TYPED_A_SECOND = 6  # characters
_LONGEST_TYPING = 60  # seconds; what is longer has been pasted


class Talk(NamedTuple):
    """A conversation, and what the case says about it."""

    transcripts: list[Transcript]
    created_at: datetime
    chat_waittime: int | None
    chat_duration: int
    description: str | None
    """What the visitor said first; None where the visitor said nothing."""


def talk(draw: Draw, words: Words, visitor: str, created_at: datetime, source: int | None, given: Given) -> Talk:
    """A conversation around what is given, in a case made at `created_at` if that is not given.

    Raises ValueError where what is given contradicts itself.
    """
    lines = [_NOTHING] * _length(draw) if given.lines is None else given.lines
    is_proactive = source == SourceId.PROACTIVE_CHAT
    said = list(_say(draw, words, lines, given.fields.get("description"), is_proactive=is_proactive))
    answer = next((index for index, (login, _, _) in enumerate(said) if login), None)
    if answer is None and given.fields.get("chat_waittime") is not None:
        raise ValueError(
            "chat_waittime is how long an agent's first answer takes, and none of the transcripts has an agent's id"
        )
    early = timedelta(microseconds=-created_at.microsecond % 1_000_000)  # lines are dated to the second
    start, times = _schedule([seconds for _, _, seconds in said], answer, created_at + early, early, given)
    alias_of = {**_ALIASES, "": visitor}
    # What is given first wins; where no lines are, nothing of them is.
    for (login, _, _), line in zip(reversed(said), reversed(given.lines or ()), strict=False):
        if login not in alias_of or line.get("alias"):
            alias_of[login] = line.get("alias") or login.partition("@")[0].capitalize()
    transcripts = [
        Transcript(id=login, date=start + time, alias=alias_of[login], message=message)
        for (login, message, _), time in zip(said, times, strict=True)
    ]
    if given.lines is not None:
        transcripts = [attrs.evolve(line, **fields) for line, fields in zip(transcripts, given.lines, strict=True)]
    return Talk(
        transcripts,
        start - early,
        None if answer is None else (times[answer] + early) // SECOND,
        (times[-1] + early) // SECOND,
        next((message for login, message, _ in said if not login), None),
    )


def _length(draw: Draw) -> int:
    """How many lines: some, and once in a while very many."""
    return 40 + draw.below(60) if draw.chance(0.02) else 4 + draw.below(20)


def _say(
    draw: Draw, words: Words, lines: Sequence[Mapping[str, Any]], description: str | None, *, is_proactive: bool
) -> Iterator[tuple[str, str, int]]:
    """Each line's login, "" for the visitor, its message, and when it is said at human pace, in seconds."""
    agent, _ = draw.pick(AGENTS)
    by_agent = not is_proactive
    heard: set[bool] = set()
    seconds, first = draw.below(4), draw.below(3)
    for index, line in enumerate(lines):
        chance = draw.random()
        if len(heard) < 2 or chance < 0.8:
            by_agent = not by_agent
        elif chance > 0.98:
            agent, _ = draw.pick(AGENTS)
        login = _LOGINS.get(line.get("alias") or "", agent) if by_agent else ""
        if "id" in line:
            login = line["id"] or ""
            by_agent = login != ""
        if by_agent not in heard:
            message = draw.pick(words.greetings if by_agent else words.openings)
            if description and not by_agent:
                message = description
        elif index >= len(lines) - 2:
            message = draw.pick(words.farewells if by_agent else words.thanks)
        else:
            message = _go_on(draw, words.answers if by_agent else words.questions, first + index, by_agent=by_agent)
        if "message" in line:
            message = line["message"] or ""
        if heard:
            seconds += 2 + draw.below(12) + min(len(message) // _TYPED_A_SECOND, _LONGEST_TYPING)
        heard.add(by_agent)
        yield login, message, seconds


def _go_on(draw: Draw, phrases: Sequence[str], turn: int, *, by_agent: bool) -> str:
    """What is said in the middle of a chat: the phrase whose turn it is, something long, or something pasted."""
    chance = draw.random()
    if chance < 0.02:
        return " ".join(phrases[(turn + index) % len(phrases)] for index in range(20 + draw.below(20)))
    return draw.pick(PASTED) if chance < 0.2 and not by_agent else phrases[turn % len(phrases)]


def _schedule(
    times: Sequence[int], answer: int | None, start: datetime, early: timedelta, given: Given
) -> tuple[datetime, list[timedelta]]:
    """When the chat starts, which is `early` after the case was made, and how long after that each line is said."""
    fixed: dict[int, tuple[timedelta, str]] = {}
    for index, name in ((answer, "chat_waittime"), (len(times) - 1, "chat_duration")):
        seconds = given.fields.get(name)
        if index is not None and seconds is not None:
            _fix(fixed, index, seconds * SECOND, name, early)
    dates = {index: line["date"] for index, line in enumerate(given.lines or ()) if line.get("date")}
    if dates and given.fields.get("created_at") is None:
        start = (_start(fit(times, fixed), fixed, dates) + early).replace(microsecond=0)
    for index, date in dates.items():
        # What is said within the second that the case was made in is said as the chat starts.
        after = max(date - start, timedelta(0)) if date >= start - early else date - start
        _fix(fixed, index, after, f"transcripts[{index}].date", early)
    return start, fit(times, fixed)


def _fix(fixed: dict[int, tuple[timedelta, str]], index: int, after: timedelta, name: str, early: timedelta) -> None:
    if index in fixed and (fixed[index][0] + early) // SECOND != (after + early) // SECOND:
        raise ValueError(
            f"{fixed[index][1]} and {name} contradict each other: both say when transcripts[{index}] is said"
        )
    fixed[index] = after, name


def _start(
    spoken: Sequence[timedelta], fixed: Mapping[int, tuple[timedelta, str]], dates: Mapping[int, datetime]
) -> datetime:
    """The start of a chat whose lines have dates while the case has none."""
    index = next((index for index in dates if index in fixed), min(dates))
    after = spoken[index]
    last = len(spoken) - 1
    if last in fixed and index not in fixed:
        # Late enough for the chat to be as long as it has to be.
        after = max(timedelta(0), min(after, fixed[last][0] - (max(dates.values()) - dates[index])))
    return dates[index] - after
