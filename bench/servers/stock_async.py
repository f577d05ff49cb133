"""P1, the peer: what Bolt's documentation leads to. A stock `AsyncApp`, an asyncio ORM on aiosqlite, sixty listeners.

The listeners that are measured were registered last, as an app's newest are, so Bolt tries the others before them.
`python -m bench.servers.stock_async PORT DATABASE_PATH API_URL defaults|before_response`. Needs aiosqlite, which the
project does without: run.py puts it into a folder of its own.
"""

import re
import sys
from datetime import UTC, datetime
from typing import Any, ClassVar

import uvicorn
from slack_bolt.adapter.asgi.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import JSON, Index, event
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from bench.load.gen import SIGNING_SECRET

OTHER_COMMANDS, OTHER_ACTIONS, OTHER_VIEWS, OTHER_EVENTS = 18, 20, 10, 10


class Base(DeclarativeBase):
    type_annotation_map: ClassVar = {dict[str, Any]: JSON}


class Inbound(Base):
    __tablename__ = "inbound"

    team_id: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    answer: Mapped[dict[str, Any]]


class Counter(Base):
    __tablename__ = "counter"

    team_id: Mapped[str] = mapped_column(primary_key=True)
    last: Mapped[int] = mapped_column(default=0)


class Task(Base):
    __tablename__ = "task"
    __table_args__ = (
        Index("ix_task_due", "team_id", "status", "due_at", "number"),
        Index("ix_task_owner", "team_id", "owner_id", "status", "due_at", "number"),
    )

    team_id: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    channel_id: Mapped[str]
    creator_id: Mapped[str]
    created_at: Mapped[datetime]
    title: Mapped[str]
    description: Mapped[str] = mapped_column(default="")
    status: Mapped[str] = mapped_column(default="open")
    priority: Mapped[str]
    owner_id: Mapped[str | None]
    labels: Mapped[str]
    due_at: Mapped[datetime]
    estimate: Mapped[str]


class Change(Base):
    __tablename__ = "history"

    team_id: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    verb: Mapped[str]
    actor_id: Mapped[str]
    batch: Mapped[str] = mapped_column(index=True)
    at: Mapped[datetime]
    before: Mapped[dict[str, Any]]
    after: Mapped[dict[str, Any]]


class Tasks:
    """The command's listener and its database."""

    def __init__(self, path: str) -> None:
        self._engine = create_async_engine(f"sqlite+aiosqlite:///{path}", connect_args={"timeout": 30})
        event.listen(self._engine.sync_engine, "connect", _set_pragmas)
        self._sessions = async_sessionmaker(self._engine, expire_on_commit=False)
        self._ready = False

    async def on_command(self, ack: AsyncAck, command: dict[str, Any]) -> None:
        """`/task add ...`, or anything else, which is help."""
        await self._prepare()
        verb, _, text = str(command["text"]).partition(" ")
        if verb != "add":
            await ack(text="task help", response_type="ephemeral")
            return
        async with self._sessions() as session, session.begin():
            answer = await _add(session, command, text)
        await ack(**answer)

    async def _prepare(self) -> None:
        if not self._ready:
            self._ready = True
            async with self._engine.begin() as connection:
                await connection.run_sync(Base.metadata.create_all)


async def _add(session: AsyncSession, command: dict[str, Any], text: str) -> dict[str, Any]:
    team, person, now = command["team_id"], command["user_id"], datetime.now(UTC)
    seen = Inbound(team_id=team, key=command["trigger_id"], at=now, answer={})
    session.add(seen)
    await session.flush()  # takes the write lock before anything is read
    counter = await session.get(Counter, team) or Counter(team_id=team, last=0)
    session.add(counter)
    counter.last += 1
    task = Task(
        team_id=team,
        number=counter.last,
        channel_id=command["channel_id"],
        creator_id=person,
        created_at=now,
        **_understood(text),
    )
    after = {"title": task.title, "due_at": task.due_at.isoformat(), "labels": task.labels}
    change = Change(
        team_id=team, number=task.number, version=1, verb="add", actor_id=person, batch=seen.key, at=now, before={}
    )
    change.after = after
    session.add_all((task, change))
    seen.answer = _answer(task)
    return seen.answer


def _understood(text: str) -> dict[str, Any]:
    due = re.search(r"\d{4}-\d\d-\d\d \d\d:\d\d", text)
    labels = re.findall(r"#(\w+)", text)
    priority, estimate = re.search(r"!(\w+)", text), re.search(r"~(\w+)", text)
    return {
        "title": re.sub(r"\s*(\d{4}-\d\d-\d\d \d\d:\d\d|[!#~]\w+)", "", text),
        "due_at": datetime.fromisoformat(due[0]) if due else None,
        "labels": " ".join(labels),
        "priority": priority[1] if priority else "normal",
        "estimate": estimate[1] if estimate else "",
    }


def _answer(task: Task) -> dict[str, Any]:
    text = f"Added *T-{task.number}* {task.title}\ndue {task.due_at:%a %d %b, %H:%M}"
    elements = [
        {"type": "button", "text": {"type": "plain_text", "text": label}, "action_id": label, "value": str(task.number)}
        for label in ("Done", "Edit", "Undo", "Share to channel")
    ]
    blocks = [
        {"type": "section", "text": {"type": "mrkdwn", "text": text}},
        {"type": "actions", "elements": elements},
    ]
    return {"response_type": "ephemeral", "text": text, "blocks": blocks}


def _set_pragmas(connection: Any, _: object) -> None:
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


async def _acknowledge(ack: AsyncAck) -> None:
    await ack()


async def _hear() -> None:
    """An event's listener; Bolt acknowledges those itself."""


def application(path: str, api_url: str, mode: str) -> AsyncSlackRequestHandler:
    """The app behind Bolt's own ASGI adapter. `mode` is Bolt's default, or answering before the response."""
    app = AsyncApp(
        token="xoxb-bench",
        signing_secret=SIGNING_SECRET,
        client=AsyncWebClient(token="xoxb-bench", base_url=api_url),
        process_before_response=mode == "before_response",
    )
    for number in range(OTHER_COMMANDS):
        app.command(f"/other{number}")(_acknowledge)
    for number in range(OTHER_ACTIONS):
        app.action(f"other{number}")(_acknowledge)
    for number in range(OTHER_VIEWS):
        app.view(f"other{number}")(_acknowledge)
    for number in range(OTHER_EVENTS):
        app.event(f"other_{number}")(_hear)
    app.command("/task")(Tasks(path).on_command)
    app.event("reaction_added")(_hear)
    return AsyncSlackRequestHandler(app)


if __name__ == "__main__":
    port, *rest = sys.argv[1:]
    uvicorn.run(application(*rest), port=int(port), lifespan="off", log_level="warning", access_log=False)
