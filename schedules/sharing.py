"""When something could not be shared: why, and what would help."""

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session

from bot.views import sharing as views
from bot.views.blocks import Message as Said
from schedules.outbox import Skip
from storage.outbox import Message


def unshared(session: Session, row: Message, zone: ZoneInfo, now: datetime) -> Said | Skip:
    """The news for whoever pressed Share to channel."""
    key = f"{row.noun[0].upper()}-{row.number}"
    return views.unshared(key, str(row.detail["channel"]), str(row.detail["reason"]))


RENDERERS = {"unshared": unshared}
