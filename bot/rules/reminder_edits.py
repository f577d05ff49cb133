"""A new time for a reminder that says less than the old one: asked about, so that nothing of that is lost unsaid."""

import re
from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.rules import recurrence
from bot.rules.amounts import in_minutes
from bot.rules.calendar import WEEKDAY, local_day
from bot.rules.dates import Ambiguous, Due, Moment, Past, parse_due
from bot.rules.errors import Choice, UserError
from bot.rules.recurrence import Cadence
from bot.rules.reminder_times import Readable, label, words_of
from bot.rules.reminders import When, next_time, recurs
from bot.rules.text import plain_phrase, unescape
from bot.rules.times import read_times

_ONLY_ONCE = re.compile(r"(?:only|just) once(?: on)?\s+", re.IGNORECASE)
_WEEKDAY = re.compile(rf"\b{WEEKDAY}\b", re.IGNORECASE)


def without_once(said: str) -> str:
    """The time in `only once friday 10:00`."""
    return _ONLY_ONCE.sub("", said, count=1) if _ONLY_ONCE.match(said) else said


def refuse_unsaid_loss(
    said: str, found: Readable, before: When, command: str, *, now: datetime, zone: ZoneInfo
) -> None:
    """See to it that `said` does not end what comes again and again, nor move what comes on another day.

    `command` is what a choice completes, with `{}` for the time.

    Raises:
        UserError: it would, and does not say so.
    """
    options = found.options if isinstance(found, Ambiguous) else () if isinstance(found, Past) else (found,)
    if _ONLY_ONCE.match(said) or any(map(recurs, options)) or next_time(before, now, zone) is None:
        return
    kept = [each for new in options if (each := _keeping(said, new, before, now, zone)) and next_time(each, now, zone)]
    if not options or (not recurs(before) and set(kept) <= set(options)):
        return
    choices = (_choice(each, recurs(before), command, now, zone) for each in dict.fromkeys((*kept, *options)))
    often = "" if kept else " Choose, or say how often, like `every monday at 10:00`."
    raise UserError(f"{_until_now(before, now, zone)} When shall it come from now on?{often}", choices=tuple(choices))


def _until_now(before: When, now: datetime, zone: ZoneInfo) -> str:
    said = label(before, now, zone)
    return f"Until now it comes {said[0].lower()}{said[1:]}." if recurs(before) else f"Until now it is set for {said}."


def _choice(when: When, again: bool, command: str, now: datetime, zone: ZoneInfo) -> Choice:
    """A time from now on; where it came `again` and again, whether that is over is said."""
    once = again and not recurs(when)
    words = f"only once {words_of(when, zone)}" if once else words_of(when, zone)
    return Choice(f"{'Only once: ' if once else ''}{label(when, now, zone)}", command.format(words))


def _keeping(said: str, new: When, before: When, now: datetime, zone: ZoneInfo) -> When | None:
    """The old time with nothing changed but what was said: the hour, or in weeks the day."""
    if not isinstance(new, Cadence) or new.start is None:
        return None
    if read_times(plain_phrase(in_minutes(unescape(said)))):
        return _at_that_hour(before, new, now, zone)
    if not isinstance(before, Cadence) or before.unit != "week" or not _WEEKDAY.search(said):
        return None
    due = parse_due(in_minutes(unescape(said)), now=now, zone=zone)
    dues = due.options if isinstance(due, Ambiguous) else (due,)
    hour = before.at if any(isinstance(each, Due) and each.at is None for each in dues) else new.at
    return _anchored(replace(before, at=hour, weekdays=frozenset({new.start.weekday()})), now, zone)


def _at_that_hour(before: When, new: Cadence, now: datetime, zone: ZoneInfo) -> Cadence:
    if isinstance(before, Moment):
        return Cadence("once", at=new.at, start=local_day(before.utc, zone))
    return _anchored(replace(before, at=new.at), now, zone) if recurs(before) else replace(before, at=new.at)


def _anchored(cadence: Cadence, now: datetime, zone: ZoneInfo) -> Cadence:
    """With a start only where one counts: in every other week, or ahead."""
    found = recurrence.next_occurrence(cadence, now, zone)
    counts = cadence.every > 1 or (cadence.start or date.min) > local_day(now, zone)
    return replace(cadence, start=found[0] if found and counts else None)
