"""Promised commands as people type them at the end of a day: with dots, quotes, and words of the other noun."""

import pytest

from storage.blockers import Blocker
from storage.tasks import Task
from tests.stories.office import Office, answer


async def says(office: Office, text: str) -> str:
    """Ana's command in #launch, and what is answered."""
    seen = await office.ana.types(text, channel="launch")
    assert seen is not None, text
    return seen.text


@pytest.mark.parametrize("asked", ["/task my late", "/beat my late", "/task mine overdue.", "/task list my late tasks"])
async def test_my_late_tasks_are_the_late_ones_among_mine(office: Office, asked: str) -> None:
    await says(office, "/task add Print the menu tomorrow")
    await says(office, "/task add Water the plants in 3 days")
    await says(office, "/task add Feed the cat @ben tomorrow")
    await office.later(days=2)
    said = await says(office, asked)
    assert said.startswith("Your open tasks, late: 1"), said
    assert "Print the menu" in said
    assert "Water the plants" not in said


@pytest.mark.parametrize("asked", ["/task late", "/beat late", "/beat tasks overdue", "/task late tasks please"])
async def test_late_alone_is_a_list(office: Office, asked: str) -> None:
    await says(office, "/task add Print the menu tomorrow")
    await says(office, "/task add Water the plants in 3 days")
    await office.later(days=2)
    said = await says(office, asked)
    assert said.startswith("Open tasks, late: 1"), said
    assert "Print the menu" in said


@pytest.mark.parametrize("asked", ["/task my", "/beat my tasks", "/beat my work please"])
async def test_my_alone_is_still_all_that_waits(office: Office, asked: str) -> None:
    await says(office, "/task add Print the menu")
    assert "See all my tasks" in await says(office, asked)


@pytest.mark.parametrize(
    "asked", ["list website", "list “website”", 'list "Website".', "list mine, website", "list my tasks", "list of me"]
)
async def test_a_list_does_not_mind_quotes_and_stops(office: Office, asked: str) -> None:
    await says(office, "/task add Texts of the website")
    assert "T-1 Texts of the website" in await says(office, f"/task {asked}")


@pytest.mark.parametrize("asked", ["list for @ben", "list of @ben.", "list @ben"])
async def test_a_list_for_somebody_is_theirs(office: Office, asked: str) -> None:
    await says(office, "/task add Texts of the website @ben")
    assert (await says(office, f"/task {asked}")).startswith("Open tasks of Ben: 1")


async def test_a_key_may_end_a_sentence(office: Office) -> None:
    for title in ("One", "Two", "Three"):
        await says(office, f"/task add {title}")
    await says(office, "/blocker raise No data")
    assert "T-1 One" in await says(office, "/task show T-1?")
    assert (await says(office, "/task done T-1.")).startswith("Done: T-1 One")
    assert (await says(office, "/task done 2, 3!")).startswith("Done: 2 tasks")
    assert "B-1 No data" in await says(office, "/blocker show B-1.")
    assert (await says(office, "/blocker resolve B-1.")).startswith("Resolved: B-1 No data")
    assert [task.status for task in await office.rows(Task)] == ["done"] * 3
    await says(office, "/beat remind me to call Bob tomorrow 17:00")
    assert (await says(office, "/beat remind delete r1.")).startswith("Deleted: R-1")


@pytest.mark.parametrize(
    ("typed", "said", "status"),
    [
        ("done 1", "Resolved: B-1", "resolved"),
        ("fixed B-1.", "Resolved: B-1", "resolved"),
        ("drop 1", "Closed as not a blocker: B-1", "dismissed"),
        ("claim B-1", "Acknowledged: B-1", "acknowledged"),
        ("B-1", "I don't know “B-1” here.", "raised"),
        ("done", "That sounds as if nothing is in the way", "raised"),
        ("undo", "I don't know “undo” here. Did you mean one of these?\n/beat undo", "raised"),
    ],
)
async def test_what_is_done_with_a_task_raises_no_blocker(office: Office, typed: str, said: str, status: str) -> None:
    await says(office, "/blocker raise No data")
    assert (await says(office, f"/blocker {typed}")).startswith(said)
    [blocker] = await office.rows(Blocker)
    assert blocker.status == status


async def test_a_blocker_may_begin_with_such_a_word(office: Office) -> None:
    await answer(await office.ana.types("/blocker done 2 of 3 tests, the last one hangs", channel="launch"))
    await answer(await office.ana.types("/blocker undo of the migration fails", channel="launch"))
    assert [each.what for each in await office.rows(Blocker)] == [
        "done 2 of 3 tests, the last one hangs",
        "undo of the migration fails",
    ]


async def test_undo_behind_a_noun_is_offered_without_it(office: Office) -> None:
    await says(office, "/task add One")
    asked = await answer(await office.ana.types("/task undo", channel="launch"))
    assert asked.buttons[0] == "/beat undo"
    assert (await office.presses(office.ana, "/beat undo", on=asked)).text == "Undone: T-1 One is gone."


@pytest.mark.parametrize("said", ["to friday", "To friday", "friday.", "by friday"])
async def test_a_due_date_may_have_its_little_word(office: Office, said: str) -> None:
    await says(office, "/task add One")
    assert "due Fri 27 Nov" in await says(office, f"/task due 1 {said}")


@pytest.mark.parametrize("said", ["on 2", "until 2 is done", "until T-2", "waiting for 2.", "by 2"])
async def test_waiting_for_a_task_raises_no_blocker(office: Office, said: str) -> None:
    await says(office, "/task add One")
    await says(office, "/task add Two")
    assert "waits for T-2" in await says(office, f"/task block 1 {said}")
    assert not await office.rows(Blocker)


async def test_what_a_task_waits_for_may_begin_like_that(office: Office) -> None:
    await says(office, "/task add One")
    await answer(await office.ana.types("/task block 1 for 2 days nobody answers", channel="launch"))
    assert [each.what for each in await office.rows(Blocker)] == ["for 2 days nobody answers"]


async def test_a_list_of_blockers_keeps_to_what_it_was_asked_for_and_says_so(office: Office) -> None:
    await says(office, "/blocker raise No keys @ben !high")
    await says(office, "/blocker raise No data @cleo")
    assert await says(office, "/blocker list") != await says(office, "/blocker list @ben")
    for asked in ("@ben", "high", "!high", "keys."):
        said = await says(office, f"/blocker list {asked}")
        assert "No keys" in said
        assert "No data" not in said
    assert (await says(office, "/blocker list @ben")).startswith("Blockers of Ben, oldest first: 1")
    assert (await says(office, "/blocker list resolved")).startswith("Closed blockers, oldest first: nothing here.")


@pytest.mark.parametrize("verb", ["show", "preview", "history", "pause", "run", "delete"])
async def test_a_standup_goes_by_its_name(office: Office, verb: str) -> None:
    await says(office, "/standup new Morning at 9:30 every weekday")
    assert "Which standup?" in await says(office, f"/standup {verb} Evening")
    assert "Morning" in await says(office, f"/standup {verb} morning.")


async def test_which_of_two_standups_of_one_name_is_asked(office: Office) -> None:
    await says(office, "/standup new Morning at 9:30 every weekday")
    office.slack.add_channel("site", members=[office.ana, office.ben])
    await office.ana.types("/standup new Morning at 10:00 every weekday", channel="site")
    seen = await office.ana.types("/standup pause Morning", channel="launch")
    assert seen is not None
    assert "Which standup?" in seen.text


@pytest.mark.parametrize("typed", ["last friday of the month at 10:00", "last friday of the month at 10"])
async def test_a_question_about_a_recurrence_says_what_it_is_about(office: Office, typed: str) -> None:
    said = await says(office, f"/beat remind me to pay the rent {typed}")
    assert said.startswith("That can mean more than one thing. Which do you mean?"), said


@pytest.mark.parametrize(
    ("often", "first"), [("weekly", "Every Monday at"), ("monthly", "On the 1st of every month at")]
)
async def test_how_often_without_a_day_is_asked(office: Office, often: str, first: str) -> None:
    asked = await answer(await office.ana.types(f"/beat remind me to water the plants {often}", "launch"))
    assert asked.buttons[0].startswith(first)
    assert (await office.presses(office.ana, asked.buttons[0], on=asked)).text.startswith("Set R-1 for you: water")


async def test_a_role_written_like_a_person_is_offered(office: Office) -> None:
    asked = await answer(await office.ana.types("/beat remind @lead to send the minutes every friday 15:00", "launch"))
    assert asked.buttons == ("Remind the lead",)
    said = (await office.presses(office.ana, "Remind the lead", on=asked)).text
    assert said.startswith("Set R-1 for the lead of #launch")


async def test_this_channel_can_be_reminded(office: Office) -> None:
    asked = await answer(await office.ana.types("/beat remind this channel to stand up tomorrow 9:00", "launch"))
    said = (await office.presses(office.ana, "Remind this channel", on=asked)).text
    assert said.startswith("Set R-1 for #launch: stand up")
