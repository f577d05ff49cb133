"""Messages of which nobody knows whether they arrived: what their owners say of them, and what follows them."""

from datetime import datetime

from sqlmodel import Session, col, select

from storage import outbox
from storage.outbox import AGAIN, Message


def retry(session: Session, row: Message, now: datetime) -> None:
    """Whoever it belongs to says that it never arrived: it is sent as if for the first time."""
    row.doubt, row.tried_at = False, None
    _take_up(session, row, now)


def take_as_sent(session: Session, row: Message, now: datetime) -> None:
    """Whoever it belongs to says that it did arrive: it is looked for once more, for others need to know where."""
    row.doubt, row.detail = True, row.detail | {"was_seen": True}
    _take_up(session, row, now)


def _take_up(session: Session, row: Message, now: datetime) -> None:
    row.state, row.reason, row.finished_at, row.attempt = "due", "", None, 0
    row.due_at, row.ready_at = now, now
    session.add(row)
    for follower in followers(session, row):
        follower.due_at = now
    outbox.wake(session)


def followers(session: Session, root: Message) -> list[Message]:
    """What waits to be posted in the thread of a message."""
    waiting = select(Message).where(
        Message.workspace_id == root.workspace_id,
        Message.noun == root.noun,
        Message.number == root.number,
        col(Message.state).in_(("planned", "due", "sending")),
    )
    return [row for row in session.exec(waiting) if row.detail.get("root") == root.key.removesuffix(AGAIN)]


def settle_lead(session: Session, row: Message, now: datetime) -> None:
    """A message that others follow was found after a doubt; lost, it goes on in a second one, where they can."""
    known = outbox.find(session, row.workspace_id, row.key)
    if known is None or row.key.endswith(AGAIN):
        return
    if not known.is_lost:
        outbox.refresh(session, known, f"found:{known.attempt}", now)
    elif followers(session, known):
        outbox.plan(
            session, known.workspace_id, f"{known.key}{AGAIN}", known.purpose, (known.noun, known.number),
            known.recipient, now, nominal=known.nominal, owner_id=known.owner_id, continued=True,
        )  # fmt: skip
