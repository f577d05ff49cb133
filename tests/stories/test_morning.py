"""A team's morning, told once for each way in and each memory: signed HTTP and Socket Mode, SQLite and PostgreSQL.

Ana plans, Ben is asked for help from New York, Cleo joins in. Whatever the bot sends must be what Slack takes.
"""

import asyncio
from collections import Counter

import pytest

from storage.blockers import Blocker
from storage.history import Change
from storage.outbox import Message
from storage.tasks import Task
from tests.stories import office as offices
from tests.stories.office import Office, answer

HOSTILE = "<!channel> & <@UNOBODY> Is 1 &lt; 2? *bold _under ~gone ```code \x00 \u202eevil\u2066 end"
SHOWN = "<!channel> & <@UNOBODY> Is 1 &lt; 2?"
EMOJI = "👩\u200d🚀🎉" * 1250
HEBREW = "לשלוח את הגרסה שלום"


@pytest.mark.parametrize("transport", ["http", "socket"])
async def test_a_teams_morning(database_url: str, transport: str) -> None:
    async with offices.office(database_url, transport) as office:
        await the_day_begins_with_help(office)
        await ana_writes_down_the_plan(office)
        await a_typo_is_forgiven(office)
        await tasks_come_from_everywhere(office)
        await hostile_words_stay_words(office)
        await a_task_is_given_timed_and_taken(office)
        await a_form_puts_it_right(office)
        await work_gets_done_and_undone(office)
        await two_hands_press_one_button(office)
        await ben_is_asked_for_help_and_clears_the_way(office)
        await a_blocker_goes_to_cleo(office)
        await the_long_list_is_walked_through(office)
        await everybody_looks_at_home(office)
        await the_news_is_shared(office)
        await nobody_read_an_entity_they_did_not_type(office)
        await the_memory_agrees(office)
        assert office.slack.refusals == []


async def the_day_begins_with_help(office: Office) -> None:
    seen = await answer(await office.ana.types("/beat"))
    assert "Keep track of work" in seen.text
    assert "/task done 4 7 12" in (await answer(await office.ben.types("/beat help tasks", "launch"))).text
    assert "No open blockers" in (await office.presses(office.ana, "Open blockers", on=seen)).text


async def ana_writes_down_the_plan(office: Office) -> None:
    seen = await answer(
        await office.ana.types("/task add Ship the beta @ben 2026-11-27 17:00 !high #web ~3d", "launch")
    )
    assert "Added T-1 Ship the beta" in seen.text
    assert "Fri 27 Nov, 17:00 (Berlin)" in seen.text
    assert seen.buttons == ("Done", "Edit", "Undo", "Share to channel")
    assert "T-1 Ship the beta" in (await office.ben.sees("This task is yours now.")).text
    await office.ana.types("/beat task add Write the release notes @cleo", "launch")
    await office.ana.types('/task add "Call the printer on friday"', "launch")


async def a_typo_is_forgiven(office: Office) -> None:
    lost = await answer(await office.ana.types("/task satrt 2", "launch"))
    assert "Did you mean this?" in lost.text
    assert "Started: T-2 Write the release notes" in (await office.presses(office.ana, "/task start 2", on=lost)).text
    lost = await answer(await office.cleo.types("/task Order the cake", "launch"))
    found = await office.presses(office.cleo, "/task add Order the cake", on=lost)
    assert "Added T-4 Order the cake" in found.text


async def tasks_come_from_everywhere(office: Office) -> None:
    said = await office.cleo.says("The login page loses & forgets <everything>", "launch")
    await office.ana.uses_message_shortcut("Create task", on=said)
    form = await office.ana.form("New task")
    assert form.values["Title"] == "The login page loses & forgets <everything>"
    assert "Added T-5 The login page loses & forgets <everything>" in (await office.submits(office.ana, form)).text
    await office.ben.uses_shortcut("New task")
    form = await office.ben.form("New task")
    form.fill("Title", "Rotate the keys")
    form.pick("Channel", "#launch")
    assert "Added T-6 Rotate the keys" in (await office.submits(office.ben, form)).text
    [reply] = await office.hears(office.cleo, "@Drumbeat task add Thank the testers", "launch")
    assert "Added T-7 Thank the testers" in reply.text
    [reply] = await office.hears(office.ben, "task add Book a flight @ben")
    assert "Added T-8 Book a flight" in reply.text


async def hostile_words_stay_words(office: Office) -> None:
    for words, expected in [(HOSTILE, SHOWN), (HEBREW, HEBREW), (EMOJI, "👩\u200d🚀🎉")]:
        seen = await answer(await office.ana.types(f"/task add {words}", "launch"))
        assert expected in seen.text
        raw = str(seen.message)
        assert not any(control in raw for control in ("<!channel>", "<@UNOBODY>", "\x00", "\u202e", "\u2066"))
    found = await answer(await office.ana.types("/task list <!channel>", "launch"))
    assert f"T-9 {SHOWN}" in found.text


async def a_task_is_given_timed_and_taken(office: Office) -> None:
    assert "@ben" in (await answer(await office.ana.types("/task assign 5 @ben", "launch"))).text
    timed = await answer(await office.ben.types("/task due 5 2026-11-24 09:30", "launch"))
    assert "Tue 24 Nov, 09:30 (New York)" in timed.text
    assert "15:30" in (await answer(await office.ana.types("/task show 5", "launch"))).text
    assert "Yours now: T-4" in (await answer(await office.ana.types("/task claim 4", "launch"))).text
    assert "Blocked: T-1" in (await answer(await office.ana.types("/task block 1 by 5", "launch"))).text


async def a_form_puts_it_right(office: Office) -> None:
    await office.ana.types("/task edit T-3", "launch")
    form = await office.ana.form("Edit T-3")
    assert form.values["Title"] == "Call the printer on friday"
    form.fill("Title", "Call the printer <today>")
    form.fill("Estimate", "soon")
    assert not (await form.submit()).ok
    assert list(form.errors.values()) == ["Say it like 3d, 4h or 30m."]
    form.fill("Estimate", "30m")
    assert "Saved: T-3 Call the printer <today>" in (await office.submits(office.ana, form)).text


async def work_gets_done_and_undone(office: Office) -> None:
    seen = await answer(await office.ben.types("/task show 5", "launch"))
    done = await office.presses(office.ben, "Done", on=seen)
    assert "Done: T-5" in done.text
    assert "T-1 Ship the beta" in (await office.ben.sees("T-1 Ship the beta")).text
    done = await answer(await office.ana.types("/task done 3 4 99", "launch"))
    assert "Done: 2 tasks" in done.text
    assert "can't find T-99" in done.text
    undone = await office.presses(office.ana, "Undo", on=done)
    assert "Undone: T-4 Order the cake is as it was before." in undone.text
    assert "Done: T-4" in (await answer(await office.ana.types("/task done T-4", "launch"))).text
    assert "Dropped: T-7" in (await answer(await office.cleo.types("/task drop 7", "launch"))).text


async def two_hands_press_one_button(office: Office) -> None:
    anas = await answer(await office.ana.types("/task show 2", "launch"))
    cleos = await answer(await office.cleo.types("/task show 2", "launch"))
    told = await asyncio.gather(
        office.presses(office.ana, "Done", on=anas), office.presses(office.cleo, "Done", on=cleos)
    )
    assert sorted("is done already. Nothing changed." in seen.text for seen in told) == [False, True]


async def ben_is_asked_for_help_and_clears_the_way(office: Office) -> None:
    seen = await answer(await office.ana.types("/blocker raise No access to <staging> @ben T-6 !high", "launch"))
    assert "Raised B-1 No access to <staging>" in seen.text
    card = await office.ben.sees("asks for your help")
    assert card.buttons == ("Acknowledge", "Update", "Resolve", "Reassign", "Why did I get this?")
    await office.settled()
    assert "Acknowledged: B-1" in (await office.presses(office.ben, "Acknowledge", on=card)).text
    await office.settled()
    await office.ben.clicks("Update", on=card)
    form = await office.ben.form("Update B-1")
    form.fill("Update", "The keys are <on their way> & signed")
    assert "Updated: B-1" in (await office.submits(office.ben, form)).text
    await office.settled()
    assert "The keys are <on their way> & signed" in office.ben.reads(card).text
    await office.passes(minutes=95)
    assert "Resolved: B-1" in (await office.presses(office.ben, "Resolve", on=card)).text
    assert "B-1 No access to <staging>" in (await office.ana.sees("is resolved by @ben. It took 1 h.")).text


async def a_blocker_goes_to_cleo(office: Office) -> None:
    seen = await answer(await office.ana.types("/task block 8 no passport number @ben", "launch"))
    assert "can't find T-8" in seen.text
    await office.hears(office.ben, "blocker No passport number @ana T-8")
    card = await office.ana.sees("asks for your help")
    await office.ana.clicks("Reassign", on=card)
    form = await office.ana.form("Reassign B-2")
    form.pick("Who can clear it?", "@cleo")
    assert "Reassigned: B-2" in (await office.submits(office.ana, form)).text
    card = await office.cleo.sees("B-2 No passport number")
    assert "Resolve" in card.buttons
    listing = await answer(await office.cleo.types("/blocker list mine", "launch"))
    assert "B-2 No passport number" in listing.text
    assert "Resolved: B-2" in (await office.presses(office.cleo, "Resolve", on=listing)).text


async def the_long_list_is_walked_through(office: Office) -> None:
    for number in range(1, 13):
        await office.cleo.types(f"/task add Invite guest {number:02} #party", "launch")
    first = await answer(await office.ana.types("/task list #party", "launch"))
    second = await office.presses(office.ana, "Next", on=first)
    assert [sum(f"Invite guest {n:02}" in page.text for page in (first, second)) for n in range(1, 13)] == [1] * 12
    assert (await office.presses(office.ana, "Back", on=second)).text == first.text
    assert "T-1 Ship the beta" in (await answer(await office.ana.types("/task list @ben !high", "launch"))).text
    everything = await answer(await office.ana.types("/task list", "launch"))
    assert "T-4 Order the cake" not in everything.text
    assert "Book a flight" not in everything.text


async def everybody_looks_at_home(office: Office) -> None:
    mine = await answer(await office.ben.types("/beat my", "launch"))
    assert "T-1 Ship the beta" in mine.text
    home = await office.ben.opens_home()
    assert "T-8 Book a flight" in home.text
    done = await office.presses(office.ben, "Done", on=home)
    assert "Done: T-1 Ship the beta" in done.text
    assert "Your tasks" in (await office.cleo.opens_home()).text


async def the_news_is_shared(office: Office) -> None:
    seen = await answer(await office.ana.types("/task show 6", "launch"))
    assert "Done" in seen.buttons
    added = await answer(await office.ana.types("/task add Celebrate", "launch"))
    assert "Sharing T-24 Celebrate to #launch." in (await office.presses(office.ana, "Share to channel", on=added)).text
    card = await office.cleo.sees("T-24 Celebrate", channel="launch")
    assert not card.is_ephemeral
    await office.presses(office.cleo, "Done", on=card)
    await office.settled()
    assert "done" in office.ana.reads(card).text


async def nobody_read_an_entity_they_did_not_type(office: Office) -> None:
    await office.settled()
    for person in (office.ana, office.ben, office.cleo):
        for seen in person.everything():
            assert "&lt;" not in seen.text.replace("1 &lt; 2", "")
            assert "&amp;" not in seen.text
            assert "&gt;" not in seen.text


async def the_memory_agrees(office: Office) -> None:
    tasks = {task.number: task for task in await office.rows(Task)}
    assert sorted(tasks) == list(range(1, 25))
    status = {number: task.status for number, task in tasks.items()}
    assert {number for number in status if status[number] == "done"} == {1, 2, 4, 5, 24}
    assert {number for number in status if status[number] == "dropped"} == {7}
    assert (tasks[1].owner_id, tasks[4].owner_id, tasks[5].owner_id) == (office.ben.id, office.ana.id, office.ben.id)
    assert tasks[5].source_url is not None
    assert [blocker.status for blocker in await office.rows(Blocker)] == ["resolved", "resolved"]
    await the_history_knows_every_door(office)
    assert {row.state for row in await office.rows(Message)} <= {"sent", "skipped"}


async def the_history_knows_every_door(office: Office) -> None:
    changes = await office.rows(Change)
    added = {change.number: change for change in changes if change.verb == "add" and change.noun == "task"}
    doors = {number: added[number].door for number in (1, 4, 5, 6, 7, 8)}
    assert doors == {1: "command", 4: "ephemeral", 5: "form", 6: "form", 7: "mention", 8: "dm"}
    assert added[8].actor_id == office.ben.id
    verbs = Counter(change.verb for change in changes if change.noun == "blocker")
    assert verbs == {"add": 2, "acknowledge": 1, "update": 1, "reassign": 1, "resolve": 2}
    assert {change.actor_id for change in changes} == {office.ana.id, office.ben.id, office.cleo.id}
