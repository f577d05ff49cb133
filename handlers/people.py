"""People come, change and move: what Slack tells us of them, we note."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlmodel import Session

from bot.context import Bot
from bot.rules.shapes import ID, record, text
from storage import alarms, digests, held, leavers, members, opening, people, reminders

_SOMEBODY = record(id=ID)
_COMING = record(user=ID, channel=ID, type=text)


async def changed(bot: Bot, workspace_id: str, body: Mapping[str, Any]) -> None:
    """`user_change` and `team_join`: somebody's profile, zone or standing is new."""
    profile = (body.get("event") or {}).get("user")
    user_id = (_SOMEBODY(profile) or {}).get("id")
    if not workspace_id or not user_id:
        return
    before = await bot.db.read(people.find, workspace_id, user_id)
    met = await bot.directory.meet(workspace_id, profile)
    if before and met and (before.tz, before.kind) != (met.tz, met.kind):
        await bot.db.write(moved, workspace_id, met.user_id, bot.now())
    if before and met and met.kind == "gone" != before.kind:
        await bot.db.write(leavers.tell, workspace_id, met.user_id, bot.now())
    bot.outbox_waits.set()


def moved(session: Session, workspace_id: str, user_id: str, now: datetime) -> None:
    """Nine o'clock is nine o'clock wherever they are."""
    opening.moved(session, workspace_id, user_id, now)
    reminders.rearm_for(session, workspace_id, user_id, now)
    held.release(session, workspace_id, user_id, now)
    if alarms.find(session, workspace_id, digests.NOUN, user_id, "morning"):
        digests.again(session, workspace_id, user_id, now)


async def came_or_left(bot: Bot, workspace_id: str, body: Mapping[str, Any]) -> None:
    """`member_joined_channel` and `member_left_channel`, in channels that have a standup or a report."""
    event = _COMING(body.get("event")) or {}
    channel_id, user_id = event.get("channel", ""), event.get("user")
    if not user_id or not await bot.db.read(members.channel, workspace_id, channel_id):
        return
    known = await bot.directory.person(workspace_id, user_id)
    if known.kind == "bot":
        # Perhaps it was us: then there is more, or less, that we may see.
        await bot.directory.members(workspace_id, channel_id)
    else:
        change = members.join if event.get("type") == "member_joined_channel" else members.leave
        await bot.db.write(change, workspace_id, channel_id, user_id)
        await bot.db.write(opening.follow_channel, workspace_id, channel_id, bot.now())
    bot.outbox_waits.set()


async def disturbed(bot: Bot, workspace_id: str, body: Mapping[str, Any]) -> None:
    """`dnd_updated_user`: somebody wants to be left alone from now on, or no longer; then what waited comes."""
    event = body.get("event") or {}
    user_id = event.get("user")
    if not isinstance(user_id, str):
        return
    bot.directory.dnd.learn(workspace_id, user_id, event.get("dnd_status"))
    if not bot.directory.dnd.left(workspace_id, user_id):
        await bot.db.write(held.release, workspace_id, user_id, bot.now())
        bot.outbox_waits.set()


EVENTS = {
    "dnd_updated_user": disturbed,
    "user_change": changed,
    "team_join": changed,
    "member_joined_channel": came_or_left,
    "member_left_channel": came_or_left,
}
