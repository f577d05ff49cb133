"""Absences that people show by their status in Slack. What they have said themselves stands."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from sqlmodel import Session, select

from bot.rules.calendar import local_day
from bot.rules.statuses import Status
from storage import absences, days_off, held, outbox, people
from storage.absences import NOUN, Absence
from storage.history import Stamp
from storage.people import Person

DOOR, PURPOSE = "status", "absences.status"
_DAY = timedelta(days=1)


def meet(session: Session, met: list[Person], statuses: Mapping[str, Status], now: datetime) -> None:
    """Write down what Slack says of people, and follow their statuses, by user id."""
    people.meet(session, *met)
    session.expire_all()
    for workspace_id in {each.workspace_id for each in met}:
        for user_id, person in people.known(session, workspace_id, statuses).items():
            # Of most people there is nothing to be looked up.
            if person.kind in ("member", "guest") and (statuses[user_id].is_away or person.status):
                follow(session, person, statuses[user_id], now)


def follow(session: Session, person: Person, status: Status, now: datetime) -> None:
    """They are away as long as their status says so, unless they have said since that they are back."""
    standing = _standing(session, person, now)
    new, person.status = person.status != status.seen, status.seen
    session.add(person)
    if not status.is_away or days_off.calendar(session, person.workspace_id, person.user_id).ignores_status:
        end(session, person, now)
    elif standing or (new and not _said(session, person, now)):
        _set(session, person, standing.first_day if standing else _today(session, person, now), status, now)


def end(session: Session, person: Person, now: datetime) -> None:
    """Their status says no more that they are away."""
    standing = _standing(session, person, now)
    if standing is None:
        return
    today = _today(session, person, now)
    if standing.first_day >= today:
        absences.remove(session, _stamp(person, now), standing)
    else:
        absences.shorten(session, _stamp(person, now), standing, today - _DAY)
    session.flush()
    held.release(session, person.workspace_id, person.user_id, now)


def showing(session: Session, now: datetime, limit: int) -> list[tuple[str, str]]:
    """Workspace and id of those who are away by their status, or were until a moment ago: it may have changed."""
    found = select(Absence.workspace_id, Absence.user_id).where(
        Absence.source == "status", Absence.last_day >= now.date() - 2 * _DAY
    )
    return list(session.exec(found.distinct().limit(limit)))


def _set(session: Session, person: Person, first: date, status: Status, now: datetime) -> None:
    zone = people.zone(session, person.workspace_id, person.user_id)
    last = status.last_day(now, zone)
    absences.add(session, _stamp(person, now), first, last, source="status")
    # Once in a lifetime: whoever knows need not hear it again.
    outbox.plan(
        session, person.workspace_id, f"{PURPOSE}:{person.user_id}", PURPOSE, (NOUN, 0), person.user_id, now,
        emoji=status.emoji,
    )  # fmt: skip


def _stamp(person: Person, now: datetime) -> Stamp:
    batch = f"{DOOR}:{person.user_id}:{now.isoformat()}"
    return Stamp(person.workspace_id, person.user_id, DOOR, batch, now)


def _standing(session: Session, person: Person, now: datetime) -> Absence | None:
    """The absence that their status gave them, if it lasts, or lasted until yesterday."""
    since = _today(session, person, now) - _DAY
    known = absences.of(session, person.workspace_id, person.user_id, since)
    return next((each for each in known if each.source == "status"), None)


def _said(session: Session, person: Person, now: datetime) -> bool:
    today = _today(session, person, now)
    known = absences.of(session, person.workspace_id, person.user_id, today)
    return any(each.first_day <= today for each in known)


def _today(session: Session, person: Person, now: datetime) -> date:
    return local_day(now, people.zone(session, person.workspace_id, person.user_id))
