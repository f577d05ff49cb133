"""Undo of what somebody said of their days, in odd states."""

from storage.alarms import Alarm
from storage.history import Change
from tests.handlers.test_days_off import says
from tests.stories.office import Office


async def test_undo_takes_back_what_one_request_said_and_leaves_what_was_said_since(office: Office) -> None:
    hours = await says(office, "/beat hours mon-thu 8-16")
    await says(office, "/beat holidays germany")
    undone = await office.presses(office.ana, "Undo", on=hours)
    assert "you have not said when you work, so I reckon with Mon-Fri, 09:00-17:00, as before." in undone.text
    assert "those of Germany" in (await says(office, "/beat holidays")).text


async def test_an_old_undo_button_does_not_overwrite_what_was_said_since(office: Office) -> None:
    for first, then, shown in (
        ("hours mon-thu", "hours mon-wed", "Mon-Wed"),
        ("zone new york", "zone tokyo", "Tokyo"),
        ("holidays us", "holidays germany", "Germany"),
    ):
        old = await says(office, f"/beat {first}")
        await says(office, f"/beat {then}")
        refused = await office.presses(office.ana, "Undo", on=old)
        assert "again since" in refused.text
        assert "Nothing changed." in refused.text
        assert shown in (await says(office, f"/beat {then.split()[0]}")).text


async def test_an_undo_is_done_once_and_is_not_undone(office: Office) -> None:
    seen = await says(office, "/beat hours mon-thu")
    assert "Undo" not in (await office.presses(office.ana, "Undo", on=seen)).buttons
    assert "Nothing to undo before that" in (await says(office, "/beat undo")).text


async def test_what_is_said_twice_is_written_down_once(office: Office) -> None:
    for line in ("hours mon-thu", "holidays germany", "zone tokyo", "away status off"):
        await says(office, f"/beat {line}")
        assert "Undo" not in (await says(office, f"/beat {line}")).buttons, line
    changes = await office.rows(Change)
    assert sum(change.noun in ("days", "person") for change in changes) == 4
    assert "I go by your Slack status again." in (await says(office, "/beat undo")).text
    assert "your clock is that of Berlin again." in (await says(office, "/beat undo")).text


async def test_undo_of_hours_brings_the_morning_list_back_to_its_hour(office: Office) -> None:
    await says(office, "/task add Someday", channel="launch")
    await says(office, "/beat hours mon-thu 7:00-15:00")
    await says(office, "/beat undo")
    [morning] = [row for row in await office.rows(Alarm) if row.part == "morning" and row.subject == office.ana.id]
    assert f"{morning.due_at:%a %H:%M}" == "Tue 08:00"


async def test_after_midnight_what_was_said_for_today_goes_back_with_its_day_named(office: Office) -> None:
    await office.later(hours=13, minutes=57)
    day = await says(office, "/beat holidays add today Surgery")
    await says(office, "/beat away today")
    await office.later(minutes=5)
    assert "you are not away on Mon 23 Nov, as before." in (await says(office, "/beat undo")).text
    assert "Mon 23 Nov is an ordinary day for you again." in (await office.presses(office.ana, "Undo", on=day)).text


async def test_undo_of_a_teams_day_is_said_once(office: Office) -> None:
    seen = await says(office, "/beat holidays team germany", channel="launch")
    await says(office, "/beat holidays team add 24 dec Christmas Eve", channel="launch")
    undone = (await says(office, "/beat undo", channel="launch")).text
    assert undone.count("Undone") == 1
    assert "Thu 24 Dec is an ordinary day for those in #launch again." in undone
    assert "#launch are again as if nobody had said any." in (await office.presses(office.ana, "Undo", on=seen)).text
