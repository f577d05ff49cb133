"""Time at this Slack: it runs, and it can be turned forward."""

import asyncio

import httpx
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from playground.clock import Clock
from playground.testing import Playground
from tests.playground.sample_app import MANIFEST

DAY = 86_400


async def test_whoever_sleeps_wakes_up_when_the_clock_is_turned_far_enough() -> None:
    clock = Clock(start=1_000_000.0)
    short, long = asyncio.create_task(clock.sleep(60)), asyncio.create_task(clock.sleep(3600))
    await asyncio.sleep(0)
    clock.turn(minutes=2)
    await short
    assert not long.done()
    assert 1_000_120 <= clock.now() < 1_000_180
    clock.turn(hours=1)
    await long


async def test_without_a_turn_it_runs_like_any_clock() -> None:
    clock = Clock()
    before = clock.now()
    await clock.sleep(0.05)
    assert clock.now() - before >= 0.05


def test_time_does_not_go_back() -> None:
    clock = Clock(start=1_000_000.0)
    with pytest.raises(ValueError, match="forward"):
        clock.turn(seconds=-1)
    assert clock.now() >= 1_000_000


async def test_a_driver_turns_it_for_everything_that_waits_at_slack() -> None:
    async with Playground(MANIFEST) as slack, _driver(slack) as http:
        ana = slack.add_person("ana")
        slack.add_channel("launch", members=[ana])
        slack.send_to("http://127.0.0.1:9/")  # nobody is there, so events are tried again
        client = AsyncWebClient(slack.bot_token, slack.api_url, retry_handlers=[])
        now = (await http.get("/sim/clock")).json()["now"]
        await client.chat_scheduleMessage(channel="#launch", text="good morning", post_at=int(now) + DAY)
        await ana.says("hello", channel="launch")
        await _until_noted(slack, "retry 1")
        turned = (await http.post("/sim/clock", json={"seconds": DAY + 1})).json()["now"]
        assert turned >= now + DAY
        seen = await ana.sees("good morning")
        assert float(seen.ts) >= now + DAY
        await _until_noted(slack, "retry 2")


@pytest.mark.parametrize("seconds", [-1, "soon", None, 1e12, 1e308])
async def test_a_turn_that_is_no_length_of_time_is_refused(seconds: object) -> None:
    async with Playground(MANIFEST) as slack, _driver(slack) as http:
        refused = await http.post("/sim/clock", json={"seconds": seconds})
        assert refused.status_code == 400
        assert "seconds is not a number" in refused.json()["error"]


async def _until_noted(slack: Playground, words: str) -> None:
    async with asyncio.timeout(10):
        while not any(words in each.summary for each in slack.log):  # noqa: ASYNC110 - the log has no event for it
            await asyncio.sleep(0.01)


def _driver(slack: Playground) -> httpx.AsyncClient:
    headers = {"X-Playground-Token": slack.token}
    return httpx.AsyncClient(base_url=slack.core.base_url, headers=headers, trust_env=False)
