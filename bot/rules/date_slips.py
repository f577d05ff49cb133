"""Dates that were nearly said: a misspelt day, or words of a date's shape that are no day of any calendar.

Left alone they would stay in a title, and the task would be due never. So whoever typed them is asked. Titles that only
sound like it are not: what `dates` has read and left in a title is one, and so is what a word before it claims.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from bot.rules import dates
from bot.rules.calendar import (
    MONTH,
    MONTH_NAMES,
    WEEKDAY,
    WEEKDAY_NAMES,
    last_day,
    local_day,
    matcher,
    month_number,
    writes_dots,
)
from bot.rules.dated_titles import GOVERNING, NUMBERED, last_date, split_due
from bot.rules.text import PHRASE_LIMIT, PHRASE_WORDS, SYNONYMS, closest, plain_phrase
from bot.rules.times import read_times, read_times_of_day
from bot.rules.zone_words import SHORT, split_zone

HIDING_WORDS = 6  # a date is looked for before so many words
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
        nears: words that can be read and may be what was meant, the likeliest first.
        meant: a day was meant, for all we can tell.
        hidden: they can be read, but may belong to the title.
        claimed: and so they would, if nobody said "due".
        over: they are a day that is over.
    """

    words: str
    nears: tuple[str, ...] = ()
    meant: bool = False
    hidden: bool = False
    claimed: bool = False
    over: bool = False


def split_doubt(text: str, *, read: bool, now: datetime, zone: ZoneInfo) -> tuple[str, Doubt] | None:
    """Title and doubtful words, when a one-line text ends with words that are nearly a date.

    `read` says that a date has been found at its end; then only a misspelt day before it is looked for.
    """
    if slip := _split_slip(text, now, zone):
        return slip
    if read:
        # The hour alone would mean today: "for thurdsay 2pm".
        return _split_governed_slip(text, now, zone)
    return (
        _split_over(text, now, zone)
        or _split_minutes(text, now, zone)
        or _split_for(text, now, zone)
        or _split_unreadable(text, now, zone)
        or _split_dotted(text, now, zone)
        or _split_slashed(text, now, zone)
        or _split_bare_hour(text, now, zone)
    )


def hidden_due(
    words: list[str], *, marked: frozenset[int], now: datetime, zone: ZoneInfo
) -> tuple[int, int, Doubt] | None:
    """Where a date begins and ends that only the words after it keep from being read: "by friday so we can ship".

    `marked` are the words right behind a mention or a label, where a sentence has ended.
    """
    for end in range(len(words) - 1, max(1, len(words) - HIDING_WORDS - 1), -1):
        if not _ENDING.fullmatch(words[end - 1]):
            continue
        if slip := _hidden_slip(words, end, now, zone):
            return slip
        title, reading, phrase = split_due(" ".join(words[:end]), now=now, zone=zone, marked=marked)
        start = len(title.split())
        if (
            reading is None
            and (dotted := _split_dotted(" ".join(words[:end]), now, zone))
            and words[end - 1][-1] == "."
        ):
            return len(dotted[0].split()), end, replace(dotted[1], hidden=True, meant=False)
        if isinstance(reading, dates.Past | None):
            continue
        if about := _about_an_hour(phrase, words[end], now, zone):
            return start, end + 1, about
        if start in marked or _outspoken(phrase, words[end]):
            return start, end, Doubt(phrase, (phrase,), hidden=True)
    return None


def _hidden_slip(words: list[str], end: int, now: datetime, zone: ZoneInfo) -> tuple[int, int, Doubt] | None:
    """A misspelt day with an hour before other words: "frday 5pm me"."""
    found = _split_slip(" ".join(words[:end]), now, zone)
    if found and _outspoken(found[1].nears[0], words[end]):
        return len(found[0].split()), end, replace(found[1], hidden=True, meant=False)
    return None


def _about_an_hour(phrase: str, following: str, now: datetime, zone: ZoneInfo) -> Doubt | None:
    """ "2 dec 10ish"."""
    match = _ISH.fullmatch(following)
    near = f"{phrase} at {match[1]}" if match else ""
    return Doubt(f"{phrase} {following}", (near,), hidden=True) if dates.parse_due(near, now=now, zone=zone) else None


def _outspoken(phrase: str, following: str) -> bool:
    """Whether a date says more than "Friday" in "the Friday demo"."""
    words = plain_phrase(phrase)
    marked = dates.MARKED(words)
    if (
        (marked and marked["marker"])
        or words.startswith(("at ", "next ", "in "))
        or _NAMED(words)
        or _IN_A_MONTH(words)
    ):
        return True
    timed = read_times(words) is None and any(read_times_of_day(each) for each in _outer(words))
    return timed or following.lower().strip(".,;:") in _GOING_ON


def _outer(words: str) -> Iterator[str]:
    """The words at both ends of a phrase, where its time may stand."""
    said = words.split()
    for count in (1, 2, 3):
        yield " ".join(said[:count])
        yield " ".join(said[-count:])


def corrected(phrase: str, *, now: datetime, zone: ZoneInfo) -> tuple[str, ...]:
    """What a whole phrase that is nearly a date may have been meant for."""
    found = split_doubt(f"the task {phrase}", read=False, now=now, zone=zone)
    return found[1].nears if found and found[0] == "the task" else ()


def _split_slip(text: str, now: datetime, zone: ZoneInfo) -> tuple[str, Doubt] | None:
    for word in reversed(_last_words(text, SLIP_WORDS)):
        day = _misspelt(word[0].strip(".,!;").lower())
        if day is None:
            continue
        spelt = text[: word.start()] + day + text[word.end() :]
        title, reading, near = split_due(spelt, now=now, zone=zone)
        if reading is not None and len(title) < word.start() and day in near.lower():
            return title, Doubt(text[len(title) :].strip(_AROUND), (near,), meant=True)
    return None


def _split_governed_slip(text: str, now: datetime, zone: ZoneInfo) -> tuple[str, Doubt] | None:
    """A misspelt day behind a word that speaks of it, "for thurdsay 2pm"."""
    words = _last_words(text, SLIP_WORDS + 1)
    for before, word in pairwise(words):
        if before[0].lower() in GOVERNING and _misspelt(word[0].strip(".,!;").lower()):
            title = text[: before.start()].rstrip(_AROUND)
            slip = _split_slip(f"{title} {text[word.start() :]}", now, zone)
            if title and slip and slip[0] == title:
                return title, replace(slip[1], words=text[before.start() :].strip(_AROUND))
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


def _split_for(text: str, now: datetime, zone: ZoneInfo) -> tuple[str, Doubt] | None:
    """ "Order the cake for friday": when it is due, or what it is for?"""
    match = _FOR.search(text, max(0, len(text) - PHRASE_LIMIT))
    if match is None:
        return None
    title, words = text[: match.start()].rstrip(_AROUND), match["words"].strip()
    found = split_due(f"{title} {words}", now=now, zone=zone)
    near = found[2] if found[0] == title else ""
    slip = None if near else _split_slip(f"{title} {words}", now, zone)
    if slip and slip[0] == title:
        return title, replace(slip[1], words=f"for {words}")
    return (title, Doubt(f"for {words}", (near,), hidden=True)) if near and title else None


def _split_over(text: str, now: datetime, zone: ZoneInfo) -> tuple[str, Doubt] | None:
    """A day of the past: "Fix what broke yesterday" is a title; "Pay the bill 2026-11-22" may be a slip."""
    found = last_date(text, now=now, zone=zone)
    if found is None or not isinstance(found[1], dates.Past) or not _OVER.search(plain_phrase(found[2])):
        return None
    title, _, phrase = found
    tells = _PAST_TENSE.search(title[-PHRASE_LIMIT:])
    return None if not title or tells or _claimed(title, phrase) else (title, Doubt(phrase, over=True))


def _split_minutes(text: str, now: datetime, zone: ZoneInfo) -> tuple[str, Doubt] | None:
    """ "Call Bob in 20 minutes" says when, "Learn Rust in 20 minutes" how long."""
    title, _, phrase = last_date(text, now=now, zone=zone) or ("", None, "")
    minutes = title and _IN_MINUTES(plain_phrase(phrase))
    return (title, Doubt(phrase, (phrase,), hidden=True, claimed=True)) if minutes else None


def _split_dotted(text: str, now: datetime, zone: ZoneInfo) -> tuple[str, Doubt] | None:
    """3.12. is a day in many countries, and a version or an amount in all of them."""
    match = _DOTTED.search(text, max(0, len(text) - PHRASE_LIMIT))
    if match is None or not (match["marker"] or match["last"] or writes_dots(zone)):
        return None
    title = text[: match.start()].rstrip(_AROUND)
    if not title or (not match["marker"] and _claimed(title, match["day"])):
        return None
    near = f"{match['day']} {MONTH_NAMES[int(match['month']) - 1].lower()}"
    meant = dates.parse_due(near, now=now, zone=zone) is not None
    return (title, Doubt(text[match.start() :].strip(_AROUND), (near,), meant=True)) if meant else None


def _split_slashed(text: str, now: datetime, zone: ZoneInfo) -> tuple[str, Doubt] | None:
    """12/1 is a day, one way or the other, or a fraction."""
    match = _SLASHED.search(text, max(0, len(text) - PHRASE_LIMIT))
    title = text[: match.start()].rstrip(_AROUND) if match else ""
    if match is None or not title or (not match["marker"] and _claimed_number(title)):
        return None
    if _NO_DAY(match["body"]) or (match["marker"] != "on " and _FRACTION(match["body"])):
        return None
    found, today = dates.parse_due(match["body"], now=now, zone=zone), local_day(now, zone)
    options = found.options if isinstance(found, dates.Ambiguous) else (found,)
    days = [due.day for due in options if isinstance(due, dates.Due)]
    nears = tuple(f"{day.day} {MONTH_NAMES[day.month - 1].lower()}{_year_of(day, today)}" for day in days)
    return (title, Doubt(text[match.start() :].strip(_AROUND), nears, hidden=True)) if nears else None


def _claimed_number(title: str) -> bool:
    before = title.rsplit(maxsplit=1)[-1].lower().lstrip("([{")
    return before in GOVERNING or before in NUMBERED


def _year_of(day: date, today: date) -> str:
    return f" {day.year}" if day.year != today.year else ""


def _split_bare_hour(text: str, now: datetime, zone: ZoneInfo) -> tuple[str, Doubt] | None:
    """ "Call Bob at 5" may be a moment, "Stop at 5" hardly."""
    match = _BARE_HOUR.search(text, max(0, len(text) - PHRASE_LIMIT))
    title = text[: match.start()].rstrip(_AROUND) if match else ""
    if match is None or not title or _claimed(title, "at"):
        return None
    found, today = dates.parse_due(match[0], now=now, zone=zone), local_day(now, zone)
    options = found.options if isinstance(found, dates.Ambiguous) else (found,)
    dues = [due for due in options if isinstance(due, dates.Due) and due.at]
    nears = tuple(f"{'today' if due.day == today else 'tomorrow'} {due.at:%H:%M}" for due in dues)
    return (title, Doubt(match[0].strip(), nears, meant=True)) if nears else None


def _split_unreadable(text: str, now: datetime, zone: ZoneInfo) -> tuple[str, Doubt] | None:
    for word in _last_words(text, PHRASE_WORDS):
        title, words = text[: word.start()].rstrip(_AROUND), text[word.start() :].strip()
        phrase = plain_phrase(words)
        elsewhere = split_zone(phrase)
        match = _shape(elsewhere[0] if elsewhere else phrase) if title else None
        if match is None:
            continue
        claimed = not match.groupdict().get("asked") and _claimed(title, match["body"])
        if claimed or dates.parse_due(match["body"], now=now, zone=zone) is not None:
            return None
        zoned = phrase[len(elsewhere[0]) :] if elsewhere else ""
        nears = (f"{near}{zoned}" for near in _repaired(match, local_day(now, zone)))
        read = tuple(near for near in nears if dates.parse_due(near, now=now, zone=zone))
        if read or not match.groupdict().get("zone"):
            return title, Doubt(words, read)
    return None


def _shape(phrase: str) -> re.Match[str] | None:
    return next((match for match_of in _SHAPES if (match := match_of(phrase))), None)


def _claimed(title: str, body: str) -> bool:
    """Whether it belongs to the title after all: "notes from 30 feb", "sprint 13/13", "budget 26/27"."""
    before = title.rsplit(maxsplit=1)[-1].lower().lstrip("([{")
    range_ = re.fullmatch(r"(\d{1,2})/(\d{1,2})", body)
    years = range_ is not None and int(range_[2]) == int(range_[1]) + 1
    return years or before in GOVERNING or (body[0].isdecimal() and before in NUMBERED)


def _repaired(match: re.Match[str], today: date) -> tuple[str, ...]:
    """The nearest words that may be read: days around the end of that month, or the day without what spoils it."""
    found, body = match.groupdict(), match["body"]
    if found.get("month"):
        return _around_the_end(body, found["month"], found.get("year") or "", today)
    if found.get("zone"):
        return (body.removesuffix(match["zone"]).strip(),)
    day = found.get("weekday") or found.get("named") or ""
    hour = re.search(r" (\d{1,2}(?:\.\d\d)?)$", body)
    return (f"{day} at {hour[1]}", day) if hour else (day,)


def _around_the_end(body: str, month: str, year: str, today: date) -> tuple[str, ...]:
    """For 31 February: its last day, the one after it, and 3 March; the hour stays."""
    number = month_number(month)
    last = last_day(int(year or today.year + (number < today.month)), number)
    over = int(re.findall(r"\d+", body)[0]) - last.day
    hour = re.search(rf" {_AT}$", body)
    days = [f"{last.day} {month}"]
    for ahead in sorted({1, over}) if over in range(1, 4) else (1,):
        day = last + timedelta(days=ahead)
        days.append(f"{day.day} {MONTH_NAMES[day.month - 1].lower()}")
    following = f" {year}" if year else ""
    return tuple(f"{day}{following}{hour[0] if hour else ''}" for day in days)


_OVER = re.compile(r"\byesterday\b|\b\d{4}\b", re.ASCII)
# What happened on a day that is over.
_PAST_TENSE = re.compile(
    r"\b(?:\w+ed|was|were|had|did|went|broke|broken|sent|made|said|got|gave|given|came|took|taken|found|lost|left|saw"
    r"|seen|met|began|done|held|told|wrote|written|bought|paid|spoke|fell|felt|built|brought|thought|stolen|shown)$",
    re.IGNORECASE,
)
_IN_MINUTES = matcher(r"(?:in|within) .*min(?:ute)?s?")
_AROUND = " \t\n,;:-–—"
_DOTTED = re.compile(
    r"(?<!\S)(?P<marker>(?:due )?(?:on|by|before|until|due|no later than) )?"
    r"(?P<day>[0-3]?\d)\.(?P<month>0?[1-9]|1[0-2])(?P<last>\.)?\s*$",
    re.ASCII | re.IGNORECASE,
)
_BARE_HOUR = re.compile(r"(?<!\S)at \d{1,2}(?: ?o'?clock)?\s*$", re.ASCII | re.IGNORECASE)
_SLASHED = re.compile(
    r"(?<!\S)(?:due )?(?P<marker>on |by )?(?P<body>\d{1,2}/\d{1,2})[.!]?\s*$", re.ASCII | re.IGNORECASE
)
_NO_DAY = matcher("24/7|9/11")
_FRACTION = matcher("1/2|[12]/3|[1-3]/4")
_ISH = re.compile(r"(\d{1,2}(?::\d\d)?(?:[ap]m)?)-?ish[.,;:!]?", re.ASCII | re.IGNORECASE)
_FOR = re.compile(r"(?<=\S)\s+for\s+(?P<words>(?:(?!\sfor\s).)+)$", re.IGNORECASE)
_NAMED = matcher("today|tonight|tomorrow|(?:the )?day after tomorrow")
_IN_A_MONTH = matcher(rf"(?:.* )?(?:\d.* {MONTH}|{MONTH.replace('month', 'named')} \d.*)")
_DAY = WEEKDAY.replace("?P<weekday>", "?:")
# After these a title goes on that has been interrupted by a date: "Call Bob friday about the cake".
# What the last word of a date looks like. Most words of a title don't, and need not be tried.
_ENDING = re.compile(
    rf"(?:.*[0-9].*|am|pm|{_DAY}|{MONTH}|today|tonight|tomorrow|noon|midnight|morning|afternoon|evening|night"
    rf"|minutes?|hours?|days?|weeks?|weekend|months?|quarter|year|time|{'|'.join((*SYNONYMS, *SHORT))})[.,;:!)]*",
    re.ASCII | re.IGNORECASE,
)
_GOING_ON = frozenset({
    "about", "and", "with", "because", "so", "but", "then", "for", "in", "at", "on", "if", "when", "as", "via", "re",
})  # fmt: skip
_WORD = re.compile(r"(?<!\S)\S+")
_FULL_DAY = WEEKDAY.replace("mon|tues?|weds?|thu|thurs?|fri|sat|sun|", "")
_ANY_DAY = rf"(?:{WEEKDAY}|(?P<named>today|tomorrow|tonight))"
_NTH = r"\d{1,2}(?:st|nd|rd|th)"
_YEAR = r"(?:[ -](?P<year>\d{4}))?"
_TIME = r"\d{1,2}(?:[:.]\d\d(?: ?[ap]m)?| ?[ap]m)"
_AT = rf"(?:at )?{_TIME}"
# Three countries have an IST, and we don't know all that there are.
_ZONE = "(?P<zone>ist|msk|hkt|sgt|ae[sd]t|nz[sd]t|[cm]t|utc ?[+-] ?[0-9:]{1,5}|gmt ?[+-] ?[0-9:]{1,5})"


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
        rf"(?:{_FULL_DAY}|(?P<named>today|tomorrow)) (?:at )?\d{{1,2}}",
        rf"{_AT} (?:on )?{_ANY_DAY}",
        rf"(?:\S+ ){{0,3}}?{_AT} {_ZONE}",
    ):
        yield rf"(?P<asked>{asking})?(?:the )?(?P<body>{body})"
    yield rf"(?P<asked>{asking})(?:the )?(?P<body>{_NTH})"
    yield rf"(?:(?P<asked>{asking})|at )(?P<body>{_AT})"


_SHAPES = tuple(matcher(shape) for shape in _shapes())
