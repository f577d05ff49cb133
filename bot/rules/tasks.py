"""Tasks: their lifecycle as a table, and the small values their words are turned into."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args

from bot.rules.errors import AlreadySo, UserError

Status = Literal["open", "doing", "blocked", "done", "dropped"]
Priority = Literal["low", "normal", "high", "urgent"]
Verb = Literal["start", "done", "reopen", "drop", "block", "unblock"]

PRIORITIES: tuple[Priority, ...] = get_args(Priority)
STATUSES: tuple[Status, ...] = get_args(Status)
UNFINISHED: tuple[Status, ...] = ("open", "doing", "blocked")
TITLE_LIMIT = 500
DESCRIPTION_LIMIT = 3000
LABEL_LIMIT = 40
LABELS_LIMIT = 10
HELPERS_LIMIT = 10

MINUTES = {"m": 1, "h": 60, "d": 8 * 60, "w": 5 * 8 * 60}


@dataclass(frozen=True)
class Due:
    """When a task is due: the instant in UTC, the zone it was said in, and whether an hour was named.

    Without an hour the instant is the last second of that day in the zone.
    """

    at: datetime
    zone: str
    timed: bool


@dataclass(frozen=True)
class NewTask:
    """Everything a new task can say for itself."""

    title: str
    description: str = ""
    owner_id: str | None = None
    helper_ids: tuple[str, ...] = ()
    due: Due | None = None
    priority: Priority = "normal"
    labels: tuple[str, ...] = ()
    estimate_minutes: int | None = None
    source_url: str | None = None


@dataclass(frozen=True)
class Filter:
    """Which tasks a list shows; every condition must hold. `words` are in folded case."""

    statuses: tuple[Status, ...] = ("open", "doing", "blocked")
    owner_id: str | None = None
    priority: Priority | None = None
    late: bool = False
    due_before: datetime | None = None
    labels: tuple[str, ...] = ()
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class Move:
    """One step of the lifecycle: where it may start, where it ends, and how we say it happened."""

    starts: frozenset[Status]
    ends: Status
    said: str


MOVES: dict[Verb, Move] = {
    "start": Move(frozenset({"open", "blocked"}), "doing", "Started"),
    "done": Move(frozenset({"open", "doing", "blocked"}), "done", "Done"),
    "reopen": Move(frozenset({"done", "dropped"}), "open", "Reopened"),
    "drop": Move(frozenset({"open", "doing", "blocked"}), "dropped", "Dropped"),
    "block": Move(frozenset({"open", "doing"}), "blocked", "Blocked"),
    "unblock": Move(frozenset({"blocked"}), "open", "Unblocked"),
}

_ALREADY = {
    "open": "is open already",
    "doing": "is being worked on already",
    "blocked": "is marked as blocked already",
    "done": "is done already",
    "dropped": "was dropped already",
}


def key(number: int) -> str:
    """The name people use: `T-12`."""
    return f"T-{number}"


def move(number: int, status: str, verb: Verb, *, by: str | None) -> Status:
    """The status after `verb`.

    Raises:
        AlreadySo: it is there already, or where it is the verb makes no sense; `by` is who put it there.
    """
    step = MOVES[verb]
    if status in step.starts:
        return step.ends
    if status == step.ends:
        raise AlreadySo(f"{key(number)} {_ALREADY[status]}. Nothing changed.", by=by)
    raise AlreadySo(f"{key(number)} {_ALREADY[status]}, so it can't be {_asked(verb)}. {_way(verb, number)}", by=by)


def _asked(verb: Verb) -> str:
    return {"start": "started", "unblock": "unblocked", "block": "blocked"}.get(verb, MOVES[verb].said.lower())


def _way(verb: Verb, number: int) -> str:
    if verb == "unblock":
        return "It is not blocked."
    return f"Reopen it first: `/task reopen {number}`."


def status_of(word: str) -> Status | None:
    """The status a person means by a word, or None."""
    return {
        "open": "open",
        "todo": "open",
        "doing": "doing",
        "started": "doing",
        "wip": "doing",
        "progress": "doing",
        "blocked": "blocked",
        "done": "done",
        "finished": "done",
        "closed": "done",
        "dropped": "dropped",
    }.get(word.lower())  # type: ignore[return-value]


def priority_of(word: str) -> Priority | None:
    """The priority in `!high`, `!h`, `!urgent`..., without its mark; None when it is none."""
    return {
        "low": "low", "l": "low", "normal": "normal", "n": "normal", "medium": "normal", "med": "normal",
        "high": "high", "h": "high", "important": "high", "urgent": "urgent", "u": "urgent", "critical": "urgent",
        "": "high", "!": "urgent", "!!": "urgent",
    }.get(word.lower())  # type: ignore[return-value]  # fmt: skip


def estimate_of(text: str) -> int | None:
    """Minutes of work in `3d`, `4h`, `1.5w`, `90m` or `1d4h` (8 hours a day, 5 days a week); None if it is none."""
    total, number = 0.0, ""
    for char in text.lower().replace(" ", "").replace(",", "."):
        if char.isascii() and (char.isdigit() or char == "."):
            number += char
        elif char in MINUTES and _is_amount(number):
            total, number = total + float(number) * MINUTES[char], ""
        else:
            return None
    whole = not number and 0 < total <= 260 * MINUTES["w"]
    return round(total) if whole else None


def _is_amount(number: str) -> bool:
    return 0 < len(number) <= 6 and number.count(".") <= 1 and number.strip(".") != ""


def estimate_words(minutes: int) -> str:
    """The shortest way to say an amount of work: `3d`, `1d 4h`, `30m`."""
    parts = []
    for unit in ("w", "d", "h", "m"):
        amount, minutes = divmod(minutes, MINUTES[unit])
        if amount:
            parts.append(f"{amount}{unit}")
    return " ".join(parts)


def title_or_refuse(title: str) -> str:
    """A title that says something; anything else gets an explanation."""
    if not title.strip():
        raise UserError("A task needs a title. Try `/task add Ship the beta @ana friday 17:00 !high #launch`.")
    return title.strip()


def labels_or_refuse(labels: tuple[str, ...]) -> tuple[str, ...]:
    """Labels in lower case, each once."""
    seen = tuple(dict.fromkeys(label.lower() for label in labels))
    if len(seen) > LABELS_LIMIT:
        raise UserError(f"That is {len(seen)} labels; a task can have {LABELS_LIMIT}. Please leave some out.")
    for label in seen:
        if len(label) > LABEL_LIMIT:
            raise UserError(f"The label #{label[:20]}… is too long; {LABEL_LIMIT} characters is the most.")
    return seen
