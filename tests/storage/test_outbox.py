"""Everything that leaves: planned once, taken by one, and its end written down by whoever took it."""

import threading
from collections import Counter
from datetime import datetime, timedelta

import pytest
from sqlmodel import Session

from bot.rules.delivery import State, Verdict
from storage import outbox
from storage.database import Database
from storage.outbox import Message
from tests.storage.given import NOW

TASK = ("task", 1)
LEASE = timedelta(seconds=60)
SENT = Verdict("sent", attempt=1)


def _plan(session: Session, *keys: str, due: datetime = NOW, workspace_id: str = "T1") -> None:
    for key in keys:
        outbox.plan(session, workspace_id, key, "tasks.assigned", TASK, f"U{key}", due, by="UANA")


def _found(session: Session, key: str) -> Message:
    row = outbox.find(session, "T1", key)
    assert row is not None
    return row


def _keys(session: Session, now: datetime = NOW, limit: int = 20) -> list[str]:
    return [row.key for row in _claim(session, now, limit)]


def _claim(session: Session, now: datetime = NOW, limit: int = 20) -> list[Message]:
    return outbox.claim(session, "T1", now, limit, LEASE)


async def test_what_is_planned_is_due_and_tells_what_it_is_for(db: Database) -> None:
    await db.write(_plan, "a")
    row = await db.read(_found, "a")
    assert (row.state, row.attempt, row.claim, row.due_at) == ("due", 0, None, NOW)
    assert (row.purpose, row.noun, row.number, row.recipient, row.detail) == (
        "tasks.assigned", "task", 1, "Ua", {"by": "UANA"},
    )  # fmt: skip


async def test_what_is_put_off_still_knows_its_own_moment(db: Database) -> None:
    later = NOW + timedelta(minutes=5)

    def put_off(session: Session) -> None:
        outbox.plan(session, "T1", "a", "tasks.assigned", TASK, "Ua", NOW, at=NOW)
        outbox.release(session, NOW)
        (row,) = _claim(session)
        session.flush()
        assert outbox.finish(session, row, Verdict("due", "rate limited", later, attempt=0), NOW)

    await db.write(put_off)
    row = await db.read(_found, "a")
    assert (row.due_at, row.was_due) == (later, NOW)


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
    assert await db.write(_keys) == ["first", "second"]
    assert await db.read(outbox.next_due, NOW) == NOW + timedelta(seconds=1)


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
    rows = await db.write(_claim)
    assert {(row.state, row.attempt, row.lease_until) for row in rows} == {("sending", 1, NOW + LEASE)}
    assert len({row.claim for row in rows}) == 2


@pytest.mark.parametrize("state", ["sent", "skipped", "failed", "uncertain", "due"])
async def test_whoever_took_it_writes_down_how_it_ended(db: Database, state: State) -> None:
    await db.write(_plan, "a")
    (row,) = await db.write(_claim)
    assert await db.write(outbox.finish, row, Verdict(state, "why"), NOW, ts="1.2", channel_id="C1")
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
    (row,) = await db.write(_claim)
    later = NOW + LEASE + timedelta(seconds=1)
    assert await db.write(outbox.release_abandoned, later) == 1
    assert not await db.write(outbox.finish, row, SENT, later, ts="1.2")
    kept = await db.read(_found, "a")
    assert (kept.state, kept.doubt, kept.ts) == ("due", True, None)


async def test_a_claim_that_passed_to_another_can_finish_nothing(db: Database) -> None:
    await db.write(_plan, "a")
    (mine,) = await db.write(_claim)
    await db.write(outbox.finish, mine, Verdict("due", attempt=1), NOW)
    (theirs,) = await db.write(_claim)
    assert not await db.write(outbox.finish, mine, SENT, NOW)
    assert await db.write(outbox.finish, theirs, Verdict("sent", attempt=2), NOW)
    assert (await db.read(_found, "a")).attempt == 2


async def test_what_a_dead_process_was_sending_is_due_again_and_in_doubt(db: Database) -> None:
    await db.write(_plan, "a", "b")
    await db.write(_claim, NOW, 1)
    assert await db.write(outbox.release_abandoned, NOW + LEASE) == 0
    later = NOW + LEASE + timedelta(seconds=1)
    assert await db.write(outbox.release_abandoned, later) == 1
    assert {row.key: row.doubt for row in await db.write(_claim, later)} == {"a": True, "b": False}


async def test_a_claim_given_back_leaves_no_trace(db: Database) -> None:
    await db.write(_plan, "a")
    (row,) = await db.write(_claim)
    assert await db.write(outbox.give_back, row)
    kept = await db.read(_found, "a")
    assert (kept.state, kept.attempt, kept.tried_at, kept.doubt) == ("due", 0, None, False)


def _plan_for_later(session: Session, key: str, purpose: str, at: datetime) -> None:
    outbox.plan(session, "T1", key, purpose, TASK, "UBEN", NOW, at=at)


async def test_what_is_planned_for_later_waits_for_its_moment_and_our_being_up(db: Database) -> None:
    await db.write(_plan_for_later, "a", "reminders.due", NOW + timedelta(hours=1))
    assert await db.write(outbox.release, NOW) == []
    assert await db.write(_keys) == []
    up_again = NOW + timedelta(days=8)
    assert await db.write(outbox.release, up_again) == []
    assert await db.write(_keys, up_again) == ["a"]
    assert (await db.read(_found, "a")).ready_at == up_again


@pytest.mark.parametrize(("late", "state"), [(59, "due"), (60, "due"), (61, "skipped")])
async def test_what_would_come_too_late_is_skipped_and_says_why(db: Database, late: int, state: str) -> None:
    await db.write(_plan_for_later, "a", "standups.prompt", NOW)
    skipped = await db.write(outbox.release, NOW + timedelta(minutes=late))
    kept = await db.read(_found, "a")
    assert kept.state == state
    assert [row.key for row in skipped] == (["a"] if state == "skipped" else [])
    assert bool(kept.reason) == (state == "skipped")


async def test_our_own_queue_makes_nothing_late(db: Database) -> None:
    await db.write(_plan_for_later, "a", "standups.prompt", NOW)
    await db.write(outbox.release, NOW)
    assert await db.write(outbox.release, NOW + timedelta(hours=5)) == []
    assert await db.write(_keys, NOW + timedelta(hours=5)) == ["a"]


async def test_one_person_gets_one_message_at_a_time_in_order(db: Database) -> None:
    def both(session: Session) -> None:
        for number in range(3):
            outbox.plan(session, "T1", f"{number}", "tasks.assigned", TASK, "UBEN", NOW + timedelta(seconds=number))

    later = NOW + timedelta(minutes=1)
    await db.write(both)
    for key in "012":
        (row,) = await db.write(_claim, later)
        assert row.key == key
        await db.write(outbox.finish, row, SENT, later)


async def test_nobody_who_was_just_sent_something_is_sent_more(db: Database) -> None:
    await db.write(_plan, "a", "b")
    assert [row.key for row in await db.write(outbox.claim, "T1", NOW, 20, LEASE, ["Ua"])] == ["b"]


async def test_other_workspaces_messages_are_not_taken(db: Database) -> None:
    await db.write(_plan, "a", workspace_id="T2")
    assert await db.write(_keys) == []
    assert await db.read(outbox.lanes_due, NOW) == [("T2", False)]


def _send(session: Session) -> Message:
    _plan(session, "card")
    (row,) = _claim(session)
    session.flush()
    outbox.finish(session, row, SENT, NOW, channel_id="C1", ts="1.2")
    session.expire_all()
    return _found(session, "card")


async def test_a_card_that_waits_to_be_updated_is_not_updated_twice(db: Database) -> None:
    card = await db.write(_send)
    await db.write(outbox.refresh, card, "2", NOW)
    await db.write(outbox.refresh, card, "3", NOW)
    (update,) = await db.write(_claim)
    assert (update.purpose, update.detail["card"], update.detail["of"]) == ("update", "card", "tasks.assigned")
    await db.write(outbox.refresh, card, "4", NOW)
    assert len(await db.write(_claim)) == 1


async def test_what_is_withdrawn_is_not_sent(db: Database) -> None:
    await db.write(_plan_for_later, "a", "reminders.due", NOW + timedelta(hours=1))
    await db.write(outbox.cancel, "T1", TASK, "reminders.due", "it was deleted", NOW)
    await db.write(outbox.release, NOW + timedelta(hours=2))
    assert await db.write(_keys, NOW + timedelta(hours=2)) == []
    assert (await db.read(_found, "a")).reason == "it was deleted"


async def test_what_is_finished_is_never_taken_again(db: Database) -> None:
    await db.write(_plan, *"abcd")
    ends: tuple[State, ...] = ("sent", "skipped", "failed", "uncertain")
    for row, state in zip(await db.write(_claim), ends, strict=True):
        await db.write(outbox.finish, row, Verdict(state), NOW)
    assert await db.write(_keys, NOW + timedelta(days=365)) == []
    assert not await db.read(outbox.anything_due, NOW + timedelta(days=365))


async def test_the_cards_of_a_record_are_those_that_stand_or_are_on_their_way(db: Database) -> None:
    await db.write(_plan, *"abc")
    rows = await db.write(_claim, NOW, 2)
    await db.write(outbox.finish, rows[0], SENT, NOW, ts="1.2", channel_id="C1")
    cards = await db.read(outbox.cards, "T1", TASK)
    assert {card.key for card in cards} == {rows[0].key, rows[1].key}
    assert await db.read(outbox.cards, "T2", TASK) == []
    assert [card.key for card in await db.read(outbox.cards, "T1", TASK, rows[0].recipient)] == [rows[0].key]


async def test_the_same_key_in_another_workspace_is_another_message(db: Database) -> None:
    await db.write(_plan, "a")
    await db.write(_plan, "a", workspace_id="T2")
    assert await db.write(_keys) == ["a"]
    assert [row.key for row in await db.write(outbox.claim, "T2", NOW, 20, LEASE)] == ["a"]
