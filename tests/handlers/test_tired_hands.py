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
    assert (await office.presses(office.ana, "/beat undo", on=asked)).text.startswith("Undo is a button")
