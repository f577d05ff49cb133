"""The walls of the house: who may import whom, as `pyproject.toml` says and import-linter sees."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ROOMS = ("bot", "handlers", "storage", "schedules", "playground")

# A line that must not stand in a file, and the contract it breaks.
TRESPASSES = [
    ("handlers/tasks.py", "import schedules.tasks", "The house is built in layers"),
    ("bot/rules/tasks.py", "import storage.tasks", "The house is built in layers"),
    ("bot/views/tasks.py", "import slack_sdk", "Rules and views are pure"),
    ("storage/outbox.py", "import slack_sdk", "Storage never speaks to Slack"),
    ("playground/clock.py", "import bot.rules.text", "The playground and the bot meet only over the wire"),
    ("bot/demo/guide.py", "import playground.server", "The bot does not know the playground"),
]


def broken_contracts(house: Path) -> list[str]:
    """The names of the contracts that the packages in `house` break."""
    program = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    options = ["--no-cache", "--no-logo", "--config", str(house / "pyproject.toml")]
    command = [sys.executable, "-c", program, *options]
    done = subprocess.run(command, cwd=house, capture_output=True, text=True, timeout=100, check=False)
    summary, contracts = done.stdout.splitlines(), ("KEPT", "BROKEN")
    judged = [line for line in summary if line.rstrip().endswith(contracts)]
    assert len(judged) == 5, done.stdout + done.stderr
    broken = [line.rsplit(maxsplit=1)[0] for line in judged if line.rstrip().endswith("BROKEN")]
    assert done.returncode == (1 if broken else 0), done.stdout + done.stderr
    return broken


def copy_of_the_house(to: Path) -> Path:
    """The packages and their contracts, somewhere a wall may be knocked through."""
    for room in ROOMS:
        shutil.copytree(ROOT / room, to / room, ignore=shutil.ignore_patterns("__pycache__", "page"))
    shutil.copy(ROOT / "pyproject.toml", to)
    return to


def test_every_wall_stands() -> None:
    assert broken_contracts(ROOT) == []


@pytest.mark.parametrize(("path", "line", "contract"), TRESPASSES, ids=lambda value: str(value).replace("/", "."))
def test_an_import_through_a_wall_is_caught(tmp_path: Path, path: str, line: str, contract: str) -> None:
    house = copy_of_the_house(tmp_path)
    file = house / path
    file.write_text(f"{file.read_text()}\n{line}\n")
    assert contract in broken_contracts(house)


def test_a_name_for_type_checkers_alone_is_no_trespass(tmp_path: Path) -> None:
    house = copy_of_the_house(tmp_path)
    file = house / "bot/rules/people.py"
    file.write_text(
        f"{file.read_text()}\nfrom typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import storage.tasks\n"
    )
    assert broken_contracts(house) == []
