"""The page in a real browser: what people see, and what hostile words cannot do."""

import re

import pytest
from playwright.async_api import expect

from tests.playground import page_showcase as showcase
from tests.playground.page_scene import Scene, pick, until

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_a_message_shows_every_kind_of_block(scene: Scene) -> None:
    blocks = showcase.every_block(scene.ana.id, scene.channel("launch").id, "Words")
    await scene.post(blocks)

    message = scene.page.get_by_role("article", name=re.compile("Drumbeat"))
    for kind in {block["type"] for block in blocks}:
        await expect(message.locator(f".block-{kind}").first).to_be_visible()
    await expect(message.locator("b", has_text="bold").first).to_be_visible()
    await expect(message.get_by_role("link", name="a link")).to_have_attribute("href", "https://example.com/")
    await expect(message.get_by_text("@ana").first).to_be_visible()
    await expect(message.get_by_role("columnheader", name="Owner")).to_be_visible()
    await expect(message.get_by_text("is not shown here")).to_have_count(0)


async def test_a_click_reaches_the_app_and_its_answer_comes_back(scene: Scene) -> None:
    await scene.post(showcase.task_card())
    await scene.page.get_by_role("button", name="Done").click()

    await expect(scene.reads("Finished")).to_be_visible()
    await expect(scene.page.get_by_text("Only visible to you")).to_be_visible()
    assert [action["action_id"] for action in scene.received[0]["actions"]] == ["done"]

    await scene.page.get_by_role("button", name="Dismiss message").click()
    await expect(scene.reads("Finished")).to_have_count(0)


async def test_a_dangerous_button_asks_first(scene: Scene) -> None:
    await scene.post(showcase.task_card())
    await scene.page.get_by_role("button", name="Drop").click()
    await scene.page.get_by_role("button", name="Keep it").click()
    await expect(scene.page.get_by_role("dialog")).to_have_count(0)
    assert scene.received == []

    await scene.page.get_by_role("button", name="Drop").click()
    await scene.page.get_by_role("button", name="Drop it").click()
    await until(lambda: len(scene.received) == 1)
    assert scene.received[0]["actions"][0]["action_id"] == "drop"


async def test_a_form_is_checked_filled_and_submitted(scene: Scene) -> None:
    form = await scene.form("form")
    await expect(form.get_by_label("Title")).to_be_focused()
    await form.get_by_role("button", name="Add task").click()
    await expect(form.get_by_text("Please complete this required field.")).to_be_visible()
    await expect(form.get_by_role("textbox", name="Title")).to_be_focused()

    await form.get_by_label("Title").fill("refuse me")
    await form.get_by_role("button", name="Add task").click()
    await expect(form.get_by_text("There is such a task already.")).to_be_visible()

    await form.get_by_label("Title").fill("Ship the beta")
    await pick(form, "Owner", "ben")
    await form.get_by_label("High").check()
    await form.get_by_role("button", name="Add task").click()
    await expect(form).to_be_hidden()
    values = scene.received[-1]["view"]["state"]["values"]
    assert values["title"]["title"]["value"] == "Ship the beta"
    assert values["owner"]["owner"]["selected_user"] == scene.slack.person("ben").id
    assert values["priority"]["priority"]["selected_option"]["value"] == "high"
    assert values["due"]["due"]["selected_date"] is None


async def test_what_was_typed_stays_when_the_app_updates_the_form(scene: Scene) -> None:
    form = await scene.form("form")
    await form.get_by_label("Title").fill("Half typed")
    (view,) = scene.slack.core.views.stack(scene.ana.id)
    updated = showcase.task_form()
    updated["blocks"].insert(0, showcase.section("Something new"))
    await scene.client.views_update(view_id=view.id, view=updated)

    await expect(form.get_by_text("Something new")).to_be_visible()
    await expect(form.get_by_label("Title")).to_have_value("Half typed")
    await expect(form.get_by_label("Title")).to_be_focused()
    await form.get_by_label("Title").press("Escape")
    await expect(form).to_be_hidden()


async def test_the_composer_completes_commands_people_and_channels(scene: Scene) -> None:
    composer = scene.page.get_by_role("combobox", name="Message #launch")
    await composer.press_sequentially("/ta")
    await expect(scene.page.get_by_role("option", name=re.compile("task.*Add, list and finish tasks"))).to_be_visible()
    await composer.press("Tab")
    await expect(composer).to_have_value("/task ")
    await expect(scene.page.get_by_text("/task add Ship the beta @user friday")).to_be_visible()

    await composer.press_sequentially("add Ship @be")
    await composer.press("Enter")
    await composer.press_sequentially("#lau")
    await composer.press("Enter")
    await expect(composer).to_have_value("/task add Ship @ben #launch ")
    await composer.press("Enter")
    await expect(scene.page.get_by_text("T-12 Ship @ben #launch")).to_be_visible()


async def test_an_unknown_command_gets_slacks_own_words(scene: Scene) -> None:
    await scene.types("/nonsense at all")
    await expect(scene.page.get_by_role("status")).to_contain_text("/nonsense")


async def test_shift_enter_makes_a_new_line_and_a_draft_survives_a_look_elsewhere(scene: Scene) -> None:
    composer = scene.page.get_by_role("combobox", name="Message #launch")
    await composer.press_sequentially("one")
    await composer.press("Shift+Enter")
    await composer.press_sequentially("two")
    await scene.page.get_by_role("button", name="general").click()
    await scene.page.get_by_role("button", name="launch").click()
    await expect(composer).to_have_value("one\ntwo")
    await composer.press("Enter")
    await expect(scene.page.get_by_role("article")).to_contain_text("one")


async def test_the_printed_address_alone_opens_the_page_as_the_first_person(scene: Scene) -> None:
    page = await scene.browser.new_page()
    await page.goto(scene.slack.page_url)
    await expect(page.get_by_role("button", name="You are: ana")).to_be_visible()
    await expect(page.get_by_role("heading", name="general", level=1)).to_be_visible()


async def test_two_windows_are_two_people(scene: Scene) -> None:
    await scene.page.get_by_role("button", name="You are: ana").click()
    await scene.page.get_by_role("menuitemradio", name="ben").click()
    await expect(scene.page.get_by_role("button", name="You are: ben")).to_be_visible()
    assert f"#{scene.slack.person('ben').id}/" in scene.page.url
    await scene.page.reload()
    await expect(scene.page.get_by_role("button", name="You are: ben")).to_be_visible()

    other = await scene.open("chen")
    await scene.types("Hello from Chen", other)
    await expect(scene.page.get_by_role("article", name=re.compile("chen"))).to_contain_text("Hello from Chen")


async def test_unread_conversations_are_marked_until_they_are_opened(scene: Scene) -> None:
    await scene.slack.person("ben").says("Lunch?", channel="random")
    entry = scene.page.get_by_role("navigation", name="Channels").get_by_role("button", name=re.compile("random"))
    await expect(entry).to_contain_text("1 unread")
    await entry.click()
    await expect(scene.reads("Lunch?")).to_be_visible()
    await expect(entry).not_to_contain_text("unread")


async def test_a_thread_opens_beside_the_conversation(scene: Scene) -> None:
    await scene.types("Who is free?")
    await scene.page.get_by_role("article").hover()
    await scene.page.get_by_role("button", name="Reply in thread").click()
    thread = scene.page.get_by_role("complementary", name="Thread")
    await thread.get_by_role("combobox", name="Reply").fill("I am")
    await thread.get_by_role("combobox", name="Reply").press("Enter")

    await expect(thread.get_by_role("article")).to_have_count(2)
    await expect(scene.page.get_by_role("button", name=re.compile("1 reply"))).to_be_visible()
    await thread.get_by_role("combobox", name="Reply").fill("/task list")
    await thread.get_by_role("combobox", name="Reply").press("Enter")
    await expect(scene.page.get_by_role("status")).to_contain_text("cannot be used in threads")


async def test_reactions_are_counted_and_taken_back(scene: Scene) -> None:
    await scene.types("Shipped")
    await scene.page.get_by_role("article").hover()
    await scene.page.get_by_role("button", name="Add reaction").click()
    await scene.page.get_by_role("option", name="tada").click()
    reaction = scene.page.get_by_role("button", name="tada, 1")
    await expect(reaction).to_have_attribute("aria-pressed", "true")
    await reaction.click()
    await expect(reaction).to_have_count(0)


async def test_shortcuts_work_by_keyboard_alone(scene: Scene) -> None:
    await scene.types("Write the release notes")
    await expect(scene.page.get_by_role("article")).to_have_count(1)
    await scene.page.get_by_role("log", name="Messages").focus()
    for key in ("ArrowUp", "Tab", "Tab", "Tab", "Enter"):
        await scene.page.keyboard.press(key)
    await expect(scene.page.get_by_role("menuitem", name="Create task")).to_be_focused()
    await scene.page.keyboard.press("Enter")
    form = scene.page.get_by_role("dialog", name="New task")
    await expect(form.get_by_label("Title")).to_have_value("Write the release notes")
    await scene.page.keyboard.press("Escape")
    await expect(form).to_be_hidden()

    await scene.page.get_by_role("button", name="Shortcuts").press("Enter")
    await expect(scene.page.get_by_role("menuitem", name="New task")).to_be_focused()
    await scene.page.keyboard.press("Enter")
    await expect(form).to_be_visible()


async def test_home_is_the_apps_own_page(scene: Scene) -> None:
    await scene.page.get_by_role("button", name="Drumbeat Home").click()
    await expect(scene.page.get_by_role("heading", name="Good morning, Ana")).to_be_visible()
    await scene.page.get_by_role("region", name="App Home").get_by_role("button", name="New task").click()
    await expect(scene.page.get_by_role("dialog", name="New task")).to_be_visible()


async def test_the_log_says_what_slack_refused_and_why(scene: Scene) -> None:
    with pytest.raises(Exception, match="invalid_blocks"):
        await scene.post([{"type": "header", "text": showcase.plain("h" * 151)}])
    await scene.page.get_by_role("button", name=re.compile("Inspector.*1")).click()
    entry = scene.page.locator("details", has_text="chat.postMessage")
    await expect(entry).to_contain_text("refused")
    await entry.locator("summary").click()
    await expect(entry).to_contain_text("must be less than 151 characters")
    await expect(entry.locator("pre").first).to_contain_text('"type": "header"')


async def test_nothing_is_cut_off_on_a_phone(scene: Scene) -> None:
    page = await scene.open(viewport={"width": 380, "height": 740}, has_touch=True)
    await scene.post(showcase.every_block(scene.ana.id, scene.channel("launch").id, "Words" * 15))
    await expect(page.locator(".block-table")).to_be_visible()
    assert await page.evaluate("document.documentElement.scrollWidth") <= 380
    assert await page.evaluate("document.querySelector('.timeline').scrollWidth") <= 380
    await page.get_by_role("button", name="Show channels").click()
    await page.get_by_role("button", name="general").click()
    await expect(page.get_by_role("heading", name="general", level=1)).to_be_visible()


async def test_the_menu_of_a_whole_team_shows_its_last_line(scene: Scene) -> None:
    for number in range(8):
        scene.slack.add_person(f"person{number}")
    await scene.page.reload()
    await scene.page.get_by_role("button", name="You are").click()
    menu = scene.page.get_by_role("menu", name="Who you are")
    await expect(menu.get_by_role("menuitem", name="Open a second window")).to_be_visible()
    assert await menu.evaluate("(menu) => menu.scrollHeight - menu.clientHeight") == 0
