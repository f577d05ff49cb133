"""Whom we know in each workspace, as Slack last told us."""

import re
from collections.abc import Collection
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import case, update
from sqlmodel import Field, Session, col, or_, select

from bot.rules.calendar import zone_of
from bot.rules.errors import UserError
from bot.rules.oneline import Namesake
from bot.rules.text import closest
from storage import history
from storage.history import Stamp
from storage.schema import Row, insert_once

NOUN = "person"

# Of very many people only so many are compared, and so many offered.
_NEAR_MOST = 5_000
_OFFERED = 4
_PARTS = re.compile(r"[\s._-]+")


class Person(Row, table=True):
    """`tz` is the zone of their day: `own_tz`, if they have said one, else `slack_tz`, which is their profile's.

    `status` is the one in Slack that was followed last."""

    user_id: str = Field(primary_key=True, max_length=32)
    name: str = Field(default="", max_length=255)
    handle: str = Field(default="", max_length=255, index=False)
    tz: str = Field(default="", max_length=64)
    slack_tz: str = Field(default="", max_length=64, sa_column_kwargs={"server_default": ""})
    own_tz: str = Field(default="", max_length=64, sa_column_kwargs={"server_default": ""})
    status: str = Field(default="", max_length=80, sa_column_kwargs={"server_default": ""})
    kind: str = Field(default="member", max_length=16)
    admin: bool = False
    dm_channel_id: str | None = Field(default=None, max_length=32)
    checked_at: datetime


def find(session: Session, workspace_id: str, user_id: str) -> Person | None:
    """The person as last seen, or None for a stranger to us."""
    return session.get(Person, (workspace_id, user_id))


def known(session: Session, workspace_id: str, user_ids: Collection[str]) -> dict[str, Person]:
    """Those of these people whom we know, by id."""
    found = select(Person).where(Person.workspace_id == workspace_id, col(Person.user_id).in_(user_ids))
    return {person.user_id: person for person in session.exec(found)}


def by_name(session: Session, workspace_id: str, name: str) -> str | None:
    """The user id of whoever goes by `@name`, or None when nobody does.

    Raises:
        UserError: several people do.
    """
    wanted = name.lstrip("@").casefold()
    found = select(Person).where(Person.workspace_id == workspace_id, Person.handle == wanted, Person.kind != "gone")
    people = list(session.exec(found.limit(2)))
    if len(people) > 1:
        raise UserError(
            f"I know more than one @{wanted}. Pick the person from the list that Slack shows after @, "
            "so that it becomes a mention."
        )
    return people[0].user_id if people else None


def who_left(session: Session, workspace_id: str, name: str) -> str | None:
    """The user id of somebody who is gone, by handle or id: Slack offers no mention of them."""
    wanted = name.strip().lstrip("@")
    found = select(Person.user_id).where(
        Person.workspace_id == workspace_id,
        Person.kind == "gone",
        or_(Person.handle == wanted.casefold(), Person.user_id == wanted.upper()),
    )
    left = session.exec(found.limit(2)).all()
    return left[0] if len(left) == 1 else None


def goes_on(session: Session, workspace_id: str, user_id: str, word: str) -> bool:
    """Whether a word is a later part of somebody's full name: "Okafor" of Ben Okafor."""
    person = find(session, workspace_id, user_id)
    return person is not None and word.casefold() in person.name.casefold().split()[1:]


def nearly_named(session: Session, workspace_id: str, name: str) -> tuple[Namesake, ...]:
    """Those who may have been meant by `@name`, which nobody goes by: their handle or a part of their name is near."""
    found = select(Person.user_id, Person.handle, Person.name).where(
        Person.workspace_id == workspace_id, col(Person.kind).in_(("member", "guest")), Person.handle != ""
    )
    known: dict[str, list[Namesake]] = {}
    for user_id, handle, full_name in session.exec(found.order_by(col(Person.user_id)).limit(_NEAR_MOST)):
        words = {handle, *_PARTS.split(f"{handle} {full_name}".casefold())} - {""}
        for word in words:
            known.setdefault(word, []).append(Namesake(user_id, handle))
    length = len(name)
    alike = [word for word in known if abs(len(word) - length) <= max(1, length // 3)]
    near = closest(name.casefold(), sorted(alike))
    return tuple(known[near][:_OFFERED]) if near else ()


def colleagues(
    session: Session, workspace_id: str, me: str, beside: Collection[str], *, strangers: bool, most: int = 3
) -> list[str]:
    """What a few others are called after @: those `beside` somebody, and `strangers` behind them if they may be named.

    Only names that can be typed.
    """
    found = select(Person.handle).where(
        Person.workspace_id == workspace_id,
        Person.user_id != me,
        Person.kind == "member",
        Person.handle != "",
        ~col(Person.handle).contains(" "),
    )
    known = col(Person.user_id).in_(beside)
    near = case((known, 0), else_=1)
    named = found if strangers else found.where(known)
    return list(session.exec(named.order_by(near, col(Person.handle)).limit(most)))


def names(session: Session, workspace_id: str, user_ids: Collection[str]) -> dict[str, str]:
    """The names of those we know, by user id."""
    found = select(Person.user_id, Person.name).where(
        Person.workspace_id == workspace_id, col(Person.user_id).in_(user_ids), Person.name != ""
    )
    return dict(session.exec(found).all())


def handles(session: Session, workspace_id: str, user_ids: Collection[str]) -> dict[str, str]:
    """What people are called after @, by user id and in the same order; those we don't know by their id."""
    people = known(session, workspace_id, user_ids)
    return {each: (people[each].handle if each in people else "") or each for each in user_ids}


def meet(session: Session, *met: Person) -> None:
    """Write down what Slack says of people; an opened DM is kept."""
    for person in met:
        if not insert_once(session, Person, person.model_dump() | {"slack_tz": person.tz}):
            _renew(session, person)


def _renew(session: Session, met: Person) -> None:
    said = met.model_dump(include={"name", "handle", "kind", "admin", "checked_at"})
    tz = case((col(Person.own_tz) == "", met.tz), else_=col(Person.own_tz))
    whom = (col(Person.workspace_id) == met.workspace_id, col(Person.user_id) == met.user_id)
    session.connection().execute(update(Person).where(*whom).values(**said, slack_tz=met.tz, tz=tz))


def set_zone(session: Session, stamp: Stamp, person: Person, own_tz: str, undoes: str = "") -> None:
    """Somebody says where their clock is; nothing, where it is their profile's again."""
    before, person.own_tz, person.tz = person.own_tz, own_tz, own_tz or person.slack_tz
    session.add(person)
    session.flush()
    if before != own_tz:
        history.note(session, stamp, NOUN, "zone", before={"tz": before}, after={"tz": own_tz}, undoes=undoes)


def keep_dm(session: Session, workspace_id: str, user_id: str, channel_id: str) -> None:
    """Remember the DM channel, known before anything is posted there."""
    session.connection().execute(
        update(Person)
        .where(col(Person.workspace_id) == workspace_id, col(Person.user_id) == user_id)
        .values(dm_channel_id=channel_id)
    )


def forget_dm(session: Session, workspace_id: str, user_id: str) -> bool:
    """Slack does not know the DM channel that we remember; says whether we remembered one."""
    hit = session.connection().execute(
        update(Person)
        .where(
            col(Person.workspace_id) == workspace_id,
            col(Person.user_id) == user_id,
            col(Person.dm_channel_id).is_not(None),
        )
        .values(dm_channel_id=None)
    )
    return bool(hit.rowcount)


def zone(session: Session, workspace_id: str, user_id: str) -> ZoneInfo:
    """The zone of somebody's day; UTC while we don't know it."""
    person = find(session, workspace_id, user_id)
    return zone_of(person.tz if person else "")
