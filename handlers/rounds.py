"""Answering a standup: by form, by a line, by one click; each a function of one transaction."""

from dataclasses import replace
from typing import Any

from sqlmodel import Session

from bot.rules import rounds as rules
from bot.rules import tasks as task_rules
from bot.rules.blockers import parse_raise, split_since
from bot.rules.calendar import add_working_days, local_day
from bot.rules.errors import AlreadySo, Choice, UserError
from bot.rules.oneline import readable
from bot.rules.rounds import Answers, Offer
from bot.rules.spoken import in_parts, spoken
from bot.rules.standups import EntryStatus, Role
from bot.rules.tasks import Filter, NewTask
from bot.rules.text import truncate
from bot.views import answering, nudges
from bot.views import rounds as views
from bot.views import seats as seats_views
from bot.views import tasks as task_views
from bot.views.blocks import Md
from bot.views.errors import sorry
from handlers.asking import Act, Answer, Ask, reads
from handlers.entries import NOUN, Followed, at_home, give, publish, retract, stay_out
from handlers.taking_back import take_back
from storage import absences, attendance, drafts, history, members, outbox, preferences, rounds, tasks, withdrawals
from storage.history import UNDO_WITHIN, Change
from storage.rounds import Seat

_PLANNED_MOST, _FINISHED_MOST, _OWN_TASKS_MOST = 30, 10, 100


def answer_form(session: Session, ask: Ask) -> Answer:
    """The Answer and Edit buttons: all questions, filled with what is known."""
    return _form(session, ask, _seat(session, ask))


def answered(session: Session, ask: Ask) -> Answer:
    """The form came back."""
    seat = _seat(session, ask)
    offer = Offer(ask.context.get("planned", {}), ask.context.get("finished", {}))
    return _give(session, ask, seat, rules.from_form(seat.questions, ask.values, offer))


def typed(session: Session, ask: Ask) -> Answer:
    """The form as it stands, half typed; an older state that comes late is let go."""
    seat = rounds.seat(session, ask.actor.workspace_id, ask.number("round") or 0, ask.actor.user_id)
    at = _seconds(ask.value.get("at")) or ask.now.timestamp()
    if seat and any(ask.values.values()) and at > _seconds(seat.entry.draft.get("at")):
        rounds.keep_draft(session, seat.entry, {"at": at, "values": dict(ask.values)})
    return Answer()


def answer_line(session: Session, ask: Ask) -> Answer:
    """`/standup done: ... plan: ... blocked: ...`, or `Y: ... T: ... B: ...` in a DM; without words, the form."""
    said = rules.parse_line(ask.text) if ask.text else {}
    seats = _open_seats(session, ask)
    if not said:
        return _form(session, ask, seats[0])
    if len(seats) > 1:
        return Answer(
            seats_views.which(seats, ask.draft(session, line=ask.text), ask.actor.zone, ask.now), private=True
        )
    return _answer_by_line(session, ask, seats[0], ask.text)


def stray(error: UserError, session: Session, ask: Ask) -> Answer:
    """Words in our DM that are no command: perhaps an answer, where somebody was asked and has not answered.

    Raises:
        UserError: they were not; `error` says what to do with the words.
    """
    asked = _asked(session, ask)
    if not asked:
        raise error
    return _offered(session, ask, asked)


def perhaps(act: Act, words: str, session: Session, ask: Ask) -> Answer:
    """Words in our DM that begin like a command: where it is refused, or finds nothing, they may be an answer.

    Args:
        act: the command, and `words` those left for it.

    Raises:
        UserError: the command is refused, and no standup waits for an answer.
    """
    asked = [seat for seat in _asked(session, ask) if seat.round.status == "open"]
    if asked and len(spoken(ask.text)) > 1:
        return _offered(session, ask, asked)
    try:
        # What a refused command has done by then is not done.
        with session.begin_nested():
            answer = act.run(session, replace(ask, text=words))
    except AlreadySo:
        raise
    except UserError as error:
        if not asked:
            raise
        return _offered(session, ask, asked, error)
    return _offered(session, ask, asked) if asked and answer.unsure else answer


def _asked(session: Session, ask: Ask) -> list[Seat]:
    """Where the asker was asked, and has not answered."""
    seats = rounds.open_seats(session, ask.actor.workspace_id, ask.actor.user_id, ask.now)
    return [seat for seat in seats if seat.entry.status == "waiting" and seat.entry.prompt_at <= ask.now]


def _offered(session: Session, ask: Ask, asked: list[Seat], refused: UserError | None = None) -> Answer:
    """Their words as an answer, and under it why they are no command, if they look like one."""
    draft = ask.draft(session, line=ask.text, stray=True)
    said = spoken(ask.text)
    line = in_parts(said) if len(said) > 1 else ask.text
    offer = seats_views.offer(asked, readable(line), draft, ask.actor.zone, ask.now)
    return Answer(seats_views.beside(offer, sorry(refused)) if refused else offer, private=True)


def pick(session: Session, ask: Ask) -> Answer:
    """Which of several standups a line was meant for, or that it was an answer at all."""
    kept = _kept(session, ask)
    line = str(kept["line"])
    said = (spoken(line) or rules.free(line)) if kept.get("stray") else None
    return _answer_by_line(session, ask, _seat(session, ask), line, said)


def no_answer(session: Session, ask: Ask) -> Answer:
    """The No button: the words were no answer."""
    line = str(_kept(session, ask)["line"])
    task = Choice("Make it a task", f"task add {line}")
    raise UserError("Then I leave it. `/beat help` shows what else I understand.", choices=(task,))


def _kept(session: Session, ask: Ask) -> dict[str, Any]:
    """What was kept when we asked back."""
    kept = drafts.find(session, ask.actor.workspace_id, ask.actor.user_id, str(ask.value.get("draft", "")))
    if kept is None:
        raise UserError("I don't have your words any more, so nothing was saved. Please say them again.")
    return kept


def same(session: Session, ask: Ask) -> Answer:
    """The Same as planned button: the last plan is done."""
    seat = _seat(session, ask)
    rules.refuse_again(seat.entry.status, "answered")
    before = rounds.last_answered(session, seat)
    plan = rules.plan_of(before.questions, before.entry.answers) if before else []
    return _give(session, ask, seat, rules.as_planned(seat.questions, plan))


def nothing(session: Session, ask: Ask) -> Answer:
    """The Nothing to report button."""
    seat = _seat(session, ask)
    rules.refuse_again(seat.entry.status, "nothing")
    give(session, ask, seat, "nothing", {})
    return Answer(views.noted(seat, ask.stamp.batch), private=True)


def skip(session: Session, ask: Ask) -> Answer:
    """The Skip today button."""
    seat = _seat(session, ask)
    rules.refuse_again(seat.entry.status, "skipped")
    stay_out(session, ask, seat, "skipped")
    return Answer(views.noted(seat, ask.stamp.batch), private=True)


def away(session: Session, ask: Ask) -> Answer:
    """The I'm away menu: an absence, and none of today's standups waits any more."""
    seat = _seat(session, ask)
    rules.refuse_again(seat.entry.status, "away")
    today = local_day(ask.now, ask.actor.zone)
    last_day = rules.away_until(str(ask.value.get("until", "today")), today)
    absences.add(session, ask.stamp, today, last_day)
    _move_all(session, ask, seat, "waiting", "away")
    return Answer(views.away(last_day, seat.round.number), private=True)


def back(session: Session, ask: Ask) -> Answer:
    """The I'm back button."""
    seat = _seat(session, ask)
    absences.end(session, ask.stamp, local_day(ask.now, ask.actor.zone))
    _move_all(session, ask, seat, "away", "waiting")
    return Answer(views.back(seat), private=True)


def snooze(session: Session, ask: Ask) -> Answer:
    """The Snooze button: the prompt comes again, once, if the deadline leaves time for it."""
    seat = _seat(session, ask)
    rules.refuse_again(seat.entry.status, "answered")
    at = ask.now + rules.SNOOZE
    if at >= seat.entry.deadline_at:
        return Answer(views.snoozed(seat, None, ask.actor.zone), private=True)
    key = rules.again_key(seat.standup.number, seat.round.nominal, ask.actor.user_id)
    new = outbox.plan(
        session, ask.actor.workspace_id, key, "standups.prompt", seat.subject, ask.actor.user_id, ask.now,
        at=at, nominal=str(seat.round.nominal), owner_id=seat.standup.creator_id,
    )  # fmt: skip
    if not new:
        raise AlreadySo("You have snoozed this one already, and once is all. Press Answer when you are ready.", by=None)
    history.note(session, ask.stamp, NOUN, "snoozed", number=seat.round.number, after={"message": key})
    return Answer(views.snoozed(seat, at, ask.actor.zone, ask.stamp.batch), private=True)


def wake(session: Session, ask: Ask, change: Change) -> Md:
    """Undo of a snooze: the prompt does not come again, and reminders do.

    Raises:
        UserError: it came already.
    """
    seat = rounds.own_seat(session, ask.actor.workspace_id, change.number, ask.actor.user_id)
    if not withdrawals.forget(session, change.workspace_id, str(change.after["message"])):
        raise UserError("I have asked you again already, so there is nothing to undo.")
    history.note(session, ask.stamp, NOUN, "undo", number=change.number, undoes=change.batch)
    return views.woken(seat)


def undo(session: Session, ask: Ask) -> Answer:
    """The Undo button: an answer is taken back, with the blockers it raised; the form still holds it."""
    seat = _seat(session, ask)
    entry = seat.entry
    if entry.status == "waiting" or entry.version != ask.value.get("version"):
        raise AlreadySo("You have changed it since, so there is nothing to undo. Press Edit instead.", by=None)
    if entry.answered_at is None or ask.now - entry.answered_at > UNDO_WITHIN:
        raise UserError("Undo works for ten minutes, and this is older. Press Edit instead.")
    batch = str(ask.value.get("batch", ""))
    take_back(session, ask, batch)
    retract(session, ask, seat, batch)
    return Answer(views.taken_back(seat), private=True)


def restore(session: Session, ask: Ask, change: Change) -> Md:
    """`/beat undo` of an answer or a Skip.

    Raises:
        UserError: it was changed since, or its round is over.
    """
    seat = rounds.own_seat(session, ask.actor.workspace_id, change.number, ask.actor.user_id)
    rules.refuse_too_late(seat.round.closes_at, ask.now)
    if seat.entry.version != change.after.get("version"):
        raise AlreadySo("You have changed your answer since, so there is nothing to undo. Press Edit instead.", by=None)
    retract(session, ask, seat, change.batch)
    return views.answer_taken_back(seat)


def make_task(session: Session, ask: Ask) -> Answer:
    """The Make it a task menu: a line of the plan becomes a task of theirs, where its answers are read."""
    seat = _seat(session, ask)
    plan, n = rules.plan_of(seat.questions, seat.entry.answers), ask.value.get("line")
    if not isinstance(n, int) or not 0 <= n < len(plan):
        raise UserError("That line is not in your plan any more. Nothing was made.")
    line, made = plan[n], seat.entry.made.get("tasks", {})
    if line in made:
        raise AlreadySo(f"That is {task_rules.key(made[line])} already. Nothing changed.", by=None)
    long = len(line) > task_rules.TITLE_LIMIT
    new = NewTask(truncate(line, task_rules.TITLE_LIMIT), line if long else "", owner_id=ask.actor.user_id)
    home = at_home(ask, seat).actor
    task = tasks.add(session, ask.stamp, home.place, new)
    rounds.change(session, seat.entry, made={**seat.entry.made, "tasks": {**made, line: task.number}})
    publish(session, ask, seat)
    return Answer(task_views.added(task, home, ask.now, ask.stamp.batch), private=True)


def why(session: Session, ask: Ask) -> Answer:
    """The Why did I get this? button."""
    wishes = preferences.of(session, ask.actor.workspace_id, ask.actor.user_id)
    return Answer(nudges.why(_seat(session, ask), wishes.nudges, wishes.nudge_gap_minutes), private=True)


def mute(session: Session, ask: Ask) -> Answer:
    """The No more nudges button."""
    wishes = preferences.of(session, ask.actor.workspace_id, ask.actor.user_id)
    muted = tuple(dict.fromkeys((*wishes.muted, "standups.nudge")))
    preferences.change(session, ask.stamp, wishes, "mute", {"muted": muted})
    return Answer(nudges.muted(), private=True)


def _seat(session: Session, ask: Ask) -> Seat:
    """The asker's place in the round that a button or a form speaks of, while it takes answers."""
    seat = rounds.own_seat(session, ask.actor.workspace_id, ask.number("round") or 0, ask.actor.user_id)
    rules.refuse_too_late(seat.round.closes_at, ask.now)
    if attendance.is_shut_out(session, seat.round, ask.actor.user_id):
        raise UserError(
            "You are not in the channel of this standup any more, and its answers are for those who are. "
            "Nothing changed."
        )
    return seat


def _open_seats(session: Session, ask: Ask) -> list[Seat]:
    """Where a line can be an answer: what waits for one, else what has one."""
    seats = rounds.open_seats(session, ask.actor.workspace_id, ask.actor.user_id, ask.now)
    seats = [seat for seat in seats if not attendance.is_shut_out(session, seat.round, ask.actor.user_id)]
    if not seats:
        raise UserError("No standup is waiting for your answer just now, so I saved nothing.")
    return [seat for seat in seats if not seat.entry.answered] or seats


def _give(session: Session, ask: Ask, seat: Seat, answers: Answers) -> Answer:
    """Take answers; none at all means that there is nothing to report."""
    edited = seat.entry.answered
    status: EntryStatus = "answered" if answers else "nothing"
    changed = not edited or (status, answers) != (seat.entry.status, seat.entry.answers)
    followed = give(session, ask, seat, status, answers) if changed else Followed()
    today = local_day(ask.now, ask.actor.zone)
    shut_out = members.shut_out(session, ask.actor.workspace_id, seat.round.channel_id)
    said = views.thanks(
        seat, edited=edited, raised=followed.raised, updated=followed.updated, today=today, batch=ask.stamp.batch,
        shut_out=shut_out,
    )  # fmt: skip
    return Answer(said, private=True)


def _answer_by_line(session: Session, ask: Ask, seat: Seat, line: str, said: dict[Role, str] | None = None) -> Answer:
    """A line's answers, beside those given before; what the line can't say is asked for in the form."""
    said = said or rules.parse_line(line)
    answers = rules.from_line(seat.questions, said) | _whom_it_names(session, ask, seat, said.get("blocker", ""))
    answers = {**(seat.entry.answers if seat.entry.answered else {}), **answers}
    missing = rules.missing(seat.questions, answers)
    if not missing:
        return _give(session, ask, seat, answers)
    values = rules.to_form(seat.questions, answers, Offer({}, {}))
    rounds.keep_draft(session, seat.entry, {"at": ask.now.timestamp(), "values": values})
    return Answer(views.kept(seat, missing), private=True)


def _whom_it_names(session: Session, ask: Ask, seat: Seat, line: str) -> Answers:
    """Who can clear a blocker and what it holds up, as a line says: `no access @ben T-4`."""
    question = next((each for each in seat.questions if each.role == "blocker"), None)
    if question is None or question.kind not in ("text", "yes_no") or rules.is_nothing(line):
        return {}
    line, since = split_since(line, today=local_day(ask.now, ask.actor.zone), now=ask.now, zone=ask.actor.zone)
    new = parse_raise(line, stuck_id=ask.actor.user_id, find=ask.find(session))
    task = str(next(iter(new.task_numbers), ""))
    named = {"by": new.unblocker_id, "task": task, "since": since.isoformat() if since else ""}
    what = question.id if question.kind == "text" else f"{question.id}-on"
    return {what: new.note or new.what} | {f"{question.id}-{part}": value for part, value in named.items() if value}


def _form(session: Session, ask: Ask, seat: Seat) -> Answer:
    known = _known(session, ask, seat)
    offered = {"planned": dict(known.offer.planned), "finished": dict(known.offer.finished)}
    draft = ask.draft(session, round=seat.round.number, **offered)
    return Answer(form=answering.answer_form(seat.standup.name, seat.questions, known, draft))


def _known(session: Session, ask: Ask, seat: Seat) -> answering.Known:
    before = rounds.last_answered(session, seat)
    offer = _offer(session, seat, before)
    own = Filter(owner_id=ask.actor.user_id)
    return answering.Known(
        since=rules.since_words(before.round.nominal if before else None, seat.round.nominal),
        offer=offer,
        values=_values(seat, offer),
        tasks=tasks.page(session, at_home(ask, seat).actor, own, None, _OWN_TASKS_MOST, ask.now).rows,
        late=seat.entry.answered and ask.now > seat.entry.deadline_at,
    )


def _offer(session: Session, seat: Seat, before: Seat | None) -> Offer:
    """The last plan, and what was finished since where those who read the answers may see it."""
    plan = rules.plan_of(before.questions, before.entry.answers) if before else []
    days = seat.round.nominal - add_working_days(seat.round.nominal, -1)
    since = before.entry.answered_at if before and before.entry.answered_at else seat.entry.prompt_at - days
    workspace_id, user_id = seat.entry.workspace_id, seat.entry.user_id
    done = tasks.finished_since(session, workspace_id, user_id, since, seat.home.channel_id, _FINISHED_MOST)
    finished = {f"t{task.number}": f"{task_rules.key(task.number)} {task.title}" for task in done}
    return Offer({f"p{n}": line for n, line in enumerate(plan[:_PLANNED_MOST])}, finished)


def _values(seat: Seat, offer: Offer) -> dict[str, Any]:
    """What the form begins with: what was half typed last, else what was answered, else what was finished."""
    entry = seat.entry
    said_at = max((at.timestamp() for at in (entry.answered_at, entry.edited_at) if at), default=0.0)
    if _seconds(entry.draft.get("at")) > said_at:
        return dict(entry.draft["values"])
    if entry.answers:
        return rules.to_form(seat.questions, entry.answers, offer)
    done = (question for question in seat.questions if rules.is_list(question) and question.role == "done")
    return {f"{question.id}-tick": list(offer.finished) for question in done}


def _move_all(session: Session, ask: Ask, seat: Seat, before: EntryStatus, after: EntryStatus) -> None:
    """Move this entry, and every other one of theirs in an open round that is as it was."""
    others = rounds.open_seats(session, ask.actor.workspace_id, ask.actor.user_id, ask.now)
    for each in {other.round.number: other for other in (*others, seat)}.values():
        if each.entry.status == before or (each.round.number == seat.round.number and not each.entry.answered):
            stay_out(session, ask, each, after)


def _seconds(moment: object) -> float:
    """A moment as Slack writes it, `1790000000.000100`; 0 for anything else."""
    try:
        return float(str(moment or 0))
    except ValueError:
        return 0.0


BUTTONS = {
    "rounds.answer": Act(answer_form),
    "rounds.same": Act(same),
    "rounds.nothing": Act(nothing),
    "rounds.skip": Act(skip),
    "rounds.away": Act(away),
    "rounds.back": Act(back),
    "rounds.snooze": Act(snooze),
    "rounds.undo": Act(undo),
    "rounds.task": Act(make_task),
    "rounds.why": reads(why),
    "rounds.mute": Act(mute),
    "rounds.pick": Act(pick),
    "rounds.no": Act(no_answer),
}
FORMS = {"rounds.answer": Act(answered)}
TYPING = {"rounds.answer": Act(typed, repeatable=True)}
