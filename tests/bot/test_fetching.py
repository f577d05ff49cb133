"""What is read from a foreign address, and what is never connected to; no packet leaves this process."""

import asyncio
import gzip
import os
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Any

import httpcore
import pytest

from bot import fetching
from bot.fetching import LARGEST, Guarded, fetch
from bot.rules.addresses import IP, is_public
from bot.rules.feeds import Unread

PUBLIC = "93.184.215.14"
BODY = b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"
# One of each kind of address that is not one host of the open Internet.
CLASSES = {
    "this host": "0.0.0.0", "this network": "0.1.2.3", "private 10": "10.1.2.3", "carrier": "100.64.1.1",
    "loopback": "127.0.0.1", "link-local": "169.254.169.254", "private 172": "172.16.0.1", "protocols": "192.0.0.8",
    "documentation 1": "192.0.2.1", "6to4 relay": "192.88.99.1", "private 192": "192.168.1.1",
    "benchmarking": "198.18.0.1", "documentation 2": "198.51.100.1", "documentation 3": "203.0.113.1",
    "multicast": "224.0.0.251", "reserved": "240.0.0.1", "broadcast": "255.255.255.255",
    "unspecified 6": "::", "loopback 6": "::1", "compatible": "::7f00:1", "mapped": "::ffff:127.0.0.1",
    "translated": "::ffff:0:7f00:1", "NAT64": "64:ff9b::7f00:1", "Teredo": "2001:0:7f00:1::1",
    "documentation 6": "2001:db8::1", "6to4": "2002:7f00:1::", "unique local": "fd00::1", "link-local 6": "fe80::1",
    "site-local": "fec0::1", "multicast 6": "ff02::1", "segment routing": "5f00::1", "NAT64 local": "64:ff9b:1::1",
}  # fmt: skip
# Ways to write 127.0.0.1, and what looks like a host and is none.
FORMS = (
    "2130706433", "0x7f000001", "0x7f.0.0.1", "0177.0.0.1", "017700000001", "127.1", "127.0.1", "127.0.0.1.",
    "127.0.0.1..", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::]", "[::1]", "[::1%25lo]", "[fe80::1%25eth0]",
    "１２７.0.0.1", "①②⑦.0.0.1", "127。0。0。1", "localhost", "localhost.", "user@127.0.0.1",
    "calendar.example.com@127.0.0.1", "127.0.0.1:22", "127.0.0.1\\@calendar.example.com", "calendar.example.com:25", "",
)  # fmt: skip
REDIRECTS = (301, 302, 303, 307, 308)


def answer(body: bytes = BODY, status: int = 200, *headers: str) -> Iterator[bytes]:
    """What a server sends."""
    yield "\r\n".join([f"HTTP/1.1 {status} Yes", *headers, f"Content-Length: {len(body)}", "", ""]).encode() + body


def endless(chunk: bytes, *headers: str) -> Iterator[bytes]:
    """A body without end, in chunks."""
    yield "\r\n".join(["HTTP/1.1 200 Yes", "Transfer-Encoding: chunked", *headers, "", ""]).encode()
    while True:
        yield f"{len(chunk):x}\r\n".encode() + chunk + b"\r\n"


def moved(to: str, status: int = 302) -> Callable[[], Iterator[bytes]]:
    return lambda: answer(b"", status, f"Location: {to}")


@dataclass
class Stream(httpcore.AsyncNetworkStream):
    """One connection to a server that is an iterator of bytes."""

    net: "Net"
    said: Iterator[bytes] = field(default_factory=lambda: iter(()))

    async def read(self, *_: Any, **__: Any) -> bytes:
        if self.net.is_slow:
            await asyncio.sleep(3600)
        piece = next(self.said, b"")
        self.net.sent += len(piece)
        return piece

    async def write(self, buffer: bytes, *_: Any, **__: Any) -> None:
        self.net.heard += buffer
        if buffer.startswith(b"GET"):
            self.said = self.net.answers[min(self.net.asked, len(self.net.answers) - 1)]()
            self.net.asked += 1

    async def aclose(self) -> None:
        pass

    async def start_tls(self, ssl_context: Any, server_hostname: str | None = None, *_: Any, **__: Any) -> Any:
        self.net.named.append(server_hostname)
        return self

    def get_extra_info(self, info: str) -> Any:
        return None


@dataclass
class Net(httpcore.AsyncNetworkBackend):
    """Connections that are opened nowhere, and counted; and the names there are."""

    answers: Sequence[Callable[[], Iterator[bytes]]] = (answer,)
    names: dict[str, list[Sequence[str]]] = field(default_factory=dict)
    is_slow: bool = False
    connected: list[str] = field(default_factory=list)
    named: list[str | None] = field(default_factory=list)
    heard: bytes = b""
    asked: int = 0
    sent: int = 0

    async def connect_tcp(self, host: str, port: int, *_: Any, **__: Any) -> Stream:
        self.connected.append(host)
        return Stream(self)

    async def resolve(self, host: str, port: int) -> Sequence[IP]:
        """What a name means this time; the last meaning stays."""
        found = self.names.get(host, [[PUBLIC]])
        return [ip_address(each) for each in (found.pop(0) if len(found) > 1 else found[0])]

    async def outcome(self, url: str, allowed: Callable[[IP], bool] = is_public) -> str:
        """What is read, or the fault."""
        try:
            return (await fetch(url, Guarded(self, self.resolve, allowed))).decode()
        except Unread as unread:
            return unread.fault

    @property
    def inside(self) -> list[str]:
        """The connections that should not have been."""
        return [host for host in self.connected if not is_public(ip_address(host))]


def written(number: str) -> str:
    return f"[{number}]" if ":" in number else number


async def attempts(allowed: Callable[[IP], bool]) -> tuple[int, int]:
    """Every class, written out, behind a name, mixed, after a rebinding, behind each redirect: tries, connections."""
    tried = inside = 0
    for number in CLASSES.values():
        literal, host = f"https://{written(number)}/a.ics", "https://calendar.example.com/a.ics"
        name = "calendar.example.com"
        nets = [
            (Net(), literal),
            (Net(names={name: [[number]]}), host),
            (Net(names={name: [[PUBLIC, number]]}), host),
            (Net(names={name: [[number, PUBLIC]]}), host),
            (Net([moved("https://other.example.com/")], {"other.example.com": [[number]]}), host),
            (Net([lambda: answer(b"", 302, "Location: /", "Connection: close")], {name: [[PUBLIC], [number]]}), host),
            *((Net([moved(literal, status), answer]), host) for status in REDIRECTS),
        ]
        for net, url in nets:
            outcome = await net.outcome(url, allowed)
            tried += 1
            inside += bool(net.inside)
            assert allowed is not is_public or outcome == "private", (number, url, outcome)
    return tried, inside


async def test_nothing_but_the_open_internet_is_connected_to_however_it_is_come_by() -> None:
    tried, inside = await attempts(is_public)
    for form in FORMS:
        net = Net(names={"localhost": [["127.0.0.1"]]})
        assert await net.outcome(f"https://{form}/a.ics") == "private", form
        inside, tried = inside + len(net.inside), tried + 1
        behind = Net([moved(f"https://{form}/a.ics"), answer], {"localhost": [["127.0.0.1"]]})
        # Without a host it stays where it was.
        assert not form or await behind.outcome("https://calendar.example.com/") == "private", form
        inside, tried = inside + len(behind.inside), tried + 1
    print(f"{tried} attempts on {len(CLASSES)} classes of address: {inside} connections to one that is not public")
    assert inside == 0


async def test_what_python_calls_private_would_let_a_third_of_them_through() -> None:
    async def reached(number: str) -> bool:
        net = Net(names={"calendar.example.com": [[number]]})
        await net.outcome("https://calendar.example.com/", lambda ip: not ip.is_private)
        return bool(net.inside)

    through = [kind for kind, number in CLASSES.items() if await reached(number)]
    print(f"is_private alone lets {len(through)} of {len(CLASSES)} through: {', '.join(through)}")
    assert len(through) >= 10


async def test_the_socket_goes_to_the_number_and_tls_and_host_speak_of_the_name() -> None:
    net = Net()
    assert await net.outcome("https://Calendar.Example.com:8443/a b.ics".replace(" ", "%20")) == BODY.decode()
    assert net.connected == [PUBLIC]
    assert net.named == ["calendar.example.com"]
    assert b"GET /a%20b.ics HTTP/1.1\r\nHost: calendar.example.com:8443\r\n" in net.heard


@pytest.mark.parametrize("url", ["http://calendar.example.com/", "ftp://calendar.example.com/", "file:///etc/passwd"])
async def test_a_redirect_to_another_scheme_is_not_followed(url: str) -> None:
    net = Net([moved(url), answer])
    assert await net.outcome("https://calendar.example.com/") == "private"
    assert net.asked == 1


async def test_three_redirects_are_followed_and_of_65_no_more() -> None:
    hops = [moved(f"https://calendar.example.com/{number}") for number in range(3)]
    assert await Net([*hops, answer]).outcome("https://calendar.example.com/") == BODY.decode()
    net = Net([moved("https://calendar.example.com/again")] * 65)
    assert await net.outcome("https://calendar.example.com/") == "server"
    assert net.asked == 4


async def test_proxies_of_the_environment_and_netrc_mean_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setitem(os.environ, name, "http://127.0.0.1:9")
    net = Net()
    assert await net.outcome("https://calendar.example.com/") == BODY.decode()
    assert net.connected == [PUBLIC]
    assert b"CONNECT" not in net.heard


async def test_of_a_body_without_end_a_megabyte_is_read() -> None:
    net = Net([lambda: endless(b"x" * 60_000)])
    assert await net.outcome("https://calendar.example.com/") == "big"
    assert net.sent < LARGEST + 200_000
    announced = Net([lambda: iter([b"HTTP/1.1 200 Yes\r\nContent-Length: 10000000000\r\n\r\n", b"x"])])
    assert await announced.outcome("https://calendar.example.com/") == "big"


@pytest.mark.parametrize("pack", [gzip.compress, zlib.compress])
async def test_what_is_packed_is_unpacked_up_to_a_megabyte(pack: Callable[[bytes], bytes]) -> None:
    coding = f"Content-Encoding: {'gzip' if pack is gzip.compress else 'deflate'}"
    assert await Net([lambda: answer(pack(BODY), 200, coding)]).outcome("https://a.example.com/") == BODY.decode()
    bomb = pack(b"\0" * 50_000_000)
    assert len(bomb) < 100_000
    assert await Net([lambda: answer(bomb, 200, coding)]).outcome("https://a.example.com/") == "big"


async def test_whoever_is_slow_is_left_after_the_time_there_is(monkeypatch: pytest.MonkeyPatch) -> None:
    assert fetching.SECONDS <= 10
    monkeypatch.setattr(fetching, "SECONDS", 0.05)
    assert await Net(is_slow=True).outcome("https://calendar.example.com/") == "slow"

    async def never(host: str, port: int) -> Sequence[IP]:
        await asyncio.sleep(3600)
        return []

    with pytest.raises(Unread, match="slow"):
        await fetch("https://calendar.example.com/", Guarded(Net(), never))


@pytest.mark.parametrize(
    ("given", "fault"),
    [
        (moved("https://[/"), "unreachable"),
        (lambda: answer(b"", 404), "gone"),
        (lambda: answer(b"", 401), "forbidden"),
        (lambda: answer(b"", 500), "server"),
        (lambda: answer(BODY, 200, "Content-Encoding: br"), "server"),
        (lambda: answer(b"plain", 200, "Content-Encoding: gzip"), "no_calendar"),
        (lambda: iter([b"\x16\x03\x01 nonsense\r\n\r\n"]), "unreachable"),
        (lambda: iter(()), "unreachable"),
        (lambda: iter([b"HTTP/1.1 200 Yes\r\n" + b"X: y\r\n" * 50_000]), "unreachable"),
    ],
)
async def test_what_goes_wrong_is_one_of_few_words(given: Callable[[], Iterator[bytes]], fault: str) -> None:
    assert await Net([given]).outcome("https://calendar.example.com/") == fault


async def test_a_name_without_a_number_is_out_of_reach() -> None:
    async def unknown(host: str, port: int) -> Sequence[IP]:
        raise OSError

    with pytest.raises(Unread, match="unreachable"):
        await fetch("https://calendar.example.com/", Guarded(Net(), unknown))


async def test_looking_up_gives_every_number_of_this_machine() -> None:
    assert ip_address("127.0.0.1") in await fetching.look_up("127.0.0.1", 443)
