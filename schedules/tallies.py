"""The weekly card: how much somebody was sent, and how to get less of it."""

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session

from bot.rules.delivery import Skip
from bot.rules.tallies import FEW, WEEK
from bot.views import tallies as views
from bot.views.blocks import Message as Said
from storage import outbox, tallies
from storage.alarms import Alarm
from storage.outbox import Message


def friday(session: Session, alarm: Alarm, now: datetime) -> None:
    """Plan the card, if there was more than a little; the next message that somebody gets sets the next alarm."""
    counted = tallies.of_week(session, alarm.workspace_id, alarm.subject, alarm.due_at - WEEK)
    if counted.total() > FEW:
        day = alarm.due_at.date().isoformat()
        outbox.plan(
            session, alarm.workspace_id, f"{tallies.PURPOSE}:{alarm.subject}:{day}", tallies.PURPOSE,
            (tallies.NOUN, 0), alarm.subject, now, at=alarm.due_at, nominal=day,
        )  # fmt: skip


def week(session: Session, row: Message, zone: ZoneInfo, now: datetime) -> Said | Skip:
    """What somebody was sent in the week that ends now."""
    return views.week(tallies.of_week(session, row.workspace_id, row.recipient, row.was_due - WEEK))


RENDERERS = {tallies.PURPOSE: week}
RINGS = {(tallies.NOUN, "week"): friday}
