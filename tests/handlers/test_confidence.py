"""What is answered in confidence, by DM to those who run the standup, stays there with all that comes of it."""

from playground.people import Actor
from storage.blockers import Blocker
from storage.tasks import Task
from tests.handlers.test_rounds import asked
from tests.stories.office import Office, answer
from tests.stories.standup import opens, standup


async def says(office: Office, **fields: str) -> None:
    """Ben answers a standup of #launch whose answers go to Ana by DM."""
    await opens(office, await standup(office, posting="dm"), ben="mandatory")
    await office.ben.clicks("Answer", on=await asked(office.ben))
    form = await office.ben.form("Daily")
    for label, words in fields.items():
        form.fill(label.replace("_", " "), words)
    await office.submits(office.ben, form)
    await office.settled()


async def seen_by_others(office: Office, *people: Actor) -> str:
    """Everything that these people find about tasks and blockers, in #launch."""
    looks = ("/blocker list", "/task list", "/task list all", "/beat report", "/blocker show 1", "/task show 1")
    return "\n".join([(await answer(await each.types(look, "launch"))).text for each in people for look in looks])


async def test_a_blocker_named_in_confidence_is_in_no_list_and_no_report(office: Office) -> None:
    await says(office, **{"Is_anything_in_your_way?": "My boss bullies me"})
    assert "bullies" not in await seen_by_others(office, office.cleo)
    assert "bullies" in (await answer(await office.ben.types("/blocker show 1", "launch"))).text
    assert [(each.channel_id, each.channel_kind) for each in await office.rows(Blocker)] == [("", "dm")]
    assert "bullies" in (await office.ana.sees("bullies")).text


async def test_whoever_is_named_to_clear_it_hears_of_it_and_nobody_else(office: Office) -> None:
    await opens(office, await standup(office, posting="dm"), ben="mandatory")
    await office.hears(office.ben, "blocked: my boss bullies me @cleo")
    assert "bullies" in (await office.cleo.sees("asks for your help")).text
    assert "bullies" in (await answer(await office.cleo.types("/blocker list", "launch"))).text
    assert "bullies" not in (await answer(await office.ana.types("/blocker list", "launch"))).text


async def test_the_task_it_holds_up_does_not_give_it_away(office: Office) -> None:
    await office.ana.types("/task add Ship it", "launch")
    await opens(office, await standup(office, posting="dm"), ben="mandatory")
    await office.hears(office.ben, "blocked: my boss bullies me T-1")
    assert [task.status for task in await office.rows(Task)] == ["open"]
    assert "It holds up T-1." in (await answer(await office.ben.types("/blocker show 1"))).text


async def test_a_line_of_a_confidential_plan_becomes_a_task_of_its_authors_alone(office: Office) -> None:
    await says(office, **{"What_will_you_do_until_next_time?": "Look for another job\nSleep"})
    card = await office.ben.sees("you answered")
    await office.ben.selects("Make it a task…", "Look for another job", on=card)
    await office.settled()
    assert [(task.title, task.channel_kind) for task in await office.rows(Task)] == [("Look for another job", "dm")]
    assert "another job" not in await seen_by_others(office, office.ana, office.cleo)
    assert "another job" in (await answer(await office.ben.types("/task list", "launch"))).text


async def test_what_was_finished_behind_the_channels_door_is_not_offered_for_a_confidential_answer(
    office: Office,
) -> None:
    office.slack.add_channel("board", members=[office.ana, office.ben], private=True)
    await office.ben.types("/task add Sell the company @ben", "board")
    await office.ben.types("/task done 1", "board")
    [hidden] = await office.rows(Task)
    number = await standup(office, posting="dm", channel_id=hidden.channel_id, channel_kind="private")
    await opens(office, number, ben="mandatory", cleo="observer")
    await office.ben.clicks("Answer", on=await asked(office.ben))
    assert "Sell the company" not in str((await office.ben.form("Daily")).view.source)
