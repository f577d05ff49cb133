"""Which tasks a list shows, in the words that people ask for it with."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.rules import dates
from bot.rules.oneline import Find, read_line, readable, refuse_strangers
from bot.rules.priority import priority_of
from bot.rules.tasks import SOMEDAY, STATUSES, UNFINISHED, Filter, status_of
from bot.rules.text import PHRASE_WORDS, truncate

_MINE = frozenset({"mine", "my", "me"})
_LATE = frozenset({"late", "overdue"})
_FILTER_WORDS = _MINE | _LATE | {"all"}


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
        priority=priority_of(priorities[-1]) if priorities else None,
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


def filter_words(wanted: Filter, query: str) -> str:
    """What a list shows, as its heading."""
    if not query.strip():
        return "Open tasks"
    if wanted == Filter(owner_id=wanted.owner_id) and _MINE.intersection(query.lower().split()):
        return "Your open tasks"
    return f"Tasks: {truncate(readable(query), 60)}"
