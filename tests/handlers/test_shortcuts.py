"""Shortcuts: a task from anywhere, and a task from a message."""

from typing import Any

import pytest

from handlers import quoting
from storage.blockers import Blocker
from storage.tasks import Task
from tests.stories.office import Office


async def test_new_task_opens_an_empty_form_with_me_as_owner(office: Office) -> None:
    await office.ana.uses_shortcut("New task")
    form = await office.ana.form("New task")
    assert form.values["Title"] == ""
    assert "@ana" in form.values.values()
    form.fill("Title", "From anywhere")
    form.pick("Channel", "#launch")
    said = await office.submits(office.ana, form)
    assert "Added T-1 From anywhere" in said.text
    [task] = await office.rows(Task)
    assert (task.owner_id, task.channel_id, task.channel_kind) == (office.ana.id, office.launch.id, "public")


async def test_a_task_without_a_channel_is_its_authors_own(office: Office) -> None:
    await office.ana.uses_shortcut("New task")
    form = await office.ana.form("New task")
    form.fill("Title", "Just for me")
    if form.values.get("Channel") or form.values.get("Channel (optional)"):
        form.clear("Channel")
    assert (await form.submit()).ok
    said = await office.ana.sees("Added T-1 Just for me")
    assert said.channel == office.slack.core.workspace.app_dm(office.ana.id).id
    [task] = await office.rows(Task)
    assert task.channel_kind != "public"


async def test_create_task_comes_filled_from_the_message_with_a_link_back(office: Office) -> None:
    said = await office.ben.says("The login & the logout are <broken>\nSee the log of Friday", "launch")
    await office.ana.uses_message_shortcut("Create task", on=said)
    form = await office.ana.form("New task")
    assert form.values["Title"] == "The login & the logout are <broken>"
    assert "See the log of Friday" in "".join(form.values.values())
    added = await office.submits(office.ana, form)
    assert "Added T-1 The login & the logout are <broken>" in added.text
    [task] = await office.rows(Task)
    assert task.source_url
    assert said.ts.replace(".", "") in task.source_url


async def test_create_task_works_where_the_bot_is_not(office: Office) -> None:
    office.slack.add_channel("elsewhere", members=[office.ana], bot=False)
    office.may_be_refused.add("chat.getPermalink")
    said = await office.ana.says("Far away", "elsewhere")
    await office.ana.uses_message_shortcut("Create task", on=said)
    form = await office.ana.form("New task")
    added = await office.submits(office.ana, form)
    assert "Added T-1 Far away" in added.text


async def test_create_task_on_a_very_long_message_keeps_all_of_it(office: Office) -> None:
    said = await office.ana.says("word & " * 3000, "launch")
    await office.ana.uses_message_shortcut("Create task", on=said)
    form = await office.ana.form("New task")
    assert "The whole description is kept with the task" in form.text
    assert "Added T-1 word & word" in (await office.submits(office.ana, form)).text
    [task] = await office.rows(Task)
    assert task.description == ("word & " * 3000).strip()


RICH = {
    "type": "rich_text",
    "elements": [
        {
            "type": "rich_text_section",
            "elements": [
                {"type": "text", "text": "Ask "},
                {"type": "user", "user_id": "U1"},
                {"type": "text", "text": " about "},
                {"type": "link", "url": "https://example.com/a"},
            ],
        },
        {
            "type": "rich_text_list",
            "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": "the login"}]}],
        },
    ],
}
SECTION = {"type": "section", "text": {"type": "mrkdwn", "text": "Build 7 &amp; 8 failed"}}


@pytest.mark.parametrize(
    ("message", "title"),
    [
        ({"blocks": [RICH]}, "Ask <@U1> about https://example.com/a"),
        ({"blocks": [{"type": "divider"}, SECTION]}, "Build 7 & 8 failed"),
        ({"attachments": [{"fallback": "Alert: disk full", "color": "red"}]}, "Alert: disk full"),
        ({"attachments": [{"blocks": [SECTION]}]}, "Build 7 & 8 failed"),
        ({"files": [{"id": "F1", "name": "plan.pdf", "title": "The plan"}]}, "The plan"),
        ({"blocks": [{"type": "actions", "elements": []}], "files": None}, ""),
    ],
)
def test_a_message_without_text_is_read_from_whatever_it_shows(message: dict[str, Any], title: str) -> None:
    assert [*quoting.said({"text": "", **message}).splitlines(), ""][0] == title


def test_a_message_nested_beyond_all_measure_is_read_as_far_as_people_would() -> None:
    deep: dict[str, Any] = {"text": "deep"}
    for _ in range(500):
        deep = {"elements": [deep]}
    assert quoting.said({"blocks": [deep, SECTION]}) == "Build 7 & 8 failed"


async def test_create_task_on_a_message_without_words_opens_an_empty_form(office: Office) -> None:
    said = await office.ana.says("   .", "launch")
    assert said.message is not None
    said.message.update(text="", blocks=[])
    await office.ana.uses_message_shortcut("Create task", on=said)
    assert (await office.ana.form("New task")).values["Title"] == ""


async def test_a_closed_form_changes_nothing(office: Office) -> None:
    await office.ana.uses_shortcut("New task")
    form = await office.ana.form("New task")
    form.fill("Title", "Never mind")
    await form.close()
    assert await office.rows(Task) == []


async def test_a_private_channel_chosen_in_the_form_keeps_the_task_private(office: Office) -> None:
    office.slack.add_channel("board", members=[office.ana], private=True)
    await office.ana.uses_shortcut("New task")
    form = await office.ana.form("New task")
    form.fill("Title", "Sell the company")
    form.pick("Channel", "#board")
    await office.submits(office.ana, form)
    seen = await office.ben.types("/task show 1", "launch")
    assert seen is not None
    assert "can't find T-1" in seen.text


async def test_raise_blocker_comes_filled_from_the_message_with_a_link_back(office: Office) -> None:
    said = await office.ben.says("Nobody has the <keys>", "launch")
    await office.ana.uses_message_shortcut("Raise blocker", on=said)
    form = await office.ana.form("Raise a blocker")
    assert form.values["What is in the way?"] == "Nobody has the <keys>"
    form.pick("Who can clear it?", "@ben")
    form.pick("How bad is it?", "All is down")
    raised = await office.submits(office.ana, form)
    assert "B-1 Nobody has the <keys>" in raised.text
    [blocker] = await office.rows(Blocker)
    assert (blocker.unblocker_id, blocker.severity, blocker.stuck_id) == (office.ben.id, "urgent", office.ana.id)
    assert said.ts.replace(".", "") in (blocker.source_url or "")


async def test_a_blocker_that_says_nothing_is_refused_under_its_field(office: Office) -> None:
    said = await office.ben.says("Nobody has the keys", "launch")
    await office.ana.uses_message_shortcut("Raise blocker", on=said)
    form = await office.ana.form("Raise a blocker")
    form.fill("What is in the way?", "\u200b \u200b")
    await form.submit()
    assert form.errors == {"What is in the way?": "Say what is in the way."}
