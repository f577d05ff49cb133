"""What people want of us for themselves, said back to them."""

from collections.abc import Mapping
from datetime import time
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bot.rules.calendar import zone_label
from bot.rules.preferences import NUDGES_MOST, Nudging
from bot.views.blocks import (
    Block,
    Md,
    Message,
    actions,
    button,
    field,
    form,
    hour_input,
    lines,
    md,
    section,
    select,
    several,
    several_words,
)
from bot.views.history import undo, undo_button

if TYPE_CHECKING:
    from storage.preferences import Preference

# What is changed by each verb, and where it is shown.
CHANGED = {
    "quiet": "your quiet hours are as before. `/beat quiet` shows them.",
    "nudges": "I ask again as often as before. `/beat nudges` shows it.",
    "cap": "as many messages a day may come as before. `/beat cap` shows it.",
    "settings": "your settings are as before. `/beat settings` shows them.",
    "mute": "what is muted is as before. `/beat mutes` shows it.",
    "unmute": "what is muted is as before. `/beat mutes` shows it.",
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


def cap(most: int | None, batch: str = "") -> Message:
    """How many messages that can wait may come on one day; when `batch` has just changed it, with the way back."""
    if most is None:
        text = md("No limit a day. `/beat cap 10` sets one.")
    else:
        text = lines(
            md(f"At most {several_words(most, 'message')} a day that can wait; the rest comes with the morning list."),
            md("What is urgent, standups and reminders that you set yourself always come."),
        )
    return _said(text, batch)


def settings_button(label: str) -> Block:
    """The way to the form."""
    return button(label, "preferences.settings", {})


def settings(wishes: "Preference", rules: Mapping[str, str], draft: str) -> Block:
    """Everything in one form; `rules` are what can be muted, in words."""
    counts = tuple((str(count), _times(count) if count else "never") for count in range(NUDGES_MOST + 1))
    gaps = _with({10, 30, 60, 120}, wishes.nudge_gap_minutes)
    caps = (*((str(most), f"{most} a day") for most in _with({3, 5, 10, 20}, wishes.cap)), ("off", "no limit"))
    return form(
        "preferences.settings",
        "Your settings",
        "Save",
        (
            field("quiet_from", "Quiet hours begin", hour_input(wishes.quiet_from), hint="What can wait comes later."),
            field("quiet_until", "Quiet hours end", hour_input(wishes.quiet_until), hint="Empty both for none."),
            field("cap", "Messages that can wait", select(caps, str(wishes.cap or "off")), optional=False,
                  hint="What is beyond that comes with your morning list."),
            field("nudges", "When I wait for your answer, ask again", select(counts, str(wishes.nudges)),
                  optional=False),
            field("gap", "Minutes between", select(tuple((str(gap), f"{gap} minutes") for gap in gaps),
                  str(wishes.nudge_gap_minutes)), optional=False),
            field("muted", "Don't send me", several(tuple(rules.items()), wishes.muted)),
        ),
        draft=draft,
    )  # fmt: skip


def saved(wishes: "Preference", zone: ZoneInfo, batch: str) -> Message:
    """The answer to the form: everything as it is now."""
    hours = (wishes.quiet_from, wishes.quiet_until)
    quiet = f"Quiet hours: {_hours(hours)} ({zone_label(zone)})." if hours[0] and hours[1] else "No quiet hours."
    most = f"At most {several_words(wishes.cap, 'message')} a day that can wait." if wishes.cap else "No limit a day."
    again = f"I ask again {_times(wishes.nudges)}." if wishes.nudges else "I don't ask again."
    muted = f"{several_words(len(wishes.muted), 'kind')} of message muted." if wishes.muted else "Nothing is muted."
    text = lines(md("Saved."), md(quiet), md(most), md(again), md(muted))
    return Message(text, (section(text), actions(undo_button(batch), settings_button("Change"))))


def _with(offered: set[int], own: int | None) -> list[int]:
    """What is offered, and what they have."""
    return sorted(offered | ({own} if own else set()))


def restored(verb: str) -> Md:
    """What is as it was before; `verb` is what was done to it."""
    return Md(CHANGED[verb])


def _said(text: Md, batch: str) -> Message:
    return Message(text, (section(text), undo(batch)) if batch else (section(text),))


def _hours(hours: tuple[time | None, time | None]) -> str:
    return f"{hours[0]:%H:%M}-{hours[1]:%H:%M}"


def _times(count: int) -> str:
    return {1: "once", 2: "twice"}.get(count, f"{count} times")
