"""How fast Slack lets us speak: a bucket of tokens that refills, empties on a refusal, and learns from it.

Seconds are those of any clock that never goes back; the caller reads it.
"""

from dataclasses import dataclass, field

# Slack names no figure for a workspace's messages; reports speak of several hundred a minute.
POSTS_PER_SECOND = 3.0
POSTS_AT_ONCE = 20.0
CHANNEL_REST_SECONDS = 1.0
# Requests that were under way together are refused together, and that is one refusal.
_ONE_REFUSAL_SECONDS = 1.0

_SLOWER = 0.7
_FASTER = 1.02
_SLOWEST = 0.1


@dataclass
class Bucket:
    """A token bucket whose rate falls when Slack refuses, and creeps back to `rate` while it does not."""

    rate: float
    capacity: float
    _speed: float = field(init=False)
    _tokens: float = field(init=False)
    _at: float = field(default=float("-inf"), init=False)
    _closed_until: float = field(default=float("-inf"), init=False)
    _refused_at: float = field(default=float("-inf"), init=False)

    def __post_init__(self) -> None:
        self._speed = self.rate
        self._tokens = self.capacity

    def wait(self, now: float) -> float:
        """Seconds until a token can be taken; 0 when one can be taken now."""
        self._refill(now)
        missing = max(1 - self._tokens, 0) / self._speed
        return max(missing, self._closed_until - now, 0)

    def take(self, now: float, most: int) -> int:
        """Take up to `most` tokens; returns how many were there."""
        if self.wait(now) > 0:
            return 0
        taken = min(most, int(self._tokens))
        self._tokens -= taken
        return taken

    def give_back(self, unused: int) -> None:
        """Tokens that were not needed after all."""
        self._tokens = min(self._tokens + unused, self.capacity)

    def succeeded(self) -> None:
        """Slack took it at this speed."""
        self._speed = min(self._speed * _FASTER, self.rate)

    def refused(self, now: float, seconds: float) -> None:
        """Slack said to wait: nothing leaves before, and then more slowly."""
        if now >= self._refused_at + _ONE_REFUSAL_SECONDS and now >= self._closed_until:
            self._refused_at = now
            self._speed = max(self._speed * _SLOWER, self.rate * _SLOWEST)
        self._closed_until = max(self._closed_until, now + seconds)
        self._tokens = min(self._tokens, 1.0)
        self._at = max(self._at, self._closed_until)

    def _refill(self, now: float) -> None:
        if now > self._at:
            self._tokens = min(self._tokens + (now - max(self._at, now - 3600)) * self._speed, self.capacity)
            self._at = now
