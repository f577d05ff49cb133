"""The bot, as handlers and schedules see it: memory, clock, Slack."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime

import structlog
from aiohttp import ClientSession
from slack_sdk.web.async_client import AsyncWebClient

from bot.directory import Directory
from bot.settings import Settings
from storage.database import Database

log = structlog.get_logger()


# So many calendars of people are read at once.
_READERS = 4


async def _fetch(url: str) -> bytes:
    """What is at a foreign address; see `bot/fetching.py`, which takes some time to load."""
    from bot.fetching import fetch  # noqa: PLC0415

    return await fetch(url)


def _nothing() -> None:
    """Until the parts have met there is no token to doubt."""


@dataclass
class Bot:
    """What every part of the bot may lean on.

    `now` gives the aware UTC moment; `slack` the Web API client of a workspace; `http` the one shared session.
    `fetch` reads a foreign address, and raises `Unread`; whoever does takes a place of `readers`.
    `reauthorize` drops what is known of our token; `ticked` is when the clock last came round, `skew` how far ours
    is ahead of Slack's, as far as it has told.
    """

    settings: Settings
    db: Database
    now: Callable[[], datetime]
    slack: Callable[[str], AsyncWebClient]
    http: ClientSession
    directory: Directory
    fetch: Callable[[str], Awaitable[bytes]] = _fetch
    readers: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(_READERS))
    reauthorize: Callable[[], None] = _nothing
    ticked: datetime | None = None
    skew: timedelta | None = None
    outbox_waits: asyncio.Event = field(default_factory=asyncio.Event)
    _errands: set[asyncio.Future[object]] = field(default_factory=set)

    def hears_the_time(self, said: object) -> None:
        """Compare clocks: `said` is the Date header of an answer of Slack's."""
        with contextlib.suppress(ValueError, TypeError):
            self.skew = self.now() - parsedate_to_datetime(str(said))

    def later(self, errand: Awaitable[object]) -> None:
        """Go on with something after the answer has left; `drain` waits for it."""
        task = asyncio.ensure_future(errand)
        self._errands.add(task)
        task.add_done_callback(self._errand_ended)

    def _errand_ended(self, task: asyncio.Future[object]) -> None:
        self._errands.discard(task)
        if not task.cancelled() and task.exception():
            log.error("errand.failed", exc_info=task.exception())

    async def drain(self, seconds: float) -> None:
        """Let what was begun, and what that began, be finished, for so long at the most; then it is broken off."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while self._errands:
                    await asyncio.wait(set(self._errands))
        for task in self._errands:
            task.cancel()
