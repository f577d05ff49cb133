"""The bot's HTTP door as tests reach it: the real ASGI application, with no server in between."""

import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass

import httpx
from pydantic import SecretStr
from sqlmodel import Session, SQLModel, func, select

from bot.app import Drumbeat, running
from bot.settings import Settings
from playground.testing import Playground
from storage.tasks import Task
from tests.bot import signed
from tests.bot.forgeries import Forgery
from tests.stories.drumbeat import MANIFEST

OLD_SECRET = "fedcba9876543210fedcba9876543210"


@dataclass
class Entrance:
    """The bot's HTTP door, with nobody's server before it."""

    drumbeat: Drumbeat
    client: httpx.AsyncClient

    async def send(self, forgery: Forgery) -> httpx.Response:
        """Send a request exactly as it is written down."""
        return await self.client.request(
            forgery.method,
            "/slack/events" + (f"?{forgery.query}" if forgery.query else ""),
            headers=forgery.headers,
            content=forgery.body,
        )

    async def post(self, body: bytes, kind: str = signed.FORM, secret: str = signed.SECRET) -> httpx.Response:
        """Send a body that is signed as it should be, and wait for what follows the answer."""
        answer = await self.client.post(
            "/slack/events", content=body, headers=_bytes(signed.headers(body, secret, kind))
        )
        await self.drumbeat.bot.drain(20)
        return answer

    async def rows(self) -> dict[str, int]:
        """How many rows there are in each table."""

        def count(session: Session) -> dict[str, int]:
            tables = SQLModel.metadata.sorted_tables
            return {table.name: session.exec(select(func.count()).select_from(table)).one() for table in tables}

        return await self.drumbeat.bot.db.read(count)

    async def titles(self) -> list[str]:
        """Every task there is."""
        return await self.drumbeat.bot.db.read(lambda session: list(session.exec(select(Task.title))))


@contextlib.asynccontextmanager
async def entrance(database_url: str) -> AsyncIterator[Entrance]:
    """The door of a bot that is at work on a database; it knows two signing secrets."""
    async with Playground(MANIFEST) as slack:
        settings = Settings(
            _env_file=None,  # type: ignore[call-arg]
            slack_bot_token=SecretStr(slack.bot_token),
            slack_signing_secret=SecretStr(f"{signed.SECRET},{OLD_SECRET}"),
            slack_api_url=slack.api_url,
            database_url=database_url,
        )
        async with running(settings, settings.slack_access()) as drumbeat:
            await drumbeat.bot.drain(20)
            transport = httpx.ASGITransport(app=drumbeat, raise_app_exceptions=False)
            async with httpx.AsyncClient(transport=transport, base_url="http://bot") as client:
                yield Entrance(drumbeat, client)


def _bytes(headers: dict[str, str]) -> list[tuple[bytes, bytes]]:
    """Headers as they travel; a strange one need not be ASCII."""
    return [(name.encode(), value.encode()) for name, value in headers.items()]
