"""What was taken back, as people see it."""

from collections.abc import Sequence

from bot.views.blocks import Message, bold, clip, clip_text, lines, md, section


def undone(rows: Sequence[tuple[str, str, bool]]) -> Message:
    """The answer to Undo; each row is a key, a title, and whether the thing is gone altogether."""
    said = [
        md("Undone: ", bold(key), " ", clip(title, 2200), " is gone." if gone else " is as it was before.")
        for key, title, gone in rows
    ]
    return Message(clip_text(lines(*said)), tuple(section(row) for row in said[:40]))
