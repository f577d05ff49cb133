"""Who is asked by a standup, by name; and who is there and is not, with the reason."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.views.blocks import Md, clip, md

NAMES_MOST = 10


@dataclass(frozen=True)
class Known:
    """Somebody in the channel, or chosen: what they are called, and `member`, `guest`, ... as far as we know."""

    name: str
    kind: str


def crowd(parts: Mapping[str, str], known: Mapping[str, Known]) -> list[Md]:
    """Who is asked, who only reads, and who is there besides; nothing when the reader may not know who is there.

    Args:
        parts: of those who take part, `mandatory`, `optional` or `observer` by user id.
    """
    if not known:
        return []
    asked = [user for user, part in parts.items() if part != "observer"]
    readers = [user for user, part in parts.items() if part == "observer"]
    others = [user for user, each in known.items() if user not in parts and each.kind != "bot"]
    rows = (
        _row("Asked", [(user, _marks(parts[user], known.get(user))) for user in asked], known),
        _row("Only reading", [(user, _marks("observer", known.get(user))) for user in readers], known),
        _row("Here, but not asked", [(user, _REASONS.get(known[user].kind, _NOT_CHOSEN)) for user in others], known),
    )
    return [row for row in rows if row]


def _marks(part: str, somebody: Known | None) -> str:
    marks = ("guest" if somebody and somebody.kind == "guest" else "", "need not answer" if part == "optional" else "")
    return ", ".join(filter(None, marks))


def _row(label: str, people: Sequence[tuple[str, str]], known: Mapping[str, Known]) -> Md | None:
    if not people:
        return None
    named = sorted((known[user].name if user in known else "", mark) for user, mark in people)
    shown = [md(clip(name, 40) if name else "somebody new", f" ({mark})" if mark else "") for name, mark in named]
    more = f" and {len(shown) - NAMES_MOST} more" if len(shown) > NAMES_MOST else ""
    return md(f"{label}: ", Md(", ".join(shown[:NAMES_MOST])), more)


_NOT_CHOSEN = "not chosen"
_REASONS = {
    "reader": "observer or sponsor",
    "left": "left it themselves",
    "stranger": "of another company",
    "gone": "has left",
    "": "I don't know them yet",
}
