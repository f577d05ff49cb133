"""Whom we know in each workspace, as Slack last told us."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import update
from sqlmodel import Field, Session, col, select

from bot.rules.errors import UserError
from storage.schema import Row, insert_once


class Person(Row, table=True):
    user_id: str = Field(primary_key=True, max_length=32)
    name: str = Field(default="", max_length=255)
    handle: str = Field(default="", max_length=255, index=False)
    tz: str = Field(default="", max_length=64)
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


def names(session: Session, workspace_id: str, user_ids: Collection[str]) -> dict[str, str]:
    """The names of those we know, by user id."""
    found = select(Person.user_id, Person.name).where(
        Person.workspace_id == workspace_id, col(Person.user_id).in_(user_ids), Person.name != ""
    )
    return dict(session.exec(found).all())


def meet(session: Session, *met: Person) -> None:
    """Write down what Slack says of people; an opened DM is kept."""
    for person in met:
        if not insert_once(session, Person, person.model_dump()):
            _renew(session, person)


def _renew(session: Session, met: Person) -> None:
    said = met.model_dump(include={"name", "handle", "tz", "kind", "admin", "checked_at"})
    whom = (col(Person.workspace_id) == met.workspace_id, col(Person.user_id) == met.user_id)
    session.connection().execute(update(Person).where(*whom).values(**said))


def keep_dm(session: Session, workspace_id: str, user_id: str, channel_id: str) -> None:
    """Remember the DM channel, known before anything is posted there."""
    session.connection().execute(
        update(Person)
        .where(col(Person.workspace_id) == workspace_id, col(Person.user_id) == user_id)
        .values(dm_channel_id=channel_id)
    )
