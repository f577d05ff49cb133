"""Being away and back, each a function of one transaction."""

from dataclasses import replace
from datetime import date

from sqlmodel import Session

from bot.rules import absences as rules
from bot.rules.calendar import local_day
from bot.rules.errors import Choice, UserError
from bot.views import absences as views
from handlers.asking import Act, Answer, Ask, reads
from handlers.commands import Noun
from handlers.entries import follow_absence
from storage import absences as records
from storage import held
from storage.absences import Absence

_OFFERED = 5


def add(session: Session, ask: Ask) -> Answer:
    """`/beat away until friday`."""
    first, last = rules.parse_away(ask.text, now=ask.now, zone=ask.actor.zone)
    return _noted(session, ask, first, last)


def away_form(session: Session, ask: Ask) -> Answer:
    """The I'm away button: a form that takes the same words."""
    return Answer(form=views.away_form(ask.draft(session)))


def added(session: Session, ask: Ask) -> Answer:
    """That form came back."""
    said = replace(ask, text=str(ask.values.get("days") or ""))
    try:
        return add(session, said)
    except UserError as error:
        raise UserError(error.text, fields={"days": error.text}) from error


def undo(session: Session, ask: Ask) -> Answer:
    """The Undo button under that: just what it did is taken back, be it a new absence or a new last day."""
    first, last, before = rules.read_undo(ask.value)
    standing = records.find(session, ask.actor.workspace_id, ask.actor.user_id, first)
    if standing is None or standing.last_day != last:
        raise UserError("That was changed since, so nothing changed now. `/beat away` shows what is planned.")
    if before:
        return _noted(session, ask, first, before)
    records.remove(session, standing)
    return _ended(session, ask, [standing])


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
        records.remove(session, each)
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
    return _ended(session, ask, records.end(session, ask.actor.workspace_id, ask.actor.user_id, _today(ask)))


def _noted(session: Session, ask: Ask, first: date, last: date) -> Answer:
    before = records.add(session, ask.actor.workspace_id, ask.actor.user_id, first, last, ask.now)
    if before and before > last:
        follow_absence(session, ask, first, before, "waiting")
        held.release(session, ask.actor.workspace_id, ask.actor.user_id, ask.now)
    follow_absence(session, ask, first, last, "away")
    return Answer(views.noted(first, last, _today(ask), before=before))


def _ended(session: Session, ask: Ask, absences: list[Absence]) -> Answer:
    if not absences:
        raise UserError("You were not away, so nothing changed. `/beat away` shows what is planned.")
    for each in absences:
        follow_absence(session, ask, each.first_day, each.last_day, "waiting")
    held.release(session, ask.actor.workspace_id, ask.actor.user_id, ask.now)
    longest = max(absences, key=lambda each: each.last_day)
    first, last = longest.first_day, longest.last_day
    still = [each for each in _known(session, ask) if each.first_day <= last and each.last_day >= first]
    return Answer(views.back(first, last, _today(ask), still))


def _known(session: Session, ask: Ask) -> list[Absence]:
    return records.of(session, ask.actor.workspace_id, ask.actor.user_id, _today(ask))


def _today(ask: Ask) -> date:
    return local_day(ask.now, ask.actor.zone)


AWAY = Noun(
    verbs={"away": Act(add), "show": reads(list_, "nothing"), "cancel": Act(cancel)}, bare="show", otherwise="away"
)
BACK = Noun(verbs={"back": Act(back, takes="nothing")}, bare="back", otherwise="back")
BUTTONS = {"absences.undo": Act(undo), "absences.new": Act(away_form)}
FORMS = {"absences.new": Act(added)}
