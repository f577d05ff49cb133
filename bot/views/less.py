"""What somebody can do who wants to hear less of us."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from bot.rules.text import truncate
from bot.views.blocks import Block, Message, actions, button, lines, md, section
from bot.views.settings import settings_button

if TYPE_CHECKING:
    from storage.standups import Standup

# More fit into a row of buttons, and no more into a glance.
STANDUPS_MOST = 5
_LABEL = 40


def ways(asking: Sequence["Standup"]) -> Message:
    """Everything that can be turned down, of somebody whom these standups ask."""
    text = lines(
        md("Of course. I'm quieter in whatever way you like, and you can undo each of them:"),
        md("• `/beat mutes all`: nothing comes by itself that can wait; or one kind only, `/beat mutes`"),
        md("• `/beat quiet 19:00-08:00`: nothing that can wait comes in those hours"),
        md("• `/beat nudges off`: I never ask twice"),
        md("• `/beat away until friday`: nobody expects an answer from you until then"),
        md("• `/standup leave`: a standup doesn't ask you any more") if asking else None,
    )
    out = [_out(number, standup) for number, standup in enumerate(asking[:STANDUPS_MOST])]
    row = actions(
        settings_button("Settings"),
        button("Mutes", "run.mutes", {"command": "mutes"}),
        button("Mute what can wait", "run.all", {"command": "mutes all"}),
        button("Quiet hours", "run.quiet", {"command": "quiet"}),
    )
    return Message(text, (section(text), row, *([actions(*out, block_id="card:leave")] if out else [])))


def _out(number: int, standup: "Standup") -> Block:
    label = truncate(f"Leave {standup.key} {standup.name}", _LABEL)
    return button(label, f"run.{number}", {"command": f"standup leave {standup.number}"})
