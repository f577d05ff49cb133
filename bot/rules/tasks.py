"""Tasks: their lifecycle as a table, and the small values that words are turned into."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal, get_args

from bot.rules.errors import Choice, UserError
from bot.rules.lifecycle import Lifecycle, Move
from bot.rules.oneline import readable
from bot.rules.priority import Priority
from bot.rules.text import truncate

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
KEYS_SHOWN = 5
# After every due date there can be.
SOMEDAY = datetime(9000, 1, 1, tzinfo=UTC)

KEY = re.compile(
    r"(?:(?:and|&amp;|\+)\s+)?#?(?:[Tt]-?)?([0-9]{1,9})(?=[\s,;]|[:.!?]+(?:\s|$)|$)(?:[.!?]+(?=\s|$))?[\s,;:]*"
)
_KEY_LIKE = re.compile(r"#?(?:[Tt]-?)?-?[0-9]+[,;.]?(?=\s|$)")
_BY = re.compile(r"\s*by(?=\s|$)", re.IGNORECASE)
_UNTIL = re.compile(
    r"(?:(?:waits?|waiting|depends)\s+)?(?:by|on|for|until|till)\s+(?P<keys>.+?)"
    r"(?:\s+(?:is|are)\s+(?:done|finished|closed|ready))?[\s.!]*",
    re.IGNORECASE,
)


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

    `given_by` is who wrote down what others own; `due_from` is a first moment, `due_before` one just too late, and so
    are `finished_from` and `finished_before` for those that are over.
    `priority` "high" means urgent ones too. `channels` are mentions of channels, by id: their label or their tasks.
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
    finished_from: datetime | None = None
    finished_before: datetime | None = None
    undated: bool = False
    channel_id: str | None = None
    channels: tuple[tuple[str, str], ...] = ()


LIFECYCLE: Lifecycle[Verb] = Lifecycle(
    noun="task",
    letter="T",
    already={
        "open": "is open already",
        "doing": "is being worked on already",
        "blocked": "is marked as blocked already",
        "done": "is done already",
        "dropped": "was dropped already",
    },
    moves={
        "start": Move(frozenset({"open", "blocked"}), "doing", "Started"),
        "done": Move(frozenset({"open", "doing", "blocked"}), "done", "Done"),
        "reopen": Move(frozenset({"done", "dropped"}), "open", "Reopened"),
        "drop": Move(frozenset({"open", "doing", "blocked"}), "dropped", "Dropped"),
        "block": Move(frozenset({"open", "doing"}), "blocked", "Blocked"),
        "unblock": Move(frozenset({"blocked"}), "open", "Unblocked"),
    },
    back="reopen",
)


def key(number: int) -> str:
    """The name people use: `T-12`."""
    return LIFECYCLE.key(number)


def keys(numbers: Sequence[int] | Sequence[str]) -> str:
    """Several of them: `T-3, T-5`; of very many only the first."""
    named = ", ".join(key(int(number)) for number in numbers[:KEYS_SHOWN])
    return f"{named} and {len(numbers) - KEYS_SHOWN} more" if len(numbers) > KEYS_SHOWN else named


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
    numbers, rest = _leading_keys(text.strip())
    if not numbers:
        raise UserError(f"Which task? Say its key, like `/task {verb} 4`. `/task list` shows the keys.")
    return _not_too_many(numbers), rest.strip()


def _leading_keys(words: str) -> tuple[list[int], str]:
    numbers: list[int] = []
    while match := KEY.match(words):
        numbers.append(int(match[1]))
        words = words[match.end() :]
    return numbers, words


def _nothing_but_keys(words: str) -> list[int]:
    numbers, rest = _leading_keys(words)
    return [] if rest.strip() else numbers


def _not_too_many(numbers: list[int]) -> tuple[int, ...]:
    """Each once."""
    if len(numbers) > KEYS_LIMIT:
        raise UserError(f"That is {len(numbers)} tasks; {KEYS_LIMIT} at once is the most. Nothing changed.")
    return tuple(dict.fromkeys(numbers))


def parse_waits(text: str, keys: tuple[int, ...]) -> tuple[tuple[int, ...], str]:
    """The tasks in `by 3 5` that `keys` are to wait for; when it names none, what is in the way instead.

    Raises:
        UserError: the words begin like keys and are none, or there are no words.
    """
    if (until := _UNTIL.fullmatch(text.strip())) and (others := _nothing_but_keys(until["keys"])):
        return _not_too_many(others), ""
    by = _BY.match(text)
    words = text[by.end() :].strip() if by else text.strip()
    numbers, rest = _leading_keys(words.rstrip(" .!"))
    if numbers and not rest.strip():
        return _not_too_many(numbers), ""
    if not words:
        raise UserError(f"Blocked by what? {_ways_to_block(keys)}", choices=_blocked_by(keys[:-1], keys[-1:]))
    if _begins_like_keys(words, by=by is not None):
        unread = truncate(readable(rest or words), 40)
        raise UserError(
            f"I can't read “{unread}” as keys of tasks, so nothing changed. {_ways_to_block(keys)}",
            choices=_blocked_by(keys, tuple(numbers[:KEYS_SHOWN])),
        )
    return (), words


def _begins_like_keys(words: str, *, by: bool) -> bool:
    """After `by`, what begins with a number was meant as a key; else only when there is nothing but numbers."""
    if by:
        return _KEY_LIKE.match(words) is not None
    return all(map(_KEY_LIKE.fullmatch, words.split()))


def _ways_to_block(waiting: tuple[int, ...]) -> str:
    command = f"/task block {' '.join(map(str, waiting))}"
    other = 3 if 3 not in waiting else max(waiting) + 1
    return f"Name the tasks, like `{command} by {other}`, or say what is in the way: `{command} no test data @ben`."


def _blocked_by(waiting: tuple[int, ...], others: tuple[int, ...]) -> tuple[Choice, ...]:
    """What may have been meant: `block 6 7` that T-6 waits for T-7."""
    if not waiting or not others:
        return ()
    command = f"task block {' '.join(map(str, waiting))} by {' '.join(map(str, others))}"
    return (Choice(f"Blocked by {keys(others)}", command),)


def need_not_wait(number: int, other: int, status: str) -> str:
    """Why a task can't wait for one that is over."""
    return f"{key(other)} {LIFECYCLE.already[status]}, so {key(number)} need not wait for it. Nothing changed."
