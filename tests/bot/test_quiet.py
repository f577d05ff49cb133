"""Quiet hours, in the person's own day."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.rules.quiet import quiet_for

BERLIN = ZoneInfo("Europe/Berlin")
NIGHT = (time(22), time(7))
LUNCH = (time(12), time(13, 30))


def _berlin(day: int, hour: int, minute: int = 0, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=BERLIN).astimezone(UTC)


@pytest.mark.parametrize(
    ("hours", "now", "minutes"),
    [
        (NIGHT, _berlin(23, 21, 59), 0),
        (NIGHT, _berlin(23, 22), 9 * 60),
        (NIGHT, _berlin(24, 0), 7 * 60),
        (NIGHT, _berlin(24, 6, 59), 1),
        (NIGHT, _berlin(24, 7), 0),
        (LUNCH, _berlin(23, 11, 59), 0),
        (LUNCH, _berlin(23, 12), 90),
        (LUNCH, _berlin(23, 13, 30), 0),
        ((time(9), time(9)), _berlin(23, 9), 0),
        ((None, time(7)), _berlin(23, 3), 0),
        ((time(22), None), _berlin(23, 23), 0),
    ],
)
def test_it_is_quiet_from_the_first_minute_until_before_the_last(
    hours: tuple[time | None, time | None], now: datetime, minutes: int
) -> None:
    assert quiet_for(*hours, now, BERLIN) == timedelta(minutes=minutes)


@pytest.mark.parametrize(("day", "month", "hours"), [(28, 3, 8), (24, 10, 10)])
def test_the_night_the_clocks_change_ends_at_the_wall_time(day: int, month: int, hours: int) -> None:
    assert quiet_for(*NIGHT, _berlin(day, 22, month=month), BERLIN) == timedelta(hours=hours)


def test_whoever_waits_so_long_is_out_of_the_quiet_hours_in_every_zone() -> None:
    for name in ("Australia/Lord_Howe", "America/Nuuk", "Africa/Cairo", "Asia/Kathmandu", "Pacific/Kiritimati"):
        zone, now = ZoneInfo(name), datetime(2026, 1, 1, tzinfo=UTC)
        for _ in range(24 * 366):
            assert quiet_for(*NIGHT, now + quiet_for(*NIGHT, now, zone), zone) == timedelta(0)
            now += timedelta(hours=1)
