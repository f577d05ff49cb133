"""A small reader of Slack's mrkdwn, written from its reference and not from our renderer."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Read:
    """What a text makes Slack do.

    `controls` are the insides of `<...>`: mentions, channels, dates, links. `stray` are characters that had to be
    escaped and were not.
    """

    controls: tuple[str, ...]
    stray: tuple[str, ...]


_SPECIAL = re.compile("[<>]|&(?!(?:amp|lt|gt);)")


def read(text: str) -> Read:
    """Find everything in a text that is not plain words."""
    controls, stray, at = [], [], 0
    while found := _SPECIAL.search(text, at):
        at = found.start()
        inside = _inside(text, at) if found[0] == "<" else None
        if inside is None:
            stray.append(text[at : at + 20])
        else:
            controls.append(inside)
        at += 1 if inside is None else len(inside) + 2
    return Read(tuple(controls), tuple(stray))


def _inside(text: str, at: int) -> str | None:
    end = text.find(">", at)
    inside = text[at + 1 : end] if end > 0 else ""
    return inside if inside.strip() == inside != "" and "<" not in inside else None


def texts(shown: Any) -> Iterator[dict[str, Any]]:
    """Every mrkdwn object in blocks or a view."""
    if isinstance(shown, dict):
        if shown.get("type") == "mrkdwn":
            yield shown
        for inner in shown.values():
            yield from texts(inner)
    elif isinstance(shown, list | tuple):
        for inner in shown:
            yield from texts(inner)
