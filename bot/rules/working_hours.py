"""The days and hours somebody works, in words: `mon-thu 8:00-16:00`, `sunday-thursday`, `8-16`."""

import re
from dataclasses import dataclass
from datetime import time

from bot.rules.calendar import WEEKDAY, WEEKDAY_NAMES, matcher, weekday_number
from bot.rules.errors import Choice, UserError
from bot.rules.spelling import meant
from bot.rules.text import plain_phrase, truncate, unescape
from bot.rules.times import is_working_hour, read_times

HINT = "Try `/beat hours mon-thu 8:00-16:00`, `/beat hours sunday-thursday`, or `/beat hours 8-16`."
UNSAID = frozenset({"default", "reset", "none", "off"})

_BETWEEN = re.compile(r"\s*(?:-|–|—|\bto\b|\buntil\b|\btill?\b|\bthrough\b)\s*")
_HOURS = re.compile(r"(?:\b(?:from|at)\s+)?\d.*?(?=\s+(?:on\s+)?(?:mon|tue|wed|thu|fri|sat|sun|week|every)|$)")
_DAY = matcher(WEEKDAY)
# "mo-th" is said of hours alone: elsewhere such words are others'.
_IN_TWO_LETTERS = re.compile(r"\b(?:mo|tu|we|th|fr|sa|su)\b")
_ALL = {"weekdays": "mon-fri", "weekday": "mon-fri", "every day": "mon-sun", "daily": "mon-sun"}


@dataclass(frozen=True)
class WorkingHours:
    """When somebody works; None is what they left unsaid. Weekdays are numbered as Python does: Monday is 0."""

    weekdays: frozenset[int] | None = None
    hours: tuple[time, time] | None = None


def parse(text: str) -> WorkingHours:
    """What is said of days and of hours.

    Raises:
        UserError: it can't be read, or in two ways.
    """
    words = _IN_TWO_LETTERS.sub(_day_in_full, plain_phrase(unescape(text)))
    hours = _HOURS.search(words)
    days = (f"{words[: hours.start()]} {words[hours.end() :]}" if hours else words).strip()
    try:
        found = WorkingHours(_weekdays(days) if days else None, _span(hours[0]) if hours else None)
    except _Unread:
        raise _unread(text, words) from None
    if found == WorkingHours():
        raise _unread(text, words)
    return found


def _day_in_full(day: re.Match[str]) -> str:
    return next(name.lower() for name in WEEKDAY_NAMES if name.lower().startswith(day[0]))


def words_of(weekdays: frozenset[int]) -> str:
    """Days in words that can be read again: "Mon-Thu", "Sun-Thu", "Mon, Wed, Fri"."""
    starts = [day for day in sorted(weekdays) if (day - 1) % 7 not in weekdays]
    if len(weekdays) == 7:
        return "Mon-Sun"
    return ", ".join(_run(start, weekdays) for start in starts)


class _Unread(Exception):
    """They are no days, or no hours."""


def _run(start: int, weekdays: frozenset[int]) -> str:
    end = start
    while (end + 1) % 7 in weekdays:
        end = (end + 1) % 7
    first, last = (WEEKDAY_NAMES[day][:3] for day in (start, end))
    return first if first == last else f"{first}-{last}"


def _unread(text: str, words: str) -> UserError:
    spelt = re.sub(r"[a-z]+", lambda word: meant(word[0]) or word[0], words)
    choices = (Choice(f"/beat hours {spelt}", f"hours {spelt}"),) if spelt != words else ()
    shown = truncate(unescape(text).strip(), 40)
    return UserError(f"I can't read “{shown}” as working days and hours. {HINT}", choices=choices)


def _weekdays(words: str) -> frozenset[int]:
    said = _BETWEEN.sub("-", _ALL.get(words.removeprefix("on "), words.removeprefix("on ")))
    found: set[int] = set()
    for part in re.split(r"\s+and\s+|\s+", said):
        ends = part.split("-")
        if len(ends) > 2 or not all(_DAY(end) for end in ends):
            raise _Unread
        first, last = weekday_number(ends[0]), weekday_number(ends[-1])
        found.update((first + count) % 7 for count in range((last - first) % 7 + 1))
    return frozenset(found)


def _span(words: str) -> tuple[time, time]:
    sides = [_hours(side) for side in _BETWEEN.split(words.removeprefix("from ").removeprefix("at "))]
    if len(sides) != 2:
        raise _Unread
    pairs = [(one, other) for one in sides[0] for other in sides[1] if one < other]
    at_work = [pair for pair in pairs if is_working_hour(pair[0])]
    # Only whoever works through the night ends before they begin.
    pairs = at_work or pairs or [(one, other) for one in sides[0] for other in sides[1] if one != other]
    if not pairs:
        raise _Unread
    if len(pairs) > 1:
        choices = tuple(Choice(f"{a:%H:%M}-{b:%H:%M}", f"hours {a:%H:%M}-{b:%H:%M}") for a, b in pairs)
        raise UserError("Those hours come twice a day. Which do you mean?", choices=choices)
    return pairs[0]


def _hours(words: str) -> list[time]:
    read = read_times(words) or read_times(f"at {words}")
    return list(dict.fromkeys(at for _, at in read.times if at)) if read else []
