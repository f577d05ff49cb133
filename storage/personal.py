"""What is kept about one person: read out for them, or taken out for good.

Their records stay, of "a former colleague": a name that stands for them in every table, so that what belongs together
still does. What they answered, wanted and were sent goes. The chain of changes names them no more either, and one of
its links vouches for that.
"""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import JSON, Column, String, Table, cast, delete, func, or_, update
from sqlalchemy import select as core_select
from sqlmodel import Session, SQLModel, col, select

from bot.rules.people import Actor, Place, former
from bot.rules.rounds import asked
from storage import audit, counters, feeds, history, people, reminders
from storage.absences import Absence
from storage.alarms import Alarm
from storage.days_off import MarkedDay, WorkCalendar
from storage.drafts import Draft
from storage.feeds import Feed
from storage.history import Change, Stamp
from storage.members import Member
from storage.nouns import TABLES, may_see
from storage.outbox import Message
from storage.people import Person
from storage.preferences import Preference
from storage.reminders import Reminder, Response
from storage.rounds import Entry, Round
from storage.schema import FAR_OFF, Row
from storage.standups import Standup

# Theirs alone: read out whole, and deleted.
_OWN: tuple[tuple[type[Row], str], ...] = (
    (Person, "user_id"), (Preference, "user_id"), (WorkCalendar, "whom"), (MarkedDay, "whom"), (Absence, "user_id"),
    (Member, "user_id"), (Draft, "person_id"),
)  # fmt: skip
_SENT = ("purpose", "noun", "number", "planned_at", "finished_at", "state")
_CHANGED = ("seq", "at", "noun", "number", "verb", "door", "after")
_CHANGES = "history"


def export(session: Session, workspace_id: str, user_id: str) -> dict[str, list[dict[str, Any]]]:
    """All that is kept about a person, by the name of its table, as JSON."""
    found = {str(table.__tablename__): _rows(session, table, column, workspace_id, user_id) for table, column in _OWN}
    found |= {noun: _records(session, noun, workspace_id, user_id) for noun in TABLES}
    for draft in found["draft"]:
        # Whoever has it can speak in our name.
        draft["data"].pop("response_url", None)
    found["calendar"] = feeds.exported(session, workspace_id, user_id)
    found["answers"] = _answers(session, workspace_id, user_id)
    found["reminder_response"] = _rows(session, Response, "user_id", workspace_id, user_id)
    found["messages"] = _only(_SENT, _rows(session, Message, "recipient", workspace_id, user_id))
    found["changes"] = _only(_CHANGED, _rows(session, Change, "actor_id", workspace_id, user_id))
    return found


def _rows(session: Session, table: type[Row], column: str, workspace_id: str, user_id: str) -> list[dict[str, Any]]:
    found = select(table).where(table.workspace_id == workspace_id, getattr(table, column) == user_id)
    return [row.model_dump(mode="json") for row in session.exec(found)]


def _answers(session: Session, workspace_id: str, user_id: str) -> list[dict[str, Any]]:
    """What they answered, with what they were asked, by which standup, and on which day."""
    there = (Round.workspace_id == Entry.workspace_id, Round.number == Entry.round_number)
    asking = (Standup.workspace_id == Round.workspace_id, Standup.number == Round.standup_number)
    theirs = (Entry.workspace_id == workspace_id, Entry.user_id == user_id)
    found = select(Entry, Round, Standup.name).where(*theirs, *there, *asking).order_by(col(Entry.round_number))
    return [
        entry.model_dump(mode="json")
        | {
            "standup": name,
            "nominal": round_.nominal.isoformat(),
            "asked": {each.id: asked(each, "") for each in round_.asks},
        }
        for entry, round_, name in session.exec(found)
    ]


def _records(session: Session, noun: str, workspace_id: str, user_id: str) -> list[dict[str, Any]]:
    table = TABLES[noun]
    made = select(table).where(table.workspace_id == workspace_id, col(table.removed_at).is_(None))
    named = [table.creator_id, *(getattr(table, name) for name in table.names_people)]
    about = or_(*(_says(column, user_id) for column in named))
    reader = _reader(session, workspace_id, user_id)
    found = (row for row in session.exec(made.where(about)) if row.creator_id == user_id or row.involves(user_id))
    return [row.model_dump(mode="json") for row in found if may_see(session, reader, row)]


def _reader(session: Session, workspace_id: str, user_id: str) -> Actor:
    """Whoever reads it in their DM."""
    known = people.find(session, workspace_id, user_id)
    kind: Any = known.kind if known else "guest"
    return Actor(workspace_id, user_id, kind, ZoneInfo("UTC"), Place("", "dm"))


def _only(names: tuple[str, ...], rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{name: row[name] for name in names} for row in rows]


def erase(session: Session, stamp: Stamp, user_id: str) -> str:
    """Take a person out of a workspace's memory, in one transaction; returns the name that stands for them now."""
    workspace_id = stamp.workspace_id
    name = former(counters.next_number(session, workspace_id, "former"))
    _end_reminders(session, stamp, user_id)
    session.flush()
    session.expunge_all()
    _delete_theirs(session, workspace_id, user_id)
    rename = _renaming(user_id, name)
    rewritten = _rewrite_changes(session, workspace_id, user_id, rename)
    for table in SQLModel.metadata.sorted_tables:
        if table.name != _CHANGES and "workspace_id" in table.columns:
            _rewrite(session, table, workspace_id, user_id, rename)
    session.add(
        Person(workspace_id=workspace_id, user_id=name, name="a former colleague", kind="gone", checked_at=FAR_OFF)
    )
    session.flush()
    by = replace(stamp, actor_id=name) if stamp.actor_id == user_id else stamp
    history.note(session, by, audit.ERASURE, "erase", after={"who": name, "rewritten": rewritten})
    return name


def _end_reminders(session: Session, stamp: Stamp, user_id: str) -> None:
    """What was to remind them, or they alone could change, comes no more."""
    theirs = or_(col(Reminder.for_id) == user_id, col(Reminder.creator_id) == user_id)
    found = select(Reminder).where(Reminder.workspace_id == stamp.workspace_id, Reminder.status == "active", theirs)
    for reminder in session.exec(found).all():
        reminders.stop(session, stamp, reminder, "deleted")


def _delete_theirs(session: Session, workspace_id: str, user_id: str) -> None:
    connection = session.connection()
    others: tuple[tuple[type[Row], str], ...] = (
        (Message, "recipient"), (Alarm, "owner_id"), (Alarm, "subject"), (Feed, "user_id"),
    )  # fmt: skip
    for table, column in (*_OWN, *others):
        gone = delete(table).where(col(table.workspace_id) == workspace_id, getattr(table, column) == user_id)
        connection.execute(gone)
    # Their keys name whom they are for, and they may hold what was said.
    gone = delete(Message).where(col(Message.workspace_id) == workspace_id, _says(col(Message.key), user_id))
    connection.execute(gone)
    said = update(Entry).where(col(Entry.workspace_id) == workspace_id, col(Entry.user_id) == user_id)
    connection.execute(said.values(answers={}, draft={}, made={}, version=col(Entry.version) + 1))


def _rewrite_changes(
    session: Session, workspace_id: str, user_id: str, rename: Callable[[Any], Any]
) -> list[tuple[int, str]]:
    """Changes that name them name them no more; returns the place and the new digest of each."""
    names = or_(*(_says(column, user_id) for column in (Change.actor_id, Change.before, Change.after)))
    found = select(Change).where(Change.workspace_id == workspace_id, names).order_by(col(Change.seq))
    rewritten = []
    for change in session.exec(found).all():
        change.actor_id, change.before, change.after = map(rename, (change.actor_id, change.before, change.after))
        change.salt = ""
        rewritten.append((change.seq, change.link().content()))
    session.flush()
    return rewritten


def _rewrite(session: Session, table: Table, workspace_id: str, user_id: str, rename: Callable[[Any], Any]) -> None:
    """Their name, wherever else it stands in a table."""
    columns = [column for column in table.columns if isinstance(column.type, JSON | String) or _is_words(column)]
    if not columns:
        return
    connection, key = session.connection(), list(table.primary_key)
    named = or_(*(_says(column, user_id) for column in columns))
    found = core_select(*{*key, *columns}).where(table.c.workspace_id == workspace_id, named)
    for row in connection.execute(found).mappings().all():
        changed = {column.name: rename(row[column]) for column in columns if rename(row[column]) != row[column]}
        this = [column == row[column] for column in key]
        connection.execute(update(table).where(*this).values(**changed)) if changed else None


def _is_words(column: Column[Any]) -> bool:
    return isinstance(getattr(column.type, "impl", None), String)


def _says(column: Any, user_id: str) -> Any:
    return func.lower(cast(column, String)).contains(user_id.lower(), autoescape=True)


def _renaming(user_id: str, name: str) -> Callable[[Any], Any]:
    """What puts the new name where the old one stands, in text, lists and objects; a mention becomes words."""
    mention = re.compile(rf"<@{user_id}(?:\|[^<>]*)?>", re.IGNORECASE)
    word = re.compile(rf"(?<![A-Z0-9]){user_id}(?![A-Z0-9])", re.IGNORECASE)

    def rename(value: Any) -> Any:
        if isinstance(value, str):
            return word.sub(name, mention.sub("a former colleague", value))
        if isinstance(value, list | tuple):
            return type(value)(map(rename, value))
        if isinstance(value, dict):
            return {rename(key): rename(_called(key, each)) for key, each in value.items()}
        return value

    def _called(key: str, value: Any) -> Any:
        """What a report calls them is no name any more."""
        if key == "names" and isinstance(value, dict) and user_id in value:
            return value | {user_id: "a former colleague"}
        return value

    return rename
