"""Looking again, right before something is sent, whether this is the moment for this person."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session

from bot.rules.calendar import instant, local_day
from bot.rules.delivery import ENOUGH, FULL, Held, Policy, Postponed, Skip, policy
from bot.rules.digests import FOR_THE_DIGEST, next_morning
from bot.rules.people import is_person
from bot.rules.quiet import quiet_for
from storage import days_off, held, preferences
from storage.outbox import Message
from storage.preferences import Preference

# So often what a digest in doubt may have brought asks whether it did.
_UNTIL_KNOWN = timedelta(minutes=1)


def spared(session: Session, row: Message, zone: ZoneInfo, now: datetime) -> Skip | Postponed | Held | None:
    """Why this person should not get it, or not now; None when they should."""
    if not is_person(row.recipient):
        return None
    rules, urgent = policy(row.purpose), bool(row.detail.get("urgent"))
    off = _off(session, row, rules, zone, now)
    if isinstance(off, Skip):
        return off
    wishes = preferences.of(session, row.workspace_id, row.recipient)
    if wishes.has_muted(row.purpose, str(row.detail.get("by", ""))):
        return Skip("they have muted it")
    if off and not urgent:
        return off
    spares_quiet = rules.spares_quiet and not urgent
    wait = quiet_for(wishes.quiet_from, wishes.quiet_until, now, zone) if spares_quiet else timedelta(0)
    if wait:
        return Postponed("their quiet hours", wait)
    return None if urgent or row.doubt or not rules.capped else _capped(session, row, wishes, zone, now)


def _off(session: Session, row: Message, rules: Policy, zone: ZoneInfo, now: datetime) -> Skip | Held | None:
    """What it means for a message of this policy that its reader is off, if they are."""
    if not (rules.spares_away or rules.awaits_return):
        return None
    today = local_day(now, zone)
    days = days_off.of(session, row.workspace_id, row.recipient, today)
    why = days.off(today)
    if why is None:
        return None
    return Skip(why.reason) if rules.spares_away else Held(why.reason, days.back_at(today, zone) - now)


def _capped(session: Session, row: Message, wishes: Preference, zone: ZoneInfo, now: datetime) -> Skip | Held | None:
    """What is past their cap waits for the morning; it comes by itself if no digest has taken it up by then."""
    if held.may_be_told(session, row):
        return Held(FULL, _UNTIL_KNOWN)
    if row.reason == FULL:
        return None
    today = local_day(now, zone)
    midnight = instant(today, time(0), zone)
    if not held.is_full(session, row.workspace_id, row.recipient, wishes.cap, midnight):
        return None
    if policy(row.purpose).grace is not None:
        return Skip(ENOUGH)
    _, morning = next_morning(now, zone, days_off.of(session, row.workspace_id, row.recipient, today))
    quiet = quiet_for(wishes.quiet_from, wishes.quiet_until, morning, zone)
    return Held(FULL, morning + quiet + FOR_THE_DIGEST - now)
