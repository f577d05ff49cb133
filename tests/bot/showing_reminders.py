"""The views of reminders, absences, wishes and mutes with something to show: what people can write is `words`."""

from collections.abc import Callable, Sequence
from datetime import date, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bot.rules.days_off import Days, Holidays, Odd, Off
from bot.rules.paging import Page
from bot.rules.people import Actor, Place
from bot.rules.preferences import Nudging, Quiet
from bot.rules.recurrence import Cadence, plain
from bot.rules.reminders import WHAT_LIMIT, Occurrence
from bot.views import absences, days_off, feeds, mutes, preferences, reminders, roles, settings
from bot.views.blocks import Block, Md, Message
from bot.views.history import happened
from storage.absences import Absence
from storage.feeds import Feed
from storage.preferences import Preference
from storage.reminders import Reminder, Response, Upcoming
from storage.roles import Role
from tests.storage.given import NOW

BERLIN, NEW_YORK = ZoneInfo("Europe/Berlin"), ZoneInfo("America/New_York")
ANA = Actor("T1", "UANA", "member", NEW_YORK, Place("C1", "public"))
BATCH = "command:1234567890123.123456789012.0123456789abcdef0123456789abcdef"
DRAFT = "0123456789abcdef"
PERMALINK = "https://team.slack.com/archives/C1/p1790000000000000?thread_ts=1790000000.000000&cid=C1"

Shown = Message | Block | Md

WISHES = (
    Preference(workspace_id="T1", user_id="UANA"),
    Preference(
        workspace_id="T1", user_id="UANA", quiet_from=time(19), quiet_until=time(8), cap=None, nudges=0,
        muted=("reminders.from_others:UBEN", "digest.morning"),
    ),
)  # fmt: skip
RULES = tuple(f"{purpose}:UBEN" if reason.by_person else purpose for purpose, reason in mutes.REASONS.items())
TODAY = date(2026, 11, 23)
OCCURRENCE = Occurrence(999_999_999, "2026-11-24T09:00", 3)
DAYS = (Days(), Days(own=Holidays("none")), Days(own=Holidays("DE-BY"), weekdays=frozenset({0, 2})))
AWAY = (Absence(workspace_id="T1", user_id="UANA", first_day=TODAY, last_day=TODAY, said_at=NOW),)
FEEDS = (
    Feed(workspace_id="T1", user_id="UANA", said_at=NOW),
    Feed(workspace_id="T1", user_id="UANA", said_at=NOW, read_at=NOW),
    Feed(workspace_id="T1", user_id="UANA", said_at=NOW, fault="key", failing_since=NOW, fails=1),
    Feed(workspace_id="T1", user_id="UANA", said_at=NOW, read_at=NOW, fault="no_calendar", failing_since=NOW, fails=9),
)
HOURS = (time(19), time(8))
ROLE = "a very long role of two words "[:30].strip()


def reminder(number: int = 1, **values: Any) -> Reminder:
    """A row as storage gives it."""
    defaults = {
        "workspace_id": "T1", "number": number, "channel_id": "C1", "channel_kind": "public", "creator_id": "UANA",
        "created_at": NOW, "status_at": NOW, "status_by": "UANA", "what": "call Bob", "for_id": "UBEN",
        "cadence": plain(Cadence("week", weekdays=frozenset(range(7)), every=3, start=TODAY)),
        "source_url": PERMALINK,
    }  # fmt: skip
    return Reminder(**{**defaults, **values})


def reminding(show: Callable[[Reminder], Shown]) -> Callable[[str], Sequence[Shown]]:
    """A view of one reminder: one's own, another's, a channel's, one that was declined, two for roles."""
    return lambda words: [show(row) for row in _reminders(words)]


def _reminders(words: str) -> list[Reminder]:
    what = words[:WHAT_LIMIT]
    return [
        reminder(1, what=what),
        reminder(2, what=what, for_id="UANA", cadence=None, at=NOW),
        reminder(3, what=what, for_id="C1"),
        reminder(999_999_999, what=what, status="declined"),
        reminder(5, what=what, for_id="C1", role="lead"),
        reminder(6, what=what, for_id="C1", role=ROLE, declined_ids=("UBEN",)),
    ]


def _reminders_due(words: str) -> list[Shown]:
    answers = [None] + [
        Response(workspace_id="T1", number=1, nominal="", round=0, outcome=outcome, user_id="UBEN", at=NOW, until=NOW)
        for outcome in ("done", "snoozed", "moved")
    ]
    return [
        reminders.due(row, OCCURRENCE, response, NEW_YORK, to=to, was_due=NOW, kept=BERLIN)
        for row in _reminders(words)
        for to in (("UANA", "UBEN") if row.role else (row.for_id,))
        for response in answers
    ]


def _reminders_listed(words: str) -> list[Shown]:
    rows = [Upcoming(row, NOW, NEW_YORK, ("UBEN", "UANA")) for row in _reminders(words) * 3]
    pages = Page(rows[:10], True, True, 100, True), Page(rows[:1], total=1), Page([], total=0)
    notice = happened(reminders.stopped_details(_reminders(words)[3], "UBEN"), BATCH)
    return [reminders.listing(page, "UANA", NOW, notice) for page in pages]


def _said(row: Reminder) -> Message:
    """Ten at once, and for a channel also how to invite us."""
    several = row.role == ROLE
    day, name = NOW.date(), "Day of the Holy Name of the Patron of all " * 3
    off = Odd(day, time(4), Off("holiday", name))
    odd = {"UBEN": off, "UANA": Odd(day, time(23), works=(time(9), time(17)))} if several else {}
    each = Upcoming(row, NOW, BERLIN, ("UBEN",) * 10 if several else (), odd)
    return reminders.said("Set", [each] * 10, ANA, NOW, BATCH, invite=row.for_channel)


def _nobody(words: str) -> list[Shown]:
    row = _reminders(words)[5]
    return [reminders.nobody(row, away, declined=declined) for away in ((), ("UBEN",)) for declined in (True, False)]


def role(name: str, *holders: str, **values: Any) -> Role:
    """A row as storage gives it."""
    return Role(
        workspace_id="T1", number=1, channel_id="C1", channel_kind=values.get("kind", "public"), creator_id="UANA",
        created_at=NOW, status_at=NOW, status_by="UANA", name=name, holder_ids=holders,
    )  # fmt: skip


def _roles_listed(words: str) -> list[Shown]:
    held = [(role("lead", "UANA"), ("UANA",)), (role(words[:30], "UBEN"), ()), *((role(ROLE), ("UBEN",) * 10),) * 28]
    return [roles.listing(rows, "C1") for rows in (held, held[1:2], ())]


CASES: dict[str, Callable[[str], Sequence[Shown]]] = {
    "reminders.said": reminding(_said),
    "reminders.stopped": lambda words: [
        reminders.stopped(rows, "UBEN", BATCH)
        for rows in (_reminders(words) * 4, _reminders(words)[3:4], _reminders(words)[5:])
    ],
    "reminders.answered": reminding(lambda row: reminders.answered(row, OCCURRENCE, NOW, BERLIN, NOW)),
    "reminders.waiting_again": reminding(reminders.waiting_again),
    "reminders.stopped_details": reminding(lambda row: reminders.stopped_details(row, "UBEN")),
    "reminders.due": _reminders_due,
    "reminders.declined": lambda words: [reminders.declined(_reminders(words)[n], "UBEN") for n in (0, 5)],
    "reminders.nobody": _nobody,
    "reminders.outside": lambda words: [reminders.outside(row) for row in _reminders(words) if row.role],
    "roles.listing": _roles_listed,
    "roles.shown": lambda words: [roles.shown(words[:30], holders, "C1") for holders in ((), ("UANA", "UBEN"))],
    "roles.happened": lambda words: [
        roles.happened("Set", role(words[:30], "UANA", kind=kind), before, BATCH)
        for kind in ("public", "private")
        for before in ((), ("UBEN",))
    ],
    "reminders.listing": _reminders_listed,
    "reminders.edit_form": reminding(lambda row: reminders.edit_form(row, BERLIN, DRAFT)),
    "reminders.message_form": lambda words: [reminders.message_form(words[:300], DRAFT)],
    "reminders.snooze_form": reminding(lambda row: reminders.snooze_form(row, NOW, DRAFT)),
    "reminders.is_waiting_again": reminding(reminders.is_waiting_again),
    "reminders.title": reminding(lambda row: reminders.title(row, "UBEN")),
    "mutes.told": lambda _: [mutes.told(rule) for rule in RULES],
    "mutes.muted": lambda _: [mutes.muted(rule) for rule in RULES],
    "mutes.unmuted": lambda _: [mutes.unmuted(rule, "command:1") for rule in RULES],
    "mutes.muted_all": lambda _: [mutes.muted_all(BATCH)],
    "mutes.unmuted_all": lambda _: [mutes.unmuted_all(BATCH)],
    "mutes.already": lambda _: [mutes.already(all_=each) for each in (True, False)],
    "mutes.listing": lambda _: [mutes.listing(rules) for rules in (RULES, ())],
    "absences.noted": lambda _: [
        absences.noted(
            TODAY, TODAY + timedelta(days=40), TODAY, "command:1", returns=TODAY, delegate="UBEN", unseen=True
        )
    ],
    "absences.stands_in_no_more": lambda _: [absences.stands_in_no_more("UANA")],
    "reminders.stand_in": lambda words: [reminders.stand_in(row, "UBEN") for row in _reminders(words) if row.role],
    "absences.by_status": lambda words: [absences.by_status(words[:70], TODAY, TODAY)],
    "absences.reads_status": lambda _: [
        absences.reads_status(batch, on=on) for on in (True, False) for batch in ("", BATCH)
    ],
    "absences.back": lambda _: [absences.back(TODAY, TODAY, TODAY, "command:1", AWAY)],
    "absences.away_form": lambda _: [absences.away_form(DRAFT)],
    "absences.listing": lambda _: [absences.listing(rows, TODAY) for rows in (AWAY * 40, ())],
    "feeds.noted": lambda _: [feeds.noted(BATCH)],
    "feeds.ended": lambda _: [feeds.ended(BATCH)],
    "feeds.reading": lambda _: [feeds.reading()],
    "feeds.none": lambda _: [feeds.none()],
    "feeds.state": lambda _: [feeds.state(each, rows, TODAY, NEW_YORK) for each in FEEDS for rows in (AWAY * 40, ())],
    "feeds.told": lambda _: [feeds.told(each, rows, TODAY, NEW_YORK) for each in FEEDS for rows in (AWAY * 40, ())],
    "days_off.hours": lambda _: [days_off.hours(own, BERLIN, undo) for own in DAYS for undo in ("", BATCH)],
    "days_off.zone": lambda _: [
        days_off.zone(BERLIN, NOW, own=own, batch=undo) for own in (True, False) for undo in ("", BATCH)
    ],
    "days_off.holidays": lambda words: [
        days_off.holidays([(TODAY, words[:80])] * 12, own, teams, TODAY, undo)
        for own in DAYS
        for teams in ((), ("C1",))
        for undo in ("", BATCH)
    ],
    "days_off.team": lambda words: [
        days_off.team([(TODAY, words[:80])] * 12, country, "C1", TODAY, BATCH) for country in ("", "DE-BY")
    ],
    "days_off.marked": lambda words: [
        days_off.marked(TODAY, words[:80], channel, TODAY, BATCH, off=off)
        for channel in ("", "C1")
        for off in (True, False)
    ],
    "preferences.quiet": lambda _: [
        preferences.quiet(Quiet(hours, any_hour), Days(), BERLIN, batch)
        for hours, any_hour in ((HOURS, False), (None, True), (None, False))
        for batch in ("", "command:1")
    ],
    "preferences.cap": lambda _: [preferences.cap(most, "command:1") for most in (None, 1, 5)],
    "settings.settings": lambda _: [
        settings.settings(wishes, days, zone, mutes.in_form(wishes.muted, {"UBEN": "Ben " * 30}), "D1")
        for wishes in WISHES
        for days in DAYS
        for zone in ("", "America/Argentina/ComodRivadavia")
    ],
    "settings.saved": lambda _: [
        settings.saved(wishes, days, BERLIN, "command:1") for wishes in WISHES for days in DAYS
    ],
    "settings.as_they_were": lambda _: [settings.as_they_were()],
    "preferences.nudges": lambda _: [preferences.nudges(Nudging(count, 30), "command:1") for count in (0, 1, 5)],
}
