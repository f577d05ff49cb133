"""Slack's rate limits, counted in token buckets when strict limits are switched on."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil

from playground.clock import Clock

TIERS = {1: 1, 2: 20, 3: 50, 4: 100}
METHOD_TIERS: Mapping[str, int] = {
    "apps.connections.open": 1,
    "bots.info": 3,
    "chat.delete": 3,
    "chat.deleteScheduledMessage": 3,
    "chat.postEphemeral": 4,
    "chat.scheduleMessage": 3,
    "chat.scheduledMessages.list": 3,
    "chat.update": 3,
    "conversations.create": 2,
    "conversations.history": 3,
    "conversations.info": 3,
    "conversations.list": 2,
    "conversations.members": 4,
    "conversations.open": 3,
    "conversations.replies": 3,
    "reactions.add": 3,
    "team.info": 3,
    "users.conversations": 3,
    "users.info": 4,
    "users.list": 2,
    "users.lookupByEmail": 3,
    "users.profile.get": 4,
    "views.open": 4,
    "views.publish": 4,
    "views.push": 4,
    "views.update": 4,
}
DEFAULT_TIER = 3
POST_BURST = 5  # chat.postMessage: one a second in each channel, short bursts allowed


@dataclass
class _Bucket:
    tokens: float
    filled: float


class RateLimits:
    """A bucket for each method, and for chat.postMessage one for each channel."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._buckets: dict[str, _Bucket] = {}

    def wait(self, method: str, channel: str) -> int:
        """Take one call; 0 when it may pass, else the seconds for Retry-After."""
        if method == "chat.postMessage":
            return self._take(f"{method} {channel}", per_second=1.0, burst=POST_BURST)
        per_minute = TIERS[METHOD_TIERS.get(method, DEFAULT_TIER)]
        return self._take(method, per_second=per_minute / 60, burst=per_minute)

    def _take(self, key: str, *, per_second: float, burst: int) -> int:
        now = self._clock.passed()
        bucket = self._buckets.setdefault(key, _Bucket(burst, now))
        bucket.tokens = min(burst, bucket.tokens + (now - bucket.filled) * per_second)
        bucket.filled = now
        if bucket.tokens >= 1:
            bucket.tokens -= 1
            return 0
        return ceil((1 - bucket.tokens) / per_second)
