"""What Slack sends, read into a `Knock`. Every field that a sender may leave out has an answer here."""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.rules.people import PlaceKind
from bot.rules.text import clean
from handlers.asking import Surface

Payload = Mapping[str, Any]

# Slack's own ids are half as long.
KEY_LIMIT = 100

_KINDS: dict[str, PlaceKind] = {"directmessage": "dm", "privategroup": "private"}
_EVENT_KINDS: dict[str, PlaceKind] = {"channel": "public", "group": "private", "im": "dm", "mpim": "private"}


@dataclass(frozen=True)
class Knock:
    """One request, whichever way it came in.

    `name` is what was asked for, in Slack's words: a command, an action id, a callback id. `key` is the same for
    every delivery of the same request.
    """

    surface: Surface
    name: str
    key: str
    workspace_id: str
    user_id: str
    channel_id: str = ""
    channel_kind: PlaceKind | None = None
    text: str = ""
    value: Mapping[str, Any] = field(default_factory=dict)
    values: Mapping[str, Any] = field(default_factory=dict)
    message: Mapping[str, Any] = field(default_factory=dict)
    draft: str = ""
    trigger_id: str = ""
    response_url: str | None = None
    thread_ts: str | None = None


def command(body: Payload, workspace_id: str) -> Knock:
    """A slash command."""
    channel_id = _text(body, "channel_id")
    return Knock(
        surface="command",
        name=_text(body, "command").lstrip("/").lower(),
        key=_key("command", body.get("trigger_id"), body),
        workspace_id=workspace_id,
        user_id=_text(body, "user_id"),
        channel_id=channel_id,
        channel_kind=_place_kind(channel_id, _text(body, "channel_name")),
        text=clean(_text(body, "text")),
        trigger_id=_text(body, "trigger_id"),
        response_url=body.get("response_url"),
    )


def click(body: Payload, workspace_id: str) -> Knock:
    """A pressed button, or a choice made, on a message or on Home."""
    action = (body.get("actions") or [{}])[0]
    channel, container = body.get("channel") or {}, body.get("container") or {}
    channel_id = _text(channel, "id") or _text(container, "channel_id")
    return Knock(
        surface=_click_surface(body, action),
        name=_text(action, "action_id"),
        key=_key("click", body.get("trigger_id"), body),
        workspace_id=workspace_id,
        user_id=_user(body),
        channel_id=channel_id,
        channel_kind=_place_kind(channel_id, _text(channel, "name")),
        value=_value(action),
        trigger_id=_text(body, "trigger_id"),
        response_url=body.get("response_url"),
        thread_ts=container.get("thread_ts"),
    )


def submission(body: Payload, workspace_id: str) -> Knock:
    """A form sent in. Its view is what makes it the same submission."""
    view = body.get("view") or {}
    urls = body.get("response_urls") or [{}]
    view_id = f"{view['id']}:{view.get('hash', '')}" if view.get("id") else None
    return Knock(
        surface="form",
        name=_text(view, "callback_id"),
        key=_key("view", view_id, body),
        workspace_id=workspace_id,
        user_id=_user(body),
        values=_form_values(view),
        draft=_text(view, "private_metadata")[:64],
        trigger_id=_text(body, "trigger_id"),
        response_url=urls[0].get("response_url"),
    )


def typing(body: Payload, workspace_id: str) -> Knock:
    """A form as it stands while somebody types in it, or when they close it; `at` says when that was.

    Slack promises the values with each change of a field, and says nothing of them at closing time.
    """
    view, action = body.get("view") or {}, (body.get("actions") or [{}])[0]
    return Knock(
        surface="typing",
        name=_text(view, "callback_id"),
        key=_key("typing", body.get("trigger_id"), body),
        workspace_id=workspace_id,
        user_id=_user(body),
        value={"at": _text(action, "action_ts")},
        values=_form_values(view),
        draft=_text(view, "private_metadata")[:64],
    )


def shortcut(body: Payload, workspace_id: str) -> Knock:
    """A global shortcut, or one used on a message."""
    channel = body.get("channel") or {}
    channel_id = _text(channel, "id")
    return Knock(
        surface="shortcut",
        name=_text(body, "callback_id"),
        key=_key("click", body.get("trigger_id"), body),
        workspace_id=workspace_id,
        user_id=_user(body),
        channel_id=channel_id,
        channel_kind=_place_kind(channel_id, _text(channel, "name")),
        message=body.get("message") or {},
        trigger_id=_text(body, "trigger_id"),
        response_url=body.get("response_url"),
    )


def words(body: Payload, workspace_id: str, bot_user_id: str | None) -> Knock | None:
    """What a person said to us: a mention outside a DM, or anything in a DM. None when it is not for us."""
    event = body.get("event") or {}
    channel_id, in_dm = _text(event, "channel"), event.get("type") == "message"
    if event.get("bot_id") or event.get("subtype") or not event.get("user") or channel_id.startswith("D") != in_dm:
        return None
    thread = event.get("thread_ts")
    return Knock(
        surface="dm" if in_dm else "mention",
        name="",
        key=_key("event", body.get("event_id"), body),
        workspace_id=workspace_id,
        user_id=_text(event, "user"),
        channel_id=channel_id,
        channel_kind=_EVENT_KINDS.get(_text(event, "channel_type")),
        text=_without_mention(clean(_text(event, "text")), bot_user_id),
        thread_ts=thread if in_dm else thread or event.get("ts"),
    )


def _text(body: Payload, name: str) -> str:
    return str(body.get(name) or "")


def _user(body: Payload) -> str:
    return _text(body.get("user") or {}, "id")


def _key(kind: str, given: object, body: Payload) -> str:
    name = str(given or "")
    return f"{kind}:{name if 0 < len(name) <= KEY_LIMIT else _digest(body)}"


def _digest(body: Payload) -> str:
    text = json.dumps(body, sort_keys=True, default=str)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:40]


def _place_kind(channel_id: str, channel_name: str) -> PlaceKind | None:
    """What the name of a channel gives away; None when it doesn't."""
    if channel_id.startswith("D"):
        return "dm"
    if channel_name in _KINDS:
        return _KINDS[channel_name]
    if channel_id.startswith("G") or channel_name.startswith("mpdm-"):
        return "private"
    return "public" if channel_name else None


def _click_surface(body: Payload, action: Payload) -> Surface:
    container = body.get("container") or {}
    if container.get("type") == "view" or (body.get("view") or {}).get("type") == "home":
        return "home"
    if _text(action, "block_id").startswith("card"):
        return "card"
    return "ephemeral" if container.get("is_ephemeral", "message" not in body) else "message"


def _value(action: Payload) -> dict[str, Any]:
    """What a pressed button, or the chosen option, carries."""
    chosen = action.get("selected_option") or {}
    try:
        value = json.loads(action.get("value") or chosen.get("value") or "")
    except (TypeError, ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def _form_values(view: Payload) -> dict[str, Any]:
    """A form's fields by name: text (cleaned), ids, dates, or lists of them; None when left empty."""
    state = (view.get("state") or {}).get("values") or {}
    return {name: _field(next(iter(elements.values()), {})) for name, elements in state.items()}


def _field(element: Payload) -> Any:
    option, options = element.get("selected_option"), element.get("selected_options")
    if option:
        return option.get("value")
    if options is not None:
        return [chosen.get("value") for chosen in options]
    names = (name for name in element if name == "value" or name.startswith("selected_"))
    found = next((element[name] for name in names if element[name] is not None), None)
    return clean(found) if isinstance(found, str) else found


def _without_mention(text: str, bot_user_id: str | None) -> str:
    said = text.strip()
    if bot_user_id:
        said = re.sub(rf"^<@{re.escape(bot_user_id)}(\|[^>]*)?>[:,]?\s*", "", said)
    return said.removeprefix("/beat").lstrip("/").strip()
