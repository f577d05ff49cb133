"""Every view of the bot with something to show: a `State` in, what people would see out.

A new function in bot/views needs an entry in `CASES`, or, when it shows nothing that people wrote, in `WITHOUT_WORDS`;
`test_views_words.py` fails until it has one.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from bot.rules import list_headings
from bot.rules import tasks as task_rules
from bot.rules.days_off import ANYBODY, Days, Odd, Off
from bot.rules.delivery import UNPLACED
from bot.rules.digests import Groups
from bot.rules.editing import task_form
from bot.rules.errors import AlreadySo, Choice, NotFound, UserError
from bot.rules.paging import Page
from bot.rules.people import Actor, Place
from bot.views import (
    blockers,
    digests,
    errors,
    help,  # noqa: A004
    history,
    home,
    leavers,
    ledger,
    lists,
    mutes,
    reaching,
    tasks,
)
from bot.views.blocks import Block, Md, Message, actions, button, clip, md
from bot.views.ledger import Ahead, Name, Past
from bot.views.reaching import Reach
from handlers.lists import QUERY_LIMIT
from storage.blockers import Blocker
from storage.ledger import Coming
from storage.outbox import Message as Row
from storage.tasks import Task
from tests.bot import showing_history, showing_home, showing_reminders, showing_rounds, showing_standups, showing_status
from tests.storage.given import NOW

BERLIN, NEW_YORK = ZoneInfo("Europe/Berlin"), ZoneInfo("America/New_York")
BATCH = "command:1234567890123.123456789012.0123456789abcdef0123456789abcdef"
DRAFT = "0123456789abcdef"
ANA = Actor("T1", "UANA", "member", BERLIN, Place("C1", "public"))
ASKED = Reach("UBEN", away_until=NOW.date())
PERMALINK = "https://team.slack.com/archives/C1/p1790000000000000?thread_ts=1790000000.000000&cid=C1"

Shown = Message | Block | Md
R = TypeVar("R")
Case = Callable[["State"], Sequence[Shown]]


@dataclass(frozen=True)
class State:
    """What there is to show. `words` is any other text: a query, what happened, Slack's reason, a message."""

    tasks: tuple[Task, ...]
    blockers: tuple[Blocker, ...]
    words: str = "login"
    earlier: bool = False
    later: bool = False
    told: bool = False

    @property
    def task(self) -> Task:
        """The one, for views of one."""
        return self.tasks[0]

    @property
    def blocker(self) -> Blocker:
        """The one, for views of one."""
        return self.blockers[0]

    @property
    def notice(self) -> Md | None:
        """What has just happened, above a list."""
        return md("Done: ", tasks.title(self.task)) if self.told and self.tasks else None

    @property
    def answer(self) -> Message | None:
        """What has just happened, above Home."""
        return tasks.added(self.task, ANA, NOW, BATCH) if self.told and self.tasks else None


def task(number: int = 1, **values: Any) -> Task:
    """A row as storage gives it."""
    defaults = {
        "workspace_id": "T1", "number": number, "channel_id": "C1", "channel_kind": "public", "creator_id": "UANA",
        "created_at": NOW - timedelta(days=3), "status_at": NOW, "status_by": "UBEN", "title": "Ship the beta",
        "due_rank": values.get("due_at") or task_rules.SOMEDAY,
    }  # fmt: skip
    return Task(**{**defaults, **values})


def blocker(number: int = 1, **values: Any) -> Blocker:
    """A row as storage gives it."""
    defaults = {
        "workspace_id": "T1", "number": number, "channel_id": "C1", "channel_kind": "public", "creator_id": "UANA",
        "created_at": NOW - timedelta(days=3), "status_at": NOW, "status_by": "UBEN", "what": "No access to staging",
        "stuck_id": "UANA", "unblocker_id": "UBEN",
    }  # fmt: skip
    return Blocker(**{**defaults, **values})


def every_state() -> Iterator[State]:
    """Each status of each noun, with and without neighbours, pages and everything that may be missing."""
    plain = State((task(),), (blocker(),))
    yield replace(plain, tasks=(), blockers=())
    for status in task_rules.STATUSES:
        for removed in (None, NOW):
            yield replace(plain, tasks=(task(status=status, removed_at=removed, owner_id="UBEN"),))
    for state in ("raised", "acknowledged", "resolved", "dismissed"):
        for removed in (None, NOW):
            yield replace(plain, blockers=(blocker(status=state, removed_at=removed, closed_at=removed),))
    yield replace(plain, earlier=True, later=True, told=True, words="mine late")


def _page(state: State, rows: Sequence[R]) -> Page[R]:
    more = state.earlier or state.later
    return Page(rows, state.earlier, state.later, total=100 if more else len(rows), more_than_total=more)


def _listed(state: State) -> list[Shown]:
    query = state.words[:QUERY_LIMIT]
    wanted = task_rules.Filter(words=(query,))
    heading = list_headings.heading(wanted, query, me="UANA", names={}, now=NOW, zone=BERLIN)
    return [
        tasks.listing(
            _page(state, rows), ANA, NOW,
            query=query, heading=heading, notice=_notice(state), may_change={row.key for row in rows},
        )
        for rows in (state.tasks, ())
    ]  # fmt: skip


def _nothing_found(state: State) -> list[Shown]:
    query = state.words[:QUERY_LIMIT]
    wanted = task_rules.Filter(words=(query,))
    return [tasks.nothing_found("Tasks: x", wanted, [Choice(query, f"task list {query}")], _notice(state))]


def _anybodys(state: State) -> dict[int, Days]:
    return {each.number: ANYBODY for each in state.blockers}


def _blockers_listed(state: State) -> list[Shown]:
    query = state.words[:QUERY_LIMIT]
    return [
        blockers.listing(
            _page(state, rows), _anybodys(state), BERLIN, NOW,
            query=query, heading="Blockers", notice=_notice(state), may_change={row.key for row in rows},
        )
        for rows in (state.blockers, ())
    ]  # fmt: skip


def _sorry(state: State) -> list[Shown]:
    choices = tuple(Choice(f"/{state.words}", state.words) for _ in range(6))
    return [
        errors.sorry(UserError(state.words, choices=choices)),
        errors.sorry(AlreadySo(state.words, by="UBEN")),
        errors.sorry(NotFound("T-1", "/task list")),
    ]


def _undelivered(state: State) -> list[Shown]:
    ended = ("failed", "skipped", "uncertain", "parked")
    common = {"about": "key", "which": "1", "was_due": NOW.isoformat(), "number": 1}
    return [
        ledger.undelivered(common | {"what": what, "ended": end, "to": to, "reason": reason}, NEW_YORK)
        for what in ("tasks.shared", "status.report")
        for end in ended
        for to, reason in (("C1", "not_in_channel"), ("UBEN", state.words[:255]))
    ] + [
        ledger.undelivered(
            common | {"what": "withdraw", "of": of, "ended": "failed", "to": "C1", "reason": reason}, NEW_YORK
        )
        for of in ("tasks.shared", "status.report")
        for reason in (UNPLACED, state.words[:255])
    ]


def _ledger(state: State) -> list[Shown]:
    held = Row(
        workspace_id="T1", key="key", purpose="digest.morning", noun="digest", number=0, recipient="UBEN", detail={},
        planned_at=NOW, due_at=NOW, finished_at=NOW, state="skipped", reason=state.words[:255],
    )  # fmt: skip
    once, often = ledger.Trouble(held, held.reason, 1, ("UBEN",)), ledger.Trouble(held, "", 28, ("UANA", "UBEN"))
    coming = [
        Coming(NOW, purpose, "reminder", 1, ("UANA",), "2026-11-24", spread=spread)
        for purpose in (*ledger.WHAT, "other")
        for spread in (True, False)
    ]
    for_role = Coming(NOW, "reminders.to_role", "reminder", 2, ("UANA", "UBEN"))
    role = Name("R-2", state.words, role="lead", channel_id="C1")
    names = {
        ("reminder", 2): role,
        ("reminder", 1): Name("R-1", state.words, time(9)),
        ("digest", 0): Name("T-1", state.words),
    }
    return [
        ledger.ledger(
            Past({"sent": 3}, dict.fromkeys(ledger.KINDS, 1000), rows),
            Ahead(ahead[: ledger.SHOWN], 15 if len(ahead) > 15 else 0, len(ahead)),
            names,
            7,
            NEW_YORK,
        )
        for rows, ahead in (
            ((once, often) * 5, coming * 3),
            (
                (),
                [Coming(NOW, "tasks.soon", "task", 1, ("C1", "UBEN")), for_role, replace(for_role, recipients=("C1",))],
            ),
            ((), ()),
        )
    ]


def _topics(state: State) -> list[Shown]:
    try:
        return [help.topic(state.words)]
    except UserError as error:
        return [errors.sorry(error)]


def _notice(state: State) -> Block | None:
    return history.happened(state.notice, "command:1.2.3") if state.notice else None


def _happened(state: State) -> list[Shown]:
    said = state.notice or md("Done")
    return [Message(said, (history.happened(said, "command:1.2.3"),))]


def _undone(state: State) -> list[Shown]:
    rows = [history.Undone(f"T-{row.number}", row.title, False, clip(row.title, 200)) for row in state.tasks]
    return [history.undone([*rows, *(history.Undone(f"B-{row.number}", row.what, True) for row in state.blockers)])]


def _several(state: State) -> list[Shown]:
    rows = [(row, tasks.loose_ends(("4", "7"), state.blockers[:1])) for row in (state.tasks * 25)[:25]]
    problems = [f"T-{number} is done already. Nothing changed." for number in range(25 - len(rows))]
    return [
        tasks.several("Done", rows, problems, BATCH),
        tasks.several("Done", (), [f"{state.words[:40]} is done already. Nothing changed."] * 25, BATCH),
    ]


def _several_blockers(state: State) -> list[Shown]:
    rows = (state.blockers * 25)[:25]
    problems = [f"{state.words[:40]} is resolved already. Nothing changed."] * (25 - len(rows))
    return [blockers.several("Resolved", rows, problems, BATCH)]


def _reaches() -> list[Reach]:
    return [
        ASKED,
        Reach("UBEN", urgent=True, away_until=TODAY),
        Reach("UBEN", quiet_until=NOW),
        Reach("UBEN", quiet_until=NOW + timedelta(days=2), asleep=True),
        Reach("UBEN", quiet_until=NOW, asleep=True, odd=Odd(TODAY, time(3, 20))),
        Reach("UBEN", away_until=TODAY, delegate="UANA"),
        Reach("UBEN", away_until=TODAY, off=Off("holiday", "Christmas Day")),
        Reach("UBEN", full=True),
        Reach("UBEN", muted=True),
        Reach("UBEN", odd=Odd(TODAY, time(3, 20), works=(time(8), time(16)))),
        Reach("UBEN"),
    ]


def _loose_ends(state: State) -> list[Shown]:
    note = tasks.loose_ends(("4",), state.blockers)
    return [tasks.changed("Done", row, ANA, NOW, BATCH, note) for row in state.tasks[:1]]


def _add_forms(state: State) -> list[Shown]:
    title, description = state.words[: task_rules.TITLE_LIMIT], state.words
    return [
        tasks.add_form(DRAFT, owner="UANA", channel=True),
        tasks.add_form(DRAFT, title=title, description=description, channel=False),
    ]


def one(show: Callable[[Task], Shown]) -> Case:
    """A view of one task."""
    return lambda state: [show(state.task)] if state.tasks else []


def stuck(show: Callable[[Blocker], Shown]) -> Case:
    """A view of one blocker."""
    return lambda state: [show(state.blocker)] if state.blockers else []


TODAY = date(2026, 11, 23)


def _digests(state: State) -> list[Shown]:
    # Each task, and each blocker, is in a digest once.
    numbered = {row.number: row for row in state.tasks}
    stuck = tuple({row.number: row for row in state.blockers}.values())
    numbers = tuple(numbered)
    still = dict.fromkeys(numbers, 5)
    return [
        digests.morning(numbered, groups, still, (stuck, stuck), _anybodys(state), TODAY, NEW_YORK, NOW)
        for groups in (Groups(overdue=numbers), Groups(today=numbers), Groups(soon=numbers), Groups(stale=numbers))
    ] + [digests.morning({}, Groups(), {}, ((), ()), {}, TODAY, NEW_YORK, NOW)]


def _worded(show: Callable[[str], Sequence[Shown]]) -> Case:
    """A view of words alone."""
    return lambda state: show(state.words)


CASES: dict[str, Case] = {
    "tasks.added": one(lambda row: tasks.added(row, ANA, NOW, BATCH)),
    "tasks.changed": one(lambda row: tasks.changed("Due date set", row, ANA, NOW, BATCH)),
    "tasks.renamed": one(lambda row: tasks.renamed(row.title, row, BATCH)),
    "tasks.nothing_found": _nothing_found,
    "tasks.several": _several,
    "tasks.shown": one(lambda row: tasks.shown(row, ANA, NOW, may_change=True)),
    "tasks.card": one(lambda row: tasks.card(row, NEW_YORK, NOW, shared=True)),
    "tasks.assigned": one(lambda row: tasks.assigned(row, "UBEN", "UANA", NEW_YORK, NOW)),
    "tasks.taken": one(lambda row: tasks.taken(row.key, row.title, "UBEN", "UANA")),
    "tasks.without_owner": lambda state: [tasks.without_owner(row) for row in state.tasks],
    "tasks.was_theirs": lambda state: [tasks.was_theirs("UBEN")],
    "tasks.as_it_was": one(lambda row: tasks.as_it_was(tasks.title(row))),
    "tasks.yours_again": one(tasks.yours_again),
    "tasks.as_shared": one(lambda row: tasks.as_shared(row, NEW_YORK, NOW)),
    "tasks.kept_card": one(lambda row: tasks.kept_card(row, tasks.as_shared(row, NEW_YORK, NOW))),
    "tasks.freed": one(lambda row: tasks.freed(row, NEW_YORK, NOW)),
    "tasks.listing": _listed,
    "tasks.add_form": _add_forms,
    "tasks.edit_form": one(lambda row: tasks.edit_form(row, task_form(row, NEW_YORK), DRAFT)),
    "tasks.loose_ends": _loose_ends,
    "tasks.left_out": lambda state: [tasks.left_out(state.words) or Md("")],
    "tasks.title": one(tasks.title),
    "tasks.details": one(lambda row: tasks.details(row, NEW_YORK, NOW)),
    "blockers.raised": stuck(lambda row: blockers.raised(row, ANYBODY, ANA, NOW, BATCH, ASKED)),
    "blockers.changed": stuck(lambda row: blockers.changed("Not a blocker:", row, ANYBODY, ANA, NOW, BATCH, ASKED)),
    "blockers.shown": stuck(lambda row: blockers.shown(row, ANYBODY, ANA, NOW, may_change=True)),
    "blockers.card": stuck(lambda row: blockers.card(row, ANYBODY, BERLIN, NOW)),
    "blockers.asked": stuck(lambda row: blockers.asked(row, ANYBODY, "UBEN", NEW_YORK, NOW)),
    "blockers.as_shared": stuck(lambda row: blockers.as_shared(row, NEW_YORK, NOW)),
    "blockers.kept_card": stuck(lambda row: blockers.kept_card(row, blockers.as_shared(row, NEW_YORK, NOW))),
    "blockers.acknowledged": stuck(blockers.acknowledged),
    "blockers.cleared": stuck(blockers.cleared),
    "blockers.listing": _blockers_listed,
    "blockers.several": _several_blockers,
    "blockers.raise_form": lambda state: [blockers.raise_form(DRAFT, what=state.words[:500], channel=True)],
    "blockers.note_form": stuck(lambda row: blockers.note_form(row, DRAFT)),
    "blockers.reassign_form": stuck(lambda row: blockers.reassign_form(row, DRAFT)),
    "blockers.title": stuck(blockers.title),
    "blockers.details": stuck(lambda row: blockers.details(row, ANYBODY, BERLIN, NOW)),
    **{name: _worded(show) for name, show in showing_rounds.CASES.items()},
    "answering.answer_form": lambda state: showing_rounds.forms(state.words, state.tasks),
    "errors.sorry": _sorry,
    "errors.unexpected": lambda _: [errors.unexpected("0123abcd")],
    "errors.busy": lambda _: [errors.busy()],
    "errors.not_opened": lambda _: [errors.not_opened()],
    "help.overview": lambda _: [help.overview()],
    "help.topic": _topics,
    "history.happened": _happened,
    "history.undone": _undone,
    "history.nothing_to_undo": lambda _: [history.nothing_to_undo(after_undo=after) for after in (False, True)],
    "lists.listing": _listed,
    "lists.written": one(lambda row: lists.written(tasks.title(row), actions(button("Done", "tasks.done")), row)),
    "lists.taken_back": lambda _: [lists.taken_back("T-1")],
    "lists.no_longer": lambda _: [lists.no_longer("T-1", "is no longer yours")],
    "lists.opened_by": one(lambda row: lists.opened_by(Md("Yours now."), tasks.card(row, NEW_YORK, NOW))),
    "home.mine": lambda state: [home.mine(state.tasks[:15], state.blockers[:15], _anybodys(state), ANA, NOW)],
    "ledger.undelivered": _undelivered,
    "blockers.state": stuck(blockers.state),
    "blockers.stand_in": stuck(lambda row: blockers.stand_in(row, ANYBODY, "UANA", BERLIN, NOW)),
    "leavers.left": lambda state: [
        leavers.left(
            "UBEN",
            "C1",
            tuple({row.number: row for row in state.tasks}.values()),
            tuple({row.number: row for row in state.blockers}.values()),
        )
    ],
    "reaching.telling": lambda _: [reaching.telling(each, TODAY, " Say so: `/blocker`") for each in _reaches()],
    "reaching.hindrance": lambda _: [reaching.hindrance(each, TODAY, "") or Md("") for each in (*_reaches(), None)],
    **{name: _worded(show) for name, show in showing_standups.CASES.items()},
    "ledger.ledger": _ledger,
    "ledger.settled": lambda state: [ledger.settled("Good.")],
    **{name: _worded(show) for name, show in showing_reminders.CASES.items()},
    **{name: _worded(show) for name, show in showing_history.CASES.items()},
    "digests.morning": _digests,
    "digests.with_kept": one(
        lambda row: digests.with_kept(None, [digests.in_short(tasks.assigned(row, "UBEN", "UANA", NEW_YORK, NOW).text)])
    ),
    "digests.soon": one(lambda row: digests.soon(row, NEW_YORK, NOW)),
    "mutes.with_why": one(lambda row: mutes.with_why(tasks.card(row, NEW_YORK, NOW), "tasks.assigned", "UANA")),
    **showing_status.CASES,
    **showing_home.CASES,
}
# They make words of dates, which nobody can write anything into.
WITHOUT_WORDS = {
    "mutes.because", "preferences.quiet_words", "preferences.quiet_again", "ledger.shown_at", "tasks.due_words",
    "tasks.in_form", "blockers.age", "lists.seen_by", "history.of_no_record", "history.undo_button",
    "days_off.as_before", "days_off.day_again", "days_off.zone_as_before", "reactions.as_before",
    "settings.settings_button", "mutes.in_form", "tasks.count", "home.mark", "reaching.against",
    "ledger.kinds_words", "digests.in_short", "digests.shows", "blockers.answer_button", "reminders.coming",
    "status.settled_already", "mutes.what", "mutes.named", "mutes.called", "absences.span",
    "absences.away_again", "absences.not_away", "preferences.restored", "past_changes.called", "history.undo",
    "privacy.restored", "privacy.length", "feeds.as_before",
    "about_you.text",  # a file, in which Slack sees no words
}  # fmt: skip


def payload(said: Shown) -> Any:
    """As JSON goes out: a view, or the blocks of a message with the note that a whisper carries."""
    if isinstance(said, Message):
        return said.whisper()["blocks"]
    return [] if isinstance(said, Md) else said


def own_controls(state: State) -> set[str]:
    """Mentions, links and dates that the rows themselves ask for: who owns what, where it came from, when it is due."""
    people = {"UANA", "UBEN"}
    controls = {"#C1", f"{escaped(PERMALINK)}|the message", _date(NOW)}
    for row in state.tasks:
        people |= {row.owner_id or "", row.creator_id, *row.helper_ids}
        controls |= {f"{escaped(row.source_url or '')}|from this message"}
    for each in state.blockers:
        people |= {each.stuck_id, each.unblocker_id or "", each.status_by, each.note_by or ""}
        controls |= {f"{escaped(each.source_url or '')}|Raised from this message"}
    return controls | {f"@{person}" for person in people} | {_date(row.due_at) for row in state.tasks if row.due_at}


def _date(at: datetime) -> str:
    local = at.astimezone(NEW_YORK)
    fallback = f"{local:%a} {local.day} {local:%b}, {local:%H:%M} (New York)"
    return f"!date^{int(at.timestamp())}^{{date_short_pretty}} at {{time}}|{fallback}"


def escaped(text: str) -> str:
    """As Slack wants it, said once more here."""
    return "".join({"&": "&amp;", "<": "&lt;", ">": "&gt;"}.get(char, char) for char in text)
