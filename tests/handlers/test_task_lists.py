"""Lists of tasks, by channel and in plain words."""

import pytest

from tests.stories.office import Office, answer


async def test_a_list_by_channel_shows_what_was_added_there_and_a_mixed_one_names_the_channels(office: Office) -> None:
    web = office.slack.add_channel("website", members=[office.ana, office.ben])
    await office.ana.types("/task add Ship it", "launch")
    await office.ana.types("/task add Paint it", "website")
    for typed, where, heading in [
        ("/task list here", "website", "Open tasks, added in this channel"),
        ("/task list #website", "launch", "Open tasks, added in #website"),
    ]:
        seen = (await answer(await office.ana.types(typed, where))).text
        assert heading in seen
        assert "Paint it" in seen
        assert "Ship it" not in seen
        assert "#website\n" not in seen
    mixed = (await answer(await office.ana.types("/task list", "launch"))).text
    assert "T-2 Paint it\nin #website" in mixed
    assert web


async def test_a_label_of_the_name_of_a_channel_wins(office: Office) -> None:
    office.slack.add_channel("website", members=[office.ana, office.ben])
    await office.ana.types("/task add Ship it #website", "launch")
    await office.ana.types("/task add Paint it", "website")
    seen = (await answer(await office.ana.types("/task list #website", "launch"))).text
    assert "Open tasks, #website" in seen
    assert "Ship it" in seen
    assert "Paint it" not in seen


@pytest.mark.parametrize(
    ("typed", "heading", "titles"),
    [
        ("no due date", "Open tasks, without a due date", {"Paint it", "Fix it"}),
        ("without owner", "Open tasks without an owner", {"Paint it", "Fix it"}),
        ("ben this week", "Open tasks of Ben", {"Ship it"}),
        ("high", "Open tasks, high or urgent", {"Ship it", "Fix it"}),
        ("urgent", "Open tasks, urgent", {"Fix it"}),
        ("waiting", "Blocked tasks", {"Paint it"}),
    ],
)
async def test_a_list_is_asked_for_in_plain_words(office: Office, typed: str, heading: str, titles: set[str]) -> None:
    for line in ("Ship it @ben friday !high", "Paint it", "Fix it !urgent"):
        await office.ana.types(f"/task add {line}", "launch")
    await office.ana.types("/task block 2 by 1", "launch")
    seen = (await answer(await office.ana.types(f"/task list {typed}", "launch"))).text
    assert heading in seen
    assert {title for title in ("Ship it", "Paint it", "Fix it") if f" {title}\n" in f"{seen}\n"} == titles


async def test_what_was_done_today_is_not_what_was_due_by_today(office: Office) -> None:
    for line in ("Ship it 30 nov", "Paint it"):
        await office.ana.types(f"/task add {line}", "launch")
    await office.ana.types("/task done 1 2", "launch")
    seen = (await answer(await office.ana.types("/task list done today", "launch"))).text
    assert "Done tasks, finished today" in seen
    assert "Ship it" in seen
    assert "Paint it" in seen
    assert "nothing here" in (await answer(await office.ana.types("/task list done yesterday", "launch"))).text


async def test_a_new_task_without_an_owner_says_whose_list_it_is_on(office: Office) -> None:
    said = (await answer(await office.ana.types("/task add Ship it", "launch"))).text
    assert "It has no owner, so it is on your list. /task assign 1 @name gives it away." in said
    assert "T-1 Ship it" in (await answer(await office.ana.types("/task list mine", "launch"))).text
    assert "on your list" not in (await answer(await office.ana.types("/task add Paint it @ben", "launch"))).text


async def test_a_label_and_the_channel_of_a_task_do_not_look_alike(office: Office) -> None:
    office.slack.add_channel("store", members=[office.ana])
    await answer(await office.ana.types("/task add Ship it @ana #store", "launch"))
    await answer(await office.ana.types("/task add Sell it @ana #web", "store"))
    seen = await answer(await office.ana.types("/task list", "launch"))
    assert "#store · in #launch" in seen.text
