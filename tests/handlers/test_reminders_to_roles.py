"""Setting, listing and changing reminders for roles."""

from playground.people import Actor, Seen
from storage.reminders import Reminder
from tests.handlers import forgery
from tests.stories.office import Office, answer


async def types(office: Office, text: str, channel: str | None = "launch", who: Actor | None = None) -> Seen:
    return await answer(await (who or office.ana).types(text, channel))


async def refusal(office: Office, text: str, channel: str | None = "launch", who: Actor | None = None) -> Seen:
    seen = await (who or office.ana).types(text, channel)
    assert seen is not None
    return seen


async def test_the_answer_says_whom_it_reaches_now_and_that_this_may_change(office: Office) -> None:
    await types(office, "/beat role lead @ben")
    said = await types(office, "/beat remind lead to send the minutes every friday 15:00")
    assert "Set R-1 for the lead of #launch (@ben): send the minutes" in said.text
    assert "Next: Fri 27 Nov, 15:00 (Berlin) · every Friday at 15:00" in said.text
    assert "It goes to whoever is lead when it falls due, to each in a DM, by your clock." in said.text
    assert "R-1 send the minutes is gone" in (await office.presses(office.ana, "Undo", on=said)).text


async def test_whoever_sets_one_for_a_role_reads_for_whom_that_is_in_the_night(office: Office) -> None:
    await types(office, "/beat role reviewers @ben @cleo")
    said = await types(office, "/beat remind the reviewers to look at the PRs every weekday 10:30")
    assert "10:30 (Berlin)" in said.text
    assert "by your clock.\nIt will be 04:30 for @ben then." in said.text
    later = await types(office, "/beat remind the reviewers to look at the PRs every weekday 17:00")
    assert "It will be" not in later.text


async def test_the_message_to_somebody_elsewhere_says_by_which_clock_it_comes(office: Office) -> None:
    await types(office, "/beat role reviewers @ben @cleo")
    await types(office, "/beat remind the reviewers to look at the PRs every weekday 10:30")
    await office.later(minutes=31)
    said = [next(seen.text for seen in each.everything() if "PRs" in seen.text) for each in (office.ben, office.cleo)]
    assert ["every weekday at 10:30 (Berlin)" in each for each in said] == [True, False]


async def test_one_for_a_person_elsewhere_says_whose_hour_it_is_and_when_it_comes_in_their_night(
    office: Office,
) -> None:
    said = await types(office, "/beat remind @ben to send the figures friday 15:00")
    assert "Fri 27 Nov, 15:00 (New York)\nThat is by the clock of @ben." in said.text
    soon = await types(office, "/beat remind @ben to send the figures in 30 minutes")
    assert "It will be 04:30 for @ben then." in soon.text
    near = await types(office, "/beat remind @cleo to send the figures friday 15:00")
    assert "clock" not in near.text


async def test_a_role_that_nobody_has_yet_is_said_at_once_and_the_reminder_kept(office: Office) -> None:
    said = await types(office, "/beat remind our sponsor to read the report friday 10:00")
    assert "Nobody is sponsor of #launch yet: /beat role sponsor @somebody there says who is." in said.text
    assert [(row.for_id, row.role) for row in await office.rows(Reminder)] == [(office.launch.id, "sponsor")]


async def test_plural_case_and_articles_do_not_matter(office: Office) -> None:
    await types(office, "/beat role reviewers @ben @cleo")
    for whom in ("the reviewers", "Reviewer", "our REVIEWERS,", "reviewers of #launch", "role reviewer"):
        said = await types(office, f"/beat remind {whom} to read the draft friday 10:00")
        assert "for the reviewers of #launch (@ben, @cleo): read the draft" in said.text


async def test_a_role_of_two_words_and_roles_beside_people(office: Office) -> None:
    await types(office, "/beat role test manager @cleo")
    said = await types(office, "/beat remind the test managers and @ben and the lead to meet friday 10:00")
    assert "R-1 for the test manager of #launch (@cleo): meet" in said.text
    assert "R-2 for @ben: meet" in said.text
    assert "R-3 for the lead of #launch: meet" in said.text


async def test_a_misspelt_role_is_asked_about_and_a_press_sets_it(office: Office) -> None:
    await types(office, "/beat role reviewers @ben")
    for typed, button in (
        ("laed to send the figures", "Remind the lead"),
        ("the reveiwers to send the figures", "Remind the reviewer"),
        ("@cleo and laed to send the figures", "Remind the lead"),
        ("laed of #launch to send the figures", "Remind the lead"),
    ):
        asked = await refusal(office, f"/beat remind {typed} friday 15:00")
        assert "I don't know whom" in asked.text
        said = await office.presses(office.ana, button, on=asked)
        assert "of #launch" in said.text
        assert "send the figures" in said.text


async def test_a_new_word_behind_the_is_asked_about_and_kept_with_a_press(office: Office) -> None:
    asked = await refusal(office, "/beat remind the gardener to water the plants friday 10:00")
    assert await office.rows(Reminder) == []
    said = await office.presses(office.ana, "Remind the gardener, once there is one", on=asked)
    assert "Set R-1 for the gardener of #launch: water the plants" in said.text
    assert "/beat role gardener @somebody" in said.text


async def test_what_is_asked_of_a_role_still_names_it_in_every_choice(office: Office) -> None:
    await types(office, "/beat role lead @ben")
    asked = await refusal(office, "/beat remind the lead of #launch to send the minutes", None)
    assert "When shall I say it?" in asked.text
    said = await office.presses(office.ana, "Tomorrow at 9:00", on=asked)
    assert "for the lead of #launch (@ben): send the minutes" in said.text


async def test_in_a_dm_the_channel_is_asked_for_and_can_be_named(office: Office) -> None:
    await types(office, "/beat role lead @ben")
    refused = await refusal(office, "/beat remind lead to send the figures friday", None)
    assert "The lead of which channel?" in refused.text
    assert "/beat remind lead of #launch to send the figures friday" in refused.text
    said = await types(office, "/beat remind lead of #launch to send the figures friday", None)
    assert "for the lead of #launch (@ben): send the figures" in said.text


async def test_of_a_channel_that_one_may_not_be_in_nothing_is_said(office: Office) -> None:
    office.slack.add_channel("board", members=[office.ana, office.ben], private=True)
    await types(office, "/beat role lead @ben", "board")
    said = await types(office, "/beat remind lead of #board to sell the company friday", None)
    assert "for the lead of #board (@ben)" in said.text
    board = office.slack.core.workspace.channel_called("board")
    assert board is not None
    for role in ("lead", "laed", "role boss"):
        command = f"remind {role} of <#{board.id}> to sell the company friday"
        told = await forgery.click(office, office.cleo, "run.0", {"command": command}, "launch")
        absent = await forgery.click(
            office, office.cleo, "run.0", {"command": command.replace(board.id, "C0NOWHERE")}, "launch"
        )
        assert "I can't tell whether you are in that channel" in told
        assert told == absent
    office.may_be_refused.add("conversations.info")
    assert len(await office.rows(Reminder)) == 1


async def test_what_is_set_for_a_private_channels_role_is_not_said_aloud_elsewhere(office: Office) -> None:
    office.slack.add_channel("board", members=[office.ana, office.ben], private=True)
    await types(office, "/beat role lead @ben", "board")
    board = office.slack.core.workspace.channel_called("board")
    assert board is not None
    await office.ana.says("@Drumbeat remind lead of #board to sell friday", "launch")
    await office.settled()
    [reminder] = await office.rows(Reminder)
    assert (reminder.for_id, reminder.channel_kind) == (board.id, "dm")
    assert not [seen for seen in office.cleo.everything() if "board" in seen.text and "R-1" in seen.text]


async def test_the_list_and_the_ledger_tell_both_sides_for_which_role(office: Office) -> None:
    given = await types(office, "/beat role lead @ben")
    await types(office, "/beat remind lead to send the minutes every weekday 15:00")
    mine = await types(office, "/beat reminders")
    assert "R-1 for the lead of #launch (@ben): send the minutes" in mine.text
    assert mine.buttons == ("Edit", "Delete")
    bens = await types(office, "/beat reminders", who=office.ben)
    assert "R-1 from @ana for the lead of #launch (@ben): send the minutes" in bens.text
    assert bens.buttons == ("Stop these",)
    for person in (office.ana, office.ben):
        told = await types(office, "/beat ledger", who=person)
        assert told.text.count("the reminder (R-1) to the lead of #launch (@ben): send the minutes") == 5
    assert "No reminders to come" in (await types(office, "/beat reminders", who=office.cleo)).text
    assert "Nothing is planned." in (await types(office, "/beat ledger", who=office.cleo)).text
    kept = await refusal(office, "/beat role remove lead")
    assert "Then nobody would lead this channel, and R-1 would have nobody to go to." in kept.text
    await office.presses(office.ana, "Undo", on=given)
    told = await types(office, "/beat ledger")
    assert "to the lead of #launch (nobody yet): send the minutes" in told.text
    assert "No reminders to come" in (await types(office, "/beat reminders", who=office.ben)).text


async def test_only_whoever_set_it_changes_it_and_only_they_delete_it(office: Office) -> None:
    await types(office, "/beat role lead @ben")
    await types(office, "/beat remind lead to send the minutes every weekday 15:00")
    said = await types(office, "/beat remind edit R-1 to write the minutes every friday 16:00")
    assert "Saved R-1 for the lead of #launch (@ben): write the minutes" in said.text
    assert "Only whoever set this reminder" in (await refusal(office, "/beat remind edit R-1", who=office.ben)).text
    for words in ("edit R-1 friday", "delete R-1", "stop R-1"):
        assert "I can't find R-1" in (await refusal(office, f"/beat remind {words}", who=office.cleo)).text
    deleted = await types(office, "/beat remind delete R-1")
    assert "Deleted: R-1 for the lead of #launch: write the minutes" in deleted.text


async def test_a_channel_and_everybody_are_as_they_were(office: Office) -> None:
    assert "for #launch: meet" in (await types(office, "/beat remind #launch to meet friday 10:00")).text
    for words in ("team", "the team", "everybody", "the channel"):
        asked = await refusal(office, f"/beat remind {words} to meet friday 10:00")
        assert "Whom do you mean?" in asked.text
        assert "Remind this channel" in asked.buttons


async def leaves_what_they_set(office: Office) -> None:
    """Cleo sets reminders for the lead of #board and for #board itself, and leaves; then there is another lead."""
    office.slack.add_channel("board", members=[office.ana, office.ben, office.cleo], private=True)
    await types(office, "/beat role lead @ana", "board")
    await types(office, "/beat remind the lead to hush every weekday 11:00", "board", who=office.cleo)
    await types(office, "/beat remind #board to shout every weekday 11:30", "board", who=office.cleo)
    await office.cleo.leaves("board")
    await office.settled()
    await types(office, "/beat role lead @ben", "board")


async def test_whoever_left_a_private_channel_is_not_told_who_has_a_role_there(office: Office) -> None:
    await leaves_what_they_set(office)
    listed = await types(office, "/beat reminders", who=office.cleo)
    assert "R-1 for the lead of #board: hush" in listed.text
    told = await types(office, "/beat ledger", who=office.cleo)
    assert "the reminder (R-1) to #board: hush" in told.text
    assert not any("@ben" in seen.text or "nobody yet" in seen.text for seen in (listed, told))
    assert "(@ben)" not in (await refusal(office, "/beat remind delete R-1", who=office.cleo)).text


async def test_whoever_left_a_private_channel_changes_no_reminder_there_but_may_end_it(office: Office) -> None:
    await leaves_what_they_set(office)
    office.may_be_refused.add("conversations.info")
    for number in (1, 2):
        for words in ("", " tomorrow 10:00", " to say something else"):
            said = await refusal(office, f"/beat remind edit R-{number}{words}", who=office.cleo)
            assert "I can't tell whether you are in the channel of this reminder, so nothing changed" in said.text
    assert [row.what for row in await office.rows(Reminder)] == ["hush", "shout"]
    assert "Deleted: R-2" in (await types(office, "/beat remind delete R-2", who=office.cleo)).text


async def test_a_form_opened_before_leaving_changes_nothing_either(office: Office) -> None:
    office.slack.add_channel("board", members=[office.ana, office.cleo], private=True)
    await types(office, "/beat role lead @ana", "board")
    await types(office, "/beat remind #board to shout every weekday 11:30", "board", who=office.cleo)
    await office.cleo.types("/beat remind edit R-1")
    form = await office.cleo.form()
    await office.cleo.leaves("board")
    await office.settled()
    form.fill("What", "Words of an outsider")
    outcome = await form.submit()
    assert not outcome.ok
    assert [row.what for row in await office.rows(Reminder)] == ["shout"]
