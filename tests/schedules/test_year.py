"""Four hundred days of a thousand people in the most awkward zones there are, through the real engine."""

import asyncio
import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import Session

from bot.rules.recurrence import Cadence, next_moment
from schedules import tallies, tick
from storage import alarms, outbox, people
from storage.alarms import Alarm
from storage.database import Database
from tests.schedules.virtual import VirtualSlack, World, in_virtual_time, person, says_its_key

ZONES = (
    "Africa/Cairo", "Africa/Casablanca", "Africa/El_Aaiun", "America/Asuncion", "America/Havana", "America/New_York",
    "America/Nuuk", "America/Santiago", "America/Sao_Paulo", "America/Scoresbysund", "America/St_Johns",
    "Antarctica/Troll", "Asia/Beirut", "Asia/Jerusalem", "Asia/Kathmandu", "Asia/Tehran", "Atlantic/Azores",
    "Australia/Lord_Howe", "Europe/Berlin", "Europe/Chisinau", "Pacific/Apia", "Pacific/Chatham", "Pacific/Easter",
    "Pacific/Kiritimati",
)  # fmt: skip
WALL_TIMES = (time(0, 0), time(0, 30), time(1, 30), time(2, 30), time(9, 0), time(23, 30))
START = datetime(2026, 3, 1, tzinfo=UTC)
DAYS = 400
DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)
# Every fourth week each, on days on which the clocks of their zone change; DRUMBEAT_DAILY=1 has all of them every day.
DAILY = bool(os.environ.get("DRUMBEAT_DAILY"))
WEEKS = 4
PEOPLE = int(os.environ.get("DRUMBEAT_PEOPLE", "1000"))


@dataclass(frozen=True)
class Member:
    """Somebody who is written to at a wall time of their own."""

    id: str
    zone: ZoneInfo
    cadence: Cadence


def _members(count: int) -> list[Member]:
    cells = [(ZoneInfo(name), at) for name in ZONES for at in WALL_TIMES]
    return [
        Member(f"U{number:04}", zone, _cadence(zone, at, number // len(cells)))
        for number in range(count)
        for zone, at in [cells[number % len(cells)]]
    ]


@cache
def _cadence(zone: ZoneInfo, at: time, turn: int) -> Cadence:
    if DAILY:
        return Cadence("day", at=at)
    awkward = _awkward_days(zone, at) or [START.date() + DAY]
    day = awkward[turn % len(awkward)]
    first = START.date() + (day - START.date()) % (7 * WEEKS * DAY)
    return Cadence("week", at=at, every=WEEKS, weekdays=frozenset({day.weekday()}), start=first)


def _awkward_days(zone: ZoneInfo, at: time) -> list[date]:
    """The days on which the clocks skip this wall time or show it twice; else those on which they change at all."""
    days = [START.date() + number * DAY for number in range(1, DAYS)]
    odd = [day for day in days if _offsets(zone, day, at, fold=0) != _offsets(zone, day, at, fold=1)]
    return odd or [day for day in days if _offsets(zone, day, at, fold=0) != _offsets(zone, day - DAY, at, fold=0)]


def _offsets(zone: ZoneInfo, day: date, at: time, *, fold: int) -> timedelta | None:
    return datetime.combine(day, at.replace(fold=fold), zone).utcoffset()


def _expected(members: list[Member]) -> dict[tuple[str, str], datetime]:
    """Who is to be written to for which nominal day, and when: from the zones alone, minute by minute."""
    first, last = START.date() - 2 * DAY, START.date() + (DAYS + 2) * DAY
    days = [first + number * DAY for number in range((last - first).days)]
    ends = START + DAYS * DAY - MINUTE
    return {
        (member.id, day.isoformat()): moment
        for member in members
        for day in days
        if DAILY or day in _every_fourth_week(member.cadence.start)
        if START < (moment := _first_minute(member.zone, day, member.cadence.at)) < ends
    }


@cache
def _every_fourth_week(start: date | None) -> frozenset[date]:
    assert start is not None
    return frozenset(start + number * 7 * WEEKS * DAY for number in range(DAYS // (7 * WEEKS) + 1))


@cache
def _first_minute(zone: ZoneInfo, day: date, at: time) -> datetime:
    """The first minute in which clocks there show this, or something later that evening or night."""
    wall = datetime.combine(day, at)
    noon = datetime.combine(day, time(12), UTC)
    offsets = {(noon + hours * timedelta(hours=12)).astimezone(zone).utcoffset() for hours in (-4, -2, 0, 2, 4)}
    around = sorted(wall.replace(tzinfo=UTC) - (offset or timedelta(0)) for offset in offsets)
    if len(around) == 1:
        return around[0]
    return next(each for each in _minutes(around[0] - 2 * DAY / 24, around[-1] + DAY / 8) if _shows(each, zone) >= wall)


def _minutes(first: datetime, last: datetime) -> Iterator[datetime]:
    while first <= last:
        yield first
        first += MINUTE


def _shows(moment: datetime, zone: ZoneInfo) -> datetime:
    return moment.astimezone(zone).replace(tzinfo=None)


def _world(db: Database, members: list[Member], slack: VirtualSlack) -> World:
    by_id = {member.id: member for member in members}

    def sets(session: Session, member: Member, after: datetime) -> None:
        moment = next_moment(member.cadence, after, member.zone)
        assert moment is not None
        # Where a gap swallows midnight, the day it is for is not the day it is.
        nominal = _nominal(member, moment)
        alarms.set_(session, "T1", "figure", member.id, "beat", moment, nominal=nominal)

    def rings(session: Session, alarm: Alarm, now: datetime) -> None:
        key = f"{alarm.subject}:{alarm.nominal}"
        outbox.plan(session, "T1", key, "figures.beat", ("figure", 1), alarm.subject, now, at=alarm.due_at,
                    nominal=alarm.nominal)  # fmt: skip
        sets(session, by_id[alarm.subject], alarm.due_at)

    def begin(session: Session) -> None:
        people.meet(session, *(person("T1", each.id, each.zone.key, START) for each in members))
        for each in members:
            sets(session, each, START)

    db._transact(begin)
    return World(db, START, {"T1": slack}, {"figures.beat": says_its_key}, {("figure", "beat"): rings, **tallies.RINGS})


def _nominal(member: Member, moment: datetime) -> str:
    """The day an occurrence is for: the one whose wall time leads to this moment."""
    day = moment.astimezone(member.zone).date()
    return next(
        near.isoformat() for near in (day - DAY, day) if _first_minute(member.zone, near, member.cadence.at) == moment
    )


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_a_thousand_people_get_each_message_once_at_their_own_hour_for_four_hundred_days(
    quick_db: Database, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    # The safety net's ticks find nothing, 2.3 million times.
    monkeypatch.setattr(tick, "_LONGEST", DAY)
    members, slack = _members(PEOPLE), VirtualSlack()
    world = _world(quick_db, members, slack)
    in_virtual_time(world.runs(DAYS * DAY - MINUTE))
    expected = _expected(members)
    posted = Counter(call.text for call in slack.taken)
    late = [
        START + timedelta(seconds=call.at) - expected[_key(call.text)]
        for call in slack.taken
        if _key(call.text) in expected
    ]
    with capsys.disabled():
        print(
            f"\n{PEOPLE} people, {len(ZONES)} zones, {DAYS} days: {len(expected)} expected, {len(posted)} posted, "
            f"{len(expected.keys() - set(map(_key, posted)))} missing, {sum(posted.values()) - len(posted)} doubled, "
            f"latest {max(late).total_seconds():.1f} s after its moment"
        )
    assert set(map(_key, posted)) == expected.keys()
    assert set(posted.values()) == {1}
    assert min(late) >= timedelta(0)
    assert max(late) < timedelta(minutes=10)


def _key(text: str) -> tuple[str, str]:
    member, _, nominal = text.partition(":")
    return member, nominal


def test_adding_a_day_to_the_moment_gives_another_set() -> None:
    """The control: the next moment as the last one and 24 hours, as a naive bot has it."""
    missing = 0
    for member in _members(len(ZONES) * len(WALL_TIMES)):
        naive = next_moment(member.cadence, START, member.zone)
        assert naive is not None
        step = DAY if DAILY else 7 * WEEKS * DAY
        moments = {naive + number * step for number in range(DAYS // step.days)}
        missing += len(set(_expected([member]).values()) - moments)
    assert missing > 200


def test_time_jumps_and_nothing_waits() -> None:
    async def story() -> float:
        await asyncio.sleep(400 * 24 * 3600)
        return asyncio.get_running_loop().time()

    assert in_virtual_time(story()) == pytest.approx(400 * 24 * 3600, abs=1)
