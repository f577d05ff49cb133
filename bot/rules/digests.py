"""The morning digest: which of somebody's things are worth a word, and in what order."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from bot.rules import calendar
from bot.rules.days_off import ANYBODY, Days

SHOWN = 10
SOON_DAYS = 2
# A task that has not moved for so many working days is mentioned, and again whenever as many have gone by.
STALE_DAYS = 5
# So long somebody may take to answer before the one who is stuck is reminded that they may ask another.
UNANSWERED_DAYS = 1
ONE_DAY = timedelta(days=1)
# So long after it would have come, what the digest did not take up comes by itself.
FOR_THE_DIGEST = timedelta(minutes=30)
# Ahead of a task that is due at an hour.
AHEAD = timedelta(hours=1)


class Dated(Protocol):
    """A task, as far as the digest looks at it."""

    @property
    def number(self) -> int: ...
    @property
    def due_at(self) -> datetime | None: ...
    @property
    def due_zone(self) -> str | None: ...
    @property
    def due_timed(self) -> bool: ...


@dataclass(frozen=True)
class Groups:
    """The numbers of tasks worth a word, each in one group only."""

    overdue: tuple[int, ...] = ()
    today: tuple[int, ...] = ()
    soon: tuple[int, ...] = ()
    stale: tuple[int, ...] = ()

    def __len__(self) -> int:
        return len(self.overdue) + len(self.today) + len(self.soon) + len(self.stale)


def most_pressing(pressing: Sequence[bool]) -> list[int]:
    """Which rows a digest shows, by their places; what is pressing is pushed out by nothing that isn't."""
    first = sorted(range(len(pressing)), key=lambda place: not pressing[place])
    return sorted(first[:SHOWN])


def key(user_id: str, day: str) -> str:
    """What the digest of a day ("2026-11-23") is planned under, once."""
    return f"digest:{user_id}:{day}"


def next_morning(after: datetime, zone: ZoneInfo, days: Days = ANYBODY) -> tuple[date, datetime]:
    """The first morning after `after` of a weekday on which they work. Whether they are off is asked when it comes."""
    day = calendar.local_day(after, zone)
    while day.weekday() in days.weekend or calendar.instant(day, days.begins, zone) <= after:
        day += ONE_DAY
    return day, calendar.instant(day, days.begins, zone)


def last_morning(now: datetime, zone: ZoneInfo, days: Days = ANYBODY) -> tuple[date, datetime]:
    """The last such morning up to `now`."""
    day = calendar.local_day(now, zone)
    while day.weekday() in days.weekend or calendar.instant(day, days.begins, zone) > now:
        day -= ONE_DAY
    return day, calendar.instant(day, days.begins, zone)


def group(
    tasks: Sequence[Dated], moved: Mapping[int, datetime], day: date, zone: ZoneInfo, now: datetime, days: Days
) -> Groups:
    """Sort tasks by why they are worth a word on `day`.

    Args:
        moved: when each task last changed, by its number.
    """
    found: dict[str, list[int]] = {"overdue": [], "today": [], "soon": [], "stale": []}
    for task in tasks:
        name = _group_of(task, moved.get(task.number), day, zone, now, days)
        if name:
            found[name].append(task.number)
    return Groups(**{name: tuple(numbers) for name, numbers in found.items()})


def _group_of(task: Dated, moved: datetime | None, day: date, zone: ZoneInfo, now: datetime, days: Days) -> str | None:
    due = due_day(task, zone)
    if due and task.due_at and (due < day or task.due_at < now):
        return "overdue"
    if due == day:
        return "today"
    if due and due <= days.after(day, SOON_DAYS):
        return "soon"
    still = since(moved, day, zone, days) if moved else 0
    # Said every morning, it would soon be read by nobody.
    return "stale" if still and still % STALE_DAYS == 0 else None


def since(moment: datetime, day: date, zone: ZoneInfo, days: Days = ANYBODY) -> int:
    """How many working days have come by `day` since a moment."""
    return days.between(calendar.local_day(moment, zone), day)


def due_day(task: Dated, zone: ZoneInfo) -> date | None:
    """The day it is due: a day without an hour stays the day that was meant where it was said."""
    if task.due_at is None:
        return None
    theirs = zone if task.due_timed else calendar.zone_of(task.due_zone or "UTC")
    return calendar.local_day(task.due_at, theirs)
