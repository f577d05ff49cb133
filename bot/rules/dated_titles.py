"""Titles with a date at their end: what is taken off as the date, and what belongs to the title after all."""

import re
from collections.abc import Set as AbstractSet
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.rules.calendar import MONTH, NTHS, NUMBERS, WEEKDAY, matcher
from bot.rules.dates import AMOUNT, MARKED, NUMBER, SPAN_RULES, YEAR, Past, Reading, parse_due
from bot.rules.text import PHRASE_LIMIT, PHRASE_WORDS, SYNONYMS, plain_phrase

# What the first word of a phrase looks like. Most words of a title don't, and need not be tried against every rule.
_OPENERS = frozenset({
    "due", "on", "by", "before", "until", "no", "in", "within", "at", "the", "this", "next", "coming", "day", "today",
    "tonight", "tomorrow", "yesterday", "weekend", "end", "close", "start", "beginning", "middle", "noon", "midnight",
    "morning", "afternoon", "evening", "night", "half", *NTHS, *NUMBERS, *SYNONYMS,
})  # fmt: skip
_OPENING = re.compile(
    rf"[,;!(]*(?:[0-9@]|(?:(?:mid|early|late)\S*|{'|'.join(sorted(_OPENERS))}|{WEEKDAY}|{MONTH})\b)", re.IGNORECASE
)

# Words that speak of the date after them instead of setting one.
GOVERNING = frozenset({
    "to", "from", "for", "of", "after", "since", "about", "around", "over", "in", "into", "between", "and", "or", "the",
    "a", "an", "than", "past", "vs", "versus", "during", "with", "without", "per", "every", "each", "last", "next",
    "this", "that", "our", "my", "their", "his", "her", "its", "your", "like", "via", "through", "plus", "same", "at",
    "previous", "prior", "half", "quarter", "first", "second", "third", "fourth", "fifth", "1st", "2nd", "3rd", "4th",
    "other", "black", "good", "cyber", "super", "casual", "easter", "ash", "palm", "bloody", "happy", "usa", "@", "is",
})  # fmt: skip
# After these a mark may stand as well, "book the #launch friday"; the date behind it is not theirs.
_LEADING = frozenset({"a", "an", "the", "in", "into", "at", "my", "our"})
# What has numbers of its own: sprint 12/13.
NUMBERED = frozenset({
    "sprint", "sprints", "chapter", "chapters", "page", "pages", "step", "steps", "part", "parts", "section", "room",
    "rooms", "version", "release", "phase", "round", "level", "score", "ratio", "issue", "ticket", "bug", "item",
    "items", "episode", "lesson", "unit", "week", "weeks", "gate", "line", "season", "fy", "option", "verse", "psalm",
    "python", "ubuntu", "java", "php", "postgres", "postgresql", "node", "django", "ios", "android", "debian", "kernel",
})  # fmt: skip
_BY_NUMBERS = matcher(r"\d{1,2}/\d{1,2}")
_UNDATED = re.compile(r"(?<=\S)\s+(?P<phrase>due (?:none|never))[\s.!]*$", re.IGNORECASE)
# What stands before the last part of a date that could not be read whole.
_FRAGMENT = re.compile(
    rf" (?:not|never|every|each|from \S+|(?:\d+|{'|'.join(NUMBERS)}|the|few|of) (?:working )?"
    rf"(?:minute|hour|day|night|week|month|year)s?|{WEEKDAY}|today|tomorrow|tonight|yesterday|\d+[-./]\d+[-./]\d*|\d+:\d+"
    rf"|\d+ ?[ap]m|{NUMBER}(?: of)? {MONTH}|{MONTH.replace('month', 'named')} \d+(?:st|nd|rd|th)?)$",
    re.ASCII,
)
# Whole phrases that are a date only when somebody says so: "at 5", "24.04", "24/7", "3 days"; "24.04.", "the sun".
_COUNTED = matcher(
    rf"(?:at )?\d{{1,2}}(?: ?o'?clock)?|\d{{1,2}}h\d*|\d{{1,2}}\.\d{{1,2}}|\d/\d{{1,2}}|\d\d/\d|\d:\d\d"
    rf"|{AMOUNT}(?:(?:working|work|calendar) )?(?:minute|min|hour|hr|h|day|week|wk|fortnight|month|year|d|w)s?"
)
_MONTH_FIRST = matcher(rf"{MONTH} .*")
_LOOSE = matcher(
    rf"\d{{1,2}}\.\d{{1,2}}\.|sat|sun|(?:at )?(?:noon|midnight)|{MONTH}{YEAR}|(?:the )?\d{{1,2}}(?:st|nd|rd|th)"
    rf"|the (?!day after).*"
    rf"|(?:in )?{AMOUNT}min(?:ute)?s?|weekend|morning|afternoon|evening|night"
)


def split_due(
    text: str, *, now: datetime, zone: ZoneInfo, marked: AbstractSet[int] = frozenset()
) -> tuple[str, Reading | None, str]:
    """Title, date and the words of the date, when a one-line text ends with one; else the text, None and "".

    The longest phrase counts, and it is only taken when the words before it do not claim it for themselves: in
    "Notes from friday", "Version 24.04." and "Standup every monday" nothing is due. A date over already is taken
    only after a word that asks for one, as in "by yesterday". "Due none" at the end is taken off, and no date is read.
    `marked` are the words behind a mention or a label, which keeps "the" before it from the date.
    """
    if undated := _UNDATED.search(text[-PHRASE_LIMIT:]):
        return text[: len(text) - len(undated[0])], None, undated["phrase"]
    found = last_date(text, now=now, zone=zone)
    if found is None:
        return text, None, ""
    title, reading, phrase = found
    last = title.split()[-1].lower() if title else ""
    led = _is_behind_a_mark(title, marked) and (last in _LEADING or phrase.lower().startswith("due "))
    taken = title.strip() and not _belongs_to_title(title, plain_phrase(phrase), reading, led=led)
    return found if taken else (text, None, "")


def split_claimed(text: str, *, now: datetime, zone: ZoneInfo, marked: AbstractSet[int]) -> tuple[str, str] | None:
    """Title and date where `split_due` leaves it in the title, and it may be due all the same.

    In "Series A monday" the A may be a name, and in "Notes from @ben friday" a mention stands between.
    """
    found = last_date(text, now=now, zone=zone)
    if found is None or isinstance(found[1], Past):
        return None
    title, reading, phrase = found
    named = title.endswith(" A")
    if not named and not _is_behind_a_mark(title, marked):
        return None
    # Whatever is no date behind a plain word is none here.
    return (title, phrase) if not _belongs_to_title("the task", plain_phrase(phrase), reading) else None


def last_date(text: str, *, now: datetime, zone: ZoneInfo) -> tuple[str, Reading, str] | None:
    """The longest date that a text ends with, whatever the words before it make of it, between its title and words."""
    for start in _phrase_starts(text):
        found = parse_due(text[start:], now=now, zone=zone)
        if found is not None:
            return text[:start].rstrip(" \t\n,;:-–—"), found, text[start:].strip()
    return None


def _is_behind_a_mark(title: str, marked: AbstractSet[int]) -> bool:
    return bool(marked) and len(title.split()) in marked


def _phrase_starts(text: str) -> list[int]:
    """Where a phrase can start: at one of the last words, if it is a word that phrases start with."""
    start = max(0, len(text) - PHRASE_LIMIT)
    words = [(start + word.start(), word[0]) for word in re.finditer(r"(?<!\S)\S+", text[start:])]
    return [at for at, word in words[-PHRASE_WORDS:] if _OPENING.match(word)]


def _belongs_to_title(title: str, phrase: str, found: Reading, *, led: bool = False) -> bool:
    """Whether the words before a date claim it, or it is of a kind that is more often no date at all.

    With `led`, those words end before a mark, and claim nothing.
    """
    before = title[-PHRASE_LIMIT:].lower().split()
    marked = MARKED(phrase)
    marker, body = (marked["marker"] or "", marked["body"]) if marked else ("", phrase)
    if not led and _FRAGMENT.search(f" {' '.join(before[-4:])}"):
        return True
    if marker not in ("", "on", "by"):
        return False
    if not marker and before[-1] in NUMBERED and _BY_NUMBERS(body):
        return True
    if _COUNTED(body) or (isinstance(found, Past) and marker != "by"):
        return True
    counted = before[-1].isdecimal() and _MONTH_FIRST(body)  # chapter 12 may 5
    span = len(before) == 1 and any(match_of(body) for match_of, _ in SPAN_RULES)
    governed = not led and (before[-1].lstrip("([{") in GOVERNING or before[-1].endswith(("'s", "’s")))
    return not marker and bool(span or governed or counted or _LOOSE(body))
