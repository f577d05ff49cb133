"""All that is kept about a person, as a text for them to read: names, days and hours, and no more than says something.

The same is given to them as data, whole; so what only a program can use is left out here.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.rules.calendar import WEEKDAY_NAMES, zone_label, zone_of
from bot.rules.recurrence import describe, revived
from bot.views import past_changes
from bot.views.history import of_no_record
from bot.views.mutes import because

Values = Mapping[str, Any]
# Whoever may be named anywhere.
PERSON = re.compile(r"\b[UW][A-Z0-9]{2,31}\b", re.ASCII)

_CHAPTERS = {
    "person": "You, as Slack tells me", "preference": "What you want of me", "work_calendar": "When you work",
    "marked_day": "Your own days off", "absence": "When you are away",
    "member": "Channels of a standup, role or report that you are in, by Slack's id",
    "draft": "Forms you opened and did not send",
    "task": "Tasks that name you", "blocker": "Blockers that name you", "standup": "Standups you set up or watch",
    "reminder": "Reminders from you and for you", "status": "Reports you own", "role": "Roles you gave",
    "calendar": "Your calendar, whose address stays sealed",
    "answers": "What you answered in standups", "reminder_response": "What you did with reminders",
    "messages": "Messages I sent you", "changes": "What you changed",
}  # fmt: skip
# What is said of a row, in this order.
_COLUMNS = {
    "handle": "handle", "day": "day", "struck": "not off", "first_day": "first day", "last_day": "last day",
    "delegate_id": "stands in", "tz": "time zone", "kind": "you are a", "admin": "administrator", "status": "status",
    "description": "description", "note": "note", "creator_id": "made by", "created_at": "made",
    "owner_id": "owner", "helper_ids": "helpers", "stuck_id": "stuck", "unblocker_id": "asked", "for_id": "for",
    "holder_ids": "who", "due_at": "due", "at": "when", "until": "until", "priority": "priority",
    "severity": "severity", "labels": "labels", "cadence": "rhythm", "member_ids": "members",
    "quiet_from": "quiet from", "quiet_until": "quiet until", "nudges": "nudges in a standup",
    "cap": "messages a day at most", "weekdays": "working days", "begins": "from", "ends": "to",
    "country": "holidays of", "outcome": "what you did", "read_at": "read last",
}  # fmt: skip
_CALLED = ("title", "what", "words", "name")
_KEYS = {"task": "T", "blocker": "B", "standup": "S", "reminder": "R", "reminder_response": "R"}
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d\S*", re.ASCII)
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_HOUR = re.compile(r"(\d\d:\d\d):\d\d", re.ASCII)


@dataclass(frozen=True)
class Reader:
    """Whoever it is about: by which clock they read, and the names of those it speaks of."""

    zone: ZoneInfo
    names: Mapping[str, str]

    def plain(self, text: str) -> str:
        """Text with names where it has ids."""
        unmarked = re.sub(r"<@(\w+)(?:\|[^<>]*)?>", r"@\1", text)
        return PERSON.sub(lambda found: self.names.get(found[0], found[0]), unmarked)

    def moment(self, kept: str) -> str:
        """A moment by their clock."""
        at = datetime.fromisoformat(kept).astimezone(self.zone)
        return f"{at:%a} {at.day} {at:%b %Y}, {at:%H:%M}"


def text(found: Mapping[str, Sequence[Values]], reader: Reader, now: datetime) -> str:
    """The file; `found` has the rows of each chapter, as JSON."""
    head = f"What I keep about you, {reader.moment(now.isoformat())}. All hours are those of {zone_label(reader.zone)}."
    chapters = [_chapter(name, rows, reader) for name, rows in found.items()]
    return "\n\n\n".join([head, *(each for each in chapters if each)]) + "\n"


def _chapter(name: str, rows: Sequence[Values], reader: Reader) -> str:
    if not rows:
        return ""
    title = f"{_CHAPTERS.get(name, name)} ({len(rows)})"
    said = [_ROWS.get(name, _row)(name, row, reader) for row in rows]
    return "\n".join([title, "=" * len(title), *said])


def _row(name: str, row: Values, reader: Reader) -> str:
    called = next((str(row[column]) for column in _CALLED if row.get(column)), "")
    key = f"{_KEYS[name]}-{row['number']}" if name in _KEYS else ""
    head = reader.plain(f"{key} {called}".strip())
    said = [f"{_COLUMNS[column]}: {_column(column, row, reader)}" for column in _COLUMNS if _says(row.get(column))]
    return "- " + "\n    ".join([head, *said] if head else said)


def _says(value: Any) -> bool:
    return value is not False and value not in (None, "", [], {})


def _column(column: str, row: Values, reader: Reader) -> str:
    if column == "due_at" and not row.get("due_timed"):
        # A day without an hour is the day that was meant, wherever it is read.
        there = datetime.fromisoformat(row["due_at"]).astimezone(zone_of(row.get("due_zone") or "UTC"))
        return _when(there.date().isoformat(), reader)
    return _value(column, row[column], reader)


def _value(column: str, value: Any, reader: Reader) -> str:
    if isinstance(value, list):
        return ", ".join(_value(column, each, reader) for each in value)
    if column == "weekdays":
        return WEEKDAY_NAMES[int(value)]
    if column == "cadence":
        return describe(revived(value))
    if isinstance(value, bool):
        return "yes" if value else "no"
    return _when(str(value), reader) or reader.plain(str(value))


def _when(said: str, reader: Reader) -> str:
    """A moment, day or hour as people say it; empty for what is none."""
    if _MOMENT.fullmatch(said):
        return reader.moment(said)
    if _DAY.fullmatch(said):
        day = date.fromisoformat(said)
        return f"{day:%a} {day.day} {day:%b %Y}"
    hour = _HOUR.fullmatch(said)
    return hour[1] if hour else ""


def _channel(_: str, row: Values, reader: Reader) -> str:  # noqa: ARG001
    return f"- {row['channel_id']}"


def _draft(_: str, row: Values, reader: Reader) -> str:
    return f"- opened {reader.moment(row['at'])}"


def _answer(_: str, row: Values, reader: Reader) -> str:
    said = [f"    {row['asked'].get(key, key)} {_value('', each, reader)}" for key, each in row["answers"].items()]
    head = f"- {row['standup']}, {_value('', row['nominal'], reader)}"
    return "\n".join([head, *(said or [f"    {row['status']}"])])


def _message(_: str, row: Values, reader: Reader) -> str:
    at = reader.moment(row["finished_at"] or row["planned_at"])
    why = because(row["purpose"], to_a_person=True)
    return f"- {at}: {row['state']}. {why}".rstrip()


def _change(_: str, row: Values, reader: Reader) -> str:
    about = f"{_KEYS[row['noun']]}-{row['number']}" if row["noun"] in _KEYS else of_no_record(row["noun"], row["verb"])
    return f"- {reader.moment(row['at'])}: {past_changes.called(row['verb'], None)}, {about}"


_ROWS: dict[str, Callable[[str, Values, Reader], str]] = {
    "member": _channel, "draft": _draft, "answers": _answer, "messages": _message, "changes": _change,
}  # fmt: skip
