"""The demo: the playground and the bot, two programs that meet over HTTP just as Slack and the bot do."""

import contextlib
import fcntl
import tempfile
import time
import webbrowser
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import click

from bot.demo import guide, prepared
from bot.demo.programs import Demo, refuse_real_tokens, refuse_taken, running, tethered
from bot.settings import SettingsError


def open_the_page(port: int, *, open_browser: bool, fresh: bool, quiet: bool, keep: Path | None, now: datetime) -> int:
    """Run the demo until Ctrl-C; returns the exit code. `now` is the real local time; a `quiet` team stands still.

    Raises:
        SettingsError: real Slack tokens are in the environment, the port is taken, or the folder can't be used.
    """
    refuse_real_tokens()
    refuse_taken(port)
    with _folder_for_now() as made_up:
        folder = keep or Path(made_up)
        try:
            _make(folder)
            with _alone_in(folder):
                _furnish(folder, None if fresh else prepared.at_hand(prepared.first_morning(now)))
                with running(folder, port, quiet=quiet) as demo:
                    _welcome(demo.page, keep)
                    _stay(demo, open_browser=open_browser, stale=not prepared.is_prepared(prepared.first_morning(now)))
        except KeyboardInterrupt:
            click.echo("\nStopped.")
            return 0
    click.echo("The demo stopped by itself; what went wrong is said above.", err=True)
    return 1


def play_the_week(*, as_json: bool, now: datetime) -> int:
    """Play the guided week and print it; returns the exit code. `now` is the real local time.

    Raises:
        SettingsError: real Slack tokens are in the environment, or it did not start.
    """
    refuse_real_tokens()
    with _folder_for_now() as made_up:
        try:
            _furnish(Path(made_up), prepared.first_monday(now), quiet=as_json)
            with running(Path(made_up), 0, quiet=True) as demo:
                return guide.play(demo, as_json=as_json)
        except KeyboardInterrupt:
            return 130


def _folder_for_now() -> tempfile.TemporaryDirectory[str]:
    try:
        return tempfile.TemporaryDirectory(prefix="drumbeat-demo-")
    except OSError as error:
        raise SettingsError(f"The demo needs a folder for a while, and there is none: {error.strerror}.") from error


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SettingsError(f"{folder} can't be used: {error.strerror}.") from error


def _furnish(folder: Path, until: datetime | None, *, quiet: bool = False) -> None:
    """Give a folder the team's history until a moment, unless it has one or shall have none."""
    if any((folder / name).exists() for name in (prepared.DATABASE, prepared.WORKSPACE)):
        _refuse_broken(folder)
        return
    if until is None:
        return
    if not quiet and not prepared.is_prepared(until):
        click.echo("The team lives through its first three weeks; some seconds, once a day.")
    prepared.lay_out(folder, until)


def _refuse_broken(folder: Path) -> None:
    if not prepared.is_whole(folder):
        said = "There is a demo in it that can't be read any more: delete it, or choose another folder with --keep."
        raise SettingsError(f"{folder} can't be used. {said}")


@contextlib.contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    """Two demos at once would write over each other."""
    with (folder / "demo.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise SettingsError(f"Another demo runs in {folder}. Stop it first, or choose another folder.") from None
        yield


def _stay(demo: Demo, *, open_browser: bool, stale: bool) -> None:
    if open_browser:
        webbrowser.open(demo.page)
    if stale:
        tethered("bot.demo")  # today's history, for the next time
    while demo.runs:
        time.sleep(0.2)


def _welcome(url: str, kept: Path | None) -> None:
    click.echo("Drumbeat is running in a Slack workspace of its own. Nothing leaves this machine.\n")
    click.echo(f"  {url}\n")
    click.echo("Open it, then try:")
    click.echo("  /standup answer       the questions of this morning")
    click.echo("  /task add Ship the beta @ben friday 17:00 !high #launch")
    click.echo("  /blocker No access to staging @ben")
    click.echo("  turn the clock at the top, and see what comes")
    click.echo(f"\nCtrl-C stops it and {f'keeps everything in {kept}' if kept else 'forgets everything'}.")
