"""Everything that leaves and is not the answer to the request in hand, and the ledger of it.

A message is planned here, in the same transaction as its cause, and rendered when it is sent, from what is true then.
`key` is unique, so that planning twice plans once. A row tells what was planned, sent, skipped and why, or failed.
"""

import secrets
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Index, text, update
from sqlmodel import Field, Session, col, select

from storage.schema import Row, insert_once, json_field

# Longer than a request can still be in flight, so that a claim that ran out belongs to a dead process.
LEASE = timedelta(seconds=60)
TRIES = 5


class Message(Row, table=True):
    __tablename__ = "outbox"
    __table_args__ = (
        Index(None, "workspace_id", "noun", "number"),
        Index(
            "ix_outbox_due",
            "due_at",
            sqlite_where=text("state = 'due'"),
            postgresql_where=text("state = 'due'"),
        ),
    )

    key: str = Field(primary_key=True, max_length=255)
    purpose: str = Field(max_length=48)
    noun: str = Field(max_length=16)
    number: int
    recipient: str = Field(max_length=32)
    detail: dict[str, Any] = json_field()
    due_at: datetime
    state: str = Field(default="due", max_length=16)
    reason: str = Field(default="", max_length=255)
    attempt: int = 0
    claim: str | None = Field(default=None, max_length=32)
    lease_until: datetime | None = None
    channel_id: str | None = Field(default=None, max_length=32)
    ts: str | None = Field(default=None, max_length=32)
    finished_at: datetime | None = None


def plan(
    session: Session,
    workspace_id: str,
    key: str,
    purpose: str,
    subject: tuple[str, int],
    recipient: str,
    now: datetime,
    **detail: Any,
) -> None:
    """Plan one message to a user or channel id; planning the same key again changes nothing."""
    noun, number = subject
    row = Message(
        workspace_id=workspace_id,
        key=key,
        purpose=purpose,
        noun=noun,
        number=number,
        recipient=recipient,
        detail=detail,
        due_at=now,
    )
    if insert_once(session, Message, row.model_dump()):
        session.info["planned"] = True


def planned(session: Session) -> bool:
    """Whether this unit of work has planned a message, so that the sender should be woken."""
    return bool(session.info.get("planned"))


def find(session: Session, workspace_id: str, key: str) -> Message | None:
    """One planned message."""
    return session.get(Message, (workspace_id, key))


def cards(session: Session, workspace_id: str, subject: tuple[str, int]) -> list[Message]:
    """The messages about a record that stand in Slack, or are on their way there, and can be updated in place."""
    found = select(Message).where(
        Message.workspace_id == workspace_id,
        Message.noun == subject[0],
        Message.number == subject[1],
        col(Message.state).in_(("sending", "sent")),
        col(Message.purpose).not_in(("update", "unshared", "answer")),
    )
    return list(session.exec(found))


def claim(session: Session, now: datetime, limit: int = 20) -> list[Message]:
    """Take due messages for sending, each with a token and a lease; nobody else takes them meanwhile."""
    due = (
        select(Message)
        .where(Message.state == "due", Message.due_at <= now)
        .order_by(col(Message.due_at))
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    rows = list(session.exec(due))
    for row in rows:
        row.state, row.claim, row.lease_until = "sending", secrets.token_hex(8), now + LEASE
        row.attempt += 1
    return rows


def finish(session: Session, row: Message, state: str, now: datetime, values: dict[str, Any]) -> bool:
    """Write down how sending went; False when the claim has passed to somebody else."""
    hit = session.connection().execute(
        update(Message)
        .where(
            col(Message.workspace_id) == row.workspace_id,
            col(Message.key) == row.key,
            col(Message.claim) == row.claim,
        )
        .values(state=state, finished_at=now if state != "due" else None, claim=None, lease_until=None, **values)
    )
    return bool(hit.rowcount)


def next_due(session: Session) -> datetime | None:
    """When the earliest planned message is due."""
    return session.exec(select(Message.due_at).where(Message.state == "due").order_by(col(Message.due_at))).first()


def release_abandoned(session: Session, now: datetime) -> int:
    """What a dead process was sending may or may not have arrived: it is marked uncertain, never sent blindly again."""
    hit = session.connection().execute(
        update(Message)
        .where(col(Message.state) == "sending", col(Message.lease_until) < now)
        .values(state="uncertain", reason="the process stopped while sending", claim=None, finished_at=now)
    )
    return hit.rowcount
