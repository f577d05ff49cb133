"""How the words read on being away: that a status in Slack was taken for it, and that somebody is to stand in."""

from datetime import date, datetime
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


def delegate(session: Session, row: Message, zone: ZoneInfo, now: datetime) -> Said | Skip:
    """The word for whoever stands in, while they are to."""
    who, first = str(row.detail["by"]), date.fromisoformat(str(row.detail["first"]))
    standing = absences.find(session, row.workspace_id, who, first)
    if standing is None or standing.delegate_id != row.recipient:
        return Skip("they don't stand in any more")
    return views.stands_in(who, standing.first_day, standing.last_day, local_day(now, zone))


RENDERERS = {statuses.PURPOSE: by_status, "absences.delegate": delegate}
