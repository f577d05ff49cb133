"""Messages that are kept: until somebody is back, or for their next morning digest."""

from datetime import datetime

from sqlalchemy import and_, or_, update
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import Session, col, select

from bot.rules.days_off import REASONS
from bot.rules.delivery import CAPPED, DND, FULL, NIGHT, QUIET, TOLD
from storage import outbox
from storage.digests import PURPOSE
from storage.outbox import Message

# So many lines a digest takes; what is beyond them comes by itself, as it would have.
LINES = 12
# Under this a digest's `detail` has the keys of what came in it, from right before it was posted.
LINES_OF = "told"
_OFF = tuple(REASONS.values())
ASLEEP = (QUIET, NIGHT, DND)
# What waits for one of these reasons has its place in the next morning digest.
FOR_THE_MORNING = (FULL, *ASLEEP, *_OFF)


def release(session: Session, workspace_id: str, user_id: str, now: datetime) -> None:
    """Somebody may be there again, or want it otherwise: what was kept for them till then is judged anew."""
    kept = _kept(workspace_id, user_id, *ASLEEP, *_OFF)
    session.connection().execute(update(Message).where(*kept).values(due_at=now))
    outbox.wake(session)


def is_full(
    session: Session, workspace_id: str, user_id: str, cap: int | None, since: datetime, until: datetime | None = None
) -> bool:
    """Whether somebody has had as many messages that can wait since then as their cap allows.

    Args:
        until: what is on its way and due by then counts, too.
    """
    if cap is None:
        return False
    sent = and_(col(Message.finished_at) >= since, col(Message.state) == "sent")
    coming = (
        [and_(col(Message.state).in_(("planned", "due", "sending")), col(Message.due_at) <= until)] if until else []
    )
    had = select(Message.detail).where(
        Message.workspace_id == workspace_id,
        Message.recipient == user_id,
        col(Message.purpose).in_(CAPPED),
        or_(sent, *coming),
    )
    return sum(not detail.get("urgent") for detail in session.exec(had)) >= cap


def for_digest(session: Session, workspace_id: str, user_id: str) -> list[Message]:
    """What waits for somebody's next digest, oldest first."""
    kept = _kept(workspace_id, user_id, *FOR_THE_MORNING)
    found = select(Message).where(*kept, col(Message.purpose).in_(CAPPED))
    return list(session.exec(found.order_by(col(Message.planned_at), col(Message.key)).limit(LINES)))


def told_by(session: Session, digest: Message) -> list[Message]:
    """What came as a line of a digest that was sent."""
    found = select(Message).where(
        Message.workspace_id == digest.workspace_id,
        col(Message.key).in_(digest.detail.get(LINES_OF, ())),
        Message.reason == TOLD,
    )
    return list(session.exec(found.order_by(col(Message.planned_at), col(Message.key))))


def tell(session: Session, digest: Message, now: datetime) -> None:
    """A digest was sent: what came as a line of it need not come by itself any more."""
    told = update(Message).where(
        col(Message.workspace_id) == digest.workspace_id,
        col(Message.key).in_(digest.detail.get(LINES_OF, ())),
        col(Message.state).in_(("planned", "due")),
    )
    session.connection().execute(told.values(state="skipped", reason=TOLD, finished_at=now))


def may_be_told(session: Session, row: Message) -> bool:
    """Whether this came as a line of a digest of which nobody knows yet whether it arrived."""
    if row.reason not in FOR_THE_MORNING:
        return False
    on_their_way = select(Message.detail).where(
        Message.workspace_id == row.workspace_id,
        Message.recipient == row.recipient,
        Message.purpose == PURPOSE,
        col(Message.state).in_(("planned", "due", "sending")),
    )
    return any(row.key in detail.get(LINES_OF, ()) for detail in session.exec(on_their_way))


def _kept(workspace_id: str, user_id: str, *reasons: str) -> tuple[ColumnElement[bool], ...]:
    return (
        col(Message.workspace_id) == workspace_id,
        col(Message.recipient) == user_id,
        col(Message.state).in_(("planned", "due")),
        col(Message.reason).in_(reasons),
        col(Message.finished_at).is_(None),
    )
