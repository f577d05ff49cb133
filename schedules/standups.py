"""Standups as the clock meets them: a round opens; and what people are told when none can."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session

from bot.rules.delivery import Skip
from bot.views import standups as views
from bot.views.blocks import Message as Said
from schedules.ringing import Rings
from storage import opening, rounds, standups
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


def prompt(session: Session, row: Message, zone: ZoneInfo, now: datetime) -> Said | Skip:
    """The question, and the reminder of it, in the plainest words."""
    round_ = rounds.numbered(session, row.workspace_id, row.number)
    standup = standups.of(session, row.workspace_id, round_.standup_number) if round_ else None
    return views.prompt(standup) if standup and standup.is_on else Skip("it is gone")


def close(session: Session, alarm: Alarm, now: datetime) -> None:
    """Everybody's time is up."""
    round_ = rounds.numbered(session, alarm.workspace_id, int(alarm.subject))
    if round_ is not None and round_.status == "open":
        round_.status, round_.closed_at = "closed", now


RENDERERS = {"standups.empty": empty, "standups.prompt": prompt, "standups.nudge": prompt}
RINGS: Rings = {("standup", "open"): open_, ("round", "close"): close}
