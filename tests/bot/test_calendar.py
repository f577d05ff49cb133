"""The one place where wall times become moments, and days are counted."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.calendar import (
    add_months,
    add_working_days,
    age_words,
    instant,
    local_day,
    nth_weekday,
    working_days_between,
)
from bot.rules.times import read_times

FRIDAY = date(2026, 10, 30)
MONDAY = date(2026, 11, 2)
ZONES = ("America/New_York", "Europe/Berlin", "Asia/Kathmandu", "Australia/Lord_Howe", "Pacific/Apia", "Africa/Cairo")


@pytest.mark.parametrize(
    ("zone", "day", "at", "expected"),
    [
        pytest.param("America/New_York", (2026, 10, 28), (17, 0), "2026-10-28T21:00", id="plain day in New York"),
        pytest.param("Asia/Kathmandu", (2026, 10, 28), (17, 0), "2026-10-28T11:15", id="Kathmandu is 5:45 ahead"),
        pytest.param(
            "America/New_York", (2027, 3, 14), (2, 30), "2027-03-14T07:00", id="skipped half hour in New York"
        ),
        pytest.param("Europe/Berlin", (2027, 3, 28), (2, 0), "2027-03-28T01:00", id="first skipped minute in Berlin"),
        pytest.param("Europe/Berlin", (2027, 3, 28), (3, 0), "2027-03-28T01:00", id="first minute after the gap"),
        pytest.param("America/New_York", (2026, 11, 1), (1, 30), "2026-11-01T05:30", id="first of two in New York"),
        pytest.param("Europe/Berlin", (2026, 10, 25), (2, 30), "2026-10-25T00:30", id="first of two in Berlin"),
        pytest.param(
            "Australia/Lord_Howe", (2026, 10, 4), (2, 15), "2026-10-03T15:30", id="half-hour gap on Lord Howe"
        ),
        pytest.param("Pacific/Apia", (2011, 12, 30), (9, 0), "2011-12-30T10:00", id="the day Apia skipped"),
    ],
)
def test_a_wall_time_is_one_moment_even_when_clocks_skip_or_repeat_it(
    zone: str, day: tuple[int, int, int], at: tuple[int, int], expected: str
) -> None:
    found = instant(date(*day), time(*at), ZoneInfo(zone))
    assert found == datetime.fromisoformat(expected).replace(tzinfo=UTC)
    assert found.tzinfo is UTC


@given(
    st.dates(date(1990, 1, 1), date(2037, 12, 31)),
    st.times().map(lambda at: at.replace(second=0, microsecond=0)),
    st.sampled_from(ZONES),
)
def test_no_wall_time_is_ever_answered_with_an_earlier_one(day: date, at: time, name: str) -> None:
    zone = ZoneInfo(name)
    found = instant(day, at, zone)
    shown = found.astimezone(zone).replace(tzinfo=None)
    assert shown >= datetime.combine(day, at)
    if shown != datetime.combine(day, at):
        before = (found - timedelta(seconds=1)).astimezone(zone).replace(tzinfo=None)
        assert before < datetime.combine(day, at)


def test_the_local_day_is_the_persons_and_a_naive_now_is_refused() -> None:
    now = datetime(2026, 10, 31, 23, 30, tzinfo=UTC)
    assert local_day(now, ZoneInfo("America/New_York")) == date(2026, 10, 31)
    assert local_day(now, ZoneInfo("Asia/Kathmandu")) == date(2026, 11, 1)
    with pytest.raises(ValueError, match="time zone"):
        local_day(now.replace(tzinfo=None), ZoneInfo("Europe/Berlin"))


@pytest.mark.parametrize(
    ("start", "end", "holidays", "expected"),
    [
        pytest.param(FRIDAY, FRIDAY, (), 0, id="same day"),
        pytest.param(FRIDAY, MONDAY, (), 1, id="over a weekend"),
        pytest.param(FRIDAY, date(2026, 11, 1), (), 0, id="into a weekend"),
        pytest.param(FRIDAY, date(2026, 11, 13), (), 10, id="two weeks"),
        pytest.param(FRIDAY, date(2026, 11, 13), (MONDAY, date(2026, 11, 7)), 9, id="a holiday on a Saturday is none"),
        pytest.param(MONDAY, FRIDAY, (), 0, id="backwards"),
    ],
)
def test_working_days_count_the_end_and_not_the_start(
    start: date, end: date, holidays: tuple[date, ...], expected: int
) -> None:
    assert working_days_between(start, end, holidays=holidays) == expected


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(0, 400), st.frozensets(st.integers(0, 6), max_size=6))
def test_counting_working_days_undoes_adding_them(start: date, count: int, weekend: frozenset[int]) -> None:
    end = add_working_days(start, count, weekend=weekend)
    assert working_days_between(start, end, weekend=weekend) == count


def test_working_days_go_backwards_round_holidays_and_need_a_working_week() -> None:
    assert add_working_days(MONDAY, -1, holidays=[FRIDAY]) == date(2026, 10, 29)
    with pytest.raises(ValueError, match="working day"):
        add_working_days(MONDAY, 1, weekend=frozenset(range(7)))


@pytest.mark.parametrize(
    ("end", "words"),
    [
        pytest.param(FRIDAY, "today", id="today"),
        pytest.param(FRIDAY + timedelta(1), "less than a working day", id="weekend"),
        pytest.param(MONDAY, "1 working day", id="one"),
        pytest.param(MONDAY + timedelta(1), "2 working days", id="two"),
    ],
)
def test_age_is_said_as_people_say_it(end: date, words: str) -> None:
    assert age_words(FRIDAY, end) == words


def test_months_are_added_without_falling_off_their_end() -> None:
    assert add_months(date(2027, 1, 31), 1) == date(2027, 2, 28)
    assert add_months(date(2027, 1, 31), -14) == date(2025, 11, 30)
    assert nth_weekday(2026, 11, 0, 5) == date(2026, 11, 30)
    assert nth_weekday(2026, 11, 1, 5) is None


@pytest.mark.parametrize("words", ["25:00", "13pm", "0am", "17:60", "5", "24:01", "99h", "five", "", "at", "pm"])
def test_what_is_no_time_of_day_is_not_read_as_one(words: str) -> None:
    assert read_times(words) is None
