"""What all tables share: names for their constraints, and the tenant as first column of every key."""

from datetime import UTC, datetime
from functools import cache
from typing import Any

from sqlalchemy import JSON, Dialect, Executable, String, TypeDecorator, type_coerce
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import Field, Session, SQLModel

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


# After every moment there can be.
FAR_OFF = datetime(9000, 1, 1, tzinfo=UTC)
# Before every moment there can be.
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


class Row(SQLModel):
    """The base of every table. Moments are aware and kept in UTC; naive ones are refused."""

    workspace_id: str = Field(primary_key=True, max_length=32)


class Words(TypeDecorator[tuple[str, ...]]):
    """A small ordered set of words in one column, each between spaces so that one can be searched for.

    Sets of ten labels or helpers change together with their record: one row, one version, one undo.
    """

    impl = String
    cache_ok = True

    def process_bind_param(self, value: tuple[str, ...] | None, dialect: Dialect) -> str:
        return f" {' '.join(value)} " if value else ""

    def process_result_value(self, value: str | None, dialect: Dialect) -> tuple[str, ...]:
        return tuple((value or "").split())


def words_field() -> Any:
    """A column of `Words`, empty at first."""
    return Field(default=(), sa_type=Words, sa_column_kwargs={"server_default": ""})


def has_word(column: Any, word: str) -> ColumnElement[bool]:
    """Whether a `Words` column holds this very word."""
    return type_coerce(column, String).contains(f" {word} ", autoescape=True)


def json_field(**more: Any) -> Any:
    """A column of plain JSON values."""
    return Field(sa_type=JSON, **more)


def insert_once(session: Session, table: type[Row], row: dict[str, Any]) -> bool:
    """Insert a row unless its key is taken; says whether it was inserted."""
    connection = session.connection()
    return connection.execute(_insert_once(table, connection.dialect.name), row).rowcount == 1


@cache
def _insert_once(table: type[Row], dialect: str) -> Executable:
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    # The count of an INSERT is not kept unless one asks.
    return insert(table).on_conflict_do_nothing().execution_options(preserve_rowcount=True)


def upsert(session: Session, table: type[Row], row: dict[str, Any]) -> None:
    """Insert a row, or put it in the place of the one that has its key."""
    connection = session.connection()
    connection.execute(_upsert(table, connection.dialect.name), row)


@cache
def _upsert(table: type[Row], dialect: str) -> Executable:
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    columns = table.__table__.columns  # type: ignore[attr-defined]
    new = insert(table)
    key = [column.name for column in columns if column.primary_key]
    rest = {column.name: new.excluded[column.name] for column in columns if not column.primary_key}
    return new.on_conflict_do_update(index_elements=key, set_=rest)
