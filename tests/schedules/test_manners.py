"""Manners: every kind of message is looked at, so that a new one can't forget them."""

import json
import re

import pytest

from bot.views import mutes
from bot.views.blocks import Message as Said
from bot.views.blocks import md
from bot.views.mutes import IN_CHANNELS, REASONS, TELLS_ITSELF
from schedules import RENDERERS
from storage.outbox import Message
from storage.preferences import Preference
from tests.bot.showing import CASES, every_state, payload
from tests.schedules.test_status import TO_THURSDAY, later, set_up
from tests.stories.office import Office, answer

# What follows another message belongs into its thread.
FOLLOWS = ("rounds.entry", "status.detail", "answer")


def _commands(said: object) -> set[str]:
    text = json.dumps(said)
    return {rule for rule in REASONS if f"mutes add {rule}" in text}


@pytest.mark.parametrize("purpose", sorted(set(RENDERERS) & set(REASONS) - TELLS_ITSELF))
def test_every_dm_tells_why_it_came_and_mutes_its_own_rule(purpose: str) -> None:
    card = mutes.with_why(Said(md("Hello"), ()), purpose, "")
    assert f"mutes why {purpose}" in str(card.blocks)
    told = mutes.told(purpose)
    assert _commands(told.blocks) == (set() if REASONS[purpose].instead else {purpose})
    assert REASONS[purpose].instead or "Mute this" in str(told.blocks)


def test_whoever_tells_by_a_button_of_its_own_has_one() -> None:
    shown = [
        case(state) for state in every_state() for name, case in CASES.items() if name.startswith(("tall", "nudg"))
    ]
    buttons = json.dumps([payload(said) for each in shown for said in each])
    assert {"standups.nudge": "rounds.mute", "tally.week": "mutes add tally.week"}.keys() == TELLS_ITSELF
    assert "rounds.mute" in buttons
    assert "mutes add tally.week" in buttons


@pytest.mark.parametrize("purpose", sorted(REASONS))
def test_a_muted_rule_mutes_no_other(purpose: str) -> None:
    wishes = Preference(workspace_id="T1", user_id="UANA", muted=(purpose,))
    assert [rule for rule in REASONS if wishes.has_muted(rule, "")] == [purpose]


async def _everything_that_goes_to_a_channel(office: Office) -> None:
    for line in ("/task add Ship it", "/blocker raise No access"):
        added = await answer(await office.ana.types(line, "launch"))
        await office.presses(office.ana, "Share to channel", on=added)
    for number in range(7):
        await office.ana.types(f"/task add Task {number} friday", "launch")
    await office.ana.types("/beat remind #launch to tidy up in 1 minute", "launch")
    await office.ana.says("@Drumbeat task add Said aloud", "launch")
    await office.ana.types("/standup new Daily at 10:30 every weekday", "launch")
    await set_up(office)
    await office.later(hours=1)
    for person in (office.ana, office.cleo):
        await person.types("/standup done: much plan: more blocked: nothing", "launch")
    await later(office, **TO_THURSDAY)
    await later(office, days=1)
    # A change brings the cards up to date where they stand.
    await office.ana.types("/task done 1", "launch")
    await office.settled()


async def test_a_channel_hears_what_it_must_in_threads_in_place_and_nobody_is_called(office: Office) -> None:
    await _everything_that_goes_to_a_channel(office)
    rows = [row for row in await office.rows(Message) if row.recipient == office.launch.id and row.state == "sent"]
    purposes = {row.purpose for row in rows} - {"update"}
    assert purposes == set(IN_CHANNELS) & set(RENDERERS) - {"reminders.from_others"}
    said = {seen.ts: seen.message for seen in office.ana.everything("launch") if seen.message and not seen.is_ephemeral}
    for row in rows:
        message = said[row.ts or ""]
        assert not re.search("<!(channel|here|everyone|subteam)", json.dumps(message)), row.key
        assert message.get("subtype") != "thread_broadcast"
        assert row.purpose not in FOLLOWS or message.get("thread_ts") not in (None, row.ts), row.key
    days = [row for row in rows if row.purpose in ("rounds.day", "status.report")]
    assert len(days) == len({(row.noun, row.number) for row in days}), "each day and each report is one message"
    # Nothing else was said there: no "OK, saved".
    ours = {ts for ts, message in said.items() if message.get("bot_id")}
    assert ours == {row.ts for row in rows}
