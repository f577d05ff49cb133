"""When reports come, in pure rules: rhythms, days, weeks, and what is late."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.rules import status as rules
from bot.rules.errors import UserError
from bot.rules.recurrence import describe
from tests.bot.given import BERLIN, NOW

FRIDAYS = rules.parse_rhythm("every friday 16:00", now=NOW, zone=BERLIN)
FRIDAY = date(2026, 11, 27)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("every friday", "every Friday at 16:00"),
        ("every friday 16:00", "every Friday at 16:00"),
        ("every other monday at 9:30", "every other Monday at 09:30"),
        ("last friday of every month", "on the last Friday of every month at 16:00"),
    ],
)
def test_a_rhythm_is_read_and_said_back(said: str, meant: str) -> None:
    assert describe(rules.parse_rhythm(said, now=NOW, zone=BERLIN)) == meant


@pytest.mark.parametrize("said", ["", "tomorrow at 9", "blue", "every friday and then some " * 9])
def test_what_is_no_rhythm_is_refused_with_an_example(said: str) -> None:
    with pytest.raises(UserError, match="every friday at 16:00"):
        rules.parse_rhythm(said, now=NOW, zone=BERLIN)


def test_a_rhythm_with_two_meanings_is_asked_about() -> None:
    with pytest.raises(UserError) as asked:
        rules.parse_rhythm("every friday at midnight", now=NOW, zone=BERLIN)
    assert [choice.command for choice in asked.value.choices] == [
        "report every friday at 00:00",
        "report every saturday at 00:00",
    ]


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("evry friday 16:00", "report every friday at 16:00"),
        ("every fridya at 4pm", "report every friday at 16:00"),
        ("friday 10:00", "report every friday at 10:00"),
        ("evey other monday 14:30", "report every other monday at 14:30"),
    ],
)
def test_what_is_nearly_a_rhythm_is_offered_spelt_right(said: str, meant: str) -> None:
    with pytest.raises(UserError, match=r"Did you mean this\?") as asked:
        rules.parse_rhythm(said, now=NOW, zone=BERLIN)
    assert [choice.command for choice in asked.value.choices] == [meant]


def test_the_next_one_is_the_first_whose_hour_is_to_come() -> None:
    before, at = datetime(2026, 11, 27, 14, 59, tzinfo=UTC), datetime(2026, 11, 27, 15, tzinfo=UTC)
    assert rules.next_nominal(FRIDAYS, BERLIN, before) == FRIDAY
    assert rules.next_nominal(FRIDAYS, BERLIN, at) == date(2026, 12, 4)


def test_a_weekly_report_never_comes_twice_in_a_week_though_its_day_was_changed() -> None:
    thursday = date(2026, 11, 26)
    assert rules.next_nominal(FRIDAYS, BERLIN, NOW, last=thursday) == date(2026, 12, 4)
    daily = rules.parse_rhythm("every weekday at 16:00", now=NOW, zone=BERLIN)
    assert rules.next_nominal(daily, BERLIN, NOW, last=date(2026, 11, 23)) == date(2026, 11, 24)


def test_nothing_before_the_newest_one_comes_any_more() -> None:
    assert rules.next_nominal(FRIDAYS, BERLIN, NOW, last=date(2026, 12, 4)) == date(2026, 12, 11)


def test_after_three_weeks_down_every_missed_day_is_known() -> None:
    now = datetime(2026, 12, 12, tzinfo=UTC)
    days = rules.come_due(FRIDAYS, BERLIN, FRIDAY, now)
    assert days == [FRIDAY, date(2026, 12, 4), date(2026, 12, 11)]


def test_an_hour_that_the_clocks_skip_keeps_its_nominal_day() -> None:
    nuuk = ZoneInfo("America/Nuuk")  # 28 March 2026, 23:00: the next moment there is midnight of the 29th
    nightly = rules.parse_rhythm("every saturday at 23:30", now=NOW, zone=nuuk)
    before = datetime(2026, 3, 28, 20, tzinfo=UTC)
    assert rules.next_nominal(nightly, nuuk, before) == date(2026, 3, 28)
    assert rules.hour(nightly, date(2026, 3, 28), nuuk).astimezone(nuuk).date() == date(2026, 3, 29)


@pytest.mark.parametrize(("field", "value"), [("zone", "Europe/Atlantis"), ("cadence", "blue")])
def test_a_form_says_which_field_can_not_be_read(field: str, value: str) -> None:
    values = {"zone": "Europe/Berlin", "cadence": "every friday", "publishes": "yes", "lead": "1440", field: value}
    with pytest.raises(UserError) as refused:
        rules.from_form(values, now=NOW)
    assert list(refused.value.fields) == [field]


@pytest.mark.parametrize(("said", "numbers"), [("", ()), ("12", (12,)), ("#11, #12", (11, 12))])
def test_reports_are_named_by_number(said: str, numbers: tuple[int, ...]) -> None:
    assert rules.numbers_of(said) == numbers


@pytest.mark.parametrize("said", ["1 2 3", "twelve", "-1", "12345678901"])
def test_what_is_no_number_is_refused(said: str) -> None:
    with pytest.raises(UserError, match="numbers"):
        rules.numbers_of(said)
