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
    assert "@cleo has had as many messages today as they want; it comes with their next morning list." in said
    assert len(_news(office.cleo)) == 2
    await office.later(days=1)
    [morning] = _mornings(office.cleo)
    assert morning.count("This task is yours now. @ben gave it to you.") == 2
    assert "Piece 3" in morning
    assert "Piece 4" in morning
    await office.later(hours=1)
    assert len(_news(office.cleo)) == 3
    rows = [row.reason for row in await office.rows(Message) if row.purpose == "tasks.assigned"]
    assert sorted(rows) == ["", "", *["past the cap of that day, it came as a line of the morning digest"] * 2]
    ledger = await answer(await office.cleo.types("/beat ledger", "launch"))
    assert "past the cap of that day" in ledger.text


async def test_ten_is_the_cap_of_whoever_never_said_and_off_takes_it_away(office: Office) -> None:
    await _gives(office, 11)
    assert len(_news(office.cleo)) == 10
    said = await answer(await office.cleo.types("/beat cap off", "launch"))
    assert "No limit a day" in said.text
    await _gives(office, 2)
    assert len(_news(office.cleo)) == 12
    undone = await office.presses(office.cleo, "Undo", on=said)
    assert "as many messages a day may come as before" in undone.text
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


async def test_a_cap_that_can_not_be_read_is_said_and_changes_nothing(office: Office) -> None:
    for words in ("0", "51", "few"):
        said = await answer(await office.cleo.types(f"/beat cap {words}", "launch"))
        assert "from 1 to 50" in said.text
    assert "At most 10 messages a day" in (await answer(await office.cleo.types("/beat cap", "launch"))).text
