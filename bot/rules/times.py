"""Times of day, and the words for them."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import time

from bot.rules.calendar import Matcher, matcher


@dataclass(frozen=True)
class Times:
    """The times of day that some words can mean.

    Attributes:
        times: how many days later (midnight ends a day), and the wall time; None is "some time that day".
        why: a sentence on why there are several.
        twice: it is one hour on the clock, which comes twice a day.
    """

    times: tuple[tuple[int, time | None], ...]
    why: str = ""
    twice: bool = False

    def at_work(self) -> "Times":
        """Of an hour that comes twice a day, the one at which people work: "at 4" is 16:00."""
        working = tuple(said for said in self.times if is_working_hour(said[1]))
        return Times(working) if self.twice and len(working) == 1 else self


def is_working_hour(at: time | None) -> bool:
    """Whether people may be at work then: from 07:00 to 18:59."""
    return at is not None and at.hour in _WORKING_HOURS


def read_times(words: str) -> Times | None:
    """The times that a whole lower-case phrase ("at 5pm", "17:00", "noon") can mean; None when it is no time."""
    for match_of, read in _TIME_RULES:
        if match := match_of(words):
            return read(match)
    return None


def read_times_of_day(words: str) -> Times | None:
    """The same beside a day, where "16.30" needs no "at": there is no such day of a month, as 9.10 is one."""
    return read_times(f"at {words}" if _DOTTED(words) else words)


def _clock(match: re.Match[str]) -> Times | None:
    """Of 24 hours. "5:30" is often said in the afternoon, "05:30" and "9:30" are not."""
    hour, minute = int(match["hour"]), int(match["minute"] or 0)
    if (hour, minute) == (24, 0):
        return Times(((1, time(0)),))
    if hour > 23:
        return None
    if 1 <= hour <= 7 and len(match["hour"]) == 1:
        return Times(((0, time(hour, minute)), (0, time(hour + 12, minute))), _TWICE, twice=True)
    return Times(((0, time(hour, minute)),))


def _half_day_clock(match: re.Match[str]) -> Times | None:
    hour, minute = int(match["hour"]), int(match["minute"] or 0)
    if not 1 <= hour <= 12:
        return None
    if (hour, minute, match["half"]) == (12, 0, "am"):
        return _midnight(match)
    return Times(((0, time(hour % 12 + (12 if match["half"] == "pm" else 0), minute)),))


def _bare_hour(match: re.Match[str]) -> Times | None:
    hour = int(match["hour"] or match["oclock"])
    if hour == 12:
        return Times(((0, time(12)), (1, time(0))), "12 can be noon or midnight.", twice=True)
    if 1 <= hour < 12:
        return Times(((0, time(hour)), (0, time(hour + 12))), _TWICE, twice=True)
    return Times(((0, time(hour)),)) if 12 < hour < 24 else None


def _midnight(_match: re.Match[str]) -> Times:
    return Times(((0, time(0)), (1, time(0))), "Midnight can be the start of that day or its end.")


def _part_of_day(match: re.Match[str]) -> Times:
    hours = {"morning": (9, 12), "afternoon": (14, 17), "evening": (18, 21), "night": (20, 22)}[match["part"]]
    return Times(tuple((0, time(hour)) for hour in hours), f"“{match['part'].capitalize()}” is more than one hour.")


_TWICE = "That hour comes twice a day."
_WORKING_HOURS = range(7, 19)
_DOTTED = matcher(r"\d{1,2}\.(?:00|1[3-9]|[2-5]\d)")
_AT = "(?:at |@ ?)"
_HOUR = r"(?P<hour>\d{1,2})"
_TIME_RULES: tuple[tuple[Matcher, Callable[[re.Match[str]], Times | None]], ...] = (
    (matcher(rf"{_AT}?{_HOUR}(?:[:.](?P<minute>[0-5]\d))? ?(?P<half>am|pm)"), _half_day_clock),
    (matcher(rf"{_AT}?{_HOUR}:(?P<minute>[0-5]\d)(?::[0-5]\d)?(?: ?h| ?hrs| hours| ?uhr)?"), _clock),
    (matcher(rf"{_AT}{_HOUR}\.(?P<minute>[0-5]\d)(?: ?h| ?uhr)?"), _clock),
    (matcher(rf"{_AT}?{_HOUR}h(?P<minute>[0-5]\d)?"), _clock),
    (matcher(rf"{_AT}{_HOUR}|{_AT}?(?P<oclock>\d{{1,2}}) ?o'?clock"), _bare_hour),
    (matcher(rf"{_AT}?noon"), lambda _: Times(((0, time(12)),))),
    (matcher(rf"{_AT}?midnight"), _midnight),
    (
        matcher(r"(?:at )?(?:the )?(?:end of (?:the )?day|close of (?:business|working|play))"),
        lambda _: Times(((0, None),)),
    ),
    (matcher("(?P<part>morning|afternoon|evening|night)"), _part_of_day),
)
