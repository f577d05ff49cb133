"""How soon somebody will read what they are sent, for the one who waits for them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from bot.rules.calendar import WEEKDAY_NAMES, day_words
from bot.rules.days_off import Odd, Off
from bot.views.blocks import Md, clip, lines, md, person

# So many are named of those for whom a moment is a bad one.
_NAMED = 3
_HOLIDAY = 60


@dataclass(frozen=True)
class Reach:
    """When a message will come to somebody.

    Attributes:
        urgent: it comes at once, whatever there is against it.
        away_until: their last day away or off, if they are.
        off: why they are off then.
        delegate: who stands in for them, and is told; empty for nobody.
        delegate_waits: they are not told now.
        quiet_until: when they can be told, by their own clock, if it is quiet for them now.
        asleep: it is so because of the hour, and not because they asked for quiet.
        full: they have had enough messages for one day.
        muted: they want no such messages from us.
        odd: what speaks against the hour for them.
    """

    user_id: str
    urgent: bool = False
    away_until: date | None = None
    off: Off | None = None
    delegate: str = ""
    delegate_waits: bool = False
    quiet_until: datetime | None = None
    asleep: bool = False
    full: bool = False
    muted: bool = False
    odd: Odd | None = None

    @property
    def waits(self) -> bool:
        """Whether the message is kept for a better moment."""
        later = self.away_until is not None or self.quiet_until is not None or self.full
        return self.muted or (later and not self.urgent)


def hindrance(reach: Reach | None, today: date, otherwise: str) -> Md | None:
    """What keeps somebody from reading it soon, and how to ask somebody else; None when nothing does."""
    if reach is None:
        return None
    who = person(reach.user_id)
    if reach.muted:
        return md("I can't bring it to ", who, f": it stands on their Home. Please tell them yourself.{otherwise}")
    if reach.away_until:
        return _away(reach, day_words(reach.away_until, today), otherwise)
    if reach.quiet_until and reach.waits:
        return _quiet(reach, reach.quiet_until, today)
    if reach.waits:
        return md(who, " has had enough messages for one day; it comes with their next morning list.")
    return md("It is ", _hour(reach.user_id, reach.odd), ".") if reach.odd else None


def _quiet(reach: Reach, until: datetime, today: date) -> Md:
    day = "" if until.date() == today else f"{day_words(until.date(), today)} at "
    who = person(reach.user_id)
    if not reach.asleep:
        return md(who, f" has quiet hours until {day}{until:%H:%M} their time; I'll tell them then.")
    why = md("It is ", _hour(reach.user_id, reach.odd)) if reach.odd else md(who, " is not at work now")
    return md(
        why, f"; I'll tell them {day and 'on '}{day or 'at '}{until:%H:%M} their time. With `!urgent` it comes at once."
    )


def _away(reach: Reach, until: str, otherwise: str) -> Md:
    who = person(reach.user_id)
    if reach.delegate:
        told = "I'll tell them when they are at work" if reach.delegate_waits else "I'm telling them now"
        return md(
            who, f" is {_off(reach.off)} until {until}. ", person(reach.delegate), f" stands in for them, and {told}."
        )
    then = "I'm telling them all the same: it is urgent" if reach.urgent else "I'll tell them when they are back"
    return md(who, f" is {_off(reach.off)} until {until}; {then}. Somebody else?{otherwise}")


def _off(off: Off | None) -> str:
    if off is None or off.why == "away":
        return "away"
    return f"off ({off.name})" if off.name else "off"


def telling(reach: Reach, today: date, otherwise: str = "") -> Md:
    """Whether somebody is told now, and what there is against it."""
    against = hindrance(reach, today, otherwise)
    now = None if reach.waits or reach.away_until else md("I'm telling ", person(reach.user_id), " now.")
    return md(now, " ", against) if now and against else lines(now, against)


def against(odd: Mapping[str, Odd], *, left_out: bool) -> Md | None:
    """What speaks against a moment to come, for those whom something will come to then; `left_out` are those off."""
    off = [md(_day_off(user, each), ".") for user, each in odd.items() if each.off][:_NAMED]
    hours = [_hour(user, each) for user, each in odd.items() if not each.off][:_NAMED]
    then = "Whoever is off is left out." if left_out else "It comes when they are at work again."
    night = md("It will be ", Md(", ".join(hours)), " then.") if hours else None
    return lines(md(Md(" ".join(off)), " ", then) if off else None, night) or None


def _hour(user_id: str, odd: Odd) -> Md:
    works = f" (works {odd.works[0]:%H:%M}-{odd.works[1]:%H:%M})" if odd.works else ""
    return md(f"{odd.clock:%H:%M} for ", person(user_id), works)


def _day_off(user_id: str, odd: Odd) -> Md:
    if odd.off is None or odd.off.why == "away":
        return md(person(user_id), " is away then")
    if odd.off.why == "not working":
        return md(person(user_id), f" doesn't work on {WEEKDAY_NAMES[odd.day.weekday()]}s")
    name = md(" (", clip(odd.off.name, _HOLIDAY), ")") if odd.off.name else ""
    return md("That is a holiday for ", person(user_id), name)
