"""What was past a person's cap comes with their next morning digest, a line each."""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, cast
from zoneinfo import ZoneInfo

from sqlmodel import Session

from bot.rules.calendar import zone_of
from bot.rules.delivery import Skip
from bot.rules.people import Kind
from bot.views import digests as views
from bot.views.blocks import Md
from bot.views.blocks import Message as Said
from schedules import seeing
from storage import digests, held, outbox, people
from storage.outbox import Message

if TYPE_CHECKING:
    from schedules.lanes import Render

Renderers = Mapping[str, "Render"]


def gathered(
    session: Session, row: Message, said: Said | Skip, renderers: Renderers, zone: ZoneInfo, now: datetime
) -> Said | Skip:
    """A digest with what was kept for it; any other message as it is."""
    if digests.PURPOSE not in (row.purpose, row.detail.get("of")):
        return said
    told = [line for _, line in _lines(session, row, renderers, zone, now)]
    return views.with_kept(said if isinstance(said, Said) else None, told) if told else said


def settle(session: Session, row: Message, renderers: Renderers, now: datetime) -> None:
    """A message was sent: if it was a digest, what came in it need not come by itself."""
    if row.purpose != digests.PURPOSE:
        return
    reader = people.find(session, row.workspace_id, row.recipient)
    zone = zone_of(reader.tz if reader else "")
    held.tell(session, [kept for kept, _ in _lines(session, row, renderers, zone, now)], now)


def _lines(
    session: Session, row: Message, renderers: Renderers, zone: ZoneInfo, now: datetime
) -> list[tuple[Message, Md]]:
    """What was kept and is still worth a word, with that word."""
    said = [(kept, _said(session, kept, renderers, zone, now)) for kept in _kept(session, row)]
    return [(kept, views.in_a_line(each.text)) for kept, each in said if isinstance(each, Said)]


def _kept(session: Session, row: Message) -> list[Message]:
    if row.purpose == digests.PURPOSE:
        return held.for_digest(session, row.workspace_id, row.recipient)
    card = outbox.find(session, row.workspace_id, str(row.detail["card"]))
    return held.told_by(session, card) if card and card.finished_at else []


def _said(session: Session, kept: Message, renderers: Renderers, zone: ZoneInfo, now: datetime) -> Said | Skip:
    """How it reads now to whom it is for, while they may see it."""
    reader = people.find(session, kept.workspace_id, kept.recipient)
    withheld = seeing.withheld(session, kept, cast(Kind, reader.kind if reader else "gone"))
    return withheld or renderers[kept.purpose](session, kept, zone, now)
