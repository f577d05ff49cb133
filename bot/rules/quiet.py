"""Quiet hours: a stretch of a person's own day, often over midnight, in which only what is urgent comes."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.rules.calendar import instant, local_day

_NONE = timedelta(0)


def quiet_for(starts: time | None, ends: time | None, now: datetime, zone: ZoneInfo) -> timedelta:
    """How long quiet hours from `starts` until `ends` still last; nothing when it isn't quiet."""
    if starts is None or ends is None or starts == ends:
        return _NONE
    today = local_day(now, zone)
    for day in (today - timedelta(days=1), today):
        begins = instant(day, starts, zone)
        over = instant(day if ends > starts else day + timedelta(days=1), ends, zone)
        if begins <= now < over:
            return over - now
    return _NONE
