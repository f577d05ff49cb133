"""Undo: for ten minutes, by whoever did it."""

from collections.abc import Callable
from dataclasses import replace

from sqlmodel import Session

from bot.rules.errors import UserError
from bot.rules.text import truncate
from bot.views import history as views
from bot.views import past_changes
from bot.views import preferences as preference_views
from bot.views.blocks import Md, Message, md
from bot.views.history import Before, Undone
from handlers import (
    absences,
    days_off,
    entries,
    feeds,
    notices,
    preferences,
    privacy,
    reactions,
    reminders,
    rounds,
    standups,
    status,
)
from handlers.asking import Act, Answer, Ask
from handlers.commands import Noun
from handlers.past_changes import pasts
from handlers.taking_back import refuse_undo, take_back_records
from storage import days_off as days
from storage import history, nouns, people
from storage import status as plans
from storage.history import Change
from storage.records import Record
from storage.standups import Standup

# Of so many records at most it is told what was taken back.
_EXPLAINED = 5
# Letters on a button.
_SHORT = 40


def undo(session: Session, ask: Ask) -> Answer:
    """The Undo button: everything one request did is taken back together, or nothing.

    That may reach further than the asker can see; they are told of what is theirs to see.
    """
    return _undone(session, ask, history.batch(session, ask.actor.workspace_id, str(ask.value.get("batch", ""))))


def undo_last(session: Session, ask: Ask) -> Answer:
    """`/beat undo`: what the asker changed last; said again, what they changed before that.

    Where that can't be taken back, it is named, and nothing older is taken in its stead unasked.
    """
    done = _standing(history.recent(session, ask.actor.workspace_id, ask.actor.user_id, ask.now))
    if not done:
        return Answer(_too_old(session, ask), private=True)
    newest, *earlier = done
    before = next((_named(session, ask, each) for each in earlier if any(map(_can_go_back, each))), None)
    if not any(map(_can_go_back, newest)):
        return Answer(views.final(views.NO_WAY_BACK.get(_kind(newest[0])), before), private=True)
    try:
        # What a refused undo has taken back by then is not taken back.
        with session.begin_nested():
            changes = history.batch(session, ask.actor.workspace_id, newest[0].batch)
            return replace(_undone(session, ask, changes), private=True)
    except UserError as error:
        if before is None:
            raise
        return Answer(views.refused(error.text, before), private=True)


def _standing(changes: list[Change]) -> list[list[Change]]:
    """What each request changed that was not taken back, newest request first."""
    over = {name for change in changes if change.undoes for name in (change.undoes, change.batch)}
    batches: dict[str, list[Change]] = {}
    for change in changes:
        if change.batch not in over and change.verb != "undo":
            batches.setdefault(change.batch, []).append(change)
    return list(batches.values())


def _too_old(session: Session, ask: Ask) -> Message:
    """Nothing can be taken back any more: what the last change was, if there is one to speak of."""
    done = _standing(history.latest(session, ask.actor.workspace_id, ask.actor.user_id))
    if not done:
        recent = history.recent(session, ask.actor.workspace_id, ask.actor.user_id, ask.now)
        return views.nothing_to_undo(after_undo=bool(recent))
    return views.too_old(_named(session, ask, done[0]).what, done[0][0].at, ask.actor.zone)


def _named(session: Session, ask: Ask, changes: list[Change]) -> Before:
    """What a request did, as far as the asker may see what it did it to."""
    first = changes[-1]
    record = nouns.record(session, first.workspace_id, first.noun, first.number) if first.noun in nouns.TABLES else None
    if record is None or not nouns.may_see(session, ask.actor, record):
        about = views.of_no_record(first.noun, first.verb)
        return Before(md(about), about, first.batch)
    step = record.lifecycle.moves.get(first.verb)
    others = len({(each.noun, each.number) for each in changes}) - 1
    verb = past_changes.called(first.verb, step.said if step else None)
    short = record.key if record.lifecycle.letter else f"{record.key.lower()} {record.called}"
    return Before(views.of_record(verb, record.key, record.called, others), truncate(short, _SHORT), first.batch)


def _undone(session: Session, ask: Ask, changes: list[Change]) -> Answer:
    if not any(map(_can_go_back, changes)) or any(change.undoes for change in changes):
        raise UserError("There is nothing to undo here any more.")
    refuse_undo(session, ask, changes)
    undone = take_back_records(session, ask, changes)
    said = [_BACK[_kind(change)](session, ask, change) for change in changes if _is_other(change)]
    seen = [record for record in undone if nouns.may_see(session, ask.actor, record)]
    rows = [_row(ask, record, changes if len(seen) <= _EXPLAINED else []) for record in seen]
    return Answer(views.undone(rows, said), moved=any(change.noun == people.NOUN for change in changes))


def _can_go_back(change: Change) -> bool:
    return nouns.is_version(change) or _is_other(change)


def _is_other(change: Change) -> bool:
    return change.version == 0 and _kind(change) in _BACK


def _kind(change: Change) -> tuple[str, str]:
    return change.noun, change.verb


def _row(ask: Ask, record: Record, changes: list[Change]) -> Undone:
    """What became of a record, and which of the changes were its."""
    mine = [each for each in changes if (each.noun, each.number) == (record.noun, record.number) and each.version]
    what = past_changes.taken_back(list(pasts(record, mine)), ask.actor.zone) if mine else None
    return Undone(record.key, record.called, record.removed_at is not None, what)


# What is no record knows itself how it goes back, and says that it has.
_BACK: dict[tuple[str, str], Callable[[Session, Ask, Change], Md]] = {
    **{(preferences.NAME, verb): preferences.restore for verb in preference_views.CHANGED},
    **{(absences.NAME, verb): absences.restore for verb in ("away", "back")},
    **{(days.NOUN, verb): days_off.restore for verb in (days.CALENDAR, days.MARK)},
    **{(plans.NOUN, verb): status.restore for verb in (plans.PUBLISHED, plans.SKIPPED, plans.NOTED)},
    **{(noun, notices.SHARED): notices.unshare for noun in ("task", "blocker")},
    (feeds.NAME, "calendar"): feeds.restore,
    (people.NOUN, "zone"): days_off.restore_zone,
    (reactions.NAME, "set"): reactions.restore,
    (privacy.NAME, "set"): privacy.restore,
    **{(reminders.NAME, verb): reminders.restore for verb in ("done", "snoozed")},
    (Standup.lifecycle.noun, standups.RUN): standups.call_off,
    (entries.NOUN, "snoozed"): rounds.wake,
    **{(entries.NOUN, verb): rounds.restore for verb in ("answered", "nothing", "skipped")},
}
NOUN = Noun(verbs={"undo": Act(undo_last, takes="nothing")}, bare="undo", otherwise="undo")
BUTTONS = {"history.undo": Act(undo)}
