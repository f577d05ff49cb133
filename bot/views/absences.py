"""Absences as people see them."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from bot.rules.absences import HINT
from bot.rules.calendar import day_words
from bot.views.blocks import (
    Block,
    Md,
    Message,
    actions,
    bold,
    button,
    clip,
    field,
    form,
    lines,
    md,
    person,
    section,
    text_input,
)
from bot.views.history import undo

if TYPE_CHECKING:
    from storage.absences import Absence
    from storage.blockers import Blocker

_SHOWN = 10
_EMOJI = 60
_TITLE = 200
_WORDS = 100
_BY_ITSELF = {"status": ", as your Slack status shows", "calendar": ", as your calendar says"}
_LIKE = "Like: today, until friday, monday-wednesday, 3 days, from 24 dec to 2 jan"


def noted(
    first: date,
    last: date,
    today: date,
    batch: str,
    before: date | None = None,
    *,
    returns: date,
    delegate: str = "",
    unseen: bool = False,
) -> Message:
    """The answer to `/beat away`: the dates, the day of return, and the way back.

    `before` is the last day of an absence that began on the same day, and is no more; `returns` is the first day back.
    `delegate` is who stands in; `unseen` is whether there are private channels that they are not in.
    """
    ahead = first > today
    are, until = ("will be", "In that time") if ahead else ("are", "Until then")
    earlier = "`/beat away` shows it, to cancel." if ahead else "`/beat back` if you are here earlier."
    instead = f" It was until {day_words(before, today)}." if before and before != last else ""
    text = lines(
        md(f"You {are} away ", bold(span(first, last, today)), f". Back on {day_words(returns, today)}.{instead}"),
        md(f"{until} I ask nothing of you: no standups, no nudges, no digest. {earlier}"),
    )
    stands_in = md(person(delegate), " stands in: I bring them questions to you and reminders for your roles.")
    # Which ones is not said, for others may read this.
    waits = md("They are not in every private channel that you are in: what comes from there waits for you.")
    text = lines(text, stands_in if delegate else None, waits if delegate and unseen else None)
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


def stands_in(who: str, first: date, last: date, today: date, waiting: Sequence["Blocker"] = ()) -> Message:
    """The word for whoever is to stand in for somebody; `waiting` are blockers that wait for those already."""
    text = lines(
        md(person(who), f" {'is' if waiting else 'will be'} away {span(first, last, today)} and asks you to stand in."),
        md("Meanwhile I bring you the questions of those who wait for them, and reminders for their roles."),
        md("These wait for them already:") if waiting else None,
    )
    named = [md(bold(each.key), " ", clip(each.what, _TITLE), " · ", person(each.stuck_id)) for each in waiting]
    rows = [
        section(row, button("Show", "run.show", {"command": f"blocker show {each.number}"}))
        for row, each in zip(named, waiting, strict=True)
    ]
    return Message(lines(text, *named), (section(text), *rows))


def stands_in_no_more(who: str) -> Message:
    """The word for whoever was to stand in, once somebody else does."""
    text = md("You don't stand in for ", person(who), " any more: they asked somebody else, or nobody. Thank you.")
    return Message(text, (section(text),))


def by_status(emoji: str, last: date, today: date) -> Message:
    """The word, told once, that a status in Slack counts."""
    until = "today" if last == today else f"until {day_words(last, today)}"
    text = lines(
        md(
            "Your status shows ",
            clip(f":{emoji}:", _EMOJI),
            f", so you are away {until}: I ask nothing of you meanwhile.",
        ),
        md("`/beat back` if you are here; when the status goes, you are back by itself. I tell you this only once."),
    )
    off = button("Don't read my status", "run.away", {"command": "away status off"})
    return Message(text, (section(text), actions(off)))


def reads_status(batch: str, *, on: bool) -> Message:
    """The answer to `/beat away status off`."""
    if on:
        text = md("A status like :palm_tree: or :face_with_thermometer: makes you away while it lasts.")
    else:
        text = md("I don't go by your status any more. `/beat away until friday` tells me when you are away.")
    return Message(text, (section(text), undo(batch)) if batch else (section(text),))


def away_form(draft: str) -> Block:
    """The form behind I'm away."""
    days = field("days", "When?", text_input("today", limit=_WORDS), optional=False, hint=_LIKE)
    return form("absences.new", "I'm away", "Tell the team", (days,), draft=draft)


def listing(absences: Sequence["Absence"], today: date) -> Message:
    """When somebody is away, from today on."""
    if not absences:
        text = md(f"You are not away. {HINT}")
        return Message(text, (section(text),))
    head = bold("You are away" if absences[0].first_day <= today else "You will be away")
    rows = [section(_row(each, today), _cancel(each.first_day)) for each in absences[:_SHOWN]]
    spans = [_row(each, today) for each in absences[:_SHOWN]]
    return Message(lines(head, *spans), (section(head), *rows))


def _row(absence: "Absence", today: date) -> Md:
    by_itself = _BY_ITSELF.get(absence.source, "")
    who = md("; ", person(absence.delegate_id), " stands in") if absence.delegate_id else md("")
    return md(span(absence.first_day, absence.last_day, today), by_itself, who)


def span(first: date, last: date, today: date) -> str:
    """Days in words: "today", "on Mon 30 Nov", "from Thu 24 Dec to Sat 2 Jan 2027"."""
    if first == last:
        return "today" if first == today else f"on {day_words(first, today)}"
    return f"from {day_words(first, today)} to {day_words(last, today)}"


def _cancel(first: date) -> Block:
    return button("Cancel", "run.away", {"command": f"away cancel {first.isoformat()}"})
