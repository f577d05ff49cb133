"""Plain words in our DM while a standup waits: a command first, else perhaps an answer."""

from functools import partial

import pytest
from sqlmodel import Session

from bot.rules.errors import UserError
from bot.rules.tasks import NewTask
from handlers.asking import Act, Answer, Ask
from handlers.rounds import perhaps
from storage import tasks
from storage.blockers import Blocker
from storage.history import Stamp
from storage.rounds import Entry
from storage.tasks import Task
from tests.handlers.test_rounds import begins, entry_of
from tests.storage.given import actor
from tests.stories.office import Office


@pytest.mark.parametrize(
    ("words", "question", "refused"),
    [
        ("done with the login", "q1", "I found no task with “with the login”"),
        ("plan finish the budget, talk to dana", "q2", ""),
        ("all fine here", "q1", ""),
        ("my day was good", "q1", ""),
    ],
)
async def test_words_that_begin_like_a_command_which_is_refused_may_be_an_answer(
    office: Office, words: str, question: str, refused: str
) -> None:
    await begins(office)
    [asked_back] = await office.hears(office.ana, words)
    assert asked_back.buttons[:2] == ("Use as my answer", "No")
    assert refused in asked_back.text
    await office.presses(office.ana, "Use as my answer", on=asked_back)
    assert (await entry_of(office, office.ana)).answers == {question: [words]}


async def test_a_command_that_can_be_done_is_done_and_a_refused_one_keeps_its_own_ways_on(office: Office) -> None:
    await begins(office)
    [added] = await office.hears(office.ana, "add Ship the beta")
    assert "Added T-1 Ship the beta" in added.text
    assert "Use as my answer" not in (await office.hears(office.ana, "done 99"))[-1].buttons
    asked_back = (await office.hears(office.ana, "done the beta"))[-1]
    assert asked_back.buttons[:3] == ("Use as my answer", "No", "Done: T-1 Ship the beta")
    await office.ana.clicks("Done: T-1 Ship the beta", on=asked_back)
    assert [task.status for task in await office.rows(Task)] == ["done"]
    assert (await entry_of(office, office.ana)).status == "waiting"


async def test_a_refused_command_leaves_nothing_behind_where_it_is_offered_as_an_answer(office: Office) -> None:
    await begins(office)
    [entry] = [row for row in await office.rows(Entry) if row.user_id == office.ana.id]
    here = actor(office.ana.id, entry.workspace_id, "D1", "dm")
    stamp = Stamp(entry.workspace_id, office.ana.id, "dm", "batch", office.clock.moment())

    def half_done(session: Session, ask: Ask) -> Answer:
        tasks.add(session, ask.stamp, ask.actor.place, NewTask("Half done"))
        raise UserError("I can't do the rest.")

    act, ask = Act(half_done), Ask(here, stamp, "dm", "done with the login")
    offered = await office.bot.bot.db.write(partial(perhaps, act, "with the login"), ask)
    assert "I can't do the rest." in str(offered.message)
    assert await office.rows(Task) == []


async def test_plain_words_about_each_part_are_an_answer_in_parts(office: Office) -> None:
    await begins(office)
    words = "done conflicts of two phones, today the crash when turning, no blockers"
    [asked_back] = await office.hears(office.ana, words)
    assert "“Done: conflicts of two phones · Plan: the crash when turning · Blocked: none”" in asked_back.text
    assert asked_back.buttons == ("Use as my answer", "No")
    await office.presses(office.ana, "Use as my answer", on=asked_back)
    answers_ = (await entry_of(office, office.ana)).answers
    assert answers_ == {"q1": ["conflicts of two phones"], "q2": ["the crash when turning"], "q3": "none"}
    assert await office.rows(Blocker) == []


async def test_after_the_deadline_the_question_says_since_when_it_is_over(office: Office) -> None:
    await begins(office)
    await office.passes(hours=4)
    await office.wakes()
    asked_back = (await office.hears(office.ana, "Mostly the login, a bit tired"))[-1]
    assert "Is this your answer to Daily · #launch · over since 13:00?" in asked_back.text
    refused = (await office.hears(office.ana, "done with the login"))[-1]
    assert "Use as my answer" not in refused.buttons
