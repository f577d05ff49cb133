"""Standups: the table, and every way it changes. The caller owns the transaction; nobody is spoken to here."""

from typing import Any

from sqlalchemy import JSON, and_, or_
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import Field, Session, col, select

from bot.rules import recurrence
from bot.rules import standups as rules
from bot.rules.errors import NotFound
from bot.rules.people import Actor, Place, allow
from bot.rules.recurrence import Cadence
from bot.rules.standups import NewStandup, Question, Verb
from storage import records
from storage.history import Stamp
from storage.records import Record

NOUN = "standup"


class Standup(Record, table=True):
    """`channel_id` is where it is posted; `members` and `questions` are plain JSON (see bot/rules/standups.py)."""

    name: str = Field(max_length=rules.NAME_LIMIT)
    status: str = Field(default="running", max_length=16)
    cadence: dict[str, Any] = Field(sa_type=JSON)
    zone: str = Field(default="", max_length=64)
    window_minutes: int = rules.WINDOW_MINUTES
    posting: str = Field(default="thread", max_length=16)
    questions: list[dict[str, Any]] = Field(sa_type=JSON)
    everyone: bool = True
    members: dict[str, str] = Field(sa_type=JSON)
    early: bool = False
    names_missing: bool = True

    def involves(self, user_id: str) -> bool:
        """Whether this person made it or was named as taking part."""
        return user_id == self.creator_id or user_id in self.members

    @property
    def rhythm(self) -> Cadence:
        """When it happens."""
        return recurrence.revived(self.cadence)

    @property
    def asks(self) -> tuple[Question, ...]:
        """What it asks."""
        return tuple(rules.question_of(kept) for kept in self.questions)

    @property
    def is_on(self) -> bool:
        """Whether it happens at all: neither paused nor gone."""
        return self.status == "running" and self.removed_at is None

    def as_new(self) -> NewStandup:
        """What it was set up with."""
        same = {name: getattr(self, name) for name in NewStandup.__dataclass_fields__}
        return NewStandup(**same | {"cadence": self.rhythm, "questions": self.asks, "members": dict(self.members)})


def add(session: Session, stamp: Stamp, place: Place, new: NewStandup) -> Standup:
    """Write down a new standup, posted in a place."""
    return records.create(session, stamp, Standup, NOUN, _columns(new, place))


def find(session: Session, actor: Actor, number: int) -> Standup:
    """The standup, if it exists and the actor may see it.

    Raises:
        NotFound: absent or not theirs; the sentence is the same.
    """
    standup = find_even_deleted(session, actor, number)
    if standup.removed_at is not None:
        raise NotFound(rules.key(number), "/standup list")
    return standup


def find_even_deleted(session: Session, actor: Actor, number: int) -> Standup:
    """The same, deleted or not: what was deleted can be brought back."""
    standup = of(session, actor.workspace_id, number)
    if standup is None or not allow(actor, standup):
        raise NotFound(rules.key(number), "/standup list")
    return standup


def of(session: Session, workspace_id: str, number: int) -> Standup | None:
    """A standup, whoever may see it; never for showing."""
    return session.get(Standup, (workspace_id, number))


def edit(session: Session, stamp: Stamp, standup: Standup, place: Place, new: NewStandup) -> None:
    """Take over everything that its form says."""
    records.change(session, stamp, standup, NOUN, "edit", _columns(new, place))


def move(session: Session, stamp: Stamp, standup: Standup, verb: Verb) -> None:
    """Pause it, or have it run again.

    Raises:
        AlreadySo: it is there already.
    """
    status = rules.move(standup.number, standup.status, verb, by=standup.status_by)
    values = {"status": status, "status_at": stamp.now, "status_by": stamp.actor_id}
    records.change(session, stamp, standup, NOUN, verb, values)


def remove(session: Session, stamp: Stamp, standup: Standup) -> None:
    """Delete it; for a while it can be brought back."""
    records.change(session, stamp, standup, NOUN, "delete", {"removed_at": stamp.now})


def page(session: Session, actor: Actor, after: int | None, limit: int) -> list[Standup]:
    """At most `limit` standups the actor may see, by number; `after` a number, or before it when negative."""
    found = select(Standup).where(
        Standup.workspace_id == actor.workspace_id, col(Standup.removed_at).is_(None), visible_to(actor)
    )
    if after is not None and after < 0:
        earlier = found.where(Standup.number < -after).order_by(col(Standup.number).desc())
        return list(session.exec(earlier.limit(limit)))[::-1]
    found = found.where(Standup.number > after) if after is not None else found
    return list(session.exec(found.order_by(col(Standup.number)).limit(limit)))


def running(session: Session, workspace_id: str, channel_id: str | None = None) -> list[Standup]:
    """Those that happen, in a channel if one is named; never for showing."""
    found = select(Standup).where(
        Standup.workspace_id == workspace_id, Standup.status == "running", col(Standup.removed_at).is_(None)
    )
    return list(session.exec(found.where(Standup.channel_id == channel_id) if channel_id else found))


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """`rules.people.allow`, said in SQL."""
    allowed = or_(
        col(Standup.creator_id) == actor.user_id,
        col(Standup.search).contains(f" {actor.user_id} ", autoescape=True),
        and_(col(Standup.channel_id) == actor.place.channel_id, col(Standup.channel_id) != ""),
    )
    return or_(col(Standup.channel_kind) == "public", allowed) if actor.kind == "member" else allowed


def _columns(new: NewStandup, place: Place) -> dict[str, Any]:
    return dict(vars(new)) | {
        "cadence": recurrence.plain(new.cadence),
        "questions": [rules.plain_question(question) for question in new.questions],
        # Whoever is named can be searched for, between spaces.
        "search": f"{new.name.casefold()} {' '.join(new.members)} ",
        "channel_id": place.channel_id,
        "channel_kind": place.kind,
    }
