"""What people are sent about tasks."""

from datetime import datetime
from zoneinfo import ZoneInfo

from bot.rules.delivery import Skip
from bot.views import tasks as views
from bot.views.blocks import Message as Said
from schedules.records import about
from storage.outbox import Message
from storage.tasks import Task


def shared(task: Task, row: Message, zone: ZoneInfo, now: datetime) -> Said | Skip:
    """The card of a task in a channel."""
    return views.card(task, zone, now, shared=True)


def assigned(task: Task, row: Message, zone: ZoneInfo, now: datetime) -> Said | Skip:
    """The news that somebody was given a task."""
    if row.purpose != "update" and (task.removed_at or task.owner_id != row.recipient):
        return Skip("it is no longer theirs")
    return views.assigned(task, row.recipient, str(row.detail.get("by", "")), zone, now)


def freed(task: Task, row: Message, zone: ZoneInfo, now: datetime) -> Said | Skip:
    """The news that nothing stands before a task any more."""
    if row.purpose != "update" and (task.removed_at or task.status != "open"):
        return Skip("it is not waiting to be started")
    return views.freed(task, zone, now)


RENDERERS = {
    "tasks.shared": about(Task, shared),
    "tasks.assigned": about(Task, assigned),
    "tasks.freed": about(Task, freed),
}
