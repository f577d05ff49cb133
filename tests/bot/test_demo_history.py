"""The team that the demo begins with: its history is whole, and everything in it can be used."""

import json
import shutil
import sqlite3
from collections import Counter
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.demo import cast, prepared
from playground.blockkit import check_message
from playground.clock import Clock
from playground.saved import save
from playground.testing import Playground
from tests.bot.demonstrated import MORNING
from tests.stories.drumbeat import MANIFEST, drumbeat


def said(state: dict[str, Any]) -> list[dict[str, Any]]:
    return [{**message, "channel": each["id"]} for each in state["channels"] for message in each["messages"]]


def test_everything_it_says_is_what_slack_takes(state: dict[str, Any]) -> None:
    by_app = [message for message in said(state) if message.get("by_app")]
    assert len(by_app) > 150
    problems = [(each["text"], check_message(each.get("blocks"), text=each["text"])) for each in by_app]
    assert [told for told in problems if told[1]] == []


def test_the_bot_remembers_no_dm_that_slack_does_not_know(history: Path, state: dict[str, Any]) -> None:
    with closing(sqlite3.connect(history / prepared.DATABASE)) as db:
        remembered = {row[0] for row in db.execute("SELECT dm_channel_id FROM person WHERE dm_channel_id IS NOT NULL")}
    assert remembered <= {channel["id"] for channel in state["channels"]}
    assert len(remembered) == 5


def test_it_is_told_in_the_order_in_which_it_happened_and_ends_before_the_morning(state: dict[str, Any]) -> None:
    for channel in state["channels"]:
        moments = [float(message["ts"]) for message in channel["messages"]]
        assert moments == sorted(moments)
    moments = [float(message["ts"]) for message in said(state)]
    assert max(moments) < MORNING.timestamp() == state["now"]
    assert min(moments) > MORNING.timestamp() - 22 * 86_400


def test_everybody_was_asked_on_their_own_morning_whatever_the_clocks_did(state: dict[str, Any]) -> None:
    zones = {each.dm: ZoneInfo(each.tz) for each in cast.TEAM}
    asked = [each for each in said(state) if each["text"].startswith(("Time for *Morning*", "*Morning* ·"))]
    hours = {
        f"{datetime.fromtimestamp(float(each['ts']), zones[each['channel']]):%H:%M}"
        for each in asked
        if each["channel"] in zones
    }
    assert hours == {"09:30"}


def test_there_is_something_of_everything(state: dict[str, Any]) -> None:
    assert state["opens"] == "launch"
    assert len({each["tz"] for each in state["people"]}) == 5
    assert [each["name"] for each in state["people"] if each["is_restricted"]] == ["emil"]
    assert [each["name"] for each in state["people"] if each["status_text"]] == ["dana"]
    [report] = [each for each in said(state) if each["text"].startswith("*Status #1")]
    [picture] = [block for block in report["blocks"] if block["type"] == "image"]
    files = {each["id"]: each for each in state["files"]}
    assert files[picture["slack_file"]["id"]]["content"]
    days = [each["text"] for each in said(state) if each["text"].startswith("*Morning*") and each["channel"][0] == "C"]
    assert len(days) >= 14
    assert any("Not answered yet" in text or "4 of 5" in text for text in days)


async def test_the_bot_lives_on_in_it(history: Path, state: dict[str, Any], tmp_path: Path) -> None:
    database = tmp_path / "demo.db"
    database.write_bytes((history / prepared.DATABASE).read_bytes())
    async with Playground(MANIFEST, state=state, clock=Clock(state["now"]), quiet=True) as slack:
        async with drumbeat(slack, f"sqlite:///{database}", clock_url=f"{slack.core.base_url}clock"):
            ana = slack.person("ana")
            answers = {}
            for command in COMMANDS:
                seen = await ana.types(command, channel="launch")
                assert seen, command
                answers[command] = seen.text
            for member in cast.TEAM:
                await slack.person(member.name).opens_home()
            await slack.core.turning.turn(state["now"] + 3600, "Europe/Berlin", ana.id)
            await slack.core.turning.done()
            prompt = await ana.sees("Time for Morning")
            await ana.clicks("Answer", on=prompt)
            assert (await ana.form("Morning")).labels
        assert slack.refusals == []
    statuses = Counter(word for word in ("T-3", "T-7", "T-9", "T-12", "T-16") if word in answers["/task list"])
    assert len(statuses) == 5
    assert all(key in answers["/blocker list"] for key in ("B-3", "B-4", "B-5"))
    assert "Resolved" in answers["/blocker show 1"] or "resolved" in answers["/blocker show 1"]


async def test_while_time_is_turned_the_team_lives_on(history: Path, state: dict[str, Any], tmp_path: Path) -> None:
    database = tmp_path / "demo.db"
    database.write_bytes((history / prepared.DATABASE).read_bytes())
    async with Playground(MANIFEST, state=state, clock=Clock(state["now"])) as slack:
        async with drumbeat(slack, f"sqlite:///{database}", clock_url=f"{slack.core.base_url}clock"):
            ana = slack.person("ana")
            await ana.types("/blocker No access to staging @ben", channel="launch")
            await ana.types("/standup done: mine plan: mine blocked: no", channel="launch")
            await slack.core.turning.turn(state["now"] + 2 * 86_400, "Europe/Berlin", ana.id)
            await slack.core.turning.done()
        assert slack.refusals == []
        names = {each.id: each.name for each in slack.core.workspace.people.values()}
        entries = slack.core.journal.entries
        acted = [(names[each.to], each.text) for each in entries if each.what == "acted"]
        answers = Counter(who for who, text in acted if text.startswith("/standup done"))
        assert answers == {"ana": 2, "ben": 2, "chen": 2, "priya": 2}, "Ana has answered today, Chen is asked tomorrow"
        assert ("ben", "pressed Acknowledge") in acted
        assert ("chen", "/task done 16") in acted


COMMANDS = (
    "/task list", "/task list done", "/task list late", "/blocker list", "/blocker show 1", "/blocker show 4",
    "/standup list", "/standup history 1", "/beat report list", "/beat report 1", "/beat report plan", "/beat ledger",
    "/beat my", "/beat remind list",
)  # fmt: skip


async def test_a_workspace_that_was_saved_goes_on_where_it_stopped(state: dict[str, Any]) -> None:
    async with Playground(MANIFEST, state=state, clock=Clock(state["now"])) as slack:
        await slack.person("ana").says("And so it begins", channel="launch")
        kept = json.loads(json.dumps(save(slack.core)))
    async with Playground(MANIFEST, state=kept, clock=Clock(kept["now"])) as slack:
        again = save(slack.core)
        assert again["channels"] == kept["channels"]
        assert again["people"] == kept["people"]
        assert again["files"] == [{**each, **_placed(slack, each)} for each in kept["files"]]
        assert slack.core.clock.now() >= kept["now"]


def _placed(slack: Playground, file: dict[str, Any]) -> dict[str, str]:
    url = f"{slack.core.base_url}files/{file['id']}"
    return {"url_private": url, "url_private_download": url}


@pytest.mark.parametrize(
    ("now", "morning", "monday"),
    [
        ("2026-11-24 10:00", "2026-11-24", "2026-11-30"),
        ("2026-11-24 03:00", "2026-11-24", "2026-11-30"),
        ("2026-11-24 19:00", "2026-11-25", "2026-11-30"),
        ("2026-11-27 19:00", "2026-11-30", "2026-11-30"),
        ("2026-11-28 10:00", "2026-11-30", "2026-11-30"),
        ("2026-11-30 10:00", "2026-11-30", "2026-11-30"),
        ("2026-11-30 19:00", "2026-12-01", "2026-12-07"),
    ],
)
def test_it_begins_on_a_working_morning(now: str, morning: str, monday: str) -> None:
    real = datetime.fromisoformat(f"{now}-05:00")
    for found, day in ((prepared.first_morning(real), morning), (prepared.first_monday(real), monday)):
        assert f"{found.astimezone(ZoneInfo('Europe/Berlin')):%Y-%m-%d %H:%M}" == f"{day} 08:50"


def test_yesterdays_history_is_better_than_waiting_for_todays(
    history: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    today, tomorrow = MORNING.astimezone(UTC), MORNING.astimezone(UTC) + timedelta(days=1)
    assert prepared.at_hand(today) == today, "there is none yet"
    prepared._keep(history, today)
    assert prepared.at_hand(tomorrow) == today
    assert prepared.is_prepared(today)
    assert not prepared.is_prepared(tomorrow)
    prepared._keep(history, tomorrow)
    assert prepared.at_hand(tomorrow) == tomorrow
    prepared._keep(history, tomorrow + timedelta(days=30))
    assert not prepared.is_prepared(today)
    folder = tmp_path / "demo"
    folder.mkdir()
    prepared.lay_out(folder, tomorrow + timedelta(days=30))
    assert {each.name for each in folder.iterdir()} == {prepared.DATABASE, prepared.WORKSPACE}


@pytest.mark.parametrize("name", [prepared.DATABASE, prepared.WORKSPACE])
def test_a_history_that_was_spoilt_is_lived_through_again(
    history: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr(prepared, "_rehearse", lambda folder, _: shutil.copytree(history, folder, dirs_exist_ok=True))
    until = MORNING.astimezone(UTC)
    prepared.prepare(until)
    assert prepared.is_prepared(until)
    (entry,) = (tmp_path / "drumbeat" / "demo").iterdir()
    (entry / name).write_bytes(b"half of i")
    assert not prepared.is_prepared(until)
    assert prepared.at_hand(until - timedelta(days=1)) == until - timedelta(days=1)
    prepared.prepare(until)
    assert prepared.is_prepared(until)
