"""Messages that are taken back after they were planned or sent. The caller owns the transaction.

Each is one more message in the outbox, whose sending is a deletion: so it outlives a crash, waits for what is still on
its way, and does no harm when it is done twice.
"""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import delete, update
from sqlmodel import Session, col, select

from bot.rules.errors import UserError
from storage import outbox
from storage.outbox import Message

PURPOSE = "withdraw"
TAKEN_BACK = "it was taken back"
# What can be taken back while it has not been sent; nothing else is asked about it right before it is.
_SHARED = ("tasks.shared", "blockers.shared", "status.report", "status.detail", "undelivered")


def withdraw(session: Session, messages: Iterable[Message], by: str, now: datetime) -> None:
    """Have these messages deleted, wherever they stand by then; `by` hears what can't be."""
    for row in messages:
        if row.state not in ("skipped", "failed") and not _left_out(session, row, now):
            outbox.plan(
                session, row.workspace_id, _key(row), PURPOSE, (row.noun, row.number), row.recipient, now,
                owner_id=by, card=row.key, of=row.purpose, under=row.detail.get("root", ""),
            )  # fmt: skip


def refuse_unplaced(row: Message) -> None:
    """Only what has a known place, or will have one, can be deleted.

    Raises:
        UserError: whether it arrived, or where it stands, is not known.
    """
    if row.state == "uncertain" or row.is_lost:
        raise UserError(
            "I don't know whether it arrived, so I can't delete it. If it stands in the channel, whoever manages that "
            "can delete it in Slack."
        )


def is_withdrawn(session: Session, row: Message) -> bool:
    """Whether a message that is being sent was taken back meanwhile."""
    return row.purpose in _SHARED and outbox.find(session, row.workspace_id, _key(row)) is not None


def standing(
    session: Session, workspace_id: str, subject: tuple[str, int], purpose: str, channel_id: str, since: datetime
) -> Message | None:
    """The newest message about a record to a channel since a moment that stands there, or will, and was not taken back.

    An older one may be far up, or deleted by hand.
    """
    found = select(Message).where(
        Message.workspace_id == workspace_id,
        Message.noun == subject[0],
        Message.number == subject[1],
        Message.purpose == purpose,
        Message.recipient == channel_id,
        col(Message.planned_at) >= since,
        col(Message.state).in_(("planned", "due", "sending", "sent")),
    )
    newest = session.exec(found.order_by(col(Message.planned_at).desc()))
    return next((row for row in newest if not is_withdrawn(session, row)), None)


def is_followed(session: Session, row: Message) -> bool:
    """Whether something in the thread of a message that is to be deleted must go before.

    Slack keeps a place for a message with replies, which says that it was deleted.
    """
    others = select(Message).where(
        Message.workspace_id == row.workspace_id,
        Message.noun == row.noun,
        Message.number == row.number,
        Message.purpose == PURPOSE,
        col(Message.finished_at).is_(None),
    )
    return any(other.detail.get("under") == row.detail["card"] for other in session.exec(others))


def let_root_go(session: Session, row: Message, now: datetime) -> None:
    """A deletion is over: that of the message in whose thread it was need not wait any longer."""
    root = outbox.find(session, row.workspace_id, f"{PURPOSE}:{row.detail.get('under')}"[:255])
    if root is not None and root.state == "due":
        root.due_at = now
        session.add(root)
        outbox.wake(session)


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


def _left_out(session: Session, row: Message, now: datetime) -> bool:
    """A message that can't have arrived and is not being sent right now never will be; says whether that is so."""
    waiting = update(Message).where(
        col(Message.workspace_id) == row.workspace_id,
        col(Message.key) == row.key,
        col(Message.state).in_(("planned", "due")),
        col(Message.doubt).is_(False),
    )
    gone = waiting.values(state="skipped", reason=TAKEN_BACK, finished_at=now)
    return bool(session.connection().execute(gone).rowcount)


def _key(row: Message) -> str:
    return f"{PURPOSE}:{row.key}"[:255]
