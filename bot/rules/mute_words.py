"""Which kind of message somebody means who names it in their own words: `nudges`, `task is yours`."""

import re
from collections.abc import Mapping, Sequence

from bot.rules.text import closest

_WORD = re.compile(r"[^\W_]+")
_SAY_NOTHING = frozenset(("the", "a", "an", "of", "to", "me", "my", "about", "for", "all", "any", "more", "from"))


def meant(text: str, kinds: Mapping[str, Sequence[str]]) -> list[str]:
    """The kinds that words may stand for, each known by some phrases; none where they fit none.

    What a kind is called counts first, then words said in one run, then the same words in any order.
    """
    said = " ".join(_WORD.findall(text.lower()))
    called = [kind for kind, phrases in kinds.items() if said in (kind, phrases[0])]
    if called or not said:
        return called
    within = [kind for kind, phrases in kinds.items() if any(f" {said} " in f" {each} " for each in phrases)]
    if len(within) == 1:
        return within
    words = _stems(said)
    return [kind for kind, phrases in kinds.items() if words and words <= _stems(f"{kind} {' '.join(phrases)}")]


def nearest(text: str, kinds: Mapping[str, Sequence[str]]) -> str | None:
    """The kind whose name is like the words, but for a slip."""
    by_name = {phrases[0]: kind for kind, phrases in kinds.items()}
    near = closest(text.strip(), by_name)
    return by_name[near] if near else None


def _stems(text: str) -> set[str]:
    return {word.removesuffix("s") for word in _WORD.findall(text.replace("_", " ").lower())} - _SAY_NOTHING
