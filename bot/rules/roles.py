"""Roles: who is what in a channel, and the words for it."""

import re
import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

from bot.rules.errors import Choice, UserError
from bot.rules.lifecycle import Lifecycle, Move
from bot.rules.oneline import Find
from bot.rules.reminder_times import read_when
from bot.rules.text import Token, closest, tokens, truncate, unescape

Status = Literal["held", "vacant"]
Verb = Literal["set", "remove"]

NAME_LIMIT = 30
MOST_HOLDERS = 10
MOST_IN_A_CHANNEL = 30
EXAMPLE = "`/beat role lead @ana`"
# Every channel has these, whether or not somebody holds them.
LEAD = "lead"
READERS = ("observer", "sponsor")
ALWAYS = (LEAD, *READERS)
# Who has one of these may do more, or less, than others; so it is not for everybody to give.
GOVERNING = frozenset(ALWAYS)
ARTICLES = frozenset({"the", "our", "my", "a", "an"})
# What means something else at the beginning of what is said of roles and reminders.
OPENERS = frozenset({
    *ARTICLES, "me", "myself", "role", "roles", "to", "about", "that", "of", "please", "and", "in", "at", "on", "by",
    "every", "each", "next", "add", "remove", "delete", "list", "ls", "show", "edit", "change", "cancel", "stop", "all",
    "remind", "help", "undo",
})  # fmt: skip
# What means something else when it stands alone, as `canonical` makes it.
RESERVED = OPENERS | frozenset({
    "us", "everybody", "everyone", "team", "channel", "here", "we", "nobody", "none", "somebody", "task", "tasks",
    "blocker", "blockers", "standup", "standups", "remindme", "reminder", "reminders", "report", "reports", "status",
    "my", "mine", "away", "back", "hour", "holiday", "zone", "quiet", "nudge", "cap", "mute", "setting", "setup",
    "emoji", "ledger", "history", "privacy", "retention", "less",
})  # fmt: skip

_PLAIN = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
# Said around the role and the people: "Ana is the lead".
_FILLING = ARTICLES | {"is", "are", "=", "to", "for", "as", "be", "and", "&", "+", "plus", ",", "-"}
_ENDS = ".,:;"
# Their last letter is no plural's.
_NO_PLURALS = ("ss", "us", "is", "ops", "news", "sales")
# "Person on call": its last word is not the one that has a plural.
_JOINING = frozenset({"on", "of", "in", "at", "for", "to"})
# A shorter word is near to too many others.
_LONG = 4


@dataclass(frozen=True)
class _Lifecycle(Lifecycle[Verb]):
    """A role is known by its channel and its word, and not by a number."""

    def key(self, number: int) -> str:  # noqa: ARG002
        """The name people use."""
        return "The role"


LIFECYCLE: Lifecycle[Verb] = _Lifecycle(
    noun="role",
    letter="",
    already={"held": "is held already", "vacant": "is nobody's already"},
    moves={
        "set": Move(frozenset({"vacant"}), "held", "Set"),
        "remove": Move(frozenset({"held"}), "vacant", "Removed"),
    },
    back="set",
)


@dataclass(frozen=True)
class Wanted:
    """A role and people, as a line names them; `name` is as roles are kept, `rest` the line without its role."""

    name: str
    people: tuple[str, ...]
    rest: str


def canonical(words: str) -> str:
    """A role as it is kept, so that `Leads`, `ｌｅａｄ` and `lead` are one: plain letters, lower case, the singular."""
    said = unicodedata.normalize("NFKC", words).lower().split()
    return " ".join([*said[:-1], _singular(said[-1])]) if said else ""


def called(name: str, holders: int) -> str:
    """A role of so many, as people speak of it: "lead", "reviewers"."""
    plural = f"{name}s"
    joined = _JOINING.isdisjoint(name.split())
    return plural if holders > 1 and joined and canonical(plural) == name else name


def _singular(word: str) -> str:
    if len(word) < _LONG or not word.endswith("s") or word.endswith(_NO_PLURALS):
        return word
    if word.endswith("ies"):
        return f"{word[:-3]}y"
    return word[:-2] if word.endswith(("ches", "shes", "xes")) else word[:-1]


def parse(text: str, find: Find, *, me: str, now: datetime, zone: ZoneInfo) -> Wanted:
    """The role and the people in `lead @ana` or `reviewers @ben @cleo`, in either order.

    Raises:
        UserError: there is no role in it, or one that can't be, or somebody whom nobody knows.
    """
    people: list[str] = []
    words: list[Token] = []
    for piece in tokens(text):
        user_id = _person(piece, find, me)
        if user_id:
            people.append(user_id)
        elif piece.value.lower().strip(_ENDS) not in _FILLING | {""}:
            words.append(piece)
    name = name_or_refuse(words, find, now=now, zone=zone)
    if len(set(people)) > MOST_HOLDERS:
        raise UserError(f"That is {len(set(people))} people; {MOST_HOLDERS} can share a role. Please name fewer.")
    return Wanted(name, tuple(dict.fromkeys(people)), text)


def _person(piece: Token, find: Find, me: str) -> str | None:
    if piece.kind == "user":
        return piece.value
    if piece.kind == "word" and piece.value.lower().strip(_ENDS) in ("me", "myself"):
        return me
    if piece.kind != "name":
        return None
    user_id = find(piece.value)
    if user_id is None:
        shown = truncate(unescape(piece.raw), 40)
        raise UserError(f"I don't know anybody called {shown}. Pick the person from the list that Slack shows after @.")
    return user_id


def name_or_refuse(words: Sequence[Token], find: Find, *, now: datetime, zone: ZoneInfo) -> str:
    """The role that some words name.

    Raises:
        UserError: they name none that can be, and why.
    """
    if not words:
        raise UserError(f"Which role, and who? Like {EXAMPLE}. `/beat role` shows who is what in this channel.")
    said = [unescape(word.value).strip(_ENDS) for word in words]
    shown = truncate(" ".join(said), 40)
    _refuse_person(words, said, find)
    name = canonical(" ".join(said))
    if not all(word.kind in ("word", "quoted") for word in words) or not _is_short_and_plain(name):
        raise UserError(
            f"“{shown}” can't be a role: it is one or two plain words of at most {NAME_LIMIT} characters, like `lead` "
            f"or `test manager`. Try {EXAMPLE}."
        )
    if not can_be(name) or read_when(name, now=now, zone=zone):
        raise UserError(f"“{shown}” can't be a role: I understand it as something else. Please choose another word.")
    return name


def can_be(name: str) -> bool:
    """Whether there can be a role that is kept like this."""
    return _is_short_and_plain(name) and name not in RESERVED and name.split(maxsplit=1)[0] not in OPENERS


def _is_short_and_plain(name: str) -> bool:
    words = name.split()
    return 1 <= len(words) <= 2 and len(name) <= NAME_LIMIT and all(map(_PLAIN.fullmatch, words))


def _refuse_person(words: Sequence[Token], said: list[str], find: Find) -> None:
    """A person's name is no role; behind one its sign was forgotten."""
    if canonical(" ".join(said)) in ALWAYS:
        return
    if find(" ".join(said)):
        raise UserError(f"“{truncate(' '.join(said), 40)}” is somebody's name, so it can't be a role. Try {EXAMPLE}.")
    if len(said) > 1 and words[-1].kind == "word" and find(said[-1]):
        command = f"role {' '.join(said[:-1])} @{said[-1]}"
        raise UserError("Did you mean this?", choices=(Choice(f"/beat {command}", command),))


def refuse_slip(wanted: Wanted, known: Collection[str]) -> None:
    """A new role whose word is nearly that of another is asked about.

    Raises:
        UserError: it is; both ways on are offered.
    """
    near = near_to(wanted.name, known)
    if wanted.name in known or near is None:
        return
    people = " ".join(f"<@{user_id}>" for user_id in wanted.people)
    raise UserError(
        f"There is no role “{wanted.name}” in this channel yet. Did you mean {near}?",
        choices=(
            Choice(f"Yes, {near}", f"role {near} {people}"),
            Choice(f"No, {wanted.name} is a new one", f"role add {wanted.name} {people}"),
        ),
    )


def near_to(said: str, known: Collection[str]) -> str | None:
    """The role that was meant by a word which is none."""
    if len(said) >= _LONG:
        return closest(said, sorted(known))
    return LEAD if len(said) > 2 and said[0] == LEAD[0] and closest(said, (LEAD,)) else None  # "led"


def is_plain(word: Token) -> bool:
    """Whether it is a word that a role could have."""
    return word.kind == "word" and _PLAIN.fullmatch(word.value.rstrip(_ENDS)) is not None


def spoken(words: Sequence[Token]) -> str:
    """The role that some tokens name, if they do, as it is kept."""
    return canonical(" ".join(unescape(word.value).rstrip(_ENDS) for word in words))
