"""Slack delivers at least once; each request has one effect, and its duplicates get the same answer (promise A6)."""

import json
from collections import Counter

import pytest
from sqlmodel import Session, select

from playground.people import Actor
from playground.testing import Playground
from storage import inbound
from storage.history import Change
from storage.tasks import Task
from tests.stories.drumbeat import MANIFEST, drumbeat
from tests.stories.office import answer
from tests.stories.postbox import Postbox, deliver

# Commands, clicks, submissions and events: as many of each.
EACH = 50


async def written(slack: Playground, ana: Actor, each: int) -> Postbox:
    """Commands, clicks, submissions and events that were made and have not been delivered yet.

    The tasks that the clicks finish are `Old 0` and on; every other request adds a task named after its letter.
    """
    box = Postbox(slack)
    for number in range(each):
        card = await answer(await ana.types(f"/task add Old {number}", "launch"))
        await ana.uses_shortcut("New task")
        form = await ana.form()
        form.fill("Title", f"Submitted {number}")
        form.pick("Channel", "#launch")
        with box.held():
            await ana.types(f"/task add Typed {number}", "launch")
            await ana.clicks("Done", on=card)
            await form.submit()
            await ana.says(f"@Drumbeat task add Said {number}", "launch")
            await _quiet(slack)
    return box


async def _quiet(slack: Playground) -> None:
    for task in list(slack.core.events._running):
        await task


def _slack() -> tuple[Playground, Actor]:
    slack = Playground(MANIFEST)
    ana = slack.add_person("ana")
    slack.add_channel("launch", members=[ana])
    return slack, ana


def _url(slack: Playground) -> str:
    assert slack.core.delivery.url
    return slack.core.delivery.url


def _effects(session: Session) -> Counter[str]:
    """How often each thing happened: an addition or a finish, by the title of its task."""
    titles = {task.number: task.title for task in session.exec(select(Task))}
    return Counter(f"{change.verb} {titles[change.number]}" for change in session.exec(select(Change)))


async def test_two_hundred_requests_delivered_four_times_each_have_two_hundred_effects(
    database_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    slack, ana = _slack()
    async with slack:
        async with drumbeat(slack, database_url):
            box = await written(slack, ana, EACH)
            pile = box.four_times_each(seed=6)
            half = len(pile) // 2
            answers = await deliver(_url(slack), pile[:half])
        async with drumbeat(slack, database_url) as restarted:
            for n, again in (await deliver(_url(slack), pile[half:])).items():
                answers.setdefault(n, []).extend(again)
            effects = await restarted.bot.db.read(_effects)
            await restarted.bot.drain(20)
    had = {name: count for name, count in effects.items() if not name.startswith("add Old")}
    with capsys.disabled():
        print(f"\n{len(box.letters)} requests, {len(pile)} deliveries, a restart: {sum(had.values())} effects")
    assert len(pile) == 16 * EACH
    expected = {f"{verb} {n}" for n in range(EACH) for verb in ("add Typed", "done Old", "add Submitted", "add Said")}
    assert had.keys() == expected
    assert set(effects.values()) == {1}
    each_command_had_one_answer(box, answers)


def each_command_had_one_answer(box: Postbox, answers: dict[int, list[str]]) -> None:
    """The four answers to one command are the same, and name the title."""
    for letter in box.letters:
        assert len(answers[letter.n]) == 4
        if letter.kind == "command":
            said = {json.loads(text)["text"] for text in answers[letter.n]}
            assert len(said) == 1
            assert letter.payload["text"].removeprefix("add ") in said.pop()


async def test_an_event_that_comes_four_times_is_answered_once(database_url: str) -> None:
    slack, ana = _slack()
    async with slack, drumbeat(slack, database_url) as bot:
        box = Postbox(slack)
        with box.held():
            await ana.says("@Drumbeat task add Said once", "launch")
            await _quiet(slack)
        await deliver(_url(slack), box.four_times_each(seed=6))
        await bot.bot.drain(20)
        answer = await ana.sees("Added T-1 Said once")
        assert [seen.text for seen in ana.everything("launch")][1:] == [answer.text]


async def test_without_the_memory_of_answers_the_same_pile_doubles(
    database_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(inbound, "answered", lambda *_: None)
    monkeypatch.setattr(inbound, "remember", lambda *_: None)
    slack, ana = _slack()
    async with slack, drumbeat(slack, database_url) as bot:
        box = await written(slack, ana, 3)
        await deliver(_url(slack), box.four_times_each(seed=6), at_once=1)
        effects = await bot.bot.db.read(_effects)
        await bot.bot.drain(20)
    doubled = [effects[f"add {how} 0"] for how in ("Typed", "Submitted", "Said")]
    with capsys.disabled():
        print(f"\nwithout the memory of answers, four deliveries of each kind have {doubled} effects")
    assert doubled == [4, 4, 4]
