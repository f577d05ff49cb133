"""What is left without anybody when a person leaves, and who is to see to it."""

from collections.abc import Iterable
from datetime import datetime

from sqlmodel import Session, col, select

from bot.rules import blockers as blocker_rules
from bot.rules import tasks as task_rules
from bot.rules.roles import LEAD
from storage import members, outbox, roles
from storage.blockers import Blocker
from storage.people import Person
from storage.tasks import Task

NOUN, PURPOSE = "person", "people.left"


def tell(session: Session, workspace_id: str, user_id: str, now: datetime) -> None:
    """Plan the list of what somebody leaves behind, once for each channel and each of those who see to it there."""
    for record in _left(session, workspace_id, user_id):
        for recipient in _told_of(session, record, user_id):
            outbox.plan(
                session, workspace_id, f"{PURPOSE}:{user_id}:{record.channel_id}:{recipient}", PURPOSE, (NOUN, 0),
                recipient, now, who=user_id, channel=record.channel_id,
            )  # fmt: skip


def behind(
    session: Session, workspace_id: str, user_id: str, channel_id: str, reader: str
) -> tuple[list[Task], list[Blocker]]:
    """The unfinished tasks and the blockers of a channel that are still with somebody who left, as far as `reader`,
    who is to see to them, may read it."""
    seen = [
        record
        for record in _left(session, workspace_id, user_id, channel_id)
        if reader == record.creator_id or _reads(session, record, reader)
    ]
    return [each for each in seen if isinstance(each, Task)], [each for each in seen if isinstance(each, Blocker)]


def _left(session: Session, workspace_id: str, user_id: str, channel_id: str | None = None) -> Iterable[Task | Blocker]:
    tasks = select(Task).where(
        Task.workspace_id == workspace_id,
        Task.owner_id == user_id,
        col(Task.removed_at).is_(None),
        col(Task.status).in_(task_rules.UNFINISHED),
    )
    blockers = select(Blocker).where(
        Blocker.workspace_id == workspace_id,
        Blocker.unblocker_id == user_id,
        col(Blocker.removed_at).is_(None),
        col(Blocker.status).in_(blocker_rules.UNRESOLVED),
    )
    found = [
        *session.exec(tasks.order_by(col(Task.due_rank), col(Task.number))),
        *session.exec(blockers.order_by(col(Blocker.number))),
    ]
    return [each for each in found if channel_id is None or each.channel_id == channel_id]


def _told_of(session: Session, record: Task | Blocker, gone: str) -> tuple[str, ...]:
    """Who hears that its owner is gone: the leads of its channel; else an administrator who may read that; else whoever
    wrote it down."""
    held = roles.holders(session, record.workspace_id, record.channel_id, LEAD)
    leads = tuple(user for user in held if user != gone)
    if leads:
        return leads
    admin = next((user for user in _admins(session, record.workspace_id) if _reads(session, record, user)), None)
    others = (admin, record.creator_id if record.creator_id != gone else None)
    return tuple(user for user in others if user)[:1]


def _admins(session: Session, workspace_id: str) -> list[str]:
    found = select(Person.user_id).where(
        Person.workspace_id == workspace_id, col(Person.admin).is_(True), Person.kind == "member"
    )
    return list(session.exec(found.order_by(col(Person.user_id))))


def _reads(session: Session, record: Task | Blocker, user_id: str) -> bool:
    """Whether somebody may read the channel that it was born in."""
    return members.reads(session, record.workspace_id, user_id, record.channel_id, record.channel_kind)
