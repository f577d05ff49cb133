"""How soon somebody will read what they are sent, for the one who waits for them."""

from dataclasses import dataclass
from datetime import date, time

from bot.rules.calendar import day_words
from bot.rules.days_off import Off
from bot.views.blocks import Md, lines, md, person


@dataclass(frozen=True)
class Reach:
    """When a message will come to somebody.

    Attributes:
        urgent: it comes at once, whatever there is against it.
        away_until: their last day away or off, if they are.
        off: why they are off then.
        delegate: who stands in for them, and is told now; empty for nobody.
        quiet_until: when their quiet hours end, by their own clock, if these last.
        full: they have had as many messages today as they want.
        clock: what time it is for them, where that is an hour at which few people work, and not so for the asker.
    """

    user_id: str
    urgent: bool = False
    away_until: date | None = None
    off: Off | None = None
    delegate: str = ""
    quiet_until: time | None = None
    full: bool = False
    clock: time | None = None

    @property
    def waits(self) -> bool:
        """Whether the message is kept for a better moment."""
        return not self.urgent and (self.away_until is not None or self.quiet_until is not None or self.full)


def hindrance(reach: Reach | None, today: date, otherwise: str) -> Md | None:
    """What keeps somebody from reading it soon, and how to ask somebody else; None when nothing does."""
    if reach is None:
        return None
    who = person(reach.user_id)
    if reach.away_until:
        then = "I'm telling them all the same: it is urgent" if reach.urgent else "I'll tell them when they are back"
        until = day_words(reach.away_until, today)
        if reach.delegate:
            now = md(person(reach.delegate), " stands in for them, and I'm telling them now.")
            return md(who, f" is {_off(reach.off)} until {until}. ", now)
        return md(who, f" is {_off(reach.off)} until {until}; {then}. Somebody else?{otherwise}")
    if reach.quiet_until and reach.waits:
        return md(who, f" has quiet hours until {reach.quiet_until:%H:%M} their time; I'll tell them then.")
    if reach.waits:
        return md(who, " has had as many messages today as they want; it comes with their next morning list.")
    return md(f"It is {reach.clock:%H:%M} for ", who, ".") if reach.clock else None


def _off(off: Off | None) -> str:
    if off is None or off.why == "away":
        return "away"
    return f"off ({off.name})" if off.name else "off"


def telling(reach: Reach, today: date, otherwise: str = "") -> Md:
    """Whether somebody is told now, and what there is against it."""
    against = hindrance(reach, today, otherwise)
    now = None if reach.waits or reach.away_until else md("I'm telling ", person(reach.user_id), " now.")
    return md(now, " ", against) if now and against else lines(now, against)
