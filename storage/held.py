"""Messages that are kept for somebody until they are back."""

from datetime import datetime

from sqlalchemy import update
from sqlmodel import Session, col

from bot.rules.days_off import REASONS
from storage import outbox
from storage.outbox import Message


def release(session: Session, workspace_id: str, user_id: str, now: datetime) -> None:
    """Somebody may be back: what was kept for them is judged anew."""
    kept = (
        col(Message.workspace_id) == workspace_id,
        col(Message.recipient) == user_id,
        col(Message.state) == "planned",
        col(Message.reason).in_(REASONS.values()),
        col(Message.finished_at).is_(None),
    )
    session.connection().execute(update(Message).where(*kept).values(due_at=now))
    outbox.wake(session)
