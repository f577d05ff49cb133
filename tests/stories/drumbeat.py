"""The real bot, meeting the playground over the wire, for stories."""

import contextlib
from collections.abc import AsyncIterator, Callable
from datetime import datetime
from pathlib import Path

from pydantic import SecretStr

from bot.app import Drumbeat, clock, connected, running
from bot.settings import Settings
from playground.testing import Playground

MANIFEST = Path(__file__).parents[2] / "manifest.json"


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
        async with slack.hosts(bot):
            yield bot
