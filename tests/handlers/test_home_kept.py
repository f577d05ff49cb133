"""A Home that somebody has opened follows what others do."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import event

from playground.people import Seen
from storage.database import Database
from storage.outbox import HOME, Message
from tests.handlers.test_rounds import begins
from tests.schedules.test_status import TO_THURSDAY, later, set_up
from tests.stories.office import Office


def published(office: Office) -> list[str]:
    """Whose Home was published, in order."""
    return [str(each.request["user_id"]) for each in office.slack.log if "views.publish" in each.summary]


async def at_home(office: Office) -> Seen:
    """Ben has opened his Home, and nothing is on its way."""
    home = await office.ben.opens_home()
    await office.settled()
    return home


async def test_a_task_given_to_me_and_a_blocker_i_am_to_clear_stand_on_my_home_two_seconds_later(
    office: Office,
) -> None:
    home = await at_home(office)
    before = len(published(office))
    await office.ana.types("/task add Ship it @ben", "launch")
    await office.ana.types("/blocker raise No access @ben", "launch")
    assert "Ship it" not in office.ben.reads(home).text
    await office.later(seconds=2)
    text = office.ben.reads(home).text
    assert "B-1 No access" in text
    assert "T-1 Ship it" in text
    assert published(office)[before:] == [office.ben.id]


async def test_what_is_taken_from_me_goes_and_what_i_raised_goes_when_it_is_cleared(office: Office) -> None:
    await office.ben.types("/blocker raise No access @ana", "launch")
    await office.ana.types("/task add Ship it @ben", "launch")
    home = await at_home(office)
    assert "No access" in home.text
    await office.ana.types("/task assign 1 @cleo", "launch")
    await office.ana.types("/blocker resolve 1", "launch")
    await office.later(seconds=2)
    assert "No access" not in office.ben.reads(home).text
    assert "Ship it" not in office.ben.reads(home).text
    await office.ana.types("/beat undo", "launch")
    await office.later(seconds=2)
    assert "No access" in office.ben.reads(home).text


async def test_a_round_that_asks_me_stands_on_my_home(office: Office) -> None:
    home = await office.ana.opens_home()
    await begins(office)
    await office.later(seconds=2)
    assert "Daily waits for your answer" in office.ana.reads(home).text


async def test_a_draft_that_waits_for_me_stands_on_my_home_until_it_is_dealt_with(office: Office) -> None:
    await set_up(office)
    home = await office.ana.opens_home()
    await later(office, **TO_THURSDAY)
    await office.later(seconds=2)
    assert "The report of #launch waits for you" in office.ana.reads(home).text


async def test_who_never_opened_their_home_gets_none_and_what_changes_nothing_on_it_is_not_published(
    office: Office,
) -> None:
    await at_home(office)
    before = len(published(office))
    await office.ben.types("/task add Ship it @cleo", "launch")
    await office.later(seconds=2)
    assert published(office)[before:] == [office.ben.id]
    await office.ana.types("/task edit 1 estimate 2d", "launch")
    await office.ana.types("/beat undo", "launch")
    await office.later(seconds=2)
    assert len(published(office)) == before + 1


async def test_what_was_done_on_home_keeps_its_undo_when_others_change_something(office: Office) -> None:
    await office.ben.types("/task add Mine @ben", "launch")
    home = await office.presses(office.ben, "Done", on=await at_home(office))
    await office.ana.types("/task add Ship it @ben", "launch")
    await office.later(seconds=2)
    home = office.ben.reads(home)
    assert "T-2 Ship it" in home.text
    assert "Undone: T-1 Mine" in (await office.presses(office.ben, "Undo", on=home)).text
    await office.later(minutes=11)
    await office.ana.types("/task add Another @ben", "launch")
    await office.later(seconds=2)
    home = office.ben.reads(home)
    assert "T-3 Another" in home.text
    assert "Undone" not in home.text


async def test_a_home_that_slack_did_not_take_is_published_later(office: Office) -> None:
    home = await at_home(office)
    office.may_be_refused.add("views.publish")
    office.slack.faults.server_error("views.publish")
    await office.ana.types("/task add Ship it @ben", "launch")
    await office.later(seconds=2)
    await office.later(seconds=30)
    assert "T-1 Ship it" in office.ben.reads(home).text
    assert [row.state for row in await office.rows(Message) if row.purpose == HOME] == ["sent"]


async def a_message_comes_at_once_though_homes_do_not(office: Office) -> None:
    """Ben's Home is to be published, which Slack does not take; meanwhile Cleo is given something."""
    await office.ana.types("/task add One @ben", "launch")
    office.clock.turn(seconds=3)
    office.bot.bot.outbox_waits.set()
    await asyncio.sleep(0.3)
    await office.ana.types("/task add Two @cleo !urgent", "launch")
    await office.cleo.sees("Two", timeout=2)
    office.slack.faults.clear()


async def test_homes_that_slack_refuses_for_a_while_hold_up_no_message(office: Office) -> None:
    await at_home(office)
    office.slack.faults.rate_limit("views.publish", retry_after=40, times=9)
    await a_message_comes_at_once_though_homes_do_not(office)
    assert [each.summary for each in office.slack.log if "ratelimited" in str(each)], "it was refused"


async def test_a_home_that_slack_is_slow_to_take_holds_up_no_message(office: Office) -> None:
    await at_home(office)
    office.slack.faults.late("views.publish", seconds=4, times=1)
    await a_message_comes_at_once_though_homes_do_not(office)


@contextmanager
def statements(db: Database) -> Iterator[list[str]]:
    """What is asked of the database meanwhile."""
    said: list[str] = []

    def note(*args: object) -> None:
        said.append(str(args[2]))

    event.listen(db.engine, "before_cursor_execute", note)
    yield said
    event.remove(db.engine, "before_cursor_execute", note)


async def test_what_concerns_nobody_else_costs_no_look_at_homes_and_the_rest_one(office: Office) -> None:
    await office.ana.types("/task add Warm up", "launch")
    with statements(office.bot.bot.db) as own:
        await office.ana.types("/task add My own @ana", "launch")
        await office.ana.types("/task done 2", "launch")
    with statements(office.bot.bot.db) as given:
        await office.ana.types("/task add One @ben\nTwo @ben\nThree @cleo", "launch")
    assert not [each for each in own if "UPDATE outbox SET state" in each and "planned_at" in each]
    assert len([each for each in given if "UPDATE outbox" in each and "planned_at" in each.split("WHERE")[0]]) == 1
