"""Calendars that people keep elsewhere, read hourly; and how the words about them read.

Its alarm is the claim: whoever rings it reads, and sets it again in the same transaction, for the case that they die.
The network is used when that is committed, and what came of it is written down in a transaction of its own.
"""

from datetime import datetime
from functools import partial
from zoneinfo import ZoneInfo

import structlog
from sqlmodel import Session

from bot import feed_process
from bot.context import Bot
from bot.rules.calendar import local_day
from bot.rules.delivery import Skip
from bot.rules.feeds import Unread
from bot.views import feeds as views
from bot.views.blocks import Message as Said
from schedules.ringing import Errand
from storage import feeds
from storage.alarms import Alarm
from storage.database import Busy
from storage.outbox import Message

log = structlog.get_logger()


def due(session: Session, alarm: Alarm, now: datetime) -> Errand | None:
    """It is time to read one."""
    theirs = alarm.workspace_id, alarm.subject
    return partial(_read, *theirs) if feeds.claim(session, *theirs, now) else None


def forget(session: Session, alarm: Alarm, now: datetime) -> None:
    """Undo is over."""
    feeds.forget(session, alarm.workspace_id, alarm.subject)


async def _read(workspace_id: str, user_id: str, bot: Bot) -> None:
    try:
        async with bot.readers:
            await _read_one(workspace_id, user_id, bot)
    except Busy:
        # The alarm that was set before we began rings again.
        log.warning("feed.not_taken_in", reason="database busy")
    bot.outbox_waits.set()


async def _read_one(workspace_id: str, user_id: str, bot: Bot) -> None:
    said_at = None
    try:
        reading = await bot.db.read(feeds.reading, workspace_id, user_id, bot.now())
        if reading is None:
            return
        said_at = reading.said_at
        spans = await feed_process.read(await bot.fetch(reading.address), reading.hours)
    except Unread as unread:
        log.info("feed.unread", fault=unread.fault)
        await bot.db.write(feeds.fail, workspace_id, user_id, said_at, unread.fault, bot.now())
    else:
        await bot.db.write(feeds.take_in, workspace_id, user_id, reading, spans, bot.now())


def told(session: Session, row: Message, zone: ZoneInfo, now: datetime) -> Said | Skip:
    """What came of the first reading, and later that it fails."""
    feed = feeds.find(session, row.workspace_id, row.recipient)
    if feed is None:
        return Skip("they have ended it")
    today = local_day(now, zone)
    given = feeds.given(session, row.workspace_id, row.recipient, today)
    return views.told(feed, given, today, zone)


RENDERERS = {feeds.PURPOSE: told}
RINGS = {(feeds.NOUN, feeds.READ): due, (feeds.NOUN, feeds.FORGET): forget}
