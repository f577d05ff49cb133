"""Lines that were to raise a blocker and say that nothing is in the way: whoever typed them is asked."""

from sqlmodel import Session

from bot.rules import unblocked
from bot.rules.blockers import Filter
from bot.rules.errors import Choice, NotFound, UserError
from bot.rules.people import allow
from bot.rules.text import truncate
from handlers.asking import Ask
from storage import blockers as records
from storage import tasks as task_records
from storage.blockers import Blocker
from storage.tasks import Task

MOST = 3
_LABEL = 70


def refuse_opposite(session: Session, ask: Ask, text: str) -> None:
    """See to it that a line does not say the opposite of being blocked.

    Raises:
        UserError: it does; what it may have been meant for is offered, and raising it as typed.
    """
    if not unblocked.says_so(text):
        return
    blocker_numbers, task_numbers = unblocked.keys_in(text)
    tasks = [task for number in task_numbers if (task := _task(session, ask, number))]
    found = _blockers(session, ask, blocker_numbers, tasks)
    resolving = [Choice(truncate(f"Resolve {each.key} {each.what}", _LABEL), _resolve(each)) for each in found]
    unblocking = [
        Choice(f"Unblock {task.key}", f"task unblock {task.number}") for task in tasks if task.status == "blocked"
    ]
    meant = " or ".join([f"`/{_resolve(each)}`" for each in found] or [f"`/{each.command}`" for each in unblocking])
    asked = f"Do you mean {meant}?" if meant else "`/blocker list` shows what is open."
    raise UserError(
        f"That sounds as if nothing is in the way, so I raised no blocker. {asked}",
        choices=(*resolving, *([] if found else unblocking), Choice("Raise it as typed", f"blocker raise {text}")),
    )


def _blockers(session: Session, ask: Ask, numbers: tuple[int, ...], tasks: list[Task]) -> list[Blocker]:
    """The unresolved ones that may be meant: those named, those of the tasks, else those the asker raised."""
    if numbers:
        named = [each for number in numbers[:MOST] if (each := _blocker(session, ask, number))]
        return [each for each in named if not each.is_over]
    if tasks:
        found = (each for task in tasks for each in records.in_the_way(session, task) if allow(ask.actor, "see", each))
        return list({each.number: each for each in found}.values())[:MOST]
    return list(records.page(session, ask.actor, Filter(raised_by=ask.actor.user_id), None, MOST).rows)


def _blocker(session: Session, ask: Ask, number: int) -> Blocker | None:
    try:
        return records.find(session, ask.actor, number, "see")
    except NotFound:
        return None


def _task(session: Session, ask: Ask, number: int) -> Task | None:
    try:
        return task_records.find(session, ask.actor, number, "see")
    except NotFound:
        return None


def _resolve(blocker: Blocker) -> str:
    return f"blocker resolve {blocker.number}"
