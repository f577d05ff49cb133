"""Wall times in every zone there is: one moment for each nominal date, and the awkward nights by rule."""

import zoneinfo
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from importlib.resources import files
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from apscheduler.triggers.cron import CronTrigger

from bot.rules.calendar import instant
from bot.rules.recurrence import Cadence, next_moment
from bot.rules.zones import use_the_package

FIRST, DAYS = date(2026, 3, 1), 400
DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)
STEP_HOURS = 3
WALL_TIMES = tuple(
    time(hour, minute)
    for hour, minutes in {
        0: (0, 1, 15, 30, 59), 1: (0, 30, 45), 2: (0, 15, 30), 3: (0, 30), 9: (0,), 12: (0,), 17: (30,), 23: (30, 59),
    }.items()
    for minute in minutes
)  # fmt: skip

# (the offsets, and the moments at which they change), as the zone's own data has them
Offsets = tuple[tuple[datetime, timedelta], ...]


def _offsets(zone: ZoneInfo) -> Offsets:
    """Each offset of the 400 days and a little around, with the minute it begins in. None lasts less than 3 hours."""
    start = datetime.combine(FIRST - 3 * DAY, time(), UTC)
    found = [(start, _offset(zone, start))]
    for number in range((DAYS + 6) * 24 // STEP_HOURS):
        before = start + timedelta(hours=number * STEP_HOURS)
        after = before + timedelta(hours=STEP_HOURS)
        if _offset(zone, before) != _offset(zone, after):
            found.append((_change(zone, before, after), _offset(zone, after)))
    return tuple(found)


def _offset(zone: ZoneInfo, moment: datetime) -> timedelta:
    return moment.astimezone(zone).utcoffset() or timedelta(0)


def _change(zone: ZoneInfo, before: datetime, after: datetime) -> datetime:
    minutes = (before + number * MINUTE for number in range(1, 60 * STEP_HOURS + 1))
    return next((each for each in minutes if _offset(zone, each) == _offset(zone, after)), after)


def _expected(offsets: Offsets, day: date, at: time) -> datetime:
    """From the changes alone: the first moment at which clocks show this or, where they skip it, have passed it."""
    wall = datetime.combine(day, at, UTC)
    for number, (begins, offset) in enumerate(offsets):
        ends = offsets[number + 1][0] if number + 1 < len(offsets) else datetime.max.replace(tzinfo=UTC)
        if wall - offset < ends:
            return max(wall - offset, begins)
    raise AssertionError("unreachable")


@pytest.fixture(scope="module")
def zones() -> dict[Offsets, list[ZoneInfo]]:
    """All zones, those together whose clocks show the same through all these days."""
    by_data: dict[bytes, list[ZoneInfo]] = {}
    for name in sorted(zoneinfo.available_timezones()):
        by_data.setdefault((files("tzdata.zoneinfo") / name).read_bytes(), []).append(ZoneInfo(name))
    alike: dict[Offsets, list[ZoneInfo]] = {}
    for same in by_data.values():
        alike.setdefault(_offsets(same[0]), []).extend(same)
    return alike


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_every_zone_day_and_wall_time_has_exactly_one_moment(
    zones: dict[Offsets, list[ZoneInfo]], capsys: pytest.CaptureFixture[str]
) -> None:
    gaps = overlaps = 0
    days = [FIRST + number * DAY for number in range(DAYS)]
    for offsets, (zone, *_) in zones.items():
        changes = {begins.astimezone(zone).date() + near * DAY for begins, _ in offsets[1:] for near in (-1, 0, 1)}
        for at in WALL_TIMES:
            moments = [instant(day, at, zone) for day in days]
            assert moments == [_expected(offsets, day, at) for day in days], (zone, at)
            assert all(one < other for one, other in pairwise(moments)), (zone, at)
            gaps += sum(_skipped(zone, day, at) for day in changes & set(days))
            overlaps += sum(_twice(zone, day, at) for day in changes & set(days))
    count = sum(map(len, zones.values()))
    with capsys.disabled():
        print(
            f"\n{count} zones ({len(zones)} different) x {DAYS} days x {len(WALL_TIMES)} wall times: "
            f"{count * DAYS * len(WALL_TIMES):,} moments; {gaps} skipped and {overlaps} doubled wall times, all by rule"
        )
    assert count > 590
    assert gaps > 100
    assert overlaps > 90


def _skipped(zone: ZoneInfo, day: date, at: time) -> bool:
    wall = datetime.combine(day, at, zone)
    return wall.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != wall.replace(tzinfo=None)


def _twice(zone: ZoneInfo, day: date, at: time) -> bool:
    wall = datetime.combine(day, at, zone)
    return wall.astimezone(UTC) < wall.replace(fold=1).astimezone(UTC)


def _chain(cadence: Cadence, zone: ZoneInfo) -> list[datetime]:
    """One moment after the other, as an alarm that sets the next one has them."""
    return list(_moments(partial(next_moment, cadence, zone=zone), instant(FIRST, cadence.at, zone)))


def _moments(following: partial[datetime | None], first: datetime) -> Iterator[datetime]:
    moment: datetime | None = first
    while moment is not None and moment < datetime.combine(FIRST + DAYS * DAY, time(12), UTC):
        yield moment
        moment = following(moment)


def _with_changes(zones: dict[Offsets, list[ZoneInfo]]) -> list[tuple[Offsets, ZoneInfo]]:
    return [(offsets, alike[0]) for offsets, alike in zones.items() if len(offsets) > 1]


@pytest.mark.slow
def test_one_moment_leads_to_the_next_and_none_is_left_out(zones: dict[Offsets, list[ZoneInfo]]) -> None:
    for _, zone in _with_changes(zones):
        for at in (time(0, 15), time(1, 30), time(2, 30)):
            wanted = [instant(FIRST + number * DAY, at, zone) for number in range(DAYS)]
            assert _chain(Cadence("day", at=at), zone)[:DAYS] == wanted, (zone, at)


@pytest.mark.slow
def test_a_cron_trigger_leaves_days_out_and_rings_twice(
    zones: dict[Offsets, list[ZoneInfo]], capsys: pytest.CaptureFixture[str]
) -> None:
    missed = doubled = 0
    for offsets, zone in _with_changes(zones):
        alike = len(zones[offsets])
        for begins, _ in offsets[1:]:
            missed += alike * sum(count == 0 for count in _cron(zone, time(0, 15), begins))
            doubled += alike * sum(count > 1 for count in _cron(zone, time(1, 30), begins))
    with capsys.disabled():
        print(f"\nAPScheduler's CronTrigger: {missed} days without 00:15, {doubled} days with 01:30 twice")
    assert missed >= 260
    assert doubled >= 90


def _cron(zone: ZoneInfo, at: time, around: datetime) -> list[int]:
    """How often it fires on each of the five days around a change."""
    middle = around.astimezone(zone).date()
    days = [middle + number * DAY for number in range(-2, 3)]
    trigger = CronTrigger(hour=at.hour, minute=at.minute, timezone=zone)
    now = previous = None
    fired = []
    now = datetime.combine(days[0], time(), zone)
    while (fire := trigger.get_next_fire_time(previous, now)).date() <= days[-1]:
        fired.append(fire.date())
        previous = now = fire
    return [fired.count(day) for day in days]


def test_zones_come_from_the_package_whatever_the_system_has(monkeypatch: pytest.MonkeyPatch) -> None:
    zoneinfo.reset_tzpath(("/usr/share/zoneinfo",))
    use_the_package()
    assert zoneinfo.TZPATH == ()
    assert ZoneInfo("Europe/Berlin").key == "Europe/Berlin"
