"""The demo: the playground and the bot, two programs that meet over HTTP just as Slack and the bot do."""

import contextlib
import os
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
import webbrowser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from bot.settings import SettingsError

START_SECONDS = 20


def play(port: int, *, open_browser: bool) -> int:
    """Run the demo until Ctrl-C; returns the exit code.

    Raises:
        SettingsError: real Slack tokens are in the environment, or the port is taken.
    """
    _refuse_real_tokens()
    page_port = port or _free_port()
    _refuse_taken(page_port)
    try:
        _play(page_port, _free_port(), open_browser=open_browser)
    except KeyboardInterrupt:
        click.echo("\nStopped.")
        return 0
    click.echo("The demo stopped by itself; what went wrong is said above.", err=True)
    return 1


def _play(page_port: int, bot_port: int, *, open_browser: bool) -> None:
    with tempfile.TemporaryDirectory(prefix="drumbeat-demo-") as folder:
        keys = {name: secrets.token_hex(16) for name in ("signing", "bot", "page")}
        url = f"http://127.0.0.1:{page_port}/?token={keys['page']}"
        playground = _playground(page_port, bot_port, keys)
        bot = _bot(page_port, bot_port, keys, Path(folder))
        with _stopping(playground, bot):
            _wait_for(f"http://127.0.0.1:{bot_port}/readyz", bot)
            _wait_for(f"http://127.0.0.1:{page_port}/page/index.html", playground)
            _welcome(url)
            if open_browser:
                webbrowser.open(url)
            while playground.poll() is None and bot.poll() is None:
                time.sleep(0.2)


def manifest() -> Path:
    """The app's manifest: beside the packages in a checkout, inside this one when installed."""
    here = Path(__file__).parent
    checkout = here.parent / "pyproject.toml"
    return (here.parent if checkout.exists() else here) / "manifest.json"


def _refuse_real_tokens() -> None:
    for name in ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN"):
        if os.environ.get(name):
            raise SettingsError(f"{name} is set, and the demo never runs beside a real token: unset it and try again.")


def _refuse_taken(port: int) -> None:
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


def _playground(page_port: int, bot_port: int, keys: dict[str, str]) -> subprocess.Popen[bytes]:
    options = {
        "--port": str(page_port),
        "--manifest": str(manifest()),
        "--bot-url": f"http://127.0.0.1:{bot_port}/slack/events",
        "--signing-secret": keys["signing"],
        "--bot-token": f"xoxb-{keys['bot']}",
        "--token": keys["page"],
    }
    arguments = [part for option in options.items() for part in option]
    return _tethered("playground", *arguments, "--seed-team", stdout=subprocess.DEVNULL)


def _bot(page_port: int, bot_port: int, keys: dict[str, str], folder: Path) -> subprocess.Popen[bytes]:
    environment = {
        **os.environ,
        "SLACK_BOT_TOKEN": f"xoxb-{keys['bot']}",
        "SLACK_SIGNING_SECRET": keys["signing"],
        "SLACK_API_URL": f"http://127.0.0.1:{page_port}/api/",
        "DATABASE_URL": f"sqlite:///{folder}/demo.db",
        "HOST": "127.0.0.1",
        "PORT": str(bot_port),
        "LOG_LEVEL": "WARNING",
    }
    return _tethered("bot", "serve", env=environment, cwd=folder)


def _tethered(*module: str, **how: Any) -> subprocess.Popen[bytes]:
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


def _wait_for(url: str, program: subprocess.Popen[bytes]) -> None:
    for _ in range(START_SECONDS * 20):
        if program.poll() is not None:
            raise SettingsError("The demo could not start; what went wrong is said above.")
        with contextlib.suppress(urllib.error.URLError, OSError), urllib.request.urlopen(url, timeout=1):  # noqa: S310
            return
        time.sleep(0.05)
    raise SettingsError(f"The demo did not start within {START_SECONDS} seconds.")


def _welcome(url: str) -> None:
    click.echo("Drumbeat is running in a Slack workspace of its own. Nothing leaves this machine.\n")
    click.echo(f"  {url}\n")
    click.echo("Open it, then try:")
    click.echo("  /task add Ship the beta @ben friday 17:00 !high #launch")
    click.echo("  /task list            and press Done")
    click.echo("  /blocker No access to staging @dana")
    click.echo("  the menu of any message: Create task")
    click.echo("\nCtrl-C stops it and forgets everything.")
