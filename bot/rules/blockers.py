"""Blockers: their lifecycle as a table, and the words they are raised with."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Literal, NoReturn
from zoneinfo import ZoneInfo

from bot.rules.calendar import WEEKDAY, weekday_number
from bot.rules.dates import Ambiguous, Due, Past, parse_due
from bot.rules.errors import Choice, UserError
from bot.rules.lifecycle import Lifecycle, Move
from bot.rules.mark_slips import ask_about_slips, people_named
from bot.rules.oneline import KEY_END, Find, introduce, read_line
from bot.rules.priority import Priority, priority_of
from bot.rules.priority_words import marked
from bot.rules.text import escape, says_something, tokens, truncate

Status = Literal["raised", "acknowledged", "resolved", "dismissed"]
Verb = Literal["acknowledge", "resolve", "dismiss", "reopen", "reassign"]

UNRESOLVED: tuple[Status, ...] = ("raised", "acknowledged")
WHAT_LIMIT = 500

_KEY = re.compile(rf"#?(?:[Bb]-?)?([0-9]{{1,9}}){KEY_END}")
_MORE = re.compile(rf"(?:(?:and|&amp;|\+)\s*)?#?(?:[Bb]-?)?([0-9]{{1,9}}){KEY_END}")
_EXPRESSLY = re.compile(r"[0-9][^0-9]*(?:[Bb+&]|and)[^0-9]*[0-9]")
KEYS_LIMIT = 25
_SINCE = re.compile(r"\bsince (?P<when>[^\n,;]{2,30})$", re.IGNORECASE)
_WEEKDAY = re.compile(WEEKDAY)
HALF_A_YEAR = timedelta(days=183)
_TASK = re.compile(r"[Tt]-[0-9]{1,9}[,;:.]?")
NOTE_LIMIT = 1000


@dataclass(frozen=True)
class NewBlocker:
    """What a blocker says: what is in the way, who is stuck, and who could clear it."""

    what: str
    stuck_id: str
    unblocker_id: str | None = None
    task_numbers: tuple[int, ...] = ()
    severity: Priority = "normal"
    source_url: str | None = None
    note: str = ""
    note_by: str | None = None
    stuck_since: date | None = None


@dataclass(frozen=True)
class Filter:
    """Which blockers a list shows; every condition must hold. `words` are in folded case."""

    statuses: tuple[Status, ...] = ("raised", "acknowledged")
    unblocker_id: str | None = None
    words: tuple[str, ...] = ()
    raised_by: str | None = None
    person_id: str | None = None
    priority: Priority | None = None


LIFECYCLE: Lifecycle[Verb] = Lifecycle(
    noun="blocker",
    letter="B",
    already={
        "raised": "is open and nobody has acknowledged it yet",
        "acknowledged": "is acknowledged already",
        "resolved": "is resolved already",
        "dismissed": "was closed as not a blocker already",
    },
    moves={
        "acknowledge": Move(frozenset({"raised"}), "acknowledged", "Acknowledged"),
        "resolve": Move(frozenset({"raised", "acknowledged"}), "resolved", "Resolved"),
        "dismiss": Move(frozenset({"raised", "acknowledged"}), "dismissed", "Closed as not a blocker"),
        "reopen": Move(frozenset({"resolved", "dismissed"}), "raised", "Reopened"),
        # Whoever is asked anew has not acknowledged it.
        "reassign": Move(frozenset({"raised", "acknowledged"}), "raised", "Reassigned"),
    },
    back="reopen",
)


def key(number: int) -> str:
    """The name people use: `B-3`."""
    return LIFECYCLE.key(number)


def note_or_refuse(note: str) -> str:
    """A note that says something and fits; anything else gets an explanation."""
    said = note.strip()
    if not says_something(said):
        raise UserError("An update needs words. Try `/blocker update 2 Ben is back on Monday`.")
    if len(said) > NOTE_LIMIT:
        raise UserError(f"That update is {len(said)} characters; {NOTE_LIMIT} is the most. Please shorten it.")
    return said


def refuse_finished(key: str, number: int) -> UserError:
    """What is over can't be blocked by anything."""
    return UserError(
        f"{key} is finished, so nothing can be in its way. Reopen it first: `/task reopen {number}`, "
        "or raise the blocker without the key."
    )


def from_form(values: Mapping[str, Any], *, stuck_id: str, source_url: str | None) -> NewBlocker:
    """The blocker that a form describes.

    Raises:
        UserError: with the text to show under its field.
    """
    what = " ".join(str(values.get("what") or "").split())
    if not says_something(what):
        raise UserError("Please mend the form.", fields={"what": "Say what is in the way."})
    severity = priority_of(str(values.get("severity") or "")) or "normal"
    asked = values.get("unblocker")
    return NewBlocker(
        truncate(what, WHAT_LIMIT), stuck_id, str(asked) if asked else None, severity=severity, source_url=source_url
    )


def parse_raise(text: str, *, stuck_id: str, find: Find, command: str = "") -> NewBlocker:
    """The blocker in `No access to staging @ben T-4 !high`; with a `command`, its slips are asked about.

    Raises:
        UserError: it says nothing, or nobody goes by a name in it.
    """
    text = marked(text, _TASK)
    line = read_line(text, find, keys=_TASK)
    if command:
        ask_about_slips(text, line, find, command)
    people = [user for user in line.people if user != stuck_id]
    tasks = [int(digits) for key in line.values("key") if (digits := "".join(filter(str.isdecimal, key)))]
    severities = line.values("priority")
    what = line.words
    if not says_something(what):
        raise UserError("What is in your way? Try `/blocker raise No access to staging @ben T-4 !high`.")
    fits = len(what) <= WHAT_LIMIT
    return NewBlocker(
        what=what if fits else truncate(what, WHAT_LIMIT),
        stuck_id=stuck_id,
        unblocker_id=people[0] if people else None,
        task_numbers=tuple(dict.fromkeys(tasks)),
        severity=(priority_of(severities[-1]) if severities else None) or "normal",
        note="" if fits else what,
        note_by=None if fits else stuck_id,
    )


def split_since(text: str, *, today: date, now: datetime, zone: ZoneInfo) -> tuple[str, date | None]:
    """What is in the way, and since which day, in `no access since thursday`; None when it does not say."""
    match = _SINCE.search(text)
    day = _day_past(match["when"], today, now, zone) if match else None
    what = text[: match.start()].rstrip(" ,;:-") if match else ""
    return (what, day) if what and day else (text, None)


def _day_past(words: str, today: date, now: datetime, zone: ZoneInfo) -> date | None:
    """A day that is over, or today; a weekday is the last one of its name."""
    if _WEEKDAY.fullmatch(words.strip().lower()):
        return today - timedelta(days=(today.weekday() - weekday_number(words.strip().lower())) % 7)
    found = parse_due(words, now=now, zone=zone)
    if isinstance(found, Past):
        return found.due.day
    days = [option.day for option in found.options] if isinstance(found, Ambiguous) else []
    days += [found.day] if isinstance(found, Due) else []
    # "12 nov", said in the same month, is not that of next year.
    past = (day - timedelta(days=365 if day > today + HALF_A_YEAR else 0) for day in days)
    return next((day for day in past if day <= today), None)


def parse_key(text: str) -> tuple[int, str]:
    """The blocker named first in a line, `2` or `B-2`, and the words after it.

    Raises:
        UserError: none is named.
    """
    match = _KEY.match(text.strip())
    if match is None:
        raise UserError("Which blocker? Say its key, like `/blocker resolve 2`. `/blocker list` shows the keys.")
    return int(match[1]), text.strip()[match.end() :].strip()


def parse_keys(text: str, *, noted: bool = True) -> tuple[tuple[int, ...], str]:
    """The blockers named first in a line, `6 9` or `B-6, B-9`, each once, and the words after them.

    Where the words are `noted`, a number of its own before others is one of them: `6 2 days late`.

    Raises:
        UserError: none is named, or too many.
    """
    first, said = parse_key(text)
    numbers, rest = [first], said
    while match := _MORE.match(rest):
        numbers.append(int(match[1]))
        rest = rest[match.end() :]
    named = text.strip()[: len(text.strip()) - len(rest)]
    if noted and rest and not _EXPRESSLY.search(named):
        return (first,), said
    if len(numbers) > KEYS_LIMIT:
        raise UserError(f"That is {len(numbers)} blockers; {KEYS_LIMIT} at once is the most. Nothing changed.")
    return tuple(dict.fromkeys(numbers)), rest.strip()


def people_asked(text: str, find: Find, *, stuck_id: str) -> tuple[str, ...]:
    """Everybody a line names besides the one who is stuck."""
    return tuple(user for user in read_line(text, find, keys=_TASK).people if user != stuck_id)


def refuse_several(text: str, find: Find, names: Mapping[str, str]) -> NoReturn:
    """Ask which one of those it names, by user id, clears a blocker; the others stay readable in it.

    Raises:
        UserError: always.
    """
    pieces = [piece for piece in introduce(tokens(text), find)[0] if piece.kind == "user" and piece.value in names]
    choices = []
    for chosen, name in names.items():
        line = text
        for piece in reversed(pieces):
            if piece.value != chosen:
                line = f"{line[: piece.start]}\\@{escape(names[piece.value])}{line[piece.end :]}"
        choices.append(Choice(f"@{name}", f"blocker raise {line}"))
    raise UserError("Who clears it? I ask one person; the others stay in its words.", choices=tuple(choices))


def parse_person(text: str, find: Find, *, me: str, command: str) -> str:
    """The person a line names; `me` is the asker, and `command` what the line follows.

    Raises:
        UserError: nobody is named, or nobody goes by that name.
    """
    missing = "Who can clear it? Mention the person, like `/blocker reassign 2 @cleo`."
    return people_named(text, find, me=me, missing=missing, command=command)[0]


def parse_filter(text: str, *, me: str) -> Filter:
    """What to list, in `mine`, `raised` (by me), `@ben`, `!high`, `resolved`, `all`, or any words."""
    line = read_line(text, Find(_nobody))
    words = [bare for word in line.words.casefold().split() if (bare := word.strip(".,;:!?\"'“”"))]
    severities = [*line.values("priority"), *(word for word in words if word in _SEVERITIES)]
    statuses = _OVER if _CLOSED.intersection(words) else UNRESOLVED
    if "all" in words:
        statuses = UNRESOLVED + _OVER
    known = _MINE | _CLOSED | _SEVERITIES | {"all", "open", "raised"}
    return Filter(
        statuses,
        me if _MINE.intersection(words) else None,
        tuple(word for word in words if word not in known),
        me if "raised" in words else None,
        line.people[0] if line.people else None,
        priority_of(severities[-1]) if severities else None,
    )


def heading(wanted: Filter, *, names: Mapping[str, str]) -> str:
    """Every condition of a list in words; `names` are those of people, by user id."""
    kinds = {UNRESOLVED: "Blockers", _OVER: "Closed blockers"}
    of = f" of {names.get(wanted.person_id, 'somebody')}" if wanted.person_id else ""
    conditions = (
        kinds.get(wanted.statuses, "Blockers, also closed ones") + of,
        "waiting for you" if wanted.unblocker_id else "",
        "raised by you" if wanted.raised_by else "",
        "high or urgent" if wanted.priority == "high" else wanted.priority or "",
        f"with “{' '.join(wanted.words)}”" if wanted.words else "",
        "oldest first",
    )
    return truncate(", ".join(filter(None, conditions)), 140)


def _nobody(name: str) -> None:
    """In a search a name is a word."""


_OVER: tuple[Status, ...] = ("resolved", "dismissed")
_SEVERITIES = frozenset({"high", "urgent"})
_MINE = frozenset({"mine", "my", "me"})
_CLOSED = frozenset({"resolved", "closed", "done", "dismissed"})
