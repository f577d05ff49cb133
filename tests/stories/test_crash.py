"""The power goes, again and again, while people type: what was acknowledged is there, and nothing is there twice."""

import asyncio
import random
import time
from dataclasses import dataclass
from multiprocessing.context import ForkServerProcess
from pathlib import Path

import pytest

from tests.program import free_port, serving, start_quickly
from tests.stories.stream import Stream, held, reckon

KILLS = {"sqlite": 100, "postgresql": 30}
SEED = 2026
PATIENCE = 30


@dataclass
class Figures:
    """How long the starts took, in seconds."""

    starts: list[float]

    def __str__(self) -> str:
        ordered = sorted(self.starts)
        return f"starts: median {ordered[len(ordered) // 2]:.2f} s, longest {ordered[-1]:.2f} s"


@pytest.mark.slow
@pytest.mark.timeout(600)
async def test_what_was_acknowledged_survives_every_kill_and_nothing_is_doubled(
    database_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kind = database_url.partition("+")[0].partition(":")[0]
    port, chance = free_port(), random.Random(SEED)
    env = serving(database_url, port, LOG_LEVEL="ERROR")
    stream, stop, figures = Stream(f"http://127.0.0.1:{port}"), asyncio.Event(), Figures([])

    async def started() -> ForkServerProcess:
        process = start_quickly("serve", env=env, cwd=tmp_path, out=tmp_path / "drumbeat.log")
        return await _alive(process, port, figures)

    began = time.monotonic()
    typing = asyncio.create_task(stream.flow(stop))
    for _ in range(KILLS[kind]):
        process = await started()
        answered = len(stream.promised)
        await asyncio.sleep(chance.uniform(0.02, 0.25))
        async with asyncio.timeout(PATIENCE):
            while len(stream.promised) == answered:  # noqa: ASYNC110 - another process has no event for it
                await asyncio.sleep(0.005)
        process.kill()
        process.join()
    stop.set()
    process = await started()
    async with asyncio.timeout(PATIENCE):
        await typing
        await stream.finish()
    process.terminate()
    await asyncio.to_thread(process.join, PATIENCE)
    assert process.exitcode == 0
    found = held(database_url)
    with capsys.disabled():
        print(
            f"\n{kind}: {KILLS[kind]} kills in {time.monotonic() - began:.0f} s, {len(stream.tried)} commands, "
            f"{len(stream.promised)} acknowledged, {stream.repeated} sent again, {len(found.titles)} tasks stored, "
            f"{len(found.titles) - len(stream.promised)} of them never acknowledged; {figures}"
        )
    reckon(stream, found)
    assert {title for title in stream.tried if title.startswith("Stubborn")} <= set(stream.promised)
    assert len(stream.promised) > KILLS[kind]
    assert stream.repeated > 0, "no kill hit a command; then this test has shown nothing"


async def _alive(process: ForkServerProcess, port: int, figures: Figures) -> ForkServerProcess:
    began = time.monotonic()
    while not await _answers(port):
        assert process.is_alive(), f"it ended with {process.exitcode}"
        assert time.monotonic() - began < PATIENCE
        await asyncio.sleep(0.005)
    figures.starts.append(time.monotonic() - began)
    return process


async def _answers(port: int) -> bool:
    """Whether it says that it lives; a bare request, because a client costs more than the answer."""
    try:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"GET /healthz HTTP/1.1\r\nHost: bot\r\nConnection: close\r\n\r\n")
        said = await reader.readline()
    except OSError:
        return False
    writer.close()
    return b" 200 " in said
