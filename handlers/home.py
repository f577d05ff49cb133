"""App Home: opened, it shows what waits for this person."""

from sqlmodel import Session

from bot.views import home as views
from bot.views.blocks import Message
from handlers.asking import Answer, Ask
from handlers.tasks import mine


def home(session: Session, ask: Ask, notice: Message | None) -> Answer:
    """The Home view of the asker, with what has just happened on top."""
    tasks, waiting = mine(session, ask, views.SHOWN)
    return Answer(form=views.home(tasks, waiting, ask.actor, ask.now, notice))
