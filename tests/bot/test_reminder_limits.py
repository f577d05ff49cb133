"""A reminder with an exception, an end or a second time is asked about; nothing is set that comes at other times."""

import contextlib
import time
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.rules.errors import UserError
from bot.rules.recurrence import Cadence
from bot.rules.reminder_words import parse_edit, parse_request
from bot.rules.reminders import When

BERLIN = ZoneInfo("Europe/Berlin")
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)

TIMES = (
    "every weekday except monday at 9", "every weekday except on monday at 9:00", "every day but friday at 9:00",
    "every monday not tuesday 10:00", "every monday 9:00 until 24 dec", "every monday until christmas",
    "tomorrow 10:00 and 15:00", "at 10:00 but only on weekdays", "at 9 and 17", "at 9 or 10 tomorrow",
    "weekdays 9:00 starting monday", "every day at 9:00 for a week", "every day 9:00 skip weekends",
    "every monday except when it rains 9:00", "every 3 days until friday", "daily at 9:00 only this week",
    "every monday at 9:00 but not on holidays", "every day at 9:00 without friday", "every monday 9:00 or 10:00",
    "tomorrow 10:00, 15:00", "every friday 9:00 &amp; 15:00", "every day 9:00 till friday",
)  # fmt: skip
AT_THE_END = (
    "every weekday except monday at 9", "every weekday at 9 except monday", "every monday 9:00 until 24 dec",
    "until friday", "every day at 9:00 but not on friday", "every day at 9:00, 12:00 and 15:00", "every day not monday",
    "every day 9:00 excluding friday", "tomorrow at 9:00 or 10:00",
)  # fmt: skip
GOING_ON = (
    "every 5th friday of the month", "every 13th friday", "every 1st working day", "every 10th business day",
    "every friday in december at 9", "every other friday in the summer", "every weekday 9:00 pst",
    "every weekday at 9:00 new york time", "tomorrow between 9 and 10", "every monday around 9", "tomorrow by 9",
    "every monday at about 9", "every monday about 9", "every day next week", "the 3rd friday at 10",
    "every friday 9 am CET",
)  # fmt: skip
HALF_READ_AT_THE_END = (
    "every weekday 9:00 pst", "every friday 9:00 new york time", "weekdays 9:00 cet", "every friday in december 17:00",
    "every 13th friday 17:00", "each monday tomorrow 9:00",
)  # fmt: skip
FINE = {
    "every monday december report": "december report",
    "every day in the kitchen, clean up": "in the kitchen, clean up",
    "every friday this week's report": "this week's report",
    "tomorrow about the 9 boxes": "the 9 boxes",
    "every monday by hand": "by hand",
    "to prepare the daily tomorrow 9:00": "prepare the daily",
    "to prepare the daily tomorrow 9:00 cet": "prepare the daily",
    "friday 10:00 not to come": "not to come",
    "not to forget milk tomorrow 9:00": "not to forget milk",
    "to call Bob but not Ben tomorrow 10:00": "call Bob but not Ben",
    "to wait until the build is done tomorrow 10:00": "wait until the build is done",
    "to check only the logs every friday 9:00": "check only the logs",
    "friday 9:00 about the meeting at 10:00 and 15:00": "the meeting at 10:00 and 15:00",
    "friday, call Bob": "call Bob",
    "tomorrow 9:00 to wait until friday": "wait until friday",
    'every monday 9:00 to "extend the offer until friday"': "extend the offer until friday",
    "tomorrow 9:00 for Ben's birthday": "for Ben's birthday",
    "every day order food for the office": "order food for the office",
    "tomorrow go to the bank to pay": "go to the bank to pay",
}


def asked(line: str) -> UserError:
    with pytest.raises(UserError) as question:
        parse_request(line, "me", now=MONDAY, zone=BERLIN)
    return question.value


@pytest.mark.parametrize("when", TIMES)
@pytest.mark.parametrize("hinge", [" to stretch", " stretch", ": stretch"])
def test_a_time_in_front_with_a_limit_is_asked_about(when: str, hinge: str) -> None:
    assert asked(f"{when}{hinge}").text


@pytest.mark.parametrize("when", AT_THE_END)
def test_a_time_at_the_end_with_a_limit_is_asked_about(when: str) -> None:
    assert asked(f"to stretch {when}").text


@pytest.mark.parametrize(
    "line",
    [
        "every day at 9:00 to stretch except on friday", "every monday 9:00 to sing until 24 dec",
        "tomorrow to call Bob at 10:00 and 15:00", "every weekday 9:00 to stretch but not monday",
    ],
)  # fmt: skip
def test_a_limit_behind_the_words_is_asked_about_and_can_be_kept_as_words(line: str) -> None:
    question = asked(line)
    assert "Nothing was set" in question.text
    (keep,) = question.choices
    what, _ = parse_request(keep.command.removeprefix("remind me "), "me", now=MONDAY, zone=BERLIN)
    assert what == line.split(" to ", 1)[1]


@pytest.mark.parametrize("when", GOING_ON)
@pytest.mark.parametrize("hinge", [" to stretch", ": stretch"])
def test_a_time_in_front_that_goes_on_in_words_we_can_not_read_is_asked_about(when: str, hinge: str) -> None:
    question = asked(f"{when}{hinge}")
    assert "Nothing was set" in question.text or "nothing was set" in question.text
    (choice,) = question.choices
    assert parse_request(choice.command.removeprefix("remind me "), "me", now=MONDAY, zone=BERLIN)


@pytest.mark.parametrize("when", HALF_READ_AT_THE_END)
def test_a_time_at_the_end_is_never_taken_for_its_last_words(when: str) -> None:
    question = asked(f"to stretch {when}")
    for choice in question.choices:
        parse_request(choice.command.removeprefix("remind me "), "me", now=MONDAY, zone=BERLIN)


@pytest.mark.parametrize(("line", "what"), FINE.items())
def test_words_that_limit_nothing_are_what_is_said(line: str, what: str) -> None:
    assert parse_request(line, "me", now=MONDAY, zone=BERLIN)[0] == what


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("to sing every monday at 9:00 and 15:00", ["every monday at 9:00", "every monday 15:00"]),
        ("to sing tomorrow at 9:00 and at 15:00", ["tomorrow at 9:00", "tomorrow at 15:00"]),
        ("to sing tomorrow and friday at 9:00", ["tomorrow at 9:00", "friday at 9:00"]),
    ],
)
def test_the_second_of_two_hours_is_on_the_same_day(line: str, offered: list[str]) -> None:
    assert [choice.command for choice in asked(line).choices] == [f"remind me {each} to sing" for each in offered]


def test_an_edit_takes_no_exception_for_words() -> None:
    before: When = parse_request("every day at 9:00 to x", "me", now=MONDAY, zone=BERLIN)[1]
    for line in ("every weekday except monday at 9", "every monday 9:00 until 24 dec"):
        with pytest.raises(UserError):
            parse_edit(line, ("x", before), "remind edit 1", now=MONDAY, zone=BERLIN)


@pytest.mark.parametrize("piece", ["a", "every ", "9 about 9 to ", "every weekday 9:00 pst ", "only once ", "in 1h30 "])
def test_forty_thousand_characters_that_may_be_a_time_cost_next_to_nothing(piece: str) -> None:
    text, before = (piece * 40_000)[:40_000], ("call Bob", Cadence("day"))
    began = time.process_time()
    with contextlib.suppress(UserError):
        parse_request(text, "me", now=MONDAY, zone=BERLIN)
    with contextlib.suppress(UserError):
        parse_edit(text, before, "remind edit 1", now=MONDAY, zone=BERLIN)
    assert (time.process_time() - began) * 1000 < 500
