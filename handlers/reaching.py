"""When somebody will read what they are sent, so that whoever waits for them knows."""

from collections.abc import Collection
from datetime import datetime, time

from sqlmodel import Session

from bot.rules.calendar import instant, local_day, zone_of
from bot.rules.days_off import DAY, Odd
from bot.views.reaching import Reach
from handlers.asking import Ask
from storage import days_off, held, people, preferences


def reach(session: Session, ask: Ask, user_id: str, purpose: str, *, urgent: bool) -> Reach:
    """How soon a message of the asker's comes to this person, if they want such at all."""
    workspace_id, now = ask.actor.workspace_id, ask.now
    known = people.find(session, workspace_id, user_id)
    if known is None or not known.tz:
        return Reach(user_id, urgent)
    zone = zone_of(known.tz)
    wishes = preferences.of(session, workspace_id, user_id)
    today = local_day(now, zone)
    days = days_off.of(session, workspace_id, user_id, today)
    quiet = wishes.quiet(days, now, zone)
    midnight = instant(today, time(0), zone)
    morning = local_day(now + quiet, zone)
    return Reach(
        user_id,
        urgent,
        away_until=days.off_until(today) or days.off_until(morning),
        off=days.off(today) or days.off(morning),
        muted=wishes.has_muted(purpose, ask.actor.user_id),
        quiet_until=(now + quiet).astimezone(zone) if quiet else None,
        asleep=wishes.quiet_from is None,
        full=held.is_full(session, workspace_id, user_id, wishes.cap, midnight, now),
        odd=days.odd(now, zone, ask.actor.zone),
    )


def odd_for(session: Session, ask: Ask, user_ids: Collection[str], at: datetime) -> dict[str, Odd]:
    """Those of these people, but for the asker, for whom something speaks against a moment, and what."""
    others = [user for user in user_ids if user != ask.actor.user_id]
    known = days_off.of_all(session, ask.actor.workspace_id, others, at.date() - DAY, at.date() + DAY)
    zones = {user: people.zone(session, ask.actor.workspace_id, user) for user in others}
    return {user: odd for user in others if (odd := known[user].odd(at, zones[user], ask.actor.zone))}
