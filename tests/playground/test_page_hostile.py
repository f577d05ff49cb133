"""Words and addresses that try to be more than that, in every place of the page that shows any."""

import re
from typing import Any

import pytest
from playwright.async_api import Page, expect

from playground.tour import Tour
from playground.workspace import Channel
from tests.playground import page_showcase as showcase
from tests.playground.hostile import HOSTILE
from tests.playground.page_scene import Scene
from tests.playground.test_page_clock import Clockwork

pytestmark = pytest.mark.asyncio(loop_scope="session")

WHITE_DOT = (
    "data:image/png;base64,"
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8"
    "/5+hHgAHggJ/PchI7wAAAABJRU5ErkJggg=="
)


async def test_hostile_words_stay_words_wherever_they_stand(scene: Scene) -> None:
    person, channel = scene.ana.id, scene.channel("launch").id
    for words in HOSTILE:
        await scene.post(showcase.every_block(person, channel, words))
        await scene.ana.says(words, channel="launch")
    scene.slack.add_person("mallory", real_name=HOSTILE[0], display_name=HOSTILE[1], status_text=HOSTILE[2])
    await scene.page.reload()

    await expect(scene.page.get_by_role("log").get_by_text(HOSTILE[-1], exact=True).first).to_be_visible()
    await scene.page.get_by_role("button", name="Inspector", exact=True).click()
    await _open_last_exchange(scene.page)
    await _nothing_came_alive(scene.page)


async def _open_last_exchange(page: Page) -> None:
    await page.locator("details.exchange").last.evaluate("row => { row.open = true; }")
    await expect(page.locator("details.exchange").last.locator("pre").first).to_be_visible()


async def _nothing_came_alive(page: Page) -> None:
    found = await page.evaluate(
        """() => {
          const all = [...document.querySelectorAll("*")];
          const addresses = all.map((node) => node.getAttribute("href") ?? node.getAttribute("src")).filter(Boolean);
          return {
            scripts: document.scripts.length,
            tags: all.filter((node) => node.matches("iframe,object,embed,base,meta[http-equiv],form[action]")).length,
            handlers: all.filter((node) => [...node.attributes].some((it) => it.name.startsWith("on"))).length,
            schemes: [...new Set(addresses.map((address) => new URL(address, location.href).protocol))],
            touched: Object.keys(window).filter((name) => name.startsWith("pwned")),
          };
        }"""
    )
    allowed = {"http:", "https:", "mailto:", "data:"}
    assert found["scripts"] == 1
    assert found["tags"] == found["handlers"] == 0
    assert set(found["schemes"]) <= allowed
    assert found["touched"] == []


async def test_addresses_that_slack_would_have_refused_are_not_followed_either(scene: Scene) -> None:
    """The page trusts nobody, so it is told directly what no validator would let through."""
    bad = "javascript:window.pwned=1"
    blocks = [
        {"type": "section", "block_id": "a", "text": showcase.mrkdwn(f"<{bad}|click> <data:text/html,x|data> <{bad}>")},
        {"type": "actions", "block_id": "b", "elements": [showcase.button("Go", "press", url=bad)]},
        {"type": "image", "block_id": "c", "image_url": bad, "alt_text": "picture"},
        {
            "type": "image",
            "block_id": "d",
            "image_url": "data:image/svg+xml,<svg onload=alert(1)>",
            "alt_text": "drawing",
        },
        {"type": "image", "block_id": "e", "image_url": WHITE_DOT, "alt_text": "dot"},
        {"type": "video", "block_id": "f", "title": showcase.plain("film"), "title_url": bad, "video_url": bad},
        {
            "type": "rich_text",
            "block_id": "g",
            "elements": [{"type": "rich_text_section", "elements": [{"type": "link", "url": bad, "text": "rich"}]}],
        },
        {"type": "markdown", "block_id": "h", "text": f"[down]({bad}) <img src=x onerror=alert(1)>"},
        {"type": "no_such_block", "block_id": "i"},
    ]
    attachments = [{"color": "red;background:url(x)", "title": "old", "title_link": bad, "text": f"<{bad}|older>"}]
    files = [{"name": "notes", "url_private": bad}]
    message = {"ts": "1.000001", "user": scene.ana.id, "blocks": blocks, "attachments": attachments, "files": files}
    channel = scene.channel("launch").id
    scene.slack.core.hub.publish({"type": "message", "channel": channel, "message": message})

    await scene.page.get_by_role("button", name="Go").click()
    for words in ("click", "rich", "film", "down", "old", "notes"):
        await expect(scene.page.get_by_text(words).first).to_be_visible()
        await expect(scene.page.get_by_role("link", name=words)).to_have_count(0)
    await expect(scene.page.get_by_text("A no_such_block block is not shown here.")).to_be_visible()
    await _nothing_came_alive(scene.page)


async def test_hostile_words_stay_words_in_forms(scene: Scene) -> None:
    """Given to the page directly: Slack would refuse most of them."""
    blocks = [block for words in HOSTILE for block in _fields(words)]
    view = {**showcase.task_form(), "title": showcase.plain(HOSTILE[0]), "close": showcase.plain(HOSTILE[1])}
    view |= {"submit": showcase.plain(HOSTILE[2]), "blocks": blocks}
    opened = scene.slack.core.views.open(scene.ana.id, view)
    form = scene.page.get_by_role("dialog", name=HOSTILE[0])
    await expect(form).to_be_visible()
    errors = {block["block_id"]: words for block, words in zip(blocks[::2], HOSTILE, strict=True)}
    scene.slack.core.views.show_errors(opened, errors)
    await expect(form.get_by_role("alert").last).to_have_text(HOSTILE[-1])
    await form.get_by_role("combobox").last.click()
    await expect(form.get_by_role("option").last).to_have_text(HOSTILE[-1])
    await _nothing_came_alive(scene.page)


def _fields(words: str) -> list[dict[str, Any]]:
    text, number = showcase.plain(words), HOSTILE.index(words)
    typed = {"type": "plain_text_input", "action_id": f"typed-{number}", "placeholder": text, "initial_value": words}
    choice = showcase.select("static_select", f"chosen-{number}", words, options=[showcase.option(words, words)])
    return [showcase.field(words, typed, hint=text), showcase.field(words, choice)]


async def test_hostile_words_stay_words_everywhere_else(scene: Scene) -> None:
    """Names, topics, files, Home, the clock, the journal and the tour."""
    core, ana, launch = scene.slack.core, scene.ana, scene.channel("launch")
    core.tour = Tour.load({"steps": [{"title": HOSTILE[0], "text": HOSTILE[1], "as": HOSTILE[2], "channel": "x"}]})
    launch.topic = HOSTILE[0]
    for number, words in enumerate(HOSTILE):
        channel = Channel(f"C0HOSTILE{number}", words, "channel", 1, ana.id, members=[ana.id])
        core.workspace.channels[channel.id] = channel
        file = {"id": f"F0HOSTILE{number}", "name": words, "title": words, "mimetype": "image/png", "size": 1}
        core.timeline.say(ana.person, launch, words, files=[file])
    clockwork = Clockwork(scene)
    clockwork.entries = [
        {"n": n, "at": n, "what": words, "to": words, "text": words, "why": words} for n, words in enumerate(HOSTILE, 1)
    ]
    await clockwork.install(scene.page)
    await scene.page.get_by_role("button", name=re.compile("^Journal")).click()
    await expect(scene.page.get_by_role("listitem").get_by_text(HOSTILE[-1], exact=True).first).to_be_visible()
    await scene.page.get_by_role("button", name="Take me there").click()
    await scene.page.get_by_role("button", name="launch").click()
    await _nothing_came_alive(scene.page)
    await scene.page.evaluate(f"location.hash = '#{ana.id}/home'")
    shown = scene.page.get_by_role("region", name="App Home")
    await expect(shown.get_by_role("heading", name="Good morning, Ana")).to_be_visible()
    home = [block for words in HOSTILE for block in showcase.every_block(ana.id, launch.id, words)]
    core.views.publish(ana.id, {"type": "home", "blocks": _numbered(home)})
    await expect(shown.get_by_text(HOSTILE[-1]).first).to_be_visible()
    await _nothing_came_alive(scene.page)


def _numbered(blocks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{**block, "block_id": f"block-{number}"} for number, block in enumerate(blocks)]
