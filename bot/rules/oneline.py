"""One line of words and marks: `Ship the beta @ana friday 17:00 !high #launch ~3d`.

Marks before or after the words are taken out of them. A name or a label in the middle of a sentence stays readable
there, and counts all the same: nothing a person typed is lost.
"""

import re
from collections.abc import Callable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from functools import partial
from itertools import pairwise
from operator import attrgetter
from typing import NamedTuple

from bot.rules import dates
from bot.rules.date_slips import Doubt
from bot.rules.estimates import estimate_of
from bot.rules.priority import priority_of
from bot.rules.text import Token, tokens, unescape


class Namesake(NamedTuple):
    """Somebody whose name is nearly the one that was typed."""

    user_id: str
    handle: str


# Behind so many names that are nobody's no other is looked for: each costs a question to the database.
MOST_STRANGERS = 50


@dataclass(frozen=True)
class Find:
    """Who goes by a name.

    Attributes:
        exactly: the user id of whoever does, or None; raises UserError when several people do.
        nearly: those who may have been meant where nobody does, the likeliest first.
        goes_on: whether a word goes on the name of somebody, given by their id: "Okafor" after "@Ben".
    """

    exactly: Callable[[str], str | None]
    nearly: Callable[[str], tuple[Namesake, ...]] = lambda _: ()
    goes_on: Callable[[str, str], bool] = lambda *_: False

    def __call__(self, name: str) -> str | None:
        """The user id of whoever goes by that very name."""
        return self.exactly(name)


# What stands behind the number of a key: spaces, commas, or the end of a sentence.
KEY_END = r"(?=[\s,;:]|[.!?]+(?:\s|$)|$)(?:[.!?]+(?=\s|$))?[\s,;:]*"
_MEASURED = frozenset({
    "before", "after", "of", "ago", "late", "later", "early", "earlier", "long", "from", "into", "per", "to", "in", "a",
    "each", "every", "with", "until", "than", "old", "and", "or",
})  # fmt: skip
_NUMBER = re.compile(r"~([0-9]{1,6}(?:[.,][0-9]{1,6})?)")
_UNIT = re.compile(r"(d|h|w|m)(?:ays?|ours?|rs?|eeks?|ins?|inutes?)?[.,;:!]?", re.IGNORECASE)
_MARKS = frozenset({"key", "user", "label", "channel", "priority", "estimate"})
# These read well inside a sentence; the others are only marks.
_SPOKEN = frozenset({"key", "user", "label", "channel"})
_MARK_SIGNS = frozenset("@#!~")
_JOINING = frozenset({"and", "&", "+", "plus", "or"})
# Words that would be left hanging without the mention after them: "the report to @ben".
_LEADING = _JOINING | {"with", "to", "for", "from", "about", "of", "via", "cc", "by", "between", "than", "as"}


@dataclass(frozen=True)
class Line:
    """What a line says: its words, its marks in the order they came, and when.

    `people` are user ids. `strangers` are the `@names` that nobody goes by; they stay among the words. `phrase` are the
    words that say when; `rest` is the line as it was typed, without them; `plain` are the words without any mark.
    `doubt` are words that are nearly a date; `certain` is the line as it was typed, without them.
    """

    words: str
    marks: tuple[Token, ...]
    people: tuple[str, ...] = ()
    strangers: tuple[str, ...] = ()
    when: dates.Reading | None = None
    phrase: str = ""
    rest: str = ""
    plain: str = ""
    doubt: Doubt | None = None
    certain: str = ""

    @property
    def dated_expressly(self) -> bool:
        """Whether they said "due": then there is nothing to doubt."""
        return self.phrase.lower().startswith("due ")

    def labels(self) -> tuple[str, ...]:
        """The labels, in lower case, each once; a label that is also a channel's name counts."""
        marks = self._of("label", "channel")
        names = (mark.value if mark.kind == "label" else spoken(mark).lstrip("#") for mark in marks)
        return tuple(dict.fromkeys(name.lower() for name in names))

    def values(self, kind: str) -> tuple[str, ...]:
        """What the marks of a kind say: `high`, `3d`."""
        return tuple(mark.value for mark in self._of(kind))

    def _of(self, *kinds: str) -> list[Token]:
        return [mark for mark in self.marks if mark.kind in kinds]


def read_line(text: str, find: Find, *, keys: re.Pattern[str] | None = None) -> Line:
    """Words and marks of a line, as Slack escaped it; no date is looked for. Words like `keys` count as marks."""
    pieces = [
        replace(piece, kind="key") if keys and piece.kind == "word" and keys.fullmatch(piece.value) else piece
        for piece in tokens(text)
    ]
    known, strangers = introduce(pieces, find)
    return line_of(known, words_of(known), strangers=strangers, rest=text)


def introduce(pieces: list[Token], find: Find) -> tuple[list[Token], tuple[str, ...]]:
    """The tokens with `@names` turned into the people they are; a name that is nobody's becomes a word.

    So does a mark behind a backslash, which says that it is meant as it stands.
    """
    known: list[Token] = []
    strangers: list[str] = []
    for n, piece in enumerate(pieces):
        before = known[-1] if known else None
        if piece.kind == "word" and before and before.kind == "user" and _goes_on(before, piece, find):
            typed = before.raw if before.raw.endswith(">") else f"{before.raw} {piece.raw}"
            known[-1] = replace(before, raw=typed, end=piece.end)
        elif piece.kind == "word" and piece.value[:1] == "\\" and piece.value[1:2] in _MARK_SIGNS:
            known.append(replace(piece, value=piece.value[1:]))
        elif piece.kind == "word" and before and (amount := _amount(before, *pieces[n : n + 2])):
            known[-1] = amount
        elif piece.kind != "name":
            known.append(piece)
        elif len(strangers) < MOST_STRANGERS and (user_id := find(piece.value)):
            known.append(replace(piece, kind="user", value=user_id))
        else:
            strangers.append(piece.value)
            known.append(replace(piece, kind="word", value=unescape(piece.raw)))
    return known, tuple(strangers)


def _amount(number: Token, unit: Token, following: Token | None = None) -> Token | None:
    """ "~2 days" is an estimate like "~2d"; "~2 days before" is when."""
    if following and following.value.lower() in _MEASURED:
        return None
    amount, size = _NUMBER.fullmatch(number.raw), _UNIT.fullmatch(unit.value)
    if amount is None or size is None:
        return None
    raw = f"{number.raw} {unit.raw}"
    return replace(number, kind="estimate", value=f"{amount[1]}{size[1].lower()}", raw=raw, end=unit.end)


def _goes_on(person: Token, word: Token, find: Find) -> bool:
    """Whether a word is the next part of a typed name: "Okafor" in "@Ben Okafor"."""
    ends = person.raw[-1].isalnum() or person.raw.endswith(">")
    return ends and word.value[:1].isalpha() and find.goes_on(person.value, word.value.rstrip(".,;:!?)"))


def without(pieces: list[Token], gone: AbstractSet[int]) -> str:
    """The line as it was typed, without some of its pieces."""
    return _together([piece for n, piece in enumerate(pieces) if n not in gone], attrgetter("raw"))


def spoken(token: Token, *, quoted: bool = True) -> str:
    """A token as a person would read it: `@ana`, `#launch`, `friday`; with its quotes unless told otherwise."""
    if token.kind == "broadcast":
        return f"@{token.value}"
    if token.kind in ("user", "channel", "group") and token.raw.startswith("<"):
        mark = "#" if token.kind == "channel" else "@"
        label = token.raw.rstrip(">").partition("|")[2]
        return mark + (unescape(label).lstrip("@#") or token.value)
    keeps_its_look = token.kind in _MARKS or (token.kind == "quoted" and quoted)
    return unescape(token.raw) if keeps_its_look else token.value


def readable(text: str) -> str:
    """A whole line as a person would read it."""
    return _together(tokens(text), spoken)


def _together(pieces: list[Token], say: Callable[[Token], str]) -> str:
    """Tokens as one line, with a space only where one was typed."""
    gaps = ["" if one.end == other.start else " " for one, other in pairwise(pieces)]
    return "".join(gap + say(piece) for gap, piece in zip(["", *gaps], pieces, strict=False))


def words_of(pieces: list[Token]) -> list[int]:
    """Which tokens are plain words; a mark that means nothing, like `!wow`, is one."""
    return [n for n, piece in enumerate(pieces) if not is_mark(piece) and not clings(pieces, n)]


def led(pieces: list[Token]) -> set[int]:
    """Which marks the words before them can't do without: "the report to @ben and @cleo", "no files for T-4"."""
    found: set[int] = set()
    for n, piece in enumerate(pieces[1:], start=1):
        if piece.kind in _SPOKEN:
            joined = clings(pieces, n - 1) and n - 2 in found
            leading = pieces[n - 1].kind == "word" and pieces[n - 1].value.lower() in _LEADING
            found |= {n - 1, n} if joined else {n} if leading and not clings(pieces, n - 1) else set()
    return found


def clings(pieces: list[Token], n: int) -> bool:
    """Whether a token is but the comma after a mention, or the word between two."""
    if _is_comma(pieces, n):
        return True
    if n == 0 or pieces[n].value.lower() not in _JOINING or pieces[n].kind != "word":
        return False
    before = n - 1 - _is_comma(pieces, n - 1)
    return [each.kind for each in (pieces[before], *pieces[n + 1 : n + 2])] == ["user", "user"]


def _is_comma(pieces: list[Token], n: int) -> bool:
    after_mark = n > 0 and pieces[n - 1].end == pieces[n].start and is_mark(pieces[n - 1])
    return after_mark and pieces[n].kind == "word" and not pieces[n].value.strip(".,;:!?)")


def is_mark(token: Token) -> bool:
    """Whether a token says something of its own beside the words: an owner, a label, a priority."""
    if token.kind == "priority":
        return priority_of(token.value) is not None
    if token.kind == "estimate":
        return estimate_of(token.value) is not None
    return token.kind in _MARKS


def line_of(
    pieces: list[Token],
    words: list[int],
    *,
    strangers: tuple[str, ...],
    when: dates.Reading | None = None,
    phrase: str = "",
    rest: str = "",
) -> Line:
    """What some of its tokens, the `words`, say together with the marks between and after them."""
    said = set(words)
    if words:
        said |= {n for n in led(pieces) if n > words[0]}
        inside = range(words[0], max(said))
        said |= {n for n in inside if pieces[n].kind in _SPOKEN or clings(pieces, n)}
    text = _together([pieces[n] for n in sorted(said)], partial(spoken, quoted=len(said) > 1))
    if said and max(said) < len(pieces) - 1:
        text = text.rstrip(" ,;-–—")
    plain = _together([pieces[n] for n in words if not is_mark(pieces[n])], spoken)
    marks = tuple(piece for piece in pieces if is_mark(piece))
    people = tuple(dict.fromkeys(mark.value for mark in marks if mark.kind == "user"))
    return Line(text, marks, people, strangers, when, phrase, rest, plain)
