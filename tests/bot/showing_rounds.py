"""The views of a standup's rounds, with something to show."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bot.rules.errors import Choice, UserError
from bot.rules.rounds import ANSWER_LIMIT, Offer, lines_of
from bot.rules.standups import CHOICES_LIMIT, NAME_LIMIT, QUESTION_LIMIT, QUESTIONS_LIMIT, Question, plain_question
from bot.views import answering, nudges, rounds, seats
from bot.views.blocks import Block, Md, Message
from bot.views.errors import sorry
from bot.views.reaching import Reach
from storage.rounds import Entry, Round, Seat
from storage.standups import Standup
from storage.tasks import Task
from tests.storage.given import NOW

BERLIN = ZoneInfo("Europe/Berlin")
BATCH = "command:1234567890123.123456789012.0123456789abcdef0123456789abcdef"
MONDAY = date(2026, 11, 23)
CROWD = 60

Shown = Message | Block | Md


def questions(words: str) -> tuple[Question, ...]:
    """As many as there may be, of every kind, as long as they may be."""
    text = words[:QUESTION_LIMIT] or "?"
    kinds: list[Question] = [
        Question("q1", text, role="done"),
        Question("q2", text, role="plan"),
        Question("q3", text, role="blocker"),
        Question("q4", text, kind="mood", role="mood"),
        Question("q5", text, kind="choice", choices=(text,) * CHOICES_LIMIT, required=True),
        Question("q6", text, kind="yes_no", role="blocker"),
        Question("q7", text, kind="number", only_if="q6"),
    ]
    return (*kinds, *(Question(f"q{n}", text) for n in range(8, QUESTIONS_LIMIT + 1)))


def seat(words: str, status: str = "answered", *, posting: str = "thread", closed: bool = False) -> Seat:
    """Ben's place in a round, everything in it as long as it may be."""
    asked = questions(words)
    long = words[:ANSWER_LIMIT].strip() or "-"
    lines = lines_of(long) or ["-"]
    answers: dict[str, Any] = {question.id: long for question in asked} | {
        "q1": lines,
        "q2": [*lines, "Another"],
        "q4": "good",
    }
    answers |= {"q6": "yes", "q6-on": long, "q6-by": "UBEN", "q6-task": "4", "q6-since": "2026-11-20"}
    standup = Standup(
        workspace_id="T1", number=1, channel_id="C1", channel_kind="public", creator_id="UANA", created_at=NOW,
        status_at=NOW, status_by="UANA", name=words[:NAME_LIMIT] or "Daily", cadence={}, members={}, posting=posting,
        questions=[plain_question(question) for question in asked],
    )  # fmt: skip
    round_ = Round(
        workspace_id="T1", number=1, standup_number=1, nominal=MONDAY, status="closed" if closed else "open",
        channel_id="C1", channel_kind="public", posting=posting, questions=standup.questions,
        roster={"UBEN": "mandatory"}, opened_at=NOW, closes_at=NOW + timedelta(hours=3),
    )  # fmt: skip
    entry = Entry(
        workspace_id="T1", round_number=1, user_id="UBEN", status=status, answers=answers, prompt_at=NOW,
        deadline_at=NOW + timedelta(hours=3), edited_at=NOW + timedelta(hours=4), late=True,
        made={"blockers": {"q3": 999_999_999}, "tasks": {lines[0]: 12}},
    )  # fmt: skip
    return Seat(standup, round_, entry)


def prompts(words: str) -> list[Shown]:
    """The card in every status."""
    return [
        rounds.prompt(
            seat(words, status), since="since Thursday", plan=True, again=False, late=words[:40], zone=BERLIN, now=NOW
        )
        for status in ("waiting", "answered", "nothing", "skipped", "away")
    ]


def nudged(words: str) -> list[Shown]:
    """Of one standup and of many."""
    return [
        nudges.nudge(seat(words, status), BERLIN, NOW, late=True, others=[seat(words)] * others)
        for status in ("waiting", "answered")
        for others in (0, 1, 20)
    ]


def entries(words: str) -> list[Shown]:
    shown = [seat(words, status) for status in ("answered", "nothing", "waiting")]
    return [rounds.entry(each.questions, each.entry, {"UBEN": words[:255]}) for each in shown]


def days(words: str) -> list[Shown]:
    """With one person and with a crowd, while it is open and when it is over, for every way of posting."""
    entries = [seat(words, status).entry for status in ("answered", "waiting", "skipped", "away")]
    rounds_of = [seat(words, posting=how, closed=closed) for how in ("thread", "digest") for closed in (False, True)]
    return [
        rounds.day(
            here.standup, here.round, [each for each in entries for _ in range(crowd)], {"UBEN": words[:255]}, now=NOW
        )
        for here in rounds_of
        for crowd in (0, 1, CROWD)
    ]


def thanks(words: str) -> list[Shown]:
    said = [seat(words, posting=posting) for posting in ("thread", "digest", "dm")]
    away = {number: Reach("UBEN", away_until=NOW.date()) for number in range(1, 11)}
    first = [
        rounds.thanks(each, edited=False, raised=away, updated=away, today=NOW.date(), batch=BATCH) for each in said
    ]
    first.append(
        rounds.thanks(said[0], edited=False, raised={}, updated={}, today=NOW.date(), batch=BATCH, shut_out=True)
    )
    return [*first, rounds.thanks(said[0], edited=True, raised={}, updated={}, today=NOW.date(), batch=BATCH)]


def forms(words: str, tasks: tuple[Task, ...]) -> list[Shown]:
    """The form, empty and as full as it can be."""
    text = words[:ANSWER_LIMIT]
    line = (lines_of(text) or ["-"])[0]
    offer = Offer({f"p{n}": line for n in range(30)}, {f"t{n}": line for n in range(10)})
    asked = questions(words)
    values: dict[str, Any] = {question.id: text for question in asked}
    values |= {"q1-tick0": ["p1", "p2"], "q6-on": text, "q6-by": "UBEN", "q6-task": "1", "q6-since": text, "q7": text}
    known = answering.Known("since Thursday", offer, values, tasks, late=True)
    nothing = answering.Known("since Thursday", Offer({}, {}), {})
    name = words[:NAME_LIMIT] or "Daily"
    return [answering.answer_form(name, asked, each, "0123456789abcdef") for each in (known, nothing)]


CASES: dict[str, Callable[[str], list[Shown]]] = {
    "rounds.prompt": prompts,
    "rounds.settled": lambda words: [rounds.settled(seat(words))],
    "nudges.nudge": nudged,
    "rounds.entry": entries,
    "rounds.day": days,
    "rounds.thanks": thanks,
    "rounds.noted": lambda words: [rounds.noted(seat(words, status), BATCH) for status in ("skipped", "nothing")],
    "rounds.away": lambda _: [rounds.away(MONDAY, 1)],
    "rounds.back": lambda words: [rounds.back(seat(words))],
    "rounds.taken_back": lambda words: [rounds.taken_back(seat(words))],
    "rounds.answer_taken_back": lambda words: [rounds.answer_taken_back(seat(words))],
    "rounds.kept": lambda words: [rounds.kept(seat(words), questions(words))],
    "rounds.snoozed": lambda words: [rounds.snoozed(seat(words), at, BERLIN, "button:1") for at in (NOW, None)],
    "rounds.woken": lambda words: [rounds.woken(seat(words))],
    "nudges.why": lambda words: [nudges.why(seat(words), 2, 30)],
    "nudges.muted": lambda _: [nudges.muted()],
    "rounds.title": lambda words: [rounds.title(seat(words).standup)],
    "rounds.hour": lambda _: [Md(rounds.hour(at, BERLIN, NOW)) for at in (NOW, NOW + timedelta(days=1))],
    "rounds.deadline": lambda words: [Md(rounds.deadline(seat(words).entry, BERLIN, NOW))],
    "seats.which": lambda words: [seats.which([seat(words)] * 7, "0123456789abcdef", BERLIN, NOW)],
    "seats.beside": lambda words: [
        seats.beside(
            seats.offer([seat(words)] * 7, words, "0123456789abcdef", BERLIN, NOW),
            sorry(UserError(words or "No.", choices=(Choice("Open tasks", "task list"),))),
        )
    ],
    "seats.offer": lambda words: [
        seats.offer([seat(words, posting=posting)] * many, words, "0123456789abcdef", BERLIN, NOW)
        for many, posting in ((1, "thread"), (7, "dm"))
    ],
}
