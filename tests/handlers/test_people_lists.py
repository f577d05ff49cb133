"""Who is meant by a line of people: those named plainly; all else is asked about, and nothing is given to anybody."""

import pytest

from storage.tasks import Task
from tests.stories.office import Office, answer

UNCLEAR = (
    "everyone but @ben", "@ben not @cleo", "all except @ben", "everyone", "@ben or @cleo", "not @ben",
    "@ben but not @cleo", "@ben tomorrow", "@ben until friday", "anybody but @cleo", "me or @ben",
    "nobody", "@ben instead of me", "@everyone and @ben", "the team without @cleo", "@ben?",
)  # fmt: skip


async def first(office: Office) -> Task:
    return (await office.rows(Task))[0]


@pytest.mark.parametrize("words", UNCLEAR)
async def test_unclear_people_get_nothing(office: Office, words: str) -> None:
    await office.ana.types("/task add Ship the beta", "launch")
    await answer(await office.ana.types(f"/task assign 1 {words}", "launch"))
    task = await first(office)
    assert (task.owner_id, task.helper_ids) == (None, ())


@pytest.mark.parametrize(
    ("words", "owner", "helpers"),
    [
        ("me", "ana", ""), ("to me please", "ana", ""), ("me and @ben", "ana", "ben"), ("@ben and me", "ben", "ana"),
        ("@ben, @cleo and me", "ben", "cleo ana"), ("to @ben with @cleo", "ben", "cleo"), ("@ben", "ben", ""),
    ],
)  # fmt: skip
async def test_plain_lists_are_read_with_me_in_its_place(office: Office, words: str, owner: str, helpers: str) -> None:
    ids = {"ana": office.ana.id, "ben": office.ben.id, "cleo": office.cleo.id}
    await office.ana.types("/task add Ship the beta", "launch")
    await answer(await office.ana.types(f"/task assign 1 {words}", "launch"))
    task = await first(office)
    assert (task.owner_id, task.helper_ids) == (ids[owner], tuple(ids[each] for each in helpers.split()))


async def test_those_named_before_it_became_unclear_are_a_button_away(office: Office) -> None:
    await office.ana.types("/task add Ship the beta", "launch")
    asked = await answer(await office.ana.types("/task assign 1 @ben not @cleo", "launch"))
    assert "I'm not sure whom you mean by" in asked.text
    await office.presses(office.ana, asked.buttons[0], on=asked)
    task = await first(office)
    assert (task.owner_id, task.helper_ids) == (office.ben.id, ())


@pytest.mark.parametrize("words", ["for @ben", "@ben", "for ben", "tomorrow", "not now", "and @ben"])
async def test_a_claim_for_somebody_else_is_asked_about(office: Office, words: str) -> None:
    await office.ana.types("/task add Ship the beta", "launch")
    asked = await answer(await office.ana.types(f"/task claim 1 {words}", "launch"))
    assert "A claim makes it yours" in asked.text
    assert (await first(office)).owner_id is None
    await office.presses(office.ana, asked.buttons[0], on=asked)
    assert (await first(office)).owner_id == (office.ben.id if "ben" in words else office.ana.id)


async def test_a_claim_for_oneself_needs_no_question(office: Office) -> None:
    await office.ana.types("/task add Ship the beta", "launch")
    await office.ana.types("/task claim 1 for me please", "launch")
    assert (await first(office)).owner_id == office.ana.id


async def test_a_blocker_is_not_given_to_whoever_was_left_out(office: Office) -> None:
    await office.ana.types("/blocker raise No access", "launch")
    asked = await answer(await office.ana.types("/blocker reassign 1 everyone but @ben", "launch"))
    assert "I'm not sure whom you mean by" in asked.text
    assert asked.buttons == ()
