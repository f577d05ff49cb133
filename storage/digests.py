"""When the clock must look at tasks: every working morning while anything is unfinished, and an hour ahead."""

from collections import defaultdict
from datetime import date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from sqlmodel import Session, and_, col, select

from bot.rules import digests as rules
from bot.rules.calendar import local_day, zone_of
from bot.rules.days_off import DAY
from bot.rules.people import Actor
from bot.rules.tasks import UNFINISHED
from storage import alarms, days_off, people
from storage.alarms import Alarm
from storage.ledger import Coming
from storage.people import Person
from storage.preferences import Preference

if TYPE_CHECKING:
    from storage.tasks import Task

NOUN, PURPOSE = "digest", "digest.morning"


def expect(session: Session, workspace_id: str, user_id: str, now: datetime) -> None:
    """Somebody has something unfinished: see to it that their mornings begin with a digest.

    Said with nearly every command, and mostly known: so their zone is only asked for when the alarm rings.
    """
    alarms.set_once(session, workspace_id, NOUN, user_id, "morning", now, owner_id=user_id)


def again(session: Session, workspace_id: str, user_id: str, now: datetime) -> None:
    """Set the alarm for their next morning."""
    zone = people.zone(session, workspace_id, user_id)
    day, at = rules.next_morning(now, zone, days_off.of(session, workspace_id, user_id, local_day(now, zone)))
    alarms.set_(
        session, workspace_id, NOUN, user_id, "morning", at, nominal=day.isoformat(), owner_id=user_id
    )  # fmt: skip


def watch(session: Session, task: "Task", now: datetime, *, was_timed: bool = True) -> None:
    """A task is new or has changed: set what must ring for it, and nothing else."""
    stands = task.removed_at is None and task.status in UNFINISHED
    if stands:
        expect(session, task.workspace_id, task.responsible, now)
    ahead = task.due_at - rules.AHEAD if stands and task.due_at and task.due_timed else None
    if ahead and ahead > now:
        alarms.set_(
            session, task.workspace_id, "task", task.number, "soon", ahead, nominal=ahead.isoformat()[:32],
            owner_id=task.responsible,
        )  # fmt: skip
    elif was_timed:
        alarms.cancel(session, task.workspace_id, "task", task.number, "soon")


def coming(session: Session, actor: Actor, now: datetime, until: datetime) -> list[Coming]:
    """The mornings until then on which there may be a digest: each for all who get one, when the first of them does.

    Everybody sees their own; administrators see those of all.
    """
    mornings: dict[date, list[tuple[datetime, str]]] = defaultdict(list)
    readers = _readers(session, actor)
    days = days_off.of_all(session, actor.workspace_id, readers, now.date() - DAY, until.date() + DAY)
    for user, zone in readers.items():
        day, at = rules.next_morning(now, zone, days[user])
        while at <= until:
            if days[user].off(day) is None:
                mornings[day].append((at, user))
            day, at = rules.next_morning(at, zone, days[user])
    return [_coming(day, sorted(each)) for day, each in mornings.items()]


def _readers(session: Session, actor: Actor) -> dict[str, ZoneInfo]:
    """Those whose mornings are looked at and who want that, with their zones."""
    person = and_(col(Person.workspace_id) == col(Alarm.workspace_id), col(Person.user_id) == col(Alarm.subject))
    wishes = and_(
        col(Preference.workspace_id) == col(Alarm.workspace_id), col(Preference.user_id) == col(Alarm.subject)
    )
    found = (
        select(Alarm.subject, Person.tz, Preference.muted)
        .join(Person, person, isouter=True)
        .join(Preference, wishes, isouter=True)
        .where(Alarm.workspace_id == actor.workspace_id, Alarm.noun == NOUN)
        .where(*([] if actor.admin else [col(Alarm.subject) == actor.user_id]))
    )
    return {user: zone_of(tz or "") for user, tz, muted in session.exec(found) if PURPOSE not in (muted or ())}


def _coming(day: date, each: list[tuple[datetime, str]]) -> Coming:
    first, last = each[0][0], each[-1][0]
    return Coming(first, PURPOSE, NOUN, 0, tuple(user for _, user in each), day.isoformat(), spread=first != last)
