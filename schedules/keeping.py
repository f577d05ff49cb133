"""What was past a person's cap comes with their next morning digest, a line each.

Which lines a digest brings is written down before it is posted: what is kept for its reader while it is on its way, or
in doubt, has not been told by it.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, cast
from zoneinfo import ZoneInfo

from sqlmodel import Session

from bot.context import Bot
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

# A blocker that waits for its reader has a row in their list already.
_ASKED = "blockers.asked"
Renderers = Mapping[str, "Render"]


def gathered(
    session: Session, row: Message, said: Said | Skip, renderers: Renderers, zone: ZoneInfo, now: datetime
) -> Said | Skip:
    """A digest with what was kept for it; any other message as it is."""
    if digests.PURPOSE not in (row.purpose, row.detail.get("of")):
        return said
    told = _lines(session, row, renderers, zone, now)
    list_ = said if isinstance(said, Said) else None
    new = [line for kept, line in told if kept.purpose != _ASKED or not views.shows(list_, kept.number)]
    whole = views.with_kept(list_, new) if new else list_
    return replace(whole, told=tuple(kept.key for kept, _ in told)) if whole else said


async def note(bot: Bot, row: Message, said: Said) -> bool:
    """Write down which lines a digest that is about to be posted brings; False when that is not ours to do any more."""
    if row.purpose != digests.PURPOSE:
        return True
    return await bot.db.write(outbox.note, row, {held.LINES_OF: list(said.told)})


def settle(session: Session, row: Message, now: datetime) -> None:
    """A message was sent: if it was a digest, what came in it need not come by itself."""
    sent = outbox.find(session, row.workspace_id, row.key)
    if sent and sent.purpose == digests.PURPOSE:
        held.tell(session, sent, now)


def _lines(
    session: Session, row: Message, renderers: Renderers, zone: ZoneInfo, now: datetime
) -> list[tuple[Message, Md]]:
    """What was kept and is still worth a word, with that word."""
    said = [(kept, _said(session, kept, renderers, zone, now)) for kept in _kept(session, row)]
    return [(kept, views.in_short(each.text)) for kept, each in said if isinstance(each, Said)]


def _kept(session: Session, row: Message) -> list[Message]:
    if row.purpose == digests.PURPOSE:
        waiting = held.for_digest(session, row.workspace_id, row.recipient)
        # In doubt it says what it said, for it may have to be known again by its words.
        lines = row.detail.get(held.LINES_OF) if row.doubt else None
        return [kept for kept in waiting if lines is None or kept.key in lines]
    card = outbox.find(session, row.workspace_id, str(row.detail["card"]))
    return held.told_by(session, card) if card else []


def _said(session: Session, kept: Message, renderers: Renderers, zone: ZoneInfo, now: datetime) -> Said | Skip:
    """How it reads now to whom it is for, while they may see it."""
    reader = people.find(session, kept.workspace_id, kept.recipient)
    withheld = seeing.withheld(session, kept, cast(Kind, reader.kind if reader else "gone"))
    return withheld or renderers[kept.purpose](session, kept, zone, now)
