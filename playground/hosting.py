"""How an app under test is reached: served over HTTP, in this event loop or in threads, or connected by Socket Mode."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from socketserver import ThreadingMixIn
from threading import Thread
from typing import Any, Protocol, runtime_checkable
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server
from wsgiref.types import WSGIApplication

import uvicorn

ADDRESS = "127.0.0.1"
_POLL_SECONDS = 0.02
# uvicorn counts tenths of a second, and renews its headers with every tenth.
_TICKS_A_SECOND = 10

# As loose as this, since every framework words the three arguments in its own way.
ASGIApp = Callable[[Any, Any, Any], Awaitable[None]]


@runtime_checkable
class AsyncSocketHandler(Protocol):
    """Bolt's AsyncSocketModeHandler."""

    async def connect_async(self) -> None: ...
    async def close_async(self) -> None: ...


class SocketHandler(Protocol):
    """Bolt's SocketModeHandler. Both calls block."""

    def connect(self) -> None: ...
    def close(self) -> None: ...


class Uvicorn(uvicorn.Server):
    """uvicorn that leaves signals to the program it runs in, and stops as soon as it is told to.

    uvicorn looks ten times a second whether it should stop, and rests as long before it does: in a test that is most of
    the time.
    """

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self._ready = asyncio.Event()
        self._told = asyncio.Event()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield

    async def begin(self, door: socket.socket) -> "asyncio.Task[None]":
        """Serve at `door`; returns what runs until the end, once requests are taken or that has failed."""
        serving = asyncio.create_task(self.serve(sockets=[door]))
        ready = asyncio.create_task(self._ready.wait())
        await asyncio.wait({serving, ready}, return_when=asyncio.FIRST_COMPLETED)
        ready.cancel()
        return serving

    def end(self) -> None:
        """Take no more requests, and finish those in hand."""
        self.should_exit = True
        self._told.set()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._ready.set()

    async def main_loop(self) -> None:
        ticks = 0
        while not await self.on_tick(ticks):
            ticks += _TICKS_A_SECOND
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(1):
                    await self._told.wait()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        if self.server_state.tasks:
            await super().shutdown(sockets)
            return
        for server in self.servers:
            server.close()
        for connection in list(self.server_state.connections):
            connection.shutdown()
        # The transports take one turn of the loop to close.
        await asyncio.sleep(0)


def listener(port: int = 0) -> socket.socket:
    """A bound loopback port; 0 is any free one. Raises OSError when it is taken."""
    found = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    # Every connection inherits it: without it a body waits 40 ms for its own head to be acknowledged.
    found.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    found.bind((ADDRESS, port))
    return found


@contextlib.asynccontextmanager
async def served(app: ASGIApp) -> AsyncIterator[str]:
    """Serve an ASGI app in this event loop, on a free loopback port; gives its base URL, without a slash at the end."""
    with listener() as door:
        server = Uvicorn(uvicorn.Config(app, lifespan="off", log_config=None, access_log=False, ws="none"))
        serving = await server.begin(door)
        try:
            yield f"http://{ADDRESS}:{door.getsockname()[1]}"
        finally:
            server.end()
            await serving


class _Silent(WSGIRequestHandler):
    def log_message(self, *_: object) -> None:
        """The playground keeps its own record of what was asked and answered."""


class _Threads(ThreadingMixIn, WSGIServer):
    daemon_threads = True


@contextlib.asynccontextmanager
async def served_in_threads(app: WSGIApplication) -> AsyncIterator[str]:
    """Serve a WSGI app, each request in a thread of its own; gives its base URL, without a slash at the end."""
    with make_server(ADDRESS, 0, app, _Threads, _Silent) as server:
        Thread(target=server.serve_forever, args=[_POLL_SECONDS], daemon=True).start()
        try:
            yield f"http://{ADDRESS}:{server.server_port}"
        finally:
            await asyncio.to_thread(server.shutdown)


@contextlib.asynccontextmanager
async def socket_open(handler: AsyncSocketHandler | SocketHandler) -> AsyncIterator[None]:
    """Have Bolt's handler connect, and close it at the end; one that blocks does so in a thread."""
    if isinstance(handler, AsyncSocketHandler):
        await handler.connect_async()
    else:
        await asyncio.to_thread(handler.connect)
    try:
        yield
    finally:
        if isinstance(handler, AsyncSocketHandler):
            await handler.close_async()
        else:
            await asyncio.to_thread(handler.close)
