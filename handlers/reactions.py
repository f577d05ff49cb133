"""Emoji under messages: a few of them do something, quietly; all others mean nothing to us."""

from dataclasses import replace
from typing import cast

from sqlmodel import Session

from bot.rules import reactions as rules
from bot.rules.errors import NotYours, UserError
from bot.rules.reactions import Meaning
from bot.views import reactions as views
from bot.views.blocks import Md
from bot.views.errors import sorry
from handlers import blockers, reminders, tasks
from handlers.asking import Act, Answer, Ask, reads
from handlers.commands import Noun
from storage import reactions as records
from storage.history import Change

_ACTS = {
    ("done", "task"): tasks.NOUN.verbs["done"],
    ("done", "blocker"): blockers.NOUN.verbs["resolve"],
    ("claim", "task"): tasks.NOUN.verbs["claim"],
    ("claim", "blocker"): blockers.NOUN.verbs["ack"],
}


def added(session: Session, ask: Ask) -> Answer:
    """Somebody has put an emoji under a message: a card of ours, or for `remind` any message."""
    meaning = records.meaning(session, ask.actor.workspace_id, str(ask.value.get("reaction")))
    if meaning == "remind":
        return _remind(session, ask)
    where = (ask.actor.place.channel_id, ask.actor.user_id)
    card = records.card_under(session, ask.actor.workspace_id, where, str(ask.message.get("ts")))
    act = _ACTS.get((meaning or "", card.noun)) if card else None
    return _done(session, replace(ask, text=str(card.number)), act) if card and act else Answer()


def _done(session: Session, ask: Ask, act: Act) -> Answer:
    """Whoever may see the card and not change it meant to do something, and hears why nothing happened."""
    try:
        with session.begin_nested():
            return act.run(session, ask)
    except NotYours as error:
        return Answer(sorry(error), private=True)


def listing(session: Session, ask: Ask) -> Answer:
    """`/beat emoji`: which do something."""
    return Answer(views.listing(records.all_of(session, ask.actor.workspace_id)), private=True)


def set_(session: Session, ask: Ask) -> Answer:
    """`/beat emoji :white_check_mark: done`, `/beat emoji :eyes: off`."""
    name, meaning = rules.parse(ask.text)
    if not ask.actor.admin:
        raise UserError("Only administrators of this workspace choose what an emoji does. Nothing changed.")
    records.keep(session, ask.stamp, name, meaning)
    return Answer(views.said(name, meaning, ask.stamp.batch), private=True)


def restore(session: Session, ask: Ask, change: Change) -> Md:
    """Undo: the emoji means what it meant before.

    Raises:
        UserError: it was changed since, or the asker administers this workspace no more.
    """
    name, before = str(change.after["name"]), cast("Meaning | None", change.before["meaning"] or None)
    if not ask.actor.admin:
        raise UserError("Only administrators of this workspace choose what an emoji does. Nothing changed.")
    if (records.meaning(session, ask.actor.workspace_id, name) or "") != change.after["meaning"]:
        raise UserError("That was changed again since. `/beat emoji` shows what each does. Nothing changed.")
    records.keep(session, ask.stamp, name, before, undoes=change.batch)
    return views.as_before(name)


def _remind(session: Session, ask: Ask) -> Answer:
    values = {"what": "this message", "quick": rules.LATER}
    origin = {**ask.context, "source_url": ask.message.get("permalink")}
    return reminders.added_from_form(session, replace(ask, values=values, context=origin))


NAME = records.NOUN
NOUN = Noun(verbs={"list": reads(listing, "nothing"), "emoji": Act(set_)}, bare="list", otherwise="emoji")
ADDED = Act(added)
