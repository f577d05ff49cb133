"""What people see of weekly reports, for the tests of views: see `tests/bot/showing.py`."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from bot.rules import snapshots as rules
from bot.rules.recurrence import Cadence, plain
from bot.rules.snapshots import Away, Item, Missing, Section, Snapshot, Week
from bot.rules.status import HEADLINE_LIMIT, NOTE_LIMIT, Notes
from bot.views import reports, status
from storage.status import Edition, Plan
from tests.storage.given import NOW

if TYPE_CHECKING:
    from tests.bot.showing import Shown, State

BERLIN = ZoneInfo("Europe/Berlin")
FRIDAY = date(2026, 11, 27)
DRAFT = "0123456789abcdef"
MANY = 10_000
KEYS = tuple(f"T-{number}" for number in range(MANY))


def plan(**values: Any) -> Plan:
    """A row as storage gives it."""
    cadence = plain(Cadence("week", weekdays=frozenset({4})))
    defaults = {
        "workspace_id": "T1", "number": 1, "channel_id": "C1", "channel_kind": "public", "creator_id": "UANA",
        "created_at": NOW, "status_at": NOW, "status_by": "UANA", "cadence": cadence,
        "words": "every Friday at 16:00", "zone": "Europe/Berlin",
    }  # fmt: skip
    return Plan(**{**defaults, **values})


def edition(**values: Any) -> Edition:
    """A row as storage gives it."""
    return Edition(**{"workspace_id": "T1", "plan_number": 1, "nominal": FRIDAY, **values})


def snapshot(items: Sequence[Item] = (), words: str = "", **values: Any) -> Snapshot:
    """A snapshot in which every section has these items, and the owner wrote `words`."""
    section = Section.of(items)
    counts = dict.fromkeys(rules.STATES, len(items))
    defaults: dict[str, Any] = {
        "channel_id": "C1", "zone": "Europe/Berlin", "nominal": FRIDAY.isoformat(), "since": NOW - timedelta(days=7),
        "taken_at": NOW, "figures": dict.fromkeys(("done", "late", "blocked", "open"), len(items)),
        "sections": dict.fromkeys(rules.NAMES, section),
        "notes": Notes(words[:HEADLINE_LIMIT], words[:NOTE_LIMIT], words[:NOTE_LIMIT]),
        "weeks": tuple(Week(f"2026-11-{day:02}", counts) for day in range(1, 10)),
    }  # fmt: skip
    return Snapshot(**{**defaults, **values})


def crowded(texts: Sequence[str], words: str) -> Snapshot:
    """A snapshot of ten thousand tasks with such titles, owned, missed and away by people with such names."""
    items = tuple(
        Item(f"T-{number}", texts[number % len(texts)], f"U{number % 50}", "2026-11-27", "2026-11-20", 4)
        for number in range(rules.KEPT)
    )
    people = [f"U{number}" for number in range(50)]
    return snapshot(
        words=words,
        sections=dict.fromkeys(rules.NAMES, Section(KEYS, items)),
        figures=dict.fromkeys(("done", "late", "blocked", "open"), MANY),
        away=tuple(Away(user, "2026-11-20", "2026-11-30") for user in people),
        missing=tuple(Missing(user, missed=1, of=5) for user in people),
        names=dict.fromkeys(people, words[:255] or "Ana"),
        before=dict.fromkeys(("done", "late", "blocked", "open"), 3),
        before_number=11,
    )


def snapshots(state: "State") -> Iterator[Snapshot]:
    """Nothing at all, a little, and far too much of everything."""
    titles = [row.title for row in state.tasks] or ["Ship the beta"]
    yield snapshot()
    yield snapshot([Item("T-1", title) for title in titles], state.words)
    yield crowded(titles, state.words)


def each(show: "Callable[[Snapshot], Shown]") -> "Callable[[State], list[Shown]]":
    """A view of one snapshot."""
    return lambda state: [show(taken) for taken in snapshots(state)]


def _differences(state: "State") -> "list[Shown]":
    empty, _, full = snapshots(state)
    pairs = ((empty, full), (full, empty))
    return [reports.differing(rules.difference(pair), *pair, (11, number)) for pair in pairs for number in (12,)]


def outlook(following: date | None = FRIDAY, owner_id: str = "UANA", zone: ZoneInfo = BERLIN) -> status.Outlook:
    """What Ana reads of a plan's future."""
    return status.Outlook(following, owner_id, joined=bool(following), reader="UANA", zone=zone)


def _happened(_: "State") -> "list[Shown]":
    return [
        status.happened("Set up", plan(status=how, publishes=itself), ahead, NOW, "command:1.2.3")
        for how, ahead in (
            ("running", outlook()),
            ("running", outlook(owner_id="UBEN", zone=ZoneInfo("Pacific/Auckland"))),
            ("running", outlook(owner_id="")),
            ("paused", outlook(None)),
            ("stopped", outlook(None)),
        )
        for itself in (True, False)
    ]


def _ownerless(state: "State") -> "list[Shown]":
    said = [reports.report(taken, number=12, threaded=True) for taken in snapshots(state)]
    return [status.ownerless(each, 1, 12) for each in said]


def _cards(state: "State") -> "list[Shown]":
    shown = [
        status.card(edition(), plan(), taken, NOW, reminds=late) for taken in snapshots(state) for late in (True, False)
    ]
    over = [
        edition(status="published", report_number=12),
        edition(status="skipped"),
        edition(status="missed"),
        edition(),
    ]
    return [*shown, *(status.card(draft, plan(publishes=False), None, NOW) for draft in over)]


def _forms(state: "State") -> "list[Shown]":
    return [
        status.setup_form(None, BERLIN, DRAFT, channel_id=""),
        status.setup_form(plan(publishes=False), BERLIN, DRAFT, channel_id="C1"),
    ]


CASES: "dict[str, Callable[[State], Sequence[Shown]]]" = {
    "reports.report": lambda state: [
        reports.report(taken, number=number, late=late, threaded=number is not None)
        for taken in snapshots(state)
        for number, late in ((None, False), (12, True))
    ],
    "reports.detail": lambda state: [
        reports.detail(taken, name, 12) for taken in snapshots(state) for name in (*rules.NAMES, "numbers")
    ],
    "reports.differing": _differences,
    "reports.listing": lambda state: (
        [
            reports.listing([(number, taken, "UBEN" if number % 2 else "") for number in range(20)])
            for taken in snapshots(state)
        ]
        + [reports.listing([])]
    ),
    "status.happened": _happened,
    "status.shown": lambda _: [
        status.shown(plan_, outlook() if plan_ else None, NOW, may_change=may)
        for plan_ in (None, plan())
        for may in (True, False)
    ],
    "status.preview": lambda state: [
        status.preview(taken, found) for taken in snapshots(state) for found in (None, plan(), plan(status="paused"))
    ],
    "status.early": lambda _: [status.early(edition(), plan(), day, NOW) for day in (FRIDAY, None)],
    "status.published": lambda _: [
        status.published(edition(), plan(), 12, day, NOW, "command:1.2.3") for day in (FRIDAY, None)
    ],
    "status.posted_again": lambda _: [status.posted_again(12, "C1")],
    "status.owned": lambda _: [status.owned(plan(), "UBEN")],
    "status.ownerless": _ownerless,
    "status.left": lambda _: [status.left(plan())],
    "status.skipped": lambda _: [
        status.skipped(edition(), plan(), day, NOW, "command:1.2.3") for day in (FRIDAY, None)
    ],
    "status.noted": each(lambda taken: status.noted(taken, "command:1.2.3")),
    "status.as_before": lambda _: [
        status.as_before(edition(), plan(status=state), number, NOW, begun=begun, posted=posted)
        for number, posted in ((12, True), (12, False), (None, False))
        for state in ("running", "stopped")
        for begun in (True, False)
    ],
    "status.noted_as_before": lambda _: [status.noted_as_before(edition(), plan(), NOW)],
    "status.card": _cards,
    "status.unposted": lambda _: [status.unposted(edition(), plan())],
    "status.setup_form": _forms,
    "status.notes_form": lambda state: [
        status.notes_form(replace(snapshot(words=state.words).notes, headline=""), DRAFT),
        status.notes_form(snapshot(words=state.words).notes, DRAFT),
    ],
}
