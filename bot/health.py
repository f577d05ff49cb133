"""Whether we are alive, and whether we can do our work."""

import json
from datetime import timedelta
from http import HTTPStatus

from bot.context import Bot
from storage import database, outbox
from storage.database import Busy

TICK_OVERDUE = timedelta(seconds=60)
OUTBOX_OVERDUE = timedelta(minutes=5)
SKEW = timedelta(minutes=5)

Response = tuple[int, list[tuple[bytes, bytes]], bytes]


async def look(bot: Bot, path: str) -> Response:
    """`/healthz`: the process answers. `/readyz`: it can do its work, or why it can't."""
    if path == "/healthz":
        return _say(HTTPStatus.OK, {"status": "alive"})
    if path == "/readyz":
        problems = await _problems(bot)
        status = HTTPStatus.SERVICE_UNAVAILABLE if problems else HTTPStatus.OK
        return _say(status, {"status": "not ready" if problems else "ready", "problems": problems})
    return _say(HTTPStatus.NOT_FOUND, {"error": "There is nothing here. Slack's requests go to /slack/events."})


async def _problems(bot: Bot) -> list[str]:
    now, problems = bot.now(), []
    try:
        await bot.db.write(database.check)
        waiting = await bot.db.read(outbox.waiting_since)
    except Busy:
        problems.append("the database does not answer")
        waiting = None
    if bot.ticked is None or now - bot.ticked > TICK_OVERDUE:
        problems.append("the clock has not ticked for a minute")
    if waiting is not None and now - waiting > OUTBOX_OVERDUE:
        problems.append(
            f"messages have been waiting to be sent for {(now - waiting).total_seconds() // 60:.0f} minutes"
        )
    if bot.skew is not None and abs(bot.skew) > SKEW:
        problems.append(f"our clock is {bot.skew.total_seconds():.0f} seconds ahead of Slack's")
    return problems


def _say(status: int, body: dict[str, object]) -> Response:
    return status, [(b"content-type", b"application/json")], json.dumps(body).encode()
