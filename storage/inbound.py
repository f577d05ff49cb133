"""What Slack has already been answered, so that a duplicate has one effect and the same answer.

A request is known by its key: the event id, the trigger id of a command or click, the view of a submission.
"""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, delete, select
from sqlmodel import Field, Session, col

from storage.database import Overtaken
from storage.schema import Row, insert_once, json_field

# Slack may deliver an event again for 24 hours.
KEPT_FOR = timedelta(hours=48)


class Inbound(Row, table=True):
    key: str = Field(primary_key=True, max_length=255)
    answer: dict[str, Any] = json_field()
    at: datetime = Field(index=True)


_FIND = select(col(Inbound.answer)).where(
    col(Inbound.workspace_id) == bindparam("workspace_id"), col(Inbound.key) == bindparam("key")
)


def answered(session: Session, workspace_id: str, key: str) -> dict[str, Any] | None:
    """The answer this request has already had, or None when it is new."""
    found = session.connection().execute(_FIND, {"workspace_id": workspace_id, "key": key}).first()
    return found[0] if found else None


def remember(session: Session, workspace_id: str, key: str, answer: dict[str, Any], now: datetime) -> None:
    """Keep the answer in the same transaction as the effect.

    Raises:
        Overtaken: another replica has just answered the same request; run again to find its answer.
    """
    row = {"workspace_id": workspace_id, "key": key, "answer": answer, "at": now}
    if not insert_once(session, Inbound, row):
        raise Overtaken(key)


def prune(session: Session, now: datetime) -> int:
    """Forget answers that Slack can no longer ask for; returns how many."""
    gone = session.connection().execute(delete(Inbound).where(col(Inbound.at) < now - KEPT_FOR))
    return gone.rowcount
