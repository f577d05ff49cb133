"""People come, change and move: what Slack tells us of them, we note."""

from collections.abc import Mapping
from typing import Any

from bot.context import Bot


async def changed(bot: Bot, workspace_id: str, body: Mapping[str, Any]) -> None:
    """`user_change` and `team_join`: somebody's profile, zone or standing is new."""
    if workspace_id:
        await bot.directory.meet(workspace_id, (body.get("event") or {}).get("user"))


EVENTS = {"user_change": changed, "team_join": changed}
