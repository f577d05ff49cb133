"""Tasks, as people meet them in Slack."""

import asyncio
import re

import pytest

from playground.people import Seen
from storage.history import Change
from storage.tasks import Task
from tests.stories.office import Office, answer


async def add(office: Office, words: str) -> Seen:
    return await answer(await office.ana.types(f"/task add {words}", "launch"))


async def test_adding_says_what_was_understood_and_offers_every_way_on(office: Office) -> None:
    seen = await add(office, "Ship the beta @ben 2026-11-27 17:00 !high #web ~3d")
    for words in ("Added T-1 Ship the beta", "@ben", "Fri 27 Nov, 17:00", "Berlin", "high priority", "#web", "3d"):
        assert words in seen.text
    assert seen.buttons == ("Done", "Edit", "Undo", "Share to channel")
    assert "Only you can see this." in seen.text


async def test_the_owner_hears_of_a_task_that_somebody_else_gave_them(office: Office) -> None:
    await add(office, "Ship the beta @ben")
    card = await office.ben.sees("This task is yours now.")
    assert "T-1 Ship the beta" in card.text
    assert card.buttons[:2] == ("Done", "Edit")


async def test_nobody_is_told_of_a_task_they_gave_themselves(office: Office) -> None:
    await add(office, "Ship the beta @ana")
    await office.settled()
    await office.ana.does_not_see("This task is yours now.", within=0)


async def test_a_task_without_words_is_not_added(office: Office) -> None:
    seen = await answer(await office.ana.types("/task add !high", "launch"))
    assert "title" in seen.text.lower()
    assert await office.rows(Task) == []


async def test_done_reopen_start_and_drop_each_say_what_happened(office: Office) -> None:
    await add(office, "Ship the beta")
    for verb, said in [("start", "Started"), ("done", "Done"), ("reopen", "Reopened"), ("drop", "Dropped")]:
        seen = await answer(await office.ana.types(f"/task {verb} T-1", "launch"))
        assert f"{said}: T-1 Ship the beta" in seen.text
    assert [task.status for task in await office.rows(Task)] == ["dropped"]


async def test_several_keys_are_done_at_once_and_what_fails_is_named(office: Office) -> None:
    for words in ("One", "Two", "Three"):
        await add(office, words)
    await office.ana.types("/task done 2", "launch")
    seen = await answer(await office.ana.types("/task done 1 2 3 9", "launch"))
    assert "Done: 2 tasks" in seen.text
    for words in ("T-1 One", "T-3 Three", "T-2 Two is done already", "can't find T-9"):
        assert words in seen.text


async def test_a_second_click_on_done_changes_nothing_and_says_who_was_first(office: Office) -> None:
    await add(office, "Ship the beta")
    mine = await answer(await office.ana.types("/task show 1", "launch"))
    bens = await answer(await office.ben.types("/task show 1", "launch"))
    assert "Done: T-1" in (await office.presses(office.ana, "Done", on=mine)).text
    told = await office.presses(office.ben, "Done", on=bens)
    assert "T-1 Ship the beta is done already. Nothing changed." in told.text
    assert "It was @ana." in told.text


async def test_of_two_people_clicking_at_once_one_makes_the_change_and_the_other_is_told(office: Office) -> None:
    await add(office, "Ship the beta")
    mine = await answer(await office.ana.types("/task show 1", "launch"))
    bens = await answer(await office.ben.types("/task show 1", "launch"))
    answers = await asyncio.gather(
        office.presses(office.ana, "Done", on=mine), office.presses(office.ben, "Done", on=bens)
    )
    assert sorted("Nothing changed" in seen.text for seen in answers) == [False, True]
    assert [change.verb for change in await office.rows(Change)] == ["add", "done"]


async def test_the_list_shows_key_and_full_title_of_what_is_open(office: Office) -> None:
    title = "A title that is rather long, so that a list would like to cut it, " * 3
    await add(office, f"{title}at the end")
    await add(office, "Finished long ago")
    await office.ana.types("/task done 2", "launch")
    seen = await answer(await office.ben.types("/task list", "launch"))
    assert f"T-1 {title}at the end" in seen.text
    assert "Finished long ago" not in seen.text
    assert seen.is_ephemeral


async def test_a_list_is_filtered_by_words_owner_label_priority_and_status(office: Office) -> None:
    await add(office, "Login page @ben #web !high")
    await add(office, "Write the manual @ana #docs")
    await add(office, "Old login @ana")
    await office.ana.types("/task done 3", "launch")
    expected = {
        "login": "T-1", "LOGIN": "T-1", "@ben": "T-1", "#web": "T-1", "!high": "T-1",
        "mine": "T-2", "#docs": "T-2", "done": "T-3", "@ben login": "T-1",
    }  # fmt: skip
    for words, key in expected.items():
        seen = await answer(await office.ana.types(f"/task list {words}", "launch"))
        assert {each for each in ("T-1", "T-2", "T-3") if each in seen.text} == {key}, words


async def test_percent_and_underscore_in_a_filter_mean_themselves(office: Office) -> None:
    await add(office, "Reach 100% of tests")
    await add(office, "Reach 1000 users")
    seen = await answer(await office.ana.types("/task list 100%", "launch"))
    assert "T-1" in seen.text
    assert "T-2" not in seen.text


async def test_a_late_task_is_called_late(office: Office) -> None:
    await add(office, "Ship the beta tomorrow 10:00")
    await office.passes(days=2)
    seen = await answer(await office.ana.types("/task list late", "launch"))
    assert "late, was due Tue 24 Nov" in seen.text


async def test_next_and_back_walk_through_a_long_list_and_lose_nothing(office: Office) -> None:
    for number in range(1, 24):
        await add(office, f"Piece {number:02}")
    first = await answer(await office.ana.types("/task list", "launch"))
    assert "Back" not in first.buttons
    second = await office.presses(office.ana, "Next", on=first)
    assert "Back" in second.buttons
    third = await office.presses(office.ana, "Next", on=second)
    assert "Next" not in third.buttons
    pages = [page.text for page in (first, second, third)]
    assert [sum(f"Piece {number:02}" in page for page in pages) for number in range(1, 24)] == [1] * 23
    assert (await office.presses(office.ana, "Back", on=third)).text == second.text
    assert (await office.presses(office.ana, "Back", on=second)).text == first.text


async def test_a_list_says_how_many_there_are_on_every_page(office: Office) -> None:
    for number in range(1, 13):
        await add(office, f"Piece {number:02}")
    first = await answer(await office.ana.types("/task list", "launch"))
    assert "Open tasks: 12 · 10 shown" in first.text
    assert "Open tasks: 12 · 2 shown" in (await office.presses(office.ana, "Next", on=first)).text
    assert (
        "Open tasks, with “piece 07”: 1" in (await answer(await office.ana.types("/task list piece 07", "launch"))).text
    )


async def test_done_in_a_list_shows_the_list_again_without_it(office: Office) -> None:
    await add(office, "One")
    await add(office, "Two")
    listing = await answer(await office.ana.types("/task list", "launch"))
    after = await office.presses(office.ana, "Done", on=listing)
    assert "Done: T-1 One" in after.text
    assert "T-2 Two" in after.text
    assert after.text.count("T-1") == 1


async def test_the_edit_form_comes_filled_and_takes_everything(office: Office) -> None:
    seen = await add(office, "Ship the beta @ben 2026-11-27 17:00 !high #web ~3d")
    await office.ana.clicks("Edit", on=seen)
    form = await office.ana.form("Edit T-1")
    shown = {name.removesuffix(" (optional)"): value for name, value in form.values.items()}
    assert shown["Title"] == "Ship the beta"
    assert (shown["Owner"], shown["Due date"], shown["Due time"]) == ("@ben", "2026-11-27", "17:00")
    form.fill("Title", "Ship the final & <last> one")
    form.fill("Due date", "2026-12-01")
    form.pick("Owner", "@cleo")
    form.pick("Helpers", "@ana", "@ben")
    form.pick("Status", "In progress")
    assert (await form.submit()).ok
    saved = await office.ana.sees("Saved: T-1 Ship the final & <last> one")
    assert "Tue 1 Dec, 17:00" in saved.text
    assert "in progress" in saved.text
    [task] = await office.rows(Task)
    assert task.title == "Ship the final & <last> one"
    assert (task.owner_id, task.helper_ids) == (office.cleo.id, (office.ana.id, office.ben.id))


async def test_what_is_wrong_in_a_form_is_said_under_its_field_and_nothing_is_saved(office: Office) -> None:
    seen = await add(office, "Ship the beta")
    await office.ana.clicks("Edit", on=seen)
    form = await office.ana.form()
    form.fill("Title", "Changed")
    form.fill("Due time", "10:00")
    form.fill("Estimate", "a while")
    assert not (await form.submit()).ok
    assert {name.removesuffix(" (optional)") for name in form.errors} == {"Due date", "Estimate"}
    assert form.is_open
    assert [task.title for task in await office.rows(Task)] == ["Ship the beta"]


async def test_two_people_who_edit_different_fields_both_get_their_way(office: Office) -> None:
    await add(office, "Ship the beta #web")
    await office.ana.types("/task edit 1", "launch")
    mine = await office.ana.form("Edit T-1")
    await office.ben.types("/task due 1 2026-11-27", "launch")
    await office.ben.types("/task done 1", "launch")
    mine.fill("Title", "Ship the final one")
    assert (await mine.submit()).ok
    [task] = await office.rows(Task)
    assert (task.title, task.status, task.labels, task.due_at is None) == (
        "Ship the final one",
        "done",
        ("web",),
        False,
    )


async def test_what_somebody_else_changed_meanwhile_is_not_written_over_unseen(office: Office) -> None:
    await add(office, "Ship the beta")
    await office.ana.types("/task edit 1", "launch")
    mine = await office.ana.form("Edit T-1")
    await office.ben.types("/task edit 1", "launch")
    bens = await office.ben.form("Edit T-1")
    bens.fill("Title", "Ship the <gamma>")
    bens.pick("Owner", "@cleo")
    assert (await bens.submit()).ok
    mine.fill("Title", "Ship the delta")
    mine.pick("Owner", "@ana")
    mine.fill("Labels", "web")
    assert not (await mine.submit()).ok
    told = {name.removesuffix(" (optional)"): text for name, text in mine.errors.items()}
    assert set(told) == {"Title", "Owner"}
    assert told["Title"].startswith("@ben changed this to “Ship the <gamma>” meanwhile.")
    assert told["Owner"].startswith("@ben changed this to “@cleo” meanwhile.")
    assert mine.is_open
    assert [task.title for task in await office.rows(Task)] == ["Ship the <gamma>"]
    mine.fill("Title", "Ship the <gamma>")
    mine.pick("Owner", "@cleo")
    assert (await mine.submit()).ok
    [task] = await office.rows(Task)
    assert (task.title, task.owner_id, task.labels) == ("Ship the <gamma>", office.cleo.id, ("web",))


async def test_ones_own_change_meanwhile_is_no_reason_to_refuse(office: Office) -> None:
    await add(office, "Ship the beta !high")
    await office.ana.types("/task edit 1", "launch")
    form = await office.ana.form("Edit T-1")
    await office.ana.types("/task due 1 2026-11-27", "launch")
    form.fill("Due date", "2026-12-01")
    assert (await form.submit()).ok
    assert "Tue 1 Dec" in (await office.ana.sees("Saved: T-1")).text


async def test_a_field_that_was_emptied_meanwhile_says_so(office: Office) -> None:
    await add(office, "Ship the beta 2026-11-27")
    await office.ana.types("/task edit 1", "launch")
    form = await office.ana.form("Edit T-1")
    await office.ben.types("/task due 1 none", "launch")
    form.fill("Due date", "2026-12-01")
    assert not (await form.submit()).ok
    assert "@ben emptied this meanwhile." in str(form.errors)


async def test_a_new_owner_by_form_hears_of_it(office: Office) -> None:
    seen = await add(office, "Ship the beta")
    await office.ana.clicks("Edit", on=seen)
    form = await office.ana.form()
    form.pick("Owner", "@ben")
    assert (await form.submit()).ok
    assert "T-1 Ship the beta" in (await office.ben.sees("This task is yours now.")).text


async def test_assign_claim_and_due_change_one_thing_each(office: Office) -> None:
    await add(office, "Ship the beta")
    seen = await answer(await office.ana.types("/task assign 1 @ben", "launch"))
    assert "Assigned: T-1 Ship the beta" in seen.text
    assert "@ben" in seen.text
    seen = await answer(await office.cleo.types("/task claim 1", "launch"))
    assert "Yours now: T-1" in seen.text
    seen = await answer(await office.cleo.types("/task due 1 2026-11-27 16:00", "launch"))
    assert "Due date set: T-1" in seen.text
    assert "Fri 27 Nov, 16:00" in seen.text
    seen = await answer(await office.cleo.types("/task due 1 none", "launch"))
    assert "Due date cleared: T-1" in seen.text
    [task] = await office.rows(Task)
    assert (task.owner_id, task.due_at) == (office.cleo.id, None)


async def test_a_time_is_read_in_the_zone_of_whoever_says_it(office: Office) -> None:
    await answer(await office.ben.types("/task add Call home 2026-11-27 17:00", "launch"))
    seen = await answer(await office.ana.types("/task show 1", "launch"))
    assert "23:00" in seen.text


async def test_a_task_that_waits_is_free_when_the_other_is_done_and_its_owner_hears(office: Office) -> None:
    await add(office, "Test it @ben")
    await add(office, "Build it")
    seen = await answer(await office.ana.types("/task block 1 by 2", "launch"))
    assert "Blocked: T-1 Test it" in seen.text
    await office.ana.types("/task done 2", "launch")
    news = await office.ben.sees("You can go on.")
    assert "T-1 Test it" in news.text
    assert [task.status for task in await office.rows(Task)] == ["open", "done"]


async def test_tasks_never_wait_for_themselves(office: Office) -> None:
    await add(office, "One")
    await add(office, "Two")
    await office.ana.types("/task block 1 by 2", "launch")
    seen = await answer(await office.ana.types("/task block 2 by 1", "launch"))
    assert "waiting for itself" in seen.text


async def test_hostile_words_are_shown_as_typed_and_ping_nobody(office: Office) -> None:
    hostile = "<!channel> &lt;b&gt; <https://evil.example|bank> *bold _under ```code @here :boom:" + " \u202eevil\u2066"
    seen = await add(office, hostile)
    raw = str(seen.message)
    for control in ("<!", "<https://evil.example|", "\u202e", "\u2066"):
        assert control not in raw
    listing = await answer(await office.ben.types("/task list", "launch"))
    assert "T-1 <!channel> &lt;b&gt; <" in listing.text


async def test_a_link_in_brackets_keeps_its_brackets_close(office: Office) -> None:
    seen = await add(office, "Read (https://example.com/plan) before the call")
    assert "Read (https://example.com/plan) before the call" in seen.text


async def test_five_thousand_emoji_become_a_title_that_fits_and_a_description_that_keeps_them(office: Office) -> None:
    seen = await add(office, "👩\u200d🚀" * 1700)
    assert "Added T-1" in seen.text
    [task] = await office.rows(Task)
    assert len(task.title) <= 500
    shown = await answer(await office.ana.types("/task show 1", "launch"))
    assert "👩\u200d🚀" * 50 in shown.text


async def test_nul_and_lone_surrogates_are_dropped_and_right_to_left_text_stays(office: Office) -> None:
    seen = await add(office, "שלום \x00\x07עולם e\u0301")
    assert "Added T-1 שלום עולם é" in seen.text


async def test_ten_thousand_words_of_list_never_break_slacks_limits(office: Office) -> None:
    for _ in range(11):
        await add(office, "&<>" * 160)
    seen = await answer(await office.ana.types("/task list", "launch"))
    assert "T-1 " in seen.text
    assert "Next" in seen.buttons


async def test_a_task_is_renamed_in_one_line_and_the_rest_of_it_stays(office: Office) -> None:
    await office.ana.types("/task add Ship it @ben friday !high #launch", "launch")
    seen = await answer(await office.ana.types("/task edit 1 Ship the beta", "launch"))
    assert "Renamed: T-1 Ship it → Ship the beta" in seen.text
    [task] = await office.rows(Task)
    assert (task.title, task.owner_id, task.priority, task.labels) == (
        "Ship the beta", office.ben.id, "high", ("launch",)
    )  # fmt: skip
    assert task.due_at is not None
    undone = await office.presses(office.ana, "Undo", on=seen)
    assert "Undone: T-1 Ship it" in undone.text
    assert [task.title for task in await office.rows(Task)] == ["Ship it"]


async def test_a_new_title_with_a_date_behind_it_may_change_both(office: Office) -> None:
    await office.ana.types("/task add Ship it", "launch")
    asked = await office.ana.types("/task edit 1 Ship the beta due friday", "launch")
    assert asked
    assert [task.title for task in await office.rows(Task)] == ["Ship it"]
    seen = await office.presses(office.ana, "Change both", on=asked)
    assert "T-1 Ship the beta" in seen.text
    assert "due Fri 27 Nov" in seen.text
    kept = await answer(await office.ana.types('/task edit 1 "Ship the beta due friday"', "launch"))
    assert "Renamed: T-1 Ship the beta → Ship the beta due friday" in kept.text


async def test_a_renamed_task_is_found_by_its_new_words(office: Office) -> None:
    await office.ana.types("/task add Ship it", "launch")
    await office.ana.types("/task rename 1 Launch it", "launch")
    assert "T-1 Launch it" in (await answer(await office.ana.types("/task list launch", "launch"))).text


async def test_a_search_that_finds_nothing_says_what_was_searched_and_offers_the_nearest(office: Office) -> None:
    await office.ana.types("/task add Mend the login page", "launch")
    await office.ana.types("/task add Old login", "launch")
    await office.ana.types("/task done 2", "launch")
    seen = await answer(await office.ana.types("/task list lgoin", "launch"))
    assert "I looked for “lgoin” in the titles and labels of open tasks" in seen.text
    assert seen.buttons == ("/task list login", "/task list all lgoin", "All open tasks")
    found = await office.presses(office.ana, "/task list login", on=seen)
    assert "T-1 Mend the login page" in found.text
    assert "T-2" not in found.text


@pytest.mark.parametrize(
    ("query", "keys"),
    [
        ("today", {"T-1"}),
        ("tomorrow", {"T-2"}),
        ("this week", {"T-1", "T-2"}),
        ("next week", {"T-3"}),
        ("unassigned", {"T-1"}),
        ("high", {"T-3"}),
        ("@ben this week", {"T-2"}),
        ("given", {"T-2", "T-3"}),
        ("mine", {"T-1"}),
    ],
)
async def test_a_list_knows_days_owners_and_how_much_it_matters(office: Office, query: str, keys: set[str]) -> None:
    for line in ("Pay the rent today", "Send it @ben tomorrow", "Meet @ben next week tuesday !high"):
        await office.ana.types(f"/task add {line}", "launch")
    seen = await answer(await office.ana.types(f"/task list {query}", "launch"))
    assert set(re.findall(r"T-[0-9]", seen.text)) == keys


async def test_a_due_moment_reads_the_same_wherever_it_is_shown(office: Office) -> None:
    said = "due Fri 27 Nov, 17:00 (Berlin)"
    added = await add(office, "Ship it @cleo friday 17:00")
    assert said in added.text
    assert said in (await answer(await office.ana.types("/task list", "launch"))).text
    assert said in (await answer(await office.ana.types("/task show 1", "launch"))).text
    assert said in (await office.cleo.sees("gave it to you")).text
    assert said in (await office.cleo.opens_home()).text
    await office.presses(office.ana, "Share to channel", on=added)
    assert said in (await office.ben.sees("T-1 Ship it", channel="launch")).text
    assert "due Fri 27 Nov, 11:00 (New York)" in (await answer(await office.ben.types("/task show 1", "launch"))).text
