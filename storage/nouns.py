"""Every kind of record there is, by the name its history and its messages know it by."""

from sqlmodel import Session

from storage.blockers import Blocker
from storage.records import Record
from storage.status import Plan
from storage.tasks import Task

TABLES: dict[str, type[Record]] = {table.lifecycle.noun: table for table in (Task, Blocker, Plan)}


def record(session: Session, workspace_id: str, noun: str, number: int) -> Record | None:
    """The record of any kind, whoever may see it, even when its creation was undone."""
    return session.get(TABLES[noun], (workspace_id, number))
