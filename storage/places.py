"""Channels that are public no longer: what was born there is for those who are in them, and whom it names."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import update
from sqlmodel import Session, col, select

from bot.rules.people import Actor
from storage import members, nouns
from storage.members import Channel
from storage.reports import Report
from storage.roles import Role
from storage.rounds import Round
from storage.standups import Standup
from storage.status import Plan

# Everything that knows where it was born.
_BORN: tuple[Any, ...] = (*nouns.TABLES.values(), Report, Round)


def open_in(session: Session, workspace_id: str, channel_ids: list[str]) -> bool:
    """Whether anything that was born in these channels counts as public."""
    return any(
        session.exec(select(table.channel_id).where(*_public(table, workspace_id, channel_ids)).limit(1)).first()
        for table in _BORN
    )


def close(session: Session, workspace_id: str, channel_ids: list[str]) -> None:
    """These channels are private: so is whatever was born in them. Nothing ever opens it again by itself."""
    for table in _BORN:
        session.connection().execute(
            update(table).where(*_public(table, workspace_id, channel_ids)).values(channel_kind="private")
        )


def hidden_from(session: Session, actor: Actor, channel_ids: Collection[str]) -> frozenset[str]:
    """Those of these channels that are private and not the actor's to know of: they are not in them."""
    here = actor.place.channel_id
    unread = {
        each
        for each in channel_ids
        if each != here and not members.is_in(session, actor.workspace_id, each, actor.user_id)
    }
    found: set[str] = set()
    for table in _BORN:
        born = select(table.channel_id).where(
            table.workspace_id == actor.workspace_id,
            col(table.channel_id).in_(unread),
            table.channel_kind == "private",
        )
        found |= set(session.exec(born.distinct()))
    return frozenset(found)


def unlooked(session: Session, before: datetime, limit: int) -> list[tuple[str, str]]:
    """Workspace and id of private channels whose members are kept, and were looked at before then."""
    found: set[tuple[str, str]] = set()
    for table in (Standup, Plan, Role):
        inside = select(Channel.workspace_id, Channel.channel_id).where(
            col(Channel.checked_at) < before,
            Channel.workspace_id == table.workspace_id,
            Channel.channel_id == table.channel_id,
            table.channel_kind == "private",
        )
        found |= set(session.exec(inside.distinct().limit(limit)))
    return sorted(found)[:limit]


def at_work(session: Session) -> list[tuple[str, str]]:
    """Workspace and id of the channels taken for public in which a standup or a report runs, or somebody has a role."""
    found: set[tuple[str, str]] = set()
    tables: tuple[tuple[Any, str], ...] = (Standup, "running"), (Plan, "running"), (Role, "held")
    for table, status in tables:
        running = select(table.workspace_id, table.channel_id).where(
            table.status == status, col(table.removed_at).is_(None), table.channel_kind == "public"
        )
        found |= set(session.exec(running.distinct()))
    return sorted(found)


def public(session: Session) -> list[tuple[str, str]]:
    """Workspace and id of every channel in which something was born that counts as public."""
    found: set[tuple[str, str]] = set()
    for table in _BORN:
        born = select(table.workspace_id, table.channel_id)
        found |= set(session.exec(born.where(table.channel_kind == "public", table.channel_id != "").distinct()))
    return sorted(found)


def _public(table: Any, workspace_id: str, channel_ids: list[str]) -> tuple[Any, ...]:
    return (
        col(table.workspace_id) == workspace_id,
        col(table.channel_id).in_(channel_ids),
        col(table.channel_kind) == "public",
    )
