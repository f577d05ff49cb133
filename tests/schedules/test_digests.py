"""Mornings: one message with what is worth a word, or none; and a word an hour ahead."""

from playground.people import Actor, Seen
from storage.alarms import Alarm
from storage.outbox import Message
from tests.stories.office import Office


def digests(person: Actor) -> list[Seen]:
    return [seen for seen in person.everything() if "Good morning" in seen.text and not seen.is_ephemeral]


async def ledger(office: Office, purpose: str) -> list[tuple[str, str]]:
    return [(row.state, row.reason) for row in await office.rows(Message) if row.purpose == purpose]


async def test_the_morning_says_what_is_late_due_waiting_and_soon_the_most_important_first(office: Office) -> None:
    for line in ("Plan @ana 2026-11-25", "Build @ana 2026-11-24", "Late one @ana 2026-11-23", "Rest @ana"):
        await office.ben.types(f"/task add {line}", "launch")
    await office.ben.types("/blocker raise No access @ana", "launch")
    await office.later(hours=23, minutes=1)
    [seen] = digests(office.ana)
    order = ["No access", "Late one", "late, was due Mon 23 Nov", "Build", "due today", "Plan", "due Wed 25 Nov"]
    places = [seen.text.index(words) for words in order]
    assert places == sorted(places)
    assert "@ben is waiting for you for 1 working day" in seen.text
    assert "Rest" not in seen.text
    assert digests(office.ben) == []


async def test_done_in_the_digest_takes_the_row_off_and_the_last_one_says_so(office: Office) -> None:
    for title in ("One", "Two"):
        await office.ana.types(f"/task add {title} 2026-11-24", "launch")
    await office.later(hours=23, minutes=1)
    [seen] = digests(office.ana)
    assert "Done: T-1 One" in (await office.presses(office.ana, "Done", on=seen)).text
    await office.settled()
    assert "T-1" not in office.ana.reads(seen).text
    await office.presses(office.ana, "Done", on=office.ana.reads(seen))
    await office.settled()
    assert "nothing of this morning's list is left" in office.ana.reads(seen).text


async def test_nothing_to_say_is_not_said_and_without_tasks_nobody_is_woken(office: Office) -> None:
    await office.ana.types("/task add Someday", "launch")
    await office.later(hours=23, minutes=1)
    assert digests(office.ana) == []
    assert await ledger(office, "digest.morning") == [("skipped", "nothing to say")]
    await office.ana.types("/task done 1", "launch")
    await office.later(days=1)
    assert [alarm for alarm in await office.rows(Alarm) if alarm.noun == "digest"] == []
    assert len(await ledger(office, "digest.morning")) == 1


async def test_what_has_not_moved_for_a_week_is_mentioned_and_a_long_list_is_cut(office: Office) -> None:
    for number in range(13):
        await office.ana.types(f"/task add Forgotten {number}", "launch")
    for _ in range(7):
        await office.later(hours=23, minutes=59)
    await office.later(minutes=10)
    seen = digests(office.ana)[-1]
    assert "nothing has moved for 5 working days" in seen.text
    assert "and 3 more" in seen.text
    assert "13 · 10 shown" in (await office.presses(office.ana, "See all my tasks", on=seen)).text


async def test_that_nothing_has_moved_is_said_once_a_week(office: Office) -> None:
    await office.ana.types("/task add Forgotten", "launch")
    for _ in range(15):
        await office.later(days=1)
    said = [seen.text for seen in digests(office.ana)]
    assert [f"nothing has moved for {days} working days" in text for text, days in zip(said, (5, 10), strict=True)]


async def test_whoever_is_stuck_reads_each_morning_for_how_long_nobody_has_answered(office: Office) -> None:
    await office.ana.types("/blocker raise No access @cleo", "launch")
    await office.later(days=1)
    [seen] = digests(office.ana)
    assert "B-1 No access\nwaiting for @cleo's answer for 1 working day" in seen.text
    await office.later(days=2)
    assert "waiting for @cleo's answer for 3 working days" in digests(office.ana)[-1].text
    assert "@ana is waiting for you for" in digests(office.cleo)[-1].text
    await office.ana.clicks("Reassign", on=digests(office.ana)[-1])
    form = await office.ana.form("Reassign B-1")
    form.pick("Who can clear it?", "@ben")
    await office.submits(office.ana, form)
    before = len(digests(office.ana))
    await office.later(hours=2)
    await office.ben.types("/blocker ack 1", "launch")
    await office.later(days=1)
    assert len(digests(office.ana)) == before


async def test_with_whoever_is_asked_anew_the_wait_begins_anew(office: Office) -> None:
    await office.ana.types("/blocker raise No access @ben", "launch")
    await office.later(days=2)
    await office.ana.types("/blocker reassign 1 @cleo", "launch")
    await office.later(days=1)
    assert "waiting for @cleo's answer for 1 working day" in digests(office.ana)[-1].text


async def test_nobody_who_is_away_gets_a_digest_and_a_weekend_has_none(office: Office) -> None:
    await office.ana.types("/task add Late one 2026-11-23", "launch")
    await office.ana.types("/beat away tuesday-friday", "launch")
    await office.later(hours=23, minutes=1)
    assert await ledger(office, "digest.morning") == [("skipped", "they are away")]
    for _ in range(5):
        await office.later(days=1)
    assert digests(office.ana) == []
    await office.later(days=1)
    assert len(digests(office.ana)) == 1


async def test_mute_this_ends_the_digest_alone_and_can_be_taken_back(office: Office) -> None:
    await office.ana.types("/task add Late one 2026-11-23", "launch")
    await office.later(hours=23, minutes=1)
    [seen] = digests(office.ana)
    why = await office.presses(office.ana, "Why did I get this?", on=seen)
    assert "I send you a morning digest when something on your list is late" in why.text
    assert "Muted: a morning digest" in (await office.presses(office.ana, "Mute this", on=why)).text
    await office.later(days=1)
    assert len(digests(office.ana)) == 1
    listing = await office.ana.types("/beat mutes", "launch")
    assert listing is not None
    assert "On again: a morning digest" in (await office.presses(office.ana, "Unmute", on=listing)).text
    await office.later(days=1)
    assert len(digests(office.ana)) == 2


async def test_whoever_has_work_is_woken_in_the_morning_where_they_are_and_the_alarm_is_set_once(
    office: Office,
) -> None:
    await office.ana.types("/task add One @ben", "launch")
    await office.ana.types("/task add Two @ben", "launch")
    await office.later(minutes=1)
    [alarm] = [alarm for alarm in await office.rows(Alarm) if alarm.noun == "digest"]
    assert (alarm.subject, alarm.nominal) == (office.ben.id, "2026-11-23")
    assert alarm.due_at.isoformat() == "2026-11-23T14:00:00+00:00"


async def test_a_task_with_an_hour_is_brought_up_an_hour_ahead_once(office: Office) -> None:
    await office.ben.types("/task add Ship it @ana 2026-11-23 09:00", "launch")
    await office.later(hours=3, minutes=59)
    assert [seen for seen in office.ana.everything() if "due within the hour" in seen.text] == []
    await office.later(minutes=2)
    assert len([seen for seen in office.ana.everything() if "due within the hour" in seen.text]) == 1


async def test_what_is_done_or_moved_is_not_brought_up(office: Office) -> None:
    await office.ana.types("/task add Done early 2026-11-23 15:00", "launch")
    await office.ana.types("/task add Moved 2026-11-23 15:00", "launch")
    await office.ana.types("/task done 1", "launch")
    await office.ana.types("/task due 2 2026-11-23 17:00", "launch")
    await office.later(hours=4, minutes=1)
    assert await ledger(office, "tasks.soon") == []
    await office.later(hours=2)
    assert [row.number for row in await office.rows(Message) if row.purpose == "tasks.soon"] == [2]


async def test_undo_brings_the_hour_ahead_back(office: Office) -> None:
    await office.ana.types("/task add Ship it 2026-11-23 15:00", "launch")
    done = await office.ana.types("/task done 1", "launch")
    assert done is not None
    await office.presses(office.ana, "Undo", on=done)
    await office.later(hours=4, minutes=1)
    assert await ledger(office, "tasks.soon") == [("sent", "")]


async def test_who_waits_for_me_comes_before_what_is_late_and_the_urgent_before_the_old(office: Office) -> None:
    await office.ana.types("/task add Late thing @ana 2026-11-23 11:00", "launch")
    await office.ben.types("/blocker raise Old one @ana", "launch")
    await office.ben.types("/blocker raise Prod is down @ana !urgent", "launch")
    await office.later(days=1)
    [seen] = [seen for seen in office.ana.everything() if "Good morning" in seen.text]
    places = [seen.text.index(words) for words in ("Prod is down", "Old one", "Late thing")]
    assert places == sorted(places)
    assert "is waiting for you for 1 working day · urgent severity" in seen.text


async def test_old_small_tasks_do_not_push_out_what_is_urgent_or_due_today(office: Office) -> None:
    for number in range(1, 13):
        await office.ana.types(f"/task add Small {number} @ana 2026-11-23 10:30", "launch")
    await office.ana.types("/task add Server burns @ana 2026-11-23 11:00 !urgent", "launch")
    await office.ana.types("/task add Build @ana 2026-11-24", "launch")
    await office.later(days=1)
    [seen] = digests(office.ana)
    assert "and 4 more" in seen.text
    places = [seen.text.index(words) for words in ("T-8 Small", "Server burns", "Build")]
    assert places == sorted(places)


async def test_a_blocker_in_the_digest_is_acknowledged_and_then_resolved_in_place(office: Office) -> None:
    await office.ben.types("/blocker raise No access @ana", "launch")
    await office.later(days=1)
    [seen] = digests(office.ana)
    assert "Acknowledged: B-1 No access" in (await office.presses(office.ana, "Acknowledge", on=seen)).text
    await office.settled()
    seen = office.ana.reads(seen)
    assert "waiting for you for 1 working day · acknowledged by @ana" in seen.text
    await office.presses(office.ana, "Resolve", on=seen)
    await office.settled()
    assert "nothing of this morning's list is left" in office.ana.reads(seen).text
