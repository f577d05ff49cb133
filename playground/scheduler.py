"""Messages the app scheduled for later: kept, listed, taken back, and really posted."""

from collections.abc import Coroutine
from dataclasses import dataclass
from typing import Any, Protocol

from playground.refusal import Refusal
from playground.timeline import Timeline
from playground.wire import Json, new_id
from playground.workspace import Channel, Workspace

FARTHEST_SECONDS = 120 * 86_400
WINDOW_SECONDS = 300
PER_WINDOW = 30
LOCKED_SECONDS = 60


class Background(Protocol):
    def start(self, work: Coroutine[Any, Any, None]) -> None: ...


@dataclass(frozen=True)
class Scheduled:
    id: str
    channel: Channel
    content: Json
    post_at: int
    date_created: int
    thread_ts: str | None
    never: bool  # a message with metadata is accepted and never posted, as at Slack

    def as_json(self) -> Json:
        return {
            "id": self.id,
            "channel_id": self.channel.id,
            "post_at": self.post_at,
            "date_created": self.date_created,
            "text": self.content.get("text", ""),
        }


class Scheduler:
    """The scheduled messages of the app, soonest first."""

    def __init__(self, workspace: Workspace, timeline: Timeline, background: Background) -> None:
        self._workspace = workspace
        self._timeline = timeline
        self._background = background
        self._waiting: dict[str, Scheduled] = {}

    def add(self, channel: Channel, content: Json, post_at: int, thread_ts: str | None, *, never: bool) -> Scheduled:
        """Schedule a message. Raises Refusal: time_in_past, time_too_far, restricted_too_many."""
        now = self._workspace.clock.now()
        if post_at <= now:
            raise Refusal("time_in_past")
        if post_at > now + FARTHEST_SECONDS:
            raise Refusal("time_too_far")
        window = post_at // WINDOW_SECONDS
        neighbours = [each for each in self.list(channel) if each.post_at // WINDOW_SECONDS == window]
        if len(neighbours) >= PER_WINDOW:
            raise Refusal("restricted_too_many")
        scheduled = Scheduled(new_id("Q"), channel, content, post_at, int(now), thread_ts, never)
        self._waiting[scheduled.id] = scheduled
        self._background.start(self._wait(scheduled))
        return scheduled

    def list(self, channel: Channel | None = None) -> "list[Scheduled]":
        found = [each for each in self._waiting.values() if channel is None or each.channel is channel]
        return sorted(found, key=lambda each: each.post_at)

    def remove(self, scheduled_id: str, channel: Channel) -> None:
        """Take one back, at least a minute before it is due. Raises Refusal."""
        scheduled = self._waiting.get(scheduled_id)
        if scheduled is None or scheduled.channel is not channel:
            raise Refusal("invalid_scheduled_message_id")
        if scheduled.post_at - self._workspace.clock.now() < LOCKED_SECONDS:
            raise Refusal("invalid_scheduled_message_id")
        del self._waiting[scheduled_id]

    async def _wait(self, scheduled: Scheduled) -> None:
        await self._workspace.clock.sleep(scheduled.post_at - self._workspace.clock.now())
        if self._waiting.pop(scheduled.id, None) and not scheduled.never:
            self._timeline.post(scheduled.channel, scheduled.content, scheduled.thread_ts)
