"""What was taken back, as people see it."""

from collections.abc import Sequence

from bot.views.blocks import (
    Block,
    Md,
    Message,
    actions,
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
    return section(said, undo_button(batch))


def undo(batch: str) -> Block:
    """The way back alone."""
    return actions(undo_button(batch))


def undo_button(batch: str) -> Block:
    """The way back, beside other buttons."""
    return button("Undo", "history.undo", {"batch": batch})


def undone(rows: Sequence[tuple[str, str, bool]], others: Sequence[Md] = ()) -> Message:
    """The answer to Undo; each row is a key, a title, and whether the thing is gone altogether.

    `others` say how it is again with what is no record.
    """
    share = share_of_a_message(len(rows) + len(others))
    said = [
        md("Undone: ", bold(key), " ", clip(title, share), " is gone." if gone else " is as it was before.")
        for key, title, gone in rows
    ]
    said += [md("Undone: ", other) for other in others]
    said = said or [md("Undone.")]
    return Message(clip_text(lines(*said)), tuple(paragraphs(said)))


def nothing_to_undo() -> Message:
    """The answer to `/beat undo` when ten minutes have passed, or all of it was undone."""
    said = md(
        "You changed nothing in the last ten minutes that I could undo. What is older, bring back by hand: "
        "`/task reopen 4`, `/task edit 4`, `/blocker reopen 2`; `/beat history T-4` shows how it was."
    )
    return Message(said, (section(said),))
