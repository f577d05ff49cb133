"""History: who changed a record, when, from where, from what to what."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
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
_HOW = (
    "Say whose history: `/beat history T-12`, or `B-3`, `S-1`, `R-2`, `report`, `role lead`; or what you set yourself: "
    "`/beat history holidays`, `hours`, `zone`, `away`, `settings`."
)


@dataclass(frozen=True)
class _Own:
    """Settings: by which nouns their changes are kept, and the columns that are theirs; all where none is named."""

    nouns: tuple[str, ...]
    columns: frozenset[str] = frozenset()


def show(session: Session, ask: Ask) -> Answer:
    """`/beat history T-12`, `/beat history holidays`, and Next and Back under it."""
    topic = str(ask.value.get("topic") or ask.text.strip(" .!?").lower().removeprefix("my "))
    if topic in _OWN and "noun" not in ask.value:
        return _of_own(session, ask, topic)
    return _page(session, ask, _pressed(session, ask) if "noun" in ask.value else _named(session, ask))


def _of_own(session: Session, ask: Ask, topic: str) -> Answer:
    """What the asker set for themselves, or for a team."""
    start = ask.number("from") or 0
    mine = history.of_settings(session, ask.actor.workspace_id, ask.actor.user_id, _OWN[topic].nouns)
    rows = [each for change in mine if (each := _own_past(change, _OWN[topic].columns))]
    shown, name = rows[start : start + PAGE], md("your ", "days away" if topic == "away" else topic)
    said = views.history(name, shown, ask.actor.zone, {"topic": topic}, start, more=len(rows) > start + PAGE)
    return Answer(said, private=True)


def _own_past(change: Change, columns: frozenset[str]) -> Past | None:
    """A change of settings, with those values alone that are others now; None where it is about others than asked."""
    touched = {name for name in {*change.before, *change.after} if change.before.get(name) != change.after.get(name)}
    if columns and not touched & columns:
        return None
    whose = {**change.before, **change.after}.get("whom")
    kept = ((touched & columns or touched) - {"whom"}) | ({"whom"} if whose != change.actor_id else set())
    before, after = (
        {name: values[name] for name in kept & values.keys() if values[name] is not False or name != "struck"}
        for values in (change.before, change.after)
    )
    verb = views.called("undo" if change.undoes else change.verb, None)
    return Past(change.actor_id, change.at, verb, change.door, before, after)


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
    rows = list(pasts(record, found[:PAGE]))
    named = {"noun": record.noun, "number": record.number}
    said = views.history(_name(record), rows, ask.actor.zone, named, start, more=len(found) > PAGE)
    return Answer(said, private=True)


def pasts(record: Record, changes: Sequence[Change]) -> Iterator[Past]:
    """Changes, newest first, each with what a date is read by, though it may not have touched that."""
    standing = {name: getattr(record, name, None) for name in views.READ_BY}
    for change in changes:
        step = record.lifecycle.moves.get(change.verb)
        name = views.called(change.verb, step.said if step else None)
        after = standing | change.after
        standing |= {column: was for column, was in change.before.items() if column in standing}
        # What had been undone was nothing any more.
        is_new = not change.before or change.before.get("removed_at")
        before = {} if is_new else standing | change.before
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
_OWN = {
    "settings": _Own(("preference", "days", "person", "absence", "feed")),
    "quiet": _Own(("preference",), frozenset({"quiet_from", "quiet_until"})),
    "nudges": _Own(("preference",), frozenset({"nudges", "nudge_gap_minutes"})),
    "cap": _Own(("preference",), frozenset({"cap"})),
    "mutes": _Own(("preference",), frozenset({"muted"})),
    "hours": _Own(("days",), frozenset({"weekdays", "begins", "ends"})),
    "holidays": _Own(("days",), frozenset({"country", "day", "name", "struck"})),
    "zone": _Own(("person",)),
    "away": _Own(("absence", "feed")),
}
NOUN = Noun(verbs={"history": reads(show), "hist": reads(show)}, bare="history", otherwise="history")
BUTTONS = {"history.show": reads(show), "history.next": reads(show), "history.back": reads(show)}
