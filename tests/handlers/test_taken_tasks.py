"""A task that goes from one person to another: both read it."""

import asyncio

from tests.stories.office import Office, answer


async def test_a_claim_says_whose_it_was_and_they_hear_of_it(office: Office) -> None:
    await answer(await office.ben.types("/task add Mine @ben", "launch"))
    said = await answer(await office.ana.types("/task claim 1", "launch"))
    assert "It was @ben's. I'm telling them." in said.text
    card = await office.ben.sees("@ana has taken over T-1 Mine. It is no longer yours.")
    await office.presses(office.ana, "Undo", on=said)
    await office.settled()
    assert "T-1 Mine is yours again." in office.ben.reads(card).text


async def test_who_had_a_task_that_was_never_made_reads_that_it_was_taken_back(small_office: Office) -> None:
    office = small_office
    await answer(await office.ana.types("/task add Theirs @ben", "launch"))
    await answer(await office.ana.types("/task assign 1 @cleo", "launch"))
    news = await office.ben.sees("It is no longer yours.")
    await office.ana.types("/beat undo", "launch")
    await office.settled()
    assert "T-1 Theirs is yours again." in office.ben.reads(news).text
    await office.ana.types("/beat undo", "launch")
    await office.settled()
    assert "T-1 was taken back. Nothing to do." in office.ben.reads(news).text


async def test_of_three_who_claim_at_once_each_reads_what_came_of_it(office: Office) -> None:
    await answer(await office.ana.types("/task add Job", "launch"))
    three = (office.ana, office.ben, office.cleo)
    said = await asyncio.gather(*(person.types("/task claim 1", "launch") for person in three))
    assert sum("It was @" in seen.text for seen in said if seen) == 2
    await office.settled()
    told = [any("It is no longer yours." in seen.text for seen in person.everything()) for person in three]
    assert sum(told) == 2


async def test_whoever_loses_sight_of_it_thereby_hears_of_it_in_the_words_they_knew(office: Office) -> None:
    office.slack.add_channel("board", members=[office.ana, office.cleo], private=True)
    await answer(await office.ana.types("/task add Sell @ben", "board"))
    await office.settled()
    await answer(await office.ana.types("/task assign 1 @cleo", "board"))
    await office.settled()
    card = await office.ben.sees("@ana has given T-1 Sell to @cleo. It is no longer yours.")
    await answer(await office.ana.types("/task edit 1 Sell to Evil", "board"))
    await office.settled()
    assert "Evil" not in office.ben.reads(card).text


async def test_handing_on_ones_own_is_no_news_to_oneself(office: Office) -> None:
    await answer(await office.ben.types("/task add Mine @ben", "launch"))
    said = await answer(await office.ben.types("/task assign 1 @cleo", "launch"))
    assert "It was" not in said.text
    await office.settled()
    assert not any("no longer yours" in seen.text for seen in office.ben.everything())
