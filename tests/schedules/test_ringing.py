"""Alarms that ring: once, in one transaction with what they do, and a poisonous one in nobody's way."""

from datetime import timedelta

import pytest
from sqlmodel import Session, select

from bot.rules.delivery import TRIES
from schedules.ringing import BATCH, Rings, ring_due
from storage import alarms, outbox
from storage.alarms import Alarm
from storage.database import Database, Overtaken
from storage.outbox import Message
from tests.storage.given import NOW

DAY = timedelta(days=1)


def _says(session: Session, alarm: Alarm, now: object) -> None:
    outbox.plan(session, alarm.workspace_id, f"{alarm.subject}:{alarm.part}:{alarm.nominal}", "reminders.due",
                ("reminder", 1), "UBEN", NOW)  # fmt: skip


def _says_and_comes_again(session: Session, alarm: Alarm, now: object) -> None:
    _says(session, alarm, now)
    alarms.set_(session, alarm.workspace_id, alarm.noun, alarm.subject, alarm.part, alarm.due_at + DAY)


def _fails(session: Session, alarm: Alarm, now: object) -> None:
    _says(session, alarm, now)
    raise ZeroDivisionError


def _is_overtaken(session: Session, alarm: Alarm, now: object) -> None:
    raise Overtaken


RINGS: Rings = {
    ("reminder", "due"): _says,
    ("reminder", "daily"): _says_and_comes_again,
    ("reminder", "broken"): _fails,
    ("reminder", "overtaken"): _is_overtaken,
}


def _set(session: Session, part: str, subject: str = "1", owner_id: str = "UANA") -> None:
    alarms.set_(session, "T1", "reminder", subject, part, NOW, nominal="2026-11-23", owner_id=owner_id)


def _planned(session: Session) -> list[str]:
    return sorted(session.exec(select(Message.key)))


def _alarms(session: Session) -> list[Alarm]:
    return list(session.exec(select(Alarm)))


async def test_an_alarm_does_its_work_once(db: Database) -> None:
    await db.write(_set, "due")
    assert await db.write(ring_due, NOW, RINGS) == 1
    assert await db.write(ring_due, NOW, RINGS) == 0
    assert await db.read(_planned) == ["1:due:2026-11-23"]
    assert await db.read(_alarms) == []


async def test_a_part_may_say_more_after_a_colon(db: Database) -> None:
    await db.write(_set, "due:2026-11-23")
    await db.write(ring_due, NOW, RINGS)
    assert await db.read(_planned) == ["1:due:2026-11-23:2026-11-23"]


async def test_an_alarm_that_comes_again_is_set_by_its_own_ringing(db: Database) -> None:
    await db.write(_set, "daily")
    await db.write(ring_due, NOW, RINGS)
    assert [each.due_at for each in await db.read(_alarms)] == [NOW + DAY]
    assert await db.write(ring_due, NOW, RINGS) == 0


async def test_after_days_of_downtime_it_rings_once(db: Database) -> None:
    await db.write(_set, "due")
    assert await db.write(ring_due, NOW + 8 * DAY, RINGS) == 1
    assert await db.write(ring_due, NOW + 8 * DAY, RINGS) == 0


async def test_a_poisonous_alarm_stops_nobody_and_leaves_nothing_behind(db: Database) -> None:
    await db.write(_set, "broken")
    await db.write(_set, "due", "2")
    assert await db.write(ring_due, NOW, RINGS) == 2
    assert await db.read(_planned) == ["2:due:2026-11-23"]
    (kept,) = await db.read(_alarms)
    assert (kept.part, kept.tries, kept.nominal) == ("broken", 1, "2026-11-23")
    assert kept.due_at > NOW


@pytest.mark.parametrize(("owner", "told"), [("UANA", ["UANA"]), ("", [])])
async def test_after_five_tries_it_is_parked_and_its_owner_told_once(db: Database, owner: str, told: list[str]) -> None:
    await db.write(_set, "broken", owner_id=owner)
    rung = [await db.write(ring_due, NOW + number * DAY, RINGS) for number in range(TRIES + 3)]
    assert rung == [1] * TRIES + [0] * 3

    def news(session: Session) -> list[Message]:
        return list(session.exec(select(Message).where(Message.purpose == "undelivered")))

    assert [row.recipient for row in await db.read(news)] == told


async def test_an_alarm_that_nobody_knows_is_as_poisonous_as_any(db: Database) -> None:
    await db.write(_set, "forgotten")
    assert await db.write(ring_due, NOW, RINGS) == 1
    assert [each.tries for each in await db.read(_alarms)] == [1]


async def test_an_alarm_overtaken_by_somebody_is_rung_again_by_the_transaction(db: Database) -> None:
    await db.write(_set, "overtaken")
    with pytest.raises(Exception, match="Overtaken"):
        await db.write(ring_due, NOW, RINGS)
    assert [each.tries for each in await db.read(_alarms)] == [0]


async def test_a_crowd_is_rung_in_bites(db: Database) -> None:
    def crowd(session: Session) -> None:
        for number in range(BATCH + 1):
            _set(session, "due", str(number))

    await db.write(crowd)
    assert [await db.write(ring_due, NOW, RINGS) for _ in range(3)] == [BATCH, 1, 0]
    assert len(await db.read(_planned)) == BATCH + 1
