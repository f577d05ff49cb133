"""`./dev`: what a newcomer sees while it installs, with a Python that only plays at it."""

import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
# It makes a .venv of itself; pip is as talkative as it is, and fails where a file says so.
PYTHON = """#!/bin/sh
echo "$0 $*" >>"{folder}/called"
case "$*" in
    -V) echo "Python 3.13.0" ;;
    *platform*) echo 3.13.0 ;;
    "-m venv --clear .venv") mkdir -p .venv/bin && cp "$0" .venv/bin/python && cp "$0" .venv/bin/drumbeat ;;
    "-m pip install"*)
        echo "Collecting aiohttp"
        echo "  Downloading aiohttp-3.whl (1.7 MB)"
        if [ -e "{folder}/no-network" ]; then echo "ERROR: No route to host"; exit 1; fi ;;
    *demo*) echo "The demo is here." ;;
esac
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("dev", "pyproject.toml", *(path.name for path in ROOT.glob("requirements*.lock"))):
        shutil.copy(ROOT / name, tmp_path / name)
    python = tmp_path / "python"
    python.write_text(PYTHON.format(folder=tmp_path))
    python.chmod(0o755)
    return tmp_path


def dev(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": str(folder), "PYTHON": str(folder / "python")}
    command = ["sh", "./dev", *arguments]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def test_the_first_demo_installs_in_one_line_and_only_what_it_needs(folder: Path) -> None:
    said = dev(folder, "demo")
    assert said.returncode == 0, said.stderr
    setting_up, ready, demo = [line for line in said.stdout.splitlines() if line][:1] + said.stdout.splitlines()[-2:]
    assert setting_up == "Setting up .venv with Python 3.13.0, from requirements-runtime.lock; about a minute, once..."
    assert (ready, demo) == ("Ready.", "The demo is here.")
    installed = [line for line in (folder / "called").read_text().splitlines() if "pip install" in line]
    assert not [line for line in installed if "--requirement requirements.lock" in line]


def test_a_second_demo_installs_nothing_and_tests_need_their_tools(folder: Path) -> None:
    dev(folder, "demo")
    assert dev(folder, "demo").stdout == "The demo is here.\n"
    assert "from requirements.lock" in dev(folder, "setup").stdout
    assert dev(folder, "demo").stdout == "The demo is here.\n", "what the tests need is enough for the demo"


def test_what_pip_says_is_shown_when_it_fails(folder: Path) -> None:
    (folder / "no-network").touch()
    said = dev(folder, "demo")
    assert said.returncode == 1
    assert "Collecting" not in said.stdout
    assert "ERROR: No route to host" in said.stderr
    assert not (folder / ".venv" / "recipe").exists()
