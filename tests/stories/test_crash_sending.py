"""Senders are killed, again and again, at every point of their work, while Slack is at its worst: each message once."""

import asyncio
import contextlib
import multiprocessing
import os
import random
import signal
import time
from collections import Counter
from collections.abc import Iterator
from multiprocessing.context import ForkServerProcess

import pytest
from sqlmodel import Session, select

from bot.app import clock
from playground.testing import Playground
from storage import outbox
from storage.database import Database
from storage.outbox import Message
from tests.stories import dying
from tests.stories.drumbeat import MANIFEST
from tests.stories.dying import POINTS, PURPOSE, Death

OCCURRENCES = int(os.environ.get("DRUMBEAT_OCCURRENCES", "200"))
KILLS = int(os.environ.get("DRUMBEAT_KILLS", "60"))
FAULTS = OCCURRENCES // 4
REPLICAS = {True: 1, False: 3}
SEED = 2026
PATIENCE = 150


@pytest.mark.slow
@pytest.mark.timeout(400)
async def test_each_message_comes_once_however_often_its_sender_is_killed(
    database_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    db, began = Database(database_url), time.monotonic()
    async with Playground(MANIFEST) as slack:
        recipients = [slack.add_person(f"person{number}").id for number in range(OCCURRENCES // 4)]
        await db.write(_plan, slack.core.workspace.team_id, recipients)
        trouble = asyncio.create_task(_trouble(slack))
        killed = await _killing(slack, database_url, db)
        trouble.cancel()
        found = Counter(
            message.body["metadata"]["event_payload"]["occ"]
            for channel in slack.core.workspace.channels.values()
            for message in channel.messages.values()
            if message.body.get("metadata")
        )
    rows = await db.read(_rows)
    db.close()
    marks = {row.mark for row in rows}
    doubled = sum(count > 1 for count in found.values())
    kind = "sqlite" if db.is_sqlite else "postgresql"
    with capsys.disabled():
        print(
            f"\n{kind}, {REPLICAS[db.is_sqlite]} at a time: {len(rows)} messages, "
            f"{killed.total()} SIGKILLs {dict(killed)} in {time.monotonic() - began:.0f} s: {doubled} doubled, "
            f"{len(marks - found.keys())} lost, {sum(row.state != 'sent' for row in rows)} stuck, "
            f"at most {max(row.attempt for row in rows)} attempts"
        )
    assert {row.state for row in rows} == {"sent"}
    assert set(found) == marks
    assert set(found.values()) == {1}
    assert killed.total() >= KILLS
    assert set(killed) == set(POINTS)
    assert min(killed.values()) >= KILLS // len(POINTS) - 2


def _plan(session: Session, workspace_id: str, recipients: list[str]) -> None:
    for number in range(OCCURRENCES):
        outbox.plan(session, workspace_id, f"beat {number}", PURPOSE, ("figure", number),
                    recipients[number % len(recipients)], clock())  # fmt: skip


def _rows(session: Session) -> list[Message]:
    return list(session.exec(select(Message)))


def _unfinished(session: Session) -> int:
    return sum(row.finished_at is None for row in _rows(session))


async def _killing(slack: Playground, database_url: str, db: Database) -> Counter[str]:
    """Keep senders running that die one after another; then some that live, until nothing is left to send."""
    chance, killed = random.Random(SEED), Counter[str]()
    deaths = [Death(POINTS[number % len(POINTS)], chance.randrange(3)) for number in range(KILLS)]
    with contextlib.ExitStack() as stack:
        places = [stack.enter_context(_nobody()) for _ in range(REPLICAS[db.is_sqlite])]
        async with asyncio.timeout(PATIENCE):
            while await db.read(_unfinished):
                for place in places:
                    _replace(place, deaths, killed, (database_url, slack.api_url, slack.bot_token))
                await asyncio.sleep(0.02)
    return killed


def _replace(
    place: list[tuple[ForkServerProcess, Death | None]],
    deaths: list[Death],
    killed: Counter[str],
    where: tuple[str, ...],
) -> None:
    """See to it that somebody is at work there."""
    if place:
        process, death = place[0]
        if process.is_alive():
            return
        assert process.exitcode == -signal.SIGKILL
        assert death is not None
        killed[death.point] += 1
        place.clear()
    death = deaths.pop(0) if deaths else None
    process = multiprocessing.get_context("forkserver").Process(target=dying.live, args=(*where, death))
    process.start()
    place.append((process, death))


@contextlib.contextmanager
def _nobody() -> Iterator[list[tuple[ForkServerProcess, Death | None]]]:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.stories.dying", "psycopg"])
    place: list[tuple[ForkServerProcess, Death | None]] = []
    yield place
    for process, _ in place:
        process.kill()
        process.join()


async def _trouble(slack: Playground) -> None:
    """Slack refuses, is late, fails after having done it, and hangs up after having done it."""
    chance = random.Random(SEED)
    for _ in range(FAULTS):
        chance.choice(
            [
                lambda: slack.faults.rate_limit("chat.postMessage", retry_after=1),
                lambda: slack.faults.late("chat.postMessage", seconds=1.5),
                lambda: slack.faults.server_error("chat.postMessage", apply=True),
                lambda: slack.faults.drop_reply("chat.postMessage"),
            ]
        )()
        await asyncio.sleep(0.5)
