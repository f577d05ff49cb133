"""Reading what is at a foreign address: the only module that connects to where people say.

The check is at the socket: whatever the name, the redirect or the connection, what is connected to is a number that was
looked up, found to be public together with all others of that name, and not looked up again.
"""

import asyncio
import socket
import ssl
import zlib
from collections.abc import AsyncIterable, Awaitable, Callable, Iterable, Sequence
from functools import cache
from typing import Any
from urllib.parse import urljoin

import httpcore

from bot import __version__
from bot.rules.addresses import IP, Address, Unfit, is_public, number, read
from bot.rules.feeds import Fault, Unread

SECONDS = 10.0
LARGEST = 1_000_000
HOPS = 3
_MOVED = (301, 302, 303, 307, 308)
_GZIP_OR_ZLIB = 47
# Of a name with very many numbers the first few are tried.
_NUMBERS_TRIED = 3
_FAULTS: dict[int, Fault] = {401: "forbidden", 403: "forbidden", 404: "gone", 410: "gone"}

Resolve = Callable[[str, int], Awaitable[Sequence[IP]]]


async def look_up(host: str, port: int) -> Sequence[IP]:
    """Every number that a name has."""
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
    return [ip for *_, place in found if (ip := number(str(place[0])))]


class Guarded(httpcore.AsyncNetworkBackend):
    """Connects to public numbers only.

    Args:
        network: what opens the sockets.
        resolve: gives the numbers of a name.
        allowed: whether a number may be connected to.
    """

    def __init__(
        self, network: httpcore.AsyncNetworkBackend, resolve: Resolve, allowed: Callable[[IP], bool] = is_public
    ) -> None:
        self._network = network
        self._resolve = resolve
        self._allowed = allowed

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - the signature is httpcore's
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Look the name up, once, and connect to what was found, if all of that is public."""
        found = await self._numbers(host, port)
        if not found or not all(map(self._allowed, found)):
            raise Unread("private" if found else "unreachable")
        for ip in found[:_NUMBERS_TRIED]:
            try:
                return await self._network.connect_tcp(str(ip), port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                continue
        raise Unread("unreachable")

    async def connect_unix_socket(self, *_: Any, **__: Any) -> httpcore.AsyncNetworkStream:
        """Never: no address leads there."""
        raise Unread("private")

    async def sleep(self, seconds: float) -> None:
        """Between two tries, of which there is one."""
        await asyncio.sleep(seconds)

    async def _numbers(self, host: str, port: int) -> Sequence[IP]:
        written = number(host.strip("[]"))
        if written:
            return [written]
        try:
            return await self._resolve(host, port)
        except OSError:
            return []


async def fetch(url: str, network: httpcore.AsyncNetworkBackend | None = None) -> bytes:
    """What is at an https address, as it was before compression; at most a megabyte, within ten seconds.

    Args:
        network: what opens the sockets; guarded already, where it is given.

    Raises:
        Unread: it can't be had, or should not.
    """
    guarded = network or Guarded(httpcore.AnyIOBackend(), look_up)
    try:
        async with (
            asyncio.timeout(SECONDS),
            httpcore.AsyncConnectionPool(ssl_context=_tls(), network_backend=guarded, max_connections=1) as pool,
        ):
            return await _follow(pool, url)
    except (TimeoutError, httpcore.TimeoutException):
        raise Unread("slow") from None
    except Unfit:
        raise Unread("private") from None
    except httpcore.ConnectError as error:
        raise Unread("tls" if isinstance(error.__context__, ssl.SSLError) else "unreachable") from None
    except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.UnsupportedProtocol, OSError, ValueError):
        raise Unread("unreachable") from None


@cache
def _tls() -> ssl.SSLContext:
    """The system's certificates, loaded once."""
    return ssl.create_default_context()


async def _follow(pool: httpcore.AsyncConnectionPool, url: str) -> bytes:
    """The answer at the end of at most three redirects, each of them judged like the first address."""
    for _ in range(HOPS + 1):
        address = read(url)
        async with pool.stream("GET", _url(address), headers=_headers(address)) as response:
            said = {name.lower().decode("latin-1"): value.decode("latin-1") for name, value in response.headers}
            if response.status not in _MOVED:
                return await _taken(response, said)
            url = urljoin(url, said.get("location", ""))
    raise Unread("server")


def _url(address: Address) -> httpcore.URL:
    return httpcore.URL(scheme=b"https", host=address.host.encode(), port=address.port, target=address.target.encode())


def _headers(address: Address) -> list[tuple[bytes | str, bytes | str]]:
    return [
        ("Host", address.authority),
        ("Accept", "text/calendar, */*;q=0.1"),
        ("Accept-Encoding", "gzip"),
        ("User-Agent", f"Drumbeat/{__version__}"),
    ]


async def _taken(response: httpcore.Response, said: dict[str, str]) -> bytes:
    if response.status != 200:
        raise Unread(_FAULTS.get(response.status, "server"))
    packed = said.get("content-encoding", "identity").strip().lower()
    if packed not in ("identity", "gzip", "x-gzip", "deflate"):
        raise Unread("server")
    if said.get("content-length", "").isdecimal() and int(said["content-length"]) > LARGEST:
        raise Unread("big")
    return await _unpacked(response.aiter_stream(), packed != "identity")


async def _unpacked(chunks: AsyncIterable[bytes], packed: bool) -> bytes:
    """The whole body; of what is packed no more is unpacked than is wanted."""
    inflate = zlib.decompressobj(_GZIP_OR_ZLIB)
    body, came = bytearray(), 0
    async for chunk in chunks:
        came += len(chunk)
        try:
            body += inflate.decompress(chunk, LARGEST + 1 - len(body)) if packed else chunk
        except zlib.error:
            raise Unread("no_calendar") from None
        if max(came, len(body)) > LARGEST:
            raise Unread("big")
    return bytes(body)
