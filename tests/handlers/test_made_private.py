"""A channel is made private after something was set up there: others don't get to see it any more."""

import pytest

from bot.directory import CLOSED_FRESH, PLACE_FRESH
from playground.people import Actor
from storage.blockers import Blocker
from storage.rounds import Round
from storage.standups import Standup
from storage.tasks import Task
from tests.handlers.test_rounds import answers, asked
from tests.stories.office import Office, answer

LOOKS = ("/standup show 1", "/standup history 1", "/task show 1", "/blocker show 1", "/beat report 1")


async def works_in_the_open(office: Office) -> Actor:
    """In #launch: a standup with a round that is answered, a task, a blocker and a report; Dan is not in it."""
    dan = office.slack.add_person("dan", tz="Europe/Berlin", announce=True)
    office.slack.add_channel("lounge", members=[office.ana, dan])
    for words in ("/standup new Daily at 9:30 every weekday", "/standup run 1", "/task add Sell the shop",
                  "/beat report every friday"):  # fmt: skip
        await answer(await office.ana.types(words, "launch"))
    await office.presses(
        office.ana, "Publish it today", on=await answer(await office.ana.types("/beat report publish", "launch"))
    )
    await office.settled()
    await answers(office, office.ana, await asked(office.ana), done="The offer", blocked="No buyer")
    for look in LOOKS:
        assert "can't find" not in (await answer(await dan.types(look, "lounge"))).text
    return dan


async def sees_nothing(office: Office, dan: Actor) -> None:
    for look in LOOKS:
        assert "can't find" in (await answer(await dan.types(look, "lounge"))).text
    for words in ("/standup list", "/task list", "/blocker list all"):
        seen = await answer(await dan.types(words, "lounge"))
        assert not any(secret in seen.text for secret in ("Daily", "Sell", "No buyer"))
    assert "S-1 Daily" in (await answer(await office.ben.types("/standup show 1", "launch"))).text


async def test_a_post_there_looks_first_and_closes_all_that_was_born_there(office: Office) -> None:
    dan = await works_in_the_open(office)
    office.launch.kind = "private"
    await office.passes(minutes=11)
    await answers(office, office.ben, await asked(office.ben), done="The talks", blocked="No lawyer")
    await sees_nothing(office, dan)
    assert {row.channel_kind for table in (Standup, Task, Blocker, Round) for row in await office.rows(table)} == {
        "private"
    }


async def test_the_hourly_look_closes_it_where_nobody_says_anything(office: Office) -> None:
    dan = await works_in_the_open(office)
    office.launch.kind = "private"
    await office.passes(seconds=PLACE_FRESH.total_seconds())
    await office.bot.bot.directory.refresh()
    await sees_nothing(office, dan)


async def test_so_does_the_list_of_private_channels_where_no_standup_runs(office: Office) -> None:
    await answer(await office.ana.types("/task add Sell the shop", "launch"))
    office.launch.kind = "private"
    await office.bot.bot.directory.refresh()
    assert [task.channel_kind for task in await office.rows(Task)] == ["private"]


async def test_a_command_in_it_is_enough(office: Office) -> None:
    dan = await works_in_the_open(office)
    office.launch.kind = "private"
    await answer(await office.ben.types("/task list", "launch"))
    await sees_nothing(office, dan)


async def test_a_channel_that_hides_from_us_is_private(office: Office) -> None:
    office.may_be_refused = {"conversations."}
    dan = await works_in_the_open(office)
    office.launch.kind = "private"
    office.launch.members.remove(office.slack.core.workspace.app.bot_user_id)
    await office.passes(seconds=PLACE_FRESH.total_seconds())
    await office.bot.bot.directory.refresh()
    await sees_nothing(office, dan)


async def test_a_form_opened_before_is_sent_to_what_is_private_now(office: Office) -> None:
    await office.ana.uses_message_shortcut("Create task", on=await office.ana.says("Sell the shop", "launch"))
    form = await office.ana.form()
    office.launch.kind = "private"
    await office.passes(seconds=PLACE_FRESH.total_seconds())
    await office.submits(office.ana, form)
    assert [task.channel_kind for task in await office.rows(Task)] == ["private"]


async def test_being_public_again_opens_nothing_by_itself(office: Office) -> None:
    dan = await works_in_the_open(office)
    office.launch.kind = "private"
    await answer(await office.ben.types("/task list", "launch"))
    office.launch.kind = "channel"
    await office.passes(seconds=PLACE_FRESH.total_seconds())
    await answer(await office.ben.types("/task add Something new", "launch"))
    await sees_nothing(office, dan)
    assert "Something new" in (await answer(await dan.types("/task list", "lounge"))).text


async def test_the_look_round_finds_one_that_we_were_never_in(office: Office) -> None:
    office.may_be_refused = {"conversations."}
    dan = office.slack.add_person("dan", tz="Europe/Berlin", announce=True)
    plan = office.slack.add_channel("plan", members=[office.ana, office.ben], bot=False)
    office.slack.add_channel("lounge", members=[office.ana, dan])
    await answer(await office.ana.types("/task add Sell the shop", "plan"))
    await answer(await office.ana.types("/blocker raise No buyer", "plan"))
    assert "Sell the shop" in (await answer(await dan.types("/task list", "lounge"))).text
    plan.kind = "private"
    await office.passes(seconds=PLACE_FRESH.total_seconds())
    await office.bot.bot.directory.refresh()
    assert "Sell the shop" not in (await answer(await dan.types("/task list", "lounge"))).text
    assert "No buyer" not in (await answer(await dan.types("/blocker list", "lounge"))).text


async def test_of_very_many_channels_some_are_looked_at_each_time_until_all_were(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.may_be_refused = {"conversations."}
    monkeypatch.setattr("bot.directory._AT_ONCE", 1)
    names = ("one", "two", "three")
    channels = [office.slack.add_channel(name, members=[office.ana], bot=False) for name in names]
    for name in names:
        await answer(await office.ana.types("/task add Sell the shop", name))
    for channel in channels:
        channel.kind = "private"
    await office.passes(seconds=PLACE_FRESH.total_seconds())
    for closed in (1, 2, 3):
        await office.bot.bot.directory.refresh()
        assert [task.channel_kind for task in await office.rows(Task)].count("private") == closed


@pytest.mark.parametrize("trouble", ["rate_limit", "server_error"])
async def test_a_slack_that_can_not_say_closes_nothing(office: Office, trouble: str) -> None:
    dan = await works_in_the_open(office)
    await office.passes(seconds=PLACE_FRESH.total_seconds())
    getattr(office.slack.faults, trouble)("conversations.info", times=3)
    await office.bot.bot.directory.refresh()
    assert "S-1 Daily" in (await answer(await dan.types("/standup show 1", "lounge"))).text


async def test_what_comes_late_with_an_old_word_is_closed_within_the_hour(office: Office) -> None:
    await answer(await office.ana.types("/task add Sell the shop", "launch"))
    office.launch.kind = "private"
    await office.bot.bot.directory.refresh()

    def late(session: object) -> None:
        session.get(Task, (office.slack.core.workspace.team_id, 1)).channel_kind = "public"  # type: ignore[attr-defined]

    await office.bot.bot.db.write(late)
    await office.passes(seconds=CLOSED_FRESH.total_seconds())
    await office.bot.bot.directory.refresh()
    assert [task.channel_kind for task in await office.rows(Task)] == ["private"]
