"""`/beat ledger`: everybody sees what came to them and what is theirs; administrators see that all is sent."""

from datetime import timedelta

from sqlmodel import Session

from playground.people import Actor
from storage import outbox
from tests.stories.office import Office, answer


async def _ledger(office: Office, person: Actor) -> str:
    await office.settled()
    seen = await answer(await person.types("/beat ledger", channel="launch"))
    assert seen.is_ephemeral
    return seen.text


async def test_the_ledger_counts_what_was_sent_and_names_what_was_not_and_why(office: Office) -> None:
    office.may_be_refused = {"chat.postMessage"}
    office.slack.add_channel("elsewhere", members=[office.ana], bot=False)
    await office.ana.types("/task add Ship the beta @ben", channel="launch")
    shared = await answer(await office.ana.types("/task add Share me", channel="elsewhere"))
    await office.ana.clicks("Share to channel", on=shared)
    said = await _ledger(office, office.ana)
    assert "1 sent" in said
    assert "1 failed" in said
    assert said.index("Not sent, and why") < said.index("the task to #elsewhere: Share me")
    assert "not_in_channel" in said
    assert "1 sent" in await _ledger(office, office.ben)


async def test_what_was_sent_is_counted_by_kind(office: Office) -> None:
    assert "Sent: " not in await _ledger(office, office.ben)
    await office.ana.types("/task add Ship the beta @ben", channel="launch")
    await office.ana.types("/task add Tell the press @ben", channel="launch")
    await office.ana.types("/blocker No access to staging @ben", channel="launch")
    assert "Sent: 2 new tasks · 1 blocker question" in await _ledger(office, office.ben)


async def test_what_will_be_sent_is_in_the_order_of_the_moments_that_are_shown(office: Office) -> None:
    await answer(await office.ana.types("/standup new Late at 10:00 every weekday", channel="launch"))
    await answer(await office.ben.types("/beat remind me to call tomorrow 9:00", channel="launch"))
    said = await _ledger(office, office.ben)
    assert said.index("Tue 24 Nov, 09:00") < said.index("Tue 24 Nov, 10:00 for each, from 04:00 your time")


async def test_no_morning_list_is_promised_for_a_day_away(office: Office) -> None:
    await office.ben.types("/task add Ship the beta @ben", "launch")
    assert "Tue 24 Nov, 09:00" in await _ledger(office, office.ben)
    await office.ben.types("/beat away tomorrow", "launch")
    said = await _ledger(office, office.ben)
    assert "Tue 24 Nov, 09:00" not in said
    assert "Wed 25 Nov, 09:00" in said


async def test_the_ledger_tells_what_will_be_sent_in_the_next_days(office: Office) -> None:
    def plan(session: Session) -> None:
        now = office.clock.moment()
        for days in (2, 8):
            outbox.plan(
                session, office.slack.core.workspace.team_id, f"{days}", "tasks.assigned", ("task", 1), office.ben.id,
                now, at=now + timedelta(days=days),
            )  # fmt: skip

    await office.bot.bot.db.write(plan)
    said = await _ledger(office, office.ben)
    assert said.count("the news that a task is theirs") == 1
    assert "Nothing is planned" in await _ledger(office, office.cleo)


async def test_an_administrator_sees_that_everything_is_sent(office: Office) -> None:
    office.slack.change_person(office.cleo, is_admin=True)
    await office.settled()
    await office.ana.types("/task add Ship the beta @ben", channel="launch")
    assert "1 sent" in await _ledger(office, office.cleo)


async def test_the_ledger_tells_of_the_standups_that_are_to_come_each_once(office: Office) -> None:
    assert "Nothing is planned" in await _ledger(office, office.ana)
    await office.ana.types("/standup new Morning at 9:30 every weekday in Europe/Berlin", channel="launch")
    said = await _ledger(office, office.cleo)
    assert said.count("the question of a standup (S-1) to 3 people") == 5
    assert "Tue 24 Nov, 09:30 · the question of a standup (S-1) to 3 people: Morning" in said
    await office.passes(days=1)
    await office.wakes()
    assert (await _ledger(office, office.cleo)).count("the question of a standup (S-1) to 3 people") == 5


async def test_a_standup_at_everybodys_own_hour_is_one_entry_that_tells_that_hour(office: Office) -> None:
    await answer(await office.ana.types("/standup new Morning at 9:30 every weekday", channel="launch"))
    ahead = "Tue 24 Nov, 09:30 for each, from 03:30 your time · the question of a standup (S-1) to 3 people: Morning"
    assert ahead in await _ledger(office, office.ben)


async def test_a_nudge_is_not_announced_to_whoever_has_answered(office: Office) -> None:
    await answer(await office.ana.types("/standup new Morning at 9:30 every weekday @ana @ben", channel="launch"))
    await office.later(hours=24)
    today = "Tue 24 Nov, 12:30 · the reminder of a standup"
    assert today in await _ledger(office, office.ana)
    await answer(await office.ana.types("/standup done: the login plan: the beta", channel="launch"))
    assert today not in await _ledger(office, office.ana)


async def test_the_reminders_of_rounds_to_come_are_told_for_those_who_want_them(office: Office) -> None:
    await answer(
        await office.ana.types("/standup new Morning at 9:30 every weekday in Europe/Berlin", channel="launch")
    )
    await answer(await office.ben.types("/beat nudges off", channel="launch"))
    said = await _ledger(office, office.ana)
    assert said.count("the reminder of a standup (S-1) to 2 people: Morning · unless they have answered") == 4
    assert "Tue 24 Nov, 12:00 · the reminder of a standup (S-1)" in said


async def test_the_mornings_to_come_are_told_to_whoever_gets_them_and_all_to_an_administrator(office: Office) -> None:
    await answer(await office.ana.types("/task add Ship the beta @ana", channel="launch"))
    await answer(await office.ana.types("/task add Tell the press @ben", channel="launch"))
    await office.wakes()
    assert "Tue 24 Nov, 09:00 · the morning list to @ana · if there is anything to say" in await _ledger(
        office, office.ana
    )
    assert "the morning list" not in await _ledger(office, office.cleo)
    office.slack.change_person(office.cleo, is_admin=True)
    said = await _ledger(office, office.cleo)
    assert "Tue 24 Nov, 09:00 for each, from 09:00 your time · the morning list to 2 people" in said
    await answer(await office.ana.types("/beat mutes add digest.morning", channel="launch"))
    assert "the morning list" not in await _ledger(office, office.ana)


async def test_the_draft_of_a_report_is_told_with_its_channel(office: Office) -> None:
    await answer(await office.ana.types("/beat report every friday at 16:00", channel="launch"))
    said = await _ledger(office, office.ana)
    assert "Thu 26 Nov, 16:00 · the draft of the report of #launch to @ana" in said
    assert "Fri 27 Nov, 16:00 · the report to #launch" in said


async def test_what_was_left_out_again_and_again_for_one_reason_is_one_line(office: Office) -> None:
    await answer(await office.ana.types("/standup new Morning at 9:30 every weekday @ana @cleo", channel="launch"))
    await office.later(hours=24)
    for person in (office.ana, office.cleo):
        await answer(await person.types("/standup done: the login plan: the beta", channel="launch"))
    await office.later(hours=8)
    office.slack.change_person(office.ana, is_admin=True)
    await office.settled()
    said = await _ledger(office, office.ana)
    assert "2 times, last on Tue 24 Nov, 12:30 · the reminder of a standup to 2 people: Morning · held back: " in said


async def test_what_does_not_fit_is_on_the_next_page(office: Office) -> None:
    for number in range(10, 27):
        await answer(await office.ana.types(f"/beat remind me to do {number} in {number} hours", channel="launch"))
    first = await answer(await office.ana.types("/beat ledger", channel="launch"))
    assert "the reminder (R-1) to @ana: do 10" in first.text
    assert "1 to 15 of 17" in first.text
    second = await office.presses(office.ana, "Next", on=first)
    assert "do 26" in second.text
    assert "16 to 17 of 17" in second.text
    assert "1 to 15 of 17" in (await office.presses(office.ana, "Back", on=second)).text


async def test_an_administrator_reads_that_a_reminder_comes_but_not_of_what(office: Office) -> None:
    office.slack.change_person(office.cleo, is_admin=True)
    await office.settled()
    await answer(await office.ana.types("/beat remind @ben to bring the ring friday 15:00", channel="launch"))
    said = await _ledger(office, office.cleo)
    assert "the reminder (R-1) to @ben" in said
    assert "the ring" not in said
