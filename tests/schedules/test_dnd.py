"""Slack's Do Not Disturb counts as quiet hours, where the app may ask for it."""

from playground.people import Actor
from storage.outbox import Message
from tests.stories.office import Office


def _news(reader: Actor) -> int:
    return sum("is yours now" in seen.text and not seen.is_ephemeral for seen in reader.everything())


async def _snoozes(office: Office, minutes: int) -> None:
    await office.cleo.snoozes(minutes)
    # The bot has heard of it, and done what follows.
    await office.settled()


async def _gives(office: Office, words: str = "") -> None:
    await office.ben.types(f"/task add Ship it @cleo {words}", "launch")
    await office.settled()


async def test_news_waits_until_it_is_over_and_the_ledger_knows_why(office: Office) -> None:
    await _snoozes(office, 30)
    await _gives(office)
    assert _news(office.cleo) == 0
    reasons = [row.reason for row in await office.rows(Message) if row.purpose == "tasks.assigned"]
    assert reasons == ["they have asked Slack not to disturb them"]
    await office.later(minutes=31)
    assert _news(office.cleo) == 1


async def test_what_waited_comes_as_soon_as_somebody_may_be_disturbed_again(office: Office) -> None:
    await _snoozes(office, 300)
    await _gives(office)
    await _snoozes(office, 0)
    await office.wakes()
    assert _news(office.cleo) == 1


async def test_what_is_urgent_does_not_wait(office: Office) -> None:
    await _snoozes(office, 30)
    await _gives(office, "!urgent")
    assert _news(office.cleo) == 1


async def test_who_began_to_snooze_unheard_is_asked_for_and_where_slack_is_silent_it_is_sent(office: Office) -> None:
    begins = int(office.clock.now())
    for person in (office.ana, office.cleo):
        person.person.dnd_from, person.person.dnd_until = begins, begins + 3600
    await _gives(office)
    assert _news(office.cleo) == 0
    office.slack.faults.server_error("dnd.info")
    office.may_be_refused.add("dnd.info")
    await office.ben.types("/task add Ship it @ana", "launch")
    await office.settled()
    assert _news(office.ana) == 1
