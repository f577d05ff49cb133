"""Migrations make the very tables the code speaks of, up and down, on both databases."""

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect
from sqlmodel import SQLModel

from storage import migrate
from storage.database import open_engine
from storage.migrate import NewerDatabase


def test_there_is_one_head() -> None:
    assert len(ScriptDirectory("storage/migrations").get_heads()) == 1


def test_migrated_tables_equal_the_models(database_url: str) -> None:
    engine = open_engine(database_url)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, SQLModel.metadata) == []
    engine.dispose()


def test_migrations_go_down_to_nothing_and_up_again(database_url: str) -> None:
    engine = open_engine(database_url)
    with engine.connect() as connection:
        command.downgrade(migrate.configuration(connection), "base")
        connection.commit()
        assert inspect(connection).get_table_names() == ["alembic_version"]
        connection.rollback()
    migrate.upgrade(engine)
    with engine.connect() as connection:
        assert migrate.current(connection) == migrate.newest()
    engine.dispose()


def test_a_newer_database_is_refused(database_url: str) -> None:
    engine = open_engine(database_url)
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(NewerDatabase, match="9999"):
        migrate.upgrade(engine)
    engine.dispose()


def test_the_tenant_comes_first_in_every_key() -> None:
    for table in SQLModel.metadata.sorted_tables:
        assert next(iter(table.primary_key.columns)).name == "workspace_id", table.name
        for index in table.indexes:
            first = next(iter(index.columns)).name
            # What is due or outdated is found across workspaces by the system itself, for nobody.
            assert first in ("workspace_id", "state", "due_at", "at"), index.name
