"""Logs are JSON lines of ids and outcomes: nothing that people wrote, and nothing secret."""

import asyncio
import contextlib
import io
import json
import logging
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog

from bot import log
from playground.people import Actor
from playground.testing import Playground
from tests.program import Served, environment, free_port, served
from tests.stories.drumbeat import MANIFEST

CANARY = "canary-that-somebody-wrote"
SECRETS = ("xoxb-", "xapp-", "canary-password")


@pytest.mark.parametrize("transport", ["http", "socket"])
async def test_a_working_day_leaves_no_word_of_anybody_in_the_log(
    database_url: str, tmp_path: Path, transport: str
) -> None:
    async with Playground(MANIFEST) as slack:
        way_in = {"SLACK_APP_TOKEN": slack.app_token} if transport == "socket" else {}
        env = environment(
            SLACK_BOT_TOKEN=slack.bot_token,
            SLACK_SIGNING_SECRET=slack.signing_secret,
            SLACK_API_URL=slack.api_url,
            DATABASE_URL=database_url,
            PORT=str(free_port()),
            LOG_LEVEL="DEBUG",
            **way_in,
        )
        with contextlib.ExitStack() as stack:
            program = await asyncio.to_thread(stack.enter_context, served(env, tmp_path))
            await _a_day(slack, program, transport)
            await asyncio.to_thread(program.stop)
        secrets = (slack.bot_token, slack.app_token, slack.signing_secret)
    records = _records(program.log)
    assert {"serving", "stopping"} <= {record["event"] for record in records}
    assert all({"event", "level", "timestamp"} <= record.keys() for record in records)
    assert slack.core.workspace.team_id in program.log, "ids are told"
    assert [each for each in (CANARY, *secrets, *SECRETS) if each in program.log] == []


async def _a_day(slack: Playground, program: Served, transport: str) -> None:
    """Words in every way they can come in, and every kind of trouble that is likely to be logged."""
    ana, ben = (slack.add_person(name, real_name=f"{name} {CANARY}") for name in ("ana", "ben"))
    slack.add_channel("launch", members=[ana, ben])
    slack.send_to(f"{program.url}/slack/events" if transport == "http" else None)
    if transport == "socket":
        await slack.socket_connected()
    await ana.types(f"/task add {CANARY} @ben friday !urgent", channel="launch")
    await ana.types(f"/task {CANARY}", channel="launch")
    await ana.types(f"/blocker raise {CANARY} @ben !urgent", channel="launch")
    await ben.sees(CANARY)
    await ana.says(f"@Drumbeat task add {CANARY}", channel="launch")
    await ana.sees("T-", channel="launch")
    message = await ana.says(f"Something {CANARY}", channel="launch")
    await ana.uses_message_shortcut("Create task", on=message)
    form = await ana.form()
    form.fill("Title", f"{CANARY} from a form")
    await form.submit()
    await _trouble(slack, ana, transport)
    slack.faults.clear()
    await ana.opens_home(timeout=10)


async def _trouble(slack: Playground, ana: Actor, transport: str) -> None:
    slack.faults.server_error(times=2)
    await ana.types(f"/task add {CANARY} !high @ben", channel="launch")
    slack.faults.drop_reply("chat.postMessage", times=1)
    await ana.types(f"/blocker raise {CANARY} again @ben", channel="launch")
    if transport == "http":
        slack.faults.bad_signature(times=1)
        await ana.types(f"/task add {CANARY} forged", channel="launch")


def _records(written: str) -> list[dict[str, str]]:
    return [json.loads(line) for line in written.splitlines()]


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """What the program's own logging writes; it is put away again afterwards."""
    stream, root = io.StringIO(), logging.getLogger()
    monkeypatch.setattr(sys, "stderr", stream)
    known = [root, *(logging.getLogger(name) for name in root.manager.loggerDict)]
    levels = [(logger, logger.level) for logger in known]
    log.configure("DEBUG")
    ours = root.handlers[0]
    yield stream
    structlog.reset_defaults()
    root.removeHandler(ours)
    for logger, level in levels:
        logger.setLevel(level)


def _said(written: io.StringIO, event: str, **values: object) -> dict[str, str]:
    written.truncate(written.seek(0))
    structlog.get_logger().warning(event, **values)
    (record,) = _records(written.getvalue())
    return record


@pytest.mark.parametrize(
    "secret",
    [
        "xoxb-1-2-canary",
        "xoxp-1-2-canary",
        "xoxa-2-canary",
        "xapp-1-A0-canary",
        "xoxe.xoxb-1-canary",
        "xoxe-1-canary",
        "postgresql+psycopg://drumbeat:canary@db/drumbeat",
        "postgresql+psycopg://drumbeat:can@ry@db/drumbeat",
        "https://hooks.slack.com/commands/T0/1/canary",
        "https://hooks.slack.com/services/T0/B0/canary",
    ],
)
def test_whatever_looks_secret_is_blanked_in_every_field(written: io.StringIO, secret: str) -> None:
    for values in (
        {"error": f"could not use {secret}, sorry"},
        {"nested": {"deeper": [f"token={secret}"]}},
        {"error": ValueError(secret)},
    ):
        record = _said(written, "something.failed", **values)
        assert "canary" not in json.dumps(record), record
        assert "can@ry" not in json.dumps(record), record
    assert "canary" not in json.dumps(_said(written, f"the event itself names {secret}"))


def test_secrets_in_a_traceback_are_blanked_too(written: io.StringIO) -> None:
    try:
        raise ValueError("token xoxb-1-canary was refused")
    except ValueError:
        structlog.get_logger().exception("it.failed")
        logging.getLogger("a.library").exception("it failed with xoxb-2-canary")
    err = written.getvalue()
    assert err.count("Traceback") == 2
    assert "canary" not in err


def test_a_newline_in_a_value_makes_no_second_record(written: io.StringIO) -> None:
    forged = 'x\n{"event": "forged", "level": "error"}'
    assert _said(written, "one", value=forged)["value"] == forged


def test_libraries_log_in_the_same_form(written: io.StringIO) -> None:
    logging.getLogger("sqlalchemy.pool").warning("something %s", "happened")
    (record,) = _records(written.getvalue())
    assert (record["event"], record["level"], record["logger"]) == ("something happened", "warning", "sqlalchemy.pool")


def test_libraries_that_quote_requests_are_not_asked(written: io.StringIO) -> None:
    for name in ("slack_bolt", "slack_bolt.AsyncApp", "slack_sdk.web.async_client", "aiohttp.access", "httpx"):
        logging.getLogger(name).info("canary")
        logging.getLogger(name).debug("canary")
    logging.getLogger("slack_bolt").warning("canary: unhandled request")
    assert "canary" not in written.getvalue()
