"""The memory's door: one plain function is one transaction, run in a database thread.

SQLite has a single writer thread (`BEGIN IMMEDIATE`) beside a few readers; PostgreSQL has a small pool for both.
Because the functions are synchronous, nothing can be awaited, and nobody spoken to, while a transaction is open.
"""

import asyncio
import random
import sqlite3
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy import Engine, create_engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlmodel import Session

from storage import sealing
from storage.sealing import Vault

P = ParamSpec("P")
T = TypeVar("T")

_BUSY_SECONDS = 2
_TRIES = 4
# A frozen process must not keep its locks: its open transaction is ended by the server.
_PATIENCE = "-c statement_timeout=10000 -c lock_timeout=2000 -c idle_in_transaction_session_timeout=10000"
# A transaction begins below SQLAlchemy, where the driver's own errors are not yet wrapped.
_FAULTS = (DBAPIError, PoolTimeout, sqlite3.OperationalError)
_RETRYABLE = frozenset({"40001", "40P01"})


class Busy(Exception):
    """The database could not take the work in time; nothing of it was saved."""


class Overtaken(Exception):
    """Another transaction wrote first what this one had to decide upon; it is run again."""


class Database:
    """Runs functions of a `Session` inside transactions.

    Args:
        url: `sqlite:///PATH` or `postgresql+psycopg://...`.
        workers: threads that read (and, on PostgreSQL, write).
        vault: seals and opens what is not kept as it was said.
    """

    def __init__(self, url: str, *, workers: int = 4, vault: Vault | None = None) -> None:
        self._lent = sealing.lent(vault or Vault())
        self.engine = open_engine(url, workers)
        self._reading = self.engine.execution_options(read_only=True)
        self._readers = ThreadPoolExecutor(workers, thread_name_prefix="db-read")
        self._writers = ThreadPoolExecutor(1, thread_name_prefix="db-write") if self.is_sqlite else self._readers

    @property
    def is_sqlite(self) -> bool:
        """Whether there can be only one process."""
        return self.engine.dialect.name == "sqlite"

    async def write(self, work: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run `work(session, ...)` in a transaction that is committed when it returns, rolled back when it raises.

        Raises:
            Busy: the database was locked or out of reach; nothing was saved.
        """
        loop = asyncio.get_running_loop()
        asked = time.monotonic()

        def take_turn() -> T:
            # Behind a locked database each would wait its full time, one after another: whoever has waited goes.
            if time.monotonic() - asked > _BUSY_SECONDS:
                raise Busy("queue")
            return _repeatedly(partial(self._transact, work, *args, **kwargs))

        return await loop.run_in_executor(self._writers, take_turn)

    async def read(self, work: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run `work(session, ...)` in a transaction that is always rolled back.

        Raises:
            Busy: the database was locked or out of reach.
        """
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._readers, _repeatedly, partial(self._look, work, *args, **kwargs))

    def close(self) -> None:
        """Finish the work in hand and let go of the connections."""
        self._writers.shutdown()
        self._readers.shutdown()
        self.engine.dispose()

    def _transact(self, work: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        with Session(self.engine, expire_on_commit=False, info=self._lent) as session, session.begin():
            return work(session, *args, **kwargs)

    def _look(self, work: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        with Session(self._reading, info=self._lent) as session:
            return work(session, *args, **kwargs)


def _repeatedly(transaction: Callable[[], T]) -> T:
    """Run a transaction again while something that is nobody's fault came between."""
    for attempt in range(1, _TRIES + 1):
        try:
            return transaction()
        except (Overtaken, *_FAULTS) as error:
            if attempt == _TRIES or not _worth_another_try(error):
                raise _told(error) from error
            time.sleep(random.uniform(0, 0.01 * 2**attempt))  # noqa: S311 - jitter, not a secret
    raise AssertionError("unreachable")


def open_engine(url: str, workers: int = 4) -> Engine:
    """An engine whose connections have the house's pragmas or limits set, whoever opens them."""
    if make_url(url).get_backend_name() == "sqlite":
        return _sqlite_engine(url)
    return create_engine(
        url,
        hide_parameters=True,
        pool_size=workers,
        max_overflow=0,
        pool_timeout=_BUSY_SECONDS,
        connect_args={"options": _PATIENCE, "connect_timeout": 3},
    )


def _sqlite_engine(url: str) -> Engine:
    path = make_url(url).database
    if path and path != ":memory:":
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        Path(path).touch(mode=0o600)
    engine = create_engine(url, hide_parameters=True, connect_args={"check_same_thread": False})
    event.listen(engine, "connect", _set_pragmas)
    event.listen(engine, "begin", _begin)
    return engine


def _set_pragmas(connection: Any, _: object) -> None:
    # sqlite3's own transaction handling is off: it begins too late and would lose updates.
    connection.isolation_level = None
    try:
        for pragma in (
            f"busy_timeout={_BUSY_SECONDS * 1000}",
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
        ):
            connection.execute(f"PRAGMA {pragma}")
    except sqlite3.Error:
        # Nobody else knows of this connection yet.
        connection.close()
        raise


def _begin(connection: Any) -> None:
    read_only = connection.get_execution_options().get("read_only", False)
    connection.connection.driver_connection.execute("BEGIN" if read_only else "BEGIN IMMEDIATE")


def _worth_another_try(error: Exception) -> bool:
    if isinstance(error, Overtaken):
        return True
    # The server went away, and maybe came back: asking each connection before its use would cost more than finding
    # out. Should the commit itself have been cut off, the second run finds what the first one left, by its key.
    if isinstance(error, DBAPIError) and error.connection_invalidated:
        return True
    code = getattr(getattr(error, "orig", None), "sqlstate", None)
    return code in _RETRYABLE


def _told(error: Exception) -> Exception:
    """Out of reach, locked and overrun read the same to a caller: nothing was saved, try again."""
    out_of_reach = (OperationalError, PoolTimeout, sqlite3.OperationalError, Overtaken)
    return Busy(type(error).__name__) if isinstance(error, out_of_reach) else error


def check(session: Session) -> None:
    """Raise if the database does not answer; in a write, if it takes no writes."""
    session.connection().execute(text("SELECT version_num FROM alembic_version"))
