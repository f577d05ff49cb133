"""The ways out for somebody who wants to hear less: to leave a standup, to mute by name, and all at once."""

import pytest

from storage.outbox import Message
from storage.preferences import Preference
from storage.rounds import Entry
from tests.stories.office import Office, answer, whispered

NUDGE = "standups.nudge"
DAILY = "/standup new Daily at 10:30 every weekday"


async def _muted(office: Office) -> tuple[str, ...]:
    [wishes] = [row for row in await office.rows(Preference) if row.user_id == office.ben.id]
    return wishes.muted


async def test_whoever_leaves_a_standup_is_not_asked_and_its_card_says_so_until_they_join_again(office: Office) -> None:
    await office.ana.types(DAILY, "launch")
    said = await answer(await office.cleo.types("/standup leave"))
    assert "You are not asked by S-1 Daily any more." in said.text
    card = await answer(await office.ana.types("/standup show 1", "launch"))

    assert "Here, but not asked: Cleo (left it themselves)" in card.text
    # What the form says afterwards is not for them to be put back by.
    await office.ana.types("/standup edit 1", "launch")
    await office.submits(office.ana, await office.ana.form("Edit S-1"))
    await office.later(hours=1)
    assert {row.user_id for row in await office.rows(Entry)} == {office.ana.id, office.ben.id}
    assert "doesn't ask you any more" in (await answer(await office.cleo.types("/standup leave 1", "launch"))).text
    back = await answer(await office.cleo.types("/standup join", "launch"))
    assert "You are asked by S-1 Daily again. Next: Tue 24 Nov, 10:30" in back.text
    await office.later(hours=24)
    assert [row.user_id for row in await office.rows(Entry)].count(office.cleo.id) == 1


async def test_whoever_leaves_is_not_waited_for_in_the_round_of_today_and_undo_brings_its_reminders_back(
    office: Office,
) -> None:
    await office.ana.types(DAILY, "launch")
    await office.later(hours=1, minutes=1)
    card = await answer(await office.cleo.types("/standup show 1", "launch"))
    left = await office.presses(office.cleo, "Leave", on=card)
    reminders = [row for row in await office.rows(Message) if row.purpose == "standups.nudge"]
    assert {row.state for row in reminders if row.recipient == office.cleo.id} == {"skipped"}
    assert {row.state for row in reminders if row.recipient != office.cleo.id} == {"planned"}
    await office.presses(office.cleo, "Undo", on=left)
    rows = await office.rows(Message)
    assert {row.state for row in rows if row.purpose == "standups.nudge"} == {"planned"}
    assert {row.user_id: row.status for row in await office.rows(Entry)}[office.cleo.id] == "waiting"


@pytest.mark.parametrize("words", ["stop", "Leave me alone!", "mute", "less"])
async def test_whoever_has_had_enough_is_shown_what_can_be_turned_down(office: Office, words: str) -> None:
    await office.ana.types(DAILY, "launch")
    said = await answer(await office.cleo.types(f"/beat {words}"))
    assert said.is_ephemeral
    assert said.buttons == ("Settings", "Mutes", "Mute what can wait", "Quiet hours", "Leave S-1 Daily")
    await office.presses(office.cleo, "Leave S-1 Daily", on=said)
    assert "You are not asked by S-1" in whispered(office.cleo).text


async def test_all_that_can_wait_is_muted_at_once_and_own_reminders_still_come(office: Office) -> None:
    refused = await office.ben.types("/beat cap 0", "launch")
    assert refused is not None
    said = await office.presses(office.ben, "/beat mutes all", on=refused)
    assert "Muted: all that can wait." in said.text
    await office.ben.types("/beat remind me to stretch in 5 minutes", "launch")
    await office.ana.types("/task add Ship it @ben", "launch")
    await office.later(minutes=6)
    assert [seen.text for seen in office.ben.everything() if "Ship it" in seen.text and not seen.is_ephemeral] == []
    assert await office.ben.sees("stretch")
    await office.presses(office.ben, "Undo", on=said)
    assert await _muted(office) == ()


@pytest.mark.parametrize(
    ("words", "rule"),
    [
        ("mute nudges", "standups.nudge"),
        ("mutes add task assigned", "tasks.assigned"),
        ("mutes add the news that a task is theirs", "tasks.assigned"),
        ("mutes mute morning list", "digest.morning"),
    ],
)
async def test_a_kind_is_muted_by_its_name_or_by_what_the_ledger_and_why_call_it(
    office: Office, words: str, rule: str
) -> None:
    await answer(await office.ben.types(f"/beat {words}", "launch"))
    assert await _muted(office) == (rule,)
    shown = await answer(await office.ben.types("/beat mutes", "launch"))
    assert "You can name: " in shown.text
    assert "blocker question" in shown.text


async def test_a_slip_or_a_word_of_many_kinds_is_asked_about_by_buttons_that_work(office: Office) -> None:
    slip = await office.ben.types("/beat mute morning lst", "launch")
    assert slip is not None
    await office.presses(office.ben, "Morning list", on=slip)
    several = await office.ben.types("/beat mute reminder", "launch")
    assert several is not None
    await office.presses(office.ben, "Reminder to a role", on=several)
    assert await _muted(office) == ("digest.morning", "reminders.to_role")


async def test_nudges_off_holds_for_a_round_that_is_under_way(office: Office) -> None:
    await office.ana.types(DAILY, "launch")
    await office.later(hours=1, minutes=1)
    await office.cleo.types("/beat nudges off", "launch")
    await office.later(hours=2, minutes=30)
    ended = {row.recipient: (row.state, row.reason) for row in await office.rows(Message) if row.purpose == NUDGE}
    assert ended[office.cleo.id] == ("skipped", "they want to be reminded less often")
    assert ended[office.ana.id] == ("sent", "")
