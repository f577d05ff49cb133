"""People, moments and parsers that the tests of rules speak of. It is Monday, ten o'clock in Berlin."""

from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from bot.rules import task_lists, task_words
from bot.rules.calendar import instant
from bot.rules.oneline import Find, Namesake
from bot.rules.tasks import Due, Filter, NewTask
from bot.rules.text import closest

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
PEOPLE = {"ana": "UANA", "ben": "UBEN", "cleo": "UCLEO"}


def _exactly(name: str) -> str | None:
    return PEOPLE.get(name.lower())


def _nearly(name: str) -> tuple[Namesake, ...]:
    near = closest(name, PEOPLE)
    return (Namesake(PEOPLE[near], near),) if near else ()


find = Find(_exactly, _nearly)


def berlin(day: str, hour: str | None = None) -> Due:
    """A due date as somebody in Berlin means it."""
    at = time.fromisoformat(hour) if hour else time(23, 59)
    return Due(instant(date.fromisoformat(day), at, BERLIN), "Europe/Berlin", hour is not None)


def added(text: str, now: datetime = NOW) -> NewTask:
    """`/task add ...`"""
    return task_words.parse_add(text, now=now, zone=BERLIN, find=find)


def due(text: str, command: str = "task due 4 7") -> Due | None:
    """`/task due 4 7 ...`"""
    return task_words.parse_due(text, now=NOW, zone=BERLIN, command=command)


def wanted(text: str) -> Filter:
    """`/task list ...`"""
    return task_lists.parse_filter(text, me="UME", now=NOW, zone=BERLIN, find=find)


def formed(before: Due | None = None, **values: Any) -> NewTask:
    """A form that was sent with a title and these fields."""
    empty = dict.fromkeys(("description", "owner", "helpers", "due_date", "due_time", "labels", "estimate"))
    sent = {"title": "Ship it", "priority": "normal", **empty, **values}
    return task_words.from_form(sent, zone=BERLIN, before=before)
