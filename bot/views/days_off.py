"""Working days and holidays, as people see them."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.rules import public_holidays
from bot.rules.calendar import day_words, zone_label
from bot.rules.days_off import Days
from bot.rules.public_holidays import NONE
from bot.rules.working_hours import words_of
from bot.views.blocks import Md, Message, bold, clip, lines, md, place, section
from bot.views.history import undo

_SHOWN = 8
_NAME = 80


def hours(days: Days, zone: ZoneInfo, batch: str = "") -> Message:
    """When somebody works; with a `batch` that was just said, and is undone by it."""
    text = lines(
        md(f"{_works(days)} ({zone_label(zone)})."),
        md("Your morning list comes as you begin, and on other days I ask nothing of you."),
        None
        if batch
        else md("`/beat hours mon-thu 8:00-16:00` changes that, `/beat zone berlin` where your clock is."),
    )
    return _said(text, batch)


def zone(theirs: ZoneInfo, now: datetime, *, own: bool, batch: str = "") -> Message:
    """Where somebody's clock is; with a `batch` that was just said, and is undone by it."""
    whose = "as you told me" if own else "as your Slack profile says"
    text = lines(
        md(f"Your clock is that of {zone_label(theirs)}, {whose}: it is {now.astimezone(theirs):%H:%M} there."),
        None
        if batch
        else md("`/beat zone berlin` changes that for me alone, `/beat zone slack` goes by your profile."),
    )
    return _said(text, batch)


def _works(days: Days) -> str:
    hours = f"{days.begins:%H:%M}-{days.ends:%H:%M}"
    if days.weekdays is None:
        return f"You have not said when you work, so I reckon with Mon-Fri, {hours}"
    return f"You work {words_of(days.weekdays)}, {hours}"


def as_before(touched: Collection[str], days: Days, channel_id: str, *, heeds: bool) -> Md:
    """What Undo brought back: what of a calendar, somebody's own or a channel's, is again as it is now.

    Args:
        touched: the columns that are as they were.
        heeds: whether their status in Slack counts.
    """
    if channel_id:
        return md("the holidays of ", place(channel_id), f" are again {_of_country(days.own.country)}.")
    said: list[str] = []
    if {*touched} & {"weekdays", "begins", "ends"}:
        said.append(f"{_works(days)[:1].lower()}{_works(days)[1:]}, as before.")
    if "country" in touched:
        said.append(f"your holidays are again {_of_country(days.own.country)}.")
    if "ignores_status" in touched:
        said.append(f"I {'go' if heeds else 'do not go'} by your Slack status again.")
    return md(" ".join(said))


def day_again(day: date, channel_id: str, today: date, *, off: bool) -> Md:
    """What Undo brought back: a day that was added or struck."""
    whom = md("those in ", place(channel_id)) if channel_id else md("you")
    return md(bold(day_words(day, today)), " is a day off for " if off else " is an ordinary day for ", whom, " again.")


def _of_country(code: str) -> str:
    if code == NONE:
        return "none"
    return f"those of {public_holidays.label(code)}" if code else "as if nobody had said any"


def zone_as_before(theirs: ZoneInfo) -> Md:
    """What Undo brought back."""
    return md(f"your clock is that of {zone_label(theirs)} again.")


def holidays(
    coming: Sequence[tuple[date, str]], days: Days, teams: Sequence[str], today: date, batch: str = ""
) -> Message:
    """Somebody's holidays, and where they are from; with a `batch` that was just said, and is undone by it.

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
    return _said(lines(head, *_rows(coming, today), _hint(batch)), batch)


def team(coming: Sequence[tuple[date, str]], country: str, channel_id: str, today: date, batch: str = "") -> Message:
    """The holidays of those in a channel who said nothing themselves."""
    here = place(channel_id)
    if country in ("", NONE):
        head = md("No country's holidays are set for ", here, ". `/beat holidays team germany` sets some.")
    else:
        whose = public_holidays.label(country)
        head = md("Whoever is in ", here, f" and has said nothing else has the holidays of {whose}.")
    return _said(lines(head, *_rows(coming, today)), batch)


def marked(day: date, name: str, channel_id: str, today: date, batch: str, *, off: bool) -> Message:
    """The answer to a day added or struck, for oneself or, with a channel, for its people."""
    whom = md("those in ", place(channel_id)) if channel_id else md("you")
    called = md(" (", clip(name, _NAME), ")") if name else None
    verb = "is a day off for" if off else "is an ordinary day for"
    return _said(md(bold(day_words(day, today)), called or "", f" {verb} ", whom, "."), batch)


def _rows(coming: Sequence[tuple[date, str]], today: date) -> list[Md]:
    return [md("• ", day_words(day, today), " ", clip(name, _NAME)) for day, name in coming[:_SHOWN]]


def _hint(batch: str) -> Md | None:
    if batch:
        return None
    return md("`/beat holidays add 24 dec Christmas Eve` adds a day, `remove 31 oct` takes one out.")


def _said(text: Md, batch: str) -> Message:
    return Message(text, (section(text), undo(batch)) if batch else (section(text),))
