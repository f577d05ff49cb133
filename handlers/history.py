"""Undo: for ten minutes, by whoever did it."""

from collections import Counter
from collections.abc import Callable
from typing import Any

from sqlmodel import Session

from bot.rules import blockers as blocker_rules
from bot.rules import tasks as task_rules
from bot.rules.errors import AlreadySo, UserError
from bot.rules.people import Actor
from bot.rules.recurrence import describe
from bot.views import history as views
from handlers.asking import Act, Answer, Ask
from handlers.notices import refresh
from storage import blockers, history, records, status, tasks
from storage.history import UNDO_WITHIN, Change
from storage.records import Record

_FIND: dict[str, Callable[[Session, Actor, int], Record]] = {
    tasks.NOUN: tasks.find,
    blockers.NOUN: blockers.find,
    status.NOUN: status.find,
}
_KEY: dict[str, Callable[[int], str]] = {
    tasks.NOUN: task_rules.key,
    blockers.NOUN: blocker_rules.key,
    status.NOUN: lambda _: "The report plan",
}


def undo(session: Session, ask: Ask) -> Answer:
    """The Undo button: everything one request did is taken back together, or nothing."""
    batch = str(ask.value.get("batch", ""))
    changes = history.batch(session, ask.actor.workspace_id, batch)
    _may_undo(changes, ask)
    undone: dict[tuple[str, int], tuple[str, str, bool]] = {}
    taken_back: Counter[tuple[str, int]] = Counter()
    for change in changes:
        subject = (change.noun, change.number)
        record = _FIND[change.noun](session, ask.actor, change.number)
        records.undo(session, ask.stamp, record, change, taken_back[subject])
        taken_back[subject] += 1
        if isinstance(record, status.Plan):
            status.follow(session, record, ask.now)
        refresh(session, ask, (change.noun, change.number), record.version)
        undone[subject] = (_KEY[change.noun](change.number), _title(record), record.removed_at is not None)
    history.mark_undone(session, ask.actor.workspace_id, batch, ask.now)
    return Answer(views.undone(list(undone.values())))


def _may_undo(changes: list[Change], ask: Ask) -> None:
    if not changes:
        raise UserError("There is nothing to undo here any more.")
    latest = changes[0]
    if latest.actor_id != ask.actor.user_id:
        raise AlreadySo("Only the person who did this can undo it, so nothing changed.", by=latest.actor_id)
    if latest.undone_at is not None:
        raise UserError("That was undone already. Nothing changed.")
    if ask.now - latest.at > UNDO_WITHIN:
        raise UserError(
            "Undo works for ten minutes, and this is older. Please change it by hand: press Edit or Update."
        )


def _title(record: Any) -> str:
    if isinstance(record, status.Plan):
        return describe(record.rhythm)
    return str(record.title if isinstance(record, tasks.Task) else record.what)


BUTTONS = {"history.undo": Act(undo)}
