"""Turning the clock through the driver's API, with an app that follows it and with one that does not."""

import asyncio
import contextlib
import json
import re
from collections.abc import AsyncIterator, Callable
from typing import Any

import httpx
import pytest

from playground.clock import Clock
from playground.testing import Playground
from tests.playground.sample_app import MANIFEST

# Monday, 29 March 2027, eleven o'clock in Berlin.
START = 1_806_310_800.0
HOUR = 3600.0


class App:
    """Follows the clock, and has something to do at some moments; writes down when it did it."""

    def __init__(self, slack: Playground, http: httpx.AsyncClient, *due: float) -> None:
        self._slack = slack
        self._http = http
        self._due = sorted(due)
        self.did: list[float] = []
        self.held = False

    async def follow(self) -> None:
        heard, now = 0, 0.0
        while True:
            while self._due and now and self._due[0] <= now:
                self.did.append(now)
                self._due.pop(0)
            said = {"heard": heard, "next": self._due[0] if self._due else None}
            told = (await self._http.post("/clock", json=said, headers=_bearer(self._slack))).json()
            heard, now, self.held = told["word"], told["now"], told["held"]


def _bearer(slack: Playground) -> dict[str, str]:
    return {"Authorization": f"Bearer {slack.bot_token}"}


@pytest.fixture
async def slack() -> AsyncIterator[Playground]:
    async with Playground(MANIFEST, clock=Clock(START)) as slack:
        slack.add_channel("launch", members=[slack.add_person("ana", tz="Europe/Berlin")])
        yield slack


@pytest.fixture
async def http(slack: Playground) -> AsyncIterator[httpx.AsyncClient]:
    headers = {"X-Playground-Token": slack.token}
    async with httpx.AsyncClient(base_url=slack.core.base_url, headers=headers, trust_env=False, timeout=30) as client:
        yield client


@contextlib.asynccontextmanager
async def following(app: App) -> AsyncIterator[None]:
    task = asyncio.create_task(app.follow())
    await until(lambda: app._slack.core.following.there)
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait({task})


async def until(so: Callable[[], bool]) -> None:
    async with asyncio.timeout(20):
        while not so():  # noqa: ASYNC110 - nothing tells of all that is waited for here
            await asyncio.sleep(0.01)


async def turn(slack: Playground, http: httpx.AsyncClient, to: object) -> Any:
    answer = await http.post("/sim/clock/turn", json={"as": slack.person("ana").id, "to": to})
    if answer.status_code == 202:
        await slack.core.turning.done()
    return answer


async def journal(http: httpx.AsyncClient, after: int = 0) -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = (await http.get("/sim/journal", params={"after": after})).json()["entries"]
    return entries


async def test_the_clock_is_told_as_it_stands(slack: Playground, http: httpx.AsyncClient) -> None:
    told = (await http.get("/sim/clock")).json()
    assert START <= told.pop("now") < START + 60
    assert told.pop("told") < (await http.get("/sim/clock")).json()["told"]
    assert told == {"speed": 1, "paused": False, "turning": False, "target": None}


async def test_an_app_that_follows_comes_to_each_of_its_moments_in_order(
    slack: Playground, http: httpx.AsyncClient
) -> None:
    moments = [START + 3 * HOUR, START + HOUR, START + 2 * HOUR, START + 30 * HOUR]
    app = App(slack, http, *moments)
    async with following(app):
        answer = await turn(slack, http, START + 4 * HOUR)
        assert (answer.status_code, answer.json()["target"]) == (202, START + 4 * HOUR)
        assert [round((at - START) / HOUR, 2) for at in app.did] == [1, 2, 3]
        told = (await http.get("/sim/clock")).json()
        assert (told["turning"], told["target"]) == (False, None)
        assert START + 4 * HOUR <= told["now"] < START + 4 * HOUR + 60


async def test_an_app_that_keeps_its_own_time_is_said_to(slack: Playground, http: httpx.AsyncClient) -> None:
    await turn(slack, http, "1h")
    assert [each["what"] for each in await journal(http)] == ["noted", "turned"]
    noted, turned = await journal(http)
    assert noted["text"] == "This app keeps its own time"
    assert "one leap" in noted["why"]
    assert (turned["to"], turned["text"]) == (slack.person("ana").id, "to Monday 29 March 2027, 12:00 (Europe/Berlin)")
    assert (await journal(http, after=noted["n"])) == [turned]


async def test_a_turn_can_be_stopped_on_the_way(slack: Playground, http: httpx.AsyncClient) -> None:
    app = App(slack, http, *(START + minute * 60 for minute in range(1, 10_000)))
    async with following(app):
        answer = await http.post("/sim/clock/turn", json={"to": START + 10_000 * 60})
        assert answer.json()["turning"]
        await until(lambda: bool(app.did))
        stopped = (await http.post("/sim/clock/stop", json={})).json()
        assert (stopped["turning"], stopped["target"]) == (False, None)
        assert START < stopped["now"] < START + 10_000 * 60


async def test_a_held_clock_stands_for_both_until_it_is_run(slack: Playground, http: httpx.AsyncClient) -> None:
    app = App(slack, http)
    async with following(app):
        held = (await http.post("/sim/clock/pause", json={})).json()
        assert held["paused"]
        assert (await http.get("/sim/clock")).json()["now"] == held["now"]
        await until(lambda: app.held)
        running = (await http.post("/sim/clock/run", json={"speed": 600})).json()
        assert (running["paused"], running["speed"]) == (False, 600)
        await until(lambda: slack.core.clock.now() > held["now"] + 600)
        assert (await http.post("/sim/clock/run", json={"speed": 1})).json()["speed"] == 1
        await until(lambda: not app.held)


@pytest.mark.parametrize("speed", [0, 2, "1", None, True, -60])
async def test_a_speed_there_is_not_is_refused(slack: Playground, http: httpx.AsyncClient, speed: object) -> None:
    refused = await http.post("/sim/clock/run", json={"speed": speed})
    assert (refused.status_code, refused.json()) == (400, {"error": "speed is none of 1, 60, 600."})


@pytest.mark.parametrize("to", ["soon", None, 5, START + 121 * 24 * HOUR])
async def test_a_moment_that_can_not_be_reached_is_refused(
    slack: Playground, http: httpx.AsyncClient, to: object
) -> None:
    refused = await turn(slack, http, to)
    assert refused.status_code == 400
    assert refused.json()["error"].endswith(".")
    assert await journal(http) == []


async def test_whoever_looks_is_told_of_every_step(slack: Playground, http: httpx.AsyncClient) -> None:
    steps: list[dict[str, Any]] = []
    app = App(slack, http, START + HOUR)

    async def look() -> None:
        async with http.stream("GET", "/sim/stream", params={"as": slack.person("ana").id}) as stream:
            async for line in stream.aiter_lines():
                steps.extend(json.loads(data) for data in re.findall("^data: (.*)", line))

    looking = asyncio.create_task(look())
    async with following(app):
        await until(lambda: bool(slack.core.hub._streams))
        await turn(slack, http, START + 2 * HOUR)
        await until(lambda: any(each["type"] == "clock" and not each["turning"] for each in steps))
    looking.cancel()
    clocks = [each for each in steps if each["type"] == "clock"]
    hours = [round((each["now"] - START) / HOUR, 2) for each in clocks]
    assert hours == sorted(hours)
    assert {0, 1, 2} <= set(hours)
    assert [each["entry"]["what"] for each in steps if each["type"] == "journal"] == ["turned"]


async def test_the_journal_tells_what_was_done_and_sent_and_why(slack: Playground, http: httpx.AsyncClient) -> None:
    ana = slack.person("ana")
    await http.post(
        "/api/chat.postMessage",
        json={
            "channel": ana.id,
            "text": "Good morning\nand more",
            "metadata": {"event_type": "x", "event_payload": {"why": "It is nine o'clock."}},
        },
        headers=_bearer(slack),
    )
    [sent] = await journal(http)
    assert (sent["what"], sent["to"], sent["text"], sent["why"]) == (
        "sent", ana.id, "Good morning · and more", "It is nine o'clock.",
    )  # fmt: skip
    await ana.types("/echo hello", channel="launch")
    [acted] = await journal(http, after=sent["n"])
    assert (acted["what"], acted["to"], acted["text"], acted["why"]) == ("acted", ana.id, "/echo hello", "")


@pytest.mark.parametrize("said", [{}, {"heard": "1"}, {"heard": 0, "next": "soon"}, {"heard": True}, [], "x"])
async def test_what_is_not_of_the_protocol_is_refused(slack: Playground, http: httpx.AsyncClient, said: object) -> None:
    answer = await http.post("/clock", json=said, headers=_bearer(slack))
    assert answer.status_code == 400
    assert not slack.core.following.there


async def test_only_the_app_itself_is_told_the_time(slack: Playground, http: httpx.AsyncClient) -> None:
    assert (await http.post("/clock", json={"heard": 0, "next": None})).status_code == 403


CHECKBOXES = [
    {
        "type": "input",
        "block_id": "done",
        "dispatch_action": True,
        "label": {"type": "plain_text", "text": "What did you do?"},
        "element": {
            "type": "checkboxes",
            "action_id": "q1-tick0",
            "options": [{"text": {"type": "plain_text", "text": "The plan"}, "value": "1"}],
        },
    }
]


async def test_the_journal_names_what_was_filled_in_as_people_read_it(slack: Playground) -> None:
    ana, room = slack.person("ana"), slack.core.workspace.channel_called("launch")
    assert room
    slack.core.timeline.post(room, {"text": "Time for it", "blocks": CHECKBOXES})
    seen = await ana.sees("What did you do?")
    await ana.selects("What did you do?", ["The plan"], on=seen)
    assert [each.text for each in slack.core.journal.entries if each.what == "acted"] == [
        "filled in “What did you do?”"
    ]


async def test_the_journal_tells_a_message_beyond_its_first_line(slack: Playground, http: httpx.AsyncClient) -> None:
    text = "*Good morning. This is waiting for you:*\n\n*B-6* No access to staging\nraised by Ana\n" + "more\n" * 200
    await http.post(
        "/api/chat.postMessage", json={"channel": slack.person("ana").id, "text": text}, headers=_bearer(slack)
    )
    [sent] = await journal(http)
    assert "waiting for you:* *B-6* No access to staging · raised by Ana · more" in sent["text"]
    assert len(sent["text"]) == 300
