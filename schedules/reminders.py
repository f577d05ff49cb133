"""Reminders coming round, and how they read at the moment of sending."""

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session

from bot.rules import reminders as rules
from bot.rules.delivery import Skip, came_late
from bot.rules.reminders import CATCH_UP, Occurrence
from bot.views import reminders as views
from bot.views.blocks import Message as Said
from schedules.records import about
from storage import outbox
from storage import reminders as records
from storage.alarms import Alarm
from storage.outbox import Message
from storage.reminders import Reminder

_MISSED = "I was not running then; a later one was sent"


def fire(session: Session, alarm: Alarm, now: datetime) -> None:
    """Its time has come. Of several that came while we were down, the last is said and the others are written off."""
    reminder = records.of(session, alarm.workspace_id, int(alarm.subject))
    if reminder is None or not reminder.stands:
        return
    zone = records.zone_of(session, reminder)
    *missed, (nominal, at) = rules.times_until(reminder.when, (alarm.nominal, alarm.due_at), now, zone)
    _write_off(session, reminder, missed, now)
    _plan(session, reminder, Occurrence(reminder.number, nominal), at, now)
    records.arm(session, reminder, now)


def come_again(session: Session, alarm: Alarm, now: datetime) -> None:
    """A snooze is over."""
    reminder = records.of(session, alarm.workspace_id, int(alarm.subject))
    if reminder is not None and reminder.stands:
        again = int(alarm.part.rpartition(":")[2])
        _plan(session, reminder, Occurrence(reminder.number, alarm.nominal, again), alarm.due_at, now)


def due(session: Session, row: Message, zone: ZoneInfo, now: datetime) -> Said | Skip:
    """The reminder; once somebody has answered it, what they did."""
    reminder = records.of(session, row.workspace_id, row.number)
    sent = outbox.find(session, row.workspace_id, str(row.detail["card"])) if row.purpose == "update" else row
    if reminder is None or sent is None:
        return Skip("the reminder is gone")
    if row.purpose != "update" and not reminder.stands:
        return Skip("it was stopped")
    occurrence = Occurrence(row.number, sent.nominal, int(sent.detail["round"]))
    return views.due(
        reminder,
        occurrence,
        records.response(session, row.workspace_id, occurrence),
        zone,
        was_due=sent.was_due if came_late(sent.was_due, sent.ready_at) else None,
    )


def declined(reminder: Reminder, row: Message, zone: ZoneInfo, now: datetime) -> Said | Skip:
    """The news for whoever set it."""
    if reminder.status != "declined":
        return Skip("it is wanted again")
    return views.declined(reminder)


def _plan(session: Session, reminder: Reminder, occurrence: Occurrence, at: datetime, now: datetime) -> None:
    outbox.plan(
        session, reminder.workspace_id, occurrence.key, reminder.purpose, (records.NOUN, reminder.number),
        reminder.for_id, now, at=at, nominal=occurrence.nominal, owner_id=reminder.creator_id,
        by=reminder.creator_id, round=occurrence.round,
    )  # fmt: skip


def _write_off(session: Session, reminder: Reminder, missed: list[tuple[str, datetime]], now: datetime) -> None:
    """A row for each, but no flood of them: the first one kept speaks for those before it."""
    older = max(0, len(missed) - CATCH_UP)
    for count, (nominal, at) in enumerate(missed[older:]):
        and_older = f", nor for {older} before it" if older and not count else ""
        outbox.note_skipped(
            session, reminder.workspace_id, Occurrence(reminder.number, nominal).key, reminder.purpose,
            (records.NOUN, reminder.number), reminder.for_id, now, at=at, nominal=nominal,
            reason=f"{_MISSED}{and_older}",
        )  # fmt: skip


RENDERERS = {"reminders.due": due, "reminders.from_others": due, "reminders.declined": about(Reminder, declined)}
RINGS = {("reminder", "fire"): fire, ("reminder", "snooze"): come_again}
