"""What waits for a morning digest comes once, and is never taken for told, whatever happens while that is sent."""

from datetime import timedelta

import pytest
from sqlmodel import Session, col, update

from bot.rules.delivery import TOLD
from playground.people import Seen
from storage.outbox import Message
from tests.stories.office import PATIENCE, Office

MORNING = "digest.morning"


async def _keeps(office: Office, *numbers: int) -> None:
    """Ben gives Cleo tasks that are past her cap."""
    for number in numbers:
        await office.ben.types(f"/task add Piece {number} @cleo", "launch")
        await office.bot.bot.drain(PATIENCE)


async def _in_doubt(office: Office) -> None:
    """Tuesday, nine in Berlin: Cleo's digest stands in her DM, and the reply to it was lost."""
    office.may_be_refused = {"chat.postMessage"}
    await office.cleo.types("/beat cap 1", "launch")
    await office.ben.types("/task add First @cleo", "launch")
    await office.settled()
    await _keeps(office, 1, 2)
    await office.passes(hours=22, minutes=59)
    office.slack.faults.drop_reply("chat.postMessage")
    await office.later(minutes=1)
    assert (await _digest(office)).doubt


async def _digest(office: Office) -> Message:
    return next(row for row in await office.rows(Message) if row.purpose == MORNING)


def _comes(office: Office, piece: str) -> list[Seen]:
    """Where Cleo reads of it in her DM."""
    return [seen for seen in office.cleo.everything() if piece in seen.text and (seen.channel or "").startswith("D")]


async def _told(office: Office) -> int:
    return sum(row.reason == TOLD for row in await office.rows(Message))


async def test_what_is_kept_while_a_digest_is_in_doubt_was_not_told_by_it_and_comes_later(office: Office) -> None:
    await _in_doubt(office)
    await office.ben.types("/task add Second @cleo", "launch")
    await office.settled()
    await _keeps(office, 3)
    await office.later(seconds=40)
    assert (await _digest(office)).state == "sent"
    assert (_comes(office, "Piece 3"), await _told(office)) == ([], 2)
    await office.later(days=1)
    assert [len(_comes(office, f"Piece {number}")) for number in (1, 2, 3)] == [1, 1, 1]
    assert await _told(office) == 3


@pytest.mark.parametrize("words", ["/beat away today", "/beat quiet 9:00-18:00", "/beat mutes add digest.morning"])
async def test_a_digest_that_arrived_is_found_and_its_lines_come_once_whatever_its_reader_wishes_since(
    office: Office, words: str
) -> None:
    await _in_doubt(office)
    await office.cleo.types(words)
    await office.later(seconds=40)
    digest = await _digest(office)
    assert (digest.state, digest.ts is None) == ("sent", False)
    await office.later(days=1, hours=2)
    assert [len(_comes(office, f"Piece {number}")) for number in (1, 2)] == [1, 1]


async def test_a_digest_that_never_arrived_is_not_sent_to_whoever_went_away_and_its_lines_are_kept(
    office: Office,
) -> None:
    office.may_be_refused = {"chat.postMessage"}
    await office.cleo.types("/beat cap 1", "launch")
    await office.ben.types("/task add First @cleo", "launch")
    await office.settled()
    await _keeps(office, 1)
    await office.passes(hours=22, minutes=59)
    office.slack.faults.server_error("chat.postMessage", apply=False)
    await office.later(minutes=1)
    await office.cleo.types("/beat away today")
    await office.later(seconds=40)
    assert ((await _digest(office)).state, _comes(office, "Piece 1")) == ("skipped", [])
    await office.later(days=1, hours=2)
    assert len(_comes(office, "Piece 1")) == 1


async def test_after_a_crash_between_a_digest_and_its_record_each_kept_line_comes_once(office: Office) -> None:
    await _in_doubt(office)
    await office.bot.bot.db.write(_was_being_sent, office.clock.moment() + timedelta(seconds=60))
    # Longer than what no digest took up waits until it comes by itself.
    office.clock.turn(minutes=50)
    await office.wakes()
    assert (await _digest(office)).state == "sent"
    await office.later(days=1)
    assert [len(_comes(office, f"Piece {number}")) for number in (1, 2)] == [1, 1]


def _was_being_sent(session: Session, until: object) -> None:
    """As a process leaves it that is killed before it has read the reply."""
    dead = {"state": "sending", "claim": "dead", "lease_until": until, "doubt": False, "reason": ""}
    session.connection().execute(update(Message).where(col(Message.purpose) == MORNING).values(**dead))
