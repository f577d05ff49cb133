"""Calendars kept elsewhere, as people see them: never their address, nor what an event is called."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, get_args
from zoneinfo import ZoneInfo

from bot.rules.feeds import HINT, RULE, Fault
from bot.views.absences import span
from bot.views.blocks import Md, Message, actions, button, lines, md, moment, section
from bot.views.history import undo
from bot.views.lists import ONLY_YOU

if TYPE_CHECKING:
    from storage.absences import Absence
    from storage.feeds import Feed

_SHOWN = 5
_ANEW = "Give me the address anew: `/beat away calendar https://…`"
FAULTS: dict[Fault, str] = {
    "unreachable": f"I could not reach it. If it moved: {_ANEW[0].lower()}{_ANEW[1:]}.",
    "tls": "Its certificate is not in order, so I did not read on. Whoever runs that calendar has to mend it.",
    "slow": "It took more than ten seconds to answer.",
    "private": "It leads into a network that is not open to all, and I read calendars of the open Internet only.",
    "gone": f"There is nothing at that address any more. {_ANEW}.",
    "forbidden": "It asks for a password. Take the *secret* or *published* address from your calendar's settings.",
    "server": "Its server answered with an error.",
    "big": "It has more than a megabyte. Publish a calendar that holds your absences alone.",
    "no_calendar": "What is there is no calendar that I can read. The address should end in `.ics` or the like.",
    "heavy": "Its repeated events take too long to work out. Publish a calendar that holds your absences alone.",
    "key": f"I can't open its address any more, for my key was changed. {_ANEW}.",
}


def noted(batch: str) -> Message:
    """The answer to an address."""
    text = lines(
        md("Thank you, I'm reading your calendar now and tell you what I found. From then on I look about every hour."),
        md(RULE),
        md("I keep the address sealed and show it to nobody. I keep the days alone, not what an event is called."),
    )
    return Message(text, (section(text), undo(batch)), ONLY_YOU)


def ended(batch: str) -> Message:
    """The answer to `/beat away calendar off`."""
    text = md("I read your calendar no more, and the absences it gave are gone. Those you typed stay.")
    return Message(text, (section(text), undo(batch)), ONLY_YOU)


def as_before(*, reads: bool) -> Md:
    """What Undo brought back."""
    return md("I read your calendar again, as before." if reads else "I read no calendar of yours, as before.")


def reading() -> Message:
    """The answer to Read now."""
    text = md("I'm reading it now. `/beat away calendar` shows what came of it.")
    return Message(text, (section(text),), ONLY_YOU)


def none() -> Message:
    """The state of a calendar that there is not."""
    text = lines(md(f"I read no calendar of yours. {HINT}"), md(RULE))
    return Message(text, (section(text),), ONLY_YOU)


def state(feed: "Feed", given: Sequence["Absence"], today: date, zone: ZoneInfo) -> Message:
    """When a calendar was last read, what it says, and what went wrong."""
    last = md("Last read ", moment(feed.read_at, zone), ".") if feed.read_at else md("Not read yet.")
    text = lines(md("I read your calendar about every hour. ", last), _fault(feed, zone), _known(feed, given, today))
    again = button("Read now", "run.away", {"command": "away calendar now"})
    off = button("Stop reading it", "run.off", {"command": "away calendar off"})
    return Message(text, (section(text), actions(again, off)), ONLY_YOU)


def told(feed: "Feed", given: Sequence["Absence"], today: date, zone: ZoneInfo) -> Message:
    """The word after the first reading, and after three days of failing."""
    if feed.failing_since is None:
        head = md("I have read your calendar.")
    elif feed.read_at is None:
        head = md("I could not read your calendar. I'll try again, ever less often.")
    else:
        head = md("I could not read your calendar for three days. I tell you this only once.")
    text = lines(head, _fault(feed, zone), _known(feed, given, today))
    state_ = button("How it is", "run.away", {"command": "away calendar"})
    off = button("Stop reading it", "run.off", {"command": "away calendar off"})
    return Message(text, (section(text), actions(state_, off)))


def _fault(feed: "Feed", zone: ZoneInfo) -> Md | None:
    if feed.fault not in get_args(Fault) or feed.failing_since is None:
        return None
    since = md(" It is so since ", moment(feed.failing_since, zone), ".") if feed.fails > 1 else md("")
    return md(FAULTS[feed.fault], since)  # type: ignore[index]


def _known(feed: "Feed", given: Sequence["Absence"], today: date) -> Md | None:
    """The absences that came of it."""
    if not given:
        return md("No day of it says that you are away. ", RULE) if feed.read_at else None
    spans = [span(each.first_day, each.last_day, today) for each in given[:_SHOWN]]
    more = f"; and {len(given) - _SHOWN} more, see `/beat away`" if len(given) > _SHOWN else ""
    return md(f"By it you are away {'; '.join(spans)}{more}.")
