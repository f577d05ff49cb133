"""The demo as somebody sees it who opens its page: the real bot, the seeded team, and a browser window of Ana's."""

import contextlib
from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from playwright.async_api import Page, expect

from bot.demo import prepared
from playground.clock import Clock
from playground.testing import Playground
from tests.playground.page_scene import launched
from tests.stories.drumbeat import MANIFEST, drumbeat

# Two weeks after the clocks of Berlin changed, and three after they did in New York.
MORNING = datetime(2027, 4, 14, 8, 50, tzinfo=ZoneInfo("Europe/Berlin"))
TOUR = Path(__file__).parents[2] / "bot" / "tour.json"
WINDOW: Any = {"width": 1280, "height": 800}


@contextlib.asynccontextmanager
async def demonstrated(history: Path, state: dict[str, Any], folder: Path) -> AsyncIterator[tuple[Playground, Page]]:
    """The demo on a copy of a history; ends with an error if the page had one, or the bot was refused anything."""
    database = folder / "demo.db"
    database.write_bytes((history / prepared.DATABASE).read_bytes())
    async with Playground(MANIFEST, state=state, clock=Clock(state["now"]), tour=TOUR) as slack:
        async with drumbeat(slack, f"sqlite:///{database}", clock_url=slack.clock_url), window(slack) as page:
            yield slack, page
        assert slack.refusals == []


@contextlib.asynccontextmanager
async def window(slack: Playground) -> AsyncIterator[Page]:
    """A browser on the page of a workspace; ends with an error if there was one on the page."""
    errors: list[str] = []
    async with launched() as browser:
        page = await browser.new_page(viewport=WINDOW)
        page.on("pageerror", lambda error: errors.append(str(error)))
        await page.goto(slack.page_url)
        await expect(page.get_by_role("region", name="Clock")).to_be_visible()
        yield page
    assert errors == []
