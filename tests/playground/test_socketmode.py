"""Socket Mode on the wire: tickets, envelopes, acknowledgements, farewells."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from playground.testing import Playground
from tests.playground.sample_app import Sample, over_socket


async def open_url(slack: Playground) -> str:
    client = AsyncWebClient(base_url=slack.api_url, retry_handlers=[])
    answer = await client.apps_connections_open(app_token=slack.app_token)
    return str(answer["url"])


@asynccontextmanager
async def connected(slack: Playground) -> AsyncIterator[ClientConnection]:
    """A connection that has said hello."""
    async with connect(await open_url(slack), proxy=None) as link:
        hello = json.loads(await link.recv())
        assert hello["type"] == "hello"
        yield link


async def received(link: ClientConnection) -> dict[str, Any]:
    async with asyncio.timeout(2):
        message: dict[str, Any] = json.loads(await link.recv())
        return message


async def test_hello_counts_the_connections(slack: Playground) -> None:
    async with connected(slack), connect(await open_url(slack), proxy=None) as second:
        hello = await received(second)
    assert hello["num_connections"] == 2
    assert hello["connection_info"]["app_id"] == slack.core.workspace.app.id


async def test_a_ticket_opens_one_connection(slack: Playground) -> None:
    url = await open_url(slack)
    async with connect(url, proxy=None) as link:
        await link.recv()
    with pytest.raises(InvalidStatus):
        await connect(url, proxy=None)


async def test_a_command_comes_in_an_envelope_and_is_answered_in_the_ack(slack: Playground) -> None:
    async with connected(slack) as link:
        typed = asyncio.create_task(slack.person("ana").types("/raw hello", channel="launch"))
        envelope = await received(link)
        assert envelope["type"] == "slash_commands"
        assert envelope["accepts_response_payload"] is True
        assert envelope["payload"]["text"] == "hello"
        await link.send(json.dumps({"envelope_id": envelope["envelope_id"], "payload": {"text": "got it"}}))
        seen = await typed
    assert seen is not None
    assert seen.text == "got it"


async def test_an_event_that_is_not_acknowledged_comes_again(slack: Playground) -> None:
    slack.core.delivery.ack_seconds = 0.05
    async with connected(slack) as link:
        await slack.person("ana").says("hello", channel="launch")
        first, second = await received(link), await received(link)
        await link.send(json.dumps({"envelope_id": second["envelope_id"]}))
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.2):
                await link.recv()
    assert first["type"] == "events_api"
    assert (first["retry_attempt"], second["retry_attempt"]) == (0, 1)
    assert second["retry_reason"] == "http_timeout"
    assert first["payload"]["event_id"] == second["payload"]["event_id"]


async def test_a_connection_that_breaks_hands_its_event_to_another(slack: Playground) -> None:
    async with connected(slack) as first:
        await slack.person("ana").says("hello", channel="launch")
        await received(first)
    async with connected(slack) as second:
        again = await received(second)
    assert again["retry_attempt"] >= 1


async def test_an_unanswered_command_times_out(slack: Playground) -> None:
    slack.core.delivery.ack_seconds = 0.05
    async with connected(slack):
        seen = await slack.person("ana").types("/raw hello", channel="launch")
    assert seen is not None
    assert "operation_timeout" in seen.text


async def test_the_eleventh_connection_is_sent_away(slack: Playground) -> None:
    links = [await connect(await open_url(slack), proxy=None) for _ in range(10)]
    for link in links:
        await link.recv()
    async with connect(await open_url(slack), proxy=None) as eleventh:
        assert (await received(eleventh))["reason"] == "too_many_websockets"
    for link in links:
        await link.close()


async def test_a_refresh_says_goodbye_and_closes(slack: Playground) -> None:
    async with connected(slack) as link:
        slack.faults.disconnect("refresh_requested")
        goodbye = await received(link)
        assert (goodbye["type"], goodbye["reason"]) == ("disconnect", "refresh_requested")
        with pytest.raises(ConnectionClosed):
            await link.recv()


async def test_a_warning_comes_before_the_refresh(slack: Playground) -> None:
    slack.core.sockets.warning_seconds = 0.05
    async with connected(slack) as link:
        slack.faults.disconnect("warning")
        assert [(await received(link))["reason"] for _ in range(2)] == ["warning", "refresh_requested"]


async def test_pings_of_the_sdk_are_answered(slack: Playground) -> None:
    async with connected(slack) as link:
        pong = await link.ping("sdk-ping-pong:1596530361.5")
        async with asyncio.timeout(2):
            await pong


async def test_a_bolt_app_comes_back_after_a_refresh(slack: Playground) -> None:
    async with over_socket(slack) as sample:
        slack.faults.disconnect("refresh_requested")
        await asyncio.sleep(0.05)
        async with asyncio.timeout(5):
            await slack.socket_connected()
        seen = await slack.person("ana").types("/echo back", channel="launch")
        assert seen is not None
        assert seen.text == "You said: back"
        assert isinstance(sample, Sample)
