"""People by their names: who is meant, who is nearly meant, and who helps."""

import pytest

from storage.blockers import Blocker
from storage.tasks import Task
from tests.stories.office import Office, answer


async def test_a_misspelt_name_is_asked_about_and_a_press_gives_the_task_to_them(office: Office) -> None:
    asked = await answer(await office.ana.types("/task add Ship it friday @bne", "launch"))
    assert "I don't know anybody called @bne. Did you mean @ben?" in asked.text
    assert await office.rows(Task) == []
    assert "Added T-1 Ship it" in (await office.presses(office.ana, "Yes, @ben", on=asked)).text
    [task] = await office.rows(Task)
    assert (task.owner_id, task.due_at is None) == (office.ben.id, False)


async def test_a_misspelt_name_kept_as_it_is_stays_in_the_title(office: Office) -> None:
    asked = await answer(await office.ana.types("/task add Fix the @bne annotation", "launch"))
    kept = await office.presses(office.ana, "Keep it as it is", on=asked)
    assert "Added T-1 Fix the @bne annotation" in kept.text


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("/blocker raise No access @bne", "Raised B-2 No access\n@ana is stuck · can be cleared by @ben"),
        ("/blocker reassign 1 @bne", "Reassigned: B-1 No test data\n@ana is stuck · can be cleared by @ben"),
        ("/task assign 1 @bne", "Assigned: T-1 Ship it\n@ben"),
        ("/task list @bne", "T-2 Print it"),
    ],
)
async def test_wherever_a_person_is_named_a_misspelt_name_leads_to_them(office: Office, typed: str, words: str) -> None:
    for line in ("/task add Ship it", "/task add Print it @ben", "/blocker raise No test data"):
        await office.ana.types(line, "launch")
    asked = await answer(await office.ana.types(typed, "launch"))
    assert "Did you mean @ben?" in asked.text
    assert words in (await office.presses(office.ana, "Yes, @ben", on=asked)).text


async def test_a_first_name_is_enough_to_be_asked(office: Office) -> None:
    dana = office.slack.add_person("dkern", real_name="Dana Kern", tz="Europe/Berlin")
    await office.bot.bot.directory.sync(office.slack.core.workspace.team_id)
    asked = await answer(await office.ana.types("/task add Ship it @dana", "launch"))
    assert "Did you mean @dkern?" in asked.text
    await office.presses(office.ana, "Yes, @dkern", on=asked)
    [task] = await office.rows(Task)
    assert task.owner_id == dana.id


async def test_whoever_is_named_after_the_owner_helps(office: Office) -> None:
    await office.ana.types("/task add Ship it @ana", "launch")
    seen = await answer(await office.ana.types("/task assign 1 @ben and @cleo", "launch"))
    assert "Assigned: T-1 Ship it\n@ben · with @cleo" in seen.text
    seen = await answer(await office.ana.types("/task assign 1 @cleo", "launch"))
    assert "Assigned: T-1 Ship it\n@cleo" in seen.text
    [task] = await office.rows(Task)
    assert (task.owner_id, task.helper_ids) == (office.cleo.id, ())


async def test_nobody_is_asked_for_while_a_name_in_a_blocker_is_unclear(office: Office) -> None:
    await office.ana.types("/blocker No access @bne", "launch")
    assert await office.rows(Blocker) == []


async def test_me_is_whoever_asks(office: Office) -> None:
    await office.ana.types("/task add Renew the certificate @me", "launch")
    [task] = await office.rows(Task)
    assert (task.title, task.owner_id) == ("Renew the certificate", office.ana.id)


async def test_a_full_name_is_one_name_and_the_date_after_it_is_read(office: Office) -> None:
    sam = office.slack.add_person("sam", real_name="Sam Okafor Reed", tz="Europe/Berlin")
    await office.bot.bot.directory.sync(office.slack.core.workspace.team_id)
    for name in ("@Sam Okafor", "@sam okafor Reed,", "@Sam"):
        await office.ana.types(f"/task add Ship it {name} friday", "launch")
    tasks = await office.rows(Task)
    assert [(task.title, task.owner_id, task.due_at is None) for task in tasks] == [("Ship it", sam.id, False)] * 3


async def test_a_full_name_that_is_asked_about_leaves_nothing_of_it_in_the_title(office: Office) -> None:
    dana = office.slack.add_person("dkern", real_name="Dana Kern", tz="Europe/Berlin")
    await office.bot.bot.directory.sync(office.slack.core.workspace.team_id)
    asked = await answer(await office.ana.types("/task add Ship it @Dana Kern friday", "launch"))
    await office.presses(office.ana, "Yes, @dkern", on=asked)
    [task] = await office.rows(Task)
    assert (task.title, task.owner_id) == ("Ship it", dana.id)


SAYING = {
    "/task add {}": "A task needs a title.",
    "/task add {} @ben friday": "A task needs a title.",
    "/blocker raise {} @ben": "What is in your way?",
    "/standup new {} at 9:30 every weekday": "Give it a name",
    "/beat remind me to {} tomorrow 9:00": "Of what shall I remind?",
}


@pytest.mark.parametrize("unseen", ["\u200b", "\u2060\u200d", "\u3164", "\u0301"], ids=ascii)
async def test_words_that_nobody_can_see_say_nothing(office: Office, unseen: str) -> None:
    for command, words in SAYING.items():
        seen = await office.ana.types(command.format(unseen), "launch")
        assert seen is not None
        assert words in seen.text
