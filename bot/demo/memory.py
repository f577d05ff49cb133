"""The memory of a history that is being played: one transaction for all of it, in the thread that plays."""

import contextlib
from collections.abc import Callable, Iterator
from typing import Concatenate, ParamSpec, Self, TypeVar

from sqlalchemy import Connection
from sqlmodel import Session

from storage.database import Database, open_engine

P = ParamSpec("P")
T = TypeVar("T")


class OneTransaction(Database):
    """A database whose transactions are parts of a single one: nobody else is there, and a crash leaves nothing."""

    def __init__(self, connection: Connection) -> None:
        self.engine = connection.engine
        self._connection = connection

    @classmethod
    @contextlib.contextmanager
    def of(cls, url: str) -> Iterator[Self]:
        """The database at `url`, migrated; what was done is kept when this ends well."""
        engine = open_engine(url)
        try:
            with engine.begin() as connection:
                yield cls(connection)
        finally:
            engine.dispose()

    async def write(self, work: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        with Session(self._connection, expire_on_commit=False) as session:
            done = work(session, *args, **kwargs)
            session.flush()
            return done

    async def read(self, work: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        with Session(self._connection) as session:
            return work(session, *args, **kwargs)
