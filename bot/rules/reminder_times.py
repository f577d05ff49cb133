"""When a reminder comes, in the words people use for it."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, time
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

from bot.rules import calendar, dates, recurrence
from bot.rules.amounts import in_minutes
from bot.rules.dates import Ambiguous, Due, Moment, Past
from bot.rules.errors import Choice, UserError
from bot.rules.recurrence import Cadence
from bot.rules.reminders import DAY, QUICK, When, next_time
from bot.rules.text import PHRASE_LIMIT, plain_phrase, truncate, unescape

Readable: TypeAlias = When | Ambiguous[Cadence] | Past

SNOOZES = {"15m": "in 15 minutes", "1h": "in 1 hour", "tomorrow": "tomorrow 9:00"}

# Of the Unix epoch, as Slack sends a moment.
_SECONDS = re.compile(r"[0-9]{10}")
_LATER_TODAY = (time(12), time(15), time(18), time(21))
_DAY_NAME = calendar.WEEKDAY.replace("?P<weekday>", "?:")
_SEVERAL_DAYS = re.compile(rf"(?:on )?{_DAY_NAME}(?: ?(?:and|&|/) ?{_DAY_NAME}| {_DAY_NAME})+(?: |$)")
_BARE_HOUR = re.compile(r"(.*[^\W\d].*) ([0-9]{1,2})", re.DOTALL)
_TOO_OFTEN = re.compile(
    r"\b(?:hourly|every (?:few |other |half an |[0-9]{1,3} ?)?(?:m|mins?|minutes?|h|hrs?|hours?))$", re.IGNORECASE
)


def read_when(text: str, *, now: datetime, zone: ZoneInfo) -> Readable | None:
    """What a whole phrase means to somebody in `zone`; without an hour it is nine o'clock."""
    words = in_minutes(unescape(text))
    if len(words) > PHRASE_LIMIT:
        return None
    bare = _BARE_HOUR.fullmatch(words)
    found = _read(words, now, zone)
    if found is None and bare and int(bare[2]) < 24 and _read(bare[1], now, zone):
        return _read(f"{bare[1]} at {bare[2]}", now, zone)
    return found


def never_so_often(text: str) -> bool:
    """Whether it ends with what would come more than once a day."""
    return _TOO_OFTEN.search(unescape(text).strip()) is not None


def _read(words: str, now: datetime, zone: ZoneInfo) -> Readable | None:
    if _SEVERAL_DAYS.match(plain_phrase(words)):
        return _every_week(words, now, zone)
    due = dates.parse_due(words, now=now, zone=zone)
    if isinstance(due, Moment | Past):
        return due
    found = recurrence.parse_cadence(words, now=now, zone=zone)
    return found or (_some_time_on(due, now, zone) if isinstance(due, Due) else None)


def _every_week(words: str, now: datetime, zone: ZoneInfo) -> Ambiguous[Cadence] | None:
    """`monday and thursday at 9:00`, without a word on how often."""
    found = recurrence.parse_cadence(f"every {words}", now=now, zone=zone)
    options = found.options if isinstance(found, Ambiguous) else (found,) if found else ()
    return Ambiguous(options, "On several days I say it every week.") if options else None


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
        choices = (Choice(label(each, now, zone), command.format(words_of(each, zone))) for each in found.options)
        which = "Which do you mean?" if len(found.options) > 1 else "Is this what you mean?"
        raise UserError(f"{found.why} {which}", choices=tuple(choices))
    if next_time(found, now, zone) is None:
        raise UserError("That never comes, or only after the year 2100. Say another time.")
    return found


def label(when: When, now: datetime, zone: ZoneInfo) -> str:
    """A time on a button: "Every Friday at 15:00", "Fri 27 Nov, 15:00 (Berlin)"."""
    if isinstance(when, Cadence) and (when.unit != "once" or when.start is None):
        words = recurrence.describe(when)
        return f"{words[0].upper()}{words[1:]}"
    due = when if isinstance(when, Moment) else Due(when.start or now.date(), when.at)
    return dates.echo(due, zone, calendar.local_day(now, zone))


def words_of(when: When, zone: ZoneInfo) -> str:
    """A time in words that are read back as the same time."""
    if isinstance(when, Moment):
        return f"{when.utc.astimezone(zone):%Y-%m-%d %H:%M}"
    if when.unit == "once" and when.start:
        return f"{when.start.isoformat()} {when.at:%H:%M}"
    start = f" starting {when.start.isoformat()}" if when.start else ""
    return f"{recurrence.describe(when)}{start}"


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
