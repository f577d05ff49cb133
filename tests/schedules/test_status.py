"""Weekly reports through the real bot: drafted, edited, published by a person or by themselves, and never twice."""

import asyncio
import errno
from datetime import UTC, datetime

import pytest

from bot import charts
from bot.rules.tasks import UNFINISHED
from playground.people import Seen
from storage import alarms
from storage.alarms import Alarm
from storage.outbox import Message
from storage.reports import Report
from storage.status import Edition
from storage.tasks import Task
from tests.stories.office import PATIENCE, Office, answer

TO_THURSDAY = {"days": 3, "hours": 6}
TO_FRIDAY = {"days": 4, "hours": 6}

WHY = "Why did I get this?"


async def later(office: Office, **time: float) -> None:
    """Let time pass, and wait until everything that has become due is done and sent."""
    await office.passes(**time)
    office.bot.bot.outbox_waits.set()
    async with asyncio.timeout(PATIENCE):
        while (due := await office.bot.bot.db.read(alarms.next_due)) is not None and due <= office.clock.moment():  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    await office.settled()


async def set_up(office: Office, how: str = "every friday at 16:00") -> Seen:
    return await answer(await office.ana.types(f"/beat report {how}", "launch"))


async def waits_for_its_owner(office: Office) -> None:
    """A plan that does not publish by itself."""
    seen = await set_up(office)
    await office.ana.clicks("Change", on=seen)
    form = await office.ana.form("Weekly report")
    form.pick("Publish if nobody touches the draft?", "No, wait for me")
    assert "It waits for Publish now" in (await office.submits(office.ana, form)).text


async def posts(office: Office, channel: str = "launch") -> list[Seen]:
    """The reports that stand in a channel."""
    await office.settled()
    said = office.ana.everything(channel)
    return [seen for seen in said if seen.text.startswith("Status #") and not seen.is_ephemeral]


async def alarm(office: Office, part: str) -> Alarm:
    (found,) = [each for each in await office.rows(Alarm) if (each.noun, each.part) == ("status", part)]
    return found


async def test_the_day_before_its_owner_gets_the_draft_with_three_ways_on(office: Office) -> None:
    await office.ana.types("/task add Ship the beta @ben friday", "launch")
    await set_up(office)
    await later(office, **TO_THURSDAY)
    draft = await office.ana.sees("Draft of the report for Fri 27 Nov in #launch")
    assert draft.buttons == ("Edit", "Publish now", "Skip this week", WHY)
    assert "T-1 Ship the beta" in draft.text
    assert await posts(office) == []
    assert not [seen for seen in office.ben.everything() if "Draft" in seen.text]


async def test_who_stands_in_for_its_owner_gets_the_draft_and_may_publish_it(office: Office) -> None:
    await set_up(office)
    await office.ana.types("/beat away thursday, ask @ben", "launch")
    await later(office, **TO_THURSDAY)
    assert not [seen for seen in office.ana.everything() if "Draft" in seen.text]
    draft = await office.ben.sees("@ana is away, and you stand in. Draft of the report for Fri 27 Nov in #launch")
    await office.ben.clicks("Publish now", on=draft)
    await office.settled()
    assert len(await posts(office)) == 1
    assert "is published as #1" in office.ben.reads(draft).text


async def test_an_owner_who_is_away_gets_the_draft_when_they_are_back(office: Office) -> None:
    await set_up(office)
    await office.ana.types("/beat away thursday", "launch")
    await later(office, **TO_THURSDAY)
    assert not [seen for seen in office.ana.everything() if "Draft" in seen.text]
    await later(office, hours=18)
    assert await office.ana.sees("Draft of the report for Fri 27 Nov in #launch")


async def test_what_its_owner_writes_is_published_and_the_figures_are_those_of_the_hour(office: Office) -> None:
    await office.ana.types("/task add Ship the beta @ben 2026-12-20", "launch")
    await set_up(office)
    await later(office, **TO_THURSDAY)
    draft = await office.ana.sees("Draft of the report")
    await office.ana.clicks("Edit", on=draft)
    form = await office.ana.form("Notes for the report")
    form.fill("Headline", "We ship on <@U1> time")
    form.fill("Highlights", "First line\nSecond & last")
    assert "We ship on" in (await office.submits(office.ana, form)).text
    await office.settled()
    assert "We ship on <@U1> time" in office.ana.reads(draft).text
    await office.ben.types("/task done 1", "launch")
    await later(office, days=1)
    (post,) = await posts(office)
    assert "1 done, 0 late, 0 blocked, 0 open" in post.text
    for words in ("We ship on <@U1> time", "Second & last", "T-1 Ship the beta"):
        assert words in post.text
    card = office.ana.reads(draft)
    assert "is published as #1" in card.text
    assert card.buttons == (WHY,)


async def test_the_picture_stands_in_the_post_with_its_words(office: Office) -> None:
    await office.ana.types("/task add Ship the beta", "launch")
    await set_up(office)
    await later(office, **TO_FRIDAY)
    (post,) = await posts(office)
    assert post.message is not None
    image = post.message["blocks"][-1]
    assert image["type"] == "image"
    assert "Not started 0 to 1" in image["alt_text"]
    png = office.slack.core.workspace.contents[image["slack_file"]["id"]]
    assert png.startswith(b"\x89PNG")


async def test_a_picture_that_slack_is_still_looking_at_is_waited_for_and_uploaded_once(office: Office) -> None:
    office.may_be_refused = {"chat.postMessage"}
    await office.ana.types("/task add Ship the beta", "launch")
    await set_up(office)
    office.slack.faults.unready_file()
    await later(office, **TO_FRIDAY)
    await tried(office, times=1)
    await later(office, minutes=1)
    (post,) = await posts(office)
    assert post.message is not None
    assert post.message["blocks"][-1]["type"] == "image"
    assert len(office.slack.core.workspace.files) == 1


async def tried(office: Office, times: int) -> None:
    """Wait until the post was tried so often."""
    async with asyncio.timeout(PATIENCE):
        while not any(_tried(row, times) for row in await office.rows(Message)):  # noqa: ASYNC110 - the sender tells nobody
            await asyncio.sleep(0.02)


def _tried(row: Message, times: int) -> bool:
    return row.purpose == "status.report" and row.attempt >= times and row.state != "sending"


async def test_a_picture_that_slack_never_takes_does_not_stop_the_report(office: Office) -> None:
    office.may_be_refused = {"chat.postMessage"}
    await office.ana.types("/task add Ship the beta", "launch")
    await set_up(office)
    office.slack.faults.unready_file(times=99)
    await later(office, **TO_FRIDAY)
    for attempt in (1, 2, 3):
        await tried(office, attempt)
        await later(office, minutes=10)
    (post,) = await posts(office)
    assert post.message is not None
    assert "image" not in [block["type"] for block in post.message["blocks"]]


async def test_its_hour_publishes_it_once_and_the_next_one_comes_a_week_later(office: Office) -> None:
    await set_up(office)
    await later(office, **TO_FRIDAY)
    await later(office, hours=1)
    assert len(await posts(office)) == 1
    await later(office, days=6, hours=23)
    assert [seen.text.split("\n")[0] for seen in await posts(office)] == [
        "Status #1 · Fri 27 Nov",
        "Status #2 · Fri 4 Dec",
    ]


async def test_published_by_hand_it_does_not_come_again_at_its_hour(office: Office) -> None:
    await set_up(office)
    await later(office, **TO_THURSDAY)
    draft = await office.ana.sees("Draft of the report")
    await asyncio.gather(*(office.ana.clicks("Publish now", on=draft) for _ in range(2)))
    await office.settled()
    answers = [seen.text for seen in office.ana.everything() if seen.is_ephemeral][-2:]
    assert sorted(("Published as #1" in text, "is published already" in text) for text in answers) == [
        (False, True),
        (True, False),
    ]
    await later(office, days=1)
    assert len(await posts(office)) == 1
    (report,) = await office.rows(Report)
    assert (report.number, report.published_by, report.nominal.isoformat()) == (1, office.ana.id, "2026-11-27")
    assert (await alarm(office, "publish")).nominal == "2026-12-04"


async def test_skipped_it_does_not_come_and_the_next_one_does(office: Office) -> None:
    await set_up(office)
    await later(office, **TO_THURSDAY)
    draft = await office.ana.sees("Draft of the report")
    assert "Fri 27 Nov is skipped" in (await office.presses(office.ana, "Skip this week", on=draft)).text
    await later(office, days=1)
    assert await posts(office) == []
    assert "was skipped" in office.ana.reads(draft).text
    await later(office, days=7)
    assert len(await posts(office)) == 1


async def test_the_draft_of_a_paused_plan_has_no_buttons_until_it_runs_again(office: Office) -> None:
    await set_up(office)
    await later(office, **TO_THURSDAY)
    draft = await office.ana.sees("Draft of the report")
    await answer(await office.ana.types("/beat report pause", "launch"))
    await office.settled()
    assert "The report of #launch is paused" in office.ana.reads(draft).text
    assert office.ana.reads(draft).buttons == (WHY,)
    await answer(await office.ana.types("/beat report resume", "launch"))
    await office.settled()
    assert "Publish now" in office.ana.reads(draft).buttons


async def test_where_it_waits_for_its_owner_they_are_reminded_once(office: Office) -> None:
    await waits_for_its_owner(office)
    await later(office, **TO_FRIDAY)
    reminder = await office.ana.sees("It's time for the report of #launch")
    assert await posts(office) == []
    await later(office, hours=3)
    assert len([seen for seen in office.ana.everything() if "It's time for the report" in seen.text]) == 1
    await office.presses(office.ana, "Publish now", on=reminder)
    assert len(await posts(office)) == 1


async def test_eleven_hours_late_it_comes_and_says_so(office: Office) -> None:
    await set_up(office)
    await later(office, days=4, hours=6 + 11)
    (post,) = await posts(office)
    assert post.text.startswith("Status #1 · Sat 28 Nov, late for Fri 27 Nov · late: I was not running")
    assert not [seen for seen in office.ana.everything() if "Draft of the report" in seen.text]


async def test_thirteen_hours_late_it_is_left_out_and_its_owner_hears_it(office: Office) -> None:
    await set_up(office)
    await later(office, days=4, hours=6 + 13)
    assert await posts(office) == []
    told = await office.ana.sees("I was not running when the report was due in #launch")
    assert "did not send it" in told.text
    assert await office.rows(Report) == []
    await later(office, days=6, hours=11)
    assert [seen.text.split("\n")[0] for seen in await posts(office)] == ["Status #1 · Fri 4 Dec"]


async def test_three_weeks_down_bring_neither_old_reports_nor_a_pile_of_news(office: Office) -> None:
    await set_up(office)
    await later(office, days=21 + 4, hours=8)
    (post,) = await posts(office)
    assert post.text.startswith("Status #1 · Fri 18 Dec · late")
    assert not [seen for seen in office.ana.everything() if "I was not running when" in seen.text]
    assert (await alarm(office, "publish")).nominal == "2026-12-25"


async def test_a_published_report_stays_as_it_was(office: Office) -> None:
    await office.ana.types("/task add Ship the beta @ben wednesday", "launch")
    await set_up(office)
    await later(office, **TO_FRIDAY)
    (post,) = await posts(office)
    (kept,) = await office.rows(Report)
    before = await answer(await office.cleo.types("/beat report 1", "launch"))
    await office.ana.types("/task edit 1 Something else", "launch")
    await office.ana.types("/task done 1", "launch")
    await later(office, days=2)
    after = await answer(await office.cleo.types("/beat report 1", "launch"))
    assert before.text == after.text
    assert office.ana.reads(post).text == post.text
    assert (await office.rows(Report))[0].snapshot == kept.snapshot
    assert "T-1 Ship the beta" in after.text


async def test_in_the_week_the_clocks_change_it_still_comes_at_four(office: Office) -> None:
    await later(office, days=119)  # Monday 22 March 2027; Berlin's summer begins on the 28th
    await set_up(office)
    assert (await alarm(office, "publish")).due_at == datetime(2027, 3, 26, 15, tzinfo=UTC)
    await later(office, **TO_FRIDAY)
    assert len(await posts(office)) == 1
    assert (await alarm(office, "publish")).due_at == datetime(2027, 4, 2, 14, tzinfo=UTC)
    assert (await alarm(office, "draft")).due_at == datetime(2027, 4, 1, 14, tzinfo=UTC)


async def test_two_channels_each_tell_of_their_own_and_a_private_one_of_nothing_elsewhere(office: Office) -> None:
    secret = office.slack.add_channel("secret", members=[office.ana, office.ben], private=True)
    await office.ana.types("/task add Ship the beta friday", "launch")
    await office.ana.types("/task add Fire the agency friday", "secret")
    await office.ana.types("/blocker raise The agency knows", "secret")
    await set_up(office)
    await answer(await office.ana.types("/beat report every friday at 16:00", "secret"))
    await later(office, **TO_FRIDAY)
    (public,), (private,) = await posts(office), await posts(office, secret.id)
    assert "agency" not in public.text
    assert "1 open" in public.text
    assert "Fire the agency" in private.text
    assert "Ship the beta" not in private.text
    number = next(row.number for row in await office.rows(Report) if row.channel_id == secret.id)
    denied = await office.cleo.types(f"/beat report {number}", "launch")
    assert denied is not None
    assert "I can't find report" in denied.text
    assert "agency" not in denied.text


async def test_what_has_changed_between_two_reports_is_what_the_tasks_say(office: Office) -> None:
    for day in ("wednesday", "2026-12-02", "2026-12-02", "2026-12-09", "2026-12-20"):
        await office.ana.types(f"/task add Write it down @ben {day}", "launch")
    await set_up(office)
    await later(office, **TO_FRIDAY)
    first = await late_and_done(office)
    await office.ben.types("/task done 1 2", "launch")
    await office.ben.types("/task due 4 2026-12-16", "launch")
    await office.ben.types("/blocker raise No access T-5", "launch")
    await later(office, days=7)
    last = await late_and_done(office)
    said = (await answer(await office.ana.types("/beat report diff 1 2", "launch"))).text
    assert listed(said, "Done") == last[1] - first[1]
    assert listed(said, "Late now") == last[0] - first[0]
    assert listed(said, "No longer late") == first[0] - last[0] - last[1]
    assert listed(said, "Moved") == {"T-4"}
    assert "Wed 9 Dec → Wed 16 Dec" in said
    assert "B-1" in listed(said, "In the way now")
    since = (await answer(await office.ana.types("/beat report diff", "launch"))).text
    assert "Nothing has changed." in since


async def late_and_done(office: Office) -> tuple[set[str], set[str]]:
    """The keys of what is late now, and of what is done."""
    tasks, now = await office.rows(Task), office.clock.moment()
    late = {row.key for row in tasks if row.status in UNFINISHED and row.due_at and row.due_at < now}
    return late, {row.key for row in tasks if row.status == "done"}


def listed(text: str, heading: str) -> set[str]:
    """The keys under a heading."""
    keys: set[str] = set()
    inside = False
    for line in text.split("\n"):
        inside = line.startswith((f"{heading} (", f"{heading}: ")) if not line.startswith("• ") else inside
        keys |= {line.split()[1]} if inside and line.startswith("• ") else set()
    return keys


async def test_the_details_stand_in_the_thread_of_the_post(office: Office) -> None:
    for number in range(7):
        await office.ana.types(f"/task add Task {number} friday", "launch")
    await set_up(office)
    await later(office, days=2)
    asked = await answer(await office.ana.types("/beat report publish", "launch"))
    await office.presses(office.ana, "Publish it today", on=asked)
    (post,) = await posts(office)
    assert post.message is not None
    root = post.message["ts"]
    thread = [
        seen.text.split("\n")[0]
        for seen in office.ana.everything("launch")
        if seen.message and seen.message.get("thread_ts") == root and seen.message["ts"] != root
    ]
    assert thread == [
        "#1 · Due in the next seven days (7)", "#1 · Tasks by state, last 4 weeks", "#1 · Every open task (7)",
    ]  # fmt: skip
    assert "Full lists, every open task and the picture's numbers are in the thread." in str(post.message)
    numbers = await office.ana.sees("Tasks by state, last 4 weeks", channel="launch")
    table = [line for line in numbers.text.split("\n")[1:] if line and not line.startswith("“")]
    assert len(table) == 6
    assert max(map(len, table)) <= 38, "a thread is no wider"


async def test_where_the_post_is_refused_its_details_are_left_out_and_its_owner_hears_it_once(office: Office) -> None:
    office.may_be_refused = {"chat.postMessage", "conversations.info"}
    office.slack.add_channel("elsewhere", members=[office.ana], private=True, bot=False)
    await office.ana.types("/task add Ship the beta", "elsewhere")
    await answer(await office.ana.types("/beat report every friday at 16:00", "elsewhere"))
    await later(office, **TO_FRIDAY)
    states = {row.purpose: row.state for row in await office.rows(Message)}
    assert (states["status.report"], states["status.detail"]) == ("failed", "skipped")
    assert len([seen for seen in office.ana.everything() if "I couldn't post" in seen.text]) == 1


async def test_the_draft_shows_the_picture_above_its_buttons_and_a_new_one_after_an_edit(office: Office) -> None:
    await office.ana.types("/task add Ship the beta", "launch")
    await set_up(office)
    await later(office, **TO_THURSDAY)
    draft = await office.ana.sees("Draft of the report")
    pictured(draft, "Not started 0 to 1")
    await office.ana.types("/task add Ship the docs", "launch")
    await office.ana.clicks("Edit", on=draft)
    form = await office.ana.form("Notes for the report")
    form.fill("Headline", "We ship")
    await office.submits(office.ana, form)
    await office.settled()
    pictured(office.ana.reads(draft), "Not started 0 to 2")


def pictured(draft: Seen, words: str) -> None:
    """It shows a picture with these words, and its buttons under it."""
    assert draft.message is not None
    image, buttons = draft.message["blocks"][-2:]
    assert (image["type"], buttons["type"]) == ("image", "actions")
    assert words in image["alt_text"]


async def test_a_picture_that_cannot_be_drawn_does_not_stop_the_report(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> bytes:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(charts, "by_state", full)
    await office.ana.types("/task add Ship the beta", "launch")
    await set_up(office)
    await later(office, **TO_FRIDAY)
    assert len(await posts(office)) == 1


async def test_the_ledger_tells_which_drafts_and_reports_are_to_come(office: Office) -> None:
    await set_up(office)
    mine = (await answer(await office.ana.types("/beat ledger", "launch"))).text
    draft = mine.index("the draft of the report of #launch to @ana")
    assert mine.index("Thu 26 Nov") < draft < mine.index("Fri 27 Nov")
    assert "the report to #launch" in mine
    await answer(await office.ana.types("/beat report skip", "launch"))
    assert "the report to #launch" not in (await answer(await office.ana.types("/beat ledger", "launch"))).text
    assert "the report" not in (await answer(await office.cleo.types("/beat ledger", "launch"))).text


async def test_undo_of_a_change_brings_the_old_hour_back_and_undo_of_stopping_lets_it_come(office: Office) -> None:
    await set_up(office)
    changed = await set_up(office, "every thursday at 10:00")
    assert (await alarm(office, "publish")).nominal == "2026-11-26"
    await office.presses(office.ana, "Undo", on=changed)
    assert (await alarm(office, "publish")).nominal == "2026-11-27"
    stopped = await answer(await office.ana.types("/beat report stop", "launch"))
    assert [each for each in await office.rows(Alarm) if each.noun == "status"] == []
    await office.presses(office.ana, "Undo", on=stopped)
    await later(office, **TO_FRIDAY)
    assert len(await posts(office)) == 1
    assert [row.status for row in await office.rows(Edition)] == ["published"]
