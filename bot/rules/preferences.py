"""What people say of the messages they want: quiet hours and nudges, in words."""

import re
from dataclasses import dataclass
from datetime import time

from bot.rules.errors import Choice, UserError
from bot.rules.text import plain_phrase, unescape
from bot.rules.times import read_times

NUDGES_MOST = 5
GAPS = range(5, 241)
# So many messages that can wait come to a person on one day, unless they want it otherwise.
CAP = 10
CAPS = range(1, 51)
OFF = frozenset({"off", "no", "none", "never", "stop"})
# Quiet outside working hours, as it is for whoever never said anything.
USUAL = frozenset({"default", "usual", "usually", "on", "yes", "night", "nights", "at night", "weekends", "the weekend",
                   "evenings", "after work", "after hours", "outside hours", "outside working hours",
                   "outside my working hours", "working hours", "nights and weekends"})  # fmt: skip

_BETWEEN = re.compile(r"\s*(?:-|–|—|\bto\b|\buntil\b)\s*")
_NUDGES = re.compile(
    r"(?P<count>\d{1,2})(?: ?(?:x|times?|nudges?))?"
    r"(?:,? ?every (?P<gap>\d{1,3}) ?(?P<unit>min(?:ute)?s?|m|h(?:ours?|rs?)?))?"
)
_CLOCK = re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d", re.ASCII)
_CAP = re.compile(r"(?:at most )?(?P<count>\d{1,3})(?: messages?)?(?: (?:a|per|each|every) day)?")


@dataclass(frozen=True)
class Nudging:
    """How often somebody wants to be asked again, and after how long."""

    count: int
    gap_minutes: int


@dataclass(frozen=True)
class Quiet:
    """When what can wait does not come: in these `hours`, at no time (`any_hour`), or else outside working hours."""

    hours: tuple[time, time] | None = None
    any_hour: bool = False


def parse_quiet(text: str) -> Quiet:
    """Quiet hours in `19:00-08:00`, `off` and `nights`.

    Raises:
        UserError: they can't be read, or in two ways.
    """
    words = plain_phrase(unescape(text)).removeprefix("from ").removeprefix("between ")
    if words in OFF or words in USUAL:
        return Quiet(any_hour=words in OFF)
    return Quiet(_quiet_hours(words))


def _quiet_hours(words: str) -> tuple[time, time]:
    sides = _BETWEEN.split(words)
    if len(sides) != 2:
        raise UserError(
            "When does your quiet begin and end? Try `/beat quiet 19:00-08:00`; `/beat quiet nights` is all but your "
            "working hours, `/beat quiet off` is none. Nothing changed."
        )
    begins, ends = (_hours(side) for side in sides)
    pairs = [(one, other) for one in begins for other in ends if one != other]
    if not pairs:
        raise UserError(
            "Those are the same hour, so I can't tell whether you mean the whole day or none of it. Try "
            "`/beat quiet 19:00-08:00`; `/beat away today` is for whole days, `/beat quiet off` for none."
        )
    if len(pairs) != 1:
        choices = tuple(Choice(f"{a:%H:%M}-{b:%H:%M}", f"quiet {a:%H:%M}-{b:%H:%M}") for a, b in pairs)
        raise UserError("Those hours come twice a day. Which do you mean?", choices=choices)
    return pairs[0]


def read_clock(picked: object, name: str) -> time | None:
    """The time of day in the field `name` of a form, as Slack sends it: `09:30`; None where none is picked.

    Raises:
        UserError: it is none.
    """
    if not picked:
        return None
    if isinstance(picked, str) and _CLOCK.fullmatch(picked):
        return time.fromisoformat(picked)
    raise UserError("That is no time of day.", fields={name: "Pick a time of day, like 09:30."})


def read_quiet(begins: object, ends: object, *, any_hour: bool, before: bool) -> Quiet:
    """Quiet from the fields of a form: two ISO times or none, and whether messages may come at any hour.

    Whoever had "any hour" `before` and names hours means these, though they left it ticked.

    Raises:
        UserError: a time is missing, both are the same, or "any hour" was ticked beside them.
    """
    hours = [read_clock(begins, "quiet_from"), read_clock(ends, "quiet_until")]
    if hours == [None, None]:
        return Quiet(any_hour=any_hour)
    if hours[0] is None or hours[1] is None:
        missing, other = ("quiet_from", "begin") if hours[0] is None else ("quiet_until", "end")
        raise UserError("Quiet hours need both.", fields={missing: f"When do they {other}? Or empty both for none."})
    if hours[0] == hours[1]:
        raise UserError("Those are the same hour.", fields={"quiet_until": "They end when they begin: another hour?"})
    if any_hour and not before:
        raise UserError("Quiet hours, or any hour?", fields={"any_hour": "Untick this, or empty the quiet hours."})
    return Quiet((hours[0], hours[1]))


def parse_cap(text: str) -> int | None:
    """How many messages a day, in `5` or `5 a day`; None for `off`.

    Raises:
        UserError: it can't be read, or is out of range.
    """
    words = plain_phrase(unescape(text))
    if words in OFF:
        return None
    match = _CAP.fullmatch(words)
    if match and not int(match["count"]):
        raise UserError(
            "To get nothing that can wait, mute it: `/beat mutes all` does that, and `/beat mutes none` takes it back. "
            "Nothing changed.",
            choices=(Choice("/beat mutes all", "mutes all"),),
        )
    if not match or int(match["count"]) not in CAPS:
        raise UserError(
            f"How many messages a day, from {CAPS[0]} to {CAPS[-1]}? Try `/beat cap 5`, or `/beat cap off` for no "
            "limit. Nothing changed."
        )
    return int(match["count"])


def _hours(words: str) -> list[time]:
    read = read_times(words) or read_times(f"at {words}")
    hours = [at for _, at in read.times if at] if read else []
    if not hours:
        raise UserError(f"I can't read “{words[:20]}” as an hour. Try `/beat quiet 19:00-08:00`.")
    return list(dict.fromkeys(hours))


def parse_nudges(text: str, now: Nudging) -> Nudging:
    """How often and how far apart, in `2 every 30 min`; `off` is none. What is left unsaid stays as it is `now`.

    Raises:
        UserError: it can't be read, or is more than anybody should be asked.
    """
    words = plain_phrase(unescape(text))
    if words in OFF:
        return Nudging(0, now.gap_minutes)
    match = _NUDGES.fullmatch(words)
    if not match:
        raise UserError("How often? Try `/beat nudges 2 every 30 min`, or `/beat nudges off`.")
    hours = (match["unit"] or "").startswith("h")
    gap = int(match["gap"]) * (60 if hours else 1) if match["gap"] else now.gap_minutes
    count = int(match["count"])
    if count > NUDGES_MOST or gap not in GAPS:
        raise UserError(f"At most {NUDGES_MOST} nudges, from {GAPS[0]} to {GAPS[-1]} minutes apart. Nothing changed.")
    return Nudging(count, gap)
