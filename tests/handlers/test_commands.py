"""From words to acts: what is understood, what is nearly understood, and what is not."""

import pytest

from storage.blockers import Blocker
from storage.people import Person
from storage.tasks import Task
from tests.stories.office import Office, answer


@pytest.mark.parametrize(
    "typed", ["/task add Ship it", "/beat task add Ship it", "/beat tasks new Ship it", "/task CREATE Ship it"]
)
async def test_a_task_is_added_by_any_of_its_names(office: Office, typed: str) -> None:
    seen = await answer(await office.ana.types(typed, "launch"))
    assert "Added T-1 Ship it" in seen.text
    assert seen.is_ephemeral


@pytest.mark.parametrize("typed", ["/task", "/task help", "/beat help tasks", "/beat help task", "/beat help taks"])
async def test_a_bare_noun_and_help_show_what_can_be_said_of_tasks(office: Office, typed: str) -> None:
    seen = await answer(await office.ana.types(typed, "launch"))
    assert "Keep track of work" in seen.text
    assert "/task done 4 7 12" in seen.text


async def test_beat_alone_shows_what_to_type_first_and_a_button_for_each_topic(office: Office) -> None:
    seen = await answer(await office.ana.types("/beat", "launch"))
    assert "/task add Ship the beta @ben friday 17:00" in seen.text
    assert seen.buttons[:5] == (
        "Keep track of work", "Get unstuck", "Hear how it goes", "Be reminded", "Tell how it goes"
    )  # fmt: skip
    assert seen.buttons[5:] == ("New task", "My work", "Open tasks", "Open blockers")
    assert "/blocker ack 2" in (await office.presses(office.ana, "Get unstuck", on=seen)).text


async def test_the_buttons_under_help_do_what_they_say(office: Office) -> None:
    await office.ana.types("/task add Ship it @ana", "launch")
    for label, words in [
        ("My work", "Your tasks"),
        ("Open tasks", "Open tasks"),
        ("Open blockers", "No open blockers"),
    ]:
        help_ = await answer(await office.ana.types("/beat help", "launch"))
        assert words in (await office.presses(office.ana, label, on=help_)).text


async def test_help_on_nothing_we_know_names_what_there_is(office: Office) -> None:
    seen = await answer(await office.ana.types("/beat help quarterlies", "launch"))
    assert "I have no help on “quarterlies”" in seen.text
    assert "tasks, blockers, " in seen.text


async def test_a_mistyped_verb_is_offered_as_a_button_that_does_it(office: Office) -> None:
    await office.ana.types("/task add Ship it", "launch")
    seen = await answer(await office.ana.types("/task dnoe 1", "launch"))
    assert "I don't know “dnoe” here. Did you mean this?" in seen.text
    assert "/task done 1" in seen.buttons
    assert "Done: T-1 Ship it" in (await office.presses(office.ana, "/task done 1", on=seen)).text
    assert [task.status for task in await office.rows(Task)] == ["done"]


@pytest.mark.parametrize(
    ("typed", "offered"),
    [("whats late", "late"), ("what's due this week?", "due this week"), ("which tasks are blocked", "blocked")],
)
async def test_a_question_for_a_list_is_offered_as_that_list(office: Office, typed: str, offered: str) -> None:
    seen = await answer(await office.ana.types(f"/beat {typed}", "launch"))
    assert seen.buttons[0] == f"/task list {offered}"


async def test_words_without_a_verb_can_become_a_task_with_one_press(office: Office) -> None:
    seen = await answer(await office.ana.types("/task Ship the beta", "launch"))
    assert await office.rows(Task) == []
    assert "/task add Ship the beta" in seen.buttons
    assert "Added T-1 Ship the beta" in (await office.presses(office.ana, "/task add Ship the beta", on=seen)).text


async def test_a_mistyped_noun_is_offered_as_a_button_too(office: Office) -> None:
    seen = await answer(await office.ana.types("/beat taks add Ship it", "launch"))
    assert "Added T-1 Ship it" in (await office.presses(office.ana, "/task add Ship it", on=seen)).text


async def test_what_is_near_to_nothing_gets_a_way_to_help(office: Office) -> None:
    seen = await answer(await office.ana.types("/beat xyzzyplugh", "launch"))
    assert "I don't know “xyzzyplugh” here" in seen.text
    assert "/beat help" in seen.text


async def test_a_mistyped_word_is_repeated_without_coming_alive(office: Office) -> None:
    seen = await answer(await office.ana.types("/beat <!channel>&boo", "launch"))
    assert "<!channel>&boo" in seen.text
    assert "<!channel>" not in str(seen.message)


async def test_a_long_line_is_offered_without_overflowing_the_button(office: Office) -> None:
    words = "very " * 600 + "long"
    seen = await answer(await office.ana.types(f"/task Ship {words}", "launch"))
    assert "I don't know “Ship” here" in seen.text


async def test_the_bare_text_after_blocker_raises_one(office: Office) -> None:
    seen = await answer(await office.ana.types("/blocker No access to staging @ben", "launch"))
    assert "Raised B-1 No access to staging" in seen.text


async def test_a_mistyped_verb_of_blockers_is_not_taken_for_a_blocker(office: Office) -> None:
    await office.ana.types("/blocker raise No access", "launch")
    seen = await answer(await office.ana.types("/blocker reslove 1", "launch"))
    assert "Resolved: B-1 No access" in (await office.presses(office.ana, "/blocker resolve 1", on=seen)).text


async def test_a_line_that_a_button_offers_for_each_reading_of_a_date_is_complete(office: Office) -> None:
    seen = await answer(await office.ana.types("/task add Ship it 3/4/2027", "launch"))
    assert "When is “Ship it” due?" in seen.text
    assert len(seen.buttons) == 2
    assert "Added T-1 Ship it" in (await office.presses(office.ana, seen.buttons[0], on=seen)).text
    [task] = await office.rows(Task)
    assert task.due_at is not None


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("/beat add Call the bank friday", "Added T-3 Call the bank"),
        ("/beat done 1 2", "Done: 2 tasks"),
        ("/beat list", "T-1 Ship it"),
        ("/beat LIST ship", "T-1 Ship it"),
        ("/beat assign 1 @ben", "Assigned: T-1 Ship it"),
        ("/beat blocked 1 by 2", "Blocked: T-1 Ship it"),
        ("/beat blocked no test data @ben", "Raised B-2 no test data"),
        ("/beat blocked", "Blocked tasks: nothing here"),
        ("/beat show 1", "T-1 Ship it"),
        ("/beat show B-1", "B-1 No access"),
        ("/beat resolve 1", "Resolved: B-1 No access"),
    ],
)
async def test_a_verb_needs_no_noun_and_is_said_of_tasks_if_it_can_be(office: Office, typed: str, words: str) -> None:
    for line in ("/task add Ship it", "/task add Print it", "/blocker raise No access"):
        await office.ana.types(line, "launch")
    assert words in (await answer(await office.ana.types(typed, "launch"))).text


async def test_a_mistyped_verb_without_its_noun_is_offered_too(office: Office) -> None:
    await office.ana.types("/task add Ship it", "launch")
    seen = await answer(await office.ana.types("/beat dnoe 1", "launch"))
    assert "Done: T-1 Ship it" in (await office.presses(office.ana, "/task done 1", on=seen)).text


async def test_words_alone_can_become_a_task_with_one_press(office: Office) -> None:
    seen = await answer(await office.ana.types("/beat Order the cake friday", "launch"))
    assert "I don't know “Order” here" in seen.text
    pressed = await office.presses(office.ana, "/task add Order the cake friday", on=seen)
    assert "Added T-1 Order the cake" in pressed.text


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("/task move 1 to friday", "Due date set: T-1 Ship it\ndue Fri 27 Nov"),
        ("/task postpone T-1 until 4 dec", "due Fri 4 Dec"),
        ("/task postpone 1 by a week", "due Thu 3 Dec, 17:00"),
        ("/task move 1 to @ben", "Assigned: T-1 Ship it\n@ben"),
        ("/task 1 done", "Done: T-1 Ship it"),
        ("/task 1 and 2 are done", "Done: 2 tasks"),
        ("/beat 1 done", "Done: T-1 Ship it"),
        ("/beat T-1 is done", "Done: T-1 Ship it"),
        ("/beat move 1 to friday", "Due date set: T-1 Ship it"),
        ("/task 1 due friday", "Due date set: T-1 Ship it"),
        ("/task 1 waits for 2", "Blocked: T-1 Ship it"),
        ("/task wait 1 for 2", "Blocked: T-1 Ship it"),
        ("/task delete 1", "Dropped: T-1 Ship it"),
        ("/beat delete T-1", "Dropped: T-1 Ship it"),
        ("/task prio 1 urgent", "Priority set: T-1 Ship it\ndue Thu 26 Nov, 17:00 (Berlin) · urgent"),
        ("/beat priority 1 p2", "Priority set: T-1 Ship it"),
        ("/task give 1 to @ben", "Assigned: T-1 Ship it\n@ben"),
        ("/beat B-1 resolved", "Resolved: B-1 No lamps"),
        ("/blocker 1 resolved", "Resolved: B-1 No lamps"),
        ("/beat undo", "Undone: B-1 No lamps is gone."),
        ("/task prio 1", "How much does it matter?"),
    ],
)
async def test_what_people_say_instead_of_a_verb_is_understood_where_a_key_is_said(
    office: Office, typed: str, said: str
) -> None:
    for line in ("/task add Ship it 26 nov 17:00", "/task add Pack it", "/blocker raise No lamps"):
        await office.ana.types(line, "launch")
    assert said in (await answer(await office.ana.types(typed, "launch"))).text


@pytest.mark.parametrize(
    "typed", ["/beat yank 1 around", "/task yank 1 around", "/beat yank T-1", "/task frobnicate 1"]
)
async def test_for_a_verb_we_do_not_know_before_a_key_a_new_task_is_not_all_we_offer(
    office: Office, typed: str
) -> None:
    await office.ana.types("/task add Ship it", "launch")
    seen = await answer(await office.ana.types(typed, "launch"))
    assert seen.buttons[0].startswith("/task ")
    assert not seen.buttons[0].startswith("/task add")


async def test_words_of_a_task_are_no_verbs(office: Office) -> None:
    for typed in ("/beat move the desk", "/task delete old files", "/beat 3 monitors to buy"):
        seen = await answer(await office.ana.types(typed, "launch"))
        assert any(label.startswith("/task add") for label in seen.buttons)
    await office.ana.types("/blocker 2 clear cases are missing", "launch")
    assert [blocker.what for blocker in await office.rows(Blocker)] == ["2 clear cases are missing"]


async def test_the_examples_of_help_speak_of_people_the_asker_knows(office: Office) -> None:
    office.slack.add_person("dora", announce=True)
    await office.ana.types("/standup new Daily at 9:30 every weekday", "launch")
    await office.settled()
    seen = await answer(await office.ana.types("/beat help tasks", "launch"))
    others = {office.ben.name, office.cleo.name}
    assert {name for name in ("ana", "ben", "cleo", "dora") if f"@{name}" in seen.text} == others
    overview = await answer(await office.ben.types("/beat help", "launch"))
    assert "@ben" not in overview.text


async def test_the_examples_of_help_speak_of_the_channel_they_are_read_in_and_of_no_private_one(office: Office) -> None:
    office.slack.add_channel("web-shop", members=[office.ana, office.ben])
    office.slack.add_channel("board", members=[office.ana, office.ben], private=True)
    await office.bot.bot.directory.sync((await office.rows(Person))[0].workspace_id)
    topic = "/beat help reminders"
    assert "#web-shop reminds a channel" in (await answer(await office.ana.types(topic, "web-shop"))).text
    private = await answer(await office.ana.types(topic, "board"))
    assert "#launch reminds a channel" in private.text
    assert "#board" not in private.text
    await office.ben.types("/standup new Board at 9:30 every weekday", "board")
    await office.ben.types("/standup new Shop at 9:30 every weekday", "web-shop")
    await office.settled()
    said = await office.hears(office.ana, "help reminders")
    assert "#web-shop reminds a channel" in said[-1].text


async def test_help_tells_a_guest_of_nobody_they_are_not_beside(office: Office) -> None:
    office.slack.add_person("aaron", announce=True)
    guest = office.slack.add_person("gus", is_restricted=True, announce=True)
    office.slack.add_channel("visitors", members=[guest, office.cleo])
    await office.settled()
    for place in ("visitors", None):
        seen = await answer(await guest.types("/beat help tasks", place))
        assert "@aaron" not in seen.text
