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
    """uvicorn that leaves signals to the program it runs in."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


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
        task = asyncio.create_task(server.serve(sockets=[door]))
        while not server.started and not task.done():  # noqa: ASYNC110 - uvicorn has no event for it
            await asyncio.sleep(_POLL_SECONDS)
        try:
            yield f"http://{ADDRESS}:{door.getsockname()[1]}"
        finally:
            server.should_exit = True
            await task


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
