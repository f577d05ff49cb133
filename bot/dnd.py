"""Slack's own Do Not Disturb, where the app may ask for it: it counts as quiet hours."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import structlog
from aiohttp import ClientError
from slack_sdk.errors import SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from bot.rules.shapes import flag, record

log = structlog.get_logger()

PATIENCE_SECONDS = 0.5
# So long what Slack said counts; changes are told by events meanwhile.
FRESH = timedelta(minutes=30)
# So long a workspace is not asked again where it does not answer: perhaps we may not ask at all.
REST = timedelta(minutes=30)
_NONE = timedelta(0)
_UNREACHABLE = (SlackClientError, ClientError, TimeoutError, OSError)


def _seconds(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) and 0 < value < 2**40 else None


_STATUS = record(
    dnd_enabled=flag,
    next_dnd_start_ts=_seconds,
    next_dnd_end_ts=_seconds,
    snooze_enabled=flag,
    snooze_endtime=_seconds,
)


class Dnd:
    """Who is not to be disturbed, as Slack last told us; whom it does not speak of may be."""

    def __init__(self, slack: Callable[[str], AsyncWebClient], now: Callable[[], datetime]) -> None:
        self._slack = slack
        self._now = now
        self._known: dict[tuple[str, str], tuple[datetime, datetime, datetime]] = {}
        self._resting: dict[str, datetime] = {}

    def learn(self, workspace_id: str, user_id: str, status: object) -> None:
        """Take in what Slack says of somebody, in `dnd.info` or a `dnd_updated_user` event."""
        now = self._now()
        self._known[workspace_id, user_id] = (*_window(status, now), now + FRESH)

    def left(self, workspace_id: str, user_id: str) -> timedelta:
        """How long somebody's Do Not Disturb still lasts, for all we know; nothing when it is over or not begun."""
        now = self._now()
        begins, ends, _ = self._known.get((workspace_id, user_id), (now, now, now))
        return ends - now if begins <= now < ends else _NONE

    async def lasting(self, workspace_id: str, user_id: str) -> timedelta:
        """The same, and Slack is asked where we have not heard of it lately."""
        now = self._now()
        *_, fresh_until = self._known.get((workspace_id, user_id), (now,))
        if fresh_until <= now and self._resting.get(workspace_id, now) <= now:
            await self._ask(workspace_id, user_id)
        return self.left(workspace_id, user_id)

    async def _ask(self, workspace_id: str, user_id: str) -> None:
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                self.learn(workspace_id, user_id, (await self._slack(workspace_id).dnd_info(user=user_id)).data)
        except _UNREACHABLE as error:
            log.info("dnd.no_answer", error=type(error).__name__)
            self._resting[workspace_id] = self._now() + REST


def _window(status: object, now: datetime) -> tuple[datetime, datetime]:
    """From when to when somebody is not to be disturbed, as far as Slack says; nothing from now to now."""
    said: dict[str, Any] = _STATUS(status) or {}
    if said.get("snooze_enabled") and said.get("snooze_endtime"):
        return now, _moment(said["snooze_endtime"])
    if said.get("dnd_enabled") and said.get("next_dnd_start_ts") and said.get("next_dnd_end_ts"):
        return _moment(said["next_dnd_start_ts"]), _moment(said["next_dnd_end_ts"])
    return now, now


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(min(seconds, 250_000_000_000), UTC)
