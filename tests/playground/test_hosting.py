"""The four kinds of Bolt apps in Python, each hosted in a few lines."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from threading import Barrier
from typing import Any

import pytest
from slack_bolt import App
from slack_bolt.adapter.asgi.async_handler import AsyncSlackRequestHandler
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.adapter.wsgi import SlackRequestHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk import WebClient
from slack_sdk.web.async_client import AsyncWebClient

from playground.testing import Playground


def asynchronous(slack: Playground) -> AsyncApp:
    client = AsyncWebClient(slack.bot_token, slack.api_url)
    app = AsyncApp(client=client, signing_secret=slack.signing_secret)

    @app.command("/echo")
    async def echo(ack: Any, respond: Any, command: dict[str, Any]) -> None:
        await ack(f"You said: {command['text']}")
        await respond(f"And again: {command['text']}")

    return app


def synchronous(slack: Playground) -> App:
    app = App(client=WebClient(slack.bot_token, slack.api_url), signing_secret=slack.signing_secret)

    @app.command("/echo")
    def echo(ack: Any, respond: Any, command: dict[str, Any]) -> None:
        ack(f"You said: {command['text']}")
        respond(f"And again: {command['text']}")

    return app


@asynccontextmanager
async def async_http(slack: Playground) -> AsyncIterator[None]:
    async with slack.hosts(AsyncSlackRequestHandler(asynchronous(slack))):
        yield


@asynccontextmanager
async def async_socket(slack: Playground) -> AsyncIterator[None]:
    async with slack.connects(AsyncSocketModeHandler(asynchronous(slack), slack.app_token)):
        yield


@asynccontextmanager
async def sync_http(slack: Playground) -> AsyncIterator[None]:
    app = await asyncio.to_thread(synchronous, slack)
    async with slack.hosts_wsgi(SlackRequestHandler(app)):
        yield


@asynccontextmanager
async def sync_socket(slack: Playground) -> AsyncIterator[None]:
    app = await asyncio.to_thread(synchronous, slack)
    async with slack.connects(SocketModeHandler(app, slack.app_token)):
        yield


Hosting = Callable[[Playground], AbstractAsyncContextManager[None]]


@pytest.mark.parametrize("hosting", [async_http, async_socket, sync_http, sync_socket])
async def test_each_kind_of_app_is_there_while_it_is_hosted_and_gone_afterwards(
    slack: Playground, hosting: Hosting
) -> None:
    ana = slack.person("ana")
    async with hosting(slack):
        seen = await ana.types("/echo hello", channel="launch")
        assert seen is not None
        assert seen.text == "You said: hello"
        await ana.sees("And again: hello")
        assert slack.refusals == []
    gone = await ana.types("/echo hello?", channel="launch")
    assert gone is not None
    assert gone.is_error


async def test_an_app_behind_another_path_is_found_there(slack: Playground) -> None:
    async with slack.hosts(AsyncSlackRequestHandler(asynchronous(slack), path="/bolt"), path="/bolt"):
        assert await slack.verify_url()


class Meeting:
    """A WSGI app that answers nobody before two are there."""

    def __init__(self) -> None:
        self._both = Barrier(2, timeout=10)

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        self._both.wait()
        start_response("200 OK", [("Content-Type", "text/plain")])
        return [b"met"]


async def test_a_synchronous_app_serves_several_at_once(slack: Playground) -> None:
    ana, ben = slack.person("ana"), slack.person("ben")
    async with slack.hosts_wsgi(Meeting()):
        seen = await asyncio.gather(ana.types("/echo a", channel="launch"), ben.types("/echo b", channel="launch"))
    assert [each.text for each in seen if each] == ["met", "met"]


async def test_over_http_a_turned_clock_makes_signatures_old_until_bolt_is_told_the_time(
    slack: Playground, monkeypatch: pytest.MonkeyPatch
) -> None:
    ana = slack.person("ana")
    slack.clock.turn(hours=1)
    async with async_http(slack):
        refused = await ana.types("/echo hello", channel="launch")
        assert refused is not None
        assert refused.is_error
        monkeypatch.setattr("slack_sdk.signature.Clock.now", lambda _: slack.clock.now())
        taken = await ana.types("/echo hello", channel="launch")
        assert taken is not None
        assert not taken.is_error
