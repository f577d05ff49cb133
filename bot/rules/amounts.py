"""Minutes and hours in words that dates know: "30m", "1h30" and "1.5 hours" are minutes."""

import re

_MINUTES = re.compile(r"\b(in|within) ([0-9]{1,3}) ?m$", re.IGNORECASE)
_HOURS_AND_MINUTES = re.compile(
    r"\b([0-9]{1,2}|an?|one|two) ?(?:h|hrs?|hours?)(?:,? and)? ?(?:([0-9]{1,2}) ?(?:m|min|mins|minutes?)?|a half)$",
    re.IGNORECASE,
)
_HALF_HOURS = re.compile(r"\b([0-9]{1,2})[.,]5 ?(?:h|hrs?|hours?)$", re.IGNORECASE)
_COUNTS = {"a": 1, "an": 1, "one": 1, "two": 2}


def in_minutes(phrase: str) -> str:
    """A phrase that ends with an amount of time, with that in minutes: "in 90 min"."""
    words = " ".join(phrase.split())
    words = _MINUTES.sub(r"\1 \2 min", words)
    words = _HALF_HOURS.sub(lambda match: f"{int(match[1]) * 60 + 30} min", words)
    return _HOURS_AND_MINUTES.sub(_counted, words)


def _counted(match: re.Match[str]) -> str:
    count = match[1].lower()
    hours = _COUNTS.get(count) or int(count)
    return f"{hours * 60 + int(match[2] or 30)} min"
