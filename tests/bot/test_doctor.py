"""`drumbeat doctor`: what is wrong, if anything, in words that say what to do."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from bot import doctor
from playground.testing import Playground
from storage.database import open_engine
from tests.program import Ended, environment, free_port, run_quickly
from tests.stories.drumbeat import MANIFEST

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


async def _examined(slack: Playground, database_url: str, folder: Path, **settings: str | None) -> Ended:
    folder = folder / "here"
    folder.mkdir(exist_ok=True)
    given: dict[str, str | None] = {
        "SLACK_BOT_TOKEN": slack.bot_token,
        "SLACK_SIGNING_SECRET": slack.signing_secret,
        "SLACK_API_URL": slack.api_url,
        "DATABASE_URL": database_url,
    }
    env = environment(**given | settings)
    return await asyncio.to_thread(lambda: run_quickly("doctor", env=env, cwd=folder))


async def test_when_all_is_well_it_says_so_line_by_line(database_url: str, tmp_path: Path) -> None:
    async with Playground(MANIFEST) as slack:
        ended = await _examined(slack, database_url, tmp_path)
        socket = await _examined(slack, database_url, tmp_path, SLACK_APP_TOKEN=slack.app_token)
    assert (ended.returncode, ended.stderr) == (0, "")
    lines = ended.stdout.splitlines()
    assert all(line.startswith("ok  ") for line in lines)
    for word in (
        "Database",
        "Messages, 7 days back: 0 sent",
        "not running",
        "HTTP on /slack/events",
        "Scopes",
        "Clock",
        "Time zones",
    ):
        assert word in ended.stdout
    assert "Socket Mode" in socket.stdout
    assert slack.bot_token not in ended.stdout


async def test_a_refused_token_is_named_and_not_shown(database_url: str, tmp_path: Path) -> None:
    async with Playground(MANIFEST) as slack:
        ended = await _examined(slack, database_url, tmp_path, SLACK_BOT_TOKEN="xoxb-canary")
    assert ended.returncode == 1
    assert "FAIL  SLACK_BOT_TOKEN: Slack refuses it (invalid_auth)." in ended.stdout
    assert "canary" not in ended.stdout + ended.stderr
    assert "ok    Database" in ended.stdout, "the rest is looked at all the same"


async def test_a_missing_secret_is_a_finding_and_the_rest_is_looked_at(database_url: str, tmp_path: Path) -> None:
    async with Playground(MANIFEST) as slack:
        ended = await _examined(slack, database_url, tmp_path, SLACK_SIGNING_SECRET=None)
    assert ended.returncode == 1
    assert "FAIL  SLACK_SIGNING_SECRET is missing" in ended.stdout
    assert "ok    Database" in ended.stdout


async def test_a_malformed_setting_is_one_sentence(database_url: str, tmp_path: Path) -> None:
    async with Playground(MANIFEST) as slack:
        ended = await _examined(slack, database_url, tmp_path, PORT="abc")
    assert ended.returncode == 2
    assert len(ended.stderr.splitlines()) == 1
    assert "PORT" in ended.stderr


async def test_slack_out_of_reach_is_a_finding(database_url: str, tmp_path: Path) -> None:
    async with Playground(MANIFEST) as slack:
        nowhere = f"http://127.0.0.1:{free_port()}/api/"
        ended = await _examined(slack, database_url, tmp_path, SLACK_API_URL=nowhere)
    assert ended.returncode == 1
    assert "FAIL  SLACK_API_URL: Slack can't be reached" in ended.stdout


async def test_slack_that_fails_is_a_finding(database_url: str, tmp_path: Path) -> None:
    async with Playground(MANIFEST) as slack:
        slack.faults.server_error("auth.test", times=9)
        ended = await _examined(slack, database_url, tmp_path)
    assert ended.returncode == 1
    assert "Traceback" not in ended.stdout + ended.stderr
    assert "FAIL  SLACK" in ended.stdout


async def test_tables_that_are_not_up_to_date_are_a_finding_and_left_alone(database_url: str, tmp_path: Path) -> None:
    engine = open_engine(database_url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = 'f00000000000'"))
    async with Playground(MANIFEST) as slack:
        ended = await _examined(slack, database_url, tmp_path)
    with engine.begin() as connection:
        assert connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one() == "f00000000000"
    engine.dispose()
    assert ended.returncode == 1
    assert "f00000000000" in ended.stdout
    assert "drumbeat migrate" in ended.stdout


@pytest.mark.parametrize(
    "address", ["postgresql+psycopg://drumbeat:canary@127.0.0.1:9/drumbeat", "sqlite:////proc/nowhere/drumbeat.db"]
)
async def test_a_database_out_of_reach_is_a_finding(tmp_path: Path, address: str) -> None:
    async with Playground(MANIFEST) as slack:
        ended = await _examined(slack, address, tmp_path)
    assert ended.returncode == 1, ended
    assert "FAIL  DATABASE_URL" in ended.stdout
    assert "canary" not in ended.stdout + ended.stderr
    assert "Slack" in ended.stdout, "the rest is looked at all the same"


async def test_looking_makes_no_database(tmp_path: Path) -> None:
    async with Playground(MANIFEST) as slack:
        ended = await _examined(slack, "sqlite:///new/drumbeat.db", tmp_path)
    assert ended.returncode == 1
    assert list((tmp_path / "here").iterdir()) == []


def test_missing_scopes_are_named() -> None:
    granted = ",".join(scope for scope in doctor.SCOPES if scope != "commands")
    (finding,) = doctor._scopes(granted)
    assert not finding.fine
    assert "commands" in finding.text
    assert "manifest.json" in finding.text
    assert [each.fine for each in doctor._scopes(", ".join(doctor.SCOPES))] == [True]


@pytest.mark.parametrize(("seconds", "fine"), [(0, True), (299, True), (-299, True), (301, False), (-301, False)])
def test_a_clock_that_slack_would_not_believe_is_a_finding(seconds: int, fine: bool) -> None:
    date = (NOW + timedelta(seconds=seconds)).strftime("%a, %d %b %Y %H:%M:%S GMT")
    assert [finding.fine for finding in doctor._skew(date, NOW)] == [fine]
