"""Spoken to in a channel, in a thread, or in a DM."""

import pytest

from storage.tasks import Task
from tests.stories.office import Office, whispered


@pytest.mark.parametrize(
    "said",
    [
        "@Drumbeat task add Ship it",
        "@Drumbeat /task add Ship it",
        "@Drumbeat: task add Ship it",
        "@Drumbeat TASK ADD Ship it",
    ],
)
async def test_a_mention_in_a_channel_is_answered_in_its_thread(office: Office, said: str) -> None:
    [reply] = await office.hears(office.ana, said, "launch")
    assert "Added T-1 Ship it" in reply.text
    assert not reply.is_ephemeral
    assert reply.message is not None
    assert reply.message["thread_ts"]


async def test_a_mention_in_a_thread_is_answered_in_that_thread(office: Office) -> None:
    root = await office.ben.says("We should ship it", "launch")
    [reply] = await office.hears(office.ana, "@Drumbeat task add Ship it", thread=root)
    assert reply.message is not None
    assert reply.message["thread_ts"] == root.ts


async def test_lists_and_help_are_shown_to_the_asker_alone(office: Office) -> None:
    await office.ana.types("/task add Ship it", "launch")
    for said, words in [
        ("task list", "T-1 Ship it"),
        ("help", "Keep track of work"),
        ("my", "Your tasks"),
        ("task show 1", "T-1 Ship it"),
    ]:
        [reply] = await office.hears(office.ana, f"@Drumbeat {said}", "launch")
        assert words in reply.text
        assert reply.is_ephemeral


async def test_a_mistake_in_public_is_told_in_private(office: Office) -> None:
    [reply] = await office.hears(office.ana, "@Drumbeat taks list", "launch")
    assert "I don't know “taks”" in reply.text
    assert reply.is_ephemeral


async def test_a_bare_mention_gets_help(office: Office) -> None:
    [reply] = await office.hears(office.ana, "@Drumbeat", "launch")
    assert "Keep track of work" in reply.text
    assert reply.is_ephemeral


async def test_in_a_dm_no_mention_is_needed(office: Office) -> None:
    [reply] = await office.hears(office.ana, "task add Ship it")
    assert "Added T-1 Ship it" in reply.text
    [reply] = await office.hears(office.ana, "@Drumbeat task done 1")
    assert "Done: T-1 Ship it" in reply.text


async def test_the_buttons_of_an_answer_in_a_thread_work_for_whoever_presses(office: Office) -> None:
    [reply] = await office.hears(office.ana, "@Drumbeat task add Ship it", "launch")
    await office.ben.clicks("Done", on=reply)
    await office.settled()
    assert "Done: T-1 Ship it" in office.cleo.reads(reply).text
    assert "Only you can see this." not in office.cleo.reads(reply).text


async def test_a_press_that_is_refused_is_told_to_whoever_pressed_and_the_answer_in_the_thread_stays(
    office: Office,
) -> None:
    [reply] = await office.hears(office.ana, "@Drumbeat task add Ship it", "launch")
    await office.cleo.clicks("Undo", on=reply)
    await office.settled()
    assert "Only the person who did this can undo it" in whispered(office.cleo).text
    assert "Added T-1 Ship it" in office.ana.reads(reply).text


async def test_our_own_words_and_those_of_other_bots_are_ignored(office: Office) -> None:
    robot = office.slack.add_person("robot", is_bot=True)
    office.launch.members.append(robot.id)
    await robot.says("@Drumbeat task add Echo", "launch")
    await office.settled()
    await office.ana.types("/blocker raise No access @ben", "launch")  # the card in Ben's DM is a message event of ours
    await office.settled()
    assert await office.rows(Task) == []


async def test_talk_that_only_names_us_somewhere_gets_no_task(office: Office) -> None:
    await office.hears(office.ana, "I think @Drumbeat is down", "launch")
    assert await office.rows(Task) == []


async def test_text_of_a_mention_arrives_unescaped_and_leaves_escaped(office: Office) -> None:
    [reply] = await office.hears(office.ana, "@Drumbeat task add a < b & c > d", "launch")
    assert "Added T-1 a < b & c > d" in reply.text
    assert [task.title for task in await office.rows(Task)] == ["a < b & c > d"]


async def test_a_mention_in_a_private_channel_keeps_the_task_private(office: Office) -> None:
    office.slack.add_channel("board", members=[office.ana], private=True)
    await office.hears(office.ana, "@Drumbeat task add Sell the company", "board")
    assert [task.channel_kind for task in await office.rows(Task)] == ["private"]


async def test_in_a_dm_a_verb_needs_no_noun(office: Office) -> None:
    for said, words in [
        ("add Buy milk friday", "Added T-1 Buy milk"),
        ("list", "T-1 Buy milk"),
        ("my", "Your tasks"),
        ("done 1", "Done: T-1 Buy milk"),
        ("@Drumbeat reopen 1", "Reopened: T-1 Buy milk"),
        ("blocked No access to staging @ben", "Raised B-1 No access to staging"),
    ]:
        [reply] = await office.hears(office.ana, said)
        assert words in reply.text
