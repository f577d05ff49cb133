"""What happened, in the order it happened: what people did, what was sent to whom and why, how the clock was turned."""

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from playground.clock import Clock
from playground.hub import Hub
from playground.traffic import Exchange
from playground.wire import Json
from playground.workspace import Workspace

KEPT = 5_000
LINE = 300

What = Literal["sent", "changed", "answered", "acted", "turned", "noted"]

_ENDS = (".", ":", "?", "!")
_CLICKED = {"button": "pressed", "overflow": "chose"}


@dataclass(frozen=True)
class Entry:
    """One thing that happened. `to` is the channel or person it went to, or the person who acted.

    `why` is a sentence, where there is one: of the app, in the metadata of its message, or the playground's own.
    """

    n: int
    at: float
    what: What
    to: str
    text: str
    why: str = ""

    def as_json(self) -> Json:
        return dict(vars(self))


class Journal:
    """The last entries, oldest first; listens to what Slack and the app say to each other."""

    def __init__(self, workspace: Workspace, clock: Clock, hub: Hub) -> None:
        self._workspace = workspace
        self._clock = clock
        self._hub = hub
        self._count = 0
        self.entries: deque[Entry] = deque(maxlen=KEPT)

    def add(self, what: What, to: str, text: str, why: str = "") -> None:
        """Write one thing down, and tell everybody who looks."""
        self._count += 1
        entry = Entry(self._count, self._clock.now(), what, to, _in_one_line(text), why)
        self.entries.append(entry)
        self._hub.publish({"type": "journal", "entry": entry.as_json()})

    def after(self, n: int) -> list[Entry]:
        return [entry for entry in self.entries if entry.n > n]

    def hear(self, exchange: Exchange) -> None:
        """An exchange between Slack and the app: what of it people would call something that happened."""
        if exchange.direction == "in":
            self._sent(exchange)
        else:
            self._acted(exchange)

    def _sent(self, exchange: Exchange) -> None:
        done = exchange.response if isinstance(exchange.response, Mapping) else {}
        what = _SENDING.get(exchange.kind)
        if what is None or not done.get("ok"):
            return
        message = done.get("message") or {}
        text = message.get("text") or str((exchange.request or {}).get("text") or "")
        self.add(what, self._reader(str(done.get("channel") or exchange.request.get("channel"))), text, _why(message))

    def _reader(self, channel_id: str) -> str:
        """A DM of the app is known by the person who reads it."""
        channel = self._workspace.channels.get(channel_id)
        bot = self._workspace.app.bot_user_id
        if channel is not None and channel.kind == "im" and bot in channel.members:
            return channel.other(bot)
        return channel_id

    def _acted(self, exchange: Exchange) -> None:
        payload = exchange.request if isinstance(exchange.request, Mapping) else {}
        told = _ACTS.get(exchange.kind, _nothing)(payload)
        if told:
            self.add("acted", *told)
            self._answered(exchange)

    def _answered(self, exchange: Exchange) -> None:
        body = exchange.response.get("body") if isinstance(exchange.response, Mapping) else None
        if exchange.kind == "command" and isinstance(body, Mapping) and body.get("text"):
            self.add("answered", str(exchange.request["user_id"]), str(body["text"]))


def _in_one_line(text: str) -> str:
    whole = ""
    for line in filter(None, map(str.strip, text.splitlines())):
        ended = not whole or line.startswith("•") or whole.rstrip("*").endswith(_ENDS)
        whole += f"{' ' if ended else ' · '}{line}"
    whole = whole.strip()
    return whole if len(whole) <= LINE else f"{whole[: LINE - 1]}…"


_SENDING: dict[str, What] = {
    "chat.postMessage": "sent",
    "chat.postEphemeral": "sent",
    "chat.update": "changed",
}


def _why(message: Mapping[str, Any]) -> str:
    payload = (message.get("metadata") or {}).get("event_payload") or {}
    why = payload.get("why")
    return why if isinstance(why, str) else ""


Told = tuple[str, str] | None


def _nothing(_: Mapping[str, Any]) -> Told:
    return None


def _command(payload: Mapping[str, Any]) -> Told:
    return str(payload["user_id"]), f"{payload['command']} {payload['text']}".strip()


def _interaction(payload: Mapping[str, Any]) -> Told:
    who = str((payload.get("user") or {}).get("id", ""))
    match payload.get("type"):
        case "block_actions":
            return who, _used(payload, payload["actions"][0])
        case "view_submission":
            return who, f"sent the form {_title(payload)}"
        case "view_closed":
            return who, f"closed the form {_title(payload)}"
        case "shortcut" | "message_action":
            return who, f"used the shortcut {payload.get('callback_id', '')}"
    return None


def _used(payload: Mapping[str, Any], action: Mapping[str, Any]) -> str:
    chosen = (action.get("selected_option") or {}).get("text") or action.get("text") or {}
    field = _field(payload, action)
    if field and action.get("type") not in _CLICKED:
        return f"filled in “{field}”"
    label = chosen.get("text") or action.get("action_id", "")
    return f"{_CLICKED.get(str(action.get('type')), 'used')} {label}"


def _field(payload: Mapping[str, Any], action: Mapping[str, Any]) -> str:
    """What stands above an input of a form, or before it in its field."""
    shown = payload.get("view") or payload.get("message") or {}
    block: Mapping[str, Any] = next(
        (each for each in shown.get("blocks", ()) if each.get("block_id") == action.get("block_id")), {}
    )
    element = block.get("element") or block.get("accessory") or {}
    return str((block.get("label") or element.get("placeholder") or {}).get("text", ""))


def _title(payload: Mapping[str, Any]) -> str:
    return str(((payload.get("view") or {}).get("title") or {}).get("text", ""))


def _event(payload: Mapping[str, Any]) -> Told:
    event = payload.get("event") or {}
    said = event.get("type") in ("message", "app_mention") and not event.get("bot_id") and not event.get("subtype")
    return (str(event.get("user", "")), f"said: {event.get('text', '')}") if said else None


_ACTS = {"command": _command, "interactive": _interaction, "event": _event}
