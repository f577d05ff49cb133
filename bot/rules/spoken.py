"""Answers to a standup in plain words, without colons: `done the login, today the beta, no blockers`."""

import re
from collections.abc import Mapping

from bot.rules.rounds import ROLES
from bot.rules.standups import Role

_CLAUSE = re.compile(r"\n|[,;.](?:\s+|$)")
_LABELLED = re.compile(
    rf"\s*(?:and\s+)?({'|'.join(word for word in ROLES if len(word) > 1)})\b[:,]?\s*(.*)", re.IGNORECASE | re.DOTALL
)
_NO_BLOCKER = re.compile(
    r"\s*(?:and\s+)?(?:no blockers?|not blocked|nothing blocked|nothing in (?:the|my) way)\b", re.IGNORECASE
)
_LEADING = re.compile(r"^(?:by|with|is|i)\s+", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]{2,}")


def spoken(text: str) -> dict[Role, str]:
    """What plain words say in each role; nothing when they do not begin with what a role is called by.

    Where they speak of one role only, they are left as they are: "done with the login".
    """
    said: dict[Role, list[str]] = {}
    role: Role | None = None
    for clause in filter(str.strip, _CLAUSE.split(text)):
        role, words = _read(clause, role)
        if role is None:
            return {}
        said.setdefault(role, []).append(words)
    return {role: ", ".join(words) for role, words in said.items()} if len(said) > 1 else dict.fromkeys(said, text)


def in_parts(said: Mapping[Role, str]) -> str:
    """How plain words were read: `Done: the login · Plan: the beta · Blocked: none`."""
    return " · ".join(f"{'Blocked' if role == 'blocker' else role.capitalize()}: {said[role]}" for role in said)


def may_be_answer(text: str) -> bool:
    """Whether a line that begins with a verb of ours says more than a verb and the keys it is about."""
    return any(_WORD.fullmatch(word.strip(".,!?:;")) for word in text.split()[1:])


def _read(clause: str, before: Role | None) -> tuple[Role | None, str]:
    """The role of a clause, else of the one before it; and what it says."""
    if _NO_BLOCKER.match(clause):
        return "blocker", "none"
    found = _LABELLED.match(clause)
    if found is None or not found[2]:
        return before, clause.strip()
    return ROLES[found[1].lower()], _LEADING.sub("", found[2].strip(), count=1)
