"""Tasks: the table, and every way it changes. The caller owns the transaction; nobody is spoken to here."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Index, and_, or_, text
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import Field, Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from bot.rules import tasks as rules
from bot.rules.paging import Cursor, Page
from bot.rules.people import Actor, Permission, Place
from bot.rules.tasks import Due, Filter, NewTask, Verb
from storage import digests, permission, records
from storage.history import Stamp
from storage.records import Record
from storage.schema import has_word, words_field

# What the clock goes by.
_WATCHED = frozenset({"status", "owner_id", "due_at"})
# PostgreSQL reads several statuses in the order of their due dates from this alone; SQLite does from the one by status.
_UNFINISHED = text("removed_at IS NULL AND status IN ('open', 'doing', 'blocked')")


class Task(Record, table=True):
    lifecycle = rules.LIFECYCLE
    names_people = ("creator_id", "owner_id", "helper_ids")
    called_by = "title"
    on_homes = True

    __table_args__ = (
        Index(
            "ix_task_unfinished",
            "workspace_id",
            "due_rank",
            "number",
            sqlite_where=_UNFINISHED,
            postgresql_where=_UNFINISHED,
        ),
        Index(None, "workspace_id", "status", "due_rank", "number"),
        Index(None, "workspace_id", "owner_id", "status", "due_rank", "number"),
        Index(None, "workspace_id", "channel_id"),
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

    @property
    def responsible(self) -> str:
        """Its owner; while it has none, whoever wrote it down."""
        return self.owner_id or self.creator_id


def add(session: Session, stamp: Stamp, place: Place, new: NewTask) -> Task:
    """Write down a new task, born where it was said."""
    task = records.create(session, stamp, place, Task, _columns(vars(new)))
    digests.watch(session, task, stamp.now, was_timed=False)
    return task


def find(session: Session, actor: Actor, number: int, verb: Permission) -> Task:
    """The task, if it exists and the actor may see it, and do this to it.

    Raises:
        NotFound: absent or not theirs to see; the sentence is the same.
        NotYours: they may see it, and no more.
    """
    return permission.find(session, actor, Task, number, verb)


def move(session: Session, stamp: Stamp, task: Task, verb: Verb) -> None:
    """Take one step of the lifecycle.

    Raises:
        AlreadySo: it is there already, or can't get there from where it is.
    """
    change(session, stamp, task, verb, {"status": records.step(session, stamp, task, verb)})


def change(session: Session, stamp: Stamp, task: Task, verb: str, values: dict[str, Any]) -> None:
    """Change what a task says, in the words of `NewTask`, or its status. Only what is blocked waits for others."""
    columns = _columns(values)
    if columns.get("status", "blocked") != "blocked":
        columns["waits_for"] = ()
    was_timed = task.due_timed
    records.change(session, stamp, task, verb, columns)
    if _WATCHED & columns.keys():
        digests.watch(session, task, stamp.now, was_timed=was_timed)


def page(
    session: Session, actor: Actor, wanted: Filter, cursor: Cursor | None, limit: int, now: datetime
) -> Page[Task]:
    """At most `limit` tasks the actor may see, soonest due first, from the cursor on (in list order either way)."""
    found = records.visible(Task, actor).where(col(Task.status).in_(wanted.statuses), *_conditions(wanted, now))
    # No index helps with these: to count what they find would be to read every task there is.
    counted = not (wanted.words or wanted.labels or wanted.priority or wanted.undated or wanted.finished_from)
    order = (col(Task.due_rank), col(Task.number))
    return records.page(session, found, order, cursor, limit, counted=counted)


def unfinished_of(session: Session, workspace_id: str, user_id: str) -> list[Task]:
    """Everything unfinished that is this person's to do, soonest due first."""
    return list(session.exec(_unfinished(workspace_id, user_id).order_by(col(Task.due_rank), col(Task.number))))


def has_unfinished(session: Session, workspace_id: str, user_id: str) -> bool:
    """Whether anything is this person's to do."""
    return session.exec(_unfinished(workspace_id, user_id).limit(1)).first() is not None


def _unfinished(workspace_id: str, user_id: str) -> SelectOfScalar[Task]:
    return select(Task).where(
        Task.workspace_id == workspace_id,
        col(Task.removed_at).is_(None),
        col(Task.status).in_(rules.UNFINISHED),
        responsible_is(user_id),
    )


def responsible_is(user_id: str) -> ColumnElement[bool]:
    """What nobody owns is still on the list of whoever wrote it down."""
    own = and_(col(Task.owner_id).is_(None), col(Task.creator_id) == user_id)
    return or_(col(Task.owner_id) == user_id, own)


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


def _conditions(wanted: Filter, now: datetime) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.owner_id:
        conditions.append(responsible_is(wanted.owner_id))
    if wanted.unowned:
        conditions.append(col(Task.owner_id).is_(None))
    if wanted.given_by:
        # NULL is no other person: what nobody owns was given to nobody.
        conditions += [col(Task.creator_id) == wanted.given_by, col(Task.owner_id) != wanted.given_by]
    if wanted.priority:
        said = ("high", "urgent") if wanted.priority == "high" else (wanted.priority,)
        conditions.append(col(Task.priority).in_(said))
    if wanted.undated:
        conditions.append(col(Task.due_at).is_(None))
    if wanted.channel_id:
        conditions.append(col(Task.channel_id) == wanted.channel_id)
    if wanted.late:
        conditions.append(col(Task.due_rank) < now)
    conditions += _spans(wanted)
    conditions += [has_word(Task.labels, label) for label in wanted.labels]
    conditions += [
        or_(col(Task.search).contains(word, autoescape=True), has_word(Task.labels, word)) for word in wanted.words
    ]
    return conditions


def _spans(wanted: Filter) -> list[ColumnElement[bool]]:
    """From when to when they are due, or were finished."""
    from_ = ((Task.due_rank, wanted.due_from), (Task.status_at, wanted.finished_from))
    before = ((Task.due_rank, wanted.due_before), (Task.status_at, wanted.finished_before))
    return [col(moment) >= bound for moment, bound in from_ if bound] + [
        col(moment) < bound for moment, bound in before if bound
    ]


def _columns(values: Mapping[str, Any]) -> dict[str, Any]:
    """Column values of what the rules speak of; a due moment is three columns and a rank."""
    columns = dict(values)
    if "due" in columns:
        due: Due | None = columns.pop("due")
        columns["due_at"] = due.at if due else None
        columns["due_zone"] = due.zone if due else None
        columns["due_timed"] = due.timed if due else False
        columns["due_rank"] = due.at if due else rules.SOMEDAY
    return columns
