"""Misspelt words of times: which word was meant."""

from bot.rules.calendar import MONTH_NAMES, WEEKDAY_NAMES
from bot.rules.date_slips import NO_DAYS
from bot.rules.text import SYNONYMS, closest

_WORDS = (
    *map(str.lower, WEEKDAY_NAMES), *map(str.lower, MONTH_NAMES), "today", "tomorrow", "every", "other", "weekday",
    "week", "weeks", "month", "months", "hour", "hours", "minutes", "morning", "until", "next", "first", "last", "days",
)  # fmt: skip
# Words that are spelt right, however near they are to another.
_RIGHT = frozenset({
    *_WORDS, *NO_DAYS, *SYNONYMS, *(f"{name.lower()}s" for name in WEEKDAY_NAMES), "weekdays", "minute", "mornings",
    "ever", "very", "mother", "marsh", "match", "fist", "lost", "list", "text", "ours", "your", "four", "weak", "want",
    "once", "there", "these", "those", "daily", "weekly", "biweekly", "monthly", "yearly",
})  # fmt: skip


def meant(word: str) -> str | None:
    """The word of a time that somebody meant, if this one is misspelt."""
    said = word.lower().rstrip(",.;:!")
    if not said.isalpha() or not 4 <= len(said) <= 11 or said in _RIGHT:
        return None
    near = closest(said, _WORDS)
    return near if near and (near[0] == said[0] or sorted(near) == sorted(said)) else None
