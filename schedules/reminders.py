"""Reminders coming round, and how they read at the moment of sending."""

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session

from bot.rules import reminders as rules
from bot.rules.delivery import Skip, came_late
from bot.rules.reminders import CATCH_UP, Occurrence
from bot.views import reminders as views
from bot.views.blocks import Message as Said
from storage import absences, days_off, history, outbox, people, roles
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
    _bring(session, reminder, nominal, at, now)
    records.arm(session, reminder, now)


def come_again(session: Session, alarm: Alarm, now: datetime) -> None:
    """A snooze is over."""
    reminder = records.of(session, alarm.workspace_id, int(alarm.subject))
    if reminder is not None and reminder.stands:
        again = records.snoozed(reminder, alarm)
        _plan(session, reminder, again, again.to or reminder.for_id, alarm.due_at, now)


def due(session: Session, row: Message, zone: ZoneInfo, now: datetime) -> Said | Skip:
    """The reminder; once somebody has answered it, what they did."""
    reminder = records.of(session, row.workspace_id, row.number)
    sent = outbox.find(session, row.workspace_id, str(row.detail["card"])) if row.purpose == "update" else row
    if reminder is None or sent is None:
        return Skip("the reminder is gone")
    if row.purpose != "update" and not reminder.stands:
        return Skip("it was stopped")
    if row.purpose != "update" and reminder.role and row.recipient not in records.recipients(session, reminder):
        return Skip(f"they are not {reminder.role} any more, or do not want it")
    occurrence = reminder.time(sent.nominal, int(sent.detail["round"]), sent.recipient)
    return views.due(
        reminder,
        occurrence,
        records.response(session, row.workspace_id, occurrence),
        zone,
        to=sent.recipient,
        was_due=sent.was_due if came_late(sent.was_due, sent.ready_at) else None,
        kept=records.zone_of(session, reminder),
    )


def declined(session: Session, row: Message, zone: ZoneInfo, now: datetime) -> Said | Skip:
    """The news for whoever set it, while they may know who has its role."""
    reminder = records.of(session, row.workspace_id, row.number)
    if reminder is None:
        return Skip("the reminder is gone")
    if not records.is_open_to(session, reminder, reminder.creator_id):
        return Skip("they may not know who has the role")
    who = str(row.detail.get("by") or reminder.for_id)
    if reminder.status != "declined" and who not in reminder.declined_ids:
        return Skip("it is wanted again")
    return views.declined(reminder, who)


def nobody(session: Session, row: Message, zone: ZoneInfo, now: datetime) -> Said | Skip:
    """The news for whoever set it that nobody got it."""
    reminder = records.of(session, row.workspace_id, row.number)
    sent = outbox.find(session, row.workspace_id, str(row.detail["card"])) if row.purpose == "update" else row
    if reminder is None or sent is None:
        return Skip("the reminder is gone")
    if sent.detail.get("outside"):
        return views.outside(reminder)
    return views.nobody(reminder, sent.detail["away"], declined=sent.detail["declined"])


def _bring(session: Session, reminder: Reminder, nominal: str, at: datetime, now: datetime) -> None:
    """It goes to whom it is for; when that is nobody, or everybody who has its role is away, its setter is told."""
    if _is_outside(session, reminder):
        _withhold(session, reminder, nominal, at, now)
        return
    recipients = records.recipients(session, reminder)
    for recipient in recipients:
        _plan(session, reminder, reminder.time(nominal, 0, recipient), recipient, at, now)
    covered = [user for user in recipients if _cover(session, reminder, nominal, user, now)]
    if not recipients:
        _write_off(session, reminder, [(nominal, at)], now, f"nobody who wants it is {reminder.role}")
        history.happened(session, reminder, "unwanted", now, nominal=nominal)
    if covered:
        return
    if not recipients or (reminder.role and all(_is_away(session, reminder, user, now) for user in recipients)):
        _tell_setter(session, reminder, nominal, recipients, now)


def _cover(session: Session, reminder: Reminder, nominal: str, user_id: str, now: datetime) -> bool:
    """Bring what is for somebody's role to whoever stands in for them. What is for a person alone is told to nobody."""
    instead = days_off.stand_in(session, reminder.workspace_id, user_id, now) if reminder.role else None
    if instead is None or not records.is_open_to(session, reminder, instead):
        return False
    outbox.plan(
        session, reminder.workspace_id, f"reminders.stand_in:{reminder.number}:{nominal}:{user_id}:{instead}",
        "reminders.stand_in", (absences.NOUN, 0), instead, now, nominal=nominal, owner_id=reminder.creator_id,
        by=reminder.creator_id, reminder=reminder.number, instead_of=user_id,
    )  # fmt: skip
    return True


def stand_in(session: Session, row: Message, zone: ZoneInfo, now: datetime) -> Said | Skip:
    """The reminder for whoever stands in for somebody with its role."""
    reminder = records.of(session, row.workspace_id, int(row.detail["reminder"]))
    if reminder is None or not reminder.stands:
        return Skip("it was stopped")
    if not records.is_open_to(session, reminder, row.recipient):
        return Skip("they may not read that channel")
    return views.stand_in(reminder, str(row.detail["instead_of"]))


def _is_outside(session: Session, reminder: Reminder) -> bool:
    """Whether whoever set it may not read the channel of its role any more, and is still here to be told."""
    setter = people.find(session, reminder.workspace_id, reminder.creator_id)
    gone = setter is not None and setter.kind == "gone"
    return bool(reminder.role) and not gone and not records.is_open_to(session, reminder, reminder.creator_id)


def _withhold(session: Session, reminder: Reminder, nominal: str, at: datetime, now: datetime) -> None:
    """Nobody gets it, and whoever set it is told once."""
    _write_off(session, reminder, [(nominal, at)], now, "whoever set it may not be in that channel any more")
    history.happened(session, reminder, "withheld", now, nominal=nominal)
    outbox.plan(
        session, reminder.workspace_id, f"reminders.nobody:{reminder.number}:outside:{reminder.version}",
        "reminders.nobody", (records.NOUN, reminder.number), reminder.creator_id, now, nominal=nominal, outside=True,
    )  # fmt: skip


def _is_away(session: Session, reminder: Reminder, user_id: str, now: datetime) -> bool:
    """Whether it will be left out for somebody because they are off; what one set oneself is not."""
    return user_id != reminder.creator_id and days_off.off_now(session, reminder.workspace_id, user_id, now)


def _tell_setter(session: Session, reminder: Reminder, nominal: str, away: tuple[str, ...], now: datetime) -> None:
    """Once while nobody has the role, however often it comes; each time that all who have it are away."""
    role = roles.named(session, reminder.workspace_id, reminder.for_id, reminder.role)
    since = nominal if away else f"{role.version if role else 0}:{reminder.version}"
    outbox.plan(
        session, reminder.workspace_id, f"reminders.nobody:{reminder.number}:{since}", "reminders.nobody",
        (records.NOUN, reminder.number), reminder.creator_id, now, nominal=nominal, away=list(away),
        declined=bool(records.holders(session, reminder)),
    )  # fmt: skip


def _plan(
    session: Session, reminder: Reminder, occurrence: Occurrence, recipient: str, at: datetime, now: datetime
) -> None:
    outbox.plan(
        session, reminder.workspace_id, occurrence.key, reminder.purpose(recipient), (records.NOUN, reminder.number),
        recipient, now, at=at, nominal=occurrence.nominal, owner_id=reminder.creator_id,
        by=reminder.creator_id, round=occurrence.round, recurs=rules.recurs(reminder.when),
    )  # fmt: skip


def _write_off(
    session: Session, reminder: Reminder, missed: list[tuple[str, datetime]], now: datetime, reason: str = _MISSED
) -> None:
    """A row for each, but no flood of them: the first one kept speaks for those before it."""
    older = max(0, len(missed) - CATCH_UP)
    for count, (nominal, at) in enumerate(missed[older:]):
        and_older = f", nor for {older} before it" if older and not count else ""
        outbox.note_skipped(
            session, reminder.workspace_id, Occurrence(reminder.number, nominal).key, reminder.purpose(reminder.for_id),
            (records.NOUN, reminder.number), reminder.for_id, now, at=at, nominal=nominal,
            reason=f"{reason}{and_older}",
        )  # fmt: skip


RENDERERS = {
    "reminders.due": due,
    "reminders.from_others": due,
    "reminders.to_role": due,
    "reminders.declined": declined,
    "reminders.nobody": nobody,
    "reminders.stand_in": stand_in,
}
RINGS = {("reminder", "fire"): fire, ("reminder", "snooze"): come_again}
