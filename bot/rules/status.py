"""Weekly status: when a channel's report is drafted and published, and what its owner may add."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Literal
from zoneinfo import ZoneInfo

from bot.rules.calendar import WEEKDAY_NAMES, instant, monday_of, zone_named
from bot.rules.dates import Ambiguous
from bot.rules.errors import Choice, UserError
from bot.rules.lifecycle import Lifecycle, Move
from bot.rules.recurrence import Cadence, describe, next_date, next_moment, parse_cadence
from bot.rules.text import closest, truncate, unescape

Status = Literal["running", "paused", "stopped"]
EditionStatus = Literal["draft", "published", "skipped", "missed"]
Verb = Literal["pause", "resume", "stop"]

DEFAULT_AT = time(16)
DEFAULT_WORDS = "every Friday at 16:00"
DEFAULT_LEAD = 24 * 60
LEADS = {60: "1 hour", 4 * 60: "4 hours", DEFAULT_LEAD: "1 day", 2 * DEFAULT_LEAD: "2 days"}
CADENCE_LIMIT = 80
WORDS_LIMIT = 120
HEADLINE_LIMIT = 200
NOTE_LIMIT = 600
# Published longer before its hour than this, a report may not be the one that was meant.
EARLY = timedelta(days=1)
# The longer words of cadences, which may be misspelt.
_WORDS = (
    *map(str.lower, WEEKDAY_NAMES), "every", "other", "first", "second", "third", "fourth", "last",
    "week", "weeks", "weekday", "month", "months",
)  # fmt: skip


@dataclass(frozen=True)
class NewPlan:
    """What a plan is set up with.

    Attributes:
        zone: the IANA name of the zone whose wall time and days count.
        publishes: it is published at its hour if nobody touches the draft; else its owner is reminded once.
        lead_minutes: how long before its hour the owner gets the draft.
    """

    cadence: Cadence
    zone: str
    publishes: bool = True
    lead_minutes: int = DEFAULT_LEAD


@dataclass(frozen=True)
class Notes:
    """What a report's owner adds; the figures are not theirs to write."""

    headline: str = ""
    highlights: str = ""
    needs: str = ""


@dataclass(frozen=True)
class _Lifecycle(Lifecycle[Verb]):
    """A channel has one plan, so it is known by its channel and not by a number."""

    def key(self, number: int) -> str:  # noqa: ARG002
        """The name people use."""
        return "The report of this channel"

    def way_back(self, number: int) -> str:  # noqa: ARG002
        """How to have it again."""
        return "`/beat report resume` brings it back."


LIFECYCLE: Lifecycle[Verb] = _Lifecycle(
    noun="status",
    letter="",
    already={"running": "is running already", "paused": "is paused already", "stopped": "was stopped already"},
    moves={
        "pause": Move(frozenset({"running"}), "paused", "Paused"),
        "resume": Move(frozenset({"paused", "stopped"}), "running", "Running again"),
        "stop": Move(frozenset({"running", "paused"}), "stopped", "Stopped"),
    },
    back="resume",
)


def parse_rhythm(text: str, *, now: datetime, zone: ZoneInfo) -> Cadence:
    """How often a report comes, in words: `every friday 16:00`.

    Raises:
        UserError: it can't be read, can be read in several ways, or happens only once.
    """
    said = unescape(text).strip()
    found = parse_cadence(said, now=now, zone=zone, default_at=DEFAULT_AT)
    options = _recurring(found)
    if isinstance(found, Cadence) and options:
        return found
    if isinstance(found, Ambiguous) and options:
        raise UserError(f"{found.why} Which one do you mean?", choices=tuple(map(_choice, options)))
    choices = tuple(map(_choice, _near(said, now, zone)))
    how = "Did you mean this?" if choices else "Write it like `every friday at 16:00` or `every other monday at 9:30`."
    raise UserError(f"I can't read “{truncate(said, 60)}” as how often the report comes. {how}", choices=choices)


def from_form(values: Mapping[str, Any], *, now: datetime) -> NewPlan:
    """A plan as its form says it.

    Raises:
        UserError: a field can't be read; `fields` says which.
    """
    zone = _zone(str(values.get("zone") or ""))
    try:
        cadence = parse_rhythm(str(values.get("cadence") or ""), now=now, zone=zone)
    except UserError as error:
        ways = " or ".join(choice.label.removeprefix("/beat report ") for choice in error.choices)
        said = f"{error.text} {ways}".replace("`", "").strip()
        raise UserError(error.text, fields={"cadence": said}) from None
    lead = int(values.get("lead") or DEFAULT_LEAD)
    return NewPlan(cadence, zone.key, values.get("publishes") != "no", lead if lead in LEADS else DEFAULT_LEAD)


def notes_from_form(values: Mapping[str, Any]) -> Notes:
    """What the owner wrote."""
    return Notes(
        truncate(str(values.get("headline") or "").strip(), HEADLINE_LIMIT),
        truncate(str(values.get("highlights") or "").strip(), NOTE_LIMIT),
        truncate(str(values.get("needs") or "").strip(), NOTE_LIMIT),
    )


def next_nominal(cadence: Cadence, zone: ZoneInfo, after: datetime, last: date | None = None) -> date | None:
    """The day of the first report whose hour is after `after`; None when there is none to come.

    A report of once a week never comes twice in one week, though its day was changed or it was published early:
    `last` is the day of the newest one.
    """
    moment = next_moment(cadence, after, zone)
    if moment is None:
        return None
    # A gap of the clocks may have pushed the moment into the next day, so the day is looked for.
    day = next_date(cadence, moment.astimezone(zone).date() - timedelta(days=2))
    while day is not None and (hour(cadence, day, zone) <= after or _same_turn(cadence, day, last)):
        day = next_date(cadence, day)
    return day


def hour(cadence: Cadence, day: date, zone: ZoneInfo) -> datetime:
    """The moment at which the report of a day is published."""
    return instant(day, cadence.at, zone)


def is_early(hour_: datetime, now: datetime) -> bool:
    """Whether somebody who publishes now should be asked which report they mean."""
    return hour_ - now > EARLY


def come_due(cadence: Cadence, zone: ZoneInfo, first: date, now: datetime) -> list[date]:
    """The days from `first` on whose hour has come; several after we were down for long."""
    days: list[date] = []
    day: date | None = first
    while day is not None and (day == first or hour(cadence, day, zone) <= now):
        days.append(day)
        day = next_date(cadence, day)
    return days


def numbers_of(text: str) -> tuple[int, ...]:
    """Report numbers in words: `11 12`, `#12`.

    Raises:
        UserError: there is something else.
    """
    words = text.replace(",", " ").split()
    numbers = [word.lstrip("#") for word in words]
    if len(words) > 2 or not all(number.isascii() and number.isdecimal() and len(number) < 10 for number in numbers):
        raise UserError("Name reports by their numbers: `/beat report 12`, `/beat report diff 11 12`.")
    return tuple(int(number) for number in numbers)


def _same_turn(cadence: Cadence, day: date, last: date | None) -> bool:
    if last is None:
        return False
    weekly = cadence.unit == "week" and len(cadence.weekdays) == 1
    return day <= last or (weekly and monday_of(day) == monday_of(last))


def _recurring(found: Cadence | Ambiguous[Cadence] | None) -> tuple[Cadence, ...]:
    """What it can mean; nothing when it may be a single day."""
    options = found.options if isinstance(found, Ambiguous) else (found,) if found else ()
    return () if any(option.unit == "once" for option in options) else options[:5]


def _near(said: str, now: datetime, zone: ZoneInfo) -> tuple[Cadence, ...]:
    """What was meant, when only the spelling stands in the way, or the word `every` is missing."""
    spelt = " ".join(word if len(word) < 4 else closest(word, _WORDS) or word for word in said.split())
    for words in (spelt, f"every {spelt}"):
        options = _recurring(parse_cadence(words, now=now, zone=zone, default_at=DEFAULT_AT))
        if options:
            return options
    return ()


def _choice(option: Cadence) -> Choice:
    command = f"report {describe(option).lower()}"
    return Choice(f"/beat {command}", command)


def _zone(name: str) -> ZoneInfo:
    found = zone_named(name)
    if found is None:
        said = "I don't know that time zone. Write it like Europe/Berlin or America/New_York."
        raise UserError(said, fields={"zone": said})
    return found
