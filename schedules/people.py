"""How the word reads that somebody has left, and what they leave behind."""

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session

from bot.rules.delivery import Skip
from bot.views import leavers as views
from bot.views.blocks import Message as Said
from storage import leavers, people
from storage.outbox import Message


def left(session: Session, row: Message, zone: ZoneInfo, now: datetime) -> Said | Skip:
    """What is still theirs as this is sent."""
    who, channel_id = str(row.detail["who"]), str(row.detail["channel"])
    known = people.find(session, row.workspace_id, who)
    if known is None or known.kind != "gone":
        return Skip("they are here again")
    tasks, blockers = leavers.behind(session, row.workspace_id, who, channel_id, row.recipient)
    return views.left(who, channel_id, tasks, blockers) if tasks or blockers else Skip("nothing of theirs is left")


RENDERERS = {leavers.PURPOSE: left}
