"""Being away, in words: `today`, `until friday`, `monday-wednesday`, `3 days`, `from 24 dec to 2 jan`."""

import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.rules import calendar
from bot.rules.calendar import NUMBERS
from bot.rules.dates import Ambiguous, Due, Past, parse_due
from bot.rules.days_off import ANYBODY, Days
from bot.rules.errors import Choice, UserError
from bot.rules.oneline import readable
from bot.rules.spelling import meant
from bot.rules.text import plain_phrase, truncate, unescape

_SAME_WEEK = calendar.matcher(rf"(?:on )?{calendar.WEEKDAY}")
LONGEST = timedelta(days=366)
DAY = timedelta(days=1)
HINT = "Try `/beat away today`, `until friday`, `monday-wednesday`, `3 days` or `from 24 dec to 2 jan`."

_MOST_WORDS = 12
_COUNT = "|".join(NUMBERS)
_DAYS = re.compile(
    rf"(?:for )?(?:the next )?(?P<n>\d{{1,3}}|{_COUNT}) ?(?P<unit>(?:(?:working|calendar) )?days?|weeks?)"
)
_FROM = re.compile(r"(?P<span>.+?) (?:from|(?:starting|beginning)(?: on| from)?|as of) (?P<first>.+)")
_FOR = re.compile(r"(?:starting |beginning )?(?:on )?(?P<first>.+?),? (?P<span>for .+)")
_NOW = frozenset({"now on", "today"})
_SATURDAY, _SUNDAY = 5, 6
_WEEK = re.compile(r"(?P<which>this|next) week")
_HALF_DAY = re.compile(r"(?:(?:for )?half (?:a |the )?day|(?:the )?(?:morning|afternoon|evening))")
_UNTIL = re.compile(r"(?:until|till?|through|to|up to(?: and including)?) (?P<last>.+)")
_BETWEEN = re.compile(r"\s*(?:-|–|—|\bto\b|\buntil\b|\btill?\b|\bthrough\b)\s*")


def stretches(spans: Iterable[tuple[date, date]]) -> list[tuple[date, date]]:
    """The stretches that somebody is away, soonest first: spans with nothing but a weekend between them are one."""
    found: list[tuple[date, date]] = []
    for first, last in sorted(spans):
        if found and first <= calendar.add_working_days(found[-1][1], 1):
            found[-1] = found[-1][0], max(found[-1][1], last)
        else:
            found.append((first, last))
    return found


def parse_away(text: str, *, now: datetime, zone: ZoneInfo, days: Days = ANYBODY) -> tuple[date, date]:
    """The first and the last day that somebody is away; `3 days` are working days of theirs, as `days` tell them.

    Raises:
        UserError: they can't be read, are over, or can be read in two ways.
    """
    said = plain_phrase(unescape(text))
    words = said.removeprefix("from ").removeprefix("on ")
    today = calendar.local_day(now, zone)
    found = _read(words, now, zone, days)
    if found is None:
        shown = truncate(readable(text), 40)
        raise UserError(f"I can't read “{shown}” as days. {HINT}", choices=_nearly(words, now, zone))
    first, last = found
    if said.startswith("from ") and first == last and not _BETWEEN.search(words.replace(first.isoformat(), "")):
        day = f"{_words(first, today)} alone"
        raise UserError(f"Until when? {HINT}", choices=(Choice(day, f"away {first.isoformat()}"),))
    if last < first or last - first > LONGEST:
        raise UserError(f"That would be from {_words(first, today)} to {_words(last, today)}. {HINT}")
    return first, last


def _read(words: str, now: datetime, zone: ZoneInfo, days: Days = ANYBODY) -> tuple[date, date] | None:
    today = calendar.local_day(now, zone)
    if _HALF_DAY.fullmatch(words):
        raise _whole_day(today, today)
    return (
        _week(words, today, days)
        or _span(words, today, days)
        or _span_from(words, now, zone, days)
        or _until(words, now, zone)
        or _range(words, now, zone)
        or _single(words, now, zone)
    )


def _nearly(words: str, now: datetime, zone: ZoneInfo) -> tuple[Choice, ...]:
    """The same with its misspelt words spelt right, or without the words after its days, if it can be read then."""
    spelt = re.sub(r"[a-z]+", lambda word: meant(word[0]) or word[0], words)
    said = spelt.split()
    for count in range(min(len(said), _MOST_WORDS), 0, -1):
        days = " ".join(said[:count])
        if days != words and can_read(days, now, zone):
            return (Choice(f"/beat away {days}", f"away {days}"),)
    return ()


def can_read(words: str, now: datetime, zone: ZoneInfo) -> bool:
    """Whether they are days, or are asked about."""
    try:
        return _read(words, now, zone) is not None
    except UserError as asked:
        return bool(asked.choices)


def _whole_day(day: date, today: date) -> UserError:
    return UserError(
        "I know whole days only. Shall I note the whole day? For some hours, `/beat quiet 14:00-18:00` holds back what "
        "can wait.",
        choices=(Choice(f"The whole of {_words(day, today)}", f"away {day.isoformat()}"),),
    )


def _week(words: str, today: date, days: Days) -> tuple[date, date] | None:
    """`next week`, up to the last day of it on which they work; where Saturday is free and Sunday not, from Sunday."""
    match = _WEEK.fullmatch(words)
    if not match:
        return None
    begins = _SUNDAY if _SATURDAY in days.weekend and _SUNDAY not in days.weekend else 0
    week = today - (today.weekday() - begins) % 7 * DAY + (7 * DAY if match["which"] == "next" else timedelta(0))
    last = max(day for day in (week + count * DAY for count in range(7)) if day.weekday() not in days.weekend)
    return max(today, week), max(today, last)


def _span_from(words: str, now: datetime, zone: ZoneInfo, days: Days) -> tuple[date, date] | None:
    """`two days from monday`, `monday for 3 days`."""
    today = calendar.local_day(now, zone)
    for match in filter(None, (_FROM.fullmatch(words), _FOR.fullmatch(words))):
        if _DAYS.fullmatch(match["span"]) is None:
            continue
        start = match["first"]
        first = today if start in _NOW else _day(start, f"away {match['span']} from {{}}", now, zone)
        return _span(match["span"], first, days) if first else None
    return None


def _span(words: str, today: date, days: Days) -> tuple[date, date] | None:
    """`3 days` are working days of theirs, from today on; `2 weeks` are weeks."""
    match = _DAYS.fullmatch(words)
    if not match:
        return None
    count = NUMBERS.get(match["n"]) or int(match["n"])
    if not count:
        raise UserError(f"That is no day at all, so nothing changed. {HINT}")
    if match["unit"].startswith("week"):
        return today, today + 7 * count * DAY - DAY
    if match["unit"].startswith("calendar"):
        return today, today + (count - 1) * DAY
    return today, days.after(today - DAY, min(count, LONGEST.days))


def _until(words: str, now: datetime, zone: ZoneInfo) -> tuple[date, date] | None:
    match = _UNTIL.fullmatch(words)
    last = _day(match["last"], "away until {}", now, zone) if match else None
    return (calendar.local_day(now, zone), last) if last else None


def _range(words: str, now: datetime, zone: ZoneInfo) -> tuple[date, date] | None:
    """The second day is read as somebody would read it on the first."""
    for left, right in _cuts(words):
        if parse_due(left, now=now, zone=zone) is None or parse_due(right, now=now, zone=zone) is None:
            continue
        first = _day(left, f"away from {{}} to {right}", now, zone)
        _refuse_backwards(first, right, now, zone)
        then = calendar.instant(first, time(0), zone) if first else now
        last = _day(right, f"away from {first} to {{}}", max(then, now), zone)
        return (first, last) if first and last else None
    return None


def _refuse_backwards(first: date | None, right: str, now: datetime, zone: ZoneInfo) -> None:
    """`from 2 jan to 24 dec`, said in November: the days may be the wrong way round."""
    last, today = parse_due(right, now=now, zone=zone), calendar.local_day(now, zone)
    if first is None or not isinstance(last, Due) or not today <= last.day < first or _SAME_WEEK(right):
        return
    year_later = calendar.add_months(last.day, 12)
    spans = ((last.day, first), (first, year_later))
    choices = (
        Choice(f"{_words(a, today)} to {_words(b, today)}", f"away from {a.isoformat()} to {b.isoformat()}")
        for a, b in spans
        if b - a <= LONGEST
    )
    raise UserError("That ends before it begins. Which do you mean?", choices=tuple(choices))


def _cuts(words: str) -> Iterator[tuple[str, str]]:
    for hinge in _BETWEEN.finditer(words):
        yield words[: hinge.start()], words[hinge.end() :]


def _single(words: str, now: datetime, zone: ZoneInfo) -> tuple[date, date] | None:
    day = _day(words, "away {}", now, zone)
    return (day, day) if day else None


def _day(words: str, command: str, now: datetime, zone: ZoneInfo) -> date | None:
    found = parse_due(words, now=now, zone=zone)
    today = calendar.local_day(now, zone)
    if isinstance(found, Ambiguous) and len({option.day for option in found.options}) == 1 and found.options[0].at:
        raise _whole_day(found.options[0].day, today)
    if isinstance(found, Due) and found.at:
        raise _whole_day(found.day, today)
    if isinstance(found, Ambiguous):
        days = dict.fromkeys(option.day for option in found.options)
        choices = tuple(Choice(_words(day, today), command.format(day.isoformat())) for day in days)
        raise UserError(f"{found.why} Which day do you mean?", choices=choices)
    if isinstance(found, Past):
        when = "That hour" if found.due.day == today else _words(found.due.day, today)
        raise UserError(f"{when} is over. {HINT}")
    return found.day if isinstance(found, Due) else None


def _words(day: date, today: date) -> str:
    return calendar.day_words(day, today)
