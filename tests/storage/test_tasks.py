"""Tasks in the memory, on both databases."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event
from sqlmodel import Session

from bot.rules.errors import AlreadySo, NotFound, UserError
from bot.rules.paging import Cursor
from bot.rules.people import Place, allow
from bot.rules.tasks import Due, Filter, NewTask
from storage import history, records, tasks, waiting
from storage.database import Database
from storage.tasks import Task
from tests.storage.given import GENERAL, NOW, actor, stamp


async def test_tasks_are_numbered_from_one_in_each_workspace(db: Database) -> None:
    def work(session: Session) -> list[int]:
        return [
            tasks.add(session, stamp(workspace=workspace), GENERAL, NewTask("A title")).number
            for workspace in ("T1", "T1", "T2", "T1")
        ]

    assert await db.write(work) == [1, 2, 1, 3]


async def test_a_task_comes_back_as_it_was_written(db: Database) -> None:
    new = NewTask(
        title="Ship the beta & <celebrate>",
        description="Line one\nLine two",
        owner_id="UBEN",
        helper_ids=("UCLEO", "UDAN"),
        due=Due(NOW + timedelta(days=4), "Europe/Berlin", timed=True),
        priority="high",
        labels=("launch", "web"),
        estimate_minutes=1440,
        source_url="https://example.slack.com/archives/C1/p1",
    )
    await db.write(tasks.add, stamp(), GENERAL, new)
    found = await db.read(tasks.find, actor(), 1, "see")
    assert found.title == new.title
    assert found.helper_ids == ("UCLEO", "UDAN")
    assert found.labels == ("launch", "web")
    assert (found.due_at, found.due_zone, found.due_timed) == (NOW + timedelta(days=4), "Europe/Berlin", True)
    assert found.due_at is not None
    assert found.due_at.utcoffset() == timedelta(0)


async def test_another_workspaces_task_reads_as_absent(db: Database) -> None:
    await db.write(tasks.add, stamp(), GENERAL, NewTask("Ours"))
    with pytest.raises(NotFound) as absent:
        await db.read(tasks.find, actor(workspace="T2"), 1, "see")
    with pytest.raises(NotFound) as never:
        await db.read(tasks.find, actor(), 99, "see")
    assert absent.value.text.replace("T-1", "T-99") == never.value.text


async def test_a_second_finish_changes_nothing_and_names_the_first(db: Database) -> None:
    await db.write(tasks.add, stamp(), GENERAL, NewTask("Once"))

    def finish(session: Session, who: str) -> int:
        task = tasks.find(session, actor(who), 1, "change")
        tasks.move(session, stamp(who), task, "done")
        return task.version

    assert await db.write(finish, "UBEN") == 2
    with pytest.raises(AlreadySo) as error:
        await db.write(finish, "UANA")
    assert error.value.by == "UBEN"
    assert (await db.read(tasks.find, actor(), 1, "see")).version == 2


async def test_every_change_is_written_down_with_before_and_after(db: Database) -> None:
    def work(session: Session) -> None:
        task = tasks.add(session, stamp(), GENERAL, NewTask("Draft"))
        tasks.change(session, stamp("UBEN"), task, "assign", {"owner_id": "UBEN"})
        tasks.move(session, stamp("UCLEO"), task, "done")

    await db.write(work)
    changes = await db.read(history.of, "T1", "task", 1)
    assert [(change.verb, change.actor_id) for change in changes] == [
        ("done", "UCLEO"),
        ("assign", "UBEN"),
        ("add", "UANA"),
    ]
    assert changes[1].before == {"owner_id": None}
    assert changes[1].after == {"owner_id": "UBEN"}


async def test_undo_puts_back_what_a_change_replaced(db: Database) -> None:
    due = Due(NOW + timedelta(days=1), "Europe/Berlin", timed=False)

    def work(session: Session) -> Task:
        task = tasks.add(session, stamp(), GENERAL, NewTask("Draft", due=due, labels=("a", "b")))
        mark = stamp()
        tasks.change(session, mark, task, "edit", {"due": None, "labels": ("c",), "title": "Other"})
        (change,) = history.batch(session, "T1", mark.batch)
        records.undo(session, stamp(), task, change)
        return task

    await db.write(work)
    task = await db.read(tasks.find, actor(), 1, "see")
    assert (task.title, task.labels, task.due_at, task.due_rank) == ("Draft", ("a", "b"), due.at, due.at)


async def test_a_change_by_somebody_else_can_no_longer_be_undone(db: Database) -> None:
    def work(session: Session) -> None:
        mark = stamp()
        task = tasks.add(session, mark, GENERAL, NewTask("Draft"))
        tasks.change(session, stamp("UBEN"), task, "edit", {"title": "Better"})
        (change,) = history.batch(session, "T1", mark.batch)
        records.undo(session, stamp(), task, change)

    with pytest.raises(UserError, match="changed it since"):
        await db.write(work)


async def test_the_list_shows_exactly_what_allow_allows(db: Database) -> None:
    places = [Place("C1", "public"), Place("C2", "public"), Place("C3", "private"), Place("D1", "dm")]
    people = [None, "UBEN", "UCLEO"]

    def fill(session: Session) -> None:
        for place in places:
            for owner in people:
                for helpers in ((), ("UDAN",)):
                    new = NewTask(f"{place.channel_id} {owner}", owner_id=owner, helper_ids=helpers)
                    tasks.add(session, stamp("UANA"), place, new)

    await db.write(fill)

    def compare(session: Session) -> None:
        every = [session.get(Task, ("T1", number)) for number in range(1, 25)]
        for who in ("UANA", "UBEN", "UDAN", "UEVE"):
            for channel in ("C1", "C3", "C9"):
                for kind in ("member", "guest"):
                    asker = actor(who, channel=channel, who=kind)  # type: ignore[arg-type]
                    shown = tasks.page(session, asker, Filter(), None, 100, NOW).rows
                    assert {t.number for t in shown} == {t.number for t in every if t and allow(asker, "see", t)}

    await db.read(compare)


async def test_what_was_made_in_no_channel_is_seen_by_its_people_only(db: Database) -> None:
    for kind in ("private", "dm"):
        await db.write(tasks.add, stamp("UANA"), Place("", kind), NewTask("Nowhere"))  # type: ignore[arg-type]
    for who, numbers in (("UANA", [1, 2]), ("UBEN", [])):
        for kind in ("member", "guest"):
            nowhere = actor(who, channel="", kind="dm", who=kind)  # type: ignore[arg-type]
            assert [
                task.number for task in (await db.read(tasks.page, nowhere, Filter(), None, 9, NOW)).rows
            ] == numbers


@pytest.mark.parametrize(("there_are", "total", "more"), [(3, 3, False), (100, 100, False), (101, 100, True)])
async def test_a_list_counts_up_to_a_hundred(db: Database, there_are: int, total: int, more: bool) -> None:
    def fill(session: Session) -> None:
        for _ in range(there_are):
            tasks.add(session, stamp(), GENERAL, NewTask("One of many"))
        tasks.add(session, stamp("UBEN"), Place("C9", "private"), NewTask("Not to be counted"))

    await db.write(fill)
    page = await db.read(tasks.page, actor(), Filter(), None, 2, NOW)
    assert (page.total, page.more_than_total) == (total, more)


async def test_pages_follow_each_other_without_gap_or_repeat_in_both_directions(db: Database) -> None:
    def fill(session: Session) -> None:
        for day in (3, 1, 2, 1, 3, 2, 1):
            due = Due(NOW + timedelta(days=day), "UTC", timed=True) if day < 3 else None
            tasks.add(session, stamp(), GENERAL, NewTask(f"Due in {day}", due=due))

    await db.write(fill)

    def walk(session: Session) -> tuple[list[int], list[int]]:
        forward: list[int] = []
        page = tasks.page(session, actor(), Filter(), None, 2, NOW).rows
        last = page
        while page:
            forward += [task.number for task in page]
            last = page
            page = tasks.page(session, actor(), Filter(), Cursor((page[-1].due_rank, page[-1].number)), 2, NOW).rows
        back: list[int] = []
        cursor = Cursor((last[0].due_rank, last[0].number), backwards=True)
        while page := tasks.page(session, actor(), Filter(), cursor, 2, NOW).rows:
            back = [task.number for task in page] + back
            cursor = Cursor((page[0].due_rank, page[0].number), backwards=True)
        return forward, back

    forward, back = await db.read(walk)
    assert forward == [2, 4, 7, 3, 6, 1, 5]
    assert back == forward[: len(back)]
    assert len(back) == 6


@pytest.mark.parametrize(
    ("wanted", "numbers"),
    [
        (Filter(), [2, 3, 1, 4]),
        (Filter(owner_id="UBEN"), [2]),
        (Filter(priority="high"), [3]),
        (Filter(late=True), [2]),
        (Filter(labels=("launch",)), [1]),
        (Filter(words=("ärger",)), [4]),
        (Filter(words=("100%",)), [3]),
        (Filter(words=("100_",)), []),
        (Filter(statuses=("done",)), [5]),
        (Filter(due_before=NOW + timedelta(days=3)), [2, 3]),
        (Filter(due_from=NOW, due_before=NOW + timedelta(days=3)), [3]),
        (Filter(due_from=NOW + timedelta(days=3)), [1, 4]),
        (Filter(unowned=True), [3, 1, 4]),
        (Filter(given_by=stamp().actor_id), [2]),
        (Filter(given_by="UBEN"), []),
    ],
)
async def test_filters_mean_the_same_on_both_databases(db: Database, wanted: Filter, numbers: list[int]) -> None:
    def fill(session: Session) -> None:
        late = Due(NOW - timedelta(days=1), "UTC", timed=True)
        soon = Due(NOW + timedelta(days=2), "UTC", timed=True)
        for new in (
            NewTask("Plan", labels=("launch", "web")),
            NewTask("Write it up", owner_id="UBEN", due=late),
            NewTask("Cut costs by 100%", priority="high", due=soon),
            NewTask("ÄRGER vermeiden", labels=("launcher",)),
        ):
            tasks.add(session, stamp(), GENERAL, new)
        done = tasks.add(session, stamp(), GENERAL, NewTask("Old"))
        tasks.move(session, stamp(), done, "done")

    await db.write(fill)
    shown = (await db.read(tasks.page, actor(), wanted, None, 100, NOW)).rows
    assert [task.number for task in shown] == numbers


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
@pytest.mark.parametrize("wanted", [Filter(), Filter(owner_id="UANA"), Filter(late=True), Filter(words=("plan",))])
async def test_a_page_of_unfinished_tasks_is_read_in_order_and_never_sorted(db: Database, wanted: Filter) -> None:
    def plan(session: Session) -> str:
        asked: list[tuple[str, Any]] = []
        event.listen(db.engine, "before_cursor_execute", lambda *said: asked.append((said[2], said[3])))
        tasks.page(session, actor(), wanted, None, 11, NOW)
        question, values = asked[0]
        connection = session.connection()
        # A table as small as this one would not be worth an index.
        for way in ("seqscan", "bitmapscan", "sort"):
            connection.exec_driver_sql(f"SET LOCAL enable_{way} = off")
        return "\n".join(row[0] for row in connection.exec_driver_sql(f"EXPLAIN {question}", values))

    found = await db.read(plan)
    assert "ix_task_unfinished" in found
    assert "Sort" not in found


async def test_a_finished_task_frees_those_that_waited_for_nothing_else(db: Database) -> None:
    def work(session: Session) -> list[int]:
        first, second, third = (tasks.add(session, stamp(), GENERAL, NewTask(name)) for name in "abc")
        waiting.wait_for(session, stamp(), second, (first,))
        waiting.wait_for(session, stamp(), third, (first, second))
        assert (second.status, third.status) == ("blocked", "blocked")
        tasks.move(session, stamp(), first, "done")
        return [task.number for task in waiting.let_go_on(session, stamp(), first)]

    assert await db.write(work) == [2]
    third = await db.read(tasks.find, actor(), 3, "see")
    assert (third.status, third.waits_for) == ("blocked", ("2",))


async def test_a_task_cannot_wait_for_itself_by_a_roundabout_way(db: Database) -> None:
    def work(session: Session) -> None:
        first, second, third = (tasks.add(session, stamp(), GENERAL, NewTask(name)) for name in "abc")
        waiting.wait_for(session, stamp(), second, (first,))
        waiting.wait_for(session, stamp(), third, (second,))
        waiting.wait_for(session, stamp(), first, (third,))

    with pytest.raises(UserError, match="waiting for itself"):
        await db.write(work)
