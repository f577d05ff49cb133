"""Reminders for whoever has a role when they fall due: each for themselves, and when that is nobody, said so."""

from playground.people import Actor, Seen
from storage.outbox import Message
from tests.schedules.test_reminders import copies
from tests.stories.office import Office, answer


async def types(office: Office, text: str, channel: str | None = "launch", who: Actor | None = None) -> Seen:
    return await answer(await (who or office.ana).types(text, channel))


async def states(office: Office) -> list[tuple[str, str, str]]:
    """What became of each message of a role's reminder: key, state, reason."""
    rows = [row for row in await office.rows(Message) if row.purpose == "reminders.to_role"]
    return [(row.key, row.state, row.reason) for row in rows]


async def test_it_goes_to_whoever_is_lead_when_it_falls_due_and_says_so(office: Office) -> None:
    await types(office, "/beat role lead @ben")
    await types(office, "/beat remind lead to send the minutes in 1 hour")
    await types(office, "/beat role lead @cleo")
    await office.later(hours=1, minutes=1)
    assert copies(office.ben, "send the minutes") == []
    [card] = copies(office.cleo, "@ana asked me to remind you, as lead of #launch: send the minutes")
    why = await office.presses(office.cleo, "Why did I get this?", on=card)
    assert "somebody sets it for a role that you have. This one was set by @ana." in why.text


async def test_each_of_several_has_buttons_of_their_own(office: Office) -> None:
    await types(office, "/beat role reviewers @ben @cleo")
    await types(office, "/beat remind the reviewers to read the draft in 1 hour")
    await office.later(hours=1, minutes=1)
    [bens], [cleos] = copies(office.ben, "as reviewer of #launch"), copies(office.cleo, "as reviewer of #launch")
    assert "Reschedule" not in bens.buttons
    assert "Done: read the draft" in (await office.presses(office.ben, "Done", on=bens)).text
    snoozed = await office.presses(office.cleo, "Snooze 15 min", on=cleos)
    assert "I'll say it again" in snoozed.text
    await office.settled()
    assert "Done, said @ben." in office.ben.reads(bens).text
    assert "Snoozed by @cleo" in office.cleo.reads(cleos).text
    await office.later(minutes=16)
    assert len(copies(office.ben, "read the draft")) == 1
    assert len(copies(office.cleo, "asked me to remind you, as reviewer of #launch: read the draft")) == 2


async def test_done_and_snooze_of_one_are_undone_without_the_others(office: Office) -> None:
    await types(office, "/beat role reviewers @ben @cleo")
    await types(office, "/beat remind the reviewers to read the draft in 1 hour")
    await office.later(hours=1, minutes=1)
    [bens], [cleos] = copies(office.ben, "as reviewer"), copies(office.cleo, "as reviewer")
    await office.presses(office.cleo, "Done", on=cleos)
    for label in ("Done", "Snooze 1 h"):
        said = await office.presses(office.ben, label, on=office.ben.reads(bens))
        assert "is waiting again" in (await office.presses(office.ben, "Undo", on=said)).text
        await office.settled()
        assert "Snooze 15 min" in office.ben.reads(bens).buttons
    assert "Done, said @cleo." in office.cleo.reads(cleos).text


async def test_nobody_is_told_to_whoever_set_it_once_until_that_changes(office: Office) -> None:
    await types(office, "/beat remind the sponsor to read the report every day at 12:00")
    await office.later(hours=3)
    [told] = copies(office.ana, "but nobody is that, so nobody got it")
    assert "R-1 read the report" in told.text
    assert "/beat role sponsor @somebody" in told.text
    assert "Reschedule" in told.buttons
    await office.later(days=1)
    assert len(copies(office.ana, "but nobody is that")) == 1
    assert [state for _, state, _ in await states(office)] == ["skipped", "skipped"]
    await types(office, "/beat role sponsor @cleo")
    await office.later(days=1)
    assert len(copies(office.cleo, "as sponsor of #launch: read the report")) == 1
    await types(office, "/beat role remove sponsor")
    await office.later(days=1)
    assert len(copies(office.ana, "but nobody is that")) == 2


async def test_whoever_is_away_is_left_out_and_when_all_are_its_setter_is_told(office: Office) -> None:
    await types(office, "/beat role reviewers @ben @cleo")
    await types(office, "/beat remind reviewers to read the draft every day at 12:00")
    await types(office, "/beat away today", who=office.ben)
    await office.later(hours=3)
    assert copies(office.ben, "read the draft") == []
    assert len(copies(office.cleo, "read the draft")) == 1
    assert copies(office.ana, "they are away") == []
    await types(office, "/beat away 2 days", who=office.ben)
    await types(office, "/beat away 2 days", who=office.cleo)
    await office.later(days=1)
    [told] = copies(office.ana, "they are away (@ben, @cleo)")
    assert "R-1 read the draft" in told.text
    assert {reason for _, state, reason in await states(office) if state == "skipped"} == {"they are away"}


async def test_quiet_hours_are_each_ones_own(office: Office) -> None:
    await types(office, "/beat role reviewers @ana @cleo")
    await types(office, "/beat quiet 09:00-13:00", who=office.cleo)
    await types(office, "/beat remind the reviewers to read the draft in 30 min", who=office.ben)
    await office.later(minutes=31)
    assert len(copies(office.ana, "read the draft")) == 1
    assert copies(office.cleo, "read the draft") == []
    await office.later(hours=3)
    assert len(copies(office.cleo, "read the draft")) == 1


async def test_whoever_is_not_in_the_role_any_more_when_quiet_hours_end_gets_nothing(office: Office) -> None:
    await types(office, "/beat role lead @cleo")
    await types(office, "/beat quiet 09:00-13:00", who=office.cleo)
    await types(office, "/beat remind the lead to send the minutes in 30 min", who=office.ben)
    await office.later(minutes=31)
    await types(office, "/beat role lead @ana")
    await office.later(hours=3)
    assert copies(office.cleo, "send the minutes") == []


async def test_whoever_left_a_private_channel_is_not_reminded_for_it(office: Office) -> None:
    office.slack.add_channel("board", members=[office.ana, office.ben], private=True)
    await types(office, "/beat role reviewers @ana @ben", "board")
    await types(office, "/beat remind the reviewers to sell the company in 1 hour", "board")
    await office.settled()
    await office.ben.leaves("board")
    await office.later(hours=1, minutes=1)
    assert copies(office.ben, "sell the company") == []
    assert len(copies(office.ana, "Reminder, as reviewer of #board: sell the company")) == 1


async def test_one_who_does_not_want_it_stops_it_for_themselves_alone(office: Office) -> None:
    await types(office, "/beat role reviewers @ben @cleo")
    await types(office, "/beat remind the reviewers to read the draft every day at 12:00")
    await office.later(hours=3)
    [bens] = copies(office.ben, "as reviewer of #launch")
    stopped = await office.presses(office.ben, "Stop these", on=bens)
    assert "I'm telling @ana that you'd rather not get it." in stopped.text
    assert "Never from this person" in stopped.buttons
    await office.settled()
    assert "Stopped by @ben: it does not come to them again." in office.ben.reads(bens).text
    [told] = copies(office.ana, "@ben, as reviewer of #launch, would rather not get this reminder")
    assert "so it comes to them no more" in told.text
    again = await office.ben.types("/beat remind stop R-1", "launch")
    assert again is not None
    assert "R-1 is stopped for you already." in again.text
    await office.later(days=1)
    assert len(copies(office.ben, "read the draft")) == 1
    assert len(copies(office.cleo, "read the draft")) == 2
    await office.presses(office.cleo, "Stop these", on=copies(office.cleo, "as reviewer of #launch")[-1])
    await office.later(days=1)
    assert len(copies(office.ana, "Whoever is reviewer of #launch has stopped this reminder")) == 1


async def test_stopping_it_is_undone(office: Office) -> None:
    await types(office, "/beat role lead @ben")
    await types(office, "/beat remind the lead to send the minutes every day at 12:00")
    await office.later(hours=3)
    [card] = copies(office.ben, "as lead of #launch")
    stopped = await office.presses(office.ben, "Stop these", on=card)
    assert "is as it was before" in (await office.presses(office.ben, "Undo", on=stopped)).text
    await office.later(days=1)
    assert len(copies(office.ben, "as lead of #launch: send the minutes")) == 2


async def test_never_from_this_person_holds_for_roles(office: Office) -> None:
    await types(office, "/beat role lead @ben")
    await types(office, "/beat remind the lead to send the minutes every day at 12:00")
    await office.later(hours=3)
    stopped = await office.presses(office.ben, "Stop these", on=copies(office.ben, "as lead of #launch")[0])
    muted = await office.presses(office.ben, "Never from this person", on=stopped)
    assert "a reminder when somebody sets it for a role that you have by @ana" in muted.text
    await types(office, "/beat remind the lead to call in 1 hour")
    await office.later(hours=1, minutes=1)
    assert copies(office.ben, "as lead of #launch: call") == []


async def test_whoever_set_it_and_has_the_role_is_reminded_like_of_their_own(office: Office) -> None:
    await types(office, "/beat role lead @ana")
    await types(office, "/beat remind the lead to send the minutes in 1 hour")
    await office.later(hours=1, minutes=1)
    [card] = copies(office.ana, "Reminder, as lead of #launch: send the minutes")
    assert "Reschedule" in card.buttons
    assert "Stop these" not in card.buttons


async def test_of_one_set_by_whoever_left_a_private_channel_nobody_hears_but_they(office: Office) -> None:
    office.slack.add_channel("board", members=[office.ana, office.ben, office.cleo], private=True)
    await types(office, "/beat role lead @ana", "board")
    await types(office, "/beat remind the lead to sell the company every weekday 11:00", "board", office.cleo)
    await office.cleo.leaves("board")
    await office.settled()
    await types(office, "/beat role lead @ben", "board")
    await office.later(hours=2)
    await office.later(hours=24)
    told = [seen for seen in office.cleo.everything() if "sell the company" in seen.text and not seen.is_ephemeral]
    assert [seen.text.splitlines()[0] for seen in told] == [
        "I can't tell whether you are still in #board, so nobody there got this reminder:"
    ]
    assert not any(copies(person, "sell the company") for person in (office.ana, office.ben))


async def test_whoever_left_is_not_told_who_stopped_it(office: Office) -> None:
    office.slack.add_channel("board", members=[office.ana, office.ben, office.cleo], private=True)
    await types(office, "/beat role lead @ben", "board")
    await types(office, "/beat remind the lead to sell the company every weekday 11:00", "board", office.cleo)
    await office.cleo.leaves("board")
    await office.settled()
    await types(office, "/beat remind delete R-1", "board", office.ben)
    await office.settled()
    assert not any("@ben" in seen.text for seen in office.cleo.everything() if not seen.is_ephemeral)
