"""Reminders: the table, what was done with each occurrence, and when the next one rings."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Index, String, cast, false, func
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import Field, Session, and_, col, or_, select

from bot.rules import recurrence
from bot.rules import reminders as rules
from bot.rules.dates import Moment
from bot.rules.days_off import Odd
from bot.rules.errors import NotFound, UserError
from bot.rules.paging import Cursor, Page
from bot.rules.people import Actor, Place, is_person, may_enter
from bot.rules.reminders import Occurrence, Outcome, Status, When, Whom
from bot.rules.roles import NAME_LIMIT
from storage import alarms, history, members, outbox, people, records, roles
from storage.alarms import Alarm
from storage.history import UNDO_WITHIN, Stamp
from storage.ledger import Coming
from storage.records import Record
from storage.schema import Row, has_word, insert_once, json_field, words_field

NOUN = rules.LIFECYCLE.noun
# What the record of changes calls one time that a reminder comes.
OCCURRENCE = "occurrence"
MOST_COMING = 200


class Reminder(Record, table=True):
    """`cadence` says when in words of a calendar, or `at` is the one moment; `for_id` is a person or a channel.

    With a `role` it is for whoever has that role in the channel when it falls due, but for those who `declined_ids`.
    """

    lifecycle = rules.LIFECYCLE
    names_people = ("creator_id", "for_id")
    called_by = "what"

    __table_args__ = (
        Index(None, "workspace_id", "creator_id", "status"),
        Index(None, "workspace_id", "for_id", "status"),
    )

    what: str = Field(max_length=rules.WHAT_LIMIT)
    for_id: str = Field(max_length=32)
    role: str = Field(default="", max_length=NAME_LIMIT, sa_column_kwargs={"server_default": ""})
    declined_ids: tuple[str, ...] = words_field()
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
    def for_channel(self) -> bool:
        """Whether it is said in a channel, to everybody there."""
        return not is_person(self.for_id) and not self.role

    def from_another(self, user_id: str) -> bool:
        """Whether it comes to this person because somebody else set it."""
        return user_id != self.creator_id and not self.for_channel

    def purpose(self, recipient: str) -> str:
        """What its messages to a person or a channel are planned as."""
        if not self.from_another(recipient):
            return "reminders.due"
        return "reminders.to_role" if self.role else "reminders.from_others"

    def time(self, nominal: str, again: int, user_id: str) -> Occurrence:
        """One time that it comes to somebody; those who share a role have one each."""
        return Occurrence(self.number, nominal, again, user_id if self.role else "")


class Response(Row, table=True):
    """What somebody did with one occurrence; the first one counts."""

    __tablename__ = "reminder_response"

    number: int = Field(primary_key=True)
    nominal: str = Field(primary_key=True, max_length=32)
    round: int = Field(primary_key=True)
    # Whose time it was, where each has their own; else empty.
    to_id: str = Field(default="", primary_key=True, max_length=32, sa_column_kwargs={"server_default": ""})
    outcome: str = Field(max_length=16)
    user_id: str = Field(max_length=32)
    at: datetime
    until: datetime | None = None


@dataclass(frozen=True)
class Upcoming:
    """A reminder, when it comes next, if it does, whose wall time it keeps, and who has its role as of now.

    `odd` is what speaks against that moment for those whom it would come to, by user id.
    """

    reminder: Reminder
    at: datetime | None
    zone: ZoneInfo
    holders: tuple[str, ...] = ()
    odd: Mapping[str, Odd] = field(default_factory=dict)


def add(
    session: Session, stamp: Stamp, place: Place, whom: Whom, what: str, when: When, source_url: str | None = None
) -> Reminder:
    """Write down a new reminder, and set its alarm."""
    values = {
        "what": what, "for_id": whom.id, "role": whom.role, "declined_ids": (), "status": "active",
        "source_url": source_url, **_columns(when),
    }  # fmt: skip
    reminder = records.create(session, stamp, place, Reminder, values)
    arm(session, reminder, stamp.now)
    return reminder


def find(session: Session, actor: Actor, number: int) -> Reminder:
    """The reminder, if the actor set it, it is or was for them, or they stand in the channel it is for.

    Raises:
        NotFound: absent or not theirs; the sentence is the same.
        UserError: it was taken back, perhaps after it had come.
    """
    reminder = of(session, actor.workspace_id, number)
    if reminder is None or not may_see(session, actor, reminder):
        raise NotFound(rules.LIFECYCLE.key(number), "/beat reminders")
    if reminder.removed_at is not None:
        raise UserError(f"{reminder.key} was taken back by whoever set it, so there is nothing to do. Nothing changed.")
    return reminder


def may_see(session: Session, actor: Actor, reminder: Reminder) -> bool:
    """Whether the actor set it, it comes or came to them, or they stand in the channel it is for."""
    if not may_enter(actor):
        return False
    if reminder.involves(actor.user_id):
        return True
    if reminder.for_channel:
        return reminder.for_id == actor.place.channel_id
    return comes_to(session, reminder, actor.user_id)


def comes_to(session: Session, reminder: Reminder, user_id: str) -> bool:
    """Whether somebody gets it, or got it, by their role."""
    if not reminder.role:
        return False
    subject = (NOUN, reminder.number)
    got = outbox.cards(session, reminder.workspace_id, subject, recipient=user_id)
    return bool(got) or user_id in holders(session, reminder)


def holders(session: Session, reminder: Reminder) -> tuple[str, ...]:
    """Who has its role now, if it is for one."""
    if not reminder.role:
        return ()
    return roles.holders(session, reminder.workspace_id, reminder.for_id, reminder.role)


def holders_known_to(session: Session, actor: Actor, reminder: Reminder) -> tuple[str, ...]:
    """Who has its role now, for those who may read the channel of that role."""
    known = is_open_to(session, reminder, actor.user_id, actor.place.channel_id)
    return holders(session, reminder) if known else ()


def is_open_to(session: Session, reminder: Reminder, user_id: str, here: str = "") -> bool:
    """Whether somebody may read the channel it is for, or that of its role; `here` is the one where they stand."""
    if is_person(reminder.for_id) or reminder.for_id == here:
        return True
    kind = _kind_of_channel(session, reminder)
    return members.reads(session, reminder.workspace_id, user_id, reminder.for_id, kind)


def _kind_of_channel(session: Session, reminder: Reminder) -> str:
    """Public or private; where nobody ever had its role there is nothing to hide."""
    if not reminder.role:
        return reminder.channel_kind
    role = roles.named(session, reminder.workspace_id, reminder.for_id, reminder.role)
    return role.channel_kind if role else "public"


def recipients(session: Session, reminder: Reminder) -> tuple[str, ...]:
    """Whom it would come to now: a person, a channel, or those who have its role and want it."""
    if not reminder.role:
        return (reminder.for_id,)
    return tuple(user for user in holders(session, reminder) if user not in reminder.declined_ids)


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


def decline(session: Session, stamp: Stamp, reminder: Reminder) -> None:
    """Whoever has its role does not want it; it comes to the others all the same."""
    declined = (*reminder.declined_ids, stamp.actor_id)
    records.change(session, stamp, reminder, "decline", {"declined_ids": declined})


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
    """Whose wall time it keeps: that of the person it is for; for a channel or a role, that of whoever set it."""
    user_id = reminder.for_id if is_person(reminder.for_id) else reminder.creator_id
    return people.zone(session, reminder.workspace_id, user_id)


def next_at(session: Session, reminder: Reminder) -> datetime | None:
    """When it comes next, snoozed or not."""
    return min(
        (alarm.due_at for alarm in alarms.of(session, reminder.workspace_id, NOUN, reminder.number)), default=None
    )


def response(session: Session, workspace_id: str, occurrence: Occurrence) -> Response | None:
    """What was done with one occurrence, if anything."""
    return session.get(Response, (workspace_id, occurrence.number, occurrence.nominal, occurrence.round, occurrence.to))


def respond(
    session: Session, stamp: Stamp, occurrence: Occurrence, outcome: Outcome, until: datetime | None = None
) -> bool:
    """Note what was done with one occurrence, unless something was already; says whether it was the first."""
    row = Response(
        workspace_id=stamp.workspace_id, number=occurrence.number, nominal=occurrence.nominal,
        round=occurrence.round, to_id=occurrence.to, outcome=outcome, user_id=stamp.actor_id, at=stamp.now, until=until,
    )  # fmt: skip
    if not insert_once(session, Response, row.model_dump()):
        return False
    _note(session, stamp, occurrence, outcome)
    return True


def _note(session: Session, stamp: Stamp, occurrence: Occurrence, verb: str, undoes: str = "") -> None:
    """For the record of changes: what became of one time."""
    which = _which(occurrence)
    history.note(session, stamp, OCCURRENCE, verb, number=occurrence.number, after=which, undoes=undoes)


def _batch(session: Session, stamp: Stamp, occurrence: Occurrence) -> str:
    """The request that did something with one time."""
    mine = (change for change in history.recent(session, stamp.workspace_id, stamp.actor_id, stamp.now))
    said = (change for change in mine if change.noun == OCCURRENCE and change.after == _which(occurrence))
    return next((change.batch for change in said if not change.undoes), "")


def _which(occurrence: Occurrence) -> dict[str, Any]:
    return {"reminder": occurrence.number, "at": occurrence.nominal, "round": occurrence.round}


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
    _note(session, stamp, occurrence, "undo", _batch(session, stamp, occurrence))
    return True


def snooze(session: Session, reminder: Reminder, occurrence: Occurrence, until: datetime) -> None:
    """Have one occurrence come once more; the others come as they would."""
    alarms.set_(
        session, reminder.workspace_id, NOUN, reminder.number, _again(occurrence), until, nominal=occurrence.nominal,
        owner_id=reminder.creator_id,
    )  # fmt: skip


def _again(occurrence: Occurrence) -> str:
    """The part of the alarm for when its snooze is over."""
    to = f"{occurrence.to}:" if occurrence.to else ""
    return f"snooze:{occurrence.nominal}:{to}{occurrence.round + 1}"


def snoozed(reminder: Reminder, alarm: Alarm) -> Occurrence:
    """The time for which an alarm of a snooze rings."""
    *_, to, again = alarm.part.removeprefix(f"snooze:{alarm.nominal}").split(":")
    return Occurrence(reminder.number, alarm.nominal, int(again), to)


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
        .where(*_standing(actor.workspace_id), _comes_to_or_from(session, actor.workspace_id, actor.user_id))
    )
    page = records.page(session, found, (soonest.c.at, col(Reminder.number)), cursor, limit)
    rows = [
        Upcoming(each, at, zone_of(session, each), holders_known_to(session, actor, each))
        for each in page.rows
        if (at := next_at(session, each)) is not None
    ]
    return Page(rows, page.earlier, page.later, page.total, page.more_than_total)


def coming(session: Session, actor: Actor, now: datetime, until: datetime) -> list[Coming]:
    """Every time that a reminder will come from `now` to `until`, soonest first, as far as the ledger tells the actor.

    Everybody sees what they set or get; administrators see that all comes. At most 200.
    """
    theirs = _comes_to_or_from(session, actor.workspace_id, actor.user_id)
    found = (
        select(Alarm, Reminder)
        .join(Reminder, col(Alarm.subject) == cast(col(Reminder.number), String))
        .where(Alarm.workspace_id == actor.workspace_id, Alarm.noun == NOUN, Alarm.due_at <= until)
        .where(*_standing(actor.workspace_id), *([] if actor.admin else [theirs]))
        .order_by(col(Alarm.due_at))
        .limit(MOST_COMING)
    )
    each = [
        Coming(at, reminder.purpose(to[0]), NOUN, reminder.number, to)
        for alarm, reminder in session.exec(found)
        if (to := _recipients_of(session, actor, reminder, alarm))
        for at in _times(session, reminder, alarm, until)
        if at > now
    ]
    return sorted(each, key=lambda one: one.at)[:MOST_COMING]


def _recipients_of(session: Session, actor: Actor, reminder: Reminder, alarm: Alarm) -> tuple[str, ...]:
    """Whom an alarm is for: a snooze for one, the reminder itself for all.

    It is the channel for a role that nobody has, or of which the actor may not know who has it.
    """
    if not is_open_to(session, reminder, actor.user_id, actor.place.channel_id):
        return (reminder.for_id,)
    snoozed_by = snoozed(reminder, alarm).to if alarm.part != "fire" else ""
    return (snoozed_by,) if snoozed_by else recipients(session, reminder) or (reminder.for_id,)


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


def _comes_to_or_from(session: Session, workspace_id: str, user_id: str) -> ColumnElement[bool]:
    """What they set, or get, in their own name or by a role; not what they declined."""
    by_role = (
        and_(col(Reminder.for_id) == role.channel_id, col(Reminder.role) == role.name)
        for role in roles.held_by(session, workspace_id, user_id)
    )
    wanted = ~has_word(Reminder.declined_ids, user_id)
    return or_(_theirs(user_id), and_(wanted, or_(false(), *by_role)))


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
