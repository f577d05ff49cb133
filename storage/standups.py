"""Standups: the table, and every way it changes. The caller owns the transaction; nobody is spoken to here."""

from typing import Any

from sqlalchemy import JSON
from sqlmodel import Field, Session, col, select

from bot.rules import recurrence
from bot.rules import standups as rules
from bot.rules.paging import Cursor, Page
from bot.rules.people import Actor, Permission, Place
from bot.rules.recurrence import Cadence
from bot.rules.standups import NewStandup, Question, Verb
from storage import permission, records
from storage.history import Stamp
from storage.records import Record
from storage.schema import words_field

NOUN = rules.LIFECYCLE.noun


class Standup(Record, table=True):
    """`channel_id` is where it is posted; `members` and `questions` are plain JSON (see bot/rules/standups.py).

    `member_ids` are the people in `members`, to be searched for. `left_ids` are those who want not to be asked, whoever
    puts them on its list: its form and its copies leave them alone.
    """

    lifecycle = rules.LIFECYCLE
    names_people = ("creator_id", "member_ids")
    called_by = "name"

    name: str = Field(max_length=rules.NAME_LIMIT)
    status: str = Field(default="running", max_length=16)
    cadence: dict[str, Any] = Field(sa_type=JSON)
    zone: str = Field(default="", max_length=64)
    window_minutes: int = rules.WINDOW_MINUTES
    posting: str = Field(default="thread", max_length=16)
    questions: list[dict[str, Any]] = Field(sa_type=JSON)
    everyone: bool = True
    members: dict[str, str] = Field(sa_type=JSON)
    member_ids: tuple[str, ...] = words_field()
    left_ids: tuple[str, ...] = words_field()
    early: bool = False
    names_missing: bool = True

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
    return records.create(session, stamp, place, Standup, _columns(new))


def find(session: Session, actor: Actor, number: int, verb: Permission) -> Standup:
    """The standup, if it exists and the actor may see it, and do this to it.

    Raises:
        NotFound: absent or not theirs to see; the sentence is the same.
        NotYours: they may see it, and no more.
    """
    return permission.find(session, actor, Standup, number, verb)


def of(session: Session, workspace_id: str, number: int) -> Standup | None:
    """A standup, whoever may see it; never for showing."""
    return session.get(Standup, (workspace_id, number))


def edit(session: Session, stamp: Stamp, standup: Standup, place: Place, new: NewStandup) -> None:
    """Take over everything that its form says."""
    where = {"channel_id": place.channel_id, "channel_kind": place.kind}
    records.change(session, stamp, standup, "edit", _columns(new) | where)


def move(session: Session, stamp: Stamp, standup: Standup, verb: Verb) -> None:
    """Pause it, or have it run again.

    Raises:
        AlreadySo: it is there already.
    """
    records.move(session, stamp, standup, verb)


def leave(session: Session, stamp: Stamp, standup: Standup) -> None:
    """Whoever says so is not asked by it any more."""
    records.change(session, stamp, standup, "leave", {"left_ids": (*standup.left_ids, stamp.actor_id)})


def join(session: Session, stamp: Stamp, standup: Standup) -> None:
    """Whoever had left it is asked like before."""
    left = tuple(user_id for user_id in standup.left_ids if user_id != stamp.actor_id)
    records.change(session, stamp, standup, "join", {"left_ids": left})


def remove(session: Session, stamp: Stamp, standup: Standup) -> None:
    """Delete it; for a while it can be brought back."""
    records.change(session, stamp, standup, "delete", {"removed_at": stamp.now})


def namesake(session: Session, stamp: Stamp, place: Place, name: str) -> Standup | None:
    """One that has this name already where it would be posted; out of any channel, one of the same person's."""
    found = select(Standup).where(
        Standup.workspace_id == stamp.workspace_id,
        Standup.channel_id == place.channel_id,
        Standup.search == name.casefold(),
        col(Standup.removed_at).is_(None),
    )
    mine = found if place.channel_id else found.where(Standup.creator_id == stamp.actor_id)
    return session.exec(mine.order_by(col(Standup.number)).limit(1)).first()


def called(session: Session, actor: Actor, name: str) -> list[Standup]:
    """Those of this name that the actor may see."""
    found = records.visible(Standup, actor).where(Standup.search == name.casefold())
    return list(session.exec(found.order_by(col(Standup.number)).limit(2)))


def page(session: Session, actor: Actor, cursor: Cursor | None, limit: int) -> Page[Standup]:
    """At most `limit` standups the actor may see, by number, from the cursor on (in list order either way)."""
    return records.page(session, records.visible(Standup, actor), (col(Standup.number),), cursor, limit)


def running(session: Session, workspace_id: str, channel_id: str | None = None) -> list[Standup]:
    """Those that happen, in a channel if one is named; never for showing."""
    found = select(Standup).where(
        Standup.workspace_id == workspace_id, Standup.status == "running", col(Standup.removed_at).is_(None)
    )
    return list(session.exec(found.where(Standup.channel_id == channel_id) if channel_id else found))


def _columns(new: NewStandup) -> dict[str, Any]:
    return dict(vars(new)) | {
        "cadence": recurrence.plain(new.cadence),
        "questions": [rules.plain_question(question) for question in new.questions],
        "member_ids": tuple(new.members),
    }
