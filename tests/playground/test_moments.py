"""Moments worth turning the clock to, where somebody is."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from playground import moments
from playground.refusal import NotPossible

BERLIN = "Europe/Berlin"


def reached(to: object, now: str, tz: str = BERLIN) -> str:
    zone = ZoneInfo(tz)
    moment = moments.reached(to, datetime.fromisoformat(now).replace(tzinfo=zone).timestamp(), tz)
    return f"{datetime.fromtimestamp(moment, zone):%Y-%m-%d %H:%M}"


@pytest.mark.parametrize(
    ("to", "now", "then"),
    [
        ("15m", "2027-03-24 10:00", "2027-03-24 10:15"),
        ("1h", "2027-03-28 01:30", "2027-03-28 03:30"),
        ("morning", "2027-03-24 08:54", "2027-03-24 08:55"),
        ("morning", "2027-03-24 08:55", "2027-03-25 08:55"),
        ("morning", "2027-03-26 12:00", "2027-03-29 08:55"),
        ("morning", "2027-03-27 12:00", "2027-03-29 08:55"),
        ("friday", "2027-03-24 10:00", "2027-03-26 16:00"),
        ("friday", "2027-03-26 16:00", "2027-04-02 16:00"),
        ("09:31", "2027-03-24 08:50", "2027-03-24 09:31"),
        ("09:31", "2027-03-24 09:04", "2027-03-24 09:31"),
        ("09:31", "2027-03-24 09:31", "2027-03-25 09:31"),
        ("09:31", "2027-03-27 23:00", "2027-03-28 09:31"),
        ("dst", "2027-03-24 10:00", "2027-03-28 01:30"),
        ("dst", "2027-03-28 01:40", "2027-10-31 02:30"),
    ],
)
def test_a_moment_is_that_of_the_wall_where_the_asker_is(to: str, now: str, then: str) -> None:
    assert reached(to, now) == then


def test_after_the_moment_before_a_change_an_hour_shows_it() -> None:
    assert reached("1h", reached("dst", "2027-03-24 10:00")) == "2027-03-28 03:30"


def test_where_the_clocks_never_change_that_is_said() -> None:
    with pytest.raises(NotPossible, match="Asia/Singapore don't change"):
        reached("dst", "2027-03-24 10:00", "Asia/Singapore")


@pytest.mark.parametrize(
    "to", ["tomorrow", "", "9:31", "24:00", "٠٩:٣١", None, True, [], {}, float("nan"), float("inf")]
)
def test_what_is_no_moment_is_refused(to: object) -> None:
    with pytest.raises(NotPossible):
        reached(to, "2027-03-24 10:00")


def test_neither_the_past_nor_the_far_future_is_reached() -> None:
    now = datetime(2027, 3, 24, 9, 0, tzinfo=UTC)
    with pytest.raises(NotPossible, match="forward"):
        moments.reached((now - timedelta(seconds=1)).timestamp(), now.timestamp(), BERLIN)
    with pytest.raises(NotPossible, match="120 days"):
        moments.reached((now + timedelta(days=120, seconds=1)).timestamp(), now.timestamp(), BERLIN)
    there = (now + timedelta(days=120)).timestamp()
    assert moments.reached(there, now.timestamp(), BERLIN) == there
