"""Reminders: what one is, when it comes, and what one occurrence can come to."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, TypeAlias
from zoneinfo import ZoneInfo

from bot.rules import recurrence
from bot.rules.dates import Moment
from bot.rules.lifecycle import Lifecycle, Move
from bot.rules.people import is_person
from bot.rules.recurrence import Cadence

Status = Literal["active", "declined", "deleted"]
Outcome = Literal["done", "snoozed", "moved"]
When: TypeAlias = Cadence | Moment

WHAT_LIMIT = 1000
WHEN_LIMIT = 120
CATCH_UP = 50
MOST_PEOPLE = 10
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


@dataclass(frozen=True)
class Whom:
    """Whom a reminder is for: the id of a person or a channel, and the words it was said by.

    With a `role` it is for those who have it in that channel, when the reminder falls due.
    """

    id: str
    said: str
    role: str = ""

    @property
    def is_channel(self) -> bool:
        """Whether it is for everybody in a channel."""
        return not is_person(self.id) and not self.role


@dataclass(frozen=True)
class Occurrence:
    """One time that a reminder comes.

    Attributes:
        nominal: the wall time it stands for, whatever the clocks did: "2026-11-24T09:00".
        round: 0, and one more each time it is snoozed.
        to: who gets it, where several do, each for themselves; else empty.
    """

    number: int
    nominal: str
    round: int = 0
    to: str = ""

    @property
    def key(self) -> str:
        """What its message is planned under, once."""
        again = f":{self.round}" if self.round else ""
        to = f":{self.to}" if self.to else ""
        return f"reminder:{self.number}:{self.nominal}{again}{to}"


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
