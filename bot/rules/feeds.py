"""Calendars that people keep elsewhere: which events say that somebody is away, and how often they are read."""

import re
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Literal
from zoneinfo import ZoneInfo

from bot.rules import addresses
from bot.rules.absences import stretches
from bot.rules.addresses import Unfit
from bot.rules.away_titles import says_away
from bot.rules.errors import UserError
from bot.rules.text import unescape

Span = tuple[date, date]
Fault = Literal[
    "unreachable", "tls", "slow", "private", "gone", "forbidden", "server", "big", "no_calendar", "heavy", "key"
]

RULE = (
    "An event counts when it covers your whole working time of a day and is marked out of office, or its title says no "
    "more than vacation, holiday, leave, PTO, OOO, sick, Urlaub or the like, alone or with your own name; cancelled "
    "ones don't."
)
HINT = "Try `/beat away calendar https://…/basic.ics`; your calendar's settings show its secret address."
# So far ahead is looked; what began lately may still last.
AHEAD, BEHIND = timedelta(days=400), timedelta(days=35)
EVERY = timedelta(hours=1)
RARELY = timedelta(hours=12)
# After so long somebody hears that their calendar can't be read.
PATIENCE = timedelta(days=3)
_JITTER_SECONDS = 600
_MOST_EVENTS = 300
_MOST_SPANS = 100

_DAY = timedelta(days=1)
# Slack makes a link of what it knows: of the whole, or of what stands behind a scheme that it doesn't know.
_ADDRESS = re.compile(
    r"<*(?P<scheme>webcals?|https?)://(?:<https?://)?(?P<rest>[^\s|<>]+)(?:\|[^<>]*)?>*", re.IGNORECASE
)
_CALLED_OFF = re.compile(r"\s*(?:cancell?ed|abgesagt|annul[ée]e?|cancelado)\b", re.IGNORECASE)
_OOF = ("X-MICROSOFT-CDO-BUSYSTATUS", "TRANSP")

_FOLD = re.compile(r"\r?\n[ \t]")
_EVENT = re.compile(r"^BEGIN:VEVENT\r?$.*?^END:VEVENT\r?\n?", re.MULTILINE | re.DOTALL | re.IGNORECASE)
_SUMMARY = re.compile(r"^SUMMARY[^:\n]*:(.*)$", re.MULTILINE | re.IGNORECASE)
_MARKED = re.compile(rf"^(?:{'|'.join(_OOF)})[^:\n]*:OOF\r?$", re.MULTILINE | re.IGNORECASE)
# In a file a line's end, a comma, a semicolon and a backslash stand behind a backslash.
_ESCAPED = re.compile(r"\\[nN,;\\]")
_UID = re.compile(r"^UID[^:\n]*:(.*)$", re.MULTILINE | re.IGNORECASE)
# Nobody is away every minute; such rules are there to keep us busy.
_TOO_OFTEN = re.compile(
    r"^(?:RRULE|EXRULE)[^\n]*(?:FREQ=(?:SECONDLY|MINUTELY|HOURLY)|BY(?:SECOND|MINUTE|HOUR)=|INTERVAL=[+-]?0+\b)",
    re.MULTILINE | re.IGNORECASE,
)


class Unread(Exception):
    """A calendar could not be read; `fault` says why, and nothing of what it holds."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault)
        self.fault: Fault = fault


@dataclass(frozen=True)
class Hours:
    """Whose calendar it is, as far as its reading needs to know: their zone, working time, today, and own name.

    Who ends before they begin works through the night.
    """

    zone: ZoneInfo
    begins: time
    ends: time
    today: date
    names: frozenset[str] = frozenset()

    def plain(self) -> dict[str, str]:
        """As JSON."""
        return {name: str(value) for name, value in vars(self).items()} | {"names": " ".join(sorted(self.names))}

    @classmethod
    def of(cls, plain: Mapping[str, str]) -> "Hours":
        """What `plain` gave."""
        begins, ends = time.fromisoformat(plain["begins"]), time.fromisoformat(plain["ends"])
        names = frozenset(plain["names"].split())
        return cls(ZoneInfo(plain["zone"]), begins, ends, date.fromisoformat(plain["today"]), names)


def has_address(text: str) -> bool:
    """Whether there is an address among the words: a secret, that no answer repeats."""
    return "://" in text


def parse_address(text: str) -> str:
    """The https address in somebody's words.

    Raises:
        UserError: there is none that could be read; it does not repeat the words.
    """
    found = _ADDRESS.fullmatch(unescape(text.strip()))
    if found is None:
        raise UserError(f"I can't read that as one address. {HINT} Nothing changed.")
    scheme = "https" if found["scheme"].lower().startswith("webcal") else found["scheme"]
    url = f"{scheme}://{found['rest']}"
    try:
        host = addresses.read(url).host
    except Unfit as unfit:
        raise UserError(f"I can't read a calendar there: {unfit}. {HINT} Nothing changed.") from None
    literal = addresses.number(host)
    if literal and not addresses.is_public(literal):
        raise UserError("That address is inside a network, and I read calendars of the open Internet only.")
    return url


def next_read(user_id: str, now: datetime, fails: int) -> datetime:
    """When a calendar is read again: about hourly, and ever less often while that fails.

    Everybody has a shift of their own, so that not all are read at once.
    """
    shift = zlib.crc32(f"{user_id} {now.isoformat()}".encode()) % _JITTER_SECONDS - _JITTER_SECONDS // 2
    return now + min(EVERY * (1 << min(fails, 5)), RARELY) + timedelta(seconds=shift)


def days_away(body: bytes, hours: Hours) -> list[Span]:
    """When somebody is away by their calendar, soonest first; what is over is left out.

    Raises:
        Unread: that is no calendar.
    """
    text = _FOLD.sub("", body.decode("utf-8-sig", "replace"))
    # One that was cut off would take back absences that it has no more room for.
    if not (text.lstrip().upper().startswith("BEGIN:VCALENDAR") and text.rstrip().upper().endswith("END:VCALENDAR")):
        raise Unread("no_calendar")
    rest, series = _relevant(text, hours.names)
    if _read(rest, [], hours) is None:
        raise Unread("no_calendar")
    spans = _readable(rest, series, hours)
    return [span for span in stretches(spans) if span[1] >= hours.today][:_MOST_SPANS]


def _readable(rest: str, series: list[str], hours: Hours) -> list[Span]:
    """What these events say; those that can't be read are found by halving, and left out."""
    spans = _read(rest, series, hours)
    if spans is not None:
        return spans
    if len(series) == 1:
        return []
    half = len(series) // 2
    return _readable(rest, series[:half], hours) + _readable(rest, series[half:], hours)


def _read(rest: str, series: list[str], hours: Hours) -> list[Span] | None:
    """What these events say; None when something among them can't be read."""
    # They take long to load, and most people have no calendar read.
    import icalendar  # noqa: PLC0415
    import recurring_ical_events  # noqa: PLC0415

    try:
        calendar = icalendar.Calendar.from_ical(f"{rest}{''.join(series)}END:VCALENDAR\r\n")
        since, until = hours.today - BEHIND, hours.today + AHEAD
        events = recurring_ical_events.of(calendar, skip_bad_series=True).between(since, until)
        return [span for event in events for span in _spans(event, hours)]
    except (ValueError, KeyError, TypeError, AttributeError, IndexError, OverflowError):
        return None


def _relevant(text: str, names: frozenset[str]) -> tuple[str, list[str]]:
    """What stands around the events, up to its end, and the events that may count, one string for each series.

    A thousand meetings are not worth reading.
    """
    blocks = [block for block in _EVENT.findall(text) if not _TOO_OFTEN.search(block)]
    chosen = {_uid(block) for block in blocks if _may_count(block, names)}
    series: dict[str, str] = {}
    for block in [block for block in blocks if _uid(block) in chosen][:_MOST_EVENTS]:
        series[_uid(block)] = series.get(_uid(block), "") + block
    rest = _EVENT.sub("", text)
    return rest[: rest.upper().rfind("END:VCALENDAR")], list(series.values())


def _uid(block: str) -> str:
    found = _UID.search(block)
    return found[1].strip() if found else block


def _may_count(block: str, names: frozenset[str]) -> bool:
    titles = (_ESCAPED.sub(" ", title) for title in _SUMMARY.findall(block))
    return bool(_MARKED.search(block)) or any(says_away(title, names) for title in titles)


def _spans(event: Any, hours: Hours) -> Iterator[Span]:
    summary = str(event.get("SUMMARY", ""))
    if str(event.get("STATUS", "")).upper() == "CANCELLED" or _CALLED_OFF.match(summary):
        return
    marked = any(str(event.get(name, "")).upper() == "OOF" for name in _OOF)
    start, end = event["DTSTART"].dt, event["DTEND"].dt
    is_timed = isinstance(start, datetime)
    # Hours that leave one free say nothing; of whole days, many calendars say so of themselves.
    named = says_away(summary, hours.names) and not (is_timed and str(event.get("TRANSP", "")).upper() == "TRANSPARENT")
    if not (marked or named):
        return
    if is_timed:
        yield from stretches(_covered(_local(start, hours.zone), _local(end, hours.zone), hours))
    else:
        yield start, max(start, end - _DAY)


def _covered(start: datetime, end: datetime, hours: Hours) -> Iterable[Span]:
    """The days whose working time lies wholly between two moments."""
    day, last = max(start.date(), hours.today - BEHIND), min(end.date(), hours.today + AHEAD)
    while day <= last:
        leaves_on = day if hours.begins <= hours.ends else day + _DAY
        begins = datetime.combine(day, hours.begins, hours.zone)
        if start <= begins and datetime.combine(leaves_on, hours.ends, hours.zone) <= end:
            yield day, day
        day += _DAY


def _local(moment: datetime, zone: ZoneInfo) -> datetime:
    return moment.astimezone(zone) if moment.tzinfo else moment.replace(tzinfo=zone)
