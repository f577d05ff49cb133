"""What people are sent about blockers."""

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session

from bot.rules.days_off import Days
from bot.rules.delivery import Skip
from bot.rules.people import is_open_in
from bot.views import blockers as views
from bot.views.blocks import Md
from bot.views.blocks import Message as Said
from schedules.lanes import Render
from schedules.records import about
from storage import blockers
from storage.blockers import Blocker
from storage.outbox import Message


def shared(blocker: Blocker, row: Message, zone: ZoneInfo, now: datetime, days: Days) -> Said | Skip:
    """The card of a blocker in a channel; where not all who read it may see it, with the words that were shared."""
    if words := row.detail.get("kept"):
        return views.kept_card(blocker, Md(words))
    if not is_open_in(row.recipient, blocker):
        return Skip("it was made private since")
    return views.card(blocker, days, zone, now)


def asked(blocker: Blocker, row: Message, zone: ZoneInfo, now: datetime, days: Days) -> Said | Skip:
    """The card for whoever can clear it."""
    if row.purpose != "update" and (blocker.removed_at or blocker.unblocker_id != row.recipient):
        return Skip("they are no longer asked")
    return views.asked(blocker, days, row.recipient, zone, now)


def stand_in(blocker: Blocker, row: Message, zone: ZoneInfo, now: datetime, days: Days) -> Said | Skip:
    """The card for whoever stands in for the one who can clear it."""
    for_ = str(row.detail["instead_of"]) if "instead_of" in row.detail else ""
    if row.purpose != "update" and (blocker.removed_at or blocker.unblocker_id != for_ or blocker.is_over):
        return Skip("they are no longer asked")
    return views.stand_in(blocker, days, for_, zone, now)


def acknowledged(blocker: Blocker, row: Message, zone: ZoneInfo, now: datetime) -> Said | Skip:
    """The news for the one who is stuck that somebody is on it."""
    if blocker.removed_at or blocker.status != "acknowledged":
        return Skip("it is not acknowledged any more")
    return views.acknowledged(blocker)


def cleared(blocker: Blocker, row: Message, zone: ZoneInfo, now: datetime) -> Said | Skip:
    """The news for the one who was stuck."""
    if blocker.removed_at or not blocker.is_over:
        return Skip("it is not cleared any more")
    return views.cleared(blocker)


def _aged(show: Callable[[Blocker, Message, ZoneInfo, datetime, Days], Said | Skip]) -> Render:
    """How a card reads that tells the age of a blocker, by the days of whoever has to act."""

    def render(session: Session, row: Message, zone: ZoneInfo, now: datetime) -> Said | Skip:
        def shown(blocker: Blocker, row: Message, zone: ZoneInfo, now: datetime) -> Said | Skip:
            return show(blocker, row, zone, now, blockers.days_of(session, blocker, now))

        return about(Blocker, shown)(session, row, zone, now)

    return render


RENDERERS = {
    "blockers.shared": _aged(shared),
    "blockers.asked": _aged(asked),
    "blockers.stand_in": _aged(stand_in),
    "blockers.acknowledged": about(Blocker, acknowledged),
    "blockers.cleared": about(Blocker, cleared),
}
