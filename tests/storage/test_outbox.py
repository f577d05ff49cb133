"""Everything that leaves: planned once, taken by one, and its end written down by whoever took it."""

import threading
from collections import Counter
from datetime import datetime, timedelta

import pytest
from sqlmodel import Session

from storage import outbox
from storage.database import Database
from storage.outbox import LEASE, Message
from tests.storage.given import NOW

TASK = ("task", 1)


def _plan(session: Session, *keys: str, due: datetime = NOW, workspace_id: str = "T1") -> None:
    for key in keys:
        outbox.plan(session, workspace_id, key, "tasks.assigned", TASK, "UBEN", due, by="UANA")


def _found(session: Session, key: str) -> Message:
    row = outbox.find(session, "T1", key)
    assert row is not None
    return row


def _keys(session: Session, now: datetime = NOW, limit: int = 20) -> list[str]:
    return [row.key for row in outbox.claim(session, now, limit)]


async def test_what_is_planned_is_due_and_tells_what_it_is_for(db: Database) -> None:
    await db.write(_plan, "a")
    row = await db.read(_found, "a")
    assert (row.state, row.attempt, row.claim, row.due_at) == ("due", 0, None, NOW)
    assert (row.purpose, row.noun, row.number, row.recipient, row.detail) == (
        "tasks.assigned", "task", 1, "UBEN", {"by": "UANA"},
    )  # fmt: skip


async def test_planning_twice_plans_once(db: Database) -> None:
    await db.write(_plan, "a", "a")
    await db.write(_plan, "a", due=NOW + timedelta(hours=1))
    assert (await db.read(_found, "a")).due_at == NOW
    assert await db.write(_keys) == ["a"]


async def test_a_plan_goes_when_its_cause_is_taken_back(db: Database) -> None:
    def fails(session: Session) -> None:
        _plan(session, "a")
        raise ValueError("a fault")

    with pytest.raises(ValueError, match="a fault"):
        await db.write(fails)
    assert await db.read(outbox.find, "T1", "a") is None


async def test_only_what_is_due_is_taken_the_oldest_first(db: Database) -> None:
    await db.write(_plan, "later", due=NOW + timedelta(seconds=1))
    await db.write(_plan, "second", due=NOW - timedelta(seconds=1))
    await db.write(_plan, "first", due=NOW - timedelta(hours=1))
    assert await db.read(outbox.next_due) == NOW - timedelta(hours=1)
    assert await db.write(_keys) == ["first", "second"]
    assert await db.read(outbox.next_due) == NOW + timedelta(seconds=1)


async def test_no_more_are_taken_than_asked_for(db: Database) -> None:
    await db.write(_plan, *"abcde")
    assert len(await db.write(_keys, NOW, 2)) == 2
    assert len(await db.write(_keys, NOW, 20)) == 3
    assert await db.write(_keys) == []


def test_two_claimers_never_take_the_same(database_url: str) -> None:
    keys = {f"message {number}" for number in range(200)}
    taken = _taken_by_four(database_url, keys)
    assert set(taken) == keys
    assert [key for key, times in taken.items() if times > 1] == []


def _taken_by_four(database_url: str, keys: set[str]) -> Counter[str]:
    """Four programs take until nothing is left, all starting at once."""
    programs = [Database(database_url) for _ in range(4)]
    programs[0]._transact(_plan, *keys)
    taken: list[Counter[str]] = []
    together = threading.Barrier(len(programs))

    def take(db: Database) -> None:
        mine: Counter[str] = Counter()
        together.wait(10)
        while rows := db._transact(_keys, NOW, 7):
            mine.update(rows)
        taken.append(mine)

    threads = [threading.Thread(target=take, args=(db,)) for db in programs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    for db in programs:
        db.close()
    assert len(taken) == len(programs), "a claimer failed"
    return sum(taken, Counter())


async def test_while_one_claims_another_does_not_wait_for_the_same_row(database_url: str) -> None:
    """On PostgreSQL claimers pass one another; on SQLite they take turns. Either way each row has one taker."""
    db, other = Database(database_url), Database(database_url)
    await db.write(_plan, "a", "b")
    if not db.is_sqlite:

        def claim_with_another_inside(session: Session) -> tuple[list[str], list[str]]:
            mine = _keys(session, NOW, 1)
            return mine, other._transact(_keys, NOW, 2)

        mine, theirs = await db.write(claim_with_another_inside)
    else:
        mine, theirs = await db.write(_keys, NOW, 1), await other.write(_keys, NOW, 2)
    db.close()
    other.close()
    assert (len(mine), len(theirs)) == (1, 1)
    assert {*mine, *theirs} == {"a", "b"}


async def test_each_claim_has_a_token_a_lease_and_is_counted(db: Database) -> None:
    await db.write(_plan, "a", "b")
    rows = await db.write(outbox.claim, NOW)
    assert {(row.state, row.attempt, row.lease_until) for row in rows} == {("sending", 1, NOW + LEASE)}
    assert len({row.claim for row in rows}) == 2


@pytest.mark.parametrize("state", ["sent", "skipped", "failed", "uncertain", "due"])
async def test_whoever_took_it_writes_down_how_it_ended(db: Database, state: str) -> None:
    await db.write(_plan, "a")
    (row,) = await db.write(outbox.claim, NOW)
    assert await db.write(outbox.finish, row, state, NOW, {"reason": "why", "ts": "1.2", "channel_id": "C1"})
    kept = await db.read(_found, "a")
    assert (kept.state, kept.finished_at, kept.claim, kept.lease_until) == (
        state,
        None if state == "due" else NOW,
        None,
        None,
    )
    assert (kept.reason, kept.ts, kept.channel_id) == ("why", "1.2", "C1")


async def test_a_lost_claim_can_finish_nothing(db: Database) -> None:
    await db.write(_plan, "a")
    (row,) = await db.write(outbox.claim, NOW)
    later = NOW + LEASE + timedelta(seconds=1)
    assert await db.write(outbox.release_abandoned, later) == 1
    assert not await db.write(outbox.finish, row, "sent", later, {"ts": "1.2"})
    kept = await db.read(_found, "a")
    assert (kept.state, kept.ts) == ("uncertain", None)


async def test_a_claim_that_passed_to_another_can_finish_nothing(db: Database) -> None:
    await db.write(_plan, "a")
    (mine,) = await db.write(outbox.claim, NOW)
    await db.write(outbox.finish, mine, "due", NOW, {})
    (theirs,) = await db.write(outbox.claim, NOW)
    assert not await db.write(outbox.finish, mine, "sent", NOW, {})
    assert await db.write(outbox.finish, theirs, "sent", NOW, {})
    assert (await db.read(_found, "a")).attempt == 2


async def test_what_a_dead_process_was_sending_is_in_doubt_and_not_sent_again(db: Database) -> None:
    await db.write(_plan, "a", "b")
    await db.write(outbox.claim, NOW, 1)
    assert await db.write(outbox.release_abandoned, NOW + LEASE) == 0
    assert await db.write(outbox.release_abandoned, NOW + LEASE + timedelta(seconds=1)) == 1
    assert await db.write(_keys, NOW + timedelta(days=1)) == ["b"]
    states = Counter([(await db.read(_found, key)).state for key in "ab"])
    assert states == {"uncertain": 1, "sending": 1}


async def test_what_is_finished_is_never_taken_again(db: Database) -> None:
    await db.write(_plan, *"abcd")
    for row, state in zip(await db.write(outbox.claim, NOW), ("sent", "skipped", "failed", "uncertain"), strict=True):
        await db.write(outbox.finish, row, state, NOW, {})
    assert await db.write(_keys, NOW + timedelta(days=365)) == []
    assert await db.read(outbox.next_due) is None


async def test_the_cards_of_a_record_are_those_that_stand_or_are_on_their_way(db: Database) -> None:
    await db.write(_plan, *"abc")
    rows = await db.write(outbox.claim, NOW, 2)
    await db.write(outbox.finish, rows[0], "sent", NOW, {"ts": "1.2", "channel_id": "C1"})
    cards = await db.read(outbox.cards, "T1", TASK)
    assert {card.key for card in cards} == {rows[0].key, rows[1].key}
    assert await db.read(outbox.cards, "T2", TASK) == []


async def test_the_same_key_in_another_workspace_is_another_message(db: Database) -> None:
    await db.write(_plan, "a")
    await db.write(_plan, "a", workspace_id="T2")
    assert await db.write(_keys) == ["a", "a"]
