"""The history of one record: who changed what, when, from where, from what to what."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from bot.rules.calendar import WEEKDAY_NAMES, zone_of
from bot.rules.estimates import estimate_words
from bot.rules.people import is_person
from bot.rules.public_holidays import NONE, label
from bot.views.blocks import (
    Block,
    Md,
    Message,
    actions,
    bold,
    button,
    clip,
    clip_text,
    dotted,
    fitting,
    lines,
    md,
    moment,
    paragraphs,
    person,
    place,
)
from bot.views.lists import ONLY_YOU

PAGE = 8
_WORDS = 120
_LISTED = 8
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[.\d]*(?:\+\d\d:\d\d)?", re.ASCII)

# What nobody did: its moment came.
_CLOCK = "clock"
_DOORS = {
    "command": "by command", "ephemeral": "by button", "message": "by button", "card": "by button", "home": "on Home",
    "form": "in a form", "shortcut": "by shortcut", "mention": "by a mention", "dm": "in our DM",
    "reaction": "by emoji",
}  # fmt: skip
_VERBS = {
    "add": "Added", "edit": "Edited", "change": "Changed", "undo": "Undone", "assign": "Assigned", "claim": "Claimed",
    "due": "Due date", "block": "Blocked", "freed": "Free to go on", "update": "Update", "set": "Given",
    "remove": "Taken away", "own": "Taken over", "decline": "Declined", "declined": "Declined", "deleted": "Deleted",
    "delete": "Deleted", "share": "Shared in a channel", "published": "Published", "run": "Round started",
    "opened": "Round opened", "closed": "Round closed", "missed": "Missed", "empty": "Nobody to ask",
    "withheld": "Held back, whoever set it left the channel", "unwanted": "Nobody to bring it to",
    "skipped": "Skipped", "noted": "Notes changed", "leave": "Left", "join": "Joined again",
    "away": "Away", "back": "Back",
    # What changes one's settings is called by what it changed.
    **dict.fromkeys(("calendar", "marked", "zone", "quiet", "nudges", "cap", "settings", "mute", "unmute"), "Set"),
}  # fmt: skip
# What is shown of a change, in this order. Columns of which only the label is told have no short words.
_COLUMNS = {
    "title": "title", "what": "words", "name": "name", "description": "description", "note": "note",
    "status": "status", "owner_id": "owner", "helper_ids": "helpers", "stuck_id": "stuck", "unblocker_id": "asked",
    "holder_ids": "who", "declined_ids": "stopped for", "creator_id": "whose it is", "due_at": "due", "at": "when",
    "priority": "priority", "severity": "severity", "labels": "labels", "waits_for": "waits for",
    "task_numbers": "blocks", "stuck_since": "since", "estimate_minutes": "estimate", "cadence": "rhythm",
    "words": "rhythm", "questions": "questions", "member_ids": "members", "left_ids": "left by",
    "posting": "posted", "zone": "zone",
    "window_minutes": "minutes to answer", "publishes": "publishes by itself", "lead_minutes": "draft, minutes before",
    "day": "for", "report": "number", "round": "round", "whom": "of", "country": "holidays",
    "weekdays": "working days", "begins": "from", "ends": "until", "ignores_status": "passes over the Slack status",
    "struck": "struck from the holidays", "tz": "time zone", "first": "away from", "last": "away until",
    "delegate": "stands in", "quiet_from": "quiet from", "quiet_until": "quiet until",
    "any_hour": "messages at any hour", "nudges": "asked again, times",
    "nudge_gap_minutes": "asked again, minutes apart", "cap": "messages a day", "muted": "muted",
    "calendar": "calendar",
}  # fmt: skip
_ONLY_SAID = frozenset({"cadence", "questions", "muted"})
_PEOPLE = ("_id", "_ids", "delegate")
# What Undo says of a change, besides that it is undone.
_TOLD = 3
# How `due_at` is to be read: a day there, or a moment.
READ_BY = ("due_zone", "due_timed")


@dataclass(frozen=True)
class Past:
    """One change: who made it, when, what it was called, the door it came through, and the values."""

    by: str
    at: datetime
    verb: str
    door: str
    before: dict[str, Any]
    after: dict[str, Any]


def history(
    name: Md, rows: Sequence[Past], zone: ZoneInfo, subject: dict[str, Any], start: int, *, more: bool
) -> Message:
    """One page of what happened to a record, newest first; `subject` names it to the buttons."""
    head = lines(md("What happened to ", name, ", newest first"))
    said = [_row(row, zone) for row in rows] or [md("Nothing else is written down about it.")]
    blocks: list[Block] = fitting(paragraphs([head, *said]))
    back = button("Back", "history.back", subject | {"from": max(start - PAGE, 0)}) if start else None
    next_ = button("Next", "history.next", subject | {"from": start + PAGE}) if more else None
    turn = [actions(back, next_)] if back or next_ else []
    return Message(clip_text(lines(head, *said)), (*blocks, *turn), ONLY_YOU)


def _row(row: Past, zone: ZoneInfo) -> Md:
    who = md("by itself") if row.door == _CLOCK else person(row.by)
    said = dotted(bold(row.verb), who, moment(row.at, zone), _DOORS.get(row.door))
    return lines(said, *[md("• ", each) for each in _changed(row.before, row.after, zone)])


def _column(column: str, before: dict[str, Any], after: dict[str, Any], zone: ZoneInfo) -> Md | None:
    was, now = (_value(column, values, zone) for values in (before, after))
    if column in _ONLY_SAID:
        return md(f"{_COLUMNS[column]} changed") if before else None
    if not was and not now:
        return None
    if not before or was == now:
        return md(f"{_COLUMNS[column]}: ", now or "none")
    return md(f"{_COLUMNS[column]}: ", was or "none", " → ", now or "none")


def _value(column: str, values: dict[str, Any], zone: ZoneInfo) -> Md | None:
    value = values.get(column)
    if column == "due_at" and value and not values.get("due_timed"):
        due = datetime.fromisoformat(value).astimezone(zone_of(values.get("due_zone") or "UTC"))
        return md(_day(due))
    if isinstance(value, list):
        shown = [_one(column, each, zone) for each in value[:_LISTED]]
        return Md(", ".join(shown) + (f" and {len(value) - _LISTED} more" if len(value) > _LISTED else ""))
    return None if value is None or value == "" else _one(column, value, zone)


def _one(column: str, value: Any, zone: ZoneInfo) -> Md:
    text = str(value)
    if column in _IN_WORDS:
        return _IN_WORDS[column](value)
    if isinstance(value, bool):
        return md("yes" if value else "no")
    if column.endswith(_PEOPLE) and is_person(text):
        return person(text)
    if _MOMENT.fullmatch(text):
        return moment(datetime.fromisoformat(text), zone)
    return clip(text.replace("\n", " "), _WORDS)


def _on_day(value: str) -> Md:
    return md(_day(date.fromisoformat(value)))


def _task(value: str | int) -> Md:
    return md(f"T-{value}")


# Values that are not shown as they are kept.
_IN_WORDS: dict[str, Callable[[Any], Md]] = {
    "estimate_minutes": lambda minutes: md(estimate_words(minutes)),
    "country": lambda code: md(label(code) if code != NONE else "none"),
    "report": lambda number: md(f"#{number}"),
    "whom": lambda who: person(who) if is_person(who) else place(who),
    **dict.fromkeys(("day", "first", "last"), _on_day),
    "weekdays": lambda day: md(WEEKDAY_NAMES[int(day)]),
    **dict.fromkeys(
        ("begins", "ends", "quiet_from", "quiet_until"), lambda hour: md(f"{time.fromisoformat(hour):%H:%M}")
    ),
    **dict.fromkeys(("waits_for", "task_numbers"), _task),
}


def _day(day: date) -> str:
    return f"{day:%a} {day.day} {day:%b %Y}"


def taken_back(rows: Sequence[Past], zone: ZoneInfo) -> Md:
    """Which changes of a record Undo has taken back: what they were called, and the values as they were and are."""
    said = [dotted(bold(row.verb), *_changed(row.after, row.before, zone)[:_TOLD]) for row in rows[:_TOLD]]
    return md("Taken back: ", Md("; ".join(said)), ".")


def _changed(before: dict[str, Any], after: dict[str, Any], zone: ZoneInfo) -> list[Md]:
    columns = [column for column in _COLUMNS if column in before or column in after]
    return [said for column in columns if (said := _column(column, before, after, zone))]


def called(verb: str, step: str | None) -> str:
    """What a change is called: by its step of the lifecycle, or in a word of its own."""
    return step or _VERBS.get(verb, verb.replace("_", " ").capitalize())
