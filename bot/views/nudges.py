"""Reminders of standups before a deadline: what they say, why they come, and how to have no more of them."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bot.views.blocks import Block, Md, Message, actions, button, lines, md, place, section
from bot.views.rounds import CARD, ONLY_YOU, deadline, title

if TYPE_CHECKING:
    from storage.rounds import Seat

# A person with more standups at once is asked of the rest by their own prompts.
_OTHERS_MOST = 5


def nudge(seat: "Seat", zone: ZoneInfo, now: datetime, *, late: bool, others: Sequence["Seat"] = ()) -> Message:
    """A reminder that nobody else sees; it speaks of `others` too, whose own would come within half an hour."""
    waits = seat.entry.status == "waiting"
    asked = [*([seat] if waits else []), *others[:_OTHERS_MOST]]
    text = md(
        "" if waits else md(title(seat.standup), ": that is done, thank you."),
        *(_time_left(each, zone, now, first=n == 0, done=not waits) for n, each in enumerate(asked)),
        " (late)" if late else "",
        " A line is enough, and skipping is fine." if waits else "",
    )
    why = button("Why did I get this?", "rounds.why", {"round": seat.round.number})
    if not others:
        rows = [actions(*_now_or_not(seat), why, block_id=CARD)] if waits else []
    else:
        rows = [*(actions(*_now_or_not(each, of=each.standup.name)) for each in asked), actions(why, block_id=CARD)]
    return Message(text, (section(text), *rows))


def _time_left(seat: "Seat", zone: ZoneInfo, now: datetime, *, first: bool, done: bool) -> Md:
    opening = f"{' ' if done else ''}There is still time for " if first else " And for "
    return md(opening, title(seat.standup), f": {deadline(seat.entry, zone, now)}.")


def _now_or_not(seat: "Seat", of: str = "") -> tuple[Block, Block]:
    """Answer and Skip; where a message speaks of several standups, each says of which."""
    value = {"round": seat.round.number}
    return (
        button(f"Answer {of}".strip(), "rounds.answer", value, style="primary"),
        button(f"Skip {of}" if of else "Skip today", "rounds.skip", value),
    )


def why(seat: "Seat", nudges: int, gap: int) -> Message:
    """Why somebody is asked and nudged, and how to have it otherwise."""
    part = seat.round.roster.get(seat.entry.user_id, "mandatory")
    of = (" of ", place(seat.round.channel_id)) if seat.round.channel_id else ()
    text = lines(
        md("You take part in ", title(seat.standup), *of, f" ({part})."),
        md(f"{_often(nudges, gap)} I do it only while you have not answered."),
        md("Nobody else sees it. `/beat nudges 2 every 30 min` sets how often; with none at all I'll still ask once."),
    )
    row = actions(button("No more nudges", "rounds.mute", {"round": seat.round.number}))
    return Message(text, (section(text), row), ONLY_YOU)


def _often(nudges: int, gap: int) -> str:
    if nudges < 2:
        return "I nudge you once at most." if nudges else "I don't nudge you."
    return f"I nudge you at most {nudges} times, {gap} minutes apart."


def muted() -> Message:
    """That no nudges come any more."""
    text = md("No more nudges for standups. I'll still ask once each time.")
    return Message(text, (section(text),), ONLY_YOU)
