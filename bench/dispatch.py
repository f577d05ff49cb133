"""What finding the right listener costs when there are more of them: ours, and Bolt's own. In one process, no network.

`python -m bench.dispatch API_URL` prints, for each kind and number, CPU microseconds a request in each round, as JSON.
"""

import asyncio
import contextlib
import json
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest.mock import patch

from pydantic import SecretStr
from slack_bolt.async_app import AsyncApp, AsyncBoltRequest
from slack_sdk.web.async_client import AsyncWebClient

import bot.app
from bench.contenders import migrated
from bench.load.gen import SIGNING_SECRET, TEAM
from bot import log
from bot.context import Bot
from bot.settings import Settings
from handlers import TABLES

FEW, MANY = 10, 200
ROUNDS, REQUESTS = 7, 300


async def measure(api_url: str) -> dict[str, list[float]]:
    """CPU microseconds a request for each contender, a figure for each round."""
    async with contextlib.AsyncExitStack() as running:
        folder = Path(running.enter_context(tempfile.TemporaryDirectory()))
        apps = {f"stock_{number}": _stock(api_url, number) for number in (FEW, MANY)}
        for number in (FEW, MANY):
            apps[f"ours_{number}"] = await running.enter_async_context(_ours(api_url, folder, number))
        costs: dict[str, list[float]] = {name: [] for name in apps}
        for _ in range(ROUNDS + 1):
            for name, app in apps.items():
                costs[name].append(await _cost(app, int(name.partition("_")[2])))
    return {name: each[1:] for name, each in costs.items()}  # the first round is warming up


async def _cost(app: AsyncApp, listeners: int) -> float:
    requests = [_request(f"custom_{listeners - 1}", number) for number in range(REQUESTS)]
    started = time.process_time()
    for request in requests:
        response = await app.async_dispatch(request)
        assert response.status == 200, response.body
    return (time.process_time() - started) / REQUESTS * 1e6


def _stock(api_url: str, listeners: int) -> AsyncApp:
    client = AsyncWebClient(token="xoxb-bench", base_url=api_url)
    app = AsyncApp(client=client, token="xoxb-bench", request_verification_enabled=False, process_before_response=True)
    for number in range(listeners):
        app.event(f"custom_{number}")(_hear)
    return app


@contextlib.asynccontextmanager
async def _ours(api_url: str, folder: Path, listeners: int) -> AsyncIterator[AsyncApp]:
    settings = Settings(
        slack_bot_token=SecretStr("xoxb-bench"),
        slack_signing_secret=SecretStr(SIGNING_SECRET),
        slack_api_url=api_url,
        database_url=migrated(f"sqlite:///{folder}/dispatch-{listeners}.db"),
    )
    tables = replace(TABLES, events={f"custom_{number}": _note for number in range(listeners)})
    with patch.object(bot.app, "TABLES", tables):
        async with bot.app.running(settings, settings.slack_access()) as drumbeat:
            yield drumbeat.app


async def _hear() -> None:
    """A listener of Bolt's."""


async def _note(bot: Bot, workspace_id: str, body: Mapping[str, Any]) -> None:
    """An event handler of ours."""


def _request(kind: str, number: int) -> AsyncBoltRequest:
    body = {"type": "event_callback", "team_id": TEAM, "event_id": f"Ev{number}", "event": {"type": kind}}
    return AsyncBoltRequest(body=json.dumps(body), headers={"content-type": ["application/json"]})


if __name__ == "__main__":
    log.configure("ERROR")
    print(json.dumps(asyncio.run(measure(sys.argv[1]))))
