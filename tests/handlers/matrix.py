"""A small company in which everything exists once in each of three channels, to try every act of everybody on.

It is set up once, by the acts themselves; each case runs in a savepoint that is rolled back.
"""

import contextlib
import itertools
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, Literal, get_args
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, delete, update
from sqlmodel import Session, col

from bot.rules.errors import NotFound, UserError
from bot.rules.people import Actor, Place, enter
from handlers import TABLES
from handlers.acting import once
from handlers.asking import Answer, Ask
from handlers.commands import route
from storage import absences, days_off, drafts, history, members, nouns, outbox, people
from storage.history import Change, Stamp
from storage.people import Person
from storage.reminders import Response
from storage.rounds import Entry, Round
from storage.status import Edition, Plan
from tests.handlers.acts import Known

TEAM, NOW = "T1", datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
_OVER = NOW + timedelta(hours=3)
# Said in each channel: whoever reads one elsewhere, and may not, has found a leak.
HIDDEN = "C0HIDDEN0"
CANARIES = {1: "Kestrel", 2: "Plover", 3: "Bittern"}
_PLACES = {1: Place("C1", "public"), 2: Place("C2", "public"), 3: Place(HIDDEN, "private")}
_DM = Place("D1", "dm")

Who = Literal[
    "owner", "lead", "member", "outsider", "admin", "observer", "guest", "wide guest", "stranger", "leaver", "bot"
]
Target = Literal["own", "same", "elsewhere", "behind", "another", "gone"]
# What came of it: done; refused; as if it were not there; not let in at all.
Verdict = Literal["y", "r", "-", "x"]
WHO: tuple[Who, ...] = get_args(Who)
TARGETS: tuple[Target, ...] = get_args(Target)

# Who is in which channel. These speak in the first one; an outsider and an administrator in their DM.
_IN: dict[int, tuple[str, ...]] = {
    1: ("UOWNER", "UPART", "UOTHER", "ULEAD", "UMEMBER", "UOBSERVER", "UGUEST", "UWIDE"),
    2: ("UOWNER", "UPART", "UWIDE"),
    3: ("UOWNER", "UPART"),
}
_KINDS = {"guest": "guest", "wide guest": "guest", "stranger": "stranger", "leaver": "gone", "bot": "bot"}
_NUMBERS: dict[Target, int] = {"own": 1, "same": 1, "elsewhere": 2, "behind": 3, "another": 1, "gone": 1}


@dataclass(frozen=True)
class Outcome:
    """What came of one case: the verdict, and every word that was said."""

    verdict: Verdict
    said: str


class Company:
    """The company, in one transaction of a database that is never committed."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._keys = itertools.count(1)
        # The kinds of change that were written to the history so far, of what has no versions.
        self.written: set[tuple[str, str]] = set()

    def settle(self) -> None:
        """Everybody is known, and everything is there."""
        with self._session() as session:
            people.meet(session, *map(_person, (*WHO, "part", "other")))
            for number, inside in _IN.items():
                members.keep(session, TEAM, _PLACES[number].channel_id, inside, NOW, joined=True)
                self._fill(session, number)
            for words in (
                "task add Wait for me", "role observer <@UOBSERVER>", "role sponsor <@UPART>", "role lead <@ULEAD>"
            ):  # fmt: skip
                self._say(session, 1, words)

    def tries(self, who: Who, known: Known, target: Target) -> Outcome:
        """Have somebody do something to something; nothing of it stays."""
        number, workspace_id = _NUMBERS[target], "T2" if target == "another" else TEAM
        try:
            enter(self._ask(who, 1, known.door, workspace_id).actor)
        except UserError as error:
            return Outcome("x", error.text)
        savepoint = self._connection.begin_nested()
        try:
            with self._session() as session:
                kept = {"line": "done: this : plan: that"}
                draft = drafts.keep(session, TEAM, _id(who), kept, NOW)
                _prepare(session, _id(who), known, target)
                carried = _filled(known, str(number), draft)
                ask = self._ask(who, 1, known.door, workspace_id, **carried)
                outcome = _outcome(session, ask, known)
                self.written |= _written(session, ask)
                return outcome
        finally:
            savepoint.rollback()

    def _fill(self, session: Session, number: int) -> None:
        bird, channel_id = CANARIES[number], _PLACES[number].channel_id
        for words in (
            f"task add {bird} task <@UOWNER>", f"blocker raise {bird} blocker",
            f"standup new {bird} at 9:30 every weekday", f"standup run {number}",
            f"remind <#{channel_id}> to {bird} reminder tomorrow 10:00", "report every friday 16:00",
        ):  # fmt: skip
            self._say(session, number, words)
        noted = self._ask("owner", number, "form", values={"headline": f"{bird} report"})
        once(session, noted, TABLES.forms["status.edit"])
        once(session, self._ask("owner", number, "ephemeral", value={"early": 1}), TABLES.buttons["status.publish"])
        doubted = outbox.Message(
            workspace_id=TEAM, key=f"in doubt {number}", purpose="tasks.shared", noun="task", number=number,
            recipient=channel_id, owner_id="UOWNER", planned_at=NOW, due_at=NOW, state="uncertain", detail={},
        )  # fmt: skip
        session.add(doubted)
        session.flush()

    def _say(self, session: Session, number: int, words: str) -> None:
        found = route(TABLES.nouns, "beat", words)
        once(session, self._ask("owner", number, "command", text=found.text), found.act)

    def _ask(self, who: str, number: int, door: Any, workspace_id: str = TEAM, **carried: Any) -> Ask:
        place = _DM if who in ("outsider", "admin") else _PLACES[number]
        kind: Any = _KINDS.get(who, "member")
        actor = Actor(workspace_id, _id(who), kind, ZoneInfo("UTC"), place, admin=who == "admin")
        stamp = Stamp(workspace_id, actor.user_id, door, f"{number} {next(self._keys)}", NOW)
        return Ask(actor, stamp, door, public=frozenset({"C1", "C2"}), **carried)

    @contextlib.contextmanager
    def _session(self) -> Iterator[Session]:
        with Session(self._connection, join_transaction_mode="create_savepoint", expire_on_commit=False) as session:
            yield session
            session.commit()


def _id(who: str) -> str:
    return f"U{who.partition(' ')[0].upper()}"


def _person(who: str) -> Person:
    kind = _KINDS.get(who, "member")
    return Person(
        workspace_id=TEAM, user_id=_id(who), name=who, handle=who, tz="UTC", kind=kind, admin=who == "admin",
        checked_at=NOW,
    )  # fmt: skip


def _filled(known: Known, number: str, draft: str) -> dict[str, Any]:
    """What a request carries, with the number of the record that it is about."""

    def fill(part: Any) -> Any:
        if part == "{n}":
            return int(number)
        if isinstance(part, dict):
            return {key: fill(each) for key, each in part.items()}
        return (
            part.replace("{n}", number).replace("{draft}", draft).replace("{bird}", CANARIES[int(number)])
            if isinstance(part, str)
            else part
        )

    row = known.row
    carried = {name: {key: fill(each) for key, each in getattr(row, name).items()}
               for name in ("value", "values", "message", "context")}  # fmt: skip
    return carried | {"text": fill(row.text) if known.door == "command" and row.text != "{n}" else
                      number if known.door == "command" else ""}  # fmt: skip


def _outcome(session: Session, ask: Ask, known: Known) -> Outcome:
    try:
        answer, _ = once(session, ask, known.act)
    except NotFound as error:
        return Outcome("-", _words(error))
    except UserError as error:
        return Outcome("r", _words(error))
    return Outcome("y", _said(answer))


def _written(session: Session, ask: Ask) -> set[tuple[str, str]]:
    made = history.batch(session, ask.actor.workspace_id, ask.stamp.batch)
    return {(change.noun, change.verb) for change in made if not nouns.is_version(change) and change.verb != "undo"}


def _words(error: UserError) -> str:
    return json.dumps([error.text, error.fields, [vars(choice) for choice in error.choices]])


def _said(answer: Answer) -> str:
    return json.dumps([answer.kept(), answer.form], default=str)


def _prepare(session: Session, me: str, known: Known, target: Target) -> None:
    """Make the record what the case is about, and such that its owner could do this."""
    number, noun = _NUMBERS[target], known.row.noun
    table = nouns.TABLES.get(noun)
    if table is not None:
        named = {"creator_id": me, "status_by": me} if target == "own" else {}
        state = {name: value for name, value in known.row.first.items() if name == "status"}
        removed = {"removed_at": NOW} if target == "gone" else {}
        values = named | state | removed
        which = col(table.name) == "sponsor" if noun == "role" else col(table.number) == number  # type: ignore[attr-defined]
        if values:
            session.execute(update(table).where(col(table.workspace_id) == TEAM, which).values(**values))
    for name, prepare in _PREPARING.items():
        if name == known.row.needs or name in known.row.first:
            prepare(session, me, known, target)


def _seat(session: Session, me: str, known: Known, target: Target) -> None:
    number = _NUMBERS[target]
    own = (col(Entry.workspace_id) == TEAM, col(Entry.round_number) == number, col(Entry.user_id) == me)
    others = (col(Entry.workspace_id) == TEAM, col(Entry.round_number) != number, col(Entry.user_id) == me)
    session.execute(delete(Entry).where(*others))
    if target in ("own", "gone"):
        session.execute(delete(Entry).where(*own))
        session.add(Entry(workspace_id=TEAM, round_number=number, user_id=me, prompt_at=NOW, deadline_at=_OVER))
        session.flush()
    if target == "same":
        session.execute(delete(Entry).where(*own))
    if target == "gone":
        standup = nouns.TABLES["standup"]
        session.execute(update(standup).where(col(standup.number) == number).values(removed_at=NOW))
    status = known.row.first.get("status")
    if status:
        plan = {"plan": ["Ship it"], "q2": ["Ship it"], "q1": ["Ship it"]}
        session.execute(update(Entry).where(*own).values(status=status, answered_at=NOW, answers=plan))


def _undo(session: Session, me: str, known: Known, target: Target) -> None:
    number = _NUMBERS[target]
    made = update(Change).where(
        col(Change.workspace_id) == TEAM, col(Change.noun) == "task", col(Change.number) == number
    )
    session.execute(made.values(batch=f"task {number}", **({"actor_id": me} if target == "own" else {})))
    if target == "gone":
        session.execute(delete(Change).where(col(Change.batch) == "task 1"))


def _doubt(session: Session, me: str, known: Known, target: Target) -> None:
    kept = col(outbox.Message.key) == f"in doubt {_NUMBERS[target]}"
    if target == "own":
        session.execute(update(outbox.Message).where(kept).values(owner_id=me))
    if target == "gone":
        session.execute(delete(outbox.Message).where(kept))


def _no_round(session: Session, me: str, known: Known, target: Target) -> None:
    session.execute(delete(Entry))
    session.execute(delete(Round))


def _before(me: str) -> Stamp:
    return Stamp(TEAM, me, "command", "before", NOW)


def _is_away(session: Session, me: str, known: Known, target: Target) -> None:
    day = date.fromisoformat(known.row.first["is_away"])
    absences.add(session, _before(me), day, day)


def _is_off(session: Session, me: str, known: Known, target: Target) -> None:
    days_off.mark(session, _before(me), me, date.fromisoformat(known.row.first["is_off"]), "Cake", struck=False)


def _responded(session: Session, me: str, known: Known, target: Target) -> None:
    row = Response(
        workspace_id=TEAM, number=_NUMBERS[target], nominal="2026-11-24T09:00:00+00:00", round=0, outcome="done",
        user_id=me, at=NOW,
    )  # fmt: skip
    session.add(row)
    session.flush()


def _unposted(session: Session, me: str, known: Known, target: Target) -> None:
    post = col(outbox.Message.purpose) == "status.report"
    session.execute(update(outbox.Message).where(post).values(state="failed"))


def _not_settled(session: Session, me: str, known: Known, target: Target) -> None:
    session.execute(update(Edition).values(at=NOW - timedelta(days=9)))


def _nobody_owns(session: Session, me: str, known: Known, target: Target) -> None:
    session.execute(update(Plan).values(creator_id="UNOBODY", status_by="UNOBODY"))
    session.execute(update(Edition).values(by="UNOBODY"))


def _planned(session: Session, me: str, known: Known, target: Target) -> None:
    """They have said a plan on the working day before."""
    number = _NUMBERS[target]
    today = session.get_one(Round, (TEAM, number))
    earlier = today.model_dump() | {"number": 90, "nominal": date(2026, 11, 20), "status": "closed"}
    session.add(Round(**earlier))
    said = {each.id: ["Ship it"] for each in today.asks if each.role == "plan"}
    at = NOW - timedelta(days=3)
    entry = Entry(
        workspace_id=TEAM, round_number=90, user_id=me, prompt_at=at, deadline_at=at, answered_at=at,
        status="answered", answers=said,
    )  # fmt: skip
    session.add(entry)
    session.flush()


_PREPARING = {
    "seat": _seat,
    "undo": _undo,
    "doubt": _doubt,
    "no_round": _no_round,
    "is_away": _is_away,
    "is_off": _is_off,
    "responded": _responded,
    "planned": _planned,
    "unposted": _unposted,
    "not_settled": _not_settled,
    "nobody_owns": _nobody_owns,
}
