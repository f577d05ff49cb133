"""Once something is out of the way, those who waited for it can go on."""

from collections.abc import Set as AbstractSet

from sqlmodel import Session

from handlers.asking import Ask
from handlers.notices import refresh, tell
from storage import waiting
from storage.records import Record


def let_others_go_on(session: Session, ask: Ask, gone: Record, told: AbstractSet[str] = frozenset()) -> None:
    """Free the tasks that waited for what is over, and tell their owners, unless they are `told` of it anyhow."""
    for task in waiting.let_go_on(session, ask.stamp, gone):
        refresh(session, ask, task)
        if task.owner_id and task.owner_id not in {ask.actor.user_id, *told}:
            tell(session, ask, "tasks.freed", task, task.owner_id)
