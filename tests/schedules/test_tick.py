"""The clockwork: it turns when something is due, and then only; and it outlives whatever goes wrong in a turn."""

import asyncio
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import Session

from bot.rules.delivery import Postponed
from schedules import posting, tick
from schedules.ringing import Rings
from storage import absences, alarms, outbox, people, preferences
from storage.alarms import Alarm
from storage.database import Busy, Database
from storage.outbox import Message
from tests.schedules.virtual import VirtualSlack, World, in_virtual_time, person, says_its_key
from tests.storage.given import stamp

NINE = datetime(2026, 11, 23, 9, tzinfo=UTC)
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
RENDERERS = dict.fromkeys(("standups.prompt", "standups.nudge", "reminders.due"), says_its_key)


def _plan(session: Session, key: str, at: datetime = NINE, purpose: str = "reminders.due", to: str = "UBEN") -> None:
    people.meet(session, person("T1", to, "Europe/Berlin", NINE))
    outbox.plan(session, "T1", key, purpose, ("figure", 1), to, NINE - timedelta(hours=1), at=at)


def _row(db: Database, key: str) -> Message:
    found = db._transact(outbox.find, "T1", key)
    assert found is not None
    return found


def _runs(db: Database, span: timedelta, rings: Rings | None = None) -> VirtualSlack:
    slack = VirtualSlack()
    in_virtual_time(World(db, NINE, {"T1": slack}, RENDERERS, rings or {}).runs(span))
    return slack


async def _turned(db: Database) -> timedelta:
    world = World(db, NINE, {"T1": VirtualSlack()}, RENDERERS)
    wait = await world.clockwork.turn()
    world.clockwork.stop()
    await world.clockwork.settle()
    return wait


@pytest.mark.parametrize("ahead", [SECOND, 7 * SECOND, 14 * SECOND])
def test_it_sleeps_until_the_next_moment(quick_db: Database, ahead: timedelta) -> None:
    quick_db._transact(_plan, "a", NINE + ahead)
    assert abs(in_virtual_time(_turned(quick_db)) - ahead) < SECOND / 100


def test_it_sleeps_no_longer_than_its_safety_net(quick_db: Database) -> None:
    quick_db._transact(_plan, "a", NINE + timedelta(days=1))
    assert in_virtual_time(_turned(quick_db)) == timedelta(seconds=tick.TICK_SECONDS)


def test_an_alarm_rings_and_what_it_plans_leaves_in_the_same_turn(quick_db: Database) -> None:
    def rings(session: Session, alarm: Alarm, now: datetime) -> None:
        _plan(session, "rung", alarm.due_at)

    quick_db._transact(alarms.set_, "T1", "figure", "1", "beat", NINE + 5 * SECOND)
    slack = _runs(quick_db, MINUTE, {("figure", "beat"): rings})
    assert [call.text for call in slack.taken] == ["rung"]
    assert 5 <= slack.taken[0].at < 5.25


def test_a_busy_database_costs_a_second_and_nothing_else(quick_db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    release, faults = tick._release, iter([Busy("queue"), ZeroDivisionError()])

    def fails_twice(*args: object) -> list[str]:
        if fault := next(faults, None):
            raise fault
        return release(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(tick, "_release", fails_twice)
    quick_db._transact(_plan, "a")
    assert [call.text for call in _runs(quick_db, MINUTE).taken] == ["a"]


def test_whoever_is_told_to_stop_takes_no_more(quick_db: Database) -> None:
    for number in range(60):
        quick_db._transact(_plan, f"{number}", NINE, "reminders.due", f"U{number}")
    slack = _runs(quick_db, 5 * SECOND)
    assert 0 < len(slack.taken) < 60
    assert slack.taken[-1].at < 7
    states = {_row(quick_db, f"{number}").state for number in range(60)}
    assert states == {"sent", "due"}


def test_whoever_is_away_is_spared_the_prompt_and_not_the_reminder(quick_db: Database) -> None:
    quick_db._transact(_plan, "prompt", NINE, "standups.prompt")
    quick_db._transact(_plan, "reminder", NINE, "reminders.due")
    quick_db._transact(absences.add, stamp("UBEN"), NINE.date(), NINE.date())
    assert [call.text for call in _runs(quick_db, MINUTE).taken] == ["reminder"]
    assert (_row(quick_db, "prompt").state, _row(quick_db, "prompt").reason) == ("skipped", "they are away")


def test_what_is_muted_is_skipped_with_its_reason(quick_db: Database) -> None:
    wishes = preferences.Preference(workspace_id="T1", user_id="UBEN", muted=("reminders.due",))
    quick_db._transact(_plan, "reminder")
    quick_db._transact(preferences.keep, wishes, NINE)
    assert _runs(quick_db, MINUTE).taken == []
    assert _row(quick_db, "reminder").reason == "they have muted it"


def test_quiet_hours_put_a_nudge_off_until_they_are_over(quick_db: Database) -> None:
    local = NINE.astimezone(ZoneInfo("Europe/Berlin"))
    wishes = preferences.Preference(
        workspace_id="T1", user_id="UBEN", quiet_from=(local - MINUTE).time(), quiet_until=(local + 20 * MINUTE).time()
    )
    quick_db._transact(_plan, "nudge", NINE, "standups.nudge")
    quick_db._transact(preferences.keep, wishes, NINE)
    slack = _runs(quick_db, 30 * MINUTE)
    assert [round(call.at) for call in slack.taken] == [1200]


def test_a_look_that_is_put_off_leaves_the_doubt_and_sends_nothing_blindly(
    quick_db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Slack limits looking more than speaking: being refused a look must not lead to a second copy."""
    looks = 0

    async def refused_twice(*_: object) -> Postponed | None:
        nonlocal looks
        looks += 1
        await asyncio.sleep(0)
        return Postponed("rate limited", 30 * SECOND) if looks < 3 else None

    def doubtful(session: Session) -> None:
        _plan(session, "a")
        outbox.release(session, NINE)
        (row,) = outbox.claim(session, "T1", NINE - MINUTE + MINUTE, 8, SECOND)
        row.state, row.doubt, row.claim, row.lease_until = "due", True, None, None

    monkeypatch.setattr(posting, "look_for", refused_twice)
    quick_db._transact(doubtful)
    slack = _runs(quick_db, 10 * MINUTE)
    assert looks == 3
    assert [call.at >= 60 for call in slack.calls] == [True]


def test_what_died_too_often_is_given_up_and_not_sent_for_ever(quick_db: Database) -> None:
    def tried(session: Session) -> None:
        _plan(session, "a")
        outbox.release(session, NINE)
        (row,) = outbox.claim(session, "T1", NINE, 8, SECOND)
        row.state, row.doubt, row.claim, row.attempt = "due", True, None, 20

    quick_db._transact(tried)
    assert _runs(quick_db, MINUTE).calls == []
    assert _row(quick_db, "a").state == "failed"
