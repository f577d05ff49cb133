"""Requests as Slack signs them, for tests that stand at the bot's HTTP door without a playground behind it."""

import json
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from playground.delivery import sign

SECRET = "0123456789abcdef0123456789abcdef"
FORM = "application/x-www-form-urlencoded"
JSON = "application/json"
TEAM, USER, CHANNEL = "T0DOOR", "U0ANA", "D0ANA"


def now() -> int:
    """The second it is, as Slack would stamp it."""
    return int(time.time())  # noqa: TID251 - a test plays Slack, which has a clock of its own


def command(text: str, trigger: str, name: str = "/task") -> bytes:
    """The body of a slash command typed in a DM."""
    return urlencode(command_fields(text, trigger, name)).encode()


def command_fields(text: str, trigger: str, name: str = "/task") -> dict[str, str]:
    """Every field that Slack sends with a slash command, but for the response URL."""
    return {
        "token": "verification",
        "team_id": TEAM,
        "team_domain": "door",
        "channel_id": CHANNEL,
        "channel_name": "directmessage",
        "user_id": USER,
        "user_name": "ana",
        "command": name,
        "text": text,
        "api_app_id": "A0DOOR",
        "is_enterprise_install": "false",
        "trigger_id": trigger,
    }


def event(inner: Mapping[str, Any], **outer: Any) -> bytes:
    """The body of an Events API delivery."""
    envelope = {"type": "event_callback", "team_id": TEAM, "api_app_id": "A0DOOR", "event_id": "Ev1", "event": inner}
    return json.dumps(envelope | outer).encode()


def interaction(payload: object) -> bytes:
    """The body of an interaction: a form with one JSON field."""
    return urlencode({"payload": json.dumps(payload)}).encode()


def headers(body: bytes, secret: str = SECRET, kind: str = FORM, at: int | None = None) -> dict[str, str]:
    """The headers of a request that Slack signed at a second, now unless said otherwise."""
    return {"Content-Type": kind, **sign(secret, now() if at is None else at, body)}
