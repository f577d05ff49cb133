"""The ledger of messages: what is in doubt is settled by whoever it belongs to."""

from datetime import datetime, timedelta

from sqlmodel import Session

from bot.rules.errors import UserError
from bot.rules.people import Actor
from bot.views import ledger as views
from handlers.asking import Act, Answer, Ask, reads
from handlers.commands import Noun
from storage import doubts, ledger, opening, outbox, reminders, status
from storage.ledger import Coming
from storage.outbox import Message

DAYS = 7
TROUBLES = 15


def shown(session: Session, ask: Ask) -> Answer:
    """`/beat ledger`: what was sent, what was not and why, and what will be."""
    mine = (session, ask.actor)
    since, until = ask.now - timedelta(days=DAYS), ask.now + timedelta(days=DAYS)
    return Answer(
        views.ledger(
            ledger.tally(*mine, since),
            ledger.troubles(*mine, since, TROUBLES),
            _coming(*mine, ask.now, until),
            DAYS,
            ask.actor.zone,
        ),
        private=True,
    )


def _coming(session: Session, actor: Actor, now: datetime, until: datetime) -> list[Coming]:
    """What is planned already, and what the nouns know of that they will plan."""
    nouns = (opening, reminders, status)
    known = [each for noun in nouns for each in noun.coming(session, actor, now, until)]
    return ledger.together([*ledger.planned(session, actor, until), *known])


def again(session: Session, ask: Ask) -> Answer:
    """The Post again button: it is missing, so it is sent once more."""
    doubts.retry(session, _doubtful(session, ask), ask.now)
    return Answer(views.settled("I'm posting it again."))


def there(session: Session, ask: Ask) -> Answer:
    """The It is there button: nothing more is to be done."""
    doubts.take_as_sent(session, _doubtful(session, ask), ask.now)
    return Answer(views.settled("Good, then all is well. I leave it as it is."))


def _doubtful(session: Session, ask: Ask) -> Message:
    row = outbox.find(session, ask.actor.workspace_id, str(ask.value.get("key", "")))
    if row is None or row.owner_id != ask.actor.user_id:
        raise UserError("I don't know of such a message any more. Nothing was posted.")
    if row.state != "uncertain":
        raise UserError("That is settled already. Nothing was posted again.")
    return row


NOUN = Noun(verbs={"show": reads(shown)}, bare="show", otherwise="show")
BUTTONS = {"ledger.again": Act(again), "ledger.there": Act(there)}
