"""Reminders coming round: once, to whom they are for, late ones with their due time; and what people do with them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from sqlmodel import Session, col, select

from bot.app import Drumbeat
from playground.people import Actor, Seen
from playground.testing import Playground
from storage.alarms import Alarm
from storage.outbox import Message
from tests.stories.drumbeat import MANIFEST, drumbeat
from tests.stories.office import PATIENCE, Office, TurnedClock, answer


def copies(person: Actor, words: str) -> list[Seen]:
    """What a person reads with these words, whispers left out."""
    return [seen for seen in person.everything() if words in seen.text and not seen.is_ephemeral]


async def test_a_reminder_comes_at_its_moment_and_says_why_it_came(office: Office) -> None:
    said = await answer(await office.ana.types("/beat remind me to call Bob in 2 hours", "launch"))
    assert "R-1 for you: call Bob\nNext: Mon 23 Nov, 12:00 (Berlin)" in said.text
    await office.later(minutes=119)
    assert copies(office.ana, "Reminder: call Bob") == []
    await office.later(minutes=1, seconds=1)
    [seen] = copies(office.ana, "Reminder: call Bob")
    assert "was due" not in seen.text
    why = await office.presses(office.ana, "Why did I get this?", on=seen)
    assert "you set this one" in why.text
    assert why.buttons == ()


async def test_done_is_said_once_in_place_and_the_next_one_still_comes(office: Office) -> None:
    await office.ana.types("/beat remind me to stretch every day at 9:30", "launch")
    await office.later(hours=23, minutes=31)
    [card] = copies(office.ana, "Reminder: stretch")
    await office.ana.clicks("Snooze …", on=card)
    form = await office.ana.form("Snooze")
    assert "Done: stretch" in (await office.presses(office.ana, "Done", on=card)).text
    assert not (await form.submit()).ok
    assert "is done already. Nothing changed." in next(iter(form.errors.values()))
    await office.settled()
    now = office.ana.reads(card)
    assert "Done, said @ana." in now.text
    assert now.buttons == ("Why did I get this?",)
    await office.later(days=1)
    assert len(copies(office.ana, "Reminder: stretch")) == 2


async def test_a_snoozed_one_comes_once_more_and_the_recurrence_stays(office: Office) -> None:
    await office.ana.types("/beat remind me to stretch every day at 9:30", "launch")
    await office.later(hours=23, minutes=31)
    [card] = copies(office.ana, "Reminder: stretch")
    await office.ana.clicks("Snooze …", on=card)
    form = await office.ana.form("Snooze")
    said = await office.presses(office.ana, "Snooze 15 min", on=card)
    assert "I'll say it again Tue 24 Nov, 09:4" in said.text
    assert not (await form.submit()).ok
    assert "is snoozed already" in next(iter(form.errors.values()))
    await office.later(minutes=16)
    _, second = copies(office.ana, "Reminder: stretch")
    await office.presses(office.ana, "Snooze to tomorrow", on=second)
    await office.settled()
    assert "Snoozed by @ana until" in office.ana.reads(second).text
    await office.later(days=1)
    assert len(copies(office.ana, "Reminder: stretch")) == 4
    keys = [row.key for row in await office.rows(Message) if row.purpose == "reminders.due"]
    assert keys == [
        "reminder:1:2026-11-24T09:30",
        "reminder:1:2026-11-24T09:30:1",
        "reminder:1:2026-11-24T09:30:2",
        "reminder:1:2026-11-25T09:30",
    ]


async def test_done_and_snooze_are_undone_within_ten_minutes_on_the_card_itself(office: Office) -> None:
    await office.ana.types("/beat remind me to call Bob in 20 min", "launch")
    await office.later(minutes=21)
    [card] = copies(office.ana, "Reminder: call Bob")
    for label in ("Done", "Snooze 1 h"):
        said = await office.presses(office.ana, label, on=office.ana.reads(card))
        assert "R-1 for you: call Bob is waiting again" in (await office.presses(office.ana, "Undo", on=said)).text
        await office.settled()
        assert "Snooze 15 min" in office.ana.reads(card).buttons
    assert [alarm for alarm in await office.rows(Alarm) if alarm.noun == "reminder"] == []
    said = await office.presses(office.ana, "Done", on=office.ana.reads(card))
    await office.passes(minutes=11)
    outcome = await office.ana.clicks("Undo", on=said)
    assert outcome.ok
    await office.settled()
    assert "I can't undo that any more" in office.ana.reads(said).text
    assert "Done, said @ana." in office.ana.reads(card).text


async def test_what_has_come_again_meanwhile_is_not_undone(office: Office) -> None:
    await office.ana.types("/beat remind me to call Bob in 20 min", "launch")
    await office.later(minutes=21)
    [card] = copies(office.ana, "Reminder: call Bob")
    await office.ana.clicks("Snooze …", on=card)
    form = await office.ana.form("Snooze")
    form.fill("Say it again", str(int(office.clock.now()) + 120))
    said = await office.submits(office.ana, form)
    await office.later(minutes=3)
    assert len(copies(office.ana, "Reminder: call Bob")) == 2
    assert "I can't undo that any more" in (await office.presses(office.ana, "Undo", on=said)).text


async def test_it_can_be_snoozed_until_a_moment_of_ones_own(office: Office) -> None:
    await office.ana.types("/beat remind me to call Bob in 20 min", "launch")
    await office.later(minutes=21)
    [card] = copies(office.ana, "Reminder: call Bob")
    await office.ana.clicks("Snooze …", on=card)
    form = await office.ana.form("Snooze")
    form.fill("Say it again", str(int(office.clock.now()) - 60))
    assert not (await form.submit()).ok
    assert list(form.errors.values()) == ["That is over already. Choose a later time."]
    form.fill("Say it again", str(int(office.clock.now()) + 3 * 3600))
    assert "I'll say it again" in (await office.submits(office.ana, form)).text
    await office.later(hours=3, minutes=1)
    assert len(copies(office.ana, "Reminder: call Bob")) == 2


async def test_rescheduled_from_its_card_it_comes_at_the_new_time(office: Office) -> None:
    await office.ana.types("/beat remind me to call Bob in 20 min", "launch")
    await office.later(minutes=21)
    [card] = copies(office.ana, "Reminder: call Bob")
    await office.ana.clicks("Reschedule", on=card)
    form = await office.ana.form("Edit R-1")
    form.fill("When", "tomorrow 17:00")
    assert "Next: Tue 24 Nov, 17:00 (Berlin)" in (await office.submits(office.ana, form)).text
    await office.settled()
    assert "Moved to another time by @ana." in office.ana.reads(card).text
    await office.later(days=1, hours=7)
    assert len(copies(office.ana, "Reminder: call Bob")) == 2


async def test_somebody_else_is_reminded_at_their_own_time_sees_by_whom_and_can_stop_it(office: Office) -> None:
    said = await answer(await office.ana.types("/beat remind @ben to send the figures every day at 15:00", "launch"))
    assert "for @ben: send the figures\nNext: Mon 23 Nov, 15:00 (New York)" in said.text
    await office.later(hours=11, minutes=1)
    [card] = copies(office.ben, "send the figures")
    assert "@ana asked me to remind you: send the figures" in card.text
    stopped = await office.presses(office.ben, "Stop these", on=card)
    assert "I'm telling @ana that you'd rather not get it." in stopped.text
    again = await office.ben.types("/beat remind delete R-1", "launch")
    assert again is not None
    assert "is stopped already" in again.text
    await office.settled()
    assert len(copies(office.ana, "@ben would rather not get this reminder")) == 1
    assert "Stopped by @ben: it does not come again." in office.ben.reads(card).text
    await office.later(days=2)
    assert len(copies(office.ben, "asked me to remind you")) == 1


async def test_whoever_has_had_enough_of_one_persons_reminders_gets_no_more_of_them(office: Office) -> None:
    await office.ana.types("/beat remind @ben to send the figures in 1 hour", "launch")
    await office.ana.types("/beat remind @ben to send the slides in 2 hours", "launch")
    await office.later(hours=1, minutes=1)
    [card] = copies(office.ben, "send the figures")
    stopped = await office.presses(office.ben, "Stop these", on=card)
    muted = await office.presses(office.ben, "Never from this person", on=stopped)
    assert "Muted: a reminder when somebody sets it for you by @ana." in muted.text
    await office.later(hours=1)
    assert copies(office.ben, "send the slides") == []
    [row] = [row for row in await office.rows(Message) if row.key.startswith("reminder:2:")]
    assert (row.state, row.reason) == ("skipped", "they have muted it")
    refused = await office.ana.types("/beat remind @ben to answer in 1 hour", "launch")
    assert refused is not None
    assert "I can't bring them reminders of yours just now" in refused.text
    # That it is muted is between him and us.
    told = await answer(await office.ana.types("/beat ledger", "launch"))
    assert "held back: it could not be brought to them" in told.text
    assert "muted" not in told.text
    await office.cleo.types("/beat remind @ben to eat in 1 hour", "launch")
    await office.later(hours=1, minutes=1)
    assert len(copies(office.ben, "@cleo asked me to remind you: eat")) == 1


async def test_a_channel_is_reminded_without_calling_anybody(office: Office) -> None:
    await office.ana.types("/beat remind #launch about <!here> & the demo in 1 hour", "launch")
    await office.later(hours=1, minutes=1)
    [seen] = [each for each in office.cleo.everything("launch") if "A reminder from @ana" in each.text]
    assert "<!here> & the demo" in seen.text
    assert "<!here>" not in str(seen.message)
    assert "Why did I get this?" not in seen.buttons
    assert "Done: <!here> & the demo" in (await office.presses(office.cleo, "Done", on=seen)).text


async def test_others_reminders_wait_for_the_end_of_quiet_hours_and_ones_own_do_not(office: Office) -> None:
    await office.cleo.types("/beat quiet 09:00-12:00", "launch")
    await office.ana.types("/beat remind @cleo to send the figures in 30 min", "launch")
    await office.cleo.types("/beat remind me to breathe in 30 min", "launch")
    await office.later(minutes=31)
    assert len(copies(office.cleo, "Reminder: breathe")) == 1
    assert copies(office.cleo, "send the figures") == []
    await office.later(hours=2)
    assert len(copies(office.cleo, "send the figures")) == 1


async def test_somebody_who_moves_is_reminded_at_nine_where_they_are(office: Office) -> None:
    await office.ana.types("/beat remind me to stretch every day at 09:00", "launch")
    office.slack.change_person(office.ana, tz="America/New_York")
    await office.later(hours=4)
    assert copies(office.ana, "Reminder: stretch") == []
    await office.later(hours=1, minutes=1)
    assert len(copies(office.ana, "Reminder: stretch")) == 1


@asynccontextmanager
async def closed_office() -> AsyncIterator[tuple[Playground, TurnedClock, Actor]]:
    """A workspace with Ana in it, and no bot at work yet."""
    clock = TurnedClock()
    async with Playground(MANIFEST, clock=clock) as slack:
        ana = slack.add_person("ana", tz="Europe/Berlin")
        slack.add_channel("launch", members=[ana])
        yield slack, clock, ana
        # While nobody is there, Slack's events find nobody.
        assert [each for each in slack.refusals if each.kind != "event"] == []


async def rows(bot: Drumbeat, count: int) -> list[Message]:
    """What became of each time, once there are so many and nothing is on its way any more."""

    def look(session: Session) -> list[Message]:
        found = select(Message).where(Message.purpose == "reminders.due").order_by(col(Message.due_at))
        return list(session.exec(found))

    async with asyncio.timeout(PATIENCE):
        found = await bot.bot.db.read(look)
        while sum(row.finished_at is not None for row in found) < count:
            await asyncio.sleep(0.02)
            found = await bot.bot.db.read(look)
    return found


@pytest.mark.parametrize(("days", "skipped"), [(1, 0), (8, 7), (100, 50)])
async def test_after_a_long_night_the_last_one_comes_once_and_late_and_the_others_are_written_off(
    database_url: str, days: int, skipped: int
) -> None:
    async with closed_office() as (slack, clock, ana):
        async with drumbeat(slack, database_url, now=clock.moment):
            await ana.types("/beat remind me to stretch every day at 9:30", "launch")
        clock.turn(days=days)
        async with drumbeat(slack, database_url, now=clock.moment) as bot:
            seen = await ana.sees("Reminder: stretch")
            assert "was due" in seen.text
            found = await rows(bot, skipped + 1)
        assert [row.state for row in found] == ["skipped"] * skipped + ["sent"]
        assert all("not running then" in row.reason for row in found[:-1])
        assert ("nor for 49 before it" in found[0].reason) == (days == 100)
        assert len(copies(ana, "Reminder: stretch")) == 1


async def test_buttons_live_on_after_a_restart(database_url: str) -> None:
    async with closed_office() as (slack, clock, ana):
        async with drumbeat(slack, database_url, now=clock.moment):
            await ana.types("/beat remind me to call Bob in 20 min", "launch")
        clock.turn(minutes=21)
        async with drumbeat(slack, database_url, now=clock.moment):
            card = await ana.sees("Reminder: call Bob")
        async with drumbeat(slack, database_url, now=clock.moment):
            await ana.clicks("Snooze 15 min", on=card)
            await ana.sees("Snoozed by @ana")
        clock.turn(minutes=16)
        async with drumbeat(slack, database_url, now=clock.moment) as bot:
            assert [row.state for row in await rows(bot, 2)] == ["sent", "sent"]
        assert len(copies(ana, "Reminder: call Bob")) == 2
