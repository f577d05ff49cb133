"""Every kind of record there is, by the name its history and its messages know it by."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlmodel import Session

from bot.rules.people import Actor, allow
from storage import digests, opening, reminders, status
from storage.blockers import Blocker
from storage.history import Change
from storage.records import Record
from storage.reminders import Reminder
from storage.roles import Role
from storage.standups import Standup
from storage.status import Plan
from storage.tasks import Task

TABLES: dict[str, type[Record]] = {
    table.lifecycle.noun: table for table in (Task, Blocker, Standup, Reminder, Plan, Role)
}
# Those that people call by a key, by the letter that begins it.
BY_LETTER: dict[str, str] = {table.lifecycle.letter: noun for noun, table in TABLES.items() if table.lifecycle.letter}
# What the clock must know of records of a noun.
_REARM: dict[str, Callable[[Session, Any, datetime], None]] = {
    Task.lifecycle.noun: digests.watch,
    Standup.lifecycle.noun: opening.reconsider,
    Reminder.lifecycle.noun: reminders.arm,
    Plan.lifecycle.noun: status.follow,
    Role.lifecycle.noun: opening.follow_role,
}
# Who may see one, where it is not `allow` alone that says so.
_MAY_SEE: dict[str, Callable[[Session, Actor, Any], bool]] = {
    Reminder.lifecycle.noun: reminders.may_see,
    Plan.lifecycle.noun: status.may_see,
}


def may_see(session: Session, actor: Actor, record: Record) -> bool:
    """Whether somebody may see a record of any kind."""
    own = _MAY_SEE.get(record.noun)
    return own(session, actor, record) if own else allow(actor, "see", record)


def is_version(change: Change) -> bool:
    """Whether a change made a new version of a record, which can be put back as it was."""
    return change.noun in TABLES and change.version > 0


def record(session: Session, workspace_id: str, noun: str, number: int) -> Record | None:
    """The record of any kind, whoever may see it, even when its creation was undone."""
    return session.get(TABLES[noun], (workspace_id, number))


def rearm(session: Session, record: Record, now: datetime) -> None:
    """Tell the clock what it must know of a record that is as it was before."""
    rearm_one = _REARM.get(record.noun)
    if rearm_one is not None:
        rearm_one(session, record, now)
