"""The playground's only source of time."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator
from datetime import timedelta

# Slack's requests wait so long for the app to have heard of a new time; then they are sent all the same.
PATIENCE_SECONDS = 2.0


class Clock:
    """Runs like any clock, and can be turned forward or held. All that is stamped or expires at this Slack goes by it.

    Args:
        start: seconds since the epoch to begin with; left out, the real time.
    """

    def __init__(self, start: float | None = None) -> None:
        self._ahead = 0.0
        self._held_at: float | None = None
        self._turned_by = 0.0
        self._walked_by = 0.0
        self._turned = asyncio.Event()
        self._steady = asyncio.Event()
        self._steady.set()
        self._in_hand = 0
        self._empty_handed = asyncio.Event()
        self._empty_handed.set()
        self.uses = 0
        if start is not None:
            self._ahead = start - self.now()

    def now(self) -> float:
        """Seconds since the epoch."""
        if self._held_at is not None:
            return self._held_at
        return time.time() + self._ahead  # noqa: TID251 - Slack has a clock of its own, and here it is

    def passed(self) -> float:
        """Seconds that have gone by, in whichever way: real ones even while the clock is held, and turned ones."""
        return time.monotonic() + self._turned_by

    def turn(self, **by: float) -> None:
        """Let time pass at once, in the words of timedelta: `minutes=11`. Whoever sleeps no longer than that wakes up.

        Raises ValueError for a step back.
        """
        seconds = timedelta(**by).total_seconds()
        if seconds < 0:
            raise ValueError("Time only goes forward.")
        self.reach(self.now() + seconds)

    def reach(self, moment: float) -> None:
        """Turn forward to a moment; when it is past, nothing happens."""
        by = max(moment - self.now(), 0.0)
        if self._held_at is None:
            self._ahead += by
        else:
            self._held_at = max(self._held_at, moment)
        self._turned_by += by
        self._wake()

    def walk(self, moment: float) -> None:
        """Turn forward to a moment as one step of a walk: on it everything is done in time, so nobody waits for it."""
        self._walked_by += max(moment - self.now(), 0.0)
        self.reach(moment)

    def waited(self) -> float:
        """Seconds that somebody has waited: those that have gone by, without those of a walk."""
        return self.passed() - self._walked_by

    @property
    def held(self) -> bool:
        return self._held_at is not None

    def hold(self) -> None:
        """Stand still, until told to go on; it can be turned meanwhile."""
        self._held_at = self.now()

    def go_on(self) -> None:
        """Run again, from the moment it stands at."""
        if self._held_at is not None:
            moment, self._held_at = self._held_at, None
            self._ahead += moment - self.now()
            self._wake()

    async def sleep(self, seconds: float) -> None:
        """Wait until this clock has gone so far."""
        until = self.now() + seconds
        while (left := until - self.now()) > 0:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(None if self.held else left):
                    await self._turned.wait()

    def _wake(self) -> None:
        self._turned.set()
        self._turned = asyncio.Event()

    # Turning while others use it

    @contextlib.asynccontextmanager
    async def in_use(self) -> AsyncIterator[None]:
        """What is signed and sent in here goes by one time: nobody turns the clock in steps meanwhile."""
        self.uses += 1
        self._in_hand += 1
        self._empty_handed.clear()
        try:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(PATIENCE_SECONDS):
                    await self._steady.wait()
            yield
        finally:
            self._in_hand -= 1
            if not self._in_hand:
                self._empty_handed.set()

    @contextlib.asynccontextmanager
    async def stepping(self) -> AsyncIterator[None]:
        """Once nobody uses the clock any more; whoever wants to meanwhile waits for the end of this."""
        await self._empty_handed.wait()
        self._steady.clear()
        try:
            yield
        finally:
            self._steady.set()
