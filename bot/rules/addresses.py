"""Addresses that people give us to read from: which may be read at all, and which numbers are of the open Internet."""

import re
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import quote, urlsplit

IP = IPv4Address | IPv6Address

PORTS = (443, 8443)
_LONGEST = 2000
_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?")
_NUMBER = re.compile(r"\d+|0x[0-9a-f]*")
_AS_THEY_ARE = "/%:@!$&'()*+,;=-._~?"
# What Python calls private leaves out a third of these, and differs by version; `is_global` comes on top.
_CLOSED = tuple(
    ip_network(each)
    for each in (
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
        "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
        "224.0.0.0/4", "240.0.0.0/4",
        "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20",
    )
)  # fmt: skip
# Outside of it are mapped, compatible, translated, unique local, link-local, site-local and multicast addresses.
_OPEN_6 = ip_network("2000::/3")


class Unfit(ValueError):
    """Nothing is read from such an address; the text says why."""


@dataclass(frozen=True)
class Address:
    """Where to connect, and what to ask for there. `host` is a name in ASCII, or a number as it is written."""

    host: str
    port: int
    target: str

    @property
    def authority(self) -> str:
        """The host as the Host header has it."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == PORTS[0] else f"{host}:{self.port}"


def read(url: str) -> Address:
    """The parts of an https address.

    Raises:
        Unfit: it is none, or carries what an address of a calendar has no need of.
    """
    if len(url) > _LONGEST or "\\" in url or any(char.isspace() or not char.isprintable() for char in url):
        raise Unfit("it is no address")
    try:
        parts = urlsplit(url)
        port = parts.port or PORTS[0]
    except ValueError:
        raise Unfit("it is no address") from None
    if parts.scheme.lower() != "https":
        raise Unfit("it doesn't begin with https://")
    if "@" in parts.netloc:
        raise Unfit("it carries a user name or a password")
    if parts.port == 0 or port not in PORTS:
        raise Unfit("it names an unusual port")
    target = quote(parts.path or "/", safe=_AS_THEY_ARE) + ("?" + quote(parts.query, safe=_AS_THEY_ARE)) * bool(
        parts.query
    )
    return Address(_host(parts.hostname or ""), port, target)


def is_public(found: IP) -> bool:
    """Whether a number is one of the open Internet, of no network that is somebody's own."""
    if isinstance(found, IPv6Address) and (found.scope_id or found not in _OPEN_6):
        return False
    return found.is_global and not any(found in each for each in _CLOSED if each.version == found.version)


def number(host: str) -> IP | None:
    """The number that a host is written as, if it is one."""
    try:
        return ip_address(host)
    except ValueError:
        return None


def _host(written: str) -> str:
    if number(written):
        return written
    try:
        host = written.encode("idna").decode().lower().removesuffix(".")
    except UnicodeError:
        raise Unfit("its host is no name") from None
    labels = host.split(".")
    # 127.1, 0x7f.1 and 2130706433 are numbers to a resolver, and names to nobody.
    if _NUMBER.fullmatch(labels[-1]) and not number(host):
        raise Unfit("its host is no name")
    if len(labels) < 2 or len(host) > 253 or not all(map(_LABEL.fullmatch, labels)):
        raise Unfit("its host is no name")
    return host
