"""Who changed what, when, from what to what, and through which door. Nothing here is ever updated but `undone_at`."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Index, func, insert, update
from sqlmodel import Field, Session, col, select

from storage.schema import Row, json_field

UNDO_WITHIN = timedelta(minutes=10)


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


class Change(Row, table=True):
    __tablename__ = "history"
    __table_args__ = (Index(None, "workspace_id", "batch"),)

    noun: str = Field(primary_key=True, max_length=16)
    number: int = Field(primary_key=True)
    version: int = Field(primary_key=True)
    verb: str = Field(max_length=32)
    actor_id: str = Field(max_length=32)
    door: str = Field(max_length=16)
    batch: str = Field(max_length=255)
    at: datetime
    before: dict[str, Any] = json_field()
    after: dict[str, Any] = json_field()
    undone_at: datetime | None = None


_RECORD = insert(Change)


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
) -> None:
    """Write down one change. `version` is the record's version after it; `before` is empty for a creation."""
    session.connection().execute(
        _RECORD,
        {
            "workspace_id": stamp.workspace_id,
            "noun": noun,
            "number": number,
            "version": version,
            "verb": verb,
            "actor_id": stamp.actor_id,
            "door": stamp.door,
            "batch": stamp.batch,
            "at": stamp.now,
            "before": plain(before or {}),
            "after": plain(after or {}),
        },
    )


def plain(values: dict[str, Any]) -> dict[str, Any]:
    """Values as JSON keeps them; moments and dates as ISO text."""
    return {key: v.isoformat() if isinstance(v, date) else v for key, v in values.items()}


def batch(session: Session, workspace_id: str, name: str) -> list[Change]:
    """Everything that one request changed, newest first."""
    found = select(Change).where(Change.workspace_id == workspace_id, Change.batch == name)
    return list(session.exec(found.order_by(col(Change.at).desc(), col(Change.version).desc())))


def of(session: Session, workspace_id: str, noun: str, number: int, limit: int = 50) -> list[Change]:
    """What happened to one record, newest first."""
    found = select(Change).where(Change.workspace_id == workspace_id, Change.noun == noun, Change.number == number)
    return list(session.exec(found.order_by(col(Change.version).desc()).limit(limit)))


def last_changes(session: Session, workspace_id: str, noun: str, numbers: list[int]) -> dict[int, datetime]:
    """When each of these records last changed."""
    found = (
        select(Change.number, func.max(Change.at))
        .where(Change.workspace_id == workspace_id, Change.noun == noun, col(Change.number).in_(numbers))
        .group_by(col(Change.number))
    )
    return dict(session.exec(found).all())


def mark_undone(session: Session, workspace_id: str, name: str, now: datetime) -> None:
    """Note that a request's changes were taken back, so that they can't be again."""
    session.connection().execute(
        update(Change).where(col(Change.workspace_id) == workspace_id, col(Change.batch) == name).values(undone_at=now)
    )
