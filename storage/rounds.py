"""Rounds of standups, one for each nominal day, and everybody's entry in them."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Index, UniqueConstraint
from sqlmodel import Field, Session, col, select

from storage.schema import Row

NOUN = "round"


class Round(Row, table=True):
    """One round; its roster was frozen when it opened.

    Attributes:
        number: from the counter of rounds; nobody reads it.
        nominal: the day it is for, whatever the clocks of those who take part show.
        roster: part by user id: mandatory, optional, observer.
    """

    __table_args__ = (UniqueConstraint("workspace_id", "standup_number", "nominal"),)

    number: int = Field(primary_key=True)
    standup_number: int
    nominal: date
    status: str = Field(default="open", max_length=16)
    roster: dict[str, str] = Field(sa_type=JSON)
    opened_at: datetime
    closes_at: datetime
    closed_at: datetime | None = None


class Entry(Row, table=True):
    """What one person said, or has begun to say.

    Attributes:
        answers: by question id; text, a number, "yes"/"no", or a list of ticked and added lines.
        draft: the same, half typed.
        prompt_at, deadline_at: their own moments.
        late: it was given after the deadline.
    """

    __table_args__ = (Index(None, "workspace_id", "user_id", "status"),)

    round_number: int = Field(primary_key=True)
    user_id: str = Field(primary_key=True, max_length=32)
    status: str = Field(default="waiting", max_length=16)
    answers: dict[str, Any] = Field(sa_type=JSON, default_factory=dict)
    draft: dict[str, Any] = Field(sa_type=JSON, default_factory=dict)
    prompt_at: datetime
    deadline_at: datetime
    answered_at: datetime | None = None
    edited_at: datetime | None = None
    late: bool = False
    version: int = 1


def latest_of(session: Session, workspace_id: str, standup_number: int, limit: int) -> list[Round]:
    """The last rounds of a standup, newest first."""
    found = select(Round).where(Round.workspace_id == workspace_id, Round.standup_number == standup_number)
    return list(session.exec(found.order_by(col(Round.nominal).desc()).limit(limit)))


def on_day(session: Session, workspace_id: str, standup_number: int, nominal: date) -> Round | None:
    """The round of a standup for one nominal day."""
    found = select(Round).where(
        Round.workspace_id == workspace_id, Round.standup_number == standup_number, Round.nominal == nominal
    )
    return session.exec(found).first()


def entries_of(session: Session, workspace_id: str, *round_numbers: int) -> list[Entry]:
    """Everybody's entries in some rounds."""
    found = select(Entry).where(Entry.workspace_id == workspace_id, col(Entry.round_number).in_(round_numbers))
    return list(session.exec(found.order_by(col(Entry.round_number), col(Entry.user_id))))


def numbered(session: Session, workspace_id: str, number: int) -> Round | None:
    """One round."""
    return session.get(Round, (workspace_id, number))
