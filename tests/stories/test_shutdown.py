"""Being told to stop while people type: what was acknowledged is stored, and the door closes behind it."""

import asyncio
import contextlib
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path
from urllib.parse import urlencode

import httpx
import pytest
from sqlalchemy.engine import make_url

from playground.people import Actor
from playground.testing import Playground
from tests.bot import signed
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


async def test_while_slack_hangs_what_is_in_hand_is_done_and_the_end_comes_in_time(
    database_url: str, tmp_path: Path
) -> None:
    async with _hanging_slack() as (api_url, asked):
        env = serving(database_url, free_port(), SLACK_API_URL=api_url)
        with served(env, tmp_path) as program:
            told = await _types(program, "UANA", "add Tell Ben <@UBEN> !urgent")
            await _until(lambda: "conversations.open?users=UBEN" in asked)  # the news for Ben is on its way
            in_hand = asyncio.create_task(_types(program, "UCLEO", "add Ship the beta"))
            await _until(lambda: "users.info?user=UCLEO" in asked)
            await _stopped(program, signal.SIGTERM)
            answered = await in_hand
    assert ["Tell Ben" in told, "Ship the beta" in answered] == [True, True]
    assert sorted(held(database_url).titles.values()) == ["Ship the beta", "Tell Ben"]


async def test_a_slack_that_falls_silent_on_the_socket_does_not_hold_up_the_end(tmp_path: Path) -> None:
    with _playground() as (told, slack):
        env = environment(**told, DATABASE_URL=f"sqlite:///{tmp_path}/drumbeat.db", PORT=str(free_port()))
        with served(env, tmp_path) as program:
            await _until(lambda: program.asks("/readyz") == 200)
            slack.send_signal(signal.SIGSTOP)
            await _stopped(program, signal.SIGTERM)


@pytest.mark.parametrize("seconds", [0, 0.5, 1])
async def test_a_stop_while_it_still_loads_is_clean(tmp_path: Path, seconds: float) -> None:
    program = Served(serving(f"sqlite:///{tmp_path}/drumbeat.db", free_port()), tmp_path)
    await _until(lambda: _handles(program.process.pid, signal.SIGTERM))
    await asyncio.sleep(seconds)
    await _stopped(program, signal.SIGTERM)


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_a_database_that_answers_no_more_does_not_hold_up_the_end(database_url: str, tmp_path: Path) -> None:
    async with _line(database_url) as (url, is_up):
        with contextlib.ExitStack() as stack:
            program = await asyncio.to_thread(stack.enter_context, served(serving(url, free_port()), tmp_path))
            is_up.clear()
            in_hand = asyncio.create_task(_types(program, "UANA", "add Ship the beta"))
            await asyncio.wait({in_hand}, timeout=0.5)
            began = time.monotonic()
            assert await asyncio.to_thread(program.stop) == 1, "it could not put everything away, and says so"
            assert time.monotonic() - began < DRAIN_SECONDS
            await asyncio.gather(in_hand, return_exceptions=True)
        assert "stopping.cut_short" in program.log
    assert held(database_url).titles == {}


def _handles(pid: int, name: signal.Signals) -> bool:
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    caught = re.search(r"^SigCgt:\t([0-9a-f]+)$", status, re.MULTILINE)
    return caught is not None and bool(int(caught[1], 16) >> (name - 1) & 1)


@contextlib.contextmanager
def _playground() -> Iterator[tuple[dict[str, str], subprocess.Popen[bytes]]]:
    """A Slack that is a program of its own, and the settings that lead there by Socket Mode."""
    tokens = {"SLACK_BOT_TOKEN": "xoxb-1-2-three", "SLACK_APP_TOKEN": "xapp-1-2-three"}
    program = subprocess.Popen(
        [sys.executable, "-m", "playground", "--manifest", str(MANIFEST),
         "--bot-token", tokens["SLACK_BOT_TOKEN"], "--app-token", tokens["SLACK_APP_TOKEN"]],
        stdout=subprocess.PIPE,
    )  # fmt: skip
    assert program.stdout is not None
    try:
        told = dict(program.stdout.readline().decode().strip().split("=", 1) for _ in range(5))
        yield tokens | {"SLACK_API_URL": told["SLACK_API_URL"]}, program
    finally:
        program.kill()
        program.wait()
        program.stdout.close()


async def _types(program: Served, user_id: str, text: str) -> str:
    """What the bot answers, while Slack still waits."""
    fields = signed.command_fields(text, f"trigger.{text}") | {"user_id": user_id}
    body = urlencode(fields).encode()
    async with httpx.AsyncClient(trust_env=False, timeout=3) as client:
        answer = await client.post(f"{program.url}/slack/events", content=body, headers=signed.headers(body))
    return str(answer.json()["text"])


Talk = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@contextlib.asynccontextmanager
async def _listening(talk: Talk) -> AsyncIterator[int]:
    """Take connections on a loopback port; on leaving, every one of them is hung up."""
    talks: set[asyncio.Task[None]] = set()

    async def take(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        talks.add(asyncio.current_task())  # type: ignore[arg-type]
        try:
            await talk(reader, writer)
        finally:
            writer.close()
            with contextlib.suppress(OSError):
                await writer.wait_closed()

    server = await asyncio.start_server(take, "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        for each in talks:
            each.cancel()
        await asyncio.gather(*talks, return_exceptions=True)


@contextlib.asynccontextmanager
async def _hanging_slack() -> AsyncIterator[tuple[str, list[str]]]:
    """Takes every request, notes the method, and never answers."""
    asked: list[str] = []

    async def hang(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
        line = await reader.readline()
        asked.append(line.split()[1].decode().rpartition("/")[2])
        await reader.read()  # until the asker hangs up

    async with _listening(hang) as port:
        yield f"http://127.0.0.1:{port}/api/", asked


@contextlib.asynccontextmanager
async def _line(database_url: str) -> AsyncIterator[tuple[str, asyncio.Event]]:
    """A line to PostgreSQL that goes dead, without a word, while the event is cleared."""
    there, is_up = make_url(database_url), asyncio.Event()
    is_up.set()
    folder, port = there.query.get("host"), there.port or 5432

    async def carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while words := await reader.read(65536):
            await is_up.wait()
            writer.write(words)
        writer.close()

    async def connect(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        far = asyncio.open_unix_connection(f"{folder}/.s.PGSQL.{port}") if folder else None
        far_reader, far_writer = await (far or asyncio.open_connection(there.host, port))
        try:
            await asyncio.gather(carry(reader, far_writer), carry(far_reader, writer), return_exceptions=True)
        finally:
            far_writer.close()
            with contextlib.suppress(OSError):
                await far_writer.wait_closed()

    async with _listening(connect) as near_port:
        try:
            near = there.set(host="127.0.0.1", port=near_port, query={})
            yield near.render_as_string(hide_password=False), is_up
        finally:
            is_up.set()


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
