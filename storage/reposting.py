"""What could not be posted, because its channel was shut to us, and what follows it: taken up when it can be."""

from datetime import datetime

from sqlmodel import Session, col, select

from bot.rules.delivery import NO_ROOT, SHUT_OUT
from bot.rules.rounds import LATE_FOR
from storage import outbox, rounds
from storage.outbox import AGAIN, Message
from storage.rounds import Round


def take_up(session: Session, row: Message, now: datetime) -> None:
    """Send it after all, as if its moment were now; its owner knows of the trouble already."""
    row.state, row.reason, row.finished_at = "due", "", None
    row.due_at, row.ready_at = now, now
    row.detail = row.detail | {"due": now.isoformat(), "taken_up": True}
    session.add(row)
    outbox.wake(session)


def bring_back(session: Session, workspace_id: str, channel_id: str, now: datetime) -> None:
    """We are in a channel again: what its standups could not say there meanwhile is said."""
    recent = select(Round.number).where(
        Round.workspace_id == workspace_id, Round.channel_id == channel_id, Round.closes_at > now - LATE_FOR
    )
    refused = select(Message).where(
        Message.workspace_id == workspace_id,
        Message.noun == rounds.NOUN,
        col(Message.number).in_(recent),
        Message.recipient == channel_id,
        Message.state == "failed",
        col(Message.reason).in_(SHUT_OUT),
    )
    for row in session.exec(refused).all():
        newest = outbox.latest(session, workspace_id, row.key.removesuffix(AGAIN))
        if newest is not None and newest.key == row.key:
            take_up(session, row, now)


def follow(session: Session, root: Message, now: datetime) -> None:
    """A message came at the second try: so does what was left out because it had no place to follow it."""
    if not root.detail.get("taken_up") and not root.key.endswith(AGAIN):
        return
    left_out = select(Message).where(
        Message.workspace_id == root.workspace_id,
        Message.noun == root.noun,
        Message.number == root.number,
        Message.state == "skipped",
        Message.reason == NO_ROOT,
    )
    for row in session.exec(left_out).all():
        if row.detail.get("root") == root.key.removesuffix(AGAIN):
            take_up(session, row, now)
