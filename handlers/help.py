"""Help, and what each noun says of itself."""

from dataclasses import replace
from functools import partial

from sqlmodel import Session

from bot.views import help as views
from handlers.asking import Answer, Ask, reads
from handlers.commands import Noun
from storage import members, people


def help_(session: Session, ask: Ask) -> Answer:
    """`/beat help`, `/beat help tasks`."""
    known, channel = _known(session, ask), _channel(session, ask)
    return Answer(views.topic(ask.text, known, channel) if ask.text else views.overview(known), private=True)


def with_help(noun: Noun, topic: str) -> Noun:
    """The noun with a `help` verb of its own."""
    return replace(noun, verbs={**noun.verbs, "help": reads(partial(_about, topic))})


def _about(topic: str, session: Session, ask: Ask) -> Answer:
    return Answer(views.topic(topic, _known(session, ask), _channel(session, ask)), private=True)


def _known(session: Session, ask: Ask) -> list[str]:
    """Whom the examples speak of: those in this channel, else others of the workspace, whom a guest may not know."""
    workspace_id, me = ask.actor.workspace_id, ask.actor.user_id
    beside = members.of(session, workspace_id, ask.actor.place.channel_id)
    return people.colleagues(session, workspace_id, me, beside, strangers=ask.actor.kind == "member")


def _channel(session: Session, ask: Ask) -> str:
    """The channel that the examples speak of: this one, else one that the asker is in; only a public one."""
    here = ask.actor.place
    mine = members.channels_of(session, ask.actor.workspace_id, ask.actor.user_id) if here.kind == "dm" else []
    return next(filter(None, map(ask.called, [here.channel_id, *mine])), "")


NOUN = Noun(verbs={"help": reads(help_)}, bare="help", otherwise="help")
