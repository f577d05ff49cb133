"""Whether somebody is off on a day, and why: away, on holiday, or because they never work on such a day."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from bot.rules import calendar, public_holidays
from bot.rules.calendar import SATURDAY_AND_SUNDAY
from bot.rules.quiet import quiet_for

Why = Literal["away", "holiday", "not working"]

BEGINS, ENDS = time(9), time(17)
# At other hours few people work.
DAYTIME = range(8, 19)
EVENING = time(DAYTIME.stop)
DAY = timedelta(days=1)
# What is older counts the days away before that as days at work.
LOOKED_BACK = timedelta(days=366)
_EVERY_DAY = frozenset(range(7))
# Whoever is off for longer than that is looked at again then.
_LONGEST = 400


@dataclass(frozen=True)
class Off:
    """Why somebody is off; `name` is the public holiday's: what a day of one's own is called, is for oneself."""

    why: Why
    name: str = ""

    @property
    def reason(self) -> str:
        """In words, for the ledger."""
        return REASONS[self.why]


REASONS: Mapping[Why, str] = {
    "away": "they are away",
    "holiday": "it is a holiday for them",
    "not working": "it is no working day of theirs",
}


@dataclass(frozen=True)
class Odd:
    """What speaks against a moment for somebody, by their own clock: the day, when they are `off` on it, or the hour.

    `works` are the hours they said; None for those who never said any, of whom it is known that few work then.
    """

    day: date
    clock: time
    off: Off | None = None
    works: tuple[time, time] | None = None


@dataclass(frozen=True)
class Holidays:
    """A country's holidays, with days added by their names, and days struck; no country is "" or `NONE`."""

    country: str = ""
    added: Mapping[date, str] = field(default_factory=dict)
    struck: frozenset[date] = frozenset()

    @property
    def is_said(self) -> bool:
        """Whether there is anything to go by."""
        return bool(self.country or self.added)

    def name(self, day: date) -> str | None:
        """What a day is called if it is one of them."""
        if day in self.struck:
            return None
        return self.added.get(day) or self.public_name(day) or None

    def public_name(self, day: date) -> str:
        """What its country calls a day; empty where that is nothing."""
        return public_holidays.in_year(self.country, day.year).get(day, "")

    def between(self, first: date, last: date) -> set[date]:
        """Those from the first to the last day, both included."""
        years = range(first.year, last.year + 1)
        known = {day for year in years for day in public_holidays.in_year(self.country, year)} | set(self.added)
        return {day for day in known - self.struck if first <= day <= last}


@dataclass(frozen=True)
class Days:
    """One person's days, as far as they, their teams and their calendar say.

    Whoever said nothing of their holidays has those that all their teams have in common. `weekdays` is None for those
    who never said when they work: what others plan for a weekend then stands, and "working days" are Monday to Friday.
    """

    away: tuple[tuple[date, date], ...] = ()
    own: Holidays = field(default_factory=Holidays)
    teams: tuple[Holidays, ...] = ()
    weekdays: frozenset[int] | None = None
    begins: time = BEGINS
    ends: time = ENDS

    def off(self, day: date) -> Off | None:
        """Why they are off on a day; None when they are to be reckoned with."""
        if any(first <= day <= last for first, last in self.away):
            return Off("away")
        if self.holiday(day):
            lists = (self.own,) if self.own.country else (self.own, *self.teams)
            return Off("holiday", next((name for each in lists if (name := each.public_name(day))), ""))
        return Off("not working") if self.weekdays is not None and day.weekday() not in self.weekdays else None

    def works(self, day: date) -> bool:
        """Whether it is a working day of theirs."""
        return day.weekday() not in self.weekend and self.off(day) is None

    @property
    def weekend(self) -> frozenset[int]:
        """The days of the week on which they never work."""
        return SATURDAY_AND_SUNDAY if self.weekdays is None else _EVERY_DAY - self.weekdays

    @property
    def evening(self) -> time:
        """From when on they are left in peace: whoever never said their hours may well be at work after five."""
        return EVENING if self.weekdays is None else self.ends

    def holiday(self, day: date) -> str | None:
        """The name of the holiday that a day is for them."""
        if day in self.own.struck:
            return None
        if (name := self.own.name(day)) or self.own.country or not self.teams:
            return name
        names = [team.name(day) for team in self.teams]
        return names[0] if all(names) else None

    def holidays(self, first: date, last: date) -> list[tuple[date, str]]:
        """Their holidays from the first to the last day, both included, soonest first."""
        known = self.own.between(first, last).union(*(team.between(first, last) for team in self.teams))
        return [(day, name) for day in sorted(known) if (name := self.holiday(day))]

    def off_until(self, day: date) -> date | None:
        """The last day that keeps them off in a row, if they are off on `day`; free weekends after it don't count."""
        if self.off(day) is None:
            return None
        until = self.next_working(day) - DAY
        days = (until - count * DAY for count in range((until - day).days + 1))
        return next((each for each in days if (off := self.off(each)) and off.why != "not working"), until)

    def next_working(self, day: date) -> date:
        """The first working day after this one."""
        following = (day + count * DAY for count in range(1, _LONGEST))
        return next((each for each in following if self.works(each)), day + _LONGEST * DAY)

    def odd(self, moment: datetime, theirs: ZoneInfo, ours: ZoneInfo) -> Odd | None:
        """What speaks against a moment for them; where they said no hours, only a clock that differs from ours does."""
        local = moment.astimezone(theirs)
        day, clock = local.date(), local.time()
        if off := self.off(day):
            return Odd(day, clock, off)
        if self.weekdays is not None:
            return None if self._works_at(clock) else Odd(day, clock, works=(self.begins, self.ends))
        apart = local.utcoffset() != moment.astimezone(ours).utcoffset()
        return Odd(day, clock) if apart and clock.hour not in DAYTIME else None

    def _works_at(self, clock: time) -> bool:
        if self.begins <= self.ends:
            return self.begins <= clock <= self.ends
        return clock >= self.begins or clock <= self.ends

    def rest(self, now: datetime, zone: ZoneInfo) -> timedelta:
        """How long until they are at work, as far as anybody knows; nothing while they are."""
        rest = quiet_for(self.evening, self.begins, now, zone)
        day = calendar.local_day(now + rest, zone)
        return rest if self.works(day) else self.back_at(day, zone) - now

    def after(self, day: date, count: int) -> date:
        """The `count`-th working day after this one."""
        for _ in range(count):
            day = self.next_working(day)
        return day

    def back_at(self, last: date, zone: ZoneInfo) -> datetime:
        """The moment at which they are at work again after their last day off."""
        return calendar.instant(self.next_working(last), self.begins, zone)

    def between(self, start: date, end: date) -> int:
        """How many of their working days have come since `start`, counting `end` and not `start`."""
        return calendar.working_days_between(start, end, weekend=self.weekend, holidays=self._closed(start, end))

    def age_words(self, start: date, end: date) -> str:
        """The same, as people say it: "today", "3 working days"."""
        return calendar.age_words(start, end, weekend=self.weekend, holidays=self._closed(start, end))

    def _closed(self, first: date, last: date) -> Collection[date]:
        away = {
            max(start, first) + count * DAY
            for start, end in self.away
            for count in range((min(end, last) - max(start, first)).days + 1)
        }
        return away | {day for day, _ in self.holidays(first, last)}


# Somebody who never said anything.
ANYBODY = Days()
