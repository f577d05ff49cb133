"""Times of reminders that go on in words that can't be read: `every friday in december`, `every weekday 9:00 PST`.

What can be read of them alone would come at another time, with the rest of it among the words; so nothing is set.
"""

import re
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.rules.calendar import MONTH, NTHS, WEEKDAY, zone_label
from bot.rules.dates import Ambiguous
from bot.rules.errors import Choice, UserError
from bot.rules.oneline import readable
from bot.rules.recurrence import Cadence
from bot.rules.reminder_times import Readable, read_when
from bot.rules.reminders import recurs
from bot.rules.text import PHRASE_WORDS, plain_phrase, truncate
from bot.rules.zone_words import split_zone

_HOUR = r"(?:[0-9]{1,2}(?:[:.][0-9]{2})?(?: ?[ap]m)?|noon|midnight)"
_SPAN = "(?:week|month|quarter|year)"
_A_MONTH = rf"in (?:the )?(?:{MONTH.replace('?P<month>', '?:')}|spring|summer|autumn|fall|winter)\b"
_IN_A_MONTH = re.compile(rf" {_A_MONTH}$", re.IGNORECASE)
_GOES_ON = re.compile(
    rf"(?:on )?{WEEKDAY}\b|{_A_MONTH}"
    rf"|(?:between|by|(?:at )?(?:around|about)) (?:at )?{_HOUR}(?=[\s:,;])|(?:this|next) {_SPAN}\b(?!['’])",
    re.IGNORECASE,
)
# "Every 3rd" of what?
_COUNTED = re.compile(rf"(?:{'|'.join(NTHS)}|[0-9]+(?:st|nd|rd|th))$", re.IGNORECASE)
_OF_WHAT = re.compile(rf"(?:(?:work|working|business|calendar) ?)?(?:day|weekday|weekend|{_SPAN})s?\b", re.IGNORECASE)
_ABOUT_HOUR = re.compile(rf"\s+about {_HOUR}(?:\s+(?:to|that)\s|:\s)", re.IGNORECASE)
# A zone has at most so many words: "New York time".
_ZONE_WORDS = 4
_WORD = re.compile(r"(?<!\S)\S+")


def refuse_going_on(said: str, rest: str, found: Readable, whom: str, zone: ZoneInfo) -> None:
    """See to it that the words right behind a time in front do not belong to it.

    Raises:
        UserError: they do, or may.
    """
    if zoned := _zone_end(said, rest) if _comes_again(found) else 0:
        raise _other_zone(f"{said} {rest[:zoned]}", f"remind {whom} {said} to {_words(rest[zoned:])}", said, zone)
    counted = _COUNTED.search(said) and _OF_WHAT.match(rest)
    if counted or _GOES_ON.match(rest):
        raise _kept_apart(said, rest, whom)


def refuse_about_hour(said: str, rest: str, whom: str) -> None:
    """See to it that the words behind a time in front are not an hour: `every monday about 9 to stretch`.

    Raises:
        UserError: they are.
    """
    if _ABOUT_HOUR.match(rest):
        raise _kept_apart(said, rest.strip(), whom)


def _kept_apart(said: str, rest: str, whom: str) -> UserError:
    """With the way to keep the rest as words: quotes around it."""
    quoted = readable(rest).replace('"', "'").strip()
    keep = Choice(truncate(f"Remind {said}: {quoted}", 70), f'remind {whom} {said} to "{quoted}"')
    return _half_read(f"{said} {rest}", keep)


def refuse_again_before(before: str, said: str, found: Readable, whom: str, *, now: datetime, zone: ZoneInfo) -> None:
    """See to it that the words before a time at the end do not say that it comes again: `every weekday 9:00 PST`.

    Raises:
        UserError: they do.
    """
    if _comes_again(found):
        return
    elsewhere = split_zone(plain_phrase(said))
    for word in list(_WORD.finditer(before))[-PHRASE_WORDS:]:
        often, rest = before[word.start() :], before[: word.start()].strip()
        zoned = f"{often} {elsewhere[0]}" if elsewhere else ""
        if rest and zoned and _recurs(zoned, now, zone):
            raise _other_zone(f"{often} {said}", f"remind {whom} {zoned} to {rest}", zoned, zone)
        if rest and word[0].lower() in ("every", "each") and _recurs(_IN_A_MONTH.sub("", often), now, zone):
            raise _half_read(f"{often} {said}", Choice(f"Remind {said}", f"remind {whom} {said} to {before}"))


def _recurs(words: str, now: datetime, zone: ZoneInfo) -> bool:
    found = read_when(words, now=now, zone=zone)
    return found is not None and _comes_again(found)


def _comes_again(found: Readable) -> bool:
    options = found.options if isinstance(found, Ambiguous) else (found,)
    return any(isinstance(each, Cadence) and recurs(each) for each in options)


def _zone_end(said: str, rest: str) -> int:
    """Where the zone ends that the words behind a time begin with; 0 where there is none."""
    ends = [word.end() for word in list(_WORD.finditer(rest, 0, 60))[:_ZONE_WORDS]]
    return next((end for end in ends if split_zone(plain_phrase(f"{said} {rest[:end].rstrip(',;:')}"))), 0)


def _words(rest: str) -> str:
    return re.sub(r"^(?:to|about|that)\s", "", rest.strip(" ,:;\t\n"), flags=re.IGNORECASE)


def _other_zone(words: str, command: str, said: str, zone: ZoneInfo) -> UserError:
    return UserError(
        f"What comes again goes by the clock of whoever it is for, so I can't do “{readable(words)}”. Nothing was set.",
        choices=(Choice(truncate(f"Remind {said}, {zone_label(zone)} time", 70), command),),
    )


def _half_read(words: str, *choices: Choice) -> UserError:
    return UserError(
        f"I can't read all of “{truncate(readable(words).strip(), 80)}” as a time, so nothing was set. Say it like "
        "`every friday at 9:00`, `every other monday`, `the last friday of every month` or `27 Nov 10:00`.",
        choices=choices,
    )
