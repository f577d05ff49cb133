"""What Slack sends, read into an `Ask`. Every field that other senders leave out has an answer here."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from bot.rules.people import PlaceKind
from bot.rules.text import clean

Payload = Mapping[str, Any]

# Slack's own ids are half as long.
KEY_LIMIT = 100

_KINDS: dict[str, PlaceKind] = {"directmessage": "dm", "privategroup": "private"}
_EVENT_KINDS: dict[str, PlaceKind] = {"channel": "public", "group": "private", "im": "dm", "mpim": "private"}


def place_kind(channel_id: str, channel_name: str) -> PlaceKind | None:
    """What the name of a channel gives away; None when it doesn't."""
    if channel_id.startswith("D"):
        return "dm"
    if channel_name in _KINDS:
        return _KINDS[channel_name]
    if channel_id.startswith("G") or channel_name.startswith("mpdm-"):
        return "private"
    return "public" if channel_name else None


def event_place_kind(event: Payload) -> PlaceKind | None:
    """The kind of channel a message event happened in."""
    return _EVENT_KINDS.get(str(event.get("channel_type", "")))


def command_key(body: Payload) -> str:
    """What makes a command the same command: its trigger."""
    return _key("command", body.get("trigger_id"), body)


def click_key(body: Payload) -> str:
    """What makes a click the same click: its trigger."""
    return _key("click", body.get("trigger_id"), body)


def submission_key(body: Payload) -> str:
    """What makes a submission the same submission: the view, as it was shown then."""
    view = body.get("view") or {}
    return _key("view", f"{view['id']}:{view.get('hash', '')}" if view.get("id") else None, body)


def event_key(body: Payload) -> str:
    """What makes an event the same event."""
    return _key("event", body.get("event_id"), body)


def _key(kind: str, given: object, body: Payload) -> str:
    name = str(given or "")
    return f"{kind}:{name if 0 < len(name) <= KEY_LIMIT else _digest(body)}"


def _digest(body: Payload) -> str:
    text = json.dumps(body, sort_keys=True, default=str)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:40]


def button_value(action: Payload) -> dict[str, Any]:
    """What a pressed button carries; what was chosen, for a select or an overflow menu."""
    chosen = action.get("selected_option") or {}
    text = action.get("value") or chosen.get("value") or ""
    try:
        value = json.loads(text)
    except ValueError:
        value = {}
    extra = {"chosen": action["selected_user"]} if action.get("selected_user") else {}
    return (value if isinstance(value, dict) else {}) | extra


def form_values(view: Payload) -> dict[str, Any]:
    """A form's fields by name: text (cleaned), ids, dates, or lists of them; None when left empty."""
    state = (view.get("state") or {}).get("values") or {}
    return {
        block_id: _field(element)
        for block_id, elements in state.items()
        for element in list(elements.values())[:1]
        if isinstance(element, dict)
    }


def _field(element: Payload) -> Any:
    option = element.get("selected_option")
    if option:
        return option.get("value")
    for name in (
        "value",
        "selected_user",
        "selected_users",
        "selected_date",
        "selected_time",
        "selected_date_time",
        "selected_conversation",
        "selected_channel",
    ):
        if element.get(name) is not None:
            found = element[name]
            return clean(found) if isinstance(found, str) else found
    if "selected_options" in element:
        return [chosen.get("value") for chosen in element["selected_options"] or ()]
    return None


def draft_id(view: Payload) -> str:
    """The id under which we kept what the form must know."""
    return str(view.get("private_metadata") or "")[:64]


def is_card(payload: Payload) -> bool:
    """Whether the pressed button stands on a card that we keep up to date ourselves."""
    action = (payload.get("actions") or [{}])[0]
    return str(action.get("block_id", "")).startswith("card")
