"""The guided tour of the demo, walked in a browser as a newcomer does, from its first step to its farewell."""

import json
import re
from pathlib import Path
from typing import Any

from playwright.async_api import Locator, Page, expect

from tests.bot.demonstrated import TOUR, demonstrated

STEPS = json.loads(TOUR.read_text("utf-8"))["steps"]
# Two days of a whole team are turned in one go.
PATIENCE_MS = 60_000


async def test_a_newcomer_does_each_step_as_it_is_told_and_sees_it_ticked_off(
    history: Path, state: dict[str, Any], tmp_path: Path
) -> None:
    async with demonstrated(history, state, tmp_path) as (slack, page):
        tour = page.get_by_role("region", name="Tour")
        for number, do in enumerate((answer, raise_a_blocker, wait_two_days, read_the_report, ask_the_ledger)):
            heading = tour.get_by_role("heading")
            await expect(heading).to_have_text(f"{number + 1} of {len(STEPS)}{STEPS[number]['title']}")
            await do(page, tour)
            await expect(heading).to_contain_text("Done", timeout=PATIENCE_MS)
            await tour.get_by_role("button", name="Next").click()
        await expect(tour).to_contain_text("That was a week with Drumbeat")
        await tour.get_by_role("button", name="Done").click()
        await expect(tour).to_have_count(0)
        acknowledged = [each for each in slack.core.journal.entries if "is on it: *B-6* No access" in each.text]
        assert [each.to for each in acknowledged] == [slack.person("ana").id], "Ben took up the blocker by himself"


async def answer(page: Page, tour: Locator) -> None:
    await tour.get_by_role("button", name="Take me there").click()
    await tour.get_by_role("button", name="Turn to 9:31").click()
    await messages(page).get_by_role("button", name="Answer", exact=True).last.click()
    form = page.get_by_role("dialog")
    await form.get_by_role("checkbox").first.check()
    await form.get_by_label("What will you do until next time?").fill("the plan of the launch day")
    await form.get_by_role("button", name="Send").click()
    await expect(form).to_have_count(0)


async def raise_a_blocker(page: Page, _: Locator) -> None:
    await press_enter(page, "/blocker No access to staging @ben")
    await expect(messages(page)).to_contain_text("Raised B-6 No access to staging")


async def wait_two_days(page: Page, tour: Locator) -> None:
    await tour.get_by_role("button", name="Turn two days").click()
    face = page.get_by_role("region", name="Clock").get_by_role("button").first
    await expect(face).to_have_text(re.compile(r"^Fri, Apr 16, 9:3\d AM$"), timeout=PATIENCE_MS)
    await page.get_by_role("button", name="Journal").click()
    await expect(page.get_by_role("complementary", name="Journal")).to_contain_text("pressed Acknowledge")
    await page.get_by_role("button", name="Close journal").click()


async def read_the_report(page: Page, tour: Locator) -> None:
    await tour.get_by_role("button", name="Take me there").click()
    await tour.get_by_role("button", name="Turn to Friday 16:00").click()
    report = messages(page).get_by_role("article").filter(has_text="Status #2")
    await expect(report).to_contain_text("B-6 No access to staging", timeout=PATIENCE_MS)
    await expect(report.get_by_role("img", name="Tasks by state, last 4 weeks")).to_be_visible()


async def ask_the_ledger(page: Page, _: Locator) -> None:
    await press_enter(page, "/beat ledger")
    await expect(messages(page)).to_contain_text("In the next 7 days I will send")


async def press_enter(page: Page, typed: str) -> None:
    """The command stands in the field, and the field has the focus."""
    field = page.locator("textarea:focus")
    await expect(field).to_have_value(typed)
    await page.keyboard.press("Enter")


def messages(page: Page) -> Locator:
    return page.get_by_role("log", name="Messages")
