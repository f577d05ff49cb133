"""Who reads a calendar, when there are several who could; each test runs on both databases."""

import asyncio

from sqlmodel import Session

from schedules import feeds as rings
from schedules.tick import _rung
from storage import feeds, sealing
from storage.database import Database
from storage.history import Stamp
from storage.sealing import Vault
from tests.handlers.calendars import ADDRESS, KEY
from tests.storage.given import NOW


def given(session: Session) -> None:
    feeds.set_(session, Stamp("T1", "UANA", "slash", "command:1", NOW), ADDRESS)


async def test_of_several_replicas_one_reads_and_should_it_die_another_does(database_url: str) -> None:
    programs = [Database(database_url, workers=1) for _ in range(4)]
    programs[0]._lent |= sealing.lent(Vault((KEY,)))
    await programs[0].write(given)

    async def begun(after: int) -> int:
        moment = NOW + after * feeds.CLAIM
        rung = await asyncio.gather(*(each.write(_rung, moment, rings.RINGS) for each in programs))
        return sum(len(errands) for _, errands in rung)

    assert [await begun(after) for after in (0, 0, 1, 1, 2)] == [1, 0, 1, 0, 1]
    for each in programs:
        each.close()
