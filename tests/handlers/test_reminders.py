"""Setting, listing, changing and stopping reminders."""

from playground.people import Seen
from tests.stories.office import Office, answer


async def types(office: Office, text: str) -> Seen:
    return await answer(await office.ana.types(text, "launch"))


async def test_what_is_unclear_is_asked_and_a_press_sets_it(office: Office) -> None:
    asked = await types(office, "/beat remind me to call Bob")
    assert "When shall I say it?" in asked.text
    assert "Next: Tue 24 Nov, 09:00 (Berlin)" in (await office.presses(office.ana, "Tomorrow at 9:00", on=asked)).text
    asked = await types(office, "/beat remind me to stretch every monday at midnight")
    said = await office.presses(office.ana, "Every Tuesday at 00:00", on=asked)
    assert "for you: stretch\nNext: Tue 24 Nov, 00:00 (Berlin) · every Tuesday at 00:00" in said.text


async def test_two_people_get_a_reminder_each_at_their_own_time_and_undo_takes_back_both(office: Office) -> None:
    said = await types(office, "/beat remind @ben and @cleo to send the figures friday 15:00")
    assert "Set R-1 for @ben: send the figures\nNext: Fri 27 Nov, 15:00 (New York)" in said.text
    assert "Set R-2 for @cleo: send the figures\nNext: Fri 27 Nov, 15:00 (Berlin)" in said.text
    undone = await office.presses(office.ana, "Undo", on=said)
    assert "R-1 send the figures is gone" in undone.text
    assert "R-2 send the figures is gone" in undone.text


async def test_when_one_of_two_people_can_not_be_reminded_nobody_is(office: Office) -> None:
    await answer(await office.ben.types(f"/beat mutes add reminders.from_others:{office.ana.id}", "launch"))
    refused = await office.ana.types("/beat remind @cleo and @ben to smile tomorrow", "launch")
    assert refused is not None
    assert "I can't bring them reminders of yours just now, so nothing was set." in refused.text
    assert "No reminders to come" in (await types(office, "/beat reminders")).text


async def test_remindme_in_one_word_means_me(office: Office) -> None:
    assert "Set R-1 for you: call Bob" in (await types(office, "/beat remindme call Bob tomorrow 17:00")).text


async def test_the_list_shows_mine_and_those_i_set_soonest_first_a_page_at_a_time(office: Office) -> None:
    assert "No reminders to come." in (await types(office, "/beat reminders")).text
    for number in range(9, 20):
        await types(office, f"/beat remind me to do {number} in {number} hours")
    await types(office, "/beat remind @ben to smile in 1 hour")
    first = await types(office, "/beat reminders")
    assert first.text.index("for @ben: smile") < first.text.index("for you: do 9")
    assert "do 18" not in first.text
    second = await office.presses(office.ana, "Next", on=first)
    assert "do 18" in second.text
    assert "do 9" in (await office.presses(office.ana, "Back", on=second)).text
    bens = await answer(await office.ben.types("/beat remind list", "launch"))
    assert "from @ana: smile" in bens.text
    assert bens.buttons == ("Edit", "Stop these")
    assert "No reminders" in (await answer(await office.cleo.types("/beat reminders", "launch"))).text


async def test_it_is_edited_by_word_and_by_form(office: Office) -> None:
    await types(office, "/beat remind me to call Bob tomorrow 17:00")
    said = await types(office, "/beat remind edit R-1 friday 15:00")
    assert "Saved R-1 for you: call Bob\nNext: Fri 27 Nov, 15:00 (Berlin)" in said.text
    said = await types(office, "/beat remind edit 1 to call Cleo every friday 15:00")
    assert "call Cleo\nNext: Fri 27 Nov, 15:00 (Berlin) · every Friday at 15:00" in said.text
    await office.ana.types("/beat remind edit R-1", "launch")
    form = await office.ana.form("Edit R-1")
    assert form.values["When"] == "every Friday at 15:00"
    form.fill("When", "whenever")
    assert not (await form.submit()).ok
    assert "I can't read “whenever” as a time." in next(iter(form.errors.values()))
    form.fill("When", "every other tuesday 10:00")
    assert "every other Tuesday at 10:00" in (await office.submits(office.ana, form)).text


async def test_deleting_and_setting_are_undone(office: Office) -> None:
    await types(office, "/beat remind me to call Bob tomorrow 17:00")
    deleted = await types(office, "/beat remind delete R-1")
    assert "No reminders" in (await types(office, "/beat reminders")).text
    assert "R-1 call Bob is as it was before" in (await office.presses(office.ana, "Undo", on=deleted)).text
    assert "R-1 for you: call Bob" in (await types(office, "/beat reminders")).text
    said = await types(office, "/beat remind me to call Cleo tomorrow 17:00")
    assert "R-2 call Cleo is gone" in (await office.presses(office.ana, "Undo", on=said)).text
    assert "R-2" not in (await types(office, "/beat reminders")).text


async def test_several_are_deleted_together_or_none_and_brought_back_together(office: Office) -> None:
    for what in ("one", "two", "three"):
        await types(office, f"/beat remind me to do {what} tomorrow 17:00")
    refused = await office.ana.types("/beat remind delete R-1 R-9", "launch")
    assert refused is not None
    assert "I can't find R-9" in refused.text
    deleted = await types(office, "/beat remind delete R-1 R-2")
    assert "do one" in deleted.text
    assert "do two" in deleted.text
    assert "do one" not in (await types(office, "/beat reminders")).text
    await office.presses(office.ana, "Undo", on=deleted)
    listing = await types(office, "/beat reminders")
    assert all(f"do {what}" in listing.text for what in ("one", "two", "three"))


async def test_deleted_in_the_list_the_list_says_so_and_brings_it_back(office: Office) -> None:
    await types(office, "/beat remind me to call Bob tomorrow 17:00")
    await types(office, "/beat remind me to call Cleo tomorrow 18:00")
    seen = await office.presses(office.ana, "Delete", on=await types(office, "/beat reminders"))
    assert seen.buttons[0] == "Undo"
    assert "call Cleo" in seen.text
    assert "call Bob is as it was before" in (await office.presses(office.ana, "Undo", on=seen)).text


async def test_the_ledger_tells_every_time_a_reminder_will_come_to_those_it_concerns(office: Office) -> None:
    await types(office, "/beat remind @ben to send the figures every weekday at 15:00")
    for person in (office.ana, office.ben):
        told = await answer(await person.types("/beat ledger", "launch"))
        assert told.text.count("the reminder (R-1) to @ben") == 5
    told = await answer(await office.cleo.types("/beat ledger", "launch"))
    assert "Nothing is planned." in told.text
    await types(office, "/beat remind delete R-1")
    assert "Nothing is planned." in (await types(office, "/beat ledger")).text


async def test_a_message_comes_back_with_a_link_to_it(office: Office) -> None:
    said = await office.cleo.says("Who brings the cake?", "launch")
    await office.ana.uses_message_shortcut("Remind me about this", on=said)
    form = await office.ana.form("Remind me")
    assert form.values["What"] == "Who brings the cake?"
    form.pick("When", "In 20 minutes")
    assert "Set R-1 for you: Who brings the cake?" in (await office.submits(office.ana, form)).text
    await office.later(minutes=21)
    seen = await office.ana.sees("Reminder: Who brings the cake?")
    assert "|the message>" in str(seen.message)


async def test_a_strangers_reminder_is_not_there_for_me(office: Office) -> None:
    await types(office, "/beat remind me to call Bob tomorrow 17:00")
    for text in ("/beat remind delete R-1", "/beat remind edit R-1 friday", "/beat remind delete R-9"):
        refused = await office.ben.types(text, "launch")
        assert refused is not None
        assert "I can't find R-" in refused.text


async def test_a_channel_i_may_not_be_in_is_refused(office: Office) -> None:
    office.slack.add_channel("secret", members=[office.ben], private=True)
    refused = await office.ana.types("/beat remind #secret to hush tomorrow", "launch")
    assert refused is not None
    assert "can't tell" in refused.text or "Which channel" in refused.text
    office.slack.add_channel("lobby", members=[office.ben])
    assert "for #lobby: open the door" in (await types(office, "/beat remind #lobby to open the door tomorrow")).text


async def test_being_away_and_back_and_quiet_is_said_with_dates_and_undone(office: Office) -> None:
    said = await types(office, "/beat away until friday")
    assert "You are away from Mon 23 Nov to Fri 27 Nov. Back on Mon 30 Nov." in said.text
    assert "you are not away from Mon 23 Nov to Fri 27 Nov" in (await office.presses(office.ana, "Undo", on=said)).text
    assert "You are not away." in (await types(office, "/beat away")).text
    await types(office, "/beat away from 24 dec to 2 jan")
    refused = await office.ana.types("/beat back", "launch")
    assert refused is not None
    assert "You were not away, so nothing changed." in refused.text
    listing = await types(office, "/beat away")
    assert "from Thu 24 Dec to Sat 2 Jan 2027" in listing.text
    cancelled = await office.presses(office.ana, "Cancel", on=listing)
    assert "you are away from Thu 24 Dec" in (await office.presses(office.ana, "Undo", on=cancelled)).text
    await types(office, "/beat quiet 19:00-08:00")
    changed = await types(office, "/beat quiet off")
    assert "That is as before." in (await office.presses(office.ana, "Undo", on=changed)).text
    assert "Quiet hours: 19:00-08:00 (Berlin)." in (await types(office, "/beat quiet")).text
    changed = await types(office, "/beat nudges off")
    undone = await office.presses(office.ana, "Undo", on=changed)
    assert "I ask again at most once, 30 minutes before the deadline, as before" in undone.text
    assert "at most once, 30 minutes before the deadline" in (await types(office, "/beat nudges")).text


async def test_undo_of_an_absence_takes_back_just_what_that_request_did(office: Office) -> None:
    friday = await types(office, "/beat away friday")
    longer = await types(office, "/beat away friday-tuesday")
    assert "from Fri 27 Nov to Tue 1 Dec. Back on Wed 2 Dec. It was until Fri 27 Nov." in longer.text
    assert "That was changed since" in (await office.presses(office.ana, "Undo", on=friday)).text
    assert "from Fri 27 Nov to Tue 1 Dec" in (await types(office, "/beat away")).text
    restored = await office.presses(office.ana, "Undo", on=longer)
    assert "you are away on Fri 27 Nov, as before." in restored.text
    assert "You are not away" not in (await types(office, "/beat away")).text
    undone = await types(office, "/beat undo")
    assert "you are not away on Fri 27 Nov, as before." in undone.text


async def test_undo_of_an_absence_leaves_another_of_the_same_days_and_says_so(office: Office) -> None:
    await types(office, "/beat away thursday-monday")
    friday = await types(office, "/beat away friday")
    undone = await office.presses(office.ana, "Undo", on=friday)
    assert "you are not away on Fri 27 Nov, as before." in undone.text
    assert "You are still away from Thu 26 Nov to Mon 30 Nov." in undone.text


async def test_an_absence_to_come_is_told_as_one_to_come(office: Office) -> None:
    said = await types(office, "/beat away from monday 30 nov to 2 dec")
    assert "You will be away from Mon 30 Nov to Wed 2 Dec. Back on Thu 3 Dec." in said.text
    assert "In that time I ask nothing of you" in said.text
    listing = await types(office, "/beat away")
    assert listing.text.startswith("You will be away")
    cancelled = await office.presses(office.ana, "Cancel", on=listing)
    assert "Cancelled: you will not be away from Mon 30 Nov to Wed 2 Dec." in cancelled.text


async def test_a_reminder_stopped_by_whom_it_is_for_stays_stopped_when_its_setter_edits_it(office: Office) -> None:
    await types(office, "/beat remind @ben to smile tomorrow 17:00")
    await answer(await office.ben.types("/beat remind stop R-1", "launch"))
    said = await types(office, "/beat remind edit R-1 to laugh friday 15:00")
    assert "@ben has stopped this reminder, so it does not come" in said.text
    await office.later(days=5)
    assert not [seen for seen in office.ben.everything() if "asked me to remind you" in seen.text]
    assert "No reminders to come" in (await types(office, "/beat reminders")).text


async def test_whoever_stopped_a_reminder_can_want_it_again(office: Office) -> None:
    await types(office, "/beat remind @ben to smile every friday 15:00")
    await answer(await office.ben.types("/beat remind stop R-1", "launch"))
    said = await answer(await office.ben.types("/beat remind edit R-1 every friday 16:00", "launch"))
    assert "Next: Fri 27 Nov, 16:00 (New York)" in said.text


async def test_the_card_of_a_snoozed_reminder_says_when_it_is_deleted(office: Office) -> None:
    await types(office, "/beat remind me to call Bob in 1 hour")
    await office.later(hours=1, minutes=1)
    card = await office.ana.sees("Reminder: call Bob")
    await office.presses(office.ana, "Snooze 1 h", on=card)
    await office.settled()
    assert "Snoozed by @ana until" in office.ana.reads(card).text
    await types(office, "/beat remind delete R-1")
    await office.settled()
    assert "Deleted by @ana: it does not come again." in office.ana.reads(card).text
    assert "Snoozed" not in office.ana.reads(card).text


async def test_a_rule_that_is_none_is_not_muted(office: Office) -> None:
    for text in ("/beat mutes add nonsense", "/beat mutes why", "/beat mutes remove x:y"):
        refused = await office.ana.types(text, "launch")
        assert refused is not None
        assert "I don't know a kind of message of that name." in refused.text


async def test_one_that_is_taken_back_after_it_has_come_says_so_and_can_not_be_answered(office: Office) -> None:
    said = await types(office, "/beat remind @ben to ping in 5 minutes")
    await office.later(minutes=6)
    card = await office.ben.sees("ping")
    await office.presses(office.ana, "Undo", on=said)
    # Pressed before the card is brought up to date.
    assert "R-1 was taken back by whoever set it" in (await office.presses(office.ben, "Done", on=card)).text
    await office.settled()
    left = office.ben.reads(card)
    assert "Taken back by @ana" in left.text
    assert left.buttons == ("Why did I get this?",)
