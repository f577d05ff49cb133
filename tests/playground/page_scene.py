"""A workspace with a small bot and a browser window on it, for the tests of the page."""

import asyncio
import contextlib
import os
import re
import shutil
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.async_api import Browser, ConsoleMessage, Locator, Page, Request, async_playwright, expect
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_sdk.web.async_client import AsyncWebClient

from playground.people import Actor
from playground.seed import TEAM
from playground.testing import Playground
from playground.workspace import Channel
from tests.playground import page_showcase as showcase

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@dataclass
class Scene:
    """A workspace with a bot, and a window of Ana's on it."""

    slack: Playground
    client: AsyncWebClient
    browser: Browser
    received: list[dict[str, Any]]
    page: Page = field(init=False)
    alarms: list[str] = field(default_factory=list)

    @property
    def ana(self) -> Actor:
        return self.slack.person("ana")

    def channel(self, name: str) -> Channel:
        found = self.slack.core.workspace.channel_called(name)
        assert found
        return found

    def address(self, person: str = "ana", channel: str = "launch") -> str:
        return f"{self.slack.page_url}#{self.slack.person(person).id}/{self.channel(channel).id}"

    async def open(self, person: str = "ana", **window: Any) -> Page:
        """A new window, which raises an alarm for whatever should never happen."""
        context = await self.browser.new_context(
            viewport=window.pop("viewport", {"width": 1280, "height": 900}), **window
        )
        page = await context.new_page()
        page.on("console", self._overhear)
        page.on("pageerror", lambda error: self.alarms.append(str(error)))
        page.on("dialog", lambda dialog: self.alarms.append(f"dialog: {dialog.message}"))
        page.on("request", self._watch)
        await page.goto(self.address(person))
        await expect(page.get_by_role("heading", name="launch", level=1)).to_be_visible()
        await expect(page.get_by_role("log", name="Messages")).not_to_have_attribute("aria-busy", "true")
        return page

    def _watch(self, request: Request) -> None:
        if not request.url.startswith((self.slack.core.base_url, "data:image/")):
            self.alarms.append(f"request: {request.url}")

    def _overhear(self, message: ConsoleMessage) -> None:
        expected = "Failed to load resource" in message.text  # answers the page shows to the person
        if message.type == "error" and not expected:
            self.alarms.append(message.text)

    def reads(self, text: str, page: Page | None = None) -> Locator:
        """Words among the messages of the open conversation."""
        return (page or self.page).get_by_role("log", name="Messages").get_by_text(text)

    async def post(self, blocks: list[dict[str, Any]], channel: str = "launch") -> None:
        await self.client.chat_postMessage(channel=self.channel(channel).id, text="blocks", blocks=blocks)

    async def types(self, text: str, page: Page | None = None) -> None:
        composer = (page or self.page).get_by_role("combobox", name="Message #launch")
        await composer.fill(text)
        await composer.press("Enter")

    async def form(self, command: str) -> Locator:
        await self.types(f"/task {command}")
        form = self.page.get_by_role("dialog")
        await expect(form).to_be_visible()
        return form


async def until(true: Callable[[], bool]) -> None:
    """Wait for what no window shows."""
    async with asyncio.timeout(5):
        while not true():  # noqa: ASYNC110 - what is waited for is a list that somebody else fills
            await asyncio.sleep(0.02)


async def pick(where: Page | Locator, label: str, name: str) -> None:
    """Choose in a select menu."""
    await where.get_by_role("combobox", name=label, exact=True).click()
    await where.get_by_role("option", name=re.compile(re.escape(name))).first.click()


def chromium() -> str:
    """Where the browser is; without one the tests are skipped, and fail in CI."""
    names = ("chromium", "chromium-browser", "google-chrome")
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, names)), None)
    if found:
        return found
    if os.environ.get("CI"):
        pytest.fail("No chromium found. Install it, or name it in $CHROMIUM.")
    pytest.skip("no chromium found: install it, or name it in $CHROMIUM")


@contextlib.asynccontextmanager
async def launched() -> AsyncIterator[Browser]:
    executable = chromium()
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=executable, args=ARGUMENTS)
        yield browser
        await browser.close()


@contextlib.asynccontextmanager
async def staged(browser: Browser) -> AsyncIterator[Scene]:
    """The scene with Ana's window open; ends with an error if anything alarming happened on the page."""
    async with Playground(showcase.MANIFEST, {**TEAM, "messages": (), "app_joins": ()}) as slack:
        client = AsyncWebClient(token=slack.bot_token, base_url=slack.api_url, retry_handlers=[])
        received: list[dict[str, Any]] = []
        app = showcase.build({"client": client, "signing_secret": slack.signing_secret}, received)
        bot = AsyncSocketModeHandler(app, slack.app_token, web_client=client)
        await bot.connect_async()  # type: ignore[no-untyped-call]
        await slack.socket_connected()
        scene = Scene(slack, client, browser, received)
        scene.page = await scene.open()
        yield scene
        for context in browser.contexts:
            await context.close()
        await bot.close_async()  # type: ignore[no-untyped-call]
    assert scene.alarms == []
