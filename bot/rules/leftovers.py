"""Words after a command that it has no use for: done without them, something else would be done than was said."""

import re
from dataclasses import dataclass
from typing import Literal

from bot.rules.calendar import MONTH_NAMES, WEEKDAY_NAMES

# What a verb reads of the words behind it: all of them, none, one key, or several.
Takes = Literal["words", "nothing", "key", "keys"]

_KEY = re.compile(r"(?:(?:and|&amp;|\+)\s+)?#?(?:[A-Za-z]-?)?[0-9]{1,9}(?=[\s,;:.!]|$)[\s,;:.!]*")
# Said out of kindness, or to point at what is meant anyway.
_SAY_NOTHING = frozenset((
    "please", "pls", "now", "thanks", "thank", "you", "thx", "ok", "okay", "it", "this", "that", "the", "my", "our",
    "report", "reports", "standup", "standups", "status",
))  # fmt: skip
_DAYS = tuple(map(str.lower, (*WEEKDAY_NAMES, *MONTH_NAMES)))
# They say when, which, or not.
_SAY_MORE = frozenset((
    "not", "no", "never", "don't", "dont", "nope", "but", "except", "without", "unless", "only", "until", "till", "by",
    "if", "when", "after", "before", "later", "yet", "soon", "wait", "today", "tomorrow", "tonight", "yesterday",
    "next", "last", "week", "month", "all", "every", "everything", "both", "none", *_DAYS,
    *(f"{day}s" for day in _DAYS), *(day[:3] for day in _DAYS if day[:3] not in ("may", "mar", "sun", "sat")),
))  # fmt: skip
_WORD = re.compile(r"[^\s,;:.!]+")


@dataclass(frozen=True)
class Leftover:
    """Words that a verb would ignore, and those it reads."""

    unused: str
    read: str


def unused(takes: Takes, text: str) -> Leftover | None:
    """What would be ignored of the words behind a verb, if they may mean something.

    Behind several keys, only what says when, which or not counts: of all else they are told once it is done.
    """
    if takes == "words":
        return None
    said = text.strip()
    read, rest = ("", said) if takes == "nothing" else _keys(said, 1 if takes == "key" else len(said))
    if takes != "nothing" and not read:
        # Which one is meant is asked by the verb itself.
        return None
    kind = _SAY_NOTHING.issuperset(map(str.lower, _WORD.findall(rest)))
    counts = says_more(rest) if takes == "keys" else not kind
    return Leftover(rest, read) if counts else None


def says_more(text: str) -> bool:
    """Whether words say when, which or not."""
    words = [word.lower().replace("’", "'") for word in _WORD.findall(text)]
    return bool(_SAY_MORE.intersection(words)) or any("?" in word or word.isdecimal() for word in words)


def _keys(text: str, most: int) -> tuple[str, str]:
    """The keys that words begin with, so many at the most, also behind a "please"; and the words after them."""
    at = _past_kind_words(text)
    start = at
    for _ in range(most):
        key = _KEY.match(text, at)
        if key is None:
            break
        at = key.end()
    return text[start:at].strip(" ,;:.!"), text[at:].strip()


def _past_kind_words(text: str) -> int:
    kind = (word for word in re.finditer(r"\S+\s*", text) if word[0].strip().lower() not in _SAY_NOTHING)
    first = next(kind, None)
    return first.start() if first else len(text)
