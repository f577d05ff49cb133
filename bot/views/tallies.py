"""The weekly card: how much somebody was sent, and how to get less of it."""

from collections.abc import Mapping

from bot.views.blocks import Message, actions, button, md, section, several_words
from bot.views.ledger import kinds_words
from bot.views.settings import settings_button


def week(sent: Mapping[str, int]) -> Message:
    """How many messages of each purpose came in a week."""
    text = md(f"I sent you {several_words(sum(sent.values()), 'message')} this week: {kinds_words(sent)}.")
    buttons = actions(
        settings_button("Tune me"),
        button("What I muted", "run.mutes", {"command": "mutes"}),
        button("Don't send this card", "run.mute", {"command": "mutes add tally.week"}),
        block_id="card:tally",
    )
    return Message(text, (section(text), buttons))
