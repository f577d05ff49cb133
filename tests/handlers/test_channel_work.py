"""From a channel's line on Home to its open work, in a modal."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session, insert

from bot.rules.people import Actor, Place
from bot.rules.tasks import SOMEDAY
from handlers.asking import Ask
from handlers.channel_work import show
from playground.form import Form
from storage.database import Database
from storage.history import Stamp
from storage.tasks import Task
from tests.handlers.test_home_kept import statements
from tests.storage.given import NOW, actor
from tests.stories.office import Office


async def opened(office: Office) -> Form:
    """The work of #launch, as Ana sees it from her Home."""
    await office.ana.clicks("See its work", on=await office.ana.opens_home())
    return await office.ana.form("Open work")


async def test_a_channel_on_home_leads_to_its_open_work_which_can_be_filtered(office: Office) -> None:
    await office.ana.types("/task add Own thing @ana", "launch")
    await office.ana.types("/task add Old thing @ben tomorrow", "launch")
    await office.ana.types("/task add Stuck thing @cleo", "launch")
    await office.ana.types("/task block 3 by 2", "launch")
    await office.later(days=3)
    form = await opened(office)
    assert "#launch · 3 tasks" in form.text
    for choice, thing in {"Mine": "Own", "Late": "Old", "Blocked": "Stuck"}.items():
        await office.ana.selects("Which tasks?", choice, on=form)
        await office.settled()
        assert [name for name in ("Own", "Old", "Stuck") if f"{name} thing" in form.text] == [thing]
    await office.ana.selects("Tasks of ...", "@ben", on=form)
    await office.settled()
    assert [name for name in ("Own", "Old", "Stuck") if f"{name} thing" in form.text] == ["Old"]
    await office.ana.selects("Which tasks?", "All open tasks", on=form)
    await office.settled()
    assert "3 tasks" in form.text


async def test_what_is_open_there_is_answered_and_done_in_the_same_modal(office: Office) -> None:
    await office.ana.types("/task add Own thing @ana", "launch")
    await office.ben.types("/blocker raise No access @ana", "launch")
    form = await opened(office)
    assert "#launch · 1 task · 1 blocker" in form.text
    for label, news in {"Acknowledge": "Acknowledged: B-1", "Resolve": "Resolved: B-1", "Done": "Done: T-1"}.items():
        await office.ana.clicks(label, on=form)
        await office.settled()
        assert news in form.text
    assert "Nothing here." in form.text
    await office.later(seconds=3)
    assert "Own thing" not in next(seen for seen in office.ana.everything() if seen.view).text


async def test_an_observer_sees_the_work_without_buttons_but_those_of_their_own(office: Office) -> None:
    await office.ben.types("/task add Not theirs @ben", "launch")
    await office.ben.types("/blocker raise No access @cleo", "launch")
    await office.ana.types("/beat role observer @ana", "launch")
    form = await opened(office)
    assert "Not theirs" in form.text
    assert not {"Done", "Acknowledge", "Resolve"} & set(form.buttons)


async def test_a_long_list_is_walked_through_in_the_same_modal(office: Office) -> None:
    for number in range(1, 13):
        await office.ana.types(f"/task add Piece {number}", "launch")
    form = await opened(office)
    assert "12 tasks" in form.text
    assert "Piece 11" not in form.text
    await office.ana.clicks("Next", on=form)
    await office.settled()
    assert "Piece 11" in form.text
    await office.ana.clicks("Back", on=form)
    await office.settled()
    assert "Piece 11" not in form.text
    assert "Piece 1" in form.text


async def test_of_a_private_channel_only_those_in_it_see_the_work(office: Office) -> None:
    board = office.slack.add_channel("board", members=[office.ana, office.ben], private=True)
    await office.ana.types("/standup new Board at 23:00 every weekday", "board")
    await office.ana.types("/task add Sell the company @ben", "board")
    await office.settled()
    assert "Sell the company" in (await opened(office)).text
    (task,) = await office.rows(Task)
    stranger = Actor(task.workspace_id, office.cleo.id, "member", ZoneInfo("UTC"), Place("", "dm"))
    stamp = Stamp(stranger.workspace_id, stranger.user_id, "home", "click:1", NOW)
    ask = Ask(stranger, stamp, "home", value={"channel": board.id})
    assert "Sell the company" not in str((await office.bot.bot.db.read(show, ask)).form)


async def test_ten_thousand_tasks_cost_no_more_questions_than_twelve(db: Database) -> None:
    def fill(session: Session, first: int, last: int) -> None:
        rows = [_row(number) for number in range(first, last)]
        session.connection().execute(insert(Task), rows)

    counts = []
    for first, last in ((1, 13), (13, 10_001)):
        await db.write(fill, first, last)
        for which in ("all", "mine", "late", "blocked"):
            ask = Ask(
                actor(), Stamp("T1", "UANA", "home", "click:1", NOW), "home", value={"channel": "C1", "which": which}
            )
            with statements(db) as said:
                form = (await db.read(show, ask)).form
            counts.append(len(said))
            assert form is not None
            assert len(form["blocks"]) <= 14
    assert max(counts[4:]) <= counts[0]


def _row(number: int) -> dict[str, object]:
    """A task of #general, due some time before or after now; each tenth is blocked."""
    task = Task(
        workspace_id="T1", number=number, channel_id="C1", channel_kind="public", creator_id="UBEN",
        owner_id="UANA" if number % 3 else "UBEN", created_at=NOW, status="blocked" if number % 10 == 0 else "open",
        status_at=NOW, status_by="UBEN", title=f"Piece {number}", search=f"piece {number}",
        due_rank=NOW + timedelta(hours=number - 500) if number % 2 else SOMEDAY,
    )  # fmt: skip
    return task.model_dump()
