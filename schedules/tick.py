"""The clockwork: rings the alarms that are due, releases what may be sent, and keeps the lanes going.

The scheduler only ticks: one job that is always moved to the next due moment, and constant ones as a safety net. What
is due lives in tables.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, TypeVar

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.base import BaseTrigger
from apscheduler.triggers.interval import IntervalTrigger
from sqlmodel import Session

from bot.context import Bot
from schedules import undelivered
from schedules.lanes import Lane, Render, Timing
from schedules.ringing import BATCH, Errand, Rings, errands, ring_due
from storage import alarms, drafts, inbound, outbox, retention
from storage.database import Busy
from storage.outbox import LaneKey

log = structlog.get_logger()

T = TypeVar("T")

TICK_SECONDS = 15
SWEEP_SECONDS = 3600
LOOK_SECONDS = 300
_OFTEN: dict[str, Any] = {"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
_LONGEST = timedelta(seconds=TICK_SECONDS)
# What is done may make something else due; for ever, only if something is wrong.
_ROUNDS = 20
_AFTER_A_FAULT = timedelta(seconds=1)


class _In(BaseTrigger):  # type: ignore[misc]
    """Once, so long after the scheduler hears of it: by its clock, whatever ours shows."""

    def __init__(self, wait: timedelta) -> None:
        self._wait = wait

    def get_next_fire_time(self, previous_fire_time: datetime | None, now: datetime) -> datetime | None:
        return None if previous_fire_time else now + self._wait


class Clockwork:
    """One for each process.

    Args:
        renderers: for each purpose, how its message reads at the moment of sending.
        rings: for each noun and part, what its alarm does.
    """

    def __init__(self, bot: Bot, renderers: Mapping[str, Render], rings: Rings, timing: Timing | None = None) -> None:
        self._bot = bot
        self._renderers = renderers
        self._rings = rings
        self._timing = timing or Timing()
        self._lanes: dict[LaneKey, Lane] = {}
        self._running: dict[LaneKey, asyncio.Task[None]] = {}
        self._asked: set[LaneKey] = set()
        self._stopping = False
        self._returning = True
        self._scheduler = AsyncIOScheduler(timezone="UTC")

    def start(self) -> None:
        """Begin to tick."""
        self._scheduler.add_job(self._wake, IntervalTrigger(seconds=TICK_SECONDS), **_OFTEN)
        self._scheduler.add_job(sweep, IntervalTrigger(seconds=SWEEP_SECONDS), args=[self._bot], **_OFTEN)
        self._scheduler.add_job(self._bot.directory.refresh, IntervalTrigger(seconds=SWEEP_SECONDS), **_OFTEN)
        self._scheduler.add_job(self._bot.directory.look_inside, IntervalTrigger(seconds=LOOK_SECONDS), **_OFTEN)
        self._scheduler.start()
        self._wake()

    def stop(self) -> None:
        """Tick no more; what is being sent is finished, the rest is left for whoever comes next."""
        self._stopping = True
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)
        for lane in self._lanes.values():
            lane.stop()
        self._wake()

    async def keep_going(self) -> None:
        """Turn whenever something was planned or has become due, until told to stop."""
        while not self._stopping:
            self._bot.outbox_waits.clear()
            wait = await _outlived(self.turn())
            self._wake_in(_AFTER_A_FAULT if wait is None else wait)
            await self._bot.outbox_waits.wait()
        await self.settle()

    async def turn(self) -> timedelta:
        """Do what is due now; returns how long nothing more will be."""
        now = self._bot.now()
        if not await self._bot.db.read(_idle, now):
            while await self._ring(now) == BATCH:
                pass
            for key in await self._bot.db.write(_release, now, self._returning):
                self._send(key)
        self._returning = False
        self._bot.ticked = now
        soonest = await self._bot.db.read(_next_due, now) or now + _LONGEST
        # What was done meanwhile took its time, too.
        return min(max(soonest - self._bot.now(), timedelta(0)), _LONGEST)

    async def _ring(self, now: datetime) -> int:
        rung, begun = await self._bot.db.write(_rung, now, self._rings)
        for errand in begun:
            self._bot.later(errand(self._bot))
        return rung

    async def work_off(self) -> datetime | None:
        """Do all that is due, and wait until it is done; returns when the next thing is due.

        What can't be done now comes up again when we are asked again.
        """
        for _ in range(_ROUNDS):
            await _outlived(self.turn())
            await self.settle()
            # What the clockwork's own turn has begun to send meanwhile is neither due any more nor done yet.
            if await self._surely(_idle) and not self._running:
                break
        return await self._surely(_next_due)

    async def _surely(self, look: Callable[[Session, datetime], T]) -> T:
        """What the database says; until it does, nothing can be said."""
        while True:
            found = await _outlived(self._look(look))
            if found:
                return found[0]
            await asyncio.sleep(_AFTER_A_FAULT.total_seconds())

    async def _look(self, look: Callable[[Session, datetime], T]) -> tuple[T]:
        return (await self._bot.db.read(look, self._bot.now()),)

    def leap(self) -> None:
        """Much time has passed at once: whoever rested has rested."""
        for lane in self._lanes.values():
            lane.leap()
        self._wake()

    async def settle(self) -> None:
        """Wait until every lane has nothing left to send."""
        while self._running:
            await asyncio.wait(set(self._running.values()))

    def _send(self, key: LaneKey) -> None:
        """See to it that what is due there is sent: by the lane that is at it, or by a new one."""
        self._asked.add(key)
        if key in self._lanes:
            self._lanes[key].look_again()
        if key not in self._running:
            self._running[key] = asyncio.create_task(self._drain(key))

    async def _drain(self, key: LaneKey) -> None:
        try:
            if await _outlived(self._empty(key)) is None:
                await asyncio.sleep(_AFTER_A_FAULT.total_seconds())
        finally:
            # Nobody else runs between the last look at `_asked` and this.
            del self._running[key]
        self._wake()

    async def _empty(self, key: LaneKey) -> int:
        lane = self._lanes.setdefault(key, Lane(self._bot, key[0], self._renderers, self._timing, homes=key[1]))
        taken = 0
        while key in self._asked:
            self._asked.discard(key)
            taken += await lane.drain()
        return taken

    def _wake(self) -> None:
        self._bot.outbox_waits.set()

    def _wake_in(self, wait: timedelta) -> None:
        if not self._stopping and wait < _LONGEST:
            self._scheduler.add_job(self._wake, _In(wait), id="due", replace_existing=True, **_OFTEN)


async def _outlived(work: Awaitable[T]) -> T | None:
    """What came of one piece of the clock's work; None when it failed, for the clock goes on whatever happens."""
    try:
        return await work
    except Busy:
        log.warning("tick.skipped", reason="database busy")
    except Exception:
        log.exception("tick.failed")
    return None


def _idle(session: Session, now: datetime) -> bool:
    """Whether nothing has become due since we last looked; the cheapest of questions, asked most often."""
    alarm = alarms.next_due(session)
    return (alarm is None or alarm > now) and not outbox.anything_due(session, now)


def _rung(session: Session, now: datetime, rings: Rings) -> tuple[int, list[Errand]]:
    return ring_due(session, now, rings), errands(session)


def _release(session: Session, now: datetime, returning: bool) -> list[LaneKey]:
    if returning:
        outbox.take_back(session, now)
    abandoned = outbox.release_abandoned(session, now)
    if abandoned:
        log.warning("outbox.abandoned", count=abandoned)
    for row in outbox.release(session, now):
        log.warning("outbox.too_late", purpose=row.purpose)
        undelivered.tell_owner(session, row, now, state="skipped", reason=row.reason)
    return outbox.lanes_due(session, now)


def _next_due(session: Session, now: datetime) -> datetime | None:
    moments = (alarms.next_due(session), outbox.next_due(session, now))
    return min((moment for moment in moments if moment), default=None)


async def sweep(bot: Bot) -> None:
    """Forget what nobody can ask for any more."""
    try:
        await bot.db.write(_forget, bot.now())
    except Busy:
        log.warning("sweep.skipped", reason="database busy")


def _forget(session: Session, now: datetime) -> None:
    inbound.prune(session, now)
    drafts.prune(session, now)
    retention.prune(session, now)
