"""Who changed what, when, from what to what, and through which door. Nothing here is ever updated or deleted.

Each row is a link of its workspace's chain (`storage/audit.py`). The one exception is an erased person's name, for
which a later link vouches.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Protocol

from sqlalchemy import Index, func
from sqlmodel import Field, Session, col, select

from storage import audit
from storage.audit import Head, Link, Verdict
from storage.counters import Counter
from storage.schema import Row, json_field

UNDO_WITHIN = timedelta(minutes=10)
# Records whose making is always written down.
_CHAINED = ("task", "blocker", "standup", "reminder", "status", "role")
# The door of what happens by itself.
CLOCK = "clock"
# So many links are held in memory while a chain is walked.
_AT_ONCE = 1000


@dataclass(frozen=True)
class Stamp:
    """The circumstances of one request's writes.

    `door` is how it came in: slash, button, form, shortcut, mention, dm, reaction or home. `batch` names the request,
    so that everything one command did is undone together.
    """

    workspace_id: str
    actor_id: str
    door: str
    batch: str
    now: datetime


class Subject(Protocol):
    """A record, as far as the history needs it."""

    workspace_id: str
    number: int

    @property
    def noun(self) -> str:
        """What it is: `task`."""


class Change(Row, table=True):
    """One change. Of what is no record (somebody's settings, say) `number` and `version` are 0.

    What merely happened to a record, be it that it was shared or that the clock opened its round, has its number and
    no version.

    Attributes:
        seq: its place in the workspace's chain, from 1 on.
        undoes: the batch that it takes back, if it does.
        salt: with it, what is erased can't be guessed from `content`, its digest.
    """

    __tablename__ = "history"
    __table_args__ = (
        Index(None, "workspace_id", "noun", "number", "version"),
        Index(None, "workspace_id", "batch"),
        Index(None, "workspace_id", "actor_id", "at"),
    )

    seq: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    noun: str = Field(max_length=16)
    number: int
    version: int
    verb: str = Field(max_length=32)
    actor_id: str = Field(max_length=32)
    door: str = Field(max_length=16)
    batch: str = Field(max_length=255)
    undoes: str = Field(default="", max_length=255)
    at: datetime
    before: dict[str, Any] = json_field()
    after: dict[str, Any] = json_field()
    salt: str = Field(max_length=32)
    content: str = Field(max_length=64)
    hash: str = Field(max_length=64)

    def link(self) -> Link:
        """The row as the chain has it."""
        return Link(
            self.workspace_id, self.seq, self.noun, self.number, self.version, self.verb, self.actor_id, self.door,
            self.batch, self.undoes, self.at, self.before, self.after, self.salt,
        )  # fmt: skip


def record(
    session: Session,
    stamp: Stamp,
    noun: str,
    number: int,
    version: int,
    verb: str,
    *,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    undoes: str = "",
) -> None:
    """Write down one change. `version` is the record's version after it; `before` is empty for a creation."""
    audit.append(
        session, Change, workspace_id=stamp.workspace_id, noun=noun, number=number, version=version, verb=verb,
        actor_id=stamp.actor_id, door=stamp.door, batch=stamp.batch, undoes=undoes, at=stamp.now,
        before=plain(before or {}), after=plain(after or {}),
    )  # fmt: skip


def note(session: Session, stamp: Stamp, noun: str, verb: str, *, number: int = 0, undoes: str = "",
         before: dict[str, Any] | None = None, after: dict[str, Any] | None = None) -> None:  # fmt: skip
    """Write down a change of what has no versions: somebody's settings or absences, or what happened to a record."""
    record(session, stamp, noun, number, 0, verb, before=before, after=after, undoes=undoes)


def plain(values: dict[str, Any]) -> dict[str, Any]:
    """Values as JSON keeps them; moments and dates as ISO text."""
    return {key: v.isoformat() if isinstance(v, date) else v for key, v in values.items()}


def by_itself(workspace_id: str, batch: str, now: datetime) -> Stamp:
    """The circumstances of what nobody did: its moment came."""
    return Stamp(workspace_id, "", CLOCK, batch, now)


def happened(session: Session, record: Subject, verb: str, now: datetime, **after: Any) -> None:
    """Write down what happened to a record by itself: one row for each event."""
    stamp = by_itself(record.workspace_id, f"{verb}:{record.noun}:{record.number}:{now.isoformat()}", now)
    note(session, stamp, record.noun, verb, number=record.number, after=after)


def batch(session: Session, workspace_id: str, name: str) -> list[Change]:
    """Everything that one request changed, newest first."""
    found = select(Change).where(Change.workspace_id == workspace_id, Change.batch == name)
    return list(session.exec(found.order_by(col(Change.seq).desc())))


def of(session: Session, workspace_id: str, noun: str, number: int, limit: int = 50, offset: int = 0) -> list[Change]:
    """What happened to one record, newest first."""
    found = select(Change).where(Change.workspace_id == workspace_id, Change.noun == noun, Change.number == number)
    return list(session.exec(found.order_by(col(Change.seq).desc()).offset(offset).limit(limit)))


def own_last(session: Session, stamp: Stamp, noun: str, number: int) -> Change | None:
    """What the actor did to a record, if nothing was done to it since and it can still be taken back."""
    newest = next(iter(of(session, stamp.workspace_id, noun, number, limit=1)), None)
    if newest is None or newest.actor_id != stamp.actor_id or newest.undoes:
        return None
    return newest if newest.at >= stamp.now - UNDO_WITHIN else None


def recent(session: Session, workspace_id: str, user_id: str, now: datetime) -> list[Change]:
    """What somebody changed within the time in which it can be taken back, newest first."""
    found = select(Change).where(
        Change.workspace_id == workspace_id, Change.actor_id == user_id, Change.at >= now - UNDO_WITHIN
    )
    return list(session.exec(found.order_by(col(Change.seq).desc())))


def latest(session: Session, workspace_id: str, user_id: str, limit: int = 50) -> list[Change]:
    """What somebody changed last, however long ago, newest first."""
    found = select(Change).where(Change.workspace_id == workspace_id, Change.actor_id == user_id)
    return list(session.exec(found.order_by(col(Change.at).desc(), col(Change.seq).desc()).limit(limit)))


def of_settings(
    session: Session, workspace_id: str, user_id: str, nouns: Collection[str], limit: int = 200
) -> list[Change]:
    """What somebody changed in what is no record, newest first."""
    found = select(Change).where(
        Change.workspace_id == workspace_id, Change.actor_id == user_id, col(Change.noun).in_(nouns), Change.number == 0
    )
    return list(session.exec(found.order_by(col(Change.seq).desc()).limit(limit)))


def last_changes(session: Session, workspace_id: str, noun: str, numbers: list[int]) -> dict[int, datetime]:
    """When each of these records last changed."""
    found = (
        select(Change.number, func.max(Change.at))
        .where(
            Change.workspace_id == workspace_id,
            Change.noun == noun,
            col(Change.number).in_(numbers),
            Change.version > 0,
        )
        .group_by(col(Change.number))
    )
    return dict(session.exec(found).all())


def is_undone(session: Session, changes: list[Change]) -> bool:
    """Whether what one request changed was taken back already; whoever asks that at the same moment waits for us."""
    first = changes[0]
    this = select(Change.seq).where(Change.workspace_id == first.workspace_id, Change.seq == first.seq)
    session.exec(this.with_for_update()).one()
    later = select(Change.seq).where(
        Change.workspace_id == first.workspace_id,
        Change.actor_id == first.actor_id,
        Change.at >= first.at,
        Change.undoes == first.batch,
    )
    return session.exec(later.limit(1)).first() is not None


def stands(session: Session, made: Change, version: int) -> bool:
    """Whether a record, at this version now, is as a change left it: all that came later was taken back."""
    if made.version == version:
        return True
    found = select(Change).where(
        Change.workspace_id == made.workspace_id,
        Change.noun == made.noun,
        Change.number == made.number,
        Change.version > made.version,
    )
    later = session.exec(found).all()
    undone = {change.undoes for change in later}
    return all(change.undoes or change.batch in undone for change in later)


def verify(session: Session) -> list[Verdict]:
    """Walk every workspace's chain from its beginning, and say how far it holds."""
    heads = {head.workspace_id: head for head in session.exec(select(Head))}
    # Whoever has numbered something has a history, so that one which is gone altogether is missed too.
    numbered = session.exec(select(Counter.workspace_id).where(col(Counter.noun).in_(_CHAINED)).distinct())
    known = {*heads, *session.exec(select(Change.workspace_id).distinct()), *numbered}
    return [audit.walk(heads.get(each), each, _chain(session, each), _vouched(session, each)) for each in sorted(known)]


def _chain(session: Session, workspace_id: str) -> Iterator[Change]:
    page = select(Change).where(Change.workspace_id == workspace_id).order_by(col(Change.seq)).limit(_AT_ONCE)
    rows = session.exec(page).all()
    while rows:
        yield from rows
        rows = session.exec(page.where(Change.seq > rows[-1].seq)).all()


def _vouched(session: Session, workspace_id: str) -> dict[int, str]:
    erasures = select(Change).where(Change.workspace_id == workspace_id, Change.noun == audit.ERASURE)
    return audit.vouches(session.exec(erasures.order_by(col(Change.seq))))
