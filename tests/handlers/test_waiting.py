"""What waits for what: nothing waits for ever, and what was waited for is said."""

import pytest

from playground.people import Seen
from storage.blockers import Blocker
from storage.tasks import Task
from tests.stories.office import Office, answer


async def typed(office: Office, words: str) -> Seen:
    return await answer(await office.ana.types(words, "launch"))


async def add(office: Office, *titles: str) -> None:
    for title in titles:
        await typed(office, f"/task add {title}")


async def standing(office: Office) -> list[tuple[str, tuple[str, ...]]]:
    """Status and waits of every task."""
    return [(task.status, task.waits_for) for task in await office.rows(Task)]


@pytest.mark.parametrize(("verb", "said"), [("done", "T-1 is done already"), ("drop", "T-1 was dropped already")])
async def test_nothing_waits_for_what_is_over(office: Office, verb: str, said: str) -> None:
    await add(office, "Build it", "Test it", "Ship it")
    await typed(office, f"/task {verb} 1")
    for words in ("2 by 1", "2 by 3 1"):
        seen = await typed(office, f"/task block {words}")
        assert f"{said}, so T-2 need not wait for it. Nothing changed." in seen.text
    assert (await standing(office))[1] == ("open", ())


async def test_who_waits_already_is_told_so(office: Office) -> None:
    await add(office, "Build it", "Test it")
    await typed(office, "/task block 2 by 1")
    assert "T-2 waits for that already. Nothing changed." in (await typed(office, "/task block 2 by 1")).text


async def test_dropping_a_task_frees_who_waited_for_it_until_that_is_undone(office: Office) -> None:
    await add(office, "Build it", "Test it @ben")
    await typed(office, "/task block 2 by 1")
    dropped = await typed(office, "/task drop 1")
    assert await standing(office) == [("dropped", ()), ("open", ())]
    assert "What this was waiting for is out of the way." in (await office.ben.sees("You can go on.")).text
    await office.presses(office.ana, "Undo", on=dropped)
    assert await standing(office) == [("open", ()), ("blocked", ("1",))]


async def test_undoing_the_creation_of_a_task_frees_who_waited_for_it(office: Office) -> None:
    added = await typed(office, "/task add Build it")
    await add(office, "Test it")
    await typed(office, "/task block 2 by 1")
    await office.presses(office.ana, "Undo", on=added)
    assert (await standing(office))[1] == ("open", ())


async def test_undo_never_makes_a_task_wait_for_what_is_over_by_now(office: Office) -> None:
    await add(office, "Build it", "Test it")
    await typed(office, "/task block 2 by 1")
    done = await typed(office, "/task done 2")
    await typed(office, "/task done 1")
    await office.presses(office.ana, "Undo", on=done)
    assert await standing(office) == [("done", ()), ("open", ())]


async def test_undoing_the_last_blocker_frees_a_task_that_another_one_blocked_first(office: Office) -> None:
    await add(office, "Ship it")
    await typed(office, "/blocker raise No access T-1")
    second = await typed(office, "/blocker raise No data T-1")
    await typed(office, "/blocker resolve 1")
    assert await standing(office) == [("blocked", ())]
    await office.presses(office.ana, "Undo", on=second)
    assert await standing(office) == [("open", ())]


@pytest.mark.parametrize(
    ("verb", "ends"), [("done", "done"), ("start", "doing"), ("unblock", "open"), ("drop", "dropped")]
)
async def test_a_task_that_goes_on_regardless_says_what_it_was_waiting_for(
    office: Office, verb: str, ends: str
) -> None:
    await add(office, "Build it", "Test it")
    await typed(office, "/task block 2 by 1")
    seen = await typed(office, f"/task {verb} 2")
    assert "It was waiting for T-1, and no longer is." in seen.text
    assert (await standing(office))[1] == (ends, ())


@pytest.mark.parametrize("verb", ["done", "start", "unblock"])
async def test_a_blocker_that_is_still_open_is_named_and_left_as_it_is(office: Office, verb: str) -> None:
    await add(office, "Ship it")
    await typed(office, "/blocker raise No access T-1")
    seen = await typed(office, f"/task {verb} 1")
    assert "Still open in its way: B-1." in seen.text
    assert "/blocker resolve 1" in seen.text
    assert [blocker.status for blocker in await office.rows(Blocker)] == ["raised"]


async def test_a_blocker_that_one_may_not_see_is_not_named(office: Office) -> None:
    office.slack.add_channel("board", members=[office.ben])
    await add(office, "Ship it")
    await office.ben.types("/blocker raise Waiting for the buyer T-1")
    assert "B-1" not in (await typed(office, "/task done 1")).text


async def test_of_several_each_says_what_it_was_waiting_for(office: Office) -> None:
    await add(office, "Build it", "Test it", "Ship it")
    await typed(office, "/task block 2 by 1")
    seen = await typed(office, "/task done 2 3")
    assert "T-2 Test it\nIt was waiting for T-1, and no longer is." in seen.text
    assert seen.text.count("It was waiting") == 1


async def test_done_in_a_list_says_it_too(office: Office) -> None:
    await add(office, "Build it", "Test it")
    await typed(office, "/task block 2 by 1")
    after = await office.presses(office.ana, "Done", on=await typed(office, "/task list test"))
    assert "It was waiting for T-1, and no longer is." in after.text


async def test_so_does_a_form_that_sets_it_to_done(office: Office) -> None:
    await add(office, "Build it", "Test it")
    await typed(office, "/task block 2 by 1")
    await office.ana.types("/task edit 2", "launch")
    form = await office.ana.form("Edit T-2")
    form.pick("Status", "Done")
    assert "It was waiting for T-1, and no longer is." in (await office.submits(office.ana, form)).text


async def test_reopening_a_task_makes_nobody_wait_again(office: Office) -> None:
    await add(office, "Build it", "Test it")
    await typed(office, "/task block 2 by 1")
    await typed(office, "/task done 1")
    await typed(office, "/task reopen 1")
    assert await standing(office) == [("open", ()), ("open", ())]


@pytest.mark.parametrize("words", ["by T-99999999999", "by -1", "by", "", "by 6 because", "T-99999999999"])
async def test_words_that_are_nearly_keys_raise_no_blocker(office: Office, words: str) -> None:
    await add(office, "Ship it")
    seen = await typed(office, f"/task block 1 {words}")
    assert "/task block 1 by 3" in seen.text
    assert "nothing changed" in seen.text or "Blocked by what?" in seen.text
    assert await office.rows(Blocker) == []
    assert await standing(office) == [("open", ())]


async def test_several_tasks_can_wait_for_several(office: Office) -> None:
    await add(office, "One", "Two", "Three", "Four")
    assert "Blocked: 2 tasks" in (await typed(office, "/task block 1 2 by T-3 and T-4")).text
    assert await standing(office) == [("blocked", ("3", "4"))] * 2 + [("open", ())] * 2


async def test_one_blocker_can_stand_in_the_way_of_several_tasks(office: Office) -> None:
    await add(office, "One", "Two")
    seen = await typed(office, "/task block 1 2 no test data @ben")
    assert "Raised B-1 no test data" in seen.text
    assert "blocks T-1, T-2" in seen.text
    assert await standing(office) == [("blocked", ()), ("blocked", ())]
    assert "Resolved: B-1" in (await typed(office, "/blocker resolve 1")).text
    assert await standing(office) == [("open", ()), ("open", ())]


async def test_a_blocker_of_tasks_from_two_closed_rooms_is_for_those_named_in_it(office: Office) -> None:
    for room, others in (("board", office.ben), ("lab", office.cleo)):
        office.slack.add_channel(room, members=[office.ana, others], private=True)
        await office.ana.types(f"/task add Work in the {room}", room)
    await typed(office, "/task block 1 2 no money")
    for person, room in ((office.ben, "board"), (office.cleo, "lab"), (office.ben, "launch")):
        assert "no money" not in (await answer(await person.types("/blocker list", room))).text
    assert "no money" in (await typed(office, "/blocker list")).text


@pytest.mark.parametrize("words", ["/blocker raise No access T-1", "/task block 1 no access"])
async def test_what_is_finished_can_not_be_blocked_and_two_ways_on_are_said(office: Office, words: str) -> None:
    await add(office, "Ship it")
    await typed(office, "/task done 1")
    seen = await typed(office, words)
    assert "T-1 is finished, so nothing can be in its way." in seen.text
    assert "/task reopen 1" in seen.text
    assert "without the key" in seen.text
    assert await office.rows(Blocker) == []
