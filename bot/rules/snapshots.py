"""What a report says: a snapshot taken once and never changed, and what is different between two of them.

A snapshot is made of plain values, so that it reads the same for ever, whatever becomes of the records it speaks of.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime
from typing import Any, Literal

from bot.rules.status import Notes

# Raised when the shape changes; `revived` must read every older one.
SCHEMA = 1

Name = Literal["done", "moved", "late", "blocked", "due"]
NAMES: tuple[Name, ...] = ("done", "moved", "late", "blocked", "due")
STATES = ("done", "doing", "blocked", "open")
# A section of ten thousand keeps all the keys, and the words of the first.
KEPT = 100
SHOWN = 5
AHEAD_DAYS = 7
QUIET_DAYS = 5
STILL = 3
WEEKS, WEEKS_LEAST = 8, 4


@dataclass(frozen=True)
class Item:
    """One line of a report.

    Attributes:
        who: the user id of whoever it is with; empty when nobody's.
        clears: the user id of whoever is on it, else of whoever can clear it; empty when nobody is named, None when
            nobody could be.
        day: its due day, or the day since when it is blocked; ISO.
        was: the due day it had before; ISO.
        days: its age in working days.
        state: of an open task and of a blocker, its status.
        holds: the keys of the channel's tasks that it is in the way of.
    """

    key: str
    text: str
    who: str = ""
    day: str = ""
    was: str = ""
    days: int = 0
    clears: str | None = None
    state: str = ""
    holds: tuple[str, ...] = ()


@dataclass(frozen=True)
class Section:
    """All keys, and the first of the items they stand for."""

    keys: tuple[str, ...] = ()
    items: tuple[Item, ...] = ()

    @classmethod
    def of(cls, items: Sequence[Item]) -> "Section":
        """A section of these items."""
        return cls(tuple(item.key for item in items), tuple(items[:KEPT]))


@dataclass(frozen=True)
class Missing:
    """Somebody of whom nothing was heard, and why one would say so.

    Attributes:
        missed, of: standups they did not answer, and how many there were.
        tasks, days: tasks of theirs, and for how many working days none of them has moved.
        still: those tasks by key, and for how many working days each has not moved; the longest `STILL` of them.
    """

    who: str
    missed: int = 0
    of: int = 0
    tasks: int = 0
    days: int = 0
    still: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Away:
    """Somebody who is away today or in the coming days; ISO days, both included. `why` is a holiday's name."""

    who: str
    first: str
    last: str
    why: str = ""


@dataclass(frozen=True)
class Week:
    """How many tasks stood where at one moment; `done` counts from the first week shown."""

    day: str
    counts: dict[str, int]


@dataclass(frozen=True)
class Snapshot:
    """Everything a report says.

    Attributes:
        nominal: the day it is for; ISO.
        figures: done, late, blocked, open.
        sections: those of the post, by `NAMES`; and "open", every unfinished task, which only the thread lists.
        before: the figures of the report before it, and its number; empty and None for the first one.
        names: what people were called, by user id.
    """

    channel_id: str
    zone: str
    nominal: str
    since: datetime
    taken_at: datetime
    figures: dict[str, int]
    sections: dict[str, Section]
    before: dict[str, int] = field(default_factory=dict)
    before_number: int | None = None
    away: tuple[Away, ...] = ()
    missing: tuple[Missing, ...] = ()
    notes: Notes = field(default_factory=Notes)
    weeks: tuple[Week, ...] = ()
    names: dict[str, str] = field(default_factory=dict)

    @property
    def told_weeks(self) -> tuple[Week, ...]:
        """Its weeks without those at the beginning in which there was no task yet; `WEEKS_LEAST` of them at least."""
        begun = next((at for at, week in enumerate(self.weeks) if any(week.counts.values())), len(self.weeks))
        return self.weeks[min(begun, max(len(self.weeks) - WEEKS_LEAST, 0)) :]

    @property
    def empty(self) -> bool:
        """Whether there is nothing at all to report on."""
        return not any(self.figures.values()) and not any(section.keys for section in self.sections.values())


@dataclass(frozen=True)
class Difference:
    """What has changed between two snapshots; sections by what became of their items.

    Attributes:
        figures: by name, before and after.
        changes: done, moved, late, caught up (no longer late), blocked, freed.
    """

    figures: dict[str, tuple[int, int]]
    changes: dict[str, Section]

    @property
    def figures_alike(self) -> bool:
        """Whether there are as many of everything that is not yet done."""
        return all(self.figures[name][0] == self.figures[name][1] for name in ("late", "blocked", "open"))


def plain(snapshot: Snapshot) -> dict[str, Any]:
    """A snapshot as JSON keeps it."""
    moments = {"since": snapshot.since.isoformat(), "taken_at": snapshot.taken_at.isoformat()}
    return {"schema": SCHEMA, **asdict(snapshot), **moments}


def revived(kept: Mapping[str, Any]) -> Snapshot:
    """A snapshot as it was kept."""
    values = {name: value for name, value in kept.items() if name != "schema"}
    return Snapshot(
        **values
        | {
            "since": datetime.fromisoformat(kept["since"]),
            "taken_at": datetime.fromisoformat(kept["taken_at"]),
            "sections": {name: _section(section) for name, section in kept["sections"].items()},
            "away": tuple(Away(**each) for each in kept["away"]),
            "missing": tuple(Missing(**each) for each in kept["missing"]),
            "notes": Notes(**kept["notes"]),
            "weeks": tuple(Week(**each) for each in kept["weeks"]),
        }
    )


def details(snapshot: Snapshot) -> tuple[str, ...]:
    """What goes into a report's thread: what the post can't show whole, the picture's numbers, and all open tasks."""
    long = (name for name in NAMES if len(snapshot.sections[name].keys) > SHOWN)
    return (*long, "numbers", *(["open"] if snapshot.sections.get("open", Section()).keys else []))


def counts_at(lives: Iterable[Sequence[tuple[datetime, str]]], moments: Sequence[datetime]) -> list[dict[str, int]]:
    """How many stood in which state at each moment.

    Args:
        lives: of each task, the states it came to and when, oldest first.
        moments: oldest first. What was done at the first one is not counted, so that done work starts at nothing.
    """
    counts = [dict.fromkeys(STATES, 0) for _ in moments]
    for life in lives:
        finished_before = _last(life, moments[0]) == "done"
        for number, moment in enumerate(moments):
            state = _last(life, moment)
            finished_before = finished_before and state == "done"
            if state in STATES and not finished_before:
                counts[number][state] += 1
    return counts


def moved(was: Mapping[int, date | None], now: Mapping[int, date | None]) -> dict[int, date]:
    """The due day before of what has another one now; what had none was not moved but planned."""
    return {number: day for number, day in was.items() if day is not None and number in now and now[number] != day}


def difference(chain: Sequence[Snapshot]) -> Difference:
    """What has changed from the first of these snapshots to the last; those between tell what was done meanwhile."""
    old, new = chain[0], chain[-1]
    words = {item.key: item for each in chain for section in each.sections.values() for item in section.items}
    late, blocked = _keys(old, new, "late"), _keys(old, new, "blocked")
    done = dict.fromkeys(key for each in chain[1:] for key in each.sections["done"].keys)
    gone = {
        "done": tuple(done),
        "late": late[1],
        "caught up": tuple(key for key in late[0] if key not in done),
        "blocked": blocked[1],
        "freed": blocked[0],
    }
    changes = {
        name: Section(keys, tuple(words.get(key) or Item(key, "") for key in keys[:KEPT]))
        for name, keys in gone.items()
    }
    figures = {name: (old.figures[name], new.figures[name]) for name in new.figures if name in old.figures}
    return Difference(figures, changes | {"moved": Section.of(_moved(chain[1:]))})


def _moved(chain: Sequence[Snapshot]) -> tuple[Item, ...]:
    """From the first day each had to the last one it got."""
    found: dict[str, Item] = {}
    for each in chain:
        for item in each.sections["moved"].items:
            found[item.key] = replace(item, was=found[item.key].was if item.key in found else item.was)
    return tuple(item for item in found.values() if item.was != item.day)


def _keys(old: Snapshot, new: Snapshot, name: Name) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The keys that have left a section, and those that have come into it."""
    before, after = old.sections[name].keys, new.sections[name].keys
    left, come = set(before) - set(after), set(after) - set(before)
    return tuple(key for key in before if key in left), tuple(key for key in after if key in come)


def _last(life: Sequence[tuple[datetime, str]], moment: datetime) -> str:
    return next((state for at, state in reversed(life) if at <= moment), "")


def _section(kept: Mapping[str, Any]) -> Section:
    return Section(tuple(kept["keys"]), tuple(_item(item) for item in kept["items"]))


def _item(kept: Mapping[str, Any]) -> Item:
    return Item(**{**kept, "holds": tuple(kept.get("holds", ()))})
