"""Looking again, right before something is sent, whether this is the moment for this person."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session

from bot.rules.calendar import local_day
from bot.rules.delivery import Postponed, Skip, policy
from bot.rules.people import is_person
from bot.rules.quiet import quiet_for
from storage import absences, preferences
from storage.outbox import Message


def spared(session: Session, row: Message, zone: ZoneInfo, now: datetime) -> Skip | Postponed | None:
    """Why this person should not get it, or not now; None when they should."""
    if not is_person(row.recipient):
        return None
    rules = policy(row.purpose)
    if rules.spares_away and absences.is_away(session, row.workspace_id, row.recipient, local_day(now, zone)):
        return Skip("they are away")
    wishes = preferences.of(session, row.workspace_id, row.recipient)
    if wishes.has_muted(row.purpose, str(row.detail.get("by", ""))):
        return Skip("they have muted it")
    wait = quiet_for(wishes.quiet_from, wishes.quiet_until, now, zone) if rules.spares_quiet else timedelta(0)
    return Postponed("their quiet hours", wait) if wait else None
