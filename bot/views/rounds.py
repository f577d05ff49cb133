"""Rounds of a standup as people see them: the prompt, the answers, and the message of the day."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from bot.rules import blockers as blocker_rules
from bot.rules import rounds as rules
from bot.rules import tasks as task_rules
from bot.rules.standups import Question
from bot.views.blocks import (
    Block,
    Md,
    Message,
    actions,
    button,
    clip,
    clip_text,
    context,
    dotted,
    fitting,
    lines,
    md,
    menu,
    paragraphs,
    person,
    place,
    section,
    share_of_a_message,
)
from bot.views.history import undo_button
from bot.views.reaching import Reach, hindrance

if TYPE_CHECKING:
    from storage.rounds import Entry, Round, Seat
    from storage.standups import Standup

ONLY_YOU = Md("Only you can see this.")
CARD = "card:round"
NAMES_MOST = 20
# A menu of Slack's holds a hundred choices; nobody reads that many.
TASKS_MOST = 25

_MOODS = dict(rules.MOODS)


def prompt(seat: "Seat", *, since: str, plan: bool, again: bool, late: str, zone: ZoneInfo, now: datetime) -> Message:
    """The question of the day, or what became of it; kept up to date in place. `late` is why it comes late, if so."""
    if seat.entry.status != "waiting":
        return settled(seat)
    count, then = len(seat.questions), f", {since}" if since else ""
    text = lines(
        md("Time for ", title(seat.standup), f": {count} short question{'' if count == 1 else 's'}{then}."),
        md(
            f"Please answer {deadline(seat.entry, zone, now)}.",
            f" (late: {late})" if late else "",
        ),
    )
    return Message(text, (section(text), _choices(seat.round.number, plan=plan, again=again)))


def settled(seat: "Seat") -> Message:
    """What a person said, for themselves, with the ways to change it."""
    entry, value = seat.entry, {"round": seat.round.number}
    head = md(title(seat.standup), f" · {_day(seat.round.nominal)} · ", _STATUS[entry.status], _marks(entry))
    rows = _answers(seat.questions, entry, 4500)
    made = [md("“", clip(line, 200), f"” is {task_rules.key(number)} now.") for line, number in _tasks(entry)[:3]]
    buttons = actions(
        button("Edit" if entry.answered else "Answer after all", "rounds.answer", value),
        button("I'm back", "rounds.back", value) if entry.status == "away" else None,
        _make_tasks(seat),
        block_id=CARD,
    )
    blocks = [*paragraphs([head, *rows]), *([context(*made)] if made else []), buttons]
    return Message(clip_text(lines(head, *rows)), tuple(blocks))


def entry(questions: Sequence[Question], entry: "Entry", names: Mapping[str, str]) -> Message:
    """One person's answers, as the others read them."""
    if not entry.answered:
        text = md(_name(entry.user_id, names), " took this answer back.")
        return Message(text, (section(text),))
    rows = _spoken(questions, entry, names, 4500)
    return Message(clip_text(lines(*rows)), tuple(paragraphs(rows)))


def day(
    standup: "Standup",
    round_: "Round",
    entries: Sequence["Entry"],
    names: Mapping[str, str],
    *,
    now: datetime,
    continued: bool = False,
) -> Message:
    """The one message of a round: how far it is, in the end who answered, and for a digest what they said.

    It is `continued` here when nobody knows where the first one stands.
    """
    answered = [each for each in entries if each.answered]
    head = md(title(standup), f" · {_day(round_.nominal)} · {rules.tally(round_.roster, entries)}")
    closed = round_.status == "closed"
    facts = _wrap_up(standup, round_, entries, names) if closed else _open_yet(standup, round_, entries, names, now)
    rows = [head, *(fact for fact in facts if fact)]
    if continued:
        rows.append(md("It goes on here: I can't tell where today's first message stands."))
    blocks = paragraphs(rows)
    if round_.posting == "digest":
        each_gets = share_of_a_message(len(answered))
        said = [_spoken(round_.asks, each, names, each_gets) for each in answered]
        blocks += [block for spoken in said for block in paragraphs(spoken)]
        rows += [line for spoken in said for line in spoken]
    return Message(clip_text(lines(*rows)), tuple(_cut(blocks)))


def thanks(
    seat: "Seat",
    *,
    edited: bool,
    raised: Mapping[int, Reach | None],
    updated: Mapping[int, Reach | None],
    today: date,
    batch: str,
    shut_out: bool = False,
) -> Message:
    """The answer to an answer: where it can be read, what came of it, and the way back.

    Who is newly asked to clear a blocker that was `raised` or `updated` stands beside its number; `shut_out` says that
    we may not post in its channel just now.
    """
    entry, value = seat.entry, {"round": seat.round.number, "version": seat.entry.version, "batch": batch}
    unasked = [number for number, asked in raised.items() if asked is None]
    keys = ", ".join(blocker_rules.key(number) for number in raised)
    text = lines(
        md("Changed. " if edited else "Thank you. ", _where(seat, shut_out=shut_out)),
        md(f"I raised {keys}", *_told(raised), ".") if raised else None,
        *[_updated(number, asked) for number, asked in updated.items()],
        *[
            hindrance(asked, today, f" `/blocker reassign {number} @name`")
            for number, asked in (*raised.items(), *updated.items())
        ],
        _nobody_asked(unasked),
        md("It is marked as amended, because the deadline has passed.") if edited and entry.amended else None,
        md("It is marked as late, because the deadline has passed.") if entry.late and not edited else None,
    )
    undo = None if edited else button("Undo", "rounds.undo", value)
    edit = button("Edit", "rounds.answer", {"round": seat.round.number})
    waiting = unasked or [number for number, asked in raised.items() if asked and asked.waits]
    elsewhere = [button("Reassign", "blockers.reassign", {"blocker": number}) for number in waiting[:1]]
    return Message(text, (section(text), actions(edit, undo, *elsewhere)), ONLY_YOU)


def _nobody_asked(numbers: Sequence[int]) -> Md | None:
    """That nobody was told of these, and how to ask somebody."""
    if not numbers:
        return None
    rest = " and ".join(f"`/blocker reassign {number} @name`" for number in numbers[1:])
    more = f"; for the others {rest}" if rest else ""
    return md(f"Nobody was asked. Who can clear {blocker_rules.key(numbers[0])}? Press Reassign", more, ".")


def _updated(number: int, asked: Reach | None) -> Md:
    """That a blocker of before says so too, and who is asked to clear it from now on."""
    whose = md(" It is with ", person(asked.user_id), " now.") if asked else ""
    return md(f"{blocker_rules.key(number)} has it as an update.", whose)


def _told(raised: Mapping[int, Reach | None]) -> list[Md]:
    """Who was told of a blocker of theirs, if anybody."""
    named = dict.fromkeys(asked.user_id for asked in raised.values() if asked and not asked.waits)
    return [md(" and told "), Md(", ".join(map(person, named)))] if named else []


def noted(seat: "Seat", batch: str) -> Message:
    """The answer to Skip today and Nothing to report, with the way back."""
    value = {"round": seat.round.number, "version": seat.entry.version, "batch": batch}
    said = (
        md("Noted: you skip ", title(seat.standup), " this time. I won't ask again.")
        if seat.entry.status == "skipped"
        else md("Noted: nothing to report in ", title(seat.standup), ".")
    )
    return Message(said, (section(said), actions(button("Undo", "rounds.undo", value))), ONLY_YOU)


def away(last_day: date, number: int) -> Message:
    """That somebody is away."""
    text = md(f"Noted: you are away until the end of {_day(last_day)}. I won't ask you until then.")
    return Message(text, (section(text), actions(button("I'm back", "rounds.back", {"round": number}))), ONLY_YOU)


def back(seat: "Seat") -> Message:
    """That somebody is here again."""
    return _answerable(seat, md("Welcome back. ", title(seat.standup), " is open to you again."))


def taken_back(seat: "Seat") -> Message:
    """That an answer counts no more; it still fills the form."""
    return _answerable(
        seat, md("Taken back: ", title(seat.standup), ". Nothing is lost: the form still holds what you said.")
    )


def answer_taken_back(seat: "Seat") -> Md:
    """The same, said by Undo."""
    return md("your answer in ", title(seat.standup), ". Nothing is lost: the form still holds what you said.")


def kept(seat: "Seat", still_missing: Sequence[Question]) -> Message:
    """A line that leaves a question open is kept, and the form asks for the rest."""
    question = clip(rules.asked(still_missing[0], "").strip(), 300)
    text = md("I've kept what you said. ", title(seat.standup), " has one more question for you: “", question, "”")
    return _answerable(seat, text)


def snoozed(seat: "Seat", at: datetime | None, zone: ZoneInfo, batch: str = "") -> Message:
    """When the prompt comes again, if it does; `batch` is then the request that saw to it."""
    text = (
        md(f"I'll ask again at {at.astimezone(zone):%H:%M}.")
        if at
        else md(title(seat.standup), " ends too soon for that. Press Answer when you are ready.")
    )
    return Message(text, (section(text, undo_button(batch) if batch else None),), ONLY_YOU)


def woken(seat: "Seat") -> Md:
    """What Undo made of a snooze."""
    return md(title(seat.standup), " is not snoozed any more. Press Answer under its question when you are ready.")


def title(standup: "Standup") -> Md:
    """What a standup is called."""
    return md(Md("*"), clip(standup.name, 300), Md("*"))


def _answerable(seat: "Seat", text: Md) -> Message:
    row = actions(button("Answer", "rounds.answer", {"round": seat.round.number}, style="primary"))
    return Message(text, (section(text), row), ONLY_YOU)


_STATUS = {
    "waiting": "not answered yet",
    "answered": "you answered",
    "nothing": "nothing to report",
    "skipped": "you skip it",
    "away": "you are away",
    "unasked": "I could not ask you in time",
    "left": "you had left",
}


def _choices(number: int, *, plan: bool, again: bool) -> Block:
    value: dict[str, Any] = {"round": number}
    return actions(
        button("Answer", "rounds.answer", value, style="primary"),
        button("Same as planned", "rounds.same", value) if plan else None,
        button("Nothing to report", "rounds.nothing", value),
        button("Skip today", "rounds.skip", value),
        menu("I'm away…", "rounds.away", [(label, {**value, "until": until}) for until, label in rules.AWAY]),
        None if again else button("Snooze 30 min", "rounds.snooze", value),
        block_id=CARD,
    )


def _make_tasks(seat: "Seat") -> Block | None:
    """One click for each line of the plan that is no task yet."""
    taken = seat.entry.made.get("tasks", {})
    plan = rules.plan_of(seat.questions, seat.entry.answers) if seat.entry.answered else []
    choices = [
        (line, {"round": seat.round.number, "line": n}) for n, line in enumerate(plan[:TASKS_MOST]) if line not in taken
    ]
    return menu("Make it a task…", "rounds.task", choices) if choices else None


def _tasks(entry: "Entry") -> list[tuple[str, int]]:
    return list(entry.made.get("tasks", {}).items())


def _where(seat: "Seat", *, shut_out: bool) -> Md:
    round_, entry = seat.round, seat.entry
    if entry.status not in rules.ANSWERED:
        return md("")
    if round_.posting == "dm":
        return md("Your answers go to those who run it, and to nobody else.")
    if shut_out:
        where = place(round_.channel_id)
        return md("I'm not in ", where, " just now: your answers are kept, and I post them when I'm back there.")
    if round_.posting == "digest" and round_.status == "open":
        return md("Your answers will be in ", place(round_.channel_id), " at the deadline.")
    return md("Your answers are in ", place(round_.channel_id), ".")


def deadline(entry: "Entry", zone: ZoneInfo, now: datetime) -> str:
    """Until when somebody is asked to answer: `by 13:00`."""
    at = hour(entry.deadline_at, zone, now)
    return f"soon: the deadline was {at}" if entry.deadline_at < now else f"by {at}"


def hour(at: datetime, zone: ZoneInfo, now: datetime) -> str:
    """An hour, with its day where that is another than today: `13:00`, `Mon 23 Nov, 13:00`."""
    there = at.astimezone(zone)
    today = there.date() == now.astimezone(zone).date()
    return f"{there:%H:%M}" if today else f"{_day(there.date())}, {there:%H:%M}"


def _day(day_: date) -> str:
    return f"{day_:%a} {day_.day} {day_:%b}"


def _marks(entry: "Entry") -> str:
    marks = [word for word, holds in (("late", entry.late), ("amended", entry.amended)) if holds and entry.answered]
    return f" ({', '.join(marks)})" if marks else ""


def _name(user_id: str, names: Mapping[str, str]) -> Md:
    """Somebody by name: a mention would call them, and everybody else who is mentioned, to the channel."""
    return clip(names[user_id], 40) if names.get(user_id) else person(user_id)


def _spoken(questions: Sequence[Question], entry: "Entry", names: Mapping[str, str], room: int) -> list[Md]:
    """What somebody said, with their name, in about so many characters."""
    head = md(Md("*"), _name(entry.user_id, names), Md("*"), _marks(entry))
    if entry.status == "nothing":
        return [md(head, ": nothing to report")]
    return [head, *_answers(questions, entry, room)]


def _answers(questions: Sequence[Question], entry: "Entry", room: int) -> list[Md]:
    if not entry.answered:
        return []
    given = [question for question in questions if entry.answers.get(question.id)]
    most = max(room // max(len(given), 3), 40)
    return [
        lines(
            md(Md("*"), clip(rules.asked(question, ""), min(most, 200)), Md("*")),
            clip(_words(question, entry), most),
            _follow_ups(question, entry),
        )
        for question in given
    ]


def _words(question: Question, entry: "Entry") -> str:
    said = entry.answers[question.id]
    if isinstance(said, list):
        return "\n".join(f"• {line}" for line in said)
    if question.kind == "mood":
        return _MOODS.get(str(said), str(said))
    return str(said).capitalize() if question.kind == "yes_no" else str(said)


def _follow_ups(question: Question, entry: "Entry") -> Md | None:
    if question.role != "blocker":
        return None
    said = entry.answers
    number = entry.made.get("blockers", {}).get(question.id)
    on, by, task = (said.get(f"{question.id}-{part}") for part in ("on", "by", "task"))
    since = rules.day_said(said.get(f"{question.id}-since"))
    return (
        dotted(
            clip(str(on), 200) if on else None,
            md("can be cleared by ", person(str(by))) if by else None,
            md("holds up ", task_rules.key(int(task))) if task else None,
            md("since ", _day(since)) if since else None,
            md(blocker_rules.key(number)) if number else None,
        )
        or None
    )


def _open_yet(
    standup: "Standup", round_: "Round", entries: Sequence["Entry"], names: Mapping[str, str], now: datetime
) -> list[Md | None]:
    """Who has yet to answer, and whose time is over already; counted only, where the team does not want names."""
    missing = [each for each in entries if rules.is_missed(round_.roster, each)]
    of = {
        "still to answer": [each for each in missing if each.deadline_at > now],
        "not answered in time": [each for each in missing if each.deadline_at <= now],
    }
    if standup.names_missing:
        return [_row(label.capitalize(), each, names) for label, each in of.items()]
    return [md(f"{len(each)} {label}") for label, each in of.items() if each]


def _wrap_up(
    standup: "Standup", round_: "Round", entries: Sequence["Entry"], names: Mapping[str, str]
) -> list[Md | None]:
    """Who answered and who did not, by name and in no order of merit."""
    missing = [each for each in entries if rules.is_missed(round_.roster, each)]
    of = {status: [each for each in entries if each.status == status] for status in ("skipped", "away", "unasked")}
    answered = [each for each in entries if each.answered]
    untold = md(f"{len(missing)} did not answer.") if missing else None
    return [
        None if answered else md("Nobody answered this time."),
        _row("Answered", answered, names),
        _row("Not answered yet", missing, names) if standup.names_missing else untold,
        _row("Skipped", of["skipped"], names),
        _row("Away", of["away"], names),
        _row("Not asked in time", of["unasked"], names),
    ]


def _row(label: str, entries: Sequence["Entry"], names: Mapping[str, str]) -> Md | None:
    if not entries:
        return None
    by_name = sorted(entries, key=lambda each: _name(each.user_id, names).casefold())
    shown = [md(_name(each.user_id, names), _marks(each)) for each in by_name[:NAMES_MOST]]
    more = f" and {len(entries) - NAMES_MOST} more" if len(entries) > NAMES_MOST else ""
    return md(f"{label}: ", Md(", ".join(shown)), more)


def _cut(blocks: list[Block]) -> list[Block]:
    """As many blocks as fit into a message, and a word on the rest."""
    shown = fitting(blocks)[:48]
    if len(shown) == len(blocks):
        return shown
    return [*shown, context(md("There is more than fits into one message."))]
