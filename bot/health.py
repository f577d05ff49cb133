"""Whether we are alive, and whether we can do our work."""

import json
from datetime import timedelta
from http import HTTPStatus

from bot.context import Bot
from storage import database
from storage.database import Busy

TICK_OVERDUE = timedelta(seconds=60)

Response = tuple[int, list[tuple[bytes, bytes]], bytes]


async def look(bot: Bot, path: str) -> Response:
    """`/healthz`: the process answers. `/readyz`: the database does too, and the clock is ticking."""
    if path == "/healthz":
        return _say(HTTPStatus.OK, {"status": "alive"})
    if path == "/readyz":
        problems = await _problems(bot)
        status = HTTPStatus.SERVICE_UNAVAILABLE if problems else HTTPStatus.OK
        return _say(status, {"status": "not ready" if problems else "ready", "problems": problems})
    return _say(HTTPStatus.NOT_FOUND, {"error": "There is nothing here. Slack's requests go to /slack/events."})


async def _problems(bot: Bot) -> list[str]:
    problems = []
    try:
        await bot.db.write(database.check)
    except Busy:
        problems.append("the database does not answer")
    if bot.ticked is None or bot.now() - bot.ticked > TICK_OVERDUE:
        problems.append("the clock has not ticked for a minute")
    return problems


def _say(status: int, body: dict[str, object]) -> Response:
    return status, [(b"content-type", b"application/json")], json.dumps(body).encode()
