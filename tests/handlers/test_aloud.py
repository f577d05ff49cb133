"""What is said where others read it names nothing that one of them may not see."""

import pytest

from playground.people import Actor
from tests.stories.office import Office


async def heard(office: Office, said: str, channel: str = "launch") -> str:
    """What Ana alone is told when she says something in a channel; there must be such an answer."""
    [reply] = await office.hears(office.ana, said, channel)
    assert reply.is_ephemeral
    return reply.text


def read_by(*people: Actor) -> str:
    return "\n".join(seen.text for person in people for seen in person.everything())


@pytest.mark.parametrize(("before", "said"), [("done 1", "done 1 2"), ("drop 1", "start 1 2"), ("done 1", "done 2 1")])
async def test_a_hidden_task_is_not_named_even_where_nothing_is_done_to_it(
    office: Office, before: str, said: str
) -> None:
    office.slack.add_channel("board", members=[office.ana, office.ben], private=True)
    await office.ana.types("/task add Sell the company", "board")
    await office.ana.types("/task add Buy milk", "launch")
    await office.ana.types(f"/task {before}", "board")
    assert "Sell the company" in await heard(office, f"@Drumbeat task {said}")
    assert "Sell" not in read_by(office.cleo, office.ben)


async def test_a_click_on_what_all_read_does_not_put_a_hidden_blocker_there(office: Office) -> None:
    office.slack.add_channel("board", members=[office.ana, office.ben], private=True)
    [card] = await office.hears(office.ana, "@Drumbeat task add Buy milk", "launch")
    await office.ana.types("/blocker raise The buyer is late T-1", "board")
    await office.ana.clicks("Done", on=card)
    await office.settled()
    assert "The buyer is late" in read_by(office.ana)
    assert "buyer" not in read_by(office.cleo)


@pytest.mark.parametrize(
    "said", ["remind edit R-1 wednesday 10:00", "remind edit R-1 wednesday 10:00 beg for it", "remind delete R-1"]
)
async def test_a_reminder_between_two_people_is_not_said_aloud(office: Office, said: str) -> None:
    await office.ana.types("/beat remind me to ask for a raise tomorrow 17:00", "launch")
    await heard(office, f"@Drumbeat {said}")
    assert "raise" not in read_by(office.cleo, office.ben)


async def test_nor_is_one_for_whoever_has_a_role(office: Office) -> None:
    await office.ana.types("/beat role lead @ben", "launch")
    await office.ana.types("/beat remind lead to ask for a raise tomorrow 17:00", "launch")
    await heard(office, "@Drumbeat remind edit R-1 wednesday 10:00")
    assert "raise" not in read_by(office.cleo)


async def test_one_for_the_channel_is(office: Office) -> None:
    [reply] = await office.hears(office.ana, "@Drumbeat remind #launch to stand up tomorrow 10:00", "launch")
    assert "stand up" in office.cleo.reads(reply).text


@pytest.mark.parametrize("details", [{"is_restricted": True}, {"is_stranger": True}])
async def test_what_is_public_elsewhere_is_not_said_where_somebody_is_no_member(
    office: Office, details: dict[str, bool]
) -> None:
    other = office.slack.add_person("gil", announce=True, **details)
    office.slack.add_channel("client", members=[office.ana, other])
    await office.ana.types("/task add Overcharge the client", "launch")
    assert "Overcharge" in await heard(office, "@Drumbeat task start 1", "client")
    assert "Overcharge" not in read_by(other)


async def test_among_members_what_is_public_elsewhere_is_said_aloud(office: Office) -> None:
    office.slack.add_channel("lounge", members=[office.ana, office.ben])
    await office.ana.types("/task add Buy milk", "launch")
    [reply] = await office.hears(office.ana, "@Drumbeat task start 1", "lounge")
    assert "Buy milk" in office.ben.reads(reply).text
