"""Turning the clock: a walk from one due moment to the next, so that all happens in order and at its time."""

import asyncio
import contextlib
import math
from collections.abc import Coroutine
from datetime import datetime
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from playground.clock import Clock
from playground.following import PATIENCE_SECONDS, Following
from playground.hub import Hub
from playground.journal import Journal
from playground.refusal import NotPossible
from playground.wire import Json

SPEEDS = (1, 60, 600)
# How often a faster clock takes a step, in real seconds.
PULSE_SECONDS = 0.2
_SHORTEST_STEP = 1.0

_OWN_TIME = "It does not follow this clock, so Slack's time passes in one leap and the app's does not."


class Company(Protocol):
    """People who do something by themselves as time passes."""

    def next_moment(self) -> float: ...

    async def act(self) -> None: ...


class Turning:
    """The hand at the clock: turns it to a moment, holds it, or lets it run faster. One thing at a time."""

    def __init__(self, clock: Clock, following: Following, journal: Journal, hub: Hub) -> None:
        self._clock = clock
        self._following = following
        self._journal = journal
        self._hub = hub
        self._under_way: asyncio.Task[None] | None = None
        self._target: float | None = None
        self._speed = 1
        self._told = 0
        self.company: Company | None = None

    def as_json(self) -> Json:
        """How the clock stands, for whoever shows it; of two that cross on their way the higher `told` is the newer."""
        self._told += 1
        return {
            "told": self._told,
            "now": self._clock.now(),
            "speed": self._speed,
            "paused": self._clock.held,
            "turning": self._target is not None,
            "target": self._target,
        }

    async def turn(self, target: float, tz: str, by: str) -> None:
        """Begin to walk to `target`, seconds since the epoch; what is under way ends. `by` is who turns it."""
        await self.stop()
        if not self._following.there:
            self._journal.add("noted", "", "This app keeps its own time", _OWN_TIME)
        self._target = target
        self._begin(self._walk_and_tell(target, f"to {_told(target, tz)}", by))

    async def jump(self, seconds: float) -> None:
        """Let so much time pass in one leap, and everything that fell due on the way with it."""
        await self.stop()
        self._clock.turn(seconds=seconds)
        self._tell_all()

    async def run(self, speed: object) -> None:
        """Let time run, as fast as this. Raises NotPossible for a speed there is not."""
        if type(speed) is not int or speed not in SPEEDS:
            raise NotPossible(f"speed is none of {', '.join(map(str, SPEEDS))}.")
        await self.stop()
        self._speed = speed
        self._clock.go_on()
        self._tell_all()
        if speed > 1:
            self._begin(self._run_fast(speed))

    async def pause(self) -> None:
        """Hold the clock where it is."""
        await self.stop()
        self._clock.hold()
        self._tell_all()

    async def stop(self) -> None:
        """End what is under way: time is where it has come to, and goes on from there as it ever does."""
        task, self._under_way = self._under_way, None
        self._target, self._speed = None, 1
        if task:
            task.cancel()
            await asyncio.wait({task})
            self._publish()

    async def done(self) -> None:
        """Wait until the turn under way has arrived."""
        if self._under_way:
            await asyncio.wait({self._under_way})

    def _begin(self, work: Coroutine[Any, Any, None]) -> None:
        self._under_way = asyncio.create_task(work)
        self._publish()

    async def _walk_and_tell(self, target: float, told: str, by: str) -> None:
        # What was done before comes before it in the journal, too.
        await self._ask_anew()
        self._journal.add("turned", by, told)
        await self._walk(target)
        self._target, self._under_way = None, None
        self._publish()

    async def _run_fast(self, speed: int) -> None:
        # The clock itself runs at the speed of one; the rest is walked.
        while True:
            await asyncio.sleep(PULSE_SECONDS)
            await self._walk(self._clock.now() + PULSE_SECONDS * (speed - 1))

    async def _walk(self, target: float) -> None:
        """From one moment at which something is due to the next, until the target."""
        await self._ask_anew()
        while self._clock.now() < target:
            uses = self._clock.uses
            await self._step(min(self._next_moment(), target))
            if self.company:
                await self.company.act()
            if self._clock.uses != uses:
                await self._ask_anew()

    def _next_moment(self) -> float:
        """When the app or somebody has something to do; of an app that is silent nobody knows."""
        due = self._following.next_due
        people = self.company.next_moment() if self.company else math.inf
        if due is None or not self._following.there:
            return people
        # What it could not do yet is no reason to stand still.
        return min(max(due, self._clock.now() + _SHORTEST_STEP), people)

    async def _step(self, to: float) -> None:
        async with self._clock.stepping():
            self._clock.walk(to)
            self._publish()
            await self._heard()

    async def _ask_anew(self) -> None:
        """What was due next may not be any more, since people did something."""
        async with self._clock.stepping():
            await self._heard()

    async def _heard(self) -> None:
        self._following.tell()
        if self._following.there and not await self._following.caught_up():
            why = f"The app did not say within {PATIENCE_SECONDS:.0f} seconds that it had done what was due."
            self._journal.add("noted", "", "Time goes on without the app", why)

    def _tell_all(self) -> None:
        self._following.tell()
        self._publish()

    def _publish(self) -> None:
        self._hub.publish({"type": "clock", **self.as_json()})

    async def close(self) -> None:
        self._following.close()
        with contextlib.suppress(asyncio.CancelledError):
            await self.stop()


def _told(moment: float, tz: str) -> str:
    return f"{datetime.fromtimestamp(moment, ZoneInfo(tz)):%A %d %B %Y, %H:%M} ({tz})"
