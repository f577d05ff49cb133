"""When the people of a standup are asked: each at the same wall time of the same nominal day, wherever they are."""

from collections.abc import Collection, Iterable
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.rules.calendar import instant, local_day
from bot.rules.delivery import policy
from bot.rules.recurrence import Cadence, next_date

# Somebody who flies east is not asked again as soon as they land.
REST = timedelta(hours=4)
EVENING = time(18)
DAY = timedelta(days=1)
# Once our own moment has passed by more than this, a prompt is not worth sending.
GRACE = policy("standups.prompt").grace or timedelta(0)


def prompt_moment(nominal: date, at: time, zone: ZoneInfo, last_prompt: datetime | None = None) -> datetime:
    """When somebody in `zone` is asked for a nominal day; some hours after they were last asked, at the earliest."""
    moment = instant(nominal, at, zone)
    return max(moment, last_prompt + REST) if last_prompt else moment


def opening_moment(nominal: date, at: time, zones: Iterable[ZoneInfo], *, early: bool) -> datetime:
    """When a round opens: as the first person is asked, or on the evening before that day where it comes first."""
    day, hour = (nominal - DAY, EVENING) if early else (nominal, at)
    return min(instant(day, hour, zone) for zone in zones)


def next_nominal(
    cadence: Cadence, zones: Collection[ZoneInfo], now: datetime, after: date | None = None
) -> date | None:
    """The first nominal day after `after` on which everybody is still to be asked; None when there is none to come."""
    # Somewhere the day before yesterday may have hardly ended.
    day = next_date(cadence, after or min(local_day(now, zone) for zone in zones) - 2 * DAY)
    while day is not None and opening_moment(day, cadence.at, zones, early=False) <= now:
        day = next_date(cadence, day)
    return day


def over(prompts: Iterable[datetime], now: datetime) -> bool:
    """Whether it is too late to ask anybody."""
    return all(now > prompt + GRACE for prompt in prompts)


def nudge_moments(prompt_at: datetime, deadline_at: datetime, count: int, gap: timedelta) -> list[datetime]:
    """`count` moments before a deadline, `gap` apart; none before they were asked. Soonest first."""
    moments = (deadline_at - step * gap for step in range(count, 0, -1))
    return [moment for moment in moments if moment > prompt_at]
