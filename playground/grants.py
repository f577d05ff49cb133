"""What Slack hands an app for a short while: trigger ids and response URLs."""

import secrets
from dataclasses import dataclass
from typing import Literal

from playground.clock import Clock
from playground.refusal import Refusal
from playground.wire import Json

TRIGGER_SECONDS = 3.0
RESPONSE_SECONDS = 1800.0
RESPONSE_USES = 5


@dataclass(eq=False)
class Trigger:
    """Permission to open one view for one person."""

    id: str
    user: str
    issued: float
    conversation: str | None  # the channel the person was in, for default_to_current_conversation
    from_view: str | None  # the modal the person was in, if any
    used: bool = False


class Triggers:
    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._issued: dict[str, Trigger] = {}

    def issue(self, user: str, conversation: str | None = None, from_view: str | None = None) -> str:
        number = f"{secrets.randbelow(10**13):013d}.{secrets.randbelow(10**12):012d}"
        trigger = Trigger(f"{number}.{secrets.token_hex(16)}", user, self._clock.waited(), conversation, from_view)
        self._issued[trigger.id] = trigger
        return trigger.id

    def look(self, trigger_id: object) -> Trigger:
        """A trigger that can still be used. Raises Refusal as views.open does."""
        trigger = self._issued.get(str(trigger_id))
        if trigger is None:
            raise Refusal("invalid_trigger_id")
        if trigger.used:
            raise Refusal("exchanged_trigger_id")
        if self._clock.waited() - trigger.issued > TRIGGER_SECONDS:
            raise Refusal("expired_trigger_id")
        return trigger


@dataclass(eq=False)
class ResponseTarget:
    """Where a response URL leads.

    `source` is the message that was clicked on; only such a message can be replaced. `kind` says what it came from.
    """

    kind: Literal["commands", "actions", "app"]
    user: str
    channel: str
    issued: float
    source: Json | None = None
    source_is_ephemeral: bool = False
    uses: int = 0


class ResponseUrls:
    """The open response URLs, by the secret part of their path."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._targets: dict[str, ResponseTarget] = {}
        self.base_url = ""

    def issue(
        self,
        kind: Literal["commands", "actions", "app"],
        user: str,
        channel: str,
        source: Json | None = None,
        *,
        source_is_ephemeral: bool = False,
    ) -> str:
        """A URL that works five times in half an hour."""
        key = secrets.token_urlsafe(18)
        self._targets[key] = ResponseTarget(
            kind, user, channel, self._clock.now(), source, source_is_ephemeral=source_is_ephemeral
        )
        return f"{self.base_url}response/{key}"

    def use(self, key: str) -> ResponseTarget:
        """Use a URL once. Raises Refusal: no_such_url, expired_url, used_url."""
        target = self._targets.get(key)
        if target is None:
            raise Refusal("no_such_url")
        if self._clock.now() - target.issued > RESPONSE_SECONDS:
            raise Refusal("expired_url")
        if target.uses >= RESPONSE_USES:
            raise Refusal("used_url")
        target.uses += 1
        return target
