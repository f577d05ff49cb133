"""Block elements: what each may hold, which blocks may hold it, and on which surfaces.

Where Slack's page of an element names fewer surfaces than the page of the input block, the former counts.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from playground.agreement import (
    ascending,
    exactly_one_of,
    initial_option_is_offered,
    initial_options_are_offered,
    initial_value_is_in_range,
    whole_unless_decimals_are_allowed,
)
from playground.composition import (
    ACCESSIBILITY_LABEL,
    CONFIRMATION,
    CONVERSATION_FILTER,
    DISPATCH_ACTION_CONFIG,
    FEEDBACK_BUTTON,
    IMAGE_SOURCE,
    LINKED_OPTION,
    MENU_OPTION,
    ONE_IMAGE_SOURCE,
    OPTION_GROUP,
    STYLE,
    TICKED_OPTION,
    URL,
    WORKFLOW,
    plain,
)
from playground.formats import calendar_date, clock_time, decimal, timezone
from playground.rich_text import RICH_TEXT
from playground.schema import EVERYWHERE, Flag, Kind, Listing, Shape, Surface, Tagged, Text, Whole, typed


@dataclass(frozen=True)
class Element:
    """A row of the table of elements."""

    shape: Shape
    held_by: frozenset[str]
    surfaces: frozenset[Surface] = EVERYWHERE


_SECTION_OR_ACTIONS = frozenset({"section", "actions"})
_ACTIONS_OR_INPUT = frozenset({"actions", "input"})
_ANY_INTERACTIVE = frozenset({"section", "actions", "input"})
_INPUT = frozenset({"input"})
_CONTEXT_ACTIONS = frozenset({"context_actions"})
_MESSAGE: frozenset[Surface] = frozenset({"message"})
_MODAL: frozenset[Surface] = frozenset({"modal"})
_MESSAGE_OR_MODAL: frozenset[Surface] = frozenset({"message", "modal"})
_MODAL_OR_HOME: frozenset[Surface] = frozenset({"modal", "home"})

_Properties = dict[str, Kind]
_ACTION: _Properties = {"action_id": Text(1, 255)}
_CONFIRMED: _Properties = {**_ACTION, "confirm": CONFIRMATION}
_FOCUSED: _Properties = {"focus_on_load": Flag()}
_PLACEHOLDER: _Properties = {"placeholder": plain(150)}
_PICKED: _Properties = {**_CONFIRMED, **_FOCUSED}
_SELECTED: _Properties = {**_PICKED, **_PLACEHOLDER}
_SELECTED_MANY: _Properties = {**_SELECTED, "max_selected_items": Whole(1)}
_TYPED_IN: _Properties = {
    **_ACTION,
    **_FOCUSED,
    **_PLACEHOLDER,
    "dispatch_action_config": DISPATCH_ACTION_CONFIG,
}
_STATIC: _Properties = {
    "options": Listing(MENU_OPTION, 1, 100),
    "option_groups": Listing(OPTION_GROUP, 1, 100),
}
_EXTERNAL: _Properties = {"min_query_length": Whole(0)}
_CONVERSATIONS: _Properties = {"default_to_current_conversation": Flag(), "filter": CONVERSATION_FILTER}
_INITIAL_OPTION: _Properties = {"initial_option": MENU_OPTION}
_INITIAL_OPTIONS: _Properties = {"initial_options": Listing(MENU_OPTION, 1, 100)}
_IDS = Listing(Text(1))
_VISIBLE_TO: _Properties = {"visible_to_user_ids": Listing(Text(1), 1, 10)}
_FIRST_TEN_DIGITS = Whole(1_000_000_000, 9_999_999_999)

_ONE_SET_OF_OPTIONS = exactly_one_of("options", "option_groups")

_BUTTONS: Mapping[str, Element] = {
    "button": Element(
        typed(
            "button",
            {"text": plain(75)},
            {
                **_CONFIRMED,
                "url": URL,
                "value": Text(0, 2000),
                "style": STYLE,
                "accessibility_label": ACCESSIBILITY_LABEL,
                "agent_prompt": Text(1, 4000),
                "agent_prompt_display": Text(1),
                **_VISIBLE_TO,
            },
        ),
        _SECTION_OR_ACTIONS,
    ),
    "workflow_button": Element(
        typed(
            "workflow_button",
            {"text": plain(75), "workflow": WORKFLOW},
            {**_CONFIRMED, "style": STYLE, "accessibility_label": ACCESSIBILITY_LABEL},
        ),
        _SECTION_OR_ACTIONS,
        _MESSAGE,
    ),
    "overflow": Element(typed("overflow", {"options": Listing(LINKED_OPTION, 1, 5)}, _CONFIRMED), _SECTION_OR_ACTIONS),
    "feedback_buttons": Element(
        typed(
            "feedback_buttons",
            {"positive_button": FEEDBACK_BUTTON, "negative_button": FEEDBACK_BUTTON},
            _ACTION,
        ),
        _CONTEXT_ACTIONS,
        _MESSAGE,
    ),
    "icon_button": Element(
        typed(
            "icon_button",
            {"icon": Text(1), "text": plain(75)},
            {**_CONFIRMED, "value": Text(0, 2000), "accessibility_label": ACCESSIBILITY_LABEL, **_VISIBLE_TO},
        ),
        _CONTEXT_ACTIONS,
        _MESSAGE,
    ),
}

_SINGLE_SELECTS: Mapping[str, Element] = {
    "static_select": Element(
        typed(
            "static_select",
            optional={**_SELECTED, **_STATIC, **_INITIAL_OPTION},
            rules=(_ONE_SET_OF_OPTIONS, initial_option_is_offered),
        ),
        _ANY_INTERACTIVE,
    ),
    "external_select": Element(
        typed("external_select", optional={**_SELECTED, **_EXTERNAL, **_INITIAL_OPTION}), _ANY_INTERACTIVE
    ),
    "users_select": Element(typed("users_select", optional={**_SELECTED, "initial_user": Text(1)}), _ANY_INTERACTIVE),
    "conversations_select": Element(
        typed(
            "conversations_select",
            optional={
                **_SELECTED,
                **_CONVERSATIONS,
                "initial_conversation": Text(1),
                "response_url_enabled": Flag(),
            },
        ),
        _ANY_INTERACTIVE,
    ),
    "channels_select": Element(
        typed(
            "channels_select",
            optional={**_SELECTED, "initial_channel": Text(1), "response_url_enabled": Flag()},
        ),
        _ANY_INTERACTIVE,
    ),
}

_MULTI_SELECTS: Mapping[str, Element] = {
    "multi_static_select": Element(
        typed(
            "multi_static_select",
            optional={**_SELECTED_MANY, **_STATIC, **_INITIAL_OPTIONS},
            rules=(_ONE_SET_OF_OPTIONS, initial_options_are_offered),
        ),
        _ANY_INTERACTIVE,
    ),
    "multi_external_select": Element(
        typed("multi_external_select", optional={**_SELECTED_MANY, **_EXTERNAL, **_INITIAL_OPTIONS}),
        _ANY_INTERACTIVE,
    ),
    "multi_users_select": Element(
        typed("multi_users_select", optional={**_SELECTED_MANY, "initial_users": _IDS}), _ANY_INTERACTIVE
    ),
    "multi_conversations_select": Element(
        typed(
            "multi_conversations_select",
            optional={**_SELECTED_MANY, **_CONVERSATIONS, "initial_conversations": _IDS},
        ),
        _ANY_INTERACTIVE,
    ),
    "multi_channels_select": Element(
        typed("multi_channels_select", optional={**_SELECTED_MANY, "initial_channels": _IDS}),
        _ANY_INTERACTIVE,
    ),
}

_PICKERS: Mapping[str, Element] = {
    "datepicker": Element(
        typed("datepicker", optional={**_SELECTED, "initial_date": Text(form=calendar_date)}),
        _ANY_INTERACTIVE,
    ),
    "timepicker": Element(
        typed(
            "timepicker",
            optional={**_SELECTED, "initial_time": Text(form=clock_time), "timezone": Text(form=timezone)},
        ),
        _ANY_INTERACTIVE,
    ),
    "datetimepicker": Element(
        typed("datetimepicker", optional={**_PICKED, "initial_date_time": _FIRST_TEN_DIGITS}),
        _ACTIONS_OR_INPUT,
        _MESSAGE_OR_MODAL,
    ),
    "checkboxes": Element(
        typed(
            "checkboxes",
            {"options": Listing(TICKED_OPTION, 1, 10)},
            {**_PICKED, "initial_options": Listing(TICKED_OPTION, 1, 10)},
            (initial_options_are_offered,),
        ),
        _ANY_INTERACTIVE,
    ),
    "radio_buttons": Element(
        typed(
            "radio_buttons",
            {"options": Listing(TICKED_OPTION, 1, 10)},
            {**_PICKED, "initial_option": TICKED_OPTION},
            (initial_option_is_offered,),
        ),
        _ANY_INTERACTIVE,
    ),
}

_INPUTS: Mapping[str, Element] = {
    "plain_text_input": Element(
        typed(
            "plain_text_input",
            optional={
                **_TYPED_IN,
                "initial_value": Text(0, 3000),
                "multiline": Flag(),
                "min_length": Whole(0, 3000),
                "max_length": Whole(1, 3000),
            },
            rules=(ascending("min_length", "max_length"),),
        ),
        _INPUT,
    ),
    "email_text_input": Element(
        typed("email_text_input", optional={**_TYPED_IN, "initial_value": Text()}), _INPUT, _MODAL
    ),
    "url_text_input": Element(typed("url_text_input", optional={**_TYPED_IN, "initial_value": Text()}), _INPUT, _MODAL),
    "number_input": Element(
        typed(
            "number_input",
            {"is_decimal_allowed": Flag()},
            {**_TYPED_IN, **dict.fromkeys(("initial_value", "min_value", "max_value"), Text(form=decimal))},
            (
                whole_unless_decimals_are_allowed,
                ascending("min_value", "max_value"),
                initial_value_is_in_range,
            ),
        ),
        _INPUT,
        _MODAL,
    ),
    "rich_text_input": Element(
        typed(
            "rich_text_input",
            optional={
                **_TYPED_IN,
                "initial_value": Tagged({"rich_text": RICH_TEXT}),
                "min_lines": Whole(1, 100),
                "max_lines": Whole(1, 100),
            },
            rules=(ascending("min_lines", "max_lines"),),
        ),
        _ACTIONS_OR_INPUT,
        _MODAL_OR_HOME,
    ),
    "file_input": Element(
        typed("file_input", optional={**_ACTION, "filetypes": Listing(Text(1)), "max_files": Whole(1, 10)}),
        _INPUT,
        _MODAL,
    ),
}

IMAGE = typed("image", {"alt_text": Text(1, 2000)}, IMAGE_SOURCE, (ONE_IMAGE_SOURCE,))

ELEMENTS: Mapping[str, Element] = {
    **_BUTTONS,
    **_SINGLE_SELECTS,
    **_MULTI_SELECTS,
    **_PICKERS,
    **_INPUTS,
    "image": Element(IMAGE, frozenset({"section", "context"})),
}


def held_by(block: str) -> dict[str, Kind]:
    """The elements a block of this type may hold, by their type."""
    return {name: element.shape for name, element in ELEMENTS.items() if block in element.held_by}
