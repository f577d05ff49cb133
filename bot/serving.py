"""Serving: from settings to a program that answers Slack until it is told to stop."""

import asyncio
import contextlib
import signal
import socket
from collections.abc import Callable, Iterator

import structlog
import uvicorn

from bot import __version__, log
from bot.app import connected, running
from bot.settings import Settings, SettingsError, SlackAccess
from bot.stopping import ANSWER_SECONDS, Deadline
from storage import migrate as migrations
from storage.database import open_engine

logger = structlog.get_logger()


def serve() -> None:
    """Answer Slack until told to stop. Raises SettingsError."""
    settings = Settings.load()
    access = settings.slack_access()
    with listen(settings) as listener:
        log.configure(settings.log_level)
        migrate(settings)
        with asyncio.Runner(loop_factory=_loop_factory()) as runner:
            runner.run(_serve(settings, access, listener))


def migrate(settings: Settings) -> None:
    """Bring the database's tables up to date. Raises SettingsError."""
    try:
        engine = open_engine(settings.database_url)
    except OSError as error:
        raise SettingsError(f"DATABASE_URL can't be used: {error.strerror}: {error.filename}") from error
    try:
        migrations.upgrade(engine)
    except migrations.NewerDatabase as error:
        raise SettingsError(str(error)) from error
    except migrations.Unreachable as error:
        raise SettingsError(f"DATABASE_URL can't be used: {error}.") from error
    finally:
        engine.dispose()


def _loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """uvloop where there is one: half the cost of asyncio's own."""
    return uvicorn.Config("", loop="auto", log_config=None).get_loop_factory()


def listen(settings: Settings) -> socket.socket:
    """The bound address that `HOST` and `PORT` name. Raises SettingsError when it can't be had."""
    v6 = ":" in settings.host
    family = socket.AF_INET6 if v6 else socket.AF_INET
    both = v6 and socket.has_dualstack_ipv6()
    try:
        listener = socket.create_server((settings.host, settings.port), family=family, dualstack_ipv6=both)
    except OSError as error:
        raise SettingsError(f"HOST {settings.host} and PORT {settings.port} can't be used: {error.strerror}.") from None
    # Connections inherit it. The event loop sets it only on sockets it has made itself; without it an answer may
    # wait 40 ms for the acknowledgement of its own head.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listener


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
