"""What was taken back, as people see it."""

from collections.abc import Sequence

from bot.views.blocks import (
    Block,
    Md,
    Message,
    bold,
    button,
    clip,
    clip_text,
    lines,
    md,
    paragraphs,
    section,
    share_of_a_message,
)


def happened(said: Md, batch: str) -> Block:
    """What has just happened, above a list, and the way back."""
    return section(said, button("Undo", "history.undo", {"batch": batch}))


def undone(rows: Sequence[tuple[str, str, bool]]) -> Message:
    """The answer to Undo; each row is a key, a title, and whether the thing is gone altogether."""
    share = share_of_a_message(len(rows))
    said = [
        md("Undone: ", bold(key), " ", clip(title, share), " is gone." if gone else " is as it was before.")
        for key, title, gone in rows
    ] or [md("Undone.")]
    return Message(clip_text(lines(*said)), tuple(paragraphs(said)))


def where_undo_is() -> Message:
    """The way to Undo for somebody who types it."""
    said = md(
        "Undo is a button under my answer to what you did, and works for ten minutes. After that, bring it back by "
        "hand: `/task reopen 4`, `/task edit 4`, `/blocker reopen 2`. Nothing changed now."
    )
    return Message(said, (section(said),))
