"""Standups: what is asked, of whom, when, and where the answers go."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from bot.rules.errors import Choice, UserError
from bot.rules.lifecycle import Lifecycle, Move
from bot.rules.recurrence import Cadence

Status = Literal["running", "paused"]
Verb = Literal["pause", "resume"]
Kind = Literal["text", "choice", "number", "yes_no", "mood"]
Role = Literal["done", "plan", "blocker", "mood", "free"]
Part = Literal["mandatory", "optional", "observer"]
Posting = Literal["thread", "digest", "each", "dm"]
EntryStatus = Literal["waiting", "answered", "nothing", "skipped", "away", "unasked", "left"]

PARTS: tuple[Part, ...] = ("mandatory", "optional", "observer")
POSTINGS: tuple[Posting, ...] = ("thread", "digest", "each", "dm")
NAME_LIMIT = 60
MEMBERS_LIMIT = 100
WINDOW_MINUTES = 180
WINDOWS = (30, 60, 120, 180, 240, 480)
QUESTIONS_LIMIT = 10
QUESTION_LIMIT = 150
CHOICES_LIMIT = 10


@dataclass(frozen=True)
class Question:
    """One question of a standup.

    Attributes:
        id: short, and its own for ever: answers are known by it.
        role: what the answer means to the rest of the coordination.
        only_if: the id of the question that must have been answered (a yes, or any words) for this one to be asked.
    """

    id: str
    text: str
    kind: Kind = "text"
    role: Role = "free"
    required: bool = False
    choices: tuple[str, ...] = ()
    only_if: str | None = None


DEFAULT_QUESTIONS = (
    Question("q1", "What did you finish {since}?", role="done"),
    Question("q2", "What will you do until next time?", role="plan"),
    Question("q3", "Is anything in your way?", role="blocker"),
)


@dataclass(frozen=True)
class NewStandup:
    """Everything a standup is set up with.

    Attributes:
        zone: whose wall time counts: an IANA name, or "" for each person's own.
        window_minutes: from somebody's prompt to their deadline.
        everyone: everybody in the channel takes part; `members` says who else, and who in another part.
        early: it may be answered from the evening before.
        names_missing: the wrap-up says who has not answered.
    """

    name: str
    cadence: Cadence
    zone: str = ""
    window_minutes: int = WINDOW_MINUTES
    posting: Posting = "thread"
    questions: tuple[Question, ...] = DEFAULT_QUESTIONS
    everyone: bool = True
    members: dict[str, Part] = field(default_factory=dict)
    early: bool = False
    names_missing: bool = True


LIFECYCLE: Lifecycle[Verb] = Lifecycle(
    noun="standup",
    letter="S",
    already={"running": "is running already", "paused": "is paused already"},
    moves={
        "pause": Move(frozenset({"running"}), "paused", "Paused"),
        "resume": Move(frozenset({"paused"}), "running", "Running again"),
    },
    back="resume",
)


def key(number: int) -> str:
    """The name people use: `S-3`."""
    return LIFECYCLE.key(number)


def parse_key(text: str, verb: str) -> int:
    """The standup that a line names: `2`, `S-2`, also behind the word "now".

    Raises:
        UserError: none is named.
    """
    words = [word for word in text.lower().replace("#", "").split() if word != "now"]
    digits = words[0].removeprefix("s-").removeprefix("s").rstrip(",;:.") if words else ""
    if not digits.isdecimal() or not digits.isascii() or len(digits) > 9:
        raise UserError(
            f"Which standup? Say its key, like `/standup {verb} 2`. `/standup list` shows the keys.",
            choices=(Choice("/standup list", "standup list"),),
        )
    return int(digits)


def roster(
    everyone: bool, members: Mapping[str, str], in_channel: Iterable[str], kinds: Mapping[str, str]
) -> dict[str, Part]:
    """Who takes part, and how: those in the channel if everyone does, and those chosen.

    Bots, leavers and other companies' people never do. Of those in the channel only whom we know as one of ours.
    """
    here: dict[str, Part] = {}
    if everyone:
        here = {user: "mandatory" for user in sorted(in_channel) if kinds.get(user) in ("member", "guest")}
    named: dict[str, Part] = {user: part for part in PARTS for user in members if members[user] == part}
    return here | {user: part for user, part in named.items() if kinds.get(user, "member") in ("member", "guest")}


def plain_question(question: Question) -> dict[str, Any]:
    """A question as JSON keeps it."""
    return dict(vars(question)) | {"choices": list(question.choices)}


def question_of(kept: dict[str, Any]) -> Question:
    """A question as it was kept."""
    return Question(**(kept | {"choices": tuple(kept.get("choices") or ())}))
