"""Drumbeat as a program of its own, for tests of how it starts, stops and fails."""

import contextlib
import multiprocessing
import os
import signal
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from multiprocessing.context import ForkServerProcess
from pathlib import Path

import httpx

from tests.bot import signed

PATIENCE = 30
# Nobody listens there: a Slack that can't be reached.
NOWHERE = "http://127.0.0.1:9/api/"


def environment(**settings: str | None) -> dict[str, str]:
    """An environment with nothing in it but what the program needs to be found, and these settings."""
    path = {"PATH": os.defpath, "HOME": "/nonexistent"}
    # Where the packages are, when they are not installed; and how coverage and the like reach children.
    handed_on = {name: os.environ[name] for name in ("PYTHONPATH", "LD_LIBRARY_PATH") if name in os.environ}
    return {name: value for name, value in {**path, **handed_on, **settings}.items() if value is not None}


def serving(database_url: str, port: int, **more: str | None) -> dict[str, str]:
    """The settings of `serve` over HTTP, verified with the secret of `tests.bot.signed`."""
    settings: dict[str, str | None] = {
        "SLACK_BOT_TOKEN": "xoxb-1-2-three",
        "SLACK_SIGNING_SECRET": signed.SECRET,
        "SLACK_API_URL": NOWHERE,
        "DATABASE_URL": database_url,
        "PORT": str(port),
    }
    return environment(**{**settings, **more})


@dataclass(frozen=True)
class Ended:
    """How a run ended, and what it said."""

    returncode: int | None
    stdout: str
    stderr: str


def run(*arguments: str, env: Mapping[str, str], cwd: Path) -> Ended:
    """Run `drumbeat` with these arguments to its end."""
    ended = subprocess.run(  # noqa: PLW1510 - the exit code is what tests look at
        _command(*arguments), env=env, cwd=cwd, capture_output=True, text=True, timeout=PATIENCE * 2
    )
    return Ended(ended.returncode, ended.stdout, ended.stderr)


def run_quickly(*arguments: str, env: Mapping[str, str], cwd: Path) -> Ended:
    """The same in a fraction of the time, in a fork of a process that has imported the program already."""
    out, err = (cwd.parent / f"{uuid.uuid4().hex}.{name}" for name in ("out", "err"))
    process = start_quickly(*arguments, env=env, cwd=cwd, out=out, err=err)
    process.join(PATIENCE)
    ended = Ended(process.exitcode, out.read_text(), err.read_text())
    process.kill()
    for said in (out, err):
        said.unlink()
    return ended


def start_quickly(
    *arguments: str, env: Mapping[str, str], cwd: Path, out: Path, err: Path | None = None
) -> ForkServerProcess:
    """Start `drumbeat` in a fork of a process that has imported it already: nine tenths of a start are imports.

    It is a process of its own with exactly this environment, which can be killed like any other; what it says goes
    to the files.
    """
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(
        ["bot.cli", "bot.serving", "alembic.command", "uvicorn.loops.auto", "uvicorn.protocols.http.auto"]
    )
    for said in (out, err or out):
        said.touch()
    process = context.Process(target=_become, args=(arguments, dict(env), cwd, out, err or out))
    process.start()
    return process


def _become(arguments: tuple[str, ...], env: dict[str, str], cwd: Path, out: Path, err: Path) -> None:
    os.environ.clear()
    os.environ.update(env)
    os.chdir(cwd)
    for path, standard in ((out, 1), (err, 2)):
        os.dup2(os.open(path, os.O_WRONLY | os.O_APPEND), standard)
    from bot.cli import main

    main(list(arguments))


def free_port() -> int:
    """A port that nobody listens on at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Served:
    """`drumbeat serve`, running. Its log goes to a file, one line a record."""

    def __init__(self, env: Mapping[str, str], folder: Path) -> None:
        self.port = int(env["PORT"])
        self.url = f"http://127.0.0.1:{self.port}"
        self._log = folder / "drumbeat.log"
        with self._log.open("ab") as log:
            self.process = subprocess.Popen(_command("serve"), env=env, cwd=folder, stdout=log, stderr=log)

    @property
    def log(self) -> str:
        """All that it and its predecessors in this folder have written."""
        return self._log.read_text(errors="replace")

    def wait_until_alive(self) -> None:
        """Wait until it answers."""
        self._wait(lambda: self.asks("/healthz") == 200)

    def wait_until_ready(self) -> None:
        """Wait until it says that it can do its work."""
        self._wait(lambda: self.asks("/readyz") == 200)

    def asks(self, path: str) -> int | None:
        """The status it answers with; None when it does not answer."""
        try:
            return httpx.get(f"{self.url}{path}", timeout=PATIENCE, trust_env=False).status_code
        except httpx.TransportError:
            return None

    def stop(self, name: signal.Signals = signal.SIGTERM) -> int:
        """Send a signal and wait for the end; returns the exit code."""
        self.process.send_signal(name)
        return self.process.wait(PATIENCE)

    def kill(self) -> None:
        """End it as a power cut would."""
        self.process.kill()
        self.process.wait()

    def _wait(self, condition: Callable[[], bool]) -> None:
        deadline = time.monotonic() + PATIENCE
        while not condition():
            assert self.process.poll() is None, f"it ended with {self.process.returncode}: {self.log}"
            assert time.monotonic() < deadline, f"not within {PATIENCE} seconds: {self.log}"
            time.sleep(0.01)


@contextlib.contextmanager
def served(env: Mapping[str, str], folder: Path) -> Iterator[Served]:
    """`drumbeat serve`, answering; killed at the end if it still runs."""
    program = Served(env, folder)
    try:
        program.wait_until_alive()
        yield program
    finally:
        program.kill()


def _command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "bot", *arguments]
