"""Standups as the clock meets them: a round opens; and what people are told when none can."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session

from bot.rules.calendar import local_day
from bot.rules.delivery import Skip
from bot.views import standups as views
from bot.views.blocks import Message as Said
from schedules.ringing import Rings
from storage import opening, standups
from storage.alarms import Alarm
from storage.outbox import Message


def open_(session: Session, alarm: Alarm, now: datetime) -> None:
    """The moment at which a round opens has come."""
    standup = standups.of(session, alarm.workspace_id, int(alarm.subject))
    if standup is not None and standup.is_on:
        opening.ring(session, standup, date.fromisoformat(alarm.nominal), alarm.due_at, now)


def empty(session: Session, row: Message, zone: ZoneInfo, now: datetime) -> Said | Skip:
    """The news for whoever set it up that there was nobody to ask."""
    standup = standups.of(session, row.workspace_id, row.number)
    return Skip("it is gone") if standup is None or not standup.is_on else views.empty(standup)


def missed(session: Session, row: Message, zone: ZoneInfo, now: datetime) -> Said | Skip:
    """The news for whoever set it up that we were down when everybody should have been asked."""
    standup = standups.of(session, row.workspace_id, row.number)
    if standup is None or not standup.is_on:
        return Skip("it is gone")
    return views.missed(standup, date.fromisoformat(row.nominal), int(row.detail["days"]), local_day(now, zone))


RENDERERS = {"standups.empty": empty, "standups.missed": missed}
RINGS: Rings = {("standup", "open"): open_}
