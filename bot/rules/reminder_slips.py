"""Times of reminders that were nearly said: a misspelt word, or a day that no calendar has.

Left alone they would be kept as words of the reminder, and it would come at another time, or once instead of for ever.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.rules.calendar import MONTH, MONTH_NAMES, last_day, month_number
from bot.rules.reminder_times import read_when
from bot.rules.spelling import meant
from bot.rules.text import PHRASE_LIMIT, PHRASE_WORDS

# So many slips are tried alone, when all of them together make no time.
_ALONE = 3
_WORD = re.compile(r"(?<!\S)\S+")
_DATE = (
    rf"(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?: of)? {MONTH}|{MONTH.replace('month', 'first')} (?P<later>\d{{1,2}}))"
)
_AROUND = r"(?:(?:at )?\d{1,2}(?::\d\d)? ?(?:[ap]m)?)"
_AT_END = re.compile(rf"\b{_DATE}(?: {_AROUND})?[.!]?$", re.IGNORECASE | re.ASCII)


@dataclass(frozen=True)
class Split:
    """Where the time of a text stands: from `start` to `end`."""

    start: int
    end: int


def time_of(text: str, *, now: datetime, zone: ZoneInfo) -> Split | None:
    """The longest time that a text ends with, else that it begins with."""
    for word in _last(text):
        if read_when(text[word.start() :], now=now, zone=zone):
            return Split(word.start(), len(text))
    for word in reversed(_first(text)):
        said = text[: word.end()]
        if not said.isdecimal() and read_when(said, now=now, zone=zone):
            return Split(0, word.end())
    return None


def respelt(text: str, *, now: datetime, zone: ZoneInfo) -> str | None:
    """The same text with its time spelt right, when a misspelt word keeps it from being read as it was meant."""
    around = {word.start(): word for word in (*_first(text), *_last(text))}.values()
    slips = [(word, near) for word in sorted(around, key=re.Match.start) if (near := meant(word[0]))]
    for some in (slips, *([slip] for slip in reversed(slips[-_ALONE:]))):
        if not some:
            continue
        fixed, spans = _with(text, some)
        found = time_of(fixed, now=now, zone=zone)
        if found and all(found.start <= start and end <= found.end for start, end in spans):
            return fixed
    return None


def _with(text: str, slips: list[tuple[re.Match[str], str]]) -> tuple[str, list[tuple[int, int]]]:
    """The text with these words replaced, and where they stand in it."""
    fixed, at, spans = "", 0, []
    for word, near in slips:
        fixed += text[at : word.start()]
        spans.append((len(fixed), len(fixed) + len(near)))
        fixed, at = fixed + near, word.end()
    return fixed + text[at:], spans


def impossible_day(text: str) -> tuple[str, str] | None:
    """What is wrong with a date at the end that no calendar has ("30 february"), and the text with the last day."""
    match = _AT_END.search(text[-PHRASE_LIMIT:])
    if match is None:
        return None
    name = "day" if match["day"] else "later"
    month = month_number((match["month"] or match["first"]).lower())
    last = last_day(2028, month).day
    if 1 <= int(match[name]) <= last:
        return None
    at = len(text) - len(text[-PHRASE_LIMIT:])
    fixed = f"{text[: at + match.start(name)]}{last}{text[at + match.end(name) :]}"
    ends = {28: "28th", 29: "28th or 29th", 30: "30th", 31: "31st"}[last]
    return f"{MONTH_NAMES[month - 1]} has no day {int(match[name])}: it ends on its {ends}.", fixed


def _first(text: str) -> list[re.Match[str]]:
    return list(_WORD.finditer(text, 0, PHRASE_LIMIT))[:PHRASE_WORDS]


def _last(text: str) -> list[re.Match[str]]:
    start = max(0, len(text) - PHRASE_LIMIT)
    return list(_WORD.finditer(text, start))[-PHRASE_WORDS:]
