"""The chain of changes: whatever is done to it behind our back is found."""

import asyncio
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import insert, text
from sqlmodel import Session, col, select

from bot.rules.tasks import NewTask
from storage import history, migrate, records, tasks
from storage.database import Database, open_engine
from storage.history import Change
from tests.program import environment, run_quickly
from tests.storage.given import GENERAL, NOW, stamp

LINKS = 6


def _live(session: Session) -> None:
    """Three tasks are added; one is done, undone and dropped."""
    first, *_ = [tasks.add(session, stamp(), GENERAL, NewTask(f"Task {n} äöü 🎉 “x”")) for n in range(3)]
    records.move(session, stamp(minutes=1), first, "done")
    [made] = history.of(session, "T1", "task", first.number, limit=1)
    records.undo(session, stamp(minutes=2), first, made)
    records.move(session, stamp(minutes=3), first, "drop")


def _broken(session: Session) -> str:
    [verdict] = history.verify(session)
    return verdict.broken


async def test_a_chain_that_nobody_touched_holds_in_each_workspace(db: Database) -> None:
    await db.write(_live)
    await db.write(lambda session: tasks.add(session, stamp(workspace="T2"), GENERAL, NewTask("Another")))
    verdicts = await db.read(history.verify)
    assert [(each.workspace_id, each.links, each.broken) for each in verdicts] == [("T1", LINKS, ""), ("T2", 1, "")]


async def test_what_is_rolled_back_leaves_no_link(db: Database) -> None:
    def fails(session: Session) -> None:
        _live(session)
        raise RuntimeError

    await db.write(_live)
    with pytest.raises(RuntimeError):
        await db.write(fails)
    assert [each.links for each in await db.read(history.verify)] == [LINKS]


def _run(session: Session, statement: str) -> None:
    session.connection().execute(text(statement))


def _columns() -> list[str]:
    return [column.name for column in Change.__table__.columns]  # type: ignore[attr-defined]


@pytest.mark.parametrize("column", _columns())
async def test_no_column_of_a_link_can_be_altered_unseen(db: Database, column: str) -> None:
    await db.write(_live)
    forged = {
        "workspace_id": "T9", "seq": 77, "number": 9, "version": 9, "at": NOW.replace(microsecond=1),
        "before": {"status": "dropped"}, "after": {"title": "Forged"},
    }  # fmt: skip

    def tamper(session: Session) -> None:
        row = session.get_one(Change, ("T1", 4))
        values = {name: getattr(row, name) for name in _columns()} | {column: forged.get(column, "forged")}
        session.delete(row)
        session.flush()
        session.connection().execute(insert(Change), values)

    await db.write(tamper)
    assert any(each.broken for each in await db.read(history.verify))


@pytest.mark.parametrize(
    ("done", "where"),
    [
        ("DELETE FROM history WHERE seq = 1", "change 1: it is missing"),
        ("DELETE FROM history WHERE seq = 3", "change 3: it is missing"),
        ("DELETE FROM history WHERE seq = 6", "the end: there should be 6 changes, and 1 of them"),
        ("DELETE FROM history", "the end: there should be 6 changes, and 6 of them"),
        ("DELETE FROM chain_head", "the row of chain_head that counts them is gone"),
        ("UPDATE chain_head SET length = 7", "there should be 7 changes"),
        ("UPDATE chain_head SET length = 5", "chain_head counts only 5"),
        ("UPDATE chain_head SET hash = 'forged'", "the last one is not the one that chain_head knows"),
    ],
)
async def test_what_is_missing_is_named(db: Database, done: str, where: str) -> None:
    await db.write(_live)
    await db.write(_run, done)
    assert where in await db.read(_broken)


async def test_a_history_that_is_gone_altogether_is_missed(db: Database) -> None:
    await db.write(_live)
    await db.write(_run, "DELETE FROM history")
    await db.write(_run, "DELETE FROM chain_head")
    assert "the row of chain_head that counts them is gone" in await db.read(_broken)


async def test_two_links_that_change_places_are_found(db: Database) -> None:
    await db.write(_live)
    for before, after in ((2, 99), (3, 2), (99, 3)):
        await db.write(_run, f"UPDATE history SET seq = {after} WHERE seq = {before}")
    assert "change 2:" in await db.read(_broken)


async def test_a_link_forged_with_its_own_hash_breaks_the_next_one(db: Database) -> None:
    def forge(session: Session) -> None:
        before, row = session.get_one(Change, ("T1", 3)), session.get_one(Change, ("T1", 4))
        row.actor_id = "UMALLORY"
        row.content = row.link().content()
        row.hash = row.link().hash(row.content, before.hash)

    await db.write(_live)
    await db.write(forge)
    assert "change 5: it was altered, or the one before it was" in await db.read(_broken)


async def test_history_of_before_the_chain_is_chained_when_migrated(database_url: str) -> None:
    db = Database(database_url)
    await db.write(_live)
    with db.engine.connect() as connection:
        command.downgrade(migrate.configuration(connection), "0009")
        connection.commit()
    migrate.upgrade(db.engine)
    [verdict] = await db.read(history.verify)
    assert (verdict.links, verdict.broken) == (LINKS, "")
    await db.write(lambda session: tasks.add(session, stamp(), GENERAL, NewTask("One more")))
    [verdict] = await db.read(history.verify)
    assert (verdict.links, verdict.broken) == (LINKS + 1, "")
    db.close()


async def test_writers_at_the_same_time_make_one_chain(db: Database) -> None:
    def adds(session: Session) -> None:
        tasks.add(session, stamp(), GENERAL, NewTask("One of many"))

    await asyncio.gather(*(db.write(adds) for _ in range(20)))
    [verdict] = await db.read(history.verify)
    assert (verdict.links, verdict.broken) == (20, "")


def test_the_program_says_that_the_chain_holds_or_where_it_breaks(tmp_path: Path, database_url: str) -> None:
    env, engine = environment(DATABASE_URL=database_url), open_engine(database_url)
    with Session(engine) as session, session.begin():
        _live(session)
    ended = run_quickly("audit", "verify", env=env, cwd=tmp_path)
    assert (ended.returncode, ended.stdout) == (0, "ok    Workspace T1: 6 changes, each as it was written.\n")
    with Session(engine) as session, session.begin():
        session.exec(select(Change).where(col(Change.seq) == 2)).one().verb = "forged"
    ended = run_quickly("audit", "verify", env=env, cwd=tmp_path)
    assert ended.returncode == 1
    assert "FAIL  Workspace T1: broken at change 2: it was altered" in ended.stdout
    assert "(now it reads: task 2, forged, " in ended.stdout
    assert "compare with the newest one that holds" in ended.stdout
    engine.dispose()


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("sqlite:///nowhere/a.db", "nowhere/a.db. Is it the path that the bot is started with, from the same folder?"),
        ("sqlite:///junk.db", "can't be opened (DatabaseError). Is it the address that the bot is started with"),
        ("postgresql+psycopg://nobody@127.0.0.1:1/x", "does the server run"),
    ],
)
def test_where_there_is_no_such_database_it_says_what_to_look_at(tmp_path: Path, url: str, words: str) -> None:
    (tmp_path / "junk.db").write_text("This is no database.")
    ended = run_quickly("audit", "verify", env=environment(DATABASE_URL=url), cwd=tmp_path)
    assert ended.returncode == 1
    assert words in ended.stdout
