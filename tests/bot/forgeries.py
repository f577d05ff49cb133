"""Requests that Slack did not make, or not just now: none of them may be heard.

Timestamps that Slack would never write are signed over their very bytes, with the right secret, so that only the
form of the timestamp can be the reason to refuse them.
"""

import base64
import gzip
import hashlib
import hmac
from collections.abc import Iterator
from dataclasses import dataclass, replace

from tests.bot.signed import FORM, SECRET, command, now

CANARY = "canary-in-a-refused-body"
BODY = command(f"add {CANARY}", "trigger.forged")

Headers = list[tuple[bytes, bytes]]


@dataclass(frozen=True)
class Forgery:
    """One hostile request, ready to send."""

    name: str
    headers: Headers
    body: bytes = BODY
    method: str = "POST"
    query: str = ""


def digest(stamp: bytes, body: bytes = BODY, secret: str = SECRET, version: bytes = b"v0") -> bytes:
    """The signature that the secret gives for these very bytes."""
    base = version + b":" + stamp + b":" + body
    return hmac.new(secret.encode(), base, hashlib.sha256).hexdigest().encode()


def stamp(seconds: int = 0) -> bytes:
    """A timestamp so far from now."""
    return str(now() + seconds).encode()


def right(body: bytes = BODY, at: bytes | None = None) -> Headers:
    """Headers with which `body` would be heard, if `at` is now."""
    at = at or stamp()
    return _head(at, b"v0=" + digest(at, body))


def forgeries() -> Iterator[Forgery]:
    """Every forgery there is, made at this moment."""
    yield from _timestamps()
    yield from _signatures()
    yield from _bodies()
    yield from _requests()


def _head(at: bytes | None, *signatures: bytes) -> Headers:
    stamps = [] if at is None else [(b"X-Slack-Request-Timestamp", at)]
    return [(b"Content-Type", FORM.encode()), *stamps, *[(b"X-Slack-Signature", each) for each in signatures]]


def _timestamps() -> Iterator[Forgery]:
    at = stamp()
    written = {
        "empty": b"",
        "301 seconds old": stamp(-302),
        "301 seconds ahead": stamp(303),
        "a day old": stamp(-86_400),
        "of 1970": b"0",
        "in milliseconds": at + b"000",
        "a float": at + b".0",
        "with an exponent": b"1e9",
        "of 5,000 digits": b"1" * 5_000,
        "in Arabic digits": "١٢٣٤٥٦٧٨٩٠".encode(),
        "in full-width digits": "１２３４５６７８９０".encode(),
        "a superscript two": b"\xb2",
        "negative": b"-" + at,
        "with a plus": b"+" + at,
        "hexadecimal": hex(int(at)).encode(),
        "with underscores": at[:4] + b"_" + at[4:],
        "with a leading space": b" " + at,
        "with a trailing space": at + b" ",
        "with a trailing newline": at + b"\n",
        "with a NUL": at + b"\x00",
        "twice in one header": at + b"," + at,
        "not a number": b"nan",
        "infinite": b"inf",
        "a word": b"now",
        "an ISO date": b"2026-11-23T09:00:00Z",
    }
    for name, each in written.items():
        yield Forgery(f"timestamp {name}", right(at=each) if each else _head(b"", b"v0=" + digest(b"")))
    yield Forgery("timestamp missing", _head(None, b"v0=" + digest(at)))
    yield Forgery("timestamp twice", [*right(at=at), (b"X-Slack-Request-Timestamp", at)])
    yield Forgery("timestamp twice, once old", [*right(at=at), (b"X-Slack-Request-Timestamp", stamp(-900))])
    yield Forgery(
        "timestamp under a look-alike name", [*_head(None, b"v0=" + digest(at)), (b"X_Slack_Request_Timestamp", at)]
    )


def _signatures() -> Iterator[Forgery]:
    at = stamp()
    good = digest(at)
    written = {
        "empty": b"",
        "only a prefix": b"v0=",
        "truncated": b"v0=" + good[:-1],
        "one digit too long": b"v0=" + good + b"0",
        "upper-case": b"v0=" + good.upper(),
        "with an upper-case prefix": b"V0=" + good,
        "of version one": b"v1=" + digest(at, version=b"v1"),
        "called version one": b"v1=" + good,
        "without a prefix": good,
        "with a leading space": b" v0=" + good,
        "with a trailing newline": b"v0=" + good + b"\n",
        "with a NUL": b"v0=" + good + b"\x00",
        "twice in one header": b"v0=" + good + b",v0=" + good,
        "in base64": b"v0=" + base64.b64encode(bytes.fromhex(good.decode())),
        "not hexadecimal": b"v0=" + b"g" * 64,
        "all zeros": b"v0=" + b"0" * 64,
        "non-ASCII": b"v0=" + "é".encode() * 32,
        "in Latin-1": b"v0=" + b"\xe9" * 64,
        "in full-width letters": b"v0=" + "ａ".encode() * 64,
        "of 5,000 characters": b"v0=" + b"a" * 5_000,
        "by another secret": b"v0=" + digest(at, secret="f" * 32),
        "by no secret": b"v0=" + digest(at, secret=""),
        "by SHA-1": b"v0=" + hmac.new(SECRET.encode(), b"v0:" + at + b":" + BODY, hashlib.sha1).hexdigest().encode(),
        "of the body alone": b"v0=" + hmac.new(SECRET.encode(), BODY, hashlib.sha256).hexdigest().encode(),
        "without a key": b"v0=" + hashlib.sha256(b"v0:" + at + b":" + BODY).hexdigest().encode(),
        "of another second": b"v0=" + digest(stamp(-1)),
        "of another body": b"v0=" + digest(at, b"text=hello"),
    }
    for name, each in written.items():
        yield Forgery(f"signature {name}", _head(at, each))
    yield Forgery("signature missing", _head(at))
    yield Forgery("signature twice", _head(at, b"v0=" + good, b"v0=" + good))
    yield Forgery("signature twice, one wrong", _head(at, b"v0=" + b"0" * 64, b"v0=" + good))


def _bodies() -> Iterator[Forgery]:
    headers = right()
    changed = {
        "changed by a byte": BODY.replace(b"canary", b"canarx", 1),
        "with a byte more": BODY + b"&",
        "with a byte less": BODY[:-1],
        "with a trailing newline": BODY + b"\n",
        "with spaces written otherwise": BODY.replace(b"+", b"%20"),
        "with its fields in another order": b"&".join(reversed(BODY.split(b"&"))),
        "with ssl_check smuggled in": BODY + b"&ssl_check=1",
        "that is only ssl_check": b"ssl_check=1&token=x",
        "that is empty": b"",
        "that is compressed": gzip.compress(BODY),
    }
    for name, body in changed.items():
        yield Forgery(f"body {name}", headers, body)
    unsigned = [(b"Content-Type", FORM.encode())]
    yield Forgery("ssl_check without a signature", unsigned, BODY + b"&ssl_check=1")
    yield Forgery("body said to be compressed", [*headers, (b"Content-Encoding", b"gzip")], gzip.compress(BODY))
    for name, body in {
        "of a megabyte and one": BODY + b"x" * (1_000_001 - len(BODY)),
        "that is not UTF-8": BODY + b"\xff\xfe",
        "that is compressed and signed so": gzip.compress(BODY),
    }.items():
        yield Forgery(f"signed body {name}", right(body), body)


def _requests() -> Iterator[Forgery]:
    good = Forgery("", right())
    for method in ("GET", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"):
        yield replace(good, name=f"a {method}", method=method)
    override = [*good.headers, (b"X-HTTP-Method-Override", b"POST")]
    yield replace(good, name="a GET that claims to be a POST", method="GET", headers=override)
    yield replace(good, name="the body in the query", body=b"", query=BODY.decode())
    yield replace(good, name="ssl_check in the query", headers=[], query="ssl_check=1")
