"""When people are away, in days of their own zone."""

from collections.abc import Collection
from datetime import date, datetime

from sqlmodel import Field, Session, col, select

from storage.schema import Row, upsert


class Absence(Row, table=True):
    """From the first day to the last, both included; one person's absences may overlap.

    `source` is "said", or "status" for what their status in Slack showed. `delegate_id` is who stands in, or empty.
    """

    user_id: str = Field(primary_key=True, max_length=32)
    first_day: date = Field(primary_key=True)
    last_day: date
    said_at: datetime
    source: str = Field(default="said", max_length=16, sa_column_kwargs={"server_default": "said"})
    delegate_id: str = Field(default="", max_length=32, sa_column_kwargs={"server_default": ""})


def add(
    session: Session,
    workspace_id: str,
    user_id: str,
    first_day: date,
    last_day: date,
    now: datetime,
    source: str = "said",
    delegate_id: str = "",
) -> date | None:
    """Somebody will be away; saying the same first day again sets its last day anew. Returns the one it had."""
    known = find(session, workspace_id, user_id, first_day)
    before = known.last_day if known else None
    row = Absence(
        workspace_id=workspace_id,
        user_id=user_id,
        first_day=first_day,
        last_day=last_day,
        said_at=now,
        source=source,
        delegate_id=delegate_id,
    )
    upsert(session, Absence, row.model_dump())
    if known:
        session.expire(known)
    return before


def find(session: Session, workspace_id: str, user_id: str, first_day: date) -> Absence | None:
    """The absence that begins on this day."""
    return session.get(Absence, (workspace_id, user_id, first_day))


def remove(session: Session, absence: Absence) -> None:
    """It does not take place, or is over earlier."""
    session.delete(absence)


def end(session: Session, workspace_id: str, user_id: str, day: date) -> list[Absence]:
    """Somebody is back: absences that include `day` are gone, what is planned for later stays. Returns what is gone."""
    gone = [each for each in of(session, workspace_id, user_id, day) if each.first_day <= day]
    for absence in gone:
        remove(session, absence)
    return gone


def of(session: Session, workspace_id: str, user_id: str, day: date) -> list[Absence]:
    """A person's absences that include `day` or come later, soonest first."""
    found = select(Absence).where(
        Absence.workspace_id == workspace_id, Absence.user_id == user_id, Absence.last_day >= day
    )
    return list(session.exec(found.order_by(col(Absence.first_day))))


def away(
    session: Session, workspace_id: str, first_day: date, last_day: date, user_ids: Collection[str]
) -> list[Absence]:
    """When these people are away on any of these days."""
    found = select(Absence).where(
        Absence.workspace_id == workspace_id,
        Absence.first_day <= last_day,
        Absence.last_day >= first_day,
        col(Absence.user_id).in_(user_ids),
    )
    return list(session.exec(found.order_by(col(Absence.user_id), col(Absence.first_day))))
