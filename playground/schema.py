"""The vocabulary the Block Kit tables are written in, and Slack's words for what breaks them.

A table is a tree of *kinds*: a kind says what one JSON value may be. `kind.check(value, pointer)` yields a
`Problem` for everything wrong with the value, never raises, and looks at each part of the value once. It goes
as deep as the table does, however deep the value is, so hostile nesting costs nothing.

Lengths are counted in Unicode code points. A JSON null is never an acceptable value unless a kind says so.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

Surface = Literal["message", "modal", "home"]
EVERYWHERE: frozenset[Surface] = frozenset({"message", "modal", "home"})

_LONGEST_ECHO = 75  # of a name or type that we don't know, when a message repeats it


@dataclass(frozen=True)
class Problem:
    """One reason why Slack would refuse a payload, and where in the payload it lies (a JSON pointer)."""

    pointer: str
    message: str

    @property
    def slack(self) -> str:
        """The line Slack puts into `response_metadata.messages`."""
        return f"[ERROR] {self.message} [json-pointer:{self.pointer}]"


Found = Iterator[Problem]
Rule = Callable[[dict[str, Any], str], Found]
Format = Callable[[str], str | None]


class Kind(Protocol):
    """What a JSON value may be."""

    def check(self, value: object, at: str) -> Found:
        """Yield what is wrong with `value`, which stands at the JSON pointer `at`."""
        ...


@dataclass(frozen=True)
class Text:
    """A string of `least` to `most` characters. `form` answers a complaint, or None for a good one."""

    least: int = 0
    most: int | None = None
    form: Format | None = None

    def check(self, value: object, at: str) -> Found:
        if not isinstance(value, str):
            yield Problem(at, "must provide a string")
        elif len(value) < self.least:
            yield Problem(at, f"must be more than {self.least - 1} characters")
        elif self.most is not None and len(value) > self.most:
            yield Problem(at, f"must be less than {self.most + 1} characters")
        elif self.form and (complaint := self.form(value)):
            yield Problem(at, complaint)


@dataclass(frozen=True)
class Whole:
    """An integer from `least` to `most`, both included."""

    least: int
    most: int | None = None

    def check(self, value: object, at: str) -> Found:
        if not isinstance(value, int) or isinstance(value, bool):
            yield Problem(at, "must provide an integer")
        elif value < self.least:
            yield Problem(at, f"must be greater than or equal to {self.least}")
        elif self.most is not None and value > self.most:
            yield Problem(at, f"must be less than or equal to {self.most}")


@dataclass(frozen=True)
class Number:
    """Any JSON number."""

    def check(self, value: object, at: str) -> Found:
        if not isinstance(value, int | float) or isinstance(value, bool):
            yield Problem(at, "must provide a number")


@dataclass(frozen=True)
class Flag:
    """true or false."""

    def check(self, value: object, at: str) -> Found:
        if not isinstance(value, bool):
            yield Problem(at, "must be a boolean")


@dataclass(frozen=True)
class Choice:
    """One of a few strings."""

    allowed: tuple[str, ...]

    def check(self, value: object, at: str) -> Found:
        if not isinstance(value, str):
            yield Problem(at, "must provide a string")
        elif value not in self.allowed:
            yield Problem(at, f"must be a valid enum value ({', '.join(self.allowed)})")


@dataclass(frozen=True)
class Anything:
    """Any value but null."""

    def check(self, value: object, at: str) -> Found:
        if value is None:
            yield Problem(at, "must not be null")


@dataclass(frozen=True)
class OrNull:
    """What `kind` allows, or null."""

    kind: Kind

    def check(self, value: object, at: str) -> Found:
        if value is not None:
            yield from self.kind.check(value, at)


@dataclass(frozen=True)
class Listing:
    """An array of `least` to `most` items of one kind. Items past `most` are not looked at."""

    of: Kind
    least: int = 1
    most: int | None = None

    def check(self, value: object, at: str) -> Found:
        if not isinstance(value, list):
            yield Problem(at, "must provide an array")
            return
        if len(value) < self.least:
            yield Problem(at, f"must provide at least {self.least} items")
        if self.most is not None and len(value) > self.most:
            yield Problem(at, f"no more than {self.most} items allowed")
        for index, item in enumerate(value[: self.most]):
            yield from self.of.check(item, f"{at}/{index}")


@dataclass(frozen=True)
class Shape:
    """An object with these properties and no others.

    `rules` hold properties against one another. They run only when every property is well-formed by itself,
    so a rule may rely on the types the table promises.
    """

    required: Mapping[str, Kind] = field(default_factory=dict)
    optional: Mapping[str, Kind] = field(default_factory=dict)
    rules: tuple[Rule, ...] = ()

    def check(self, value: object, at: str) -> Found:
        if not isinstance(value, dict):
            yield Problem(at, "must provide an object")
            return
        problems = [*self._missing(value, at), *self._malformed(value, at)]
        yield from problems
        if not problems:
            for rule in self.rules:
                yield from rule(value, at)

    def _missing(self, value: dict[str, Any], at: str) -> Found:
        for name in self.required:
            if name not in value:
                yield Problem(at, f"missing required field: {name}")

    def _malformed(self, value: dict[str, Any], at: str) -> Found:
        for name, part in value.items():
            kind = self.required.get(name) or self.optional.get(name)
            if kind is None:
                yield Problem(at, f"invalid additional property: {str(name)[:_LONGEST_ECHO]}")
            else:
                yield from kind.check(part, f"{at}/{name}")


@dataclass(frozen=True)
class Tagged:
    """An object whose `type` names the kind it must be."""

    kinds: Mapping[str, Kind]

    def check(self, value: object, at: str) -> Found:
        if not isinstance(value, dict):
            yield Problem(at, "must provide an object")
        elif "type" not in value:
            yield Problem(at, "missing required field: type")
        elif not isinstance(value["type"], str):
            yield Problem(f"{at}/type", "must provide a string")
        elif value["type"] not in self.kinds:
            yield Problem(f"{at}/type", unsupported(value["type"]))
        else:
            yield from self.kinds[value["type"]].check(value, at)


def unsupported(type_name: str) -> str:
    """Slack's words for a type that is unknown, or known but not allowed at this place."""
    return f"unsupported type: {type_name[:_LONGEST_ECHO]}"


def typed(
    type_name: str,
    required: Mapping[str, Kind] | None = None,
    optional: Mapping[str, Kind] | None = None,
    rules: tuple[Rule, ...] = (),
) -> Shape:
    """The shape of an object with a fixed `type`, next to the given properties."""
    return Shape({"type": Choice((type_name,)), **(required or {})}, optional or {}, rules)
