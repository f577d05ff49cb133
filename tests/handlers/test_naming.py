"""Tasks that are named by their words, questions that name them, and answers that say whose doing it was."""

import pytest

from storage.tasks import Task
from tests.stories.office import Office, answer


async def given(office: Office, *titles: str) -> None:
    for title in titles:
        await office.ana.types(f"/task add {title}", "launch")


@pytest.mark.parametrize(
    ("typed", "label", "said"),
    [
        ("/task done printer", "Done: T-1 Fix the printer", "Done: T-1 Fix the printer"),
        ("/task done the printer!", "Done: T-1 Fix the printer", "Done: T-1 Fix the printer"),
        ("/beat start Printer", "Start: T-1 Fix the printer", "Started: T-1 Fix the printer"),
        ("/task show printer", "Show: T-1 Fix the printer", "T-1 Fix the printer"),
        ("/task claim printer", "Claim: T-1 Fix the printer", "Yours now: T-1 Fix the printer"),
        ("/task assign printer @cleo", "Assign: T-1 Fix the printer", "Assigned: T-1 Fix the printer\n@cleo"),
        ("/task assign @cleo 1", "/task assign 1 @cleo", "Assigned: T-1 Fix the printer\n@cleo"),
        ("/task due printer friday", "Due: T-1 Fix the printer", "due Fri 27 Nov"),
    ],
)
async def test_a_task_named_by_its_words_is_offered_and_one_press_does_it(
    office: Office, typed: str, label: str, said: str
) -> None:
    await given(office, "Fix the printer", "Ship the beta")
    seen = await answer(await office.ana.types(typed, "launch"))
    assert "Did you mean" in seen.text
    assert [task.status for task in await office.rows(Task)] == ["open", "open"]
    assert said in (await office.presses(office.ana, label, on=seen)).text


async def test_of_several_tasks_with_those_words_each_is_offered(office: Office) -> None:
    await given(office, "Fix the printer", "Sell the printer")
    seen = await answer(await office.ana.types("/task done printer", "launch"))
    assert seen.buttons == ("Done: T-1 Fix the printer", "Done: T-2 Sell the printer", "Open tasks")


async def test_words_that_are_in_no_task_i_may_see_lead_to_the_list(office: Office) -> None:
    secret = office.slack.add_channel("secret", members=[office.cleo], private=True)
    await office.cleo.types("/task add Fix the printer", secret.name)
    seen = await answer(await office.ana.types("/task done printer", "launch"))
    assert "I found no task with “printer” in its title." in seen.text
    assert seen.buttons == ("Open tasks",)


async def test_words_after_the_keys_are_not_passed_over_in_silence(office: Office) -> None:
    await given(office, "One", "Two")
    assert "I left out “and x14”" in (await answer(await office.ana.types("/task done 1, 2 and x14", "launch"))).text
    assert "I left out “thanks”" in (await answer(await office.ana.types("/task reopen 1 thanks!", "launch"))).text


@pytest.mark.parametrize(
    ("typed", "question"),
    [
        ("/task due 1 monday", "When is T-1 Ship it due? Today is Monday."),
        ("/task due 1 31 feb", "When is T-1 Ship it due?"),
        ("/task due 1", "When is T-1 Ship it due?"),
        ("/task due 1 2 monday", "When is each of T-1, T-2 due?"),
        ("/task add Ship it monday", "When is “Ship it” due?"),
        ("/task add Ship it by yesterday", "When is “Ship it” due?"),
    ],
)
async def test_a_question_names_the_task_it_is_about(office: Office, typed: str, question: str) -> None:
    await given(office, "Ship it", "Print it")
    assert question in (await answer(await office.ana.types(typed, "launch"))).text


async def test_what_is_over_says_whose_doing_it_was(office: Office) -> None:
    await given(office, "Ship it @ana")
    await office.ben.types("/task done 1", "launch")
    assert "@ana · done by @ben" in (await answer(await office.ana.types("/task show 1", "launch"))).text


async def test_a_second_undo_names_what_it_was_about(office: Office) -> None:
    seen = await answer(await office.ana.types("/task add Ship it", "launch"))
    done = await answer(await office.ana.types("/task done 1", "launch"))
    await office.ana.clicks("Undo", on=done)
    await office.ana.clicks("Undo", on=done)
    await office.settled()
    assert "T-1 Ship it: That was undone already. Nothing changed." in office.ana.reads(done).text
    assert seen.text


async def test_under_a_field_of_a_form_people_have_names(office: Office) -> None:
    await office.ana.types("/blocker raise No access", "launch")
    card = await answer(await office.ana.types("/blocker show 1", "launch"))
    await office.ana.clicks("Reassign", on=card)
    form = await office.ana.form("Reassign B-1")
    await office.ben.types("/blocker resolve 1", "launch")
    form.pick("Who can clear it?", "@cleo")
    await form.submit()
    [said] = form.errors.values()
    assert "B-1 No access is resolved already" in said
    assert said.endswith("It was Ben.")


async def test_words_of_a_finished_task_say_that_it_is_done(office: Office) -> None:
    await office.ana.types("/task add Fix login bug", "launch")
    await office.ana.types("/task done 1", "launch")
    seen = await office.ana.types("/task done the login bug", "launch")
    assert seen is not None
    assert "T-1 Fix login bug is done already. Nothing changed." in seen.text
    assert seen.buttons == ("Show T-1",)
