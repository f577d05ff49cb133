"""Days, wall times and working days.

`instant` is the only place where a wall time becomes a moment. Everything that speaks of "17:00 in Berlin" goes
through it, so the two awkward nights of the year have one answer: a wall time that the clocks skip means the first
moment after the gap, and one that happens twice means the first of the two.
"""

from calendar import monthrange
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

MONDAY_TO_FRIDAY = frozenset(range(5))
SATURDAY_AND_SUNDAY = frozenset({5, 6})


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
