"""The playground's only source of time."""

import asyncio
import contextlib
import time
from datetime import timedelta


class Clock:
    """Runs like any clock, and can be turned forward. All that expires, waits or is stamped at this Slack goes by it.

    Args:
        start: seconds since the epoch to begin with; left out, the real time.
    """

    def __init__(self, start: float | None = None) -> None:
        self._ahead = 0.0
        if start is not None:
            self._ahead = start - self.now()
        self._turned = asyncio.Event()

    def now(self) -> float:
        """Seconds since the epoch."""
        return time.time() + self._ahead  # noqa: TID251 - Slack has a clock of its own, and here it is

    def turn(self, **by: float) -> None:
        """Let time pass at once, in the words of timedelta: `minutes=11`. Whoever sleeps no longer than that wakes up.

        Raises ValueError for a step back.
        """
        seconds = timedelta(**by).total_seconds()
        if seconds < 0:
            raise ValueError("Time only goes forward.")
        self._ahead += seconds
        self._turned.set()
        self._turned = asyncio.Event()

    async def sleep(self, seconds: float) -> None:
        """Wait until this clock has gone so far."""
        until = self.now() + seconds
        while (left := until - self.now()) > 0:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(left):
                    await self._turned.wait()
