"""What people are sent about tasks, rendered at the moment of sending."""

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session

from bot.views import tasks as views
from bot.views.blocks import Message as Said
from schedules.outbox import Skip
from storage.outbox import Message
from storage.tasks import Task


def _task(session: Session, row: Message) -> Task | Skip:
    task = session.get(Task, (row.workspace_id, row.number))
    return Skip("the task is gone") if task is None else task


def shared(session: Session, row: Message, zone: ZoneInfo, now: datetime) -> Said | Skip:
    """The card of a task in a channel, where many read it: with its due moment in the zone it was said in."""
    task = _task(session, row)
    return task if isinstance(task, Skip) else views.card(task, ZoneInfo(task.due_zone or zone.key), now)


def assigned(session: Session, row: Message, zone: ZoneInfo, now: datetime) -> Said | Skip:
    """The news that somebody was given a task."""
    task = _task(session, row)
    if isinstance(task, Skip):
        return task
    if row.purpose != "update" and (task.removed_at or task.owner_id != row.recipient):
        return Skip("it is no longer theirs")
    return views.assigned(task, row.recipient, str(row.detail.get("by", "")), zone, now)


def freed(session: Session, row: Message, zone: ZoneInfo, now: datetime) -> Said | Skip:
    """The news that nothing stands before a task any more."""
    task = _task(session, row)
    if isinstance(task, Skip):
        return task
    if row.purpose != "update" and (task.removed_at or task.status != "open"):
        return Skip("it is not waiting to be started")
    return views.freed(task, zone, now)


RENDERERS = {"tasks.shared": shared, "tasks.assigned": assigned, "tasks.freed": freed}
