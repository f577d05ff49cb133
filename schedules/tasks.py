"""What people are sent about tasks."""

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session

from bot.rules.delivery import Skip
from bot.rules.people import is_open_in
from bot.views import digests as digest_views
from bot.views import tasks as views
from bot.views.blocks import Md
from bot.views.blocks import Message as Said
from bot.views.lists import taken_back
from schedules.records import about
from storage import outbox
from storage.alarms import Alarm
from storage.outbox import Message
from storage.tasks import Task


def shared(task: Task, row: Message, zone: ZoneInfo, now: datetime) -> Said | Skip:
    """The card of a task in a channel; where not all who read it may see it, with the words that were shared."""
    if words := row.detail.get("kept"):
        return views.kept_card(task, Md(words))
    if not is_open_in(row.recipient, task):
        return Skip("it was made private since")
    return views.card(task, zone, now, shared=True)


def assigned(task: Task, row: Message, zone: ZoneInfo, now: datetime) -> Said | Skip:
    """The news that somebody was given a task."""
    if row.purpose != "update" and (task.removed_at or task.owner_id != row.recipient):
        return Skip("it is no longer theirs")
    return views.assigned(task, row.recipient, str(row.detail.get("by", "")), zone, now)


def taken(task: Task, row: Message, zone: ZoneInfo, now: datetime) -> Said | Skip:
    """The news that somebody's task is no longer theirs, in the words that they knew it by."""
    if task.removed_at:
        return taken_back(task.key) if row.purpose == "update" else Skip("it was taken back")
    if task.owner_id == row.recipient:
        return views.yours_again(task) if row.purpose == "update" else Skip("it is theirs again")
    return views.as_it_was(Md(row.detail["kept"]))


def freed(task: Task, row: Message, zone: ZoneInfo, now: datetime) -> Said | Skip:
    """The news that nothing stands before a task any more."""
    if row.purpose != "update" and (task.removed_at or task.status != "open"):
        return Skip("it is not waiting to be started")
    return views.freed(task, zone, now)


def ahead(session: Session, alarm: Alarm, now: datetime) -> None:
    """It is an hour to a task's due moment: tell whoever is to do it."""
    task = session.get(Task, (alarm.workspace_id, int(alarm.subject)))
    if task is not None and task.due_at:
        due = task.due_at.isoformat()
        outbox.plan(
            session, task.workspace_id, f"tasks.soon:{task.number}:{due}", "tasks.soon", (task.noun, task.number),
            task.responsible, now, at=alarm.due_at, nominal=due[:32], due=due,
        )  # fmt: skip


def soon(task: Task, row: Message, zone: ZoneInfo, now: datetime) -> Said | Skip:
    """The word on a task that is due within the hour."""
    if row.purpose == "update":
        return views.card(task, zone, now)
    if task.is_over:
        return Skip("it is done")
    if not task.due_at or task.due_at.isoformat() != row.detail["due"] or task.responsible != row.recipient:
        return Skip("it was moved")
    return digest_views.soon(task, zone, now)


RENDERERS = {
    "tasks.shared": about(Task, shared),
    "tasks.assigned": about(Task, assigned),
    "tasks.taken": about(Task, taken),
    "tasks.freed": about(Task, freed),
    "tasks.soon": about(Task, soon),
}
RINGS = {("task", "soon"): ahead}
