"""Priorities in plain words at the end of a line: "urgent", "high prio", "p1"."""

import re
from collections.abc import Sequence
from itertools import takewhile

from bot.rules.dated_titles import GOVERNING
from bot.rules.priority import PRIORITIES, Priority
from bot.rules.text import tokens

_ALONE: dict[str, Priority] = {
    "p0": "urgent", "p1": "urgent", "p2": "high", "p3": "normal", "p4": "low", "urgent": "urgent",
    "urgently": "urgent", "!!!": "urgent",
}  # fmt: skip
_DEGREES: dict[str, Priority] = {
    **{each: each for each in PRIORITIES}, "top": "urgent", "highest": "urgent", "medium": "normal",
    "0": "urgent", "1": "urgent", "2": "high", "3": "normal", "4": "low",
}  # fmt: skip
_BEHIND_A_MARK: dict[str, Priority] = {"high": "high", "low": "low", **_ALONE}
_NOUNS = frozenset({"prio", "priority"})
# "It is not urgent", "mark the mail as urgent": they are spoken of.
_SPEAKING = GOVERNING | {"not", "as", "is", "are", "be", "more", "less", "very", "so", "too", "most", "really", "if"}


def said_last(words: Sequence[str]) -> tuple[int, Priority] | None:
    """How many words at the end of a title say how much it matters, and how much that is; None when none do."""
    said = [word.lower().strip(".,;:()") for word in words[-3:]]
    for count in (2, 1):
        priority = _read(said[-count:])
        if priority and len(said) > count and said[-count - 1] not in _SPEAKING:
            return count, priority
    return None


def said_behind_a_mark(word: str) -> Priority | None:
    """How much it matters, when one word right behind a mention or a label says so: "@ben high"."""
    return _BEHIND_A_MARK.get(word.lower().strip(".,;:()"))


def marked(text: str, keys: re.Pattern[str]) -> str:
    """The line, where the words at its end that say how much it matters are the mark they stand for.

    `keys` are words that are marks.
    """
    pieces = tokens(text)
    plain = [piece.kind == "word" and not keys.fullmatch(piece.value) for piece in pieces]
    last = max((n for n, is_plain in enumerate(plain) if is_plain), default=0)
    if not last:
        return text
    words = list(takewhile(lambda n: plain[n], range(last, -1, -1)))[2::-1]
    behind = None if plain[last - 1] else said_behind_a_mark(pieces[last].value)
    count, priority = said_last([pieces[n].value for n in words]) or (1, behind)
    if priority is None:
        return text
    return f"{text[: pieces[last - count + 1].start]}!{priority}{text[pieces[last].end :]}"


def _read(said: list[str]) -> Priority | None:
    if len(said) < 2:
        return _ALONE.get(said[0]) if said else None
    degree, noun = said if said[1] in _NOUNS else said[::-1]
    return _DEGREES.get(degree) if noun in _NOUNS else None
