"""Each element of Block Kit, used by hand, and what the app gets of it."""

from typing import Any

import pytest
from playwright.async_api import expect

from tests.playground import page_showcase as showcase
from tests.playground.page_scene import Scene, pick, until

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_every_kind_of_input_submits_what_was_entered(scene: Scene) -> None:
    form = await scene.form("inputs")
    entries = {"Line": "abc", "Lines": "a\nb", "Mail": "a@example.com", "Address": "https://example.com", "Number": "7"}
    entries |= {"Date": "2026-11-27", "Time": "16:30", "Moment": "2026-11-27T16:30"}
    for label, entry in entries.items():
        await form.get_by_label(label, exact=True).fill(entry)
    await form.get_by_role("group", name="Boxes").get_by_label("Doing").check()
    await form.get_by_role("radiogroup", name="Radios").get_by_label("Done").check()
    picks = {"One": ["Open"], "Several": ["Open", "Done"], "Person": ["ben"], "People": ["ben", "chen"]}
    picks |= {"Channel": ["#launch"], "Conversations": ["#leads"], "Found": ["Found all"]}
    picks |= {"Talk": ["#leads"], "Channels": ["#launch", "#random"]}
    for label, names in picks.items():
        for name in names:
            await pick(form, label, name)
    await form.get_by_role("combobox", name="Finds").press_sequentially("be")
    await form.get_by_role("option", name="Found be").click()
    await form.get_by_label("Rich").fill("Two\nlines")
    await form.get_by_role("button", name="Send").click()
    await expect(form).to_be_hidden()

    values = {key: value[key] for key, value in scene.received[-1]["view"]["state"]["values"].items()}
    assert [values[key]["value"] for key in ("line", "lines", "mail", "address", "number")] == list(entries.values())[
        :5
    ]
    assert values["date"]["selected_date"] == "2026-11-27"
    assert values["time"]["selected_time"] == "16:30"
    assert values["moment"]["selected_date_time"] == 1795793400  # 16:30 in Berlin, where Ana is
    assert [option["value"] for option in values["boxes"]["selected_options"]] == ["doing"]
    assert values["radios"]["selected_option"]["value"] == "done"
    assert values["one"]["selected_option"]["value"] == "open"
    assert [option["value"] for option in values["several"]["selected_options"]] == ["open", "done"]
    assert len(values["people"]["selected_users"]) == 2
    assert values["channel"]["selected_channel"] == scene.channel("launch").id
    assert values["talks"]["selected_conversations"] == [scene.channel("leads").id]
    assert values["found"]["selected_option"]["value"] == "found-1"
    assert [option["text"]["text"] for option in values["found_more"]["selected_options"]] == ["Found be"]
    assert values["talk"]["selected_conversation"] == scene.channel("leads").id
    assert values["channels"]["selected_channels"] == [scene.channel(name).id for name in ("launch", "random")]
    assert values["rich"]["rich_text_value"]["elements"][0]["elements"] == [{"type": "text", "text": "Two\nlines"}]


async def test_selects_dates_and_overflow_menus_in_a_message_reach_the_app(scene: Scene) -> None:
    await scene.post(showcase.every_block(scene.ana.id, scene.channel("launch").id))
    await scene.post(showcase.task_card())
    await pick(scene.page, "Status", "Doing")
    await pick(scene.page, "Owner", "ben")
    await scene.page.get_by_label("due").fill("2026-11-27")
    await scene.page.get_by_role("button", name="More actions").last.click()
    await scene.page.get_by_role("menuitem", name="Edit").click()

    await until(lambda: len(scene.received) == 4)
    status, owner, due, more = (payload["actions"][0] for payload in scene.received)
    assert status["selected_option"]["value"] == "doing"
    assert owner["selected_user"] == scene.slack.person("ben").id
    assert due["selected_date"] == "2026-11-27"
    assert more["selected_option"]["value"] == "edit"


async def test_small_buttons_under_an_answer_reach_the_app(scene: Scene) -> None:
    await scene.post(showcase.composed_blocks("Words"))
    await scene.page.get_by_role("button", name="Bad answer").click()
    await scene.page.get_by_role("button", name="Remove").click()
    await scene.page.get_by_role("button", name="Open card").click()
    await until(lambda: len(scene.received) == 3)
    feedback, remove, card = (payload["actions"][0] for payload in scene.received)
    assert (feedback["type"], feedback["value"], feedback["text"]["text"]) == ("feedback_buttons", "bad", "Bad answer")
    assert (remove["type"], remove["value"]) == ("icon_button", "bin-1")
    assert card["action_id"] == "open_card"


async def test_files_of_a_form_are_uploaded_and_can_be_taken_back(scene: Scene) -> None:
    form = await scene.form("inputs")
    field = form.locator("input[type=file]")

    async def choose(*names: str) -> None:
        await field.set_input_files([{"name": name, "mimeType": "text/plain", "buffer": b"words"} for name in names])

    await choose("picture.gif")
    await expect(scene.page.get_by_role("status")).to_contain_text("picture.gif is not one of: txt.")
    await choose("one.txt", "two.txt")
    await choose("three.txt")
    await expect(scene.page.get_by_role("status")).to_contain_text("You can add up to 2 files.")
    await form.get_by_role("button", name="Remove one.txt").click()
    await form.get_by_label("Line", exact=True).fill("abc")
    await form.get_by_role("button", name="Send").click()
    await expect(form).to_be_hidden()
    (file,) = scene.received[-1]["view"]["state"]["values"]["files"]["files"]["files"]
    assert (file["name"], file["size"]) == ("two.txt", 5)
    assert scene.slack.core.workspace.contents[file["id"]] == b"words"


async def test_what_does_not_fit_is_said_under_each_field(scene: Scene) -> None:
    form = await scene.form("inputs")
    wrong = {"Line": "ab", "Mail": "nobody", "Address": "no address", "Number": "12"}
    for label, entry in wrong.items():
        await form.get_by_label(label, exact=True).fill(entry)
    await form.get_by_role("button", name="Send").click()
    for words in (
        "Enter at least 3 characters.",
        "Enter a valid email address.",
        "Enter a valid URL.",
        "Enter a number that is at most 9.",
    ):
        await expect(form.get_by_text(words)).to_be_visible()
    await expect(form.get_by_label("Line", exact=True)).to_be_focused()
    assert scene.received == []


async def test_a_button_in_a_form_takes_along_what_was_typed(scene: Scene) -> None:
    form = await scene.form("form")
    await form.get_by_label("Title").fill("Half typed")
    (view,) = scene.slack.core.views.stack(scene.ana.id)
    more: dict[str, Any] = showcase.task_form()
    more["blocks"].append({"type": "actions", "elements": [showcase.button("More", "more_fields")]})
    await scene.client.views_update(view_id=view.id, view=more)
    await form.get_by_role("button", name="More").click()
    await until(lambda: bool(scene.received))
    assert scene.received[0]["view"]["state"]["values"]["title"]["title"]["value"] == "Half typed"
