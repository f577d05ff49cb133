"""Recurrences in words: "every other tuesday at 10:00", "last friday of every month", "yearly on 29 feb".

Nothing recurs more than once a day. A cadence speaks of local days and a wall time; whose they are is the caller's.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any, Literal, TypeAlias
from zoneinfo import ZoneInfo

from bot.rules import calendar
from bot.rules.calendar import MONTH, NTHS, NUMBERS, WEEKDAY, WEEKDAY_NAMES, matcher
from bot.rules.dates import YEARS, Ambiguous, Due, parse_due
from bot.rules.text import plain_phrase
from bot.rules.times import Times, read_times_of_day

Unit = Literal["once", "day", "week", "month", "year"]

DEFAULT_TIME = time(9)
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Cadence:
    """When something recurs, in the local days and the wall time of whoever it is for.

    Attributes:
        unit: what `every` counts; "once" happens on `start` and never again.
        weekdays: in weeks, the days (Monday is 0); in months with `nth`, the one weekday.
        day: in months and years, the day of the month; the last one stands in where a month is shorter.
        nth: in months, which such weekday, counted from 1; -1 is the last.
        month: in years.
        start: nothing happens before it; with `every` above 1 it says which days, weeks, months or years count.
    """

    unit: Unit
    at: time = DEFAULT_TIME
    every: int = 1
    weekdays: frozenset[int] = frozenset()
    day: int | None = None
    nth: int | None = None
    month: int | None = None
    start: date | None = None


Rule: TypeAlias = tuple[calendar.Matcher, Callable[[re.Match[str]], tuple[Cadence, ...]]]


def parse_cadence(
    text: str, *, now: datetime, zone: ZoneInfo, default_at: time = DEFAULT_TIME
) -> Cadence | Ambiguous[Cadence] | None:
    """What a whole phrase means to somebody in `zone`; `default_at` when it names no time.

    A date ("friday 17:00") is a cadence of one. None when it is no recurrence we know, when it is over, or when it
    would recur more than once a day. Raises ValueError for a naive `now`.
    """
    calendar.local_day(now, zone)
    phrase = plain_phrase(text)
    try:
        return _read(phrase, now, zone, default_at) or _once(text, now, zone, default_at)
    except ValueError:  # 30 February, the 32nd
        return None


def next_date(cadence: Cadence, after: date) -> date | None:
    """The first day after `after` on which it happens; None when it is over, or further off than the year 2100."""
    day = max(after + DAY, cadence.start or date.min)
    if day.year not in YEARS:
        return None
    found = _FIRST_DAY[cadence.unit](cadence, day)
    return found if found and found.year in YEARS else None


def next_moment(cadence: Cadence, after: datetime, zone: ZoneInfo) -> datetime | None:
    """The first moment (UTC) after `after` at which it happens in `zone`; None when it is over.

    Where the clocks skip the wall time it is the first moment after the gap; where they show it twice, the first.
    """
    found = next_occurrence(cadence, after, zone)
    return found[1] if found else None


def next_occurrence(cadence: Cadence, after: datetime, zone: ZoneInfo) -> tuple[date, datetime] | None:
    """The same moment with the nominal day it stands for, which a gap at midnight may have pushed it out of."""
    # A gap may push a nominal day's moment past midnight, so the search starts a day early.
    day = next_date(cadence, calendar.local_day(after, zone) - 2 * DAY)
    while day is not None:
        moment = calendar.instant(day, cadence.at, zone)
        if moment > after:
            return day, moment
        day = next_date(cadence, day)
    return None


def describe(cadence: Cadence) -> str:
    """A cadence in words that `parse_cadence` reads back: "every other Tuesday at 10:00"."""
    return f"{_DESCRIBED[cadence.unit](cadence)} at {cadence.at:%H:%M}"


def plain(cadence: Cadence) -> dict[str, Any]:
    """A cadence as JSON keeps it."""
    return dict(vars(cadence)) | {
        "at": cadence.at.isoformat(),
        "weekdays": sorted(cadence.weekdays),
        "start": cadence.start and cadence.start.isoformat(),
    }


def revived(kept: Mapping[str, Any]) -> Cadence:
    """A cadence as it was kept."""
    return Cadence(
        **{
            **kept,
            "at": time.fromisoformat(kept["at"]),
            "weekdays": frozenset(kept["weekdays"]),
            "start": date.fromisoformat(kept["start"]) if kept["start"] else None,
        }
    )


def _read(phrase: str, now: datetime, zone: ZoneInfo, default_at: time) -> Cadence | Ambiguous[Cadence] | None:
    start = None
    if match := _STARTING(phrase):
        said = parse_due(match["start"], now=now, zone=zone)
        if not isinstance(said, Due) or said.at:
            return None
        phrase, start = match["phrase"], said.day
    found, times = _interpret(phrase)
    timed = _at_times(found, times, default_at)
    options = tuple(_anchored(replace(cadence, start=start), now, zone) for cadence in timed)
    if len(options) == 1 and _ONE_MONTH.search(phrase):
        once = _once(phrase, now, zone, options[0].at)
        options += once.options if isinstance(once, Ambiguous) else (once,) if once else ()
    if len(options) == 1:
        return options[0]
    why = times.at_work().why if times and len(found) == 1 else ""
    return Ambiguous(options, why or "That can mean more than one thing.") if options else None


def _interpret(phrase: str) -> tuple[tuple[Cadence, ...], Times | None]:
    """Days and time in either order."""
    if found := _read_rule(phrase):
        return found, None
    words = phrase.split()
    for cut in range(1, len(words)):
        left, right = " ".join(words[:cut]), " ".join(words[cut:])
        for day_words, time_words in ((left, right), (right, left)):
            if (times := read_times_of_day(time_words)) and (found := _read_rule(day_words)):
                return found, times
    return (), None


def _read_rule(words: str) -> tuple[Cadence, ...]:
    words = re.sub("[/&]", " ", words).replace("each ", "every ").replace("everyday", "every day")
    words = " ".join(word for word in words.split() if word not in ("on", "the", "and"))
    for match_of, read in _RULES:
        if match := match_of(words):
            return read(match)
    return ()


def _at_times(found: Iterable[Cadence], times: Times | None, default_at: time) -> list[Cadence]:
    said = times.at_work().times if times else ((0, default_at),)
    timed = (_at_time(cadence, shift, at) for cadence in found for shift, at in said)
    return list(dict.fromkeys(cadence for cadence in timed if cadence))


def _at_time(cadence: Cadence, shift: int, at: time | None) -> Cadence | None:
    """Midnight at the end of a day is the next day's first moment; in months and years we know no next day."""
    if at is None or (shift and cadence.unit not in ("day", "week")):
        return None
    weekdays = frozenset((day + shift) % 7 for day in cadence.weekdays)
    return replace(cadence, at=at, weekdays=weekdays if cadence.unit == "week" else cadence.weekdays)


def _anchored(cadence: Cadence, now: datetime, zone: ZoneInfo) -> Cadence:
    """Counting starts at the first occurrence to come."""
    if cadence.every == 1:
        return cadence
    day = next_date(replace(cadence, every=1), calendar.local_day(now, zone) - DAY)
    if day and calendar.instant(day, cadence.at, zone) <= now:
        day = next_date(replace(cadence, every=1), day)
    return replace(cadence, start=day)


def _once(text: str, now: datetime, zone: ZoneInfo, default_at: time) -> Cadence | Ambiguous[Cadence] | None:
    said = parse_due(text, now=now, zone=zone)
    dues = said.options if isinstance(said, Ambiguous) else (said,) if isinstance(said, Due) else ()
    options = tuple(Cadence("once", at=due.at or default_at, start=due.day) for due in dues)
    ahead = tuple(option for option in options if next_moment(option, now, zone))
    if isinstance(said, Ambiguous):
        return Ambiguous(ahead, said.why) if ahead else None
    return ahead[0] if ahead else None


def _first_once(cadence: Cadence, day: date) -> date | None:
    return day if day == cadence.start else None


def _first_by_days(cadence: Cadence, day: date) -> date:
    return day + (-(day - (cadence.start or day)).days % cadence.every) * DAY


def _first_by_weeks(cadence: Cadence, day: date) -> date | None:
    origin = calendar.monday_of(cadence.start or day)
    for ahead in range(7 * cadence.every + 7):
        found = day + ahead * DAY
        weeks = (calendar.monday_of(found) - origin).days // 7
        if found.weekday() in cadence.weekdays and weeks % cadence.every == 0:
            return found
    return None


def _first_by_months(cadence: Cadence, day: date) -> date | None:
    origin = cadence.start or day
    passed = (day.year - origin.year) * 12 + day.month - origin.month
    first = calendar.add_months(day.replace(day=1), -passed % cadence.every)
    for ahead in (0, cadence.every):
        month = calendar.add_months(first, ahead)
        found = _day_in_month(cadence, month.year, month.month)
        if found and found >= day:
            return found
    return None


def _first_by_years(cadence: Cadence, day: date) -> date | None:
    first = day.year + -(day.year - (cadence.start or day).year) % cadence.every
    for year in (first, first + cadence.every):
        found = calendar.clamped_day(year, cadence.month or 1, cadence.day or 1)
        if found >= day:
            return found
    return None


def _day_in_month(cadence: Cadence, year: int, month: int) -> date | None:
    if cadence.nth is None:
        return calendar.clamped_day(year, month, cadence.day or 1)
    return calendar.nth_weekday(year, month, min(cadence.weekdays), cadence.nth)


_FIRST_DAY: dict[Unit, Callable[[Cadence, date], date | None]] = {
    "once": _first_once,
    "day": _first_by_days,
    "week": _first_by_weeks,
    "month": _first_by_months,
    "year": _first_by_years,
}


def _days_in_words(cadence: Cadence) -> str:
    return {1: "every day", 2: "every other day"}.get(cadence.every, f"every {cadence.every} days")


def _weeks_in_words(cadence: Cadence) -> str:
    if cadence.every == 1 and cadence.weekdays == calendar.MONDAY_TO_FRIDAY:
        return "every weekday"
    *some, last = (WEEKDAY_NAMES[day] for day in sorted(cadence.weekdays))
    names = f"{', '.join(some)} and {last}" if some else last
    if cadence.every == 1 or (cadence.every == 2 and not some):
        return f"every {'other ' if cadence.every == 2 else ''}{names}"
    return f"every {cadence.every} weeks on {names}"


def _months_in_words(cadence: Cadence) -> str:
    if cadence.nth is not None:
        which = next(word for word, nth in NTHS.items() if nth == cadence.nth)
        day = f"the {which} {WEEKDAY_NAMES[min(cadence.weekdays)]}"
    else:
        day = "the last day" if cadence.day == 31 else f"the {_ordinal(cadence.day or 1)}"
    return f"on {day} of every month" if cadence.every == 1 else f"every {cadence.every} months on {day}"


def _years_in_words(cadence: Cadence) -> str:
    every = "every year" if cadence.every == 1 else f"every {cadence.every} years"
    return f"{every} on {cadence.day} {calendar.MONTH_NAMES[(cadence.month or 1) - 1]}"


def _once_in_words(cadence: Cadence) -> str:
    day = cadence.start or date.min
    return f"once on {calendar.day_words(day, date.min)}"


def _ordinal(number: int) -> str:
    ending = "th" if number in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


_DESCRIBED: dict[Unit, Callable[[Cadence], str]] = {
    "once": _once_in_words,
    "day": _days_in_words,
    "week": _weeks_in_words,
    "month": _months_in_words,
    "year": _years_in_words,
}


def _interval(match: re.Match[str]) -> int:
    groups = match.groupdict()
    if groups.get("two") or groups.get("other"):
        return 2
    said = groups.get("n")
    count = NUMBERS.get(said) or NTHS.get(said) or int(re.sub(r"\D", "", said)) if said else 1
    if count < 1:
        raise ValueError("an interval is at least one")
    return count


def _daily(match: re.Match[str]) -> tuple[Cadence, ...]:
    return (Cadence("day", every=_interval(match)),)


def _working_days(_match: re.Match[str]) -> tuple[Cadence, ...]:
    return (Cadence("week", weekdays=calendar.MONDAY_TO_FRIDAY),)


def _weekends(_match: re.Match[str]) -> tuple[Cadence, ...]:
    return tuple(Cadence("week", weekdays=frozenset(days)) for days in ({5, 6}, {5}, {6}))


def _weekly(match: re.Match[str]) -> tuple[Cadence, ...]:
    days = frozenset(calendar.weekday_number(word) for word in match["list"].split())
    if (match.groupdict().get("two") or "").startswith("bi") and len(days) > 1:
        return ()  # "biweekly on Monday and Thursday" may be twice a week
    return (Cadence("week", every=_interval(match), weekdays=days),)


def _some_day_of_week(match: re.Match[str]) -> tuple[Cadence, ...]:
    return tuple(Cadence("week", every=_interval(match), weekdays=frozenset({day})) for day in range(5))


def _monthly(match: re.Match[str]) -> tuple[Cadence, ...]:
    day = {"last day": 31, "first day": 1}.get(match["day"]) or int(re.sub(r"\D", "", match["day"]))
    return (Cadence("month", every=_interval(match), day=date(2000, 1, day).day),)


def _monthly_by_weekday(match: re.Match[str]) -> tuple[Cadence, ...]:
    weekdays = frozenset({calendar.weekday_number(match["weekday"])})
    return (Cadence("month", every=_interval(match), weekdays=weekdays, nth=NTHS[match["nth"]]),)


def _weekday_counted(match: re.Match[str]) -> tuple[Cadence, ...]:
    """Every third Friday of the month, or each third one; only the first and the last are always a month's."""
    nth = NTHS[match["nth"]]
    weekdays = frozenset({calendar.weekday_number(match["weekday"])})
    by_weeks = (Cadence("week", every=nth, weekdays=weekdays),) if nth > 1 else ()
    return (Cadence("month", weekdays=weekdays, nth=nth), *by_weeks)


def _some_day_of_month(match: re.Match[str]) -> tuple[Cadence, ...]:
    return tuple(Cadence("month", every=_interval(match), day=day) for day in (1, 15, 31))


def _yearly(match: re.Match[str]) -> tuple[Cadence, ...]:
    day = date(2000, calendar.month_number(match["month"]), int(match["day"]))
    return (Cadence("year", every=_interval(match), month=day.month, day=day.day),)


_N = rf"(?P<n>\d{{1,2}}(?:rd|th)?|third|fourth|{'|'.join(word for word in NUMBERS if len(word) > 2)})"
_COUNT = rf"every (?:(?P<other>other|second|2nd)|{_N})"
_LIST = rf"(?P<list>{WEEKDAY.replace('?P<weekday>', '?:')}(?: {WEEKDAY.replace('?P<weekday>', '?:')})*)"
# "Tues", "weds" and "thurs" are one day as often as every such day: alone they are no plural.
_PLURAL = rf"(?:mon|fri|sat|sun|{'|'.join(WEEKDAY_NAMES).lower()})s"
_SHORT_PLURAL = rf"(?:{_PLURAL}|tues|weds|thurs)"
_PLURALS = rf"(?P<list>(?=(?:\S+ )*?{_PLURAL}(?: |$)){_SHORT_PLURAL}(?: {_SHORT_PLURAL})*)"
_WEEKLY = rf"(?:weekly|every week|(?P<two>fortnightly|every fortnight|bi-?weekly)|{_COUNT} weeks?)"
_MONTHLY = rf"(?:monthly|every month|{_COUNT} months?)"
_YEARLY = rf"(?:yearly|annually|every year|{_COUNT} years?)"
_NTH = f"(?P<nth>{'|'.join(NTHS)})"
_ORDINAL = r"(?P<day>\d{1,2}(?:st|nd|rd|th)|(?:last|first) day)"
_DATES = (
    rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?: of)? {MONTH}",
    rf"{MONTH} (?P<day>\d{{1,2}})(?:st|nd|rd|th)?",
)

_STARTING = matcher(r"(?P<phrase>.+) (?:starting|beginning|from|as of)(?: on)? (?P<start>.+)")
# Said of this month only, or of all of them?
_ONE_MONTH = re.compile(r"^(?!.*(?:every|each|monthly)).* of (?:the )?month\b")
_RULES: tuple[Rule, ...] = (
    (matcher(rf"daily|every day|{_COUNT} days?"), _daily),
    (
        matcher(r"(?:(?:every|daily) )?(?:(?:week|work|working )days?|mon(?:day)?(?:-| to | through )fri(?:day)?)"),
        _working_days,
    ),
    (matcher("(?:every )?weekends?"), _weekends),
    (matcher(rf"(?:every )?{_PLURALS}"), _weekly),
    (matcher(rf"every {_LIST}"), _weekly),
    (matcher(rf"every (?P<other>other|second|2nd) {_LIST}"), _weekly),
    (matcher(rf"{_WEEKLY} {_LIST}"), _weekly),
    (matcher(rf"{_LIST} {_WEEKLY}"), _weekly),
    (matcher(rf"(?:weekly|every week|(?P<two>fortnightly|every fortnight)|{_COUNT} weeks?)"), _some_day_of_week),
    (matcher(rf"{_MONTHLY} {_ORDINAL}"), _monthly),
    (matcher(rf"{_ORDINAL} (?:of )?(?:{_MONTHLY}|month)"), _monthly),
    (matcher(rf"every {_ORDINAL}(?: of (?:every )?month)?"), _monthly),
    (matcher(rf"{_MONTHLY} {_NTH} {WEEKDAY}"), _monthly_by_weekday),
    (matcher(rf"(?:every )?{_NTH} {WEEKDAY} (?:of |in )?(?:every )?month"), _monthly_by_weekday),
    (matcher(rf"every {_NTH} {WEEKDAY}"), _weekday_counted),
    (matcher(_MONTHLY), _some_day_of_month),
    *((matcher(rf"{_YEARLY} {day}"), _yearly) for day in _DATES),
    *((matcher(rf"{day} {_YEARLY}"), _yearly) for day in _DATES),
    *((matcher(rf"every {day}"), _yearly) for day in _DATES),
)
