"""A cap of messages a day: what is past it waits for the morning digest, a line each, and is not lost."""

from playground.people import Actor
from storage.outbox import Message
from tests.stories.office import Office, answer


def _news(reader: Actor) -> list[str]:
    return [seen.text for seen in reader.everything() if "is yours now" in seen.text and not seen.is_ephemeral]


def _mornings(reader: Actor) -> list[str]:
    return [seen.text for seen in reader.everything() if "Good morning" in seen.text]


async def _gives(office: Office, count: int, words: str = "") -> str:
    for number in range(1, count + 1):
        said = await answer(await office.ben.types(f"/task add Piece {number} @cleo {words}", "launch"))
        await office.settled()
    return said.text


async def test_what_is_past_the_cap_comes_in_the_morning_a_line_each_and_the_ledger_says_so(office: Office) -> None:
    assert "At most 2 messages a day" in (await answer(await office.cleo.types("/beat cap 2 a day", "launch"))).text
    said = await _gives(office, 4)
    assert "@cleo has had enough messages for one day; it comes with their next morning list." in said
    assert len(_news(office.cleo)) == 2
    await office.later(days=1)
    [morning] = _mornings(office.cleo)
    assert morning.count("This task is yours now. @ben gave it to you.") == 1
    assert "Piece 3" in morning
    assert "Piece 4" in morning
    await office.later(hours=1)
    assert len(_news(office.cleo)) == 3
    rows = [row.reason for row in await office.rows(Message) if row.purpose == "tasks.assigned"]
    assert sorted(rows) == ["", "", *["it came as a line of the morning digest"] * 2]
    ledger = await answer(await office.cleo.types("/beat ledger", "launch"))
    assert "it came as a line of the morning digest" in ledger.text
    assert "Tue 24 Nov, 10:00 · the news that a task is theirs" in ledger.text


async def test_ten_is_the_cap_of_whoever_never_said_and_off_takes_it_away(office: Office) -> None:
    await _gives(office, 11)
    assert len(_news(office.cleo)) == 10
    said = await answer(await office.cleo.types("/beat cap off", "launch"))
    assert "No limit a day" in said.text
    await _gives(office, 2)
    assert len(_news(office.cleo)) == 12
    undone = await office.presses(office.cleo, "Undo", on=said)
    assert "at most 10 messages a day, as before" in undone.text
    assert "At most 10 messages a day" in (await answer(await office.cleo.types("/beat cap", "launch"))).text


async def test_what_is_urgent_and_what_one_set_oneself_come_past_the_cap(office: Office) -> None:
    await office.cleo.types("/beat cap 1", "launch")
    await _gives(office, 1)
    await office.cleo.types("/beat remind me to breathe in 1 minute", "launch")
    await _gives(office, 2, "!urgent")
    await office.later(minutes=2)
    assert len(_news(office.cleo)) == 3
    assert [seen for seen in office.cleo.everything() if "breathe" in seen.text and not seen.is_ephemeral]


async def test_without_a_digest_what_was_kept_comes_by_itself(office: Office) -> None:
    await office.cleo.types("/beat cap 1", "launch")
    await office.cleo.types("/beat mutes add digest.morning", "launch")
    await _gives(office, 2)
    await office.later(hours=23, minutes=20)
    assert len(_news(office.cleo)) == 1
    await office.later(minutes=20)
    assert len(_news(office.cleo)) == 2


async def test_a_line_that_waited_for_the_morning_stays_when_something_is_done_there(office: Office) -> None:
    await office.cleo.types("/beat cap 1", "launch")
    await office.cleo.types("/task add Due soon tomorrow", "launch")
    await _gives(office, 2)
    await office.later(days=1)
    [seen] = [seen for seen in office.cleo.everything() if "Good morning" in seen.text]
    await office.presses(office.cleo, "Done", on=seen)
    await office.settled()
    after = office.cleo.reads(seen).text
    assert "nothing of this morning's list is left" in after
    assert "Piece 2" in after


async def test_what_others_set_for_an_hour_comes_at_that_hour_whatever_the_cap(office: Office) -> None:
    await office.cleo.types("/beat cap 1", "launch")
    await _gives(office, 2)
    await office.ben.types("/beat remind @cleo to join the call in 20 minutes", "launch")
    await office.later(minutes=21)
    [seen] = [seen for seen in office.cleo.everything() if "join the call" in seen.text and not seen.is_ephemeral]
    assert "Done" in seen.buttons


async def test_what_waited_once_does_not_wait_again_for_a_day_that_is_full_too(office: Office) -> None:
    await office.cleo.types("/beat cap 1", "launch")
    await office.cleo.types("/beat mutes add digest.morning", "launch")
    await _gives(office, 2)
    await office.later(hours=23)
    await _gives(office, 1)
    await office.later(minutes=40)
    assert len([line for line in _news(office.cleo) if "Piece 2" in line]) == 1


async def test_whoever_wants_no_such_messages_is_not_said_to_be_told(office: Office) -> None:
    await office.cleo.types("/beat mutes add blockers.asked", "launch")
    said = await answer(await office.ben.types("/blocker raise No access @cleo !urgent", "launch"))
    assert "I'm telling" not in said.text
    assert "I can't bring it to @cleo: it stands on their Home. Please tell them yourself." in said.text


async def test_quiet_hours_that_end_on_a_day_off_last_until_the_next_working_day(office: Office) -> None:
    await office.cleo.types("/beat hours mon, wed-fri 9-17", "launch")
    await office.cleo.types("/beat quiet 10:00-09:00", "launch")
    said = await answer(await office.ben.types("/task add Ship it @cleo", "launch"))
    assert "@cleo is off until Tue 24 Nov; I'll tell them when they are back." in said.text


async def test_a_cap_that_can_not_be_read_is_said_and_changes_nothing(office: Office) -> None:
    for words in ("51", "few"):
        said = await answer(await office.cleo.types(f"/beat cap {words}", "launch"))
        assert "from 1 to 50" in said.text
    assert "At most 10 messages a day" in (await answer(await office.cleo.types("/beat cap", "launch"))).text
