"""Whoever has left, and whatever is an app, is asked for nothing; the refusal says why and changes nothing."""

import pytest

from storage.blockers import Blocker
from storage.outbox import Message
from storage.tasks import Task
from tests.stories.office import Office, answer, whispered

ASKING = (
    "/task add Secret thing {who}",
    "/blocker raise Secret block {who}",
    "/task assign 1 {who}",
    "/blocker reassign 1 {who}",
    "/blocker reassign 1 2 {who}",
    "/beat remind {who} to keep it tomorrow 10:00",
)


async def refused(office: Office, words: str) -> str:
    seen = await office.ana.types(words, "launch")
    return (seen or whispered(office.ana)).text


async def knows(office: Office) -> None:
    for words in ("/task add Buy milk", "/blocker raise No fridge", "/blocker raise No cow"):
        await answer(await office.ana.types(words, "launch"))


@pytest.mark.parametrize("words", ASKING)
async def test_nobody_who_has_left_is_asked_for_anything(office: Office, words: str) -> None:
    await knows(office)
    office.slack.change_person(office.ben, deleted=True)
    await office.settled()
    assert "has left this workspace" in await refused(office, words.format(who="@ben"))
    await nothing_changed(office)


@pytest.mark.parametrize("words", ASKING)
async def test_no_app_is_asked_for_anything_and_drumbeat_is_one(office: Office, words: str) -> None:
    await knows(office)
    assert "is an app, and I can ask only people" in await refused(office, words.format(who="@drumbeat"))
    await nothing_changed(office)


async def nothing_changed(office: Office) -> None:
    await office.settled()
    assert [task.owner_id for task in await office.rows(Task)] == [None]
    assert [blocker.unblocker_id for blocker in await office.rows(Blocker)] == [None, None]
    assert await office.rows(Message) == []


async def test_what_somebody_left_behind_is_opened_again_and_given_to_another(office: Office) -> None:
    await answer(await office.ana.types("/blocker raise No key @ben", "launch"))
    await office.settled()
    await answer(await office.ana.types("/blocker resolve 1", "launch"))
    office.slack.change_person(office.ben, deleted=True)
    await office.settled()
    assert "Reopened" in (await answer(await office.ana.types("/blocker reopen 1", "launch"))).text
    assert "Reassigned" in (await answer(await office.ana.types("/blocker reassign 1 @cleo", "launch"))).text
