"""A sender that stands still past its lease, as on a frozen machine: another takes over, and nothing is doubled."""

import asyncio
import contextlib
import multiprocessing
import os
import signal
from collections import Counter
from collections.abc import Iterator
from multiprocessing.context import ForkServerProcess
from pathlib import Path

import pytest
from sqlmodel import Session, select

from bot.app import clock
from playground.testing import Playground
from storage import outbox
from storage.database import Database
from storage.outbox import Message
from tests.stories import dying
from tests.stories.drumbeat import MANIFEST
from tests.stories.dying import PURPOSE, Death

# Between the last look at the claim and the socket nothing can be done about it; everywhere else there can.
POINTS = ("claimed", "opening", "reply read")
MESSAGES = 12
PATIENCE = 60


@pytest.mark.slow
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
@pytest.mark.parametrize("trusting", [False, True])
async def test_whoever_stood_still_past_the_lease_sends_nothing_more(
    database_url: str, trusting: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    db = Database(database_url)
    async with Playground(MANIFEST) as slack:
        recipients = [slack.add_person(f"person{number}").id for number in range(MESSAGES)]
        await db.write(_plan, slack.core.workspace.team_id, recipients)
        where = (database_url, slack.api_url, slack.bot_token)
        with contextlib.ExitStack() as stack:
            still = [
                stack.enter_context(_at_work(where, Death(point, by=signal.SIGSTOP), trusting)) for point in POINTS
            ]
            await _until(lambda: all(map(_stands_still, still)))
            stack.enter_context(_at_work(where, None, False))
            while await db.read(_unfinished):  # noqa: ASYNC110 - another process has no event for it
                await asyncio.sleep(0.1)
            for process in still:
                os.kill(process.pid or 0, signal.SIGCONT)
            await asyncio.sleep(3)
        found = Counter(
            message.body["metadata"]["event_payload"]["occ"]
            for channel in slack.core.workspace.channels.values()
            for message in channel.messages.values()
            if message.body.get("metadata")
        )
    db.close()
    doubled = sum(count > 1 for count in found.values())
    with capsys.disabled():
        print(
            f"\n{len(POINTS)} stood still past the lease{', trusting' * trusting}: {len(found)} sent, {doubled} doubled"
        )
    assert len(found) == MESSAGES
    assert doubled > 0 if trusting else doubled == 0


def _plan(session: Session, workspace_id: str, recipients: list[str]) -> None:
    for number, recipient in enumerate(recipients):
        outbox.plan(session, workspace_id, f"beat {number}", PURPOSE, ("figure", number), recipient, clock())


def _unfinished(session: Session) -> int:
    return sum(row.finished_at is None for row in session.exec(select(Message)))


@contextlib.contextmanager
def _at_work(where: tuple[str, ...], death: Death | None, trusting: bool) -> Iterator[ForkServerProcess]:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.stories.dying", "psycopg"])
    process = context.Process(target=dying.live, args=(*where, death), kwargs={"trusting": trusting})
    process.start()
    yield process
    process.kill()
    process.join()


def _stands_still(process: ForkServerProcess) -> bool:
    return ") T " in Path(f"/proc/{process.pid}/stat").read_text()


async def _until(condition: object) -> None:
    assert callable(condition)
    async with asyncio.timeout(PATIENCE):
        while not condition():  # noqa: ASYNC110 - another process has no event for it
            await asyncio.sleep(0.05)
