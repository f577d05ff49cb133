"""Being told to stop while people type: what was acknowledged is stored, and the door closes behind it."""

import asyncio
import contextlib
import re
import signal
import socket
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from playground.people import Actor
from playground.testing import Playground
from tests.program import Served, environment, free_port, served, serving
from tests.stories.drumbeat import MANIFEST
from tests.stories.stream import Stream, held, reckon

SIGNALS = [signal.SIGTERM, signal.SIGINT]
DRAIN_SECONDS = 10
ENOUGH = 20


@pytest.mark.parametrize("name", SIGNALS)
async def test_over_http_every_acknowledged_command_is_stored(
    database_url: str, tmp_path: Path, name: signal.Signals
) -> None:
    with served(serving(database_url, free_port(), LOG_LEVEL="WARNING"), tmp_path) as program:
        stream, stop = Stream(program.url), asyncio.Event()
        typing = asyncio.create_task(stream.flow(stop))
        await _until(lambda: len(stream.promised) >= ENOUGH)
        await _stopped(program, name)
        stop.set()
        await typing
    reckon(stream, held(database_url))


@pytest.mark.parametrize("name", SIGNALS)
async def test_over_socket_mode_every_acknowledged_command_is_stored(
    database_url: str, tmp_path: Path, name: signal.Signals
) -> None:
    port = free_port()
    async with Playground(MANIFEST) as slack:
        people = [slack.add_person(name) for name in ("ana", "ben", "cleo")]
        slack.add_channel("launch", members=people)
        slack.send_to(None)
        env = _socket_mode(slack, database_url, port)
        with contextlib.ExitStack() as stack:
            program = await asyncio.to_thread(stack.enter_context, served(env, tmp_path))
            await slack.socket_connected()
            promised: dict[str, int] = {}
            typing = [asyncio.create_task(_types_on(person, promised)) for person in people]
            await _until(lambda: len(promised) >= ENOUGH)
            await _stopped(program, name)
            for task in typing:
                task.cancel()
            await asyncio.gather(*typing, return_exceptions=True)
        assert slack.refusals == [] or all("dispatch_failed" in str(each.problems) for each in slack.refusals)
    found = held(database_url)
    assert {number: found.titles.get(number) for number in promised.values()} == {
        number: title for title, number in promised.items()
    }


async def test_a_second_signal_changes_nothing(tmp_path: Path) -> None:
    with served(serving(f"sqlite:///{tmp_path}/drumbeat.db", free_port()), tmp_path) as program:
        program.process.send_signal(signal.SIGTERM)
        await _stopped(program, signal.SIGTERM)


async def test_a_stop_right_after_the_start_is_clean(tmp_path: Path) -> None:
    program = Served(serving(f"sqlite:///{tmp_path}/drumbeat.db", free_port(), LOG_LEVEL="INFO"), tmp_path)
    await _until(lambda: '"serving"' in program.log)
    await _stopped(program, signal.SIGTERM)


async def test_a_connection_that_is_left_open_does_not_hold_up_the_end(tmp_path: Path) -> None:
    with (
        served(serving(f"sqlite:///{tmp_path}/drumbeat.db", free_port()), tmp_path) as program,
        socket.create_connection(("127.0.0.1", program.port)) as idle,
    ):
        idle.sendall(b"POST /slack/events HTTP/1.1\r\nHost: bot\r\nContent-Length: 1000\r\n\r\nhalf of it")
        await _stopped(program, signal.SIGTERM)


async def _stopped(program: Served, name: signal.Signals) -> None:
    """Tell it to stop; it ends in time, without a complaint, and its port is free for the next."""
    began = time.monotonic()
    code = await asyncio.to_thread(program.stop, name)
    took = time.monotonic() - began
    assert code == 0, program.log
    assert took < DRAIN_SECONDS
    assert "Traceback" not in program.log
    with socket.socket() as next_one:
        next_one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        next_one.bind(("127.0.0.1", program.port))
        next_one.listen()


def _socket_mode(slack: Playground, database_url: str, port: int) -> dict[str, str]:
    return environment(
        SLACK_BOT_TOKEN=slack.bot_token,
        SLACK_APP_TOKEN=slack.app_token,
        SLACK_API_URL=slack.api_url,
        DATABASE_URL=database_url,
        PORT=str(port),
        LOG_LEVEL="WARNING",
    )


async def _types_on(person: Actor, promised: dict[str, int]) -> None:
    number = 0
    while True:
        number += 1
        title = f"{person.name} {number}"
        seen = await person.types(f"/task add {title}", channel="launch")
        key = re.search(rf"T-(\d+) {title}\b", seen.text) if seen and not seen.is_error else None
        if key:
            promised[title] = int(key[1])
        await asyncio.sleep(0 if key else 0.02)


async def _until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(30):
        while not condition():  # noqa: ASYNC110 - another process has no event for it
            await asyncio.sleep(0.01)
