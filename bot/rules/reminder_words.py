"""Reminders in one line or in a form: of what, and when."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.rules.amounts import in_minutes
from bot.rules.dated_titles import GOVERNING, split_due
from bot.rules.dates import Ambiguous, Past
from bot.rules.errors import Choice, UserError
from bot.rules.oneline import KEY_END, readable
from bot.rules.recurrence import Cadence
from bot.rules.reminder_edits import refuse_unsaid_loss, without_once
from bot.rules.reminder_half_read import refuse_about_hour, refuse_again_before, refuse_going_on
from bot.rules.reminder_limits import refuse_after, refuse_before, refuse_inside, unquoted
from bot.rules.reminder_slips import impossible_day, respelt
from bot.rules.reminder_times import Readable, never_so_often, parse_when, quick, read_when, settle, words_of
from bot.rules.reminder_whom import OPENING
from bot.rules.reminders import EXAMPLE, QUICK, WHAT_LIMIT, When, next_time, recurs
from bot.rules.text import PHRASE_LIMIT, PHRASE_WORDS, says_something, truncate, unescape

_KEY = re.compile(rf"#?(?:[Rr]-?)?([0-9]{{1,9}}){KEY_END}")
_HINGE = re.compile(r"\s+(?:to|about|that|of)\s+|:\s+", re.IGNORECASE)
_SURELY_WHEN = re.compile(r"(?:at|in|@)\b", re.IGNORECASE)
# A day with a bare hour says more than a number of its own would: "tomorrow 9".
_DAY_AND_HOUR = re.compile(r".*[^\W\d].* [0-9]{1,2}", re.DOTALL)
# "Half an hour before lunch": we don't know when that is.
_RELATIVE = re.compile(r"(?:before|after|from|past|until)\b", re.IGNORECASE)
# "Every 2nd tuesday of the month": the time goes on.
_OF_A_SPAN = re.compile(r"\s*(?:of|in)\s+(?:the|each|every|this|next)\s+(?:week|month|quarter|year)s?\b", re.IGNORECASE)
# What stands before the last of several times.
_AND = re.compile(r"(?:\s+and|\s*[,&])$", re.IGNORECASE)
_HOUR = re.compile(r"(?:at|@)\s*\S", re.IGNORECASE)


def parse_key(text: str) -> tuple[int, str]:
    """The reminder named first in a line, and the words after it.

    Raises:
        UserError: none is named.
    """
    match = _KEY.match(text.strip())
    if not match:
        raise UserError("Which reminder? Say its key, like `/beat remind edit R-3`. `/beat reminders` shows the keys.")
    return int(match[1]), text.strip()[match.end() :]


def parse_keys(text: str) -> tuple[int, ...]:
    """The reminders named in a line, each once.

    Raises:
        UserError: none is named, or something else.
    """
    numbers: list[int] = []
    rest = text
    while not numbers or rest:
        number, rest = parse_key(rest)
        numbers.append(number)
    return tuple(dict.fromkeys(numbers))


def parse_request(text: str, whom: str, *, now: datetime, zone: ZoneInfo) -> tuple[str, When]:
    """Of what, and when, in `to call Bob tomorrow 17:00` or `tomorrow 17:00 to call Bob`.

    Args:
        whom: the word they were named by, for commands offered instead.
        zone: of whoever it is for.

    Raises:
        UserError: one of the two is missing, or the time can be read in two ways; ways on are offered.
    """
    body, found = _split(text, whom, now, zone)
    what = what_or_refuse(unquoted(readable(body)))
    return what, settle(found, f"remind {whom} {{}} to {body.strip()}", now=now, zone=zone)


def parse_edit(text: str, before: tuple[str, When], command: str, *, now: datetime, zone: ZoneInfo) -> tuple[str, When]:
    """What and when from now on, in `friday 15:00`, `to call Bob friday 15:00` or `to call Bob`.

    What is not said stays as it is `before`; once that is over, a time must be said.

    Raises:
        UserError: there is nothing to read in it, or it can be read in two ways.
    """
    what, when = before
    if found := read_when(without_once(text), now=now, zone=zone):
        return what, _anew(text, found, when, f"{command} {{}}", now, zone)
    _refuse_nearly_said(text, command, now, zone)
    opening = OPENING.match(text)
    body = text[opening.end() :] if opening else text
    for start in _word_starts(body):
        found = read_when(without_once(body[start:]), now=now, zone=zone)
        if found:
            words = body[:start].strip()
            refuse_before(words, body[start:])
            return what_or_refuse(readable(words)), _anew(
                body[start:], found, when, f"{command} {words} {{}}", now, zone
            )
    if opening and next_time(when, now, zone):
        return what_or_refuse(readable(body)), when
    return what, parse_when(text, f"{command} {{}}", now=now, zone=zone)


def _anew(said: str, found: Readable, before: When, command: str, now: datetime, zone: ZoneInfo) -> When:
    """The one meaning of a new time that keeps what it does not speak of."""
    refuse_unsaid_loss(said, found, before, command, now=now, zone=zone)
    return settle(found, command, now=now, zone=zone)


def _split(text: str, whom: str, now: datetime, zone: ZoneInfo) -> tuple[str, Readable]:
    opening = OPENING.match(text)
    body = text[opening.end() :] if opening else text
    found = None if opening else _time_first(text, whom, now, zone)
    if found is None:
        _refuse_nearly_said(text, f"remind {whom}", now, zone)
    found = found or _time_last(body, whom, now, zone)
    if found is None and not opening:
        found = _time_before(text, whom, now, zone)
    if found is None:
        what_or_refuse(readable(body))
        _refuse_too_often(body)
        raise _when_missing(f"remind {whom} {{}} to {body.strip()}")
    return found


def _refuse_nearly_said(text: str, command: str, now: datetime, zone: ZoneInfo) -> None:
    """A misspelt time would be kept as words, and a day that is none would be taken for its month."""
    why, fixed = impossible_day(text) or ("", respelt(text, now=now, zone=zone))
    if fixed:
        fixed_command = f"{command} {fixed}"
        raise UserError(
            f"{why} Did you mean this? If not, say the time first: `/beat remind me tomorrow 9:00 to ...`".strip(),
            choices=(Choice(truncate(f"/beat {readable(fixed_command)}", 75), fixed_command),),
        )


def _time_first(text: str, whom: str, now: datetime, zone: ZoneInfo) -> tuple[str, Readable] | None:
    """`every monday to friday at 9:30 to stretch`: the time may itself hold a "to"."""
    hinges = [hinge for hinge in _HINGE.finditer(text) if hinge.start() <= PHRASE_LIMIT]
    for hinge in reversed(hinges):
        said, body = text[: hinge.start()], text[hinge.end() :]
        found = read_when(said, now=now, zone=zone)
        if found and not _OF_A_SPAN.match(text[hinge.start() :]):
            if last := _hour_last(said, body, now, zone):
                return last
            refuse_inside(said, body, found, whom, now=now, zone=zone)
            refuse_about_hour(said, text[hinge.start() :], whom)
            return body, found
        _refuse_too_often(said)
    return None


def _hour_last(said: str, body: str, now: datetime, zone: ZoneInfo) -> tuple[str, Readable] | None:
    """`tomorrow to call Bob at 17:00`: the day comes first, and its hour last."""
    for start in _word_starts(body):
        both = read_when(f"{said} {body[start:]}", now=now, zone=zone) if _HOUR.match(body[start:]) else None
        if both and body[:start].strip():
            return body[:start].rstrip(), both
    return None


def _time_before(text: str, whom: str, now: datetime, zone: ZoneInfo) -> tuple[str, Readable] | None:
    """`every day drink water`: the longest time it begins with, with nothing between."""
    ends = [word.end() for word in re.finditer(r"\S+", text[:PHRASE_LIMIT])][:PHRASE_WORDS]
    for end in reversed(ends):
        said, rest = text[:end].rstrip(",;"), f"{text[end:].strip()} "
        goes_on = _OF_A_SPAN.match(text[end:])
        found = None if said.isdecimal() or goes_on else read_when(said, now=now, zone=zone)
        if found:
            refuse_after(said, rest)
            refuse_going_on(said, rest, found, whom, zone)
            opening = OPENING.match(rest)
            return None if _RELATIVE.match(rest) else (rest[opening.end() if opening else 0 :].strip(), found)
    return None


def _refuse_too_often(text: str) -> None:
    if never_so_often(text):
        raise UserError("I can say it once a day at the most. Try `every day at 10:00`, or `in 2 hours` for once.")


def _time_last(body: str, whom: str, now: datetime, zone: ZoneInfo) -> tuple[str, Readable] | None:
    for start in _word_starts(body):
        said = body[start:]
        found = read_when(said, now=now, zone=zone)
        if found:
            before = body[:start].rstrip(" \t\n,;:-–—")
            what_or_refuse(before)
            refuse_before(body[:start], said)
            _refuse_too_often(body)
            _refuse_two_times(body[:start], said, whom, now, zone)
            refuse_again_before(before, said, found, whom, now=now, zone=zone)
            if isinstance(found, Past) and not split_due(body, now=now, zone=zone)[2]:
                raise _over(before, said, whom)
            if not _meant(before, said, found, now, zone):
                raise _confirm(before, said, whom)
            return before, found
    return None


def _refuse_two_times(before: str, said: str, whom: str, now: datetime, zone: ZoneInfo) -> None:
    """`tomorrow and friday at 9:00`: each reminder has one time."""
    joined = _AND.search(before.rstrip())
    earlier = before[: joined.start()] if joined else ""
    for start in _word_starts(earlier):
        if start and read_when(earlier[start:], now=now, zone=zone):
            body, first = earlier[:start].strip(), earlier[start:].strip()
            days, ours = f" {first}"[: _where_hour(first)].strip(), f" {said}"[: _where_hour(said)].strip()
            hour = "" if re.search(r"[0-9]", first) else f" {said}"[_where_hour(said) :]
            # "Every monday at 9:00 and 15:00": both of them on Mondays.
            times = (f"{first}{hour}", said.strip() if ours else f"{days} {said}".strip())
            choices = tuple(Choice(f"Remind {readable(each)}", f"remind {whom} {each} to {body}") for each in times)
            raise UserError(
                "Each reminder has one time. Press one of them, and set the other after that.", choices=choices
            )


def _where_hour(said: str) -> int:
    """Where the hour at the end of a time begins, with the space before it."""
    hour = re.search(r"(?:\s(?:at|@))?\s[0-9]{1,2}(?:[:.][0-9]{2})?\s?(?:[ap]m)?$", f" {said}", re.IGNORECASE)
    return hour.start() if hour else len(said) + 1


def _over(before: str, said: str, whom: str) -> UserError:
    choices = tuple(Choice(label, f"remind {whom} {words} to {before}") for words, label in QUICK[1:])
    return UserError(f"“{readable(said)}” is over already. When shall I say it?", choices=choices)


def _meant(before: str, said: str, found: Readable, now: datetime, zone: ZoneInfo) -> bool:
    """Whether the last words say when, and do not belong to the words before: "the notes from friday"."""
    options = found.options if isinstance(found, Ambiguous) else (found,)
    if before.rsplit(maxsplit=1)[-1].lower() in GOVERNING:
        return False
    again = any(isinstance(option, Cadence) and option.unit != "once" for option in options)
    dated = split_due(f"{before} {in_minutes(unescape(said))}", now=now, zone=zone)[2] != ""
    return again or dated or bool(_SURELY_WHEN.match(said)) or bool(_DAY_AND_HOUR.fullmatch(said))


def _confirm(before: str, said: str, whom: str) -> UserError:
    shown = readable(said)
    return UserError(
        f"Is “{shown}” the time, or does it belong to what I should say?",
        choices=(
            Choice(f"Remind {shown}", f"remind {whom} {said} to {before}"),
            Choice("Another time: in 1 hour", f"remind {whom} in 1 hour to {before} {said}"),
            Choice("Another time: tomorrow 9:00", f"remind {whom} tomorrow 9:00 to {before} {said}"),
        ),
    )


def _when_missing(command: str) -> UserError:
    choices = tuple(Choice(label, command.format(words)) for words, label in QUICK[1:])
    return UserError("When shall I say it? Choose, or type it again with a time at the end.", choices=choices)


def _word_starts(text: str) -> list[int]:
    """Where the last words of a text start, as many as a time can have; the longest way to the end first."""
    start = max(0, len(text) - PHRASE_LIMIT)
    return [start + word.start() for word in re.finditer(r"(?<!\S)\S+", text[start:])][-PHRASE_WORDS:]


def what_or_refuse(what: str) -> str:
    """Words that say something.

    Raises:
        UserError: there are none, or too many.
    """
    said = " ".join(what.split()).strip(" ,;")
    if not says_something(said):
        raise UserError(f"Of what shall I remind? Try {EXAMPLE}.")
    if len(said) > WHAT_LIMIT:
        raise UserError(f"That is {len(said)} characters; a reminder can have {WHAT_LIMIT}. Please shorten it.")
    return said


def from_form(
    values: Mapping[str, Any], *, now: datetime, zone: ZoneInfo, before: When | None = None
) -> tuple[str, When]:
    """Of what and when, as a form says it. `before` is the time until now: words that nobody touched keep it.

    Raises:
        UserError: with the text to show under each field.
    """
    words = str(values.get("when") or "").strip()
    if before is not None and words == words_of(before, zone) and recurs(before):
        when: When | None = before
    else:
        when = None if words else quick(str(values.get("quick") or ""), now=now, zone=zone)
    try:
        what = what_or_refuse(str(values.get("what") or ""))
    except UserError as error:
        raise UserError(error.text, fields={"what": error.text}) from None
    try:
        return what, when or parse_when(words, "{}", now=now, zone=zone)
    except UserError as error:
        options = ", ".join(choice.command for choice in error.choices)
        text = f"{error.text} Write one of: {options}" if options else error.text
        raise UserError(text, fields={"when": text}) from None
