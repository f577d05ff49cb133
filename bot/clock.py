"""The playground's time: what CLOCK_URL says it is, instead of the real one.

A long poll: we say what we have heard and done and when the next thing is due, and hear what time it is from now on. So
a clock that is turned comes to each due moment in order, and goes on when all is done there.
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import NamedTuple, Protocol

import structlog
from aiohttp import ClientError, ClientSession, ClientTimeout

from bot.settings import SettingsError

log = structlog.get_logger()

# The playground answers after 25 seconds at the latest.
_POLL = ClientTimeout(total=40)
_RETRY_SECONDS = 0.1
_FIRST_TRIES = 200
# A turn waits for what is on its way, but not for a Slack that hangs.
_SETTLE_SECONDS = 5.0
# Less than this is the time that our own requests take, and no turn.
_LEAP = timedelta(seconds=1)
_LOST = (ClientError, TimeoutError, OSError, ValueError, LookupError, TypeError)


class Worker(Protocol):
    """What works by the clock."""

    async def work_off(self) -> datetime | None:
        """Do all that is due now; returns when the next thing is."""

    async def settle(self) -> None:
        """Wait until what is being sent is sent."""

    def leap(self) -> None:
        """Much time has passed at once."""


class Word(NamedTuple):
    """What the playground says: its number, the time, and whether it stands still."""

    number: int
    now: datetime
    held: bool


class TurnedClock:
    """Shows what it was told last, and runs on from there by `real`.

    Args:
        token: the bot's, by which the playground knows us.
    """

    def __init__(self, url: str, token: str, http: ClientSession, real: Callable[[], datetime]) -> None:
        self._url = url
        self._headers = {"Authorization": f"Bearer {token}"}
        self._http = http
        self._real = real
        self._word = 0
        self._ahead = timedelta(0)
        self._held_at: datetime | None = None

    def __call__(self) -> datetime:
        return self._held_at or self._real() + self._ahead

    async def begin(self) -> None:
        """Hear the time for the first time.

        Raises:
            SettingsError: nobody tells it.
        """
        for _ in range(_FIRST_TRIES):
            word = await self._hear(None)
            if word is not None:
                self._show(word)
                return
            await asyncio.sleep(_RETRY_SECONDS)
        raise SettingsError(f"CLOCK_URL can't be used: no playground tells the time at {self._url}.")

    async def follow(self, worker: Worker) -> None:
        """Live in that time, for ever."""
        while True:
            word = await self._hear(await worker.work_off())
            if word is None:
                await asyncio.sleep(_RETRY_SECONDS)
            elif word.number != self._word:
                await _at_most(worker.settle(), _SETTLE_SECONDS)
                leapt = word.now - self() > _LEAP
                self._show(word)
                if leapt:
                    worker.leap()

    def _show(self, word: Word) -> None:
        self._word = word.number
        self._ahead = word.now - self._real()
        self._held_at = word.now if word.held else None

    async def _hear(self, due: datetime | None) -> Word | None:
        """The playground's word, as soon as it is another than the last; None when it can't be reached."""
        said = {"heard": self._word, "next": due.timestamp() if due else None}
        try:
            async with self._http.post(self._url, json=said, headers=self._headers, timeout=_POLL) as answer:
                answer.raise_for_status()
                told = await answer.json()
                return Word(int(told["word"]), datetime.fromtimestamp(told["now"], UTC), bool(told["held"]))
        except _LOST as error:
            log.debug("clock.unheard", error=type(error).__name__)
            return None


async def _at_most(work: Awaitable[None], seconds: float) -> None:
    await asyncio.wait({asyncio.ensure_future(work)}, timeout=seconds)
