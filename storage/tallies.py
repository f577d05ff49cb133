"""What somebody was sent in a week, and when they hear of it."""

from collections import Counter
from datetime import datetime

from sqlmodel import Session, col, func, select

from bot.rules.people import is_person
from bot.rules.tallies import next_friday
from storage import alarms, outbox, people
from storage.outbox import Message

NOUN, PURPOSE = "tally", "tally.week"
# What keeps others up to date, or answers somebody, is no message of its own; nor is the card.
_UNCOUNTED = ("update", "withdraw", "answer", outbox.HOME, PURPOSE)


def expect(session: Session, sent: Message, now: datetime) -> None:
    """Somebody was sent something: see to it that their week ends with a look at how much it was."""
    whose = (sent.workspace_id, NOUN, sent.recipient, "week")
    if sent.purpose in _UNCOUNTED or not is_person(sent.recipient) or alarms.find(session, *whose):
        return
    zone = people.zone(session, sent.workspace_id, sent.recipient)
    alarms.set_(session, *whose, next_friday(now, zone), owner_id=sent.recipient)


def of_week(session: Session, workspace_id: str, user_id: str, since: datetime) -> Counter[str]:
    """How many messages of each purpose somebody was sent since then."""
    counted = (
        select(Message.purpose, func.count())
        .where(
            Message.workspace_id == workspace_id,
            Message.recipient == user_id,
            col(Message.finished_at) >= since,
            Message.state == "sent",
            col(Message.purpose).not_in(_UNCOUNTED),
        )
        .group_by(col(Message.purpose))
    )
    return Counter(dict(session.exec(counted).all()))
