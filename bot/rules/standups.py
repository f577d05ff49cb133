"""Standups: what is asked, of whom, when, and where the answers go."""

from dataclasses import dataclass, field
from typing import Any, Literal

from bot.rules.recurrence import Cadence

Status = Literal["running", "paused"]
Kind = Literal["text", "choice", "number", "yes_no", "mood"]
Role = Literal["done", "plan", "blocker", "mood", "free"]
Part = Literal["mandatory", "optional", "observer"]
Posting = Literal["thread", "digest", "each", "dm"]
EntryStatus = Literal["waiting", "answered", "nothing", "skipped", "away"]

NAME_LIMIT = 60
QUESTIONS_LIMIT = 10
QUESTION_LIMIT = 150
CHOICES_LIMIT = 10
WINDOW_MINUTES = 180


@dataclass(frozen=True)
class Question:
    """One question of a standup.

    Attributes:
        id: short and stable, so that answers outlive a changed wording: `q1`, `q2`.
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


def plain_question(question: Question) -> dict[str, Any]:
    """A question as JSON keeps it."""
    return dict(vars(question)) | {"choices": list(question.choices)}


def question_of(kept: dict[str, Any]) -> Question:
    """A question as it was kept."""
    return Question(**(kept | {"choices": tuple(kept.get("choices") or ())}))


def key(number: int) -> str:
    """The name people use: `S-3`."""
    return f"S-{number}"
