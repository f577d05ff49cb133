"""What is true of a channel's work at one moment, gathered for a report from tasks, history, blockers and standups.

A report tells of what was born in its channel and of nothing else, so nothing leaks from anywhere. The caller owns the
transaction.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import or_
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import Session, col, select

from bot.rules import blockers as blocker_rules
from bot.rules import snapshots as rules
from bot.rules import tasks as task_rules
from bot.rules.calendar import instant, local_day
from bot.rules.days_off import ANYBODY, LOOKED_BACK, Days
from bot.rules.snapshots import Away, Item, Missing, Section, Snapshot, Week
from bot.rules.status import Notes
from storage import days_off
from storage.blockers import Blocker
from storage.history import Change
from storage.people import Person
from storage.rounds import Entry, Round
from storage.standups import Standup
from storage.tasks import Task

_WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Scope:
    """What a report is about: the channel, in which zone's days, for which day, since when, until now.

    `lead` is who looks after it: their absence counts, with or without tasks of theirs. `days` are the channel's,
    `theirs` those of its people, by their ids.
    """

    workspace_id: str
    channel_id: str
    zone: ZoneInfo
    nominal: date
    since: datetime
    now: datetime
    lead: str = ""
    days: Days = ANYBODY
    theirs: Mapping[str, Days] = field(default_factory=dict)

    @property
    def today(self) -> date:
        """The day that people in the report's zone are living."""
        return local_day(self.now, self.zone)

    def age(self, day: date, who: str | None) -> int:
        """Working days since `day` of whoever has to act; where nobody has to, the channel's."""
        return self.theirs.get(who or "", self.days).between(day, self.today)


# When, and what it changed from and to.
Step = tuple[datetime, Mapping[str, Any], Mapping[str, Any]]


def take(session: Session, scope: Scope, notes: Notes, before: tuple[int, dict[str, int]] | None) -> Snapshot:
    """Take a snapshot.

    Args:
        before: number and figures of the report before it, if there is one.
    """
    moments = _moments(scope)
    since = min(moments[0], scope.since)
    told = select(Task).where(*_told(scope, since)).order_by(col(Task.due_rank), col(Task.number))
    tasks, steps = list(session.exec(told)), _steps(session, scope, since)
    blockers = _unresolved(session, scope)
    scope = _with_days(session, scope, {task.owner_id for task in tasks} | {each.acts for each in blockers})
    items = _sections(scope, tasks, blockers, steps)
    sections = {name: Section.of(found) for name, found in items.items()}
    unfinished = [task for task in tasks if task.status in task_rules.UNFINISHED]
    busy = {user for task in unfinished for user in (task.owner_id, *task.helper_ids) if user}
    away = _away(session, scope, busy | {scope.lead})
    missing = (
        *_unanswered(session, scope),
        *_quiet(scope, unfinished, steps, {each.who for each in away if not each.why}),
    )
    counts = rules.counts_at((_life(task, steps[task.number]) for task in tasks), moments)
    return Snapshot(
        channel_id=scope.channel_id,
        zone=scope.zone.key,
        nominal=scope.nominal.isoformat(),
        since=scope.since,
        taken_at=scope.now,
        figures={
            "done": len(items["done"]),
            "late": len(items["late"]),
            "blocked": sum(task.status == "blocked" for task in unfinished),
            "open": len(unfinished),
        },
        sections=sections,
        before=before[1] if before else {},
        before_number=before[0] if before else None,
        away=away,
        missing=missing,
        notes=notes,
        weeks=tuple(
            Week(local_day(at, scope.zone).isoformat(), each) for at, each in zip(moments, counts, strict=True)
        ),
        names=_names(session, scope.workspace_id, _people(sections, away, missing)),
    )


def _told(scope: Scope, since: datetime) -> tuple[ColumnElement[bool], ...]:
    """The channel's tasks that are unfinished, or were finished since then."""
    return (
        col(Task.workspace_id) == scope.workspace_id,
        col(Task.channel_id) == scope.channel_id,
        col(Task.removed_at).is_(None),
        or_(col(Task.status).in_(task_rules.UNFINISHED), col(Task.status_at) > since),
    )


def _steps(session: Session, scope: Scope, since: datetime) -> dict[int, list[Step]]:
    """What happened to these tasks, oldest first."""
    steps: dict[int, list[Step]] = defaultdict(list)
    told = select(Task.number).where(*_told(scope, since))
    found = select(Change.number, Change.at, Change.before, Change.after).where(
        Change.workspace_id == scope.workspace_id, Change.noun == "task", col(Change.number).in_(told)
    )
    for number, at, before, after in session.exec(found.order_by(col(Change.number), col(Change.version))):
        steps[number].append((at, before, after))
    return steps


def _sections(
    scope: Scope, tasks: list[Task], blockers: list[Blocker], steps: dict[int, list[Step]]
) -> dict[str, list[Item]]:
    unfinished = [task for task in tasks if task.status in task_rules.UNFINISHED]
    done = [task for task in tasks if task.status == "done" and task.status_at > scope.since]
    soon = scope.now + rules.AHEAD_DAYS * timedelta(days=1)
    dated = [task for task in unfinished if task.due_at]
    return {
        "done": [_item(task, scope) for task in sorted(done, key=lambda task: (task.status_at, task.number))],
        "moved": _moved(scope, unfinished, steps),
        "late": [_item(task, scope, aged=True) for task in dated if task.due_rank < scope.now],
        "blocked": _blocked(scope, blockers, unfinished),
        "due": [_item(task, scope) for task in dated if scope.now <= task.due_rank <= soon],
        "open": [replace(_item(task, scope), state=task.status) for task in unfinished],
    }


def _item(task: Task, scope: Scope, *, was: str = "", aged: bool = False) -> Item:
    day = _due_day(task.due_at, task.due_zone, scope, timed=task.due_timed)
    return Item(
        task_rules.key(task.number),
        task.title,
        who=task.owner_id or "",
        day=day.isoformat() if day else "",
        was=was,
        days=scope.age(day, task.owner_id) if aged and day else 0,
    )


def _due_day(due_at: datetime | None, zone: str | None, scope: Scope, *, timed: bool) -> date | None:
    """A day without an hour stays the day that was meant; an hour is on the day that the report's zone shows."""
    return local_day(due_at, scope.zone if timed else ZoneInfo(zone or "UTC")) if due_at else None


def _moved(scope: Scope, tasks: list[Task], steps: dict[int, list[Step]]) -> list[Item]:
    was: dict[int, date | None] = {}
    for task in tasks:
        before = _before(scope, steps[task.number])
        if "due_at" in before:
            due_at = datetime.fromisoformat(before["due_at"]) if before["due_at"] else None
            zone, timed = before.get("due_zone", task.due_zone), bool(before.get("due_timed", task.due_timed))
            was[task.number] = _due_day(due_at, zone, scope, timed=timed)
    now = {task.number: _due_day(task.due_at, task.due_zone, scope, timed=task.due_timed) for task in tasks}
    moved = rules.moved(was, now)
    return [_item(task, scope, was=moved[task.number].isoformat()) for task in tasks if task.number in moved]


def _before(scope: Scope, steps: Iterable[Step]) -> dict[str, Any]:
    """What has changed since the report before, as it was then."""
    before: dict[str, Any] = {}
    for at, old, _ in steps:
        if at > scope.since:
            before = {**old, **before}
    return before


def _unresolved(session: Session, scope: Scope) -> list[Blocker]:
    found = select(Blocker).where(
        Blocker.workspace_id == scope.workspace_id,
        Blocker.channel_id == scope.channel_id,
        col(Blocker.removed_at).is_(None),
        col(Blocker.status).in_(blocker_rules.UNRESOLVED),
    )
    return list(session.exec(found))


def _with_days(session: Session, scope: Scope, people: Collection[str | None]) -> Scope:
    """The same, with the days by which its ages count."""
    back = scope.today - LOOKED_BACK
    theirs = days_off.of_all(session, scope.workspace_id, {user for user in people if user}, back, scope.today)
    days = Days(own=days_off.holidays_of(session, scope.workspace_id, scope.channel_id))
    # Those whose days nobody has told go by the channel's.
    return replace(scope, days=days, theirs={user: own for user, own in theirs.items() if own != ANYBODY})


def _blocked(scope: Scope, blockers: list[Blocker], tasks: list[Task]) -> list[Item]:
    """What is in the way, oldest first: blockers, and blocked tasks that none of these speaks of."""
    told = {number for blocker in blockers for number in blocker.task_numbers}
    here = {str(task.number) for task in tasks}
    items = [_stuck(each, scope, here) for each in blockers]
    items += [
        _since(local_day(task.status_at, scope.zone), scope, _item(task, scope), task.owner_id)
        for task in tasks
        if task.status == "blocked" and str(task.number) not in told
    ]
    return sorted(items, key=lambda item: (item.day, item.key))


def _stuck(blocker: Blocker, scope: Scope, here: Collection[str]) -> Item:
    """A blocker, with those of the tasks it is in the way of that are the channel's own."""
    taken = blocker.status == "acknowledged"
    item = Item(
        blocker_rules.key(blocker.number), blocker.what, who=blocker.stuck_id,
        clears=blocker.status_by if taken else blocker.unblocker_id or "", state=blocker.status,
        holds=tuple(task_rules.key(int(number)) for number in blocker.task_numbers if number in here),
    )  # fmt: skip
    return _since(blocker.began(scope.zone), scope, item, blocker.acts)


def _since(day: date, scope: Scope, item: Item, acts: str | None) -> Item:
    """What is in the way, with the day since when, by the days of whoever has to act."""
    return replace(item, day=day.isoformat(), days=scope.age(day, acts))


def _away(session: Session, scope: Scope, people: Collection[str]) -> tuple[Away, ...]:
    """Who of those with work here is away today or in the coming days."""
    last = scope.today + timedelta(days=rules.AHEAD_DAYS)
    known = days_off.of_all(session, scope.workspace_id, people, scope.today, last)
    found: list[Away] = []
    for user in sorted(known):
        spans = known[user].away
        found += [Away(user, first.isoformat(), last.isoformat()) for first, last in spans]
        found += [
            Away(user, day.isoformat(), day.isoformat(), off.name or "day off")
            for day, _ in known[user].holidays(scope.today, last)
            if (off := known[user].off(day)) and off.why == "holiday" and day.weekday() not in known[user].weekend
        ]
    return tuple(found)


def _unanswered(session: Session, scope: Scope) -> list[Missing]:
    """Who did not answer the channel's standups, where the team wants that said."""
    found = (
        select(Entry.user_id, Entry.status, Round.roster)
        .join(
            Round, (col(Round.workspace_id) == col(Entry.workspace_id)) & (col(Round.number) == col(Entry.round_number))
        )
        .join(
            Standup,
            (col(Standup.workspace_id) == col(Round.workspace_id)) & (col(Standup.number) == col(Round.standup_number)),
        )
        .where(
            Entry.workspace_id == scope.workspace_id,
            Standup.channel_id == scope.channel_id,
            col(Standup.removed_at).is_(None),
            col(Standup.names_missing).is_(True),
            Standup.posting != "dm",
            Entry.deadline_at > scope.since,
            Entry.deadline_at <= scope.now,
        )
    )
    asked: dict[str, list[str]] = defaultdict(list)
    for user_id, status, roster in session.exec(found):
        if roster.get(user_id) == "mandatory" and status not in ("away", "unasked", "skipped"):
            asked[user_id].append(status)
    return [
        Missing(user_id, missed=missed, of=len(statuses))
        for user_id, statuses in sorted(asked.items())
        if (missed := statuses.count("waiting"))
    ]


def _quiet(scope: Scope, tasks: list[Task], steps: dict[int, list[Step]], away: Collection[str]) -> list[Missing]:
    """Whose tasks have not moved for days; nobody can move what is blocked, or anything while away."""
    theirs: dict[str, list[Task]] = defaultdict(list)
    for task in tasks:
        if task.owner_id and task.status != "blocked" and task.owner_id not in away:
            theirs[task.owner_id].append(task)
    quiet = []
    for owner, own in sorted(theirs.items()):
        still = {task_rules.key(task.number): _unmoved(scope, task, steps[task.number]) for task in own}
        if min(still.values()) >= rules.QUIET_DAYS:
            longest = dict(sorted(still.items(), key=lambda each: -each[1])[: rules.STILL])
            quiet.append(Missing(owner, tasks=len(own), days=min(still.values()), still=longest))
    return quiet


def _unmoved(scope: Scope, task: Task, steps: Sequence[Step]) -> int:
    """For how many working days nothing has happened to a task."""
    return scope.age(local_day(steps[-1][0] if steps else task.status_at, scope.zone), task.owner_id)


def _life(task: Task, steps: list[Step]) -> list[tuple[datetime, str]]:
    """The states a task came to, and when; it began as open."""
    began = [(task.created_at, "open")]
    return began + [(at, str(after["status"])) for at, _, after in steps if "status" in after]


def _moments(scope: Scope) -> list[datetime]:
    """The same time of day a week apart, up to now."""
    at = scope.now.astimezone(scope.zone).time()
    days = [scope.today - week * _WEEK for week in range(rules.WEEKS - 1, 0, -1)]
    return [*(instant(day, at, scope.zone) for day in days), scope.now]


def _people(sections: dict[str, Section], away: Iterable[Away], missing: Iterable[Missing]) -> set[str]:
    items = {user for section in sections.values() for item in section.items for user in (item.who, item.clears or "")}
    return (items | {each.who for each in away} | {each.who for each in missing}) - {""}


def _names(session: Session, workspace_id: str, people: Collection[str]) -> dict[str, str]:
    found = select(Person).where(Person.workspace_id == workspace_id, col(Person.user_id).in_(people))
    return {person.user_id: person.name or person.handle for person in session.exec(found)}
