"""The morning digest: planned on working days while there is anything unfinished, and read when it is sent."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session

from bot.rules import digests as rules
from bot.rules.calendar import local_day
from bot.rules.days_off import LOOKED_BACK
from bot.rules.delivery import Skip
from bot.views import digests as views
from bot.views.blocks import Message as Said
from storage import blockers, days_off, digests, held, history, outbox, people, tasks
from storage.alarms import Alarm
from storage.outbox import Message


def morning(session: Session, alarm: Alarm, now: datetime) -> None:
    """Plan this morning's digest and set the next one; whoever has nothing left is not woken again.

    An alarm without a day has just been set, by somebody who did not know when their morning is.
    """
    workspace_id, user_id = alarm.workspace_id, alarm.subject
    zone = people.zone(session, workspace_id, user_id)
    days = days_off.of(session, workspace_id, user_id, local_day(now, zone))
    if not alarm.nominal and rules.next_morning(alarm.due_at, zone, days)[1] > now:
        digests.again(session, workspace_id, user_id, now)
        return
    if not _has_anything(session, workspace_id, user_id):
        return
    day, at = rules.last_morning(now, zone, days)
    outbox.plan(
        session, workspace_id, rules.key(user_id, day.isoformat()), "digest.morning", (digests.NOUN, 0), user_id, now,
        at=at, nominal=day.isoformat(),
    )  # fmt: skip
    digests.again(session, workspace_id, user_id, now)


def _has_anything(session: Session, workspace_id: str, user_id: str) -> bool:
    return bool(
        tasks.has_unfinished(session, workspace_id, user_id)
        or blockers.waiting_for(session, workspace_id, user_id, 1)
        or blockers.unanswered(session, workspace_id, user_id)
        or held.for_digest(session, workspace_id, user_id)
    )


def digest(session: Session, row: Message, zone: ZoneInfo, now: datetime) -> Said | Skip:
    """What is worth a word now, for the day it was sent on."""
    again = row.purpose == "update"
    sent = outbox.find(session, row.workspace_id, str(row.detail["card"])) if again else row
    day = date.fromisoformat(sent.nominal if sent else row.nominal)
    days = days_off.of(session, row.workspace_id, row.recipient, day - LOOKED_BACK)
    own = tasks.unfinished_of(session, row.workspace_id, row.recipient)
    moved = history.last_changes(session, row.workspace_id, "task", [task.number for task in own])
    groups = rules.group(own, moved, day, zone, now, days)
    waiting = blockers.waiting_for(session, row.workspace_id, row.recipient, rules.SHOWN + 1)
    asked = blockers.unanswered(session, row.workspace_id, row.recipient)
    theirs = blockers.days_of_all(session, [*waiting, *asked], now)
    unanswered = [
        each for each in asked if rules.since(each.status_at, day, zone, theirs[each.number]) >= rules.UNANSWERED_DAYS
    ]
    if not again and not (groups or waiting or unanswered):
        return Skip("nothing to say")
    still = {number: rules.since(moved[number], day, zone, days) for number in groups.stale}
    return views.morning(
        {task.number: task for task in own}, groups, still, (waiting, unanswered), theirs, day, zone, now
    )


RENDERERS = {"digest.morning": digest}
RINGS = {(digests.NOUN, "morning"): morning}
