"""Settings: zone, hours, holidays, quiet and mutes in one form, whose selects are looked up as one types."""

import pytest

from bot.rules.errors import UserError
from bot.rules.preferences import read_clock
from playground.form import Form
from playground.people import Actor
from storage.history import Change
from storage.preferences import Preference
from tests.stories.office import Office, answer


async def _form(person: Actor) -> Form:
    await person.types("/beat settings", "launch")
    return await person.form("Your settings")


async def test_zone_hours_and_holidays_are_set_where_everything_else_is(office: Office) -> None:
    form = await _form(office.cleo)
    assert form.values["Your clock"] == "As in my Slack profile"
    assert form.values["Public holidays"] == "Those of my channels"
    assert await form.search("Your clock", "new y") == ["As in my Slack profile", "New York (America)"]
    form.pick("Your clock", "New York (America)")
    assert "Germany (Bayern)" in await form.search("Public holidays", "bava")
    form.pick("Public holidays", "Germany (Bayern)")
    form.pick("You work on", "Monday", "Tuesday", "Wednesday", "Thursday")
    form.fill("Until", "16:00")
    said = await office.submits(office.cleo, form)
    assert "You work Mon-Thu, 09:00-16:00 (New York)." in said.text
    assert "Public holidays: Germany (Bayern)." in said.text
    assert "New York" in (await answer(await office.cleo.types("/beat zone", "launch"))).text
    again = await _form(office.cleo)
    assert again.values["Your clock"] == "New York"
    undone = await office.presses(office.cleo, "Undo", on=said)
    assert "your clock is that of" in undone.text
    hours = await answer(await office.cleo.types("/beat hours", "launch"))
    assert "You have not said when you work" in hours.text
    assert "I know of no public holidays for you" in (await answer(await office.cleo.types("/beat holidays"))).text


async def test_what_is_muted_is_chosen_by_short_names_and_of_whom(office: Office) -> None:
    asked = await office.cleo.types("/beat mutes add reminders from @ben", "launch")
    assert asked is not None
    await office.presses(office.cleo, "Reminder from others", on=asked)
    form = await _form(office.cleo)
    assert form.values["Don't send me"] == "Reminder from Ben"
    form.pick("Don't send me", "Task assigned", "Morning list")
    await office.submits(office.cleo, form)
    muted = [row.muted for row in await office.rows(Preference) if row.user_id == office.cleo.id]
    assert muted == [("tasks.assigned", "digest.morning")]


async def test_letters_that_fit_nothing_leave_what_is_always_there(office: Office) -> None:
    form = await _form(office.cleo)
    assert await form.search("Your clock", "zzz \U0001f680 " * 40) == ["As in my Slack profile"]
    assert await form.search("Public holidays", "<!here>") == ["Those of my channels", "No public holidays"]
    assert len(await form.search("Public holidays", "")) == 100


async def test_work_that_ends_when_it_begins_is_asked_about_and_nothing_changes(office: Office) -> None:
    form = await _form(office.cleo)
    form.fill("Until", "09:00")
    form.pick("Messages that can wait", "3 a day")
    await form.submit()
    assert form.errors == {"Until": "That is when you begin: another hour?"}
    assert await office.rows(Change) == []


@pytest.mark.parametrize("forged", ["25:99", "24:00", "22:00:01", "09:00+05:00", "soon"])
def test_a_time_that_no_picker_gives_is_refused_under_its_field(forged: str) -> None:
    for name in ("begins", "quiet_until"):
        with pytest.raises(UserError) as refused:
            read_clock(forged, name)
        assert refused.value.fields == {name: "Pick a time of day, like 09:30."}


async def test_settings_opened_again_show_what_was_saved_and_change_nothing_by_themselves(office: Office) -> None:
    await office.cleo.types("/beat quiet 19:00-08:00", "launch")
    await office.cleo.types("/beat cap 7", "launch")
    await office.cleo.types("/beat mutes add reminders.from_others:U0BEN", "launch")
    await office.cleo.types("/beat settings", "launch")
    form = await office.cleo.form("Your settings")
    assert form.values["Messages that can wait"] == "7 a day"
    said = await office.submits(office.cleo, form)
    assert "Nothing was different" in said.text
    assert len(await office.rows(Change)) == 3
