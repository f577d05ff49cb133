"""People who live on by themselves while the clock is turned, each unless somebody plays them."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import Any

from playground.clock import Clock
from playground.people import Actor
from playground.saved import save
from playground.testing import Playground
from tests.playground.sample_app import MANIFEST
from tests.playground.test_turning import HOUR, START, until

QUESTION = [
    {
        "type": "actions",
        "block_id": "question",
        "elements": [{"type": "button", "action_id": "answer", "text": {"type": "plain_text", "text": "Answer"}}],
    }
]


@contextlib.asynccontextmanager
async def team(*script: dict[str, Any], quiet: bool = False) -> AsyncIterator[Playground]:
    """Ana and Ben in #launch, with a script."""
    async with Playground(MANIFEST, clock=Clock(START)) as slack:
        slack.add_channel("launch", members=[slack.add_person(name, tz="Europe/Berlin") for name in ("ana", "ben")])
        state = {**save(slack.core), "script": list(script)}
    async with Playground(MANIFEST, state=state, clock=Clock(START), quiet=quiet) as slack:
        yield slack


async def turn(slack: Playground, hours: float) -> None:
    await slack.core.turning.turn(START + hours * HOUR, "UTC", "")
    await slack.core.turning.done()


def acts(slack: Playground) -> list[tuple[str, str, float]]:
    names = {each.id: each.name for each in slack.core.workspace.people.values()}
    done = [each for each in slack.core.journal.entries if each.what == "acted"]
    return [(names[each.to], each.text, round((each.at - START) / HOUR, 1)) for each in done]


def ask(slack: Playground, who: Actor) -> None:
    room = slack.core.workspace.app_dm(who.id)
    slack.core.timeline.post(room, {"text": "Time for the standup", "blocks": QUESTION})


def line(hours: float, who: str, text: str = "", **more: Any) -> dict[str, Any]:
    return {"at": START + hours * HOUR, "who": who, "channel": "launch", "text": text, **more}


async def test_while_time_is_turned_each_acts_at_their_hour() -> None:
    async with team(line(2, "ben", "/echo done"), line(1, "ana", "/echo hello"), line(9, "ana", "/echo late")) as slack:
        await turn(slack, 3)
        assert acts(slack) == [("ana", "/echo hello", 1.0), ("ben", "/echo done", 2.0)]
        assert [each.text for each in slack.core.script] == ["/echo late"]


async def test_whoever_is_played_at_the_moment_does_nothing_by_themselves() -> None:
    async with team(line(1, "ana", "/echo mine"), line(1, "ben", "/echo his")) as slack:
        ana = slack.person("ana").id
        window = asyncio.create_task(_look(slack, ana))
        await until(lambda: slack.core.hub.watches(ana))
        await turn(slack, 2)
        assert [who for who, *_ in acts(slack)] == ["ben"]
        window.cancel()


async def _look(slack: Playground, user: str) -> None:
    async for _ in slack.core.hub.stream(user):
        pass


async def test_what_was_not_asked_is_not_answered() -> None:
    async with team(
        line(1, "ana", "/echo answer", asked="Answer"), line(1, "ben", "/echo answer", asked="Answer")
    ) as slack:
        ask(slack, slack.person("ben"))
        await turn(slack, 2)
        assert [who for who, *_ in acts(slack)] == ["ben"]


async def test_a_button_is_pressed_where_there_is_one() -> None:
    async with team(line(1, "ana", press="Answer"), line(1, "ben", press="Answer")) as slack:
        ask(slack, slack.person("ben"))
        await turn(slack, 2)
        assert acts(slack) == [("ben", "pressed Answer", 1.0)]


async def test_a_quiet_team_stands_still() -> None:
    async with team(line(1, "ben", "/echo done"), quiet=True) as slack:
        await turn(slack, 2)
        assert acts(slack) == []


async def test_what_was_long_over_when_time_leapt_is_left_out() -> None:
    async with team(line(1, "ben", "/echo over"), line(5, "ben", "/echo just now")) as slack:
        await slack.core.turning.jump(5.1 * HOUR)
        await until(lambda: bool(acts(slack)))
        assert [text for _, text, _ in acts(slack)] == ["/echo just now"]
