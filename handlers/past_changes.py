"""History: who changed a record, when, from where, from what to what."""

import re
from collections.abc import Iterator, Sequence
from functools import partial

from sqlmodel import Session

from bot.rules.errors import NotFound, UserError
from bot.rules.roles import canonical
from bot.views import past_changes as views
from bot.views.blocks import Md, bold, clip, md, place
from bot.views.past_changes import PAGE, Past
from handlers.asking import Act, Answer, Ask, reads
from handlers.commands import Noun
from storage import history, nouns, reports, roles, status
from storage.history import Change
from storage.records import Record

_KEY = re.compile(r"(?P<letter>[A-Za-z])-?(?P<number>\d{1,9})[\s.!?]*", re.ASCII)
_REPORT = re.compile(r"reports?(?:\s+#?(?P<number>\d{1,9}))?", re.ASCII | re.IGNORECASE)
_ROLE = re.compile(r"role\s+(?P<name>.+)", re.IGNORECASE)
_HOW = "Say whose history: `/beat history T-12`, or `B-3`, `S-1`, `R-2`, `report`, `role lead`."


def show(session: Session, ask: Ask) -> Answer:
    """`/beat history T-12`, and Next and Back under it."""
    return _page(session, ask, _pressed(session, ask) if "noun" in ask.value else _named(session, ask))


def of_noun(noun: str) -> Act:
    """`/task history 12`: the number alone will do."""
    return reads(partial(_of_noun, noun), "key")


def _of_noun(noun: str, session: Session, ask: Ask) -> Answer:
    letter = nouns.TABLES[noun].lifecycle.letter
    digits = re.search(r"\d{1,9}", ask.text)
    return _page(session, ask, _keyed(session, ask, letter, int(digits[0]) if digits else 0))


def _page(session: Session, ask: Ask, record: Record) -> Answer:
    start = ask.number("from") or 0
    found = history.of(session, record.workspace_id, record.noun, record.number, PAGE + 1, start)
    rows = list(_pasts(record, found[:PAGE]))
    named = {"noun": record.noun, "number": record.number}
    said = views.history(_name(record), rows, ask.actor.zone, named, start, more=len(found) > PAGE)
    return Answer(said, private=True)


def _pasts(record: Record, changes: Sequence[Change]) -> Iterator[Past]:
    """Changes, newest first, each with what a date is read by, though it may not have touched that."""
    standing = {name: getattr(record, name, None) for name in views.READ_BY}
    for change in changes:
        step = record.lifecycle.moves.get(change.verb)
        name = views.called(change.verb, step.said if step else None)
        after = standing | change.after
        standing |= {column: was for column, was in change.before.items() if column in standing}
        before = standing | change.before if change.before else {}
        yield Past(change.actor_id, change.at, name, change.door, before, after)


def _name(record: Record) -> Md:
    if record.lifecycle.letter:
        return md(bold(record.key), " ", clip(record.called, 200))
    what = "the report of" if record.noun == status.Plan.lifecycle.noun else f"the role {record.called} in"
    return md(what, " ", place(record.channel_id))


def _named(session: Session, ask: Ask) -> Record:
    words = ask.text.strip()
    key, report, role = (pattern.fullmatch(words) for pattern in (_KEY, _REPORT, _ROLE))
    if key:
        return _keyed(session, ask, key["letter"].upper(), int(key["number"]))
    if report:
        return _of_report(session, ask, report["number"])
    if role:
        return _of_role(session, ask, canonical(role["name"].strip()))
    raise UserError(_HOW)


def _keyed(session: Session, ask: Ask, letter: str, number: int) -> Record:
    noun = nouns.BY_LETTER.get(letter)
    if noun is None:
        raise UserError(_HOW)
    return _seen(session, ask, noun, number)


def _pressed(session: Session, ask: Ask) -> Record:
    noun = str(ask.value.get("noun"))
    if noun not in nouns.TABLES:
        raise UserError(_HOW)
    return _seen(session, ask, noun, ask.number("number") or 0)


def _seen(session: Session, ask: Ask, noun: str, number: int) -> Record:
    """The record, for those who may see it.

    Raises:
        NotFound: absent or not theirs; the sentence is the same.
    """
    found = nouns.record(session, ask.actor.workspace_id, noun, number)
    if found is None or found.removed_at is not None or not nouns.may_see(session, ask.actor, found):
        raise NotFound(nouns.TABLES[noun].lifecycle.key(number), f"/beat {_WORDS.get(noun, noun)} list")
    return found


def _of_report(session: Session, ask: Ask, number: str | None) -> Record:
    """The plan of this channel, or the one that made a report."""
    if number:
        report = reports.find(session, ask.actor, int(number))
        return _seen(session, ask, status.Plan.lifecycle.noun, report.plan_number)
    plan = status.of_channel(session, ask.actor)
    if plan is None:
        raise UserError("This channel has no report yet. `/beat report every friday at 16:00` sets it up.")
    return plan


def _of_role(session: Session, ask: Ask, name: str) -> Record:
    role = roles.named(session, ask.actor.workspace_id, ask.actor.place.channel_id, name)
    if role is None:
        raise UserError("Nobody had that role in this channel yet. `/beat role` shows which there are.")
    return _seen(session, ask, role.noun, role.number)


_WORDS = {"reminder": "remind"}
NOUN = Noun(verbs={"history": reads(show)}, bare="history", otherwise="history")
BUTTONS = {"history.show": reads(show), "history.next": reads(show), "history.back": reads(show)}
