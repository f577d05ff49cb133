"""Everything that leaves and is not the answer to the request in hand, and the ledger of it.

A message is planned here, in the same transaction as its cause, and rendered when it is sent, from what is true then.
`key` is unique, so that planning twice plans once. A row tells what was planned, sent, skipped and why, or failed.
"""

import hashlib
import secrets
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Index, text, update
from sqlmodel import Field, Session, col, or_, select

from bot.rules.delivery import POLICIES, Verdict, too_late
from storage.schema import Row, insert_once, json_field

# Planning is over; nothing more becomes of it by itself.
FINISHED = ("sent", "skipped", "uncertain", "failed")
# Nothing was finished for so long: nobody was there.
_DOWN = timedelta(minutes=5)
TOO_LATE = "we were down at its moment, and it would come too late"
AGAIN = ":2"
HOME = "home"  # is no message (`storage/homes.py`)
LaneKey = tuple[str, bool]
_UNFINISHED = text("finished_at IS NULL")


class Message(Row, table=True):
    """One message, from plan to end.

    Attributes:
        due_at: its moment; while `due` and put off, when it is tried again.
        nominal: the local date or moment it stands for, whatever the clocks did.
        ready_at: when it could first be sent, because it was due and we were up.
        doubt: an attempt may have arrived, so Slack is looked at before the next.
        tried_at: when the first attempt began.
        owner_id: who hears when it comes to nothing.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        Index(None, "workspace_id", "noun", "number"),
        Index(None, "workspace_id", "finished_at"),
        Index("ix_outbox_recipient", "workspace_id", "recipient", "finished_at"),
        Index("ix_outbox_unfinished", "state", "due_at", sqlite_where=_UNFINISHED, postgresql_where=_UNFINISHED),
    )

    key: str = Field(primary_key=True, max_length=255)
    purpose: str = Field(max_length=48)
    noun: str = Field(max_length=16)
    number: int
    recipient: str = Field(max_length=32)
    owner_id: str = Field(default="", max_length=32)
    detail: dict[str, Any] = json_field()
    nominal: str = Field(default="", max_length=32)
    planned_at: datetime
    due_at: datetime
    ready_at: datetime | None = None
    state: str = Field(default="due", max_length=16)
    reason: str = Field(default="", max_length=255)
    attempt: int = 0
    doubt: bool = False
    tried_at: datetime | None = None
    claim: str | None = Field(default=None, max_length=32)
    lease_until: datetime | None = None
    channel_id: str | None = Field(default=None, max_length=32)
    ts: str | None = Field(default=None, max_length=32)
    finished_at: datetime | None = None

    @property
    def was_due(self) -> datetime:
        """Its moment, however often it was put off since."""
        return datetime.fromisoformat(self.detail.get("due") or self.due_at.isoformat())

    @property
    def is_lost(self) -> bool:
        """Whether it stands in Slack, and we don't know where."""
        return self.state == "sent" and self.ts is None

    @property
    def mark(self) -> str:
        """What it is known by in Slack; others can read it there, so it says nothing."""
        return hashlib.sha256(f"{self.workspace_id}\n{self.key}".encode()).hexdigest()[:32]


def plan(
    session: Session,
    workspace_id: str,
    key: str,
    purpose: str,
    subject: tuple[str, int],
    recipient: str,
    now: datetime,
    *,
    at: datetime | None = None,
    nominal: str = "",
    owner_id: str = "",
    **detail: Any,
) -> bool:
    """Plan one message to a user or channel id, for now or for the moment `at`; says whether the key was new."""
    noun, number = subject
    row = Message(
        workspace_id=workspace_id,
        key=key,
        purpose=purpose,
        noun=noun,
        number=number,
        recipient=recipient,
        owner_id=owner_id,
        detail=({"due": at.isoformat()} if at else {}) | detail,
        nominal=nominal,
        planned_at=now,
        due_at=at or now,
        # A moment that has passed already is judged when it is released.
        state="planned" if at else "due",
        ready_at=None if at else now,
    )
    new = insert_once(session, Message, row.model_dump())
    if new:
        wake(session)
    return new


def note_skipped(
    session: Session, workspace_id: str, key: str, purpose: str, subject: tuple[str, int], recipient: str,
    now: datetime, *, at: datetime, nominal: str, reason: str,
) -> None:  # fmt: skip
    """Write down a message that should have gone out at `at` and never will, and why."""
    noun, number = subject
    row = Message(
        workspace_id=workspace_id, key=key, purpose=purpose, noun=noun, number=number, recipient=recipient, detail={},
        nominal=nominal, planned_at=now, due_at=at, ready_at=now, state="skipped", reason=reason, finished_at=now,
    )  # fmt: skip
    insert_once(session, Message, row.model_dump())


def plan_anew(
    session: Session,
    workspace_id: str,
    key: str,
    purpose: str,
    subject: tuple[str, int],
    recipient: str,
    now: datetime,
    *,
    at: datetime,
    nominal: str = "",
    owner_id: str = "",
) -> None:
    """Plan one message; one of this key that nobody has begun to send, or that was withdrawn, moves to `at`."""
    if plan(session, workspace_id, key, purpose, subject, recipient, now, at=at, nominal=nominal, owner_id=owner_id):
        return
    untouched = (
        update(Message)
        .where(
            col(Message.workspace_id) == workspace_id,
            col(Message.key) == key,
            col(Message.state).in_(("planned", "due", "skipped")),
            col(Message.tried_at).is_(None),
        )
        .values(
            number=subject[1],
            state="planned",
            due_at=at,
            detail={"due": at.isoformat()},
            ready_at=None,
            reason="",
            finished_at=None,
        )
    )
    session.connection().execute(untouched)
    wake(session)


def wake(session: Session) -> None:
    """Have the sender look as soon as this unit of work is committed."""
    session.info["planned"] = True


def planned(session: Session) -> bool:
    """Whether this unit of work has planned something, so that the sender should be woken."""
    return bool(session.info.get("planned"))


def find(session: Session, workspace_id: str, key: str) -> Message | None:
    """One planned message."""
    return session.get(Message, (workspace_id, key))


def latest(session: Session, workspace_id: str, key: str) -> Message | None:
    """The message that stands for a key: the second one, when the first came to nothing."""
    return find(session, workspace_id, f"{key}{AGAIN}") or find(session, workspace_id, key)


def cards(session: Session, workspace_id: str, subject: tuple[str, int], recipient: str | None = None) -> list[Message]:
    """The messages about a record that stand in Slack, or are on their way there, and can be updated in place."""
    found = select(Message).where(
        Message.workspace_id == workspace_id,
        Message.noun == subject[0],
        Message.number == subject[1],
        col(Message.state).in_(("sending", "sent")),
        col(Message.purpose).not_in(("update", "withdraw", "answer", "undelivered")),
    )
    return list(session.exec(found.where(Message.recipient == recipient) if recipient else found))


def refresh(session: Session, card: Message, mark: str, now: datetime) -> None:
    """Bring one card up to date. What waits to be updated already will read what is true then."""
    waiting = select(Message).where(
        Message.workspace_id == card.workspace_id,
        Message.noun == card.noun,
        Message.number == card.number,
        Message.purpose == "update",
        Message.state == "due",
        col(Message.key).endswith(f":{card.key}", autoescape=True),
    )
    # Locked, so that it is not rendered before this unit of work is committed.
    if session.exec(waiting.with_for_update()).first() is None:
        plan(
            session, card.workspace_id, f"update:{mark}:{card.key}"[:255], "update", (card.noun, card.number),
            card.recipient, now, of=card.purpose, card=card.key, by=card.detail.get("by", ""),
            kept=card.detail.get("kept", ""),
        )  # fmt: skip


def say(
    session: Session,
    workspace_id: str,
    key: str,
    purpose: str,
    subject: tuple[str, int],
    recipient: str,
    now: datetime,
    mark: str,
    **planned: Any,
) -> None:
    """Plan a message as `plan` does, or bring it up to date where it stands already; `mark` names the change.

    One that came to nothing, or stands where we don't know, is planned once more; one that is on its way will read
    what is true then, and one in doubt waits for its owner's word.
    """
    standing = latest(session, workspace_id, key)
    if standing is None:
        plan(session, workspace_id, key, purpose, subject, recipient, now, **planned)
    elif standing.state in ("sending", "sent") and not standing.is_lost:
        refresh(session, standing, mark, now)
    elif standing.state in ("sent", "skipped", "failed"):
        planned |= {"continued": True} if standing.is_lost else {}
        plan(session, workspace_id, f"{key}{AGAIN}", purpose, subject, recipient, now, **planned)


def cancel(session: Session, workspace_id: str, subject: tuple[str, int], purpose: str, reason: str, now: datetime,
           *, recipient: str | None = None) -> None:  # fmt: skip
    """What was planned about a subject and has not begun to be sent will not be."""
    gone = (
        update(Message)
        .where(
            col(Message.workspace_id) == workspace_id,
            col(Message.noun) == subject[0],
            col(Message.number) == subject[1],
            col(Message.purpose) == purpose,
            col(Message.state).in_(("planned", "due")),
        )
        .values(state="skipped", reason=reason, finished_at=now)
    )
    session.connection().execute(gone.where(col(Message.recipient) == recipient) if recipient else gone)


def take_back(session: Session, now: datetime) -> int:
    """What could be sent when we went down, and was never begun, is judged again by its moment; returns how many.

    Whoever still works through a long queue finishes something now and then: such a workspace is left alone.
    """
    since = now - _DOWN
    awake = select(Message.workspace_id).where(col(Message.finished_at) > since)
    hit = session.connection().execute(
        update(Message)
        .where(
            col(Message.state) == "due",
            col(Message.finished_at).is_(None),
            col(Message.tried_at).is_(None),
            col(Message.ready_at) < since,
            col(Message.workspace_id).not_in(awake),
        )
        .values(state="planned", ready_at=None)
        .execution_options(synchronize_session=False)
    )
    return hit.rowcount


def release(session: Session, now: datetime) -> list[Message]:
    """What has become due can be sent from now on; what is past its grace is skipped, and returned."""
    late = [row for row in session.exec(_perhaps_late(now)) if too_late(row.purpose, row.due_at, now)]
    for row in late:
        row.state, row.ready_at, row.finished_at = "skipped", now, now
        row.reason = TOO_LATE
    session.flush()
    session.connection().execute(
        update(Message)
        .where(col(Message.state) == "planned", col(Message.due_at) <= now, col(Message.finished_at).is_(None))
        .values(state="due", ready_at=now)
        .execution_options(synchronize_session=False)
    )
    return late


def _perhaps_late(now: datetime) -> Any:
    purposes = [purpose for purpose, policy in POLICIES.items() if policy.grace is not None]
    shortest = min(policy.grace for policy in POLICIES.values() if policy.grace is not None)
    return (
        select(Message)
        .where(
            Message.state == "planned",
            Message.due_at < now - shortest,
            col(Message.purpose).in_(purposes),
            col(Message.finished_at).is_(None),
        )
        .with_for_update(skip_locked=True)
    )


def anything_due(session: Session, now: datetime) -> bool:
    """Whether there is anything to release, to send, or to take from a dead process."""
    moments = (
        (col(Message.state) == "planned") & (col(Message.due_at) <= now),
        (col(Message.state) == "due") & (col(Message.due_at) <= now),
        (col(Message.state) == "sending") & (col(Message.lease_until) < now),
    )
    waiting = (select(Message.key).where(each, col(Message.finished_at).is_(None)).limit(1) for each in moments)
    return any(session.exec(each).first() is not None for each in waiting)


def waiting_since(session: Session) -> datetime | None:
    """Since when the oldest message that could be sent has not been."""
    waiting = select(Message.ready_at).where(Message.state == "due", col(Message.finished_at).is_(None))
    return session.exec(waiting.order_by(col(Message.ready_at)).limit(1)).first()


def lanes_due(session: Session, now: datetime) -> list[LaneKey]:
    """The workspaces that have something to be sent now, each with whether it is Homes."""
    waits = (Message.state == "due", Message.due_at <= now, col(Message.finished_at).is_(None))
    return list(session.exec(select(Message.workspace_id, col(Message.purpose) == HOME).where(*waits).distinct()))


def claim(
    session: Session,
    workspace_id: str,
    now: datetime,
    limit: int,
    lease: timedelta,
    resting: Collection[str] = (),
    *,
    homes: bool = False,
) -> list[Message]:
    """Take due messages, or Homes, for sending, each with a token and a lease; nobody else takes them meanwhile.

    At most one to each recipient, so that their order is kept; none but updates to the `resting` ones.
    """
    due = (
        select(Message)
        .where(
            Message.workspace_id == workspace_id,
            Message.state == "due",
            Message.due_at <= now,
            col(Message.finished_at).is_(None),
        )
        .order_by(col(Message.due_at), col(Message.planned_at), col(Message.key))
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    awake = or_(Message.purpose == "update", col(Message.recipient).not_in(resting))
    first: dict[str, Message] = {}
    for row in session.exec(due.where(awake, (col(Message.purpose) == HOME) == homes)):
        first.setdefault(row.key if row.purpose == "update" else row.recipient, row)
    for row in first.values():
        row.state, row.claim, row.lease_until = "sending", secrets.token_hex(8), now + lease
        row.attempt += 1
        row.tried_at = row.tried_at or now
    return list(first.values())


def finish(session: Session, row: Message, verdict: Verdict, now: datetime, **values: Any) -> bool:
    """Write down what became of an attempt; False when the claim has passed to somebody else."""
    ended = verdict.state in FINISHED
    return _owning(
        session,
        row,
        state=verdict.state,
        reason=verdict.reason[:255],
        due_at=verdict.due_at or row.due_at,
        doubt=verdict.doubt,
        attempt=verdict.attempt,
        finished_at=now if ended else None,
        **values,
    )


def note(session: Session, row: Message, detail: dict[str, Any]) -> bool:
    """Write down what the next attempt should know; False when the claim has passed to somebody else."""
    return _holding(session, row, detail=row.detail | detail)


def give_back(session: Session, row: Message) -> bool:
    """Let go of a claim that nothing was done with."""
    untried = row.attempt == 1
    return _owning(session, row, state="due", attempt=row.attempt - 1, tried_at=None if untried else row.tried_at)


def _owning(session: Session, row: Message, **values: Any) -> bool:
    return _holding(session, row, claim=None, lease_until=None, **values)


def _holding(session: Session, row: Message, **values: Any) -> bool:
    hit = session.connection().execute(
        update(Message)
        .where(
            col(Message.workspace_id) == row.workspace_id,
            col(Message.key) == row.key,
            col(Message.claim) == row.claim,
        )
        .values(**values)
    )
    return bool(hit.rowcount)


def next_due(session: Session, now: datetime) -> datetime | None:
    """When the next message becomes due, or is tried again, after `now`."""
    soonest = [
        session.exec(
            select(Message.due_at)
            .where(Message.state == state, Message.due_at > now, col(Message.finished_at).is_(None))
            .order_by(col(Message.due_at))
            .limit(1)
        ).first()
        for state in ("planned", "due")
    ]
    return min((moment for moment in soonest if moment), default=None)


def release_abandoned(session: Session, now: datetime) -> int:
    """What a dead process was sending may have arrived: it is due again, and looked for first."""
    hit = session.connection().execute(
        update(Message)
        .where(col(Message.state) == "sending", col(Message.lease_until) < now, col(Message.finished_at).is_(None))
        .values(state="due", doubt=True, due_at=now, reason="the process stopped while sending", claim=None)
        .execution_options(synchronize_session=False)
    )
    return hit.rowcount
