"""Roles as those whom a reminder is for: `the reviewers`, `lead of #launch`, `role "test manager"`."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import TypeAlias

from bot.rules.errors import Choice, UserError
from bot.rules.reminders import Whom
from bot.rules.roles import ALWAYS, ARTICLES, can_be, is_plain, near_to, spoken
from bot.rules.text import Token, truncate

# The roles of a channel by its id; it refuses for channels that the asker can't see.
Roles: TypeAlias = Callable[[str], Collection[str]]

_OF = frozenset({"of", "in", "for"})


@dataclass(frozen=True)
class Line:
    """A line that may name roles; `here` is the channel it was said in, if any."""

    text: str
    pieces: list[Token]
    here: str
    roles: Roles

    def rest(self, last: int) -> str:
        """What is said after a token, as it was typed."""
        return self.text[self.pieces[last].end :]


@dataclass(frozen=True)
class _Named:
    """Words in the place of a role: as it would be kept, its last token, and the channel named behind it, if any."""

    name: str
    last: int
    channel: str = ""


def read(line: Line, at: int) -> tuple[Whom, int] | None:
    """The role that is named from a token on, and its last token; None when none is.

    Raises:
        UserError: it is said of no channel, or of one that the asker can't see; or no such role is in the one named.
    """
    start, expressly = _opened(line, at)
    for named in _candidates(line, start, expressly):
        known = _known(line, named)
        if named.name in known or (expressly and can_be(named.name)):
            channel = named.channel or line.here
            if not channel:
                raise _which_channel(named.name, line.rest(named.last))
            said = line.text[line.pieces[at].start : line.pieces[named.last].end]
            return Whom(channel, said, role=named.name), named.last
    return None


def offers(line: Line, at: int) -> tuple[Choice, ...]:
    """The roles that may have been meant by words which name none: a slip; behind "the" a role that is new."""
    start, _ = _opened(line, at)
    found = _candidates(line, start, expressly=False)
    before = line.text[: line.pieces[at].start]
    for named in found:
        near = near_to(named.name, _known(line, named))
        if near and near != named.name:
            return (Choice(f"Remind the {near}", f"remind {before}{_behind(line, named, near)}"),)
    new = found[-1] if found else None
    if new is None or not can_be(new.name) or not (new.channel or (line.here and start > at)):
        return ()
    return (Choice(f"Remind the {new.name}, once there is one", f"remind {before}role {_behind(line, new, new.name)}"),)


def called(line: Line, at: int) -> tuple[Choice, ...]:
    """The role of this channel that somebody wrote like a person: `@lead`."""
    name = line.pieces[at].value.lower().strip(",:")
    if not line.here or name not in line.roles(line.here):
        return ()
    before = line.text[: line.pieces[at].start]
    return (Choice(f"Remind the {name}", f"remind {before}{name}{line.rest(at)}"),)


def _behind(line: Line, named: _Named, name: str) -> str:
    """A role, its channel, and the rest of the line."""
    words = f'"{name}"' if " " in name else name
    return f"{words} of <#{named.channel}>{line.rest(named.last)}" if named.channel else words + line.rest(named.last)


def _opened(line: Line, at: int) -> tuple[int, bool]:
    """Where the words of the role begin, and whether they are said to be one: `role "test manager"`."""
    pieces = line.pieces
    start = at + (pieces[at].value.lower() in ARTICLES and at + 1 < len(pieces))
    expressly = pieces[start].value.lower() == "role" and start + 1 < len(pieces)
    return start + expressly, expressly


def _candidates(line: Line, start: int, expressly: bool) -> list[_Named]:
    """What the words from a token on may name: two of them, or one."""
    found: list[_Named] = []
    if line.pieces[start].kind == "quoted":
        return [_named(line, [line.pieces[start]], start)]
    for count in (1,) if expressly else (2, 1):
        words = line.pieces[start : start + count]
        if len(words) == count and all(map(is_plain, words)):
            found.append(_named(line, words, start + count - 1))
    return found


def _named(line: Line, words: list[Token], last: int) -> _Named:
    after = line.pieces[last + 1 : last + 3]
    if len(after) == 2 and after[0].value.lower() in _OF:
        if after[1].kind == "channel":
            return _Named(spoken(words), last + 2, after[1].value)
        if after[1].kind == "label":
            shown = truncate(after[1].raw, 40)
            raise UserError(f"Which channel is {shown}? Pick it from the list that Slack shows after #.")
    return _Named(spoken(words), last)


def _known(line: Line, named: _Named) -> Collection[str]:
    channel = named.channel or line.here
    return line.roles(channel) if channel else ALWAYS


def _which_channel(name: str, rest: str) -> UserError:
    return UserError(
        f"The {name} of which channel? Type this in the project's channel, or name it: "
        f"`/beat remind {name} of #launch{truncate(rest, 80)}`."
    )
