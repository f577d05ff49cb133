"""A small reader of Slack's mrkdwn, written from its reference and not from our renderer."""

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


def read(text: str) -> Read:
    """Find everything in a text that is not plain words."""
    controls, stray = [], []
    at = 0
    while at < len(text):
        char = text[at]
        if char == "<" and (inside := _inside(text, at)) is not None:
            controls.append(inside)
            at += len(inside) + 2
            continue
        if char in "<>" or (char == "&" and not text.startswith(("&amp;", "&lt;", "&gt;"), at)):
            stray.append(text[at : at + 20])
        at += 1
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
