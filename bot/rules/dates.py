"""Dates in words: a closed English grammar that asks rather than guesses.

A phrase is read whole or not at all. Rules give every day and every hour that its words can mean; when the past is
taken away, one `Due` is left, or an `Ambiguous` to ask about. Long texts are refused before any rule looks at them.
Weeks start on Monday; where a week that starts on Sunday would say otherwise, we ask.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Generic, TypeAlias, TypeVar
from zoneinfo import ZoneInfo

from bot.rules.calendar import (
    MONTH,
    NTHS,
    NUMBERS,
    WEEKDAY,
    WEEKDAY_NAMES,
    Matcher,
    Times,
    add_months,
    add_working_days,
    clamped_day,
    day_words,
    instant,
    last_day,
    later,
    local_day,
    matcher,
    month_number,
    nth_weekday,
    read_times,
    span_of,
    weekday_number,
    weekday_of_week,
    zone_label,
)

T = TypeVar("T")

END_OF_DAY = time(23, 59)
YEARS = range(1970, 2101)
PHRASE_LIMIT = 120  # characters
PHRASE_WORDS = 12
JUST_PASSED = timedelta(days=90)  # "1 October", said in October: the one just gone, or next year's?
DAY = timedelta(days=1)
WEEK = timedelta(days=7)

SYNONYMS = {
    "tmr": "tomorrow", "tmrw": "tomorrow", "tomorow": "tomorrow", "tommorrow": "tomorrow", "eod": "end of day",
    "cob": "end of day", "eob": "end of day", "eow": "end of week", "eom": "end of month", "eoq": "end of quarter",
    "eoy": "end of year", "midday": "noon", "till": "until", "business": "working",
}  # fmt: skip


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
    """A point in time that needs no wall clock: "in 2 hours"."""

    utc: datetime

    def moment(self, zone: ZoneInfo) -> datetime:  # noqa: ARG002  the same question can be put to a Due
        """The UTC moment it is due."""
        return self.utc


@dataclass(frozen=True)
class Ambiguous(Generic[T]):
    """The words can mean any of `options` (none is past, earliest first). A single one wants a nod.

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
    """The days some words can mean. `confirm`: ask even if the past leaves only one. `evening`: they said tonight."""

    days: tuple[date, ...]
    why: str = ""
    confirm: bool = False
    evening: bool = False


def parse_due(text: str, *, now: datetime, zone: ZoneInfo) -> Reading | None:
    """What a whole phrase ("by friday 17:00") means to somebody in `zone`; None when it is no date we know.

    Raises ValueError for a naive `now`.
    """
    today = local_day(now, zone)
    phrase = normal(text)
    try:
        return _read_moment(phrase, now, zone) or _read_date(phrase, today, now, zone)
    except (ValueError, OverflowError):  # 30 February, or the year 9999
        return None


def echo(due: Due | Moment, zone: ZoneInfo, today: date) -> str:
    """What was understood, for the person to check: "Fri 27 Nov, 17:00 (Berlin)"."""
    local = due.moment(zone).astimezone(zone)  # what the clock will really show, after a gap too
    words = day_words(local.date(), today)
    timed = isinstance(due, Moment) or due.at is not None
    return f"{words}, {local:%H:%M} ({zone_label(zone)})" if timed else words


def normal(text: str) -> str:
    """A phrase in the form the rules know: lower case, single spaces, no commas; empty when it is too long for one."""
    if len(text) > PHRASE_LIMIT:
        return ""
    text = re.sub(r"(?<=[a-z])\.", "", text.lower().replace(",", " ")).strip(" \t\n!;")  # Fri. p.m.
    text = re.sub(r"(?<=\d)t(?=\d)", " ", text, flags=re.ASCII)  # 2026-11-27T17:00
    if not re.search(r"(?:^|\s)\d{1,2}\.\d{1,2}\.$", text):  # 27.11. keeps its last dot
        text = text.rstrip(".")
    words = text.split()
    phrase = " ".join(SYNONYMS.get(word, word) for word in words) if len(words) <= PHRASE_WORDS else ""
    return re.sub(r"\bthis (?=morning|afternoon|evening)", "today ", phrase).replace("half an hour", "30 minutes")


def _read_moment(phrase: str, now: datetime, zone: ZoneInfo) -> Moment | Past | None:
    if match := _HOURS_AHEAD(phrase):
        length = timedelta(minutes=_amount(match) * (60 if match["unit"].startswith("h") else 1))
        utc = now.astimezone(UTC) + (-length if phrase.endswith(" ago") else length)
    elif _WITH_OFFSET(phrase):
        utc = datetime.fromisoformat(phrase.upper()).astimezone(UTC)
    else:
        return None
    local = utc.astimezone(zone)
    if local.year not in YEARS:
        return None
    return Moment(utc) if utc > now else Past(Due(local.date(), local.time().replace(second=0, microsecond=0)))


def _read_date(phrase: str, today: date, now: datetime, zone: ZoneInfo) -> Due | Ambiguous[Due] | Past | None:
    match = _MARKED(phrase)
    found = match and _interpret(match["body"], today)
    if not match or not found:
        return None
    days, times = found
    if days and not times and (match["marker"] or "").endswith("before") and "end of" not in phrase:
        first = min(days.days)
        days = _Days((first - DAY, first), "“Before” a day may leave that day out.")
    return _judge(days, times, now, zone)


def _interpret(body: str, today: date) -> tuple[_Days | None, Times | None] | None:
    """Day and time in either order; a span of days goes only by itself."""
    if days := _read_days(body, today, _DAY_RULES + _SPAN_RULES):
        return days, None
    if times := read_times(body):
        return None, times
    words = body.split()
    for cut in range(1, len(words)):
        left, right = " ".join(words[:cut]), " ".join(words[cut:])
        for day_words, time_words in ((left, right), (right, left)):
            if (times := read_times(time_words)) and (days := _read_days(day_words, today, _DAY_RULES)):
                return days, times
    return None


def _judge(days: _Days | None, times: Times | None, now: datetime, zone: ZoneInfo) -> Due | Ambiguous[Due] | Past | None:
    """Take the past away, and see whether one meaning is left."""
    options = sorted(set(_options(days, times, now, zone)), key=lambda due: due.moment(zone))
    if not options or any(due.day.year not in YEARS for due in options):
        return None
    ahead = tuple(due for due in options if due.moment(zone) > now or due == Due(local_day(now, zone)))
    if not ahead:
        return Past(options[-1])
    if len(ahead) == 1 and not (days and days.confirm):
        return ahead[0]
    return Ambiguous(ahead, (days and days.why) or (times and times.why) or "That can be more than one day.")


def _options(days: _Days | None, times: Times | None, now: datetime, zone: ZoneInfo) -> list[Due]:
    today = local_day(now, zone)
    if not times:
        return [Due(day) for day in days.days] if days else []
    if not days:
        return [_next_time(today + shift * DAY, at, now, zone) for shift, at in times.times]
    return [
        Due(day + shift * DAY, at)
        for day in days.days
        for shift, at in times.times
        if not days.evening or at is None or shift or at.hour >= 17
    ]


def _next_time(day: date, at: time | None, now: datetime, zone: ZoneInfo) -> Due:
    due = Due(day, at)
    return due if at is None or due.moment(zone) > now else Due(day + DAY, at)


def _read_days(words: str, today: date, rules: "tuple[Rule, ...]") -> _Days | None:
    words = words.removeprefix("on ").removeprefix("by ")
    for match_of, read in rules:
        if match := match_of(words):
            return read(match, today)
    return None


def _amount(match: re.Match[str]) -> int:
    return int(match["n"]) if match["n"] else NUMBERS[match["word"]]


def _one(day: date) -> _Days:
    return _Days((day,))


def _ask(why: str, *days: date) -> _Days:
    return _Days(tuple(sorted(set(days))), why, confirm=True)


def _named_day(match: re.Match[str], today: date) -> _Days:
    ahead = {"today": 0, "tonight": 0, "tomorrow": 1, "day after tomorrow": 2, "yesterday": -1}
    days = ahead.get(match["name"], -2)
    return _Days((today + days * DAY,), evening=match["name"] == "tonight")


def _weekday(match: re.Match[str], today: date) -> _Days:
    target, which = weekday_number(match["weekday"]), match["which"] or ""
    ahead = (target - today.weekday()) % 7
    if which == "last":
        return _one(today - ((today.weekday() - target) % 7 or 7) * DAY)
    if which == "next":
        return _next_weekday(today, target)
    if "coming" in which:
        return _one(today + (ahead or 7) * DAY)
    if ahead == 0 and not which:
        return _Days((today, today + WEEK), f"Today is {WEEKDAY_NAMES[target]}.")
    return _one(today + ahead * DAY)


def _next_weekday(today: date, target: int) -> _Days:
    nearest = today + ((target - today.weekday()) % 7 or 7) * DAY
    days = {nearest, *weekday_of_week(today, target, 1)}
    why = f"“Next {WEEKDAY_NAMES[target]}” can be the nearest one or the one of next week."
    return _one(nearest) if len(days) == 1 else _ask(why, *days)


def _weekday_of_week(match: re.Match[str], today: date) -> _Days:
    days = weekday_of_week(today, weekday_number(match["weekday"]), int(match["which"] == "next"))
    return _one(days.pop()) if len(days) == 1 else _ask("For some a week starts on Sunday.", *days)


def _weekday_and_date(match: re.Match[str], today: date) -> _Days | None:
    found = _read_days(match["base"], today, _EXACT_RULES)
    if found is None:
        return None
    target = weekday_number(match["weekday"])
    fitting = tuple(day for day in found.days if day.weekday() == target)
    if fitting:
        return replace(found, days=fitting, confirm=found.confirm and len(found.days) == 1)
    return _ask(f"That day is not a {WEEKDAY_NAMES[target]}.", *found.days, today + ((target - today.weekday()) % 7) * DAY)


def _ahead(match: re.Match[str], today: date) -> _Days:
    count = -_amount(match) if match["ago"] else _amount(match)
    return _one(later(today, count, match["unit"]))


def _from_base(match: re.Match[str], today: date) -> _Days | None:
    base = _one(today) if match["base"] == "now" else _read_days(match["base"], today, _DAY_RULES)
    if base is None:
        return None
    return replace(base, days=tuple(later(day, _amount(match), match["unit"]) for day in base.days))


def _weeklater(match: re.Match[str], today: date) -> _Days | None:
    base = _read_days(match["base"], today, _DAY_RULES)
    return base and replace(base, days=tuple(day + WEEK for day in base.days))


def _edge(match: re.Match[str], today: date) -> _Days:
    """ "End of the week", "start of next quarter"."""
    unit, which = match["unit"], match["which"]
    start = match["edge"] in ("start", "beginning", "first day")
    day, following = (span_of(unit, later(today, ahead, unit))[0 if start else 1] for ahead in (0, 1))
    if which == "next":
        sunday = unit == "week" and today.weekday() == 6
        return _ask("For some a week starts on Sunday.", following, following + WEEK) if sunday else _one(following)
    if day >= today:
        return _one(day)
    weekend = () if start or unit != "week" else (span_of(unit, today)[0] + 6 * DAY,)
    return _ask(f"This {unit}’s {match['edge']} is over.", *weekend, following)


def _of_month(match: re.Match[str], today: date, pick: Callable[[int, int], date]) -> _Days:
    """The day that `pick` finds in the month that was said: "November 2027", "May", "next month", "the month"."""
    if match["month"]:
        month = month_number(match["month"])
        if match["year"]:
            return _one(pick(int(match["year"]), month))
        return _yearless(lambda year: pick(year, month), today)
    following = add_months(today.replace(day=1), 1)
    if match["which"] == "next":
        return _one(pick(following.year, following.month))
    day = pick(today.year, today.month)
    if day < today and match["which"] != "this":
        return _ask("That day of this month is over.", pick(following.year, following.month))
    return _one(day)


def _yearless(pick: Callable[[int], date], today: date) -> _Days:
    days = []
    for year in range(today.year - 1, today.year + 9):
        with suppress(ValueError):  # 29 February
            days.append(pick(year))
    ahead = min(day for day in days if day >= today)
    if any(today - JUST_PASSED <= day < today for day in days):
        return _ask("That day has just passed.", ahead)
    return _one(ahead)


def _day_and_month(match: re.Match[str], today: date) -> _Days:
    return _of_month(match, today, lambda year, month: date(year, month, int(match["day"])))


def _edge_of_month(match: re.Match[str], today: date) -> _Days:
    edge = match["edge"]
    first = edge in ("start", "beginning") or edge.startswith("first")

    def pick(year: int, month: int) -> date:
        day = date(year, month, 1) if first else last_day(year, month)
        if not edge.endswith("working day"):
            return day
        return add_working_days(day - DAY, 1) if first else add_working_days(day + DAY, -1)

    return _of_month(match, today, pick)


def _nth_weekday(match: re.Match[str], today: date) -> _Days:
    weekday, nth = weekday_number(match["weekday"]), NTHS[match["nth"]]
    return _of_month(match, today, lambda year, month: nth_weekday(year, month, weekday, nth) or date.max)


def _day_of_month(match: re.Match[str], today: date) -> _Days:
    """ "The 15th": of this month or, when it is over, of the next; a month without a 31st makes us ask."""
    wanted = date(2000, 1, int(match["day"])).day
    months = [add_months(today.replace(day=1), ahead) for ahead in range(3)]
    days = [day for month in months if (day := clamped_day(month.year, month.month, wanted)) >= today]
    if days[0] == today and wanted == today.day:
        return _Days(tuple(days[:2]), "That is today.")
    return _one(days[0]) if days[0].day == wanted else _ask("Not every month has that day.", *days[:2])


def _numeric(match: re.Match[str], today: date) -> _Days:
    """03/04 is two days; 27/11 is one."""
    first, second, year = int(match["first"]), int(match["second"]), match["year"]
    found = [_numbered(day, month, year, today) for day, month in {(first, second), (second, first)} if month <= 12]
    days = {day for reading in found for day in reading.days}
    if len(days) > 1:
        return _ask("Some write the day first and some the month.", *days)
    return found[0]


def _numbered(day: int, month: int, year: str | None, today: date) -> _Days:
    if year:
        return _one(date(int(year) + (2000 if len(year) == 2 else 0), month, day))
    return _yearless(lambda year: date(year, month, day), today)


def _dotted(match: re.Match[str], today: date) -> _Days:
    return _numbered(int(match["day"]), int(match["number"]), match["year"], today)


def _iso(match: re.Match[str], _today: date) -> _Days:
    return _one(date(int(match["year"]), int(match["number"]), int(match["day"])))


def _span(match: re.Match[str], today: date) -> _Days:
    unit = match["unit"]
    ahead = later(today, 1, unit) if match["which"] == "next" else today
    if unit == "weekend": ...
    return _ask(f"A {unit} is more than one day.", *span_of(unit, ahead))
