"""How Slack reaches the app: signed HTTP or Socket Mode, and three seconds to answer."""

import asyncio
import hashlib
import hmac
import json
import ssl
from dataclasses import dataclass
from functools import cache
from typing import Literal, Protocol
from urllib.parse import urlencode

import httpx

from playground.clock import Clock
from playground.faults import Faults
from playground.traffic import Traffic
from playground.wire import Json
from playground.workspace import App

ACK_SECONDS = 3.0
STALE_SECONDS = 360
USER_AGENT = "Slackbot 1.0 (+https://api.slack.com/robots)"

Kind = Literal["event", "command", "interactive", "options"]


@cache
def _trusted() -> ssl.SSLContext:
    """Whom to trust over TLS. Reading the certificates takes longer than a whole delivery, so it is done once."""
    return httpx.create_ssl_context(trust_env=False)


@dataclass(frozen=True)
class Ack:
    """What came back. `failure` is Slack's word for what went wrong, empty when the app answered in time.

    `reason` is the word for it in the retry headers of events.
    """

    body: Json | str | None = None
    failure: Literal["", "operation_timeout", "dispatch_failed"] = ""
    reason: str = ""
    status: int | None = None
    no_retry: bool = False
    no_app: bool = False  # there was nobody to send it to

    @property
    def problems(self) -> list[str]:
        """What the app did wrong; not being there is no answer that could be refused."""
        return [f"{self.failure}: {self.reason}"] if self.failure and not self.no_app else []

    def as_json(self) -> Json:
        return {"status": self.status, "body": self.body, "failure": self.failure, "reason": self.reason}


@dataclass(frozen=True)
class Retry:
    number: int
    reason: str


class Sockets(Protocol):
    """The open Socket Mode connections."""

    @property
    def connected(self) -> bool: ...

    async def send(self, kind: Kind, payload: Json, retry: Retry | None) -> Ack: ...


class Delivery:
    """Sends requests to the app at `url`, or over a socket when no URL is set."""

    def __init__(self, app: App, clock: Clock, faults: Faults, traffic: Traffic, sockets: Sockets) -> None:
        self._app = app
        self._clock = clock
        self._faults = faults
        self._traffic = traffic
        self._sockets = sockets
        self._http: httpx.AsyncClient | None = None
        self.url: str | None = None
        self.ack_seconds = ACK_SECONDS

    async def send(self, kind: Kind, payload: Json, retry: Retry | None = None) -> Ack:
        """Deliver once, or twice under the duplicate fault; the first answer counts."""
        if self._faults.take("duplicate_delivery"):
            first, second = await asyncio.gather(self._once(kind, payload, retry), self._once(kind, payload, retry))
            self._traffic.note("out", kind, "the same again", payload, second.as_json(), second.problems)
            return first
        return await self._once(kind, payload, retry)

    async def _once(self, kind: Kind, payload: Json, retry: Retry | None) -> Ack:
        try:
            async with self._clock.in_use(), asyncio.timeout(self.ack_seconds):
                if self.url:
                    return await self._post(self.url, kind, payload, retry)
                if self._sockets.connected:
                    return await self._sockets.send(kind, payload, retry)
        except TimeoutError:
            return Ack(failure="operation_timeout", reason="http_timeout")
        return Ack(failure="dispatch_failed", reason="connection_failed", no_app=True)

    async def verify_url(self) -> bool:
        """The `url_verification` handshake Slack makes when a request URL is entered."""
        challenge = hashlib.sha256(str(self._clock.now()).encode()).hexdigest()[:40]
        payload = {"token": self._app.verification_token, "challenge": challenge, "type": "url_verification"}
        ack = await self.send("event", payload)
        echoed = ack.body.get("challenge") if isinstance(ack.body, dict) else ack.body
        problems = ack.problems or ([] if echoed == challenge else ["the challenge was not echoed"])
        self._traffic.note("out", "event", "url_verification", payload, ack.as_json(), problems)
        return not problems

    async def close(self) -> None:
        if self._http:
            await self._http.aclose()

    async def _post(self, url: str, kind: Kind, payload: Json, retry: Retry | None) -> Ack:
        content_type, body = encode(kind, payload)
        headers = {"Content-Type": content_type, "User-Agent": USER_AGENT, **self._signature(body)}
        if retry:
            headers |= {"X-Slack-Retry-Num": str(retry.number), "X-Slack-Retry-Reason": retry.reason}
        if self._http is None:
            self._http = httpx.AsyncClient(timeout=None, trust_env=False, verify=_trusted())  # noqa: S113 - by _once
        try:
            response = await self._http.post(url, content=body, headers=headers)
        except httpx.TransportError:
            return Ack(failure="dispatch_failed", reason="connection_failed")
        return read_response(response)

    def _signature(self, body: bytes) -> dict[str, str]:
        timestamp, secret = int(self._clock.now()), self._app.signing_secret
        if self._faults.take("stale_signature"):
            timestamp -= STALE_SECONDS
        if self._faults.take("bad_signature"):
            secret += "-wrong"
        return sign(secret, timestamp, body)


def sign(secret: str, timestamp: int, body: bytes) -> dict[str, str]:
    """The two headers with which Slack signs a request."""
    base = b"v0:%d:%s" % (timestamp, body)
    digest = hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()
    return {"X-Slack-Request-Timestamp": str(timestamp), "X-Slack-Signature": f"v0={digest}"}


def encode(kind: Kind, payload: Json) -> tuple[str, bytes]:
    """Content type and body: events are JSON, commands a form, the rest a form with one JSON field."""
    if kind == "event":
        return "application/json", json.dumps(payload).encode()
    fields = payload if kind == "command" else {"payload": json.dumps(payload)}
    return "application/x-www-form-urlencoded", urlencode(fields, errors="replace").encode()


def read_response(response: httpx.Response) -> Ack:
    no_retry = response.headers.get("x-slack-no-retry") == "1"
    body = read_body(response.headers.get("content-type", ""), response.text)
    if response.status_code == 200:
        return Ack(body=body, status=200, no_retry=no_retry)
    reason = "too_many_redirects" if response.is_redirect else "http_error"
    return Ack(body, "dispatch_failed", reason, response.status_code, no_retry)


def read_body(content_type: str, text: str) -> Json | str | None:
    if not text.strip():
        return None
    if content_type.startswith("application/json"):
        try:
            parsed = json.loads(text)
        except ValueError:
            return text
        return parsed if isinstance(parsed, dict) else text
    return text
