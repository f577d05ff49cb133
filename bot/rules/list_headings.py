"""What a list of tasks shows, as its heading: "Open tasks of Ben, #launch, high"."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.rules.calendar import day_words, local_day
from bot.rules.task_lists import PASSED, PERIOD
from bot.rules.tasks import SOMEDAY, STATUSES, UNFINISHED, Filter
from bot.rules.text import truncate

_LIMIT = 140


def heading(wanted: Filter, query: str, *, me: str, names: Mapping[str, str], now: datetime, zone: ZoneInfo) -> str:
    """Every condition of a list in words; `names` are those of people, by user id."""
    conditions = (
        _tasks(wanted, me, names),
        "late" if wanted.late else "",
        _due(wanted, query, now, zone),
        _channel(wanted),
        *(f"#{label}" for label in wanted.labels),
        "high or urgent" if wanted.priority == "high" else wanted.priority or "",
        "without a due date" if wanted.undated else "",
        f"with “{' '.join(wanted.words)}”" if wanted.words else "",
    )
    return truncate(", ".join(filter(None, conditions)), _LIMIT)


def _channel(wanted: Filter) -> str:
    """Which channel they were written down in."""
    if wanted.channel_id is None:
        return ""
    name = dict(wanted.channels).get(wanted.channel_id)
    if name is None:
        return "added in this channel"
    return "added in that channel" if name == wanted.channel_id.lower() else f"added in #{name}"


def _tasks(wanted: Filter, me: str, names: Mapping[str, str]) -> str:
    kind = _kind(wanted)
    if wanted.unowned:
        return f"{kind.capitalize()} without an owner"
    if wanted.given_by:
        return f"{kind.capitalize()} you gave to others"
    if wanted.owner_id == me:
        return f"Your {kind}"
    of = f" of {names.get(wanted.owner_id, 'somebody')}" if wanted.owner_id else ""
    return f"{kind.capitalize()}{of}"


def _kind(wanted: Filter) -> str:
    if wanted.statuses == UNFINISHED:
        return "open tasks"
    if wanted.statuses == STATUSES:
        return "tasks, also finished ones"
    words = {"doing": "started"}
    return f"{' and '.join(dict.fromkeys(words.get(each, each) for each in wanted.statuses))} tasks"


def _due(wanted: Filter, query: str, now: datetime, zone: ZoneInfo) -> str:
    """When they are due, or were finished: as it was said, or the day that this means."""
    if wanted.finished_from and (passed := PASSED.search(query.casefold())):
        return f"finished {passed[1]}"
    if wanted.due_before and (period := PERIOD.search(query.casefold())):
        return f"due {period[1]}" if wanted.due_from else f"late or due {period[1]}"
    if wanted.due_before is None:
        return ""
    if wanted.due_before == SOMEDAY:
        return "with a due date"
    last = (wanted.due_before - timedelta(seconds=1)).astimezone(zone).date()
    return f"due by {day_words(last, local_day(now, zone))}"
