"""The program: `drumbeat serve`, `demo`, `migrate`, `doctor`, `key`, `audit verify`."""

import asyncio
import base64
import contextlib
import secrets
import signal
import sys
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from bot import __version__
from bot import demo as playing
from bot.rules.zones import use_the_package
from bot.settings import Settings, SettingsError

if TYPE_CHECKING:
    from bot.doctor import Finding

# What serves takes a second to load, and the demo has it loaded elsewhere: each command brings its own.


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, package_name="drumbeat", prog_name="drumbeat")
def main() -> None:
    """A project coordinator that lives in Slack."""
    use_the_package()


@main.command()
def serve() -> None:
    """Answer Slack: over Socket Mode when SLACK_APP_TOKEN is set, else over HTTP."""
    # The first process of a container is not ended by a signal that it does not handle, and loading takes seconds.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    from bot import serving  # noqa: PLC0415

    with _said_plainly():
        serving.serve()


@main.command()
def migrate() -> None:
    """Bring the database's tables up to date, then stop."""
    from bot import serving  # noqa: PLC0415

    with _said_plainly():
        serving.migrate(Settings.load())
        click.echo("The database is up to date.")


@main.command()
def doctor() -> None:
    """Look at the settings, the database and Slack, and say what is wrong."""
    from bot.doctor import examine  # noqa: PLC0415

    with _said_plainly():
        _report(asyncio.run(examine(Settings.load())))


@main.command()
def key() -> None:
    """Print a new DRUMBEAT_ENCRYPTION_KEY."""
    click.echo(base64.urlsafe_b64encode(secrets.token_bytes(32)).decode())


@main.group()
def audit() -> None:
    """The record of every change, chained so that none can be altered unseen."""


@audit.command()
def verify() -> None:
    """Walk the whole chain; say that it holds, or where it is first broken."""
    from bot.doctor import audit_findings  # noqa: PLC0415

    with _said_plainly():
        _report(audit_findings(Settings.load().database_url))


@main.command()
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8300,
    show_default=True,
    help="Port of the page; 0 takes any free one.",
)
@click.option("--no-browser", is_flag=True, help="Only print the page's address.")
@click.option("--fresh", is_flag=True, help="Begin with an empty workspace, without the team's three weeks.")
@click.option(
    "--keep",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help="Keep everything in this folder, and go on from there next time.",
)
@click.option("--quiet-team", is_flag=True, help="The others do nothing by themselves when time passes.")
@click.option("--play", is_flag=True, help="Play a guided week by itself, print it, and end.")
@click.option("--json", "as_json", is_flag=True, help="With --play: one JSON object a line.")
def demo(
    port: int, no_browser: bool, fresh: bool, keep: Path | None, quiet_team: bool, play: bool, as_json: bool
) -> None:
    """Try it here and now: a Slack workspace in your browser, answered by the real bot."""
    now = datetime.now().astimezone()  # noqa: TID251 - the day on which somebody tries it
    with _said_plainly():
        if play:
            sys.exit(playing.play_the_week(as_json=as_json, now=now))
        sys.exit(
            playing.open_the_page(port, open_browser=not no_browser, fresh=fresh, quiet=quiet_team, keep=keep, now=now)
        )


def _report(findings: Sequence["Finding"]) -> NoReturn:
    for finding in findings:
        click.echo(f"{'ok  ' if finding.fine else 'FAIL'}  {finding.text}")
    sys.exit(0 if all(finding.fine for finding in findings) else 1)


@contextlib.contextmanager
def _said_plainly() -> Iterator[None]:
    """A bad setting is one sentence and exit code 2, never a traceback."""
    try:
        yield
    except SettingsError as error:
        click.echo(str(error), err=True)
        sys.exit(2)
