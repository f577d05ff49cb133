"""When people are asked: each at their own hour, once for a nominal day, whatever clocks and people do."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from bot.rules.prompting import GRACE, REST, next_nominal, nudge_moments, opening_moment, over, prompt_moment
from bot.rules.recurrence import Cadence

KIRITIMATI, BERLIN, NUUK, HONOLULU = map(
    ZoneInfo, ["Pacific/Kiritimati", "Europe/Berlin", "America/Nuuk", "Pacific/Honolulu"]
)
WORLD = (KIRITIMATI, BERLIN, NUUK, HONOLULU)
AT = time(9, 30)
WEEKDAYS = Cadence("week", at=AT, weekdays=frozenset(range(5)))
DAILY = Cadence("day", at=AT)
MONDAY = date(2026, 11, 23)


def utc(day: int, hour: int, minute: int = 0, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "moment"),
    [(KIRITIMATI, utc(22, 19, 30)), (BERLIN, utc(23, 8, 30)), (NUUK, utc(23, 11, 30)), (HONOLULU, utc(23, 19, 30))],
)
def test_everybody_is_asked_at_their_own_hour_of_the_same_day(zone: ZoneInfo, moment: datetime) -> None:
    assert prompt_moment(MONDAY, AT, zone) == moment


def test_a_round_opens_with_its_easternmost_person_or_on_the_evening_before_there() -> None:
    assert opening_moment(MONDAY, AT, WORLD, early=False) == utc(22, 19, 30)
    assert opening_moment(MONDAY, AT, WORLD, early=True) == utc(22, 4)
    assert opening_moment(MONDAY, AT, [BERLIN], early=True) == utc(22, 17)


def test_whoever_flies_is_not_asked_again_within_hours() -> None:
    asked_at_home = prompt_moment(MONDAY, AT, HONOLULU)
    landed = prompt_moment(MONDAY + timedelta(days=1), AT, KIRITIMATI, asked_at_home)
    assert landed == asked_at_home + REST
    assert prompt_moment(MONDAY + timedelta(days=1), AT, HONOLULU, asked_at_home) == asked_at_home + timedelta(days=1)


@pytest.mark.parametrize(
    ("now", "after", "nominal"),
    [
        (utc(23, 8, 29), None, date(2026, 11, 23)),
        (utc(23, 8, 30), None, date(2026, 11, 24)),
        (utc(27, 12), None, date(2026, 11, 30)),
        (utc(22, 12), date(2026, 11, 23), date(2026, 11, 24)),
        (utc(30, 12), date(2026, 11, 3), date(2026, 12, 1)),
    ],
)
def test_the_next_round_is_for_the_first_day_on_which_nobody_was_asked(
    now: datetime, after: date | None, nominal: date
) -> None:
    assert next_nominal(WEEKDAYS, [BERLIN], now, after) == nominal


def test_a_team_around_the_world_begins_together() -> None:
    assert next_nominal(DAILY, WORLD, utc(22, 19, 29)) == date(2026, 11, 23)
    assert next_nominal(DAILY, WORLD, utc(22, 19, 30)) == date(2026, 11, 24)


def test_what_happens_once_is_over_after_that() -> None:
    once = Cadence("once", at=AT, start=MONDAY)
    assert next_nominal(once, [BERLIN], utc(22, 12)) == MONDAY
    assert next_nominal(once, [BERLIN], utc(23, 12)) is None


def test_every_day_of_a_year_has_one_moment_in_each_zone_and_they_never_meet() -> None:
    days = [date(2026, 1, 1) + timedelta(days=count) for count in range(400)]
    for zone in WORLD:
        moments = [prompt_moment(day, AT, zone) for day in days]
        gaps = {later - earlier for earlier, later in pairwise(moments)}
        assert gaps <= {timedelta(hours=hours) for hours in (23, 24, 25)}
        assert all(moment.astimezone(zone).time() == AT for moment in moments)
    opened = [opening_moment(day, AT, WORLD, early=False) for day in days]
    assert opened == sorted(set(opened))


def test_it_is_too_late_when_everybodys_moment_is_long_gone() -> None:
    moment = utc(23, 8, 30)
    assert not over([moment], moment + GRACE)
    assert over([moment], moment + GRACE + timedelta(seconds=1))
    assert not over([moment, moment + timedelta(hours=5)], moment + timedelta(hours=5))


def test_nudges_come_before_the_deadline_and_never_before_the_question() -> None:
    asked, deadline, gap = utc(23, 9), utc(23, 10), timedelta(minutes=25)
    assert nudge_moments(asked, deadline, 2, gap) == [utc(23, 9, 10), utc(23, 9, 35)]
    assert nudge_moments(asked, deadline, 3, gap) == [utc(23, 9, 10), utc(23, 9, 35)]
    assert nudge_moments(asked, deadline, 0, gap) == []
