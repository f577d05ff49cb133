"""What follows from an answer: where it is posted, the blockers it raises, and the cards that tell of it."""

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Literal

from sqlmodel import Session

from bot.rules import rounds as rules
from bot.rules.blockers import WHAT_LIMIT, NewBlocker, split_since
from bot.rules.calendar import local_day
from bot.rules.rounds import Answers
from bot.rules.standups import EntryStatus, Question
from bot.rules.text import truncate
from bot.views.reaching import Reach
from handlers.asking import Ask
from handlers.blockers import ask_another, open_blocker, reach_for
from handlers.notices import refresh as refresh_record
from storage import blockers, days_off, history, outbox, rounds, tasks
from storage.blockers import Blocker
from storage.rounds import Seat

# What the record of changes calls an entry.
NOUN = "answer"


@dataclass
class Followed:
    """What came of an answer: the numbers of the blockers it raised, and of those it said something new about.

    Whoever is newly asked to clear one stands beside it.
    """

    raised: dict[int, Reach | None] = field(default_factory=dict)
    updated: dict[int, Reach | None] = field(default_factory=dict)


def give(session: Session, ask: Ask, seat: Seat, status: EntryStatus, answers: Answers) -> Followed:
    """Write down what somebody said, post it, and raise what blocks them."""
    first, late = not seat.entry.answered, ask.now > seat.entry.deadline_at
    before = dict(seat.entry.answers)
    when = {"answered_at": ask.now, "late": late, "edited_at": None} if first else {"edited_at": ask.now}
    rounds.change(session, seat.entry, status=status, answers=answers, draft={}, **when)
    followed = _raise_blockers(session, at_home(ask, seat), seat, before)
    _note(session, ask, seat, status if first else "edited")
    publish(session, ask, seat)
    return followed


def stay_out(session: Session, ask: Ask, seat: Seat, status: EntryStatus) -> None:
    """Write down that somebody does not answer this time, or is to be asked again; what they typed is kept."""
    rounds.change(session, seat.entry, status=status, answered_at=None if status == "waiting" else ask.now)
    _note(session, ask, seat, status)
    publish(session, ask, seat)


def retract(session: Session, ask: Ask, seat: Seat, batch: str) -> None:
    """What one request answered is taken back; the form still holds it."""
    made = {**seat.entry.made, "blockers": {}}
    rounds.change(session, seat.entry, status="waiting", late=False, answered_at=None, made=made)
    _note(session, ask, seat, "waiting", undoes=batch)
    publish(session, ask, seat)


def _note(session: Session, ask: Ask, seat: Seat, verb: str, undoes: str = "") -> None:
    """What became of an entry, for the record; never what was said in it."""
    said = {"status": seat.entry.status, "version": seat.entry.version}
    history.note(session, ask.stamp, NOUN, verb, number=seat.round.number, after=said, undoes=undoes)


def follow_absence(session: Session, ask: Ask, first: date, last: date, status: Literal["away", "waiting"]) -> None:
    """Somebody says that they are away on some days, or are not: so do their open rounds of those days."""
    before = "waiting" if status == "away" else "away"
    for seat in rounds.open_seats(session, ask.actor.workspace_id, ask.actor.user_id, ask.now):
        theirs = seat.entry.status == before and seat.round.status == "open" and first <= seat.round.nominal <= last
        if theirs and (status == "away" or not _is_off(session, ask, seat.round.nominal)):
            stay_out(session, ask, seat, status)


def follow_calendar(session: Session, ask: Ask) -> None:
    """The asker's days are others: so is what their open rounds expect of them."""
    for seat in rounds.open_seats(session, ask.actor.workspace_id, ask.actor.user_id, ask.now):
        status: EntryStatus = "away" if _is_off(session, ask, seat.round.nominal) else "waiting"
        if seat.round.status == "open" and {seat.entry.status, status} == {"away", "waiting"}:
            stay_out(session, ask, seat, status)


def _is_off(session: Session, ask: Ask, day: date) -> bool:
    """Whether this day is free for them for any reason."""
    return days_off.off(session, ask.actor.workspace_id, ask.actor.user_id, day) is not None


def publish(session: Session, ask: Ask, seat: Seat) -> None:
    """Bring everything that tells of an entry up to date, and post what is new."""
    standup, round_, entry = seat.standup, seat.round, seat.entry
    for reader in rules.readers(round_.posting, round_.channel_id, standup.creator_id, round_.roster):
        own = reader if round_.posting == "dm" else ""
        day = rules.day_key(round_.number, own)
        if _belongs(session, seat, day):
            at = {"at": round_.closes_at} if round_.posting == "digest" and round_.status == "open" else {}
            _say(session, ask, seat, day, "rounds.day", reader, **at)
        said = rules.entry_key(round_.number, entry.user_id, own)
        root = {"root": day} if round_.posting == "thread" else {}
        if round_.posting != "digest" and (entry.answered or outbox.latest(session, standup.workspace_id, said)):
            _say(session, ask, seat, said, "rounds.entry", reader, by=entry.user_id, **root)
    for card in outbox.cards(session, standup.workspace_id, seat.subject, entry.user_id):
        if card.purpose in ("standups.prompt", "standups.nudge"):
            outbox.refresh(session, card, ask.stamp.batch, ask.now)


def at_home(ask: Ask, seat: Seat) -> Ask:
    """The same request as if it were made where the round is posted: what comes of it belongs there."""
    return replace(ask, actor=replace(ask.actor, place=seat.home))


def _belongs(session: Session, seat: Seat, day: str) -> bool:
    """Whether the day has a message: from the first answer on in a thread or a digest, else when it is over."""
    begins = seat.entry.answered and seat.round.posting in ("thread", "digest")
    return begins or outbox.latest(session, seat.standup.workspace_id, day) is not None


def _say(session: Session, ask: Ask, seat: Seat, key: str, purpose: str, reader: str, **planned: Any) -> None:
    outbox.say(
        session, seat.standup.workspace_id, key, purpose, seat.subject, reader, ask.now, ask.stamp.batch,
        nominal=str(seat.round.nominal), owner_id=seat.standup.creator_id, **planned,
    )  # fmt: skip


def _raise_blockers(session: Session, ask: Ask, seat: Seat, said_before: Answers) -> Followed:
    """A blocker for each answer that says so; a changed answer is news about it, or a new one when it is over."""
    known, followed = dict(seat.entry.made.get("blockers", {})), Followed()
    for question in seat.questions:
        what = rules.blocked_by(question, seat.entry.answers)
        old = session.get(Blocker, (ask.actor.workspace_id, known.get(question.id, 0)))
        if old and what and not old.is_over:
            followed.updated |= _tell_news(session, ask, seat, question, old, said_before)
        elif what and not (old and what == rules.blocked_by(question, said_before)):
            new = _raise(session, ask, seat, question.id, what)
            known[question.id], followed.raised[new.number] = new.number, reach_for(session, ask, new)
    if followed.raised:
        rounds.change(session, seat.entry, made={**seat.entry.made, "blockers": known})
    return followed


def _raise(session: Session, ask: Ask, seat: Seat, name: str, said: str) -> Blocker:
    what, since = split_since(said, today=local_day(ask.now, ask.actor.zone), now=ask.now, zone=ask.actor.zone)
    answers = seat.entry.answers
    number = str(answers.get(f"{name}-task") or "")
    task = tasks.find(session, ask.actor, int(number), "see") if number.isdecimal() else None
    open_task = task if task and not task.is_over else None
    origin = f"Said in {seat.standup.name}, {seat.round.nominal:%a} {seat.round.nominal.day} {seat.round.nominal:%b}."
    if open_task and seat.is_confidential:
        # The task's own status is for all to see, and would tell them.
        origin, open_task = f"{origin} It holds up {open_task.key}.", None
    rest = "" if len(what) <= WHAT_LIMIT else f"\n{what}"
    new = NewBlocker(
        what=truncate(what, WHAT_LIMIT),
        stuck_id=ask.actor.user_id,
        unblocker_id=str(answers.get(f"{name}-by") or "") or None,
        # What is finished by now is held up by nothing; that is no reason to lose an answer.
        task_numbers=(open_task.number,) if open_task else (),
        note=f"{origin}{rest}",
        stuck_since=rules.day_said(answers.get(f"{name}-since")) or since,
    )
    return open_blocker(session, ask, new)


def _tell_news(
    session: Session, ask: Ask, seat: Seat, question: Question, blocker: Blocker, said_before: Answers
) -> dict[int, Reach | None]:
    """A blocker takes over what the answer says otherwise than before: the words, and who can clear it."""
    what, who = (says(question, seat.entry.answers) for says in (rules.blocked_by, rules.cleared_by))
    news = truncate(what, 1000)
    is_news = what != rules.blocked_by(question, said_before) and news not in (blocker.what, blocker.note)
    is_other = who not in ("", rules.cleared_by(question, said_before), blocker.unblocker_id)
    if is_news:
        blockers.add_note(session, ask.stamp, blocker, news)
        refresh_record(session, ask, blocker)
    asked = ask_another(session, ask, blocker, who) if is_other else None
    return {blocker.number: asked} if is_news or is_other else {}
