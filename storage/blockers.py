"""Blockers: the table, and every way it changes. The caller owns the transaction; nobody is spoken to here."""

from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Index, case
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import Field, Session, col, or_, select

from bot.rules import blockers as rules
from bot.rules.blockers import Filter, NewBlocker, Verb
from bot.rules.calendar import local_day
from bot.rules.days_off import DAY, Days
from bot.rules.paging import Cursor, Page
from bot.rules.people import Actor, Permission, Place
from bot.rules.priority import PRIORITIES
from storage import days_off, digests, permission, records
from storage.history import Stamp
from storage.records import Record
from storage.schema import has_word, words_field


class Blocker(Record, table=True):
    lifecycle = rules.LIFECYCLE
    names_people = ("creator_id", "stuck_id", "unblocker_id")
    called_by = "what"
    on_homes = True

    __table_args__ = (
        Index(None, "workspace_id", "status", "number"),
        Index(None, "workspace_id", "unblocker_id", "status", "number"),
    )

    what: str = Field(max_length=rules.WHAT_LIMIT)
    status: str = Field(default="raised", max_length=16)
    severity: str = Field(default="normal", max_length=16)
    stuck_id: str = Field(max_length=32)
    unblocker_id: str | None = Field(default=None, max_length=32)
    task_numbers: tuple[str, ...] = words_field()
    note: str = ""
    note_by: str | None = Field(default=None, max_length=32)
    source_url: str | None = Field(default=None, max_length=3000)
    closed_at: datetime | None = None
    # Where they said since when; it may have been in the way before anybody raised it.
    stuck_since: date | None = None

    def began(self, zone: ZoneInfo) -> date:
        """The day since which it has been in the way."""
        return self.stuck_since or local_day(self.created_at, zone)

    @property
    def acts(self) -> str:
        """Whoever has to act: the one who can clear it, else the one who is stuck."""
        return self.unblocker_id or self.stuck_id


def days_of(session: Session, blocker: Blocker, now: datetime) -> Days:
    """The days by which its age counts: those of whoever has to act."""
    return days_of_all(session, (blocker,), now)[blocker.number]


def days_of_all(session: Session, blockers: Sequence[Blocker], now: datetime) -> dict[int, Days]:
    """The same of several, by their numbers; it asks as often for a page as for one."""
    if not blockers:
        return {}
    since = min(each.stuck_since or each.created_at.date() - DAY for each in blockers)
    acting = {each.acts for each in blockers}
    known = days_off.of_all(session, blockers[0].workspace_id, acting, since, now.date() + DAY)
    return {each.number: known[each.acts] for each in blockers}


def raise_(session: Session, stamp: Stamp, place: Place, new: NewBlocker) -> Blocker:
    """Write down that somebody is stuck."""
    values = vars(new) | {"task_numbers": tuple(map(str, new.task_numbers))}
    blocker = records.create(session, stamp, place, Blocker, values)
    _expect_digest(session, blocker, stamp)
    return blocker


def find(session: Session, actor: Actor, number: int, verb: Permission) -> Blocker:
    """The blocker, if it exists and the actor may see it, and do this to it.

    Raises:
        NotFound: absent or not theirs to see; the sentence is the same.
        NotYours: they may see it, and no more.
    """
    return permission.find(session, actor, Blocker, number, verb)


def move(session: Session, stamp: Stamp, blocker: Blocker, verb: Verb, note: str = "") -> None:
    """Take one step of the lifecycle, with a word on it if wished.

    Raises:
        AlreadySo: it is there already, or can't get there from where it is.
    """
    closed_at = stamp.now if verb in ("resolve", "dismiss") else None
    said = {"note": rules.note_or_refuse(note), "note_by": stamp.actor_id} if note else {}
    records.move(session, stamp, blocker, verb, closed_at=closed_at, **said)
    if verb == "reopen":
        _expect_digest(session, blocker, stamp)


def add_note(session: Session, stamp: Stamp, blocker: Blocker, note: str) -> None:
    """Say something new about it; whoever was asked to clear it has thereby acknowledged it."""
    values = {"note": note, "note_by": stamp.actor_id}
    if blocker.status == "raised" and stamp.actor_id == blocker.unblocker_id:
        values |= {"status": "acknowledged"}
    records.change(session, stamp, blocker, "update", values)


def reassign(session: Session, stamp: Stamp, blocker: Blocker, user_id: str) -> None:
    """Ask somebody else to clear it; nobody has acknowledged it then.

    Raises:
        AlreadySo: there is nothing to clear any more.
    """
    # The wait for an answer begins anew.
    records.move(session, stamp, blocker, "reassign", unblocker_id=user_id, status_at=stamp.now)
    _expect_digest(session, blocker, stamp)


def _expect_digest(session: Session, blocker: Blocker, stamp: Stamp) -> None:
    for user_id in dict.fromkeys((blocker.unblocker_id, blocker.stuck_id)):
        if user_id:
            digests.expect(session, blocker.workspace_id, user_id, stamp.now)


def page(session: Session, actor: Actor, wanted: Filter, cursor: Cursor | None, limit: int) -> Page[Blocker]:
    """At most `limit` blockers the actor may see, oldest first, from the cursor on (in list order either way)."""
    found = records.visible(Blocker, actor).where(
        col(Blocker.status).in_(wanted.statuses),
        *[col(Blocker.search).contains(word, autoescape=True) for word in wanted.words],
    )
    if wanted.unblocker_id:
        found = found.where(Blocker.unblocker_id == wanted.unblocker_id)
    if wanted.person_id:
        found = found.where(or_(Blocker.unblocker_id == wanted.person_id, Blocker.stuck_id == wanted.person_id))
    if wanted.priority:
        found = found.where(col(Blocker.severity).in_({wanted.priority, "urgent"}))
    if wanted.raised_by:
        found = found.where(Blocker.creator_id == wanted.raised_by)
    return records.page(session, found, (col(Blocker.number),), cursor, limit, counted=not wanted.words)


def waiting_on(session: Session, actor: Actor, limit: int) -> list[Blocker]:
    """Unresolved blockers that this person was asked to clear, the urgent first, then the oldest."""
    found = records.visible(Blocker, actor).where(*_wait_for(actor.user_id))
    return list(session.exec(found.order_by(*_URGENT_FIRST).limit(limit)))


def open_in(session: Session, actor: Actor, channel_id: str, limit: int) -> list[Blocker]:
    """Unresolved blockers of a channel that the actor may see, the urgent first, then the oldest."""
    found = records.visible(Blocker, actor).where(
        Blocker.channel_id == channel_id, col(Blocker.status).in_(rules.UNRESOLVED)
    )
    return list(session.exec(found.order_by(*_URGENT_FIRST).limit(limit)))


def waiting_for(session: Session, workspace_id: str, user_id: str, limit: int) -> list[Blocker]:
    """The same for the clock, which asks for whoever's morning it is."""
    found = select(Blocker).where(
        Blocker.workspace_id == workspace_id, col(Blocker.removed_at).is_(None), *_wait_for(user_id)
    )
    return list(session.exec(found.order_by(*_URGENT_FIRST).limit(limit)))


_URGENCY = case({name: place for place, name in enumerate(PRIORITIES)}, value=col(Blocker.severity))
_URGENT_FIRST = (_URGENCY.desc(), col(Blocker.number))


def _wait_for(user_id: str) -> tuple[ColumnElement[bool], ...]:
    return (col(Blocker.unblocker_id) == user_id, col(Blocker.status).in_(rules.UNRESOLVED))


def unanswered(session: Session, workspace_id: str, user_id: str) -> list[Blocker]:
    """What holds this person up and nobody has answered yet, oldest first; `status_at` says since when."""
    found = select(Blocker).where(
        Blocker.workspace_id == workspace_id,
        Blocker.status == "raised",
        Blocker.stuck_id == user_id,
        or_(col(Blocker.unblocker_id).is_(None), Blocker.unblocker_id != user_id),
        col(Blocker.removed_at).is_(None),
    )
    return list(session.exec(found.order_by(col(Blocker.number))))


def in_the_way(session: Session, task: Record) -> list[Blocker]:
    """What is unresolved and blocks this task, oldest first, whoever may see it."""
    found = select(Blocker).where(
        Blocker.workspace_id == task.workspace_id,
        col(Blocker.status).in_(rules.UNRESOLVED),
        has_word(Blocker.task_numbers, str(task.number)),
        col(Blocker.removed_at).is_(None),
    )
    return list(session.exec(found.order_by(col(Blocker.number))))
