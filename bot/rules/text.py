"""Text of people: cleaned at the entrance, escaped at the edge, cut where a reader would cut it.

Slack escapes `&`, `<` and `>` in what it sends, and nothing else; we do the same in what we send. Lengths are counted
in code points. Every function here takes time linear in its input, whatever the input is.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from bot.rules.amounts import in_minutes

TEXT_LIMIT = 40_000  # Slack cuts longer messages itself
MARKS_LIMIT = 30  # on one letter; Unicode's own bound for "stream-safe" text
PHRASE_LIMIT, PHRASE_WORDS = 120, 12  # characters and words of a date, a time, a rhythm
TOKENS_LIMIT = 4_000  # Slack's longest useful message has as many characters
WORD_LIMIT = 40  # no command is longer; bounds the work of a comparison

SYNONYMS = {
    "nxt": "next", "nex": "next", "netx": "next", "tmw": "tomorrow",
    "tmr": "tomorrow", "tmrw": "tomorrow", "tomorow": "tomorrow", "tommorrow": "tomorrow", "eod": "end of day",
    "cob": "end of day", "eob": "end of day", "eow": "end of week", "eom": "end of month", "eoq": "end of quarter",
    "eoy": "end of year", "midday": "noon", "till": "until", "business": "working",
}  # fmt: skip
# Without such a word, 1h30 is the hour that clocks show.
_AHEAD = re.compile(r"\b(?:in|within) ")
_ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_ENTITIES = {entity: char for char, entity in _ESCAPES.items()}
_ENTITY = re.compile("&(?:amp|lt|gt);")
_UNSEEN = frozenset({"Cc", "Cf", "Me", "Mn", "Zl", "Zp", "Zs"})
_FILLERS = frozenset("\u115f\u1160\u2800\u3164\uffa0")  # letters and patterns of nothing
_LINE_ENDS = re.compile("\r\n?|[\u2028\u2029]")
_UNWANTED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufeff]")


def clean(text: str, *, limit: int = TEXT_LIMIT) -> str:
    """Text as we keep it: NFC, newlines as \\n, no control characters, no bidi overrides or isolates, capped.

    Joiners and variation selectors stay, since emoji are built of them. At most 30 marks stay on one letter.
    """
    text = _UNWANTED.sub("", _LINE_ENDS.sub("\n", text))
    if text.isascii():
        return text[:limit]
    # Normalising takes time quadratic in a run of marks: 40,000 of them cost two seconds. So they are thinned first.
    text = unicodedata.normalize("NFC", "".join(_thinned(text[: 2 * limit])))
    return text[: _boundary(text, limit)]


def says_something(text: str) -> bool:
    """Whether there is anything to see in it: more than spaces, joiners and marks on nothing."""
    return any(unicodedata.category(char) not in _UNSEEN and char not in _FILLERS for char in text)


def _thinned(text: str) -> Iterator[str]:
    run = 0
    for char in text:
        run = run + 1 if unicodedata.combining(char) else 0
        if run <= MARKS_LIMIT:
            yield char


def escape(text: str) -> str:
    """Raw text made safe for mrkdwn: only `&`, `<` and `>` mean anything to Slack."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def unescape(text: str) -> str:
    """What the person typed. Decodes Slack's three entities once: `&amp;lt;` becomes `&lt;` and no more."""
    return _ENTITY.sub(lambda entity: _ENTITIES[entity[0]], text)


def truncate(text: str, limit: int, ellipsis: str = "…") -> str:
    """`text` in at most `limit` characters, never cut inside what a reader sees as one character."""
    if len(text) <= limit:
        return text
    if limit <= len(ellipsis):
        return text[: _boundary(text, limit)]
    return text[: _boundary(text, limit - len(ellipsis))].rstrip() + ellipsis


def truncate_escaped(text: str, limit: int, ellipsis: str = "…") -> str:
    """Raw `text`, escaped, in at most `limit` characters, never cut inside an entity or a visible character."""
    if len(whole := escape(text[: limit + 1])) <= limit and len(text) <= limit:
        return whole
    if limit <= len(ellipsis):
        return escape(text[: _boundary(text, _affordable(text, limit))])
    return escape(text[: _boundary(text, _affordable(text, limit - len(ellipsis)))].rstrip()) + ellipsis


def _affordable(text: str, budget: int) -> int:
    """How many characters of `text` take at most `budget` once they are escaped."""
    for index, char in enumerate(text):
        budget -= len(_ESCAPES.get(char, char))
        if budget < 0:
            return index
    return len(text)


def _boundary(text: str, at: int) -> int:
    """The last place up to `at` where `text` can be cut between two visible characters."""
    at = max(0, min(at, len(text)))
    while 0 < at < len(text) and _joined(text, at):
        at -= 1
    return at


def _joined(text: str, at: int) -> bool:
    """Whether the characters on both sides of `at` are seen as one. An approximation of Unicode's UAX 29."""
    before, after = text[at - 1], text[at]
    if before == "\u200d" or _extends(after) or (before, after) == ("\r", "\n"):
        return True
    return _is_flag_half(after) and _flag_halves_before(text, at) % 2 == 1


def _extends(char: str) -> bool:
    if char.isascii():
        return False
    joiner_or_skin_tone = char in "\u200c\u200d" or "\U0001f3fb" <= char <= "\U0001f3ff"
    tag = "\U000e0020" <= char <= "\U000e007f"
    return joiner_or_skin_tone or tag or unicodedata.category(char).startswith("M")


def _is_flag_half(char: str) -> bool:
    return "\U0001f1e6" <= char <= "\U0001f1ff"


def _flag_halves_before(text: str, at: int) -> int:
    start = at
    while start and _is_flag_half(text[start - 1]):
        start -= 1
    return at - start


def closest(word: str, candidates: Iterable[str]) -> str | None:
    """The candidate a person most likely meant, or None. One slip in three letters is forgiven, and one at least.

    A slip is a letter too many, missing, wrong, or swapped with its neighbour. The earlier candidate wins a tie.
    """
    word = word.lower()
    if not word or len(word) > WORD_LIMIT:
        return None
    most = max(1, len(word) // 3)
    near = [(_slips(word, candidate.lower()[:WORD_LIMIT]), candidate) for candidate in candidates]
    slips, found = min(near, key=lambda pair: pair[0], default=(WORD_LIMIT, ""))
    # Two letters with one slip share almost nothing, so short words must at least start alike.
    alike = slips == 0 or len(word) > 2 or found[:1].lower() == word[0]
    return found if slips <= most and slips < len(word) and alike else None


def _slips(left: str, right: str) -> int:
    """Optimal string alignment distance."""
    older: list[int] = []
    above = list(range(len(right) + 1))
    for row, char in enumerate(left, start=1):
        line = [row]
        for column, other in enumerate(right, start=1):
            cost = min(above[column] + 1, line[-1] + 1, above[column - 1] + (char != other))
            if row > 1 < column and char == right[column - 2] and left[row - 2] == other:
                cost = min(cost, older[column - 2] + 1)
            line.append(cost)
        older, above = above, line
    return above[-1]


def typed_words(text: str) -> str:
    """The first letters of a name as somebody types it, to be looked for in names in lower case."""
    return " ".join(text.casefold().split())


def plain_phrase(text: str) -> str:
    """Words that may say when, in the form the grammars know; empty when there are too many.

    Lower case, single spaces, common short forms written out, no commas, no dots but those of numbers.
    """
    if len(text) > PHRASE_LIMIT:
        return ""
    text = re.sub(r"(?<=[a-z])\.", "", text.lower().replace(",", " ")).strip(" \t\n!;()")  # Fri. p.m.
    text = re.sub(r"(?<=[a-z]):(?=\s)", "", text)  # due: friday
    text = re.sub(r"(?<=\d)t(?=\d)", " ", text, flags=re.ASCII)  # 2026-11-27T17:00
    if not re.search(r"(?:^|\s)\d{1,2}\.\d{1,2}\.$", text):  # 27.11. keeps its last dot
        text = text.rstrip(".")
    words = text.split()
    phrase = " ".join(SYNONYMS.get(word, word) for word in words) if len(words) <= PHRASE_WORDS else ""
    phrase = in_minutes(phrase) if _AHEAD.search(phrase) else phrase
    return re.sub(r"\bthis (?=morning|afternoon|evening)", "today ", phrase).replace("half an hour", "30 minutes")


Kind = Literal[
    "word",
    "key",
    "quoted",
    "user",
    "channel",
    "group",
    "broadcast",
    "url",
    "name",
    "label",
    "priority",
    "estimate",
    "key",
]


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a command.

    Attributes:
        kind: `user`, `channel`, `group` and `broadcast` come from Slack's own `<...>` and can't be typed by hand.
            `key` is for callers who know what a key looks like; `tokens` gives none.
        value: what it says, unescaped and without its mark: the id of a mention, the address of a link, `high` for
            `!high`, the inside of quotes.
        raw: exactly the text it came from, `text[start:end]`.
    """

    kind: Kind
    value: str
    raw: str
    start: int
    end: int


_REFERENCE = re.compile(
    r"<(?:@(?P<user>[A-Z0-9]+)|#(?P<channel>[A-Z0-9]+)|!subteam\^(?P<group>[A-Z0-9]+)"
    r"|!(?P<broadcast>here|channel|everyone)|(?P<url>(?:https?://|mailto:|tel:)[^\s<>|]+))(?:\|[^<>]*)?>"
)
_GAP = re.compile(r"\s*")
_WORD = re.compile(r"(?:<(?:<(?![@#!hmt]))*)?[^\s<]*")
_MARKED: dict[str, tuple[Kind, re.Pattern[str]]] = {
    "@": ("name", re.compile(r"@(\w[\w.-]*)")),
    "#": ("label", re.compile(r"#([^\W\d][\w-]*)")),
    "!": ("priority", re.compile(r"!([Pp][0-4]|[A-Za-z]*|!{1,2})")),
    "~": ("estimate", re.compile(r"~([0-9]{1,6}(?:[.,][0-9]{1,6})?[A-Za-z][A-Za-z0-9]{0,15})")),
    "h": ("url", re.compile(r"(https?://\S+)")),
}
_QUOTES = {'"': '"', "'": "'", "“": "”", "„": "“", "‘": "’", "«": "»"}
_AFTER_QUOTE = " \t\n.,;:!?)"


def tokens(text: str) -> list[Token]:
    """The pieces of a slash command, as Slack sent it (escaped). Never fails: what has no other meaning is a word.

    Mentions and links are found before anything is unescaped, so `&lt;@U1&gt;` stays words. A quote opens only at the
    start of a word and must be closed before a space or the end; otherwise it is a plain character. After 4,000 pieces
    the rest is one word.
    """
    found: list[Token] = []
    never_closed: set[str] = set()
    at = _skip_space(text, 0)
    while at < len(text):
        if len(found) == TOKENS_LIMIT:
            return [*found, _token("word", text[at:], text, at, len(text))]
        token = None
        if text[at] == "<":
            token = _reference(text, at)
        elif text[at] in _QUOTES:
            token = _quoted(text, at, never_closed)
        found.append(token or _word(text, at))
        at = _skip_space(text, found[-1].end)
    return found


def _skip_space(text: str, at: int) -> int:
    if not text[at : at + 1].isspace():
        return at
    gap = _GAP.match(text, at)
    return gap.end() if gap else at


def _reference(text: str, at: int) -> Token | None:
    match = _REFERENCE.match(text, at)
    if match is None:
        return None
    for kind in ("user", "channel", "group", "broadcast", "url"):
        if match[kind] is not None:
            return _token(kind, match[kind], text, at, match.end())
    return None


def _quoted(text: str, at: int, never_closed: set[str]) -> Token | None:
    close = _QUOTES[text[at]]
    if text[at] in never_closed or (at and not text[at - 1].isspace()):
        return None
    end = text.find(close, at + 1)
    while end >= 0 and end + 1 < len(text) and text[end + 1] not in _AFTER_QUOTE:
        end = text.find(close, end + 1)
    if end < 0:
        never_closed.add(text[at])  # so that a thousand open quotes are searched for once
        return None
    return _token("quoted", text[at + 1 : end], text, at, end + 1)


def _word(text: str, at: int) -> Token:
    match = _WORD.match(text, at)
    end = match.end() if match else at + 1
    if text[at] in _MARKED:
        kind, pattern = _MARKED[text[at]]
        if marked := pattern.fullmatch(text[at:end].rstrip(".,;:")):
            return _token(kind, marked[1], text, at, end)
    return _token("word", text[at:end], text, at, end)


def _token(kind: Kind, value: str, text: str, start: int, end: int) -> Token:
    return Token(kind, unescape(value) if "&" in value else value, text[start:end], start, end)
