"""What people want of us for themselves, said back to them."""

from datetime import time
from zoneinfo import ZoneInfo

from bot.rules.calendar import zone_label
from bot.rules.preferences import Nudging
from bot.views.blocks import Block, Md, Message, actions, button, lines, md, section, several_words


def quiet(hours: tuple[time, time] | None, before: tuple[time, time] | None, zone: ZoneInfo, *, said: bool) -> Message:
    """Quiet hours as they are; when they were just `said`, with the way back to `before`."""
    if hours:
        text = lines(
            md(f"Quiet hours: {_hours(hours)} ({zone_label(zone)})."),
            md("What can wait, waits until then. Reminders you set yourself come at their time."),
        )
    else:
        text = md("No quiet hours. `/beat quiet 19:00-08:00` sets some.")
    return _said(text, _undo(f"quiet {_hours(before) if before else 'off'}") if said else None)


def nudges(wanted: Nudging, before: Nudging | None) -> Message:
    """How often somebody is asked again; when that has just changed, with the way back to `before`."""
    if wanted.count:
        spread = "apart" if wanted.count > 1 else "before the deadline"
        often = f"{_times(wanted.count)}, {wanted.gap_minutes} minutes {spread}"
        text = md(f"I ask again at most {often}, and only in our DM.")
    else:
        text = md("I don't ask again. `/beat nudges 2 every 30 min` changes that.")
    return _said(text, _undo(f"nudges {before.count} every {before.gap_minutes} min") if before else None)


def cap(most: int | None, undo: str | None = None) -> Message:
    """How many messages that can wait may come on one day; when that has just changed, with the way back."""
    if most is None:
        text = md("No limit a day. `/beat cap 10` sets one.")
    else:
        text = lines(
            md(f"At most {several_words(most, 'message')} a day that can wait; the rest comes with the morning list."),
            md("What is urgent, standups and reminders that you set yourself always come."),
        )
    return _said(text, _undo(undo) if undo else None)


def cap_command(most: int | None) -> str:
    """The command that sets this cap."""
    return f"cap {most or 'off'}"


def _said(text: Md, undo: Block | None) -> Message:

    return Message(text, (section(text), actions(undo)) if undo else (section(text),))


def _undo(command: str) -> Block:
    return button("Undo", "run.undo", {"command": command})


def _hours(hours: tuple[time, time]) -> str:
    return f"{hours[0]:%H:%M}-{hours[1]:%H:%M}"


def _times(count: int) -> str:
    return {1: "once", 2: "twice"}.get(count, f"{count} times")
