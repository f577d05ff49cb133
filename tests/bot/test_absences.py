"""Being away, in words."""

from datetime import date

import pytest

from bot.rules.absences import parse_away
from bot.rules.days_off import Days, Holidays
from bot.rules.errors import UserError
from bot.rules.preferences import Nudging, Quiet, parse_nudges, parse_quiet
from bot.rules.working_hours import parse
from tests.bot.given import BERLIN, NOW


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("today", "2026-11-23", "2026-11-23"),
        ("tomorrow", "2026-11-24", "2026-11-24"),
        ("until friday", "2026-11-23", "2026-11-27"),
        ("til friday", "2026-11-23", "2026-11-27"),
        ("till friday", "2026-11-23", "2026-11-27"),
        ("from 24 dec til 2 jan", "2026-12-24", "2027-01-02"),
        ("tuesday-thursday", "2026-11-24", "2026-11-26"),
        ("friday to tuesday", "2026-11-27", "2026-12-01"),
        ("3 days", "2026-11-23", "2026-11-25"),
        ("for two weeks", "2026-11-23", "2026-12-06"),
        ("two days from tomorrow", "2026-11-24", "2026-11-25"),
        ("for 3 days starting on friday", "2026-11-27", "2026-12-01"),
        ("tomorrow for two weeks", "2026-11-24", "2026-12-07"),
        ("from 24 dec for a week", "2026-12-24", "2026-12-30"),
        ("two days from today", "2026-11-23", "2026-11-24"),
        ("two days from now", "2026-11-25", "2026-11-25"),
        ("6 days", "2026-11-23", "2026-11-30"),
        ("this week", "2026-11-23", "2026-11-27"),
        ("next week", "2026-11-30", "2026-12-04"),
        ("from 24 dec to 2 jan", "2026-12-24", "2027-01-02"),
        ("2026-12-24 - 2027-01-02", "2026-12-24", "2027-01-02"),
    ],
)
def test_days_are_read_as_people_say_them(text: str, first: str, last: str) -> None:
    assert parse_away(text, now=NOW, zone=BERLIN) == (date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize(
    ("weekdays", "text", "first", "last"),
    [
        ("mon-wed", "3 days", "2026-11-23", "2026-11-30"),
        ("mon-wed", "3 working days", "2026-11-23", "2026-11-30"),
        ("mon-wed", "3 calendar days", "2026-11-23", "2026-11-25"),
        ("mon-wed", "two days from wednesday", "2026-11-25", "2026-11-30"),
        ("mon-wed", "next week", "2026-11-30", "2026-12-02"),
        ("sun-thu", "next week", "2026-11-29", "2026-12-03"),
        ("sun-thu", "5 days from wednesday", "2026-11-25", "2026-12-01"),
        ("mon-sat", "this week", "2026-11-23", "2026-11-28"),
        ("mon-wed", "for 2 weeks", "2026-11-23", "2026-12-06"),
    ],
)
def test_days_are_counted_as_somebody_works(weekdays: str, text: str, first: str, last: str) -> None:
    own = Days(own=Holidays(added={date(2026, 11, 24): "Moving house"}), weekdays=parse(weekdays).weekdays)
    assert parse_away(text, now=NOW, zone=BERLIN, days=own) == (date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize(
    "text", ["sometime", "yesterday", "2 jan to 24 dec 2029", "999 days", "from to", "-", "0 days"]
)
def test_days_that_make_no_sense_are_refused_with_a_hint(text: str) -> None:
    with pytest.raises(UserError, match="/beat away today"):
        parse_away(text, now=NOW, zone=BERLIN)


def test_a_day_that_can_be_two_is_asked() -> None:
    with pytest.raises(UserError) as refused:
        parse_away("monday-wednesday", now=NOW, zone=BERLIN)
    commands = [choice.command for choice in refused.value.choices]
    assert commands == ["away from 2026-11-23 to wednesday", "away from 2026-11-30 to wednesday"]


@pytest.mark.parametrize(
    ("text", "words", "commands"),
    [
        ("untill friday", "can't read “untill friday”", ["away until friday"]),
        ("thu-fri dentist", "can't read “thu-fri dentist”", ["away thu-fri"]),
        ("from 24 dec to 2 jan: skiing", "can't read", ["away 24 dec to 2 jan"]),
        ("thrusday-friday", "can't read", ["away thursday-friday"]),
        ("this afternoon", "whole days only", ["away 2026-11-23"]),
        ("tomorrow morning", "whole days only", ["away 2026-11-24"]),
        ("friday 14:00", "whole days only", ["away 2026-11-27"]),
        ("half a day", "whole days only", ["away 2026-11-23"]),
        ("from tomorrow", "Until when?", ["away 2026-11-24"]),
        (
            "from 2 jan to 24 dec",
            "ends before it begins",
            ["away from 2026-12-24 to 2027-01-02", "away from 2027-01-02 to 2027-12-24"],
        ),
    ],
)
def test_days_that_may_be_meant_otherwise_are_asked_and_every_choice_is_understood(
    text: str, words: str, commands: list[str]
) -> None:
    with pytest.raises(UserError, match=words) as refused:
        parse_away(text, now=NOW, zone=BERLIN)
    assert [choice.command for choice in refused.value.choices] == commands
    for command in commands:
        assert parse_away(command.removeprefix("away "), now=NOW, zone=BERLIN)


@pytest.mark.parametrize("text", ["19:00-08:00", "from 19:00 to 08:00", "7pm-8am", "19 - 08:00"])
def test_quiet_hours_are_read(text: str) -> None:
    hours = parse_quiet(text).hours
    assert hours
    assert [f"{hour:%H:%M}" for hour in hours] == ["19:00", "08:00"]


def test_quiet_hours_can_be_ended_and_are_asked_about_when_they_come_twice() -> None:
    assert parse_quiet("off") == Quiet(any_hour=True)
    assert parse_quiet("nights") == parse_quiet("after work") == Quiet()
    with pytest.raises(UserError) as refused:
        parse_quiet("7-08:00")
    assert [choice.command for choice in refused.value.choices] == ["quiet 07:00-08:00", "quiet 19:00-08:00"]
    for text in ("19:00", "late to early", "08:00--1"):
        with pytest.raises(UserError):
            parse_quiet(text)


def test_quiet_hours_that_begin_as_they_end_are_neither_the_whole_day_nor_none() -> None:
    with pytest.raises(UserError, match="Those are the same hour"):
        parse_quiet("08:00-08:00")


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("off", Nudging(0, 30)), ("1", Nudging(1, 30)), ("3 every 45 min", Nudging(3, 45)),
        ("2 times every 1 hour", Nudging(2, 60)),
    ],
)  # fmt: skip
def test_nudges_are_read(text: str, wanted: Nudging) -> None:
    assert parse_nudges(text, Nudging(2, 30)) == wanted


@pytest.mark.parametrize("text", ["99", "2 every 1 min", "often", "2 every 9 hours", ""])
def test_nudges_beyond_reason_are_refused(text: str) -> None:
    with pytest.raises(UserError):
        parse_nudges(text, Nudging(2, 30))
