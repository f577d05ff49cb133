"""Lines that name people and nothing else: `@ben`, `me and @ben`; and those that do not name them plainly."""

from bot.rules.errors import Choice, UserError
from bot.rules.leftovers import says_more
from bot.rules.oneline import Find, introduce, readable
from bot.rules.text import Token, tokens, truncate

_ME = frozenset(("me", "myself"))
_JOINING = frozenset(("and", "&", "&amp;", "+", "plus", "also", "to", "for", "with", "too", "please", "thanks", ""))
# Words for people whom nobody has named, or for others than those named.
_UNNAMED = frozenset((
    "everyone", "everybody", "anyone", "anybody", "somebody", "someone", "nobody", "team", "us", "them", "others",
    "rest", "or", "instead", "rather", "excluding", "besides", "apart",
))  # fmt: skip


def listed(text: str, find: Find, *, me: str, command: str) -> tuple[str, ...]:
    """The people a line names, in their order and each once; `me` is the asker. Empty when it names nobody.

    Raises:
        UserError: it names some but not plainly: `everyone but @ben`. `command` is what the line follows.
    """
    pieces, _ = introduce(tokens(text), find)
    others = [piece for piece in pieces if not _person(piece, me) and _plain(piece) not in _JOINING]
    people = tuple(dict.fromkeys(found for piece in pieces if (found := _person(piece, me))))
    named = {piece.value for piece in pieces if piece.kind == "user"}
    if not people or (not named and others):
        return ()
    odd = [piece for piece in others if _is_odd(piece)] or (others if set(people) - named else [])
    if odd:
        raise _unclear(text, pieces[: pieces.index(odd[0])], me, command)
    return people


def refuse_people(text: str, find: Find, numbers: tuple[int, ...]) -> None:
    """A claim is for oneself: whoever names somebody else behind it means something else.

    Raises:
        UserError: they do; giving it to them is offered.
    """
    pieces, _ = introduce(tokens(text), find)
    words = [_plain(piece) for piece in pieces]
    if set(words) <= _JOINING | _ME | {"now", "it", "is", "mine"}:
        return
    keys = " ".join(map(str, numbers))
    people = [piece.raw for piece in pieces if piece.kind == "user"]
    known = [f"@{word}" for word in words if word.isidentifier() and word not in _JOINING and find(word)]
    given = [f"task assign {keys} {' '.join(people or known)}"] if people or known else []
    commands = (*given, f"task claim {keys}")
    shown = truncate(readable(text), 60)
    raise UserError(
        f"A claim makes it yours, so I don't know what to do with “{shown}”. Nothing changed. Which do you mean?",
        choices=tuple(Choice(f"/{readable(each)}", each) for each in commands),
    )


def _person(piece: Token, me: str) -> str | None:
    if piece.kind == "user":
        return piece.value
    return me if _plain(piece).lstrip("@") in _ME else None


def _plain(piece: Token) -> str:
    return piece.value.lower().strip(" ,.;:!")


def _is_odd(piece: Token) -> bool:
    word = _plain(piece).lstrip("@")
    return piece.kind in ("broadcast", "group") or word in _UNNAMED or says_more(word)


def _unclear(text: str, before: list[Token], me: str, command: str) -> UserError:
    """Offers those who were named plainly before it became unclear."""
    plain = " ".join(piece.raw if piece.kind == "user" else "me" for piece in before if _person(piece, me))
    choices = (Choice(truncate(f"/{readable(f'{command} {plain}')}", 70), f"{command} {plain}"),) if plain else ()
    return UserError(
        f"I'm not sure whom you mean by “{truncate(readable(text), 60)}”, so nothing changed. "
        "Mention only those whom you mean, like `@ana and @ben`.",
        choices=choices,
    )
