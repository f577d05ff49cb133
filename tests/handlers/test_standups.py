"""Standups set up and looked after, by word, by form and by button."""

import pytest

from bot.views import crowds
from bot.views.crowds import Known
from playground.people import Seen
from storage.alarms import Alarm
from storage.members import Channel, Member
from storage.outbox import Message
from storage.rounds import Entry, Round
from storage.standups import Standup
from storage.tasks import Task
from tests.stories.office import Office, answer

MORNING = "/standup new Morning at 9:30 every weekday"


async def standup(office: Office, number: int = 1) -> Standup:
    return next(row for row in await office.rows(Standup) if row.number == number)


async def opens(office: Office) -> dict[str, str]:
    """The day of the next round, by standup."""
    return {alarm.subject: alarm.nominal for alarm in await office.rows(Alarm) if alarm.part == "open"}


async def says(office: Office, text: str, channel: str | None = "launch") -> Seen:
    return await answer(await office.ana.types(text, channel))


async def test_one_line_sets_it_up_and_says_what_comes_next(office: Office) -> None:
    seen = await says(office, MORNING)
    assert "Set up S-1 Morning" in seen.text
    assert "Every weekday at 09:30, in everybody's own time zone · 3 h to answer" in seen.text
    assert "Asks 3 people · posted in one thread a day in #launch" in seen.text
    assert "Next: Tue 24 Nov, 09:30 (Berlin)" in seen.text
    assert "1. What did you finish since last time? · done" in seen.text
    assert seen.buttons == ("Preview", "Edit", "Undo")
    assert await opens(office) == {"1": "2026-11-24"}


async def test_for_somebody_who_is_not_asked_the_next_prompt_is_the_first_of_the_others(office: Office) -> None:
    seen = await says(office, "/beat standup new Far away at 9:30 every day @ben")
    assert "Asks 1 person" in seen.text
    assert "Next: Mon 23 Nov, 15:30 (Berlin)" in seen.text


async def test_undo_takes_it_back_with_its_alarm(office: Office) -> None:
    seen = await says(office, MORNING)
    assert "Undone: S-1 Morning is gone." in (await office.presses(office.ana, "Undo", on=seen)).text
    assert await opens(office) == {}
    assert "No standups here yet" in (await says(office, "/standup list")).text


async def test_the_form_says_what_is_wrong_at_the_field_and_loses_nothing(office: Office) -> None:
    await office.ana.types("/standup new", "launch")
    form = await office.ana.form("New standup")
    assert form.values["Channel"] == "#launch"
    form.fill("Name", "Evening")
    form.fill("When", "now and then")
    form.fill("Questions", "What did you do? (done)\nIf blocked: By whom?")
    assert not (await form.submit()).ok
    assert "I don't understand that" in form.errors["When"]
    form.fill("When", "every day at 16:00")
    assert not (await form.submit()).ok
    assert "Line 2" in form.errors["Questions"]
    assert form.values["Name"] == "Evening"
    form.fill("Questions", "! What did you do? (done)\nStuck? (blocker)\nIf blocked: By whom?\nMood? (mood)")
    form.pick("Need not answer", "ben")
    form.pick("Only read", "cleo")
    form.pick("Time to answer", "30 min")
    form.pick("Where the answers go", "In one message, when time is up")
    seen = await office.submits(office.ana, form)
    assert "Every day at 16:00, in everybody's own time zone · 30 min to answer" in seen.text
    assert "Asks 2 people (1 need not answer, 1 person only reads) · posted in one message" in seen.text
    assert "1. What did you do? · done · required" in seen.text
    assert "3. By whom? · only after 2." in seen.text
    row = await standup(office)
    assert row.members == {office.ben.id: "optional", office.cleo.id: "observer"}
    assert (row.posting, row.window_minutes, row.names_missing, row.early) == ("digest", 30, True, False)


async def test_from_a_dm_people_can_be_asked_and_the_form_asks_for_a_channel(office: Office) -> None:
    refused = await office.ana.types("/standup new Morning every day")
    assert refused is not None
    assert "Whom should I ask?" in refused.text
    seen = await says(office, "/standup new Us two every day @ben", None)
    assert "posted in no channel" in seen.text
    row = await standup(office)
    assert (row.channel_id, row.channel_kind, row.posting) == ("", "dm", "dm")
    await office.ana.types("/standup new")
    form = await office.ana.form("New standup")
    form.clear("Channel")
    form.fill("Name", "Nowhere")
    assert not (await form.submit()).ok
    assert "Choose the channel" in form.errors["Channel"]


async def test_where_we_are_not_it_says_how_to_invite_us_and_learns_when_it_happens(office: Office) -> None:
    office.may_be_refused = {"conversations."}
    office.slack.add_channel("secret", members=[office.ana, office.ben], private=True, bot=False)
    seen = await says(office, MORNING, "secret")
    assert "Asks 0 people" in seen.text
    assert "I'm not in #secret yet, so I can't post there. Type /invite @Drumbeat there." in seen.text
    office.slack.invite_bot("secret")
    await office.settled()
    seen = await says(office, "/standup show 1", "secret")
    assert "Asks 2 people" in seen.text
    assert "/invite" not in seen.text


async def test_whoever_comes_and_goes_is_counted(office: Office) -> None:
    await says(office, MORNING)
    dana = office.slack.add_person("dana", tz="Asia/Tokyo", announce=True)
    await dana.joins("launch")
    await office.cleo.leaves("launch")
    await office.settled()
    here = {row.user_id for row in await office.rows(Member)}
    assert {office.ana.id, office.ben.id, dana.id} < here
    assert office.cleo.id not in here
    assert "Asks 3 people" in (await says(office, "/standup show 1")).text
    [alarm] = [row for row in await office.rows(Alarm) if row.part == "open"]
    assert alarm.due_at.isoformat() == "2026-11-24T00:30:00+00:00"
    [channel] = await office.rows(Channel)
    assert channel.joined


async def test_an_edit_changes_all_of_it_and_can_be_undone(office: Office) -> None:
    seen = await says(office, "/standup new Retro every other friday 15:00")
    await office.ana.clicks("Edit", on=seen)
    form = await office.ana.form("Edit S-1")
    assert form.values["When"] == "every other Friday at 15:00"
    form.fill("Name", "Look back")
    kept = (await standup(office)).cadence
    saved = await office.submits(office.ana, form)
    assert "Saved: S-1 Look back" in saved.text
    assert (await standup(office)).cadence == kept
    await office.ana.clicks("Edit", on=saved)
    form = await office.ana.form("Edit S-1")
    form.fill("When", "every day at 16:00")
    form.fill("Time zone", "asia/tokyo")
    saved = await office.submits(office.ana, form)
    assert "in Asia/Tokyo" in saved.text
    assert await opens(office) == {"1": "2026-11-24"}
    assert "is as it was before" in (await office.presses(office.ana, "Undo", on=saved)).text
    row = await standup(office)
    assert (row.name, row.zone, row.cadence) == ("Look back", "", kept)
    assert row.asks[0].id == "q1"
    assert await opens(office) == {"1": "2026-11-27"}


async def test_a_pause_is_silent_until_it_is_over(office: Office) -> None:
    await says(office, MORNING)
    assert "Paused: nobody is asked until /standup resume 1." in (await says(office, "/standup pause 1")).text
    assert await opens(office) == {}
    again = await office.ana.types("/standup pause S-1", "launch")
    assert again is not None
    assert "S-1 Morning is paused already. Nothing changed." in again.text
    run = await office.ana.types("/standup run 1", "launch")
    assert run is not None
    assert "Running again: S-1 Morning" in (await office.presses(office.ana, "Resume", on=run)).text
    assert await opens(office) == {"1": "2026-11-24"}


async def test_delete_asks_first_and_undo_brings_it_back(office: Office) -> None:
    await says(office, MORNING)
    seen = await says(office, "/standup show 1")
    assert seen.buttons == ("Preview", "Edit", "Pause", "Run now", "History", "Duplicate", "Leave", "Delete")
    gone = await office.presses(office.ana, "Delete", on=seen)
    assert "Deleted: S-1 Morning. Nobody is asked any more." in gone.text
    assert await opens(office) == {}
    lost = await office.ana.types("/standup show 1", "launch")
    assert lost is not None
    assert "I can't find S-1 for you." in lost.text
    await office.presses(office.ana, "Undo", on=gone)
    assert await opens(office) == {"1": "2026-11-24"}
    assert "Next: Tue 24 Nov" in (await says(office, "/standup show 1")).text


async def test_a_duplicate_begins_as_a_copy_in_the_form(office: Office) -> None:
    await says(office, "/standup new Retro every other friday 15:00 in Europe/Berlin @ben")
    await office.ana.types("/standup duplicate 1", "launch")
    form = await office.ana.form("New standup")
    assert form.values["Name"] == "Retro (copy)"
    assert form.values["People"] == "@ben"
    assert form.values["Time zone"] == "Europe/Berlin"
    assert "Set up S-2 Retro (copy)" in (await office.submits(office.ana, form)).text


async def test_a_preview_is_for_oneself_and_keeps_nothing(office: Office) -> None:
    await says(office, MORNING)
    seen = await says(office, "/standup preview 1")
    assert "Time for Morning: 3 short questions, since last time." in seen.text
    await office.presses(office.ana, "See the form", on=seen)
    form = await office.ana.form("Morning")
    form.fill("What did you finish since last time?", "Everything")
    assert "nothing was kept" in (await office.submits(office.ana, form)).text
    assert seen.is_ephemeral
    assert await office.rows(Message) == await office.rows(Round) == []


async def test_run_now_asks_everybody_once_and_history_tells_of_it(office: Office) -> None:
    await says(office, MORNING)
    assert "I'm asking 3 people now: S-1 Morning" in (await says(office, "/standup run 1")).text
    again = await office.ana.types("/standup run now 1", "launch")
    assert again is not None
    assert "each day has one" in again.text
    await office.settled()
    for person in (office.ana, office.ben, office.cleo):
        assert sum("Time for Morning" in seen.text for seen in person.everything()) == 1
    seen = await says(office, "/standup history 1")
    assert "Mon 23 Nov · 0 of 3 answered" in seen.text
    opened = await office.presses(office.ana, "Open", on=seen)
    assert opened.text.count("no answer") == 3
    assert {entry.status for entry in await office.rows(Entry)} == {"waiting"}


async def test_answers_by_dm_are_read_by_those_they_are_for(office: Office) -> None:
    await says(office, "/standup new Us every day @ben @cleo", None)
    await says(office, "/standup run 1", None)
    await office.settled()

    def answered(session: object) -> None:
        row = session.get(Entry, (office.slack.core.workspace.team_id, 1, office.ben.id))  # type: ignore[attr-defined]
        row.status, row.answers = "answered", {"q1": "The secret plan"}
        session.add(row)  # type: ignore[attr-defined]

    await office.bot.bot.db.write(answered)
    for person, reads in ((office.ana, True), (office.cleo, False)):
        seen = await person.types("/standup history 1")
        assert seen is not None
        opened = await office.presses(person, "Open", on=seen)
        assert "answered" in opened.text
        assert ("The secret plan" in opened.text) is reads


async def test_a_long_list_has_pages(office: Office) -> None:
    for number in range(12):
        await says(office, f"/standup new Number {number} every day")
    first = await says(office, "/standup")
    assert "S-10" in first.text
    assert "S-11" not in first.text
    second = await office.presses(office.ana, "Next", on=first)
    assert "S-12" in second.text
    assert "S-10 Number" in (await office.presses(office.ana, "Back", on=second)).text


async def test_what_belongs_to_a_private_channel_is_not_there_for_others(office: Office) -> None:
    office.slack.add_channel("secret", members=[office.ana], private=True)
    await says(office, MORNING, "secret")
    for text in ("show", "edit", "pause", "delete", "history", "preview", "run", "duplicate", "resume"):
        seen = await office.ben.types(f"/standup {text} 1", "launch")
        assert seen is not None
        assert "I can't find S-1 for you." in seen.text
    assert "No standups here yet" in (await answer(await office.ben.types("/standup list", "launch"))).text


async def test_nobody_can_have_a_private_channel_asked_that_they_are_not_in(office: Office) -> None:
    secret = office.slack.add_channel("secret", members=[office.ana], private=True)
    await office.ben.types("/standup new", "launch")
    form = await office.ben.form("New standup")
    form.fill("Name", "Spy")
    form.view.values["channel"]["channel"]["selected_conversation"] = secret.id
    assert not (await form.submit()).ok
    assert "I can't see that you are in that channel" in form.errors["Channel"]
    assert await office.rows(Standup) == []


@pytest.mark.parametrize("text", ["/standup show", "/standup pause Morning", "/standup history S-"])
async def test_without_a_key_it_asks_which(office: Office, text: str) -> None:
    seen = await office.ana.types(text, "launch")
    assert seen is not None
    assert "Which standup?" in seen.text


async def test_undoing_a_standup_sets_no_task_of_the_same_number_free(office: Office) -> None:
    for text in ("/task add Ship the beta", "/task add Write the notes", "/task block 2 by 1"):
        await says(office, text)
    await office.presses(office.ana, "Undo", on=await says(office, MORNING))
    assert [task.status for task in await office.rows(Task)] == ["open", "blocked"]


CHANGES = ("edit", "pause", "resume", "delete", "run")


@pytest.mark.parametrize("words", CHANGES)
async def test_whoever_is_not_in_charge_of_it_can_not_change_it_and_reads_who_is(office: Office, words: str) -> None:
    guest = office.slack.add_person("gil", is_restricted=True, announce=True)
    dan = office.slack.add_person("dan", announce=True)
    office.slack.add_channel("lounge", members=[dan])
    office.launch.members.append(guest.id)
    await says(office, MORNING)
    for person, place in ((guest, "launch"), (dan, "lounge"), (office.ben, "launch")):
        seen = await person.types(f"/standup {words} 1", place)
        assert seen is not None
        assert "S-1 can be changed by whoever set it up, by the leads of its channel" in seen.text
        assert "Now that is @ana." in seen.text
        shown = await answer(await person.types("/standup show 1", place))
        assert "S-1 Morning" in shown.text
    assert (await standup(office)).version == 1
    assert await office.rows(Round) == []


async def test_the_leads_of_its_channel_administrators_and_a_guest_who_made_it_can(office: Office) -> None:
    guest = office.slack.add_person("gil", is_restricted=True, announce=True)
    boss = office.slack.add_person("dan", is_admin=True, announce=True)
    office.slack.add_channel("lounge", members=[boss])
    office.launch.members.append(guest.id)
    await answer(await guest.types(MORNING, "launch"))
    await answer(await office.ana.types("/beat role lead @ana @ben", "launch"))
    for person, words, place in (
        (guest, "pause", "launch"),
        (boss, "resume", "lounge"),
        (office.ben, "pause", None),
        (office.ana, "resume", "launch"),
    ):
        assert "S-1 Morning" in (await answer(await person.types(f"/standup {words} 1", place))).text


async def test_a_name_that_is_taken_in_the_channel_is_asked_about(office: Office) -> None:
    await says(office, MORNING)
    seen = await office.ana.types("/standup new morning every day at 10:00 @ben", "launch")
    assert seen is not None
    assert "There is a standup called morning here already: S-1. Nothing new is set up." in seen.text
    made = await office.presses(office.ana, "Call this one morning 2", on=seen)
    assert "Set up S-2 morning 2" in made.text
    assert "Every day at 10:00" in made.text
    assert (await standup(office, 2)).members == {office.ben.id: "mandatory"}


async def test_the_form_says_it_at_the_name_and_elsewhere_the_name_is_free(office: Office) -> None:
    office.slack.add_channel("lounge", members=[office.ana])
    await says(office, MORNING)
    await office.ana.types("/standup new", "launch")
    form = await office.ana.form("New standup")
    form.fill("Name", "Morning")
    assert not (await form.submit()).ok
    assert "S-1 has this name here already" in form.errors["Name"]
    assert "Set up S-2 Morning" in (await says(office, MORNING, "lounge")).text


async def test_a_misspelt_rhythm_is_one_click_away_from_what_was_meant(office: Office) -> None:
    seen = await office.ana.types("/standup new Morning 9.30 evry weekday @ben", "launch")
    assert seen is not None
    assert "“9.30 evry weekday”: did you mean every weekday at 09:30? Nothing is set up yet." in seen.text
    made = await office.presses(office.ana, "Yes, every weekday at 09:30", on=seen)
    assert "Set up S-1 Morning" in made.text
    assert (await standup(office)).members == {office.ben.id: "mandatory"}


async def test_it_names_who_is_asked_and_who_is_there_and_is_not_with_the_reason(office: Office) -> None:
    emil = office.slack.add_person("emil", announce=True, is_restricted=True)
    xeno = office.slack.add_person("xeno", announce=True, is_stranger=True)
    lounge = office.slack.add_channel("lounge", members=[office.ana, emil, xeno])
    await office.settled()
    seen = await says(office, MORNING, lounge.name)
    assert "Asks 2 people" in seen.text
    assert "Asked: Ana, Emil (guest)" in seen.text
    assert "Here, but not asked: Xeno (of another company)" in seen.text
    assert "Asked: Ana, Emil (guest)" in (await says(office, "/standup show 1")).text
    assert "Asked: Ana, Emil (guest)" in (await says(office, "/standup preview 1")).text
    chosen = await says(office, "/standup new Us at 9:30 every day @ana", "launch")
    assert "Here, but not asked: Ben (not chosen), Cleo (not chosen)" in chosen.text


def test_after_ten_names_the_rest_are_counted() -> None:
    known = {f"U{number}": Known(f"Somebody {number:02}", "member") for number in range(12)}
    [said] = crowds.crowd(dict.fromkeys(known, "mandatory"), known)
    assert said.endswith("Somebody 09 and 2 more")


async def test_a_preview_names_no_day_of_a_standup_that_never_was(office: Office) -> None:
    await says(office, "/standup new Website sync at 9:45 every monday, wednesday and thursday in Europe/Berlin")
    seen = await says(office, "/standup preview 1")
    assert "Time for Website sync: 3 short questions, since last time." in seen.text


async def test_who_sets_a_standup_up_after_its_hour_hears_why_nobody_is_asked_today(office: Office) -> None:
    past = "Today's 08:30 is past."
    for command in ("/standup new Morning at 8:30 every weekday", "/standup pause 1", "/standup resume 1"):
        said = (await says(office, command)).text
        assert (past in said) == ("pause" not in command), said
    assert past not in (await says(office, "/standup new Website sync at 8:30 every tuesday")).text
    assert past not in (await says(office, "/standup new Evening at 18:30 every weekday in Europe/Berlin")).text
