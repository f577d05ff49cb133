"""What waits for what: tasks for other tasks, and for blockers to be cleared. The caller owns the transaction."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from sqlmodel import Session, col, select

from bot.rules import tasks as rules
from bot.rules.errors import AlreadySo, UserError
from storage import blockers, history, tasks
from storage.blockers import Blocker
from storage.history import Stamp
from storage.records import Record
from storage.schema import has_word
from storage.tasks import Task


def wait_for(session: Session, stamp: Stamp, task: Task, others: Sequence[Task]) -> None:
    """Mark the task as blocked by others.

    Raises:
        UserError: one of them is finished, or the task would wait for itself, by whatever way round.
        AlreadySo: it waits for them already.
    """
    waits = tuple(dict.fromkeys((*task.waits_for, *(str(other.number) for other in others))))
    for other in others:
        if other.is_over:
            raise UserError(rules.need_not_wait(task.number, other.number, other.status))
    if task.number in _all_waited_for(session, task.workspace_id, waits):
        raise UserError(f"{task.key} would be waiting for itself. Nothing changed.")
    if waits == task.waits_for:
        raise AlreadySo(f"{task.key} waits for that already. Nothing changed.", by=None)
    status = "blocked"
    if task.status != "blocked":
        status = rules.LIFECYCLE.move(task.number, task.status, "block", by=task.status_by, called=task.title)
    tasks.change(session, stamp, task, "block", {"waits_for": waits, "status": status})


def let_go_on(session: Session, stamp: Stamp, gone: Record) -> list[Task]:
    """Nothing need wait for what is over; returns the tasks that can go on now."""
    if not isinstance(gone, Task | Blocker) or not gone.is_over:
        return []
    if isinstance(gone, Blocker):
        named = (session.get(Task, (gone.workspace_id, int(number))) for number in gone.task_numbers)
        return [task for task in named if task and _wait_only_for(session, stamp, task, task.waits_for)]
    return [task for task in _waiting_for(session, gone) if _wait_only_for(session, stamp, task, _without(task, gone))]


def catch_up(session: Session, stamp: Stamp, task: Record) -> None:
    """Let a task that waits again, after an undo, wait only for what is not over by now."""
    if not isinstance(task, Task):
        return
    others = [session.get(Task, (task.workspace_id, int(number))) for number in task.waits_for]
    waits = tuple(str(other.number) for other in others if other and not other.is_over)
    if waits != task.waits_for:
        _wait_only_for(session, stamp, task, waits)


def _wait_only_for(session: Session, stamp: Stamp, task: Task, waits: tuple[str, ...]) -> bool:
    """Let a blocked task wait for no other tasks than these; says whether that set it free."""
    if task.status != "blocked" or task.removed_at is not None:
        return False
    free = not waits and not blockers.in_the_way(session, task)
    itself = replace(stamp, door=history.CLOCK)
    tasks.change(session, itself, task, "freed", {"waits_for": waits, "status": "open" if free else "blocked"})
    return free


def _waiting_for(session: Session, gone: Record) -> list[Task]:
    waiting = select(Task).where(
        Task.workspace_id == gone.workspace_id,
        Task.status == "blocked",
        has_word(Task.waits_for, str(gone.number)),
    )
    return list(session.exec(waiting.order_by(col(Task.number))))


def _without(task: Task, gone: Record) -> tuple[str, ...]:
    return tuple(number for number in task.waits_for if number != str(gone.number))


def _all_waited_for(session: Session, workspace_id: str, numbers: Iterable[str]) -> set[int]:
    """These tasks, and all that they wait for."""
    seen: set[int] = set()
    waiting = list(map(int, numbers))
    while waiting:
        number = waiting.pop()
        if number not in seen:
            seen.add(number)
            task = session.get(Task, (workspace_id, number))
            waiting += map(int, task.waits_for) if task else ()
    return seen
