"""Lists of any noun: a heading with an honest count, as many rows as fit, and Back and Next."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

from bot.rules.paging import Page
from bot.views.blocks import Block, Md, Message, actions, bold, clip_text, fitting, lines, md, section

# How many rows a page has at the most.
PAGE = 10
ONLY_YOU = Md("Only you can see this.")

R = TypeVar("R")


class Seen(Protocol):
    """Anything with a key that was born somewhere."""

    @property
    def key(self) -> str: ...
    @property
    def channel_kind(self) -> str: ...


@dataclass(frozen=True)
class Look(Generic[R]):
    """How the rows of a noun look, and what its buttons carry.

    `row` is given what brings the very same page up again; `place` is where a row stands in the order; `turn` are the
    Back and the Next button, each given what brings that page up.
    """

    title: Callable[[R], Md]
    row: Callable[[R, dict[str, Any]], Block]
    place: Callable[[R], dict[str, Any]]
    back: Callable[[dict[str, Any]], Block]
    next: Callable[[dict[str, Any]], Block]


def listing(
    page: Page[R],
    look: Look[R],
    *,
    heading: str,
    nothing: Md,
    query: str,
    notice: Block | None = None,
    add: Block | None = None,
) -> Message:
    """One page of a list. `query` is what was asked for, in the words that ask for it again; `add` is a button."""
    top = [notice] if notice else []
    if not page.rows:
        return Message(nothing, (*top, section(nothing), *([actions(add)] if add else [])))
    asked = {"list": query}
    stay = asked | ({"go": "stay", **look.place(page.rows[0])} if page.earlier else {})
    blocks = fitting([look.row(row, stay) for row in page.rows], under=top)
    shown = page.rows[: len(blocks)]
    later = page.later or len(shown) < len(page.rows)
    back = look.back({**asked, "go": "back", **look.place(shown[0])}) if page.earlier else None
    next_ = look.next({**asked, **look.place(shown[-1])}) if later else None
    head = md(bold(heading + _total(page)), f" · {len(shown)} shown" if back or next_ else "")
    buttons = [actions(back, next_, add)] if back or next_ or add else []
    text = clip_text(lines(head, *map(look.title, shown)))
    return Message(text, (*top, section(head), *blocks, *buttons), ONLY_YOU)


def seen_by(record: Seen) -> str:
    """Who else can see it, for whoever has just written it down."""
    if record.channel_kind == "public":
        return f"{record.key} can be seen by everybody in this workspace."
    here = ", and in this channel" if record.channel_kind == "private" else ""
    return f"{record.key} can be seen by those named in it{here}."


def written(text: Md, buttons: Block, record: Seen) -> Message:
    """The answer to a change of one record."""
    return Message(text, (section(text), buttons), md(ONLY_YOU, " ", seen_by(record)))


def taken_back(key: str) -> Message:
    """The card of what was undone."""
    return no_longer(key, "was taken back")


def no_longer(key: str, why: str) -> Message:
    """A card with nothing to do on it any more."""
    text = md(bold(key), f" {why}. Nothing to do.")
    return Message(text, (section(text),))


def opened_by(opening: Md, card: Message) -> Message:
    """A card with a word on why it came."""
    return Message(lines(opening, card.text), (section(opening), *card.blocks))


def _total(page: Page[R]) -> str:
    if page.total is None:
        return ""
    return f": more than {page.total}" if page.more_than_total else f": {page.total}"
