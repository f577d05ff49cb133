"""Dates in words: a closed English grammar that asks rather than guesses.

A phrase is read whole or not at all. Rules give every day and every hour that its words can mean; when the past is
taken away, one `Due` is left, or an `Ambiguous` to ask about. Long texts are refused before any rule looks at them.
Weeks start on Monday; where a week that starts on Sunday would say otherwise, we ask.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Generic, TypeAlias, TypeVar
from zoneinfo import ZoneInfo

from bot.rules import calendar
from bot.rules.calendar import MONTH, NTHS, NUMBERS, WEEKDAY, Days, ask_which, instant, matcher, one_day
from bot.rules.text import plain_phrase
from bot.rules.times import Times, is_working_hour, read_times, read_times_of_day
from bot.rules.zone_words import split_zone

T = TypeVar("T")
Rule: TypeAlias = tuple[calendar.Matcher, Callable[[re.Match[str], date], Days | None]]

END_OF_DAY = time(23, 59)
YEARS = range(1970, 2101)
DAY = timedelta(days=1)
WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Due:
    """A day in somebody's calendar, with a wall time when one was said."""

    day: date
    at: time | None = None

    def moment(self, zone: ZoneInfo) -> datetime:
        """The UTC moment it is due; without a time, 23:59 on that day."""
        return instant(self.day, END_OF_DAY if self.at is None else self.at, zone)


@dataclass(frozen=True)
class Moment:
    """A point in time that needs no wall clock: "in 2 hours"."""

    utc: datetime

    def moment(self, zone: ZoneInfo) -> datetime:  # noqa: ARG002  the same question can be put to a Due
        """The UTC moment it is due."""
        return self.utc


@dataclass(frozen=True)
class Ambiguous(Generic[T]):
    """The words can mean any of `options` (none is past, earliest first). A single one wants a nod.

    Attributes:
        why: a sentence for the person.
    """

    options: tuple[T, ...]
    why: str


@dataclass(frozen=True)
class Past:
    """Understood, and over already."""

    due: Due


Reading: TypeAlias = Due | Moment | Ambiguous[Due] | Past


def parse_due(text: str, *, now: datetime, zone: ZoneInfo) -> Reading | None:
    """What a whole phrase ("by friday 17:00") means to somebody in `zone`; None when it is no date we know.

    Raises ValueError for a naive `now`.
    """
    today = calendar.local_day(now, zone)
    phrase = plain_phrase(text)
    elsewhere = split_zone(phrase)
    try:
        if elsewhere:
            return _read_elsewhere(*elsewhere, now=now, zone=zone)
        return _read_moment(phrase, now, zone) or _read_date(phrase, today, now, zone)
    except (ValueError, OverflowError):  # 30 February, or the year 9999
        return None


def echo(due: Due | Moment, zone: ZoneInfo, today: date) -> str:
    """What was understood, for the person to check: "Fri 27 Nov, 17:00 (Berlin)"."""
    local = due.moment(zone).astimezone(zone)  # what the clock will really show, after a gap too
    words = calendar.day_words(local.date(), today)
    timed = isinstance(due, Moment) or due.at is not None
    return f"{words}, {local:%H:%M} ({calendar.zone_label(zone)})" if timed else words


def _read_moment(phrase: str, now: datetime, zone: ZoneInfo) -> Moment | Past | None:
    if match := _HOURS_AHEAD(phrase):
        minutes = _amount(match) * (60 if match["unit"].startswith("h") else 1)
        utc = now.astimezone(UTC) + timedelta(minutes=-minutes if match["ago"] else minutes)
    elif _WITH_OFFSET(phrase):
        utc = datetime.fromisoformat(phrase.upper()).astimezone(UTC)
    else:
        return None
    local = utc.astimezone(zone)
    if local.year not in YEARS:
        return None
    return Moment(utc) if utc > now else Past(Due(local.date(), local.time().replace(second=0, microsecond=0)))


def _read_elsewhere(phrase: str, there: ZoneInfo, *, now: datetime, zone: ZoneInfo) -> Reading | None:
    """A day and an hour by the clock of another place, in one's own calendar."""

    def here(due: Due) -> Due:
        local = due.moment(there).astimezone(zone)
        return Due(local.date(), local.time())

    found = _read_date(phrase, calendar.local_day(now, there), now, there)
    if isinstance(found, Due):
        return here(found)
    if isinstance(found, Ambiguous):
        return Ambiguous(tuple(map(here, found.options)), found.why)
    return found and Past(here(found.due))


def _read_date(phrase: str, today: date, now: datetime, zone: ZoneInfo) -> Due | Ambiguous[Due] | Past | None:
    match = MARKED(phrase)
    if not match:
        return None
    marker, body = match["marker"] or "", match["body"]
    if re.fullmatch("[0-9]{1,2}", body):
        return _bare_number(body, today, now, zone)
    days, times = _interpret(body, today)
    if days and not times and marker.endswith("before") and "end of" not in body:
        first = min(days.days)
        days = Days((first - DAY, first), "“Before” a day may leave that day out.")
    why = (days and days.why) or (times and times.why) or "That can be more than one day."
    return _judge(_options(days, times, now, zone), why, now, zone, confirm=days is not None and days.confirm)


def _interpret(body: str, today: date) -> tuple[Days | None, Times | None]:
    """Day and time in either order; a span of days goes only by itself."""
    if days := _read_days(body, today, _DAY_RULES + SPAN_RULES):
        return days, None
    if times := read_times(body):
        return None, times
    words = body.split()
    for cut in range(1, len(words)):
        left, right = " ".join(words[:cut]), " ".join(words[cut:])
        for day_words, time_words in ((left, right), (right, left)):
            times = read_times_of_day(_BOUND.sub("", time_words))
            if times and (days := _read_days(day_words, today, _DAY_RULES)):
                return days, times
    return None, None


def _bare_number(number: str, today: date, now: datetime, zone: ZoneInfo) -> Due | Ambiguous[Due] | Past | None:
    days = calendar.read_monthly(int(number), today)
    hours = _options(None, read_times(f"at {number}"), now, zone)
    options = [*hours, *(Due(day) for day in days.days)]
    return _judge(options, "A number can be an hour or a day of the month.", now, zone, confirm=True)


def _options(days: Days | None, times: Times | None, now: datetime, zone: ZoneInfo) -> list[Due]:
    if not times:
        return [Due(day) for day in days.days] if days else []
    if not days:
        today = calendar.local_day(now, zone)
        soon = [_next_time(today + shift * DAY, at, now, zone) for shift, at in times.times]
        first = min(soon, key=lambda due: due.moment(zone))
        return [first] if times.twice and is_working_hour(first.at) else soon
    if days.evening:
        return [Due(day + said[0] * DAY, said[1]) for day in days.days for said in map(_tonight, times.times) if said]
    return [due for day in days.days for due in _on_day(day, times, now, zone)]


def _on_day(day: date, times: Times, now: datetime, zone: ZoneInfo) -> list[Due]:
    """What a time means on a day; an hour that comes twice is the one at work, unless that is over."""
    work = [Due(day + shift * DAY, at) for shift, at in times.at_work().times]
    over = all(due.at and due.moment(zone) <= now for due in work)
    return [Due(day + shift * DAY, at) for shift, at in times.times] if over else work


def _tonight(said: tuple[int, time | None]) -> tuple[int, time | None] | None:
    """The same hour in the evening, if it has one: "8:30 tonight" needs no pm."""
    shift, at = said
    if at and 5 <= at.hour < 12:
        return shift, at.replace(hour=at.hour + 12)
    return said if shift or at is None or at.hour >= 17 else None


def _next_time(day: date, at: time | None, now: datetime, zone: ZoneInfo) -> Due:
    due = Due(day, at)
    return due if at is None or due.moment(zone) > now else Due(day + DAY, at)


def _judge(
    options: Iterable[Due], why: str, now: datetime, zone: ZoneInfo, *, confirm: bool
) -> Due | Ambiguous[Due] | Past | None:
    """Take the past away, and see whether one meaning is left."""
    options = sorted(dict.fromkeys(options), key=lambda due: due.moment(zone))
    if not options or any(due.day.year not in YEARS for due in options):
        return None
    today = calendar.local_day(now, zone)
    ahead = tuple(due for due in options if (due.day >= today if due.at is None else due.moment(zone) > now))
    if not ahead:
        return Past(options[-1])
    return ahead[0] if len(ahead) == 1 and not confirm else Ambiguous(ahead, why)


def _read_days(words: str, today: date, rules: tuple[Rule, ...]) -> Days | None:
    words = words.removeprefix("on ").removeprefix("by ")
    for match_of, read in rules:
        if (match := match_of(words)) and (days := read(match, today)):
            return days
    return None


def _amount(match: re.Match[str]) -> int:
    return int(match["n"]) if match["n"] else NUMBERS[match["word"]]


def _named_day(match: re.Match[str], today: date) -> Days:
    ahead = {"today": 0, "tonight": 0, "tomorrow": 1, "day after tomorrow": 2, "yesterday": -1}
    return Days((today + ahead.get(match["name"], -2) * DAY,), evening=match["name"] == "tonight")


def _weekday(match: re.Match[str], today: date) -> Days:
    return calendar.read_weekday(match["weekday"], match["which"] or "", today)


def _weekday_of_week(match: re.Match[str], today: date) -> Days:
    return calendar.read_weekday_of_week(match["weekday"], int(match["which"] == "next"), today)


def _weekday_and_date(match: re.Match[str], today: date) -> Days | None:
    found = _read_days(match["base"], today, _EXACT_RULES)
    if found is None:
        return None
    target = calendar.weekday_number(match["weekday"])
    if fitting := tuple(day for day in found.days if day.weekday() == target):
        return replace(found, days=fitting, confirm=found.confirm and len(found.days) == 1)
    nearest = today + (target - today.weekday()) % 7 * DAY
    return ask_which(f"That day is not a {calendar.WEEKDAY_NAMES[target]}.", *found.days, nearest)


def _ahead(match: re.Match[str], today: date) -> Days:
    return one_day(calendar.later(today, -_amount(match) if match["ago"] else _amount(match), match["unit"]))


def _after_base(match: re.Match[str], today: date) -> Days | None:
    """ "Two weeks from friday", and "friday week"."""
    base = one_day(today) if match["base"] == "now" else _read_days(match["base"], today, _DAY_RULES)
    count, unit = (_amount(match), match["unit"]) if match["unit"] else (1, "week")
    return base and replace(base, days=tuple(calendar.later(day, count, unit) for day in base.days))


def _is_start(match: re.Match[str]) -> bool:
    return match["edge"].startswith(("start", "beginning", "first"))


def _edge(match: re.Match[str], today: date) -> Days:
    """ "End of the week", "start of next quarter"."""
    unit, which, start = match["unit"], match["which"], _is_start(match)
    day, following = (calendar.span_of(unit, calendar.later(today, ahead, unit))[0 if start else 1] for ahead in (0, 1))
    if which == "next":
        sunday = unit == "week" and today.weekday() == 6
        return (
            ask_which("For some a week starts on Sunday.", following, following + WEEK)
            if sunday
            else one_day(following)
        )
    if day >= today:
        return one_day(day)
    sundays = (day + 2 * DAY,) if unit == "week" and not start else ()
    return ask_which(f"The {match['edge']} of this {unit} is over.", *sundays, following)


def _of_month(match: re.Match[str], today: date, pick: Callable[[int, int], date]) -> Days:
    """The day that `pick` finds in the month that was said: "November 2027", "May", "next month", "the month"."""
    if match["month"]:
        month = calendar.month_number(match["month"])
        if match["year"]:
            return one_day(pick(int(match["year"]), month))
        return calendar.read_yearly(lambda year: pick(year, month), today)
    following = calendar.add_months(today.replace(day=1), 1)
    if match["which"] == "next":
        return one_day(pick(following.year, following.month))
    day = pick(today.year, today.month)
    if day < today and match["which"] != "this":
        return ask_which("That day of this month is over.", pick(following.year, following.month))
    return one_day(day)


def _day_and_month(match: re.Match[str], today: date) -> Days:
    return _of_month(match, today, lambda year, month: date(year, month, int(match["day"])))


def _by_numbers(match: re.Match[str], today: date) -> Days:
    return calendar.read_date(int(match["day"]), int(match["number"]), match["year"], today)


def _dotted(match: re.Match[str], today: date) -> Days:
    """3.12 without its last dot may be a number of any kind."""
    found = calendar.read_date(int(match["day"]), int(match["number"]), None, today)
    return ask_which(f"“{match[0]}” may be a day and a month.", *found.days)


def _either_order(match: re.Match[str], today: date) -> Days:
    return calendar.read_numbers(int(match["first"]), int(match["second"]), match["year"], today)


def _day_of_month(match: re.Match[str], today: date) -> Days:
    return calendar.read_monthly(int(match["day"]), today)


def _edge_of_month(match: re.Match[str], today: date) -> Days:
    start, working = _is_start(match), "working" in match["edge"]

    def pick(year: int, month: int) -> date:
        day = date(year, month, 1) if start else calendar.last_day(year, month)
        if not working:
            return day
        return calendar.add_working_days(day - DAY, 1) if start else calendar.add_working_days(day + DAY, -1)

    return _of_month(match, today, pick)


def _nth_weekday(match: re.Match[str], today: date) -> Days:
    weekday, nth = calendar.weekday_number(match["weekday"]), NTHS[match["nth"]]
    return _of_month(match, today, lambda year, month: calendar.nth_weekday(year, month, weekday, nth) or date.max)


def _part_of_month(match: re.Match[str], today: date) -> Days:
    """ "Mid-December", "late May", "November": some days of it to choose from."""
    parts = {"mid": (10, 15, 20), "middle of": (10, 15, 20), "early": (1, 5, 10), "late": (20, 25, 31)}
    days = parts.get(match["part"] or "", (1, 15, 31))
    last = _of_month(match, today, lambda year, month: calendar.clamped_day(year, month, days[-1])).days[0]
    return ask_which("That is more than one day.", *(calendar.clamped_day(last.year, last.month, day) for day in days))


def _span(match: re.Match[str], today: date) -> Days:
    unit, following = match["unit"], match["which"] == "next"
    first, last = calendar.span_of(unit, calendar.later(today, int(following), unit))
    return ask_which(f"A {unit} is more than one day.", *((first, last) if following else (max(today, last),)))


def _weekend(match: re.Match[str], today: date) -> Days:
    saturday = calendar.monday_of(today) + 5 * DAY
    next_ones = (saturday + WEEK, saturday + WEEK + DAY) if match["which"] == "next" else ()
    return ask_which("A weekend is two days.", saturday, saturday + DAY, *next_ones)


AMOUNT = rf"(?:(?P<n>\d{{1,3}}) ?|(?P<word>{'|'.join(NUMBERS)}) )"
_DAYS = rf"{AMOUNT}(?P<unit>(?:(?:working|work|calendar) )?days?|weeks?|wks?|fortnights?|months?|years?|(?<=\d)[dw])"
_HOURS = rf"{AMOUNT}(?P<unit>minutes?|mins?|hours?|hrs?|(?<=\d)h)"
YEAR = r"(?:[ -](?P<year>\d{4}))?"
NUMBER = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_WHICH = r"(?:(?P<which>this|next) |the )?"
_OF_MONTH = rf"(?:{_WHICH}month|{MONTH}{YEAR})"
_EDGE = r"(?:at )?(?:the )?(?P<edge>end|close|start|beginning|(?:first|last) day)"
_NTH = f"(?P<nth>{'|'.join(NTHS)})"

_BOUND = re.compile("^(?:by|before|until) ")
_HOURS_AHEAD = matcher(rf"(?!(?:due )?\d+h$)(?:due )?(?:in |within )?{_HOURS}(?: from now)?(?P<ago> ago)?")
_WITH_OFFSET = matcher(r"\d{4}-\d\d-\d\d \d\d:\d\d(?::\d\d)?(?:z|[+-]\d\d:?\d\d)")
MARKED = matcher(
    r"(?:(?P<marker>(?:due )?(?:on|by|before)|due|until|no later than) )?(?P<body>.+?)"
    r"(?: (?:at (?:the )?)?latest| sharp)?"
)

_EXACT_RULES: tuple[Rule, ...] = (
    (matcher(r"(?P<year>\d{4})[-/.](?P<number>\d{1,2})[-/.](?P<day>\d{1,2})"), _by_numbers),
    (matcher(r"(?P<day>\d{1,2})\.(?P<number>\d{1,2})\.(?: ?(?P<year>\d{4}))?"), _by_numbers),
    (matcher(r"(?P<first>\d{1,2})(?P<mark>[/-])(?P<second>\d{1,2})(?P=mark)(?P<year>\d{4})"), _either_order),
    (matcher(r"(?P<first>\d{1,2})/(?P<second>\d{1,2})(?:/(?P<year>\d{2}))?"), _either_order),
    (matcher(rf"(?:the )?{NUMBER}(?: of |[ -]){MONTH}{YEAR}"), _day_and_month),
    (matcher(rf"{MONTH}[ -](?:the )?{NUMBER}{YEAR}"), _day_and_month),
    (matcher(rf"(?:the )?{NUMBER} of {_OF_MONTH}"), _day_and_month),
    (matcher(r"(?:the )?(?P<day>\d{1,2})(?:st|nd|rd|th)"), _day_of_month),
)
_DAY_RULES: tuple[Rule, ...] = (
    (
        matcher("(?:the )?(?P<name>today|tonight|tomorrow|day after tomorrow|yesterday|day before yesterday)"),
        _named_day,
    ),
    (matcher(rf"(?:(?P<which>this|coming|this coming|next|last) )?{WEEKDAY}"), _weekday),
    (matcher(rf"{WEEKDAY} (?P<which>this|next) week"), _weekday_of_week),
    (matcher(rf"(?P<which>this|next) week (?:on )?{WEEKDAY}"), _weekday_of_week),
    *_EXACT_RULES,
    (matcher(r"(?P<day>\d{1,2})\.(?P<number>0?[1-9]|1[0-2])"), _dotted),
    (matcher(rf"{WEEKDAY} (?:the )?(?P<base>.*\d.*)"), _weekday_and_date),
    (matcher(rf"(?:in |within )?{_DAYS}(?: from now)?(?P<ago> ago)?"), _ahead),
    (matcher(rf"(?:in )?{_DAYS} (?:from|after|on) (?P<base>.+)"), _after_base),
    (matcher(rf"(?P<base>{WEEKDAY}|tomorrow) (?P<unit>)week"), _after_base),
    (matcher(rf"{_EDGE} of {_OF_MONTH}"), _edge_of_month),
    (matcher(rf"(?:the )?(?P<edge>(?:first|last) working day) of {_OF_MONTH}"), _edge_of_month),
    (matcher(rf"{_EDGE} of {_WHICH}(?P<unit>week|quarter|year)"), _edge),
    (matcher(rf"(?:the )?{_NTH} {WEEKDAY} (?:of|in) {_OF_MONTH}"), _nth_weekday),
)
SPAN_RULES: tuple[Rule, ...] = (
    (matcher("(?P<which>this|next) (?P<unit>week|month|quarter|year)"), _span),
    (matcher("(?:(?P<which>this|next) |the )?weekend"), _weekend),
    (matcher(rf"(?:(?P<part>mid|middle of|early|late)[ -]?)?{MONTH}{YEAR}"), _part_of_month),
)
