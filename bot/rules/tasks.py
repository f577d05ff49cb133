"""Tasks: their lifecycle as a table, and the small values their words are turned into."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Literal, get_args
from zoneinfo import ZoneInfo

from bot.rules import dates
from bot.rules.calendar import local_day
from bot.rules.errors import Choice, UserError
from bot.rules.estimates import estimate_of
from bot.rules.lifecycle import Lifecycle, Move
from bot.rules.oneline import Find, Line, one_person, read_dated_line, read_line, readable, refuse_strangers
from bot.rules.priority import Priority, priority_of
from bot.rules.text import PHRASE_WORDS, closest, truncate, unescape

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

_KEY = re.compile(r"(?:(?:and|&amp;|\+)\s+)?#?(?:[Tt]-?)?([0-9]{1,9})(?=[\s,;]|$)[\s,;]*")
_KEY_LIKE = re.compile(r"#?(?:[Tt]-?)?-?[0-9]+[,;.]?(?=\s|$)")
_BY = re.compile(r"\s*by(?=\s|$)", re.IGNORECASE)
_DAYS = (
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
    "today", "tomorrow", "yesterday", "midday", "holiday", "birthday", "someday", "weekday",
)  # fmt: skip
_DAY_LIKE = re.compile(r"[a-z]{2,7}(?:day|ady|dya|dai)|to?mm?o[a-z]{2,5}|tom[a-z]{3,5}w")
_MINE = frozenset({"mine", "my", "me"})
_LATE = frozenset({"late", "overdue"})
_FILTER_WORDS = _MINE | _LATE | {"all"}


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


def parse_add(text: str, *, now: datetime, zone: ZoneInfo, find: Find) -> NewTask:
    """The task in `Ship the beta @ana friday 17:00 !high #launch ~3d`.

    Raises:
        UserError: it has no title, several people go by a name in it, or its date can be read in two ways.
    """
    line = read_dated_line(text, find, now=now, zone=zone)
    _ask_about_slip(line)
    title, description = _fitting(title_or_refuse(line.words))
    estimates = line.values("estimate")
    return NewTask(
        title=title,
        description=description,
        owner_id=line.people[0] if line.people else None,
        helper_ids=line.people[1 : HELPERS_LIMIT + 1],
        due=_due(line.when, zone, now, f"task add {line.rest}") if line.when else None,
        priority=_priority(line.values("priority")),
        labels=labels_or_refuse(line.labels()),
        estimate_minutes=estimate_of(estimates[-1]) if estimates else None,
    )


def _ask_about_slip(line: Line) -> None:
    """A day that is nearly spelt right would otherwise stay in the title, and an hour after it would mean today."""
    last = line.words.split()[-1].strip(".,!") if line.words else ""
    near = closest(last, _DAYS) if _DAY_LIKE.fullmatch(last.lower()) else None
    if near is None or last.lower() in _DAYS:
        return
    before, _, after = line.rest.rpartition(last)
    day = f"task add {before.strip()} {after.strip()} {near} {line.phrase}"
    kept = f'task add {before}"{last}"{after} {line.phrase}'
    raise UserError(
        f"Did you mean “{near}” when you wrote “{last}”?",
        choices=(Choice(f"Yes, {near}", " ".join(day.split())), Choice("No, keep it as it is", kept.strip())),
    )


def _fitting(words: str) -> tuple[str, str]:
    """A title that fits; when the words don't, they go whole into the description."""
    if len(words) <= TITLE_LIMIT:
        return words, ""
    return truncate(words, TITLE_LIMIT), words


def _priority(marks: tuple[str, ...]) -> Priority:
    return (priority_of(marks[-1]) if marks else None) or "normal"


def parse_due(text: str, *, now: datetime, zone: ZoneInfo, command: str) -> Due | None:
    """The moment in `friday 17:00`; None for `none`, which clears it. `command` is what a choice would complete.

    Raises:
        UserError: it is no date, lies in the past, or can be read in two ways.
    """
    words = unescape(text).strip()
    if words.lower() in ("none", "never", "clear", "-", "no"):
        return None
    found = dates.parse_due(words, now=now, zone=zone)
    if found is None:
        shown = f"I can't read “{truncate(words, 40)}” as a date. " if words else ""
        raise UserError(f"{shown}When is it due? Try `friday`, `tomorrow 17:00`, `27 Nov`, `in 3 days`, or `none`.")
    return _due(found, zone, now, command)


def _due(found: dates.Reading, zone: ZoneInfo, now: datetime, command: str) -> Due:
    if isinstance(found, dates.Ambiguous):
        choices = (_date_choice(option, zone, now, command) for option in found.options)
        raise UserError(f"{found.why} Which do you mean?", choices=tuple(choices))
    if isinstance(found, dates.Past):
        said = dates.echo(found.due, zone, local_day(now, zone))
        raise UserError(
            f"{said} is in the past. Say a later day, or leave the date out.",
            choices=(Choice("Leave the date out", command),) if command.startswith("task add") else (),
        )
    timed = isinstance(found, dates.Moment) or found.at is not None
    return Due(at=found.moment(zone), zone=zone.key, timed=timed)


def _date_choice(option: dates.Due, zone: ZoneInfo, now: datetime, command: str) -> Choice:
    hour = f" {option.at:%H:%M}" if option.at else ""
    return Choice(dates.echo(option, zone, local_day(now, zone)), f"{command} {option.day.isoformat()}{hour}")


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
    while match := _KEY.match(words):
        numbers.append(int(match[1]))
        words = words[match.end() :]
    return numbers, words


def _not_too_many(numbers: list[int]) -> tuple[int, ...]:
    """Each once."""
    if len(numbers) > KEYS_LIMIT:
        raise UserError(f"That is {len(numbers)} tasks; {KEYS_LIMIT} at once is the most. Nothing changed.")
    return tuple(dict.fromkeys(numbers))


def parse_due_line(text: str, *, now: datetime, zone: ZoneInfo) -> tuple[tuple[int, ...], Due | None]:
    """Which tasks are due when, in `4 27 Nov` or `4 7 friday`: numbers that can begin the date are not keys.

    Raises:
        UserError: no task is named, or there is no date to be read after them.
    """
    keys, rest = parse_keys(text, "due")
    named = text.strip()
    for count in range(1, len(keys) + 1):
        match = _KEY.match(named)
        named = named[match.end() :] if match else named
        if named and dates.parse_due(unescape(named), now=now, zone=zone) is not None:
            keys, rest = keys[:count], named
            break
    command = f"task due {' '.join(map(str, keys))}"
    return keys, parse_due(rest, now=now, zone=zone, command=command)


def parse_person(text: str, find: Find, *, me: str) -> str:
    """The one person a line names; `me` is the asker.

    Raises:
        UserError: nobody is named, or nobody goes by that name.
    """
    return one_person(text, find, me=me, missing="To whom? Mention the person, like `/task assign 4 @ben`.")


def parse_waits(text: str, keys: tuple[int, ...]) -> tuple[tuple[int, ...], str]:
    """The tasks in `by 3 5` that `keys` are to wait for; when it names none, what is in the way instead.

    Raises:
        UserError: the words begin like keys and are none, or there are no words.
    """
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


def parse_filter(text: str, *, me: str, now: datetime, zone: ZoneInfo, find: Find) -> Filter:
    """What to list, in `mine late #launch !high due friday login`.

    Raises:
        UserError: nobody goes by a name in it, or a date in it can't be read.
    """
    line = read_line(text, find)
    refuse_strangers(line)
    words = line.plain.casefold().split()
    until, words = _due_filter(words, now, zone)
    statuses = tuple(status for word in words if (status := status_of(word)))
    priorities = line.values("priority")
    return Filter(
        statuses=STATUSES if "all" in words else statuses or UNFINISHED,
        owner_id=line.people[0] if line.people else me if _MINE.intersection(words) else None,
        priority=_priority(priorities) if priorities else None,
        late=bool(_LATE.intersection(words)),
        due_before=until,
        labels=line.labels(),
        words=tuple(word for word in words if word not in _FILTER_WORDS and not status_of(word)),
    )


def _due_filter(words: list[str], now: datetime, zone: ZoneInfo) -> tuple[datetime | None, list[str]]:
    if "due" not in words:
        return None, words
    at = words.index("due")
    for end in range(min(len(words), at + 1 + PHRASE_WORDS), at + 1, -1):
        found = dates.parse_due(" ".join(words[at + 1 : end]), now=now, zone=zone)
        if isinstance(found, dates.Due):
            return found.moment(zone) + timedelta(seconds=1), words[:at] + words[end:]
    return SOMEDAY, words[:at] + words[at + 1 :]


def from_form(
    values: Mapping[str, Any], *, zone: ZoneInfo, source_url: str | None = None, before: Due | None = None
) -> NewTask:
    """The task a form describes. `before` is its due date until now: a day nobody touched stays in its own zone.

    Raises:
        UserError: with the text to show under each field.
    """
    title = str(values.get("title") or "").strip()
    estimate = str(values.get("estimate") or "").lstrip("~ ")
    day, hour = values.get("due_date"), values.get("due_time")
    problems = {
        "title": "A task needs a title." if not title else "",
        "due_date": "Choose the day too, or clear the time." if hour and not day else "",
        "estimate": "Say it like 3d, 4h or 30m." if estimate and estimate_of(estimate) is None else "",
    }
    try:
        labels = labels_or_refuse(_label_words(str(values.get("labels") or "")))
    except UserError as error:
        problems["labels"] = error.text
    if any(problems.values()):
        raise UserError("Please mend the form.", fields={name: text for name, text in problems.items() if text})
    owner = values.get("owner")
    helpers = tuple(str(helper) for helper in values.get("helpers") or () if helper != owner)
    return NewTask(
        title=truncate(" ".join(title.split()), TITLE_LIMIT),
        description=str(values.get("description") or ""),
        owner_id=str(owner) if owner else None,
        helper_ids=helpers[:HELPERS_LIMIT],
        due=_form_due(str(day), str(hour) if hour else None, zone, before) if day else None,
        priority=priority_of(str(values.get("priority") or "normal")) or "normal",
        labels=labels,
        estimate_minutes=estimate_of(estimate) if estimate else None,
        source_url=source_url,
    )


def _form_due(day: str, hour: str | None, zone: ZoneInfo, before: Due | None) -> Due:
    if before and _shown(before, zone) == (day, hour):
        return before
    try:
        due = dates.Due(date.fromisoformat(day), time.fromisoformat(hour) if hour else None)
    except ValueError:
        raise UserError("Please mend the form.", fields={"due_date": "That is no date I can read."}) from None
    return Due(at=due.moment(zone), zone=zone.key, timed=hour is not None)


def _shown(due: Due, zone: ZoneInfo) -> tuple[str, str | None]:
    """Day and hour as the form shows them: without its seconds, and a day in its own zone."""
    local = due.at.astimezone(zone if due.timed else ZoneInfo(due.zone))
    return f"{local:%Y-%m-%d}", f"{local:%H:%M}" if due.timed else None


def _label_words(text: str) -> tuple[str, ...]:
    return tuple(word.strip("#") for word in text.replace(",", " ").split() if word.strip("#"))


def filter_words(wanted: Filter, query: str) -> str:
    """What a list shows, as its heading."""
    if not query.strip():
        return "Open tasks"
    if wanted == Filter(owner_id=wanted.owner_id) and _MINE.intersection(query.lower().split()):
        return "Your open tasks"
    return f"Tasks: {truncate(readable(query), 60)}"
