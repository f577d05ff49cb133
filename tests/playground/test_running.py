"""The playground as a program of its own, and programs that are launched beside it."""

import asyncio
import json
import os
import signal
import sys
from collections.abc import Mapping
from pathlib import Path

import httpx

from playground.__main__ import parse, seed_of
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


# As Slack's own samples are: nothing in it says where Slack is.
PROGRAM = """
import os
from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from beside import greeting

app = App(token=os.environ["SLACK_BOT_TOKEN"])
app.command("/echo")(lambda ack, respond: (ack(), respond(greeting)))

if __name__ == "__main__":
    SocketModeHandler(app, os.environ["SLACK_APP_TOKEN"]).start()
"""


async def test_a_program_that_names_no_address_is_launched_as_it_is(slack: Playground, tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text(PROGRAM)
    (tmp_path / "beside.py").write_text("greeting = 'Hello from a program'")
    program = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "playground.launch", str(tmp_path / "app.py")), env=os.environ | slack.environment
    )
    await slack.socket_connected()
    ana = slack.person("ana")
    await ana.types("/echo", channel="launch")
    await ana.sees("Hello from a program")
    program.terminate()
    await program.wait()
    assert slack.refusals == []


async def test_launching_says_what_is_missing(slack: Playground) -> None:
    nowhere = {name: value for name, value in os.environ.items() if name != "SLACK_API_URL"}
    assert "Which program?" in await launching(nowhere | slack.environment)
    assert "Set SLACK_API_URL" in await launching(nowhere, "app.py")


async def launching(env: Mapping[str, str], *arguments: str) -> str:
    """What it says on its way out, with an error."""
    program = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "playground.launch", *arguments),
        env=env,
        stderr=asyncio.subprocess.PIPE,
    )
    _, said = await program.communicate()
    assert program.returncode == 1
    return said.decode()


async def test_it_begins_with_the_people_and_channels_of_a_file(tmp_path: Path) -> None:
    seed = tmp_path / "seed.json"
    seed.write_text('{"people": [{"name": "zoe"}], "channels": [{"name": "lab", "members": ["zoe"]}]}')
    async with Playground(MANIFEST, seed_of(parse(["--manifest", "manifest.json", "--seed", str(seed)]))) as slack:
        assert (await slack.person("zoe").says("hello", channel="lab")).text == "hello"


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
