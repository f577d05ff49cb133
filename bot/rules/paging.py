"""Walking through a long list: a place in it, and one page of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

R = TypeVar("R")


@dataclass(frozen=True)
class Cursor:
    """A place in a list: just after the row with `at` in the columns of its order, just before it, or from it on."""

    at: tuple[Any, ...]
    backwards: bool = False
    inclusive: bool = False


@dataclass(frozen=True)
class Page(Generic[R]):
    """Some rows of a list, in its order.

    `earlier` and `later` tell whether there are more before and after; `total` is how many there are in all, if that
    was counted, and `more_than_total` whether there are more than that.
    """

    rows: Sequence[R]
    earlier: bool = False
    later: bool = False
    total: int | None = None
    more_than_total: bool = False
