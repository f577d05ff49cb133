"""How the words read on being away: that a status in Slack was taken for it, and that somebody is to stand in."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session

from bot.rules.calendar import local_day
from bot.rules.delivery import Skip
from bot.views import absences as views
from bot.views.blocks import Message as Said
from storage import absences, blockers, permission, statuses
from storage.blockers import Blocker
from storage.outbox import Message

_SHOWN, _READ = 5, 30


def by_status(session: Session, row: Message, zone: ZoneInfo, now: datetime) -> Said | Skip:
    """Told once, with the way to switch it off."""
    today = local_day(now, zone)
    known = absences.of(session, row.workspace_id, row.recipient, today)
    standing = next((each for each in known if each.source == "status"), None)
    return views.by_status(str(row.detail["emoji"]), standing.last_day, today) if standing else Skip("they are back")


def delegate(session: Session, row: Message, zone: ZoneInfo, now: datetime) -> Said | Skip:
    """The word for whoever stands in, while they are to; and for whoever does not any more."""
    who, first = str(row.detail["by"]), date.fromisoformat(str(row.detail["first"]))
    standing = absences.find(session, row.workspace_id, who, first)
    stands_in = standing is not None and standing.delegate_id == row.recipient
    if row.detail.get("what") == "over":
        return Skip("they stand in again") if stands_in else views.stands_in_no_more(who)
    if standing is None or not stands_in:
        return Skip("they don't stand in any more")
    today = local_day(now, zone)
    waiting = _waiting(session, row, who) if standing.first_day <= today else []
    if row.detail.get("what") == "begins" and not waiting:
        return Skip("nothing waits for whom they stand in for")
    return views.stands_in(who, standing.first_day, standing.last_day, today, waiting)


def _waiting(session: Session, row: Message, who: str) -> list[Blocker]:
    """What somebody was asked to clear, as far as it concerns whoever stands in and is theirs to see."""
    found = blockers.waiting_for(session, row.workspace_id, who, _READ)
    others = [each for each in found if each.stuck_id != row.recipient]
    return [each for each in others if permission.is_seen_by(session, each, row.recipient)][:_SHOWN]


RENDERERS = {statuses.PURPOSE: by_status, "absences.delegate": delegate}
