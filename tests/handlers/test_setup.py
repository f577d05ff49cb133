"""A channel begins in one form: its standup and its report."""

from storage.standups import Standup
from storage.status import Plan
from tests.stories.office import Office


async def test_one_form_sets_up_the_standup_and_the_report_of_a_channel(office: Office) -> None:
    await office.ana.types("/beat setup", "launch")
    form = await office.ana.form("Set up a channel")
    assert (form.values["Channel"], form.values["Asks at"]) == ("#launch", "09:30")
    form.pick("Standup", "Monday, Wednesday and Friday")
    said = await office.submits(office.ana, form)
    [standup], [plan] = await office.rows(Standup), await office.rows(Plan)
    assert (standup.name, standup.channel_id, standup.rhythm.weekdays) == ("Standup", office.launch.id, {0, 2, 4})
    assert (plan.channel_id, plan.words) == (office.launch.id, "every Friday at 16:00")
    assert "Standup" in said.text
    assert "every Friday at 16:00" in said.text


async def test_what_a_channel_has_already_is_left_alone(office: Office) -> None:
    await office.ana.types("/standup new Daily at 9:30 every weekday", "launch")
    await office.ana.types("/beat setup", "launch")
    form = await office.ana.form("Set up a channel")
    assert form.values["Standup"] == "No standup"
    await office.submits(office.ana, form)
    assert [standup.name for standup in await office.rows(Standup)] == ["Daily"]
    assert len(await office.rows(Plan)) == 1


async def test_words_after_setup_lead_to_its_form(small_office: Office) -> None:
    told = await small_office.ana.types("/beat setup website standup", "launch")
    assert told is not None
    assert "Setting up is one form" in told.text
    await small_office.ana.clicks("Open the form", on=told)
    assert await small_office.ana.form("Set up a channel")


async def test_nothing_chosen_is_said_under_the_field(office: Office) -> None:
    await office.ana.types("/beat setup", "launch")
    form = await office.ana.form("Set up a channel")
    form.pick("Standup", "No standup")
    form.pick("Status report", "No report")
    await form.submit()
    assert form.errors == {"Standup": "Choose a standup, a report, or both."}


async def test_the_report_of_a_channel_that_is_only_chosen_is_not_written_over_unseen(office: Office) -> None:
    await office.ana.types("/beat report every monday at 10:00", "launch")
    office.slack.add_channel("board", members=[office.ana, office.ben])
    await office.ana.types("/beat setup", "board")
    form = await office.ana.form("Set up a channel")
    form.pick("Channel", "#launch")
    await form.submit()
    assert "That channel has a report already" in form.errors["Status report"]
    assert [plan.words for plan in await office.rows(Plan)] == ["every Monday at 10:00"]
