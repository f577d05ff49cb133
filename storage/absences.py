"""When people are away, in days of their own zone."""

from datetime import date, datetime

from sqlmodel import Field, Session, col, select

from bot.rules.absences import away_until
from storage import history
from storage.history import Change, Stamp
from storage.schema import Row, upsert

NOUN = "absence"


class Absence(Row, table=True):
    """From the first day to the last, both included; one person's absences may overlap."""

    user_id: str = Field(primary_key=True, max_length=32)
    first_day: date = Field(primary_key=True)
    last_day: date
    said_at: datetime


def add(session: Session, stamp: Stamp, first_day: date, last_day: date, undoes: str = "") -> date | None:
    """Whoever asks will be away; saying the same first day again sets its last day anew. Returns the one it had."""
    known = find(session, stamp.workspace_id, stamp.actor_id, first_day)
    before = known.last_day if known else None
    row = Absence(
        workspace_id=stamp.workspace_id, user_id=stamp.actor_id, first_day=first_day, last_day=last_day,
        said_at=stamp.now,
    )  # fmt: skip
    upsert(session, Absence, row.model_dump())
    if known:
        session.expire(known)
    _note(session, stamp, first_day, before, last_day, undoes)
    return before


def find(session: Session, workspace_id: str, user_id: str, first_day: date) -> Absence | None:
    """The absence that begins on this day."""
    return session.get(Absence, (workspace_id, user_id, first_day))


def remove(session: Session, stamp: Stamp, absence: Absence, undoes: str = "") -> None:
    """It does not take place, or is over earlier."""
    _note(session, stamp, absence.first_day, absence.last_day, None, undoes)
    session.delete(absence)


def end(session: Session, stamp: Stamp, day: date) -> list[Absence]:
    """Whoever asks is back: absences that include `day` are gone, what is planned for later stays.

    Returns what is gone.
    """
    gone = [each for each in of(session, stamp.workspace_id, stamp.actor_id, day) if each.first_day <= day]
    for absence in gone:
        remove(session, stamp, absence)
    return gone


def _note(
    session: Session, stamp: Stamp, first_day: date, before: date | None, after: date | None, undoes: str
) -> None:
    verb = "undo" if undoes else "away" if after else "back"
    said = ({"first": first_day, "last": last} if last else {} for last in (before, after))
    history.note(session, stamp, NOUN, verb, before=next(said), after=next(said), undoes=undoes)


def revived(made: Change) -> tuple[date, date | None, date | None]:
    """The first day of an absence that a change was about, its last day after the change, and the one before."""
    before, after = made.before, made.after
    last, earlier = (date.fromisoformat(values["last"]) if values else None for values in (after, before))
    return date.fromisoformat((after or before)["first"]), last, earlier


def of(session: Session, workspace_id: str, user_id: str, day: date) -> list[Absence]:
    """A person's absences that include `day` or come later, soonest first."""
    found = select(Absence).where(
        Absence.workspace_id == workspace_id, Absence.user_id == user_id, Absence.last_day >= day
    )
    return list(session.exec(found.order_by(col(Absence.first_day))))


def away(session: Session, workspace_id: str, first_day: date, last_day: date) -> list[Absence]:
    """Whoever is away on any of these days."""
    found = select(Absence).where(
        Absence.workspace_id == workspace_id, Absence.first_day <= last_day, Absence.last_day >= first_day
    )
    return list(session.exec(found.order_by(col(Absence.user_id), col(Absence.first_day))))


def is_away(session: Session, workspace_id: str, user_id: str, day: date) -> bool:
    """Whether this person is away on this day."""
    return any(each.first_day <= day for each in of(session, workspace_id, user_id, day))


def until(session: Session, workspace_id: str, user_id: str, day: date) -> date | None:
    """Their last day away, if this person is away on `day`; one absence may follow another."""
    known = of(session, workspace_id, user_id, day)
    return away_until(((each.first_day, each.last_day) for each in known), day)
