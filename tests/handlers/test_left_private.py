"""Whoever has left a private channel speaks in it no more, not even by the standup they set up or answered there."""

import pytest

from playground.people import Seen
from storage.rounds import Entry
from storage.standups import Standup
from tests.handlers.test_rounds import asked
from tests.stories.office import Office, answer, whispered

GONE = "belongs to a private channel that you are not in any more, so nothing changed"


async def says(office: Office, words: str) -> Seen:
    seen = await office.cleo.types(words, "launch")
    await office.settled()
    return seen or whispered(office.cleo)


async def sets_up_and_leaves(office: Office) -> None:
    """Cleo sets up a standup in #board, and leaves before it asks anybody."""
    office.slack.add_channel("board", members=[office.ana, office.ben, office.cleo], private=True)
    await answer(await office.cleo.types("/standup new Daily at 9:30 every weekday", "board"))
    await office.settled()
    await office.cleo.leaves("board")
    await office.settled()


@pytest.mark.parametrize("verb", ["run", "edit", "pause", "delete"])
async def test_their_standup_is_not_theirs_to_change(office: Office, verb: str) -> None:
    await sets_up_and_leaves(office)
    assert GONE in (await says(office, f"/standup {verb} 1")).text
    [standup] = await office.rows(Standup)
    assert (standup.status, standup.removed_at, await office.rows(Entry)) == ("running", None, [])
    await answer(await office.ana.types("/standup pause 1", "board"))


async def test_their_answer_stays_as_it_was(office: Office) -> None:
    office.slack.add_channel("board", members=[office.ana, office.ben, office.cleo], private=True)
    await answer(await office.cleo.types("/standup new Daily at 9:30 every weekday", "board"))
    await answer(await office.cleo.types("/standup run 1", "board"))
    await office.settled()
    card = await asked(office.cleo)
    await answer(await office.cleo.types("/standup done: the offer : the talks", "board"))
    await office.cleo.leaves("board")
    await office.settled()
    assert "No standup is waiting for your answer" in (await says(office, "/standup done: lies : more lies")).text
    told = await office.presses(office.cleo, "Edit", on=office.cleo.reads(card))
    assert "You are not in the channel of this standup any more" in told.text
    posted = "\n".join(seen.text for seen in office.ana.everything("board"))
    assert "the offer" in posted
    assert "lies" not in posted


async def test_of_a_public_channel_everybody_may_still_answer(office: Office) -> None:
    await answer(await office.cleo.types("/standup new Daily at 9:30 every weekday", "launch"))
    await answer(await office.cleo.types("/standup run 1", "launch"))
    await answer(await office.cleo.types("/standup done: the offer : the talks", "launch"))
    await office.cleo.leaves("launch")
    await office.settled()
    seen = await office.cleo.types("/standup done: the other offer : the talks")
    assert "Changed. Your answers are in #launch." in (await answer(seen)).text
