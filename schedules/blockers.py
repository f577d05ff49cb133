"""What people are sent about blockers, rendered at the moment of sending."""

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session

from bot.rules.blockers import UNRESOLVED
from bot.rules.delivery import Skip
from bot.views import blockers as views
from bot.views.blocks import Message as Said
from storage.blockers import Blocker
from storage.outbox import Message


def _blocker(session: Session, row: Message) -> Blocker | Skip:
    blocker = session.get(Blocker, (row.workspace_id, row.number))
    return Skip("the blocker is gone") if blocker is None else blocker


def shared(session: Session, row: Message, zone: ZoneInfo, now: datetime) -> Said | Skip:
    """The card of a blocker in a channel."""
    blocker = _blocker(session, row)
    return blocker if isinstance(blocker, Skip) else views.card(blocker, zone, now)


def asked(session: Session, row: Message, zone: ZoneInfo, now: datetime) -> Said | Skip:
    """The card for whoever can clear it."""
    blocker = _blocker(session, row)
    if isinstance(blocker, Skip):
        return blocker
    if row.purpose != "update" and (blocker.removed_at or blocker.unblocker_id != row.recipient):
        return Skip("they are no longer asked")
    return views.asked(blocker, row.recipient, zone, now)


def cleared(session: Session, row: Message, zone: ZoneInfo, now: datetime) -> Said | Skip:
    """The news for the one who was stuck."""
    blocker = _blocker(session, row)
    if isinstance(blocker, Skip):
        return blocker
    if blocker.removed_at or blocker.status in UNRESOLVED:
        return Skip("it is not cleared any more")
    return views.cleared(blocker)


RENDERERS = {"blockers.shared": shared, "blockers.asked": asked, "blockers.cleared": cleared}
