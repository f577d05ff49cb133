"""Who stands in for somebody, in words: `until friday, ask @ben`, `until friday, ask ben`, `until friday @ben`."""

import re

from bot.rules.errors import Choice, UserError
from bot.rules.oneline import Find, Namesake, introduce, readable
from bot.rules.text import escape, tokens, truncate

_ASKED = re.compile(
    r"(?P<days>.+?)[\s,;(]+(?:and\s+)?(?:please\s+)?(?:ask|cover(?:ed)?(?:\s+by)?|delegate(?:d)?(?:\s+to)?)"
    r"\s+(?P<whom>\S.*)",
    re.IGNORECASE | re.DOTALL,
)
_MENTION = r"(?:<@[^<>\s]+>|@[^\s,;]+)"
_MENTIONED = re.compile(
    rf"(?P<days>.+?)[\s,;(]+(?P<whom>{_MENTION}(?:[\s,;]+(?:and\s+)?{_MENTION})*)[\s.!)]*", re.DOTALL
)
_KIND = frozenset({"please", "thanks", "instead", "meanwhile", "then", "for", "me", "about", "anything", ""})
_MOST_WORDS = 12


def split_delegate(text: str) -> tuple[str, str]:
    """The days and who stands in meanwhile, in `until friday, ask @ben`; nothing where nobody is named."""
    found = _ASKED.fullmatch(text) or _MENTIONED.fullmatch(text)
    return (found["days"], found["whom"]) if found else (text, "")


def named_last(text: str, find: Find) -> tuple[str, str] | None:
    """The days and the name, where the last word is what somebody goes by: `until friday ben`."""
    days, _, name = text.strip(" .!)").rpartition(" ")
    user_id = find(name) if days and name.isalnum() else None
    return (days.rstrip(" ,;("), f"<@{user_id}|{escape(name)}>") if user_id else None


def who(whom: str, find: Find, *, days: str, me: str) -> str:
    """The one person who is asked to stand in on some `days`; a name needs no @.

    Raises:
        UserError: it is nobody, the asker, or several people; those who may be meant are offered.
    """
    marked = whom if whom.startswith(("<@", "@")) else f"@{whom}"
    pieces, strangers = introduce(tokens(marked)[:_MOST_WORDS], find)
    mentioned = [(piece.value, piece.raw) for piece in pieces if piece.kind == "user"]
    words = [piece.value.strip(",.;:()!").lower() for piece in pieces if piece.kind == "word"]
    also = [(user_id, f"@{word}") for word in words if word not in _KIND and (user_id := find(word))]
    people = {user_id: raw for user_id, raw in mentioned + also if user_id != me}
    if len(people) == 1 and not strangers and me not in dict(mentioned):
        return next(iter(people))
    near = [_mention(each) for name in strangers[:1] for each in find.nearly(name)]
    raise UserError(
        f"Who stands in for you? I can't tell from “{truncate(readable(whom), 40)}”. Name one other person, "
        "like `/beat away until friday, ask @ben`. Nothing changed.",
        choices=tuple(offer(days, each) for each in [*people.values(), *near]),
    )


def offer(days: str, whom: str) -> Choice:
    """The same days, with this person standing in."""
    command = f"away {days}, ask {whom}"
    return Choice(f"/beat {readable(command)}", command)


def _mention(who: Namesake) -> str:
    return f"<@{who.user_id}|{escape(who.handle)}>"
