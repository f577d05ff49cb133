"""A sender is killed between posting a digest and writing that down: each of its lines came once, and is known to."""

import asyncio
import multiprocessing
import signal
from datetime import timedelta

import pytest
from sqlmodel import Session, select

from bot.app import clock
from bot.rules.delivery import FULL, TOLD
from playground.testing import Playground
from storage import outbox
from storage.database import Database
from storage.outbox import Message
from tests.stories import dying
from tests.stories.drumbeat import MANIFEST
from tests.stories.dying import DIGEST, KEPT, Death

PATIENCE = 60
PIECES = ("piece one", "piece two")
# They come by themselves while the digest's claim still stands, unless they are known to be in it.
SOON = timedelta(seconds=3)


@pytest.mark.slow
async def test_each_kept_line_comes_once_when_the_sender_of_their_digest_is_killed(database_url: str) -> None:
    db = Database(database_url)
    async with Playground(MANIFEST) as slack:
        await db.write(_plan, slack.core.workspace.team_id, slack.add_person("cleo").id)
        where = (database_url, slack.api_url, slack.bot_token)
        assert await _lives(db, *where, death=Death("reply read")) == -signal.SIGKILL
        assert len(await db.read(_unfinished)) == 3
        await _lives(db, *where)
        said = [
            str(message.body["text"])
            for channel in slack.core.workspace.channels.values()
            for message in channel.messages.values()
        ]
    rows = {row.key: row for row in await db.read(_rows)}
    db.close()
    assert [sum(piece in text for text in said) for piece in PIECES] == [1, 1]
    assert [rows[piece].reason for piece in PIECES] == [TOLD, TOLD]


async def _lives(db: Database, *where: str, death: Death | None = None) -> int | None:
    """A sender at work, until it is killed or nothing is left to send; returns how it ended, if it did by itself."""
    process = multiprocessing.get_context("forkserver").Process(target=dying.live, args=(*where, death))
    process.start()
    try:
        async with asyncio.timeout(PATIENCE):
            while process.is_alive() and await db.read(_unfinished):  # noqa: ASYNC110 - it is another process
                await asyncio.sleep(0.02)
        return process.exitcode
    finally:
        process.kill()
        process.join()


def _plan(session: Session, workspace_id: str, reader: str) -> None:
    now = clock()
    outbox.plan(session, workspace_id, "the digest", DIGEST, ("digest", 0), reader, now)
    for number, piece in enumerate(PIECES):
        outbox.plan(session, workspace_id, piece, KEPT, ("figure", number), reader, now, at=now + SOON)
        session.get_one(Message, (workspace_id, piece)).reason = FULL


def _rows(session: Session) -> list[Message]:
    return list(session.exec(select(Message)))


def _unfinished(session: Session) -> list[Message]:
    return [row for row in _rows(session) if row.finished_at is None and row.purpose in (DIGEST, KEPT)]
