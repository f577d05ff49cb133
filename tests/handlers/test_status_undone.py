"""A report that was published, skipped or noted, and taken back."""

import pytest

from storage.outbox import Message
from storage.reports import Report
from storage.status import Edition
from tests.handlers.test_status import published_early, said
from tests.stories.office import Office, answer

FRIDAY = "/beat report every friday 16:00"


async def statuses(office: Office) -> list[str]:
    return [row.status for row in await office.rows(Edition)]


async def test_a_published_report_is_taken_back_and_its_number_is_not_used_again(office: Office) -> None:
    await said(office, "/task add Ship it @ben")
    await said(office, FRIDAY)
    await published_early(office)
    await office.settled()
    assert [each for each in office.cleo.everything() if "Ship it" in each.text]
    undone = await said(office, "/beat undo")
    assert "the report for Fri 27 Nov in #launch is to come again. I'm deleting #1 there" in undone
    assert "It comes at its hour" in undone
    await office.settled()
    assert not [each for each in office.cleo.everything() if "Ship it" in each.text and each.channel]
    assert (await office.rows(Report), await statuses(office)) == ([], [])
    assert "Next: Fri 27 Nov, 16:00" in await said(office, "/beat report plan")
    assert "Published as #2" in await published_early(office)
    await office.settled()
    posts = {row.key: row.state for row in await office.rows(Message) if row.purpose == "status.report"}
    assert sorted(posts.values()) == ["sent", "skipped"]


async def test_no_trace_of_a_report_that_was_taken_back_stays_in_the_channel(office: Office) -> None:
    await said(office, "/task add Ship it @ben")
    await said(office, FRIDAY)
    await published_early(office)
    await office.settled()
    threads = [each for each in office.cleo.everything("launch") if not each.is_ephemeral]
    assert len(threads) > 1
    await said(office, "/beat undo")
    await office.settled()
    assert [each.text for each in office.cleo.everything("launch") if not each.is_ephemeral] == []


async def test_a_report_that_a_newer_one_builds_on_stays(office: Office) -> None:
    await said(office, FRIDAY)
    asked = await answer(await office.ana.types("/beat report publish", "launch"))
    first = await office.presses(office.ana, "Publish it today", on=asked)
    preview = await answer(await office.ana.types("/beat report", "launch"))
    asked = await office.presses(office.ana, "Publish now", on=preview)
    await office.presses(office.ana, "Publish it today", on=asked)
    told = await office.presses(office.ana, "Undo", on=first)
    assert "A newer report has been published since" in told.text
    assert [row.number for row in await office.rows(Report)] == [1, 2]


@pytest.mark.parametrize(("days", "now"), [(0, "to come again"), (3, "a draft again")])
async def test_a_skipped_report_is_what_it_was(office: Office, days: int, now: str) -> None:
    await said(office, FRIDAY)
    if days:
        await office.later(days=days, hours=6)
    before = await statuses(office)
    skipped = await answer(await office.ana.types("/beat report skip", "launch"))
    assert await statuses(office) == ["skipped"]
    undone = await office.presses(office.ana, "Undo", on=skipped)
    assert f"the report for Fri 27 Nov in #launch is {now}" in undone.text
    assert await statuses(office) == before


async def test_whoever_only_reads_by_now_takes_back_no_report(office: Office) -> None:
    await said(office, FRIDAY)
    asked = await answer(await office.ben.types("/beat report publish", "launch"))
    published = await office.presses(office.ben, "Publish it today", on=asked)
    await answer(await office.ana.types("/beat role sponsor @ben", "launch"))
    told = await office.presses(office.ben, "Undo", on=published)
    assert "You are an observer or a sponsor of this channel" in told.text
    assert [row.number for row in await office.rows(Report)] == [1]


async def test_the_notes_of_a_report_are_as_before_and_not_once_it_is_published(office: Office) -> None:
    await said(office, FRIDAY)
    for words in ("All is well", "All is lost"):
        await office.ana.types("/beat report edit", "launch")
        form = await office.ana.form("Notes for the report")
        form.fill("Headline", words)
        await office.submits(office.ana, form)
    assert "has the notes that it had before" in await said(office, "/beat undo")
    assert [row.headline for row in await office.rows(Edition)] == ["All is well"]
    await published_early(office)
    await said(office, "/beat undo")
    assert [row.headline for row in await office.rows(Edition)] == ["All is well"], "a draft keeps its notes"


async def test_the_history_of_a_report_tells_who_published_it_and_what_came_by_itself(office: Office) -> None:
    await said(office, FRIDAY)
    await published_early(office)
    await office.later(days=11, hours=8)
    told = (await said(office, "/beat history report")).splitlines()
    assert told[1].startswith("Published · by itself · Fri 4 Dec")
    assert told[2:4] == ["• for: Fri 4 Dec 2026", "• number: #2"]
    assert told[4].startswith("Published · @ana · Mon 23 Nov")
