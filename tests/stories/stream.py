"""A stream of `/task add` commands, and the reckoning: what was promised, and what the database holds."""

import asyncio
import re
from collections import Counter
from dataclasses import dataclass, field
from itertools import count

import httpx
from sqlalchemy import text
from sqlmodel import Session, select

from storage.database import open_engine
from storage.history import Change
from storage.inbound import Inbound
from storage.tasks import Task
from tests.bot import signed

ANSWER_SECONDS = 10


@dataclass
class Stream:
    """Senders that type one command after another, each with a title of its own.

    `promised` holds the key that the answer to each acknowledged title named. Every second command is stubborn: it is
    sent again with the same trigger id until it is acknowledged, as Slack's retries and impatient people would.
    """

    url: str
    promised: dict[str, int] = field(default_factory=dict)
    tried: set[str] = field(default_factory=set)
    repeated: int = 0
    busy: int = 0
    _numbers: "count[int]" = field(default_factory=count)
    _open: list[str] = field(default_factory=list)

    async def flow(self, stop: asyncio.Event, senders: int = 4) -> None:
        """Send until told to stop; what is stubborn and unanswered is left for `finish`."""
        limits = httpx.Limits(max_connections=senders)
        async with httpx.AsyncClient(trust_env=False, timeout=ANSWER_SECONDS, limits=limits) as client:
            await asyncio.gather(*[self._send_on(client, stop) for _ in range(senders)])

    async def finish(self) -> None:
        """Send the stubborn ones again until each has its answer."""
        async with httpx.AsyncClient(trust_env=False, timeout=ANSWER_SECONDS) as client:
            while self._open:
                await self._again(client)

    async def _send_on(self, client: httpx.AsyncClient, stop: asyncio.Event) -> None:
        while not stop.is_set():
            if self._open:
                await self._again(client)
                continue
            number = next(self._numbers)
            await self._try(client, f"{'Stubborn' if number % 2 else 'Once'} {number}")

    async def _again(self, client: httpx.AsyncClient) -> None:
        self.repeated += 1
        await self._try(client, self._open.pop(0))

    async def _try(self, client: httpx.AsyncClient, title: str) -> None:
        body = signed.command(f"add {title}", f"trigger.{title}")
        self.tried.add(title)
        try:
            answer = await client.post(f"{self.url}/slack/events", content=body, headers=signed.headers(body))
        except httpx.TransportError:
            await asyncio.sleep(0.01)
        else:
            self._hear(title, answer)
        if title.startswith("Stubborn") and title not in self.promised:
            self._open.append(title)

    def _hear(self, title: str, answer: httpx.Response) -> None:
        said = answer.json()["text"] if answer.status_code == 200 and answer.content else ""
        key = re.search(rf"T-(\d+)\* {title}$", said, re.MULTILINE)
        if key:
            self.promised[title] = int(key[1])
        self.busy += not key


@dataclass(frozen=True)
class Held:
    """What the database holds: titles by number, and how often each number was written of and each request kept."""

    titles: dict[int, str]
    changes: Counter[int]
    requests: int
    problems: list[str]


def held(database_url: str) -> Held:
    """Look into the database, and have it look into itself."""
    engine = open_engine(database_url)
    with Session(engine) as session:
        titles = {task.number: task.title for task in session.exec(select(Task))}
        changes = Counter(change.number for change in session.exec(select(Change)))
        requests = len(session.exec(select(Inbound.key)).all())
        problems = _problems(session) if engine.dialect.name == "sqlite" else []
    engine.dispose()
    return Held(titles, changes, requests, problems)


def _problems(session: Session) -> list[str]:
    integrity = [row[0] for row in session.connection().execute(text("PRAGMA integrity_check"))]
    return [row for row in integrity if row != "ok"] + [
        str(row) for row in session.connection().execute(text("PRAGMA foreign_key_check"))
    ]


def reckon(stream: Stream, found: Held) -> None:
    """Hold the promises against the database; everything promised is there, once, and nothing was done by halves."""
    times = Counter(found.titles.values())
    assert found.problems == []
    assert {title: found.titles.get(number) for title, number in stream.promised.items()} == {
        title: title for title in stream.promised
    }, "what was acknowledged is there, under the key that was named"
    assert [title for title, often in times.items() if often > 1] == [], "nothing is there twice"
    assert set(times) <= stream.tried
    assert found.changes == Counter(found.titles.keys()), "a task and its history were written together"
    assert found.requests == len(found.titles), "a task and the answer that was kept were written together"
    assert sorted(found.titles) == list(range(1, len(found.titles) + 1)), "no number was lost or used twice"
