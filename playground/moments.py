"""Moments worth turning the clock to, where somebody is."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from playground.refusal import NotPossible

FARTHEST = timedelta(days=120)
_A_YEAR = timedelta(days=366)
_HOUR = timedelta(hours=1)
_SHORTLY_BEFORE = timedelta(minutes=30)
_MORNING = time(8, 55)
_AFTERNOON = time(16, 0)
_FRIDAY = 4
_HOUR_OF_DAY = re.compile(r"([01]\d|2[0-3]):([0-5]\d)", re.ASCII)


def reached(to: object, now: float, tz: str) -> float:
    """The moment that is meant, in seconds since the epoch: `15m`, `1h`, `morning`, `friday`, `dst`, `09:31`, seconds.

    An hour is the next time that the clocks there show it.
    `dst` is half an hour before the clocks change there, so that one sees them change; it may be half a year ahead.
    Raises NotPossible for what is past, too far ahead, or nothing of the kind.
    """
    here = datetime.fromtimestamp(now, ZoneInfo(tz))
    if isinstance(to, str) and to in _NAMED:
        return _NAMED[to](here).timestamp()
    if isinstance(to, str) and (hour := _HOUR_OF_DAY.fullmatch(to)):
        return _next(here, time(int(hour[1]), int(hour[2])), lambda _: True).timestamp()
    if isinstance(to, bool) or not isinstance(to, int | float):
        raise NotPossible(f"to is none of {', '.join(_NAMED)}, nor an hour like 09:31, nor seconds since the epoch.")
    if to < now:
        raise NotPossible("Time only goes forward.")
    if not to <= now + FARTHEST.total_seconds():
        raise NotPossible(f"That is more than {FARTHEST.days} days ahead.")
    return float(to)


def next_morning(here: datetime) -> datetime:
    """The next 08:55 of a working day."""
    return _next(here, _MORNING, lambda day: day.weekday() <= _FRIDAY)


def next_friday(here: datetime) -> datetime:
    """The next Friday at 16:00."""
    return _next(here, _AFTERNOON, lambda day: day.weekday() == _FRIDAY)


def before_the_clocks_change(here: datetime) -> datetime:
    """Half an hour before the next change of the offset. Raises NotPossible where there is none within a year."""
    start = here.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    for hours in range(1, _A_YEAR // _HOUR):
        moment = start + hours * _HOUR
        before, after = (each.astimezone(here.tzinfo).utcoffset() for each in (moment - _HOUR, moment))
        if before != after and moment - _SHORTLY_BEFORE > here:
            return moment - _SHORTLY_BEFORE
    raise NotPossible(f"The clocks of {here.tzinfo} don't change within a year.")


def _next(here: datetime, at: time, fits: Callable[[datetime], bool]) -> datetime:
    day = here.replace(hour=at.hour, minute=at.minute, second=0, microsecond=0, fold=0)
    # Wall time: the same zone on both sides, so that 08:55 stays 08:55 whatever the clocks do.
    while not (fits(day) and day.timestamp() > here.timestamp()):
        day += timedelta(days=1)
    return day


_NAMED: dict[str, Callable[[datetime], datetime]] = {
    "15m": lambda here: here.astimezone(UTC) + timedelta(minutes=15),
    "1h": lambda here: here.astimezone(UTC) + _HOUR,
    "morning": next_morning,
    "friday": next_friday,
    "dst": before_the_clocks_change,
}
