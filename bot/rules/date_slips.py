"""Dates that were nearly said: a misspelt day, or words of a date's shape that are no day of any calendar.

Left alone they would stay in a title, and the task would be due never. So whoever typed them is asked. Titles that only
sound like it are not: what `dates` has read and left in a title is one, and so is what a word before it claims.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.rules import dates
from bot.rules.calendar import MONTH, WEEKDAY, WEEKDAY_NAMES, last_day, matcher, month_number
from bot.rules.dated_titles import GOVERNING, NUMBERED, split_due
from bot.rules.text import PHRASE_LIMIT, PHRASE_WORDS, closest, plain_phrase

SLIP_WORDS = 5  # a misspelt day is among the last words of a line

_DAYS = (*(name.lower() for name in WEEKDAY_NAMES), "today", "tomorrow", "yesterday")
# Words and names that are but a letter or two away from a day.
NO_DAYS = frozenset({
    *(f"{day}s" for day in _DAYS), "sundry", "faraday", "toady", "midday", "holiday", "birthday", "someday", "weekday",
    "workday", "payday", "noonday", "mandy", "sandy", "randy", "daisy",
})  # fmt: skip


@dataclass(frozen=True)
class Doubt:
    """Words that are nearly a date.

    Attributes:
        words: as they were typed.
        near: words that can be read and may be what was meant; empty when there are none.
        meant: a day was meant and misspelt, for all we can tell.
    """

    words: str
    near: str = ""
    meant: bool = False


def split_doubt(text: str, *, read: bool, now: datetime, zone: ZoneInfo) -> tuple[str, Doubt] | None:
    """Title and doubtful words, when a one-line text ends with words that are nearly a date.

    `read` says that a date has been found at its end; then only a misspelt day before it is looked for.
    """
    return _split_slip(text, now, zone) or (None if read else _split_unreadable(text, now, zone))


def corrected(phrase: str, *, now: datetime, zone: ZoneInfo) -> str | None:
    """A whole phrase with its one misspelt day spelt right, when it is a date then."""
    found = _split_slip(f"the task {phrase}", now, zone)
    return found[1].near if found and found[0] == "the task" else None


def _split_slip(text: str, now: datetime, zone: ZoneInfo) -> tuple[str, Doubt] | None:
    for word in reversed(_last_words(text, SLIP_WORDS)):
        day = _misspelt(word[0].strip(".,!;").lower())
        if day is None:
            continue
        spelt = text[: word.start()] + day + text[word.end() :]
        title, reading, near = split_due(spelt, now=now, zone=zone)
        if reading is not None and len(title) < word.start() and day in near.lower():
            return title, Doubt(text[len(title) :].strip(_AROUND), near, meant=True)
    return None


def _last_words(text: str, most: int) -> list[re.Match[str]]:
    return list(_WORD.finditer(text, max(0, len(text) - PHRASE_LIMIT)))[-most:]


def _misspelt(word: str) -> str | None:
    """The day that a word was meant for; a day spelt right, or a word of its own, is meant as it stands."""
    if not 4 <= len(word) <= 11 or not word.isascii() or not word.isalpha() or word in _DAYS or word in NO_DAYS:
        return None
    day = closest(word, _DAYS)
    if day is None:
        return None
    same_ends = word[0] == day[0] and (word[-1] == day[-1] or day == "tomorrow")
    return day if same_ends or sorted(word) == sorted(day) else None


def _split_unreadable(text: str, now: datetime, zone: ZoneInfo) -> tuple[str, Doubt] | None:
    for word in _last_words(text, PHRASE_WORDS):
        title, words = text[: word.start()].rstrip(_AROUND), text[word.start() :].strip()
        match = _shape(plain_phrase(words)) if title else None
        if match is None:
            continue
        if _claimed(title, match["body"]) or dates.parse_due(match["body"], now=now, zone=zone) is not None:
            return None
        near = _repaired(match)
        return title, Doubt(words, near if dates.parse_due(near, now=now, zone=zone) else "")
    return None


def _shape(phrase: str) -> re.Match[str] | None:
    return next((match for match_of in _SHAPES if (match := match_of(phrase))), None)


def _claimed(title: str, body: str) -> bool:
    """Whether it belongs to the title after all: "notes from 30 feb", "sprint 13/13", "budget 26/27"."""
    before = title.rsplit(maxsplit=1)[-1].lower().lstrip("([{")
    range_ = re.fullmatch(r"(\d{1,2})/(\d{1,2})", body)
    years = range_ is not None and int(range_[2]) == int(range_[1]) + 1
    return years or before in GOVERNING or (body[0].isdecimal() and before in NUMBERED)


def _repaired(match: re.Match[str]) -> str:
    """The nearest words that may be read: the last day of that month, or the day without what spoils it."""
    found = match.groupdict()
    if found.get("month"):
        year = found.get("year") or ""
        last = last_day(int(year or 2028), month_number(found["month"]))
        return f"{last.day} {found['month']} {year}".strip()
    if found.get("zone"):
        return match["body"].removesuffix(match["zone"]).strip()
    return found.get("weekday") or found.get("named") or ""


_AROUND = " \t\n,;:-–—"
_WORD = re.compile(r"(?<!\S)\S+")
_DAY = WEEKDAY.replace("?P<weekday>", "?:")
_FULL_DAY = WEEKDAY.replace("mon|tues?|weds?|thu|thurs?|fri|sat|sun|", "")
_ANY_DAY = rf"(?:{WEEKDAY}|(?P<named>today|tomorrow|tonight))"
_NTH = r"\d{1,2}(?:st|nd|rd|th)"
_YEAR = r"(?:[ -](?P<year>\d{4}))?"
_TIME = r"\d{1,2}(?:[:.]\d\d(?: ?[ap]m)?| ?[ap]m)"
_AT = rf"(?:at )?{_TIME}"
_ZONE = "(?P<zone>utc|gmt|bst|ces?t|e[es]s?t|[ecmp][sd]t|ist|jst)"


def _shapes() -> Iterator[str]:
    """Phrases that look like a date, valid or not; `body` is the date without the word that asks for one."""
    asking = r"(?:due )?(?:on|by|before|until|due|no later than) "
    for body in (
        rf"(?:{_DAY} )?(?:{_NTH}|\d{{1,2}})(?: of)?[ -]{MONTH}{_YEAR}(?: {_AT})?",
        rf"(?:{_DAY} )?{MONTH}[ -](?:the )?(?:{_NTH}|\d{{1,2}}){_YEAR}(?: {_AT})?",
        rf"(?:{_DAY} )?[0-3]?\d/[0-3]?\d(?:/\d\d(?:\d\d)?)?(?: {_AT})?",
        rf"(?:19|20)\d\d[-/]\d{{1,2}}[-/]\d{{1,2}}(?: {_AT})?",
        rf"(?:\d{{1,2}}\.\d{{1,2}}\.\d{{4}}|\d\d\.(?:0\d|1[0-2])\.)(?: {_AT})?",
        rf"{_ANY_DAY} {_AT}",
        rf"{_FULL_DAY} (?:at )?\d{{1,2}}",
        rf"{_AT} (?:on )?{_ANY_DAY}",
        rf"(?:(?:{_DAY}|today|tomorrow) )?{_AT} {_ZONE}",
    ):
        yield rf"(?:{asking})?(?:the )?(?P<body>{body})"
    yield rf"{asking}(?:the )?(?P<body>{_NTH})"
    yield rf"(?:{asking}|at )(?P<body>{_AT})"


_SHAPES = tuple(matcher(shape) for shape in _shapes())
