"""A button pressed twice, before its first answer has come: the way back stays in sight."""

import asyncio

import pytest

from playground.people import Seen
from storage.history import Change
from storage.outbox import Message
from storage.status import Edition, Plan
from storage.tasks import Task
from tests.stories.office import PATIENCE, Office, answer

FRIDAY = "/beat report every friday 16:00"


async def twice(office: Office, label: str, on: Seen) -> Seen:
    """Press a button twice; what stands in the place of its message when both were answered."""
    await asyncio.gather(office.ana.clicks(label, on=on), office.ana.clicks(label, on=on))
    await office.bot.bot.drain(PATIENCE)
    return office.ana.reads(on)


async def test_a_report_published_twice_is_published_once_and_can_be_undone(office: Office) -> None:
    await office.ana.types(FRIDAY, "launch")
    asked = await answer(await office.ana.types("/beat report publish", "launch"))
    said = await twice(office, "Publish it today", asked)
    assert "Undo" in said.buttons, said.text
    undone = await office.presses(office.ana, "Undo", on=said)
    assert "is to come again" in undone.text
    assert await office.rows(Edition) == []


async def test_publish_now_for_what_is_published_does_not_ask_whether_to(office: Office) -> None:
    await office.ana.types(FRIDAY, "launch")
    preview = await answer(await office.ana.types("/beat report", "launch"))
    asked = await answer(await office.ana.types("/beat report publish", "launch"))
    await office.presses(office.ana, "Publish it today", on=asked)
    said = await office.presses(office.ana, "Publish now", on=preview)
    assert said.text.startswith("This report is published already. Nothing changed. It was @ana.")
    assert said.buttons == ("Undo",)


async def test_a_draft_skipped_twice_can_be_undone_from_either_answer(office: Office) -> None:
    await office.ana.types(FRIDAY, "launch")
    await office.later(days=3, hours=6)
    card = await office.ana.sees("Draft of the report", channel=None)
    await office.presses(office.ana, "Skip this week", on=card)
    said = await office.presses(office.ana, "Skip this week", on=card)
    assert said.text.startswith("This report was skipped. Nothing changed. It was @ana.")
    assert "is a draft again" in (await office.presses(office.ana, "Undo", on=said)).text


async def test_a_plan_paused_twice_can_be_undone(office: Office) -> None:
    plan = await answer(await office.ana.types(FRIDAY, "launch"))
    await office.presses(office.ana, "Undo", on=await twice(office, "Pause", plan))
    assert [row.status for row in await office.rows(Plan)] == ["running"]


@pytest.mark.parametrize("label", ["Done", "Share to channel"])
async def test_what_was_done_to_a_task_twice_can_be_undone(office: Office, label: str) -> None:
    task = await answer(await office.ana.types("/task add Ship it", "launch"))
    said = await twice(office, label, task)
    assert "Undo" in said.buttons, said.text
    await office.settled()
    await office.presses(office.ana, "Undo", on=said)
    await office.settled()
    assert [row.status for row in await office.rows(Task)] == ["open"]
    assert not [row for row in await office.rows(Message) if row.purpose == "tasks.shared" and row.state == "sent"]


@pytest.mark.parametrize("what", ["report", "task"])
async def test_an_undo_pressed_twice_takes_back_once_and_says_so(office: Office, what: str) -> None:
    if what == "report":
        await office.ana.types(FRIDAY, "launch")
        asked = await answer(await office.ana.types("/beat report publish", "launch"))
        done = await office.presses(office.ana, "Publish it today", on=asked)
    else:
        task = await answer(await office.ana.types("/task add Ship it", "launch"))
        done = await office.presses(office.ana, "Share to channel", on=task)
    await office.settled()
    said = await twice(office, "Undo", done)
    assert said.text.startswith("Undone: ") or "undone already" in said.text
    assert len([change for change in await office.rows(Change) if change.undoes]) == 1


async def test_what_another_did_meanwhile_carries_no_undo(office: Office) -> None:
    task = await answer(await office.ana.types("/task add Ship it", "launch"))
    await office.cleo.types("/task done 1", "launch")
    said = await office.presses(office.ana, "Done", on=task)
    assert "It was @cleo." in said.text
    assert "Undo" not in said.buttons
