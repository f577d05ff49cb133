"""Roles as they are kept: one row for each word of a channel, and only those count who may still read it."""

from typing import cast

import pytest
from sqlalchemy import inspect
from sqlmodel import Session

from bot.rules.people import Kind, Place
from storage import members, people, roles
from storage.database import Database, Overtaken
from storage.people import Person
from tests.storage.given import GENERAL, NOW, actor, stamp

BOARD = Place("C2", "private")


async def test_two_who_make_one_role_at_once_make_one_row(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    await db.write(roles.give, stamp(), GENERAL, "lead", ("UANA",))

    def again(session: Session) -> None:
        with pytest.raises(Overtaken):
            roles.give(session, stamp(), GENERAL, "lead", ("UBEN",))

    with monkeypatch.context() as patch:
        patch.setattr(roles, "_row", lambda *_: None)  # it was not there yet when they looked
        await db.write(again)
    assert await db.read(roles.holders, "T1", "C1", "lead") == ("UANA",)
    assert [role.number for role in await db.read(roles.of_channel, actor())] == [1]


@pytest.mark.parametrize("kind", ["member", "guest", "gone", "bot", "stranger"])
async def test_only_those_count_who_may_still_read_the_channel(db: Database, kind: str) -> None:
    def given(session: Session) -> None:
        known = Person(workspace_id="T1", user_id="UBEN", kind=cast(Kind, kind), checked_at=NOW)
        people.meet(session, known)
        for place in (GENERAL, BOARD):
            roles.give(session, stamp(), place, "lead", ("UANA", "UBEN"))
        members.keep(session, "T1", "C2", ("UANA", "UBEN"), NOW, joined=True)

    await db.write(given)
    ours = kind in ("member", "guest")
    assert ("UBEN" in await db.read(roles.holders, "T1", "C1", "lead")) == (kind == "member")
    assert ("UBEN" in await db.read(roles.holders, "T1", "C2", "lead")) == ours
    await db.write(members.leave, "T1", "C2", "UBEN")
    assert await db.read(roles.holders, "T1", "C2", "lead") == ("UANA",)
    assert {role.channel_id for role in await db.read(roles.held_by, "T1", "UANA")} == {"C1", "C2"}


async def test_another_workspace_and_another_channel_see_nothing_of_it(db: Database) -> None:
    await db.write(roles.give, stamp(), BOARD, "boss", ("UANA",))
    assert await db.read(roles.of_channel, actor()) == []
    assert await db.read(roles.of_channel, actor(workspace="T2", channel="C2", kind="private")) == []
    assert await db.read(roles.names, "T1", "C1") == ("lead", "observer", "sponsor")
    assert await db.read(roles.names, "T1", "C2") == ("lead", "observer", "sponsor", "boss")


async def test_each_who_shares_a_role_has_an_answer_of_their_own(db: Database) -> None:
    def key(session: Session) -> list[str]:
        return inspect(session.connection()).get_pk_constraint("reminder_response")["constrained_columns"]

    assert await db.read(key) == ["workspace_id", "number", "nominal", "round", "to_id"]
