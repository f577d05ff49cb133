"""Times of reminders with exceptions, an end, or a second time: none of these can be kept, so nothing is set.

Left alone they would be kept as words of the reminder, which would come too often, for ever, or once instead of twice.
"""

import re
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.rules.dates import Ambiguous
from bot.rules.errors import Choice, UserError
from bot.rules.oneline import readable
from bot.rules.recurrence import Cadence
from bot.rules.reminder_times import Readable, read_when
from bot.rules.reminders import recurs
from bot.rules.text import tokens, truncate

_EXCEPT = r"except(?:ing)?|excluding|apart from|besides|but|not|never|only|unless|until|till|til|skip(?:ping)?|without"
_LIMIT = re.compile(rf"(?:{_EXCEPT}|starting|beginning|through|also|and|or|plus|&amp;|[&,+])(?:\s|$)", re.IGNORECASE)
_FOR_SO_LONG = re.compile(
    r"for (?:the )?(?:an?|one|two|three|next|this|[0-9]+)\b.*?\b(?:day|week|month|year)", re.IGNORECASE
)
# "Friday 10:00 not to come" says of what.
_OF_WHAT = re.compile(r"not (?:to|about|that)\s", re.IGNORECASE)
_ENDS_WITH_LIMIT = re.compile(rf"(?:^|\s)(?:{_EXCEPT}|or)(?: on| at| for)?$", re.IGNORECASE)
_LIMIT_INSIDE = re.compile(rf"(?<!\S)(?:but (?:not|only)|{_EXCEPT})(?= )", re.IGNORECASE)
_OPENS_WITH_END = re.compile(r"(?:until|till|til)\s", re.IGNORECASE)
_HOUR = r"[0-9]{1,2}(?:[:.][0-9]{2})? ?(?:[ap]m)?"
_HOUR_AND_MINUTE = re.compile(r"[0-9]{1,2}:[0-9]{2}\b")
_TWO_HOURS = re.compile(
    rf"(?:^|\s)(?:at |@ ?)?{_HOUR}(?:, ?{_HOUR})* ?(?:and|or|&amp;|&|,)(?: at)? {_HOUR}$", re.IGNORECASE
)
_TWO_HOURS_BEFORE = re.compile(rf"{_HOUR}, ?{_HOUR},? ?(?:and|or|&amp;|&)?(?: at)?$", re.IGNORECASE)


def refuse_after(said: str, rest: str) -> None:
    """See to it that the words right behind a time that was read do not limit it, or say another.

    Raises:
        UserError: they do.
    """
    limited = _LIMIT.match(rest) and not _OF_WHAT.match(rest)
    if limited or _FOR_SO_LONG.match(rest) or _HOUR_AND_MINUTE.match(rest):
        raise _unkept(f"{said} {rest}")


def refuse_before(before: str, said: str) -> None:
    """See to it that the words before a time at the end do not turn it into an exception or an end.

    Raises:
        UserError: they do.
    """
    limited = _ENDS_WITH_LIMIT.search(before.rstrip(" ,;:")) or _TWO_HOURS_BEFORE.search(before.rstrip())
    if limited or _OPENS_WITH_END.match(said):
        raise _unkept(f"{before} {said}")


def refuse_inside(said: str, what: str, found: Readable, whom: str, *, now: datetime, zone: ZoneInfo) -> None:
    """The same where the time comes first and its exception last: `every day 9:00 to stretch except on friday`.

    What may belong to the words can be kept in quotes.

    Raises:
        UserError: they end with a limit, or with two hours where the time has none.
    """
    two = not re.search(r"[0-9]", said) and _TWO_HOURS.search(what)
    if not two and not (_again(found) and _ends_with_time(what, now, zone)):
        return
    quoted = what.replace('"', "'").strip()
    keep = Choice(truncate(f"It is all words: {readable(what)}", 70), f'remind {whom} {said.strip()} to "{quoted}"')
    raise _unkept(f"{said} to {what}", keep)


def unquoted(what: str) -> str:
    """What to say; quotes around all of it are not a part of it."""
    pieces = tokens(what)
    return pieces[0].value if len(pieces) == 1 and pieces[0].kind == "quoted" else what


def _again(found: Readable) -> bool:
    """Whether it comes more than once, in any of its readings."""
    options = found.options if isinstance(found, Ambiguous) else (found,)
    return any(isinstance(each, Cadence) and recurs(each) for each in options)


def _ends_with_time(what: str, now: datetime, zone: ZoneInfo) -> bool:
    limits = list(_LIMIT_INSIDE.finditer(what))
    return any(read_when(what[limit.end() :].strip(), now=now, zone=zone) for limit in limits)


def _unkept(words: str, *choices: Choice) -> UserError:
    return UserError(
        "Each reminder has one time, without exceptions and without an end, so I can't do "
        f"“{truncate(readable(words), 80)}”. Nothing was set. Name each day, like "
        "`every tuesday and thursday at 9:00`, or set one after another.",
        choices=choices,
    )
