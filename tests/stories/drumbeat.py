"""The real bot, meeting the playground over the wire, for stories."""

import asyncio
import contextlib
import socket as sockets
from collections.abc import AsyncIterator, Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import uvicorn
from pydantic import SecretStr

from bot.app import Drumbeat, clock, connected, running
from bot.settings import Settings
from playground.testing import Playground

MANIFEST = Path(__file__).parents[2] / "manifest.json"


class _Server(uvicorn.Server):
    @contextlib.contextmanager
    def capture_signals(self) -> Any:
        yield


@contextlib.asynccontextmanager
async def listening(drumbeat: Drumbeat) -> AsyncIterator[str]:
    """Serve the bot's HTTP door on a free loopback port; yields its base address."""
    with sockets.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        config = uvicorn.Config(drumbeat, lifespan="off", log_config=None, access_log=False)
        server = _Server(config)
        task = asyncio.create_task(server.serve(sockets=[listener]))
        while not server.started:  # noqa: ASYNC110 - uvicorn has no event for it
            await asyncio.sleep(0.01)
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            await task


@contextlib.asynccontextmanager
async def drumbeat(
    slack: Playground,
    database_url: str,
    transport: str = "http",
    now: Callable[[], datetime] = clock,
    clock_url: str | None = None,
) -> AsyncIterator[Drumbeat]:
    """The bot at work in a playground, over signed HTTP or Socket Mode."""
    settings = Settings(
        _env_file=None,  # type: ignore[call-arg]
        slack_bot_token=SecretStr(slack.bot_token),
        slack_signing_secret=SecretStr(slack.signing_secret),
        slack_app_token=SecretStr(slack.app_token) if transport == "socket" else None,
        slack_api_url=slack.api_url,
        database_url=database_url,
        clock_url=clock_url,
    )
    async with running(settings, settings.slack_access(), now) as bot:
        if transport == "socket":
            slack.send_to(None)
            async with connected(bot):
                await slack.socket_connected()
                yield bot
            return
        async with listening(bot) as url:
            slack.send_to(f"{url}/slack/events")
            yield bot
