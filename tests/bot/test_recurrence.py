"""Recurrences in words, and the days they fall on."""

import time as clock
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.rules.dates import Ambiguous
from bot.rules.recurrence import Cadence, describe, next_date, next_moment, parse_cadence

NEW_YORK = ZoneInfo("America/New_York")
BERLIN = ZoneInfo("Europe/Berlin")
CAIRO = ZoneInfo("Africa/Cairo")
LORD_HOWE = ZoneInfo("Australia/Lord_Howe")
APIA = ZoneInfo("Pacific/Apia")
WEDNESDAY = datetime(2026, 10, 28, 14, 20, tzinfo=NEW_YORK)

# What is said, how we say it back, and the first three local days.
ONE_MEANING = {
    "every 1st monday at 9": ("on the first Monday of every month at 09:00", "2 Nov, 7 Dec, 4 Jan"),
    "every last friday": ("on the last Friday of every month at 09:00", "30 Oct, 27 Nov, 25 Dec"),
    "every 3rd day": ("every 3 days at 09:00", "29 Oct, 1 Nov, 4 Nov"),
    "every third month on the 1st": ("every 3 months on the 1st at 09:00", "1 Nov, 1 Feb, 1 May"),
    "daily": ("every day at 09:00", "29 Oct, 30 Oct, 31 Oct"),
    "every day at 15:30": ("every day at 15:30", "28 Oct, 29 Oct, 30 Oct"),
    "9am every day": ("every day at 09:00", "29 Oct, 30 Oct, 31 Oct"),
    "every day at midnight": ("every day at 00:00", "29 Oct, 30 Oct, 31 Oct"),
    "every other day at noon": ("every other day at 12:00", "29 Oct, 31 Oct, 2 Nov"),
    "every 3 days": ("every 3 days at 09:00", "29 Oct, 1 Nov, 4 Nov"),
    "every weekday at 09:30": ("every weekday at 09:30", "29 Oct, 30 Oct, 2 Nov"),
    "every monday at 5": ("every Monday at 17:00", "2 Nov, 9 Nov, 16 Nov"),
    "every weekday at 9": ("every weekday at 09:00", "29 Oct, 30 Oct, 2 Nov"),
    "every friday at 16.00": ("every Friday at 16:00", "30 Oct, 6 Nov, 13 Nov"),
    "mondays 9.30": ("every Monday at 09:30", "2 Nov, 9 Nov, 16 Nov"),
    "weekdays at 10am": ("every weekday at 10:00", "29 Oct, 30 Oct, 2 Nov"),
    "every business day": ("every weekday at 09:00", "29 Oct, 30 Oct, 2 Nov"),
    "Mon-Fri 9:15": ("every weekday at 09:15", "29 Oct, 30 Oct, 2 Nov"),
    "every monday": ("every Monday at 09:00", "2 Nov, 9 Nov, 16 Nov"),
    "mondays at 10:00": ("every Monday at 10:00", "2 Nov, 9 Nov, 16 Nov"),
    "each week on monday": ("every Monday at 09:00", "2 Nov, 9 Nov, 16 Nov"),
    "weekly on friday 16:00": ("every Friday at 16:00", "30 Oct, 6 Nov, 13 Nov"),
    "every mon, wed & fri 8:00": ("every Monday, Wednesday and Friday at 08:00", "30 Oct, 2 Nov, 4 Nov"),
    "every tues": ("every Tuesday at 09:00", "3 Nov, 10 Nov, 17 Nov"),
    "mons and weds 9.30": ("every Monday and Wednesday at 09:30", "2 Nov, 4 Nov, 9 Nov"),
    "tuesdays and thursdays 9am": ("every Tuesday and Thursday at 09:00", "29 Oct, 3 Nov, 5 Nov"),
    "every other tuesday at 10:00": ("every other Tuesday at 10:00", "3 Nov, 17 Nov, 1 Dec"),
    "every second friday": ("every other Friday at 09:00", "30 Oct, 13 Nov, 27 Nov"),
    "every 2 weeks on wednesday 9:00": ("every other Wednesday at 09:00", "4 Nov, 18 Nov, 2 Dec"),
    "every 2 weeks on wednesday 16:00": ("every other Wednesday at 16:00", "28 Oct, 11 Nov, 25 Nov"),
    "every three weeks on mon and thu": ("every 3 weeks on Monday and Thursday at 09:00", "29 Oct, 16 Nov, 19 Nov"),
    "fortnightly on monday": ("every other Monday at 09:00", "2 Nov, 16 Nov, 30 Nov"),
    "biweekly on tuesday": ("every other Tuesday at 09:00", "3 Nov, 17 Nov, 1 Dec"),
    "every month on the 15th": ("on the 15th of every month at 09:00", "15 Nov, 15 Dec, 15 Jan"),
    "on the 1st of every month": ("on the 1st of every month at 09:00", "1 Nov, 1 Dec, 1 Jan"),
    "monthly on the 31st at 17:00": ("on the last day of every month at 17:00", "31 Oct, 30 Nov, 31 Dec"),
    "last day of every month": ("on the last day of every month at 09:00", "31 Oct, 30 Nov, 31 Dec"),
    "every 3 months on the 1st": ("every 3 months on the 1st at 09:00", "1 Nov, 1 Feb, 1 May"),
    "first monday of every month": ("on the first Monday of every month at 09:00", "2 Nov, 7 Dec, 4 Jan"),
    "every last friday of the month": ("on the last Friday of every month at 09:00", "30 Oct, 27 Nov, 25 Dec"),
    "every month on the second tuesday": ("on the second Tuesday of every month at 09:00", "10 Nov, 8 Dec, 12 Jan"),
    "every year on 29 feb": ("every year on 29 February at 09:00", "28 Feb, 29 Feb, 28 Feb"),
    "annually on 27 November": ("every year on 27 November at 09:00", "27 Nov, 27 Nov, 27 Nov"),
    "yearly on march 3": ("every year on 3 March at 09:00", "3 Mar, 3 Mar, 3 Mar"),
    "every day starting monday": ("every day at 09:00", "2 Nov, 3 Nov, 4 Nov"),
    "every other monday from 9 nov": ("every other Monday at 09:00", "9 Nov, 23 Nov, 7 Dec"),
    "friday 17:00": ("once on Fri 30 Oct 2026 at 17:00", "30 Oct"),
    "tomorrow": ("once on Thu 29 Oct 2026 at 09:00", "29 Oct"),
    "tues": ("once on Tue 3 Nov 2026 at 09:00", "3 Nov"),
    "thurs 9.30": ("once on Thu 29 Oct 2026 at 09:30", "29 Oct"),
}

MORE_MEANINGS = {
    "every third friday 10:00": ["on the third Friday of every month at 10:00", "every 3 weeks on Friday at 10:00"],
    "every 4th friday": ["on the fourth Friday of every month at 09:00", "every 4 weeks on Friday at 09:00"],
    "every monday at midnight": ["every Monday at 00:00", "every Tuesday at 00:00"],
    "last friday of the month": ["on the last Friday of every month at 09:00", "once on Fri 30 Oct 2026 at 09:00"],
    "on the 15th of the month": ["on the 15th of every month at 09:00", "once on Sun 15 Nov 2026 at 09:00"],
    "next friday": ["once on Fri 30 Oct 2026 at 09:00", "once on Fri 6 Nov 2026 at 09:00"],
    "weekly": [f"every {day}day at 09:00" for day in ("Mon", "Tues", "Wednes", "Thurs", "Fri")],
    "monthly": [f"on the {day} of every month at 09:00" for day in ("1st", "15th", "last day")],
    "every weekend": [f"every {days} at 09:00" for days in ("Saturday and Sunday", "Saturday", "Sunday")],
}

NO_CADENCE = [
    *(
        "",
        "every hour",
        "hourly",
        "every 30 minutes",
        "twice a day",
        "every day at 25:00",
        "every 0 days",
        "every 32nd",
    ),
    *("every 30 feb", "every friday eod", "every friday or monday", "every 5th friday", "biweekly", "in 2 hours"),
    *(
        "biweekly on monday and thursday",
        "every monday until christmas",
        "every day except friday",
        "yesterday",
        "yearly",
    ),
    *(
        "every 2nd and 4th tuesday",
        "1st and 15th of every month",
        "every 100 days",
        "every monday in july",
        "sometimes",
    ),
    *("every day from 9:00", "monthly on the 1st at midnight or so", "cron 0 9 * * 1", "every ٣ days", "quarterly"),
]


def days(cadence: Cadence, count: int = 3) -> str:
    """The first local days as people write them."""
    found: list[str] = []
    at = WEDNESDAY
    while len(found) < count and (moment := next_moment(cadence, at, NEW_YORK)):
        local = moment.astimezone(NEW_YORK)
        found.append(f"{local.day} {local:%b}")
        at = moment
    return ", ".join(found)


@pytest.mark.parametrize(("phrase", "expected"), ONE_MEANING.items(), ids=repr)
def test_a_recurrence_means_what_people_mean_by_it(phrase: str, expected: tuple[str, str]) -> None:
    cadence = parse_cadence(phrase, now=WEDNESDAY, zone=NEW_YORK)
    assert isinstance(cadence, Cadence)
    assert (describe(cadence), days(cadence)) == expected


@pytest.mark.parametrize(("phrase", "options"), MORE_MEANINGS.items(), ids=repr)
def test_a_recurrence_with_several_meanings_is_asked_about(phrase: str, options: list[str]) -> None:
    asked = parse_cadence(phrase, now=WEDNESDAY, zone=NEW_YORK)
    assert isinstance(asked, Ambiguous)
    assert [describe(option) for option in asked.options] == options
    assert asked.why


@pytest.mark.parametrize("phrase", NO_CADENCE, ids=repr)
def test_what_is_no_recurrence_is_not_guessed_at(phrase: str) -> None:
    assert parse_cadence(phrase, now=WEDNESDAY, zone=NEW_YORK) is None


def test_the_time_may_be_left_to_the_caller_and_a_naive_now_is_refused() -> None:
    cadence = parse_cadence("every monday", now=WEDNESDAY, zone=NEW_YORK, default_at=time(8, 45))
    assert cadence == Cadence("week", at=time(8, 45), weekdays=frozenset({0}))
    with pytest.raises(ValueError, match="time zone"):
        parse_cadence("daily", now=datetime(2026, 1, 1, tzinfo=UTC).replace(tzinfo=None), zone=BERLIN)


cadences = st.one_of(
    st.builds(Cadence, st.just("day"), st.times().map(lambda at: at.replace(second=0, microsecond=0))),
    st.builds(Cadence, st.just("week"), weekdays=st.frozensets(st.integers(0, 6), min_size=1)),
    st.builds(Cadence, st.just("month"), day=st.integers(1, 31)),
    st.builds(Cadence, st.just("month"), weekdays=st.integers(0, 6).map(lambda day: frozenset({day})), nth=st.just(-1)),
    st.builds(Cadence, st.just("year"), day=st.integers(1, 28), month=st.integers(1, 12)),
)
intervals = st.builds(
    lambda cadence, every, start: Cadence(**{**vars(cadence), "every": every, "start": start}),
    cadences,
    st.integers(2, 9),
    st.dates(date(2025, 1, 1), date(2027, 1, 1)),
)


@given(cadences)
def test_what_we_say_is_read_back_as_the_same(cadence: Cadence) -> None:
    again = parse_cadence(describe(cadence), now=WEDNESDAY, zone=NEW_YORK)
    assert again == cadence


@given(st.one_of(cadences, intervals), st.dates(date(2024, 1, 1), date(2028, 1, 1)))
def test_the_next_day_is_later_never_skips_one_and_never_comes_before_the_start(cadence: Cadence, after: date) -> None:
    found = next_date(cadence, after)
    assert found is not None
    assert found > after
    assert found >= (cadence.start or found)
    assert next_date(cadence, found - timedelta(days=1)) == found
    halfway = after + (found - after) // 2
    assert next_date(cadence, halfway if halfway < found else after) == found


@given(intervals)
def test_an_interval_keeps_its_distance(cadence: Cadence) -> None:
    first = next_date(cadence, date(2027, 6, 1))
    assert first is not None
    second = next_date(cadence, first)
    assert second is not None
    months = (second.year - first.year) * 12 + second.month - first.month
    if cadence.unit == "day":
        assert (second - first).days == cadence.every
    elif cadence.unit in ("month", "year"):
        assert months == cadence.every * (12 if cadence.unit == "year" else 1)
    else:
        mondays = [day - timedelta(days=day.weekday()) for day in (first, second)]
        assert (mondays[1] - mondays[0]).days in (0, 7 * cadence.every)


@pytest.mark.parametrize(
    ("zone", "at", "after", "expected"),
    [
        pytest.param(BERLIN, (0, 15), "2026-03-28T00:00", "2026-03-28T23:15", id="Berlin 00:15 on the spring night"),
        pytest.param(BERLIN, (2, 30), "2026-03-28T12:00", "2026-03-29T01:00", id="Berlin 02:30 is skipped, so 03:00"),
        pytest.param(BERLIN, (2, 30), "2026-03-29T01:00", "2026-03-30T00:30", id="Berlin 02:30 on the day after"),
        pytest.param(NEW_YORK, (1, 30), "2026-11-01T05:00", "2026-11-01T05:30", id="New York 01:30 the first time"),
        pytest.param(NEW_YORK, (1, 30), "2026-11-01T05:30", "2026-11-02T06:30", id="New York 01:30 only once"),
        pytest.param(CAIRO, (0, 0), "2026-04-23T12:00", "2026-04-23T22:00", id="Cairo skips midnight, so 01:00"),
        pytest.param(LORD_HOWE, (2, 15), "2026-10-03T00:00", "2026-10-03T15:30", id="Lord Howe's half-hour gap"),
        pytest.param(APIA, (9, 0), "2011-12-29T20:00", "2011-12-30T10:00", id="the day Apia skipped"),
        pytest.param(APIA, (9, 0), "2011-12-30T10:00", "2011-12-30T19:00", id="and the one after it"),
    ],
)
def test_every_day_happens_every_day_whatever_the_clocks_do(
    zone: ZoneInfo, at: tuple[int, int], after: str, expected: str
) -> None:
    found = next_moment(Cadence("day", time(*at)), datetime.fromisoformat(after).replace(tzinfo=UTC), zone)
    assert found == datetime.fromisoformat(expected).replace(tzinfo=UTC)


@pytest.mark.parametrize("zone", [NEW_YORK, BERLIN, CAIRO, LORD_HOWE], ids=str)
@pytest.mark.parametrize("at", [time(0), time(0, 15), time(1, 30), time(2, 30)], ids=str)
def test_a_year_has_one_occurrence_for_each_of_its_days(zone: ZoneInfo, at: time) -> None:
    moment, found = datetime(2026, 1, 1, tzinfo=zone) - timedelta(minutes=1), []
    while moment.astimezone(zone).year < 2027:
        following = next_moment(Cadence("day", at), moment, zone)
        assert following is not None
        moment = following
        found.append(moment)
    assert [day.astimezone(zone).date() for day in found] == [
        date(2026, 1, 1) + timedelta(days=ahead) for ahead in range(366)
    ]
    assert all(timedelta(hours=22) <= later - earlier <= timedelta(hours=26) for earlier, later in pairwise(found))


def test_what_happens_once_is_over_after_that_and_nothing_outlives_2100() -> None:
    once = Cadence("once", time(17), start=date(2026, 10, 30))
    assert next_date(once, date(2026, 10, 29)) == date(2026, 10, 30)
    assert next_date(once, date(2026, 10, 30)) is None
    assert next_moment(once, datetime(2026, 10, 30, 21, tzinfo=UTC), NEW_YORK) is None
    assert next_date(Cadence("year", every=50, day=1, month=1, start=date(2090, 1, 1)), date(2090, 1, 1)) is None


WORDS = [
    *ONE_MEANING,
    *MORE_MEANINGS,
    "every",
    "other",
    "on",
    "at",
    "from",
    "month",
    "99",
    "31st",
    "/",
    "٣",
    "starting",
]


@settings(max_examples=300, deadline=None)
@given(
    st.one_of(st.text(max_size=150), st.lists(st.sampled_from(WORDS), max_size=5).map(" ".join)),
    st.floats(3e7, 4e9).map(lambda seconds: datetime.fromtimestamp(seconds, UTC)),
    st.sampled_from([NEW_YORK, BERLIN, APIA]),
)
def test_no_words_give_an_error_or_something_that_never_happens(text: str, now: datetime, zone: ZoneInfo) -> None:
    found = parse_cadence(text, now=now, zone=zone)
    for cadence in found.options if isinstance(found, Ambiguous) else (found,):
        if cadence is not None:
            assert describe(cadence)
            following = next_moment(cadence, now, zone)
            assert following is not None
            assert following > now


@pytest.mark.parametrize(
    "piece", ["a", " ", "every ", "mon ", "mon/", "every other ", "starting monday ", "1"], ids=repr
)
def test_forty_thousand_hostile_characters_cost_next_to_nothing(piece: str) -> None:
    for text in ((piece * 40_000)[:40_000], (piece * 120)[:118]):
        began = clock.process_time()
        parse_cadence(text, now=WEDNESDAY, zone=NEW_YORK)
        took = (clock.process_time() - began) * 1000
        print(f"{len(text)} characters of {piece!r}: {took:.2f} ms")
        assert took < 200
