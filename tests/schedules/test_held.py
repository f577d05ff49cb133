"""What can wait for somebody who is away, or who wants quiet, waits; and whoever waits for them knows."""

from playground.people import Actor
from storage.outbox import Message
from tests.handlers.test_rounds import begins
from tests.stories.office import Office, answer

HELP = "asks for your help"
BACK_WHEN = "@ben is away until Wed 25 Nov; I'll tell them when they are back. Somebody else?"


async def _away(office: Office) -> None:
    await office.ben.types("/beat away until wednesday", "launch")


async def _asks(office: Office, words: str = "No access @ben") -> str:
    return (await answer(await office.ana.types(f"/blocker raise {words}", "launch"))).text


def _got(reader: Actor, words: str) -> int:
    return sum(words in seen.text and not seen.is_ephemeral for seen in reader.everything())


async def test_whoever_is_away_is_asked_on_the_morning_of_their_return_and_the_asker_knows(office: Office) -> None:
    await _away(office)
    assert f"{BACK_WHEN} Press Reassign." in await _asks(office)
    await office.later(days=3, hours=4, minutes=55)
    assert _got(office.ben, HELP) == 0
    # Nine on Thursday in New York.
    await office.later(minutes=10)
    assert _got(office.ben, "@ana is waiting for you") == 1


async def test_a_task_for_somebody_who_is_away_waits_too_and_the_answer_says_whom_to_ask_instead(
    office: Office,
) -> None:
    await _away(office)
    said = await answer(await office.ana.types("/task add Ship the beta @ben", "launch"))
    assert f"{BACK_WHEN} /task assign 1 @name" in said.text
    await office.settled()
    assert _got(office.ben, "is yours now") == 0
    assert [(row.state, row.reason) for row in await office.rows(Message)] == [("planned", "they are away")]


async def test_what_is_urgent_is_told_at_once_to_somebody_who_is_away(office: Office) -> None:
    await _away(office)
    assert "@ben is away until Wed 25 Nov; I'm telling them all the same: it is urgent." in await _asks(
        office, "All is down @ben !urgent"
    )
    await office.settled()
    assert _got(office.ben, HELP) == 1


async def test_whoever_comes_back_earlier_is_asked_then(office: Office) -> None:
    await _away(office)
    await _asks(office)
    await office.later(days=1)
    await office.ben.types("/beat back", "launch")
    await office.settled()
    assert _got(office.ben, HELP) == 1


async def test_what_was_cleared_meanwhile_is_not_asked_on_their_return(office: Office) -> None:
    await _away(office)
    await _asks(office)
    await office.ana.types("/blocker reassign 1 @cleo", "launch")
    await office.later(days=3, hours=6)
    assert (_got(office.ben, HELP), _got(office.cleo, HELP)) == (0, 1)


async def test_in_the_night_of_somebody_the_asker_reads_what_time_it_is_there(office: Office) -> None:
    assert "I'm telling @ben now. It is 04:00 for @ben." in await _asks(office)
    await office.settled()
    assert _got(office.ben, HELP) == 1
    given = await answer(await office.ana.types("/task add Ship the beta @ben", "launch"))
    assert "I'm telling @ben now. It is 04:00 for @ben." in given.text
    await office.later(hours=5)
    assert "It is" not in await _asks(office, "No keys @ben")


async def test_quiet_hours_are_kept_to_and_the_asker_reads_when_they_end(office: Office) -> None:
    await office.ben.types("/beat quiet 19:00-08:00", "launch")
    assert "@ben has quiet hours until 08:00 their time; I'll tell them then." in await _asks(office)
    await office.later(hours=3, minutes=55)
    assert _got(office.ben, HELP) == 0
    await office.later(minutes=10)
    assert _got(office.ben, HELP) == 1


async def test_an_answer_in_a_standup_says_that_who_can_clear_it_is_away(office: Office) -> None:
    await begins(office)
    await _away(office)
    said = await answer(await office.ana.types("/standup done: much plan: more blocked: no access @ben", "launch"))
    assert "I raised B-1.\n@ben is away until Wed 25 Nov; I'll tell them when they are back." in said.text
    assert "Reassign" in said.buttons
