"""Dates in words. Every row is somebody's Wednesday, 28 October 2026, 14:20 in New York, unless it says otherwise."""

import time as clock
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.rules.dated_titles import split_due
from bot.rules.dates import Ambiguous, Due, Moment, Past, Reading, echo, parse_due

NEW_YORK = ZoneInfo("America/New_York")  # clocks go back on 1 November 2026
BERLIN = ZoneInfo("Europe/Berlin")
KATHMANDU = ZoneInfo("Asia/Kathmandu")
APIA = ZoneInfo("Pacific/Apia")
LORD_HOWE = ZoneInfo("Australia/Lord_Howe")
WEDNESDAY = datetime(2026, 10, 28, 14, 20, tzinfo=NEW_YORK)


def said(reading: Reading | None, zone: ZoneInfo = NEW_YORK) -> str:
    """A reading in short: `2026-10-30 17:00`, `past ...`, `ask ... | ...`."""
    if isinstance(reading, Ambiguous):
        return "ask " + " | ".join(said(option, zone) for option in reading.options)
    if isinstance(reading, Past):
        return f"past {said(reading.due, zone)}"
    if isinstance(reading, Moment):
        return f"{reading.utc:%Y-%m-%d %H:%MZ}"
    if reading is None:
        return "nothing"
    return f"{reading.day}" + (f" {reading.at:%H:%M}" if reading.at else "")


ONE_MEANING = {
    "today": "2026-10-28",
    "tonight": "2026-10-28",
    "tonight at 8": "2026-10-28 20:00",
    "8:30 tonight": "2026-10-28 20:30",
    "tonight midnight": "2026-10-29 00:00",
    "tomorrow": "2026-10-29",
    "tmr": "2026-10-29",
    "TOMORROW!": "2026-10-29",
    "day after tomorrow": "2026-10-30",
    "friday": "2026-10-30",
    "fri": "2026-10-30",
    "Fri.": "2026-10-30",
    "thurs": "2026-10-29",
    "this friday": "2026-10-30",
    "coming friday": "2026-10-30",
    "coming wednesday": "2026-11-04",
    "next monday": "2026-11-02",
    "monday next week": "2026-11-02",
    "next week monday": "2026-11-02",
    "monday week": "2026-11-09",
    "friday 17:00": "2026-10-30 17:00",
    "fri at 5pm": "2026-10-30 17:00",
    "  Friday ,  5 P.M. ": "2026-10-30 17:00",
    "5pm friday": "2026-10-30 17:00",
    "17:00 on friday": "2026-10-30 17:00",
    "friday by 17:00": "2026-10-30 17:00",
    "wed 9am": "2026-11-04 09:00",
    "5pm": "2026-10-28 17:00",
    "5:30pm": "2026-10-28 17:30",
    "17:00": "2026-10-28 17:00",
    "17h": "2026-10-28 17:00",
    "17h30": "2026-10-28 17:30",
    "at 17": "2026-10-28 17:00",
    "9am": "2026-10-29 09:00",
    "05:30": "2026-10-29 05:30",
    "friday 9:30": "2026-10-30 09:30",
    "at 5": "2026-10-28 17:00",
    "5 o'clock": "2026-10-28 17:00",
    "friday at 5": "2026-10-30 17:00",
    "friday 5:30": "2026-10-30 17:30",
    "friday at 7": "2026-10-30 07:00",
    "friday at 6": "2026-10-30 18:00",
    "friday at 12": "2026-10-30 12:00",
    "tomorrow at 9": "2026-10-29 09:00",
    "tomorrow at 9 o'clock": "2026-10-29 09:00",
    "today at 9": "2026-10-28 21:00",
    "friday 5 pm": "2026-10-30 17:00",
    "friday 5\u00a0pm": "2026-10-30 17:00",
    "friday at 16.00": "2026-10-30 16:00",
    "friday at 9.10": "2026-10-30 09:10",
    "at 16.30": "2026-10-28 16:30",
    "friday 16.30": "2026-10-30 16:30",
    "27.11. 16.30": "2026-11-27 16:30",
    "12pm tomorrow": "2026-10-29 12:00",
    "noon": "2026-10-29 12:00",
    "friday noon": "2026-10-30 12:00",
    "midnight": "2026-10-29 00:00",
    "friday 24:00": "2026-10-31 00:00",
    "eod": "2026-10-28",
    "eod friday": "2026-10-30",
    "end of day tomorrow": "2026-10-29",
    "cob": "2026-10-28",
    "eow": "2026-10-30",
    "end of week": "2026-10-30",
    "end of next week": "2026-11-06",
    "beginning of next week": "2026-11-02",
    "eom": "2026-10-31",
    "by the end of the month": "2026-10-31",
    "end of next month": "2026-11-30",
    "end of november": "2026-11-30",
    "last day of february 2028": "2028-02-29",
    "last day of month": "2026-10-31",
    "last working day of the month": "2026-10-30",
    "first working day of next month": "2026-11-02",
    "end of quarter": "2026-12-31",
    "end of next quarter": "2027-03-31",
    "end of year": "2026-12-31",
    "in 3 days": "2026-10-31",
    "in three days": "2026-10-31",
    "within 2 weeks": "2026-11-11",
    "in a week": "2026-11-04",
    "in a fortnight": "2026-11-11",
    "in 1 month": "2026-11-28",
    "in 2d": "2026-10-30",
    "a week from friday": "2026-11-06",
    "two weeks from tomorrow": "2026-11-12",
    "3 days from now": "2026-10-31",
    "3 business days": "2026-11-02",
    "in 5 working days": "2026-11-04",
    "in 2 hours": "2026-10-28 20:20Z",
    "in 30 min": "2026-10-28 18:50Z",
    "in half an hour": "2026-10-28 18:50Z",
    "an hour from now": "2026-10-28 19:20Z",
    "2026-11-27": "2026-11-27",
    "2026-11-27 17:00": "2026-11-27 17:00",
    "2026-11-27T17:00": "2026-11-27 17:00",
    "2026-11-27T17:00Z": "2026-11-27 17:00Z",
    "2026-11-27T17:00+01:00": "2026-11-27 16:00Z",
    "2026/11/27": "2026-11-27",
    "27 Nov": "2026-11-27",
    "27-Nov-2026": "2026-11-27",
    "Nov 27": "2026-11-27",
    "Nov 27th, 5pm": "2026-11-27 17:00",
    "November 27, 2026": "2026-11-27",
    "27th of November 2027": "2027-11-27",
    "29 feb": "2028-02-29",
    "5 may": "2027-05-05",
    "27.11.": "2026-11-27",
    "27.11.2026": "2026-11-27",
    "27.11. 9:15": "2026-11-27 09:15",
    "27/11": "2026-11-27",
    "11/27/2026": "2026-11-27",
    "5/5": "2027-05-05",
    "fri 06/11/2026": "2026-11-06",
    "the 15th": "2026-11-15",
    "on the 1st": "2026-11-01",
    "15th of next month": "2026-11-15",
    "friday the 13th": "2026-11-13",
    "friday 27 nov": "2026-11-27",
    "first monday of december": "2026-12-07",
    "last friday of the month": "2026-10-30",
    "by friday": "2026-10-30",
    "due on friday at 17:00": "2026-10-30 17:00",
    "no later than friday": "2026-10-30",
    "before 5pm": "2026-10-28 17:00",
}

MORE_MEANINGS = {
    "wednesday": "ask 2026-10-28 | 2026-11-04",
    "wednesday 17:00": "ask 2026-10-28 17:00 | 2026-11-04 17:00",
    "next friday": "ask 2026-10-30 | 2026-11-06",
    "next sunday": "ask 2026-11-01 | 2026-11-08",
    "before friday": "ask 2026-10-29 | 2026-10-30",
    "5": "ask 2026-10-28 17:00 | 2026-11-05",
    "at 9": "ask 2026-10-28 21:00 | 2026-10-29 09:00",
    "24.04": "ask 2027-04-24",
    "3.12": "ask 2026-12-03",
    "wednesday at 5": "ask 2026-10-28 17:00 | 2026-11-04 17:00",
    "15": "ask 2026-10-28 15:00 | 2026-11-15",
    "friday midnight": "ask 2026-10-30 00:00 | 2026-10-31 00:00",
    "tomorrow morning": "ask 2026-10-29 09:00 | 2026-10-29 12:00",
    "03/04": "ask 2027-03-04 | 2027-04-03",
    "03/04/2027": "ask 2027-03-04 | 2027-04-03",
    "12/10/2026": "ask 2026-12-10",
    "1 oct": "ask 2027-10-01",
    "fri 5 nov": "ask 2026-10-30 | 2026-11-05",
    "the 28th": "ask 2026-10-28 | 2026-11-28",
    "first monday of the month": "ask 2026-11-02",
    "next week": "ask 2026-11-02 | 2026-11-06",
    "next month": "ask 2026-11-01 | 2026-11-30",
    "this weekend": "ask 2026-10-31 | 2026-11-01",
    "mid-december": "ask 2026-12-10 | 2026-12-15 | 2026-12-20",
    "november": "ask 2026-11-01 | 2026-11-15 | 2026-11-30",
}

OVER = {
    "yesterday": "past 2026-10-27",
    "last friday": "past 2026-10-23",
    "monday this week": "past 2026-10-26",
    "today 9am": "past 2026-10-28 09:00",
    "2 days ago": "past 2026-10-26",
    "2 hours ago": "past 2026-10-28 12:20",
    "2020-02-29": "past 2020-02-29",
    "1 October 2026": "past 2026-10-01",
    "2026-10-28T14:19-04:00": "past 2026-10-28 14:19",
}

NO_DATE = [
    "", " ", "soon", "asap", "every friday", "friday or monday", "mon-fri", "friday-ish", "friday?", "not friday",
    "30 feb", "31 nov", "31/11", "13/13", "00/05", "2026-02-29", "2026-13-01", "32nd", "0th", "45", "99", "2026",
    "friday 25:00", "13pm friday", "17:60", "2101-01-01", "1969-12-31", "9999-12-31", "in 999 years", "24.13",
    "1.2.3", "friday 5", "friday 5pm IST", "5pm 6pm", "friday saturday", "in days", "in -3 days", "by", "٣ days",
    "in ٣ days", "２７ Nov", "tonight at 2", "second", "christmas", "next", "last week", "half past 5",
]  # fmt: skip


@pytest.mark.parametrize(("phrase", "meaning"), (ONE_MEANING | MORE_MEANINGS | OVER).items(), ids=repr)
def test_a_phrase_means_what_people_mean_by_it(phrase: str, meaning: str) -> None:
    assert said(parse_due(phrase, now=WEDNESDAY, zone=NEW_YORK)) == meaning


@pytest.mark.parametrize("phrase", NO_DATE, ids=repr)
def test_what_is_no_date_is_not_guessed_at(phrase: str) -> None:
    assert parse_due(phrase, now=WEDNESDAY, zone=NEW_YORK) is None


def test_the_table_is_as_long_as_promised() -> None:
    assert len(ONE_MEANING) >= 60
    assert len(TITLES) >= 30


@pytest.mark.parametrize("phrase", MORE_MEANINGS)
def test_every_question_says_why_and_every_answer_can_be_typed(phrase: str) -> None:
    asked = parse_due(phrase, now=WEDNESDAY, zone=NEW_YORK)
    assert isinstance(asked, Ambiguous)
    assert asked.why.endswith(".")
    for option in asked.options:
        assert parse_due(said(option), now=WEDNESDAY, zone=NEW_YORK) == option


ELSEWHERE = [
    ("2026-10-28T23:50", KATHMANDU, "today", "2026-10-28"),
    ("2026-10-28T23:59:30", BERLIN, "today", "2026-10-28"),
    ("2026-10-29T00:10", KATHMANDU, "tomorrow", "2026-10-30"),
    ("2026-10-30T18:00", BERLIN, "friday", "ask 2026-10-30 | 2026-11-06"),
    ("2026-10-30T18:00", BERLIN, "friday 17:00", "2026-11-06 17:00"),
    ("2026-10-30T18:00", BERLIN, "this friday", "2026-10-30"),
    ("2026-10-30T18:00", BERLIN, "next friday", "2026-11-06"),
    ("2026-10-30T18:00", BERLIN, "eow", "2026-10-30"),
    ("2026-10-31T12:00", BERLIN, "eow", "ask 2026-11-01 | 2026-11-06"),
    ("2026-10-31T12:00", BERLIN, "eom", "2026-10-31"),
    ("2026-10-31T12:00", BERLIN, "the 30th", "2026-11-30"),
    ("2026-11-02T12:00", BERLIN, "the 31st", "ask 2026-11-30 | 2026-12-31"),
    ("2026-10-25T12:00", BERLIN, "next monday", "ask 2026-10-26 | 2026-11-02"),
    ("2026-10-25T12:00", BERLIN, "monday next week", "ask 2026-10-26 | 2026-11-02"),
    ("2026-10-25T12:00", BERLIN, "end of next week", "ask 2026-10-30 | 2026-11-06"),
    ("2026-12-31T23:30", BERLIN, "tomorrow", "2027-01-01"),
    ("2026-12-31T23:30", BERLIN, "eoy", "2026-12-31"),
    ("2026-12-31T23:30", BERLIN, "5 jan", "2027-01-05"),
    ("2027-01-05T09:00", BERLIN, "27 dec", "ask 2027-12-27"),
    ("2027-01-31T09:00", BERLIN, "in a month", "2027-02-28"),
    ("2028-02-29T09:00", BERLIN, "in 1 year", "2029-02-28"),
    ("2028-02-29T09:00", BERLIN, "29 feb", "2028-02-29"),
    ("2026-11-01T00:30", NEW_YORK, "in 2 hours", "2026-11-01 06:30Z"),
    ("2027-03-28T01:30", BERLIN, "in 1 hour", "2027-03-28 01:30Z"),
    ("2011-12-29T12:00", APIA, "tomorrow", "2011-12-30"),
    ("2026-10-04T01:45", LORD_HOWE, "in 30 min", "2026-10-03 15:45Z"),
]


@pytest.mark.parametrize(("now", "zone", "phrase", "meaning"), ELSEWHERE, ids=str)
def test_other_days_and_other_zones(now: str, zone: ZoneInfo, phrase: str, meaning: str) -> None:
    then = datetime.fromisoformat(now).replace(tzinfo=zone)
    assert said(parse_due(phrase, now=then, zone=zone)) == meaning


def test_the_persons_zone_decides_what_tomorrow_is_and_a_naive_now_is_refused() -> None:
    now = datetime(2026, 10, 28, 20, 0, tzinfo=UTC)
    assert parse_due("tomorrow", now=now, zone=NEW_YORK) == Due(date(2026, 10, 29))
    assert parse_due("tomorrow", now=now, zone=KATHMANDU) == Due(date(2026, 10, 30))
    with pytest.raises(ValueError, match="time zone"):
        parse_due("tomorrow", now=now.replace(tzinfo=None), zone=NEW_YORK)


def test_a_day_is_over_at_its_last_minute_and_awkward_wall_times_have_one_moment() -> None:
    assert Due(date(2026, 11, 1)).moment(NEW_YORK) == datetime(2026, 11, 2, 4, 59, tzinfo=UTC)
    assert Due(date(2026, 11, 1), time(1, 30)).moment(NEW_YORK) == datetime(2026, 11, 1, 5, 30, tzinfo=UTC)
    assert Due(date(2027, 3, 14), time(2, 30)).moment(NEW_YORK) == datetime(2027, 3, 14, 7, 0, tzinfo=UTC)


def test_the_echo_shows_what_the_clock_will_show() -> None:
    today = date(2026, 10, 28)
    assert echo(Due(date(2026, 11, 27), time(17)), BERLIN, today) == "Fri 27 Nov, 17:00 (Berlin)"
    assert echo(Due(date(2027, 3, 14), time(2, 30)), NEW_YORK, today) == "Sun 14 Mar 2027, 03:00 (New York)"
    assert echo(Due(date(2026, 11, 27)), BERLIN, today) == "Fri 27 Nov"
    assert echo(Moment(datetime(2026, 10, 28, 20, 20, tzinfo=UTC)), KATHMANDU, today) == "Thu 29 Oct, 02:05 (Kathmandu)"


DATED = {
    "Ship the beta friday 17:00": ("Ship the beta", "2026-10-30 17:00", "friday 17:00"),
    "Ship the beta by friday": ("Ship the beta", "2026-10-30", "by friday"),
    "Call Summer tomorrow": ("Call Summer", "2026-10-29", "tomorrow"),
    "Call May tomorrow": ("Call May", "2026-10-29", "tomorrow"),
    "Fix login fri 16:00": ("Fix login", "2026-10-30 16:00", "fri 16:00"),
    "Send invoices, Friday, 5 p.m.": ("Send invoices", "2026-10-30 17:00", "Friday, 5 p.m."),
    "Ship - friday": ("Ship", "2026-10-30", "friday"),
    "Pay rent on the 1st": ("Pay rent", "2026-11-01", "on the 1st"),
    "Ship the day after tomorrow": ("Ship", "2026-10-30", "the day after tomorrow"),
    "Close books at the end of the month": ("Close books", "2026-10-31", "at the end of the month"),
    "Read chapter 5 tomorrow": ("Read chapter 5", "2026-10-29", "tomorrow"),
    "Release 2.1 friday": ("Release 2.1", "2026-10-30", "friday"),
    "Meet Bob friday at 5": ("Meet Bob", "2026-10-30 17:00", "friday at 5"),
    "Meet Bob by 27.11.": ("Meet Bob", "2026-11-27", "by 27.11."),
    "Meet Bob on 27.11. at 9.30": ("Meet Bob", "2026-11-27 09:30", "on 27.11. at 9.30"),
    "Call Bob in 2 hours": ("Call Bob", "2026-10-28 20:20Z", "in 2 hours"),
    "Call Bob at 17:00": ("Call Bob", "2026-10-28 17:00", "at 17:00"),
    "Ship the beta next friday": ("Ship the beta", "ask 2026-10-30 | 2026-11-06", "next friday"),
    "Draft budget by yesterday": ("Draft budget", "past 2026-10-27", "by yesterday"),
    "Draft budget due 27.11.": ("Draft budget", "2026-11-27", "due 27.11."),
    "Finish report by eow.": ("Finish report", "2026-10-30", "by eow."),
    "Call Bob on sat": ("Call Bob", "2026-10-31", "on sat"),
    "Plan it first monday of december": ("Plan it", "2026-12-07", "first monday of december"),
    "Call Ben 03/04": ("Call Ben", "ask 2027-03-04 | 2027-04-03", "03/04"),
    "Call Ben 27/11": ("Call Ben", "2026-11-27", "27/11"),
}

TITLES = [
    "Prepare Friday demo", "Buy 3 monitors", "Review May budget", "Read chapter 5", "Meet at 5", "Release v2.1",
    "Upgrade to 24.04", "Install Ubuntu 24.04.", "Write Q3 report", "Version 1.2.3", "sun protection", "march on",
    "second", "Ask for a second", "in 5 minutes", "Learn Rust in 5 minutes", "for 3 days", "Book hotel for 3 days",
    "Notes from friday", "Minutes of yesterday", "Standup every friday", "Retro every second friday", "tomorrow",
    "Watch Black Friday", "Provide support 24/7", "Fix ratio 3/4", "Read John 3:16", "Move deadline by 2 weeks",
    "Increase budget by 10", "Divide by 3/4", "Protect from the sun", "Office hours monday to friday", "Report Nov",
    "Choose monday or tuesday", "Pay 30 Feb 17:00", "Pay Feb 30 17:00", "Pay by 31 Nov", "Do by friday 31 Nov",
    "Henry the 8th", "Plan next week", "An apple a day", "Open from 9 until 17:00", "Is the launch friday?",
    "Do 3 hours before friday", "Cancel everything after tomorrow", "Update client's friday", "Estimate 17h",
    "Not before friday", "High noon", "25:00 friday", "Ship friday EST", "Ship today 9am", "Chapter 12 may 5", "",
    "Ship friday, tomorrow", "Score 5-3", "Check logs 2026-10-01", "Say “see you friday”", '"Ship friday"',
    "Monday 17:00",
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), DATED.items(), ids=repr)
def test_a_date_at_the_end_of_a_line_is_taken_off_its_title(text: str, expected: tuple[str, str, str]) -> None:
    title, reading, phrase = split_due(text, now=WEDNESDAY, zone=NEW_YORK)
    assert (title, said(reading), phrase) == expected


# A date only where somebody asks for one: after "by" and its like, or in a field of its own.
SHY = {
    "17h", "17h30", "at 17", "at 5", "5 o'clock", "5", "15", "noon", "midnight", "3 business days", "in 30 min",
    "in half an hour", "27.11.", "24.04", "3.12", "at 9", "5/5", "the 15th", "the 28th", "november",
}  # fmt: skip


@pytest.mark.parametrize("phrase", ONE_MEANING | MORE_MEANINGS, ids=repr)
def test_whatever_can_be_said_alone_can_be_said_at_the_end_of_a_line(phrase: str) -> None:
    _, _, taken = split_due(f"Ship it {phrase}", now=WEDNESDAY, zone=NEW_YORK)
    assert taken == ("" if phrase in SHY else phrase.strip())


@pytest.mark.parametrize("text", TITLES, ids=repr)
def test_a_title_that_only_sounds_like_a_date_stays_whole(text: str) -> None:
    assert split_due(text, now=WEDNESDAY, zone=NEW_YORK) == (text, None, "")


def test_the_title_is_what_stood_before_the_phrase_however_long_it_is() -> None:
    title = "Ship  the\tbeta " * 2_000 + "now"
    assert split_due(f"{title} friday 17:00", now=WEDNESDAY, zone=NEW_YORK)[0] == title


WORDS = [
    *ONE_MEANING,
    *MORE_MEANINGS,
    "on",
    "at",
    "by",
    "of",
    "and",
    "every",
    "31",
    "feb",
    "years",
    "ago",
    "٣",
    "@",
    "/",
]


@settings(max_examples=400, deadline=None)
@given(
    st.one_of(st.text(max_size=200), st.lists(st.sampled_from(WORDS), max_size=4).map(" ".join)),
    st.floats(3e7, 4.1e9).map(lambda seconds: datetime.fromtimestamp(seconds, UTC)),
    st.sampled_from([NEW_YORK, BERLIN, KATHMANDU, APIA, LORD_HOWE]),
)
def test_no_words_at_no_time_give_an_error_a_past_answer_or_a_year_nobody_means(
    text: str, now: datetime, zone: ZoneInfo
) -> None:
    reading = parse_due(text, now=now, zone=zone)
    split_due(f"Ship {text}", now=now, zone=zone)
    options = reading.options if isinstance(reading, Ambiguous) else (reading,)
    for option in options:
        if isinstance(option, Due | Moment):
            assert option.moment(zone) >= now - timedelta(minutes=1)
            assert option.moment(zone).astimezone(zone).year <= 2101
            assert echo(option, zone, now.astimezone(zone).date())


HOSTILE = [
    "a",
    " ",
    "1",
    "friday ",
    "in 3 days from ",
    "999 working days from ",
    "the ",
    "a week from ",
    ".",
    "27.11.",
    "/",
]
HOSTILE += ["next ", "\u0301", "İ", "by ", "friday ,", "t1", "9:", "\n"]


@pytest.mark.parametrize("piece", HOSTILE, ids=ascii)
def test_forty_thousand_hostile_characters_cost_next_to_nothing(piece: str) -> None:
    long, short = (piece * 40_000)[:40_000], (piece * 120)[:118]
    for text in (long, short, f"{long} friday", f"friday {long}"):
        began = clock.process_time()
        parse_due(text, now=WEDNESDAY, zone=NEW_YORK)
        split_due(text, now=WEDNESDAY, zone=NEW_YORK)
        took = (clock.process_time() - began) * 1000
        print(f"{len(text)} characters of {piece!a}: {took:.2f} ms")
        assert took < 200
