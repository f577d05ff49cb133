"""When the clock must look at tasks: every working morning while anything is unfinished, and an hour ahead."""

from datetime import datetime
from typing import TYPE_CHECKING

from sqlmodel import Session

from bot.rules import digests as rules
from bot.rules.tasks import UNFINISHED
from storage import alarms, people

if TYPE_CHECKING:
    from storage.tasks import Task

NOUN = "digest"


def expect(session: Session, workspace_id: str, user_id: str, now: datetime) -> None:
    """Somebody has something unfinished: see to it that their mornings begin with a digest.

    Said with nearly every command, and mostly known: so their zone is only asked for when the alarm rings.
    """
    alarms.set_once(session, workspace_id, NOUN, user_id, "morning", now, owner_id=user_id)


def again(session: Session, workspace_id: str, user_id: str, now: datetime) -> None:
    """Set the alarm for their next morning."""
    day, at = rules.next_morning(now, people.zone(session, workspace_id, user_id))
    alarms.set_(
        session, workspace_id, NOUN, user_id, "morning", at, nominal=day.isoformat(), owner_id=user_id
    )  # fmt: skip


def watch(session: Session, task: "Task", now: datetime, *, was_timed: bool = True) -> None:
    """A task is new or has changed: set what must ring for it, and nothing else."""
    stands = task.removed_at is None and task.status in UNFINISHED
    if stands:
        expect(session, task.workspace_id, task.responsible, now)
    ahead = task.due_at - rules.AHEAD if stands and task.due_at and task.due_timed else None
    if ahead and ahead > now:
        alarms.set_(
            session, task.workspace_id, "task", task.number, "soon", ahead, nominal=ahead.isoformat()[:32],
            owner_id=task.responsible,
        )  # fmt: skip
    elif was_timed:
        alarms.cancel(session, task.workspace_id, "task", task.number, "soon")
