"""Alarms that are due, rung: each in a savepoint, so that a poisonous one stops nobody else."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime

import structlog
from sqlalchemy.exc import OperationalError
from sqlmodel import Session

from bot.context import Bot
from schedules import undelivered
from storage import alarms, homes
from storage.alarms import Alarm
from storage.database import Overtaken

log = structlog.get_logger()

# What can't be part of a transaction, because it waits for others; it is begun once that is committed, and may be lost.
Errand = Callable[[Bot], Awaitable[None]]
# An act, given its alarm and the moment of ringing; it sets the next alarm, if there is one.
Ring = Callable[[Session, Alarm, datetime], Errand | None]
Rings = Mapping[tuple[str, str], Ring]

# Commands wait for the same writer, so a burst is rung in bites.
BATCH = 50
_ERRANDS = "errands"


def ring_due(session: Session, now: datetime, rings: Rings) -> int:
    """Ring at most a batch of alarms; returns how many were taken."""
    taken = alarms.take_due(session, now, BATCH)
    for alarm in taken:
        try:
            with session.begin_nested():
                errand = rings[alarm.noun, alarm.part.partition(":")[0]](session, alarm, now)
                if errand:
                    session.info.setdefault(_ERRANDS, []).append(errand)
        except (Overtaken, OperationalError):
            # The database's trouble, not this alarm's: the whole batch is rung again.
            raise
        except Exception:
            log.exception("alarm.failed", noun=alarm.noun, part=alarm.part, tries=alarm.tries + 1)
            if alarms.put_off(session, alarm, now):
                undelivered.tell_of_alarm(session, alarm, now)
    homes.plan(session)
    return len(taken)


def errands(session: Session) -> list[Errand]:
    """What is to be begun once this transaction, in which alarms rang, is committed."""
    return list(session.info.get(_ERRANDS, ()))
