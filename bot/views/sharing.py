"""What we say when something could not be shared."""

from bot.views.blocks import Message, md, place, section

_WHY = {
    "not_in_channel": "I'm not in it. Type `/invite @Drumbeat` there, then press Share to channel again.",
    "channel_not_found": "I can't see it. Type `/invite @Drumbeat` there, then press Share to channel again.",
    "is_archived": "it is archived.",
}


def unshared(key: str, channel_id: str, reason: str) -> Message:
    """Why a card did not appear in a channel, and what would help."""
    why = _WHY.get(reason, f"Slack refused it ({reason}). Please try again later.")
    text = md(f"I couldn't post {key} in ", place(channel_id), f": {why}")
    return Message(text, (section(text),))
