"""F1 and F3, the floor written by hand: no framework, no ORM, and just as much promised.

It verifies the signature, reads the request, answers; for `/task add` it takes a number and writes the task, its
history (a link of a chain) and the answer (for duplicates) in one durable transaction, into the very tables of our bot.
`python -m bench.servers.floor_hand PORT DATABASE_URL`.
"""

import asyncio
import hashlib
import hmac
import json
import secrets
import sqlite3
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl

import uvicorn

from bench.load.gen import SIGNING_SECRET

Execute = Callable[[str, tuple[Any, ...]], Any]

_NUMBER = (
    "INSERT INTO counter (workspace_id, noun, last) VALUES (?, 'task', 1) "
    "ON CONFLICT (workspace_id, noun) DO UPDATE SET last = counter.last + 1 RETURNING last"
)
_TASK = (
    "INSERT INTO task (workspace_id, number, channel_id, channel_kind, creator_id, created_at, status_at, status_by,"
    " search, version, title, description, status, priority, labels, due_at, due_zone, due_timed, due_rank,"
    " estimate_minutes) VALUES (?, ?, ?, 'public', ?, ?, ?, ?, ?, 1, ?, '', 'open', 'high', ?, ?, ?, ?, ?, ?)"
)
_CHAIN = (
    "INSERT INTO chain_head (workspace_id, length, hash) VALUES (?, 1, '') "
    "ON CONFLICT (workspace_id) DO UPDATE SET length = chain_head.length + 1 RETURNING length, hash"
)
_HEAD = "UPDATE chain_head SET hash = ? WHERE workspace_id = ?"
_HISTORY = (
    'INSERT INTO history (workspace_id, noun, number, version, verb, actor_id, door, batch, at, "before", "after",'
    " undoes, seq, salt, content, hash) VALUES (?, 'task', ?, 1, 'add', ?, 'command', ?, ?, '{}', ?, '', ?, ?, ?, ?)"
)
_INBOUND = "INSERT INTO inbound (workspace_id, key, answer, at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING"


class SqliteStore:
    """One writer thread, one connection."""

    def __init__(self, path: str) -> None:
        self._threads = ThreadPoolExecutor(1)
        self._connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=2000"):
            self._connection.execute(f"PRAGMA {pragma}")

    async def add(self, form: dict[str, str]) -> bytes:
        """Write a task down; returns the answer."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, self._add, form)

    def _add(self, form: dict[str, str]) -> bytes:
        self._connection.execute("BEGIN IMMEDIATE")
        answer = _write(self._connection.execute, form)
        self._connection.execute("COMMIT")
        return answer


class PostgresStore:
    """A few threads, a connection each."""

    def __init__(self, url: str) -> None:
        self._url = url.replace("+psycopg", "")
        self._threads = ThreadPoolExecutor(4)
        self._own = threading.local()

    async def add(self, form: dict[str, str]) -> bytes:
        """Write a task down; returns the answer."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, self._add, form)

    def _add(self, form: dict[str, str]) -> bytes:
        connection = self._connection()
        answer = _write(lambda sql, values: connection.execute(sql.replace("?", "%s"), values), form)
        connection.commit()
        return answer

    def _connection(self) -> Any:
        import psycopg

        if not hasattr(self._own, "connection"):
            self._own.connection = psycopg.connect(self._url)
        return self._own.connection


def _write(execute: Execute, form: dict[str, str]) -> bytes:
    team, person, batch = form["team_id"], form["user_id"], f"command:{form['trigger_id']}"
    now = datetime.now(UTC).isoformat(" ")
    title, due, labels = _understood(form["text"])
    number = execute(_NUMBER, (team,)).fetchone()[0]
    said = ("Europe/Berlin", True, due, 3 * 8 * 60)
    execute(
        _TASK, (team, number, form["channel_id"], person, now, now, person, title.lower(), title, labels, due, *said)
    )
    change = (team, number, person, batch, now, json.dumps({"title": title, "due_at": due}))
    seq, previous = execute(_CHAIN, (team,)).fetchone()
    salt = secrets.token_hex(8)
    content = _digest(salt, person, change[-1])
    link = _digest(previous, team, seq, number, batch, now, content)
    execute(_HISTORY, (*change, seq, salt, content, link))
    execute(_HEAD, (link, team))
    answer = _answer(number, title, due, batch)
    execute(_INBOUND, (team, batch, answer.decode(), now))
    return answer


def _digest(*values: object) -> str:
    return hashlib.sha256(json.dumps(values).encode()).hexdigest()


def _understood(text: str) -> tuple[str, str, str]:
    """Title, due moment and labels of `add TITLE DAY HOUR !high #label ~3d`; a floor takes what it knows to come."""
    words = text.split()[1:]
    plain = [word for word in words if word[0] not in "!#~"]
    due = datetime.fromisoformat(" ".join(plain[-2:])).replace(tzinfo=UTC)
    labels = " ".join(word[1:] for word in words if word[0] == "#")
    return " ".join(plain[:-2]), due.isoformat(" "), f" {labels} "


def _answer(number: int, title: str, due: str, batch: str) -> bytes:
    text = f"Added *T-{number}* {title}\ndue {due}"
    value = json.dumps({"task": number})
    buttons = (("Done", "tasks.done", value), ("Edit", "tasks.edit", value), ("Undo", "history.undo", batch))
    elements = [
        {"type": "button", "text": {"type": "plain_text", "text": label}, "action_id": action, "value": value}
        for label, action, value in buttons
    ]
    blocks = [
        {"type": "section", "text": {"type": "mrkdwn", "text": text}},
        {"type": "actions", "elements": elements},
    ]
    return json.dumps({"response_type": "ephemeral", "text": text, "blocks": blocks}).encode()


class Application:
    """The ASGI application."""

    def __init__(self, database_url: str) -> None:
        sqlite_path = database_url.removeprefix("sqlite:///")
        self._store: SqliteStore | PostgresStore = (
            SqliteStore(sqlite_path) if sqlite_path != database_url else PostgresStore(database_url)
        )

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        """Answer one request."""
        body = await _read(receive)
        headers = dict(scope["headers"])
        status, answer = (200, await self._respond(headers, body)) if _is_slacks(headers, body) else (401, b"")
        fields = [(b"content-type", b"application/json"), (b"content-length", str(len(answer)).encode())]
        await send({"type": "http.response.start", "status": status, "headers": fields})
        await send({"type": "http.response.body", "body": answer})

    async def _respond(self, headers: dict[bytes, bytes], body: bytes) -> bytes:
        if headers[b"content-type"] == b"application/json":
            json.loads(body)
            return b""
        form = dict(parse_qsl(body.decode()))
        if form["text"].startswith("add"):
            return await self._store.add(form)
        return json.dumps({"response_type": "ephemeral", "text": "task help"}).encode()


async def _read(receive: Any) -> bytes:
    body, more = b"", True
    while more:
        message = await receive()
        body += message.get("body", b"")
        more = message.get("more_body", False)
    return body


def _is_slacks(headers: dict[bytes, bytes], body: bytes) -> bool:
    timestamp = headers.get(b"x-slack-request-timestamp", b"0")
    if abs(time.time() - int(timestamp)) > 300:
        return False
    digest = hmac.new(SIGNING_SECRET.encode(), b"v0:" + timestamp + b":" + body, hashlib.sha256).hexdigest()
    return hmac.compare_digest(b"v0=" + digest.encode(), headers[b"x-slack-signature"])


if __name__ == "__main__":
    application = Application(sys.argv[2])
    uvicorn.run(application, port=int(sys.argv[1]), lifespan="off", log_level="warning", access_log=False)
