"""Roles of a channel: given, shown, taken, undone; for those who are there, and for nobody else."""

import pytest

from playground.people import Actor, Seen
from storage.roles import Role
from tests.handlers import forgery
from tests.stories.office import Office, answer


async def types(office: Office, text: str, channel: str = "launch", who: Actor | None = None) -> Seen:
    return await answer(await (who or office.ana).types(text, channel))


async def refusal(office: Office, text: str, channel: str | None = "launch", who: Actor | None = None) -> Seen:
    seen = await (who or office.ana).types(text, channel)
    assert seen is not None
    return seen


async def held(office: Office) -> dict[str, tuple[str, ...]]:
    """Who is what, as it is kept."""
    return {role.name: role.holder_ids for role in await office.rows(Role) if role.removed_at is None}


async def test_a_role_is_given_shown_and_undone(office: Office) -> None:
    said = await types(office, "/beat role lead @ana")
    assert "Set. Now lead of #launch: @ana." in said.text
    assert "Who has a role here can be seen by everybody in this workspace." in said.text
    await types(office, "/beat role Reviewers @ben and @cleo")
    listing = await types(office, "/beat role", who=office.cleo)
    assert "lead: @ana" in listing.text
    assert "reviewer: @ben, @cleo" in listing.text
    assert "The role lead is gone" in (await office.presses(office.ana, "Undo", on=said)).text
    assert await held(office) == {"reviewer": (office.ben.id, office.cleo.id)}


async def test_another_lead_takes_the_place_of_the_first_and_undo_brings_the_first_back(office: Office) -> None:
    await types(office, "/beat role lead @ana")
    said = await types(office, "/beat role lead @ben")
    assert "Set. Now lead of #launch: @ben.\nBefore: @ana." in said.text
    assert "is as it was before" in (await office.presses(office.ana, "Undo", on=said)).text
    assert await held(office) == {"lead": (office.ana.id,)}
    told = await forgery.click(office, office.ana, "history.undo", forgery.value_of(said.message, "history.undo"))
    assert "was undone already" in told


async def test_one_more_is_added_and_one_or_all_are_removed(office: Office) -> None:
    await types(office, "/beat role reviewers @ben")
    await types(office, "/beat role add reviewer @cleo")
    assert await held(office) == {"reviewer": (office.ben.id, office.cleo.id)}
    assert "Now reviewers of #launch: @ana, @cleo." in (await types(office, "/beat role reviewers @ana @cleo")).text
    await types(office, "/beat role reviewers @ben @cleo")
    said = await types(office, "/beat role remove reviewers @ben")
    assert "Removed. Now reviewer of #launch: @cleo." in said.text
    said = await types(office, "/beat role remove reviewer")
    assert "Now reviewer of #launch: nobody." in said.text
    assert "Nobody has a role in #launch yet." in (await types(office, "/beat roles")).text
    assert "is as it was before" in (await office.presses(office.ana, "Undo", on=said)).text
    assert await held(office) == {"reviewer": (office.cleo.id,)}


async def test_the_same_again_changes_nothing_and_says_so(office: Office) -> None:
    await types(office, "/beat role lead @ana")
    assert "They are lead in this channel already." in (await refusal(office, "/beat role Lead @ana")).text
    assert "They are not lead in this channel." in (await refusal(office, "/beat role remove lead @ben")).text
    await types(office, "/beat role remove lead")
    assert "Nobody is lead in this channel" in (await refusal(office, "/beat role remove leads")).text
    [role] = await office.rows(Role)
    assert role.version == 2


async def test_a_role_that_was_taken_back_or_removed_can_be_given_again(office: Office) -> None:
    said = await types(office, "/beat role lead @ana")
    await office.presses(office.ana, "Undo", on=said)
    await types(office, "/beat role lead @ben")
    await types(office, "/beat role remove lead")
    await types(office, "/beat role lead @cleo")
    assert await held(office) == {"lead": (office.cleo.id,)}


async def test_without_people_it_says_who_is_what_and_how_that_is_said(office: Office) -> None:
    assert "lead: nobody. /beat role lead @somebody says who is." in (await types(office, "/beat role lead")).text
    await types(office, "/beat role lead @ana")
    assert "In #launch: lead: @ana." in (await types(office, "/beat role the leads")).text


async def test_a_slip_is_asked_about_and_either_answer_does_what_it_says(office: Office) -> None:
    asked = await refusal(office, "/beat role laed @ana")
    assert "Did you mean lead?" in asked.text
    await office.presses(office.ana, "No, laed is a new one", on=asked)
    assert await held(office) == {"laed": (office.ana.id,)}
    asked = await refusal(office, "/beat role sponser @ben")
    await office.presses(office.ana, "Yes, sponsor", on=asked)
    assert (await held(office))["sponsor"] == (office.ben.id,)
    asked = await refusal(office, "/beat role remove sponsro")
    await office.presses(office.ana, "Remove sponsor", on=asked)
    assert (await held(office))["sponsor"] == ()


async def test_a_name_without_its_sign_is_offered_with_it(office: Office) -> None:
    asked = await refusal(office, "/beat role lead ben")
    said = await office.presses(office.ana, "/beat role lead @ben", on=asked)
    assert "lead of #launch: @ben" in said.text


@pytest.mark.parametrize(
    "words", ["list of things @ana", "everybody @ana", "friday @ana", "x1 @ana", "one two three @ana", "#launch @ana",
              "ben @ana", "@ana", "<!here> @ana", "a<b @ana", f"{'x' * 31} @ana", "lead @nobody", "remind @ana"],
)  # fmt: skip
async def test_what_can_be_no_role_is_refused_with_a_sentence(office: Office, words: str) -> None:
    refused = await refusal(office, f"/beat role {words}")
    assert "wrong on my side" not in refused.text
    assert refused.text
    assert await office.rows(Role) == []


async def test_a_role_belongs_to_a_channel(office: Office) -> None:
    for words in ("/beat role", "/beat role lead @ana", "/beat role remove lead"):
        assert "A role belongs to a channel." in (await refusal(office, words, None)).text
    assert await office.rows(Role) == []


async def test_each_channel_has_its_own_roles_and_a_private_one_keeps_them_to_itself(office: Office) -> None:
    office.slack.add_channel("board", members=[office.ana, office.ben], private=True)
    said = await types(office, "/beat role lead @ben", "board")
    assert "by those in this channel, and nobody else" in said.text
    await types(office, "/beat role lead @ana")
    assert "lead: @ben" in (await types(office, "/beat role", "board", office.ben)).text
    assert "@ben" not in (await types(office, "/beat role", who=office.cleo)).text


async def test_whoever_is_not_in_a_private_channel_can_not_have_a_role_there(office: Office) -> None:
    office.slack.add_channel("board", members=[office.ana, office.ben], private=True)
    refused = await refusal(office, "/beat role lead @cleo", "board")
    assert "Cleo is not in this channel, so they can't be lead." in refused.text
    office.may_be_refused.add("conversations.info")
    office.slack.add_channel("vault", members=[office.ana, office.cleo], bot=False, private=True)
    refused = await refusal(office, "/beat role lead @cleo", "vault")
    assert "/invite @Drumbeat" in refused.text
    assert "lead of #vault: @ana" in (await types(office, "/beat role lead me", "vault")).text


@pytest.mark.parametrize("details", [{"is_bot": True}, {"deleted": True}, {"is_stranger": True}])
async def test_bots_leavers_and_strangers_can_have_no_role(office: Office, details: dict[str, bool]) -> None:
    other = office.slack.add_person("xeno", announce=True, **details)
    office.launch.members.append(other.id)
    await office.settled()
    refused = await refusal(office, "/beat role lead @xeno")
    assert "can't be lead" in refused.text
    assert await office.rows(Role) == []


async def test_a_guest_can_have_a_role_only_where_they_are(office: Office) -> None:
    guest = office.slack.add_person("gil", announce=True, is_restricted=True)
    office.slack.add_channel("shop", members=[office.ana, guest])
    await office.settled()
    assert "is not in this channel" in (await refusal(office, "/beat role tester @gil")).text
    assert "tester of #shop: @gil" in (await types(office, "/beat role tester @gil", "shop")).text


async def test_only_people_in_the_channel_give_roles_in_it(office: Office) -> None:
    dora = office.slack.add_person("dora", announce=True)
    await types(office, "/beat role lead @ana")
    for command in ("role lead @dora", "role add lead @dora", "role remove lead"):
        told = await forgery.click(office, dora, "run.0", {"command": command}, "launch")
        assert "Only people in this channel" in told
    assert await held(office) == {"lead": (office.ana.id,)}


async def test_a_channel_that_turns_private_closes_its_roles(office: Office) -> None:
    await types(office, "/beat role lead @cleo")
    office.launch.kind = "private"
    await office.passes(minutes=11)
    await types(office, "/beat role")
    [role] = await office.rows(Role)
    assert role.channel_kind == "private"


@pytest.mark.parametrize(
    ("typed", "meant"), [("led", "lead"), ("leed", "lead"), ("sponser", "sponsor"), ("observr", "observer")]
)
async def test_a_slip_of_a_role_that_every_channel_has_is_asked_about(
    small_office: Office, typed: str, meant: str
) -> None:
    asked = await small_office.ana.types(f"/beat role {typed} @ana", "launch")
    assert asked is not None
    assert asked.buttons == (f"Yes, {meant}", f"No, {typed} is a new one")


async def test_a_lead_who_is_not_in_the_channel_is_spoken_of(small_office: Office) -> None:
    office = small_office
    office.slack.add_channel("website", members=[office.ana, office.ben])
    told = await answer(await office.ana.types("/beat role lead @cleo", "website"))
    assert "@cleo is not in this channel" in told.text
    assert "`/invite` brings them in" in told.message["text"]
    assert "not in this channel" not in (await answer(await office.ana.types("/beat role lead @ben", "website"))).text


async def test_an_observer_is_offered_no_button_that_would_be_refused(small_office: Office) -> None:
    office = small_office
    await office.ana.types("/task add Ship the beta", "launch")
    await office.ana.types("/blocker raise No access", "launch")
    await office.ana.types("/standup new Morning at 9:30 every weekday", "launch")
    await office.ana.types("/beat report every friday at 16:00", "launch")
    commands = [
        "/task list",
        "/task show 1",
        "/blocker list",
        "/blocker show 1",
        "/standup show 1",
        "/beat report plan",
    ]
    offered = [await answer(await office.ben.types(command, "launch")) for command in commands]
    assert [set(seen.buttons) & REFUSED != set() for seen in offered] == [True] * len(commands)
    await office.ana.types("/beat role observer @ben", "launch")
    offered = [await answer(await office.ben.types(command, "launch")) for command in commands]
    assert [set(seen.buttons) & REFUSED for seen in offered] == [set()] * len(commands)


REFUSED = {
    "Done",
    "Edit",
    "Resolve",
    "Update",
    "Reassign",
    "Acknowledge",
    "Pause",
    "Run now",
    "Delete",
    "Change",
    "Stop",
}
