"""What was taken back, as people see it."""

from collections.abc import Sequence

from bot.views.blocks import Message, bold, clip, clip_text, lines, md, paragraphs, share_of_a_message


def undone(rows: Sequence[tuple[str, str, bool]]) -> Message:
    """The answer to Undo; each row is a key, a title, and whether the thing is gone altogether."""
    share = share_of_a_message(len(rows))
    said = [
        md("Undone: ", bold(key), " ", clip(title, share), " is gone." if gone else " is as it was before.")
        for key, title, gone in rows
    ]
    return Message(clip_text(lines(*said)), tuple(paragraphs(said)))
