"""The playground as a program of its own, and with apps that are not asynchronous."""

import asyncio
import json
import signal
import sys
from pathlib import Path
from typing import Any

import httpx
from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient

from playground.testing import Playground
from tests.playground.sample_app import MANIFEST


async def test_it_runs_alone_and_prints_how_to_reach_it(tmp_path: Path) -> None:
    manifest = tmp_path / "manifest.json"
    manifest.write_text(json.dumps(MANIFEST))
    program = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "playground", "--manifest", str(manifest), "--bot-token", "xoxb-given", "--seed-team"),
        stdout=asyncio.subprocess.PIPE,
    )
    assert program.stdout is not None
    printed = [(await program.stdout.readline()).decode().strip().partition("=") for _ in range(6)]
    told = {name: value for name, _, value in printed}
    async with httpx.AsyncClient(trust_env=False) as http:
        assert (await http.get(told["Page"])).status_code == 200
        who = await http.post(f"{told['SLACK_API_URL']}users.list", data={"token": "xoxb-given"})
    assert {"ana", "ben"} <= {member["name"] for member in who.json()["members"]}
    program.send_signal(signal.SIGINT)
    async with asyncio.timeout(5):
        assert await program.wait() == 0


async def test_a_synchronous_bolt_app_works_over_socket_mode(slack: Playground) -> None:
    handler = await asyncio.to_thread(connect_synchronously, slack)
    try:
        await slack.socket_connected()
        ana = slack.person("ana")
        seen = await ana.types("/echo hello", channel="launch")
        assert seen is not None
        assert seen.text == "You said: hello"
        await ana.sees("And again: hello")
    finally:
        await asyncio.to_thread(handler.close)
    assert slack.refusals == []


def connect_synchronously(slack: Playground) -> Any:
    client = WebClient(slack.bot_token, slack.api_url)
    app = App(client=client, signing_secret=slack.signing_secret)

    @app.command("/echo")
    def echo(ack: Any, respond: Any, command: dict[str, Any]) -> None:
        ack(f"You said: {command['text']}")
        respond(f"And again: {command['text']}")

    handler = SocketModeHandler(app, slack.app_token)
    handler.connect()
    return handler


async def test_odd_characters_pass_through_unharmed(slack: Playground) -> None:
    ana = slack.person("ana")
    headers = {"Authorization": f"Bearer {slack.bot_token}", "Content-Type": "application/json"}
    odd = "nul \\u0000, half a pair \\ud800, bidi \\u202e, emoji \\ud83d\\ude00"
    async with httpx.AsyncClient(base_url=slack.api_url, headers=headers, trust_env=False) as http:
        answer = await http.post("chat.postMessage", content=f'{{"channel": "{ana.id}", "text": "{odd}"}}')
        assert answer.json()["message"]["text"] == json.loads(f'"{odd}"')
        endless = await http.post("chat.postMessage", content='{"channel": "x", "post_at": NaN}')
        assert endless.json()["error"] == "invalid_json"
        nested = await http.post("chat.postMessage", content='{"a":' + "[" * 100_000 + "]" * 100_000 + "}")
        assert nested.json()["error"] == "invalid_json"
    seen = await ana.types("/raw \ud800 odd", channel="launch")
    assert seen is not None
    assert seen.is_error  # nobody is there, and nothing broke
