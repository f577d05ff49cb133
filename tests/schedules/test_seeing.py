"""Whatever stands in somebody's DM: what they may not see any more is not brought up to date there."""

from typing import Any

from sqlmodel import Session

from bot.rules.delivery import Skip
from bot.views.blocks import Message as Said
from playground.people import Actor
from schedules import RENDERERS
from schedules.lanes import UTC_ZONE, Lane, Timing
from storage import outbox
from storage.outbox import Message
from storage.tasks import Task
from tests.stories.office import Office, answer

# Purposes by what they are about; those of the last row show a reader's own, or are posted in channels.
ABOUT = {
    "task": ("tasks.assigned", "tasks.freed", "tasks.soon", "tasks.shared"),
    "blocker": ("blockers.asked", "blockers.acknowledged", "blockers.cleared", "blockers.shared", "blockers.stand_in"),
    "reminder": (
        "reminders.due", "reminders.from_others", "reminders.to_role", "reminders.declined", "reminders.nobody",
    ),
    "standup": ("standups.empty", "standups.missed"),
    "status": ("status.draft", "status.reminder"),
    "": (
        "standups.prompt", "standups.nudge", "rounds.entry", "rounds.day", "digest.morning", "answer", "undelivered",
        "status.report", "status.detail", "tasks.taken", "absences.status", "absences.calendar", "absences.delegate",
        "people.left",
        "reminders.stand_in", "tally.week", "privacy.export",
    ),
}  # fmt: skip
DAY = "2026-11-27"


async def works_in_private(office: Office) -> None:
    """Everything there is, number 1 of each, born in #board of Ana and Ben."""
    office.slack.add_channel("board", members=[office.ana, office.ben], private=True)
    for words in (
        "/task add Sell the company @ben", "/blocker raise Sell the company", "/standup new Sell at 9:30 every friday",
        "/beat remind @ben to sell the company tomorrow 17:00", "/beat report every friday",
    ):  # fmt: skip
        await answer(await office.ana.types(words, "board"))
    await office.settled()


async def reads(office: Office, reader: Actor, noun: str, purpose: str, *, again: bool) -> Said | Skip | Any:
    """How a message about number 1 reads for somebody: one that is to be sent, or one that stands in their DM."""
    now, workspace_id = office.clock.moment(), office.slack.core.workspace.team_id

    def plan(session: Session) -> Message:
        detail: dict[str, Any] = {"by": office.ana.id, "round": 0, "away": [], "declined": True, "days": 1}
        named = {"nominal": DAY, "at": now.replace(year=2030), **detail}
        key = f"card:{purpose}"
        outbox.plan(session, workspace_id, key, purpose, (noun, 1), reader.id, now, **named)
        card = outbox.find(session, workspace_id, key)
        assert card is not None
        card.state = "skipped"
        if not again:
            return card
        return Message(**{**card.model_dump(), "key": "again", "purpose": "update",
                          "detail": {**card.detail, "of": purpose, "card": key}})  # fmt: skip

    row = await office.bot.bot.db.write(plan)
    lane = Lane(office.bot.bot, workspace_id, RENDERERS, Timing())
    return await office.bot.bot.db.read(lane._read, row, UTC_ZONE, "member", now)


def test_every_message_is_known_by_what_it_is_about() -> None:
    assert {purpose for group in ABOUT.values() for purpose in group} == set(RENDERERS)


async def test_whoever_may_not_see_it_gets_no_word_of_it(office: Office) -> None:
    await works_in_private(office)
    for noun, purpose in ((about, each) for about, group in ABOUT.items() if about for each in group):
        for again in (False, True):
            said = await reads(office, office.cleo, noun, purpose, again=again)
            assert "sell" not in str(said).casefold(), purpose
            assert again or isinstance(said, Skip), purpose


async def test_the_card_of_a_task_that_went_on_stays_behind_without_its_words(office: Office) -> None:
    office.slack.add_channel("board", members=[office.ana, office.ben], private=True)
    for words in ("add Sell the company @cleo", "add Lawyer", "block 1 by 2", "done 2"):
        await office.ana.types(f"/task {words}", "board")
    await office.cleo.sees("You can go on")
    for words in ("assign 1 @ben", "edit 1 Fire Cleo"):
        await office.ana.types(f"/task {words}", "board")
    await office.settled()
    texts = "\n".join(seen.text for seen in office.cleo.everything())
    assert "Fire" not in texts
    assert "T-1 is no longer yours to see." in texts


async def test_nobody_of_another_company_is_asked_for_anything(office: Office) -> None:
    xeno = office.slack.add_person("xeno", is_stranger=True, announce=True)
    await office.settled()
    for words in ("/task add Secret thing @xeno", "/blocker raise Secret block @xeno", "/task assign 1 2 @xeno",
                  "/beat remind @xeno to keep it tomorrow 10:00"):  # fmt: skip
        await answer(await office.ana.types("/task add Buy milk", "launch"))
        assert "is of another company" in (await answer(await office.ana.types(words, "launch"))).text
    await office.settled()
    assert xeno.everything() == []
    assert {task.owner_id for task in await office.rows(Task)} == {None}
