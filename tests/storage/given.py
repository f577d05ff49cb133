"""People and moments that storage tests speak of."""

from datetime import UTC, datetime, timedelta
from itertools import count
from zoneinfo import ZoneInfo

from bot.rules.people import Actor, Kind, Place, PlaceKind
from storage.history import Stamp

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
GENERAL = Place("C1", "public")
_batches = count(1)


def actor(
    user: str = "UANA", workspace: str = "T1", channel: str = "C1", kind: PlaceKind = "public", who: Kind = "member"
) -> Actor:
    return Actor(workspace, user, who, ZoneInfo("Europe/Berlin"), Place(channel, kind))


def stamp(user: str = "UANA", workspace: str = "T1", minutes: int = 0) -> Stamp:
    return Stamp(workspace, user, "slash", f"command:{next(_batches)}", NOW + timedelta(minutes=minutes))
