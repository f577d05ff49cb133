"""Whom a reminder is for, in words: `me`, `@ana and @ben`, `#launch`, `the lead`."""

import re

from bot.rules import role_whom
from bot.rules.errors import Choice, UserError
from bot.rules.oneline import Find, readable
from bot.rules.reminders import EXAMPLE, MOST_PEOPLE, Whom
from bot.rules.role_whom import Line, Roles
from bot.rules.roles import ALWAYS, ARTICLES
from bot.rules.text import Token, tokens, truncate, unescape

# `to call Bob`: words that say of what, so that nobody was named before them.
OPENING = re.compile(r"(?:please\s+)?(?:to|about|that|of)\s+|please\s+", re.IGNORECASE)
_OWN_KEY = re.compile(r"[Rr]-?([0-9]{1,9})")
_ME = frozenset({"me", "myself"})
_US = frozenset({"us", "everybody", "everyone", "all", "team", "channel", "here", "we"})
_THIS = ARTICLES | {"this", "our", "whole"}
_AND = frozenset({"and", "&", ",", "+", "plus"})


def parse_whom(
    text: str, find: Find, *, me: str, here: str = "", roles: Roles = lambda _: ALWAYS
) -> tuple[tuple[Whom, ...], str]:
    """Whom a line is for, and the words after that; `here` is the channel it was said in, if any.

    Raises:
        UserError: it begins with nobody we know, or with too many.
    """
    pieces = tokens(text)
    if not pieces:
        raise UserError(f"Whom shall I remind, of what, and when? Try {EXAMPLE}.")
    if OPENING.match(text):
        return (Whom(me, "me"),), text
    line = Line(text, pieces, here, roles)
    first, last = _first(line, find, me)
    found = [first]
    while not found[0].is_channel and (named := _another(line, last, find, me)):
        whom, last = named
        found.append(whom)
    people = tuple({(whom.id, whom.role): whom for whom in found}.values())
    if len(people) > MOST_PEOPLE:
        raise UserError(f"That is {len(people)} people; I can remind {MOST_PEOPLE} at once. A #channel reaches more.")
    return people, text[pieces[last].end :].lstrip(" ,:")


def said(people: tuple[Whom, ...]) -> str:
    """The words for all of them, for commands that are offered instead."""
    return " and ".join(whom.said.rstrip(",") for whom in people)


def _first(line: Line, find: Find, me: str) -> tuple[Whom, int]:
    """Who is named first, and by which token last."""
    token = line.pieces[0]
    if token.kind == "channel":
        return Whom(token.value, token.raw), 0
    user_id = _person(token, find, me)
    if user_id:
        return Whom(user_id, token.raw), 0
    if role := role_whom.read(line, 0):
        return role
    everybody = _everybody(line)
    raise _us(everybody, line) if everybody else _nobody(line, 0, find)


def _everybody(line: Line) -> Token | None:
    """The word for all of us that a line begins with, also behind "the" or "this"."""
    behind = 1 if line.pieces[0].value.lower() in _THIS and len(line.pieces) > 1 else 0
    token = line.pieces[behind]
    is_us = token.kind == "broadcast" or token.value.lower().strip(",:") in _US
    return token if is_us else None


def _another(line: Line, last: int, find: Find, me: str) -> tuple[Whom, int] | None:
    """Who is named after the last one, and where: after an "and", or by a mention right there."""
    pieces = line.pieces
    joined = last + 1 < len(pieces) and pieces[last + 1].value.lower() in _AND
    at = last + 2 if joined else last + 1
    if at >= len(pieces) or not (joined or pieces[at].kind in ("user", "name")):
        return None
    token = pieces[at]
    if token.kind == "channel":
        raise UserError("A channel goes by itself. Please remind the people and the channel one after another.")
    # "@ben's birthday" is not said to Ben.
    whole = token.kind != "user" or line.text[token.end : token.end + 1] in ("", " ", ",", ":", "\n")
    user_id = _person(token, find, me) if whole else None
    if user_id:
        return Whom(user_id, token.raw), at
    if not joined:
        return None
    if role := role_whom.read(line, at):
        return role
    raise _nobody(line, at, find)


def _person(token: Token, find: Find, me: str) -> str | None:
    if token.kind == "user":
        return token.value
    if token.kind == "name":
        return find(token.value)
    return me if token.value.lower().strip(",:") in _ME else None


def _us(token: Token, line: Line) -> UserError:
    rest = line.text[token.end :].lstrip(" ,:")
    channel = (Choice("Remind this channel", f"remind <#{line.here}> {rest}"),) if line.here else ()
    return UserError(
        "Whom do you mean? I can remind a whole #channel in the channel itself, or people one by one, like "
        "`@ana and @ben`.",
        choices=(*channel, Choice("Remind me", f"remind me {rest}")),
    )


def _nobody(line: Line, at: int, find: Find) -> UserError:
    """Nobody is named by the token `at`, nor is a role."""
    token, text = line.pieces[at], line.text
    before, shown = text[: token.start], truncate(unescape(_said_at(line, at)), 40)
    if token.kind == "label":
        return UserError(f"Which channel is {shown}? Pick it from the list that Slack shows after #.")
    if token.kind == "name":
        return UserError(
            f"I don't know anybody called {shown}. Pick the person from the list that Slack shows after @.",
            choices=role_whom.called(line, at),
        )
    if key := _OWN_KEY.fullmatch(token.value):
        return _own_key(key[1], text[token.end :].strip())
    named = (
        Choice(f"Remind {readable(before)} @{shown}".replace("  ", " "), f"remind {before}@{text[token.start :]}"),
    )
    alone = (Choice("Remind me", f"remind me {text}"),)
    meant = (*role_whom.offers(line, at), *(named if find(token.value.strip(",:")) else ()))
    return UserError(
        f"I don't know whom “{shown}” means. Say `me`, mention a person or a #channel, or say a role like `lead`; then "
        f"what and when: {EXAMPLE}.",
        choices=(*meant, *(() if before else alone)),
    )


def _said_at(line: Line, at: int) -> str:
    """The word at a token; with the next one, behind "the"."""
    behind_article = line.pieces[at].value.lower() in ARTICLES and at + 1 < len(line.pieces)
    return line.text[line.pieces[at].start : line.pieces[at + behind_article].end]


def _own_key(number: str, rest: str) -> UserError:
    commands = (f"remind edit {number} {rest}".strip(), f"remind delete {number}")
    return UserError(
        f"What shall I do with R-{number}?",
        choices=tuple(Choice(f"/beat {readable(command)}", command) for command in commands),
    )
