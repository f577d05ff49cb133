"""The memory's door: what each connection is set to, and what becomes of work that can't be done."""

import asyncio
import sqlite3
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from bot.rules.errors import UserError
from storage import counters
from storage.database import Busy, Database, Overtaken, check, open_engine

# Commands must be told "busy" while Slack still listens: within its three seconds, and a margin for slow machines.
BUSY_WITHIN = 6


def _value(session: Session, question: str) -> object:
    return session.connection().execute(text(question)).scalar_one()


async def test_every_sqlite_connection_is_set_to_keep_what_it_was_given(tmp_path: Path) -> None:
    db = Database(f"sqlite:///{tmp_path}/new.db")
    wanted = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 2000}
    together = threading.Barrier(4)

    def pragmas(session: Session) -> dict[str, object]:
        found = {name: _value(session, f"PRAGMA {name}") for name in wanted}
        together.wait(10)  # so that each reader needs a connection of its own
        return found

    def written(session: Session) -> dict[str, object]:
        return {name: _value(session, f"PRAGMA {name}") for name in wanted}

    try:
        assert await asyncio.gather(*[db.read(pragmas) for _ in range(4)]) == [wanted] * 4
        assert await db.write(written) == wanted
    finally:
        db.close()
    engine = open_engine(f"sqlite:///{tmp_path}/new.db")
    with engine.connect() as connection:
        assert {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar_one() for name in wanted} == wanted
    engine.dispose()


async def test_the_file_is_ours_alone(tmp_path: Path) -> None:
    db = Database(f"sqlite:///{tmp_path}/deep/down/new.db")
    await db.write(check_nothing)
    db.close()
    assert (tmp_path / "deep" / "down" / "new.db").stat().st_mode & 0o077 == 0


def check_nothing(session: Session) -> None:
    """A transaction that does nothing."""


async def test_postgresql_gives_up_on_locks_and_endless_statements(postgres_url: str) -> None:
    db = Database(postgres_url)
    try:
        assert await db.read(_value, "SHOW lock_timeout") == "2s"
        assert await db.read(_value, "SHOW statement_timeout") == "10s"
    finally:
        db.close()


async def test_the_database_answers(db: Database) -> None:
    await db.read(check)
    await db.write(check)


async def test_two_hundred_writers_at_once_lose_no_update(db: Database) -> None:
    numbers = await asyncio.gather(*[db.write(counters.next_number, "T1", "task") for _ in range(200)])
    assert sorted(numbers) == list(range(1, 201))


async def test_two_programs_on_one_database_lose_no_update(database_url: str, db: Database) -> None:
    other = Database(database_url)
    try:
        work = [each.write(counters.next_number, "T1", "task") for each in (db, other) for _ in range(50)]
        assert sorted(await asyncio.gather(*work)) == list(range(1, 101))
    finally:
        other.close()


async def test_on_sqlite_one_writes_at_a_time(tmp_path: Path) -> None:
    db = Database(f"sqlite:///{tmp_path}/new.db")
    inside, most = 0, 0

    def work(session: Session) -> None:
        nonlocal inside, most
        inside += 1
        most = max(most, inside)
        time.sleep(0.01)
        inside -= 1

    try:
        await asyncio.gather(*[db.write(work) for _ in range(10)])
    finally:
        db.close()
    assert most == 1


@pytest.mark.parametrize("wrong", [ValueError("a fault"), UserError("a word to the person"), KeyError("x")])
async def test_whatever_is_raised_takes_everything_back(db: Database, wrong: Exception) -> None:
    def work(session: Session) -> None:
        counters.next_number(session, "T1", "task")
        raise wrong

    with pytest.raises(type(wrong)):
        await db.write(work)
    assert await db.write(counters.next_number, "T1", "task") == 1


async def test_a_broken_rule_of_the_tables_is_loud_and_takes_everything_back(db: Database) -> None:
    def work(session: Session) -> None:
        counters.next_number(session, "T1", "task")
        session.connection().execute(text("INSERT INTO counter (workspace_id, noun, last) VALUES ('T1', 'task', 1)"))

    with pytest.raises(IntegrityError):
        await db.write(work)
    assert await db.write(counters.next_number, "T1", "task") == 1


async def test_what_went_wrong_is_told_without_what_people_wrote(db: Database) -> None:
    def work(session: Session) -> None:
        statement = text("INSERT INTO counter (workspace_id, noun, last) VALUES (:who, 'task', NULL)")
        session.connection().execute(statement, {"who": "canary"})

    with pytest.raises(IntegrityError) as error:
        await db.write(work)
    assert "canary" not in str(error.value).partition("DETAIL")[0]


async def test_reading_changes_nothing(db: Database) -> None:
    assert await db.read(counters.next_number, "T1", "task") == 1
    assert await db.write(counters.next_number, "T1", "task") == 1


async def test_while_the_database_is_locked_writers_are_told_and_readers_go_on(database_url: str, db: Database) -> None:
    await db.write(counters.next_number, "T1", "task")
    release = _locked(database_url)
    try:
        began = time.monotonic()
        asked = [db.write(counters.next_number, "T1", "task") for _ in range(3)]
        told = await asyncio.gather(*asked, return_exceptions=True)
        assert [type(each) for each in told] == [Busy] * 3
        assert time.monotonic() - began < BUSY_WITHIN
        assert await db.read(_value, "SELECT last FROM counter") == 1
    finally:
        release()
    assert await db.write(counters.next_number, "T1", "task") == 2


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_queue_before_a_locked_database_does_not_wait_one_by_one(database_url: str, db: Database) -> None:
    """Twelve who wait two seconds each would be told after twenty-four, when Slack has long hung up."""
    release = _locked(database_url)
    try:
        began = time.monotonic()
        asked = [db.write(counters.next_number, "T1", "task") for _ in range(12)]
        told = await asyncio.gather(*asked, return_exceptions=True)
        assert [type(each) for each in told] == [Busy] * 12
        assert time.monotonic() - began < BUSY_WITHIN
    finally:
        release()


async def test_a_server_that_is_not_there_is_busy_too(postgres_url: str) -> None:
    away = make_url(postgres_url).set(host="127.0.0.1", port=9, query={}).render_as_string(hide_password=False)
    db = Database(away)
    try:
        with pytest.raises(Busy):
            await db.write(check)
        with pytest.raises(Busy):
            await db.read(check)
    finally:
        db.close()


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_after_a_restart_of_the_server_nobody_hears_of_connections_that_died(
    database_url: str, db: Database
) -> None:
    together = threading.Barrier(4)

    def connect(session: Session) -> None:
        check(session)
        together.wait(10)  # so that each thread needs a connection of its own

    await asyncio.gather(*[db.read(connect) for _ in range(4)])
    _cut_all_connections(database_url)
    numbers = await asyncio.gather(*[db.write(counters.next_number, "T1", "task") for _ in range(4)])
    assert sorted(numbers) == [1, 2, 3, 4]
    _cut_all_connections(database_url)
    assert await db.read(_value, "SELECT last FROM counter") == 4


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_work_that_lost_its_connection_is_run_again_and_has_one_effect(database_url: str, db: Database) -> None:
    tries = 0

    def work(session: Session) -> int:
        nonlocal tries
        tries += 1
        counters.next_number(session, "T1", "task")
        if tries == 1:
            _cut_all_connections(database_url)
        return counters.next_number(session, "T1", "task")

    assert await db.write(work) == 2
    assert tries == 2


async def test_being_overtaken_is_tried_again_and_has_one_effect(db: Database) -> None:
    tries = 0

    def work(session: Session) -> int:
        nonlocal tries
        tries += 1
        number = counters.next_number(session, "T1", "task")
        if tries < 3:
            raise Overtaken("by another")
        return number

    assert await db.write(work) == 1
    assert tries == 3


async def test_being_overtaken_for_ever_ends_in_busy(db: Database) -> None:
    def work(session: Session) -> None:
        counters.next_number(session, "T1", "task")
        raise Overtaken("by another")

    with pytest.raises(Busy):
        await db.write(work)
    assert await db.write(counters.next_number, "T1", "task") == 1


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_transactions_that_cannot_be_put_in_order_are_run_again(db: Database) -> None:
    await db.write(_make_two)

    def add_the_other(mine: int) -> Callable[[Session], None]:
        def work(session: Session) -> None:
            session.connection().execute(text("SET TRANSACTION ISOLATION LEVEL SERIALIZABLE"))
            total = _value(session, "SELECT sum(last) FROM counter")
            time.sleep(0.05)
            session.connection().execute(
                text(f"UPDATE counter SET last = last + 1 + 0 * {total} WHERE noun = 'n{mine}'")
            )

        return work

    await asyncio.gather(*[db.write(add_the_other(number)) for number in (1, 2)])
    assert await db.read(_value, "SELECT sum(last) FROM counter") == 4


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_a_deadlock_is_run_again_with_effects_once(db: Database) -> None:
    await db.write(_make_two)
    tries = 0

    def add_both(first: int, second: int) -> Callable[[Session], None]:
        def work(session: Session) -> None:
            nonlocal tries
            tries += 1
            for number in (first, second):
                session.connection().execute(text(f"UPDATE counter SET last = last + 1 WHERE noun = 'n{number}'"))
                time.sleep(0.2)

        return work

    await asyncio.gather(db.write(add_both(1, 2)), db.write(add_both(2, 1)))
    assert await db.read(_value, "SELECT sum(last) FROM counter") == 6
    assert tries >= 3, "no deadlock came about; then this test has shown nothing"


def _cut_all_connections(database_url: str) -> None:
    """What a restart of the server is to its clients."""
    engine = open_engine(database_url)
    others = "datname = current_database() AND pid <> pg_backend_pid()"
    with engine.connect() as connection:
        connection.execute(text(f"SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE {others}"))
    engine.dispose()


def _make_two(session: Session) -> None:
    for number in (1, 2):
        counters.next_number(session, "T1", f"n{number}")


def _locked(database_url: str) -> Callable[[], None]:
    """Lock what writers need from another program; the answer lets go again."""
    if database_url.startswith("sqlite"):
        holder = sqlite3.connect(make_url(database_url).database or "", isolation_level=None)
        holder.execute("BEGIN EXCLUSIVE")
        return holder.close
    engine = open_engine(database_url)
    connection = engine.connect()
    connection.execute(text("LOCK TABLE counter IN EXCLUSIVE MODE"))

    def release() -> None:
        connection.close()
        engine.dispose()

    return release
