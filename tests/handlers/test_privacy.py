"""What was born behind a closed door stays there, whatever way somebody asks."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from playground.people import Actor
from storage.tasks import Task
from tests.handlers import forgery
from tests.stories.office import Office, answer


@pytest_asyncio.fixture
async def secret(office: Office) -> AsyncIterator[Office]:
    """T-1 was born in a private channel of Ana and Ben; Cleo is not in it. T-2 is public."""
    office.slack.add_channel("board", members=[office.ana, office.ben], private=True)
    await office.ana.types("/task add Sell the company", "board")
    await office.ana.types("/task add Buy milk", "launch")
    yield office


def sameness(text: str) -> str:
    """A refusal without the key it names."""
    return text.replace("99", "?").replace("1", "?")


EVERY_VERB = (
    "show {}", "edit {}", "done {}", "start {}", "drop {}", "assign {} @cleo", "claim {}", "due {} none",
    "block {} by 2", "block 2 by {}",
)  # fmt: skip


@pytest.mark.parametrize("words", EVERY_VERB)
async def test_absent_and_not_yours_read_the_same(secret: Office, words: str) -> None:
    hidden = await answer(await secret.cleo.types(f"/task {words.format(1)}", "launch"))
    absent = await answer(await secret.cleo.types(f"/task {words.format(99)}", "launch"))
    assert "I can't find T-1 for you." in hidden.text
    assert sameness(hidden.text) == sameness(absent.text)
    assert "Sell" not in hidden.text
    assert [task.version for task in await secret.rows(Task)] == [1, 1]


async def test_it_is_in_no_list_of_others_and_in_those_of_its_people(secret: Office) -> None:
    for words in ("list", "list all", "list sell", "list @ana", "my"):
        for person, place in ((secret.cleo, "launch"), (secret.cleo, None), (secret.ben, "launch")):
            assert "Sell the company" not in (await answer(await person.types(f"/task {words}", place))).text
    assert "Sell the company" in (await answer(await secret.ben.types("/task list", "board"))).text
    assert "Sell the company" in (await answer(await secret.ana.types("/task list", "launch"))).text


async def test_whoever_is_named_in_it_may_see_it_anywhere(secret: Office) -> None:
    await secret.ana.types("/task assign 1 @cleo", "board")
    assert "T-1 Sell the company" in (await answer(await secret.cleo.types("/task show 1", "launch"))).text


async def test_what_is_said_in_a_dm_with_the_bot_is_its_authors_alone(office: Office) -> None:
    await office.ana.types("/task add Ask for a raise")
    assert "can't find T-1" in (await answer(await office.ben.types("/task show 1", "launch"))).text
    assert "can't find T-1" in (await answer(await office.ben.types("/task show 1"))).text


@pytest.mark.parametrize("button", ["tasks.done", "tasks.edit", "tasks.share", "tasks.reopen"])
async def test_a_forged_button_opens_nothing(secret: Office, button: str) -> None:
    hidden = await forgery.click(secret, secret.cleo, button, {"task": 1}, "launch")
    absent = await forgery.click(secret, secret.cleo, button, {"task": 99}, "launch")
    assert "I can't find T-1 for you." in hidden
    assert sameness(hidden) == sameness(absent)
    assert [task.version for task in await secret.rows(Task)] == [1, 1]


@pytest.mark.parametrize(
    "value", ["", "null", "[]", "7", '{"task": null}', '{"task": "x"}', '{"task": {}}', '{"task": 1e99}', "{" * 900]
)
@pytest.mark.parametrize("button", ["tasks.done", "tasks.next", "history.undo", "blockers.resolve", "run.1"])
async def test_a_button_with_nonsense_inside_gets_a_sentence_and_changes_nothing(
    office: Office, button: str, value: str
) -> None:
    await office.ana.types("/task add Ship it", "launch")
    told = await forgery.click(office, office.ana, button, value, "launch")
    assert told
    assert "Something went wrong on my side" not in told
    assert [task.version for task in await office.rows(Task)] == [1]


async def test_a_blocker_behind_a_closed_door_is_hidden_alike(secret: Office) -> None:
    await secret.ana.types("/blocker raise The buyer is late @ben T-1", "board")
    for button in (
        "blockers.acknowledge",
        "blockers.resolve",
        "blockers.update",
        "blockers.reassign",
        "blockers.share",
    ):
        told = await forgery.click(secret, secret.cleo, button, {"blocker": 1}, "launch")
        assert "I can't find B-1 for you." in told
    assert "buyer" not in (await answer(await secret.cleo.types("/blocker list", "launch"))).text
    assert "buyer" not in (await answer(await secret.cleo.types("/blocker show 1", "launch"))).text


async def test_a_blocker_can_not_be_hung_on_a_task_one_may_not_see(secret: Office) -> None:
    seen = await answer(await secret.cleo.types("/blocker raise Curious T-1", "launch"))
    assert "I can't find T-1 for you." in seen.text


async def test_a_public_task_that_waits_for_a_hidden_one_does_not_tell_its_title(secret: Office) -> None:
    await secret.ana.types("/task block 2 by 1", "launch")
    seen = await answer(await secret.cleo.types("/task show 2", "launch"))
    assert "Sell" not in seen.text


async def test_a_form_opened_by_one_can_not_be_sent_by_another(secret: Office) -> None:
    await secret.ana.types("/task edit 1", "board")
    form = await secret.ana.form()
    draft = form.view.source["private_metadata"]
    for metadata in (draft, "", "nonsense", '{"task": 1}', "x" * 3000):
        answered = await forgery.submit(secret, secret.cleo, "tasks.edit", metadata, {"title": "Mine now"})
        assert "This form has expired" in str(answered)
    assert [task.title for task in await secret.rows(Task)] == ["Sell the company", "Buy milk"]


async def test_the_draft_of_one_form_does_not_serve_another(secret: Office) -> None:
    await secret.cleo.types("/task edit 2", "launch")
    form = await secret.cleo.form()
    draft = form.view.source["private_metadata"]
    answered = await forgery.submit(secret, secret.cleo, "blockers.reassign", draft, {"unblocker": secret.cleo.id})
    assert answered
    assert "Something went wrong" not in str(answered)


async def test_undo_of_a_batch_one_did_not_make_tells_nothing(secret: Office) -> None:
    seen = await answer(await secret.ana.types("/task start 1", "board"))
    told = await forgery.click(secret, secret.cleo, "history.undo", forgery.value_of(seen.message, "history.undo"))
    assert "Sell" not in told
    assert [task.status for task in await secret.rows(Task)] == ["doing", "open"]


async def test_a_guest_sees_what_was_born_where_they_stand_and_nothing_else(secret: Office) -> None:
    guest = secret.slack.add_person("gil", is_restricted=True)
    secret.slack.add_channel("shop", members=[secret.ana, guest])
    await secret.ana.types("/task add Paint the shop", "shop")
    listing = await answer(await guest.types("/task list", "shop"))
    assert "Paint the shop" in listing.text
    assert "Buy milk" not in listing.text
    assert "can't find T-2" in (await answer(await guest.types("/task show 2", "shop"))).text


@pytest.mark.parametrize("details", [{"is_stranger": True}, {"is_bot": True}, {"deleted": True}])
async def test_people_of_other_companies_bots_and_leavers_are_refused_kindly(
    secret: Office, details: dict[str, bool]
) -> None:
    other = secret.slack.add_person("xeno", **details)
    secret.launch.members.append(other.id)
    for typed in ("/task list", "/task add Mine", "/beat my"):
        seen = await answer(await other.types(typed, "launch"))
        assert "I work for the members of this workspace only" in seen.text
        assert "Buy milk" not in seen.text
    assert len(await secret.rows(Task)) == 2


async def test_a_stranger_gets_no_home(secret: Office) -> None:
    other: Actor = secret.slack.add_person("xeno", is_stranger=True)
    secret.slack.core.interactions.open_home(other.person, "home")
    await secret.settled()
    homes = [seen for seen in other.everything() if seen.view]
    assert all("Buy milk" not in home.text for home in homes)


@pytest.mark.parametrize("watched", [False, True])
async def test_a_form_opened_before_somebody_left_neither_shows_nor_changes_what_is_there(
    office: Office, watched: bool
) -> None:
    office.slack.add_channel("board", members=[office.ana, office.ben, office.cleo], private=True)
    await office.ana.types("/task add Sell the company", "board")
    if watched:
        await office.ana.types("/standup new Daily at 9:30 every weekday", "board")
    await office.cleo.types("/task edit 1", "board")
    form = await office.cleo.form()
    await office.cleo.leaves("board")
    await office.settled()
    form.fill("Title", "Mine now")
    unchanged = await form.submit()
    await office.ana.types("/task edit 1 Fire Cleo", "board")
    changed = await form.submit()
    for refused in (unchanged, changed):
        assert "I can't find T-1 for you." in str(refused.errors)
        assert "Fire" not in str(refused.errors)
    assert [task.title for task in await office.rows(Task)] == ["Fire Cleo"]


async def test_a_form_of_a_private_channel_is_taken_from_those_who_are_still_there(office: Office) -> None:
    office.slack.add_channel("board", members=[office.ana, office.ben, office.cleo], private=True)
    await office.ana.types("/task add Sell the company", "board")
    await office.cleo.types("/task edit 1", "board")
    form = await office.cleo.form()
    form.fill("Title", "Keep the company")
    await office.submits(office.cleo, form)
    assert [task.title for task in await office.rows(Task)] == ["Keep the company"]


@pytest.mark.parametrize("details", [{"is_restricted": True}, {"is_stranger": True}])
async def test_whom_slack_can_not_name_yet_sees_no_more_than_a_guest(office: Office, details: dict[str, bool]) -> None:
    await office.ana.types("/task add Buy milk", "launch")
    other = office.slack.add_person("gil", **details)
    office.slack.add_channel("shop", members=[office.ana, other])
    office.slack.faults.server_error("users.info", times=3)
    assert "Buy milk" not in (await answer(await other.types("/task list", "shop"))).text
