"""The scheduler only ticks: a few constant jobs, in memory. What is due lives in tables."""

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger
from sqlmodel import Session

from bot.context import Bot
from storage import drafts, inbound, outbox
from storage.database import Busy

log = structlog.get_logger()

TICK_SECONDS = 15
SWEEP_SECONDS = 3600


def clockwork(bot: Bot) -> AsyncIOScheduler:
    """The scheduler, not yet started."""
    scheduler = AsyncIOScheduler(timezone="UTC")
    often = {"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
    scheduler.add_job(tick, IntervalTrigger(seconds=TICK_SECONDS), args=[bot], **often)
    scheduler.add_job(sweep, IntervalTrigger(seconds=SWEEP_SECONDS), args=[bot], **often)
    return scheduler


async def tick(bot: Bot) -> None:
    """Wake the sender, in case something became due that nobody woke it for."""
    try:
        abandoned = await bot.db.write(outbox.release_abandoned, bot.now())
    except Busy:
        log.warning("tick.skipped", reason="database busy")
        return
    if abandoned:
        log.warning("outbox.uncertain", count=abandoned)
    bot.ticked = bot.now()
    bot.outbox_waits.set()


async def sweep(bot: Bot) -> None:
    """Forget what nobody can ask for any more."""
    try:
        await bot.db.write(_forget, bot)
    except Busy:
        log.warning("sweep.skipped", reason="database busy")


def _forget(session: Session, bot: Bot) -> None:
    inbound.prune(session, bot.now())
    drafts.prune(session, bot.now())
