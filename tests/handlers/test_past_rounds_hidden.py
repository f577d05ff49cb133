"""The rounds of a standup are for those who may read where they were posted, whoever may see the standup now."""

from playground.people import Actor, Seen
from tests.handlers import forgery
from tests.handlers.test_rounds import answers, asked
from tests.stories.office import Office, answer


async def history(person: Actor, channel: str) -> Seen:
    return await answer(await person.types("/standup history 1", channel))


async def test_a_standup_that_moved_leaves_its_old_rounds_behind_the_door_of_their_channel(office: Office) -> None:
    dan = office.slack.add_person("dan", tz="Europe/Berlin", announce=True)
    office.slack.add_channel("other", members=[office.ana, office.ben, dan])
    await office.ana.types("/standup new Daily at 9:30 every weekday", "launch")
    await office.ana.types("/standup run 1", "launch")
    await office.settled()
    await answers(office, office.ana, await asked(office.ana), done="Sell the shop")
    await office.ana.types("/standup edit 1", "launch")
    form = await office.ana.form("Edit S-1")
    form.pick("Channel", "#other")
    await office.submits(office.ana, form)
    assert "Open" in (await history(dan, "other")).buttons
    office.launch.kind = "private"
    await office.passes(minutes=61)
    await office.bot.bot.directory.refresh()
    assert "Open" not in (await history(dan, "other")).buttons
    assert "can't find" in await forgery.click(office, dan, "standups.round", {"round": 1}, "other")
    assert "Open" in (await history(office.ben, "other")).buttons


async def test_whoever_set_it_up_and_left_reads_nothing_that_is_answered_since(office: Office) -> None:
    office.slack.add_channel("board", members=[office.ana, office.ben, office.cleo], private=True)
    await office.cleo.types("/standup new Daily at 9:30 every weekday", "board")
    await office.cleo.leaves("board")
    await office.settled()
    await office.ana.types("/standup run 1", "board")
    await office.settled()
    await answers(office, office.ana, await asked(office.ana), done="Prepared firing Cleo")
    assert "Open" not in (await history(office.cleo, "launch")).buttons
    assert "can't find" in await forgery.click(office, office.cleo, "standups.round", {"round": 1}, "launch")
    opened = await office.presses(office.ben, "Open", on=await history(office.ben, "board"))
    assert "Prepared firing Cleo" in opened.text
