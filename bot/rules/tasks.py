"""Tasks: their lifecycle as a table, and the small values that words are turned into."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal, get_args

from bot.rules.errors import AlreadySo, UserError
from bot.rules.priority import Priority

Status = Literal["open", "doing", "blocked", "done", "dropped"]
Verb = Literal["start", "done", "reopen", "drop", "block", "unblock"]

STATUSES: tuple[Status, ...] = get_args(Status)
UNFINISHED: tuple[Status, ...] = ("open", "doing", "blocked")
TITLE_LIMIT = 500
DESCRIPTION_LIMIT = 3000
LABEL_LIMIT = 40
LABELS_LIMIT = 10
HELPERS_LIMIT = 10
KEYS_LIMIT = 25
# After every due date there can be.
SOMEDAY = datetime(9000, 1, 1, tzinfo=UTC)

KEY = re.compile(r"(?:and\s+)?#?(?:[Tt]-?)?([0-9]{1,9})(?=[\s,;]|$)[\s,;]*")


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
    """Which tasks a list shows; every condition must hold. `words` are in folded case.

    `given_by` is who wrote down what others own; `due_from` is a first moment, `due_before` one just too late.
    """

    statuses: tuple[Status, ...] = ("open", "doing", "blocked")
    owner_id: str | None = None
    priority: Priority | None = None
    late: bool = False
    due_before: datetime | None = None
    labels: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    unowned: bool = False
    given_by: str | None = None
    due_from: datetime | None = None


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
    if verb == "reopen":
        return "There is nothing to reopen."
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


def parse_keys(text: str, verb: str = "done") -> tuple[tuple[int, ...], str]:
    """The tasks named first in a line, `4 7 12` or `T-4, T-7`, each once, and the words after them.

    Raises:
        UserError: none is named, or too many.
    """
    numbers: list[int] = []
    rest = text.strip()
    while match := KEY.match(rest):
        numbers.append(int(match[1]))
        rest = rest[match.end() :]
    if not numbers:
        raise UserError(f"Which task? Say its key, like `/task {verb} 4`. `/task list` shows the keys.")
    if len(numbers) > KEYS_LIMIT:
        raise UserError(f"That is {len(numbers)} tasks; {KEYS_LIMIT} at once is the most. Nothing changed.")
    return tuple(dict.fromkeys(numbers)), rest.strip()


def parse_waits(text: str) -> tuple[int, ...]:
    """The tasks in `by 3 5`; empty when the words say something else."""
    words = text.strip()
    if words.lower().startswith(("by ", "on ", "for ")):
        words = words.split(maxsplit=1)[1]
    found: list[int] = []
    while match := KEY.match(words):
        found.append(int(match[1]))
        words = words[match.end() :]
    return tuple(found) if not words.strip() else ()
