"""How much something matters: of a task its priority, of a blocker its severity."""

from typing import Literal, get_args

Priority = Literal["low", "normal", "high", "urgent"]

PRIORITIES: tuple[Priority, ...] = get_args(Priority)

_WORDS: dict[str, Priority] = {
    "low": "low",
    "l": "low",
    "lo": "low",
    "minor": "low",
    "normal": "normal",
    "n": "normal",
    "medium": "normal",
    "med": "normal",
    "high": "high",
    "h": "high",
    "hi": "high",
    "important": "high",
    "major": "high",
    "": "high",
    "urgent": "urgent",
    "u": "urgent",
    "urg": "urgent",
    "asap": "urgent",
    "critical": "urgent",
    "!": "urgent",
    "!!": "urgent",
    "p0": "urgent",
    "p1": "urgent",
    "p2": "high",
    "p3": "normal",
    "p4": "low",
}


def priority_of(word: str) -> Priority | None:
    """The priority in `!high`, `!h`, `!urgent`, without its mark; None when it is none."""
    return _WORDS.get(word.lower())
