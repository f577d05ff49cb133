"""We were down: what is still worth sending comes once and says that it is late; the rest is skipped with a reason."""

from collections import Counter
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import Session, select

from bot.rules.delivery import came_late
from bot.rules.recurrence import Cadence, next_moment
from bot.views.blocks import Md, section
from bot.views.blocks import Message as Said
from schedules import undelivered
from schedules.ringing import Rings
from storage import alarms, outbox, people
from storage.alarms import Alarm
from storage.database import Database
from storage.outbox import Message
from tests.schedules.virtual import VirtualSlack, World, in_virtual_time, person

UP = datetime(2026, 11, 23, 9, tzinfo=UTC)
SECOND, MINUTE, HOUR, DAY = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
# As promised to people, kind by kind; None is always.
PROMISED = {
    "standups.prompt": 60 * MINUTE,
    "reminders.due": None,
    "status.report": 12 * HOUR,
    "meetings.alert": 5 * MINUTE,
    "blockers.escalated": None,
    "webhooks.delivery": 24 * HOUR,
}
DOWN = (30 * SECOND, 9 * MINUTE, 11 * MINUTE, 59 * MINUTE, 61 * MINUTE, 11 * HOUR, 13 * HOUR, 25 * HOUR, 8 * DAY)
EDGES = (-SECOND, 0 * SECOND, SECOND)
CASES = [(purpose, down + edge) for purpose in PROMISED for down in DOWN for edge in EDGES]
LIMITS = [(purpose, limit + edge) for purpose, limit in PROMISED.items() if limit for edge in EDGES]


def _says_whether_late(session: Session, row: Message, zone: ZoneInfo, now: datetime) -> Said:
    words = Md(f"{row.key}{' (late)' if came_late(row.due_at, row.ready_at) else ''}")
    return Said(words, (section(words),))


RENDERERS = {**dict.fromkeys(PROMISED, _says_whether_late), **undelivered.RENDERERS}


def _key(purpose: str, late: timedelta) -> str:
    return f"{purpose} {late.total_seconds():.0f} s late"


def _plan_all(session: Session) -> None:
    everybody = [person("T1", f"U{number}", "Europe/Berlin", UP) for number in range(len(CASES) + len(LIMITS))]
    people.meet(session, person("T1", "UANA", "Europe/Berlin", UP), *everybody)
    for recipient, (purpose, late) in zip(everybody, CASES + LIMITS, strict=True):
        outbox.plan(session, "T1", _key(purpose, late), purpose, ("figure", 1), recipient.user_id, UP - 30 * DAY,
                    at=UP - late, owner_id="UANA")  # fmt: skip


def _all(session: Session) -> list[Message]:
    return list(session.exec(select(Message)))


async def _comes_up(db: Database, rings: Rings | None = None) -> VirtualSlack:
    slack = VirtualSlack()
    # The first turn takes a moment; what is late to the second is not to be later by that.
    await World(db, UP - SECOND / 2, {"T1": slack}, RENDERERS, rings or {}).runs(HOUR)
    return slack


def test_each_kind_keeps_its_promise_after_each_downtime(db: Database, capsys: pytest.CaptureFixture[str]) -> None:
    db._transact(_plan_all)
    slack = in_virtual_time(_comes_up(db))
    rows = {row.key: row for row in db._transact(_all) if row.purpose != "undelivered"}
    said = Counter(call.text for call in slack.taken if call.channel != "DUANA")
    wanted = {
        _key(purpose, late): f"{_key(purpose, late)}{' (late)' if late > MINUTE else ''}"
        for purpose, late in CASES + LIMITS
        if (limit := PROMISED[purpose]) is None or late <= limit
    }
    assert set(said) == set(wanted.values())
    assert set(said.values()) == {1}
    skipped = {key for key, row in rows.items() if row.state == "skipped"}
    assert skipped == rows.keys() - wanted.keys()
    assert all(rows[key].reason and rows[key].finished_at for key in skipped)
    news = [call for call in slack.taken if call.channel == "DUANA"]
    assert len(news) == len({(rows[key].purpose, rows[key].due_at) for key in skipped})
    with capsys.disabled():
        print(
            f"\n{len(CASES)} cases and {len(LIMITS)} limits: {len(said)} sent, {len(skipped)} skipped, each by its rule"
        )
    assert len(CASES) == 162


def _daily(catches_up_on_each: bool, purpose: str) -> Rings:
    cadence, zone = Cadence("day", at=time(9)), ZoneInfo("Europe/Berlin")

    def rings(session: Session, alarm: Alarm, now: datetime) -> None:
        moment = next_moment(cadence, alarm.due_at if catches_up_on_each else now, zone)
        assert moment is not None
        outbox.plan(session, "T1", f"{alarm.subject} {alarm.due_at:%F}", purpose, ("figure", 1), alarm.subject, now,
                    at=alarm.due_at)  # fmt: skip
        alarms.set_(session, "T1", "figure", alarm.subject, "beat", moment)

    return {("figure", "beat"): rings}


def _eight_days_ago(session: Session) -> None:
    everybody = [person("T1", f"U{number}", "Europe/Berlin", UP) for number in range(100)]
    people.meet(session, *everybody)
    for each in everybody:
        alarms.set_(session, "T1", "figure", each.user_id, "beat", UP - 8 * DAY)


@pytest.mark.parametrize(("purpose", "most"), [("reminders.due", 1), ("standups.prompt", 0)])
def test_after_eight_days_nobody_is_flooded(db: Database, purpose: str, most: int) -> None:
    db._transact(_eight_days_ago)
    slack = in_virtual_time(_comes_up(db, rings=_daily(False, purpose)))
    assert Counter(call.channel for call in slack.taken) == {f"DU{number}": most for number in range(100) if most}


def test_catching_up_on_each_day_floods_everybody(quick_db: Database) -> None:
    """The control."""
    quick_db._transact(_eight_days_ago)
    slack = in_virtual_time(_comes_up(quick_db, rings=_daily(True, "reminders.due")))
    assert len(slack.taken) >= 800


def test_what_waited_in_the_queue_when_we_went_down_is_judged_by_its_moment(db: Database) -> None:
    """Released at its moment, never begun, and then eight days of nothing."""

    def plan(session: Session) -> None:
        people.meet(session, *(person("T1", f"U{number}", "Europe/Berlin", UP) for number in range(2)))
        for number, purpose in enumerate(("standups.prompt", "reminders.due")):
            outbox.plan(session, "T1", purpose, purpose, ("figure", 1), f"U{number}", UP - 9 * DAY, at=UP - 8 * DAY)
        outbox.release(session, UP - 8 * DAY)

    db._transact(plan)
    slack = in_virtual_time(_comes_up(db))
    assert [call.text for call in slack.taken] == ["reminders.due (late)"]


def test_a_queue_that_somebody_works_through_is_left_alone(db: Database) -> None:
    """Another replica is at it, slowly: what waits is not late, however long it waits."""

    def plan(session: Session) -> int:
        people.meet(session, *(person("T1", f"U{number}", "Europe/Berlin", UP) for number in range(2)))
        for number in range(2):
            outbox.plan(session, "T1", f"{number}", "standups.prompt", ("figure", 1), f"U{number}", UP - DAY,
                        at=UP - 2 * HOUR)  # fmt: skip
        outbox.release(session, UP - 2 * HOUR)
        (row, _) = outbox.claim(session, "T1", UP, 8, MINUTE)
        row.state, row.finished_at = "sent", UP - MINUTE
        session.flush()
        return outbox.take_back(session, UP)

    assert db._transact(plan) == 0


def test_that_a_channel_got_no_report_is_told_to_its_owner_once(db: Database) -> None:
    def plan(session: Session) -> None:
        people.meet(session, person("T1", "UANA", "Europe/Berlin", UP))
        outbox.plan(session, "T1", "report", "status.report", ("figure", 1), "C1", UP - 2 * DAY, at=UP - DAY,
                    owner_id="UANA")  # fmt: skip

    db._transact(plan)
    slack = in_virtual_time(_comes_up(db))
    assert [call.channel for call in slack.taken] == ["DUANA"]
