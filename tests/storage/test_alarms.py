"""Moments at which something is to be done: set once, moved, taken by one."""

import threading
from datetime import datetime, timedelta

import pytest
from sqlmodel import Session

from bot.rules.delivery import TRIES
from storage import alarms, outbox
from storage.alarms import Alarm
from storage.database import Database
from storage.schema import FAR_OFF
from tests.storage.given import NOW

HOUR = timedelta(hours=1)


def _set(session: Session, *parts: str, due: datetime = NOW, subject: str = "1", workspace: str = "T1") -> None:
    for part in parts:
        alarms.set_(session, workspace, "standup", subject, part, due, nominal="2026-11-23", owner_id="UANA")


def _take(session: Session, now: datetime = NOW, limit: int = 50) -> list[str]:
    return [alarm.part for alarm in alarms.take_due(session, now, limit)]


async def test_an_alarm_is_taken_once_with_all_it_was_set_with(db: Database) -> None:
    await db.write(_set, "open")
    (alarm,) = await db.write(alarms.take_due, NOW, 50)
    assert (alarm.workspace_id, alarm.noun, alarm.subject, alarm.part) == ("T1", "standup", "1", "open")
    assert (alarm.due_at, alarm.nominal, alarm.owner_id, alarm.tries) == (NOW, "2026-11-23", "UANA", 0)
    assert await db.write(_take) == []


async def test_nothing_is_taken_before_its_moment_and_the_soonest_goes_first(db: Database) -> None:
    await db.write(_set, "later", due=NOW + HOUR)
    await db.write(_set, "second", due=NOW)
    await db.write(_set, "first", due=NOW - HOUR)
    assert await db.read(alarms.next_due) == NOW - HOUR
    assert await db.write(_take, NOW - timedelta(seconds=1) - HOUR) == []
    assert await db.write(_take) == ["first", "second"]
    assert await db.read(alarms.next_due) == NOW + HOUR


async def test_setting_it_anew_moves_it_and_forgets_its_failures(db: Database) -> None:
    await db.write(_set, "open")
    (alarm,) = await db.write(alarms.take_due, NOW, 50)
    await db.write(alarms.put_off, alarm, NOW)
    await db.write(_set, "open", due=NOW + HOUR)
    found = await db.read(alarms.find, "T1", "standup", 1, "open")
    assert found is not None
    assert (found.due_at, found.tries) == (NOW + HOUR, 0)


async def test_no_more_are_taken_than_asked_for(db: Database) -> None:
    await db.write(_set, *"abcde")
    assert len(await db.write(_take, NOW, 2)) == 2
    assert len(await db.write(_take, NOW, 50)) == 3


async def test_one_part_or_all_of_a_subject_is_cancelled_and_nobody_elses(db: Database) -> None:
    await db.write(_set, "open", "close", "nudge")
    await db.write(_set, "open", subject="2")
    await db.write(_set, "open", workspace="T2")
    await db.write(alarms.cancel, "T1", "standup", 1, "nudge")
    assert {each.part for each in await db.read(alarms.of, "T1", "standup", 1)} == {"open", "close"}
    await db.write(alarms.cancel, "T1", "standup", 1)
    assert await db.read(alarms.of, "T1", "standup", 1) == []
    assert len(await db.write(alarms.take_due, NOW, 50)) == 2


async def test_what_a_transaction_took_is_back_when_it_fails(db: Database) -> None:
    await db.write(_set, "open")

    def fails(session: Session) -> None:
        assert _take(session) == ["open"]
        raise ValueError("a fault")

    with pytest.raises(ValueError, match="a fault"):
        await db.write(fails)
    assert await db.write(_take) == ["open"]


async def test_what_fails_is_put_off_longer_each_time_and_parked_in_the_end(db: Database) -> None:
    await db.write(_set, "open")
    now = NOW
    for number in range(1, TRIES):
        (alarm,) = await db.write(alarms.take_due, now, 50)
        assert not await db.write(alarms.put_off, alarm, now)
        assert await db.read(alarms.next_due) == now + timedelta(minutes=number)
        now += timedelta(minutes=number)
    (alarm,) = await db.write(alarms.take_due, now, 50)
    assert await db.write(alarms.put_off, alarm, now)
    assert await db.read(alarms.next_due) == FAR_OFF
    assert await db.write(_take, NOW + timedelta(days=100_000)) == []


async def test_setting_an_alarm_wakes_the_clock(db: Database) -> None:
    def sets(session: Session) -> bool:
        before = outbox.planned(session)
        _set(session, "open")
        return not before and outbox.planned(session)

    assert await db.write(sets)


def test_four_programs_take_each_alarm_once(database_url: str) -> None:
    programs = [Database(database_url) for _ in range(4)]
    parts = {f"part:{number}" for number in range(200)}
    programs[0]._transact(_set, *parts)
    taken: list[str] = []
    together = threading.Barrier(len(programs))

    def take(db: Database) -> None:
        together.wait(10)
        while found := db._transact(_take, NOW, 7):
            taken.extend(found)

    threads = [threading.Thread(target=take, args=(db,)) for db in programs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    for db in programs:
        db.close()
    assert sorted(taken) == sorted(parts)


async def test_an_alarm_may_be_set_for_the_same_part_while_it_rings(db: Database) -> None:
    await db.write(_set, "open")

    def rings(session: Session) -> None:
        (alarm,) = alarms.take_due(session, NOW, 50)
        _set(session, alarm.part, due=NOW + HOUR)

    await db.write(rings)
    found = await db.read(alarms.find, "T1", "standup", 1, "open")
    assert isinstance(found, Alarm)
    assert found.due_at == NOW + HOUR
