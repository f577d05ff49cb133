"""Ages count the working days of whoever has to act."""

from typing import Any

from sqlalchemy import event
from sqlmodel import Session

from bot.rules.blockers import Filter, NewBlocker
from storage import blockers
from storage.database import Database
from tests.handlers.test_days_off import lives, says
from tests.schedules.test_digests import digests
from tests.storage.given import GENERAL, NOW, actor, stamp
from tests.stories.office import Office


async def test_an_age_skips_the_days_off_of_whoever_can_clear_it_for_all_who_read_it(office: Office) -> None:
    await says(office, "/beat holidays add tomorrow Moving house", "ben")
    await says(office, "/beat away wednesday-thursday", "ben")
    await says(office, "/blocker raise No access @ben", channel="launch")
    await office.passes(days=7)
    for who in ("ana", "ben", "cleo"):
        seen = await says(office, "/blocker list", who, "launch")
        assert "2 working days" in seen.text, who
    assert "2 working days" in (await says(office, "/blocker show 1", "cleo", "launch")).text
    assert "2 working days" in (await says(office, "/beat my", "ben")).text
    home = await office.ben.opens_home()
    assert "2 working days" in home.text


async def test_an_age_counts_by_who_is_stuck_while_nobody_is_asked_and_by_who_is_asked_then(office: Office) -> None:
    await says(office, "/beat hours mon-wed", "ana")
    await says(office, "/blocker raise No access", channel="launch")
    await office.passes(days=7)
    assert "3 working days" in (await says(office, "/blocker list", "cleo", "launch")).text
    assert "5 working days" in (await says(office, "/blocker reassign 1 @ben", "ana", "launch")).text


async def test_nobody_is_said_to_leave_others_waiting_for_days_on_which_they_were_off(office: Office) -> None:
    await says(office, "/beat holidays add tomorrow Moving house", "cleo")
    await says(office, "/blocker raise No access @cleo", channel="launch")
    await lives(office, days=1)
    assert digests(office.ana) == []
    await lives(office, days=1)
    assert "waiting for @cleo's answer for 1 working day" in digests(office.ana)[-1].text


async def test_a_page_of_ten_asks_for_days_as_often_as_a_page_of_one(db: Database) -> None:
    def fill(session: Session) -> None:
        for number in range(10):
            blockers.raise_(session, stamp(), GENERAL, NewBlocker(f"It {number}", "UANA", f"U{number}"))

    def asked(session: Session, count: int) -> int:
        page = blockers.page(session, actor(), Filter(), None, count).rows
        said: list[Any] = []
        event.listen(db.engine, "before_cursor_execute", listener := lambda *each: said.append(each[2]))
        days = blockers.days_of_all(session, page, NOW)
        event.remove(db.engine, "before_cursor_execute", listener)
        assert len(days) == count
        return len(said)

    await db.write(fill)
    assert await db.read(asked, 10) == await db.read(asked, 1) == 4
