"""The open work of one channel: which of it is shown."""

from bot.rules.tasks import UNFINISHED, Filter

# What can be chosen from the list; whose tasks, from another.
WHICH: dict[str, str] = {"all": "All open tasks", "mine": "Mine", "late": "Late", "blocked": "Blocked"}


# Of these choices blockers are a part.
WITH_BLOCKERS = frozenset({"all", "blocked"})


def wanted(channel_id: str, which: str, who: str, *, me: str) -> Filter:
    """The tasks of a channel that were asked for; all, where that says nothing to us."""
    match which:
        case "mine":
            return Filter(channel_id=channel_id, owner_id=me)
        case "person" if who:
            return Filter(channel_id=channel_id, owner_id=who)
        case "late":
            return Filter(channel_id=channel_id, late=True)
        case "blocked":
            return Filter(("blocked",), channel_id=channel_id)
        case _:
            return Filter(UNFINISHED, channel_id=channel_id)
