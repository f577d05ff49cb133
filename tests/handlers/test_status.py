"""`/beat report`: what people may ask of it, and what they hear."""

import pytest

from storage.reports import Report
from storage.status import Plan
from tests.stories.office import Office, answer


async def said(office: Office, text: str, channel: str | None = "launch") -> str:
    return (await answer(await office.ana.types(text, channel))).text


async def published_early(office: Office, channel: str = "launch") -> str:
    """Publish the coming report though its day is far off, and say so when asked."""
    asked = await answer(await office.ana.types("/beat report publish", channel))
    return (await office.presses(office.ana, "Publish it today", on=asked)).text


async def test_a_preview_keeps_nothing_and_asks_to_be_set_up(office: Office) -> None:
    seen = await answer(await office.ana.types("/beat report", "launch"))
    assert "Nothing was posted or kept" in seen.text
    assert seen.buttons == ("Set up",)
    assert await office.rows(Report) == []


async def test_one_line_sets_it_up_and_another_changes_it(office: Office) -> None:
    assert "It comes every Friday at 16:00 (Europe/Berlin)" in await said(office, "/beat report every friday 16:00")
    assert "every other Monday at 09:30" in await said(office, "/beat report every other monday at 9:30")
    assert "every other Monday at 09:30" in await said(office, "/beat report plan")
    (plan,) = await office.rows(Plan)
    assert plan.creator_id == office.ana.id


async def test_the_form_sets_it_up_with_everything(office: Office) -> None:
    await office.ana.types("/beat report setup", "launch")
    form = await office.ana.form("Weekly report")
    assert form.values["Channel"] == "#launch"
    form.fill("How often", "blue")
    form.fill("Time zone", "America/New_York")
    await form.submit()
    assert "every friday at 16:00" in form.errors["How often"]
    form.fill("How often", "every thursday at 10:00")
    form.pick("Send me the draft how long before?", "4 hours")
    seen = await office.submits(office.ana, form)
    assert "every Thursday at 10:00 (America/New_York)" in seen.text
    assert "4 hours before" in seen.text


async def test_a_zone_that_is_nowhere_is_refused(office: Office) -> None:
    await office.ana.types("/beat report setup", "launch")
    form = await office.ana.form("Weekly report")
    for nowhere in ("Factory", "localtime", "posixrules", "Mars/Base"):
        form.fill("Time zone", nowhere)
        await form.submit()
        assert "I don't know that time zone" in form.errors["Time zone"]
    form.fill("Time zone", "america/new york")
    assert "(America/New_York)" in (await office.submits(office.ana, form)).text


@pytest.mark.parametrize(
    "text", ["/beat report", "/beat report every friday", "/beat report list", "/beat report diff"]
)
async def test_in_a_dm_it_says_where_to_ask(office: Office, text: str) -> None:
    assert "A report belongs to a channel" in await said(office, text, None)


async def test_it_is_paused_resumed_and_stopped_and_says_so_when_it_is_already(office: Office) -> None:
    await said(office, "/beat report every friday")
    assert "is paused" in await said(office, "/beat report pause")
    assert "is paused already. Nothing changed" in await said(office, "/beat report pause")
    assert "Next: Fri 27 Nov, 16:00 (Berlin)" in await said(office, "/beat report resume")
    assert "is stopped" in await said(office, "/beat report stop")
    assert "No report is to come" in await said(office, "/beat report publish")


async def test_published_reports_are_listed_shown_and_compared(office: Office) -> None:
    assert "No report was published" in await said(office, "/beat report list")
    assert "nothing to compare with" in await said(office, "/beat report diff")
    await said(office, "/beat report every friday")
    await said(office, "/task add Ship the beta @ben friday")
    assert "Published as #1" in await published_early(office)
    listed = await said(office, "/beat report list")
    assert "#1 · Mon 23 Nov, early for Fri 27 Nov" in listed
    assert "diff" not in listed, "there is but one"
    old = await said(office, "/beat report 1")
    assert "Status #1 · Mon 23 Nov, early for Fri 27 Nov" in old
    assert "thread" not in old
    assert "Status #1 · Mon 23 Nov" in await said(office, "/beat report show #1")
    await office.ben.types("/task done 1", "launch")
    assert "T-1 Ship the beta" in await said(office, "/beat report diff")
    assert "I can't find report #7" in await said(office, "/beat report diff 1 7")


async def test_a_report_skipped_by_word_is_not_published(office: Office) -> None:
    await said(office, "/beat report every friday")
    assert "Fri 27 Nov is skipped" in await said(office, "/beat report skip")
    assert "Next: Fri 4 Dec, 16:00 (Berlin)" in await said(office, "/beat report plan")


async def test_publishing_twice_by_word_does_not_bring_the_one_of_next_week_but_the_button_does(office: Office) -> None:
    await said(office, "/beat report every friday")
    assert "for Fri 27 Nov" in await published_early(office)
    again = await said(office, "/beat report publish")
    assert "is published as #1. Nothing changed. The next one is for Fri 4 Dec" in again
    assert "its draft comes on Thu 3 Dec" in await said(office, "/beat report skip")
    preview = await answer(await office.ana.types("/beat report", "launch"))
    asked = await office.presses(office.ana, "Publish now", on=preview)
    assert "for Fri 4 Dec" in asked.text
    assert "Published as #2" in (await office.presses(office.ana, "Publish it today", on=asked)).text


async def test_published_days_before_its_hour_it_asks_first_and_says_which_report_that_is(office: Office) -> None:
    await said(office, "/beat report every friday")
    preview = await answer(await office.ana.types("/beat report", "launch"))
    assert preview.text.startswith("Status, as it would be now · Mon 23 Nov\n")
    assert "The next report is for Fri 27 Nov, 16:00 (Berlin)" in preview.text
    asked = await said(office, "/beat report publish")
    assert "the report of #launch for Fri 27 Nov, 16:00 (Berlin), published today instead" in asked
    assert "nothing would come on Fri 27 Nov. The next one is for Fri 4 Dec" in asked
    assert await office.rows(Report) == []


async def test_somebody_elsewhere_reads_the_hour_of_the_report_in_their_own_zone_too(office: Office) -> None:
    await said(office, "/beat report every friday")
    seen = await answer(await office.ben.types("/beat report plan", "launch"))
    assert "Next: Fri 27 Nov, 16:00 (Berlin), which is 10:00 for you (New York)" in seen.text
    assert "The draft goes to @ana, 1 day before" in seen.text


async def test_only_where_we_are_not_in_the_channel_it_says_how_to_invite_us(office: Office) -> None:
    assert "/invite" not in await said(office, "/beat report every friday")
    office.slack.add_channel("elsewhere", members=[office.ana], bot=False)
    assert "I'm not in that channel yet: type /invite" in await said(office, "/beat report every friday", "elsewhere")


async def test_a_private_channel_cannot_be_chosen_in_the_form_by_somebody_outside(office: Office) -> None:
    secret = office.slack.add_channel("secret", members=[office.ben], private=True)
    await office.ana.types("/beat report setup", "launch")
    form = await office.ana.form("Weekly report")
    form.pick("Channel", secret.id)
    await form.submit()
    assert "I can't see that you are in that channel" in form.errors["Channel"]
    assert await office.rows(Plan) == []


async def test_a_typo_is_offered_spelt_right_and_the_button_sets_it_up(office: Office) -> None:
    seen = await answer(await office.ana.types("/beat report evry fridya 16:00", "launch"))
    assert seen.buttons == ("/beat report every friday at 16:00",)
    done = await office.presses(office.ana, seen.buttons[0], on=seen)
    assert "It comes every Friday at 16:00" in done.text


async def test_what_is_paused_is_not_published_from_its_preview(office: Office) -> None:
    await said(office, "/beat report every friday")
    preview = await answer(await office.ana.types("/beat report", "launch"))
    await said(office, "/beat report pause")
    assert "resume" in (await office.presses(office.ana, "Publish now", on=preview)).text
    assert (await answer(await office.ana.types("/beat report", "launch"))).buttons == ("Resume",)
    assert await office.rows(Report) == []


async def test_reports_of_different_channels_are_not_compared_and_those_that_can_be_are_offered(office: Office) -> None:
    office.slack.add_channel("store", members=[office.ana])
    for number, channel in enumerate(("launch", "store", "launch"), 1):
        await said(office, "/beat report every friday", channel)
        if number == 3:
            await office.later(days=5)
        assert f"Published as #{number}" in await published_early(office, channel)
    refused = await office.ana.types("/beat report diff 1 2", "launch")
    assert refused is not None
    assert "#1 and #2 are reports of different channels" in refused.text
    assert refused.buttons == ("/beat report diff 1 3",)
    assert "From #1" in (await office.presses(office.ana, "/beat report diff 1 3", on=refused)).text
