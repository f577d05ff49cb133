"""One line of words and marks: `Ship the beta @ana friday 17:00 !high #launch ~3d`.

Marks before or after the words are taken out of them. A name or label in the middle of a sentence stays readable
there and counts as a mark all the same: nothing a person typed is lost.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.rules import dates
from bot.rules.errors import Choice, UserError
from bot.rules.text import Token, tokens, unescape

# Gives the user id of whoever goes by a name, or raises UserError.
Find = Callable[[str], str]


@dataclass(frozen=True)
class Line:
    """What a line says: its words, its marks, and when.

    `people` are user ids or `@names`; `raw` are all tokens that are not part of the date, as they were typed.
    """

    words: str
    people: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    amounts: tuple[str, ...] = ()
    when: dates.Answer | None = None
    phrase: str = ""
    raw: str = ""


@dataclass
class _Reading:
    """The walk along the tokens: title words are ticked off one after another."""

    expected: list[str]
    at: int = 0
    said: list[str] = field(default_factory=list)
    raw: list[str] = field(default_factory=list)

    @property
    def inside(self) -> bool:
        """Between the first word of the title and its last."""
        return 0 < self.at < len(self.expected)
