"""Looking again, right before something is sent, whether this is the moment for this person."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session

from bot.rules.calendar import instant, local_day
from bot.rules.days_off import Days
from bot.rules.delivery import ENOUGH, FULL, NIGHT, QUIET, Held, Policy, Skip, policy
from bot.rules.digests import FOR_THE_DIGEST, next_morning
from bot.rules.people import is_person
from storage import days_off, held, preferences
from storage.outbox import Message
from storage.preferences import Preference

# So often what a digest in doubt may have brought asks whether it did.
_UNTIL_KNOWN = timedelta(minutes=1)


def spared(session: Session, row: Message, zone: ZoneInfo, now: datetime) -> Skip | Held | None:
    """Why this person should not get it, or not now; None when they should."""
    if not is_person(row.recipient):
        return None
    rules, urgent = policy(row.purpose), bool(row.detail.get("urgent"))
    days = days_off.of(session, row.workspace_id, row.recipient, local_day(now, zone))
    off = _off(row, rules, days, zone, now)
    if isinstance(off, Skip):
        return off
    wishes = preferences.of(session, row.workspace_id, row.recipient)
    if wishes.has_muted(row.purpose, str(row.detail.get("by", ""))):
        return Skip("they have muted it")
    if urgent:
        return None
    wait = off or _quiet(rules, wishes, days, zone, now)
    if wait:
        return _with_the_digest(wait, rules, days, zone, now)
    return None if row.doubt or not rules.capped else _capped(session, row, wishes, days, zone, now)


def _off(row: Message, rules: Policy, days: Days, zone: ZoneInfo, now: datetime) -> Skip | Held | None:
    """What it means for a message of this policy that its reader is off, if they are."""
    today = local_day(now, zone)
    why = days.off(today) if rules.spares_away or rules.awaits_return else None
    if why is None:
        return None
    left_out = rules.spares_away or row.detail.get("recurs")
    return Skip(why.reason) if left_out else Held(why.reason, days.back_at(today, zone) - now)


def _quiet(rules: Policy, wishes: Preference, days: Days, zone: ZoneInfo, now: datetime) -> Held | None:
    """Whether it waits until quiet hours, said or supposed, are over."""
    if not rules.spares_quiet:
        return None
    wait = wishes.quiet(days, now, zone, at_night=rules.spares_night)
    return Held(QUIET if wishes.quiet_from else NIGHT, wait) if wait else None


def _with_the_digest(wait: Held, rules: Policy, days: Days, zone: ZoneInfo, now: datetime) -> Held:
    """What waits past the morning comes in the digest; by itself only if that has not taken it up."""
    _, morning = next_morning(now, zone, days)
    comes_then = rules.capped and morning <= now + wait.wait
    return Held(wait.reason, wait.wait + FOR_THE_DIGEST) if comes_then else wait


def _capped(
    session: Session, row: Message, wishes: Preference, days: Days, zone: ZoneInfo, now: datetime
) -> Skip | Held | None:
    """What is past their cap waits for the morning; it comes by itself if no digest has taken it up by then."""
    if held.may_be_told(session, row):
        return Held(row.reason, _UNTIL_KNOWN)
    if row.reason in (FULL, *held.ASLEEP):
        return None
    midnight = instant(local_day(now, zone), time(0), zone)
    if not held.is_full(session, row.workspace_id, row.recipient, wishes.cap, midnight):
        return None
    if policy(row.purpose).grace is not None:
        return Skip(ENOUGH)
    _, morning = next_morning(now, zone, days)
    return Held(FULL, morning + wishes.quiet(days, morning, zone) + FOR_THE_DIGEST - now)
