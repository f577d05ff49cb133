"""Which events of a calendar say that somebody is away, and what reading a hostile one costs."""

import base64
import time as clock
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from click.testing import CliRunner

from bot import feed_process
from bot.cli import main
from bot.rules.away_titles import name_words, says_away
from bot.rules.feeds import Hours, Unread, days_away, next_read
from bot.settings import Settings, SettingsError
from storage.sealing import NoKey, Vault
from tests.handlers.calendars import KEY, OLDER_KEY, calendar, day_off

BERLIN = Hours(ZoneInfo("Europe/Berlin"), time(9), time(17), date(2026, 11, 23))
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
OOF = "\nX-MICROSOFT-CDO-BUSYSTATUS:OOF"


def away(*events: str, hours: Hours = BERLIN) -> list[str]:
    return [f"{first:%d %b}-{last:%d %b}" for first, last in days_away(calendar(*events), hours)]


ANA = name_words("Ana López (she/her)", "ana.l")


@pytest.mark.parametrize(
    "called",
    [
        "Vacation", "vacation 🌴", "Summer holiday", "holiday 🏝️", "Ana: PTO", "OOO", "Out of Office",
        "Out of the office (Ana)", "Annual leave", "On leave", "Sick", "Sick leave", "Day off", "Off", "Ana off",
        "Time off", "Parental leave", "Urlaub", "URLAUB Ana", "Elternzeit", "krank", "Krank", "Congés", "Away",
        "Ana: vacation", "Ana on vacation", "Vacation (Ana)", "Ana Lopez - Urlaub", "López, Ana: leave", "@ana.l PTO",
        "Ana's vacation", "I'm on vacation", "OOO - back on Monday", "Out of office until 5 January", "Vacation 2026",
        "Family vacation in Spain", "Vacation in the Black Forest 🌲", "PTO: 3 days", "OOO all day",
        "Half-term holiday", "Sick day", r"López\, Ana\, vacation",
    ],
)  # fmt: skip
@pytest.mark.parametrize("more", ["", "\nTRANSP:TRANSPARENT"])
def test_a_day_called_like_that_and_no_more_is_a_day_away(called: str, more: str) -> None:
    assert away(day_off("20261224", "20261225", called, more), hours=replace(BERLIN, names=ANA)) == ["24 Dec-24 Dec"]


@pytest.mark.parametrize(
    "called",
    [
        "Kick-off", "Kick off", "Sign off the release", "Off-site", "Offsite", "Sickbay planning", "Ana's birthday",
        "Officer training", "Freight", "Busy", "", "Ana", "Cancelled: Vacation", "Canceled: OOO", "Ben on vacation",
        "Ben OOO", "Urlaub Ben", "Ana and Ben: PTO", "Anabel on vacation", "Holiday party",
        "Vacation planning deadline", "PTO policy review", "Maternity cover handover", "Leave for the airport",
        "No holiday today", "Not off", "Kein Urlaub", "Sick of it all concert", "Sprint: vacation tracker feature",
        "Away day", "Vacation?",
        "Vacation in a nutshell", "Holiday in Hesse", "Half day off", "Vacation 0.5 days", "Ana, cover for PTO",
    ],
)  # fmt: skip
def test_any_other_day_is_not(called: str) -> None:
    assert away(day_off("20261224", "20261225", called), hours=replace(BERLIN, names=ANA)) == []


def test_no_title_takes_long_to_judge() -> None:
    began = clock.process_time()
    for word in ("annual leave ", "in ", "vacation in ", "until monday ", "sick day off ", "1.", "é"):
        says_away(word * 100_000, ANA)
        for _ in range(500):
            says_away((word * 100)[:199], ANA)
    assert clock.process_time() - began < 2


def test_what_is_marked_out_of_office_counts_whatever_it_is_called_and_what_is_cancelled_does_not() -> None:
    assert away(day_off("20261224", "20261225", "x", OOF)) == ["24 Dec-24 Dec"]
    assert away(day_off("20261224", "20261225", "x", "\nTRANSP:OOF")) == ["24 Dec-24 Dec"]
    assert away(day_off("20261224", "20261225", "Vacation", f"{OOF}\nSTATUS:CANCELLED")) == []


def test_of_hours_those_count_that_cover_the_whole_working_time_of_a_day() -> None:
    def timed(start: str, end: str, more: str = OOF) -> str:
        return f"DTSTART;TZID=Europe/Berlin:{start}\nDTEND;TZID=Europe/Berlin:{end}\nSUMMARY:Vacation{more}"

    assert away(timed("20261126T090000", "20261126T170000")) == ["26 Nov-26 Nov"]
    assert away(timed("20261126T100000", "20261126T180000")) == []
    assert away(timed("20261126T120000", "20261202T120000")) == ["27 Nov-01 Dec"]
    assert away(timed("20261126T000000", "20261127T000000", "\nTRANSP:OPAQUE")) == ["26 Nov-26 Nov"]
    assert away(timed("20261126T000000", "20261127T000000", "\nTRANSP:TRANSPARENT")) == []
    early = Hours(BERLIN.zone, time(6), time(17), BERLIN.today)
    assert away(timed("20261126T090000", "20261126T170000"), hours=early) == []
    new_york = Hours(ZoneInfo("America/New_York"), time(9), time(17), BERLIN.today)
    assert away(timed("20261126T090000", "20261126T170000"), hours=new_york) == []


def test_who_works_through_the_night_is_away_when_all_of_one_is_covered() -> None:
    def marked(start: str, end: str) -> list[str]:
        event = f"DTSTART;TZID=Europe/Berlin:{start}\nDTEND;TZID=Europe/Berlin:{end}\nSUMMARY:x{OOF}"
        return away(event, hours=replace(BERLIN, begins=time(22), ends=time(6)))

    assert marked("20261124T100000", "20261124T103000") == []
    assert marked("20261124T200000", "20261124T223000") == []
    assert marked("20261124T210000", "20261125T053000") == []
    assert marked("20261124T210000", "20261125T070000") == ["24 Nov-24 Nov"]
    assert marked("20261124T220000", "20261127T060000") == ["24 Nov-26 Nov"]


def test_repeated_events_are_followed_with_their_exceptions() -> None:
    fridays = day_off("20261127", "20261128", "Day off", "\nRRULE:FREQ=WEEKLY;COUNT=4\nEXDATE;VALUE=DATE:20261204")
    assert away(fridays) == ["27 Nov-27 Nov", "11 Dec-11 Dec", "18 Dec-18 Dec"]
    moved = f"{day_off('20261214', '20261215', 'Another day')}\nRECURRENCE-ID;VALUE=DATE:20261211\nUID:0@example.com"
    body = calendar(fridays, moved).replace(b"UID:1@example.com\r\n", b"")
    found = [f"{first:%d %b}" for first, _ in days_away(body, BERLIN)]
    assert found == ["27 Nov", "18 Dec"]


def test_days_that_follow_one_another_are_one_absence_and_what_is_over_is_none() -> None:
    assert away(day_off("20261126", "20261127"), day_off("20261127", "20261128"), day_off("20261130", "20261201")) == [
        "26 Nov-30 Nov"
    ]
    assert away(day_off("20261116", "20261120"), day_off("20261120", "20261124")) == ["16 Nov-23 Nov"]
    assert away(day_off("20261119", "20261121")) == []
    assert away(day_off("20280101", "20280102")) == []


@pytest.mark.parametrize("body", [b"", b"<html>", b"\xff\xfe", b"BEGIN:VCALENDAR"])
def test_what_is_no_calendar_is_none(body: bytes) -> None:
    with pytest.raises(Unread, match="no_calendar"):
        days_away(body, BERLIN)


def test_one_that_was_cut_off_is_none() -> None:
    with pytest.raises(Unread, match="no_calendar"):
        days_away(calendar(day_off("20261224", "20261225"))[:-20], BERLIN)


@pytest.mark.parametrize(
    "broken",
    [
        day_off("00010101", "99991231"), "DTSTART:00010101T000000Z\nDTEND:99991231T235959Z\nSUMMARY:Urlaub",
        "SUMMARY:Urlaub", "DTSTART:garbage\nSUMMARY:Urlaub", day_off("99991231", "99991231"),
        "DTSTART;VALUE=DATE:20261130\nDURATION:P99999999D\nSUMMARY:Urlaub",
        day_off("20261130", "20261201", more="\nRRULE:FREQ=DAILY;INTERVAL=0"),
    ],
)  # fmt: skip
def test_an_event_that_cannot_be_read_is_left_out_and_the_others_stand(broken: str) -> None:
    others = [day_off(f"202612{day:02}", f"202612{day + 1:02}") for day in (1, 8, 15)]
    assert away(others[0], broken, *others[1:], broken) == ["01 Dec-01 Dec", "08 Dec-08 Dec", "15 Dec-15 Dec"]


async def test_a_hostile_calendar_costs_two_seconds_of_a_processor_at_most() -> None:
    import resource

    second = day_off("20261127", "20261128", "Vacation", "\nRRULE:FREQ=SECONDLY")
    assert await feed_process.read(calendar(second), BERLIN) == []
    bomb = "DTSTART:00010101T000000Z\nDTEND:00010102T000000Z\nRRULE:FREQ=DAILY;BYDAY=MO,TU\nSUMMARY:Vacation"
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    with pytest.raises(Unread, match="heavy"):
        await feed_process.read(calendar(*[bomb] * 300), BERLIN)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    print(f"300 rules since the year 1: {spent:.1f} s of a processor, with loading what reads them")
    assert spent < feed_process.CPU_SECONDS + 2


def test_five_thousand_meetings_are_left_out_before_they_cost_anything() -> None:
    meeting = "DTSTART:20261126T090000Z\nDTEND:20261126T100000Z\nSUMMARY:Planning with everybody"
    body = calendar(*[meeting] * 5000, day_off("20261224", "20261225"))
    assert days_away(calendar(), BERLIN) == []
    began = clock.process_time()
    assert days_away(body, BERLIN) == [(date(2026, 12, 24), date(2026, 12, 24))]
    assert clock.process_time() - began < 2


async def test_the_process_is_given_nothing_of_our_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    given = {}

    async def child(*_: object, env: dict[str, str], **__: object) -> None:
        given.update(env)
        raise Unread("heavy")

    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-secret")
    monkeypatch.setattr("asyncio.create_subprocess_exec", child)
    with pytest.raises(Unread):
        await feed_process.read(calendar(), BERLIN)
    assert "SLACK_BOT_TOKEN" not in given


def test_calendars_are_read_about_hourly_each_at_its_own_minute_and_less_often_while_that_fails() -> None:
    waits = {next_read(f"U{number}", NOW, 0) - NOW for number in range(100)}
    assert len(waits) > 50
    assert all(timedelta(minutes=54) < wait < timedelta(minutes=66) for wait in waits)
    hours = [round((next_read("U1", NOW, fails) - NOW) / timedelta(hours=1)) for fails in range(8)]
    assert hours == [1, 2, 4, 8, 12, 12, 12, 12]


def test_every_key_opens_and_the_first_one_seals() -> None:
    sealed = Vault((KEY,)).seal("a secret")
    assert "a secret" not in sealed
    assert Vault((OLDER_KEY, KEY)).open(sealed) == "a secret"
    assert Vault((OLDER_KEY,)).open(Vault((OLDER_KEY, KEY)).seal("a secret")) == "a secret"
    for vault in (Vault(), Vault((OLDER_KEY,))):
        with pytest.raises(NoKey):
            vault.open(sealed)


def test_the_program_prints_a_key_that_its_settings_take(monkeypatch: pytest.MonkeyPatch) -> None:
    printed = CliRunner().invoke(main, ["key"]).output.strip()
    assert len(base64.urlsafe_b64decode(printed)) == 32
    monkeypatch.setenv("DRUMBEAT_ENCRYPTION_KEY", f"{printed}, {KEY}")
    settings = Settings.load()
    assert settings.encryption_keys() == (printed, KEY)
    assert printed not in repr(settings)
    monkeypatch.setenv("DRUMBEAT_ENCRYPTION_KEY", "correct horse")
    with pytest.raises(
        SettingsError, match="DRUMBEAT_ENCRYPTION_KEY is malformed: it must be what `drumbeat key` prints"
    ):
        Settings.load()
