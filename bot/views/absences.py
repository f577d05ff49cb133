"""Absences as people see them."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from bot.rules.absences import HINT
from bot.rules.calendar import add_working_days, day_words
from bot.views.blocks import Block, Message, actions, bold, button, lines, md, section

if TYPE_CHECKING:
    from storage.absences import Absence

_SHOWN = 10


def noted(first: date, last: date, today: date) -> Message:
    """The answer to `/beat away`: the dates, the day of return, and the way back."""
    returns = day_words(add_working_days(last, 1), today)
    ahead = first > today
    are, until = ("will be", "In that time") if ahead else ("are", "Until then")
    earlier = "`/beat away` shows it, to cancel." if ahead else "`/beat back` if you are here earlier."
    text = lines(
        md(f"You {are} away ", bold(span(first, last, today)), f". Back on {returns}."),
        md(f"{until} I ask nothing of you: no standups, no nudges, no digest. {earlier}"),
    )
    return Message(text, (section(text), actions(_cancel(first, "Undo"))))


def back(first: date, last: date, today: date) -> Message:
    """The answer to `/beat back`, and to Cancel."""
    opening = "Welcome back. You are no longer away" if first <= today else "Cancelled: you will not be away"
    text = md(f"{opening} ", span(first, last, today), ".")
    again = {"command": f"away from {max(first, today).isoformat()} to {last.isoformat()}"}
    return Message(text, (section(text), actions(button("Undo", "run.undo", again))))


def listing(absences: Sequence["Absence"], today: date) -> Message:
    """When somebody is away, from today on."""
    if not absences:
        text = md(f"You are not away. {HINT}")
        return Message(text, (section(text),))
    head = bold("You are away" if absences[0].first_day <= today else "You will be away")
    rows = [
        section(md(span(each.first_day, each.last_day, today)), _cancel(each.first_day, "Cancel"))
        for each in absences[:_SHOWN]
    ]
    spans = [md(span(each.first_day, each.last_day, today)) for each in absences[:_SHOWN]]
    return Message(lines(head, *spans), (section(head), *rows))


def span(first: date, last: date, today: date) -> str:
    """Days in words: "today", "on Mon 30 Nov", "from Thu 24 Dec to Sat 2 Jan 2027"."""
    if first == last:
        return "today" if first == today else f"on {day_words(first, today)}"
    return f"from {day_words(first, today)} to {day_words(last, today)}"


def _cancel(first: date, label: str) -> Block:
    return button(label, "run.away", {"command": f"away cancel {first.isoformat()}"})
