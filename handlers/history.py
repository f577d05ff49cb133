"""Undo: for ten minutes, by whoever did it."""

from collections.abc import Callable
from dataclasses import replace

from sqlmodel import Session

from bot.rules.errors import UserError
from bot.views import history as views
from bot.views import preferences as preference_views
from bot.views.blocks import Md
from handlers import absences, days_off, entries, feeds, preferences, privacy, reactions, reminders, rounds
from handlers.asking import Act, Answer, Ask
from handlers.commands import Noun
from handlers.taking_back import refuse_undo, take_back_records
from storage import days_off as days
from storage import history, nouns, people
from storage.history import Change
from storage.records import Record


def undo(session: Session, ask: Ask) -> Answer:
    """The Undo button: everything one request did is taken back together, or nothing.

    That may reach further than the asker can see; they are told of what is theirs to see.
    """
    return _undone(session, ask, history.batch(session, ask.actor.workspace_id, str(ask.value.get("batch", ""))))


def undo_last(session: Session, ask: Ask) -> Answer:
    """`/beat undo`: what the asker changed last; said again, what they changed before that."""
    recent = history.recent(session, ask.actor.workspace_id, ask.actor.user_id, ask.now)
    over = {name for change in recent if change.undoes for name in (change.undoes, change.batch)}
    standing = [change for change in recent if _can_go_back(change) and change.batch not in over]
    if not standing:
        return Answer(views.nothing_to_undo(), private=True)
    changes = history.batch(session, ask.actor.workspace_id, standing[0].batch)
    return replace(_undone(session, ask, changes), private=True)


def _undone(session: Session, ask: Ask, changes: list[Change]) -> Answer:
    if not any(map(_can_go_back, changes)) or any(change.undoes for change in changes):
        raise UserError("There is nothing to undo here any more.")
    refuse_undo(session, ask, changes)
    undone = take_back_records(session, ask, changes)
    said = [_BACK[change.noun, change.verb](session, ask, change) for change in changes if _is_other(change)]
    rows = [_row(record) for record in undone if nouns.may_see(session, ask.actor, record)]
    return Answer(views.undone(rows, said), moved=any(change.noun == people.NOUN for change in changes))


def _can_go_back(change: Change) -> bool:
    return change.noun in nouns.TABLES or _is_other(change)


def _is_other(change: Change) -> bool:
    return (change.noun, change.verb) in _BACK


def _row(record: Record) -> tuple[str, str, bool]:
    return record.key, record.called, record.removed_at is not None


# What is no record knows itself how it goes back, and says that it has.
_BACK: dict[tuple[str, str], Callable[[Session, Ask, Change], Md]] = {
    **{(preferences.NAME, verb): preferences.restore for verb in preference_views.CHANGED},
    **{(absences.NAME, verb): absences.restore for verb in ("away", "back")},
    **{(days.NOUN, verb): days_off.restore for verb in (days.CALENDAR, days.MARK)},
    (feeds.NAME, "calendar"): feeds.restore,
    (people.NOUN, "zone"): days_off.restore_zone,
    (reactions.NAME, "set"): reactions.restore,
    (privacy.NAME, "set"): privacy.restore,
    **{(reminders.NAME, verb): reminders.restore for verb in ("done", "snoozed")},
    **{(entries.NOUN, verb): rounds.restore for verb in ("answered", "skipped")},
}
NOUN = Noun(verbs={"undo": Act(undo_last, takes="nothing")}, bare="undo", otherwise="undo")
BUTTONS = {"history.undo": Act(undo)}
