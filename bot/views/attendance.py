"""What is said to somebody who wants not to be asked by a standup any more, or to be asked again."""

from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bot.rules.calendar import local_day
from bot.rules.dates import Moment, echo
from bot.views.blocks import Message, md, section
from bot.views.history import undo
from bot.views.standups import title

if TYPE_CHECKING:
    from storage.standups import Standup


def left(standup: "Standup", batch: str) -> Message:
    """The answer to whoever left."""
    text = md(
        "You are not asked by ", title(standup), " any more. Its card says that you left; nobody is told otherwise. "
        f"`/standup join {standup.number}` brings you back.",
    )  # fmt: skip
    return Message(text, (section(text), undo(batch)))


def joined(standup: "Standup", next_at: datetime | None, zone: ZoneInfo, now: datetime, batch: str) -> Message:
    """The answer to whoever came back; `next_at` is when they are asked next, if they are at all."""
    if next_at is None:
        text = md("You are back in ", title(standup), ". It doesn't ask you as it is now; its card tells whom it asks.")
    else:
        when = echo(Moment(next_at), zone, local_day(now, zone))
        text = md("You are asked by ", title(standup), f" again. Next: {when}")
    return Message(text, (section(text), undo(batch)))


def not_asked(standup: "Standup", *, left: bool) -> Message:
    """The answer to whoever leaves what does not ask them."""
    back = f" `/standup join {standup.number}` brings you back." if left else ""
    text = md(title(standup), f" doesn't ask you{' any more, since you left' if left else ''}. Nothing changed.{back}")
    return Message(text, (section(text),))


def not_left(standup: "Standup", *, asked: bool) -> Message:
    """The answer to whoever comes back to what they never left."""
    if asked:
        text = md(title(standup), " asks you already. Nothing changed.")
    else:
        text = md(
            title(standup), " is not for you so far, and you never left it. ",
            f"Whoever looks after it can add you: `/standup edit {standup.number}`.",
        )  # fmt: skip
    return Message(text, (section(text),))
