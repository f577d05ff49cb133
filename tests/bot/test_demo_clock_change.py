"""A change of the clocks as people see it on the page: the bar, the hours of messages, and what comes at its hour."""

import re
import shutil
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from playwright.async_api import Locator, Page, expect

from playground.clock import Clock
from playground.testing import Playground
from tests.bot.demonstrated import window
from tests.stories.drumbeat import MANIFEST, drumbeat

# A Friday. On the Sunday the clocks go forward in Berlin, and stay as they are in New York.
START = datetime(2027, 3, 26, 8, 30, tzinfo=ZoneInfo("Europe/Berlin"))
SEED = {
    "people": [{"name": "ana", "tz": "Europe/Berlin"}, {"name": "ben", "tz": "America/New_York"}],
    "channels": [{"name": "launch", "members": ["ana", "ben"]}],
}


async def test_over_a_change_of_the_clocks_everybody_reads_their_own_hours_and_mornings_stay_mornings(
    sqlite_template: Path, tmp_path: Path
) -> None:
    database = shutil.copy(sqlite_template, tmp_path / "test.db")
    async with Playground(MANIFEST, SEED, clock=Clock(START.timestamp())) as slack:
        async with drumbeat(slack, f"sqlite:///{database}", clock_url=slack.clock_url), window(slack) as page:
            await slack.core.turning.pause()
            ana = slack.person("ana")
            await ana.types("/beat remind #launch to open the windows every weekday at 9:00", channel="launch")
            await ana.types("/standup new Morning at 9:30 every weekday", channel="launch")
            await turn(page, "+1 hour", "Fri, Mar 26, 9:30 AM")
            await turn(page, "Clock change", "Sun, Mar 28, 1:30 AM")
            await everybody_reads(page, "ana: Sun 1:30 AM", "ben: Sat 8:30 PM")
            await turn(page, "+1 hour", "Sun, Mar 28, 3:30 AM")
            await everybody_reads(page, "ana: Sun 3:30 AM", "ben: Sat 9:30 PM")
            await turn(page, "Next working day", "Mon, Mar 29, 8:55 AM")
            await turn(page, "+1 hour", "Mon, Mar 29, 9:55 AM")

            await opens(page, "launch")
            await expect(hours(page, "A reminder from")).to_have_text(["9:00 AM", "9:00 AM"])
            await opens(page, "Drumbeat")
            await expect(hours(page, "short questions")).to_have_text(["9:30 AM", "9:30 AM"])
            await become_ben(page)
            await opens(page, "launch")
            await expect(hours(page, "A reminder from")).to_have_text(["4:00 AM", "3:00 AM"])
        assert slack.refusals == []


async def turn(page: Page, button: str, arrives: str) -> None:
    bar = page.get_by_role("region", name="Clock")
    await bar.get_by_role("button", name=button, exact=True).click()
    await expect(bar.get_by_role("button").first).to_have_text(arrives, timeout=60_000)
    await expect(bar.get_by_role("button", name="Stop")).to_have_count(0)


async def everybody_reads(page: Page, *times: str) -> None:
    await page.get_by_role("region", name="Clock").get_by_role("button").first.click()
    for time in times:
        await expect(page.get_by_role("menuitem", name=time)).to_be_visible()
    await page.keyboard.press("Escape")


async def become_ben(page: Page) -> None:
    await page.get_by_role("button", name="You are: ana").click()
    await page.get_by_role("menuitemradio", name=re.compile("^ben")).click()
    await expect(page.get_by_role("button", name="You are: ben")).to_be_visible()


async def opens(page: Page, name: str) -> None:
    channels = page.get_by_role("navigation", name="Channels")
    await channels.get_by_role("button", name=re.compile(f"^{name}")).first.click()


def hours(page: Page, words: str) -> Locator:
    """When the messages with these words came, as the page shows it."""
    return page.get_by_role("log", name="Messages").get_by_role("article").filter(has_text=words).locator("time")
