"""The program: `drumbeat serve`, `demo`, `migrate`, `doctor`."""

import asyncio
import contextlib
import signal
import socket
import sys
from collections.abc import Callable, Iterator

import click
import structlog
import uvicorn

from bot import __version__, log
from bot.app import connected, running
from bot.demo import play
from bot.doctor import examine
from bot.rules.zones import use_the_package
from bot.settings import Settings, SettingsError, SlackAccess
from bot.stopping import ANSWER_SECONDS, Deadline
from storage import migrate as migrations
from storage.database import open_engine

logger = structlog.get_logger()


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, package_name="drumbeat", prog_name="drumbeat")
def main() -> None:
    """A project coordinator that lives in Slack."""
    use_the_package()


@main.command()
def serve() -> None:
    """Answer Slack: over Socket Mode when SLACK_APP_TOKEN is set, else over HTTP."""
    with _said_plainly():
        settings = Settings.load()
        access = settings.slack_access()
        with _listen(settings) as listener:
            log.configure(settings.log_level)
            _migrate(settings)
            with asyncio.Runner(loop_factory=_loop_factory()) as runner:
                runner.run(_serve(settings, access, listener))


@main.command()
def migrate() -> None:
    """Bring the database's tables up to date, then stop."""
    with _said_plainly():
        _migrate(Settings.load())
        click.echo("The database is up to date.")


@main.command()
def doctor() -> None:
    """Look at the settings, the database and Slack, and say what is wrong."""
    with _said_plainly():
        findings = asyncio.run(examine(Settings.load()))
    for finding in findings:
        click.echo(f"{'ok  ' if finding.fine else 'FAIL'}  {finding.text}")
    sys.exit(0 if all(finding.fine for finding in findings) else 1)


@main.command()
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8300,
    show_default=True,
    help="Port of the page; 0 takes any free one.",
)
@click.option("--no-browser", is_flag=True, help="Only print the page's address.")
def demo(port: int, no_browser: bool) -> None:
    """Try it here and now: a Slack workspace in your browser, answered by the real bot."""
    with _said_plainly():
        sys.exit(play(port, open_browser=not no_browser))


@contextlib.contextmanager
def _said_plainly() -> Iterator[None]:
    """A bad setting is one sentence and exit code 2, never a traceback."""
    try:
        yield
    except (SettingsError, migrations.NewerDatabase) as error:
        click.echo(str(error), err=True)
        sys.exit(2)
    except migrations.Unreachable as error:
        click.echo(f"DATABASE_URL can't be used: {error}", err=True)
        sys.exit(2)


def _loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """uvloop where there is one: half the cost of asyncio's own."""
    return uvicorn.Config("", loop="auto", log_config=None).get_loop_factory()


def _listen(settings: Settings) -> socket.socket:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        return socket.create_server((settings.host, settings.port), family=family)
    except OSError as error:
        raise SettingsError(f"HOST {settings.host} and PORT {settings.port} can't be used: {error.strerror}.") from None


def _migrate(settings: Settings) -> None:
    try:
        engine = open_engine(settings.database_url)
    except OSError as error:
        raise migrations.Unreachable(f"{error.strerror}: {error.filename}") from error
    try:
        migrations.upgrade(engine)
    finally:
        engine.dispose()


class _Server(uvicorn.Server):
    """Uvicorn, with signals left to us: they may come before it runs."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield

    async def serve_until(self, stop: asyncio.Event, listener: socket.socket, deadline: Deadline) -> None:
        """Take requests until told to stop, then finish those in hand; from then on the deadline counts."""
        serving = asyncio.create_task(self.serve(sockets=[listener]))
        told = asyncio.create_task(stop.wait())
        await asyncio.wait({serving, told}, return_when=asyncio.FIRST_COMPLETED)
        logger.info("stopping")
        deadline.begin()
        self.should_exit = True
        told.cancel()
        await serving


async def _serve(settings: Settings, access: SlackAccess, listener: socket.socket) -> None:
    stop = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    async with running(settings, access) as drumbeat, connected(drumbeat):
        config = uvicorn.Config(
            drumbeat,
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=ANSWER_SECONDS,
        )
        mode = "socket" if access.app_token else "http"
        logger.info("serving", mode=mode, host=settings.host, port=settings.port, version=__version__)
        await _Server(config).serve_until(stop, listener, drumbeat.deadline)
