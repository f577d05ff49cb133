"""What came to nothing: its owner is told, once, what happened and what would help."""

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session

from bot.rules.delivery import Skip
from bot.views import ledger as views
from bot.views.blocks import Message as Said
from storage import ledger, nouns, outbox
from storage.alarms import Alarm
from storage.outbox import Message


def tell_owner(session: Session, row: Message, now: datetime, *, state: str, reason: str) -> None:
    """Plan the news for whoever a message belongs to, unless it was for themselves, or is no news."""
    known = row.purpose == "rounds.day" and row.detail.get("taken_up")
    if not row.owner_id or row.purpose == "undelivered" or row.owner_id == row.recipient or known:
        return
    # What comes too late for one person comes too late for all who were to get it; that is one piece of news.
    when = row.nominal or row.due_at.isoformat()
    about = f"{row.purpose}:{row.noun}:{row.number}:{when}" if state == "skipped" else f"{row.key}:{row.attempt}"
    outbox.plan(
        session, row.workspace_id, f"undelivered:{about}"[:255], "undelivered", (row.noun, row.number), row.owner_id,
        now, nominal=row.nominal, about=row.key, what=row.purpose, which=_key(session, row),
        of=row.detail.get("of", ""), to=row.recipient, was_due=row.due_at.isoformat(), ended=state, reason=reason,
    )  # fmt: skip


def _key(session: Session, row: Message) -> str:
    """The name people use for what it is about; nothing, when it is about no record."""
    record = nouns.record(session, row.workspace_id, row.noun, row.number) if row.noun in nouns.TABLES else None
    return record.key if record else ""


def tell_of_alarm(session: Session, alarm: Alarm, now: datetime) -> None:
    """Plan the news that something of theirs does not run any more."""
    if not alarm.owner_id:
        return
    key = f"parked:{alarm.noun}:{alarm.subject}:{alarm.part}:{alarm.nominal}"[:255]
    outbox.plan(
        session, alarm.workspace_id, key, "undelivered", (alarm.noun, 0), alarm.owner_id, now,
        what=f"{alarm.noun}.{alarm.part}", which=alarm.subject, ended="parked",
    )  # fmt: skip


def undelivered(session: Session, row: Message, zone: ZoneInfo, now: datetime) -> Said | Skip:
    """The news, as it reads when it is sent."""
    if row.detail["ended"] == "uncertain":
        doubtful = outbox.find(session, row.workspace_id, str(row.detail["about"]))
        if doubtful is None or doubtful.state != "uncertain":
            return Skip("it is settled")
    what = str(row.detail["what"])
    late = row.detail["ended"] == "skipped"
    people = ledger.too_late(session, row, what) if late else 1
    return views.undelivered(row.detail | {"people": people, "number": row.number}, zone)


RENDERERS = {"undelivered": undelivered}
