"""The ledger of messages: what is in doubt is settled by whoever it belongs to."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TypeVar

from sqlmodel import Session

from bot.rules.delivery import MUTED, NOT_BROUGHT
from bot.rules.errors import UserError
from bot.rules.people import Actor, allow, is_person
from bot.views import ledger as views
from bot.views.ledger import Ahead, Name, Past, Subject, Trouble
from handlers.asking import Act, Answer, Ask, reads
from handlers.commands import Noun
from storage import (
    digests,
    doubts,
    history,
    ledger,
    nouns,
    opening,
    outbox,
    places,
    reminders,
    rounds,
    standups,
    status,
)
from storage.ledger import Coming
from storage.outbox import Message
from storage.reminders import Reminder
from storage.standups import Standup
from storage.status import Plan

T = TypeVar("T", Trouble, Coming)

DAYS = 7
LINES, TROUBLES = 10, 500


def shown(session: Session, ask: Ask) -> Answer:
    """`/beat ledger`: what was sent, what was not and why, and what will be; Next and Back page what will be."""
    mine = (session, ask.actor)
    since, until = ask.now - timedelta(days=DAYS), ask.now + timedelta(days=DAYS)
    every, start = _in_order(*mine, _coming(*mine, ask.now, until)), ask.number("from") or 0
    ahead = Ahead(every[start : start + views.SHOWN], start, len(every))
    troubles = [] if start else ledger.troubles(*mine, since, TROUBLES)
    told = [*((row.noun, row.number) for row in troubles), *((each.noun, each.number) for each in ahead.coming)]
    names = _names(*mine, told)
    alike = _alike(troubles, names, ask.actor.user_id)[:LINES]
    hidden = _hidden(*mine, [*alike, *ahead.coming], names)
    alike, ahead = _to_some(alike, hidden), replace(ahead, coming=_to_some(ahead.coming, hidden))
    past = None if start else Past(ledger.tally(*mine, since), ledger.sent(*mine, since), alike)
    return Answer(views.ledger(past, ahead, _of_some(names, hidden), DAYS, ask.actor.zone), private=True)


def _hidden(
    session: Session, actor: Actor, told: Iterable[Trouble | Coming], names: Mapping[Subject, Name]
) -> frozenset[str]:
    """The private channels in all this that an administrator may not know of; nobody else is told of others' things."""
    if not actor.admin:
        return frozenset()
    named = {*(each for one in told for each in one.recipients), *(name.channel_id for name in names.values())}
    return places.hidden_from(session, actor, {each for each in named if each and not is_person(each)})


def _to_some(told: Sequence[T], hidden: frozenset[str]) -> list[T]:
    return [
        replace(each, recipients=tuple(views.HIDDEN if to in hidden else to for to in each.recipients)) for each in told
    ]


def _of_some(names: Mapping[Subject, Name], hidden: frozenset[str]) -> dict[Subject, Name]:
    return {
        subject: replace(name, channel_id="", role="") if name.channel_id in hidden else name
        for subject, name in names.items()
    }


def _alike(troubles: Iterable[Message], names: Mapping[Subject, Name], reader: str) -> list[Trouble]:
    """What was not sent, newest first; what came to nothing again and again for one reason is one line."""
    alike: defaultdict[tuple[str, str, str, str], list[Message]] = defaultdict(list)
    for row in troubles:
        name = names.get((row.noun, row.number))
        reason = NOT_BROUGHT if row.reason == MUTED and row.recipient != reader else row.reason
        alike[row.purpose, row.state, reason, name.key if name else row.recipient].append(row)
    return [
        Trouble(rows[0], reason, len(rows), tuple(dict.fromkeys(row.recipient for row in rows)))
        for (_, _, reason, _), rows in alike.items()
    ]


def _names(session: Session, actor: Actor, subjects: Iterable[Subject]) -> dict[Subject, Name]:
    """What people call these; the words only of what the actor may see."""
    found = {subject: _name(session, actor, *subject) for subject in set(subjects)}
    return {subject: name for subject, name in found.items() if name}


def _name(session: Session, actor: Actor, noun: str, number: int) -> Name | None:
    if noun == rounds.NOUN:
        round_ = rounds.find(session, actor.workspace_id, number)
        return _name(session, actor, standups.NOUN, round_.standup_number) if round_ else None
    record = nouns.record(session, actor.workspace_id, noun, number) if noun in nouns.TABLES else None
    if record is None:
        return None
    if isinstance(record, Plan):
        return Name("", channel_id=record.channel_id)
    if isinstance(record, Reminder):
        return _reminder(session, actor, record)
    theirs = allow(actor, "see", record)
    wall = record.rhythm.at if isinstance(record, Standup) else None
    return Name(record.key, record.called if theirs else "", wall)


def _reminder(session: Session, actor: Actor, reminder: Reminder) -> Name:
    """One that was set in a public channel is no less between those two."""
    if not reminder.involves(actor.user_id) and not reminders.comes_to(session, reminder, actor.user_id):
        return Name(reminder.key)
    known = reminders.is_open_to(session, reminder, actor.user_id, actor.place.channel_id)
    return Name(reminder.key, reminder.called, role=reminder.role if known else "", channel_id=reminder.for_id)


def _coming(session: Session, actor: Actor, now: datetime, until: datetime) -> list[Coming]:
    """What is planned already, and what the nouns know of that they will plan."""
    nouns = (opening, reminders, status, digests)
    known = [each for noun in nouns for each in noun.coming(session, actor, now, until)]
    return ledger.together([*ledger.planned(session, actor, until), *known])


def _in_order(session: Session, actor: Actor, coming: list[Coming]) -> list[Coming]:
    """By the moment that is shown of each, which is not that of the first who gets it."""
    names = _names(session, actor, {(each.noun, each.number) for each in coming if each.spread})
    return sorted(coming, key=lambda each: views.shown_at(each, names.get((each.noun, each.number)), actor.zone))


def again(session: Session, ask: Ask) -> Answer:
    """The Post again button: it is missing, so it is sent once more."""
    doubts.retry(session, _doubtful(session, ask), ask.now)
    history.note(session, ask.stamp, "message", "again")
    return Answer(views.settled("I'm posting it again."))


def there(session: Session, ask: Ask) -> Answer:
    """The It is there button: nothing more is to be done."""
    doubts.take_as_sent(session, _doubtful(session, ask), ask.now)
    history.note(session, ask.stamp, "message", "there")
    return Answer(views.settled("Good, then all is well. I leave it as it is."))


def _doubtful(session: Session, ask: Ask) -> Message:
    row = outbox.find(session, ask.actor.workspace_id, str(ask.value.get("key", "")))
    if row is None or row.owner_id != ask.actor.user_id:
        raise UserError("I don't know of such a message any more. Nothing was posted.")
    if row.state != "uncertain":
        raise UserError("That is settled already. Nothing was posted again.")
    return row


NOUN = Noun(verbs={"show": reads(shown, "nothing")}, bare="show", otherwise="show")
BUTTONS = {
    "ledger.next": reads(shown),
    "ledger.back": reads(shown),
    "ledger.again": Act(again),
    "ledger.there": Act(there),
}
