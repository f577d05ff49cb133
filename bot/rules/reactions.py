"""What an emoji under a message means: a few acts, and which emoji stand for them."""

import re
from typing import Literal, cast, get_args

from bot.rules.errors import UserError
from bot.rules.text import plain_phrase, unescape

Meaning = Literal["done", "claim", "remind"]

MEANINGS: tuple[Meaning, ...] = get_args(Meaning)
DEFAULTS: dict[str, Meaning] = {"white_check_mark": "done", "eyes": "claim", "bookmark": "remind"}
# When a message comes back that somebody has marked.
LATER = "tomorrow 9:00"
NAME_LIMIT = 100
_OFF = ("off", "nothing", "none")
_LINE = re.compile(r":?(?P<name>[^\s:]{1,100}):? (?:means |is |= ?)?(?P<meaning>[a-z]+)")


def named(reaction: str) -> str:
    """The emoji without its skin tone."""
    return reaction.split("::", maxsplit=1)[0]


def parse(text: str) -> tuple[str, Meaning | None]:
    """An emoji and what it shall mean from now on; None for nothing, in `:eyes: off`.

    Raises:
        UserError: it can't be read.
    """
    match = _LINE.fullmatch(plain_phrase(unescape(text)))
    meaning = match["meaning"] if match else ""
    if match is None or meaning not in (*MEANINGS, *_OFF):
        raise UserError(
            "Which emoji, and what shall it do: done, claim, remind or off? Try `/beat emoji :white_check_mark: done`."
        )
    return match["name"], None if meaning in _OFF else cast(Meaning, meaning)
