"""From words to an act: `/beat task add ...`, `/task add ...`, `@Drumbeat task add ...` all end here."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.rules.errors import Choice, UserError
from bot.rules.leftovers import unused
from bot.rules.oneline import readable
from bot.rules.text import closest, truncate, unescape
from handlers.asking import Act

ROOT = "beat"

# Nouns with a slash command of their own.
_SHORT = ("task ", "blocker ", "standup ")
_KEY = re.compile(r"(?:[A-Za-z]-?)?[0-9]+\b")
# A word of so many letters says something.
_LONG = 4


@dataclass(frozen=True)
class Noun:
    """A noun people speak of: its verbs, what a bare noun does, and what words without a verb mean, if anything.

    `letter` begins its keys: `T` for `T-12`. `words` is what words without a verb do where that is not quite the same
    as the verb that is meant.
    """

    verbs: Mapping[str, Act]
    bare: str
    otherwise: str | None = None
    letter: str = ""
    words: Act | None = None


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
    if owner := _owner(nouns, noun, rest):
        return _verb(nouns, owner, text)
    raise _stray(nouns, word, rest)


def _owner(nouns: Mapping[str, Noun], verb: str, rest: str) -> str | None:
    """Whose verb it is; of several nouns the one whose key follows, else the first."""
    owners = [name for name, noun in nouns.items() if verb in noun.verbs]
    named = [name for name in owners if nouns[name].letter and rest.upper().startswith(f"{nouns[name].letter}-")]
    return next(iter(named + owners), None)


def _stray(nouns: Mapping[str, Noun], word: str, rest: str) -> UserError:
    """A word that is neither noun nor verb: a slip, or the first one of a task."""
    near = closest(word, (*nouns, *(verb for noun in nouns.values() for verb in noun.verbs)))
    if near in nouns:
        return _unknown(word, [f"{near} {rest}"])
    meant = [f"{_owner(nouns, near, rest)} {near} {rest}"] if near else []
    return _unknown(word, [*meant, f"task add {word} {rest}"] if rest else meant)


def _verb(nouns: Mapping[str, Noun], name: str, text: str) -> Found:
    noun = nouns[name]
    word, rest = _split(text)
    if not word:
        return Found(noun.verbs[noun.bare], "")
    if word.lower() in noun.verbs:
        return _found(f"{name} {word.lower()}", noun.verbs[word.lower()], rest)
    if noun.otherwise and not _is_slip(word, rest, noun):
        return _found(name, noun.words or noun.verbs[noun.otherwise], text.strip())
    near, fallback = closest(word, tuple(noun.verbs)), noun.otherwise or "add"
    meant = [f"{name} {near} {rest}"] if near else []
    if fallback in noun.verbs and fallback not in (near, name):
        meant.append(f"{name} {fallback} {word} {rest}")
    raise _unknown(word, meant)


def _found(command: str, act: Act, text: str) -> Found:
    """An act with its words, unless it would ignore some that may mean something."""
    left = unused(act.takes, text)
    if left is None:
        return Found(act, text)
    without = _choice(f"{command} {left.read}")
    shown = truncate(readable(left.unused), 60)
    raise UserError(
        f"I don't know what to do with “{shown}” after `{without.label}`, so nothing changed. "
        "Shall I do it without those words?",
        choices=(without,),
    )


def _is_slip(word: str, rest: str, noun: Noun) -> bool:
    """A mistyped verb rather than plain words: near to one and followed by a key or nothing."""
    near = closest(word, tuple(noun.verbs))
    if len(word) >= _LONG and (near == noun.otherwise or _has_letters_of(word, noun)):
        return True
    before_key = _KEY.match(rest) is not None
    says_little = before_key and word.isalpha() and len(word) < _LONG and word.lower() != "me"
    return says_little or (near is not None and (before_key or not rest))


def _has_letters_of(word: str, noun: Noun) -> bool:
    """Whether it is a verb with its letters in another order."""
    return any(sorted(word.lower()) == sorted(verb) for verb in noun.verbs)


def _unknown(word: str, meant: Sequence[str]) -> UserError:
    """What to say of a word we don't know; `meant` are the commands it may have stood for."""
    hint = "Did you mean one of these?" if meant else f"`/{ROOT} help` shows what I understand."
    shown = truncate(unescape(word), 40)
    return UserError(f"I don't know “{shown}” here. {hint}", choices=tuple(_choice(command) for command in meant))


def _choice(command: str) -> Choice:
    words = command.strip()
    root = "" if words.startswith(_SHORT) else f"{ROOT} "
    return Choice(f"/{root}{readable(truncate(words, 200))}", words)


def _split(text: str) -> tuple[str, str]:
    word, *rest = text.split(maxsplit=1) or [""]
    return word, rest[0].strip() if rest else ""
