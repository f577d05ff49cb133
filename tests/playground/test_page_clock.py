"""The clock bar and the journal, against a server that has them and one that has not."""

import asyncio
import re
from typing import Any

import pytest
from playwright.async_api import Page, Route, expect

from tests.playground.page_scene import Scene, until

pytestmark = pytest.mark.asyncio(loop_scope="session")

MONDAY = 1795420800.0  # 23 November 2026, 8:00 UTC
DAY = 86_400


class Clockwork:
    """The server's clock as the page knows it: what it is asked, and what it says."""

    def __init__(self, scene: Scene) -> None:
        self.asked: list[tuple[str, Any]] = []
        self._hub = scene.slack.core.hub
        self.shows = {"told": 1, "now": MONDAY, "speed": 1, "paused": True, "turning": False, "target": None}
        self.entries: list[dict[str, Any]] = []
        self.answers = asyncio.Event()
        self.answers.set()

    async def install(self, page: Page) -> None:
        await page.context.route("**/sim/clock**", self._answer)
        await page.context.route("**/sim/journal?**", lambda route: route.fulfill(json={"entries": self.entries}))
        await page.reload()
        await expect(page.get_by_role("region", name="Clock")).to_be_visible()

    async def _answer(self, route: Route) -> None:
        if route.request.method == "POST":
            body = route.request.post_data_json
            self.asked.append((route.request.url.partition("/sim/")[2], {k: v for k, v in body.items() if k != "as"}))
            self.shows |= {"paused": False, **body} if "speed" in body else {}
        answer = dict(self.shows)
        await self.answers.wait()
        await route.fulfill(json=answer)

    def says(self, **changes: Any) -> None:
        self.shows |= {"told": self.shows["told"] + 1, **changes}
        self._hub.publish({"type": "clock", **self.shows})

    def writes(self, **entry: Any) -> None:
        self.entries.append(entry)
        self._hub.publish({"type": "journal", "entry": entry})


@pytest.fixture
def clockwork(scene: Scene) -> Clockwork:
    return Clockwork(scene)


async def test_a_workspace_whose_clock_cannot_be_turned_has_no_bar(scene: Scene) -> None:
    for path in ("clock", "journal"):
        await scene.page.context.route(f"**/sim/{path}?**", lambda route: route.fulfill(status=404, json={}))
    await scene.page.reload()
    await expect(scene.page.get_by_role("heading", name="launch", level=1)).to_be_visible()
    await expect(scene.page.get_by_role("region", name="Clock")).to_have_count(0)
    await expect(scene.page.get_by_role("button", name="Journal")).to_have_count(0)


async def test_each_button_of_the_bar_turns_the_clock_that_far(scene: Scene, clockwork: Clockwork) -> None:
    await clockwork.install(scene.page)
    bar = scene.page.get_by_role("region", name="Clock")
    buttons = {
        "+15 min": "15m",
        "+1 hour": "1h",
        "Next working day": "morning",
        "Friday 16:00": "friday",
        "Clock change": "dst",
    }
    for label in buttons:
        await bar.get_by_role("button", name=label).click()
    await until(lambda: len(clockwork.asked) == len(buttons))
    assert clockwork.asked == [("clock/turn", {"to": to}) for to in buttons.values()]


async def test_the_clock_runs_at_a_speed_pauses_and_goes_on(scene: Scene, clockwork: Clockwork) -> None:
    await clockwork.install(scene.page)
    bar = scene.page.get_by_role("region", name="Clock")
    await bar.get_by_role("button", name="Let the clock run").click()
    await bar.get_by_role("button", name="Speed").click()
    await bar.get_by_role("menuitemradio", name="600").click()
    await bar.get_by_role("button", name="Pause the clock").click()
    await until(lambda: len(clockwork.asked) == 3)
    assert clockwork.asked == [("clock/run", {"speed": 1}), ("clock/run", {"speed": 600}), ("clock/pause", {})]


async def test_the_bar_shows_the_moment_and_everybodys_own(scene: Scene, clockwork: Clockwork) -> None:
    await clockwork.install(scene.page)
    face = scene.page.get_by_role("region", name="Clock").get_by_role("button").first
    await expect(face).to_have_text("Mon, Nov 23, 9:00 AM")
    await face.click()
    for time in ("ana: Mon 9:00 AM", "ben: Mon 3:00 AM", "chen: Mon 4:00 PM", "dana: Mon 8:00 AM"):
        await expect(scene.page.get_by_role("menuitem", name=time)).to_be_visible()
    await scene.page.keyboard.press("Escape")
    await expect(face).to_be_focused()
    channels = scene.page.get_by_role("navigation", name="Channels")
    await expect(channels.get_by_role("button", name="ben")).to_contain_text("3:00 AM")


async def test_a_turn_shows_where_it_leads_and_can_be_stopped(scene: Scene, clockwork: Clockwork) -> None:
    await clockwork.install(scene.page)
    bar = scene.page.get_by_role("region", name="Clock")
    clockwork.says(turning=True, target=MONDAY + 4 * DAY)
    await expect(bar).to_contain_text("Turning to Fri, Nov 27, 9:00 AM")
    async with scene.page.expect_response("**/sim/clock/stop**"):
        await bar.get_by_role("button", name="Stop").click()
    await until(lambda: clockwork.asked == [("clock/stop", {})])
    clockwork.says(turning=False, now=MONDAY + 2 * DAY)
    await expect(bar.get_by_role("button").first).to_have_text("Wed, Nov 25, 9:00 AM")
    await expect(scene.page.locator(".news")).to_contain_text("It is now Wed, Nov 25, 9:00 AM.")


async def test_an_answer_that_arrives_late_does_not_turn_the_clock_back(scene: Scene, clockwork: Clockwork) -> None:
    await clockwork.install(scene.page)
    bar = scene.page.get_by_role("region", name="Clock")
    clockwork.answers.clear()
    async with scene.page.expect_response("**/sim/clock/turn**"):
        await bar.get_by_role("button", name="+1 hour").click()
        await until(lambda: clockwork.asked == [("clock/turn", {"to": "1h"})])
        clockwork.says(now=MONDAY + 3600)
        await expect(bar.get_by_role("button").first).to_have_text("Mon, Nov 23, 10:00 AM")
        clockwork.answers.set()
    await scene.page.evaluate("() => new Promise((done) => setTimeout(done, 100))")
    await expect(bar.get_by_role("button").first).to_have_text("Mon, Nov 23, 10:00 AM")


async def test_a_new_day_gives_messages_their_dates_anew(scene: Scene, clockwork: Clockwork) -> None:
    clockwork.says(now=scene.slack.core.clock.now())
    await clockwork.install(scene.page)
    await scene.types("Morning")
    await expect(scene.page.get_by_text("Today", exact=True)).to_be_visible()
    clockwork.says(now=clockwork.shows["now"] + DAY)
    await expect(scene.page.get_by_text("Yesterday", exact=True)).to_be_visible()


async def test_the_journal_says_what_was_sent_to_whom_and_why(scene: Scene, clockwork: Clockwork) -> None:
    ben, launch = scene.slack.person("ben").id, scene.channel("launch").id
    why = "T-1 is due in an hour"
    clockwork.entries = [{"n": 1, "at": MONDAY, "what": "sent", "to": ben, "text": "Ship it", "why": why}]
    await clockwork.install(scene.page)
    clockwork.writes(n=2, at=MONDAY + DAY, what="sent", to=launch, text="All is well", why="It is Friday")
    await scene.page.get_by_role("button", name=re.compile("^Journal")).click()
    panel = scene.page.get_by_role("complementary", name="Journal")
    entries = panel.get_by_role("listitem")
    await expect(entries).to_have_count(2)
    for words in ("Sent to ben", "Mon, Nov 23, 9:00 AM", "Ship it", why):
        await expect(entries.first).to_contain_text(words)
    await expect(entries.first).to_contain_text("(3:00 AM there)")
    await expect(entries.last).to_contain_text("Sent to #launch")
    await expect(entries.last).not_to_contain_text("there")
    clockwork.writes(n=3, at=MONDAY + DAY, what="acted", to=ben, text="pressed Done", why="")
    await expect(entries.last).to_contain_text("pressed Done")
    await panel.get_by_label("Sent only").check()
    await expect(entries).to_have_count(2)
    await scene.page.get_by_role("button", name="You are: ana").click()
    await scene.page.get_by_role("menuitemradio", name=re.compile("^ben")).click()
    await expect(entries.first).to_contain_text("Mon, Nov 23, 3:00 AM")
    await expect(entries.first).not_to_contain_text("there")
    await scene.page.get_by_role("button", name="Close journal").click()
    await expect(entries).to_have_count(0)
