"""Slack's side of the wire: requests signed beforehand, and a bounded number of them sent over kept connections."""

import asyncio
import hashlib
import hmac
import itertools
import json
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

SIGNING_SECRET = "0123456789abcdef0123456789abcdef"
TEAM, PERSON, CHANNEL = "T0BENCH01", "U0BENCH01", "C0BENCH01"
TITLE = "Ship the beta"
NO_SUCH_WORD = "zanzibar"

_FORM = "application/x-www-form-urlencoded"
_JSON = "application/json"
_LONGEST_SECONDS = 60

_numbers = itertools.count(1)


@dataclass(frozen=True)
class Request:
    """One whole HTTP request, and the words that must be in the answer for it to count."""

    raw: bytes
    expected: bytes


@dataclass(frozen=True)
class Load:
    """How a batch of requests went: seconds until each answer, and seconds in all."""

    latencies: tuple[float, ...]
    seconds: float


class WrongAnswer(Exception):
    """A server answered fast, but not with what was asked for."""


def event() -> Request:
    """An event that needs nothing but an acknowledgement."""
    number = next(_numbers)
    body = {
        "type": "event_callback",
        "team_id": TEAM,
        "api_app_id": "A0BENCH01",
        "event_id": f"Ev{number}",
        "event_time": int(time.time()),
        "authorizations": [{"team_id": TEAM, "user_id": "U0BOT", "is_bot": True, "is_enterprise_install": False}],
        "event": {
            "type": "reaction_added",
            "user": PERSON,
            "reaction": "tada",
            "item": {"type": "message", "channel": CHANNEL, "ts": "1700000000.000100"},
            "event_ts": "1700000000.000200",
        },
    }
    return _signed(json.dumps(body).encode(), _JSON, b"")


def command(command: str, text: str, expected: bytes) -> Request:
    """A slash command; no two are the same, so none is taken for a duplicate."""
    number = next(_numbers)
    body = {
        "token": "legacy",
        "team_id": TEAM,
        "team_domain": "bench",
        "channel_id": CHANNEL,
        "channel_name": "launch",
        "user_id": PERSON,
        "user_name": "ana",
        "command": command,
        "text": text,
        "api_app_id": "A0BENCH01",
        "is_enterprise_install": "false",
        "response_url": "http://127.0.0.1:9/never",
        "trigger_id": f"{number}.{time.time_ns()}.bench",
    }
    return _signed(urlencode(body).encode(), _FORM, expected)


def add() -> Request:
    """The full command: parsed, written in one transaction, answered with the task and its buttons."""
    return command("/task", f"add {TITLE} 2030-11-29 17:00 !high #launch ~3d", TITLE.encode())


def light() -> Request:
    """A command that writes nothing."""
    return command("/task", "help", b"task")


def listing(query: str) -> Callable[[], Request]:
    """A list of tasks. With more than a page of them there is a Next button; with none, a hint."""
    expected = b"nothing here" if query == NO_SUCH_WORD else b"tasks.next"
    return lambda: command("/task", f"list {query}".strip(), expected)


async def send(port: int, requests: Sequence[Request], connections: int) -> Load:
    """Send every request once, each connection its next one when the last is answered.

    Raises:
        WrongAnswer: an answer was no 200, or lacked the expected words.
    """
    waiting = iter(requests)
    started = time.perf_counter()
    async with asyncio.timeout(_LONGEST_SECONDS):
        answered = await asyncio.gather(*(_converse(port, waiting) for _ in range(connections)))
    return Load(tuple(itertools.chain(*answered)), time.perf_counter() - started)


async def _converse(port: int, waiting: Iterator[Request]) -> list[float]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    latencies = []
    for request in waiting:
        started = time.perf_counter()
        writer.write(request.raw)
        status, body = await _answer(reader)
        latencies.append(time.perf_counter() - started)
        if status != 200 or request.expected not in body:
            raise WrongAnswer(f"answered {status}: {body[:200]!r}")
    writer.close()
    await writer.wait_closed()
    return latencies


async def _answer(reader: asyncio.StreamReader) -> tuple[int, bytes]:
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    status = int(head[9:12])
    if b"transfer-encoding: chunked" in head:
        return status, await _chunks(reader)
    _, _, length = head.partition(b"content-length: ")
    return status, await reader.readexactly(int(length.split(b"\r\n", 1)[0] or 0))


async def _chunks(reader: asyncio.StreamReader) -> bytes:
    body = b""
    while size := int(await reader.readuntil(b"\r\n"), 16):
        body += await reader.readexactly(size)
        await reader.readexactly(2)
    await reader.readexactly(2)
    return body


def _signed(body: bytes, content_type: str, expected: bytes) -> Request:
    timestamp = str(int(time.time()))
    base = b"v0:" + timestamp.encode() + b":" + body
    signature = hmac.new(SIGNING_SECRET.encode(), base, hashlib.sha256).hexdigest()
    head = (
        "POST /slack/events HTTP/1.1\r\n"
        "Host: 127.0.0.1\r\n"
        "User-Agent: Slackbot 1.0 (+https://api.slack.com/robots)\r\n"
        "Accept: */*\r\n"
        "Accept-Encoding: gzip,deflate\r\n"
        f"Content-Type: {content_type}\r\n"
        f"Content-Length: {len(body)}\r\n"
        f"X-Slack-Request-Timestamp: {timestamp}\r\n"
        f"X-Slack-Signature: v0={signature}\r\n\r\n"
    )
    return Request(head.encode() + body, expected)
