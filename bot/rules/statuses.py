"""What a status in Slack says of somebody's being away."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.rules.calendar import local_day

AWAY = frozenset({
    "palm_tree", "desert_island", "island", "beach_with_umbrella", "umbrella_on_ground", "face_with_thermometer",
    "face_with_head_bandage", "nauseated_face", "sneezing_face", "thermometer", "baby_bottle",
})  # fmt: skip
_MOMENT = timedelta(seconds=1)


@dataclass(frozen=True)
class Status:
    """An emoji by its name, and when it goes by itself, in seconds since 1970; 0 for never."""

    emoji: str = ""
    expires: int = 0

    @property
    def is_away(self) -> bool:
        """Whether people use it for being away."""
        return self.emoji in AWAY

    @property
    def seen(self) -> str:
        """As it is remembered, to be told from another; nothing for one that says nothing of being away."""
        return f"{self.emoji}@{self.expires}"[:80] if self.is_away else ""

    def last_day(self, now: datetime, zone: ZoneInfo) -> date:
        """The last day it speaks of; one that never goes by itself is asked about again the day after."""
        today = local_day(now, zone)
        if not self.expires:
            return today
        return max(today, local_day(datetime.fromtimestamp(self.expires, UTC) - _MOMENT, zone))


def read(emoji: str | None, expires: str | None) -> Status:
    """A status as Slack tells it: `:palm_tree:`, `1795651200`."""
    name = (emoji or "").strip(":").partition("::")[0]
    seconds = int(expires) if expires and expires.isdecimal() and len(expires) <= 11 else 0
    return Status(name, seconds)
