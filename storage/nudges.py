"""Messages of one purpose to one person on several things, such as nudges for two standups."""

from datetime import datetime

from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import Session, col, select

from storage.outbox import Message


def went_to(session: Session, row: Message, since: datetime) -> bool:
    """Whether the same person has had a message of the same purpose on something else since then."""
    found = select(Message.key).where(
        *_alike(row), (col(Message.state) == "sending") | (col(Message.finished_at) > since) & (Message.state == "sent")
    )
    return session.exec(found.limit(1)).first() is not None


def coming_to(session: Session, row: Message, until: datetime) -> list[int]:
    """What messages of the same purpose speak of that the same person would have until then, besides this one."""
    found = select(Message.number).where(
        *_alike(row), col(Message.state).in_(("planned", "due")), Message.due_at <= until
    )
    return sorted(set(session.exec(found)))


def _alike(row: Message) -> tuple[ColumnElement[bool], ...]:
    return (
        col(Message.workspace_id) == row.workspace_id,
        col(Message.purpose) == row.purpose,
        col(Message.recipient) == row.recipient,
        col(Message.number) != row.number,
    )
