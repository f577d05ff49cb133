"""Who is off on a day, and why."""

from datetime import date, time, timedelta

import pytest

from bot.rules import public_holidays, working_hours
from bot.rules.days_off import Days, Holidays
from bot.rules.errors import UserError

THURSDAY = date(2026, 11, 26)
FRIDAY, MONDAY = THURSDAY + timedelta(days=1), THURSDAY + timedelta(days=4)
US, GERMANY = Holidays("US"), Holidays("DE")


def why(days: Days, day: date) -> str | None:
    found = days.off(day)
    return found.why if found else None


def test_a_day_is_off_for_the_first_reason_there_is() -> None:
    assert why(Days(away=((THURSDAY, THURSDAY),), own=US), THURSDAY) == "away"
    assert why(Days(own=US, weekdays=frozenset({0})), THURSDAY) == "holiday"
    assert why(Days(weekdays=frozenset({0})), THURSDAY) == "not working"
    assert why(Days(), THURSDAY) is None


def test_a_weekend_is_off_for_those_only_who_said_when_they_work() -> None:
    saturday = FRIDAY + timedelta(days=1)
    assert why(Days(), saturday) is None
    assert not Days().works(saturday)
    assert why(Days(weekdays=frozenset(range(5))), saturday) == "not working"


def test_whoever_said_nothing_is_off_where_all_their_teams_are() -> None:
    assert why(Days(teams=(US,)), THURSDAY) == "holiday"
    assert why(Days(teams=(US, GERMANY)), THURSDAY) is None
    assert why(Days(teams=(US, GERMANY)), date(2026, 12, 25)) == "holiday"
    assert why(Days(own=Holidays("none"), teams=(US,)), THURSDAY) is None
    assert why(Days(own=Holidays(struck=frozenset({THURSDAY})), teams=(US,)), THURSDAY) is None


def test_they_are_off_until_the_last_day_that_keeps_them_and_back_on_the_next_they_work() -> None:
    bridge = Days(own=US, away=((FRIDAY, FRIDAY),))
    assert bridge.off_until(THURSDAY) == FRIDAY
    assert bridge.next_working(THURSDAY) == MONDAY
    assert bridge.off_until(MONDAY) is None


@pytest.mark.parametrize(("code", "country"), [("DE-BY", "DE"), ("US", "US"), ("IN", "IN"), ("IL", "IL")])
def test_through_a_year_working_days_are_counted_as_one_by_one(code: str, country: str) -> None:
    away = ((date(2026, 7, 6), date(2026, 7, 24)), (date(2026, 12, 24), date(2027, 1, 2)))
    days = Days(away=away, own=Holidays(code), weekdays=frozenset({6, 0, 1, 2, 3}))
    start, worked = date(2025, 12, 31), 0
    for count in range(1, 366):
        day = start + timedelta(days=count)
        worked += days.works(day)
        assert days.between(start, day) == worked
        assert days.works(days.next_working(day))
    assert worked < 250
    assert public_holidays.in_year(country, 2026)


@pytest.mark.parametrize("said", ["bayern", "Bavaria", "germany (bavaria)", "germany bavaria", "Germany (Bayern)"])
def test_a_part_is_named_as_it_is_shown_and_as_others_call_it(said: str) -> None:
    assert public_holidays.parse(said) == "DE-BY"


def test_a_place_is_named_in_many_ways() -> None:
    said = (
        "Germany",
        "de",
        "DE-BY",
        "de by",
        "Bavaria",
        "germany bayern",
        "the UK",
        "England",
        "United States",
        "none",
    )
    codes = ["DE", "DE", "DE-BY", "DE-BY", "DE-BY", "DE-BY", "GB", "GB-ENG", "US", "none"]
    assert [public_holidays.parse(words) for words in said] == codes


@pytest.mark.parametrize(
    ("said", "days", "hours"),
    [
        ("mon-thu 8:00-16:00", "Mon-Thu", (8, 16)),
        ("sunday-thursday", "Sun-Thu", None),
        ("9-5", None, (9, 17)),
        ("from 8am to 4pm, Monday to Friday", "Mon-Fri", (8, 16)),
        ("weekdays 10-6", "Mon-Fri", (10, 18)),
        ("tue, wed and fri", "Tue-Wed, Fri", None),
        ("22:00-06:00", None, (22, 6)),
        ("fri-mon", "Fri-Mon", None),
    ],
)
def test_working_days_and_hours_are_read(said: str, days: str | None, hours: tuple[int, int] | None) -> None:
    found = working_hours.parse(said)
    assert (working_hours.words_of(found.weekdays) if found.weekdays else None) == days
    assert found.hours == (hours and tuple(map(time, hours)))


@pytest.mark.parametrize("said", ["", "sometimes", "8", "mon-", "8:00-8:00", "mon-tue-wed"])
def test_what_are_no_working_days_is_refused(said: str) -> None:
    with pytest.raises(UserError, match=r"I can't read"):
        working_hours.parse(said)
