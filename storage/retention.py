"""How long what is kept, and the sweep that forgets what is older."""

from datetime import datetime, timedelta

from sqlalchemy import String, cast, delete, tuple_, update
from sqlmodel import Field, Session, col, select

from bot.rules.retention import CLASSES
from storage import history
from storage.history import Change, Stamp
from storage.outbox import Message
from storage.people import Person
from storage.rounds import Entry
from storage.schema import Row, upsert

NOUN = "retention"
# A year has 365 and a quarter days, and a month a twelfth of them.
_MONTH = timedelta(days=365.25 / 12)
# So much is forgotten at a time, so that nobody waits for it long; the rest an hour later.
_AT_ONCE = 2000


class Retention(Row, table=True):
    """For how many months a workspace keeps a kind, where that is not the default."""

    kind: str = Field(primary_key=True, max_length=16)
    months: int


def months(session: Session, workspace_id: str) -> dict[str, int]:
    """For how many months each kind is kept that can be changed."""
    known = {kind: each.months for kind, each in CLASSES.items() if each.months}
    said = session.exec(select(Retention).where(Retention.workspace_id == workspace_id))
    return known | {row.kind: row.months for row in said}


def set_(session: Session, stamp: Stamp, kind: str, length: int, undoes: str = "") -> int:
    """Keep a kind for so many months from now on; returns for how many it was until now."""
    before = months(session, stamp.workspace_id)[kind]
    upsert(session, Retention, {"workspace_id": stamp.workspace_id, "kind": kind, "months": length})
    verb = "undo" if undoes else "set"
    said = ({"kind": kind, "months": each} for each in (before, length))
    history.note(session, stamp, NOUN, verb, before=next(said), after=next(said), undoes=undoes)
    return before


def restore(session: Session, stamp: Stamp, made: Change) -> None:
    """Put back what one change replaced."""
    set_(session, stamp, str(made.before["kind"]), int(made.before["months"]), undoes=made.batch)


def prune(session: Session, now: datetime) -> int:
    """Forget what each workspace keeps no longer; returns of how much."""
    known = session.exec(select(Person.workspace_id).distinct()).all()
    return sum(_prune(session, each, months(session, each), now) for each in known)


def _prune(session: Session, workspace_id: str, kept: dict[str, int], now: datetime) -> int:
    answers, ledger = now - kept["answers"] * _MONTH, now - kept["ledger"] * _MONTH
    return _forget_answers(session, workspace_id, answers) + _forget_messages(session, workspace_id, ledger)


def _forget_answers(session: Session, workspace_id: str, before: datetime) -> int:
    """What was said is gone; that something was said, and when, stays."""
    key = (col(Entry.round_number), col(Entry.user_id))
    says = [cast(col(column), String) != "{}" for column in (Entry.answers, Entry.draft, Entry.made)]
    old = select(*key).where(
        Entry.workspace_id == workspace_id, Entry.deadline_at < before, says[0] | says[1] | says[2]
    )
    gone = (
        update(Entry)
        .where(col(Entry.workspace_id) == workspace_id, tuple_(*key).in_(old.limit(_AT_ONCE)))
        .values(answers={}, draft={}, made={}, version=col(Entry.version) + 1)
        .execution_options(synchronize_session=False)
    )
    return session.connection().execute(gone).rowcount


def _forget_messages(session: Session, workspace_id: str, before: datetime) -> int:
    old = select(Message.key).where(Message.workspace_id == workspace_id, col(Message.finished_at) < before)
    gone = (
        delete(Message)
        .where(col(Message.workspace_id) == workspace_id, col(Message.key).in_(old.limit(_AT_ONCE)))
        .execution_options(synchronize_session=False)
    )
    return session.connection().execute(gone).rowcount
