"""Marks that were nearly said: `@bne` where there is a Ben, `!hgih`. Whoever typed them is asked."""

from dataclasses import dataclass
from typing import NoReturn

from bot.rules.errors import Choice, UserError
from bot.rules.oneline import MOST_STRANGERS, Find, Line, read_line
from bot.rules.people_lists import listed
from bot.rules.priority import PRIORITIES, priority_of
from bot.rules.text import Token, closest, escape, tokens

_NOBODY = frozenset({"here", "channel", "everyone", "all"})
_KNOWN = (*PRIORITIES[::-1], "important", "critical", "medium")


@dataclass(frozen=True)
class Slip:
    """A mark that means nothing, and those it may have been meant for.

    Attributes:
        typed: as a person reads it.
        nears: each as a person reads it, and the line with it.
        kept: the line that means it as it stands.
    """

    typed: str
    nears: tuple[tuple[str, str], ...]
    kept: str


def ask_about_slips(text: str, line: Line, find: Find, command: str) -> None:
    """Ask about the first mark of a line that is nearly one we know. `command` is what the line follows.

    Raises:
        UserError: there is one; ways on are offered.
    """
    unread = line.strangers or "!" in line.words
    slip = _first_slip(text, find) if unread else None
    if slip:
        _ask(slip, command)


def refuse_strangers(text: str, line: Line, find: Find, command: str) -> None:
    """Where only a person will do: ask whom they mean, or say whom we don't know.

    Raises:
        UserError: nobody goes by a name in the line.
    """
    ask_about_slips(text, line, find, command)
    if line.strangers:
        raise UserError(
            f"I don't know anybody called @{line.strangers[0]}. Pick the person from the list that Slack shows "
            "after @, so that it becomes a mention."
        )


def people_named(text: str, find: Find, *, me: str, missing: str, command: str) -> tuple[str, ...]:
    """The people a line names, at least one; `me` is the asker, and `command` what the line follows.

    Raises:
        UserError: nobody goes by that name; or nobody is named, which `missing` says.
    """
    line = read_line(text, find)
    refuse_strangers(text, line, find, command)
    if people := listed(text, find, me=me, command=command):
        return people
    name = text.strip().lstrip("@")
    known = name.isidentifier() and find(name) is not None
    raise UserError(missing, choices=(Choice(f"@{name}", f"{command} @{name}"),) if known else ())


def _ask(slip: Slip, command: str) -> NoReturn:
    meant = " or ".join(near for near, _ in slip.nears)
    yes = (Choice(f"Yes, {near}", f"{command} {line}") for near, line in slip.nears)
    keep = Choice("Keep it as it is", f"{command} {slip.kept}")
    who = "I don't know anybody called" if slip.typed.startswith("@") else "I don't know"
    raise UserError(f"{who} {slip.typed}. Did you mean {meant}?", choices=(*yes, keep))


def _first_slip(text: str, find: Find) -> Slip | None:
    pieces = tokens(text)
    # A line may have thousands.
    names = {piece.start for piece in [each for each in pieces if each.kind == "name"][:MOST_STRANGERS]}
    for piece in pieces:
        nears = _near_people(piece, find) if piece.start in names else _near_priority(piece)
        if nears:
            lines = tuple((shown, _replaced(text, piece, raw)) for shown, raw in nears)
            return Slip(piece.raw.rstrip(".,;:"), lines, _replaced(text, piece, f"\\{piece.raw}"))
    return None


def _near_people(piece: Token, find: Find) -> tuple[tuple[str, str], ...]:
    if piece.value.lower() in _NOBODY or find(piece.value) is not None:
        return ()
    return tuple((f"@{who.handle}", f"<@{who.user_id}|{escape(who.handle)}>") for who in find.nearly(piece.value))


def _near_priority(piece: Token) -> tuple[tuple[str, str], ...]:
    if piece.kind != "priority" or len(piece.value) < 2 or priority_of(piece.value) is not None:
        return ()
    near = closest(piece.value, _KNOWN)
    alike = near and (near[0] == piece.value[0].lower() or sorted(near) == sorted(piece.value.lower()))
    return ((f"!{near}", f"!{near}"),) if alike else ()


def _replaced(text: str, piece: Token, raw: str) -> str:
    return f"{text[: piece.start]}{raw}{text[piece.end :]}"
