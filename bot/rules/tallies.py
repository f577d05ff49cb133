"""The weekly card: when it comes, and when it is worth one."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.rules import calendar

AT = time(15)
WEEK = timedelta(days=7)
# So many messages in a week are nothing to speak of.
FEW = 5
_FRIDAY = 4


def next_friday(after: datetime, zone: ZoneInfo) -> datetime:
    """The first Friday afternoon after a moment, in `zone`."""
    day = calendar.local_day(after, zone)
    friday = day + timedelta(days=(_FRIDAY - day.weekday()) % 7)
    at = calendar.instant(friday, AT, zone)
    return at if at > after else calendar.instant(friday + WEEK, AT, zone)
