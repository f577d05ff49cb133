"""What people want of us for themselves, said back to them."""

from datetime import time
from zoneinfo import ZoneInfo

from bot.rules.calendar import zone_label
from bot.rules.preferences import Nudging
from bot.views.blocks import Md, Message, lines, md, section
from bot.views.history import undo

_WHAT = {
    "quiet": "your quiet hours are",
    "nudges": "how often I ask again is",
    "mute": "what is muted is",
    "unmute": "what is muted is",
}
_SHOWS = {
    "quiet": "`/beat quiet` shows them.",
    "nudges": "`/beat nudges` shows it.",
    "mute": "`/beat mutes` shows it.",
    "unmute": "`/beat mutes` shows it.",
}


def quiet(hours: tuple[time, time] | None, zone: ZoneInfo, batch: str = "") -> Message:
    """Quiet hours as they are; when `batch` has just changed them, with the way back."""
    if hours:
        text = lines(
            md(f"Quiet hours: {_hours(hours)} ({zone_label(zone)})."),
            md("What can wait, waits until then. Reminders you set yourself come at their time."),
        )
    else:
        text = md("No quiet hours. `/beat quiet 19:00-08:00` sets some.")
    return _said(text, batch)


def nudges(wanted: Nudging, batch: str = "") -> Message:
    """How often somebody is asked again; when `batch` has just changed that, with the way back."""
    if wanted.count:
        spread = "apart" if wanted.count > 1 else "before the deadline"
        often = f"{_times(wanted.count)}, {wanted.gap_minutes} minutes {spread}"
        text = md(f"I ask again at most {often}, and only in our DM.")
    else:
        text = md("I don't ask again. `/beat nudges 2 every 30 min` changes that.")
    return _said(text, batch)


def restored(verb: str) -> Md:
    """What is as it was before; `verb` is what was done to it."""
    return md(f"{_WHAT[verb]} as before. {_SHOWS[verb]}")


def _said(text: Md, batch: str) -> Message:
    return Message(text, (section(text), undo(batch)) if batch else (section(text),))


def _hours(hours: tuple[time, time]) -> str:
    return f"{hours[0]:%H:%M}-{hours[1]:%H:%M}"


def _times(count: int) -> str:
    return {1: "once", 2: "twice"}.get(count, f"{count} times")
