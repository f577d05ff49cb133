"""How the word reads that somebody's status in Slack was taken for being away."""

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session

from bot.rules.calendar import local_day
from bot.rules.delivery import Skip
from bot.views import absences as views
from bot.views.blocks import Message as Said
from storage import absences, statuses
from storage.outbox import Message


def by_status(session: Session, row: Message, zone: ZoneInfo, now: datetime) -> Said | Skip:
    """Told once, with the way to switch it off."""
    today = local_day(now, zone)
    known = absences.of(session, row.workspace_id, row.recipient, today)
    standing = next((each for each in known if each.source == "status"), None)
    return views.by_status(str(row.detail["emoji"]), standing.last_day, today) if standing else Skip("they are back")


RENDERERS = {statuses.PURPOSE: by_status}
