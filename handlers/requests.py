"""What Slack sends, read into a `Knock`. Every field that a sender may leave out has an answer here.

The payloads are those of `handlers.payloads`: any field may be missing, none is of another kind than documented.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.rules import reactions
from bot.rules.people import PlaceKind
from bot.rules.text import clean
from handlers.asking import Surface

Payload = Mapping[str, Any]

# Slack's own ids are half as long.
KEY_LIMIT = 100

_KINDS: dict[str, PlaceKind] = {"directmessage": "dm", "privategroup": "private"}
_EVENT_KINDS: dict[str, PlaceKind] = {"group": "private", "im": "dm", "mpim": "private"}
# What a person says comes as a plain message, or as one of these.
_SAID = ("", "file_share", "thread_broadcast")


@dataclass(frozen=True)
class Knock:
    """One request, whichever way it came in.

    `name` is what was asked for, in Slack's words: a command, an action id, a callback id. `key` is the same for
    every delivery of the same request. `channel_kind` is only what the request itself proves; `home_id` the person's
    own workspace, where the request tells it. `view_id` and `view_name` are of the modal that was clicked in.
    """

    surface: Surface
    name: str
    key: str
    workspace_id: str
    user_id: str
    home_id: str = ""
    channel_id: str = ""
    channel_kind: PlaceKind | None = None
    text: str = ""
    value: Mapping[str, Any] = field(default_factory=dict)
    values: Mapping[str, Any] = field(default_factory=dict)
    message: Mapping[str, Any] = field(default_factory=dict)
    draft: str = ""
    view_id: str = ""
    view_name: str = ""
    trigger_id: str = ""
    response_url: str | None = None
    thread_ts: str | None = None


def workspace(body: Payload, own: str | None) -> str:
    """The workspace a request is about; `own` is that of our token, for requests that tell none.

    Events name the installation they are for, which in a shared channel is not where they happened. A form belongs
    where the app that opened it is installed. For an installation in a whole organization the `team` is null, and
    some fields name the organization (E...) where others name the workspace, which is what we go by.
    """
    view = body.get("view") or {}
    named = (
        _authorization(body).get("team_id"),
        body.get("context_team_id"),
        view.get("app_installed_team_id"),
        (body.get("team") or {}).get("id"),
        body.get("team_id"),
        (body.get("user") or {}).get("team_id"),
        view.get("team_id"),
        own,
        _organization(body),
    )
    return min(filter(None, named), key=lambda found: found.startswith("E"), default="")


def ourselves(body: Payload) -> str | None:
    """Our user id, as an event's authorization tells it."""
    return _authorization(body).get("user_id")


def command(body: Payload, workspace_id: str, delivery: str = "") -> Knock:
    """A slash command."""
    channel_id = _text(body, "channel_id")
    return Knock(
        surface="command",
        name=_text(body, "command").lstrip("/").lower(),
        key=_key("command", body.get("trigger_id"), body, delivery),
        workspace_id=workspace_id,
        user_id=_text(body, "user_id"),
        channel_id=channel_id,
        channel_kind=_place_kind(channel_id, _text(body, "channel_name")),
        text=clean(_text(body, "text")),
        trigger_id=_text(body, "trigger_id"),
        response_url=body.get("response_url"),
    )


def click(body: Payload, workspace_id: str, delivery: str = "") -> Knock:
    """A pressed button, or a choice made, on a message or on Home."""
    action = _first(body, "actions")
    channel, container = body.get("channel") or {}, body.get("container") or {}
    channel_id = _text(channel, "id") or _text(container, "channel_id")
    view = body.get("view") or {}
    modal = view if view.get("type") == "modal" else {}
    return Knock(
        surface=_click_surface(body, action),
        name=_text(action, "action_id"),
        key=_key("click", body.get("trigger_id"), body, delivery),
        workspace_id=workspace_id,
        user_id=_user(body),
        home_id=_home(body),
        channel_id=channel_id,
        channel_kind=_place_kind(channel_id, _text(channel, "name")),
        value=_value(action),
        view_id=_text(modal, "id"),
        view_name=_text(modal, "callback_id"),
        trigger_id=_text(body, "trigger_id"),
        response_url=body.get("response_url"),
        thread_ts=container.get("thread_ts"),
    )


def submission(body: Payload, workspace_id: str) -> Knock:
    """A form sent in. Its view is what makes it the same submission."""
    view = body.get("view") or {}
    view_id = f"{view['id']}:{view.get('hash', '')}" if view.get("id") else None
    return Knock(
        surface="form",
        name=_text(view, "callback_id"),
        key=_key("view", view_id, body),
        workspace_id=workspace_id,
        user_id=_user(body),
        home_id=_home(body),
        values=_form_values(view),
        draft=_text(view, "private_metadata"),
        trigger_id=_text(body, "trigger_id"),
        response_url=_first(body, "response_urls").get("response_url"),
    )


def typing(body: Payload, workspace_id: str) -> Knock:
    """A form as it stands while somebody types in it, or when they close it; `at` says when that was.

    Slack promises the values with each change of a field, and says nothing of them at closing time.
    """
    view, action = body.get("view") or {}, _first(body, "actions")
    return Knock(
        surface="typing",
        name=_text(view, "callback_id"),
        key=_key("typing", body.get("trigger_id"), body),
        workspace_id=workspace_id,
        user_id=_user(body),
        home_id=_home(body),
        value={"at": _text(action, "action_ts")},
        values=_form_values(view),
        draft=_text(view, "private_metadata"),
    )


def shortcut(body: Payload, workspace_id: str, delivery: str = "") -> Knock:
    """A global shortcut, or one used on a message."""
    channel = body.get("channel") or {}
    channel_id = _text(channel, "id")
    return Knock(
        surface="shortcut",
        name=_text(body, "callback_id"),
        key=_key("click", body.get("trigger_id"), body, delivery),
        workspace_id=workspace_id,
        user_id=_user(body),
        home_id=_home(body),
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
    user_id = _text(event, "user")
    ours = bool(event.get("bot_id")) or user_id == bot_user_id
    if ours or not user_id or event.get("subtype", "") not in _SAID or channel_id.startswith("D") != in_dm:
        return None
    thread = event.get("thread_ts")
    return Knock(
        surface="dm" if in_dm else "mention",
        name="",
        key=_key("event", body.get("event_id"), body),
        workspace_id=workspace_id,
        user_id=user_id,
        home_id="" if _organization(body) else _text(event, "user_team"),
        channel_id=channel_id,
        channel_kind=_EVENT_KINDS.get(_text(event, "channel_type")),
        text=_without_mention(clean(_text(event, "text")), bot_user_id),
        message={"files": event.get("files") or []},
        thread_ts=thread if in_dm else thread or event.get("ts"),
    )


def reaction(body: Payload, workspace_id: str) -> Knock | None:
    """An emoji under a message; None where it is under anything else."""
    event = body.get("event") or {}
    item = event.get("item") or {}
    channel_id, ts = _text(item, "channel"), _text(item, "ts")
    if not (channel_id and ts and isinstance(event.get("user"), str)):
        return None
    name = reactions.named(_text(event, "reaction"))
    return Knock(
        surface="reaction",
        name=name,
        key=_key("event", body.get("event_id"), body),
        workspace_id=workspace_id,
        user_id=event["user"],
        channel_id=channel_id,
        channel_kind="dm" if channel_id.startswith("D") else None,
        value={"reaction": name},
        message={"ts": ts},
    )


def _text(body: Payload, name: str) -> str:
    found = body.get(name)
    return found if isinstance(found, str) else ""


def _first(body: Payload, name: str) -> Payload:
    found: list[Payload] = body.get(name) or [{}]
    return found[0]


def _user(body: Payload) -> str:
    return _text(body.get("user") or {}, "id")


def _home(body: Payload) -> str:
    """The workspace of whoever acts; in an organization everybody is at home."""
    return "" if _organization(body) else _text(body.get("user") or {}, "team_id")


def _authorization(body: Payload) -> Payload:
    """The installation that an event is delivered to."""
    return _first(body, "authorizations")


def _organization(body: Payload) -> str:
    found = (body.get("enterprise") or {}).get("id"), body.get("enterprise_id"), body.get("context_enterprise_id")
    return next(filter(None, (*found, _authorization(body).get("enterprise_id"))), "")


def _key(kind: str, given: str | None, body: Payload, delivery: str = "") -> str:
    """What Slack calls the request, else its contents.

    People say the same thing twice. Where nothing in the contents is meant for one use, the delivery counts too.
    """
    if given and len(given) <= KEY_LIMIT and given.isascii() and given.isprintable():
        return f"{kind}:{given}"
    unnamed = not (given or body.get("response_url"))
    return f"{kind}:{_digest(body, delivery if unnamed else '')}"


def _digest(body: Payload, delivery: str) -> str:
    text = json.dumps([body, delivery], sort_keys=True)
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


def _value(action: Payload) -> dict[str, str | int]:
    """What a pressed button, or the chosen option, carries: text and whole numbers, all that we ever give it.

    A list of people carries nothing; what its block is called says what it is about.
    """
    chosen, who = action.get("selected_option") or {}, _text(action, "selected_user")
    if who:
        return {**_carried(_text(action, "block_id")), "who": who}
    return _carried(action.get("value") or chosen.get("value") or "")


def _carried(text: str) -> dict[str, str | int]:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    carried = value if isinstance(value, dict) else {}
    return {name: clean(each) if isinstance(each, str) else each for name, each in carried.items() if _plain(each)}


def _plain(value: object) -> bool:
    return isinstance(value, str | int) and not isinstance(value, bool)


def _form_values(view: Payload) -> dict[str, Any]:
    """A form's fields by name: text (cleaned), ids, dates, or lists of them; None when left empty."""
    state = (view.get("state") or {}).get("values") or {}
    return {name: _field(next(iter(elements.values()), {})) for name, elements in state.items()}


def _field(element: Payload) -> Any:
    option, options = element.get("selected_option"), element.get("selected_options")
    if option:
        return _text_cleaned(option.get("value"))
    if options is not None:
        return [_text_cleaned(chosen.get("value")) for chosen in options]
    names = (name for name in element if name == "value" or name.startswith("selected_"))
    found = next((element[name] for name in names if element[name] is not None), None)
    return _text_cleaned(found)


def _text_cleaned(found: Any) -> Any:
    return clean(found) if isinstance(found, str) else found


def _without_mention(text: str, bot_user_id: str | None) -> str:
    said = text.strip()
    if bot_user_id:
        said = re.sub(rf"^<@{re.escape(bot_user_id)}(\|[^>]*)?>[:,]?\s*", "", said)
    return said.removeprefix("/beat").lstrip("/").strip()
