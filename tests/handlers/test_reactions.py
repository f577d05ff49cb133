"""Emoji under messages: a few do something, for those who may; all others mean nothing, and nobody hears of it."""

from playground.people import Seen
from storage.blockers import Blocker
from storage.reminders import Reminder
from storage.tasks import Task
from tests.stories.office import Office, answer


async def _card(office: Office) -> Seen:
    """Ben's task, on a card in #launch."""
    added = await answer(await office.ana.types("/task add Ship it @ben", "launch"))
    await office.presses(office.ana, "Share to channel", on=added)
    await office.settled()
    return await office.ana.sees("T-1 Ship it", "launch")


async def test_a_check_mark_under_a_card_finishes_the_task_and_only_the_one_who_did_it_is_told(office: Office) -> None:
    card = await _card(office)
    before = len(office.cleo.everything())
    await office.ben.reacts("white_check_mark", on=card)
    await office.settled()
    assert [task.status for task in await office.rows(Task)] == ["done"]
    said = await office.ben.sees("Done: T-1 Ship it")
    assert said.is_ephemeral
    assert "Undo" in said.buttons
    assert len(office.cleo.everything()) == before


async def test_eyes_make_the_task_mine_whatever_their_skin(office: Office) -> None:
    card = await _card(office)
    await office.cleo.reacts("eyes", on=card)
    await office.settled()
    assert [task.owner_id for task in await office.rows(Task)] == [office.cleo.id]


async def test_under_a_blocker_they_say_on_it_and_out_of_the_way(office: Office) -> None:
    await office.ana.types("/blocker raise No access @ben", "launch")
    await office.settled()
    asked = await office.ben.sees("asks for your help")
    await office.ben.reacts("eyes", on=asked)
    await office.settled()
    assert [blocker.status for blocker in await office.rows(Blocker)] == ["acknowledged"]
    await office.ben.reacts("white_check_mark", on=asked)
    await office.settled()
    assert [blocker.status for blocker in await office.rows(Blocker)] == ["resolved"]


async def test_a_bookmark_under_any_message_brings_it_back_tomorrow(office: Office) -> None:
    said = await office.ben.says("The plan is in the wiki", "launch")
    await office.ana.reacts("bookmark", on=said)
    await office.settled()
    [reminder] = await office.rows(Reminder)
    assert (reminder.creator_id, said.ts.replace(".", "") in (reminder.source_url or "")) == (office.ana.id, True)
    await office.later(days=1)
    assert await office.ana.sees("this message")


async def test_what_means_nothing_or_is_not_theirs_to_do_is_passed_over_in_silence(office: Office) -> None:
    card = await _card(office)
    said = await office.ben.says("Good morning", "launch")
    before = len(office.ana.everything())
    for name, on in (("tada", card), ("white_check_mark", said), ("eyes", said), ("white_check_mark", card)):
        await office.ana.reacts(name, on=on)
        await office.settled()
    await office.ben.reacts("white_check_mark", on=card)
    await office.settled()
    assert [task.status for task in await office.rows(Task)] == ["done"]
    assert len([seen for seen in office.ana.everything() if "Done: T-1" in seen.text]) == 1
    assert len(office.ana.everything()) <= before + 2
    assert not [seen for seen in office.ben.everything() if seen.is_ephemeral]


async def test_administrators_choose_what_an_emoji_does(office: Office) -> None:
    refused = await answer(await office.ana.types("/beat emoji :eyes: off", "launch"))
    assert "Only administrators" in refused.text
    office.slack.change_person(office.ana, is_admin=True)
    await office.settled()
    said = await answer(await office.ana.types("/beat emoji :rocket: done", "launch"))
    assert "the task or blocker of the card is done" in said.text
    await office.ana.types("/beat emoji :white_check_mark: off", "launch")
    listing = await answer(await office.ana.types("/beat emoji", "launch"))
    assert "rocket" in listing.text
    assert "• :white_check_mark:" not in listing.text
    card = await _card(office)
    await office.ben.reacts("white_check_mark", on=card)
    await office.settled()
    assert [task.status for task in await office.rows(Task)] == ["open"]
    await office.ben.reacts("rocket", on=card)
    await office.settled()
    assert [task.status for task in await office.rows(Task)] == ["done"]
    undone = await office.presses(office.ana, "Undo", on=said)
    assert "does what it did before" in undone.text
    confused = await answer(await office.ana.types("/beat emoji rocket", "launch"))
    assert "done, claim, remind or off" in confused.text


async def test_an_observer_hears_alone_why_a_check_mark_did_nothing(office: Office) -> None:
    card = await _card(office)
    await office.ana.types("/beat role observer @cleo", "launch")
    before = len(office.cleo.everything()), len(office.ben.everything())
    await office.cleo.reacts("tada", on=card)
    await office.settled()
    assert len(office.cleo.everything()) == before[0]
    await office.cleo.reacts("white_check_mark", on=card)
    await office.settled()
    [said] = [seen for seen in office.cleo.everything() if seen.is_ephemeral]
    assert "You are an observer or a sponsor of this channel" in said.text
    assert len(office.ben.everything()) == before[1]
    assert [task.status for task in await office.rows(Task)] == ["open"]
