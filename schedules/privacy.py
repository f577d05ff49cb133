"""What is kept about a person, read out at the moment it is sent to them."""

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session

from bot.views import privacy as views
from bot.views.blocks import Message as Said
from storage import personal
from storage.outbox import Message


def export(session: Session, row: Message, zone: ZoneInfo, now: datetime) -> Said:
    """The files."""
    return views.exported(personal.export(session, row.workspace_id, row.recipient))


RENDERERS = {"privacy.export": export}
