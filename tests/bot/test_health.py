"""Whether it lives, and whether it can work, as a supervisor asks it; in both ways of meeting Slack."""

import asyncio
import contextlib
import socket
import sqlite3
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from email.utils import format_datetime
from pathlib import Path

import httpx
import pytest
from sqlalchemy import create_engine, text, update
from sqlalchemy.engine import make_url
from sqlmodel import Session

from bot.serving import listen
from bot.settings import Settings
from playground.hosting import listener
from playground.testing import Playground
from storage import outbox
from storage.outbox import Message
from tests.bot.entrance import Entrance
from tests.program import environment, free_port, served
from tests.stories.drumbeat import MANIFEST

PATIENCE = 20


@contextlib.asynccontextmanager
async def _serving(database_url: str, folder: Path, transport: str) -> AsyncIterator[httpx.AsyncClient]:
    async with Playground(MANIFEST) as slack:
        way_in = {"SLACK_APP_TOKEN": slack.app_token} if transport == "socket" else {}
        env = environment(
            SLACK_BOT_TOKEN=slack.bot_token,
            SLACK_SIGNING_SECRET=slack.signing_secret,
            SLACK_API_URL=slack.api_url,
            DATABASE_URL=database_url,
            PORT=str(free_port()),
            **way_in,
        )
        with contextlib.ExitStack() as stack:
            program = await asyncio.to_thread(stack.enter_context, served(env, folder))
            async with httpx.AsyncClient(base_url=program.url, timeout=PATIENCE, trust_env=False) as client:
                yield client


@pytest.mark.parametrize("transport", ["http", "socket"])
async def test_it_is_ready_until_the_database_is_away_and_again_when_it_is_back(
    database_url: str, tmp_path: Path, transport: str
) -> None:
    async with _serving(database_url, tmp_path, transport) as client:
        await _until(client, 200)
        with _away(database_url):
            body = (await _until(client, 503)).json()
            assert body["status"] == "not ready"
            assert body["problems"]
            assert (await client.get("/healthz")).status_code == 200, "it lives all the same"
        assert (await _until(client, 200)).json() == {"status": "ready", "problems": []}


@pytest.mark.parametrize("transport", ["http", "socket"])
async def test_other_addresses_say_where_slack_should_go(tmp_path: Path, transport: str) -> None:
    async with _serving(f"sqlite:///{tmp_path}/new.db", tmp_path, transport) as client:
        answer = await client.get("/")
        assert answer.status_code == 404
        assert "/slack/events" in answer.json()["error"]
        assert (await client.get("/healthz")).json() == {"status": "alive"}


async def test_in_socket_mode_nobody_is_heard_over_http(tmp_path: Path) -> None:
    async with _serving(f"sqlite:///{tmp_path}/new.db", tmp_path, "socket") as client:
        answer = await client.post("/slack/events", json={"type": "url_verification", "challenge": "abc"})
        assert answer.status_code == 404
        assert "abc" not in answer.text


async def test_a_clock_that_has_stopped_is_no_readiness(small_door: Entrance) -> None:
    bot = small_door.drumbeat.bot
    assert bot.ticked is not None
    bot.ticked -= timedelta(seconds=61)
    answer = await small_door.client.get("/readyz")
    assert answer.status_code == 503
    assert "clock" in answer.json()["problems"][0]


async def test_messages_that_do_not_leave_are_no_readiness(small_door: Entrance) -> None:
    bot = small_door.drumbeat.bot
    long_ago = bot.now() - timedelta(minutes=6)

    def stuck(session: Session) -> None:
        outbox.plan(session, "T1", "a", "tasks.assigned", ("task", 1), "UBEN", long_ago)
        session.connection().execute(update(Message).values(due_at=bot.now() + timedelta(hours=1)))

    await bot.db.write(stuck)
    answer = await small_door.client.get("/readyz")
    assert (answer.status_code, answer.json()["problems"]) == (
        503,
        ["messages have been waiting to be sent for 6 minutes"],
    )


@pytest.mark.parametrize(("seconds", "status"), [(290, 200), (310, 503), (-310, 503)])
async def test_a_clock_far_from_slacks_is_no_readiness(small_door: Entrance, seconds: int, status: int) -> None:
    bot = small_door.drumbeat.bot
    bot.hears_the_time(format_datetime(bot.now() - timedelta(seconds=seconds)))
    assert (await small_door.client.get("/readyz")).status_code == status


def test_no_answer_waits_for_the_acknowledgement_of_its_own_head() -> None:
    settings = Settings(_env_file=None, host="127.0.0.1", port=free_port())  # type: ignore[call-arg]
    for door in (listen(settings), listener()):
        with door:
            door.listen()
            with socket.create_connection(door.getsockname()), door.accept()[0] as accepted:
                assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


async def _until(client: httpx.AsyncClient, status: int) -> httpx.Response:
    """Ask until it answers so."""
    async with asyncio.timeout(PATIENCE):
        while (answer := await client.get("/readyz")).status_code != status:  # noqa: ASYNC110 - another process has no event for it
            await asyncio.sleep(0.05)
    return answer


@contextlib.contextmanager
def _away(database_url: str) -> Iterator[None]:
    """Meanwhile the database takes nothing: another program holds the file's lock, or the server lets nobody in."""
    with _file_locked(database_url) if database_url.startswith("sqlite") else _server_shut(database_url):
        yield


@contextlib.contextmanager
def _file_locked(database_url: str) -> Iterator[None]:
    holder = sqlite3.connect(make_url(database_url).database or "", isolation_level=None, timeout=PATIENCE)
    holder.execute("BEGIN EXCLUSIVE")
    try:
        yield
    finally:
        holder.close()


@contextlib.contextmanager
def _server_shut(database_url: str) -> Iterator[None]:
    url = make_url(database_url)
    engine = create_engine(url.set(database="postgres"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f'ALTER DATABASE "{url.database}" ALLOW_CONNECTIONS false'))
        connection.execute(
            text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = :name"), {"name": url.database}
        )
        try:
            yield
        finally:
            connection.execute(text(f'ALTER DATABASE "{url.database}" ALLOW_CONNECTIONS true'))
    engine.dispose()
