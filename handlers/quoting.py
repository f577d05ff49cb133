"""What a message says, wherever Slack has put its words."""

from collections.abc import Mapping
from typing import Any

from bot.rules.text import clean, unescape

# Slack nests blocks four deep; whoever nests them further is not writing to be read.
_DEEPEST = 8
_WORDS = ("text", "fallback", "title", "name")
_PARTS = ("elements", "fields", "blocks")
_WITHIN_A_LINE = ("rich_text_section", "rich_text_preformatted", "rich_text_quote")


def said(message: Mapping[str, Any]) -> str:
    """The words of a message as people read them: its text, else its blocks, its attachments, its files' titles."""
    rows = ([message.get("text")], *(message.get(name) or [] for name in ("blocks", "attachments", "files")))
    found = ("\n".join(filter(None, (_words(row, _DEEPEST) for row in each))) for each in rows)
    return next(filter(None, (unescape(clean(words)).strip() for words in found)), "")


def _words(part: object, depth: int) -> str:
    if isinstance(part, str):
        return part
    if not isinstance(part, Mapping) or depth == 0:
        return ""
    own = (_pointer(part), *(_words(part.get(name), depth - 1) for name in _WORDS))
    inner = (_words(each, depth - 1) for name in _PARTS for each in _listed(part.get(name)))
    between = "" if part.get("type") in _WITHIN_A_LINE else "\n"
    return between.join(filter(None, (next(filter(None, own), ""), *inner)))


def _pointer(part: Mapping[str, Any]) -> str:
    """What has no words of its own but stands among them."""
    match part:
        case {"type": "user", "user_id": str(person)}:
            return f"<@{person}>"
        case {"type": "channel", "channel_id": str(channel)}:
            return f"<#{channel}>"
        case {"type": "emoji", "name": str(name)}:
            return f":{name}:"
        case {"type": "link", "url": str(url)} if not part.get("text"):
            return url
    return ""


def _listed(value: object) -> list[Any]:
    return value if isinstance(value, list) else []
