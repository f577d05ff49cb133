"""Being away and back, each a function of one transaction."""

from dataclasses import replace
from datetime import date

from sqlmodel import Session

from bot.rules import absences as rules
from bot.rules import stand_ins
from bot.rules.calendar import instant, local_day
from bot.rules.days_off import BEGINS, Days
from bot.rules.errors import Choice, UserError
from bot.rules.feeds import has_address
from bot.rules.people import Place
from bot.views import absences as views
from bot.views.blocks import Md
from handlers import feeds
from handlers.asking import Act, Answer, Ask, reads
from handlers.commands import Noun
from handlers.entries import follow_absence, follow_calendar
from handlers.notices import refuse_outsider
from storage import absences as records
from storage import days_off, held, members, outbox, people, places, statuses, withdrawals
from storage.absences import Absence
from storage.history import Change

_OFFERED = 5


def add(session: Session, ask: Ask) -> Answer:
    """`/beat away until friday`, `/beat away until friday, ask @ben`."""
    if has_address(ask.text):
        # Whatever the word before it was meant to be, it is a secret, which is not said back.
        address = next(word for word in ask.text.split() if has_address(word))
        return feeds.calendar(session, replace(ask, text=address))
    days, whom = stand_ins.split_delegate(ask.text)
    delegate = _delegate(session, ask, days, whom) if whom else None
    try:
        first, last = rules.parse_away(days, now=ask.now, zone=ask.actor.zone, days=_working(session, ask))
    except UserError as error:
        error.choices = _meant(session, ask, whom, error.choices)
        raise
    return _noted(session, ask, first, last, delegate)


def _meant(session: Session, ask: Ask, whom: str, days: tuple[Choice, ...]) -> tuple[Choice, ...]:
    """Whichever days are meant, the same person stands in; so may whoever is called like the last word."""
    if whom:
        return tuple(replace(each, command=f"{each.command}, ask {whom}") for each in days)
    named = stand_ins.named_last(ask.text, ask.find(session))
    if named and rules.can_read(named[0], ask.now, ask.actor.zone):
        return stand_ins.offer(*named), *days
    return days


def _working(session: Session, ask: Ask) -> Days:
    """The asker's days as they are when they are not away: who says "3 days" again does not mean three more."""
    return replace(days_off.of(session, ask.actor.workspace_id, ask.actor.user_id, _today(ask)), away=())


def _delegate(session: Session, ask: Ask, days: str, whom: str) -> str:
    """Who is to stand in."""
    user_id = stand_ins.who(whom, ask.find(session), days=days, me=ask.actor.user_id)
    refuse_outsider(session, ask, user_id)
    return user_id


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


def restore(session: Session, ask: Ask, change: Change) -> Md:
    """Undo: just what one request did is taken back, be it a new absence, a new last day, or one that was ended.

    Raises:
        UserError: it was changed since.
    """
    made = records.made(change)
    standing = records.find(session, ask.actor.workspace_id, ask.actor.user_id, made.first)
    if (standing.last_day if standing else None) != made.last:
        raise UserError("That was changed since, so nothing changed now. `/beat away` shows what is planned.")
    if made.earlier:
        _stay_away(session, ask, made.first, made.earlier, made.delegate, undoes=change.batch)
        return views.away_again(made.first, made.earlier, _today(ask))
    last = made.last or made.first
    if standing:
        records.remove(session, ask.stamp, standing, undoes=change.batch)
        _return(session, ask, standing)
    return views.not_away(made.first, last, _today(ask), _still(session, ask, made.first, last))


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


def status(session: Session, ask: Ask) -> Answer:
    """`/beat away status off`: what their status in Slack shows is not gone by; `on`, it is."""
    wanted = ask.text.strip().lower() or "on"
    if wanted not in ("on", "off"):
        raise UserError("Shall I go by your Slack status? Say `/beat away status on` or `/beat away status off`.")
    workspace_id, user_id = ask.actor.workspace_id, ask.actor.user_id
    is_news = days_off.heed_status(session, ask.stamp, heed=wanted == "on")
    me = people.find(session, workspace_id, user_id)
    if me and wanted == "off":
        statuses.end(session, me, ask.now)
        follow_calendar(session, ask)
    said = views.reads_status(ask.stamp.batch if is_news else "", on=wanted == "on")
    return Answer(said, private=True)


def back(session: Session, ask: Ask) -> Answer:
    """`/beat back`: whatever includes today is over; what is planned for later stays."""
    return _ended(session, ask, records.end(session, ask.stamp, _today(ask)))


def _noted(session: Session, ask: Ask, first: date, last: date, delegate: str | None = None) -> Answer:
    """Without a word on who stands in, whoever does goes on to."""
    workspace_id, user_id = ask.actor.workspace_id, ask.actor.user_id
    known = records.find(session, workspace_id, user_id, first)
    stands_in = delegate if delegate is not None else known.delegate_id if known else ""
    before = _stay_away(session, ask, first, last, stands_in)
    returns = days_off.of(session, workspace_id, user_id, first).next_working(last)
    said = views.noted(
        first, last, _today(ask), ask.stamp.batch, before,
        returns=returns, delegate=stands_in, unseen=bool(stands_in) and _lacks_sight(session, ask, stands_in),
    )  # fmt: skip
    return Answer(said)


def _lacks_sight(session: Session, ask: Ask, delegate: str) -> bool:
    """Whether there is work in private channels of the asker's that whoever stands in is not in."""
    workspace_id, me, here = ask.actor.workspace_id, ask.actor.user_id, ask.actor.place.channel_id
    kept = {here} if here and members.channel(session, workspace_id, here) else set()
    theirs = replace(ask.actor, user_id=delegate, place=Place("", "dm"))
    return bool(places.hidden_from(session, theirs, {*members.channels_of(session, workspace_id, me), *kept}))


def _stay_away(session: Session, ask: Ask, first: date, last: date, delegate: str, undoes: str = "") -> date | None:
    """They are away until `last`; returns the last day that was set before, if one was."""
    known = records.find(session, ask.actor.workspace_id, ask.actor.user_id, first)
    was = known.delegate_id if known else ""
    before = records.add(session, ask.stamp, first, last, undoes=undoes, delegate_id=delegate)
    if before and before > last:
        follow_absence(session, ask, first, before, "waiting")
        held.release(session, ask.actor.workspace_id, ask.actor.user_id, ask.now)
    follow_absence(session, ask, first, last, "away")
    if was and delegate != was and _ask_no_more(session, ask, first, was):
        _tell_delegate(session, ask, first, was, "over")
    if delegate and delegate != was:
        _tell_delegate(session, ask, first, delegate)
    return before


def _tell_delegate(session: Session, ask: Ask, first: date, delegate: str, what: str = "") -> None:
    """Whoever stands in hears of it, and of what waits already: now, or when it `begins`; or that it is `over`."""
    me, begins = ask.actor.user_id, instant(first, BEGINS, ask.actor.zone)
    key = f"absences.delegate:{me}:{first.isoformat()}:{delegate}:{ask.stamp.batch}{what}"
    outbox.plan(
        session, ask.actor.workspace_id, key, "absences.delegate", (NAME, 0), delegate, ask.now,
        at=begins if what == "begins" else None, owner_id=me, by=me, first=first.isoformat(), what=what,
    )  # fmt: skip
    if not what and first > _today(ask):
        _tell_delegate(session, ask, first, delegate, "begins")


def _ask_no_more(session: Session, ask: Ask, first: date, delegate: str) -> bool:
    """Whoever was to stand in is not: the word that asked for it is deleted, and said anew should they be to again.

    Says whether they may have read it.
    """
    me, workspace_id = ask.actor.user_id, ask.actor.workspace_id
    asked = {"by": me, "first": first.isoformat()}
    cards = outbox.cards(session, workspace_id, (NAME, 0), delegate)
    theirs = [each for each in cards if each.purpose == "absences.delegate" and asked.items() <= each.detail.items()]
    withdrawals.withdraw(session, theirs, me, ask.now)
    return bool(theirs)


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
        if each.delegate_id:
            _ask_no_more(session, ask, each.first_day, each.delegate_id)
    held.release(session, ask.actor.workspace_id, ask.actor.user_id, ask.now)


def _known(session: Session, ask: Ask) -> list[Absence]:
    return records.of(session, ask.actor.workspace_id, ask.actor.user_id, _today(ask))


def _today(ask: Ask) -> date:
    return local_day(ask.now, ask.actor.zone)


NAME = records.NOUN
AWAY = Noun(
    verbs={
        "away": Act(add),
        "show": reads(list_, "nothing"),
        "cancel": Act(cancel),
        "status": Act(status),
        "calendar": Act(feeds.calendar),
    },
    bare="show",
    otherwise="away",
)
BACK = Noun(verbs={"back": Act(back, takes="nothing")}, bare="back", otherwise="back")
BUTTONS = {"absences.new": Act(away_form)}
FORMS = {"absences.new": Act(added)}
