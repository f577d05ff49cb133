"""Working days and holidays, as people see them."""

from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.rules import public_holidays
from bot.rules.calendar import day_words, zone_label
from bot.rules.days_off import Days
from bot.rules.public_holidays import NONE
from bot.rules.working_hours import words_of
from bot.views.blocks import Md, Message, actions, bold, button, clip, lines, md, place, section

_SHOWN = 8
_NAME = 80


def hours(days: Days, zone: ZoneInfo, undo: str | None = None) -> Message:
    """When somebody works; when that was just said, with the command that takes it back."""
    if days.weekdays is None:
        when = "You have not said when you work, so I reckon with Mon-Fri"
    else:
        when = f"You work {words_of(days.weekdays)}"
    text = lines(
        md(f"{when}, {days.begins:%H:%M}-{days.ends:%H:%M} ({zone_label(zone)})."),
        md("Your morning list comes as you begin, and on other days I ask nothing of you."),
        None if undo else md("`/beat hours mon-thu 8:00-16:00` changes that, `/beat zone berlin` where your clock is."),
    )
    return _said(text, undo)


def zone(theirs: ZoneInfo, now: datetime, *, own: bool, undo: str | None = None) -> Message:
    """Where somebody's clock is; when that was just said, with the command that takes it back."""
    whose = "as you told me" if own else "as your Slack profile says"
    text = lines(
        md(f"Your clock is that of {zone_label(theirs)}, {whose}: it is {now.astimezone(theirs):%H:%M} there."),
        None if undo else md("`/beat zone berlin` changes that for me alone, `/beat zone slack` goes by your profile."),
    )
    return _said(text, undo)


def as_before(channel_id: str = "") -> Md:
    """What Undo brought back: somebody's own days, or those of a channel."""
    if channel_id:
        return md("the holidays of ", place(channel_id), " are as before.")
    return md("your hours and holidays are as before. `/beat hours` and `/beat holidays` show them.")


def zone_as_before(theirs: ZoneInfo) -> Md:
    """What Undo brought back."""
    return md(f"your clock is that of {zone_label(theirs)} again.")


def holidays(
    coming: Sequence[tuple[date, str]], days: Days, teams: Sequence[str], today: date, undo: str | None = None
) -> Message:
    """Somebody's holidays, and where they are from; when that was just said, with the command that takes it back.

    Args:
        teams: the channels whose holidays count while they have said nothing.
    """
    if days.own.country == NONE:
        head = md("You have no public holidays.")
    elif days.own.country:
        head = md(f"Your holidays are those of {public_holidays.label(days.own.country)}.")
    elif teams:
        head = md("Your holidays are those of ", Md(", ".join(place(each) for each in teams)), ".")
    else:
        head = md(f"I know of no public holidays for you. {public_holidays.HINT}")
    return _said(lines(head, *_rows(coming, today), _hint(undo)), undo)


def team(
    coming: Sequence[tuple[date, str]], country: str, channel_id: str, today: date, undo: str | None = None
) -> Message:
    """The holidays of those in a channel who said nothing themselves."""
    here = place(channel_id)
    if country in ("", NONE):
        head = md("No country's holidays are set for ", here, ". `/beat holidays team germany` sets some.")
    else:
        whose = public_holidays.label(country)
        head = md("Whoever is in ", here, f" and has said nothing else has the holidays of {whose}.")
    return _said(lines(head, *_rows(coming, today)), undo)


def marked(day: date, name: str, channel_id: str, today: date, undo: str, *, off: bool) -> Message:
    """The answer to a day added or struck, for oneself or, with a channel, for its people."""
    whom = md("those in ", place(channel_id)) if channel_id else md("you")
    called = md(" (", clip(name, _NAME), ")") if name else None
    verb = "is a day off for" if off else "is an ordinary day for"
    return _said(md(bold(day_words(day, today)), called or "", f" {verb} ", whom, "."), undo)


def _rows(coming: Sequence[tuple[date, str]], today: date) -> list[Md]:
    return [md("• ", day_words(day, today), " ", clip(name, _NAME)) for day, name in coming[:_SHOWN]]


def _hint(undo: str | None) -> Md | None:
    if undo:
        return None
    return md("`/beat holidays add 24 dec Christmas Eve` adds a day, `remove 31 oct` takes one out.")


def _said(text: Md, undo: str | None) -> Message:
    if undo is None:
        return Message(text, (section(text),))
    return Message(text, (section(text), actions(button("Undo", "run.undo", {"command": undo}))))
