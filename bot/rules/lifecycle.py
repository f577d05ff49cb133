"""The life of a noun as a table: its statuses, the steps between them, and what is said when one can't be taken."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from bot.rules.errors import AlreadySo
from bot.rules.text import truncate

TITLE_SHOWN = 100

Verb = TypeVar("Verb", bound=str)


@dataclass(frozen=True)
class Move:
    """One step: where it may start, where it ends, and how we say it happened."""

    starts: frozenset[str]
    ends: str
    said: str


@dataclass(frozen=True)
class Lifecycle(Generic[Verb]):
    """What can become of a noun.

    `letter` begins its keys; `already` says of each status that it is so: `is done already`; `back` is the verb that
    brings a finished one back.
    """

    noun: str
    letter: str
    already: Mapping[str, str]
    moves: Mapping[Verb, Move]
    back: Verb

    def key(self, number: int) -> str:
        """The name people use: `T-12`."""
        return f"{self.letter}-{number}"

    def move(self, number: int, status: str, verb: Verb, *, by: str | None, called: str = "") -> str:
        """The status after `verb`; `called` is its title, for the words of an error.

        Raises:
            AlreadySo: it is there already, or where it is the verb makes no sense; `by` is who put it there.
        """
        step = self.moves[verb]
        if status in step.starts:
            return step.ends
        why = "" if status == step.ends else f", so it can't be {step.said.lower()}"
        way = f" {self.way_back(number)}" if self.is_finished(status) else ""
        named = f"{self.key(number)} {truncate(called, TITLE_SHOWN)}".rstrip()
        raise AlreadySo(f"{named} {self.already[status]}{why}. Nothing changed.{way}", by=by)

    def way_back(self, number: int) -> str:
        """How to have it again."""
        return f"`/{self.noun} {self.back} {number}` opens it again."

    def is_finished(self, status: str) -> bool:
        """Whether there is nothing left to do, unless it is brought back."""
        return status in self.moves[self.back].starts
