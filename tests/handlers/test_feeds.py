"""A calendar kept elsewhere, as people give it, look at it and end it."""

import logging
from pathlib import Path

import pytest
from sqlmodel import Session

from storage import personal
from storage.absences import Absence
from storage.feeds import Feed
from storage.history import Change
from tests.handlers.calendars import ADDRESS, KEY, OLDER_KEY, SECRET, day_off, reads, serves
from tests.stories.office import Office, answer

HOUR = 3600
CHRISTMAS = day_off("20261224", "20261229", "Vacation in Lisbon")


@pytest.fixture(autouse=True)
def key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DRUMBEAT_ENCRYPTION_KEY", KEY)


async def spans(office: Office) -> list[str]:
    return [f"{each.first_day:%d %b}-{each.last_day:%d %b} {each.source}" for each in await office.rows(Absence)]


async def types(office: Office, words: str) -> str:
    said = (await answer(await office.ben.types(f"/beat away {words}", "launch"))).text
    assert SECRET not in said
    return said


def told(office: Office) -> list[str]:
    return [seen.text for seen in office.ben.everything() if "your calendar" in seen.text and not seen.is_ephemeral]


async def test_a_calendar_is_read_at_once_and_hourly_and_what_goes_from_it_goes(office: Office) -> None:
    server = serves(office, CHRISTMAS, day_off("20261201", "20261202", "Kick-off"))
    assert "I'm reading your calendar now" in await types(office, f"calendar {ADDRESS}")
    await reads(office)
    assert server.asked == [ADDRESS]
    assert await spans(office) == ["24 Dec-28 Dec calendar"]
    [found] = told(office)
    assert "By it you are away from Thu 24 Dec to Mon 28 Dec." in found
    assert "as your calendar says" in await types(office, "")
    server.body = serves(office, day_off("20261230", "20261231", "Sick")).body
    office.bot.bot.fetch = server.fetch
    await office.later(minutes=30)
    assert len(server.asked) == 1
    await office.later(minutes=40)
    await reads(office)
    assert len(server.asked) == 2
    assert await spans(office) == ["30 Dec-30 Dec calendar"]
    assert "Last read" in await types(office, "calendar")
    assert len(told(office)) == 1


async def test_others_who_are_away_in_ones_calendar_and_talk_of_holidays_leave_one_here(small_office: Office) -> None:
    office = small_office
    serves(
        office, day_off("20261201", "20261202", "Cleo on vacation"), day_off("20261203", "20261204", "Holiday party"),
        day_off("20261208", "20261209", "Ben: vacation"),
    )  # fmt: skip
    await types(office, f"calendar {ADDRESS}")
    await reads(office)
    assert await spans(office) == ["08 Dec-08 Dec calendar"]
    assert "or its title says no more than vacation" in await types(office, f"calendar {ADDRESS}")


async def test_what_somebody_typed_stands_and_what_they_cancelled_does_not_come_again(small_office: Office) -> None:
    office = small_office
    serves(office, CHRISTMAS, day_off("20261201", "20261204"))
    await types(office, "from 24 dec to 25 dec")
    await types(office, f"calendar {ADDRESS}")
    await reads(office)
    assert await spans(office) == ["01 Dec-03 Dec calendar", "24 Dec-25 Dec said", "26 Dec-28 Dec calendar"]
    await types(office, "cancel 1 dec")
    await office.later(hours=2)
    await reads(office)
    assert await spans(office) == ["24 Dec-25 Dec said", "26 Dec-28 Dec calendar"]


async def test_off_ends_it_and_undo_brings_it_back(office: Office) -> None:
    server = serves(office, CHRISTMAS)
    await types(office, f"calendar {ADDRESS.replace('https', 'webcal')}")
    await reads(office)
    assert server.asked == [ADDRESS]
    ended = await answer(await office.ben.types("/beat away calendar off", "launch"))
    assert await spans(office) == []
    back = await office.presses(office.ben, "Undo", on=ended)
    assert "I read your calendar again, as before" in back.text
    await reads(office)
    assert await spans(office) == ["24 Dec-28 Dec calendar"]
    await types(office, "calendar stop")
    await office.later(minutes=11)
    assert await office.rows(Feed) == []


async def test_an_absence_that_lasts_ends_when_its_event_goes_and_what_was_kept_comes(small_office: Office) -> None:
    office = small_office
    server = serves(office, day_off("20261120", "20261128"))
    await types(office, f"calendar {ADDRESS}")
    await reads(office)
    seen = await answer(await office.ana.types("/blocker raise No access @ben", "launch"))
    assert "is away until Fri 27 Nov" in seen.text
    server.body = serves(office).body
    office.bot.bot.fetch = server.fetch
    await types(office, "calendar now")
    await office.later(minutes=2)
    await types(office, "calendar now")
    await reads(office)
    assert await spans(office) == ["20 Nov-22 Nov calendar"]
    assert any("is blocked and asks for your help" in seen.text for seen in office.ben.everything())


async def test_while_it_fails_what_was_known_stands_and_after_three_days_somebody_hears_once(
    small_office: Office,
) -> None:
    office = small_office
    server = serves(office, CHRISTMAS)
    await types(office, f"calendar {ADDRESS}")
    await reads(office)
    server.fault = "gone"
    for _ in range(10):
        await office.later(hours=12, minutes=10)
        await reads(office)
    assert await spans(office) == ["24 Dec-28 Dec calendar"]
    [_, warned] = told(office)
    assert "I could not read your calendar for three days." in warned
    assert "There is nothing at that address any more. Give me the address anew" in warned
    assert len(server.asked) == 11
    assert "There is nothing at that address any more" in await types(office, "calendar")


async def test_a_wrong_address_is_told_at_once_in_words(small_office: Office) -> None:
    office = small_office
    serves(office).fault = "forbidden"
    await types(office, f"calendar {ADDRESS}")
    await reads(office)
    [found] = told(office)
    assert "I could not read your calendar." in found
    assert "It asks for a password." in found


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("calendar http://calendar.example.com/private-5eec2e70.ics", "it doesn't begin with https://"),
        ("calendar https://ben:private-5eec2e70@example.com/", "it carries a user name or a password"),
        ("calendar https://127.0.0.1/private-5eec2e70", "inside a network"),
        ("calendar https://calendar.example.com:22/private-5eec2e70", "it names an unusual port"),
        ("calendar https://0x7f.1/private-5eec2e70", "its host is no name"),
        ("calendar my private-5eec2e70 https://calendar.example.com/", "I can't read that as one address"),
        ("calender https://example/private-5eec2e70", "its host is no name"),
        ("until https://example/private-5eec2e70", "its host is no name"),
    ],
)
async def test_what_is_no_such_address_is_refused_and_never_said_back(
    small_office: Office, words: str, said: str
) -> None:
    seen = await small_office.ben.types(f"/beat away {words}", "launch")
    assert seen is not None
    assert said in seen.text
    assert SECRET not in str(seen)
    assert await small_office.rows(Feed) == []


async def test_a_slip_is_asked_about(small_office: Office) -> None:
    seen = await small_office.ben.types("/beat away calendar of", "launch")
    assert seen is not None
    assert "/beat away calendar off" in str(seen)


async def test_without_a_key_whoever_runs_the_bot_is_named_and_nothing_is_kept(
    small_office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    small_office.bot.bot.db._lent.clear()
    seen = await small_office.ben.types(f"/beat away calendar {ADDRESS}", "launch")
    assert seen is not None
    assert "whoever runs me has to set DRUMBEAT_ENCRYPTION_KEY" in seen.text
    assert SECRET not in str(seen)
    assert await small_office.rows(Feed) == []


async def test_a_new_key_takes_over_at_the_next_reading_and_a_lost_one_is_told(small_office: Office) -> None:
    from storage import sealing
    from storage.sealing import Vault

    office = small_office
    serves(office)
    await types(office, f"calendar {ADDRESS}")
    await reads(office)
    lent = office.bot.bot.db._lent
    lent |= sealing.lent(Vault((OLDER_KEY, KEY)))
    await office.later(hours=2)
    await reads(office)
    [feed] = await office.rows(Feed)
    assert Vault((OLDER_KEY,)).open(feed.sealed) == ADDRESS
    lent |= sealing.lent(Vault((KEY,)))
    await office.later(hours=2)
    await reads(office)
    assert "my key was changed" in await types(office, "calendar")


async def test_the_address_is_in_no_file_log_or_export_and_erasing_takes_it_away(
    small_office: Office, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    office = small_office
    caplog.set_level(logging.DEBUG)
    server = serves(office, CHRISTMAS)
    await types(office, f"calendar {ADDRESS}")
    await reads(office)
    server.fault = "server"
    await office.later(hours=2)
    await reads(office)
    path = Path(str(office.bot.bot.db.engine.url.database))
    for kept in (path, path.with_name(f"{path.name}-wal")):
        held = kept.read_bytes()
        assert SECRET.encode() not in held
        assert b"Lisbon" not in held
    said = caplog.text + "".join(capfd.readouterr())
    assert said
    assert SECRET not in said
    [feed] = await office.rows(Feed)
    found = await office.bot.bot.db.read(personal.export, feed.workspace_id, office.ben.id)
    assert found["calendar"][0]["calendar"] == "set"
    assert feed.sealed not in str(found)
    assert SECRET not in str(found)

    def erase(session: Session) -> None:
        from storage.history import Stamp

        personal.erase(
            session, Stamp(feed.workspace_id, office.ben.id, "form", "b", office.clock.moment()), office.ben.id
        )

    await office.bot.bot.db.write(erase)
    assert await office.rows(Feed) == []
    assert office.ben.id not in str([(row.before, row.after) for row in await office.rows(Change)])
