"""What people notice on the page: what is new, what is whispered, and who said it."""

import re

import pytest
from playwright.async_api import Page, expect

from tests.playground import page_showcase as showcase
from tests.playground.page_scene import Scene

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_everybody_has_unread_marks_of_their_own(scene: Scene) -> None:
    channels = scene.page.get_by_role("navigation", name="Channels")
    random = channels.get_by_role("button", name=re.compile("random"))
    launch = channels.get_by_role("button", name=re.compile("launch"))
    await scene.slack.person("ben").says("Lunch?", channel="random")
    await random.click()
    await expect(scene.reads("Lunch?")).to_be_visible()
    await launch.click()
    await scene.slack.person("ben").says("Anyone?", channel="launch")
    await expect(scene.reads("Anyone?")).to_be_visible()
    await _become(scene.page, "chen")
    await expect(random).to_contain_text("1 unread")
    await expect(launch).not_to_contain_text("unread")
    await random.click()
    await expect(random).not_to_contain_text("unread")
    await expect(launch).not_to_contain_text("unread")
    await _become(scene.page, "dana")
    await expect(launch).to_contain_text("1 unread")
    await expect(random).not_to_contain_text("unread")
    await _become(scene.page, "ana")
    await expect(scene.reads("Lunch?")).to_be_visible()
    await expect(launch).not_to_contain_text("unread")


async def _become(page: Page, name: str) -> None:
    await page.get_by_role("button", name=re.compile("You are:")).click()
    await page.get_by_role("menuitemradio", name=re.compile(rf"^{name}\b")).click()
    await expect(page.get_by_role("button", name=f"You are: {name}")).to_be_visible()


async def test_messages_in_a_row_of_one_person_share_a_heading_and_keep_a_distance(scene: Scene) -> None:
    await scene.types("One")
    await scene.types("Two")
    rows = scene.page.get_by_role("article")
    await expect(rows).to_have_count(2)
    await expect(rows.nth(0).locator(".author")).to_have_text("ana")
    await expect(rows.nth(1).locator(".author, .avatar")).to_have_count(0)
    first, second = [await rows.nth(n).locator(".content").bounding_box() for n in (0, 1)]
    assert first
    assert second
    assert 8 <= second["y"] - (first["y"] + first["height"]) <= 12


async def test_a_key_is_not_broken_over_two_lines(scene: Scene) -> None:
    page = await scene.open(viewport={"width": 380, "height": 740})
    keys = " ".join(f"AB-{number}" for number in range(10, 99))
    await scene.post([showcase.section(f"{keys} *AB-7* {keys}")])
    await expect(page.get_by_text("AB-7", exact=True)).to_be_visible()
    lines = await page.locator(".unbroken").evaluate_all("all => all.map((key) => key.getClientRects().length)")
    assert set(lines) == {1}
    assert len(lines) == 179


async def test_a_whisper_in_a_closed_thread_is_noticed(scene: Scene) -> None:
    said = await scene.ana.says("@Drumbeat taks list", channel="launch")
    channel = scene.channel("launch").id
    await scene.client.chat_postEphemeral(
        channel=channel, user=scene.ana.id, thread_ts=said.ts, text="Did you mean it?"
    )
    hint = scene.page.get_by_role("button", name="1 reply only visible to you")
    await hint.click()
    thread = scene.page.get_by_role("complementary", name="Thread")
    await expect(thread.get_by_text("Did you mean it?")).to_be_visible()
    await expect(thread.get_by_text("Only visible to you")).to_be_visible()
    other = await scene.open("ben")
    await expect(scene.reads("taks list", other)).to_be_visible()
    await expect(other.get_by_role("button", name=re.compile("only visible"))).to_have_count(0)
