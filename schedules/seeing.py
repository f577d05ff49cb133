"""Looking again, right before something is sent, whether this person may still see what it is about."""

from zoneinfo import ZoneInfo

from sqlmodel import Session

from bot.rules.delivery import Skip
from bot.rules.people import Actor, Kind, Place, is_person
from bot.views.blocks import Message as Said
from bot.views.lists import no_longer
from bot.views.status import left
from storage import nouns
from storage.outbox import Message
from storage.records import Record
from storage.status import Plan

# It stands in their DM, where nothing but these was born.
_NOWHERE = Place("", "dm")
# News of what became of a message or a task of theirs; it says nothing of the record but what they knew.
_OF_ITSELF = ("undelivered", "tasks.taken")


def withheld(session: Session, row: Message, kind: Kind) -> Said | Skip | None:
    """What a person gets in the place of a message about a record that they may not see; None when they may."""
    update = row.purpose == "update"
    purpose = row.detail["of"] if update else row.purpose
    if not is_person(row.recipient) or row.noun not in nouns.TABLES or purpose in _OF_ITSELF:
        return None
    record = nouns.record(session, row.workspace_id, row.noun, row.number)
    reader = Actor(row.workspace_id, row.recipient, kind, ZoneInfo("UTC"), _NOWHERE)
    if record is None or nouns.may_see(session, reader, record):
        return None
    return _what_stays(record) if update else Skip("they may not see it any more")


def _what_stays(record: Record) -> Said:
    return left(record) if isinstance(record, Plan) else no_longer(record.key, "is no longer yours to see")
