"""A standup in #launch with a round that has just opened, for tests of how it is answered."""

from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from sqlmodel import Session, select

from bot.rules.recurrence import Cadence, plain
from bot.rules.standups import DEFAULT_QUESTIONS, Question, plain_question
from storage import alarms, outbox, rounds
from storage.counters import next_number
from storage.people import Person
from storage.rounds import Entry
from storage.standups import Standup
from tests.stories.office import Office

WINDOW = timedelta(hours=3)
WEEKDAYS = plain(Cadence("week", weekdays=frozenset(range(5))))


async def standup(office: Office, *, questions: tuple[Question, ...] = DEFAULT_QUESTIONS, **values: Any) -> int:
    """Ana sets one up; its number."""
    made = partial(_standup, office, values, [plain_question(question) for question in questions])
    return await office.bot.bot.db.write(made)


async def opens(office: Office, number: int, *, window: timedelta = WINDOW, **roster: str) -> int:
    """A round opens now: Ana, Ben and Cleo are asked, unless a `roster` of names and parts says otherwise."""
    parts = {getattr(office, name).id: part for name, part in roster.items()} or {
        person.id: "mandatory" for person in (office.ana, office.ben, office.cleo)
    }
    opened = await office.bot.bot.db.write(partial(_open, number, office.clock.moment(), window, parts))
    await office.wakes()
    return opened


async def nudges(office: Office, round_number: int, *people: Any, after: timedelta = timedelta(0)) -> None:
    """The nudge of some people is due now, or `after` so long."""

    def plan(session: Session) -> None:
        now = office.clock.moment()
        for person in people:
            key = f"nudge:{round_number}:{person.id}:{now.isoformat()}"
            subject = ("round", round_number)
            outbox.plan(session, _workspace(session), key, "standups.nudge", subject, person.id, now, at=now + after)

    await office.bot.bot.db.write(plan)
    await office.wakes()


def _standup(office: Office, values: dict[str, Any], questions: list[dict[str, Any]], session: Session) -> int:
    workspace_id, now = _workspace(session), office.clock.moment()
    number = next_number(session, workspace_id, "standup")
    row: dict[str, Any] = {
        "workspace_id": workspace_id, "number": number, "channel_id": office.launch.id, "channel_kind": "public",
        "creator_id": office.ana.id, "created_at": now, "status_at": now, "status_by": office.ana.id,
        "name": "Daily", "cadence": WEEKDAYS, "questions": questions, "members": {},
    }  # fmt: skip
    session.add(Standup(**{**row, **values}))
    return number


def _open(number: int, now: datetime, window: timedelta, roster: dict[str, str], session: Session) -> int:
    workspace_id = _workspace(session)
    standup = session.get_one(Standup, (workspace_id, number))
    owner = standup.creator_id
    opened, nominal, closes_at = next_number(session, workspace_id, "round"), now.date(), now + window
    session.add(rounds.begun(standup, opened, nominal, now, roster=roster, closes_at=closes_at))
    for user_id in roster:
        _ask(session, workspace_id, number, opened, nominal, user_id, now, closes_at, owner)
    alarms.set_(session, workspace_id, "round", opened, "close", closes_at, owner_id=owner)
    return opened


def _ask(
    session: Session, workspace_id: str, number: int, opened: int, nominal: date, user_id: str, now: datetime,
    deadline_at: datetime, owner: str,
) -> None:  # fmt: skip
    session.add(
        Entry(workspace_id=workspace_id, round_number=opened, user_id=user_id, prompt_at=now, deadline_at=deadline_at)
    )
    key = f"standup:{number}:{nominal}:{user_id}"
    outbox.plan(
        session, workspace_id, key, "standups.prompt", ("round", opened), user_id, now, at=now, nominal=str(nominal),
        owner_id=owner,
    )  # fmt: skip


def _workspace(session: Session) -> str:
    return session.exec(select(Person.workspace_id).limit(1)).one()
