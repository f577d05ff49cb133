"""How a standup is set up: in one line of words, or by its form."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, time
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from bot.rules import calendar
from bot.rules.calendar import zone_named
from bot.rules.dates import Ambiguous
from bot.rules.errors import Choice, UserError
from bot.rules.questions import parse_questions
from bot.rules.recurrence import Cadence, describe, parse_cadence
from bot.rules.standups import NAME_LIMIT, POSTINGS, WINDOW_MINUTES, NewStandup, Part, Question
from bot.rules.text import Token, closest, says_something, tokens, truncate, unescape

DEFAULT_AT = time(9, 30)
DEFAULT_NAME = "Standup"
WHEN_EXAMPLES = (
    "“every weekday at 9:30”, “mondays and thursdays 10:00”, “every other friday 15:00”, “monthly on the 1st”"
)

_WINDOW_RANGE = range(15, 24 * 60 + 1)
# “Good morning every day”: that is its name.
_PARTS_OF_A_DAY = ("morning", "afternoon", "evening", "night")
_HOUR = re.compile(r"\d{1,2}[:.]\d|at \d|\d+ ?[ap]m\b")
_DOTTED = re.compile(r"(?<!\S)([01]?\d|2[0-3])\.([0-5]\d)(?=[\s,;]|[ap]m|$)")
_RHYTHM = re.compile(rf"{_HOUR.pattern}|(?:every|each|daily|weekly|monthly|fortnightly|weekdays|once)\b")
_SPELLINGS = (
    "every", "weekday", "weekdays", "daily", "weekly", "monthly", "fortnightly", "month", "week", "other",
    *(f"{day.lower()}{plural}" for day in calendar.WEEKDAY_NAMES for plural in ("", "s")),
)  # fmt: skip
# Words of their own, a letter away from those.
_NO_SLIPS = frozenset(("weeks", "months", "ever", "very", "dairy", "mother", "others", "money"))
_A_DAY = calendar.matcher(calendar.WEEKDAY)
_SEVERAL = 2
_SHORTEST = 4
_LABEL = 70
_DEFAULT = Cadence("week", at=DEFAULT_AT, weekdays=calendar.MONDAY_TO_FRIDAY)
_OTHERS: dict[str, Part] = {"optional": "optional", "observers": "observer"}


# A name and a rhythm have fewer words; each way to divide more of them would be tried.
_MOST_WORDS = 60


def parse_new(text: str, *, now: datetime, zone: ZoneInfo) -> NewStandup:
    """The standup in `Morning at 9:30 every weekday in Europe/Berlin @ana @ben`.

    What is not said gets a good default: every weekday at 9:30, everybody's own zone, everybody in the channel.

    Raises:
        UserError: when it happens can't be understood, or can be understood in two ways.
    """
    pieces = tokens(text)
    people = tuple(dict.fromkeys(piece.value for piece in pieces if piece.kind == "user"))
    _refuse_names(pieces)
    said = [piece for piece in pieces if piece.kind not in ("user", "channel")]
    # What stands in quotes, and before it, is the name whatever it sounds like.
    named = max((n for n, piece in enumerate(said, 1) if piece.kind == "quoted"), default=0)
    words, fixed = _zone_in([unescape(piece.value) for piece in said[named:]])
    rest, cadence = _name_and_cadence(words, now=now, zone=zone_named(fixed) or zone, line=text)
    name = " ".join([*(unescape(piece.value) for piece in said[:named]), *([rest] if rest else [])])
    return NewStandup(
        name=_name_or_refuse(name or DEFAULT_NAME),
        cadence=cadence,
        zone=fixed,
        everyone=not people,
        members=dict.fromkeys(people, "mandatory"),
    )


def parse_when(text: str, *, now: datetime, zone: ZoneInfo) -> Cadence | Ambiguous[Cadence] | None:
    """A rhythm in words; "once on friday 10:00" is one, too."""
    said = text.strip()
    for opening in ("once on ", "once "):
        if said.lower().startswith(opening):
            said = said[len(opening) :]
    return parse_cadence(_DOTTED.sub(r"\1:\2", said), now=now, zone=zone, default_at=DEFAULT_AT)


def near_when(text: str, *, now: datetime, zone: ZoneInfo) -> str:
    """The rhythm that misspelt words were meant for, in words; empty when there is none, or several."""
    words = text.split()
    if len(words) > _MOST_WORDS:
        return ""
    spelt = " ".join(map(_spelt, words))
    found = parse_when(spelt, now=now, zone=zone) if spelt != text else None
    return describe(found) if isinstance(found, Cadence) else ""


def line_of(name: str, rhythm: str, line: str) -> str:
    """The command for a standup of another name or rhythm, with the zone and the people of the line it began as."""
    people = "".join(f" {piece.raw}" for piece in tokens(line) if piece.kind == "user")
    zone = _zone_in(line.split())[1]
    return f'standup new "{name.replace(chr(34), "")}" {rhythm}{f" in {zone}" if zone else ""}{people}'


def from_form(
    values: Mapping[str, Any],
    *,
    now: datetime,
    zone: ZoneInfo,
    cadence: Cadence | None = None,
    questions: tuple[Question, ...] = (),
) -> NewStandup:
    """A standup as its form says it. `cadence` and `questions` are those it had, when it is edited.

    Raises:
        UserError: something in it can't be; the text is under its field.
    """
    said = {name: value.strip() if isinstance(value, str) else value for name, value in values.items()}
    fixed = _zone_or_refuse(said.get("zone") or "")
    members: dict[str, Part] = dict.fromkeys(said.get("members") or (), "mandatory")
    for name, part in _OTHERS.items():
        members |= dict.fromkeys(said.get(name) or (), part)
    everyone = said.get("who", "everyone") == "everyone"
    options = said.get("options") or ()
    new = NewStandup(
        name=_name_or_refuse(said.get("name") or ""),
        cadence=_when_or_refuse(said.get("when") or "", cadence, now=now, zone=zone_named(fixed) or zone),
        zone=fixed,
        window_minutes=_window_or_refuse(str(said.get("window") or WINDOW_MINUTES)),
        posting=next((way for way in POSTINGS if way == said.get("posting")), "thread"),
        questions=parse_questions(said.get("questions") or "", questions),
        everyone=everyone,
        members=members,
        early="early" in options,
        names_missing="names_missing" in options,
    )
    return check(new, channel_id=str(said.get("channel") or ""))


def check(new: NewStandup, *, channel_id: str) -> NewStandup:
    """The same, when somebody can be asked and the answers have a place to go.

    Raises:
        UserError: nobody would be asked, or there is no channel to post in.
    """
    if new.everyone and not channel_id:
        raise _at("channel", "Choose the channel whose people take part, or choose people instead.")
    if not new.everyone and not {"mandatory", "optional"} & set(new.members.values()):
        raise _at("members", "Choose at least one person who is asked.")
    if new.posting != "dm" and not channel_id:
        raise _at("channel", "Choose the channel the answers are posted in, or have them sent by DM only.")
    return new


def _zone_in(words: list[str]) -> tuple[list[str], str]:
    """The words without `in Europe/Berlin`, and the zone."""
    for at, word in enumerate(words):
        if at and words[at - 1].lower() == "in" and ("/" in word or word.upper() == "UTC"):
            return [*words[: at - 1], *words[at + 1 :]], _zone_or_refuse(word)
    return words, ""


def _name_and_cadence(words: list[str], *, now: datetime, zone: ZoneInfo, line: str) -> tuple[str, Cadence]:
    """The longest ending that says when; the words before it are the name.

    Raises:
        UserError: it can be read in two ways, is misspelt, or can't be read.
    """
    if len(words) > _MOST_WORDS:
        _name_or_refuse(" ".join(words))
    start, found = _ending(words, now=now, zone=zone)
    for slip in range(start):
        near = near_when(" ".join(words[slip:]), now=now, zone=zone)
        if near and words[slip].lower() not in _PARTS_OF_A_DAY:
            raise _ask_whether(near, words[:slip], words[slip:], line)
    name = " ".join(words[:start]).rstrip(" ,;:-–—")
    if isinstance(found, Ambiguous):
        raise _ask_which(found, name, line)
    at = _half_read(words[:start], _HOUR if found else _RHYTHM)
    if at is not None:
        raise _ask_when(words[:at], words[at:], line)
    return name, found or _DEFAULT


def _ending(words: list[str], *, now: datetime, zone: ZoneInfo) -> tuple[int, Cadence | Ambiguous[Cadence] | None]:
    """Where the longest ending that says when begins, and what it says."""
    for start in range(len(words)):
        found = None
        if words[start].lower() not in _PARTS_OF_A_DAY:
            found = parse_when(" ".join(_in_order(words[start:])), now=now, zone=zone)
        if found is not None:
            return start, found
    return len(words), None


def _in_order(words: list[str]) -> list[str]:
    """Several weekdays are a rhythm too, before an hour or after it: `10am mon, wed and fri`."""
    plain = [word.strip(",;.").lower() for word in words]
    if "every" in plain or sum(_A_DAY(word) is not None for word in plain) < _SEVERAL:
        return words
    if _HOUR.match(plain[0]):
        return ["every", *words[1:], words[0]]
    return ["every", *words] if plain[0] == "on" or _A_DAY(plain[0]) else words


def _half_read(name: list[str], tell_tale: re.Pattern[str]) -> int | None:
    """Where words begin that speak of time and did not make a rhythm: they are no name."""
    starts = (at for at in range(len(name)) if tell_tale.match(" ".join(name[at:]).lower()))
    return next(starts, None)


@lru_cache(maxsize=256)
def _spelt(word: str) -> str:
    """A word of a rhythm as it was meant, if it is misspelt; any other as it is."""
    plain = word.strip(",;.").lower()
    if len(plain) < _SHORTEST or not plain.isalpha() or plain in _SPELLINGS or plain in _NO_SLIPS:
        return word
    near = closest(plain, _SPELLINGS)
    return near if near and (plain[0] == near[0] or sorted(plain) == sorted(near)) else word


def _ask_whether(near: str, name: list[str], words: list[str], line: str) -> UserError:
    called, all_of_it = " ".join(name) or DEFAULT_NAME, " ".join([*name, *words])
    return UserError(
        f"“{truncate(' '.join(words), 60)}”: did you mean {near}? Nothing is set up yet.",
        choices=(
            Choice(truncate(f"Yes, {near}", _LABEL), line_of(called, near, line)),
            Choice("No, that is its name", line_of(all_of_it, describe(_DEFAULT), line)),
        ),
    )


def _ask_when(name: list[str], words: list[str], line: str) -> UserError:
    called, all_of_it = " ".join(name).rstrip(" ,;:-–—") or DEFAULT_NAME, " ".join([*name, *words])
    usual = describe(_DEFAULT)
    return UserError(
        f"I don't understand when “{truncate(' '.join(words), 60)}” is, so {truncate(called, 60)} is not set up yet. "
        f"Try {WHEN_EXAMPLES}.",
        choices=(
            Choice(f"Make it {usual}", line_of(called, usual, line)),
            Choice("It is all its name", line_of(all_of_it, usual, line)),
            Choice("Open the form", "standup new"),
        ),
    )


def _ask_which(found: Ambiguous[Cadence], name: str, line: str) -> UserError:
    called = name or DEFAULT_NAME
    choices = (Choice(describe(option), line_of(called, describe(option), line)) for option in found.options[:5])
    return UserError(f"{truncate(called, 60)}: {found.why} Which one do you mean?", choices=tuple(choices))


def _refuse_names(pieces: list[Token]) -> None:
    stranger = next((piece.value for piece in pieces if piece.kind == "name"), None)
    if stranger:
        raise UserError(
            f"I don't know who @{stranger} is. Pick the person from the list that Slack shows after @, so that it "
            "becomes a mention."
        )


def _name_or_refuse(name: str) -> str:
    if not says_something(name):
        raise _at("name", "Give it a name, like “Morning standup”.")
    if len(name) > NAME_LIMIT:
        raise _at("name", f"That name has {len(name)} characters; {NAME_LIMIT} is the most. Please shorten it.")
    return name


def _zone_or_refuse(name: str) -> str:
    found = zone_named(name)
    if name and found is None:
        shown = truncate(name, 40)
        raise _at("zone", f"I don't know the time zone “{shown}”. Write it like Europe/Berlin or America/New_York.")
    return str(found) if found else ""


def _when_or_refuse(text: str, before: Cadence | None, *, now: datetime, zone: ZoneInfo) -> Cadence:
    if before is not None and text == describe(before):
        # Read anew, "every other Friday" would begin to count today.
        return before
    found = parse_when(text, now=now, zone=zone)
    if isinstance(found, Ambiguous):
        options = " or ".join(f"“{describe(option)}”" for option in found.options[:3])
        raise _at("when", f"{found.why} Please write {options}.")
    if found is None:
        near = near_when(text, now=now, zone=zone)
        raise _at("when", f"I don't understand that. {f'Do you mean “{near}”? ' if near else ''}Try {WHEN_EXAMPLES}.")
    return found


def _window_or_refuse(minutes: str) -> int:
    if not minutes.isdecimal() or int(minutes) not in _WINDOW_RANGE:
        raise _at("window", "Choose between 15 minutes and 24 hours.")
    return int(minutes)


def _at(name: str, text: str) -> UserError:
    return UserError(text, fields={name: text})


def name_taken(key: str, number: int, wanted: NewStandup, line: str) -> UserError:
    """What to say when there is one of that name already; `line` is what was typed, if anything."""
    rhythm, other = describe(wanted.cadence), truncate(f"{wanted.name} 2", NAME_LIMIT, "")
    return UserError(
        f"There is a standup called {wanted.name} here already: {key}. Nothing new is set up.",
        choices=(
            Choice(f"Change {key}", f"standup edit {number}"),
            Choice(truncate(f"Call this one {other}", _LABEL), line_of(other, rhythm, line)),
        ),
        fields={"name": f"{key} has this name here already. Give this one another."},
    )


def copied(new: NewStandup) -> NewStandup:
    """The same under another name."""
    return replace(new, name=truncate(f"{new.name} (copy)", NAME_LIMIT))


def by_dm(new: NewStandup) -> NewStandup:
    """The same, posted in no channel."""
    return replace(new, posting="dm")
