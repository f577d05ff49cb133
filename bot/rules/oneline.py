"""One line of words and marks: `Ship the beta @ana friday 17:00 !high #launch ~3d`.

Marks before or after the words are taken out of them. A name or a label in the middle of a sentence stays readable
there, and counts all the same: nothing a person typed is lost.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from itertools import pairwise
from operator import attrgetter
from zoneinfo import ZoneInfo

from bot.rules import dates
from bot.rules.date_slips import Doubt, split_doubt
from bot.rules.dated_titles import split_due
from bot.rules.errors import UserError
from bot.rules.estimates import estimate_of
from bot.rules.priority import priority_of
from bot.rules.text import Token, tokens, unescape

# Gives the user id of whoever goes by a name; None when nobody does. Raises UserError when several people do.
Find = Callable[[str], str | None]

_SLASHED = re.compile(r"[0-9]{1,2}/[0-9]{1,2}")
_MARKS = frozenset({"key", "user", "label", "channel", "priority", "estimate"})
# These read well inside a sentence; the others are only marks.
_SPOKEN = frozenset({"key", "user", "label", "channel"})


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
    known, strangers = _introduce(pieces, find)
    return _line(known, _words(known), strangers=strangers, rest=text)


def read_dated_line(text: str, find: Find, *, now: datetime, zone: ZoneInfo) -> Line:
    """The same, with a date at its end. Quoted words are never part of a date."""
    pieces, strangers = _introduce(tokens(text), find)
    words = _words(pieces)
    quoted = [n for n, piece in enumerate(pieces) if piece.kind == "quoted"]
    tail = [n for n in words if not quoted or n > quoted[-1]]
    # A quoted title is as good as some words before the date.
    title = ["the", "task"] if quoted else []
    words_there = [pieces[n].value for n in tail]
    text = " ".join(title + words_there)
    expressly = " ".join(title + _expressly(pieces, tail, words_there))
    said, when, phrase = split_due(expressly, now=now, zone=zone)
    dated = set(tail[len(said.split()) - len(title) :]) if phrase else set()
    line = _line(
        pieces,
        [n for n in words if n not in dated],
        strangers=strangers,
        when=when,
        phrase=phrase,
        rest=_without(pieces, dated),
    )
    doubt = None if line.dated_expressly else split_doubt(text, read=bool(phrase), now=now, zone=zone)
    if doubt is None:
        return line
    doubtful = set(tail[len(doubt[0].split()) - len(title) :])
    return replace(line, doubt=doubt[1], certain=_without(pieces, doubtful))


def _expressly(pieces: list[Token], tail: list[int], words: list[str]) -> list[str]:
    """Words that may say when. 12/5 is often a fraction, but hardly so behind a mention: there it is when it is due."""
    before = tail[-1] - 1 if tail else 0
    before -= before > 0 and _clings(pieces, before)
    behind_mark = before > 0 and _is_mark(pieces[before])
    return [*words[:-1], f"due {words[-1]}"] if behind_mark and _SLASHED.fullmatch(words[-1]) else words


def _without(pieces: list[Token], gone: set[int]) -> str:
    """The line as it was typed, without some of its pieces."""
    return _together([piece for n, piece in enumerate(pieces) if n not in gone], attrgetter("raw"))


def _introduce(pieces: list[Token], find: Find) -> tuple[list[Token], tuple[str, ...]]:
    """The tokens with `@names` turned into the people they are; a name that is nobody's becomes a word."""
    known, strangers = [], []
    for piece in pieces:
        if piece.kind != "name":
            known.append(piece)
            continue
        user_id = find(piece.value)
        if user_id is not None:
            known.append(replace(piece, kind="user", value=user_id))
            continue
        strangers.append(piece.value)
        known.append(replace(piece, kind="word", value=unescape(piece.raw)))
    return known, tuple(strangers)


def refuse_strangers(line: Line) -> None:
    """Where only a person will do: say whom we don't know.

    Raises:
        UserError: nobody goes by a name in the line.
    """
    if line.strangers:
        raise UserError(
            f"I don't know anybody called @{line.strangers[0]}. Pick the person from the list that Slack shows "
            "after @, so that it becomes a mention."
        )


def one_person(text: str, find: Find, *, me: str, missing: str) -> str:
    """The one person a line names; `me` is the asker.

    Raises:
        UserError: nobody goes by that name; or nobody is named, which `missing` says.
    """
    line = read_line(text, find)
    refuse_strangers(line)
    if line.people:
        return line.people[0]
    if text.strip().lower() in ("me", "myself"):
        return me
    raise UserError(missing)


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


def _words(pieces: list[Token]) -> list[int]:
    """Which tokens are plain words; a mark that means nothing, like `!wow`, is one."""
    return [n for n, piece in enumerate(pieces) if not _is_mark(piece) and not _clings(pieces, n)]


def _clings(pieces: list[Token], n: int) -> bool:
    """Whether a token is but the comma after a mention."""
    after_mark = n > 0 and pieces[n - 1].end == pieces[n].start and _is_mark(pieces[n - 1])
    return after_mark and pieces[n].kind == "word" and not pieces[n].value.strip(".,;:!?)")


def _is_mark(token: Token) -> bool:
    if token.kind == "priority":
        return priority_of(token.value) is not None
    if token.kind == "estimate":
        return estimate_of(token.value) is not None
    return token.kind in _MARKS


def _line(
    pieces: list[Token],
    words: list[int],
    *,
    strangers: tuple[str, ...],
    when: dates.Reading | None = None,
    phrase: str = "",
    rest: str = "",
) -> Line:
    said = set(words)
    if words:
        inside = range(words[0], words[-1])
        said |= {n for n in inside if pieces[n].kind in _SPOKEN or _clings(pieces, n)}
    text = _together([pieces[n] for n in sorted(said)], partial(spoken, quoted=len(said) > 1))
    plain = _together([pieces[n] for n in words], spoken)
    marks = tuple(piece for piece in pieces if _is_mark(piece))
    people = tuple(dict.fromkeys(mark.value for mark in marks if mark.kind == "user"))
    return Line(text, marks, people, strangers, when, phrase, rest, plain)
