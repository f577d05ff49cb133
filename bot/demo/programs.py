"""The two programs of the demo, the playground and the bot: started, waited for, and stopped together."""

import contextlib
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.demo.prepared import DATABASE, WORKSPACE
from bot.settings import SettingsError

START_SECONDS = 20


@dataclass
class Demo:
    """Both programs, running. `url` is the playground's address, `token` opens its page."""

    url: str
    token: str
    playground: subprocess.Popen[bytes]
    bot: subprocess.Popen[bytes]

    @property
    def page(self) -> str:
        return f"{self.url}/?token={self.token}"

    @property
    def runs(self) -> bool:
        return self.playground.poll() is None and self.bot.poll() is None


@dataclass(frozen=True)
class _Plan:
    """Where they meet, and by which secrets they know each other."""

    folder: Path
    page_port: int
    bot_port: int
    quiet: bool = False
    signing: str = field(default_factory=lambda: secrets.token_hex(16))
    bot: str = field(default_factory=lambda: f"xoxb-{secrets.token_hex(16)}")
    page: str = field(default_factory=lambda: secrets.token_hex(16))

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.page_port}"


@contextlib.contextmanager
def running(folder: Path, port: int, *, quiet: bool = False) -> Iterator[Demo]:
    """The demo on what is in a folder, ready to be used; stopped on leaving, also by SIGTERM.

    When `quiet`, the team does nothing by itself.

    Raises:
        SettingsError: it did not start.
    """
    plan = _Plan(folder, port or _free_port(), _free_port(), quiet=quiet)
    playground, bot = _playground(plan), _bot(plan)
    with _stopping(bot, playground):
        _wait_for(f"http://127.0.0.1:{plan.bot_port}/readyz", bot, playground)
        _wait_for(f"{plan.url}/page/index.html", bot, playground)
        yield Demo(plan.url, plan.page, playground, bot)


def _playground(plan: _Plan) -> subprocess.Popen[bytes]:
    options = {
        "--port": str(plan.page_port),
        "--manifest": str(manifest()),
        "--tour": str(Path(__file__).parents[1] / "tour.json"),
        "--bot-url": f"http://127.0.0.1:{plan.bot_port}/slack/events",
        "--state": str(plan.folder / WORKSPACE),
    }
    arguments = [part for option in options.items() for part in option]
    # Others on this machine can read a command line, but no environment.
    secrets_ = {
        "PLAYGROUND_SIGNING_SECRET": plan.signing,
        "PLAYGROUND_BOT_TOKEN": plan.bot,
        "PLAYGROUND_TOKEN": plan.page,
    }
    env = os.environ | secrets_
    switches = ["--seed-team", *(["--quiet"] if plan.quiet else [])]
    return tethered("playground", *arguments, *switches, stdout=subprocess.DEVNULL, env=env)


def _bot(plan: _Plan) -> subprocess.Popen[bytes]:
    environment = {
        **os.environ,
        "SLACK_BOT_TOKEN": plan.bot,
        "SLACK_SIGNING_SECRET": plan.signing,
        "SLACK_API_URL": f"{plan.url}/api/",
        "CLOCK_URL": f"{plan.url}/clock",
        # From the folder that it runs in: whose name may hold what means something in an address.
        "DATABASE_URL": f"sqlite:///{DATABASE}",
        "HOST": "127.0.0.1",
        "PORT": str(plan.bot_port),
        "LOG_LEVEL": "WARNING",
    }
    # The demo speaks to nobody outside: without a key it reads no calendar, and says so.
    environment.pop("DRUMBEAT_ENCRYPTION_KEY", None)
    return tethered("bot", "serve", env=environment, cwd=plan.folder)


def manifest() -> Path:
    """The app's manifest: beside the packages in a checkout, inside this one when installed."""
    here = Path(__file__).parents[1]
    checkout = here.parent / "pyproject.toml"
    return (here.parent if checkout.exists() else here) / "manifest.json"


def refuse_real_tokens() -> None:
    """Raises SettingsError when there are real Slack tokens in the environment."""
    for name in ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN"):
        if os.environ.get(name):
            raise SettingsError(f"{name} is set, and the demo never runs beside a real token: unset it and try again.")


def refuse_taken(port: int) -> None:
    """Raises SettingsError when somebody else listens there; 0 is any free one."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise SettingsError(f"Port {port} is taken: choose another with --port, or --port 0 for any.") from error


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def tethered(*module: str, **how: Any) -> subprocess.Popen[bytes]:
    """Start a module that Ctrl-C does not reach, and that does not outlive us."""
    command = [sys.executable, "-m", "bot.tether", *module]
    return subprocess.Popen(command, stdin=subprocess.PIPE, start_new_session=True, **how)  # noqa: S603


@contextlib.contextmanager
def _stopping(*programs: subprocess.Popen[bytes]) -> Iterator[None]:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
        for program in programs:
            program.terminate()
        for program in programs:
            with contextlib.suppress(subprocess.TimeoutExpired):
                program.wait(timeout=10)
            program.kill()
            program.wait()


def _wait_for(url: str, *programs: subprocess.Popen[bytes]) -> None:
    for _ in range(START_SECONDS * 20):
        if any(program.poll() is not None for program in programs):
            raise SettingsError("The demo could not start; what went wrong is said above.")
        with contextlib.suppress(urllib.error.URLError, OSError), urllib.request.urlopen(url, timeout=1):  # noqa: S310
            return
        time.sleep(0.05)
    raise SettingsError(f"The demo did not start within {START_SECONDS} seconds.")
