"""What tasks, blockers and their like have in common: a human number, a lifecycle, a history, an undo, and who sees it.

Every change is one conditional UPDATE on the version that was read. Two people at once: the second one's work is
run again on what the first one left.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any, ClassVar, TypeVar

from sqlalchemy import Insert, and_, func, insert, literal, or_, tuple_, update
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import Field, Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from bot.rules.errors import AlreadySo, UserError
from bot.rules.lifecycle import Lifecycle
from bot.rules.paging import Cursor, Page
from bot.rules.people import Actor, Place
from storage import history, homes
from storage.counters import next_number
from storage.database import Overtaken
from storage.history import Change, Stamp
from storage.schema import Row, Words, has_word

# A longer list is only said to be longer, so that counting never costs more than showing.
COUNTED = 100


class Record(Row):
    """A row people know by a number. `removed_at` is set when its creation was undone: it is nobody's to see."""

    lifecycle: ClassVar[Lifecycle[Any]]
    # The columns that name people; whoever is in one of them may see the record.
    names_people: ClassVar[tuple[str, ...]] = ("creator_id",)
    # What it is called: the column with its words.
    called_by: ClassVar[str]
    # Whether it stands on the Homes of those it names.
    on_homes: ClassVar[bool] = False

    number: int = Field(primary_key=True)
    channel_id: str = Field(max_length=32)
    channel_kind: str = Field(max_length=16)
    creator_id: str = Field(max_length=32)
    created_at: datetime
    status: str = Field(max_length=16)
    status_at: datetime
    status_by: str = Field(max_length=32)
    removed_at: datetime | None = None
    # The text in one case, folded by Python: the two databases fold differently.
    search: str = ""
    version: int = 1

    @property
    def noun(self) -> str:
        """What it is: `task`."""
        return self.lifecycle.noun

    @property
    def key(self) -> str:
        """The name people use: `T-12`."""
        return self.lifecycle.key(self.number)

    @property
    def called(self) -> str:
        """Its own words, as people wrote them."""
        return str(getattr(self, self.called_by))

    @property
    def is_over(self) -> bool:
        """Whether it is finished, one way or another, or its creation was undone."""
        return self.removed_at is not None or self.lifecycle.is_finished(self.status)

    def involves(self, user_id: str) -> bool:
        """Whether this person made it, or is named in it."""
        return user_id in self.named

    @property
    def named(self) -> frozenset[str]:
        """Whoever made it, or is named in it."""
        columns = (getattr(self, column) for column in self.names_people)
        return frozenset(who for each in columns for who in (each if isinstance(each, tuple) else (each,)) if who)


R = TypeVar("R", bound=Record)


def create(session: Session, stamp: Stamp, place: Place, table: type[R], values: Mapping[str, Any]) -> R:
    """Insert a record, born at a place, under its noun's next number, and write down who made it."""
    noun = table.lifecycle.noun
    kept = {**values, "channel_id": place.channel_id, "channel_kind": place.kind}
    row = {
        **kept,
        "search": str(values[table.called_by]).casefold(),
        "workspace_id": stamp.workspace_id,
        "number": next_number(session, stamp.workspace_id, noun),
        "creator_id": stamp.actor_id,
        "created_at": stamp.now,
        "status_at": stamp.now,
        "status_by": stamp.actor_id,
        "version": 1,
    }
    session.connection().execute(_insert(table), row)
    history.record(session, stamp, noun, row["number"], 1, "add", after=kept)
    made = table(**row)
    _show(session, stamp, made, made.named)
    return made


@cache
def _insert(table: type[Record]) -> Insert:
    return insert(table)


def move(session: Session, stamp: Stamp, record: Record, verb: str, **values: Any) -> None:
    """Take one step of the lifecycle, and set `values` with it.

    Raises:
        AlreadySo: it is there already, or can't get there from where it is.
    """
    change(session, stamp, record, verb, {**values, "status": step(session, stamp, record, verb)})


def step(session: Session, stamp: Stamp, record: Record, verb: str) -> str:
    """The status after a step of the lifecycle.

    Raises:
        AlreadySo: it is there already, or can't get there from where it is.
    """
    try:
        return record.lifecycle.move(record.number, record.status, verb, by=record.status_by, called=record.called)
    except AlreadySo as error:
        last = history.own_last(session, stamp, record.noun, record.number)
        error.undo = last.batch if last and last.verb == verb else ""
        raise


def change(session: Session, stamp: Stamp, record: Record, verb: str, values: Mapping[str, Any]) -> None:
    """Set `values` on a record, in the database and on the object in hand, and write down what they replaced.

    Raises:
        Overtaken: somebody else's change came first; the whole unit of work is run again.
    """
    # What was undone and is made again says all it is made of, as something new does.
    anew = record.removed_at is not None
    after = {name: value for name, value in values.items() if anew or getattr(record, name) != value}
    if not after:
        return
    if "status" in after:
        after |= {"status_at": stamp.now, "status_by": stamp.actor_id}
    if record.called_by in after:
        after |= {"search": str(after[record.called_by]).casefold()}
    before, named = {name: getattr(record, name) for name in after}, record.named
    _update(session, record, after)
    _show(session, stamp, record, named | record.named)
    history.record(session, stamp, record.noun, record.number, record.version, verb, before=before, after=after)


def undo(session: Session, stamp: Stamp, record: Record, made: Change) -> None:
    """Put back what one change replaced; a creation is removed.

    Raises:
        UserError: the record has changed since.
    """
    if not history.stands(session, made, record.version):
        raise UserError("Somebody has changed it since, so I can't undo this any more. Nothing changed.")
    values = _revived(type(record), made.before) if made.verb != "add" else {"removed_at": stamp.now}
    named = record.named
    _update(session, record, values)
    _show(session, stamp, record, named | record.named)
    history.record(
        session, stamp, made.noun, made.number, record.version, "undo",
        before=made.after, after=made.before, undoes=made.batch,
    )  # fmt: skip


def hold(session: Session, record: Record) -> None:
    """Whoever wants to do the same with it at this moment waits until we have, and sees what we did."""
    table = type(record)
    this = select(table.number).where(table.workspace_id == record.workspace_id, table.number == record.number)
    session.exec(this.with_for_update()).one()


def page(
    session: Session,
    found: SelectOfScalar[R],
    order: Sequence[Any],
    cursor: Cursor | None,
    limit: int,
    *,
    counted: bool = True,
) -> Page[R]:
    """At most `limit` of the rows `found`, in the order of some columns, from the cursor on or just before it."""
    backwards = cursor is not None and cursor.backwards
    rows = list(session.exec(_from(found, order, cursor).limit(limit + 1)))
    more = len(rows) > limit
    shown = rows[:limit][::-1] if backwards else rows[:limit]
    earlier, later = more if backwards else cursor is not None, more or backwards
    if not earlier and not later:
        return Page(shown, total=len(shown))
    total = _count(session, found) if counted else None
    too_many = total is not None and total > COUNTED
    return Page(shown, earlier, later, COUNTED if too_many else total, too_many)


def _from(found: SelectOfScalar[R], order: Sequence[Any], cursor: Cursor | None) -> SelectOfScalar[R]:
    if cursor is None:
        return found.order_by(*order)
    here, there = tuple_(*order), tuple_(*cursor.at)
    if cursor.backwards:
        return found.where(here < there).order_by(*(column.desc() for column in order))
    return found.where(here >= there if cursor.inclusive else here > there).order_by(*order)


def _count(session: Session, found: SelectOfScalar[R]) -> int:
    some = found.with_only_columns(literal(1), maintain_column_froms=True).limit(COUNTED + 1).subquery()
    return session.exec(select(func.count()).select_from(some)).one()


def visible(table: type[R], actor: Actor) -> SelectOfScalar[R]:
    """Every record the actor may see: `rules.people.allow`, said in SQL."""
    involved = (_names(getattr(table, column), actor.user_id) for column in table.names_people)
    here = and_(col(table.channel_id) == actor.place.channel_id, col(table.channel_id) != "")
    public = [col(table.channel_kind) == "public"] if actor.kind == "member" else []
    return select(table).where(
        table.workspace_id == actor.workspace_id,
        col(table.removed_at).is_(None),
        or_(*public, *involved, here),
    )


def _names(column: Any, user_id: str) -> ColumnElement[bool]:
    named: ColumnElement[bool] = column == user_id
    return has_word(column, user_id) if isinstance(column.type, Words) else named


def _show(session: Session, stamp: Stamp, record: Record, named: frozenset[str]) -> None:
    """The Homes of those it names show it differently; whoever types a command about their own looks at none."""
    if record.on_homes and (named - {stamp.actor_id} or stamp.door == "form"):
        homes.changed(session, stamp.workspace_id, named, stamp.now)


def _update(session: Session, record: Record, values: Mapping[str, Any]) -> None:
    table = type(record)
    hit = session.connection().execute(
        update(table)
        .where(
            col(table.workspace_id) == record.workspace_id,
            col(table.number) == record.number,
            col(table.version) == record.version,
        )
        .values(**values, version=record.version + 1)
    )
    if hit.rowcount != 1:
        raise Overtaken(f"{table.__name__} {record.number}")
    session.expunge(record) if record in session else None
    for name, value in values.items():
        setattr(record, name, value)
    record.version += 1


def _revived(table: type[Record], kept: Mapping[str, Any]) -> dict[str, Any]:
    """Values as the table wants them, from what JSON kept."""
    moments = {name for name, known in table.model_fields.items() if "datetime" in str(known.annotation)}
    words = {name for name, value in kept.items() if isinstance(value, list)}
    revived = dict(kept)
    revived |= {name: datetime.fromisoformat(kept[name]) for name in moments & kept.keys() if kept[name]}
    return revived | {name: tuple(kept[name]) for name in words}
