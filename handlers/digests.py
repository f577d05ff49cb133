"""The morning digest: its buttons."""

from sqlmodel import Session

from bot.rules.digests import key
from handlers import tasks
from handlers.asking import Act, Answer, Ask
from storage import outbox


def done(session: Session, ask: Ask) -> Answer:
    """The Done button of a row: the task is done, and the digest says what is left."""
    answer = tasks.clicked("done").run(session, ask)
    card = outbox.find(session, ask.actor.workspace_id, key(ask.actor.user_id, str(ask.value.get("day"))))
    if card:
        outbox.refresh(session, card, ask.stamp.batch, ask.now)
    return answer


BUTTONS = {"digests.done": Act(done)}
