"""The clock and the sender beside APScheduler's own stores and the SDK's default client. `python -m bench.schedules`.

Exits with 1 when a goal is missed.
"""

import asyncio
import contextlib
import gc
import logging
import math
import random
import shutil
import statistics
import sys
import time
import tracemalloc
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import structlog
from aiohttp import ClientSession, TCPConnector, TraceConfig
from apscheduler.events import EVENT_JOB_MISSED
from apscheduler.jobstores.memory import MemoryJobStore
from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import insert
from sqlmodel import Session

from bench import contenders
from bench.judging import Figures, judge, report, table
from bench.run import GOALS
from bot.rules import pacing
from schedules import tick
from schedules.lanes import AT_ONCE, Timing
from schedules.tick import Clockwork
from storage import outbox, people
from storage.alarms import Alarm
from storage.database import Database
from storage.outbox import Message
from tests.schedules.test_fanout import Limit
from tests.schedules.virtual import VirtualSlack, World, in_virtual_time, person, says_its_key

NINE = datetime(2026, 11, 23, 9, tzinfo=UTC)
FAR = NINE + timedelta(days=365)
BURST, CROWD, MANY, FEW = 500, 5_000, 1_000_000, 10_000
PURPOSE = "bench.beat"
ROUNDS = 3
# Fewer than the sender may send, or its queue would be measured.
OCCURRENCES = 40


def main() -> int:
    """Measure, print, judge."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    logging.getLogger("apscheduler").setLevel(logging.CRITICAL)
    figures: Figures = {}
    with contenders.folder() as folder:
        template = folder / "template.db"
        contenders.migrated(f"sqlite:///{template}")
        for number in range(ROUNDS):
            _burst(folder, template, figures, number)
            _egress(figures)
        _empty_tick(folder, template, figures)
        _memory(figures)
        _lateness(folder, template, figures)
        _fanout(folder, template, figures)
    verdicts = judge(GOALS, figures, "schedules")
    print(table(figures), "", report(verdicts), sep="\n")
    return 0 if all(verdict.met for verdict in verdicts) else 1


def _note(figures: Figures, contender: str, case: str, measure: str, figure: float) -> None:
    figures.setdefault((contender, case), {}).setdefault(measure, []).append(figure)


@contextlib.contextmanager
def _database(folder: Path, template: Path) -> Iterator[Database]:
    path = folder / "bench.db"
    for old in folder.glob("bench.db*"):
        old.unlink()
    shutil.copy(template, path)
    db = Database(f"sqlite:///{path}")
    yield db
    db.close()


# G7: a burst among many schedules


def _burst(folder: Path, template: Path, figures: Figures, number: int) -> None:
    with _database(folder, template) as db:
        db._transact(_messages, FEW - BURST, FAR)  # noqa: SLF001 - without an event loop
        db._transact(_messages, BURST, NINE, "burst")  # noqa: SLF001
        took, block = asyncio.run(_blocking(lambda: _claimed(db, BURST)))
        _note(figures, "ours_in_eights", "burst", "ms", took)
        _note(figures, "ours", "burst_block", "ms", block)
    with _database(folder, template) as db:
        db._transact(_messages, FEW - BURST, FAR)  # noqa: SLF001
        db._transact(_messages, BURST, NINE, "burst")  # noqa: SLF001
        took, _ = asyncio.run(_blocking(lambda: _claimed(db, BURST, BURST)))
        _note(figures, "ours", "burst", "ms", took)
    took, block, _ = _peer_burst(folder, FEW - BURST, BURST, grace=None)
    _note(figures, "apscheduler", "burst", "ms", took)
    _note(figures, "apscheduler", "burst_block", "ms", block)
    if number == 0:
        _missed(folder, template, figures)


def _missed(folder: Path, template: Path, figures: Figures) -> None:
    with _database(folder, template) as db:
        db._transact(_messages, CROWD, NINE)  # noqa: SLF001
        asyncio.run(_claimed(db, CROWD))
        left = db._transact(outbox.anything_due, NINE)  # noqa: SLF001
    _note(figures, "ours", "burst_5000", "lost", float(left))
    _note(figures, "apscheduler", "burst_5000", "lost", _peer_burst(folder, 0, CROWD, grace=1)[2])


def _messages(session: Session, count: int, at: datetime, name: str = "later") -> None:
    row = {
        "workspace_id": "T1", "purpose": PURPOSE, "noun": "figure", "detail": {}, "planned_at": NINE, "due_at": at,
        "state": "planned", "owner_id": "", "nominal": "", "reason": "", "attempt": 0, "doubt": False,
    }  # fmt: skip
    rows = ({"key": f"{name} {number}", "number": number, "recipient": f"U{name}{number}"} for number in range(count))
    session.connection().execute(insert(Message), [row | each for each in rows])


async def _claimed(db: Database, count: int, bite: int = AT_ONCE) -> None:
    """Release and claim all, in bites; the sender takes as many as it sends at once."""
    await db.write(outbox.release, NINE)
    taken = 0
    while taken < count:
        taken += len(await db.write(outbox.claim, "T1", NINE, bite, Timing().lease))


async def _blocking(work: Callable[[], Any]) -> tuple[float, float]:
    """How long it takes, and how long the loop was away at the most, in ms."""
    longest, last, stop = 0.0, time.perf_counter(), False

    async def watch() -> None:
        nonlocal longest, last
        while not stop:
            await asyncio.sleep(0)
            longest, last = max(longest, time.perf_counter() - last), time.perf_counter()

    watching = asyncio.create_task(watch())
    await asyncio.sleep(0)
    began = time.perf_counter()
    await work()
    took = time.perf_counter() - began
    stop = True
    await watching
    return took * 1e3, longest * 1e3


fired = 0


def count_one() -> None:
    """What the peer's jobs do."""
    global fired  # noqa: PLW0603 - a job of a store must be a module's function
    fired += 1


def _peer_burst(folder: Path, later: int, due: int, grace: int | None) -> tuple[float, float, float]:
    """Milliseconds in all, of the longest block, and how many were missed."""
    path = folder / "peer.db"
    path.unlink(missing_ok=True)
    scheduler = AsyncIOScheduler(jobstores={"default": SQLAlchemyJobStore(f"sqlite:///{path}")}, timezone="UTC")
    missed: list[object] = []
    scheduler.add_listener(missed.append, EVENT_JOB_MISSED)

    async def story() -> tuple[float, float]:
        scheduler.start(paused=True)
        now = datetime.now(UTC)
        for number in range(later + due):
            at = now if number < due else now + timedelta(days=365)
            scheduler.add_job(count_one, "date", run_date=at, misfire_grace_time=grace)

        async def turn() -> None:
            scheduler.resume()
            for _ in range(5):
                await asyncio.sleep(0)
            while scheduler._executors["default"]._pending_futures:  # noqa: ASYNC110, SLF001 - it tells nobody
                await asyncio.sleep(0.001)

        figures = await _blocking(turn)
        scheduler.shutdown(wait=False)
        return figures

    took, block = asyncio.run(story())
    return took, block, float(len(missed))


# G8: nothing to do


def _empty_tick(folder: Path, template: Path, figures: Figures) -> None:
    for count in (FEW, MANY):
        with _database(folder, template) as db:
            for first in range(0, count, 50_000):
                db._transact(_alarms, first, min(first + 50_000, count))  # noqa: SLF001
            for _ in range(ROUNDS):
                _note(figures, f"ours_{count}", "empty_tick", "ms", _tick(db))


def _alarms(session: Session, first: int, last: int) -> None:
    rows = [
        {"workspace_id": "T1", "noun": "figure", "subject": str(number), "part": "beat", "nominal": "", "owner_id": "",
         "tries": 0, "due_at": FAR + timedelta(seconds=number)}
        for number in range(first, last)
    ]  # fmt: skip
    session.connection().execute(insert(Alarm), rows)


def _tick(db: Database) -> float:
    """The median of many."""
    costs = []
    for _ in range(200):
        began = time.perf_counter()
        assert db._look(tick._idle, NINE)  # noqa: SLF001
        db._look(tick._next_due, NINE)  # noqa: SLF001
        costs.append(time.perf_counter() - began)
    return statistics.median(costs) * 1e3


def _memory(figures: Figures) -> None:
    """Ours are rows, and none is held in memory; the peer's are objects."""
    scheduler = AsyncIOScheduler(jobstores={"default": MemoryJobStore()}, timezone="UTC")
    gc.collect()
    tracemalloc.start()

    async def story() -> int:
        scheduler.start(paused=True)
        before = tracemalloc.get_traced_memory()[0]
        for _ in range(FEW):
            scheduler.add_job(count_one, "cron", hour=9)
        held = tracemalloc.get_traced_memory()[0] - before
        scheduler.shutdown(wait=False)
        return held

    held = asyncio.run(story())
    tracemalloc.stop()
    _note(figures, "apscheduler", "memory", "bytes", held / FEW)
    _note(figures, "ours", "memory", "bytes", 0.0)


# G9: lateness, in real time


def _lateness(folder: Path, template: Path, figures: Figures) -> None:
    chance = random.Random(9)
    moments = sorted(chance.uniform(1, 21) for _ in range(OCCURRENCES))
    with _database(folder, template) as db:
        ours = asyncio.run(_late(db, moments))
    ticking = [math.ceil(each) - each for each in moments]
    for name, late in (("ours", ours), ("tick_1s", ticking)):
        late.sort()
        _note(figures, name, "lateness", "p50_ms", statistics.median(late) * 1e3)
        _note(figures, name, "lateness", "p99_ms", late[math.ceil(len(late) * 0.99) - 1] * 1e3)


async def _late(db: Database, moments: list[float]) -> list[float]:
    """How long after its moment each message left."""
    slack, loop = VirtualSlack(), asyncio.get_running_loop()
    start = NINE - timedelta(seconds=loop.time())
    world = World(db, start, {"T1": slack}, {PURPOSE: says_its_key})
    clockwork, due = Clockwork(world.bot, {PURPOSE: says_its_key}, {}), world.now()

    def plan(session: Session) -> None:
        people.meet(session, *(person("T1", f"U{number}", "UTC", NINE) for number in range(len(moments))))
        for number, moment in enumerate(moments):
            outbox.plan(session, "T1", str(number), PURPOSE, ("figure", 1), f"U{number}", NINE,
                        at=due + timedelta(seconds=moment))  # fmt: skip

    began = loop.time()
    await db.write(plan)
    clockwork.start()
    going = asyncio.create_task(clockwork.keep_going())
    await asyncio.sleep(moments[-1] + 2)
    clockwork.stop()
    await going
    # The stand-in notes a message half its latency after it was called.
    return [call.at - 0.04 - began - moments[int(call.text)] for call in slack.calls]


# G11: five hundred at nine, in virtual time


def _fanout(folder: Path, template: Path, figures: Figures) -> None:
    for case, speed in (("fanout", pacing.POSTS_PER_SECOND), ("fanout_half", pacing.POSTS_PER_SECOND / 2)):
        with _database(folder, template) as db:
            slack = VirtualSlack(Limit(speed, pacing.POSTS_AT_ONCE))
            db._transact(_crowd)  # noqa: SLF001
            world = World(db, NINE, {"T1": slack}, {PURPOSE: says_its_key})
            in_virtual_time(world.runs(timedelta(hours=1)))
        assert len(slack.taken) == BURST
        _note(figures, "ours", case, "seconds", slack.taken[-1].at)
        _note(figures, "ours", case, "calls", len(slack.calls) / BURST)
        _note(figures, "ideal", case, "seconds", (BURST - pacing.POSTS_AT_ONCE) / speed)
        _note(figures, "ideal", case, "calls", 1.0)


def _crowd(session: Session) -> None:
    people.meet(session, *(person("T1", f"U{number}", "UTC", NINE) for number in range(BURST)))
    for number in range(BURST):
        outbox.plan(session, "T1", str(number), PURPOSE, ("figure", 1), f"U{number}", NINE)


# G12: what a message costs


def _egress(figures: Figures) -> None:
    with contenders.started("slack", "bench.stub.slack") as stub:
        url = f"http://127.0.0.1:{stub.port}/api/"
        for name, measure in (("ours", _shared_session), ("sdk_default", _sdk_default), ("aiohttp", _bare)):
            cpu, connections = asyncio.run(measure(url))
            _note(figures, name, "egress", "cpu_us", cpu / BURST * 1e6)
            _note(figures, name, "connections", "calls", float(connections))
    _note(figures, "at_once", "connections", "calls", float(AT_ONCE))


def _counting() -> tuple[list[object], TraceConfig]:
    opened: list[object] = []
    trace = TraceConfig()

    async def opening(*_: object) -> None:
        opened.append(None)

    trace.on_connection_create_end.append(opening)
    return opened, trace


async def _shared_session(url: str) -> tuple[float, int]:
    opened, trace = _counting()
    async with ClientSession(connector=TCPConnector(limit=20), trace_configs=[trace]) as http:
        slack = AsyncWebClient(token="xoxb-1", base_url=url, session=http, retry_handlers=[])
        return await _five_hundred(lambda: slack.chat_postMessage(channel="D1", text="Good morning")), len(opened)


async def _sdk_default(url: str) -> tuple[float, int]:
    slack = AsyncWebClient(token="xoxb-1", base_url=url)
    return await _five_hundred(lambda: slack.chat_postMessage(channel="D1", text="Good morning")), BURST


async def _bare(url: str) -> tuple[float, int]:
    opened, trace = _counting()
    async with ClientSession(connector=TCPConnector(limit=20), trace_configs=[trace]) as http:

        async def post() -> None:
            said = {"channel": "D1", "text": "Good morning"}
            async with http.post(f"{url}chat.postMessage", data=said, headers={"Authorization": "Bearer x"}) as answer:
                await answer.json()

        return await _five_hundred(post), len(opened)


async def _five_hundred(post: Callable[[], Any]) -> float:
    """CPU seconds for all of them, as many at a time as the sender has."""
    numbers = iter(range(BURST))

    async def some() -> None:
        for _ in numbers:
            await post()

    began = time.process_time()
    await asyncio.gather(*(some() for _ in range(AT_ONCE)))
    return time.process_time() - began


if __name__ == "__main__":
    sys.exit(main())
