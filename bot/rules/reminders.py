"""Reminders: whom, of what and when, in the words people use for it, and what one occurrence can come to."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any, Literal, TypeAlias
from zoneinfo import ZoneInfo

from bot.rules import calendar, dates, recurrence
from bot.rules.dated_titles import split_due
from bot.rules.dates import Ambiguous, Due, Moment, Past
from bot.rules.errors import Choice, UserError
from bot.rules.lifecycle import Lifecycle, Move
from bot.rules.oneline import Find, readable
from bot.rules.recurrence import Cadence
from bot.rules.text import PHRASE_LIMIT, PHRASE_WORDS, Token, tokens, truncate, unescape

Status = Literal["active", "declined", "deleted"]
Outcome = Literal["done", "snoozed", "moved"]
When: TypeAlias = Cadence | Moment
Readable: TypeAlias = When | Ambiguous[Cadence] | Past

WHAT_LIMIT = 1000
WHEN_LIMIT = 120
CATCH_UP = 50
DAY = timedelta(days=1)
EXAMPLE = "`/beat remind me to call Bob tomorrow 17:00`"

# The ways to say when that a form offers; the words are read like anybody's.
QUICK = (
    ("in 20 minutes", "In 20 minutes"),
    ("in 1 hour", "In 1 hour"),
    ("in 3 hours", "In 3 hours"),
    ("tomorrow 9:00", "Tomorrow at 9:00"),
    ("next monday", "Next Monday at 9:00"),
)
SNOOZES = {"15m": "in 15 minutes", "1h": "in 1 hour", "tomorrow": "tomorrow 9:00"}

LIFECYCLE: Lifecycle[str] = Lifecycle(
    noun="reminder",
    letter="R",
    already={"active": "is set already", "declined": "is stopped already", "deleted": "is deleted already"},
    moves={
        "delete": Move(frozenset({"active"}), "deleted", "Deleted"),
        "decline": Move(frozenset({"active"}), "declined", "Stopped"),
        "edit": Move(frozenset({"declined", "deleted"}), "active", "Saved"),
    },
    back="edit",
)

_KEY = re.compile(r"#?(?:[Rr]-?)?([0-9]{1,9})(?=[\s,;:]|$)[\s,;:]*")
# Of the Unix epoch, as Slack sends a moment.
_SECONDS = re.compile(r"[0-9]{10}")
_ME = frozenset({"me", "myself"})
_OPENING = re.compile(r"(?:to|about|that)\s+", re.IGNORECASE)
_HINGE = re.compile(r"\s+(?:to|about|that)\s+", re.IGNORECASE)
_SURELY_WHEN = re.compile(r"(?:at|in|@)\b", re.IGNORECASE)
_LATER_TODAY = (time(12), time(15), time(18), time(21))


@dataclass(frozen=True)
class Whom:
    """Whom a reminder is for: the id of a person or a channel, and the word it was said by."""

    id: str
    said: str

    @property
    def is_channel(self) -> bool:
        """Whether it is for everybody in a channel."""
        return is_channel(self.id)


@dataclass(frozen=True)
class Occurrence:
    """One time that a reminder comes.

    Attributes:
        nominal: the wall time it stands for, whatever the clocks did: "2026-11-24T09:00".
        round: 0, and one more each time it is snoozed.
    """

    number: int
    nominal: str
    round: int = 0

    @property
    def key(self) -> str:
        """What its message is planned under, once."""
        again = f":{self.round}" if self.round else ""
        return f"reminder:{self.number}:{self.nominal}{again}"


def is_channel(recipient: str) -> bool:
    """Whether an id is a channel's and not a person's."""
    return not recipient.startswith(("U", "W"))


def parse_key(text: str) -> tuple[int, str]:
    """The reminder named first in a line, and the words after it.

    Raises:
        UserError: none is named.
    """
    match = _KEY.match(text.strip())
    if not match:
        raise UserError("Which reminder? Say its key, like `/beat remind edit R-3`. `/beat reminders` shows the keys.")
    return int(match[1]), text.strip()[match.end() :]


def parse_whom(text: str, find: Find, *, me: str) -> tuple[Whom, str]:
    """Whom a line is for, and the words after that.

    Raises:
        UserError: it begins with nobody we know.
    """
    pieces = tokens(text)
    if not pieces:
        raise UserError(f"Whom shall I remind, of what, and when? Try {EXAMPLE}.")
    first = pieces[0]
    rest = text[first.end :].lstrip(" ,:")
    user_id = _person(first, find, me)
    if user_id:
        return Whom(user_id, first.raw), rest
    if first.kind == "channel":
        return Whom(first.value, first.raw), rest
    raise _nobody(first, text)


def _person(first: Token, find: Find, me: str) -> str | None:
    if first.kind == "user":
        return first.value
    if first.kind == "name":
        return find(first.value)
    return me if first.value.lower() in _ME else None


def _nobody(first: Token, text: str) -> UserError:
    shown = truncate(unescape(first.raw), 40)
    if first.kind == "label":
        return UserError(f"Which channel is {shown}? Pick it from the list that Slack shows after #.")
    if first.kind == "name":
        return UserError(
            f"I don't know anybody called {shown}. Pick the person from the list that Slack shows after @."
        )
    return UserError(
        f"I don't know whom “{shown}” means. Say `me`, mention a person or a #channel, then what and when: {EXAMPLE}.",
        choices=(Choice("Remind me", f"remind me {text}"),),
    )


def parse_request(text: str, whom: str, *, now: datetime, zone: ZoneInfo) -> tuple[str, When]:
    """Of what, and when, in `to call Bob tomorrow 17:00` or `tomorrow 17:00 to call Bob`.

    Args:
        whom: the word they were named by, for commands offered instead.
        zone: of whoever it is for.

    Raises:
        UserError: one of the two is missing, or the time can be read in two ways; ways on are offered.
    """
    body, found = _split(text, whom, now, zone)
    what = what_or_refuse(readable(body))
    return what, settle(found, f"remind {whom} {{}} to {body.strip()}", now=now, zone=zone)


def parse_edit(text: str, what: str, command: str, *, now: datetime, zone: ZoneInfo) -> tuple[str, When]:
    """What and when from now on, in `friday 15:00` or `to call Bob friday 15:00`; without words it stays `what`.

    Raises:
        UserError: there is no time in it, or it can be read in two ways.
    """
    if read_when(text, now=now, zone=zone):
        return what, parse_when(text, f"{command} {{}}", now=now, zone=zone)
    opening = _OPENING.match(text)
    body = text[opening.end() :] if opening else text
    for start in _word_starts(body):
        found = read_when(body[start:], now=now, zone=zone)
        if found:
            words = body[:start].strip()
            return what_or_refuse(readable(words)), settle(found, f"{command} {words} {{}}", now=now, zone=zone)
    return what, parse_when(text, f"{command} {{}}", now=now, zone=zone)


def _split(text: str, whom: str, now: datetime, zone: ZoneInfo) -> tuple[str, Readable]:
    opening = _OPENING.match(text)
    body = text[opening.end() :] if opening else text
    found = None if opening else _time_first(text, now, zone)
    found = found or _time_last(body, whom, now, zone)
    if found is None:
        what_or_refuse(readable(body))
        raise _when_missing(f"remind {whom} {{}} to {body.strip()}")
    return found


def _time_first(text: str, now: datetime, zone: ZoneInfo) -> tuple[str, Readable] | None:
    """`every monday to friday at 9:30 to stretch`: the time may itself hold a "to"."""
    hinges = [hinge for hinge in _HINGE.finditer(text) if hinge.start() <= PHRASE_LIMIT]
    for hinge in reversed(hinges):
        found = read_when(text[: hinge.start()], now=now, zone=zone)
        if found:
            return text[hinge.end() :], found
    return None


def _time_last(body: str, whom: str, now: datetime, zone: ZoneInfo) -> tuple[str, Readable] | None:
    for start in _word_starts(body):
        said = body[start:]
        found = read_when(said, now=now, zone=zone)
        if found:
            before = body[:start].rstrip(" \t\n,;:-–—")
            if not _meant(before, said, found, now, zone):
                raise _confirm(before, said, whom)
            return before, found
    return None


def _meant(before: str, said: str, found: Readable, now: datetime, zone: ZoneInfo) -> bool:
    """Whether the last words say when, and do not belong to the words before: "the notes from friday"."""
    options = found.options if isinstance(found, Ambiguous) else (found,)
    recurs = any(isinstance(option, Cadence) and option.unit != "once" for option in options)
    return recurs or bool(_SURELY_WHEN.match(said)) or split_due(f"{before} {said}", now=now, zone=zone)[2] != ""


def _confirm(before: str, said: str, whom: str) -> UserError:
    shown = readable(said)
    return UserError(
        f"Is “{shown}” the time, or does it belong to what I should say?",
        choices=(
            Choice(f"Remind {shown}", f"remind {whom} {said} to {before}"),
            Choice("Another time: in 1 hour", f"remind {whom} in 1 hour to {before} {said}"),
            Choice("Another time: tomorrow 9:00", f"remind {whom} tomorrow 9:00 to {before} {said}"),
        ),
    )


def _when_missing(command: str) -> UserError:
    choices = tuple(Choice(label, command.format(words)) for words, label in QUICK[1:])
    return UserError("When shall I say it? Choose, or type it again with a time at the end.", choices=choices)


def _word_starts(text: str) -> list[int]:
    """Where the last words of a text start, as many as a time can have; the longest way to the end first."""
    start = max(0, len(text) - PHRASE_LIMIT)
    return [start + word.start() for word in re.finditer(r"(?<!\S)\S+", text[start:])][-PHRASE_WORDS:]


def what_or_refuse(what: str) -> str:
    """Words that say something.

    Raises:
        UserError: there are none, or too many.
    """
    said = " ".join(what.split()).strip(" ,;")
    if not said:
        raise UserError(f"Of what shall I remind? Try {EXAMPLE}.")
    if len(said) > WHAT_LIMIT:
        raise UserError(f"That is {len(said)} characters; a reminder can have {WHAT_LIMIT}. Please shorten it.")
    return said


def read_when(text: str, *, now: datetime, zone: ZoneInfo) -> Readable | None:
    """What a whole phrase means to somebody in `zone`; without an hour it is nine o'clock."""
    words = unescape(text).strip()
    due = dates.parse_due(words, now=now, zone=zone)
    if isinstance(due, Moment | Past):
        return due
    found = recurrence.parse_cadence(words, now=now, zone=zone)
    return found or (_some_time_on(due, now, zone) if isinstance(due, Due) else None)


def _some_time_on(due: Due, now: datetime, zone: ZoneInfo) -> Ambiguous[Cadence]:
    """ "Today", said after nine: which hour?"""
    hours = tuple(Cadence("once", at=at, start=due.day) for at in _LATER_TODAY)
    ahead = tuple(each for each in hours if recurrence.next_moment(each, now, zone))
    return Ambiguous(ahead or (Cadence("once", start=due.day + DAY),), "That day has more than one hour left.")


def parse_when(text: str, command: str, *, now: datetime, zone: ZoneInfo) -> When:
    """The one meaning of a phrase. `command` is what a choice completes, with `{}` for the time.

    Raises:
        UserError: it is no time we know, is over, or can be read in two ways.
    """
    found = read_when(text, now=now, zone=zone)
    if found is None:
        shown = f"I can't read “{truncate(unescape(text).strip(), 40)}” as a time. " if text.strip() else ""
        raise UserError(
            f"{shown}When? Try `tomorrow 17:00`, `in 2 hours`, `every weekday at 9:30`, `every other tuesday`."
        )
    return settle(found, command, now=now, zone=zone)


def settle(found: Readable, command: str, *, now: datetime, zone: ZoneInfo) -> When:
    """The one meaning; where there are several, they are asked about.

    Raises:
        UserError: there are several, or it is over.
    """
    today = calendar.local_day(now, zone)
    if isinstance(found, Past):
        raise UserError(f"{dates.echo(found.due, zone, today)} is over already. Say a later time.")
    if isinstance(found, Ambiguous):
        choices = (Choice(_label(each, now, zone), command.format(words_of(each, zone))) for each in found.options)
        raise UserError(f"{found.why} Which do you mean?", choices=tuple(choices))
    if next_time(found, now, zone) is None:
        raise UserError("That never comes, or only after the year 2100. Say another time.")
    return found


def _label(when: Cadence, now: datetime, zone: ZoneInfo) -> str:
    if when.unit != "once" or when.start is None:
        return recurrence.describe(when).capitalize()
    return dates.echo(Due(when.start, when.at), zone, calendar.local_day(now, zone))


def words_of(when: When, zone: ZoneInfo) -> str:
    """A time in words that are read back as the same time."""
    if isinstance(when, Moment):
        return f"{when.utc.astimezone(zone):%Y-%m-%d %H:%M}"
    if when.unit == "once" and when.start:
        return f"{when.start.isoformat()} {when.at:%H:%M}"
    start = f" starting {when.start.isoformat()}" if when.start else ""
    return f"{recurrence.describe(when)}{start}"


def recurs(when: When) -> bool:
    """Whether it comes more than once."""
    return isinstance(when, Cadence) and when.unit != "once"


def next_time(when: When, after: datetime, zone: ZoneInfo) -> tuple[str, datetime] | None:
    """The first time after `after`: the wall time it stands for, and its moment. None when it is over."""
    if isinstance(when, Moment):
        return (f"{when.utc:%Y-%m-%dT%H:%M:%SZ}", when.utc) if when.utc > after else None
    found = recurrence.next_occurrence(when, after, zone)
    return (f"{found[0].isoformat()}T{when.at:%H:%M}", found[1]) if found else None


def times_until(when: When, first: tuple[str, datetime], now: datetime, zone: ZoneInfo) -> list[tuple[str, datetime]]:
    """The time that has come, and those that have come since, up to `now`."""
    times = [first]
    while (found := next_time(when, times[-1][1], zone)) and found[1] <= now:
        times.append(found)
    return times


def quick(words: str, *, now: datetime, zone: ZoneInfo) -> When | None:
    """What a choice of a form means; None when nothing was chosen."""
    if words == "next monday":
        monday = calendar.monday_of(calendar.local_day(now, zone)) + 7 * DAY
        return Cadence("once", start=monday)
    found = read_when(words, now=now, zone=zone) if words in dict(QUICK) else None
    return found if isinstance(found, Cadence | Moment) else None


def snoozed_until(choice: str, *, now: datetime, zone: ZoneInfo) -> datetime:
    """The moment that a snooze button means.

    Raises:
        UserError: there is no such choice.
    """
    found = read_when(SNOOZES[choice], now=now, zone=zone) if choice in SNOOZES else None
    time_ = next_time(found, now, zone) if isinstance(found, Cadence | Moment) else None
    if time_ is None:
        raise UserError("That button is from an older version of me. Please use `/beat reminders`.")
    return time_[1]


def snooze_from_form(values: Mapping[str, Any], now: datetime) -> datetime:
    """The moment chosen in the form.

    Raises:
        UserError: none was chosen, or it is over.
    """
    chosen = str(values.get("until") or "")
    if not _SECONDS.fullmatch(chosen):
        raise UserError("Choose when.", fields={"until": "Choose when I should say it again."})
    until = datetime.fromtimestamp(int(chosen), UTC)
    if until <= now:
        raise UserError("Choose a later time.", fields={"until": "That is over already. Choose a later time."})
    return until


def from_form(
    values: Mapping[str, Any], *, now: datetime, zone: ZoneInfo, before: When | None = None
) -> tuple[str, When]:
    """Of what and when, as a form says it. `before` is the time until now: words that nobody touched keep it.

    Raises:
        UserError: with the text to show under each field.
    """
    words = str(values.get("when") or "").strip()
    if before is not None and words == words_of(before, zone) and recurs(before):
        when: When | None = before
    else:
        when = None if words else quick(str(values.get("quick") or ""), now=now, zone=zone)
    try:
        what = what_or_refuse(str(values.get("what") or ""))
    except UserError as error:
        raise UserError(error.text, fields={"what": error.text}) from None
    try:
        return what, when or parse_when(words, "{}", now=now, zone=zone)
    except UserError as error:
        options = ", ".join(choice.command for choice in error.choices)
        text = f"{error.text} Write one of: {options}" if options else error.text
        raise UserError(text, fields={"when": text}) from None
