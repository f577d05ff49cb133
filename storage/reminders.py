"""Reminders: the table, what was done with each occurrence, and when the next one rings."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Index, String, cast, func
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import Field, Session, col, or_, select

from bot.rules import recurrence
from bot.rules import reminders as rules
from bot.rules.dates import Moment
from bot.rules.errors import NotFound
from bot.rules.paging import Cursor, Page
from bot.rules.people import Actor, is_person, may_enter
from bot.rules.reminders import Occurrence, Outcome, Status, When
from storage import alarms, people, records
from storage.alarms import Alarm
from storage.history import UNDO_WITHIN, Stamp
from storage.ledger import Coming
from storage.records import Record
from storage.schema import Row, insert_once, json_field

NOUN = rules.LIFECYCLE.noun
MOST_COMING = 200


class Reminder(Record, table=True):
    """`cadence` says when in words of a calendar, or `at` is the one moment; `for_id` is a person or a channel."""

    lifecycle = rules.LIFECYCLE
    names_people = ("creator_id", "for_id")
    called_by = "what"

    __table_args__ = (
        Index(None, "workspace_id", "creator_id", "status"),
        Index(None, "workspace_id", "for_id", "status"),
    )

    what: str = Field(max_length=rules.WHAT_LIMIT)
    for_id: str = Field(max_length=32)
    status: str = Field(default="active", max_length=16)
    cadence: dict[str, Any] | None = json_field(default=None)
    at: datetime | None = None
    source_url: str | None = Field(default=None, max_length=3000)

    @property
    def when(self) -> When:
        """When it comes."""
        if self.cadence is not None:
            return recurrence.revived(self.cadence)
        return Moment(self.at or self.created_at)

    @property
    def stands(self) -> bool:
        """Whether it still comes."""
        return self.status == "active" and self.removed_at is None

    @property
    def from_another(self) -> bool:
        """Whether somebody set it for somebody else."""
        return self.for_id != self.creator_id and is_person(self.for_id)

    @property
    def purpose(self) -> str:
        """What its messages are planned as."""
        return "reminders.from_others" if self.from_another else "reminders.due"


class Response(Row, table=True):
    """What somebody did with one occurrence; the first one counts."""

    __tablename__ = "reminder_response"

    number: int = Field(primary_key=True)
    nominal: str = Field(primary_key=True, max_length=32)
    round: int = Field(primary_key=True)
    outcome: str = Field(max_length=16)
    user_id: str = Field(max_length=32)
    at: datetime
    until: datetime | None = None


@dataclass(frozen=True)
class Upcoming:
    """A reminder, when it comes next, if it does, and whose wall time it keeps."""

    reminder: Reminder
    at: datetime | None
    zone: ZoneInfo


def add(
    session: Session, stamp: Stamp, actor: Actor, for_id: str, what: str, when: When, source_url: str | None = None
) -> Reminder:
    """Write down a new reminder, and set its alarm."""
    values = {"what": what, "for_id": for_id, "status": "active", "source_url": source_url, **_columns(when)}
    reminder = records.create(session, stamp, actor.place, Reminder, values)
    arm(session, reminder, stamp.now)
    return reminder


def find(session: Session, actor: Actor, number: int) -> Reminder:
    """The reminder, if the actor set it, it is for them, or they stand in the channel it is for.

    Raises:
        NotFound: absent, over, or not theirs; the sentence is the same.
    """
    reminder = of(session, actor.workspace_id, number)
    theirs = reminder is not None and (
        reminder.involves(actor.user_id) or reminder.for_id == actor.place.channel_id != ""
    )
    if reminder is None or reminder.removed_at is not None or not theirs or not may_enter(actor):
        raise NotFound(rules.LIFECYCLE.key(number), "/beat reminders")
    return reminder


def of(session: Session, workspace_id: str, number: int) -> Reminder | None:
    """The reminder, whoever asks; for the clock, never for showing."""
    return session.get(Reminder, (workspace_id, number))


def edit(session: Session, stamp: Stamp, reminder: Reminder, what: str, when: When) -> None:
    """Say it differently, or at another time; a deleted one comes again.

    One that was declined stays so, whatever whoever set it makes of it; only whom it is for can want it again.
    """
    unwanted = reminder.status == "declined" and stamp.actor_id != reminder.for_id
    status = "declined" if unwanted else "active"
    records.change(session, stamp, reminder, "edit", {"what": what, "status": status, **_columns(when)})
    arm(session, reminder, stamp.now)


def stop(session: Session, stamp: Stamp, reminder: Reminder, status: Status) -> None:
    """It comes no more. What was snoozed stays set, so that Undo brings that back too."""
    records.change(session, stamp, reminder, status, {"status": status})
    alarms.cancel(session, reminder.workspace_id, NOUN, reminder.number, "fire")


def arm(session: Session, reminder: Reminder, now: datetime) -> None:
    """Set the alarm for the next time it comes, if it does."""
    found = rules.next_time(reminder.when, now, zone_of(session, reminder)) if reminder.stands else None
    if found is None:
        alarms.cancel(session, reminder.workspace_id, NOUN, reminder.number, "fire")
        return
    nominal, at = found
    alarms.set_(
        session, reminder.workspace_id, NOUN, reminder.number, "fire", at, nominal=nominal,
        owner_id=reminder.creator_id,
    )  # fmt: skip


def zone_of(session: Session, reminder: Reminder) -> ZoneInfo:
    """Whose wall time it keeps: that of the person it is for; for a channel, that of whoever set it."""
    user_id = reminder.for_id if is_person(reminder.for_id) else reminder.creator_id
    return people.zone(session, reminder.workspace_id, user_id)


def next_at(session: Session, reminder: Reminder) -> datetime | None:
    """When it comes next, snoozed or not."""
    return min(
        (alarm.due_at for alarm in alarms.of(session, reminder.workspace_id, NOUN, reminder.number)), default=None
    )


def response(session: Session, workspace_id: str, occurrence: Occurrence) -> Response | None:
    """What was done with one occurrence, if anything."""
    return session.get(Response, (workspace_id, occurrence.number, occurrence.nominal, occurrence.round))


def respond(
    session: Session, stamp: Stamp, occurrence: Occurrence, outcome: Outcome, until: datetime | None = None
) -> bool:
    """Note what was done with one occurrence, unless something was already; says whether it was the first."""
    row = Response(
        workspace_id=stamp.workspace_id, number=occurrence.number, nominal=occurrence.nominal,
        round=occurrence.round, outcome=outcome, user_id=stamp.actor_id, at=stamp.now, until=until,
    )  # fmt: skip
    return insert_once(session, Response, row.model_dump())


def unrespond(session: Session, stamp: Stamp, occurrence: Occurrence) -> bool:
    """Take back what this person just did with one occurrence; says whether there still was anything to take back."""
    made = response(session, stamp.workspace_id, occurrence)
    if made is None or made.user_id != stamp.actor_id or stamp.now - made.at > UNDO_WITHIN:
        return False
    if made.outcome == "snoozed":
        if not alarms.find(session, stamp.workspace_id, NOUN, occurrence.number, _again(occurrence)):
            return False
        alarms.cancel(session, stamp.workspace_id, NOUN, occurrence.number, _again(occurrence))
    session.delete(made)
    return True


def snooze(session: Session, reminder: Reminder, occurrence: Occurrence, until: datetime) -> None:
    """Have one occurrence come once more; the others come as they would."""
    alarms.set_(
        session, reminder.workspace_id, NOUN, reminder.number, _again(occurrence), until, nominal=occurrence.nominal,
        owner_id=reminder.creator_id,
    )  # fmt: skip


def _again(occurrence: Occurrence) -> str:
    """The part of the alarm for when its snooze is over."""
    return f"snooze:{occurrence.nominal}:{occurrence.round + 1}"


def page(session: Session, actor: Actor, cursor: Cursor | None, limit: int) -> Page[Upcoming]:
    """At most `limit` reminders to come that the actor set or gets, soonest first, from the cursor on."""
    soonest = (
        select(col(Alarm.subject).label("subject"), func.min(Alarm.due_at).label("at"))
        .where(Alarm.workspace_id == actor.workspace_id, Alarm.noun == NOUN)
        .group_by(col(Alarm.subject))
        .subquery()
    )
    found = (
        select(Reminder)
        .join(soonest, soonest.c.subject == cast(col(Reminder.number), String))
        .where(*_standing(actor.workspace_id), _theirs(actor.user_id))
    )
    page = records.page(session, found, (soonest.c.at, col(Reminder.number)), cursor, limit)
    rows = [
        Upcoming(each, at, zone_of(session, each)) for each in page.rows if (at := next_at(session, each)) is not None
    ]
    return Page(rows, page.earlier, page.later, page.total, page.more_than_total)


def coming(session: Session, actor: Actor, now: datetime, until: datetime) -> list[Coming]:
    """Every time that a reminder will come from `now` to `until`, soonest first, as far as the ledger tells the actor.

    Everybody sees what they set or get; administrators see that all comes. At most 200.
    """
    found = (
        select(Alarm, Reminder)
        .join(Reminder, col(Alarm.subject) == cast(col(Reminder.number), String))
        .where(Alarm.workspace_id == actor.workspace_id, Alarm.noun == NOUN, Alarm.due_at <= until)
        .where(*_standing(actor.workspace_id), *([] if actor.admin else [_theirs(actor.user_id)]))
        .order_by(col(Alarm.due_at))
        .limit(MOST_COMING)
    )
    each = [
        Coming(at, reminder.purpose, NOUN, reminder.number, (reminder.for_id,))
        for alarm, reminder in session.exec(found)
        for at in _times(session, reminder, alarm, until)
        if at > now
    ]
    return sorted(each, key=lambda one: one.at)[:MOST_COMING]


def _times(session: Session, reminder: Reminder, alarm: Alarm, until: datetime) -> list[datetime]:
    """The moments of one alarm: a snooze comes once, the reminder itself again and again."""
    if alarm.part != "fire":
        return [alarm.due_at]
    first = (alarm.nominal, alarm.due_at)
    return [at for _, at in rules.times_until(reminder.when, first, until, zone_of(session, reminder))]


def _standing(workspace_id: str) -> tuple[ColumnElement[bool], ...]:
    return (
        col(Reminder.workspace_id) == workspace_id,
        col(Reminder.status) == "active",
        col(Reminder.removed_at).is_(None),
    )


def _theirs(user_id: str) -> ColumnElement[bool]:
    return or_(col(Reminder.creator_id) == user_id, col(Reminder.for_id) == user_id)


def rearm_for(session: Session, workspace_id: str, user_id: str, now: datetime) -> None:
    """Somebody's zone has changed: their reminders keep the wall time."""
    theirs = select(Reminder).where(*_standing(workspace_id), _theirs(user_id))
    for reminder in session.exec(theirs):
        if alarms.find(session, workspace_id, NOUN, reminder.number, "fire"):
            arm(session, reminder, now)


def _columns(when: When) -> dict[str, Any]:
    if isinstance(when, Moment):
        return {"cadence": None, "at": when.utc}
    return {"cadence": recurrence.plain(when), "at": None}
