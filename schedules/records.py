"""Messages about a record, rendered at the moment of sending, from what is true of it then."""

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar
from zoneinfo import ZoneInfo

from sqlmodel import Session

from bot.rules.delivery import Skip
from bot.views.blocks import Message as Said
from schedules.lanes import Render
from storage.outbox import Message
from storage.records import Record

R = TypeVar("R", bound=Record)


def about(table: type[R], show: Callable[[R, Message, ZoneInfo, datetime], Said | Skip]) -> Render:
    """How a message about a record of this table reads."""

    def render(session: Session, row: Message, zone: ZoneInfo, now: datetime) -> Said | Skip:
        record = session.get(table, (row.workspace_id, row.number))
        return Skip(f"the {table.lifecycle.noun} is gone") if record is None else show(record, row, zone, now)

    return render
