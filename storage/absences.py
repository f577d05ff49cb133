"""When people are away, in days of their own zone."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlmodel import Field, Session, col, select

from storage import history
from storage.history import Change, Stamp
from storage.schema import Row, upsert

NOUN = "absence"


class Absence(Row, table=True):
    """From the first day to the last, both included; one person's absences may overlap.

    `source` is "said", "status" for what their status in Slack showed, or "calendar" for what one kept elsewhere says.
    `delegate_id` is who stands in, or empty.
    """

    user_id: str = Field(primary_key=True, max_length=32)
    first_day: date = Field(primary_key=True)
    last_day: date
    said_at: datetime
    source: str = Field(default="said", max_length=16, sa_column_kwargs={"server_default": "said"})
    delegate_id: str = Field(default="", max_length=32, sa_column_kwargs={"server_default": ""})


def add(
    session: Session,
    stamp: Stamp,
    first_day: date,
    last_day: date,
    *,
    undoes: str = "",
    source: str = "said",
    delegate_id: str = "",
) -> date | None:
    """Whoever asks will be away; saying the same first day again sets its last day anew. Returns the one it had."""
    known = find(session, stamp.workspace_id, stamp.actor_id, first_day)
    before = known.last_day if known else None
    row = Absence(
        workspace_id=stamp.workspace_id,
        user_id=stamp.actor_id,
        first_day=first_day,
        last_day=last_day,
        said_at=stamp.now,
        source=source,
        delegate_id=delegate_id,
    )
    _note(session, stamp, _said(known), _said(row), undoes)
    upsert(session, Absence, row.model_dump())
    if known:
        session.expire(known)
    return before


def find(session: Session, workspace_id: str, user_id: str, first_day: date) -> Absence | None:
    """The absence that begins on this day."""
    return session.get(Absence, (workspace_id, user_id, first_day))


def remove(session: Session, stamp: Stamp, absence: Absence, undoes: str = "") -> None:
    """It does not take place, or is over earlier."""
    _note(session, stamp, _said(absence), {}, undoes)
    session.delete(absence)


def shorten(session: Session, stamp: Stamp, absence: Absence, last_day: date) -> None:
    """It is over earlier, and what was of it stays."""
    before = _said(absence)
    absence.last_day = last_day
    _note(session, stamp, before, _said(absence))


def end(session: Session, stamp: Stamp, day: date) -> list[Absence]:
    """Whoever asks is back: absences that include `day` are gone, what is planned for later stays.

    Returns what is gone.
    """
    gone = [each for each in of(session, stamp.workspace_id, stamp.actor_id, day) if each.first_day <= day]
    for absence in gone:
        remove(session, stamp, absence)
    return gone


def _note(session: Session, stamp: Stamp, before: dict[str, Any], after: dict[str, Any], undoes: str = "") -> None:
    verb = "undo" if undoes else "away" if after else "back"
    history.note(session, stamp, NOUN, verb, before=before, after=after, undoes=undoes)


def _said(absence: Absence | None) -> dict[str, Any]:
    if absence is None:
        return {}
    said = {"first": absence.first_day, "last": absence.last_day}
    return said | ({"delegate": absence.delegate_id} if absence.delegate_id else {})


@dataclass(frozen=True)
class Made:
    """What one change did to an absence: its last day and who stood in, before and since; None where there was none."""

    first: date
    last: date | None
    earlier: date | None
    delegate: str


def made(change: Change) -> Made:
    """What a change did, as history kept it."""
    before, after = change.before, change.after
    last, earlier = (date.fromisoformat(values["last"]) if values else None for values in (after, before))
    return Made(date.fromisoformat((after or before)["first"]), last, earlier, before.get("delegate", ""))


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
