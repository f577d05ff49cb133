"""Recurrences in words: "every other tuesday at 10", "last friday of the month", "yearly on 29 feb".

Nothing recurs more than once a day. A cadence speaks of nominal local days and a wall time; the zone is whoever's asks.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import count
from typing import Literal, TypeAlias
from zoneinfo import ZoneInfo

from bot.rules import calendar
from bot.rules.calendar import MONTH, NTHS, NUMBERS, WEEKDAY, Times, instant, matcher
from bot.rules.dates import YEARS, Ambiguous, Due, Past, parse_due
from bot.rules.text import PHRASE_WORDS, plain_phrase

Unit = Literal["once", "day", "week", "month", "year"]

DEFAULT_TIME = time(9)
DAY = timedelta(days=1)
INTERVAL_LIMIT = 52
_SHIFTED = (-1, 0)  # midnight may belong to the day before


@dataclass(frozen=True)
class Cadence:
    """When something recurs, in the local days and wall time of whoever it is for.

    Attributes:
        unit: what `every` counts; "once" has only `start`.
        weekdays: for weeks, which days (Monday is 0); for "nth weekday" months, the one weekday.
        day: for months and years, the day of the month; a shorter month's last day stands in for the 29th to 31st.
        nth: for months, which such weekday, from 1; -1 is the last.
        month: for years.
        start: no occurrence is before it; with `every` above 1 it says which days, weeks, months or years count.
    """

    unit: Unit
    at: time
    every: int = 1
    weekdays: frozenset[int] = frozenset()
    day: int | None = None
    nth: int | None = None
    month: int | None = None
    start: date | None = None


Rule: TypeAlias = tuple[calendar.Matcher, Callable[[re.Match[str]], Cadence | None]]


def parse_cadence(
    text: str, *, now: datetime, zone: ZoneInfo, default_at: time = DEFAULT_TIME
) -> Cadence | Ambiguous[Cadence] | None:
    """What a whole phrase means to somebody in `zone`; `default_at` when it names no time.

    A plain date ("friday 17:00") is a cadence of one. None when it is no recurrence we know, when it is over, or when
    it would recur more than once a day. Raises ValueError for a naive `now`.
    """
    today = calendar.local_day(now, zone)
    body, start = _split_start(plain_phrase(text), now, zone)
    cadence, times = _interpret(body)
    if cadence is None:
        return _once(text, now, zone, default_at)
    cadence = replace(cadence, start=start or _anchor(cadence, today))
    clocks = dict.fromkeys(at for shift, at in times.times if shift == 0) if times else {default_at: None}
    options = tuple(replace(cadence, at=at or default_at) for at in clocks)
    if len(options) == 1 and len(times.times if times else options) == 1:
        return options[0]
    return Ambiguous(options, times.why) if times and options else None
