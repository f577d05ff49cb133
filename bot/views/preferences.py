"""What people want of us for themselves, said back to them."""

from collections.abc import Sequence
from datetime import time
from zoneinfo import ZoneInfo

from bot.rules.calendar import zone_label
from bot.rules.days_off import Days
from bot.rules.preferences import Nudging, Quiet
from bot.rules.working_hours import words_of
from bot.views.blocks import (
    Md,
    Message,
    lines,
    md,
    section,
    several_words,
    times,
)
from bot.views.history import undo

# What is changed by each verb, and where it is shown.
CHANGED = {
    "quiet": "as before. `/beat quiet` shows it.",
    "nudges": "as before. `/beat nudges` shows it.",
    "cap": "as before. `/beat cap` shows it.",
    "settings": "your settings are as before. `/beat settings` shows them.",
    "mute": "it is not muted any more, as before. `/beat mutes` shows what is.",
    "unmute": "it is muted, as before. `/beat mutes` shows what is.",
}


def quiet(wanted: Quiet, days: Days, zone: ZoneInfo, batch: str = "") -> Message:
    """When it is quiet for somebody; when `batch` has just changed that, with the way back."""
    return _said(lines(quiet_words(wanted, days, zone), _otherwise(wanted)), batch)


def quiet_words(wanted: Quiet, days: Days, zone: ZoneInfo) -> Md:
    """When what can wait does not come, in a sentence."""
    if wanted.hours:
        return md(f"Quiet hours: {_hours(wanted.hours)} ({zone_label(zone)}). What can wait comes after them.")
    if wanted.any_hour:
        return md("No quiet hours: what can wait comes at any hour of the day, and on every day that you are not off.")
    which = words_of(days.weekdays) if days.weekdays is not None else "Mon-Fri"
    hours = _hours((days.begins, days.evening))
    return md(f"What can wait comes while you are at work: {which}, {hours} ({zone_label(zone)}).")


def quiet_again(wanted: Quiet, days: Days, zone: ZoneInfo) -> Md:
    """When it is quiet for somebody, after Undo."""
    return md(quiet_words(wanted, days, zone), " That is ", Md(CHANGED["quiet"]))


def _otherwise(wanted: Quiet) -> Md:
    if wanted.hours:
        return md("Reminders you set yourself come at their time. `/beat quiet nights` is all but your working hours.")
    if wanted.any_hour:
        return md("`/beat quiet 19:00-08:00` sets some; `/beat quiet nights` is all but your working hours.")
    return md(
        "`/beat hours mon-thu 8:00-16:00` says when that is. `/beat quiet 19:00-08:00` keeps those hours free instead, "
        "`/beat quiet off` none."
    )


def nudges(wanted: Nudging, batch: str = "") -> Message:
    """How often somebody is asked again; when `batch` has just changed that, with the way back."""
    if wanted.count:
        text = md(f"I ask again at most {_often(wanted)}, and only in our DM.")
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
            md("What is urgent, standups and reminders always come."),
        )
    return _said(text, batch)


def restored(verb: str, wanted: Nudging, most: int | None, muted: Sequence[Md] = ()) -> Md:
    """What is as it was before; `verb` is what was done to it, `muted` what of the mutes it was about."""
    limit = "no limit" if most is None else f"at most {several_words(most, 'message')}"
    asked = f"I ask again at most {_often(wanted)}" if wanted.count else "I don't ask again"
    now = {"nudges": md(f"{asked}, "), "cap": md(f"{limit} a day, ")}
    about = md(*muted, ": ") if muted else now.get(verb, md(""))
    return md(about, Md(CHANGED[verb]))


def _said(text: Md, batch: str) -> Message:
    return Message(text, (section(text), undo(batch)) if batch else (section(text),))


def _often(wanted: Nudging) -> str:
    spread = "apart" if wanted.count > 1 else "before the deadline"
    return f"{times(wanted.count)}, {wanted.gap_minutes} minutes {spread}"


def _hours(hours: tuple[time | None, time | None]) -> str:
    return f"{hours[0]:%H:%M}-{hours[1]:%H:%M}"
