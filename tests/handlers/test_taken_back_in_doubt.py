"""What is taken back while nobody knows whether it arrived: it is deleted, or whoever took it back is told."""

from dataclasses import replace

from playground.people import Seen
from storage.outbox import Message
from tests.handlers.test_status import said
from tests.stories.office import Office, answer

FRIDAY = "/beat report every friday 16:00"


def may_look(office: Office) -> None:
    """The bot was given leave to read channels, as it isn't by its manifest."""
    manifest = office.slack.core.manifest
    office.slack.core.manifest = replace(manifest, scopes=manifest.scopes | {"channels:history"})


async def publishes(office: Office) -> Seen:
    """Ana publishes a report of one task; Slack has not answered yet when she reads that she has."""
    await said(office, "/task add Ship it")
    await said(office, FRIDAY)
    asked = await answer(await office.ana.types("/beat report publish", "launch"))
    await office.settled()
    office.may_be_refused = {"chat.postMessage", "conversations.history"}
    office.slack.faults.drop_reply("chat.postMessage")
    done = await office.presses(office.ana, "Publish it today", on=asked)
    await office.settled()
    return done


async def shares(office: Office, *, arrived: bool = True) -> None:
    """Ana shares a task, and whether that has arrived is in doubt."""
    seen = await answer(await office.ana.types("/task add Ship it", "launch"))
    office.may_be_refused = {"chat.postMessage", "conversations.history"}
    office.slack.faults.server_error("chat.postMessage", apply=arrived)
    await office.presses(office.ana, "Share to channel", on=seen)
    await office.settled()


async def passes_the_doubt(office: Office) -> None:
    for _ in range(3):
        await office.later(seconds=30)


def in_the_channel(office: Office) -> list[str]:
    return [each.text for each in office.cleo.everything("launch") if not each.is_ephemeral]


async def states(office: Office) -> dict[str, set[str]]:
    rows = await office.rows(Message)
    return {purpose: {row.state for row in rows if row.purpose == purpose} for purpose in {row.purpose for row in rows}}


async def news(office: Office) -> list[str]:
    """What Ana was told in her DM."""
    [dm] = {row.channel_id for row in await office.rows(Message) if row.purpose == "undelivered"}
    return [each.text for each in office.ana.everything() if each.channel == dm]


async def test_a_report_taken_back_while_in_doubt_is_looked_for_and_deleted(office: Office) -> None:
    may_look(office)
    done = await publishes(office)
    assert "I'm deleting #1 there" in (await office.presses(office.ana, "Undo", on=done)).text
    assert len(in_the_channel(office)) == 1
    await passes_the_doubt(office)
    assert in_the_channel(office) == []
    assert (await states(office))["status.report"] == {"skipped"}


async def test_a_share_taken_back_while_in_doubt_is_looked_for_and_deleted(office: Office) -> None:
    may_look(office)
    await shares(office)
    assert "I'm deleting" in await said(office, "/beat undo")
    await passes_the_doubt(office)
    assert in_the_channel(office) == []
    assert await states(office) == {"tasks.shared": {"skipped"}, "withdraw": {"sent"}}


async def test_a_share_taken_back_while_in_doubt_that_never_arrived_is_not_posted_after_it(office: Office) -> None:
    may_look(office)
    await shares(office, arrived=False)
    await said(office, "/beat undo")
    await passes_the_doubt(office)
    assert await states(office) == {"tasks.shared": {"skipped"}, "withdraw": {"skipped"}}
    posts = [each for each in office.slack.log if "chat.postMessage" in each.summary]
    assert len(posts) == 1, "it is not posted once more to be deleted"


async def test_where_it_can_not_be_looked_for_whoever_took_it_back_is_asked_to_look(office: Office) -> None:
    done = await publishes(office)
    await office.presses(office.ana, "Undo", on=done)
    await passes_the_doubt(office)
    [told] = await news(office)
    assert "You took back the report in #launch. Slack's answer to its post got lost" in told
    assert "can delete it in Slack" in told
    assert "Post again" not in told


async def test_a_share_taken_back_is_never_offered_to_be_posted_again(office: Office) -> None:
    await shares(office)
    await said(office, "/beat undo")
    await passes_the_doubt(office)
    [told] = await news(office)
    assert "You took back T-1 in #launch" in told
    assert "Post again" not in told


async def test_a_report_of_which_nobody_knows_whether_it_arrived_can_not_be_taken_back(office: Office) -> None:
    done = await publishes(office)
    await passes_the_doubt(office)
    refused = await office.presses(office.ana, "Undo", on=done)
    assert "I don't know whether it arrived, so I can't delete it." in refused.text
    assert "Status #1" in await said(office, "/beat report 1")


async def test_a_deletion_that_slack_refuses_is_told_as_that(office: Office) -> None:
    seen = await answer(await office.ana.types("/task add Ship it", "launch"))
    await office.presses(office.ana, "Share to channel", on=seen)
    await office.settled()
    office.may_be_refused = {"chat.delete", "conversations"}
    office.launch.kind, office.launch.members = "private", [office.ana.id]
    await office.ana.types("/beat undo")
    await office.settled()
    *_, told = await news(office)
    assert ": Slack refused it (channel_not_found). But whoever manages that conversation can delete it" in told


async def test_a_report_that_was_never_posted_is_taken_back_without_a_word_of_deleting(office: Office) -> None:
    office.may_be_refused = {"chat.postMessage"}
    office.slack.add_channel("elsewhere", members=[office.ana], bot=False)
    await office.ana.types(FRIDAY, "elsewhere")
    asked = await answer(await office.ana.types("/beat report publish", "elsewhere"))
    done = await office.presses(office.ana, "Publish it today", on=asked)
    await office.settled()
    assert any("Post it now" in each.buttons for each in office.ana.everything())
    undone = (await office.presses(office.ana, "Undo", on=done)).text
    assert "#1 was not posted, and its number stays unused." in undone
    await office.settled()
    assert not any("Post it now" in each.buttons for each in office.ana.everything())


async def test_undo_of_a_report_whose_plan_was_stopped_says_what_lets_it_come(office: Office) -> None:
    await said(office, FRIDAY)
    asked = await answer(await office.ana.types("/beat report publish", "launch"))
    done = await office.presses(office.ana, "Publish it today", on=asked)
    await said(office, "/beat report stop")
    undone = (await office.presses(office.ana, "Undo", on=done)).text
    assert "No report comes there now, for that is stopped; /beat report resume there lets it come again." in undone
    assert "at its hour" not in undone
