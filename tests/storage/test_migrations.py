"""Migrations make the very tables the code speaks of, up and down, on both databases."""

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect
from sqlmodel import Session, SQLModel

from bot.rules.standups import DEFAULT_QUESTIONS, plain_question
from storage import migrate, rounds
from storage.database import open_engine
from storage.migrate import NewerDatabase
from storage.rounds import Round
from storage.standups import Standup
from tests.storage.given import NOW


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


def test_rounds_of_before_ask_what_their_standups_ask_now(database_url: str) -> None:
    asked = [plain_question(question) for question in DEFAULT_QUESTIONS]
    standup = Standup(
        workspace_id="T1", number=1, channel_id="C1", channel_kind="public", creator_id="UANA", created_at=NOW,
        status_at=NOW, status_by="UANA", name="Daily", cadence={}, questions=asked, members={},
    )  # fmt: skip
    engine = open_engine(database_url)
    with Session(engine) as session:
        session.add(standup)
        session.add(rounds.begun(standup, 7, NOW.date(), NOW, roster={}, closes_at=NOW))
        session.commit()
    with engine.connect() as connection:
        command.downgrade(migrate.configuration(connection), "0008")
        connection.commit()
    migrate.upgrade(engine)
    with Session(engine) as session:
        assert session.get_one(Round, ("T1", 7)).asks == DEFAULT_QUESTIONS
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
