"""The real bot, in a process that is killed, or made to stand still, at a named point of its work."""

import asyncio
import os
import signal
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from aiohttp import ClientSession, TraceConfig
from pydantic import SecretStr

from bot import app
from bot.rules import pacing
from bot.rules.delivery import Sent, Skip
from bot.settings import Settings, SlackAccess
from schedules import lanes, posting, tick
from schedules.lanes import Lane, Timing
from tests.schedules.virtual import says_its_key

POINTS = ("claimed", "before connect", "bytes sent", "applied, reply unread", "reply read", "recorded")
# The product's own proportions, a tenth as long.
TIMING = Timing(timeout=timedelta(seconds=1), lease=timedelta(seconds=6), quiet=timedelta(seconds=2.5))
PURPOSE = "crash.beat"
DIGEST, KEPT = "digest.morning", "tasks.assigned"


@dataclass
class Death:
    """Where to die, or with SIGSTOP to stand still, and at which occasion (0: the first)."""

    point: str
    after: int = 0
    by: signal.Signals = signal.SIGKILL

    def comes(self, point: str) -> None:
        if point == self.point:
            self.after -= 1
            if self.after < 0:
                os.kill(os.getpid(), self.by)


def live(database_url: str, api_url: str, token: str, death: Death | None, *, trusting: bool = False) -> None:
    """Send what is due until killed; `trusting` believes in its claims for ever."""
    hurry()
    if trusting:
        Timing.trusted = 1e9  # type: ignore[method-assign, assignment]
    if death:
        lay_in_wait(death)
    settings = Settings(
        _env_file=None,  # type: ignore[call-arg]
        slack_bot_token=SecretStr(token), slack_api_url=api_url, database_url=database_url,
    )  # fmt: skip
    asyncio.run(_work(settings, SlackAccess(token, None, ("secret",))))


async def _work(settings: Settings, access: SlackAccess) -> None:
    async with app.running(settings, access):
        await asyncio.sleep(3600)


def hurry() -> None:
    """Shorter waits, a purpose of our own, and digests that say nothing but what was kept for them."""
    app.TIMING = TIMING
    app.RENDERERS = {PURPOSE: says_its_key, KEPT: says_its_key, DIGEST: lambda *_: Skip("nothing to say")}
    pacing.POSTS_PER_SECOND, pacing.CHANNEL_REST_SECONDS = 100.0, 0.05
    lanes.AT_ONCE = 3
    tick.TICK_SECONDS, tick._LONGEST = 1, timedelta(seconds=0.5)


def lay_in_wait(death: Death) -> None:
    """Wrap the engine at the named points."""
    _after(Lane, "_claim", lambda found: death.comes("claimed") if found[0] else None)
    _before(posting, "channel_of", lambda *_: death.comes("opening"))
    _before(posting, "_say", lambda *_: death.comes("before connect"))
    _before(Lane, "_record", lambda _self, _row, outcome: isinstance(outcome, Sent) and death.comes("reply read"))
    _after(Lane, "_record", lambda _: death.comes("recorded"))
    _watch_the_wire(death)


def _before(owner: Any, name: str, look: Callable[..., object]) -> None:
    work: Callable[..., Awaitable[Any]] = getattr(owner, name)

    async def wrapped(*args: Any) -> Any:
        look(*args)
        return await work(*args)

    setattr(owner, name, wrapped)


def _after(owner: Any, name: str, look: Callable[[Any], object]) -> None:
    work: Callable[..., Awaitable[Any]] = getattr(owner, name)

    async def wrapped(*args: Any) -> Any:
        found = await work(*args)
        look(found)
        return found

    setattr(owner, name, wrapped)


def _watch_the_wire(death: Death) -> None:
    async def sent(_session: Any, _context: Any, chunk: Any) -> None:
        if not str(chunk.url).endswith("chat.postMessage"):
            return
        asyncio.get_running_loop().call_later(0.005, death.comes, "bytes sent")
        if death.point == "applied, reply unread":
            asyncio.get_running_loop().call_later(0.005, _stand_still, death)

    def session(**settings: Any) -> ClientSession:
        trace = TraceConfig()
        trace.on_request_chunk_sent.append(sent)
        return ClientSession(trace_configs=[trace], **settings)

    app.ClientSession = session  # type: ignore[misc, assignment]


def _stand_still(death: Death) -> None:
    """Slack does its part meanwhile; we read nothing."""
    time.sleep(0.2)
    death.comes("applied, reply unread")
