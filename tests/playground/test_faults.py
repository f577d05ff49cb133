"""Trouble on purpose: each switch does what its name says, as often as it was asked to."""

import asyncio
import time

import aiohttp
import httpx
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from playground.faults import WRONG_BODIES
from playground.ratelimits import POST_BURST
from playground.testing import Playground
from tests.playground.sample_app import Sample


@pytest.fixture
def client(slack: Playground) -> AsyncWebClient:
    return AsyncWebClient(slack.bot_token, slack.api_url, retry_handlers=[])


def said(slack: Playground) -> list[str]:
    launch = slack.core.workspace.channel_called("launch")
    assert launch is not None
    return [message.body["text"] for message in launch.messages.values()]


async def test_a_rate_limit_says_when_to_come_back_and_applies_nothing(
    slack: Playground, client: AsyncWebClient
) -> None:
    slack.faults.rate_limit("chat.postMessage", retry_after=7, times=1)
    await client.auth_test()
    with pytest.raises(SlackApiError) as caught:
        await client.chat_postMessage(channel="#launch", text="one")
    assert caught.value.response.status_code == 429
    assert caught.value.response.headers["Retry-After"] == "7"
    await client.chat_postMessage(channel="#launch", text="two")
    assert said(slack) == ["two"]
    assert slack.refusals == []


async def test_a_dropped_reply_was_applied(slack: Playground, client: AsyncWebClient) -> None:
    slack.faults.drop_reply("chat.postMessage")
    with pytest.raises(aiohttp.ClientError):
        await client.chat_postMessage(channel="#launch", text="one")
    assert said(slack) == ["one"]
    await client.chat_postMessage(channel="#launch", text="two")
    assert said(slack) == ["one", "two"]


@pytest.mark.parametrize(("apply", "expected"), [(False, []), (True, ["one"])])
async def test_a_server_error_may_or_may_not_have_been_applied(
    slack: Playground, client: AsyncWebClient, *, apply: bool, expected: list[str]
) -> None:
    slack.faults.server_error("chat.postMessage", apply=apply)
    with pytest.raises(SlackApiError) as caught:
        await client.chat_postMessage(channel="#launch", text="one")
    assert caught.value.response.status_code == 500
    assert said(slack) == expected


@pytest.mark.parametrize("body", ["html", "empty"])
@pytest.mark.parametrize(("apply", "expected"), [(False, []), (True, ["one"])])
async def test_a_wrong_reply_is_a_good_status_without_slacks_words(
    slack: Playground, body: str, *, apply: bool, expected: list[str]
) -> None:
    slack.faults.wrong_reply("chat.postMessage", body=body, apply=apply)
    headers = {"Authorization": f"Bearer {slack.bot_token}"}
    message = {"channel": "#launch", "text": "one"}
    async with httpx.AsyncClient(base_url=slack.api_url, headers=headers, trust_env=False) as http:
        wrong = await http.post("chat.postMessage", json=message)
        right = await http.post("auth.test")
    assert (wrong.status_code, wrong.text) == (200, WRONG_BODIES[body])
    assert wrong.headers["content-type"].startswith("text/html")
    assert right.json()["ok"]
    assert said(slack) == expected


async def test_a_late_call_is_applied_though_nobody_waits_for_it_any_more(slack: Playground) -> None:
    slack.faults.late("chat.postMessage", seconds=0.4)
    hasty = AsyncWebClient(slack.bot_token, slack.api_url, retry_handlers=[], timeout=0.2)  # type: ignore[arg-type]
    with pytest.raises(TimeoutError):
        await hasty.chat_postMessage(channel="#launch", text="one")
    assert said(slack) == []
    await slack.person("ana").sees("one")


async def test_a_slow_method_answers_later(slack: Playground, client: AsyncWebClient) -> None:
    slack.faults.slow("auth.test", seconds=0.2)
    before = time.monotonic()
    await client.auth_test()
    assert time.monotonic() - before >= 0.2


@pytest.mark.parametrize("fault", ["bad_signature", "stale_signature"])
async def test_a_wrong_signature_is_turned_away_by_bolt(slack: Playground, http_sample: Sample, fault: str) -> None:
    slack.faults.switch({"name": fault})
    ana = slack.person("ana")
    refused = await ana.types("/echo one", channel="launch")
    assert refused is not None
    assert refused.is_error
    assert slack.log[-1].response["status"] == 401
    answered = await ana.types("/echo two", channel="launch")
    assert answered is not None
    assert answered.text == "You said: two"


async def test_a_duplicate_delivery_reaches_the_app_twice_and_the_person_once(
    slack: Playground, sample: Sample
) -> None:
    slack.faults.duplicate_delivery()
    ana = slack.person("ana")
    await ana.types("/echo once", channel="launch")
    await asyncio.sleep(0.05)
    commands = [each for each in sample.received if each.get("command") == "/echo"]
    assert len(commands) == 2
    assert commands[0]["trigger_id"] == commands[1]["trigger_id"]
    assert len([seen for seen in ana.everything("launch") if "once" in seen.text]) == 1


async def test_an_unknown_fault_is_named(slack: Playground) -> None:
    with pytest.raises(ValueError, match="no fault called 'earthquake'"):
        slack.faults.switch({"name": "earthquake"})
    with pytest.raises(ValueError, match="does not take"):
        slack.faults.switch({"name": "slow", "minutes": 3})
    with pytest.raises(ValueError, match="no wrong body called 'poem'"):
        slack.faults.switch({"name": "wrong_reply", "body": "poem"})


async def test_faults_can_be_listed_and_cleared(slack: Playground) -> None:
    slack.faults.rate_limit("auth.test", times=2)
    assert slack.faults.as_json()["active"][0]["times"] == 2
    slack.faults.clear()
    assert slack.faults.as_json()["active"] == []


async def test_calls_are_counted_strictly_until_it_is_switched_off(slack: Playground, client: AsyncWebClient) -> None:
    slack.faults.switch({"name": "limit_strictly"})
    for _ in range(POST_BURST):
        await client.chat_postMessage(channel="#launch", text="in a burst")
    with pytest.raises(SlackApiError, match="ratelimited"):
        await client.chat_postMessage(channel="#launch", text="too much")
    slack.faults.switch({"name": "limit_strictly", "on": False})
    await client.chat_postMessage(channel="#launch", text="at ease")
    assert said(slack)[-1] == "at ease"
