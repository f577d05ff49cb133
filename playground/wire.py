"""Names for what travels: JSON objects and the ids Slack gives to things."""

import json
import secrets
import string
from typing import Any

from starlette.responses import JSONResponse

Json = dict[str, Any]

_ALPHABET = string.ascii_uppercase + string.digits


def new_id(prefix: str, length: int = 10) -> str:
    """An id as Slack makes them: ``new_id("U")`` is ``"U07K2M9QX4B"``."""
    return prefix + "0" + "".join(secrets.choice(_ALPHABET) for _ in range(length - 1))


def short_id() -> str:
    """What Slack puts in for a missing ``block_id`` or ``action_id``: five characters."""
    return "".join(secrets.choice(string.ascii_letters + string.digits) for _ in range(5))


class AsciiJson(JSONResponse):
    """JSON in ASCII, so that half a surrogate pair in somebody's text breaks no answer."""

    def render(self, content: Any) -> bytes:
        return json.dumps(content).encode()
