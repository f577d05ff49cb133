"""Undo: for ten minutes, by whoever did it, all of it or nothing."""

from storage.blockers import Blocker
from storage.history import Change
from storage.rounds import Entry
from storage.tasks import Task
from tests.handlers.forgery import click, value_of
from tests.stories.office import Office, answer


async def test_an_added_task_is_gone_after_undo(office: Office) -> None:
    seen = await answer(await office.ana.types("/task add Ship it", "launch"))
    undone = await office.presses(office.ana, "Undo", on=seen)
    assert "Undone: T-1 Ship it is gone." in undone.text
    listing = await answer(await office.ana.types("/task list", "launch"))
    assert "Ship it" not in listing.text.replace("Ship the beta", "")
    assert "can't find T-1" in (await answer(await office.ana.types("/task show 1", "launch"))).text


async def test_a_change_is_as_it_was_before_after_undo(office: Office) -> None:
    await office.ana.types("/task add Ship it @ben 2026-11-27 17:00", "launch")
    [before] = await office.rows(Task)
    seen = await answer(await office.ana.types("/task due 1 none", "launch"))
    undone = await office.presses(office.ana, "Undo", on=seen)
    assert "Undone: T-1 Ship it is as it was before." in undone.text
    [after] = await office.rows(Task)
    assert (after.due_at, after.due_zone, after.due_timed, after.due_rank) == (
        before.due_at, before.due_zone, before.due_timed, before.due_rank,
    )  # fmt: skip


async def test_undo_works_just_before_ten_minutes_are_over(office: Office) -> None:
    seen = await answer(await office.ana.types("/task add Ship it", "launch"))
    await office.passes(minutes=9, seconds=30)
    assert "Undone" in (await office.presses(office.ana, "Undo", on=seen)).text


async def test_undo_is_too_late_after_ten_minutes_and_says_what_else_helps(office: Office) -> None:
    seen = await answer(await office.ana.types("/task add Ship it", "launch"))
    await office.passes(minutes=11)
    told = await office.presses(office.ana, "Undo", on=seen)
    assert "Undo works for ten minutes" in told.text
    assert [task.removed_at for task in await office.rows(Task)] == [None]


async def test_a_second_undo_changes_nothing_and_says_so(office: Office) -> None:
    await office.ana.types("/task add Ship it", "launch")
    seen = await answer(await office.ana.types("/task done 1", "launch"))
    batch = value_of(seen.message, "history.undo")
    assert "Undone: T-1" in (await office.presses(office.ana, "Undo", on=seen)).text
    told = await click(office, office.ana, "history.undo", batch)
    assert "That was undone already. Nothing changed." in told
    assert [task.status for task in await office.rows(Task)] == ["open"]


async def test_somebody_else_can_not_undo_what_was_not_theirs(office: Office) -> None:
    seen = await answer(await office.ana.types("/task add Ship it", "launch"))
    told = await click(office, office.ben, "history.undo", value_of(seen.message, "history.undo"))
    assert "Only the person who did this can undo it, so nothing changed." in told
    assert [task.removed_at for task in await office.rows(Task)] == [None]


async def test_a_command_with_several_keys_is_undone_together(office: Office) -> None:
    for words in ("One", "Two", "Three"):
        await office.ana.types(f"/task add {words}", "launch")
    seen = await answer(await office.ana.types("/task done 1 2 3", "launch"))
    undone = await office.presses(office.ana, "Undo", on=seen)
    for key in ("T-1 One", "T-2 Two", "T-3 Three"):
        assert f"Undone: {key} is as it was before." in undone.text
    assert [task.status for task in await office.rows(Task)] == ["open"] * 3


async def test_when_one_of_several_has_changed_since_nothing_is_undone(office: Office) -> None:
    for words in ("One", "Two"):
        await office.ana.types(f"/task add {words}", "launch")
    seen = await answer(await office.ana.types("/task done 1 2", "launch"))
    await office.ben.types("/task reopen 2", "launch")
    told = await office.presses(office.ana, "Undo", on=seen)
    assert "Nothing changed" in told.text
    assert [task.status for task in await office.rows(Task)] == ["done", "open"]


async def test_the_card_of_a_blocker_that_was_taken_back_says_so(office: Office) -> None:
    seen = await answer(await office.ana.types("/blocker raise No access @ben", "launch"))
    card = await office.ben.sees("asks for your help")
    await office.settled()
    await office.presses(office.ana, "Undo", on=seen)
    await office.settled()
    assert "B-1 was taken back" in office.ben.reads(card).text
    assert office.ben.reads(card).buttons == ("Why did I get this?",)


async def test_undoing_a_raise_frees_the_task_it_blocked(office: Office) -> None:
    await office.ana.types("/task add Ship it", "launch")
    seen = await answer(await office.ana.types("/blocker raise No access @ben T-1", "launch"))
    await office.presses(office.ana, "Undo", on=seen)
    assert [task.status for task in await office.rows(Task)] == ["open"]
    assert all(blocker.removed_at for blocker in await office.rows(Blocker))


async def test_undoing_done_makes_those_wait_again_who_were_freed(office: Office) -> None:
    for words in ("Test it", "Build it"):
        await office.ana.types(f"/task add {words}", "launch")
    await office.ana.types("/task block 1 by 2", "launch")
    seen = await answer(await office.ana.types("/task done 2", "launch"))
    await office.presses(office.ana, "Undo", on=seen)
    waiting, other = await office.rows(Task)
    assert (waiting.status, waiting.waits_for, other.status) == ("blocked", ("2",), "open")


async def test_a_saved_form_is_undone_as_a_whole(office: Office) -> None:
    seen = await answer(await office.ana.types("/task add Ship it @ben #web", "launch"))
    await office.ana.clicks("Edit", on=seen)
    form = await office.ana.form()
    form.fill("Title", "Something else")
    form.clear("Owner")
    form.clear("Labels")
    assert (await form.submit()).ok
    saved = await office.ana.sees("Saved: T-1 Something else")
    await office.presses(office.ana, "Undo", on=saved)
    [task] = await office.rows(Task)
    assert (task.title, task.owner_id, task.labels) == ("Ship it", office.ben.id, ("web",))


async def test_history_knows_who_did_what_and_through_which_door(office: Office) -> None:
    seen = await answer(await office.ana.types("/task add Ship it", "launch"))
    await office.presses(office.ana, "Done", on=seen)
    await office.hears(office.ben, "@Drumbeat task reopen 1", "launch")
    changes = await office.rows(Change)
    assert [(change.verb, change.actor_id) for change in changes] == [
        ("add", office.ana.id), ("done", office.ana.id), ("reopen", office.ben.id),
    ]  # fmt: skip
    assert (changes[0].door, changes[2].door) == ("command", "mention")
    assert changes[1].before == {**changes[1].before, "status": "open"}


async def test_undo_takes_back_what_the_asker_can_not_see_too_and_does_not_speak_of_it(office: Office) -> None:
    office.slack.add_channel("board", members=[office.ben, office.cleo], private=True)
    await office.ana.types("/task add Build it", "launch")
    await office.ben.types("/task add Sell the company", "board")
    await office.ben.types("/task block 2 by 1", "board")
    seen = await answer(await office.ana.types("/task done 1", "launch"))
    assert [task.status for task in await office.rows(Task)] == ["done", "open"]
    undone = await office.presses(office.ana, "Undo", on=seen)
    assert "Undone: T-1 Build it is as it was before." in undone.text
    assert "T-2" not in undone.text
    assert [(task.status, task.waits_for) for task in await office.rows(Task)] == [("open", ()), ("blocked", ("1",))]


async def test_undo_of_what_one_may_not_see_any_more_only_says_that_it_is_undone(office: Office) -> None:
    board = office.slack.add_channel("board", members=[office.ana, office.ben], private=True)
    await office.ben.types("/task add Sell the company", "board")
    seen = await answer(await office.ana.types("/task start 1", "board"))
    board.members.remove(office.ana.id)
    told = await click(office, office.ana, "history.undo", value_of(seen.message, "history.undo"))
    assert "Undone." in told
    assert "Sell" not in told
    assert [task.status for task in await office.rows(Task)] == ["open"]


async def test_beat_undo_takes_back_the_last_change_and_then_the_one_before(office: Office) -> None:
    await office.ana.types("/task add Ship it", "launch")
    await office.ana.types("/task done 1", "launch")
    first = await answer(await office.ana.types("/beat undo", "launch"))
    assert "Undone: T-1 Ship it is as it was before." in first.text
    second = await answer(await office.ana.types("/beat undo", "launch"))
    assert "Undone: T-1 Ship it is gone." in second.text
    third = await answer(await office.ana.types("/beat undo", "launch"))
    assert "Nothing to undo before that" in third.text


async def test_beat_undo_is_only_for_ones_own_changes_of_the_last_ten_minutes(office: Office) -> None:
    await office.ana.types("/task add Ship it", "launch")
    assert "You changed nothing" in (await answer(await office.ben.types("/beat undo", "launch"))).text
    await office.passes(minutes=11)
    told = (await answer(await office.ana.types("/beat undo", "launch"))).text
    assert "The last thing you changed is older than ten minutes, so it stays: Added T-1 Ship it, Mon 23 Nov" in told
    assert [task.removed_at for task in await office.rows(Task)] == [None]


async def test_where_the_last_change_stays_it_is_named_and_the_one_before_is_undone_only_if_asked(
    office: Office,
) -> None:
    await office.ana.types("/task add Ship it", "launch")
    await office.ana.types("/beat privacy export", "launch")
    told = await answer(await office.ana.types("/beat undo", "launch"))
    assert "I can't undo the last thing you did: you had a file made of what I keep about you." in told.text
    assert "Before that: Added T-1 Ship it." in told.text
    assert [task.removed_at for task in await office.rows(Task)] == [None]
    undone = await office.presses(office.ana, "Undo T-1 (before that)", on=told)
    assert "Undone: T-1 Ship it is gone." in undone.text


async def test_where_others_have_changed_it_since_undo_says_so_and_offers_what_was_before(office: Office) -> None:
    for words in ("add One", "add Two", "done 2"):
        await office.ana.types(f"/task {words}", "launch")
    await office.ben.types("/task reopen 2", "launch")
    told = await answer(await office.ana.types("/beat undo", "launch"))
    assert "Somebody has changed it since, so I can't undo this any more." in told.text
    assert [task.status for task in await office.rows(Task)] == ["open", "open"]
    assert told.buttons == ("Undo T-2 (before that)",)


async def test_settings_are_undone_by_word_and_by_button(office: Office) -> None:
    await office.ana.types("/beat quiet 19:00-08:00", "launch")
    off = await answer(await office.ana.types("/beat quiet off", "launch"))
    assert "That is as before." in (await office.presses(office.ana, "Undo", on=off)).text
    assert "19:00-08:00" in (await answer(await office.ana.types("/beat quiet", "launch"))).text
    await office.ana.types("/beat nudges off", "launch")
    assert (
        "I ask again at most once, 30 minutes before the deadline, as before"
        in (await answer(await office.ana.types("/beat undo", "launch"))).text
    )
    assert "once, 30 minutes" in (await answer(await office.ana.types("/beat nudges", "launch"))).text


async def test_settings_that_were_changed_since_are_not_undone(office: Office) -> None:
    seen = await answer(await office.ana.types("/beat quiet 19:00-08:00", "launch"))
    batch = value_of(seen.message, "history.undo")
    await office.ana.types("/beat quiet 20:00-08:00", "launch")
    assert "changed that again since" in await click(office, office.ana, "history.undo", batch)
    assert "20:00-08:00" in (await answer(await office.ana.types("/beat quiet", "launch"))).text


async def test_being_away_and_being_back_are_undone(office: Office) -> None:
    await office.ana.types("/beat away until friday", "launch")
    await office.ana.types("/beat back", "launch")
    assert "you are away" in (await answer(await office.ana.types("/beat undo", "launch"))).text
    assert "You are away" in (await answer(await office.ana.types("/beat away", "launch"))).text
    assert "you are not away" in (await answer(await office.ana.types("/beat undo", "launch"))).text
    assert "You are not away" in (await answer(await office.ana.types("/beat away", "launch"))).text


async def test_an_answer_in_a_standup_is_undone_by_word_with_the_blocker_it_raised(office: Office) -> None:
    await office.ana.types("/standup new Morning at 9:30 every weekday @ana @ben", "launch")
    await office.ana.types("/standup run 1", "launch")
    await office.settled()
    await office.ben.types("/standup done: tests today: more blocked: no badge", "launch")
    assert [(row.user_id, row.status) for row in await office.rows(Entry) if row.answered] == [
        (office.ben.id, "answered")
    ]
    undone = await answer(await office.ben.types("/beat undo", "launch"))
    assert "B-1 no badge is gone" in undone.text
    assert "your answer in Morning. Nothing is lost" in undone.text
    assert not [row for row in await office.rows(Entry) if row.answered]
    again = await answer(await office.ben.types("/beat undo", "launch"))
    assert "Nothing to undo before that" in again.text


async def test_what_was_said_in_a_standup_is_not_in_the_history(office: Office) -> None:
    await office.ana.types("/standup new Morning at 9:30 every weekday @ana @ben", "launch")
    await office.ana.types("/standup run 1", "launch")
    await office.settled()
    await office.ben.types("/standup done: the secret plan today: more blocked: nothing", "launch")
    changes = await office.rows(Change)
    assert "answered" in [change.verb for change in changes]
    assert "secret plan" not in str([(change.before, change.after) for change in changes])


async def test_done_on_a_reminder_is_undone_by_word_once_the_button_was_not_used(office: Office) -> None:
    await office.ana.types("/beat remind me to call Bob in 1 minute", "launch")
    await office.later(minutes=2)
    due = await office.ana.sees("call Bob")
    await office.presses(office.ana, "Done", on=due)
    assert "call Bob is waiting again" in (await answer(await office.ana.types("/beat undo", "launch"))).text
    await office.settled()
    done = await office.presses(office.ana, "Done", on=due)
    await office.presses(office.ana, "Undo", on=done)
    told = (await answer(await office.ana.types("/beat undo", "launch"))).text
    assert "R-1 call Bob is gone" in told, "the button took back the last Done, so what was before is next"


async def test_each_undo_says_which_change_it_took_back(office: Office) -> None:
    for words in ("task add Ship it", "task due 1 2026-11-27", "task priority 1 high", "beat role lead @ana",
                  "beat nudges 3 every 20 min", "beat nudges off"):  # fmt: skip
        await answer(await office.ana.types(f"/{words}", "launch"))
    said = (
        "I ask again at most 3 times, 20 minutes apart, as before", "I ask again at most once", "The role lead is gone",
        "priority: high → normal", "due: Fri 27 Nov 2026 → none", "T-1 Ship it is gone",
        "Nothing to undo before that: all that you changed in the last ten minutes is undone.",
    )  # fmt: skip
    for words in said:
        assert words in (await answer(await office.ana.types("/beat undo", "launch"))).text


async def test_the_button_for_what_was_before_names_the_role(small_office: Office) -> None:
    office = small_office
    await office.ana.types("/beat role lead @ana", "launch")
    await office.ana.types("/beat privacy export", "launch")
    seen = await answer(await office.ana.types("/beat undo", "launch"))
    assert seen.buttons == ("Undo the role lead (before that)",)
