"""One line of words and marks: `Ship the beta @ana friday 17:00 !high #launch ~3d`.

Marks before or after the words are taken out of them. A name or a label in the middle of a sentence stays readable
there, and counts all the same: nothing a person typed is lost.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.rules import dates
from bot.rules.estimates import estimate_of
from bot.rules.priority import priority_of
from bot.rules.text import Token, tokens, unescape

# Gives the user id of whoever goes by a name, or raises UserError.
Find = Callable[[str], str]

_MARKS = frozenset({"key", "user", "name", "label", "channel", "priority", "estimate"})
# These read well inside a sentence; the others are only marks.
_SPOKEN = frozenset({"key", "user", "name", "label", "channel"})


@dataclass(frozen=True)
class Line:
    """What a line says: its words, its marks in the order they came, and when.

    `phrase` are the words that say when; `rest` is the line as it was typed, without them.
    """

    words: str
    marks: tuple[Token, ...]
    when: dates.Reading | None = None
    phrase: str = ""
    rest: str = ""

    def people(self, find: Find) -> tuple[str, ...]:
        """The user ids of those named, each once.

        Raises:
            UserError: a plain `@name` is nobody's, or more than one person's.
        """
        ids = (mark.value if mark.kind == "user" else find(mark.value) for mark in self._of("user", "name"))
        return tuple(dict.fromkeys(ids))

    def labels(self) -> tuple[str, ...]:
        """The labels, in lower case, each once; a label that is also a channel's name counts."""
        names = (spoken(mark).lstrip("#").lower() for mark in self._of("label", "channel"))
        return tuple(dict.fromkeys(names))

    def values(self, kind: str) -> tuple[str, ...]:
        """What the marks of a kind say: `high`, `3d`."""
        return tuple(mark.value for mark in self._of(kind))

    def _of(self, *kinds: str) -> list[Token]:
        return [mark for mark in self.marks if mark.kind in kinds]


def read_line(text: str, *, keys: re.Pattern[str] | None = None) -> Line:
    """Words and marks of a line, as Slack escaped it; no date is looked for. Words like `keys` count as marks."""
    pieces = [
        replace(piece, kind="key") if keys and piece.kind == "word" and keys.fullmatch(piece.value) else piece
        for piece in tokens(text)
    ]
    return _line(pieces, _words(pieces), rest=text)


def read_dated_line(text: str, *, now: datetime, zone: ZoneInfo) -> Line:
    """The same, with a date at its end. Quoted words are never part of a date."""
    pieces = tokens(text)
    words = _words(pieces)
    quoted = [n for n, piece in enumerate(pieces) if piece.kind == "quoted"]
    tail = [n for n in words if not quoted or n > quoted[-1]]
    said, when, phrase = dates.split_due(" ".join(pieces[n].value for n in tail), now=now, zone=zone)
    dated = set(tail[len(said.split()) :]) if when is not None else set()
    rest = " ".join(piece.raw for n, piece in enumerate(pieces) if n not in dated)
    return _line(pieces, [n for n in words if n not in dated], when=when, phrase=phrase, rest=rest)


def spoken(token: Token) -> str:
    """A token as a person would read it: `@ana`, `#launch`, `friday`."""
    if token.kind in ("user", "channel"):
        mark = "@" if token.kind == "user" else "#"
        label = token.raw.rstrip(">").partition("|")[2]
        return mark + (unescape(label).lstrip("@#") or token.value)
    return unescape(token.raw) if token.kind in _MARKS else token.value


def readable(text: str) -> str:
    """A whole line as a person would read it."""
    return " ".join(spoken(token) for token in tokens(text))


def _words(pieces: list[Token]) -> list[int]:
    """Which tokens are plain words; a mark that means nothing, like `!wow`, is one."""
    return [n for n, piece in enumerate(pieces) if not _is_mark(piece)]


def _is_mark(token: Token) -> bool:
    if token.kind == "priority":
        return priority_of(token.value) is not None
    if token.kind == "estimate":
        return estimate_of(token.value) is not None
    return token.kind in _MARKS


def _line(
    pieces: list[Token], words: list[int], *, when: dates.Reading | None = None, phrase: str = "", rest: str = ""
) -> Line:
    said = set(words)
    if words:
        inside = range(words[0], words[-1])
        said |= {n for n in inside if pieces[n].kind in _SPOKEN}
    text = " ".join(spoken(piece) for n, piece in enumerate(pieces) if n in said)
    marks = tuple(piece for piece in pieces if _is_mark(piece))
    return Line(text, marks, when, phrase, rest)
