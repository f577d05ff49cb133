"""From words to an act: `/beat task add ...`, `/task add ...`, `@Drumbeat task add ...` all end here."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from bot.rules.errors import Choice, UserError
from bot.rules.oneline import readable
from bot.rules.text import closest, truncate, unescape
from handlers.asking import Act

ROOT = "beat"

_KEY = re.compile(r"(?:[A-Za-z]-?)?[0-9]+\b")


@dataclass(frozen=True)
class Noun:
    """A noun people speak of: its verbs, what a bare noun does, and what words without a verb mean, if anything."""

    verbs: Mapping[str, Act]
    bare: str
    otherwise: str | None = None


@dataclass(frozen=True)
class Found:
    """The act that was meant, and the words left for it."""

    act: Act
    text: str


def route(nouns: Mapping[str, Noun], command: str, text: str) -> Found:
    """Find what a command means. `command` is its name without the slash.

    Raises:
        UserError: no such noun or verb; the nearest one is offered as a button.
    """
    if command in nouns:
        return _verb(nouns, command, text)
    if command != ROOT:
        raise UserError(f"I don't answer to that command. `/{ROOT} help` shows what I understand.")
    word, rest = _split(text)
    noun = word.lower()
    if not noun:
        return _verb(nouns, "help", "")
    if noun in nouns:
        return _verb(nouns, noun, rest)
    owners = [name for name, known in nouns.items() if noun in known.verbs and name != noun]
    if owners:
        raise UserError(f"“{noun}” what? Did you mean this?", choices=(_choice(f"{owners[0]} {noun} {rest}"),))
    raise _unknown(word, rest, tuple(nouns), prefix="")


def _verb(nouns: Mapping[str, Noun], name: str, text: str) -> Found:
    noun = nouns[name]
    word, rest = _split(text)
    if not word:
        return Found(noun.verbs[noun.bare], "")
    if word.lower() in noun.verbs:
        return Found(noun.verbs[word.lower()], rest)
    if noun.otherwise and not _is_slip(word, rest, noun):
        return Found(noun.verbs[noun.otherwise], text.strip())
    fallback = noun.otherwise or ("add" if "add" in noun.verbs else None)
    raise _unknown(word, rest, tuple(noun.verbs), prefix=f"{name} ", fallback=fallback)


def _is_slip(word: str, rest: str, noun: Noun) -> bool:
    """A mistyped verb rather than plain words: near to one, and followed by a key or nothing."""
    follows_key = not rest or _KEY.match(rest) is not None
    return follows_key and closest(word, tuple(noun.verbs)) is not None


def _unknown(word: str, rest: str, known: tuple[str, ...], *, prefix: str, fallback: str | None = None) -> UserError:
    near = closest(word, known)
    shown = truncate(unescape(word), 40)
    choices = []
    if near:
        choices.append(_choice(f"{prefix}{near} {rest}"))
    if fallback and near != fallback:
        choices.append(_choice(f"{prefix}{fallback} {word} {rest}"))
    hint = "Did you mean one of these?" if choices else f"`/{ROOT} help` shows what I understand."
    return UserError(f"I don't know “{shown}” here. {hint}", choices=tuple(choices))


def _choice(command: str) -> Choice:
    words = command.strip()
    return Choice(f"/{readable(truncate(words, 200))}", words)


def _split(text: str) -> tuple[str, str]:
    word, *rest = text.split(maxsplit=1) or [""]
    return word, rest[0].strip() if rest else ""
