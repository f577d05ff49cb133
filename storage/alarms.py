"""Moments at which something is to be done: a round opens, a window closes, a reminder comes round.

An alarm rings inside one transaction that takes it away, does what is to be done, and sets the next one. It speaks to
nobody: what is to be said is planned in the outbox. So it has one effect, whatever dies, and whoever else is running.
"""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Index, delete
from sqlmodel import Field, Session, col, select

from bot.rules.delivery import TRIES
from storage.schema import FAR_OFF, Row, insert_once, upsert

_PUT_OFF = timedelta(minutes=1)


class Alarm(Row, table=True):
    """`nominal` is the local date or moment it stands for, whatever the clocks did; `owner_id` whom to tell."""

    __table_args__ = (Index(None, "due_at"),)

    noun: str = Field(primary_key=True, max_length=16)
    subject: str = Field(primary_key=True, max_length=64)
    part: str = Field(primary_key=True, max_length=80)
    due_at: datetime
    nominal: str = Field(default="", max_length=32)
    owner_id: str = Field(default="", max_length=32)
    tries: int = 0


def set_(
    session: Session,
    workspace_id: str,
    noun: str,
    subject: str | int,
    part: str,
    due_at: datetime,
    *,
    nominal: str = "",
    owner_id: str = "",
) -> None:
    """Ring for this part of this subject at `due_at`, and no more at the moment set before."""
    upsert(session, Alarm, _row(workspace_id, noun, subject, part, due_at, nominal, owner_id))
    session.info["planned"] = True


def set_once(
    session: Session, workspace_id: str, noun: str, subject: str | int, part: str, due_at: datetime, *, owner_id: str
) -> None:
    """Ring for this part of this subject at `due_at`, unless an alarm is set for it already."""
    if insert_once(session, Alarm, _row(workspace_id, noun, subject, part, due_at, "", owner_id)):
        session.info["planned"] = True


def _row(
    workspace_id: str, noun: str, subject: str | int, part: str, due_at: datetime, nominal: str, owner_id: str
) -> dict[str, Any]:
    return {
        "workspace_id": workspace_id,
        "noun": noun,
        "subject": str(subject),
        "part": part,
        "due_at": due_at,
        "nominal": nominal,
        "owner_id": owner_id,
        "tries": 0,
    }


def cancel(session: Session, workspace_id: str, noun: str, subject: str | int, part: str | None = None) -> None:
    """Ring no more for a subject, or for one part of it."""
    gone = delete(Alarm).where(
        col(Alarm.workspace_id) == workspace_id, col(Alarm.noun) == noun, col(Alarm.subject) == str(subject)
    )
    session.connection().execute(gone.where(col(Alarm.part) == part) if part else gone)


def find(session: Session, workspace_id: str, noun: str, subject: str | int, part: str) -> Alarm | None:
    """One alarm, if it is set."""
    return session.get(Alarm, (workspace_id, noun, str(subject), part))


def of(session: Session, workspace_id: str, noun: str, subject: str | int) -> list[Alarm]:
    """All alarms of a subject, soonest first."""
    found = select(Alarm).where(Alarm.workspace_id == workspace_id, Alarm.noun == noun, Alarm.subject == str(subject))
    return list(session.exec(found.order_by(col(Alarm.due_at))))


def take_due(session: Session, now: datetime, limit: int) -> list[Alarm]:
    """Take away at most `limit` alarms that are due, soonest first; nobody else gets them meanwhile."""
    due = (
        select(Alarm)
        .where(Alarm.due_at <= now)
        .order_by(col(Alarm.due_at))
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    taken = list(session.exec(due))
    for alarm in taken:
        cancel(session, alarm.workspace_id, alarm.noun, alarm.subject, alarm.part)
        session.expunge(alarm)
    return taken


def put_off(session: Session, alarm: Alarm, now: datetime) -> bool:
    """Set an alarm that failed once more; after the last try it is parked. Says whether it was parked."""
    tries = alarm.tries + 1
    parked = tries >= TRIES
    again = alarm.model_dump() | {"tries": tries, "due_at": FAR_OFF if parked else now + tries * _PUT_OFF}
    upsert(session, Alarm, again)
    return parked


def next_due(session: Session) -> datetime | None:
    """When the soonest alarm rings."""
    return session.exec(select(Alarm.due_at).order_by(col(Alarm.due_at)).limit(1)).first()
