"""A line of words and marks that says when: the date at its end, also where some words come after it."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.rules.date_slips import Doubt, hidden_due, split_doubt
from bot.rules.dated_titles import split_claimed, split_due
from bot.rules.dates import Reading
from bot.rules.oneline import Find, Line, clings, introduce, is_mark, led, line_of, without, words_of
from bot.rules.priority import Priority
from bot.rules.priority_words import said_behind_a_mark, said_last
from bot.rules.text import Token, tokens

# Words after a date that say nothing of it.
_PARTING = frozenset({
    "please", "pls", "plz", "thanks", "thx", "ty", "thank", "you", "asap", "ok", "okay", "cheers", "urgent", "urgently",
    "if", "possible", "everyone", "all", "guys", "team", "bitte", "danke",
})  # fmt: skip
_PARTING_MOST = 6
_SLASHED = re.compile(r"[0-9]{1,2}/[0-9]{1,2}")
_EMOJI = re.compile(r":[\w+-]+:")


@dataclass(frozen=True)
class _Tail:
    """The tokens of a line in which a date may stand: those after the last quoted ones.

    `title` are words that stand for a quoted title, which is as good as some words before a date.
    """

    pieces: list[Token]
    at: list[int]
    title: list[str]

    def words(self, end: int) -> list[str]:
        """The words of the first `end` tokens, where 12/5 is a date if somebody said so."""
        pieces = [self.pieces[n] for n in self.at[:end]]
        words = ["".join(each.raw.split()) if each.kind == "user" else each.value for each in pieces]
        # 12/5 is often a fraction, but hardly so behind a mention: there it is when it is due.
        if words and _SLASHED.fullmatch(words[-1]) and self._behind_a_mark(end):
            words[-1] = f"due {words[-1]}"
        return [*self.title, *words]

    def ends(self) -> Iterator[int]:
        """Where a date may end: at the very end, or before words that say nothing of it."""
        end = len(self.at)
        yield end
        known = led(self.pieces)
        while end and len(self.at) - end < _PARTING_MOST and self._parts(self.at[end - 1], known):
            end -= 1
            yield end

    def degree(self, end: int) -> tuple[int, Priority] | None:
        """How much it matters, when a word right behind a mark says so: "@ben high"."""
        behind = end > 1 and self._behind_a_mark(end)
        said = said_behind_a_mark(self.pieces[self.at[end - 1]].value) if behind else None
        return (1, said) if said else None

    def marked(self) -> frozenset[int]:
        """Which words stand right behind a mark."""
        shift = len(self.title)
        return frozenset(n + shift for n in range(1, len(self.at)) if self._behind_a_mark(n + 1))

    def tokens(self, start: int, end: int) -> set[int]:
        """The tokens that words of it come from; `start` is counted with the title."""
        return set(self.at[start - len(self.title) : end])

    def _parts(self, n: int, known: set[int]) -> bool:
        """Whether a token may follow a date: a courtesy, a mark that means nothing, `with @ben`."""
        piece = self.pieces[n]
        word = piece.value.lower().strip(".,;:!?()")
        unread = piece.raw[:1] in ("@", "#", "!", "~", "\\") and len(piece.raw) > 1
        silent = not any(char.isalnum() for char in word) or _EMOJI.fullmatch(piece.value) is not None
        return word in _PARTING or unread or silent or n in known or n + 1 in known

    def _behind_a_mark(self, end: int) -> bool:
        before = self.at[end - 1] - 1
        before -= before > 0 and clings(self.pieces, before)
        return before > 0 and is_mark(self.pieces[before])


def read_dated_line(text: str, find: Find, *, now: datetime, zone: ZoneInfo) -> Line:
    """Words and marks of a line with a date at its end. Quoted words are never part of a date."""
    pieces, strangers = introduce(tokens(text), find)
    return _read(pieces, strangers, now, zone)


def _read(pieces: list[Token], strangers: tuple[str, ...], now: datetime, zone: ZoneInfo) -> Line:
    words = sorted({*words_of(pieces), *led(pieces)})
    quoted = [n for n, piece in enumerate(pieces) if piece.kind == "quoted"]
    tail = _Tail(pieces, [n for n in words if not quoted or n > quoted[-1]], ["the", "task"] if quoted else [])
    urged = _urged(tail, tail.ends())
    dated, when, phrase = (set(), None, "") if urged else _date(tail, now, zone)
    if dated:
        urged = _urged(tail, [tail.at.index(min(dated))])
    if urged:
        return _read(urged, strangers, now, zone)
    kept, rest = [n for n in words if n not in dated], without(pieces, dated)
    line = line_of(pieces, kept, strangers=strangers, when=when, phrase=phrase, rest=rest)
    found = None if line.dated_expressly else _doubt(tail, bool(phrase), now, zone)
    return replace(line, doubt=found[1], certain=without(pieces, found[0])) if found else line


def _urged(tail: _Tail, ends: Iterable[int]) -> list[Token] | None:
    """The tokens of a line in which the words that say how much it matters are the mark they stand for.

    They are looked for right before the `ends`. Beside a mark that says it they are words of the title.
    """
    if any(piece.kind == "priority" and is_mark(piece) for piece in tail.pieces):
        return None
    for end in ends:
        found = said_last([*tail.title, *(tail.pieces[n].value for n in tail.at[:end])]) or tail.degree(end)
        if found is None:
            continue
        first, last = tail.at[end - found[0]], tail.at[end - 1]
        if last - first < found[0]:
            pieces, priority = tail.pieces, found[1]
            mark = Token("priority", priority, f"!{priority}", pieces[first].start, pieces[last].end)
            return [*pieces[:first], mark, *pieces[last + 1 :]]
    return None


def _date(tail: _Tail, now: datetime, zone: ZoneInfo) -> tuple[set[int], Reading | None, str]:
    marked = tail.marked()
    for end in tail.ends():
        said, when, phrase = split_due(" ".join(tail.words(end)), now=now, zone=zone, marked=marked)
        if phrase:
            return tail.tokens(len(said.split()), end), when, phrase
    return set(), None, ""


def _doubt(tail: _Tail, read: bool, now: datetime, zone: ZoneInfo) -> tuple[set[int], Doubt] | None:
    """What is nearly a date, and the tokens it is made of."""
    for end in tail.ends():
        plain = [*tail.title, *(tail.pieces[n].value for n in tail.at[:end])]
        found = split_doubt(" ".join(plain), read=read, now=now, zone=zone)
        if found:
            return tail.tokens(len(found[0].split()), end), found[1]
    if read:
        return None
    return _claimed(tail, now, zone) or _hidden(tail, now, zone)


def _claimed(tail: _Tail, now: datetime, zone: ZoneInfo) -> tuple[set[int], Doubt] | None:
    """A date that the words before it seem to claim."""
    marked = tail.marked()
    for end in tail.ends():
        found = split_claimed(" ".join(tail.words(end)), now=now, zone=zone, marked=marked)
        if found:
            doubt = Doubt(found[1], (found[1],), hidden=True, claimed=True)
            return tail.tokens(len(found[0].split()), end), doubt
    return None


def _hidden(tail: _Tail, now: datetime, zone: ZoneInfo) -> tuple[set[int], Doubt] | None:
    hidden = hidden_due(tail.words(len(tail.at)), marked=tail.marked(), now=now, zone=zone)
    return (tail.tokens(hidden[0], hidden[1] - len(tail.title)), hidden[2]) if hidden else None
