"""The inspector: what passed between Slack and the app, what can go wrong, and tests that write themselves."""

import re
from typing import Any

import pytest
from playwright.async_api import Locator, expect
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_sdk.web.async_client import AsyncWebClient

from playground.testing import Playground
from tests.playground import page_showcase as showcase
from tests.playground.page_scene import Scene, pick, until

pytestmark = pytest.mark.asyncio(loop_scope="session")

FAULTS = {
    "Rate limit": "rate_limit",
    "Slow answer": "slow",
    "Lost answer": "drop_reply",
    "Server error": "server_error",
    "Wrong signature": "bad_signature",
    "Old signature": "stale_signature",
    "Delivered twice": "duplicate_delivery",
}


async def _inspector(scene: Scene) -> Locator:
    await scene.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    await scene.page.get_by_role("button", name="Inspector", exact=True).click()
    return scene.page.get_by_role("complementary", name="Inspector")


async def _copied(scene: Scene, button: Locator) -> str:
    await button.click()
    await expect(scene.page.get_by_role("status").get_by_text("Copied.")).to_be_visible()
    return str(await scene.page.evaluate("navigator.clipboard.readText()"))


async def test_each_payload_can_be_read_and_copied(scene: Scene) -> None:
    await scene.types("/task add Ship it")
    panel = await _inspector(scene)
    entry = panel.locator("details.exchange", has_text="/task add Ship it")
    await entry.locator("summary").click()
    await expect(entry.locator("pre").first).to_contain_text('"command": "/task"')
    assert '"text": "add Ship it"' in await _copied(scene, entry.get_by_role("button", name="Copy", exact=True).first)


async def test_each_fault_has_a_button_and_says_that_it_waits(scene: Scene) -> None:
    panel = await _inspector(scene)
    await panel.get_by_text("Make something go wrong").click()
    for label in FAULTS:
        await panel.get_by_role("button", name=label).click()
    await until(lambda: len(scene.slack.faults.as_json()["active"]) == len(FAULTS))
    assert {fault["name"] for fault in scene.slack.faults.as_json()["active"]} == set(FAULTS.values())
    await expect(panel).to_contain_text("Waiting to happen: rate limit, slow answer, lost answer")
    await panel.get_by_role("button", name="Clear").click()
    await expect(panel).not_to_contain_text("Waiting to happen")
    assert scene.slack.faults.as_json()["active"] == []


async def test_a_fault_is_over_when_it_has_happened(scene: Scene) -> None:
    panel = await _inspector(scene)
    await panel.get_by_text("Make something go wrong").click()
    await panel.get_by_role("button", name="Rate limit").click()
    await expect(panel).to_contain_text("Waiting to happen: rate limit")
    with pytest.raises(Exception, match="ratelimited"):
        await scene.post(showcase.task_card())
    await expect(panel).not_to_contain_text("Waiting to happen")
    await expect(panel.locator("details.exchange", has_text="chat.postMessage")).to_contain_text("429")


async def test_what_was_done_by_hand_can_be_copied_as_a_test_that_does_it_again(scene: Scene) -> None:
    """The copied text is run, against a new workspace with a new app, and does the same."""
    await scene.types("/task add Ship it @ben")
    await expect(scene.reads("Ship it")).to_be_visible()
    await scene.page.get_by_role("button", name="Done").click()
    await expect(scene.reads("Finished")).to_be_visible()
    form = await scene.form("form")
    await form.get_by_label("Title").fill('Say "hi"')
    await pick(form, "Owner", "ben")
    await form.get_by_label("Due").fill("2026-11-27")
    await form.get_by_label("High").check()
    await form.get_by_role("button", name="Add task").click()
    await expect(form).to_be_hidden()
    await scene.page.get_by_role("button", name="Drumbeat Home").click()
    await expect(scene.page.get_by_role("heading", name="Good morning, Ana")).to_be_visible()

    panel = await _inspector(scene)
    text = await _copied(scene, panel.get_by_role("button", name="Copy all as test"))
    for line in (
        'await ana.types("/task add Ship it @ben", channel="launch")',
        'await ana.clicks("Done")',
        'form.fill("Title", "Say \\"hi\\"")',
        'form.pick("Owner", "@ben")',
        'form.pick("Priority", "High")',
        "await ana.opens_home()",
    ):
        assert line in text
    received = await _run(text)
    assert [body["type"] for body in received] == [body["type"] for body in scene.received]
    values = [body["view"]["state"]["values"] for body in (received[-1], scene.received[-1])]
    assert values[0]["title"] == values[1]["title"]
    assert values[0]["due"] == values[1]["due"]
    assert values[0]["priority"] == values[1]["priority"]


async def _run(text: str) -> list[dict[str, Any]]:
    received: list[dict[str, Any]] = []

    class WithTheApp(Playground):
        """The playground of the copied test, which brings its own app along."""

        async def __aenter__(self) -> "WithTheApp":
            await super().__aenter__()
            client = AsyncWebClient(token=self.bot_token, base_url=self.api_url, retry_handlers=[])
            app = showcase.build({"client": client, "signing_secret": self.signing_secret}, received)
            self.bot = AsyncSocketModeHandler(app, self.app_token, web_client=client)
            await self.bot.connect_async()  # type: ignore[no-untyped-call]
            await self.socket_connected()
            return self

        async def __aexit__(self, *error: Any) -> None:
            await self.bot.close_async()  # type: ignore[no-untyped-call]
            await super().__aexit__(*error)

    text = re.sub(r"\n *slack\.send_to\(.*", "", text).replace('"manifest.json"', "MANIFEST")
    code = text.replace("from playground.testing import Playground", "")
    names: dict[str, Any] = {"Playground": WithTheApp, "MANIFEST": showcase.MANIFEST}
    exec(compile(code, "copied", "exec"), names)
    await names["test_what_happened"]()
    return received
