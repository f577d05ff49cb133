"""How an app lives in this Slack's time: a long poll over which it says what it has done, and hears what time it is.

The app sends ``POST /clock`` with its bot token as the bearer, and ``{"heard": N, "next": epoch or null}``: I have
heard your N-th word (0 at first), have done all that is due since, and the next thing is due then. The answer, which
waits until there is news, is ``{"word": N, "now": epoch, "held": bool}``: from here on your clock shows that, and runs
on from it unless it is held.
"""

import asyncio
import contextlib
import math
from typing import Any

from playground.clock import Clock
from playground.refusal import NotPossible
from playground.wire import Json

# After so long without news the poll is answered all the same, so that both sides know that the other is there.
POLL_SECONDS = 25.0
PATIENCE_SECONDS = 10.0


class Following:
    """The app's side of the clock, as the playground knows it."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._word = 1
        self._heard = 0
        self._news = asyncio.Event()
        self._spoke = asyncio.Event()
        self._closed = False
        self.there = False
        self.next_due: float | None = None

    async def listen(self, said: Json) -> Json:
        """One poll of the app's. Raises NotPossible for what is not of the protocol."""
        heard, due = said.get("heard"), said.get("next")
        if type(heard) is not int or not _moment_or_none(due):
            raise NotPossible("heard is a number of a word, next seconds since the epoch or null.")
        self.there, self._heard, self.next_due = True, heard, due
        self._spoke.set()
        if heard == self._word and not self._closed:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(POLL_SECONDS):
                    await self._news.wait()
        if self._closed:
            raise NotPossible("The playground is closing.")
        return {"word": self._word, "now": self._clock.now(), "held": self._clock.held}

    def tell(self) -> None:
        """Time is another now, or stands, or goes on."""
        self._word += 1
        self._news.set()
        self._news = asyncio.Event()

    async def followed(self) -> None:
        """Wait, for as long as it takes, until an app speaks."""
        while not self.there:
            self._spoke.clear()
            await self._spoke.wait()

    async def caught_up(self) -> bool:
        """Wait until the app has done all that is due since the last word; False when it does not say so in time.

        Who was silent once is waited for again only when it speaks.
        """
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                while self.there and self._heard != self._word:
                    self._spoke.clear()
                    await self._spoke.wait()
        except TimeoutError:
            self.there = False
        return self.there

    def close(self) -> None:
        self._closed = True
        self._news.set()


def _moment_or_none(value: Any) -> bool:
    return value is None or (isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value))
