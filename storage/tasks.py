"""Tasks: the table, and every way it changes. The caller owns the transaction; nobody is spoken to here."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Index, and_, or_, tuple_
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import Field, Session, col, select

from bot.rules import tasks as rules
from bot.rules.errors import NotFound, UserError
from bot.rules.people import Actor, Place, allow
from bot.rules.tasks import Due, Filter, NewTask, Status, Verb
from storage import blockers, records
from storage.history import Stamp
from storage.records import Record
from storage.schema import has_word, words_field

NOUN = "task"


class Task(Record, table=True):
    __table_args__ = (
        Index(None, "workspace_id", "status", "due_rank", "number"),
        Index(None, "workspace_id", "owner_id", "status", "due_rank", "number"),
    )

    title: str = Field(max_length=rules.TITLE_LIMIT)
    description: str = ""
    status: str = Field(default="open", max_length=16)
    priority: str = Field(default="normal", max_length=16)
    owner_id: str | None = Field(default=None, max_length=32)
    helper_ids: tuple[str, ...] = words_field()
    labels: tuple[str, ...] = words_field()
    waits_for: tuple[str, ...] = words_field()
    due_at: datetime | None = None
    due_zone: str | None = Field(default=None, max_length=64)
    due_timed: bool = False
    due_rank: datetime = rules.SOMEDAY
    estimate_minutes: int | None = None
    source_url: str | None = Field(default=None, max_length=3000)

    def involves(self, user_id: str) -> bool:
        """Whether this person made it, owns it or helps with it."""
        return user_id in (self.creator_id, self.owner_id, *self.helper_ids)


@dataclass(frozen=True)
class Cursor:
    """A place in the list: just after this task, just before it, or (`inclusive`) from it on."""

    due_rank: datetime
    number: int
    backwards: bool = False
    inclusive: bool = False


def add(session: Session, stamp: Stamp, place: Place, new: NewTask) -> Task:
    """Write down a new task, born where it was said."""
    values = _columns(dict(vars(new))) | {"channel_id": place.channel_id, "channel_kind": place.kind}
    return records.create(session, stamp, Task, NOUN, values)


def find(session: Session, actor: Actor, number: int) -> Task:
    """The task, if it exists and the actor may see it.

    Raises:
        NotFound: absent or not theirs; the sentence is the same.
    """
    task = session.get(Task, (actor.workspace_id, number))
    if task is None or task.removed_at is not None or not allow(actor, task):
        raise NotFound(rules.key(number), "/task list")
    return task


def of(session: Session, workspace_id: str, number: int | None) -> Task | None:
    """The task that another record belongs to, whoever may see it; never for showing."""
    return session.get(Task, (workspace_id, number)) if number else None


def move(session: Session, stamp: Stamp, task: Task, verb: Verb) -> None:
    """Take one step of the lifecycle.

    Raises:
        AlreadySo: it is there already.
    """
    status = rules.move(task.number, task.status, verb, by=task.status_by)
    change(session, stamp, task, verb, {"status": status})


def edit(session: Session, stamp: Stamp, task: Task, new: NewTask, status: Status | None) -> None:
    """Take over everything a form says; the link to where the task came from stays."""
    values = dict(vars(new)) | ({"status": status} if status else {})
    del values["source_url"]
    change(session, stamp, task, "edit", values)


def change(session: Session, stamp: Stamp, task: Task, verb: str, values: dict[str, Any]) -> None:
    """Change what a task says, in the words of `NewTask`, or its status."""
    columns = _columns(values)
    if columns.get("status", task.status) != task.status:
        columns |= {"status_at": stamp.now, "status_by": stamp.actor_id}
    records.change(session, stamp, task, NOUN, verb, columns)


def wait_for(session: Session, stamp: Stamp, task: Task, numbers: tuple[int, ...]) -> None:
    """Mark the task as blocked by others.

    Raises:
        UserError: it would wait for itself, by whatever way round.
    """
    if task.number in _all_waited_for(session, task.workspace_id, numbers):
        raise UserError(f"{rules.key(task.number)} would be waiting for itself. Nothing changed.")
    waits = tuple(dict.fromkeys((*task.waits_for, *map(str, numbers))))
    status = "blocked"
    if task.status != "blocked":
        status = rules.move(task.number, task.status, "block", by=task.status_by)
    change(session, stamp, task, "block", {"waits_for": waits, "status": status})


def free_those_waiting_for(session: Session, stamp: Stamp, done: Task) -> list[Task]:
    """Take a finished task off the lists of those that waited for it; returns those that wait for nothing more."""
    waiting = select(Task).where(
        Task.workspace_id == done.workspace_id,
        has_word(Task.waits_for, str(done.number)),
        col(Task.removed_at).is_(None),
    )
    freed = []
    for task in session.exec(waiting):
        waits = tuple(number for number in task.waits_for if number != str(done.number))
        free = not waits and task.status == "blocked" and not blockers.in_the_way(session, task)
        change(session, stamp, task, "freed", {"waits_for": waits, "status": "open" if free else task.status})
        freed += [task] if free else []
    return freed


def _all_waited_for(session: Session, workspace_id: str, numbers: tuple[int, ...]) -> set[int]:
    """These tasks, and all that they wait for."""
    seen: set[int] = set()
    waiting = list(numbers)
    while waiting:
        number = waiting.pop()
        if number not in seen:
            seen.add(number)
            task = session.get(Task, (workspace_id, number))
            waiting += [int(word) for word in task.waits_for] if task else []
    return seen


def page(
    session: Session, actor: Actor, wanted: Filter, cursor: Cursor | None, limit: int, now: datetime
) -> list[Task]:
    """At most `limit` tasks the actor may see, soonest due first, from the cursor on (in list order either way)."""
    found = select(Task).where(
        Task.workspace_id == actor.workspace_id,
        col(Task.removed_at).is_(None),
        col(Task.status).in_(wanted.statuses),
        visible_to(actor),
        *_conditions(wanted, now),
    )
    order = (col(Task.due_rank), col(Task.number))
    if cursor is None:
        return list(session.exec(found.order_by(*order).limit(limit)))
    here = tuple_(*order)
    there = tuple_(cursor.due_rank, cursor.number)
    if not cursor.backwards:
        onwards = here >= there if cursor.inclusive else here > there
        return list(session.exec(found.where(onwards).order_by(*order).limit(limit)))
    descending = (col(Task.due_rank).desc(), col(Task.number).desc())
    return list(session.exec(found.where(here < there).order_by(*descending).limit(limit)))[::-1]


def finished_since(
    session: Session, workspace_id: str, user_id: str, since: datetime, channel_id: str, limit: int
) -> list[Task]:
    """What is done since then and was theirs, or nobody's and finished by them; only what a channel may see."""
    found = select(Task).where(
        Task.workspace_id == workspace_id,
        Task.status == "done",
        Task.status_at > since,
        or_(col(Task.owner_id) == user_id, and_(col(Task.owner_id).is_(None), col(Task.status_by) == user_id)),
        or_(col(Task.channel_kind) == "public", col(Task.channel_id) == channel_id),
        col(Task.removed_at).is_(None),
    )
    return list(session.exec(found.order_by(col(Task.status_at), col(Task.number)).limit(limit)))


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """`rules.people.allow`, said in SQL."""
    allowed = or_(
        col(Task.owner_id) == actor.user_id,
        col(Task.creator_id) == actor.user_id,
        has_word(Task.helper_ids, actor.user_id),
        and_(col(Task.channel_id) == actor.place.channel_id, col(Task.channel_id) != ""),
    )
    if actor.kind == "member":
        return or_(col(Task.channel_kind) == "public", allowed)
    return allowed


def _conditions(wanted: Filter, now: datetime) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.owner_id:
        # What nobody owns is still on the list of whoever wrote it down.
        own = and_(col(Task.owner_id).is_(None), col(Task.creator_id) == wanted.owner_id)
        conditions.append(or_(col(Task.owner_id) == wanted.owner_id, own))
    if wanted.priority:
        conditions.append(col(Task.priority) == wanted.priority)
    if wanted.late:
        conditions.append(col(Task.due_rank) < now)
    if wanted.due_before:
        conditions.append(col(Task.due_rank) < wanted.due_before)
    conditions += [has_word(Task.labels, label) for label in wanted.labels]
    conditions += [
        or_(col(Task.search).contains(word, autoescape=True), has_word(Task.labels, word)) for word in wanted.words
    ]
    return conditions


def _columns(values: dict[str, Any]) -> dict[str, Any]:
    """Column values of what the rules speak of; a due moment is three columns and a rank."""
    columns = dict(values)
    if "title" in columns:
        columns["search"] = columns["title"].casefold()
    if "due" in columns:
        due: Due | None = columns.pop("due")
        columns["due_at"] = due.at if due else None
        columns["due_zone"] = due.zone if due else None
        columns["due_timed"] = due.timed if due else False
        columns["due_rank"] = due.at if due else rules.SOMEDAY
    return columns
