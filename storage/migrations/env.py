"""Alembic's way in: the connection comes from storage.migrate."""

from typing import Any, Literal

from alembic import context
from sqlmodel import SQLModel
from sqlmodel.sql.sqltypes import AutoString

from storage import (
    absences,
    alarms,
    audit,
    blockers,
    counters,
    days_off,
    drafts,
    feeds,
    history,
    inbound,
    members,
    outbox,
    people,
    preferences,
    reactions,
    reminders,
    reports,
    retention,
    roles,
    rounds,
    standups,
    status,
    tasks,
)
from storage.schema import Words

TABLES = (
    absences, alarms, audit, blockers, counters, days_off, drafts, feeds, history, inbound, members, outbox,
    people, preferences, reactions, reminders, reports, retention, roles, rounds, standups, status, tasks,
)  # fmt: skip


def render_item(kind: str, item: Any, _: Any) -> str | Literal[False]:
    """Write column types in plain SQLAlchemy, so that a migration never depends on today's code."""
    if kind != "type":
        return False
    if isinstance(item, AutoString):
        return f"sa.String(length={item.length})" if item.length else "sa.String()"
    if isinstance(item, Words):
        return "sa.String()"
    if type(item).__name__ == "UTCDateTime":
        return "sa.DateTime(timezone=True)"
    return False


def run() -> None:
    connection = context.config.attributes["connection"]
    context.configure(
        connection=connection,
        target_metadata=SQLModel.metadata,
        render_as_batch=True,
        render_item=render_item,
        compare_type=True,
        compare_server_default=True,
    )
    with context.begin_transaction():
        context.run_migrations()


run()
