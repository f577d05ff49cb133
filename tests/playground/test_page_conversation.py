"""Conversations as at Slack: files, edits, links, what is new, and ten thousand messages."""

import asyncio
import re
import struct
import zlib
from typing import Any

import pytest
from playwright.async_api import Locator, Page, Route, expect

from playground.workspace import Message
from tests.playground import page_showcase as showcase
from tests.playground.page_scene import Scene, until

pytestmark = pytest.mark.asyncio(loop_scope="session")


def picture(width: int, height: int) -> bytes:
    """A grey PNG of this size."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress((b"\0" + b"\x80" * width) * height)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


async def _attach(page: Page, *files: tuple[str, str, bytes]) -> None:
    payloads = [{"name": name, "mimeType": kind, "buffer": body} for name, kind, body in files]
    await page.get_by_role("main").locator(".composer input[type=file]").set_input_files(payloads)  # type: ignore[arg-type]


async def _tools(message: Locator, button: str) -> None:
    await message.hover()
    await message.get_by_role("button", name=button).click()


async def _told(scene: Scene, subtype: str) -> dict[str, Any]:
    """The event of this subtype, once the app has it."""

    def events() -> list[dict[str, Any]]:
        payloads = [entry.request for entry in scene.slack.log if entry.kind == "event"]
        return [body["event"] for body in payloads if body.get("event", {}).get("subtype") == subtype]

    await until(lambda: bool(events()))
    return events()[-1]


async def test_files_are_attached_shown_and_told_to_the_app(scene: Scene) -> None:
    await _attach(scene.page, ("chart.png", "image/png", picture(900, 500)), ("notes.txt", "text/plain", b"x" * 2000))
    await expect(scene.page.get_by_role("button", name="Remove notes.txt")).to_be_visible()
    await scene.types("Look at this")
    message = scene.page.get_by_role("article", name=re.compile("ana"))
    await expect(message.get_by_role("link", name="notes.txt")).to_be_visible()
    await expect(message).to_contain_text("2 KB")
    shown = message.get_by_role("img", name="chart.png")
    await expect(shown).to_have_js_property("naturalWidth", 900)
    box = await shown.bounding_box()
    assert box
    assert box["width"] <= 362
    await message.get_by_role("button", name="Enlarge: chart.png").click()
    await expect(scene.page.get_by_role("dialog", name="chart.png")).to_be_visible()
    await scene.page.keyboard.press("Escape")
    await expect(message.get_by_role("button", name="Enlarge: chart.png")).to_be_focused()
    posted = await _told(scene, "file_share")
    assert [file["name"] for file in posted["files"]] == ["chart.png", "notes.txt"]


async def test_a_picture_fits_a_narrow_thread(scene: Scene) -> None:
    file = scene.slack.add_file(scene.ana, "report.png", picture(1200, 800))
    said = await scene.ana.says("How was the week?", channel="launch")
    block = {"type": "image", "slack_file": {"id": file["id"]}, "alt_text": "Tasks done each day"}
    channel = scene.channel("launch").id
    await scene.client.chat_postMessage(channel=channel, thread_ts=said.ts, text="Report", blocks=[block])
    await scene.page.get_by_role("button", name="1 reply").click()
    thread = scene.page.get_by_role("complementary", name="Thread")
    shown = thread.get_by_role("img", name="Tasks done each day")
    await expect(shown).to_have_js_property("naturalWidth", 1200)
    assert await thread.get_by_role("log").evaluate("log => log.scrollWidth <= log.clientWidth")
    box = await shown.bounding_box()
    assert box
    assert abs(box["width"] / box["height"] - 1.5) < 0.05


async def test_people_change_and_delete_what_they_said_themselves(scene: Scene) -> None:
    await scene.types("Ship it @ben <tomorow> & rest")
    mine = scene.page.get_by_role("article", name=re.compile("ana"))
    await _tools(mine, "More actions")
    await scene.page.get_by_role("menuitem", name="Edit message").click()
    field = mine.get_by_role("textbox", name="Edit message")
    await expect(field).to_have_value("Ship it @ben <tomorow> & rest")
    await field.fill("Ship it @ben <tomorrow> & rest")
    await field.press("Enter")
    await expect(mine).to_contain_text("Ship it @ben <tomorrow> & rest")
    await expect(mine).to_contain_text("(edited)")
    changed = await _told(scene, "message_changed")
    assert changed["message"]["text"] == f"Ship it <@{scene.slack.person('ben').id}> &lt;tomorrow&gt; &amp; rest"

    await _tools(mine, "More actions")
    await scene.page.get_by_role("menuitem", name="Delete message").click()
    await expect(mine).to_have_count(0)

    await scene.slack.person("ben").says("Mine", channel="launch")
    await _tools(scene.page.get_by_role("article", name=re.compile("ben")), "More actions")
    await expect(scene.page.get_by_role("menuitem", name="Create task")).to_be_visible()
    await expect(scene.page.get_by_role("menuitem", name="Edit message")).to_have_count(0)


async def test_an_ephemeral_message_is_gone_when_the_window_is_loaded_anew(scene: Scene) -> None:
    await scene.types("/task add Ship it")
    await expect(scene.page.get_by_text("Only visible to you")).to_be_visible()
    await scene.page.get_by_role("button", name="random").click()
    await scene.page.get_by_role("button", name="launch").click()
    await expect(scene.page.get_by_text("Only visible to you")).to_be_visible()
    await asyncio.sleep(0.01)  # Slack's clock must have gone on
    await scene.page.reload()
    await expect(scene.page.get_by_role("heading", name="launch", level=1)).to_be_visible()
    await scene.types("Anything left?")
    await expect(scene.reads("Anything left?")).to_be_visible()
    await expect(scene.page.get_by_text("Only visible to you")).to_have_count(0)


async def test_what_is_said_while_a_channel_opens_is_not_lost(scene: Scene) -> None:
    ben = scene.slack.person("ben")

    async def slowly(route: Route) -> None:
        answer = await route.fetch()
        await ben.says("While it opened", channel="random")
        await asyncio.sleep(0.2)
        await route.fulfill(response=answer)

    await scene.page.route("**/sim/messages?**", slowly, times=1)
    await scene.page.get_by_role("button", name="random").click()
    await expect(scene.reads("While it opened")).to_be_visible()


async def test_a_line_shows_where_new_messages_begin(scene: Scene) -> None:
    ben = scene.slack.person("ben")
    await ben.says("Old", channel="random")
    random = scene.page.get_by_role("button", name=re.compile("random"))
    await random.click()
    await expect(scene.reads("Old")).to_be_visible()
    await scene.page.get_by_role("button", name="launch").click()
    await ben.says("Fresh", channel="random")
    await random.click()
    rows = scene.page.get_by_role("log", name="Messages").locator(".new-line, article")
    await expect(rows).to_have_count(3)
    assert [re.search("New|Old|Fresh", await row.inner_text())[0] for row in await rows.all()] == [
        "Old",
        "New",
        "Fresh",
    ]  # type: ignore[index]


async def test_a_link_to_a_message_opens_it_in_this_window(scene: Scene) -> None:
    said = await scene.slack.person("ben").says("The old plan", channel="random")
    for n in range(230):
        await scene.slack.person("chen").says(f"Talk {n}", channel="random")
    link = await scene.client.chat_getPermalink(channel=said.channel, message_ts=said.ts)
    await scene.post([showcase.section(f"See <{link['permalink']}|the plan>")])
    await scene.page.get_by_role("link", name="the plan").click()
    await expect(scene.page.get_by_role("heading", name="random", level=1)).to_be_visible()
    await expect(scene.page.get_by_role("article", name=re.compile("ben"))).to_be_focused()
    await expect(scene.reads("The old plan")).to_be_in_viewport()


async def _scroll_up(page: Page, until_gone: str) -> None:
    log = page.get_by_role("log", name="Messages")
    async with asyncio.timeout(20):
        while await log.get_by_text(until_gone, exact=True).count():
            await log.evaluate("log => { log.scrollTop = 0; }")
            await page.wait_for_timeout(30)


async def test_ten_thousand_messages_keep_a_window_of_rows(scene: Scene) -> None:
    channel, workspace = scene.channel("random"), scene.slack.core.workspace
    for n in range(10_000):
        body = {
            "type": "message",
            "user": scene.slack.person("ben").id,
            "text": f"Message {n}",
            "ts": workspace.new_ts(),
        }
        channel.messages[body["ts"]] = Message(body)
    log = scene.page.get_by_role("log", name="Messages")
    await scene.page.get_by_role("button", name=re.compile("random")).click()
    await expect(scene.reads("Message 9999")).to_be_in_viewport()

    await _scroll_up(scene.page, until_gone="Message 9950")
    rows = log.get_by_role("article")
    assert await rows.count() <= 220
    await expect(scene.reads("Message 9999")).to_have_count(0)
    first = await rows.first.inner_text()

    await scene.slack.person("chen").says("While you read", channel="random")
    await expect(scene.page.locator(".news")).to_contain_text("chen: While you read")
    await expect(rows.first).to_contain_text(first.strip().splitlines()[-1])
    await scene.page.get_by_role("button", name="Newest messages").click()
    await expect(scene.reads("While you read")).to_be_in_viewport()
    assert await rows.count() <= 220


async def test_what_somebody_types_takes_them_to_the_end_where_its_answer_comes(scene: Scene) -> None:
    for n in range(60):
        await scene.slack.person("ben").says(f"Message {n}", channel="launch")
    await expect(scene.reads("Message 59")).to_be_in_viewport()
    await scene.page.get_by_role("log", name="Messages").evaluate("log => { log.scrollTop = 0; }")
    await expect(scene.reads("Message 59")).not_to_be_in_viewport()
    await scene.slack.person("ben").says("While you read", channel="launch")
    await expect(scene.page.get_by_role("button", name="Newest messages")).to_be_visible()
    await scene.types("My own words")
    await expect(scene.reads("My own words")).to_be_in_viewport()


async def test_a_screen_reader_hears_what_others_say_and_nothing_else(scene: Scene) -> None:
    news = scene.page.locator(".news")
    assert await news.get_attribute("aria-live") == "polite"
    await scene.types("My own words")
    await scene.slack.person("ben").says("Hello *all*, see @ana", channel="launch")
    await expect(news).to_have_text("ben: Hello all, see @ana")
