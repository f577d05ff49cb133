"""Absences as people see them."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from bot.rules.absences import HINT
from bot.rules.calendar import add_working_days, day_words
from bot.views.blocks import Block, Md, Message, bold, button, lines, md, section
from bot.views.history import undo

if TYPE_CHECKING:
    from storage.absences import Absence

_SHOWN = 10


def noted(first: date, last: date, today: date, batch: str, before: date | None = None) -> Message:
    """The answer to `/beat away`: the dates, the day of return, and the way back.

    `before` is the last day of an absence that began on the same day, and is no more.
    """
    returns = day_words(add_working_days(last, 1), today)
    ahead = first > today
    are, until = ("will be", "In that time") if ahead else ("are", "Until then")
    earlier = "`/beat away` shows it, to cancel." if ahead else "`/beat back` if you are here earlier."
    instead = f" It was until {day_words(before, today)}." if before and before != last else ""
    text = lines(
        md(f"You {are} away ", bold(span(first, last, today)), f". Back on {returns}.{instead}"),
        md(f"{until} I ask nothing of you: no standups, no nudges, no digest. {earlier}"),
    )
    return Message(text, (section(text), undo(batch)))


def back(first: date, last: date, today: date, batch: str, still: Sequence["Absence"] = ()) -> Message:
    """The answer to `/beat back`, and to Cancel; `still` are absences that include some of its days all the same."""
    opening = "Welcome back. You are no longer away" if first <= today else "Cancelled: you will not be away"
    text = lines(md(f"{opening} ", span(first, last, today), "."), *_others(still, today))
    return Message(text, (section(text), undo(batch)))


def away_again(first: date, last: date, today: date) -> Md:
    """What Undo brought back."""
    return md(f"you are away {span(first, last, today)}, as before.")


def not_away(first: date, last: date, today: date, still: Sequence["Absence"]) -> Md:
    """What Undo took away."""
    return lines(md(f"you are not away {span(first, last, today)}, as before."), *_others(still, today))


def _others(still: Sequence["Absence"], today: date) -> list[Md]:
    return [md(f"You are still away {span(each.first_day, each.last_day, today)}.") for each in still[:_SHOWN]]


def listing(absences: Sequence["Absence"], today: date) -> Message:
    """When somebody is away, from today on."""
    if not absences:
        text = md(f"You are not away. {HINT}")
        return Message(text, (section(text),))
    head = bold("You are away" if absences[0].first_day <= today else "You will be away")
    rows = [
        section(md(span(each.first_day, each.last_day, today)), _cancel(each.first_day)) for each in absences[:_SHOWN]
    ]
    spans = [md(span(each.first_day, each.last_day, today)) for each in absences[:_SHOWN]]
    return Message(lines(head, *spans), (section(head), *rows))


def span(first: date, last: date, today: date) -> str:
    """Days in words: "today", "on Mon 30 Nov", "from Thu 24 Dec to Sat 2 Jan 2027"."""
    if first == last:
        return "today" if first == today else f"on {day_words(first, today)}"
    return f"from {day_words(first, today)} to {day_words(last, today)}"


def _cancel(first: date) -> Block:
    return button("Cancel", "run.away", {"command": f"away cancel {first.isoformat()}"})
