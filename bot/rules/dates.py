"""Dates in words: a closed English grammar that asks rather than guesses.

A phrase is read whole or not at all. Rules give every day and every hour that its words can mean; what is left after
the past is taken away is one `Due`, or an `Ambiguous` to ask about. Phrases are short, so long texts are refused before
any rule looks at them. Weeks start on Monday; where a week that starts on Sunday would say otherwise, we ask.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Generic, TypeAlias, TypeVar
from zoneinfo import ZoneInfo

from bot.rules.calendar import (
    add_months,
    add_working_days,
    instant,
    last_day,
    local_day,
    monday_of,
    nth_weekday,
)

T = TypeVar("T")

END_OF_DAY = time(23, 59)
YEARS = range(1970, 2101)
PHRASE_LIMIT = 120  # characters
PHRASE_WORDS = 12
JUST_PASSED = timedelta(days=90)  # "1 October" said in October: last week's, or next year's?

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
NUMBERS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
NTHS = {"first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4, "last": -1}

WEEKDAY = (
    r"(?P<weekday>mon(?:day)?|tue(?:s|sday)?|wed(?:s|nesday)?|thu(?:r|rs|rsday)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?)"
)
MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
NTH = rf"(?P<nth>{'|'.join(NTHS)})"


@dataclass(frozen=True)
class Due:
    """A day in somebody's calendar, with a wall time when one was said."""

    day: date
    at: time | None = None

    def moment(self, zone: ZoneInfo) -> datetime:
        """The UTC moment it is due; without a time, 23:59 on that day."""
        return instant(self.day, END_OF_DAY if self.at is None else self.at, zone)


@dataclass(frozen=True)
class Moment:
    """A point in time that no wall clock was needed for: "in 2 hours"."""

    utc: datetime

    def moment(self, zone: ZoneInfo) -> datetime:  # noqa: ARG002  same shape as Due
        """The UTC moment it is due."""
        return self.utc


@dataclass(frozen=True)
class Ambiguous(Generic[T]):
    """The words can mean each of `options` (none past, earliest first). A single option wants a nod first.

    Attributes:
        why: a sentence for the person.
    """

    options: tuple[T, ...]
    why: str


@dataclass(frozen=True)
class Past:
    """Understood, and over already."""

    due: Due


Reading: TypeAlias = Due | Moment | Ambiguous[Due] | Past


@dataclass(frozen=True)
class _Days:
    """The days some words can mean. `confirm`: ask even when the past leaves one of them only."""

    days: tuple[date, ...]
    why: str = ""
    confirm: bool = False
    evening: bool = False


@dataclass(frozen=True)
class _Times:
    """The times some words can mean: days later (midnight ends a day), and the wall time or "some time that day"."""

    times: tuple[tuple[int, time | None], ...]
    why: str = ""


def parse_due(text: str, *, now: datetime, zone: ZoneInfo) -> Reading | None:
    """What a whole phrase ("by friday 17:00") means to somebody in `zone`; None when it is not a date we know.

    Raises ValueError for a naive `now`.
    """
    today = local_day(now, zone)
    phrase = normal(text)
    if not phrase:
        return None
    try:
        return _relative(phrase, now, zone) or _absolute(phrase, today, now, zone)
    except (ValueError, OverflowError):  # 30 February, or the year 9999
        return None


def normal(text: str) -> str:
    """A phrase in the only form the rules know: lower case, single spaces, no commas. Empty when it is too long."""
    if len(text) > PHRASE_LIMIT:
        return ""
    text = re.sub(r"(?<=[a-z])\.", "", text.lower().replace("’", "'"))  # Fri. Nov. p.m.
    text = re.sub(r"(?<=[0-9])t(?=[0-9])", " ", text)  # 2026-11-27T17:00
    words = text.replace(",", " ").rstrip(" !;").split()
    words = " ".join(words).replace("this morning", "today morning").replace("this afternoon", "today afternoon").split()
    return " ".join(words).replace("this evening", "today evening") if len(words) <= PHRASE_WORDS else ""


def matcher(pattern: str) -> Callable[[str], re.Match[str] | None]:
    """A rule's pattern, to be held against a whole phrase."""
    return re.compile(pattern, re.ASCII).fullmatch
