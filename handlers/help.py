"""Help, and what each noun says of itself."""

from dataclasses import replace
from functools import partial

from sqlmodel import Session

from bot.views import help as views
from handlers.asking import Answer, Ask, reads
from handlers.commands import Noun


def help_(session: Session, ask: Ask) -> Answer:
    """`/beat help`, `/beat help tasks`."""
    return Answer(views.topic(ask.text) if ask.text else views.overview(), private=True)


def with_help(noun: Noun, topic: str) -> Noun:
    """The noun with a `help` verb of its own."""
    return replace(noun, verbs={**noun.verbs, "help": reads(partial(_about, topic))})


def _about(topic: str, session: Session, ask: Ask) -> Answer:
    return Answer(views.topic(topic), private=True)


NOUN = Noun(verbs={"help": reads(help_)}, bare="help", otherwise="help")
