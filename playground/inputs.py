"""Elements that hold a value: what their state looks like, and what Slack's client lets a person enter."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from playground.composer import escape, rich_text
from playground.refusal import NotPossible
from playground.wire import Json

TEXT_LIMIT = 3000
REQUIRED = "Please complete this required field."


@dataclass(frozen=True)
class Shape:
    """Where an element's value stands in `state.values`, and which property holds its first value."""

    key: str
    initial: str
    many: bool = False


SHAPES: Mapping[str, Shape] = {
    "plain_text_input": Shape("value", "initial_value"),
    "email_text_input": Shape("value", "initial_value"),
    "url_text_input": Shape("value", "initial_value"),
    "number_input": Shape("value", "initial_value"),
    "rich_text_input": Shape("rich_text_value", "initial_value"),
    "datepicker": Shape("selected_date", "initial_date"),
    "timepicker": Shape("selected_time", "initial_time"),
    "datetimepicker": Shape("selected_date_time", "initial_date_time"),
    "static_select": Shape("selected_option", "initial_option"),
    "external_select": Shape("selected_option", "initial_option"),
    "radio_buttons": Shape("selected_option", "initial_option"),
    "checkboxes": Shape("selected_options", "initial_options", many=True),
    "multi_static_select": Shape("selected_options", "initial_options", many=True),
    "multi_external_select": Shape("selected_options", "initial_options", many=True),
    "users_select": Shape("selected_user", "initial_user"),
    "multi_users_select": Shape("selected_users", "initial_users", many=True),
    "channels_select": Shape("selected_channel", "initial_channel"),
    "multi_channels_select": Shape("selected_channels", "initial_channels", many=True),
    "conversations_select": Shape("selected_conversation", "initial_conversation"),
    "multi_conversations_select": Shape("selected_conversations", "initial_conversations", many=True),
    "file_input": Shape("files", "", many=True),
}
STATELESS = {"button", "overflow", "workflow_button", "icon_button", "feedback_buttons"}
TEXTUAL = {"plain_text_input", "email_text_input", "url_text_input", "number_input"}
EXTERNAL = {"external_select", "multi_external_select"}

_FORMATS = {
    "email_text_input": (re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+"), "Enter a valid email address."),
    "url_text_input": (re.compile(r"[a-z][a-z0-9+.-]*://\S+"), "Enter a valid URL."),
    "datepicker": (re.compile(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])"), "Enter a date as YYYY-MM-DD."),
    "datetimepicker": (re.compile(r"\d{10}"), "Enter a time as seconds since 1970."),
    "timepicker": (re.compile(r"([01]\d|2[0-3]):[0-5]\d"), "Enter a time as HH:MM."),
}


def is_interactive(element: Json) -> bool:
    return element.get("type") in SHAPES or element.get("type") in STATELESS


def elements(blocks: list[Json]) -> Iterator[tuple[Json, Json]]:
    """Every interactive element with its block."""
    for block in blocks:
        parts = [block, *(each for each in block.get("elements", ()) if each.get("type") == "card")]
        buttons = [button for part in parts for button in part.get("actions", ())]
        candidates = [block.get("element"), block.get("accessory"), *block.get("elements", ()), *buttons]
        for element in candidates:
            if isinstance(element, dict) and is_interactive(element):
                yield block, element


def find(blocks: list[Json], block_id: str, action_id: str) -> tuple[Json, Json] | None:
    for block, element in elements(blocks):
        if block["block_id"] == block_id and element["action_id"] == action_id:
            return block, element
    return None


def state_of(element: Json, value: Any, tz: str = "") -> Json:
    """The entry of one element in `state.values`, as Slack words it."""
    shape = SHAPES[element["type"]]
    state = {"type": element["type"], shape.key: value}
    if element["type"] == "timepicker" and element.get("timezone"):
        state["timezone"] = element["timezone"] or tz
    return state


def initial_state(blocks: list[Json], conversation: str | None = None) -> Json:
    """`state.values` of blocks nobody has touched yet; `conversation` is where a modal was opened from."""
    values: Json = {}
    for block, element in elements(blocks):
        if element["type"] in SHAPES:
            state = state_of(element, initial_value(element, conversation))
            values.setdefault(block["block_id"], {})[element["action_id"]] = state
    return values


def initial_value(element: Json, conversation: str | None = None) -> Any:
    """What an element shows before anybody touches it."""
    shape = SHAPES[element["type"]]
    if conversation and element.get("default_to_current_conversation"):
        return [conversation] if shape.many else conversation
    if shape.initial in element:
        return element[shape.initial]
    return [] if shape.many else None


def kept_state(old: Json, blocks: list[Json], conversation: str | None = None) -> Json:
    """The state after an update: what was entered stays where block_id, action_id and type are unchanged."""
    fresh = initial_state(blocks, conversation)
    for block_id, actions in fresh.items():
        for action_id, state in actions.items():
            entered = old.get(block_id, {}).get(action_id)
            if entered and entered["type"] == state["type"]:
                actions[action_id] = entered
    return fresh


def options(element: Json) -> list[Json]:
    """The options of an element, whether grouped or not."""
    grouped = [option for group in element.get("option_groups", ()) for option in group["options"]]
    return [*element.get("options", ()), *grouped]


def entered(element: Json, raw: Any, offered: list[Json] | None = None) -> Any:
    """The value Slack stores for what a person enters.

    `raw` is a text, a date, an id, or an option's value (a list of them where several can be chosen). `offered` are
    the options an external select was last given. Raises NotPossible when the client would not take it.
    """
    kind = element["type"]
    if raw in (None, ""):
        return [] if SHAPES[kind].many else None
    if SHAPES[kind].key in {"selected_option", "selected_options"}:
        return _chosen(element, raw, options(element) if offered is None else offered)
    if kind == "datetimepicker":
        return int(_formatted(element, str(raw)))
    if SHAPES[kind].many:
        return list(raw) if isinstance(raw, list | tuple) else [raw]
    if kind == "rich_text_input":
        return rich_text(escape(raw)) if isinstance(raw, str) else raw
    return _formatted(element, str(raw))


def chosen_option(element: Json, value: Any) -> Json:
    """The option of an overflow menu with this value. Raises NotPossible."""
    return _option(value, options(element))


def feedback(element: Json, value: Any) -> Json:
    """The one of two feedback buttons with this value, as an action names it. Raises NotPossible."""
    chosen = _option(value, [element["positive_button"], element["negative_button"]])
    return {"text": chosen["text"], "value": chosen["value"]}


def _chosen(element: Json, raw: Any, offered: list[Json]) -> Any:
    if not SHAPES[element["type"]].many:
        return _option(raw, offered)
    wanted = raw if isinstance(raw, list | tuple) else [raw]
    most = element.get("max_selected_items")
    if most and len(wanted) > most:
        raise NotPossible(f"Choose at most {most}.")
    return [_option(each, offered) for each in wanted]


def _option(raw: Any, offered: list[Json]) -> Json:
    value = raw.get("value") if isinstance(raw, dict) else raw
    for option in offered:
        if option.get("value") == value:
            return option
    raise NotPossible(f"There is no option {value!r}.")


def _formatted(element: Json, text: str) -> str:
    expected = _FORMATS.get(element["type"])
    if expected and not expected[0].fullmatch(text):
        raise NotPossible(expected[1])
    return text


def problem(block: Json, element: Json, state: Json) -> str | None:
    """What the client shows under an input before it lets the form go; None when all is well."""
    value = state[SHAPES[element["type"]].key]
    if value in (None, "", []):
        return None if block.get("optional") else REQUIRED
    if element["type"] == "number_input":
        return _number_problem(element, value)
    return _length_problem(element, value) if element["type"] in TEXTUAL else None


def _length_problem(element: Json, value: str) -> str | None:
    least, most = element.get("min_length", 0), element.get("max_length", TEXT_LIMIT)
    if len(value) < least:
        return f"Enter at least {least} characters."
    return f"Enter at most {most} characters." if len(value) > most else None


def _number_problem(element: Json, value: str) -> str | None:
    pattern = r"-?\d+(\.\d+)?" if element.get("is_decimal_allowed") else r"-?\d+"
    if not re.fullmatch(pattern, value):
        return "Enter a number."
    least, most = element.get("min_value"), element.get("max_value")
    if least is not None and float(value) < float(least):
        return f"Enter a number that is at least {least}."
    too_big = most is not None and float(value) > float(most)
    return f"Enter a number that is at most {most}." if too_big else None
