"""At the door: whatever Slack does, whoever asked is told, in time."""

import asyncio
from typing import Any

import pytest

from storage import drafts
from storage.tasks import Task
from tests.handlers import forgery
from tests.stories.office import Office, answer, whispered


@pytest.mark.parametrize("trouble", ["rate_limit", "server_error"])
async def test_a_form_that_slack_does_not_open_is_told_to_whoever_asked(office: Office, trouble: str) -> None:
    seen = await answer(await office.ana.types("/task add Ship it", "launch"))
    office.may_be_refused.add("views.open")
    getattr(office.slack.faults, trouble)("views.open")
    await office.ana.clicks("Edit", on=seen)
    await office.bot.bot.drain(10)
    assert "Slack did not let me open the form" in whispered(office.ana).text
    assert "`/beat help`" in whispered(office.ana).text or "/beat help" in whispered(office.ana).text
    assert "Added T-1 Ship it" in office.ana.reads(seen).text, "what was clicked stays, to be clicked again"
    await office.ana.clicks("Edit", on=office.ana.reads(seen))
    assert (await office.ana.form("Edit T-1")).values["Title"] == "Ship it"


async def test_a_form_that_slack_does_not_open_from_home_is_told_in_the_dm(office: Office) -> None:
    home = await office.ana.opens_home()
    office.may_be_refused.add("views.open")
    office.slack.faults.rate_limit("views.open")
    await office.ana.clicks("New task", on=home)
    told = await office.ana.sees("Slack did not let me open the form")
    assert told.channel == office.slack.core.workspace.app_dm(office.ana.id).id


async def test_when_slack_hangs_on_every_call_a_command_is_still_answered(office: Office) -> None:
    newcomer = office.slack.add_person("dora")
    nook = office.slack.add_channel("nook", members=[newcomer])
    office.bot.authorize.forget()
    office.slack.faults.slow(seconds=8, times=99)
    seen = await answer(await newcomer.types("/task add Ship it", "nook"))
    office.slack.faults.clear()
    assert "Added T-1 Ship it" in seen.text
    assert [(task.channel_id, task.channel_kind) for task in await office.rows(Task)] == [(nook.id, "private")]


async def test_when_slack_hangs_on_every_question_a_form_opens_while_its_trigger_lives(office: Office) -> None:
    newcomer = office.slack.add_person("dora")
    office.slack.add_channel("nook", members=[newcomer])
    said = await newcomer.says("Ship it", "nook")
    office.bot.authorize.forget()
    for method in ("auth.test", "users.info", "conversations.info", "chat.getPermalink"):
        office.slack.faults.slow(method, seconds=8, times=99)
    await newcomer.uses_message_shortcut("Create task", on=said)
    assert (await newcomer.form("New task")).values["Title"] == "Ship it"
    office.slack.faults.clear()


async def test_somebody_from_another_workspace_finds_nothing_of_ours(office: Office) -> None:
    stranger = office.slack.add_person("sam", team_id="T0ELSEWHERE")
    office.launch.members.append(stranger.id)
    seen = await office.ana.types("/task add Ship it", "launch")
    assert seen is not None
    assert "can't find T-1" in await forgery.click(office, stranger, "tasks.done", {"task": 1}, "launch")
    assert [task.status for task in await office.rows(Task)] == ["open"]


async def test_a_file_in_the_dm_is_answered_by_its_words(office: Office) -> None:
    await _shares(office, text="task add Read the contract", files=[{"id": "F1", "name": "contract.pdf"}])
    assert [task.title for task in await office.rows(Task)] == ["Read the contract"]
    await office.ana.sees("Added T-1 Read the contract")


async def test_a_file_without_words_is_answered_kindly(office: Office) -> None:
    await _shares(office, text="", files=[{"id": "F1", "name": "contract.pdf"}])
    await office.ana.sees("I can't keep files.")
    assert await office.rows(Task) == []


@pytest.mark.parametrize(
    ("subtype", "tasks"),
    [
        ("thread_broadcast", 1),
        ("message_changed", 0),
        ("message_deleted", 0),
        ("bot_message", 0),
        ("from_the_future", 0),
    ],
)
async def test_only_what_is_said_is_heard(office: Office, subtype: str, tasks: int) -> None:
    await _shares(office, subtype=subtype, text="task add Read the contract")
    assert len(await office.rows(Task)) == tasks


async def test_a_form_whose_draft_is_forgotten_says_so_under_its_first_field(office: Office) -> None:
    await office.ana.uses_shortcut("New task")
    form = await office.ana.form("New task")
    form.fill("Title", "Too late")
    await office.bot.bot.db.write(drafts.prune, office.clock.moment() + 2 * drafts.KEPT_FOR)
    assert not (await form.submit()).ok
    assert form.is_open, "what was typed is not lost"
    assert list(form.errors.values()) == ["This form has expired, so nothing was saved. Please open it again."]
    assert await office.rows(Task) == []


async def test_a_fast_double_click_makes_one_change_and_the_second_is_told(office: Office) -> None:
    seen = await answer(await office.ana.types("/task add Ship it", "launch"))
    await asyncio.gather(office.ana.clicks("Done", on=seen), office.ana.clicks("Done", on=seen))
    await office.settled()
    [task] = await office.rows(Task)
    assert (task.status, task.version) == ("done", 2)
    assert "already" in office.ana.reads(seen).text


async def test_a_home_that_slack_does_not_take_harms_nobody(office: Office) -> None:
    office.may_be_refused.add("views.publish")
    office.slack.faults.rate_limit("views.publish")
    for user in (None, "", {"id": office.ana.id}, office.ana.id):
        await _event(office, {"type": "app_home_opened", "tab": "home", "user": user})
    await office.bot.bot.drain(10)
    assert "Your tasks" in (await office.ana.opens_home()).text


async def _shares(office: Office, subtype: str = "file_share", **said: Any) -> None:
    channel = office.slack.core.workspace.app_dm(office.ana.id)
    event = {"type": "message", "subtype": subtype, "user": office.ana.id, "channel": channel.id, "ts": "1.000001"}
    await _event(office, {**event, "channel_type": "im", **said})


async def _event(office: Office, event: dict[str, Any]) -> None:
    ack = await office.slack.core.delivery.send("event", office.slack.core.events.envelope(event, None))
    assert not ack.failure, ack
    await office.settled()
