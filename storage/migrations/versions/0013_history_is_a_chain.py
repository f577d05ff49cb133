"""History is a chain"""

import hashlib
import json
from collections import defaultdict
from datetime import UTC
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_AT_ONCE = 500
# What had a version of its own before.
_OLD = ("workspace_id", "noun", "number", "version", "verb", "actor_id", "door", "batch", "at", "before", "after")


def upgrade() -> None:
    kept = _read("at, noun, number, version")
    _drop("ix_history_workspace_id_batch")
    op.create_table(
        "chain_head",
        sa.Column("workspace_id", sa.String(length=32), nullable=False),
        sa.Column("length", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", name=op.f("pk_chain_head")),
    )
    op.create_table(
        "retention",
        sa.Column("workspace_id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("months", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "kind", name=op.f("pk_retention")),
    )
    op.create_table(
        "history",
        *_shared(),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("undoes", sa.String(length=255), nullable=False),
        sa.Column("salt", sa.String(length=32), nullable=False),
        sa.Column("content", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "seq", name=op.f("pk_history")),
    )
    _index("workspace_id", "noun", "number", "version")
    _index("workspace_id", "batch")
    _index("workspace_id", "actor_id", "at")
    _fill(_chained(kept), (*_OLD, "seq", "undoes", "salt", "content", "hash"))


def downgrade() -> None:
    kept = [row for row in _read("seq") if row["version"]]
    _drop(
        "ix_history_workspace_id_noun_number_version", "ix_history_workspace_id_batch",
        "ix_history_workspace_id_actor_id_at",
    )  # fmt: skip
    op.drop_table("retention")
    op.drop_table("chain_head")
    op.create_table(
        "history",
        *_shared(),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("workspace_id", "noun", "number", "version", name=op.f("pk_history")),
    )
    _index("workspace_id", "batch")
    _fill(kept, _OLD)


def _shared() -> list[sa.Column[Any]]:
    return [
        sa.Column("workspace_id", sa.String(length=32), nullable=False),
        sa.Column("noun", sa.String(length=16), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("verb", sa.String(length=32), nullable=False),
        sa.Column("actor_id", sa.String(length=32), nullable=False),
        sa.Column("door", sa.String(length=16), nullable=False),
        sa.Column("batch", sa.String(length=255), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
    ]


def _read(order: str) -> list[dict[str, Any]]:
    table = sa.table("history", *(sa.column(column.name, column.type) for column in _shared()), sa.column("seq"))
    columns = [table.c[name] for name in _OLD]
    found = sa.select(*columns).order_by(table.c.workspace_id, *(sa.text(name) for name in order.split(", ")))
    return [dict(row) for row in op.get_bind().execute(found).mappings()]


def _drop(*indexes: str) -> None:
    for name in indexes:
        op.drop_index(name, table_name="history")
    op.drop_table("history")


def _index(*columns: str) -> None:
    op.create_index(f"ix_history_{'_'.join(columns)}", "history", list(columns))


def _fill(rows: list[dict[str, Any]], names: tuple[str, ...]) -> None:
    types: dict[str, Any] = {column.name: column.type for column in _shared()} | {"seq": sa.Integer()}
    table = sa.table("history", *(sa.column(name, types.get(name, sa.String())) for name in names))
    for start in range(0, len(rows), _AT_ONCE):
        op.bulk_insert(table, rows[start : start + _AT_ONCE])


def _chained(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """As `storage.audit` chained them when this was written; what is older has no salt, for nobody kept one."""
    ends: defaultdict[str, tuple[int, str]] = defaultdict(lambda: (0, ""))
    for row in rows:
        length, previous = ends[row["workspace_id"]]
        at = row["at"] if row["at"].tzinfo else row["at"].replace(tzinfo=UTC)
        content = _digest(["", row["actor_id"], row["before"], row["after"]])
        found = _digest([
            previous, row["workspace_id"], length + 1, row["noun"], row["number"], row["version"], row["verb"],
            row["door"], row["batch"], "", at.astimezone(UTC).isoformat(timespec="microseconds"), content,
        ])  # fmt: skip
        row |= {"at": at, "seq": length + 1, "undoes": "", "salt": "", "content": content, "hash": found}
        ends[row["workspace_id"]] = (length + 1, found)
    heads = sa.table("chain_head", sa.column("workspace_id"), sa.column("length"), sa.column("hash"))
    for workspace_id, (length, last) in ends.items():
        op.execute(heads.insert().values(workspace_id=workspace_id, length=length, hash=last))
    return rows


def _digest(values: list[Any]) -> str:
    canonical = json.dumps(values, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()
