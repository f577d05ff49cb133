"""Blockers: the table, and every way it changes. The caller owns the transaction; nobody is spoken to here."""

from datetime import datetime

from sqlalchemy import Index, and_, or_
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import Field, Session, col, select

from bot.rules import blockers as rules
from bot.rules.blockers import Filter, NewBlocker, Verb
from bot.rules.errors import NotFound
from bot.rules.people import Actor, Place, allow
from storage import records
from storage.history import Stamp
from storage.records import Record

NOUN = "blocker"


class Blocker(Record, table=True):
    __table_args__ = (
        Index(None, "workspace_id", "status", "number"),
        Index(None, "workspace_id", "unblocker_id", "status", "number"),
    )

    what: str = Field(max_length=rules.WHAT_LIMIT)
    status: str = Field(default="raised", max_length=16)
    severity: str = Field(default="normal", max_length=16)
    stuck_id: str = Field(max_length=32)
    unblocker_id: str | None = Field(default=None, max_length=32)
    task_number: int | None = None
    note: str = ""
    note_by: str | None = Field(default=None, max_length=32)
    source_url: str | None = Field(default=None, max_length=3000)
    closed_at: datetime | None = None

    def involves(self, user_id: str) -> bool:
        """Whether this person raised it, is stuck on it or was asked to clear it."""
        return user_id in (self.creator_id, self.stuck_id, self.unblocker_id)


def raise_(session: Session, stamp: Stamp, place: Place, new: NewBlocker) -> Blocker:
    """Write down that somebody is stuck."""
    values = dict(vars(new)) | {
        "search": new.what.casefold(),
        "channel_id": place.channel_id,
        "channel_kind": place.kind,
    }
    return records.create(session, stamp, Blocker, NOUN, values)


def find(session: Session, actor: Actor, number: int) -> Blocker:
    """The blocker, if it exists and the actor may see it.

    Raises:
        NotFound: absent or not theirs; the sentence is the same.
    """
    blocker = session.get(Blocker, (actor.workspace_id, number))
    if blocker is None or blocker.removed_at is not None or not allow(actor, blocker):
        raise NotFound(rules.key(number), "/blocker list")
    return blocker


def move(session: Session, stamp: Stamp, blocker: Blocker, verb: Verb, note: str = "") -> None:
    """Take one step of the lifecycle, with a word on it if wished.

    Raises:
        AlreadySo: it is there already.
    """
    status = rules.move(blocker.number, blocker.status, verb, by=blocker.status_by)
    values = {
        "status": status,
        "status_at": stamp.now,
        "status_by": stamp.actor_id,
        "closed_at": None if status in rules.UNRESOLVED else stamp.now,
    }
    if note:
        values |= {"note": rules.note_or_refuse(note), "note_by": stamp.actor_id}
    records.change(session, stamp, blocker, NOUN, verb, values)


def add_note(session: Session, stamp: Stamp, blocker: Blocker, note: str) -> None:
    """Say something new about it; whoever was asked to clear it has thereby acknowledged it."""
    values = {"note": note, "note_by": stamp.actor_id}
    if blocker.status == "raised" and stamp.actor_id == blocker.unblocker_id:
        values |= {"status": "acknowledged"}
    records.change(session, stamp, blocker, NOUN, "update", values)


def reassign(session: Session, stamp: Stamp, blocker: Blocker, user_id: str) -> None:
    """Ask somebody else to clear it; nobody has acknowledged it then."""
    values = {"unblocker_id": user_id}
    if blocker.status == "acknowledged":
        values |= {"status": "raised"}
    records.change(session, stamp, blocker, NOUN, "reassign", values)


def page(session: Session, actor: Actor, wanted: Filter, after: int | None, limit: int) -> list[Blocker]:
    """At most `limit` blockers the actor may see, oldest first; `after` a number, or before it when negative."""
    found = select(Blocker).where(
        Blocker.workspace_id == actor.workspace_id,
        col(Blocker.removed_at).is_(None),
        col(Blocker.status).in_(wanted.statuses),
        visible_to(actor),
        *[col(Blocker.search).contains(word, autoescape=True) for word in wanted.words],
    )
    if wanted.unblocker_id:
        found = found.where(Blocker.unblocker_id == wanted.unblocker_id)
    if wanted.raised_by:
        found = found.where(Blocker.creator_id == wanted.raised_by)
    if after is not None and after < 0:
        earlier = found.where(Blocker.number < -after).order_by(col(Blocker.number).desc())
        return list(session.exec(earlier.limit(limit)))[::-1]
    if after is not None:
        found = found.where(Blocker.number > after)
    return list(session.exec(found.order_by(col(Blocker.number)).limit(limit)))


def in_the_way(session: Session, task: Record) -> bool:
    """Whether anything unresolved still blocks this task."""
    found = select(Blocker.number).where(
        Blocker.workspace_id == task.workspace_id,
        Blocker.task_number == task.number,
        col(Blocker.status).in_(rules.UNRESOLVED),
        col(Blocker.removed_at).is_(None),
    )
    return session.exec(found.limit(1)).first() is not None


def waiting_on(session: Session, actor: Actor, limit: int) -> list[Blocker]:
    """Unresolved blockers that this person was asked to clear, oldest first."""
    found = select(Blocker).where(
        Blocker.workspace_id == actor.workspace_id,
        Blocker.unblocker_id == actor.user_id,
        col(Blocker.status).in_(rules.UNRESOLVED),
        col(Blocker.removed_at).is_(None),
    )
    return list(session.exec(found.order_by(col(Blocker.number)).limit(limit)))


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """`rules.people.allow`, said in SQL."""
    allowed = or_(
        col(Blocker.creator_id) == actor.user_id,
        col(Blocker.stuck_id) == actor.user_id,
        col(Blocker.unblocker_id) == actor.user_id,
        and_(col(Blocker.channel_id) == actor.place.channel_id, col(Blocker.channel_id) != ""),
    )
    if actor.kind == "member":
        return or_(col(Blocker.channel_kind) == "public", allowed)
    return allowed
