"""What came over the wire, in the shape its sender documents: what does not fit is as if it had been left out.

A shape takes any JSON value and gives it back as it should be, or None.
"""

import re
from collections.abc import Callable
from typing import Any

Shape = Callable[[object], Any]

# Ids, timestamps and tokens: visible ASCII, as every database can keep it.
_WORD = re.compile("[!-~]+")
_FLAGS = {True: True, "true": True, False: False, "false": False}


def text(value: object) -> str | None:
    """Any text; a number becomes its digits."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return repr(value)
    return value if isinstance(value, str) else None


def word(limit: int) -> Shape:
    """One word of at most so many characters, without spaces or anything invisible."""

    def read(value: object) -> str | None:
        found = text(value)
        return found if found and len(found) <= limit and _WORD.fullmatch(found) else None

    return read


def flag(value: object) -> bool | None:
    """Yes or no, also in words, as forms send it."""
    return _FLAGS.get(value) if isinstance(value, bool | str) else None


def anything(value: object) -> dict[str, Any] | None:
    """An object with any contents."""
    return value if isinstance(value, dict) else None


def record(**fields: Shape) -> Shape:
    """An object of which these fields are known; all others are dropped."""

    def read(value: object) -> dict[str, Any] | None:
        if not isinstance(value, dict):
            return None
        found = {name: shape(value[name]) for name, shape in fields.items() if name in value}
        return {name: each for name, each in found.items() if each is not None}

    return read


def table(of: Shape) -> Shape:
    """An object with any names for things of one shape."""

    def read(value: object) -> dict[str, Any] | None:
        if not isinstance(value, dict):
            return None
        return {name: each for name, given in value.items() if (each := of(given)) is not None}

    return read


def many(of: Shape) -> Shape:
    """A list of things of one shape."""

    def read(value: object) -> list[Any] | None:
        if not isinstance(value, list):
            return None
        return [each for given in value if (each := of(given)) is not None]

    return read


def either(*shapes: Shape) -> Shape:
    """The first of these that fits."""

    def read(value: object) -> Any:
        return next((each for shape in shapes if (each := shape(value)) is not None), None)

    return read


ID = word(32)
