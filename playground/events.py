"""The Events API: what the app is subscribed to, delivered with three retries."""

import asyncio
from collections.abc import Coroutine, Sequence
from typing import Any

from playground import payloads
from playground.delivery import Ack, Delivery, Retry
from playground.traffic import Traffic
from playground.wire import Json, new_id
from playground.workspace import Channel, Person, Workspace

RETRY_DELAYS = (0.0, 60.0, 300.0)

_MESSAGE_EVENTS = {
    "channel": ("message.channels", "channels:history", "channel"),
    "private": ("message.groups", "groups:history", "group"),
    "im": ("message.im", "im:history", "im"),
    "mpim": ("message.mpim", "mpim:history", "mpim"),
}
_SCOPES = {
    "app_mention": "app_mentions:read",
    "reaction_added": "reactions:read",
    "reaction_removed": "reactions:read",
    "team_join": "users:read",
    "user_change": "users:read",
    "dnd_updated_user": "dnd:read",
    "file_shared": "files:read",
    "pin_added": "pins:read",
    "pin_removed": "pins:read",
}
_CHANNEL_READ = {"channel": "channels:read", "private": "groups:read", "im": "im:read", "mpim": "mpim:read"}
_BY_CHANNEL = {"member_joined_channel", "member_left_channel"}


class Events:
    """Sends to the app what it subscribed to, has the scope for, and is in the channel of."""

    def __init__(
        self, workspace: Workspace, delivery: Delivery, traffic: Traffic, delays: Sequence[float] = RETRY_DELAYS
    ) -> None:
        self._workspace = workspace
        self._delivery = delivery
        self._traffic = traffic
        self._delays = delays
        self._running: set[asyncio.Task[None]] = set()

    def message(self, channel: Channel, event: Json) -> None:
        """A message event; one that mentions the app is told twice, as `message` and as `app_mention`."""
        name, scope, channel_type = _MESSAGE_EVENTS[channel.kind]
        event = {**event, "channel": channel.id, "channel_type": channel_type}
        self._emit(name, scope, event, channel)
        if self._mentions_app(channel, event):
            kept = ("user", "type", "ts", "client_msg_id", "text", "team", "blocks", "channel", "event_ts")
            thread = ("thread_ts", "parent_user_id")
            mention = {key: event[key] for key in (*kept, *thread) if key in event}
            self._emit("app_mention", _SCOPES["app_mention"], {**mention, "type": "app_mention"}, channel)

    def other(self, event: Json, channel: Channel | None = None) -> None:
        """Any event that is not a message."""
        name = event["type"]
        scope = _CHANNEL_READ[channel.kind] if channel and name in _BY_CHANNEL else _SCOPES.get(name)
        self._emit(name, scope, event, channel)

    def user(self, kind: str, person: Person) -> None:
        """`team_join` or `user_change`, with the whole person as the scopes allow."""
        with_email = "users:read.email" in self._workspace.manifest.scopes
        body = payloads.user(self._workspace, person, with_email=with_email)
        self.other({"type": kind, "user": body, "event_ts": self._workspace.new_ts()})

    def start(self, work: Coroutine[Any, Any, None]) -> None:
        """Run something in the background until the playground closes."""
        task = asyncio.get_running_loop().create_task(work)
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def close(self) -> None:
        tasks = list(self._running)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def envelope(self, event: Json, channel: Channel | None) -> Json:
        workspace = self._workspace
        authorization = {
            "enterprise_id": None,
            "team_id": workspace.team_id,
            "user_id": workspace.app.bot_user_id,
            "is_bot": True,
            "is_enterprise_install": False,
        }
        return {
            "token": workspace.app.verification_token,
            "team_id": workspace.team_id,
            "context_team_id": workspace.team_id,
            "context_enterprise_id": None,
            "api_app_id": workspace.app.id,
            "event": event,
            "type": "event_callback",
            "event_id": new_id("Ev"),
            "event_time": int(workspace.clock.now()),
            "authorizations": [authorization],
            "is_ext_shared_channel": channel is not None and workspace.is_ext_shared(channel),
            "event_context": "4-" + new_id("E", 40),
        }

    def _mentions_app(self, channel: Channel, event: Json) -> bool:
        bot = self._workspace.app.bot_user_id
        mentioned = f"<@{bot}" in event.get("text", "")
        return mentioned and channel.kind != "im" and "subtype" not in event and event.get("user") != bot

    def _emit(self, name: str, scope: str | None, event: Json, channel: Channel | None) -> None:
        workspace = self._workspace
        subscribed = name in workspace.manifest.events
        allowed = scope is None or scope in workspace.manifest.scopes
        inside = channel is None or workspace.app.bot_user_id in channel.members
        if subscribed and allowed and inside:
            self.start(self._deliver(self.envelope(event, channel)))

    async def _deliver(self, payload: Json) -> None:
        ack = await self._attempt(payload, None)
        for number, delay in enumerate(self._delays, 1):
            if not ack.failure or ack.no_retry:
                return
            await self._workspace.clock.sleep(delay)
            ack = await self._attempt(payload, Retry(number, ack.reason))

    async def _attempt(self, payload: Json, retry: Retry | None) -> Ack:
        ack = await self._delivery.send("event", payload, retry)
        event = payload["event"]
        summary = ".".join(str(event[key]) for key in ("type", "subtype") if key in event)
        if retry:
            summary += f" (retry {retry.number}: {retry.reason})"
        self._traffic.note("out", "event", summary, payload, ack.as_json(), ack.problems)
        return ack
