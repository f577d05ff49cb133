"""Bringing the tables up to date, one process at a time."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DatabaseError, OperationalError

# Any number will do, as long as nothing else in the database takes the same lock.
_LOCK = 7_031_983


class NewerDatabase(Exception):
    """The tables were made by a newer Drumbeat; running an older one on them would harm them."""


class Unreachable(Exception):
    """The database can't be opened."""


def upgrade(engine: Engine) -> None:
    """Bring the tables to the newest revision; whoever comes second waits and finds nothing to do.

    Raises:
        NewerDatabase: the database knows a revision that this program doesn't.
        Unreachable: the database can't be opened.
    """
    try:
        _reach(engine)
        with _alone(engine) as connection:
            config = configuration(connection)
            _refuse_newer(config, connection)
            command.upgrade(config, "head")
    except (DatabaseError, OSError) as error:
        # "file is not a database" is told by the base class alone; its other heirs are faults of ours, and loud.
        if isinstance(error, DatabaseError) and type(error) not in (DatabaseError, OperationalError):
            raise
        raise Unreachable(str(getattr(error, "orig", error)).strip().splitlines()[0]) from error


def _reach(engine: Engine) -> None:
    """Before anything of ours is asked of it, whatever is wrong is wrong with the address."""
    try:
        engine.connect().close()
    except DatabaseError as error:
        raise Unreachable(str(error.orig).strip().splitlines()[0]) from error


def configuration(connection: Connection) -> Config:
    """Alembic's settings, on a connection of ours."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    return config


def current(connection: Connection) -> str | None:
    """The revision the tables are at."""
    return MigrationContext.configure(connection).get_current_revision()


def newest() -> str | None:
    """The revision this program needs."""
    return ScriptDirectory(str(Path(__file__).parent / "migrations")).get_current_head()


def _refuse_newer(config: Config, connection: Connection) -> None:
    found = current(connection)
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if found is not None and found not in known:
        raise NewerDatabase(f"The database is at revision {found}, which this version of Drumbeat does not know.")


@contextmanager
def _alone(engine: Engine) -> Iterator[Connection]:
    if engine.dialect.name == "postgresql":
        with engine.connect() as connection:
            connection.execute(text("SET lock_timeout = 0"))
            connection.execute(text("SET statement_timeout = 0"))
            connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": _LOCK})
            connection.commit()
            try:
                yield connection
                connection.commit()
            finally:
                connection.rollback()
                connection.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": _LOCK})
                connection.commit()
                connection.invalidate()
        return
    with Path(f"{engine.url.database}.migrating").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with engine.connect() as connection:
            yield connection
            connection.commit()
