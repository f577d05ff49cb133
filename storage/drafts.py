"""What a form must know when it comes back: kept here, so that the client holds only an opaque id."""

import secrets
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete
from sqlmodel import Field, Session, col

from storage.schema import Row, json_field

KEPT_FOR = timedelta(hours=24)


class Draft(Row, table=True):
    id: str = Field(primary_key=True, max_length=32)
    person_id: str = Field(max_length=32)
    data: dict[str, Any] = json_field()
    at: datetime = Field(index=True)


def keep(session: Session, workspace_id: str, person_id: str, data: dict[str, Any], now: datetime) -> str:
    """Keep the context of a form for the person who opens it; returns its id."""
    draft = Draft(workspace_id=workspace_id, id=secrets.token_urlsafe(12), person_id=person_id, data=data, at=now)
    session.add(draft)
    session.flush()
    return draft.id


def find(session: Session, workspace_id: str, person_id: str, draft_id: str) -> dict[str, Any] | None:
    """The context of a form, for the person who opened it and nobody else."""
    draft = session.get(Draft, (workspace_id, draft_id))
    return draft.data if draft is not None and draft.person_id == person_id else None


def prune(session: Session, now: datetime) -> int:
    """Forget forms nobody sent; returns how many."""
    return session.connection().execute(delete(Draft).where(col(Draft.at) < now - KEPT_FOR)).rowcount
