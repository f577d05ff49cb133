"""App Home: what waits for me, my tasks, and what I wait for."""

import pytest

from storage.absences import Absence
from storage.tasks import Task
from tests.handlers.test_rounds import begins
from tests.schedules.test_status import TO_THURSDAY, later, set_up
from tests.stories.office import Office, answer


async def test_an_empty_home_says_how_to_begin(office: Office) -> None:
    home = await office.ana.opens_home()
    assert "Your tasks" in home.text
    assert "New task" in home.buttons


async def test_home_shows_what_waits_for_me_above_my_tasks(office: Office) -> None:
    await office.ana.types("/task add Ship it @ben", "launch")
    await office.ana.types("/task add Not for Ben @ana", "launch")
    await office.ana.types("/blocker raise No access @ben", "launch")
    home = await office.ben.opens_home()
    assert home.text.index("B-1 No access") < home.text.index("T-1 Ship it")
    assert "Not for Ben" not in home.text


async def test_a_lead_sees_what_others_do_for_them_and_ways_to_all_of_it(office: Office) -> None:
    await office.ana.types("/task add Ship it @ben", "launch")
    await office.ana.types("/task add My own @ana", "launch")
    await office.ana.types("/task add Nobody has this", "launch")
    await office.ben.types("/task add From Ben to Cleo @cleo", "launch")
    await office.ana.types("/blocker raise No access @ben", "launch")
    await office.ana.types("/blocker raise Out of paper @ben", "launch")
    await office.ana.types("/blocker reassign 2 @ana", "launch")
    await office.ana.types("/blocker raise Long gone @ben", "launch")
    await office.ana.types("/blocker resolve 3", "launch")
    home = await office.ana.opens_home()
    raised, given = home.text.split("Blockers you raised")[1].split("Tasks you gave to others")
    assert "B-1 No access" in raised
    assert "Out of paper" not in raised
    assert "Long gone" not in home.text
    assert "T-1 Ship it" in given
    assert not [title for title in ("My own", "Nobody has this", "From Ben to Cleo") if title in given]
    assert "T-1 Ship it" in (await office.presses(office.ana, "See all I gave", on=home)).text
    home = await office.ana.opens_home()
    assert "B-2 Out of paper" in (await office.presses(office.ana, "See all I raised", on=home)).text


async def test_how_many_tasks_were_given_is_said_where_not_all_of_them_are_shown(office: Office) -> None:
    for number in range(7):
        await office.ana.types(f"/task add Number {number} @ben", "launch")
    home = await office.ana.opens_home()
    seen = await office.presses(office.ana, "See all 7 I gave", on=home)
    assert "Number 6" in seen.text


async def test_done_on_home_answers_on_home_and_takes_the_task_away(office: Office) -> None:
    await office.ana.types("/task add Ship it @ana", "launch")
    home = await office.ana.opens_home()
    after = await office.presses(office.ana, "Done", on=home)
    assert "Done: T-1 Ship it" in after.text
    assert "Undo" in after.buttons
    undone = await office.presses(office.ana, "Undo", on=after)
    assert "Undone: T-1 Ship it" in undone.text
    assert [task.status for task in await office.rows(Task)] == ["open"]


async def test_what_happened_is_gone_when_home_is_opened_again(office: Office) -> None:
    await office.ana.types("/task add Ship it @ana", "launch")
    home = await office.ana.opens_home()
    await office.presses(office.ana, "Done", on=home)
    assert "Done: T-1" not in (await office.ana.opens_home()).text


async def test_new_task_on_home_asks_for_the_channel_and_answers_on_home(office: Office) -> None:
    home = await office.ana.opens_home()
    await office.ana.clicks("New task", on=home)
    form = await office.ana.form("New task")
    form.fill("Title", "From home")
    form.pick("Channel", "#launch")
    assert (await form.submit()).ok
    await office.settled()
    assert "Added T-1 From home" in office.ana.reads(home).text
    assert [task.channel_id for task in await office.rows(Task)] == [office.launch.id]


async def test_help_and_all_my_tasks_are_shown_to_whoever_presses_on_home(office: Office) -> None:
    await office.ana.types("/task add Ship it @ana", "launch")
    home = await office.ana.opens_home()
    assert "Keep track of work" in (await office.presses(office.ana, "Help", on=home)).text
    home = await office.ana.opens_home()
    assert "T-1 Ship it" in (await office.presses(office.ana, "See all my tasks", on=home)).text


async def test_a_very_full_home_stays_within_slacks_limits(office: Office) -> None:
    for number in range(1, 41):
        await office.ana.types(f"/task add Piece {number} {'&<>' * 150} @ana", "launch")
    for number in range(10):
        await office.ana.types(f"/task add Given {number} {'&<>' * 150} @ben", "launch")
        await office.ana.types(f"/blocker raise Raised {number} {'&<>' * 150} @cleo", "launch")
    home = await office.ana.opens_home()
    assert "T-1 Piece 1" in home.text
    listing = await answer(await office.ana.types("/beat my", "launch"))
    assert "T-1 Piece 1" in listing.text


async def test_a_guest_has_a_home_and_a_stranger_does_not(office: Office) -> None:
    guest = office.slack.add_person("gil", is_restricted=True)
    assert "Your tasks" in (await guest.opens_home()).text


async def test_a_passing_fault_of_slacks_does_not_leave_home_as_it_was(office: Office) -> None:
    office.may_be_refused.add("views.publish")
    await office.ana.types("/task add Ship it @ana", "launch")
    office.slack.faults.server_error("views.publish", times=2)
    assert "T-1 Ship it" in (await office.ana.opens_home()).text
    office.slack.faults.server_error("views.publish")
    home = await office.ana.opens_home()
    assert "Done: T-1 Ship it" in (await office.presses(office.ana, "Done", on=home)).text


async def test_what_waits_for_me_is_first_then_today_then_my_tasks_and_settings_are_last(office: Office) -> None:
    await office.ana.types("/task add Some day", "launch")
    await office.ana.types("/task add Due now today", "launch")
    await office.ana.types("/standup new Evening at 23:00 every weekday", "launch")
    await begins(office)
    await office.cleo.types("/beat away until wednesday", "launch")
    home = await office.ana.opens_home()
    order = [
        "Waiting for you", "Daily waits for your answer", "Raise blocker", "Today", "T-2 Due now",
        "@cleo is away until Wed 25 Nov", "Your tasks", "T-1 Some day", "Your channels", "#launch · 2 open tasks",
        "Settings",
    ]  # fmt: skip
    assert [home.text.find(words) for words in order] == sorted(home.text.find(words) for words in order)
    assert all(words in home.text for words in order)
    await office.ana.clicks("Answer", on=home)
    assert (await office.ana.form("Daily")).is_open


async def test_a_draft_of_a_report_waits_on_its_owners_home(office: Office) -> None:
    await set_up(office)
    await later(office, **TO_THURSDAY)
    assert "The report of #launch waits for you to look it over." in (await office.ana.opens_home()).text
    assert "The report of" not in (await office.ben.opens_home()).text


async def test_channels_say_how_much_is_late_and_blocked_and_private_ones_only_to_those_in_them(
    office: Office,
) -> None:
    office.slack.add_channel("board", members=[office.ana, office.ben], private=True)
    await office.ana.types("/task add Sell the company @cleo", "board")
    await office.ana.types("/task add Late @ana 2026-11-23", "launch")
    await office.ana.types("/task add Stuck @cleo", "launch")
    await office.ana.types("/task block 3 by 2", "launch")
    await office.later(days=2)
    home = await office.cleo.opens_home()
    assert "#launch · 2 open tasks · 1 late · 1 blocked" in home.text
    assert "board" not in home.text


@pytest.mark.parametrize(
    ("label", "title"),
    [
        ("Raise blocker", "Raise a blocker"),
        ("Remind me", "Remind me"),
        ("I'm away", "I'm away"),
        ("Settings", "Your settings"),
    ],
)
async def test_what_is_done_most_is_one_press_away(office: Office, label: str, title: str) -> None:
    home = await office.ana.opens_home()
    await office.ana.clicks(label, on=home)
    assert (await office.ana.form(title)).is_open


async def test_im_away_takes_the_same_words_and_what_it_can_not_read_is_said_under_the_field(office: Office) -> None:
    await office.ana.clicks("I'm away", on=await office.ana.opens_home())
    form = await office.ana.form("I'm away")
    form.fill("When?", "some day or other")
    await form.submit()
    assert list(form.errors) == ["When?"]
    form.fill("When?", "until wednesday")
    assert (await form.submit()).ok
    await office.settled()
    assert "You are away" in (await office.ana.opens_home()).text or await office.rows(Absence)


async def test_a_newcomer_finds_three_first_steps_and_can_leave_and_resume_them(office: Office) -> None:
    home = await office.ben.opens_home()
    assert "First steps, 1 of 3: your time" in home.text
    assert "It is 04:00" in home.text
    second = await office.presses(office.ben, "Next step", on=home)
    assert "First steps, 2 of 3: your peace" in second.text
    gone = await office.presses(office.ben, "Not now", on=second)
    assert "2 of 3" not in gone.text
    assert "1 of 3" not in (await office.ben.opens_home()).text
    again = await office.presses(office.ben, "First steps", on=gone)
    assert "First steps, 2 of 3" in again.text
    last = await office.presses(office.ben, "Next step", on=again)
    done = await office.presses(office.ben, "I'm set", on=last)
    assert "First steps, " not in done.text


async def test_what_runs_already_is_no_first_step_of_an_administrator(office: Office) -> None:
    office.slack.change_person(office.ana, is_admin=True)
    await office.settled()
    await office.ben.types("/standup new Daily at 23:50 every weekday", "launch")
    assert "First steps, 2 of 3: its weekly report" in (await office.ana.opens_home()).text
    await office.ben.types("/beat report every friday at 16:00", "launch")
    assert "First steps, 3 of 3: your peace" in (await office.ana.opens_home()).text


async def test_an_administrators_first_steps_set_up_a_channel(office: Office) -> None:
    office.slack.change_person(office.cleo, is_admin=True)
    await office.settled()
    home = await office.cleo.opens_home()
    assert "1 of 3: a standup for a channel" in home.text
    await office.cleo.clicks("Set up a standup", on=home)
    assert (await office.cleo.form("New standup")).is_open
    second = await office.presses(office.cleo, "Next step", on=home)
    await office.cleo.clicks("Set up the report", on=second)
    assert (await office.cleo.form("Weekly report")).is_open


async def test_your_tasks_are_never_a_heading_alone(office: Office) -> None:
    assert "Your tasks\nNothing on your list" in (await office.cleo.opens_home()).text
    await office.cleo.types("/task add Ship it today", "launch")
    assert "Your tasks" not in (await office.cleo.opens_home()).text
    await office.cleo.types("/task add Rest next week", "launch")
    assert "Your tasks\nT-2 Rest" in (await office.cleo.opens_home()).text


async def test_blockers_that_wait_for_me_are_acknowledged_on_home_the_urgent_first(office: Office) -> None:
    await office.ana.types("/blocker raise Old one @ben", "launch")
    await office.ana.types("/blocker raise Prod is down @ben !urgent", "launch")
    home = await office.ben.opens_home()
    assert home.text.index("Prod is down") < home.text.index("Old one")
    after = await office.presses(office.ben, "Acknowledge", on=home)
    assert "Acknowledged: B-2 Prod is down" in after.text
    assert {"Resolve", "Acknowledge"} <= set(after.buttons)


async def test_beat_my_is_shown_again_when_something_in_it_was_acknowledged_or_done(office: Office) -> None:
    await office.ben.types("/blocker raise No access @ana", "launch")
    await office.ana.types("/task add Ship it @ana", "launch")
    mine = await answer(await office.ana.types("/beat my", "launch"))
    after = await office.presses(office.ana, "Acknowledge", on=mine)
    assert "Acknowledged: B-1 No access" in after.text
    assert "acknowledged by @ana" in after.text
    assert "T-1 Ship it" in after.text
    done = await office.presses(office.ana, "Done", on=after)
    assert "Done: T-1 Ship it" in done.text
    assert "Resolve" in done.buttons
