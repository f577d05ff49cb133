"""Everything that somebody can want of us for themselves, in one form."""

from collections.abc import Mapping
from datetime import time
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bot.rules import public_holidays, working_hours
from bot.rules.calendar import WEEKDAY_NAMES, zone_label
from bot.rules.days_off import Days
from bot.rules.preferences import NUDGES_MOST
from bot.views.blocks import (
    Block,
    Md,
    Message,
    actions,
    button,
    checkboxes,
    field,
    form,
    hour_input,
    lines,
    looked_up,
    md,
    section,
    select,
    several,
    several_words,
    times,
)
from bot.views.history import undo_button
from bot.views.preferences import quiet_words

if TYPE_CHECKING:
    from storage.preferences import Preference

PROFILES = ("slack", "As in my Slack profile")
TEAMS = ("default", "Those of my channels")
NOBODYS = (public_holidays.NONE, "No public holidays")

_ANY_HOUR = (("yes", "What can wait may come at any hour"),)
WEEKDAYS = {str(number): name for number, name in enumerate(WEEKDAY_NAMES)}


def settings_button(label: str) -> Block:
    """The way to the form."""
    return button(label, "settings.open", {})


def settings(wishes: "Preference", days: Days, own_tz: str, rules: Mapping[str, str], draft: str) -> Block:
    """The form.

    Args:
        days: when they work, and their holidays.
        own_tz: the zone they chose; empty while it is their profile's.
        rules: what can be muted, in words.
    """
    counts = tuple((str(count), times(count) if count else "never") for count in range(NUDGES_MOST + 1))
    gaps = _with({10, 30, 60, 120}, wishes.nudge_gap_minutes)
    caps = (*((str(most), f"{most} a day") for most in _with({3, 5, 10, 20}, wishes.cap)), ("off", "no limit"))
    works = sorted(map(str, days.weekdays)) if days.weekdays is not None else list("01234")
    return form(
        "settings.open",
        "Your settings",
        "Save",
        (
            field("zone", "Your clock", looked_up((own_tz, zone_label(own_tz)) if own_tz else PROFILES),
                  optional=False, hint="Type a big city in your time zone."),
            field("weekdays", "You work on", checkboxes(tuple(WEEKDAYS.items()), works), optional=False),
            field("begins", "From", hour_input(days.begins), optional=False),
            field("ends", "Until", hour_input(days.ends), optional=False),
            field("holidays", "Public holidays", looked_up(_place(days.own.country)), optional=False,
                  hint="Type a country, or a part of one."),
            field("quiet_from", "Quiet hours begin", hour_input(wishes.quiet_from),
                  hint="What can wait comes later. Empty both, and it comes while you are at work."),
            field("quiet_until", "Quiet hours end", hour_input(wishes.quiet_until)),
            field("any_hour", "No quiet at all", checkboxes(_ANY_HOUR, ["yes"] if wishes.any_hour else [])),
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


def saved(wishes: "Preference", days: Days, zone: ZoneInfo, batch: str) -> Message:
    """The answer to the form: everything as it is now."""
    quiet = quiet_words(wishes.quiet_wanted, days, zone)
    most = f"At most {several_words(wishes.cap, 'message')} a day that can wait." if wishes.cap else "No limit a day."
    again = f"I ask again {times(wishes.nudges)}." if wishes.nudges else "I don't ask again."
    muted = f"{several_words(len(wishes.muted), 'kind')} of message muted." if wishes.muted else "Nothing is muted."
    text = lines(md("Saved."), *_works(days, zone), quiet, md(most), md(again), md(muted))
    return Message(text, (section(text), actions(undo_button(batch), settings_button("Change"))))


def as_they_were() -> Message:
    """The answer to a form in which nothing was changed."""
    text = md("Nothing was different, so nothing changed.")
    return Message(text, (section(text, settings_button("Change")),))


def _works(days: Days, zone: ZoneInfo) -> list[Md]:
    which = working_hours.words_of(days.weekdays) if days.weekdays is not None else "Mon-Fri"
    holidays = _place(days.own.country)[1]
    return [
        md(f"You work {which}, {_span(days.begins, days.ends)} ({zone_label(zone)})."),
        md(f"Public holidays: {holidays[0].lower() + holidays[1:] if days.own.country in _SAID else holidays}."),
    ]


_SAID = ("", public_holidays.NONE)


def _place(country: str) -> tuple[str, str]:
    """Whose holidays they have, as an option."""
    if country in _SAID:
        return NOBODYS if country else TEAMS
    return country, public_holidays.label(country)


def _span(begins: time | None, ends: time | None) -> str:
    return f"{begins:%H:%M}-{ends:%H:%M}"


def _with(offered: set[int], own: int | None) -> list[int]:
    """What is offered, and what they have."""
    return sorted(offered | ({own} if own else set()))
