"""Whoever uses the page with a keyboard, a screen reader, in the dark, or on a phone."""

import re

import pytest
from axe_playwright_python.async_playwright import Axe  # type: ignore[import-untyped]
from playwright.async_api import Page, expect

from playground.tour import Tour
from tests.playground import page_showcase as showcase
from tests.playground.page_scene import Scene
from tests.playground.test_page_clock import Clockwork

pytestmark = pytest.mark.asyncio(loop_scope="session")

STEPS = {"steps": [{"title": "Say it", "text": "Type what you need.", "channel": "launch", "turn": 60}] * 2}


async def _is_accessible(page: Page, surface: str) -> None:
    await page.mouse.move(0, 0)
    results = await Axe().run(page)
    serious = [each for each in results.response["violations"] if each["impact"] in {"serious", "critical"}]
    found = [(each["id"], [node["html"][:200] for node in each["nodes"]][:4]) for each in serious]
    assert not found, (surface, found)


async def _furnished(scene: Scene, **window: str) -> Page:
    """A window on everything there is: clock, tour, journal, and a message of every kind of block."""
    scene.slack.core.tour = Tour.load(STEPS)
    page = scene.page = await scene.open(**window)
    clockwork = Clockwork(scene)
    clockwork.entries = [{"n": 1, "at": 1, "what": "Reminder", "to": scene.ana.id, "text": "Ship it", "why": "Due"}]
    await clockwork.install(page)
    await scene.post(showcase.every_block(scene.ana.id, scene.channel("launch").id))
    await scene.types("/task add Ship the beta")
    await expect(page.get_by_text("Only visible to you")).to_be_visible()
    await scene.types("Who is free?")
    return page


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_everybody_can_use_the_page_in(scheme: str, scene: Scene) -> None:
    page = await _furnished(scene, color_scheme=scheme)
    message = page.get_by_role("article", name=re.compile("ana"))
    await message.hover()
    await message.get_by_role("button", name="Reply in thread").click()
    await _is_accessible(page, "a thread")
    await page.get_by_role("button", name="Inspector", exact=True).click()
    await page.get_by_text("Make something go wrong").click()
    await page.locator("details.exchange summary").last.click()
    await _is_accessible(page, "the inspector")
    await page.get_by_role("button", name=re.compile("^Journal")).click()
    await _is_accessible(page, "the journal")
    await page.get_by_role("button", name="Close journal").click()
    await page.get_by_role("button", name="Close thread").click()
    await message.hover()
    await message.get_by_role("button", name="Add reaction").click()
    await _is_accessible(page, "the emoji")
    await page.keyboard.press("Escape")
    await page.get_by_role("button", name="Drumbeat Home").click()
    await expect(page.get_by_role("heading", name="Good morning, Ana")).to_be_visible()
    await _is_accessible(page, "Home")
    await page.get_by_role("button", name="launch").click()
    await scene.form("inputs")
    await _is_accessible(page, "a form")


async def test_a_narrow_phone_shows_everything(scene: Scene) -> None:
    page = await _furnished(scene)
    await page.set_viewport_size({"width": 360, "height": 740})
    await _is_accessible(page, "a phone")
    for name in ("Journal", "Inspector"):
        await page.get_by_role("button", name=re.compile(f"^{name}")).click()
        await expect(page.get_by_role("complementary", name=name)).to_be_in_viewport()
        await page.get_by_role("button", name=f"Close {name.lower()}").click()
    clock = page.get_by_role("region", name="Clock")
    await clock.get_by_role("button", name="Turn the clock").click()
    await expect(page.get_by_role("menuitem", name="Next working day")).to_be_in_viewport()
    await page.keyboard.press("Escape")
    outside = await page.evaluate(
        """() => [...document.querySelectorAll("header button, section button, .composer button")]
            .filter((node) => node.checkVisibility({ visibilityProperty: true }))
            .filter((node) => node.getBoundingClientRect().right > innerWidth || node.getBoundingClientRect().left < 0)
            .map((node) => node.outerHTML.slice(0, 120))"""
    )
    assert outside == []


async def test_light_and_dark_can_be_chosen_and_stay_chosen(scene: Scene) -> None:
    page = scene.page
    paper = "getComputedStyle(document.body).backgroundColor"
    light = await page.evaluate(paper)
    await page.get_by_role("button", name="Switch to dark").click()
    dark = await page.evaluate(paper)
    assert dark != light
    await page.reload()
    await expect(page.get_by_role("button", name="Switch to light")).to_be_visible()
    assert await page.evaluate(paper) == dark


async def test_a_menu_is_used_with_the_keyboard_and_gives_the_focus_back(scene: Scene) -> None:
    await scene.types("Who is free?")
    page, message = scene.page, scene.page.get_by_role("article")
    await expect(message).to_be_visible()
    await page.get_by_role("log", name="Messages").focus()
    await page.keyboard.press("ArrowUp")
    await expect(message).to_be_focused()
    more = message.get_by_role("button", name="More actions")
    await more.focus()
    await page.keyboard.press("Enter")
    items = page.get_by_role("menuitem")
    await expect(items.first).to_be_focused()
    for key, index in (("ArrowDown", 1), ("End", -1), ("ArrowDown", 0), ("ArrowUp", -1), ("Home", 0)):
        await page.keyboard.press(key)
        await expect(items.nth(index)).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(items).to_have_count(0)
    await expect(more).to_be_focused()


async def test_escape_closes_one_thing_at_a_time(scene: Scene) -> None:
    await scene.types("Who is free?")
    page = scene.page
    message = page.get_by_role("main").get_by_role("article")
    await message.hover()
    await message.get_by_role("button", name="Reply in thread").click()
    thread = page.get_by_role("complementary", name="Thread")
    reply = thread.get_by_role("article")
    await reply.hover()
    await reply.get_by_role("button", name="Add reaction").click()
    await expect(thread.get_by_role("searchbox", name="Search emoji")).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(thread.get_by_role("searchbox")).to_have_count(0)
    await expect(thread).to_be_visible()
    await thread.get_by_role("combobox", name="Reply").focus()
    await page.keyboard.press("Escape")
    await expect(thread).to_have_count(0)
    await expect(message).to_be_focused()


async def test_a_form_keeps_the_focus_and_gives_it_back(scene: Scene) -> None:
    composer = scene.page.get_by_role("combobox", name="Message #launch")
    form = await scene.form("form")
    for _ in range(25):
        await scene.page.keyboard.press("Tab")
        inside = await scene.page.evaluate(
            "document.activeElement === document.body || Boolean(document.activeElement.closest('dialog'))"
        )
        assert inside
    await scene.page.keyboard.press("Escape")
    await expect(form).to_be_hidden()
    await expect(composer).to_be_focused()
