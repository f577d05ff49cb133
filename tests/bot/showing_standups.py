"""The views of standups with something to show: whatever people can write in them is `words`."""

from collections.abc import Callable, Sequence
from datetime import time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bot.rules import recurrence
from bot.rules.paging import Page
from bot.rules.people import Actor, Place
from bot.rules.questions import CHOICE_LIMIT
from bot.rules.recurrence import Cadence
from bot.rules.standups import (
    CHOICES_LIMIT,
    NAME_LIMIT,
    QUESTION_LIMIT,
    QUESTIONS_LIMIT,
    Question,
    plain_question,
)
from bot.views import answering, attendance, crowds, less, past_rounds, rounds, standups
from bot.views.blocks import Block, Md, Message
from bot.views.crowds import Known
from bot.views.standups import Outlook
from storage.rounds import Entry, Round, imagined
from storage.standups import Standup
from tests.storage.given import NOW

BERLIN = ZoneInfo("Europe/Berlin")
ANA = Actor("T1", "UANA", "member", BERLIN, Place("C1", "public"))
BATCH = "command:1234567890123.123456789012.0123456789abcdef0123456789abcdef"
DRAFT = "0123456789abcdef"
PARTS = {"UANA": "mandatory", "UBEN": "optional", "UCLEO": "observer"}
KNOWN = {user: Known("Ana <&> " * 40, kind) for user, kind in (("UANA", "guest"), ("UZOE", "stranger"), ("UMAX", ""))}
FULL = {f"U{n}": Known(f"Somebody {n} " * 20, "guest") for n in range(60)}
OUTLOOKS = (
    Outlook(NOW, dict.fromkeys(FULL, "optional"), True, FULL),
    Outlook(NOW, PARTS, True, KNOWN),
    Outlook(None, {}, False),
    Outlook(NOW, {"UANA": "mandatory"}, None),
)
CADENCE = Cadence("week", at=time(9, 30), weekdays=frozenset(range(7)), every=3)

Shown = Message | Block | Md


def standup(words: str, **values: Any) -> Standup:
    """A row as storage gives it."""
    line = " ".join(words.split()) or "Well?"
    choices = tuple(f"{number}{line}"[:CHOICE_LIMIT] for number in range(CHOICES_LIMIT))
    questions = [
        Question("q1", line[:QUESTION_LIMIT], role="blocker", required=True),
        Question("q2", line[:QUESTION_LIMIT], kind="choice", choices=choices, only_if="q1"),
        *(Question(f"q{number}", line[:QUESTION_LIMIT], kind="mood") for number in range(3, QUESTIONS_LIMIT + 1)),
    ]
    defaults = {
        "workspace_id": "T1", "number": 999_999_999, "channel_id": "C1", "channel_kind": "public",
        "creator_id": "UANA", "created_at": NOW - timedelta(days=3), "status_at": NOW, "status_by": "UBEN",
        "name": words[:NAME_LIMIT], "cadence": recurrence.plain(CADENCE), "zone": "Europe/Berlin",
        "questions": [plain_question(question) for question in questions], "members": {"UBEN": "optional"},
    }  # fmt: skip
    return Standup(**{**defaults, **values})


def each(words: str) -> list[Standup]:
    """Running, paused, and without a channel."""
    return [
        standup(words),
        standup(words, status="paused", window_minutes=45, left_ids=("UANA", "UBEN")),
        standup(words, channel_id="", channel_kind="dm", posting="dm", zone="", everyone=False, early=True),
    ]


def round_(words: str, number: int, status: str = "open") -> Round:
    return Round(
        workspace_id="T1", number=number, standup_number=1, nominal=NOW.date() - timedelta(days=number),
        channel_id="C1", channel_kind="public", posting="thread", status=status, roster=PARTS,
        questions=standup(words).questions, opened_at=NOW, closes_at=NOW,
    )  # fmt: skip


def entries(words: str, many: int = 1) -> list[Entry]:
    """An entry of each status, and many answers."""
    said = {f"q{number}": words[:3000] for number in range(1, QUESTIONS_LIMIT + 1)}
    answers: list[dict[str, Any]] = [said, {"q1": [words[:500]] * 20}, {}]
    statuses = ("answered", "waiting", "nothing", "skipped", "away", "unasked")
    return [
        Entry(
            workspace_id="T1", round_number=1, user_id="UBEN", status=status, answers=answers[n % 3], prompt_at=NOW,
            deadline_at=NOW, answered_at=NOW if status == "answered" else None, late=True,
        )
        for n, status in enumerate(statuses * many)
    ]  # fmt: skip


def _created(words: str) -> list[Shown]:
    return [standups.created(row, look, ANA, NOW, BATCH) for row in each(words) for look in OUTLOOKS]


def _listed(words: str) -> list[Shown]:
    rows, next_at = each(words) * 3, {999_999_999: NOW}
    return [
        standups.listing(Page(rows, earlier=True, later=True), next_at, ANA, NOW, query=words[:200]),
        standups.listing(Page(rows[:1], total=1), {999_999_999: None}, ANA, NOW, query=""),
        standups.listing(Page(()), {}, ANA, NOW, query=""),
    ]


def _preview(words: str) -> list[Shown]:
    seat = imagined(standup(words), "UANA", NOW, NOW.date())
    said = rounds.prompt(seat, since="since Thursday", plan=False, again=False, late="", zone=BERLIN, now=NOW)
    return [standups.preview(seat.standup, said, "since Thursday", look) for look in OUTLOOKS]


def _forms(words: str) -> list[Shown]:
    return [standups.new_form(DRAFT), *(standups.new_form(DRAFT, "C1", row.as_new()) for row in each(words))]


def _history(words: str) -> list[Shown]:
    past = [
        round_(words, 1),
        round_(words, 2, "missed"),
        round_(words, 3, "empty"),
        *(round_(words, number) for number in range(4, 11)),
    ]
    return [
        past_rounds.history(standup(words), past, {1: entries(words)}, BERLIN, NOW),
        past_rounds.history(standup(words), (), {}, BERLIN, NOW),
    ]


def _one(words: str) -> list[Shown]:
    return [
        past_rounds.one(standup(words), round_(words, 1), entries(words, many), BERLIN, NOW, with_answers=shown)
        for many, shown in ((2, True), (2, False), (20, True))
    ]


CASES: dict[str, Callable[[str], Sequence[Shown]]] = {
    "standups.created": _created,
    "standups.changed": lambda words: [standups.changed("Saved", standup(words), OUTLOOKS[0], ANA, NOW, BATCH)],
    "crowds.crowd": lambda _: [row for look in OUTLOOKS for row in crowds.crowd(look.parts, look.known)],
    "standups.deleted": lambda words: [standups.deleted(standup(words), BATCH)],
    "standups.shown": lambda words: [
        standups.shown(row, look, ANA, NOW, may_change=True) for row in each(words) for look in OUTLOOKS[:2]
    ],
    "attendance.left": lambda words: [attendance.left(standup(words), BATCH)],
    "attendance.joined": lambda words: [
        attendance.joined(standup(words), at, BERLIN, NOW, BATCH) for at in (NOW, None)
    ],
    "attendance.not_asked": lambda words: [attendance.not_asked(standup(words), left=left) for left in (True, False)],
    "attendance.not_left": lambda words: [attendance.not_left(standup(words), asked=asked) for asked in (True, False)],
    "less.ways": lambda words: [less.ways([standup(words)] * many) for many in (0, 9)],
    "standups.called_off": lambda words: [standups.called_off(standup(words))],
    "standups.started": lambda words: [standups.started(standup(words), 1, NOW, BERLIN, NOW, "command:1.2.3")],
    "standups.missed": lambda words: [
        standups.missed(row, NOW.date(), days, NOW.date() + timedelta(days=days - 1))
        for row in each(words)
        for days in (1, 9)
    ],
    "standups.empty": lambda words: [standups.empty(row) for row in each(words)],
    "standups.listing": _listed,
    "standups.preview": _preview,
    "standups.previewed": lambda _: [standups.previewed()],
    "answering.preview_form": lambda words: [
        answering.preview_form(words[:NAME_LIMIT] or "Daily", standup(words).asks, "since Thursday", DRAFT)
    ],
    "standups.new_form": _forms,
    "standups.edit_form": lambda words: [standups.edit_form(row, DRAFT) for row in each(words)],
    "standups.title": lambda words: [standups.title(standup(words))],
    "standups.details": lambda words: [standups.details(row, OUTLOOKS[0], BERLIN, NOW) for row in each(words)],
    "past_rounds.history": _history,
    "past_rounds.one": _one,
}
