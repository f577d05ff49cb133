"""App Home: opened, it shows what waits for this person, what is on today, and what they wait for."""

from sqlmodel import Session

from bot.views import first_steps
from bot.views import home as views
from bot.views.blocks import Message
from handlers.asking import Act, Answer, Ask
from storage import desks, preferences


def home(session: Session, ask: Ask, notice: Message | None) -> Answer:
    """The Home view of the asker, with what has just happened on top."""
    return Answer(form=views.home(desks.of(session, ask.actor, ask.now), ask.actor, ask.now, notice))


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


BUTTONS = {"home.next": Act(next_step), "home.dismiss": Act(dismiss), "home.steps": Act(resume)}
