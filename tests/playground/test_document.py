"""What docs/playground.md says is so: its examples run as they are printed, and its tables leave nothing out."""

import asyncio
import inspect
import json
import re
import shlex
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from string import Template
from typing import Any

import httpx
import pytest
from slack_bolt.adapter.asgi.async_handler import AsyncSlackRequestHandler

from playground import sim
from playground.__main__ import parse
from playground.elements import ELEMENTS
from playground.faults import Faults
from playground.layout import BLOCKS
from playground.seed import TEAM
from playground.testing import Playground
from playground.tour import Tour
from playground.webapi.dispatch import METHODS

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs/playground.md").read_text(encoding="utf-8")

FILES = dict(re.findall(r"(?ms)^`([\w.]+)`:\n\n```\w+\n(.*?)^```$", TEXT))
BLOCKS_OF = {kind: re.findall(rf"(?ms)^```{kind}\n(.*?)^```$", TEXT) for kind in ("python", "json", "sh")}
LINES = [line for block in BLOCKS_OF["sh"] for line in block.splitlines()]
CURLS = [line for line in LINES if line.startswith("curl ")]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """All files of the document, as somebody would have copied them."""
    for name, content in FILES.items():
        (tmp_path / name).write_text(content, encoding="utf-8")
    return tmp_path


def test_every_python_example_is_a_file_that_is_run() -> None:
    assert set(BLOCKS_OF["python"]) == {text for name, text in FILES.items() if name.endswith(".py")}


async def test_its_tests_pass_as_they_are_printed(folder: Path) -> None:
    program = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"),
        cwd=folder,
        env={"PYTHONPATH": str(ROOT), "PATH": ""},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said, _ = await program.communicate()
    tests = sum(text.count("async def test_") for text in FILES.values())
    assert program.returncode == 0, said.decode()
    assert f"{tests} passed" in said.decode()


class Shell:
    """The lines that begin with `curl`, said by another client: not every machine has curl."""

    def __init__(self, **variables: str) -> None:
        self.variables = variables

    async def run(self, line: str) -> Any:
        words = shlex.split(Template(line).substitute(self.variables))
        url = next(word for word in words if word.startswith("http"))
        name, _, value = words[words.index("-H") + 1].partition(": ")
        body = words[words.index("-d") + 1] if "-d" in words else None
        async with httpx.AsyncClient(headers={name: value}, trust_env=False) as http:
            answer = await http.request("POST" if body else "GET", url, content=body)
        assert answer.status_code == 200, answer.text
        return answer.json()


@pytest.fixture
async def slack(folder: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Playground]:
    """The document's app in a playground."""
    monkeypatch.syspath_prepend(str(folder))
    monkeypatch.delitem(sys.modules, "app", raising=False)
    from app import make  # type: ignore[import-not-found, unused-ignore]

    async with Playground(folder / "manifest.json", TEAM, token="try") as playground:
        app = make(playground.bot_token, playground.signing_secret, playground.api_url)
        async with playground.hosts(AsyncSlackRequestHandler(app)):
            yield playground
    sys.modules.pop("app", None)


async def test_its_curl_lines_do_what_they_say(slack: Playground) -> None:
    shell = Shell(SIM=f"{slack.core.base_url}sim", TOKEN="try")
    state, command, messages, act, log = CURLS
    assert (await shell.run(state))["me"]["name"] == "ana"
    assert (await shell.run(command)) == {"ok": True}
    [message] = (await shell.run(messages))["messages"]
    assert message["blocks"][1]["block_id"] == "waving"
    shell.variables["TS"] = message["ts"]
    assert (await shell.run(act)) == {"ok": True}
    await slack.person("ana").sees("You waved.")
    assert {entry["verdict"] for entry in (await shell.run(log))["entries"]} == {"ok"}


@pytest.mark.parametrize("line", [line for line in LINES if line.startswith("python -m playground ")])
def test_its_commands_are_understood(line: str) -> None:
    assert parse(shlex.split(line)[3:]).manifest == Path("manifest.json")


def test_its_tour_can_be_read() -> None:
    [tour] = [block for block in BLOCKS_OF["json"] if block not in FILES.values()]
    assert len(Tour.load(json.loads(tour)).steps) == 2


def named(heading: str) -> set[str]:
    """The words in backticks from these words to the next empty line."""
    found = re.search(rf"(?s){re.escape(heading)}(.*?)\n\n", f"{TEXT}\n")
    assert found is not None
    return set(re.findall(r"`([^`]+)`", found[1]))


def test_it_names_every_method_and_no_other() -> None:
    assert named("The methods:") == set(METHODS)
    assert f"the {len(METHODS)} methods below" in TEXT


def test_it_names_every_block_and_says_where_each_element_stands() -> None:
    row = next(line for line in TEXT.splitlines() if line.startswith("| Blocks |"))
    assert set(re.findall(r"`(\w+)`", row)) - set(ELEMENTS) == set(BLOCKS) - set(ELEMENTS)


def test_it_names_every_fault() -> None:
    told = named("| Fault | What happens |")
    switches = {name for name, _ in inspect.getmembers(Faults, inspect.isfunction)}
    assert switches - {"__init__", "switch", "take", "as_json"} <= told


def test_it_names_every_path_of_the_drivers_api() -> None:
    told = set(re.findall(r"`([\w/]+)`", "".join(line for line in TEXT.splitlines() if line.startswith("| `"))))
    paths = {route.path.removeprefix("/sim/") for route in sim.routes(Playground(FILES_MANIFEST).core)}  # type: ignore[attr-defined]
    assert paths <= told


FILES_MANIFEST: dict[str, Any] = json.loads(FILES["manifest.json"])
