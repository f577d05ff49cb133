"""When somebody will read what they are sent, so that whoever waits for them knows."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

from sqlmodel import Session

from bot.rules.calendar import instant, local_day, zone_of
from bot.rules.quiet import quiet_for
from bot.views.reaching import Reach
from handlers.asking import Ask
from storage import days_off, held, people, preferences

# At other hours few people work.
_DAYTIME = range(8, 19)


def reach(session: Session, ask: Ask, user_id: str, *, urgent: bool) -> Reach:
    """How soon a message of the asker's comes to this person."""
    workspace_id, now = ask.actor.workspace_id, ask.now
    known = people.find(session, workspace_id, user_id)
    if known is None or not known.tz:
        return Reach(user_id, urgent)
    zone = zone_of(known.tz)
    wishes = preferences.of(session, workspace_id, user_id)
    quiet = quiet_for(wishes.quiet_from, wishes.quiet_until, now, zone)
    today = local_day(now, zone)
    days = days_off.of(session, workspace_id, user_id, today)
    midnight = instant(today, time(0), zone)
    return Reach(
        user_id,
        urgent,
        away_until=days.off_until(today),
        off=days.off(today),
        quiet_until=(now + quiet).astimezone(zone).time() if quiet else None,
        full=held.is_full(session, workspace_id, user_id, wishes.cap, midnight),
        clock=odd_hour(now, zone, ask.actor.zone),
    )


def odd_hour(now: datetime, theirs: ZoneInfo, ours: ZoneInfo) -> time | None:
    """What time it is for them, where few people work then, and it is another time than ours."""
    local = now.astimezone(theirs)
    apart = local.utcoffset() != now.astimezone(ours).utcoffset()
    return local.time() if apart and local.hour not in _DAYTIME else None
