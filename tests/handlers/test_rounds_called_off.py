"""A round that was started by hand, and a snooze: taken back while nothing has come of them."""

from storage.outbox import Message
from storage.rounds import Entry, Round
from tests.handlers.forgery import click, value_of
from tests.stories.office import Office, answer


async def started(office: Office) -> str:
    """Ana starts today's round by hand; the request that did it."""
    await office.ana.types("/standup new Morning at 17:00 every weekday @ana @ben", "launch")
    seen = await answer(await office.ana.types("/standup run 1", "launch"))
    await office.settled()
    return value_of(seen.message, "history.undo")


async def test_a_round_started_by_hand_is_called_off_and_comes_at_its_hour(office: Office) -> None:
    batch = await started(office)
    await office.ben.sees("Time for Morning")
    assert "nobody is asked for S-1 Morning now" in await click(office, office.ana, "history.undo", batch)
    await office.settled()
    assert not [each for each in office.ben.everything() if "Time for Morning" in each.text]
    assert (await office.rows(Round), await office.rows(Entry)) == ([], [])
    await office.later(hours=7)
    await office.ana.sees("Time for Morning")
    assert len(await office.rows(Round)) == 1


async def test_it_is_called_off_and_started_again_at_once(office: Office) -> None:
    await started(office)
    assert "nobody is asked for S-1 Morning now" in (await answer(await office.ana.types("/beat undo", "launch"))).text
    assert "I'm asking 2 people now" in (await answer(await office.ana.types("/standup run 1", "launch"))).text
    await office.settled()
    standing = [each for each in office.ben.everything() if "Time for Morning" in each.text]
    assert len(standing) == 1
    told = (await answer(await office.ana.types("/beat history S-1", "launch"))).text
    happened = [line.partition(" ·")[0] for line in told.splitlines()[1:] if not line.startswith("•")]
    assert happened[:3] == ["Round started", "Undone", "Round started"]


async def test_a_round_that_somebody_has_answered_goes_on(office: Office) -> None:
    batch = await started(office)
    await office.ben.types("/standup done: tests today: more blocked: nothing", "launch")
    assert "Somebody has begun to answer" in await click(office, office.ana, "history.undo", batch)
    assert len(await office.rows(Round)) == 1


async def test_a_snooze_is_undone_until_the_question_has_come_again(office: Office) -> None:
    await started(office)
    card = await office.ben.sees("Time for Morning")
    snoozed = await office.presses(office.ben, "Snooze 30 min", on=card)
    assert "Morning is not snoozed any more" in (await office.presses(office.ben, "Undo", on=snoozed)).text
    assert not [row for row in await office.rows(Message) if row.key.endswith(":again")]
    await office.presses(office.ben, "Snooze 30 min", on=card)
    assert "Morning is not snoozed any more" in (await answer(await office.ben.types("/beat undo", "launch"))).text
