"""The outbox, read as a ledger: what was sent, held back and why, what failed, and what will be sent."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import Session, and_, col, func, or_, select

from bot.rules.people import Actor
from storage import rounds
from storage.outbox import HOME, TOO_LATE, Message
from storage.rounds import Entry

# What keeps others up to date, or answers somebody, is no news of its own.
_QUIET = ("update", "withdraw", "answer", "undelivered", HOME)


@dataclass(frozen=True)
class Coming:
    """Something that will be sent: its moment, what it is, and whom it goes to.

    Attributes:
        at: when the first of them gets it.
        nominal: the local day it stands for; empty where there is none.
        spread: they don't all get it at once, but each at the same hour where they are.
    """

    at: datetime
    purpose: str
    noun: str
    number: int
    recipients: tuple[str, ...]
    nominal: str = ""
    spread: bool = False


def tally(session: Session, actor: Actor, since: datetime) -> Counter[str]:
    """How many messages ended in each state."""
    counted = (
        select(Message.state, func.count())
        .where(*_seen_by(actor), col(Message.finished_at) >= since)
        .group_by(col(Message.state))
    )
    return Counter(dict(session.exec(counted).all()))


def sent(session: Session, actor: Actor, since: datetime) -> Counter[str]:
    """How many messages of each purpose were sent."""
    counted = (
        select(Message.purpose, func.count())
        .where(*_seen_by(actor), col(Message.finished_at) >= since, col(Message.state) == "sent")
        .group_by(col(Message.purpose))
    )
    return Counter(dict(session.exec(counted).all()))


def overall(session: Session, since: datetime, until: datetime) -> tuple[Counter[str], int]:
    """For whoever runs the program: how many messages of all workspaces ended in each state, and how many wait."""
    ended = select(Message.state, func.count()).where(col(Message.finished_at) >= since).group_by(col(Message.state))
    waiting = select(func.count()).where(col(Message.finished_at).is_(None), col(Message.due_at) <= until)
    return Counter(dict(session.exec(ended).all())), session.exec(waiting).one()


def troubles(session: Session, actor: Actor, since: datetime, limit: int) -> list[Message]:
    """What was not sent, newest first: skipped, failed, or in doubt."""
    found = select(Message).where(
        *_seen_by(actor),
        col(Message.finished_at) >= since,
        col(Message.state).in_(("skipped", "failed", "uncertain")),
    )
    return list(session.exec(found.order_by(col(Message.finished_at).desc()).limit(limit)))


def too_late(session: Session, news: Message, purpose: str) -> int:
    """For how many came too late, after we were down, what some news is about."""
    found = select(func.count()).where(
        Message.workspace_id == news.workspace_id,
        Message.noun == news.noun,
        Message.number == news.number,
        Message.nominal == news.nominal,
        Message.purpose == purpose,
        Message.reason == TOO_LATE,
    )
    return session.exec(found).one()


def planned(session: Session, actor: Actor, until: datetime) -> list[Coming]:
    """What is planned already, soonest first; what goes out for one reason is one."""
    found = select(Message).where(
        *_seen_by(actor), col(Message.finished_at).is_(None), col(Message.due_at) <= until, ~_answered()
    )
    return together(
        Coming(row.due_at, row.purpose, row.noun, row.number, (row.recipient,), row.nominal)
        for row in session.exec(found.order_by(col(Message.due_at)).limit(1000))
    )


def together(each: Iterable[Coming]) -> list[Coming]:
    """What is sent at one moment for one reason, as one; what is asked in one round, at whatever moments, too."""
    grouped: dict[Any, Coming] = {}
    for one in sorted(each, key=lambda one: one.at):
        key = (None if one.noun == rounds.NOUN else one.at, one.purpose, one.noun, one.number)
        before = grouped.get(key, one)
        people = tuple(dict.fromkeys((*before.recipients, *one.recipients)))
        spread = before.spread or one.spread or before.at != one.at
        grouped[key] = replace(before, recipients=people, spread=spread)
    return sorted(grouped.values(), key=lambda one: one.at)


def _answered() -> ColumnElement[bool]:
    """A question or a nudge that nobody needs any more, and that will be left out when its time has come."""
    entry = (
        select(Entry.user_id)
        .where(
            col(Entry.workspace_id) == col(Message.workspace_id),
            col(Entry.round_number) == col(Message.number),
            col(Entry.user_id) == col(Message.recipient),
            col(Entry.status) != "waiting",
        )
        .exists()
    )
    return and_(col(Message.noun) == rounds.NOUN, col(Message.purpose).startswith("standups."), entry)


def _seen_by(actor: Actor) -> tuple[ColumnElement[bool], ...]:
    """Everybody sees what comes to them and what is theirs; administrators see that all is sent."""
    ours = (col(Message.workspace_id) == actor.workspace_id, col(Message.purpose).not_in(_QUIET))
    if actor.admin:
        return ours
    mine = or_(col(Message.recipient) == actor.user_id, col(Message.owner_id) == actor.user_id)
    return (*ours, mine)
