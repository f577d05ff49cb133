"""Which tasks a list shows, in the words that people ask for it with."""

import re
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from bot.rules import calendar, dates
from bot.rules.calendar import instant, local_day
from bot.rules.dated_titles import split_due
from bot.rules.errors import Choice
from bot.rules.mark_slips import refuse_strangers
from bot.rules.oneline import Find, read_line, readable, spoken
from bot.rules.priority import Priority, priority_of
from bot.rules.tasks import LIFECYCLE, SOMEDAY, STATUSES, UNFINISHED, Filter, Status, status_of
from bot.rules.text import PHRASE_WORDS, WORD_LIMIT, closest, truncate

_DAY = timedelta(days=1)
_MINE = frozenset({"mine", "my", "me"})
_LATE = frozenset({"late", "overdue"})
_UNOWNED = frozenset({"unassigned", "nobody"})
_GIVEN = frozenset({"given", "delegated"})
_PRIORITIES: dict[str, Priority] = {"high": "high", "urgent": "urgent"}
_FILTER_WORDS = _MINE | _LATE | _UNOWNED | _GIVEN | _PRIORITIES.keys() | {"all"}
# Words around a condition that are none: "my open tasks", "for @ben".
_ITSELF = re.compile(r"(?<!\S)(mine|my|open|late|overdue|all|done|blocked|high|urgent|unassigned) tasks?(?!\S)")
_OF_A_PERSON = frozenset({"for", "of", "by", "from"})
_AS_WRITTEN = frozenset({"task", "tasks", "work", "list", "todo", "todos", "todolist", "please", "now"})
_AROUND = ".,;:!?\"'“”„‘’«»"
_PLAIN = frozenset({"", "the", "a", "an", "my", "our", "task", "to"})
# What a list may be asked for by, as one word.
PERIOD = re.compile(r"(?<!\S)(today|tomorrow|(?:this|next) (?:week|month))(?!\S)")
# And what only those that are over may be asked for by.
PASSED = re.compile(r"(?<!\S)(today|yesterday|(?:this|last) (?:week|month))(?!\S)")
_UNDATED = re.compile(r"(?<!\S)(?:(?:no|without)(?: a| any)? (?:due ?date|due|date|deadline)s?|undated)(?!\S)")
_OWNERLESS = re.compile(r"(?<!\S)(?:(?:no|without)(?: an| any)? owners?|unowned|ownerless)(?!\S)")
_AWAY = {"yesterday": -1, "today": 0, "tomorrow": 1, "last": -1, "this": 0, "next": 1}
_ASKED = re.compile(
    r"(?:what|which|who)(?:['’]?s)?\s+(?:(?:is|are|all|the|tasks?)\s+){0,4}(?P<list>[^?]{1,60}?)[\s?.!]*", re.IGNORECASE
)
_LISTED = _FILTER_WORDS | {"due", "today", "tomorrow", "this", "next"}
HERE = "here"
# So many words may be somebody's name.
_NAMES = 4
# What a misspelt word of a list may have been meant for.
_KNOWN = ("mine", "late", "overdue", "today", "tomorrow", "high", "urgent", "unassigned", "blocked", "done", "given")


class _Span(NamedTuple):
    """From the first moment on, and before the second; None where there is no bound."""

    start: datetime | None = None
    end: datetime | None = None


def parse_filter(text: str, *, me: str, now: datetime, zone: ZoneInfo, find: Find) -> Filter:
    """What to list, in `mine late #launch !high due friday login`.

    Raises:
        UserError: nobody goes by a name in it.
    """
    line = read_line(text, find)
    refuse_strangers(text, line, find, "task list")
    plain, undated = _UNDATED.subn(" ", " ".join(_bare_words(line.plain)))
    plain, ownerless = _OWNERLESS.subn(" ", plain)
    words = _ITSELF.sub(r"\1", plain).split()
    statuses = STATUSES if "all" in words else _statuses(words) or UNFINISHED
    finished = set(statuses).isdisjoint(UNFINISHED) and "due" not in words
    span, words = _finished(words, now, zone) if finished else _when(words, statuses, now, zone)
    when, over = (_Span(), span) if finished else (span, _Span())
    named = (
        None if line.people else next(((word, user) for word in words[:_NAMES] if (user := _person(word, find))), None)
    )
    words = [word for word in words if named is None or word != named[0]]
    said = set(words)
    owner_id = line.people[0] if line.people else named[1] if named else None
    words = [word for word in words if owner_id is None or word not in _OF_A_PERSON]
    priorities = [*line.values("priority"), *(word for word in words if word in _PRIORITIES)]
    return Filter(
        statuses=statuses,
        owner_id=owner_id or (me if _MINE & said else None),
        unowned=bool(ownerless or _UNOWNED & said),
        given_by=me if _GIVEN & said else None,
        priority=priority_of(priorities[-1]) if priorities else None,
        late=bool(_LATE & said),
        due_from=when.start,
        due_before=when.end,
        finished_from=over.start,
        finished_before=over.end,
        undated=undated > 0,
        labels=line.labels(),
        channels=tuple((mark.value, spoken(mark).lstrip("#").lower()) for mark in line.marks if mark.kind == "channel"),
        words=tuple(word for word in words if word not in _FILTER_WORDS and not _status(word)),
    )


def conditions(text: str) -> str:
    """What `my late tasks` asks for beyond "my"; nothing in `my tasks`."""
    return "" if _AS_WRITTEN.issuperset(_bare_words(text)) else text


def _bare_words(text: str) -> list[str]:
    """In folded case, without the quotes and stops that people put around them."""
    return [bare for word in text.casefold().split() if (bare := word.strip(_AROUND))]


def asked_for(text: str) -> str:
    """What to list, in a question for a list: "late" in "what's late?"; empty when it is none."""
    match = _ASKED.fullmatch(text.strip())
    wanted = match["list"] if match else ""
    first = wanted.casefold().split()[:1]
    return wanted if first and (first[0] in _LISTED or _status(first[0])) else ""


def _person(word: str, find: Find) -> str | None:
    """Whose name a bare word is; what a list can be asked for by is nobody's."""
    known = word in _FILTER_WORDS or _status(word) is not None or word in (HERE, "due")
    return None if known or not word.isidentifier() else find(word)


def _status(word: str) -> Status | None:
    return "blocked" if word == "waiting" else status_of(word)


def _statuses(words: list[str]) -> tuple[Status, ...]:
    return tuple(dict.fromkeys(status for word in words if (status := _status(word))))


def _when(words: list[str], statuses: tuple[Status, ...], now: datetime, zone: ZoneInfo) -> tuple[_Span, list[str]]:
    """When the tasks are due, and the words that say something else."""
    if "due" in words:
        return _until(words, statuses, now, zone)
    said, rest = _taken(PERIOD, words)
    return _period(said, statuses, now, zone) if said else _Span(), rest


def _finished(words: list[str], now: datetime, zone: ZoneInfo) -> tuple[_Span, list[str]]:
    """When those that are over were finished, and the words that say something else."""
    said, rest = _taken(PASSED, words)
    return _span(*_days(said, local_day(now, zone)), zone) if said else _Span(), rest


def _taken(period: re.Pattern[str], words: list[str]) -> tuple[str, list[str]]:
    """The days that are asked for, and the other words."""
    joined = " ".join(words)
    match = period.search(joined)
    return (match[1], (joined[: match.start()] + joined[match.end() :]).split()) if match else ("", words)


def _until(words: list[str], statuses: tuple[Status, ...], now: datetime, zone: ZoneInfo) -> tuple[_Span, list[str]]:
    """`due friday`: up to then; a bare `due`: whatever has a date."""
    at = words.index("due")
    for end in range(min(len(words), at + 1 + PHRASE_WORDS), at + 1, -1):
        phrase, rest = " ".join(words[at + 1 : end]), words[:at] + words[end:]
        if PERIOD.fullmatch(phrase):
            return _period(phrase, statuses, now, zone), rest
        found = dates.parse_due(phrase, now=now, zone=zone)
        if isinstance(found, dates.Ambiguous):
            found = found.options[0]
        if isinstance(found, dates.Due | dates.Moment):
            return _Span(end=found.moment(zone) + timedelta(seconds=1)), rest
    return _Span(end=SOMEDAY), words[:at] + words[at + 1 :]


def _period(words: str, statuses: tuple[Status, ...], now: datetime, zone: ZoneInfo) -> _Span:
    """The days of `today`, `next week`; what is already late belongs to the present ones too."""
    first, last = _days(words, local_day(now, zone))
    span = _span(first, last, zone)
    late_too = first <= local_day(now, zone) and set(statuses) <= set(UNFINISHED)
    return _Span(end=span.end) if late_too else span


def _span(first: date, last: date, zone: ZoneInfo) -> _Span:
    return _Span(instant(first, time(0), zone), instant(last + _DAY, time(0), zone))


def _days(words: str, today: date) -> tuple[date, date]:
    if words in _AWAY:
        day = today + _DAY * _AWAY[words]
        return day, day
    which, unit = words.split()
    base = calendar.later(today, _AWAY[which], f"{unit}s")
    if unit == "month":
        return calendar.span_of(unit, base)
    return calendar.monday_of(base), calendar.monday_of(base) + 6 * _DAY


class Named(NamedTuple):
    """Words in place of a key: which tasks have them, and the rest of the command."""

    words: str
    wanted: Filter
    rest: str


def parse_named(text: str, verb: str, *, now: datetime, zone: ZoneInfo, find: Find) -> Named:
    """The task in `the printer @ben` or `printer friday`, for a verb that needs its key."""
    said, _, phrase = split_due(text, now=now, zone=zone) if verb == "due" else (text, None, "")
    line = read_line(said, find)
    words = tuple(_bare_words(line.plain))
    people = (mark.raw for mark in line.marks if mark.kind == "user")
    rest = " ".join((*people, phrase)).strip()
    return Named(line.plain, Filter(_movable(verb), words=tuple(word for word in words if word not in _PLAIN)), rest)


def _movable(verb: str) -> tuple[Status, ...]:
    """The statuses of tasks that a verb makes sense for."""
    if verb in LIFECYCLE.moves:
        return tuple(status for status in STATUSES if status in LIFECYCLE.moves[verb].starts)  # type: ignore[index]
    return STATUSES if verb in ("show", "edit") else UNFINISHED


def nearest(wanted: Filter, query: str, known: Iterable[str], *, now: datetime, zone: ZoneInfo) -> tuple[Choice, ...]:
    """What to offer when no task has the words of a list; `known` are words of tasks that could be meant.

    The same list with a word spelt as it may have been meant, or until the day that the words name; then with the
    finished ones, and without any condition.
    """
    words = " ".join(wanted.words)
    known = (*_KNOWN, *known)
    near = {word: found for word in wanted.words[:5] if (found := _spelt(word, known)) not in (None, word)}
    offers = []
    if isinstance(dates.parse_due(words, now=now, zone=zone), dates.Due | dates.Ambiguous):
        offers.append(f"task list due {words}")
    elif near:
        offers.append(f"task list {' '.join(near.get(word.casefold()) or word for word in query.split())}")
    if wanted.statuses == UNFINISHED:
        offers.append(f"task list all {query.strip()}")
    return (
        *(Choice(f"/{readable(truncate(offer, 200))}", offer) for offer in offers),
        Choice("All open tasks", "task list"),
    )


def _spelt(word: str, known: Iterable[str]) -> str | None:
    """The known word a person most likely meant; words of very different length are not compared."""
    slips = max(1, len(word) // 3)
    alike = {other for other in known if abs(len(other) - len(word)) <= slips} if len(word) <= WORD_LIMIT // 2 else ()
    return closest(word, sorted(alike))
