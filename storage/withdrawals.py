"""Messages that are taken back after they were planned or sent. The caller owns the transaction.

Each is one more message in the outbox, whose sending is a deletion: so it outlives a crash, waits for what is still on
its way, and does no harm when it is done twice.
"""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import delete, update
from sqlmodel import Session, col

from storage import outbox
from storage.outbox import Message

PURPOSE = "withdraw"
TAKEN_BACK = "it was taken back"
# What can be taken back while it has not been sent; nothing else is asked about it right before it is.
_SHARED = ("tasks.shared", "blockers.shared", "status.report", "status.detail")


def withdraw(session: Session, messages: Iterable[Message], by: str, now: datetime) -> None:
    """Have these messages deleted, wherever they stand by then; `by` hears what can't be."""
    for row in messages:
        outbox.plan(
            session, row.workspace_id, _key(row), PURPOSE, (row.noun, row.number), row.recipient, now,
            owner_id=by, card=row.key,
        )  # fmt: skip


def is_withdrawn(session: Session, row: Message) -> bool:
    """Whether a message that is about to be sent was taken back meanwhile.

    One that may have arrived is looked for first, so that it can be deleted.
    """
    may_be = row.purpose in _SHARED and not row.doubt
    return may_be and outbox.find(session, row.workspace_id, _key(row)) is not None


def settle(session: Session, row: Message) -> None:
    """A message was deleted: nothing brings it up to date any more."""
    gone = update(Message).where(
        col(Message.workspace_id) == row.workspace_id, col(Message.key) == str(row.detail.get("card"))
    )
    session.connection().execute(gone.values(state="skipped", reason=TAKEN_BACK))


def forget(session: Session, workspace_id: str, key: str) -> bool:
    """A message that nobody has begun to send was never planned; says whether that is so."""
    untouched = delete(Message).where(
        col(Message.workspace_id) == workspace_id,
        col(Message.key) == key,
        col(Message.state).in_(("planned", "due")),
        col(Message.tried_at).is_(None),
    )
    return bool(session.connection().execute(untouched).rowcount)


def set_aside(session: Session, row: Message, mark: str) -> Message:
    """Give the key of a message that was sent free, so that it can be said anew; returns the message, as it is kept."""
    kept = f"{row.key}:{mark}"[:255]
    here = update(Message).where(col(Message.workspace_id) == row.workspace_id, col(Message.key) == row.key)
    session.connection().execute(here.values(key=kept))
    session.expunge(row)
    return Message(**row.model_dump() | {"key": kept})


def _key(row: Message) -> str:
    return f"{PURPOSE}:{row.key}"[:255]
