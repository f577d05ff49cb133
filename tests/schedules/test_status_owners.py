"""Who gets the drafts of a report: those who may read its channel, and nobody who has left it."""

import pytest

from playground.people import Seen
from storage.status import Plan
from tests.stories.office import Office, answer

TO_THURSDAY = {"days": 3, "hours": 6}
A_DAY = {"days": 1}


@pytest.fixture
async def secret(office: Office) -> Office:
    """Ana has set up the report of #secret, where Ben is too, and Cleo is not; it speaks of a task."""
    office.slack.add_channel("secret", members=[office.ana, office.ben], private=True)
    await office.ana.types("/task add Fire the agency friday", "secret")
    await answer(await office.ana.types("/beat report every friday at 16:00", "secret"))
    return office


def drafts(office: Office) -> list[Seen]:
    """What stands in Ana's DM of the channel's work."""
    return [seen for seen in office.ana.everything() if "agency" in seen.text and seen.channel != "secret"]


async def post(office: Office) -> Seen:
    (found,) = [seen for seen in office.ben.everything("secret") if seen.text.startswith("Status #")]
    return found


async def test_whoever_has_left_the_private_channel_gets_no_draft_and_the_post_asks_who_takes_it_over(
    secret: Office,
) -> None:
    await secret.ana.leaves("secret")
    await secret.later(**TO_THURSDAY)
    assert not [seen for seen in secret.ana.everything() if "Draft" in seen.text]
    await secret.later(**A_DAY)
    seen = await post(secret)
    assert "Nobody looks after this report" in seen.text
    taken = await secret.presses(secret.ben, "Take it over", on=seen)
    assert "The draft goes to you, 1 day before" in taken.text
    await secret.settled()
    assert "Nobody looks after" not in secret.ben.reads(seen).text
    assert "Take it over" not in secret.ben.reads(seen).buttons
    await secret.later(days=6)
    assert "agency" in (await secret.ben.sees("Draft of the report for Fri 4 Dec")).text


async def test_the_buttons_of_a_draft_do_nothing_for_whoever_has_left_since(secret: Office) -> None:
    await secret.later(**TO_THURSDAY)
    draft = await secret.ana.sees("Draft of the report for Fri 27 Nov")
    await secret.ana.leaves("secret")
    await secret.settled()
    for label in ("Publish now", "Skip this week", "Edit"):
        assert "I can't find that report for you" in (await secret.presses(secret.ana, label, on=draft)).text
    assert not [seen for seen in secret.ben.everything("secret") if seen.text.startswith("Status #")]


async def test_a_draft_is_brought_up_to_date_without_news_for_whoever_has_left(secret: Office) -> None:
    await secret.later(**TO_THURSDAY)
    draft = await secret.ana.sees("Draft of the report for Fri 27 Nov")
    await secret.ana.leaves("secret")
    await secret.ben.types("/task add Sue the agency friday", "secret")
    await answer(await secret.ben.types("/beat report skip", "secret"))
    await secret.settled()
    assert secret.ana.reads(draft).text.startswith("You are not in #secret any more")
    assert drafts(secret) == []


async def test_whoever_has_left_reads_no_report_of_the_channel_nor_its_plan_nor_what_will_be_sent_there(
    secret: Office,
) -> None:
    await secret.later(days=4, hours=6)
    assert "Fire the agency" in (await answer(await secret.ana.types("/beat report 1", "launch"))).text
    await secret.ana.leaves("secret")
    await secret.settled()
    denied = await secret.ana.types("/beat report 1", "launch")
    assert denied is not None
    assert "I can't find report #1 for you" in denied.text
    ledger = (await answer(await secret.ana.types("/beat ledger", "launch"))).text
    assert "the draft of the report" not in ledger
    assert "the report to" not in ledger
    assert "secret" not in ledger
    assert "agency" not in ledger


async def test_a_plan_that_waits_is_published_by_itself_when_nobody_is_left_to_wait_for(secret: Office) -> None:
    await secret.ana.types("/beat report setup", "secret")
    form = await secret.ana.form("Weekly report")
    form.pick("Publish if nobody touches the draft?", "No, wait for me")
    await secret.submits(secret.ana, form)
    await secret.ana.leaves("secret")
    await secret.later(days=4, hours=6)
    assert "Nobody looks after this report" in (await post(secret)).text


async def test_whoever_else_has_run_the_report_gets_its_draft_when_its_owner_is_gone(secret: Office) -> None:
    given = await answer(await secret.ana.types("/beat role lead @ben", "secret"))
    await answer(await secret.ben.types("/beat report pause", "secret"))
    await answer(await secret.ben.types("/beat report resume", "secret"))
    await secret.presses(secret.ana, "Undo", on=given)
    secret.slack.change_person(secret.ana, deleted=True)
    await secret.later(**TO_THURSDAY)
    assert "agency" in (await secret.ben.sees("Draft of the report for Fri 27 Nov")).text


async def test_a_member_made_a_guest_gets_no_draft_of_a_public_channel_they_are_not_in(office: Office) -> None:
    await answer(await office.ana.types("/beat report every friday at 16:00", "launch"))
    await office.ana.leaves("launch")
    office.slack.change_person(office.ana, is_restricted=True)
    await office.later(**TO_THURSDAY)
    assert not [seen for seen in office.ana.everything() if "Draft" in seen.text]


async def test_a_member_of_the_workspace_gets_the_draft_of_a_public_channel_they_have_left(office: Office) -> None:
    await answer(await office.ana.types("/beat report every friday at 16:00", "launch"))
    await office.ana.leaves("launch")
    await office.later(**TO_THURSDAY)
    await office.ana.sees("Draft of the report for Fri 27 Nov")


async def test_a_second_click_on_take_it_over_says_who_has_it(secret: Office) -> None:
    await secret.ana.leaves("secret")
    await secret.later(days=4, hours=6)
    seen = await post(secret)
    await secret.presses(secret.ben, "Take it over", on=seen)
    assert "@ben looks after the report of #secret" in (await secret.presses(secret.ben, "Take it over", on=seen)).text
    (plan,) = await secret.rows(Plan)
    assert plan.creator_id == secret.ben.id
