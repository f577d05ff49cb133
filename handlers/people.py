"""People come, change and move: what Slack tells us of them, we note."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlmodel import Session

from bot.context import Bot
from bot.rules.calendar import zone_of
from bot.rules.shapes import ID
from storage import alarms, digests, people, reminders


async def changed(bot: Bot, workspace_id: str, body: Mapping[str, Any]) -> None:
    """`user_change` and `team_join`: somebody's profile, zone or standing is new."""
    profile = (body.get("event") or {}).get("user")
    user_id = ID(profile.get("id")) if isinstance(profile, dict) else None
    if not workspace_id or not user_id:
        return
    before = await bot.db.read(people.zone, workspace_id, user_id)
    met = await bot.directory.meet(workspace_id, profile)
    if met and zone_of(met.tz) != before:
        await bot.db.write(_keep_wall_times, workspace_id, met.user_id, bot.now())
        bot.outbox_waits.set()


def _keep_wall_times(session: Session, workspace_id: str, user_id: str, now: datetime) -> None:
    """Nine o'clock is nine o'clock wherever they are."""
    reminders.rearm_for(session, workspace_id, user_id, now)
    if alarms.find(session, workspace_id, digests.NOUN, user_id, "morning"):
        digests.again(session, workspace_id, user_id, now)


EVENTS = {"user_change": changed, "team_join": changed}
