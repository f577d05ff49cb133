"""The guided tour: the words of whoever started the playground, and the way to each place."""

from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Page, expect

from playground.tour import Tour
from tests.playground.hostile import HOSTILE
from tests.playground.page_scene import Scene

TOUR: dict[str, Any] = {
    "steps": [
        {
            "title": "Say it",
            "text": "Type what you need.",
            "as": "ben",
            "channel": "launch",
            "type": "/task add Ship it",
        },
        {"title": "See it", "text": "It is on the app's Home.", "as": "ana", "home": True},
        {"title": "Ask the app", "text": "In the app's own messages."},
        {"title": HOSTILE[0], "text": HOSTILE[1], "turn": 172_800, "button": "Turn two days"},
    ]
}
in_the_browser = pytest.mark.asyncio(loop_scope="session")


async def _begin(scene: Scene) -> Page:
    scene.slack.core.tour = Tour.load(TOUR)
    await scene.page.reload()
    return scene.page


@in_the_browser
async def test_a_tour_leads_to_each_place_in_turn(scene: Scene) -> None:
    page = await _begin(scene)
    tour = page.get_by_role("region", name="Tour")
    await expect(tour.get_by_role("heading")).to_have_text("1 of 4Say it")
    await tour.get_by_role("button", name="Take me there").click()
    await expect(page.get_by_role("button", name="You are: ben")).to_be_visible()
    await expect(page.get_by_role("combobox", name="Message #launch")).to_have_value("/task add Ship it")

    await tour.get_by_role("button", name="Next").click()
    await expect(tour.get_by_role("heading")).to_be_focused()
    await tour.get_by_role("button", name="Take me there").click()
    await expect(page.get_by_role("button", name="You are: ana")).to_be_visible()
    await expect(page.get_by_role("heading", name="Good morning, Ana")).to_be_visible()

    await page.reload()
    await expect(tour).to_contain_text("2 of 4")
    await tour.get_by_role("button", name="Back").click()
    await expect(tour).to_contain_text("Say it")


@in_the_browser
async def test_what_is_to_be_typed_stands_in_the_field_as_soon_as_its_step_begins(scene: Scene) -> None:
    typed = {**TOUR["steps"][0], "type": "/task add Ship it @ana"}
    scene.slack.core.tour = Tour.load({"steps": [{"title": "Look", "text": "Look around."}, typed]})
    await scene.page.reload()
    await scene.page.get_by_role("region", name="Tour").get_by_role("button", name="Next").click()
    await expect(scene.page.get_by_role("button", name="You are: ben")).to_be_visible()
    await expect(scene.page.get_by_role("combobox", name="Message #launch")).to_have_value("/task add Ship it @ana")
    await expect(scene.page.get_by_role("listbox", name="Suggestions")).to_be_hidden()


@in_the_browser
async def test_a_tour_is_readable_with_a_thread_beside_it(scene: Scene) -> None:
    scene.slack.core.tour = Tour.load(
        {"steps": [{"title": "Read", "text": "x" * 8 + " word" * 28, "turn": "friday"}] * 2}
    )
    parent = await scene.ana.says("The report", channel="launch")
    await scene.slack.person("ben").says("Thank you", thread=parent)
    await scene.page.reload()
    await scene.page.get_by_role("button", name="1 reply").click()
    await expect(scene.page.get_by_role("complementary", name="Thread")).to_be_visible()
    for width in (1440, 1280, 1200):
        await scene.page.set_viewport_size({"width": width, "height": 720})
        words = await scene.page.locator(".tour-words").bounding_box()
        assert words
        assert words["width"] > 400
        assert words["height"] < 90


@in_the_browser
async def test_a_tour_ends_when_told_and_can_be_begun_again(scene: Scene) -> None:
    page = await _begin(scene)
    tour = page.get_by_role("region", name="Tour")
    await tour.get_by_role("button", name="End the tour").click()
    await expect(tour).to_have_count(0)
    await page.reload()
    await expect(page.get_by_role("heading", name="launch", level=1)).to_be_visible()
    await expect(tour).to_have_count(0)
    await page.get_by_role("button", name="Tour").click()
    await expect(tour).to_contain_text("1 of 4")


@in_the_browser
async def test_a_step_turns_the_clock_where_it_can_be_turned(scene: Scene) -> None:
    turned: list[Any] = []
    shows = {"now": 1795420800, "speed": 1, "paused": True, "turning": False, "target": None}

    async def clock(route: Any) -> None:
        turned.extend([route.request.post_data_json] if route.request.method == "POST" else [])
        await route.fulfill(json=shows)

    await scene.page.context.route("**/sim/clock**", clock)
    page = await _begin(scene)
    tour = page.get_by_role("region", name="Tour")
    for _ in range(3):
        await tour.get_by_role("button", name="Next").click()
    await page.reload()
    await expect(tour.get_by_role("heading")).to_contain_text(HOSTILE[0])
    await tour.get_by_role("button", name="Turn two days").click()
    await expect(tour.get_by_role("button", name="Done")).to_be_visible()
    assert [body["to"] for body in turned] == [1795420800 + 172_800]
    await tour.get_by_role("button", name="Done").click()
    await expect(tour).to_have_count(0)


@in_the_browser
async def test_a_step_is_ticked_off_when_what_it_waits_for_is_there_and_the_last_one_has_a_farewell(
    scene: Scene,
) -> None:
    waits = {"title": "Ask", "text": "Ask.", "channel": "launch", "sees": "all is well"}
    scene.slack.core.tour = Tour.load({"steps": [waits], "farewell": {"title": "Goodbye", "text": "Now by yourself."}})
    await scene.page.reload()
    tour = scene.page.get_by_role("region", name="Tour")
    heading = tour.get_by_role("heading")
    await scene.slack.person("ben").says("Not yet", channel="launch")
    await expect(scene.reads("Not yet")).to_be_visible()
    await expect(heading).to_have_text("1 of 1Ask")
    await scene.slack.person("ben").says("Yes, all is well", channel="launch")
    await expect(heading).to_have_text("1 of 1AskDone")
    await expect(scene.page.locator(".news")).to_contain_text("Done: Ask.")
    await tour.get_by_role("button", name="Next").click()
    await expect(heading).to_have_text("Goodbye")
    await tour.get_by_role("button", name="Done").click()
    await expect(tour).to_have_count(0)


@in_the_browser
async def test_a_step_that_was_done_counts_in_any_order_and_time_that_has_passed_it_takes_the_tour_along(
    scene: Scene,
) -> None:
    first, asked, report = (
        {"title": title, "text": "Try it.", "channel": "launch", "sees": sees}
        for title, sees in (("Answer", "answered"), ("Ask", "all is well"), ("Read", "Status #"))
    )
    scene.slack.core.tour = Tour.load({"steps": [first, asked, report | {"turn": "friday"}]})
    await scene.page.reload()
    tour = scene.page.get_by_role("region", name="Tour")
    heading = tour.get_by_role("heading")
    await expect(heading).to_have_text("1 of 3Answer")
    await scene.slack.person("ben").says("Yes, all is well", channel="launch")
    await expect(scene.reads("Yes, all is well")).to_be_visible()
    await expect(scene.page.locator(".news")).to_contain_text("Done: Ask.")
    await expect(heading).to_have_text("1 of 3Answer")
    await scene.slack.person("ben").says("Status #1", channel="launch")
    await expect(heading).to_have_text("3 of 3ReadDone")
    await tour.get_by_role("button", name="Back").click()
    await expect(heading).to_have_text("2 of 3AskDone")


@in_the_browser
async def test_without_a_tour_there_is_none(scene: Scene) -> None:
    await expect(scene.page.get_by_role("region", name="Tour")).to_have_count(0)
    await expect(scene.page.get_by_role("button", name="Tour")).to_have_count(0)


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"steps": []},
        {"steps": [{"title": "no text"}]},
        {"steps": [{"colour": 1}]},
        {"steps": 3},
        {"steps": [{"title": "One", "text": "Try it."}], "farewell": {"title": "no text"}},
    ],
)
def test_what_is_no_tour_is_refused(wrong: dict[str, Any], tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="tour"):
        Tour.load(wrong)


def test_a_tour_may_stand_in_a_file(tmp_path: Path) -> None:
    (tmp_path / "tour.json").write_text('{"steps": [{"title": "One", "text": "Try it.", "as": "ana"}]}')
    assert Tour.load(tmp_path / "tour.json").as_json()["steps"][0]["as"] == "ana"
