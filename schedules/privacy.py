"""What is kept about a person, read out at the moment it is sent to them."""

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session

from bot.views import privacy as views
from bot.views.about_you import PERSON, Reader
from bot.views.blocks import Message as Said
from storage import people, personal
from storage.outbox import Message


def export(session: Session, row: Message, zone: ZoneInfo, now: datetime) -> Said:
    """The files."""
    found = personal.export(session, row.workspace_id, row.recipient)
    named = people.names(session, row.workspace_id, set(PERSON.findall(str(found))))
    return views.exported(found, Reader(zone, named), now)


RENDERERS = {"privacy.export": export}
