"""Slack's refusals of elements: one reason each, in Slack's words, with a pointer to the place."""

from typing import Any

import pytest

from playground.blockkit import Problem, check_message, check_view
from tests.playground import blockkit_examples as examples
from tests.playground.blockkit_examples import (
    Json,
    actions,
    button,
    field,
    modal,
    mrkdwn,
    option,
    options,
    plain,
    section,
)

ONE_OF_THEM = "must define either `options` or `option_groups`, and only one of them"
NOT_OFFERED = "must match one of the options"
NO_DATE = "must be a date in the format YYYY-MM-DD"


def select(**more: Any) -> Json:
    return section(accessory={"type": "static_select", "options": options(2), **more})


def number_input(**more: Any) -> Json:
    return field({"type": "number_input", "is_decimal_allowed": False, **more})


WRONG_ELEMENTS: list[tuple[str, Json, str, str]] = [
    (
        "a colour as a style",
        actions({**button(), "style": "green"}),
        "/elements/0/style",
        "must be a valid enum value (primary, danger)",
    ),
    (
        "a button that is disabled",
        actions({**button(), "disabled": True}),
        "/elements/0",
        "invalid additional property: disabled",
    ),
    (
        "mrkdwn on a button",
        actions({**button(), "text": mrkdwn()}),
        "/elements/0/text/type",
        "unsupported type: mrkdwn",
    ),
    ("a relative link", actions({**button(), "url": "/tasks/1"}), "/elements/0/url", "invalid url"),
    ("a link with a space", actions({**button(), "url": "https://a b"}), "/elements/0/url", "invalid url"),
    ("a link without a host", actions({**button(), "url": "https://"}), "/elements/0/url", "invalid url"),
    (
        "a link with a broken host",
        actions({**button(), "url": "https://[x"}),
        "/elements/0/url",
        "invalid url",
    ),
    (
        "one action id twice",
        actions(button("a"), button("b"), button("a")),
        "/elements/2/action_id",
        '`action_id` "a" already exists',
    ),
    (
        "a dialog without a way out",
        actions({**button(), "confirm": {k: v for k, v in examples.CONFIRMATION.items() if k != "deny"}}),
        "/elements/0/confirm",
        "missing required field: deny",
    ),
    ("a select without options", section(accessory={"type": "static_select"}), "/accessory", ONE_OF_THEM),
    (
        "options and groups at once",
        select(option_groups=[{"label": plain(), "options": options(1)}]),
        "/accessory",
        ONE_OF_THEM,
    ),
    (
        "an option without a value",
        select(options=[{"text": plain()}]),
        "/accessory/options/0",
        "missing required field: value",
    ),
    (
        "mrkdwn in a select",
        select(options=[{**option(), "text": mrkdwn()}]),
        "/accessory/options/0/text/type",
        "unsupported type: mrkdwn",
    ),
    (
        "a link in a select",
        select(options=[{**option(), "url": "https://a.b"}]),
        "/accessory/options/0",
        "invalid additional property: url",
    ),
    (
        "an initial option that isn't offered",
        select(initial_option=option("other")),
        "/accessory/initial_option",
        NOT_OFFERED,
    ),
    (
        "an initial option of another name",
        select(initial_option=option("value-0", "Other")),
        "/accessory/initial_option",
        NOT_OFFERED,
    ),
    (
        "initial options of which one isn't offered",
        field({"type": "checkboxes", "options": options(2), "initial_options": [option("value-1"), option("x")]}),
        "/element/initial_options/1",
        NOT_OFFERED,
    ),
    (
        "an initial option of radio buttons that isn't offered",
        field({"type": "radio_buttons", "options": options(2), "initial_option": option("x")}),
        "/element/initial_option",
        NOT_OFFERED,
    ),
    (
        "an initial option that is a string",
        select(initial_option="value-0"),
        "/accessory/initial_option",
        "must provide an object",
    ),
    (
        "a link on an overflow that goes nowhere",
        section(accessory={"type": "overflow", "options": [{"text": plain()}]}),
        "/accessory/options/0",
        "must define at least one of `value`, `url`",
    ),
    (
        "a filter that filters nothing",
        field({"type": "conversations_select", "filter": {}}),
        "/element/filter",
        "must define at least one of `include`, `exclude_external_shared_channels`, `exclude_bot_users`",
    ),
    (
        "a kind of conversation that isn't",
        field({"type": "conversations_select", "filter": {"include": ["dm"]}}),
        "/element/filter/include/0",
        "must be a valid enum value (im, mpim, private, public)",
    ),
    (
        "a day that isn't",
        field({"type": "datepicker", "initial_date": "2026-02-29"}),
        "/element/initial_date",
        NO_DATE,
    ),
    (
        "a day written differently",
        field({"type": "datepicker", "initial_date": "20260228"}),
        "/element/initial_date",
        NO_DATE,
    ),
    (
        "a time that isn't",
        field({"type": "timepicker", "initial_time": "24:00"}),
        "/element/initial_time",
        "must be a time in the format HH:mm",
    ),
    (
        "a zone that isn't",
        field({"type": "timepicker", "timezone": "Europe/Atlantis"}),
        "/element/timezone",
        "must be an IANA time zone",
    ),
    (
        "milliseconds for seconds",
        actions({"type": "datetimepicker", "initial_date_time": 1628633820000}),
        "/elements/0/initial_date_time",
        "must be less than or equal to 9999999999",
    ),
    (
        "a moment as a string",
        actions({"type": "datetimepicker", "initial_date_time": "1628633820"}),
        "/elements/0/initial_date_time",
        "must provide an integer",
    ),
    (
        "lengths that exclude each other",
        field({"type": "plain_text_input", "min_length": 5, "max_length": 4}),
        "/element/min_length",
        "must be less than or equal to `max_length`",
    ),
    (
        "a length that is a boolean",
        field({"type": "plain_text_input", "max_length": True}),
        "/element/max_length",
        "must provide an integer",
    ),
    (
        "a trigger that isn't",
        field({"type": "plain_text_input", "dispatch_action_config": {"trigger_actions_on": ["on_blur"]}}),
        "/element/dispatch_action_config/trigger_actions_on/0",
        "must be a valid enum value (on_enter_pressed, on_character_entered)",
    ),
]

WRONG_INPUTS: list[tuple[str, Json, str, str]] = [
    ("a number that is none", number_input(initial_value="ten"), "initial_value", "must be a number"),
    ("a number of JSON", number_input(min_value=1), "min_value", "must provide a string"),
    (
        "a decimal not allowed",
        number_input(max_value="1.5"),
        "max_value",
        "must be an integer when `is_decimal_allowed` is false",
    ),
    (
        "bounds that exclude each other",
        number_input(min_value="10", max_value="9"),
        "min_value",
        "must be less than or equal to `max_value`",
    ),
    (
        "a number below its bound",
        number_input(min_value="10", initial_value="9"),
        "initial_value",
        "must be greater than or equal to `min_value`",
    ),
    (
        "a number above its bound",
        number_input(max_value="10", initial_value="11"),
        "initial_value",
        "must be less than or equal to `max_value`",
    ),
]


@pytest.mark.parametrize(("_", "block", "place", "message"), WRONG_ELEMENTS)
def test_a_wrong_element_is_refused_for_the_one_reason(_: str, block: Json, place: str, message: str) -> None:
    assert check_message([section(), block]) == [Problem(f"/blocks/1{place}", message)]


@pytest.mark.parametrize(("_", "block", "place", "message"), WRONG_INPUTS)
def test_a_wrong_number_input_is_refused(_: str, block: Json, place: str, message: str) -> None:
    assert check_view(modal(block), purpose="open") == [Problem(f"/view/blocks/0/element/{place}", message)]
