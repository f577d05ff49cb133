"""The driver's API over HTTP, as the page uses it; and who is kept out."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from playground.testing import Playground
from tests.playground.sample_app import Sample


class Driver:
    """Ana, by HTTP alone."""

    def __init__(self, slack: Playground, http: httpx.AsyncClient) -> None:
        self.id = slack.person("ana").id
        self._http = http

    async def get(self, path: str, **params: Any) -> Any:
        return (await self._http.get(path, params={"as": self.id, **params})).json()

    async def post(self, path: str, **body: Any) -> Any:
        return (await self._http.post(path, json={"as": self.id, **body})).json()


@pytest.fixture
async def http(slack: Playground) -> AsyncIterator[httpx.AsyncClient]:
    headers = {"X-Playground-Token": slack.token}
    async with httpx.AsyncClient(base_url=slack.core.base_url, headers=headers, trust_env=False) as client:
        yield client


@pytest.fixture
def driver(slack: Playground, http: httpx.AsyncClient) -> Driver:
    return Driver(slack, http)


def launch(slack: Playground) -> str:
    channel = slack.core.workspace.channel_called("launch")
    assert channel is not None
    return channel.id


@pytest.mark.parametrize("path", ["/", "/sim/state", "/sim/log", "/sim/stream"])
async def test_without_the_token_nothing_is_told(slack: Playground, path: str) -> None:
    async with httpx.AsyncClient(base_url=slack.core.base_url, trust_env=False) as client:
        assert (await client.get(path)).status_code == 403
        assert (await client.get(path, params={"token": "guess"})).status_code == 403


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Host": "evil.example"}, 400),
        ({"Host": "127.0.0.1:1"}, 400),
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "null"}, 403),
    ],
)
async def test_foreign_hosts_and_origins_are_refused(
    http: httpx.AsyncClient, headers: dict[str, str], status: int
) -> None:
    for path in ("/", "/page/app.js", "/sim/faults"):
        assert (await http.get(path, headers=headers)).status_code == status
    answer = await http.post("/sim/faults", json={"name": "slow", "seconds": 9}, headers=headers)
    assert answer.status_code == status


async def test_the_state_is_what_one_person_may_see(slack: Playground, driver: Driver) -> None:
    slack.add_channel("hidden", [slack.person("ben")], private=True)
    await slack.person("ben").says("news", channel="launch")
    state = await driver.get("/sim/state")
    assert state["me"]["name"] == "ana"
    assert {each["name"] for each in state["people"]} == {"sample", "ana", "ben"}
    channels = {each["name"]: each for each in state["channels"]}
    assert "hidden" not in channels
    assert channels["launch"]["unread"] == 1
    assert state["commands"][0] == {"command": "/echo", "description": "Says it again", "usage_hint": ""}
    assert state["shortcuts"][1]["type"] == "message"
    await driver.get("/sim/messages", channel=launch(slack))
    assert (
        next(each for each in (await driver.get("/sim/state"))["channels"] if each["name"] == "launch")["unread"] == 0
    )


async def test_a_command_a_click_and_a_form_by_http(slack: Playground, sample: Sample, driver: Driver) -> None:
    channel = launch(slack)
    assert await driver.post("/sim/command", channel=channel, text="/menu") == {"ok": True}
    (menu,) = (await driver.get("/sim/messages", channel=channel))["messages"]
    assert menu["is_ephemeral"]
    where = {"channel": channel, "ts": menu["ts"], "block_id": "acts"}
    assert await driver.post("/sim/act", **where, action_id="open") == {"ok": True}
    view = (await slack.person("ana").form()).view.id
    offered = await driver.post("/sim/options", view_id=view, block_id="find_block", action_id="find", value="ab")
    assert [each["value"] for each in offered["options"]] == ["1", "2"]
    complaint = await driver.post("/sim/submit", view_id=view, values={"title_block": {"title": ""}})
    assert complaint == {"errors": {"title_block": "Please complete this required field."}}
    told = await driver.post("/sim/submit", view_id=view, values={"title_block": {"title": "bad"}})
    assert told == {"errors": {"title_block": "Not that one"}}
    values = {"title_block": {"title": "good"}, "find_block": {"find": "2"}, "due_block": {"due": "2026-12-01"}}
    assert await driver.post("/sim/submit", view_id=view, values=values) == {"ok": True}
    sent = sample.last("view_submission")["view"]["state"]["values"]
    assert sent["due_block"]["due"]["selected_date"] == "2026-12-01"
    assert sent["find_block"]["find"]["selected_option"]["text"]["text"] == "ab two"
    assert (await driver.get("/sim/state"))["views"] == []
    assert slack.refusals == []


async def test_saying_reacting_and_direct_messages_by_http(slack: Playground, driver: Driver) -> None:
    ben, channel = slack.person("ben"), launch(slack)
    said = await driver.post("/sim/say", channel=channel, text="hi @ben")
    await ben.sees("hi @ben")
    reply = await driver.post("/sim/say", channel=channel, text="and more", thread_ts=said["ts"])
    thread = await driver.get("/sim/messages", channel=channel, thread_ts=said["ts"])
    assert [each["ts"] for each in thread["messages"]] == [said["ts"], reply["ts"]]
    assert await driver.post("/sim/react", channel=channel, ts=said["ts"], name="eyes") == {"ok": True}
    direct = await driver.post("/sim/dm", users=[ben.id])
    await driver.post("/sim/say", channel=direct["channel"], text="just us")
    await ben.sees("just us")


async def test_shortcuts_home_and_closing_by_http(slack: Playground, sample: Sample, driver: Driver) -> None:
    ana = slack.person("ana")
    await driver.post("/sim/home", tab="home")
    await ana.sees("Welcome home")
    assert (await driver.get("/sim/state"))["home"]["type"] == "home"
    assert await driver.post("/sim/shortcut", callback_id="new_thing") == {"ok": True}
    form = await ana.form()
    assert await driver.post("/sim/close", view_id=form.view.id) == {"ok": True}
    assert sample.last("view_closed")["view"]["id"] == form.view.id


async def test_what_cannot_be_done_is_said_in_a_sentence(slack: Playground, driver: Driver) -> None:
    channel = launch(slack)
    thread = await driver.post("/sim/command", channel=channel, text="/menu", thread_ts="1.1")
    assert thread == {"error": "Slash commands cannot be used in threads."}
    assert await driver.post("/sim/say", channel="C0NOWHERE", text="x") == {"error": "There is no such conversation."}
    assert await driver.post("/sim/say", channel=channel, text="") == {"error": "text is missing."}
    assert "no fault called" in (await driver.post("/sim/faults", name="flood"))["error"]
    unknown = await driver.post("/sim/command", channel=channel, text="/nonsense")
    assert unknown["error"] == "unknown_command"


async def test_another_persons_things_are_not_ones_own(slack: Playground, http_sample: Sample, driver: Driver) -> None:
    ben = slack.person("ben")
    menu = await ben.types("/menu", channel="launch")
    assert menu is not None
    where = {"channel": menu.channel, "ts": menu.ts, "block_id": "acts", "action_id": "replace"}
    assert await driver.post("/sim/act", **where) == {"error": "This message is gone."}
    await ben.types("/form")
    view = (await ben.form()).view.id
    assert await driver.post("/sim/close", view_id=view) == {"error": "This view is not open."}


async def test_the_stream_tells_what_happens_to_one_person(
    slack: Playground, http: httpx.AsyncClient, driver: Driver
) -> None:
    kinds: list[str] = []

    async def listen() -> None:
        async with http.stream("GET", "/sim/stream", params={"as": driver.id}) as stream:
            async for line in stream.aiter_lines():
                kinds.extend(json.loads(data)["type"] for data in [line.removeprefix("data: ")] if data != line)

    listening = asyncio.create_task(listen())
    await asyncio.sleep(0.1)
    channel = slack.core.workspace.channels[launch(slack)]
    message = slack.core.timeline.post(channel, {"text": "one"})
    slack.core.timeline.edit(channel, message, {"text": "two"}, "U0")
    slack.core.timeline.whisper(channel, driver.id, {"text": "psst"})
    slack.core.timeline.whisper(channel, slack.person("ben").id, {"text": "not for ana"})
    slack.core.timeline.delete(channel, message)
    await asyncio.sleep(0.1)
    listening.cancel()
    told = [kind for kind in kinds if kind != "log"]
    assert told == ["message", "message_changed", "ephemeral", "message_deleted"]


async def test_the_log_goes_on_from_where_it_was_read(slack: Playground, http_sample: Sample, driver: Driver) -> None:
    await slack.person("ana").types("/echo one", channel="launch")
    entries = (await driver.get("/sim/log"))["entries"]
    assert entries[-1]["summary"] == "/echo one"
    assert entries[-1]["direction"] == "out"
    assert entries[-1]["verdict"] == "ok"
    await slack.person("ana").types("/broken", channel="launch")
    (new,) = (await driver.get("/sim/log", after=entries[-1]["n"]))["entries"]
    assert new["verdict"] == "refused"
    assert new["problems"][0] == "invalid_blocks"


async def test_people_and_channels_go_by_name_as_well(slack: Playground, driver: Driver) -> None:
    assert await driver.post("/sim/say", **{"as": "ben", "channel": "launch", "text": "by name"})
    await slack.person("ana").sees("by name", channel="launch")
    await driver.post("/sim/say", channel="@ben", text="just you")
    await slack.person("ben").sees("just you", channel=slack.person("ana"))


async def test_a_name_opens_no_door_that_an_id_does_not(slack: Playground, driver: Driver) -> None:
    slack.add_channel("secret", members=[slack.person("ben")], private=True)
    assert await driver.get("/sim/messages", channel="secret") == {"error": "There is no such conversation."}
    assert await driver.get("/sim/messages", channel="@nobody") == {"error": "There is no such conversation."}
