"""The bot, as handlers and schedules see it: memory, clock, Slack."""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from aiohttp import ClientSession
from slack_sdk.web.async_client import AsyncWebClient

from bot.directory import Directory
from bot.settings import Settings
from storage.database import Database


def _nothing() -> None:
    """Until the parts have met there is no token to doubt."""


@dataclass
class Bot:
    """What every part of the bot may lean on.

    `now` gives the aware UTC moment; `slack` the Web API client of a workspace; `http` the one shared session.
    `reauthorize` drops what is known of our token; `ticked` is when the clock last came round.
    """

    settings: Settings
    db: Database
    now: Callable[[], datetime]
    slack: Callable[[str], AsyncWebClient]
    http: ClientSession
    directory: Directory
    reauthorize: Callable[[], None] = _nothing
    ticked: datetime | None = None
    outbox_waits: asyncio.Event = field(default_factory=asyncio.Event)
    _errands: set[asyncio.Task[None]] = field(default_factory=set)

    def later(self, errand: Coroutine[Any, Any, None]) -> None:
        """Go on with something after the answer has left; `drain` waits for it."""
        task = asyncio.create_task(errand)
        self._errands.add(task)
        task.add_done_callback(self._errands.discard)

    async def drain(self, seconds: float) -> None:
        """Let what was begun be finished, for so long at the most."""
        if self._errands:
            await asyncio.wait(set(self._errands), timeout=seconds)
