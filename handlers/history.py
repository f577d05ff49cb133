"""Undo: for ten minutes, by whoever did it."""

from collections import Counter

from sqlmodel import Session

from bot.rules.errors import AlreadySo, UserError
from bot.rules.lifecycle import TITLE_SHOWN
from bot.rules.text import truncate
from bot.views import history as views
from handlers.asking import Act, Answer, Ask, reads
from handlers.commands import Noun
from handlers.notices import refresh
from handlers.waiting import let_others_go_on
from storage import history, nouns, records, waiting
from storage.history import UNDO_WITHIN, Change
from storage.records import Record


def undo(session: Session, ask: Ask) -> Answer:
    """The Undo button: everything one request did is taken back together, or nothing.

    That may reach further than the asker can see; they are told of what is theirs to see.
    """
    batch = str(ask.value.get("batch", ""))
    changes = history.batch(session, ask.actor.workspace_id, batch)
    _may_undo(session, changes, ask)
    undone = _take_back(session, ask, changes)
    return Answer(views.undone([_row(record) for record in undone if nouns.may_see(session, ask.actor, record)]))


def take_back(session: Session, ask: Ask, batch: str) -> None:
    """Take back whatever one request of the asker's did to records, if anything."""
    changes = history.batch(session, ask.actor.workspace_id, batch)
    if changes:
        _may_undo(session, changes, ask)
        _take_back(session, ask, changes)


def _take_back(session: Session, ask: Ask, changes: list[Change]) -> list[Record]:
    undone: dict[tuple[str, int], Record] = {}
    taken_back: Counter[tuple[str, int]] = Counter()
    for change in changes:
        subject = (change.noun, change.number)
        undone[subject] = undone.get(subject) or _record(session, change)
        records.undo(session, ask.stamp, undone[subject], change, taken_back[subject])
        taken_back[subject] += 1
    for record in undone.values():
        refresh(session, ask, record)
        let_others_go_on(session, ask, record)
        waiting.catch_up(session, ask.stamp, record)
        nouns.rearm(session, record, ask.now)
    return list(undone.values())


def _record(session: Session, change: Change) -> Record:
    record = nouns.record(session, change.workspace_id, change.noun, change.number)
    if record is None:
        raise UserError("There is nothing to undo here any more.")
    return record


def _row(record: Record) -> tuple[str, str, bool]:
    return record.key, record.called, record.removed_at is not None


def _may_undo(session: Session, changes: list[Change], ask: Ask) -> None:
    if not changes:
        raise UserError("There is nothing to undo here any more.")
    latest, named = changes[0], _named(session, changes, ask)
    if latest.actor_id != ask.actor.user_id:
        raise AlreadySo(f"{named}Only the person who did this can undo it, so nothing changed.", by=latest.actor_id)
    if history.is_undone(session, changes):
        raise UserError(f"{named}That was undone already. Nothing changed.")
    if ask.now - latest.at > UNDO_WITHIN:
        raise UserError(
            f"{named}Undo works for ten minutes, and this is older. Please change it by hand: press Edit or Update."
        )


def _named(session: Session, changes: list[Change], ask: Ask) -> str:
    """What the changes are about, as far as the asker may see it: `T-1 Ship it: `."""
    subjects = dict.fromkeys((change.noun, change.number) for change in changes)
    found = (nouns.record(session, ask.actor.workspace_id, *subject) for subject in subjects)
    seen = [record for record in found if record is not None and nouns.may_see(session, ask.actor, record)]
    if not seen:
        return ""
    more = f" and {len(seen) - 1} more" if len(seen) > 1 else ""
    return f"{seen[0].key} {truncate(seen[0].called, TITLE_SHOWN)}{more}: "


def where(_session: Session, _ask: Ask) -> Answer:
    """`/beat undo`: which change is meant only its button can say."""
    return Answer(views.where_undo_is(), private=True)


NOUN = Noun(verbs={"undo": reads(where)}, bare="undo", otherwise="undo")
BUTTONS = {"history.undo": Act(undo)}
