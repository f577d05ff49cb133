"""Daily work is everybody's; what rules others is for those in charge, and nobody is left without a way."""

from playground.people import Seen
from storage.reminders import Reminder
from storage.rounds import Entry
from storage.standups import Standup
from storage.status import Plan
from storage.tasks import Task
from tests.handlers import forgery
from tests.stories.office import Office, whispered

DAILY = "/standup new Daily at 9:30 every weekday"


async def says(office: Office, words: str, who: str = "ana", where: str | None = "launch") -> Seen:
    """What somebody reads after a command, be it done or refused."""
    person = getattr(office, who)
    seen = await person.types(words, where)
    await office.settled()
    return seen or whispered(person)


async def test_a_standup_is_deleted_by_its_owner_a_lead_or_nobody(office: Office) -> None:
    await says(office, DAILY)
    refused = await says(office, "/standup delete 1", "ben")
    assert "by whoever set it up, by the leads of its channel and by administrators. Nothing changed." in refused.text
    assert refused.text.endswith("Now that is @ana.")
    await says(office, "/beat role lead @cleo")
    assert "Now that is @ana, @cleo." in (await says(office, "/standup delete 1", "ben")).text
    assert "Deleted: S-1 Daily" in (await says(office, "/standup delete 1", "cleo")).text


async def test_a_report_is_stopped_by_its_owner_a_lead_or_nobody(office: Office) -> None:
    await says(office, "/beat report every friday at 16:00")
    for words in ("stop", "pause", "every monday at 9:00"):
        assert "Now that is @ana." in (await says(office, f"/beat report {words}", "ben")).text
    [plan] = await office.rows(Plan)
    assert (plan.status, plan.version) == ("running", 1)
    await says(office, "/beat role lead @cleo")
    await says(office, "/beat report pause", "cleo")
    assert [plan.status for plan in await office.rows(Plan)] == ["paused"]


async def test_what_a_lost_owner_left_is_taken_up_by_the_members_of_the_channel(office: Office) -> None:
    dan = office.slack.add_person("dan", announce=True)
    await says(office, DAILY, "cleo")
    office.slack.change_person(office.cleo, deleted=True)
    await office.settled()
    outside = await dan.types("/standup pause 1")
    assert outside is not None
    assert "is gone and nobody leads its channel, so its members can change it" in outside.text
    assert "Paused" in (await says(office, "/standup pause 1", "ben")).text


async def test_a_sponsor_reads_and_is_neither_asked_nor_counted_nor_writes(office: Office) -> None:
    await says(office, "/task add Ship it")
    await says(office, "/beat role sponsor @ben")
    await says(office, DAILY)
    assert "Here, but not asked: Ben (observer or sponsor)" in (await says(office, "/standup show 1")).text
    await says(office, "/standup run 1")
    assert {entry.user_id for entry in await office.rows(Entry)} == {office.ana.id, office.cleo.id}
    assert "T-1 Ship it" in (await says(office, "/task list", "ben")).text
    for words in ("/task add Mine", "/task done 1", "/blocker raise No way", "/standup new Late at 17:00 every friday"):
        assert "You are an observer or a sponsor of this channel" in (await says(office, words, "ben")).text
    assert [(task.title, task.status) for task in await office.rows(Task)] == [("Ship it", "open")]


async def test_whoever_only_reads_still_does_what_is_asked_of_them_by_name(office: Office) -> None:
    await says(office, "/beat role observer @ben")
    await says(office, "/blocker raise No budget @ben")
    await says(office, "/task add Sign it @ben")
    assert "Resolved" in (await says(office, "/blocker resolve 1", "ben")).text
    assert "Done" in (await says(office, "/task done 1", "ben")).text


async def test_once_somebody_leads_only_leads_say_who_leads_and_who_only_reads(office: Office) -> None:
    await says(office, "/beat role lead @cleo")
    for words in ("/beat role lead @ben", "/beat role add lead @ben", "/beat role observer @ana"):
        assert "Nothing changed. Please ask one of them. Now that is" in (await says(office, words, "ben")).text
    assert "Set. Now leads of #launch: @cleo, @ben." in (await says(office, "/beat role add lead @ben", "cleo")).text
    assert "Set. Now reviewer of #launch: @ana." in (await says(office, "/beat role reviewer @ana")).text


async def test_the_last_lead_stays_until_somebody_comes_after(office: Office) -> None:
    await says(office, DAILY, "ben")
    await says(office, "/beat role lead @ana")
    office.slack.change_person(office.ben, deleted=True)
    await office.settled()
    kept = await says(office, "/beat role remove lead")
    assert "Then nobody would lead this channel, and S-1 would have nobody to go to." in kept.text
    assert "/beat role lead @name" in kept.text
    assert "Set. Now lead of #launch: @cleo." in (await says(office, "/beat role lead @cleo")).text


async def test_a_reminder_for_a_channel_is_not_for_each_of_its_readers_to_end(office: Office) -> None:
    await says(office, "/beat remind #launch to stand up every weekday 10:00")
    assert "Now that is @ana." in (await says(office, "/beat remind delete R-1", "ben")).text
    assert [reminder.status for reminder in await office.rows(Reminder)] == ["active"]


async def test_a_form_refuses_whoever_is_not_in_charge_and_names_who_is(office: Office) -> None:
    await says(office, DAILY)
    await says(office, "/beat role lead @ben")
    await office.ben.types("/standup edit 1", "launch")
    form = await office.ben.form()
    await says(office, "/beat role lead @cleo")
    form.fill("Name", "Mine now")
    outcome = await form.submit()
    assert "Please ask one of them. Now that is Ana, Cleo." in str(outcome.errors)
    assert [standup.name for standup in await office.rows(Standup)] == ["Daily"]


async def test_a_task_is_not_put_into_a_private_channel_by_somebody_outside(office: Office) -> None:
    secret = office.slack.add_channel("secret", members=[office.ana], private=True)
    await office.ben.uses_shortcut("New task")
    form = await office.ben.form()
    form.fill("Title", "Mine")
    form.view.values["channel"]["channel"]["selected_conversation"] = secret.id
    outcome = await form.submit()
    assert "I can't see that you are in that channel" in str(outcome.errors)
    assert await office.rows(Task) == []


async def test_whoever_left_a_private_channel_unheard_of_is_out_within_a_quarter_of_an_hour(office: Office) -> None:
    board = office.slack.add_channel("board", members=[office.ana, office.ben], private=True)
    await says(office, "/beat report every friday at 16:00", where="board")
    await forgery.click(office, office.ana, "status.publish", {"plan": 1, "early": 1}, "board")
    await office.settled()
    assert "Status #1" in (await says(office, "/beat report 1", "ben", None)).text
    board.members.remove(office.ben.id)
    await office.passes(minutes=11)
    await office.bot.bot.directory.look_inside()
    assert "I can't find report #1 for you" in (await says(office, "/beat report 1", "ben", None)).text
