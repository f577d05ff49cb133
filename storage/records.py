"""What tasks, blockers and their like have in common: a human number, a version, a history, and an undo.

Every change is one conditional UPDATE on the version that was read. Two people at once: the second one's work is
run again on what the first one left.
"""

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import Insert, insert, update
from sqlmodel import Field, Session, col

from bot.rules.errors import UserError
from storage import history
from storage.counters import next_number
from storage.database import Overtaken
from storage.history import Change, Stamp
from storage.schema import Row


class Record(Row):
    """A row people know by a number. `removed_at` is set when its creation was undone: it is nobody's to see."""

    number: int = Field(primary_key=True)
    channel_id: str = Field(max_length=32)
    channel_kind: str = Field(max_length=16)
    creator_id: str = Field(max_length=32)
    created_at: datetime
    status_at: datetime
    status_by: str = Field(max_length=32)
    removed_at: datetime | None = None
    # The text in one case, folded by Python: the two databases fold differently.
    search: str = ""
    version: int = 1


R = TypeVar("R", bound=Record)


def create(session: Session, stamp: Stamp, table: type[R], noun: str, values: Mapping[str, Any]) -> R:
    """Insert a record under its noun's next number and write down who made it."""
    row = {
        **values,
        "workspace_id": stamp.workspace_id,
        "number": next_number(session, stamp.workspace_id, noun),
        "creator_id": stamp.actor_id,
        "created_at": stamp.now,
        "status_at": stamp.now,
        "status_by": stamp.actor_id,
        "version": 1,
    }
    session.connection().execute(_insert(table), row)
    history.record(session, stamp, noun, row["number"], 1, "add", after=dict(values))
    return table(**row)


@cache
def _insert(table: type[Record]) -> Insert:
    return insert(table)


def change(session: Session, stamp: Stamp, record: Record, noun: str, verb: str, values: Mapping[str, Any]) -> None:
    """Set `values` on a record, in the database and on the object in hand, and write down what they replaced.

    Raises:
        Overtaken: somebody else's change came first; the whole unit of work is run again.
    """
    before = {name: getattr(record, name) for name in values}
    if before == dict(values):
        return
    _update(session, record, values)
    history.record(session, stamp, noun, record.number, record.version, verb, before=before, after=dict(values))


def undo(session: Session, stamp: Stamp, record: Record, made: Change, later: int = 0) -> None:
    """Put back what one change replaced; a creation is removed. `later` changes to it have just been put back before.

    Raises:
        UserError: the record has changed since.
    """
    if record.version != made.version + 2 * later:
        raise UserError("Somebody has changed it since, so I can't undo this any more. Nothing changed.")
    values = _revived(type(record), made.before) if made.verb != "add" else {"removed_at": stamp.now}
    _update(session, record, values)
    history.record(session, stamp, made.noun, made.number, record.version, "undo", before=made.after, after=made.before)


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
