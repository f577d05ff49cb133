"""App Home: opened, it shows what waits for this person, and what they wait for."""

from sqlmodel import Session

from bot.rules import blockers as blocker_rules
from bot.rules.tasks import Filter
from bot.views import home as views
from bot.views.blocks import Message
from handlers.asking import Answer, Ask
from handlers.task_lists import mine
from storage import blockers, tasks


def home(session: Session, ask: Ask, notice: Message | None) -> Answer:
    """The Home view of the asker, with what has just happened on top."""
    own, waiting = mine(session, ask, views.SHOWN)
    me = ask.actor.user_id
    raised = blockers.page(session, ask.actor, blocker_rules.Filter(raised_by=me), None, views.OTHERS_SHOWN)
    given = tasks.page(session, ask.actor, Filter(given_by=me), None, views.OTHERS_SHOWN, ask.now)
    elsewhere = [blocker for blocker in raised.rows if blocker.unblocker_id != me]
    return Answer(form=views.home(own, waiting, elsewhere, given, ask.actor, ask.now, notice))
