"""Being away and back, each a function of one transaction."""

from datetime import date

from sqlmodel import Session

from bot.rules import absences as rules
from bot.rules.calendar import local_day
from bot.rules.errors import Choice, UserError
from bot.views import absences as views
from bot.views.blocks import Md
from handlers.asking import Act, Answer, Ask, reads
from handlers.commands import Noun
from handlers.entries import follow_absence
from storage import absences as records
from storage import held
from storage.absences import Absence
from storage.history import Change

_OFFERED = 5


def add(session: Session, ask: Ask) -> Answer:
    """`/beat away until friday`."""
    first, last = rules.parse_away(ask.text, now=ask.now, zone=ask.actor.zone)
    return _noted(session, ask, first, last)


def restore(session: Session, ask: Ask, change: Change) -> Md:
    """Undo: just what one request did is taken back, be it a new absence, a new last day, or one that was ended.

    Raises:
        UserError: it was changed since.
    """
    first, last, before = records.revived(change)
    standing = records.find(session, ask.actor.workspace_id, ask.actor.user_id, first)
    if (standing.last_day if standing else None) != last:
        raise UserError("That was changed since, so nothing changed now. `/beat away` shows what is planned.")
    if before:
        _stay_away(session, ask, first, before, undoes=change.batch)
        return views.away_again(first, before, _today(ask))
    if standing:
        records.remove(session, ask.stamp, standing, undoes=change.batch)
        _return(session, ask, standing)
    return views.not_away(first, last or first, _today(ask), _still(session, ask, first, last or first))


def list_(session: Session, ask: Ask) -> Answer:
    """`/beat away`: what I know of."""
    return Answer(views.listing(_known(session, ask), _today(ask)), private=True)


def cancel(session: Session, ask: Ask) -> Answer:
    """`/beat away cancel 2026-12-24`: the absence that begins on that day is off."""
    first, _ = rules.parse_away(ask.text, now=ask.now, zone=ask.actor.zone)
    cancelled = [each for each in _known(session, ask) if each.first_day == first]
    if not cancelled:
        raise _not_planned(session, ask, first)
    for each in cancelled:
        records.remove(session, ask.stamp, each)
    return _ended(session, ask, cancelled)


def _not_planned(session: Session, ask: Ask, first: date) -> UserError:
    today = _today(ask)
    planned = [(views.span(each.first_day, each.last_day, today), each.first_day) for each in _known(session, ask)]
    return UserError(
        f"You have planned nothing that begins {views.span(first, first, today)}, so nothing changed.",
        choices=tuple(Choice(f"Cancel {days}", f"away cancel {day.isoformat()}") for days, day in planned[:_OFFERED]),
    )


def back(session: Session, ask: Ask) -> Answer:
    """`/beat back`: whatever includes today is over; what is planned for later stays."""
    return _ended(session, ask, records.end(session, ask.stamp, _today(ask)))


def _noted(session: Session, ask: Ask, first: date, last: date) -> Answer:
    before = _stay_away(session, ask, first, last)
    return Answer(views.noted(first, last, _today(ask), ask.stamp.batch, before=before))


def _stay_away(session: Session, ask: Ask, first: date, last: date, undoes: str = "") -> date | None:
    """They are away until `last`; returns the last day that was set before, if one was."""
    before = records.add(session, ask.stamp, first, last, undoes)
    if before and before > last:
        follow_absence(session, ask, first, before, "waiting")
        held.release(session, ask.actor.workspace_id, ask.actor.user_id, ask.now)
    follow_absence(session, ask, first, last, "away")
    return before


def _ended(session: Session, ask: Ask, absences: list[Absence]) -> Answer:
    if not absences:
        raise UserError("You were not away, so nothing changed. `/beat away` shows what is planned.")
    _return(session, ask, *absences)
    longest = max(absences, key=lambda each: each.last_day)
    first, last = longest.first_day, longest.last_day
    still = _still(session, ask, first, last)
    return Answer(views.back(first, last, _today(ask), ask.stamp.batch, still))


def _still(session: Session, ask: Ask, first: date, last: date) -> list[Absence]:
    """Other absences that include some of these days."""
    return [each for each in _known(session, ask) if each.first_day <= last and each.last_day >= first]


def _return(session: Session, ask: Ask, *absences: Absence) -> None:
    for each in absences:
        follow_absence(session, ask, each.first_day, each.last_day, "waiting")
    held.release(session, ask.actor.workspace_id, ask.actor.user_id, ask.now)


def _known(session: Session, ask: Ask) -> list[Absence]:
    return records.of(session, ask.actor.workspace_id, ask.actor.user_id, _today(ask))


def _today(ask: Ask) -> date:
    return local_day(ask.now, ask.actor.zone)


NAME = records.NOUN
AWAY = Noun(
    verbs={"away": Act(add), "show": reads(list_, "nothing"), "cancel": Act(cancel)}, bare="show", otherwise="away"
)
BACK = Noun(verbs={"back": Act(back, takes="nothing")}, bare="back", otherwise="back")
