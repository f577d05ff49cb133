"""Roles: the table, and who has which. The caller owns the transaction; nobody is spoken to here.

A role belongs to its channel. Its row stays when nobody has it any more, so that its history goes on.
"""

from typing import Any, ClassVar

from sqlalchemy import UniqueConstraint
from sqlalchemy.exc import IntegrityError
from sqlmodel import Field, Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from bot.rules import roles as rules
from bot.rules.people import Actor, Place, allow
from storage import members, records
from storage.database import Overtaken
from storage.history import Stamp
from storage.records import Record
from storage.schema import has_word, words_field


class Role(Record, table=True):
    """Who is what in a channel; `name` is as `rules.roles.canonical` makes it."""

    __table_args__ = (UniqueConstraint("workspace_id", "channel_id", "name"),)

    lifecycle: ClassVar = rules.LIFECYCLE
    called_by: ClassVar = "name"
    # A role is its channel's: whoever has it, or gave it, sees it while they may see the channel.
    names_people: ClassVar = ()

    name: str = Field(max_length=rules.NAME_LIMIT)
    holder_ids: tuple[str, ...] = words_field()
    status: str = Field(default="held", max_length=16)


def of_channel(session: Session, actor: Actor) -> list[Role]:
    """The roles that somebody has in the channel where the actor stands, by name."""
    found = _standing(actor.workspace_id, actor.place.channel_id).where(Role.status == "held")
    return [role for role in session.exec(found.order_by(col(Role.name))) if allow(actor, "see", role)]


def named(session: Session, workspace_id: str, channel_id: str, name: str) -> Role | None:
    """A role of a channel, whoever asks, also one that nobody has any more."""
    return session.exec(_standing(workspace_id, channel_id).where(Role.name == name)).first()


def names(session: Session, workspace_id: str, channel_id: str) -> tuple[str, ...]:
    """The roles that are known in a channel: those that every one has, and those that somebody has or had."""
    found = (role.name for role in session.exec(_standing(workspace_id, channel_id)))
    return tuple(dict.fromkeys((*rules.ALWAYS, *found)))


def of_person(session: Session, workspace_id: str, channel_id: str, user_id: str) -> frozenset[str]:
    """The roles that somebody has in a channel."""
    found = select(Role.name).where(
        Role.workspace_id == workspace_id,
        Role.channel_id == channel_id,
        col(Role.removed_at).is_(None),
        has_word(Role.holder_ids, user_id),
    )
    return frozenset(session.exec(found))


def holders(session: Session, workspace_id: str, channel_id: str, name: str) -> tuple[str, ...]:
    """Who has a role now: of those whom it was given to, everybody who may still read its channel."""
    role = named(session, workspace_id, channel_id, name)
    return _still_there(session, role) if role else ()


def readers(session: Session, workspace_id: str, channel_id: str) -> frozenset[str]:
    """Who only reads in a channel: its observers and sponsors, unless they lead it."""
    found = _standing(workspace_id, channel_id).where(col(Role.name).in_(rules.ALWAYS))
    held = {role.name: role.holder_ids for role in session.exec(found)}
    reading = (user_id for name in rules.READERS for user_id in held.get(name, ()))
    return frozenset(reading) - frozenset(held.get(rules.LEAD, ()))


def held_by(session: Session, workspace_id: str, user_id: str) -> list[Role]:
    """The roles that somebody has now, in all channels."""
    found = select(Role).where(
        Role.workspace_id == workspace_id, col(Role.removed_at).is_(None), has_word(Role.holder_ids, user_id)
    )
    return [role for role in session.exec(found) if user_id in _still_there(session, role)]


def give(session: Session, stamp: Stamp, place: Place, name: str, user_ids: tuple[str, ...]) -> Role:
    """Let these people have a role in the channel, and nobody else; from now on its members are kept."""
    role = _row(session, stamp.workspace_id, place.channel_id, name)
    values: dict[str, Any] = {"holder_ids": user_ids, "status": "held"}
    if role is None:
        role = _create(session, stamp, place, {"name": name, **values})
    else:
        records.change(session, stamp, role, "set", {**values, **_set_up_anew(role, stamp), "channel_kind": place.kind})
    members.watch(session, role.workspace_id, role.channel_id, stamp.actor_id)
    return role


def take(session: Session, stamp: Stamp, role: Role, user_ids: tuple[str, ...]) -> None:
    """Let these people not have it any more."""
    left = tuple(user_id for user_id in role.holder_ids if user_id not in user_ids)
    records.change(session, stamp, role, "remove", {"holder_ids": left, "status": "held" if left else "vacant"})


def _set_up_anew(role: Role, stamp: Stamp) -> dict[str, Any]:
    """A role that nobody had is its giver's, like a new one."""
    vacant = role.status == "vacant" or role.removed_at is not None
    return {"removed_at": None, "creator_id": stamp.actor_id} if vacant else {}


def _still_there(session: Session, role: Role) -> tuple[str, ...]:
    return tuple(
        user_id
        for user_id in role.holder_ids
        if members.reads(session, role.workspace_id, user_id, role.channel_id, role.channel_kind)
    )


def _standing(workspace_id: str, channel_id: str) -> SelectOfScalar[Role]:
    return select(Role).where(
        Role.workspace_id == workspace_id, Role.channel_id == channel_id, col(Role.removed_at).is_(None)
    )


def _row(session: Session, workspace_id: str, channel_id: str, name: str) -> Role | None:
    """The row of a role, also where its creation was undone."""
    found = select(Role).where(Role.workspace_id == workspace_id, Role.channel_id == channel_id, Role.name == name)
    return session.exec(found).first()


def _create(session: Session, stamp: Stamp, place: Place, values: dict[str, Any]) -> Role:
    try:
        with session.begin_nested():
            return records.create(session, stamp, place, Role, values)
    except IntegrityError:
        raise Overtaken(f"the role {values['name']}") from None
