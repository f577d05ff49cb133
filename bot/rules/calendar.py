"""Days, working days, wall times, and the words for them.

`instant` is the only place where a wall time becomes a moment. Everything that speaks of "17:00 in Berlin" goes
through it, so the two awkward nights of the year have one answer: a wall time that the clocks skip means the first
moment after the gap, and one that happens twice means the first of the two.
"""

import re
from calendar import monthrange
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import TypeAlias
from zoneinfo import ZoneInfo, available_timezones

Matcher: TypeAlias = Callable[[str], re.Match[str] | None]

MONDAY_TO_FRIDAY = frozenset(range(5))
SATURDAY_AND_SUNDAY = frozenset({5, 6})
JUST_PASSED = timedelta(days=90)  # "1 October", said in October: the one just gone, or next year's?
WEEKDAY_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTH_NAMES = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
WEEKDAY = rf"(?P<weekday>mon|tues?|weds?|thu|thurs?|fri|sat|sun|{'|'.join(WEEKDAY_NAMES).lower()})"
NUMBERS = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8}
NUMBERS |= {"nine": 9, "ten": 10, "eleven": 11, "twelve": 12}
NTHS = {"first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4, "last": -1}
MONTH = rf"(?P<month>jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|{'|'.join(MONTH_NAMES).lower()})"


def instant(day: date, at: time, zone: ZoneInfo) -> datetime:
    """The UTC moment at which clocks in `zone` show `at` on `day`."""
    wall = datetime.combine(day, at.replace(tzinfo=None, fold=0), tzinfo=zone)
    moment = wall.astimezone(UTC)
    if moment.astimezone(zone).replace(tzinfo=None) == wall.replace(tzinfo=None):
        return moment
    return _end_of_gap(wall.replace(fold=1).astimezone(UTC), moment, zone)


def _end_of_gap(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    """The moment the offset changes, to the second. A gap may be a whole day long (Apia, 30 December 2011)."""
    old = before.astimezone(zone).utcoffset()
    while after - before > timedelta(seconds=1):
        middle = before + timedelta(seconds=(after - before) // timedelta(seconds=2))
        if middle.astimezone(zone).utcoffset() == old:
            before = middle
        else:
            after = middle
    return after


def local_day(now: datetime, zone: ZoneInfo) -> date:
    """The calendar day that people in `zone` are living. Raises ValueError for a naive `now`."""
    if now.tzinfo is None:
        raise ValueError("now needs a time zone")
    return now.astimezone(zone).date()


def is_working_day(
    day: date, *, weekend: frozenset[int] = SATURDAY_AND_SUNDAY, holidays: Iterable[date] = frozenset()
) -> bool:
    """Weekdays are numbered as Python does: Monday is 0."""
    return day.weekday() not in weekend and day not in frozenset(holidays)


def working_days_between(
    start: date,
    end: date,
    *,
    weekend: frozenset[int] = SATURDAY_AND_SUNDAY,
    holidays: Iterable[date] = frozenset(),
) -> int:
    """How many working days have come since `start`, counting `end` and not `start`; 0 when `end` is not later."""
    if end <= start:
        return 0
    weeks, rest = divmod((end - start).days, 7)
    days_off = {day for day in holidays if start < day <= end and day.weekday() not in weekend}
    odd_days = (end - timedelta(days=back) for back in range(rest))
    odd = sum(day.weekday() not in weekend for day in odd_days)
    return weeks * (7 - len(weekend)) + odd - len(days_off)


def add_working_days(
    start: date,
    count: int,
    *,
    weekend: frozenset[int] = SATURDAY_AND_SUNDAY,
    holidays: Iterable[date] = frozenset(),
) -> date:
    """The `count`-th working day after `start` (before it, when negative). Raises ValueError without a working week."""
    if len(weekend) >= 7:
        raise ValueError("a week needs a working day")
    days_off = frozenset(holidays)
    step = timedelta(days=1 if count >= 0 else -1)
    day, left = start, abs(count)
    while left:
        day += step
        left -= is_working_day(day, weekend=weekend, holidays=days_off)
    return day


def age_words(
    start: date,
    end: date,
    *,
    weekend: frozenset[int] = SATURDAY_AND_SUNDAY,
    holidays: Iterable[date] = frozenset(),
) -> str:
    """How old something is, as people say it: "today", "1 working day", "12 working days"."""
    if end <= start:
        return "today"
    days = working_days_between(start, end, weekend=weekend, holidays=holidays)
    if days == 0:
        return "less than a working day"
    return f"{days} working day{'' if days == 1 else 's'}"


def monday_of(day: date) -> date:
    """The Monday of the week that `day` is in."""
    return day - timedelta(days=day.weekday())


def last_day(year: int, month: int) -> date:
    """The last day of a month."""
    return date(year, month, monthrange(year, month)[1])


def clamped_day(year: int, month: int, day: int) -> date:
    """That day of the month, or the month's last day when it is shorter."""
    return date(year, month, min(day, monthrange(year, month)[1]))


def add_months(day: date, count: int) -> date:
    """The same day of the month `count` months later; the 31st becomes a shorter month's last day."""
    years, month = divmod(day.month - 1 + count, 12)
    return clamped_day(day.year + years, month + 1, day.day)


def nth_weekday(year: int, month: int, weekday: int, nth: int) -> date | None:
    """The `nth` such weekday of a month, counted from 1; -1 is the last. None when a month has no fifth one."""
    if nth < 0:
        end = last_day(year, month)
        return end - timedelta(days=(end.weekday() - weekday) % 7)
    first = date(year, month, 1)
    day = first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (nth - 1))
    return day if day.month == month else None


def later(day: date, count: int, unit: str) -> date:
    """`day` moved by a number of "days", "working days", "weeks", "fortnights", "months" or "years" (or "d", "w")."""
    if unit.startswith("work"):
        return add_working_days(day, count)
    if unit.startswith(("month", "quarter", "year")):
        return add_months(day, count * {"m": 1, "q": 3, "y": 12}[unit[0]])
    return day + timedelta(days=count * {"f": 14, "w": 7}.get(unit[0], 1))


def span_of(unit: str, day: date) -> tuple[date, date]:
    """First and last day of the "week" (Monday to Friday), "month", "quarter" or "year" that `day` is in."""
    if unit == "week":
        return monday_of(day), monday_of(day) + timedelta(days=4)
    months = {"month": 1, "quarter": 3, "year": 12}[unit]
    first = date(day.year, (day.month - 1) // months * months + 1, 1)
    return first, add_months(first, months) - timedelta(days=1)


def weekday_number(word: str) -> int:
    """Monday is 0. For words that `WEEKDAY` matches."""
    return [name[:3].lower() for name in WEEKDAY_NAMES].index(word[:3])


def month_number(word: str) -> int:
    """January is 1. For words that `MONTH` matches."""
    return [name[:3].lower() for name in MONTH_NAMES].index(word[:3]) + 1


def day_words(day: date, today: date) -> str:
    """A day as people write it: "Fri 27 Nov", with the year when it is not this one."""
    words = f"{WEEKDAY_NAMES[day.weekday()][:3]} {day.day} {MONTH_NAMES[day.month - 1][:3]}"
    return words if day.year == today.year else f"{words} {day.year}"


def zone_label(zone: ZoneInfo | str) -> str:
    """The part of a zone's name that people know it by: "New York"."""
    return str(zone).rpartition("/")[2].replace("_", " ")


def writes_dots(zone: ZoneInfo) -> bool:
    """Whether people there write 3.12. for the third of December."""
    return str(zone).startswith("Europe/")


def zone_of(name: str) -> ZoneInfo:
    """The zone by its IANA name; UTC when there is none of that name."""
    try:
        return ZoneInfo("UTC" if name in _NO_PLACES else name)
    except (ValueError, OSError, KeyError):
        return ZoneInfo("UTC")


def zone_named(name: str) -> ZoneInfo | None:
    """The zone of that IANA name, in any case; None when there is none."""
    known = zone_names().get(name.strip().replace(" ", "_").casefold())
    return ZoneInfo(known) if known else None


# Files beside the zones that are nobody's: "whatever this machine has", and "not set yet".
_NO_PLACES = frozenset({"localtime", "posixrules", "Factory"})


@cache
def zone_names() -> dict[str, str]:
    """The IANA names of all zones, by the same in folded case."""
    return {name.casefold(): name for name in available_timezones() - _NO_PLACES}


def matcher(pattern: str) -> Matcher:
    """A test of whole phrases; digits are ASCII digits."""
    return re.compile(pattern, re.ASCII).fullmatch


@dataclass(frozen=True)
class Days:
    """The days that some words can mean.

    Attributes:
        why: a sentence on why there are several, or why one is doubtful.
        confirm: ask, even if all but one of them are past.
        evening: they said tonight.
    """

    days: tuple[date, ...]
    why: str = ""
    confirm: bool = False
    evening: bool = False


def one_day(day: date) -> Days:
    """Words that can mean one day only."""
    return Days((day,))


def ask_which(why: str, *days: date) -> Days:
    """Words that need a question."""
    return Days(tuple(sorted(set(days))), why, confirm=True)


def read_weekday(word: str, which: str, today: date) -> Days:
    """A weekday's name after `which`: "", "this", "coming", "this coming", "next" or "last"."""
    target = weekday_number(word)
    ahead = (target - today.weekday()) % 7
    if which == "last":
        return one_day(today - timedelta(days=(today.weekday() - target) % 7 or 7))
    if which == "next":
        return _next_weekday(today, target)
    if which == "" and ahead == 0:
        return Days((today, today + timedelta(days=7)), f"Today is {WEEKDAY_NAMES[target]}.")
    return one_day(today + timedelta(days=ahead or (7 if "coming" in which else 0)))


def _next_weekday(today: date, target: int) -> Days:
    nearest = today + timedelta(days=(target - today.weekday()) % 7 or 7)
    days = {nearest, *_weekday_of_week(today, target, 1)}
    why = f"“Next {WEEKDAY_NAMES[target]}” can be the nearest one or the one of next week."
    return one_day(nearest) if len(days) == 1 else ask_which(why, *days)


def read_weekday_of_week(word: str, weeks: int, today: date) -> Days:
    """That weekday in the week `weeks` from this one."""
    days = _weekday_of_week(today, weekday_number(word), weeks)
    return one_day(days.pop()) if len(days) == 1 else ask_which("For some a week starts on Sunday.", *days)


def _weekday_of_week(today: date, weekday: int, weeks: int) -> set[date]:
    """Where a week starts on Monday, and where it starts on Sunday."""
    sunday = today - timedelta(days=(today.weekday() + 1) % 7)
    return {
        monday_of(today) + timedelta(days=7 * weeks + weekday),
        sunday + timedelta(days=7 * weeks + (weekday + 1) % 7),
    }


def read_yearly(pick: Callable[[int], date], today: date) -> Days:
    """A day of the year without its year: `pick` gives it for a year, or raises ValueError for 29 February."""
    days = []
    for year in range(today.year - 1, today.year + 9):
        with suppress(ValueError):
            days.append(pick(year))
    ahead = min(day for day in days if day >= today)
    just_passed = any(today - JUST_PASSED <= day < today for day in days)
    return ask_which("That day has just passed.", ahead) if just_passed else one_day(ahead)


def read_monthly(number: int, today: date) -> Days:
    """ "The 15th": of this month or, when it is over, of the next. Raises ValueError for the 32nd."""
    wanted = date(2000, 1, number).day
    months = [add_months(today.replace(day=1), ahead) for ahead in range(3)]
    days = [day for month in months if (day := clamped_day(month.year, month.month, wanted)) >= today]
    if days[0] == today and wanted == today.day:
        return Days(tuple(days[:2]), "That is today.")
    return one_day(days[0]) if days[0].day == wanted else ask_which("Not every month has that day.", *days[:2])


def read_numbers(first: int, second: int, year: str | None, today: date) -> Days:
    """03/04 is two days, 27/11 is one. Raises ValueError when there is no such day."""
    pairs = sorted({(first, second), (second, first)})
    found = [read_date(day, month, year, today) for day, month in pairs if month <= 12]
    days = {day for reading in found for day in reading.days}
    if not days:
        raise ValueError("no month has that number")
    if len(days) > 1:
        return ask_which("Some write the day first and some the month.", *days)
    return found[0]


def read_date(day: int, month: int, year: str | None, today: date) -> Days:
    """A day by its numbers; a year of two digits is of this century. Raises ValueError when there is no such day."""
    if year:
        return one_day(date(int(year) + (2000 if len(year) == 2 else 0), month, day))
    return read_yearly(lambda year: date(year, month, day), today)
