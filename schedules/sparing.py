"""Looking again, right before something is sent, whether this is the moment for this person."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session

from bot.rules.absences import back_at
from bot.rules.calendar import instant, local_day
from bot.rules.delivery import AWAY, ENOUGH, FULL, Held, Postponed, Skip, policy
from bot.rules.digests import FOR_THE_DIGEST, next_morning
from bot.rules.people import is_person
from bot.rules.quiet import quiet_for
from storage import absences, held, preferences
from storage.outbox import Message
from storage.preferences import Preference


def spared(session: Session, row: Message, zone: ZoneInfo, now: datetime) -> Skip | Postponed | Held | None:
    """Why this person should not get it, or not now; None when they should."""
    if not is_person(row.recipient):
        return None
    rules, urgent = policy(row.purpose), bool(row.detail.get("urgent"))
    if rules.spares_away and absences.is_away(session, row.workspace_id, row.recipient, local_day(now, zone)):
        return Skip(AWAY)
    wishes = preferences.of(session, row.workspace_id, row.recipient)
    if wishes.has_muted(row.purpose, str(row.detail.get("by", ""))):
        return Skip("they have muted it")
    if rules.awaits_return and not urgent and (away := _away(session, row, zone, now)):
        return away
    spares_quiet = rules.spares_quiet and not urgent
    wait = quiet_for(wishes.quiet_from, wishes.quiet_until, now, zone) if spares_quiet else timedelta(0)
    if wait:
        return Postponed("their quiet hours", wait)
    return None if urgent or row.doubt or not rules.capped else _capped(session, row, wishes, zone, now)


def _away(session: Session, row: Message, zone: ZoneInfo, now: datetime) -> Held | None:
    last_day = absences.until(session, row.workspace_id, row.recipient, local_day(now, zone))
    return Held(AWAY, back_at(last_day, zone) - now) if last_day else None


def _capped(session: Session, row: Message, wishes: Preference, zone: ZoneInfo, now: datetime) -> Skip | Held | None:
    """What is past their cap waits for the morning; it comes by itself if no digest has taken it up by then."""
    midnight = instant(local_day(now, zone), time(0), zone)
    if not held.is_full(session, row.workspace_id, row.recipient, wishes.cap, midnight):
        return None
    if policy(row.purpose).grace is not None:
        return Skip(ENOUGH)
    _, morning = next_morning(now, zone)
    quiet = quiet_for(wishes.quiet_from, wishes.quiet_until, morning, zone)
    return Held(FULL, morning + quiet + FOR_THE_DIGEST - now)
