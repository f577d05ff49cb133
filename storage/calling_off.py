"""A round that somebody opened by hand, and called off before anybody had answered. The caller owns the transaction."""

from datetime import datetime

from sqlmodel import Session, col, select

from bot.rules.errors import UserError
from storage import opening, rounds, withdrawals
from storage.outbox import Message
from storage.rounds import Entry, Round
from storage.standups import Standup


def call_off(session: Session, standup: Standup, round_: Round, by: str, now: datetime) -> None:
    """The round is as if it had never opened, and the questions that stand in DMs are deleted.

    Raises:
        UserError: it is over, somebody has begun to answer, or a question is on its way right now.
    """
    entries = rounds.entries(session, round_.workspace_id, round_.number)
    if round_.status != "open" or any(map(_has_begun, entries)):
        raise UserError("Somebody has begun to answer, so the round goes on. Nothing changed.")
    asked = _asked(session, round_)
    if any(row.state == "sending" or row.doubt for row in asked):
        raise UserError("The questions are on their way right now. Please try again in a moment.")
    opening.withdraw(session, round_, now, withdrawals.TAKEN_BACK)
    standing = [row for row in asked if row.state == "sent"]
    aside = [withdrawals.set_aside(session, row, f"round {round_.number}") for row in standing]
    withdrawals.withdraw(session, aside, by, now)
    opening.forget(session, round_)
    opening.schedule(session, standup, now)


def _has_begun(entry: Entry) -> bool:
    return entry.status in ("answered", "nothing", "skipped") or bool(entry.draft)


def _asked(session: Session, round_: Round) -> list[Message]:
    found = select(Message).where(
        Message.workspace_id == round_.workspace_id,
        Message.noun == rounds.NOUN,
        Message.number == round_.number,
        col(Message.purpose).in_((opening.PROMPT, opening.NUDGE)),
        col(Message.state).in_(("planned", "due", "sending", "sent")),
    )
    # Locked, so that none of them is begun before this unit of work is committed.
    return list(session.exec(found.with_for_update()))
