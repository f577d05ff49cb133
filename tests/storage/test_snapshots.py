"""What a report gathers from the tables: the channel's own and nothing else, on both databases."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import insert
from sqlmodel import Session

from bot.rules.snapshots import AHEAD_DAYS, KEPT, Snapshot, details, plain, revived
from bot.rules.status import Notes
from bot.rules.tasks import SOMEDAY
from bot.views import reports
from storage import absences, snapshots
from storage.blockers import Blocker
from storage.database import Database
from storage.days_off import WorkCalendar
from storage.history import Change
from storage.people import Person
from storage.rounds import Entry, Round
from storage.snapshots import Scope
from storage.standups import Standup
from storage.tasks import Task
from tests.storage.given import NOW, actor, stamp

DAY = timedelta(days=1)
ZONE = actor().zone
SCOPE = Scope("T1", "C1", ZONE, NOW.date(), NOW - 7 * DAY, NOW)


def row(number: int, **values: Any) -> dict[str, Any]:
    """A task as the table holds it."""
    defaults = {
        "workspace_id": "T1", "number": number, "channel_id": "C1", "channel_kind": "public", "creator_id": "UANA",
        "created_at": NOW - 30 * DAY, "status_at": NOW - DAY, "status_by": "UANA", "title": f"Task {number}",
        "status": "open", "priority": "normal", "owner_id": "UBEN", "due_rank": SOMEDAY, "search": "",
    }  # fmt: skip
    due = {"due_at": values["due_rank"], "due_zone": "Europe/Berlin"} if "due_rank" in values else {}
    return {**defaults, **due, **values}


async def taken(db: Database, rows: list[dict[str, Any]], *more: Any) -> Snapshot:
    """A snapshot of these tasks, and of what else there is."""

    def fill(session: Session) -> None:
        columns = dict.fromkeys(key for each in rows for key in each)
        session.connection().execute(insert(Task), [{**columns, **each} for each in rows])
        session.add_all(more)

    await db.write(fill)
    return await db.read(snapshots.take, SCOPE, Notes(), None)


async def test_ten_thousand_tasks_are_counted_and_the_first_are_kept(db: Database) -> None:
    rows = [row(number, due_rank=NOW - DAY) for number in range(1, 10_001)]
    found = await taken(db, rows)
    late = found.sections["late"]
    assert (found.figures["late"], len(late.keys), len(late.items)) == (10_000, 10_000, KEPT)
    assert found.weeks[-1].counts["open"] == 10_000


async def test_only_what_was_born_in_the_channel_is_told(db: Database) -> None:
    elsewhere = [row(1, channel_id="C2"), row(2, workspace_id="T2"), row(3, removed_at=NOW), row(4, channel_id="")]
    found = await taken(db, elsewhere)
    assert found.empty


async def test_what_is_due_is_due_within_seven_days_and_what_was_due_is_late(db: Database) -> None:
    soon, beyond = NOW + AHEAD_DAYS * DAY, NOW + AHEAD_DAYS * DAY + timedelta(seconds=1)
    found = await taken(
        db,
        [
            row(1, due_rank=NOW - timedelta(seconds=1)),
            row(2, due_rank=soon),
            row(3, due_rank=beyond),
            row(4),
            row(5, due_rank=NOW - DAY, status="done"),
        ],
    )
    assert found.sections["late"].keys == ("T-1",)
    assert found.sections["due"].keys == ("T-2",)
    assert found.sections["done"].keys == ("T-5",)


async def test_who_is_away_is_told_of_those_with_work_here(db: Database) -> None:
    away = [
        absences.Absence(
            workspace_id="T1", user_id=user, first_day=NOW.date() + 2 * DAY, last_day=NOW.date() + 4 * DAY, said_at=NOW
        )
        for user in ("UBEN", "UCLEO")
    ]
    found = await taken(db, [row(1)], *away, Person(workspace_id="T1", user_id="UBEN", name="Ben", checked_at=NOW))
    assert [each.who for each in found.away] == ["UBEN"]
    assert found.names["UBEN"] == "Ben"


async def test_whoever_looks_after_the_report_is_away_too_even_without_work_of_their_own(db: Database) -> None:
    def leave(session: Session) -> None:
        for user in ("ULEAD", "UCLEO"):
            absences.add(session, stamp(user), NOW.date(), NOW.date() + DAY)

    await db.write(leave)
    found = await db.read(snapshots.take, replace(SCOPE, lead="ULEAD"), Notes(), None)
    assert [each.who for each in found.away] == ["ULEAD"]


async def test_whoever_is_back_tomorrow_is_away_today_and_no_update_of_theirs_is_missing(db: Database) -> None:
    await db.write(absences.add, stamp("UBEN"), NOW.date() - DAY, NOW.date())
    found = await taken(db, [row(1, status_at=NOW - 10 * DAY)])
    assert [(each.who, each.last) for each in found.away] == [("UBEN", NOW.date().isoformat())]
    assert found.missing == ()


async def test_days_away_with_but_a_weekend_between_them_are_one_stretch(db: Database) -> None:
    def leave(session: Session) -> None:
        friday, monday = NOW.date() + 4 * DAY, NOW.date() + 7 * DAY
        for first, last in ((NOW.date(), NOW.date()), (friday, friday), (monday, monday + 2 * DAY)):
            absences.add(session, stamp("UBEN"), first, last)

    assert NOW.weekday() == 0
    await db.write(leave)
    found = await taken(db, [row(1)])
    assert [(each.first, each.last) for each in found.away] == [
        ("2026-11-23", "2026-11-23"),
        ("2026-11-27", "2026-12-02"),
    ]


async def test_blocked_is_said_of_the_same_tasks_in_the_figures_and_in_the_picture(db: Database) -> None:
    blocker = Blocker(
        workspace_id="T1", number=1, channel_id="C1", channel_kind="public", creator_id="UANA", created_at=NOW,
        status_at=NOW, status_by="UANA", what="No access", stuck_id="UBEN", status="raised", task_numbers=("2", "3"),
    )  # fmt: skip
    rows = [row(number, status="blocked") for number in (2, 3)]
    lives = [
        Change(
            workspace_id="T1", noun="task", number=number, version=1, verb="block", actor_id="UANA", door="slash",
            batch="b", at=NOW - DAY, before={"status": "open"}, after={"status": "blocked"}, seq=number, salt="",
            content="", hash="",
        )
        for number in (2, 3)
    ]  # fmt: skip
    found = await taken(db, rows, blocker, *lives)
    assert found.figures["blocked"] == found.weeks[-1].counts["blocked"] == 2
    assert found.sections["blocked"].keys == ("B-1",)
    assert "B-1* No access · somebody is stuck, nobody yet is named who can clear it · holds up T-2, T-3 · since" in (
        reports.report(found).text
    )


async def test_the_thread_lists_every_open_task_also_one_without_a_date_and_tells_which_are_blocked(
    db: Database,
) -> None:
    rows = [row(1), row(2, status="blocked", due_rank=NOW + DAY), row(3, due_rank=NOW - DAY), row(4, status="done")]
    ben = Person(workspace_id="T1", user_id="UBEN", name="Ben", checked_at=NOW)
    found = revived(plain(await taken(db, rows, ben)))
    assert details(found) == ("numbers", "open")
    assert reports.detail(found, "open", 12).text.splitlines() == [
        "*#12 · Every open task (3)*",
        "• *T-3* Task 3 · Ben · was due Sun 22 Nov",
        "• *T-2* Task 2 · Ben · due Tue 24 Nov · blocked",
        "• *T-1* Task 1 · Ben · no date",
    ]
    assert "Every open task and the picture's numbers are in the thread." in str(reports.report(found, threaded=True))


async def test_a_blocker_names_only_tasks_of_the_channel_that_it_holds_up(db: Database) -> None:
    blocker = Blocker(
        workspace_id="T1", number=1, channel_id="C1", channel_kind="public", creator_id="UANA", created_at=NOW,
        status_at=NOW, status_by="UANA", what="No access", stuck_id="UBEN", status="raised", task_numbers=("1", "2"),
    )  # fmt: skip
    found = await taken(db, [row(1, channel_id="C2"), row(2)], blocker)
    assert found.sections["blocked"].items[0].holds == ("T-2",)


async def test_what_is_in_the_way_is_as_old_as_they_said_and_the_oldest_comes_first(db: Database) -> None:
    raised = [
        Blocker(
            workspace_id="T1", number=number, channel_id="C1", channel_kind="public", creator_id="UANA",
            created_at=NOW - DAY / number, status_at=NOW, status_by="UANA", what="No access", stuck_id="UBEN",
            status="raised", task_numbers=(), stuck_since=since, unblocker_id="UDAN",
        )
        for number, since in ((1, None), (2, NOW.date() - 14 * DAY))
    ]  # fmt: skip
    dan = Person(workspace_id="T1", user_id="UDAN", name="Dan", checked_at=NOW)
    found = await taken(db, [row(1)], *raised, dan)
    assert found.sections["blocked"].keys == ("B-2", "B-1")
    assert found.sections["blocked"].items[0].days == 10
    assert [each.clears for each in found.sections["blocked"].items] == ["UDAN", "UDAN"]
    assert found.names["UDAN"] == "Dan"


async def test_eight_weeks_are_eight_moments_the_last_of_them_now(db: Database) -> None:
    found = await taken(db, [row(1)])
    days = [date.fromisoformat(week.day) for week in found.weeks]
    assert days == [NOW.date() - weeks * 7 * DAY for weeks in range(7, -1, -1)]


async def test_owners_whose_tasks_have_not_moved_are_named_unless_they_are_blocked(db: Database) -> None:
    still, lately = NOW - 8 * DAY, NOW - DAY
    found = await taken(
        db,
        [
            row(1, owner_id="UBEN", status_at=still),
            row(2, owner_id="UBEN", status_at=still - 3 * DAY),
            row(3, owner_id="UCLEO", status_at=still, status="blocked"),
            row(4, owner_id="UDAN", status_at=still),
            row(5, owner_id="UDAN", status_at=lately),
        ],
    )
    assert [(each.who, each.tasks, each.days) for each in found.missing] == [("UBEN", 2, 6)]
    assert list(found.missing[0].still.items()) == [("T-2", 7), ("T-1", 6)]


def _round(number: int, standup: int) -> Round:
    roster = {"UBEN": "mandatory", "UCLEO": "optional", "UANA": "mandatory"}
    return Round(
        workspace_id="T1", number=number, standup_number=standup, nominal=NOW.date() - number * DAY, roster=roster,
        channel_id="C1", channel_kind="public", posting="thread", questions=[], opened_at=NOW - number * DAY,
        closes_at=NOW - number * DAY,
    )  # fmt: skip


def _entry(number: int, user: str, status: str) -> Entry:
    at = NOW - number * DAY
    return Entry(workspace_id="T1", round_number=number, user_id=user, status=status, prompt_at=at, deadline_at=at)


async def test_standups_not_answered_are_named_where_the_team_wants_it(db: Database) -> None:
    def standup(number: int, **values: Any) -> Standup:
        defaults = {
            "workspace_id": "T1", "number": number, "channel_id": "C1", "channel_kind": "public", "creator_id": "UANA",
            "created_at": NOW, "status_at": NOW, "status_by": "UANA", "name": "Daily", "cadence": {}, "questions": [],
            "members": {},
        }  # fmt: skip
        return Standup(**{**defaults, **values})

    found = await taken(
        db,
        [row(1, owner_id=None)],
        standup(1), standup(2, names_missing=False), standup(3, posting="dm"), standup(4, channel_id="C2"),
        _round(1, 1), _round(2, 1), _round(3, 2), _round(4, 3), _round(5, 4), _round(9, 1),
        _entry(1, "UBEN", "waiting"), _entry(2, "UBEN", "answered"), _entry(9, "UBEN", "waiting"),
        _entry(1, "UANA", "skipped"), _entry(2, "UANA", "waiting"), _entry(1, "UCLEO", "waiting"),
        *(_entry(number, "UBEN", "waiting") for number in (3, 4, 5)),
    )  # fmt: skip
    # What was skipped counts neither as answered nor as missed, as on the card of the day.
    assert [(each.who, each.missed, each.of) for each in found.missing] == [("UANA", 1, 1), ("UBEN", 1, 2)]


async def test_ages_count_the_working_days_of_whoever_has_to_act(db: Database) -> None:
    since = NOW - 7 * DAY
    calendars = [
        WorkCalendar(workspace_id="T1", whom="UBEN", weekdays=("0", "1", "2")),
        WorkCalendar(workspace_id="T1", whom="UCLEO", weekdays=("0",)),
    ]
    blocker = Blocker(
        workspace_id="T1", number=1, channel_id="C1", channel_kind="public", creator_id="UANA", created_at=since,
        status_at=since, status_by="UANA", what="No access", stuck_id="UANA", unblocker_id="UCLEO", search="",
    )  # fmt: skip
    rows = [row(1, due_rank=since), row(2, due_rank=since, owner_id=None), row(3, status="blocked", status_at=since)]
    found = await taken(db, rows, blocker, *calendars)
    assert {each.key: each.days for each in found.sections["late"].items} == {"T-1": 3, "T-2": 5}
    assert {each.key: each.days for each in found.sections["blocked"].items} == {"T-3": 3, "B-1": 1}


async def test_whoever_has_taken_a_blocker_on_is_named_and_not_whoever_was_asked(db: Database) -> None:
    blocker = Blocker(
        workspace_id="T1", number=1, channel_id="C1", channel_kind="public", creator_id="UANA", created_at=NOW,
        status_at=NOW, status_by="UBEN", what="No access", stuck_id="UCLEO", unblocker_id="UANA", status="acknowledged",
    )  # fmt: skip
    found = await taken(db, [row(2)], blocker)
    (item,) = found.sections["blocked"].items
    assert item.clears == "UBEN"
    assert "somebody is stuck, somebody is on it" in reports.report(found).text
