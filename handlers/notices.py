"""What others hear of a change: rows in the outbox, planned in the change's own transaction."""

from typing import Any

from sqlmodel import Session

from bot.rules.errors import UserError
from bot.rules.lifecycle import TITLE_SHOWN
from bot.rules.people import is_open_in
from bot.rules.text import truncate
from bot.views.blocks import Md, Message, lines, md, moment, place, section
from bot.views.history import undo, undo_button
from handlers.asking import Answer, Ask
from storage import history, outbox, people, records, withdrawals
from storage.history import Change
from storage.records import Record

# What the history calls it.
SHARED = "share"
_OUTSIDERS = {
    "stranger": "is of another company, and I work for the members of this workspace only",
    "gone": "has left this workspace, so nobody would read it",
    "bot": "is an app, and I can ask only people",
}


def tell(
    session: Session, ask: Ask, purpose: str, record: Record, user_id: str, *, once: str = "", **detail: Any
) -> None:
    """Plan a DM about a record, once for each request, or for what `once` names.

    Whoever asks hears when it can't be delivered.
    """
    key = f"{purpose}:{record.number}:{user_id}:{once or ask.stamp.batch}"
    subject = (record.noun, record.number)
    me = ask.actor.user_id
    outbox.plan(session, ask.actor.workspace_id, key, purpose, subject, user_id, ask.now, owner_id=me, **detail)


def hand_over(session: Session, ask: Ask, purpose: str, record: Record, user_id: str, **detail: Any) -> None:
    """Plan the DM by which somebody is asked to do something.

    Raises:
        UserError: they are nobody of ours.
    """
    refuse_outsider(session, ask, user_id)
    tell(session, ask, purpose, record, user_id, **detail)


def is_outsider(session: Session, ask: Ask, user_id: str) -> bool:
    """Whether somebody can't be asked for anything: of another company, gone, or an app."""
    known = people.find(session, ask.actor.workspace_id, user_id)
    return known is not None and known.kind in _OUTSIDERS


def refuse_outsider(session: Session, ask: Ask, user_id: str) -> None:
    """Only who is here can be asked for anything: others would read what is ours, or nobody would.

    Raises:
        UserError: they are of another company, have left, or are an app.
    """
    known = people.find(session, ask.actor.workspace_id, user_id)
    if known is not None and known.kind in _OUTSIDERS:
        called = truncate(known.name, TITLE_SHOWN) or "That person"
        raise UserError(f"{called} {_OUTSIDERS[known.kind]}. Nothing changed: please name somebody of this workspace.")


def refresh(session: Session, ask: Ask, record: Record) -> None:
    """Plan to bring every card of a record up to date, wherever it stands."""
    subject = (record.noun, record.number)
    for card in outbox.cards(session, ask.actor.workspace_id, subject):
        outbox.refresh(session, card, str(record.version), ask.now)


def share(session: Session, ask: Ask, purpose: str, record: Record, title: Md, words: Md) -> Answer:
    """Plan to post a record's card in the channel where the button was pressed.

    Args:
        words: what the card keeps saying where others read it than those who may see the record: what is changed in
            private later was not shared.
    """
    here = ask.actor.place
    if not here.channel_id or here.kind == "dm":
        raise UserError("There is no channel here to share it to. Use the button in a channel.")
    me, subject = ask.actor.user_id, (record.noun, record.number)
    since = ask.now - history.UNDO_WITHIN
    records.hold(session, record)
    standing = withdrawals.standing(session, record.workspace_id, subject, purpose, here.channel_id, since)
    if standing is not None:
        last = history.own_last(session, ask.stamp, record.noun, record.number)
        mine = last is not None and last.verb == SHARED and last.after["message"] == standing.key
        return _shared_already(ask, title, standing, back=last.batch if last and mine else "")
    key = f"{purpose}:{record.number}:{here.channel_id}:{ask.stamp.batch}"
    kept = "" if is_open_in(here.channel_id, record) else words
    outbox.plan(
        session, ask.actor.workspace_id, key, purpose, subject, here.channel_id, ask.now, owner_id=me, by=me, kept=kept
    )
    warning = f"This {record.noun} is private: all there read it as it is now, and later only its status changes there."
    text = lines(md("Sharing ", title, " to ", place(here.channel_id), "."), md(warning) if kept else None)
    history.note(session, ask.stamp, record.noun, SHARED, number=record.number, after={"message": key})
    return Answer(Message(text, (section(text), undo(ask.stamp.batch))))


def _shared_already(ask: Ask, title: Md, card: outbox.Message, *, back: str) -> Answer:
    """`back` is the request that shared it, where it can still be taken back."""
    when = moment(card.finished_at or card.planned_at, ask.actor.zone)
    text = md(
        title, " is shared there already: look in ", place(card.recipient), " at ", when,
        ". It is kept up to date, so I posted nothing more.",
    )  # fmt: skip
    return Answer(Message(text, (section(text, undo_button(back) if back else None),)), private=True)


def unshare(session: Session, ask: Ask, change: Change) -> Md:
    """Undo of sharing: what was posted is deleted.

    Raises:
        UserError: whether it arrived, or where it stands, is not known.
    """
    card = outbox.find(session, change.workspace_id, str(change.after["message"]))
    if card is None or card.state in ("skipped", "failed"):
        raise UserError("It was never posted, so there is nothing to take back.")
    withdrawals.refuse_unplaced(card)
    withdrawals.withdraw(session, [card], ask.actor.user_id, ask.now)
    history.note(session, ask.stamp, change.noun, "undo", number=change.number, undoes=change.batch)
    return md(f"I'm deleting what you shared of this {change.noun} in ", place(card.recipient), ".")
