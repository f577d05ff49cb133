"""What was answered is known again: a duplicate has one effect and the same answer."""

import asyncio
from datetime import datetime, timedelta

import pytest
from sqlmodel import Session, func, select

from storage import counters, inbound
from storage.database import Database
from storage.inbound import KEPT_FOR, Inbound
from tests.storage.given import NOW


def _answer_once(session: Session, key: str, now: datetime = NOW, workspace_id: str = "T1") -> dict[str, int]:
    """As the door does it: an effect, and the answer kept beside it."""
    kept = inbound.answered(session, workspace_id, key)
    if kept is not None:
        return kept
    answer = {"number": counters.next_number(session, workspace_id, "task")}
    inbound.remember(session, workspace_id, key, answer, now)
    return answer


def _count(session: Session) -> int:
    return session.exec(select(func.count()).select_from(Inbound)).one()


async def test_a_duplicate_gets_the_first_answer(db: Database) -> None:
    assert await db.write(_answer_once, "event:1") == {"number": 1}
    assert await db.write(_answer_once, "event:1") == {"number": 1}
    assert await db.write(_answer_once, "event:2") == {"number": 2}


async def test_a_request_that_is_new_has_no_answer(db: Database) -> None:
    assert await db.read(inbound.answered, "T1", "event:1") is None


async def test_the_same_key_in_another_workspace_is_another_request(db: Database) -> None:
    await db.write(_answer_once, "event:1")
    assert await db.read(inbound.answered, "T2", "event:1") is None
    assert await db.write(_answer_once, "event:1", NOW, "T2") == {"number": 1}


async def test_replicas_that_get_the_same_request_at_once_give_one_answer(database_url: str, db: Database) -> None:
    other = Database(database_url)
    try:
        for key in range(20):
            asked = [each.write(_answer_once, f"event:{key}") for each in (db, other, db, other)]
            assert await asyncio.gather(*asked) == [{"number": key + 1}] * 4
    finally:
        other.close()


async def test_an_answer_is_known_after_a_restart(database_url: str) -> None:
    for _ in range(2):
        db = Database(database_url)
        assert await db.write(_answer_once, "event:1") == {"number": 1}
        db.close()


async def test_an_effect_that_failed_leaves_no_answer_behind(db: Database) -> None:
    def fails(session: Session) -> None:
        _answer_once(session, "event:1")
        raise ValueError("a fault")

    with pytest.raises(ValueError, match="a fault"):
        await db.write(fails)
    assert await db.read(inbound.answered, "T1", "event:1") is None
    assert await db.write(_answer_once, "event:1") == {"number": 1}


async def test_answers_come_back_as_they_were_given(db: Database) -> None:
    answer = {"text": 'Zażółć \u0001 👩\u200d👧 <@U1> \\ "', "blocks": [{"n": 1.5, "none": None, "yes": True}]}
    await db.write(inbound.remember, "T1", "event:1", answer, NOW)
    assert await db.read(inbound.answered, "T1", "event:1") == answer


async def test_answers_are_kept_longer_than_slack_delivers_again(db: Database) -> None:
    """Slack delivers an event again for 24 hours; after 48 nobody asks, and the table must not grow for ever."""
    for hours in range(0, 100, 10):
        await db.write(_answer_once, f"event:{hours}", NOW - timedelta(hours=hours))
    await db.write(_answer_once, "event:at the edge", NOW - KEPT_FOR)
    assert await db.write(inbound.prune, NOW) == 5
    assert await db.read(inbound.answered, "T1", "event:40") is not None
    assert await db.read(inbound.answered, "T1", "event:at the edge") is not None
    assert await db.read(inbound.answered, "T1", "event:50") is None
    assert await db.read(_count) == 6
    assert timedelta(hours=48) == KEPT_FOR
