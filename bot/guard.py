"""The guard before Bolt: only what Slack has signed, and signed just now, is read any further.

Nothing of a refused body is kept or logged. A refusal is a bare 401, whatever was wrong.
"""

import hashlib
import hmac
import re
from collections.abc import Awaitable, Callable, Iterable
from typing import Any

BODY_LIMIT = 1_000_000
FRESH_SECONDS = 300

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]

_TIMESTAMP = re.compile(rb"[0-9]{1,12}")
_SIGNATURE = re.compile(rb"v0=[0-9a-f]{64}")


class Refused(Exception):
    """The request is not Slack's, or not one we read; `status` is the HTTP answer."""

    def __init__(self, status: int) -> None:
        super().__init__(str(status))
        self.status = status


async def admit(scope: Scope, receive: Receive, secrets: tuple[str, ...], now: float) -> bytes:
    """The body of a POST that Slack signed with any of `secrets` within the last five minutes.

    Raises:
        Refused: with 401, 405 or 413.
    """
    if scope["method"] != "POST":
        raise Refused(405)
    timestamp = _only(scope["headers"], b"x-slack-request-timestamp", _TIMESTAMP)
    signature = _only(scope["headers"], b"x-slack-signature", _SIGNATURE)
    if abs(now - int(timestamp)) > FRESH_SECONDS:
        raise Refused(401)
    body = await _read(receive)
    if not any(_matches(secret, timestamp, body, signature) for secret in secrets):
        raise Refused(401)
    return body


def _only(headers: Iterable[tuple[bytes, bytes]], name: bytes, form: re.Pattern[bytes]) -> bytes:
    values = [value for key, value in headers if key.lower() == name]
    if len(values) != 1 or not form.fullmatch(values[0]):
        raise Refused(401)
    return values[0]


async def _read(receive: Receive) -> bytes:
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Refused(400)
        body += message.get("body", b"")
        if len(body) > BODY_LIMIT:
            raise Refused(413)
        if not message.get("more_body", False):
            return bytes(body)


def _matches(secret: str, timestamp: bytes, body: bytes, signature: bytes) -> bool:
    digest = hmac.new(secret.encode(), b"v0:" + timestamp + b":" + body, hashlib.sha256).hexdigest()
    return hmac.compare_digest(b"v0=" + digest.encode(), signature)
