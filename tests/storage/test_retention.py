"""What is older than its time is forgotten by the sweep; what is not, stays."""

from datetime import timedelta

from sqlmodel import Session, select

from schedules.tick import _forget
from storage import outbox, retention
from storage.database import Database
from storage.outbox import Message
from storage.people import Person
from storage.rounds import Entry
from tests.storage.given import NOW, stamp

MONTH = timedelta(days=31)


def _live(session: Session) -> None:
    """Ana answered a standup and was sent a message, long ago and again just now."""
    session.add(Person(workspace_id="T1", user_id="UANA", name="Ana", checked_at=NOW))
    for number, at in ((1, NOW), (2, NOW + 20 * MONTH)):
        session.add(
            Entry(
                workspace_id="T1", round_number=number, user_id="UANA", status="answered", answers={"q1": "the plan"},
                prompt_at=at, deadline_at=at, answered_at=at,
            )
        )  # fmt: skip
        key = f"word:{number}"
        outbox.plan(session, "T1", key, "tasks.freed", ("task", 1), "UANA", at)
        session.flush()
        row = outbox.find(session, "T1", key)
        assert row
        row.state, row.finished_at = "sent", at


def _kept(session: Session) -> tuple[list[bool], list[str]]:
    entries = session.exec(select(Entry).order_by("round_number")).all()
    return [bool(entry.answers) for entry in entries], sorted(session.exec(select(Message.key)).all())


async def test_by_default_answers_stay_for_24_months_and_the_ledger_for_13(db: Database) -> None:
    await db.write(_live)
    await db.write(_forget, NOW + 12 * MONTH)
    assert await db.read(_kept) == ([True, True], ["word:1", "word:2"])
    await db.write(_forget, NOW + 14 * MONTH)
    assert await db.read(_kept) == ([True, True], ["word:2"])
    await db.write(_forget, NOW + 25 * MONTH)
    assert await db.read(_kept) == ([False, True], ["word:2"])


async def test_that_an_answer_was_given_is_known_when_its_words_are_forgotten(db: Database) -> None:
    await db.write(_live)
    await db.write(_forget, NOW + 25 * MONTH)
    entry = await db.read(lambda session: session.get_one(Entry, ("T1", 1, "UANA")))
    assert (entry.status, entry.answered_at, entry.answers) == ("answered", NOW, {})


async def test_what_an_administrator_says_counts_in_their_workspace_alone(db: Database) -> None:
    await db.write(_live)
    await db.write(retention.set_, stamp(workspace="T2"), "answers", 1)
    await db.write(_forget, NOW + 2 * MONTH)
    assert (await db.read(_kept))[0] == [True, True]
    await db.write(retention.set_, stamp(), "answers", 1)
    await db.write(_forget, NOW + 2 * MONTH)
    assert (await db.read(_kept))[0] == [False, True]


async def test_what_was_not_sent_yet_is_never_forgotten(db: Database) -> None:
    def plans(session: Session) -> None:
        _live(session)
        outbox.plan(session, "T1", "to come", "tasks.freed", ("task", 1), "UANA", NOW, at=NOW + 40 * MONTH)

    await db.write(plans)
    await db.write(_forget, NOW + 39 * MONTH)
    assert (await db.read(_kept))[1] == ["to come"]
