"""Whoever never said when they want quiet is left in peace outside their working hours."""

import pytest

from playground.people import Actor
from storage.outbox import Message
from tests.stories.office import Office, answer

HELP = "asks for your help"


@pytest.fixture
async def night(office: Office) -> Office:
    """Ten in Berlin, where Ana is; four in the morning in New York, where Ben never said anything."""
    await office.takes_messages_at_any_hour(office.ben, so=False)
    return office


async def _asks(office: Office, words: str = "No access @ben") -> str:
    return (await answer(await office.ana.types(f"/blocker raise {words}", "launch"))).text


def _got(reader: Actor, words: str) -> list[str]:
    return [seen.text for seen in reader.everything() if words in seen.text and not seen.is_ephemeral]


async def test_what_comes_up_in_somebodys_night_comes_with_their_morning_list(night: Office) -> None:
    said = await _asks(night)
    assert "It is 04:00 for @ben; I'll tell them at 09:00 their time. With !urgent it comes at once." in said
    await night.ana.types("/task add Ship the beta @ben", "launch")
    await night.later(hours=4, minutes=55)
    assert _got(night.ben, "") == []
    await night.later(minutes=10)
    [morning] = _got(night.ben, "")
    assert "No access" in morning
    assert "Ship the beta" in morning
    await night.later(hours=1)
    assert _got(night.ben, "") == [morning]
    reasons = {row.reason for row in await night.rows(Message) if row.recipient == night.ben.id}
    assert reasons == {"", "it came as a line of the morning digest"}


async def test_what_is_urgent_comes_in_the_night(night: Office) -> None:
    assert "I'm telling @ben now. It is 04:00 for @ben." in await _asks(night, "All is down @ben !urgent")
    await night.settled()
    assert len(_got(night.ben, HELP)) == 1


async def test_in_the_daytime_it_comes_at_once(night: Office) -> None:
    await night.later(hours=6)
    assert "I'm telling @ben now" in await _asks(night)
    await night.settled()
    assert len(_got(night.ben, HELP)) == 1


async def test_on_a_weekend_it_waits_for_monday(night: Office) -> None:
    await night.later(days=5, hours=6)
    assert "I'll tell them on Mon 30 Nov at 09:00 their time" in await _asks(night)
    await night.later(hours=5)
    assert _got(night.ben, HELP) == []


async def test_whoever_mutes_the_morning_list_gets_it_by_itself_after_it_would_have_come(night: Office) -> None:
    await night.ben.types("/beat mutes add digest.morning", "launch")
    await _asks(night)
    await night.later(hours=5, minutes=31)
    assert len(_got(night.ben, HELP)) == 1


async def test_hours_of_ones_own_and_no_quiet_at_all_are_heeded_at_once(night: Office) -> None:
    await _asks(night)
    await night.settled()
    shown = await answer(await night.ben.types("/beat quiet", "launch"))
    assert "What can wait comes while you are at work: Mon-Fri, 09:00-19:00 (New York)." in shown.text
    said = await answer(await night.ben.types("/beat quiet off", "launch"))
    assert "at any hour of the day" in said.text
    await night.settled()
    assert len(_got(night.ben, HELP)) == 1
    await night.presses(night.ben, "Undo", on=said)
    assert "while you are at work" in (await answer(await night.ben.types("/beat quiet", "launch"))).text
    await night.ben.types("/beat hours mon-fri 3:00-11:00", "launch")
    assert "I'm telling @ben now" in await _asks(night, "No keys @ben")


async def test_a_reminder_by_somebody_else_waits_for_a_day_on_which_they_are_there(night: Office) -> None:
    await night.ben.types("/beat away today", "launch")
    said = await answer(await night.ana.types("/beat remind @ben to water the plants at 16:30", "launch"))
    assert "It comes when they are at work again." in said.text
    each = await answer(await night.ana.types("/beat remind @ben to look at the graphs every day at 10:30", "launch"))
    assert "Whoever is off is left out." in each.text
    await night.later(hours=14)
    assert _got(night.ben, "plants") == []
    await night.later(hours=17)
    [late] = _got(night.ben, "plants")
    assert "was due" in late
    assert len(_got(night.ben, "graphs")) == 1
