"""From words to an act: `/beat task add ...`, `/task add ...`, `@Drumbeat task add ...` all end here."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bot.rules.errors import Choice, UserError
from bot.rules.leftovers import unused
from bot.rules.oneline import readable
from bot.rules.task_lists import asked_for
from bot.rules.text import closest, plain_phrase, truncate, unescape
from handlers.asking import Act

ROOT = "beat"

# Nouns with a slash command of their own.
_SHORT = ("task ", "blocker ", "standup ")
_KEY = re.compile(r"(?:[A-Za-z]-?)?[0-9]+\b")
_KEYS = rf"{_KEY.pattern}(?:(?:\s*,\s*|\s+and\s+|\s+){_KEY.pattern})*"
_NOTHING_ELSE = re.compile(rf"{_KEYS}[\s.,;:!?]*", re.IGNORECASE)
_LETTER = re.compile(r"[A-Z](?=-?[0-9])")
_KEY_FIRST = re.compile(
    rf"(?P<keys>{_KEYS}),?\s+(?:(?:is|are|was|now|to be)\s+)?"
    r"(?P<verb>[a-z]+)(?:\s+(?P<rest>.+))?",
    re.IGNORECASE | re.DOTALL,
)
# What people say, and nothing else, who want to hear less of us. With a key behind it, some of it is a verb.
_ENOUGH = frozenset((
    "stop", "off", "unsubscribe", "mute", "pause", "silence", "stop it", "shut up", "be quiet", "go away",
    "leave me alone", "leave me in peace", "mute all", "mute everything", "enough",
))  # fmt: skip
_SPAN = re.compile(r"[0-9:.]+ ?(?:am|pm)? ?[-–] ?[0-9]")
# A word of so many letters says something.
_LONG = 4


@dataclass(frozen=True)
class Noun:
    """A noun people speak of: its verbs, what a bare noun does, and what words without a verb mean, if anything.

    `letter` begins its keys: `T` for `T-12`. `words` is what words without a verb do where that is not quite the same
    as the verb that is meant. What is in `before_key` is a verb only where a key follows: "move 4 to friday", and not
    "move the desk". What is `alone` is one only where nothing but keys of the noun follows: "done 2", and not
    "done 2 of 3 tests".
    """

    verbs: Mapping[str, Act]
    bare: str
    otherwise: str | None = None
    letter: str = ""
    words: Act | None = None
    before_key: Mapping[str, Act] = field(default_factory=dict)
    alone: Mapping[str, Act] = field(default_factory=dict)

    def act(self, word: str, rest: str) -> Act | None:
        """What a word asks for, with the words after it; None when it is no verb here."""
        verb = word.lower()
        if verb in self.verbs:
            return self.verbs[verb]
        if verb in self.alone and self._is_keys(rest):
            return self.alone[verb]
        return self.before_key.get(verb) if _KEY.match(rest) else None

    def _is_keys(self, text: str) -> bool:
        return bool(_NOTHING_ELSE.fullmatch(text)) and {self.letter}.issuperset(_LETTER.findall(text.upper()))


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
    if plain_phrase(text) in _ENOUGH:
        return _verb(nouns, "less", "")
    word, rest = _split(text)
    noun = word.lower()
    if not noun:
        return _verb(nouns, "help", "")
    if noun in nouns:
        return _verb(nouns, noun, rest)
    owner = _owner(nouns, noun, rest) or _owner_of_key(nouns, word)
    if owner and (found := _found(owner, nouns[owner], text)):
        return found
    raise _stray(nouns, word, rest)


def _owner(nouns: Mapping[str, Noun], verb: str, rest: str) -> str | None:
    """Whose verb it is; of several nouns the one whose key follows, else the first."""
    owners = [name for name, noun in nouns.items() if noun.act(verb, rest)]
    owners.sort(key=lambda name: verb not in nouns[name].verbs)
    named = [name for name in owners if nouns[name].letter and rest.upper().startswith(f"{nouns[name].letter}-")]
    return next(iter(named + owners), None)


def _owner_of_key(nouns: Mapping[str, Noun], word: str) -> str | None:
    """Whose key a word is; a plain number is a task's."""
    letter = word[:1].upper() if word[:1].isalpha() else "T"
    return next((name for name, noun in nouns.items() if _KEY.fullmatch(word) and noun.letter == letter), None)


def _found(name: str, noun: Noun, text: str) -> Found | None:
    """The verb at the beginning of a line, or behind its keys: "17 done"."""
    word, rest = _split(text)
    if act := noun.act(word, rest):
        return _whole(f"{name} {word.lower()}", act, rest)
    match = _KEY_FIRST.fullmatch(text.strip())
    # Blockers are raised in plain words, which may begin with a number.
    if match is None or match["verb"].lower() in noun.alone or (noun.otherwise and match["rest"]):
        return None
    behind = f"{match['keys']} {match['rest'] or ''}".strip()
    act = noun.act(match["verb"], behind)
    return _whole(f"{name} {match['verb'].lower()}", act, behind) if act else None


def _stray(nouns: Mapping[str, Noun], word: str, rest: str) -> UserError:
    """A word that is neither noun nor verb: a slip, or the first one of a task."""
    near = closest(word, (*nouns, *(verb for noun in nouns.values() for verb in noun.verbs)))
    if near in nouns:
        return _unknown(word, [f"{near} {rest}"])
    meant = [f"{_owner(nouns, near, rest)} {near} {rest}"] if near else _shown(nouns, "", word, rest)
    wanted = asked_for(f"{word} {rest}")
    listed = [f"task list {wanted}"] if wanted else []
    added = [f"task add {word} {rest}"] if rest and not (near and _NOTHING_ELSE.fullmatch(rest)) else []
    return _unknown(word, [*listed, *meant, *added])


def _verb(nouns: Mapping[str, Noun], name: str, text: str) -> Found:
    noun = nouns[name]
    word, rest = _split(text)
    if not word:
        return Found(noun.verbs[noun.bare], "")
    if found := _found(name, noun, text):
        return found
    if noun.otherwise and not _says_nothing(nouns, word, rest, noun) and not _is_slip(word, rest, noun):
        return _whole(name, noun.words or noun.verbs[noun.otherwise], text.strip())
    near, fallback = closest(word, tuple(noun.verbs)), noun.otherwise or "add"
    meant = [f"{name} {near} {rest}"] if near else _shown(nouns, name, word, rest)
    if not rest and word.lower() in nouns:
        meant = [word.lower()]
    if fallback in noun.verbs and fallback not in (near, name) and not (near and _NOTHING_ELSE.fullmatch(rest)):
        meant.append(f"{name} {fallback} {word} {rest}")
    raise _unknown(word, meant)


def _whole(command: str, act: Act, text: str) -> Found:
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


def _shown(nouns: Mapping[str, Noun], name: str, *words: str) -> list[str]:
    """The record whose key is among the first words of a line; its card has a button for most of what can be done."""
    key = next((match[0] for word in words if (match := _KEY.match(word))), "")
    owner = _owner_of_key(nouns, key) or name
    return [f"{name or owner} show {key}"] if key and "show" in nouns[name or owner].verbs else []


def _says_nothing(nouns: Mapping[str, Noun], word: str, rest: str, noun: Noun) -> bool:
    """A key alone, or the name of another noun: nothing that a blocker could be raised with."""
    return noun.words is not None and not rest and (word.lower() in nouns or _KEY.fullmatch(word) is not None)


def _is_slip(word: str, rest: str, noun: Noun) -> bool:
    """A mistyped verb rather than plain words: near to one and followed by a key or nothing."""
    near = closest(word, tuple(noun.verbs))
    if len(word) >= _LONG and (near == noun.otherwise or _has_letters_of(word, noun)):
        return True
    # Hours are no keys: "hours fri 9-5".
    before_key = _KEY.match(rest) is not None and (noun.letter != "" or not _SPAN.match(rest))
    says_little = before_key and word.isalpha() and len(word) < _LONG and word.lower() != "me"
    return says_little or (near is not None and (before_key or not rest))


def _has_letters_of(word: str, noun: Noun) -> bool:
    """Whether it is a verb with its letters in another order."""
    return any(sorted(word.lower()) == sorted(verb) for verb in noun.verbs)


def _unknown(word: str, meant: Sequence[str]) -> UserError:
    """What to say of a word we don't know; `meant` are the commands it may have stood for."""
    which = "one of these" if len(meant) > 1 else "this"
    hint = f"Did you mean {which}?" if meant else f"`/{ROOT} help` shows what I understand."
    shown = truncate(unescape(word), 40)
    return UserError(f"I don't know “{shown}” here. {hint}", choices=tuple(_choice(command) for command in meant))


def _choice(command: str) -> Choice:
    words = command.strip()
    root = "" if words.startswith(_SHORT) else f"{ROOT} "
    return Choice(f"/{root}{readable(truncate(words, 200))}", words)


def _split(text: str) -> tuple[str, str]:
    word, *rest = text.split(maxsplit=1) or [""]
    return word, rest[0].strip() if rest else ""
