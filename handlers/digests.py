"""The morning digest: its buttons."""

from functools import partial

from sqlmodel import Session

from bot.rules.digests import key
from handlers import blockers, tasks
from handlers.asking import Act, Answer, Ask
from storage import outbox


def pressed(act: Act, session: Session, ask: Ask) -> Answer:
    """The button of a row: what it does is done, and the digest says what is left."""
    answer = act.run(session, ask)
    card = outbox.find(session, ask.actor.workspace_id, key(ask.actor.user_id, str(ask.value.get("day"))))
    if card:
        outbox.refresh(session, card, ask.stamp.batch, ask.now)
    return answer


BUTTONS = {
    "digests.done": Act(partial(pressed, tasks.clicked("done"))),
    "digests.acknowledge": Act(partial(pressed, blockers.mover("acknowledge"))),
    "digests.resolve": Act(partial(pressed, blockers.mover("resolve"))),
}
