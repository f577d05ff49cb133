"""What somebody who leaves had in hand is listed to those who see to it."""

from playground.people import Actor, Seen
from tests.stories.office import Office, answer


def lists(person: Actor) -> list[Seen]:
    return [seen for seen in person.everything() if "has left this workspace" in seen.text]


async def leaves(office: Office, person: Actor) -> None:
    await office.settled()
    office.slack.change_person(person, deleted=True)
    await office.settled()
    await office.wakes()


async def test_the_lead_gets_one_list_with_buttons_that_reassign(office: Office) -> None:
    await answer(await office.cleo.types("/beat role lead @ana", "launch"))
    await answer(await office.cleo.types("/task add Ship it @ben", "launch"))
    await answer(await office.cleo.types("/task add Done already @ben", "launch"))
    await answer(await office.cleo.types("/task done 2", "launch"))
    await answer(await office.cleo.types("/blocker raise No access @ben", "launch"))
    await leaves(office, office.ben)
    [seen] = lists(office.ana)
    assert "@ben has left this workspace. This was theirs in #launch, and nobody has it now:" in seen.text
    assert "T-1 Ship it" in seen.text
    assert "T-2" not in seen.text
    assert "B-1 No access\n@cleo is waiting for somebody to clear it" in seen.text
    assert lists(office.cleo) == []
    await office.ana.clicks("Reassign", on=seen, nth=1)
    form = await office.ana.form()
    form.fill("Who can clear it?", "@cleo")
    await office.submits(office.ana, form)
    await leaves(office, office.ben)
    assert len(lists(office.ana)) == 1


async def test_without_a_lead_an_admin_who_may_read_the_channel_gets_it_else_its_creator(office: Office) -> None:
    admin = office.slack.add_person("dora", announce=True, is_admin=True)
    office.slack.add_channel("secret", members=[office.ana, office.ben], private=True)
    await office.settled()
    await answer(await office.ana.types("/task add In the open @ben", "launch"))
    await answer(await office.ana.types("/task add Hidden thing @ben", "secret"))
    await leaves(office, office.ben)
    [theirs] = lists(admin)
    assert "In the open" in theirs.text
    assert "Hidden" not in theirs.text
    [own] = lists(office.ana)
    assert "Hidden thing" in own.text
    assert "Reassign" not in own.buttons


async def test_whoever_leaves_nothing_behind_is_no_news(office: Office) -> None:
    await leaves(office, office.ben)
    assert [lists(person) for person in (office.ana, office.cleo)] == [[], []]
