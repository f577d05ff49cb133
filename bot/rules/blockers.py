"""Blockers: their lifecycle as a table."""

from dataclasses import dataclass
from typing import Literal, get_args

from bot.rules.errors import AlreadySo, UserError

Status = Literal["raised", "acknowledged", "resolved", "dismissed"]
Severity = Literal["low", "normal", "high", "urgent"]
Verb = Literal["acknowledge", "resolve", "dismiss", "reopen"]

SEVERITIES: tuple[Severity, ...] = get_args(Severity)
UNRESOLVED: tuple[Status, ...] = ("raised", "acknowledged")
WHAT_LIMIT = 500
NOTE_LIMIT = 1000


@dataclass(frozen=True)
class NewBlocker:
    """What a blocker says: what is in the way, who is stuck, and who could clear it."""

    what: str
    stuck_id: str
    unblocker_id: str | None = None
    task_number: int | None = None
    severity: Severity = "normal"
    source_url: str | None = None
    note: str = ""
    note_by: str | None = None


@dataclass(frozen=True)
class Filter:
    """Which blockers a list shows; every condition must hold. `words` are in folded case."""

    statuses: tuple[Status, ...] = ("raised", "acknowledged")
    unblocker_id: str | None = None
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class Move:
    """One step of the lifecycle: where it may start, where it ends, and how we say it happened."""

    starts: frozenset[Status]
    ends: Status
    said: str


MOVES: dict[Verb, Move] = {
    "acknowledge": Move(frozenset({"raised"}), "acknowledged", "Acknowledged"),
    "resolve": Move(frozenset({"raised", "acknowledged"}), "resolved", "Resolved"),
    "dismiss": Move(frozenset({"raised", "acknowledged"}), "dismissed", "Closed as not a blocker:"),
    "reopen": Move(frozenset({"resolved", "dismissed"}), "raised", "Reopened"),
}

_ALREADY = {
    "raised": "is open and nobody has acknowledged it yet",
    "acknowledged": "is acknowledged already",
    "resolved": "is resolved already",
    "dismissed": "was closed as not a blocker already",
}


def key(number: int) -> str:
    """The name people use: `B-3`."""
    return f"B-{number}"


def move(number: int, status: str, verb: Verb, *, by: str | None) -> Status:
    """The status after `verb`.

    Raises:
        AlreadySo: it is there already, or where it is the verb makes no sense; `by` is who put it there.
    """
    step = MOVES[verb]
    if status in step.starts:
        return step.ends
    again = "" if status in UNRESOLVED else f" If it is back, `/blocker reopen {number}`."
    raise AlreadySo(f"{key(number)} {_ALREADY[status]}. Nothing changed.{again}", by=by)


def note_or_refuse(note: str) -> str:
    """A note that says something and fits; anything else gets an explanation."""
    said = note.strip()
    if not said:
        raise UserError("An update needs words. Try `/blocker update 2 Ben is back on Monday`.")
    if len(said) > NOTE_LIMIT:
        raise UserError(f"That update is {len(said)} characters; {NOTE_LIMIT} is the most. Please shorten it.")
    return said
