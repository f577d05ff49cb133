"""Taking back what one request did to records: all of it, or nothing."""

from sqlmodel import Session

from bot.rules.errors import AlreadySo, UserError
from bot.rules.lifecycle import TITLE_SHOWN
from bot.rules.text import truncate
from handlers.asking import Ask
from handlers.notices import refresh
from handlers.waiting import let_others_go_on
from storage import history, nouns, records, waiting
from storage.history import UNDO_WITHIN, Change
from storage.records import Record


def take_back(session: Session, ask: Ask, batch: str) -> None:
    """Take back whatever one request of the asker's did to records, if anything."""
    changes = history.batch(session, ask.actor.workspace_id, batch)
    if any(map(nouns.is_version, changes)):
        refuse_undo(session, ask, changes)
        take_back_records(session, ask, changes)


def take_back_records(session: Session, ask: Ask, changes: list[Change]) -> list[Record]:
    """Put back every record among these changes, newest first, and tell whoever reads or waits for it."""
    undone: dict[tuple[str, int], Record] = {}
    for change in changes:
        if not nouns.is_version(change):
            continue
        subject = (change.noun, change.number)
        undone[subject] = undone.get(subject) or _record(session, change)
        records.undo(session, ask.stamp, undone[subject], change)
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


def refuse_undo(session: Session, ask: Ask, changes: list[Change]) -> None:
    """Only whoever did it, once, and for ten minutes.

    Raises:
        UserError: it is another's, was undone already, or is older.
    """
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
    subjects = dict.fromkeys((change.noun, change.number) for change in changes if change.noun in nouns.TABLES)
    found = (nouns.record(session, ask.actor.workspace_id, *subject) for subject in subjects)
    seen = [record for record in found if record is not None and nouns.may_see(session, ask.actor, record)]
    if not seen:
        return ""
    more = f" and {len(seen) - 1} more" if len(seen) > 1 else ""
    return f"{seen[0].key} {truncate(seen[0].called, TITLE_SHOWN)}{more}: "
