"""App Home: opened, it shows what waits for this person, what is on today, and what they wait for."""

from sqlmodel import Session

from bot.rules import blockers as blocker_rules
from bot.rules.tasks import Filter
from bot.views import first_steps
from bot.views import home as views
from bot.views.blocks import Message
from bot.views.home import Desk
from handlers.asking import Act, Answer, Ask
from handlers.task_lists import mine
from storage import blockers, desks, preferences, rounds, tasks


def home(session: Session, ask: Ask, notice: Message | None) -> Answer:
    """The Home view of the asker, with what has just happened on top."""
    return Answer(form=views.home(_desk(session, ask), ask.actor, ask.now, notice))


def next_step(session: Session, ask: Ask) -> Answer:
    """The Next step button; behind the last one they have settled in."""
    wishes = preferences.of(session, ask.actor.workspace_id, ask.actor.user_id)
    step = ask.value.get("step")
    after = step + 1 if isinstance(step, int) and 0 <= step < first_steps.STEPS else wishes.step
    over = after >= first_steps.STEPS
    wishes.step, wishes.settled_in = (0, True) if over else (after, False)
    preferences.keep(session, wishes, ask.now)
    return Answer(first_steps.gone() if over else first_steps.went_on(), private=True)


def dismiss(session: Session, ask: Ask) -> Answer:
    """The Not now button: First steps goes on from there."""
    wishes = preferences.of(session, ask.actor.workspace_id, ask.actor.user_id)
    wishes.settled_in = True
    preferences.keep(session, wishes, ask.now)
    return Answer(first_steps.gone(), private=True)


def resume(session: Session, ask: Ask) -> Answer:
    """The First steps button: where they were left, else from the first."""
    wishes = preferences.of(session, ask.actor.workspace_id, ask.actor.user_id)
    wishes.settled_in = False
    preferences.keep(session, wishes, ask.now)
    return Answer(first_steps.went_on(), private=True)


def _desk(session: Session, ask: Ask) -> Desk:
    actor, me = ask.actor, ask.actor.user_id
    own, waiting = mine(session, ask, views.SHOWN)
    raised = blockers.page(session, actor, blocker_rules.Filter(raised_by=me), None, views.OTHERS_SHOWN)
    wishes = preferences.of(session, actor.workspace_id, me)
    others = [blocker for blocker in raised.rows if blocker.unblocker_id != me]
    return Desk(
        tasks=own,
        blockers=waiting,
        raised=others,
        days=blockers.days_of_all(session, [*waiting, *others], ask.now),
        given=tasks.page(session, actor, Filter(given_by=me), None, views.OTHERS_SHOWN, ask.now),
        seats=rounds.waiting_seats(session, actor.workspace_id, me),
        drafts=desks.drafts(session, actor),
        away=desks.away_today(session, actor, ask.now),
        channels=desks.channels(session, actor, ask.now, views.SOME),
        step=None if wishes.settled_in else min(wishes.step, first_steps.STEPS - 1),
    )


BUTTONS = {"home.next": Act(next_step), "home.dismiss": Act(dismiss), "home.steps": Act(resume)}
