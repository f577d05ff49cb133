"""What an emoji under a message does."""

from collections.abc import Mapping

from bot.rules.reactions import Meaning
from bot.views.blocks import Md, Message, bold, clip, lines, md, section
from bot.views.history import undo

_WORDS: dict[Meaning, str] = {
    "done": "the task or blocker of the card is done",
    "claim": "the task of the card is yours, or you are on the blocker",
    "remind": "the message comes back to you tomorrow at 9:00",
}


def listing(meanings: Mapping[str, Meaning]) -> Message:
    """Every emoji that does something."""
    rows = [md("• :", clip(name, 100), f": {_WORDS[meaning]}") for name, meaning in sorted(meanings.items())]
    how = md("Administrators change it: `/beat emoji :white_check_mark: done`, `claim`, `remind` or `off`.")
    text = lines(bold("Put one of these under a message"), *(rows[:30] or [md("None does anything.")]), how)
    return Message(text, (section(text),))


def said(name: str, meaning: Meaning | None, batch: str) -> Message:
    """The answer to a change, with the way back."""
    does = _WORDS[meaning] if meaning else "does nothing now"
    text = md(":", clip(name, 100), f": {does}.")
    return Message(text, (section(text), undo(batch)))


def as_before(name: str) -> Md:
    """What Undo brought back."""
    return md(":", clip(name, 100), ": does what it did before.")
