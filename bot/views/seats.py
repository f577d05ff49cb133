"""Where some words belong: asked of whoever could have meant several standups, or none."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from bot.views.blocks import Block, Md, Message, actions, button, clip, divider, dotted, lines, md, place, section
from bot.views.lists import ONLY_YOU
from bot.views.rounds import deadline, hour, title

if TYPE_CHECKING:
    from storage.rounds import Seat

PICKS_MOST = 5


def which(seats: Sequence["Seat"], draft: str, zone: ZoneInfo, now: datetime) -> Message:
    """The question for which of several standups an answer is meant."""
    head = md("Which standup is this for? I've kept your words.")
    rows = [
        section(_told_apart(seat, zone, now), button("This one", "rounds.pick", _picked(seat, draft)))
        for seat in seats[:PICKS_MOST]
    ]
    text = lines(head, *(_told_apart(seat, zone, now) for seat in seats[:PICKS_MOST]))
    return Message(text, (section(head), *rows), ONLY_YOU)


def offer(seats: Sequence["Seat"], line: str, draft: str, zone: ZoneInfo, now: datetime) -> Message:
    """The question whether words that are no command are an answer."""
    quoted = md("“", clip(line.replace("\n", " "), 200), "”")
    if len(seats) == 1:
        text = md("Is this your answer to ", _told_apart(seats[0], zone, now), "?\n", quoted)
        use = button("Use as my answer", "rounds.pick", _picked(seats[0], draft), style="primary")
        return Message(text, (section(text), actions(use, _not_one(draft))), ONLY_YOU)
    head = md("Is this your answer to a standup?\n", quoted)
    rows = [
        section(_told_apart(seat, zone, now), button("Use as my answer", "rounds.pick", _picked(seat, draft)))
        for seat in seats[:PICKS_MOST]
    ]
    return Message(head, (section(head), *rows, actions(_not_one(draft))), ONLY_YOU)


def beside(offered: Message, refusal: Message) -> Message:
    """The offer, and why the words are no command, with the ways out of that."""
    return Message(lines(offered.text, refusal.text), (*offered.blocks, divider(), *refusal.blocks), offered.note)


def _not_one(draft: str) -> Block:
    return button("No", "rounds.no", {"draft": draft})


def _picked(seat: "Seat", draft: str) -> dict[str, Any]:
    return {"round": seat.round.number, "draft": draft}


def _told_apart(seat: "Seat", zone: ZoneInfo, now: datetime) -> Md:
    """A standup with what tells it from another of the same name: where it is posted, and until when."""
    where = place(seat.round.channel_id) if seat.round.channel_id else md("by DM")
    over = seat.entry.deadline_at < now
    until = f"over since {hour(seat.entry.deadline_at, zone, now)}" if over else deadline(seat.entry, zone, now)
    return dotted(title(seat.standup), where, until)
