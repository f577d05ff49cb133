"""Every documented limit: the last value Slack takes is taken, the next is refused, with a pointer to it."""

import copy
from collections.abc import Callable
from typing import Any

import pytest

from playground.blockkit import Problem, check_message, check_view
from tests.playground import blockkit_examples as examples
from tests.playground.blockkit_examples import (
    Json,
    actions,
    button,
    field,
    home,
    modal,
    mrkdwn,
    option,
    options,
    plain,
    rich_text,
    said,
    section,
    text_section,
)


def element(type_name: str, **more: Any) -> Json:
    return {**next(e for e in examples.ELEMENTS if e["type"] == type_name), **more}


def block(type_name: str, **more: Any) -> Json:
    return {**next(b for b in examples.BLOCKS if b["type"] == type_name), **more}


def put(payload: Any, pointer: str, value: Any) -> Any:
    """A copy of the payload with the value at the pointer."""
    changed = copy.deepcopy(payload)
    *path, last = pointer.strip("/").split("/")
    place = changed
    for step in path:
        place = place[int(step)] if isinstance(place, list) else place[step]
    place[int(last) if isinstance(place, list) else last] = value
    return changed


def check(payload: Json) -> list[Problem]:
    if "view" in payload:
        view = payload["view"]
        return check_view(view, purpose="publish" if view["type"] == "home" else "open")
    return check_message(payload["blocks"])


def message(*blocks: Json) -> Json:
    return {"blocks": list(blocks)}


def view(*blocks: Json, **more: Any) -> Json:
    return {"view": modal(*blocks, **more)}


SELECT = element("static_select", option_groups=[{"label": plain(), "options": options(1)}])
for unwanted in ("options", "initial_option"):
    del SELECT[unwanted]


def described(select: str) -> Json:
    """A message with an element whose third option has a description."""
    example = element(select)
    example["options"] = [*example["options"][:2], {**example["options"][2], "description": plain()}]
    return message(section(accessory=example))


# payload, pointer at a string, fewest characters, most characters
TEXTS: list[tuple[Json, str, int, int]] = [
    (message(section()), "/blocks/0/text/text", 1, 3000),
    (message(section(text=plain())), "/blocks/0/text/text", 1, 3000),
    (message(section(fields=[mrkdwn(), plain()])), "/blocks/0/fields/1/text", 1, 2000),
    (message(section(block_id="b")), "/blocks/0/block_id", 1, 255),
    (message(block("header")), "/blocks/0/text/text", 1, 150),
    (message(block("context")), "/blocks/0/elements/1/text", 1, 3000),
    (message(block("context")), "/blocks/0/elements/0/alt_text", 1, 2000),
    (message(block("image")), "/blocks/0/alt_text", 1, 2000),
    (message(block("image")), "/blocks/0/title/text", 1, 2000),
    (message(block("markdown")), "/blocks/0/text", 1, 12_000),
    (message(block("video")), "/blocks/0/title/text", 1, 199),
    (message(block("video")), "/blocks/0/author_name", 1, 49),
    (message(block("video")), "/blocks/0/description/text", 1, 200),
    (message(block("card")), "/blocks/0/title/text", 1, 150),
    (message(block("card", subtitle=mrkdwn())), "/blocks/0/subtitle/text", 1, 150),
    (message(block("card", body=mrkdwn())), "/blocks/0/body/text", 1, 200),
    (view(block("alert")), "/view/blocks/0/text/text", 1, 200),
    (message(block("input")), "/blocks/0/label/text", 1, 2000),
    (message(block("input")), "/blocks/0/hint/text", 1, 2000),
    (message(actions(button())), "/blocks/0/elements/0/text/text", 1, 75),
    (message(actions(button())), "/blocks/0/elements/0/action_id", 1, 255),
    (message(actions(button())), "/blocks/0/elements/0/value", 0, 2000),
    (message(actions(button())), "/blocks/0/elements/0/accessibility_label", 1, 75),
    (message(section(accessory=button())), "/blocks/0/accessory/text/text", 1, 75),
    (message(section(accessory=element("workflow_button"))), "/blocks/0/accessory/text/text", 1, 75),
    (message(section(accessory=element("overflow"))), "/blocks/0/accessory/options/0/text/text", 1, 75),
    (message(section(accessory=element("overflow"))), "/blocks/0/accessory/options/0/value", 1, 150),
    (message(section(accessory=element("overflow"))), "/blocks/0/accessory/confirm/title/text", 1, 100),
    (message(section(accessory=element("overflow"))), "/blocks/0/accessory/confirm/text/text", 1, 300),
    (message(section(accessory=element("overflow"))), "/blocks/0/accessory/confirm/confirm/text", 1, 30),
    (message(section(accessory=element("overflow"))), "/blocks/0/accessory/confirm/deny/text", 1, 30),
    (message(section(accessory=SELECT)), "/blocks/0/accessory/option_groups/0/label/text", 1, 75),
    (message(section(accessory=SELECT)), "/blocks/0/accessory/option_groups/0/options/0/value", 1, 150),
    (message(section(accessory=element("static_select"))), "/blocks/0/accessory/placeholder/text", 1, 150),
    (message(section(accessory=element("static_select"))), "/blocks/0/accessory/options/0/text/text", 1, 75),
    (message(section(accessory=element("static_select"))), "/blocks/0/accessory/options/0/value", 1, 150),
    (
        message(section(accessory=element("checkboxes"))),
        "/blocks/0/accessory/options/1/description/text",
        1,
        75,
    ),
    (message(field(element("plain_text_input"))), "/blocks/0/element/initial_value", 0, 3000),
    (message(field(element("plain_text_input"))), "/blocks/0/element/placeholder/text", 1, 150),
    (message(block("context_actions")), "/blocks/0/elements/0/positive_button/text/text", 1, 75),
    (message(block("context_actions")), "/blocks/0/elements/0/positive_button/value", 1, 2000),
    (message(block("context_actions")), "/blocks/0/elements/1/text/text", 1, 75),
    (message(block("context_actions")), "/blocks/0/elements/1/value", 0, 2000),
    (message(block("video")), "/blocks/0/alt_text", 1, 2000),
    (message(block("card", subtext=mrkdwn())), "/blocks/0/subtext/text", 1, 200),
    (message(actions(button())), "/blocks/0/elements/0/agent_prompt", 1, 4000),
    (described("static_select"), "/blocks/0/accessory/options/2/description/text", 1, 75),
    (described("overflow"), "/blocks/0/accessory/options/2/description/text", 1, 75),
    (view(section()), "/view/title/text", 1, 24),
    (view(section()), "/view/submit/text", 1, 24),
    (view(section(), close=plain()), "/view/close/text", 1, 24),
    (view(section()), "/view/private_metadata", 0, 3000),
    (view(section()), "/view/callback_id", 0, 255),
    (view(section()), "/view/external_id", 0, 255),
    ({"view": home(section())}, "/view/private_metadata", 0, 3000),
    ({"view": home(section())}, "/view/callback_id", 0, 255),
]

URLS: list[tuple[Json, str]] = [
    (message(block("image")), "/blocks/0/image_url"),
    (message(block("video")), "/blocks/0/video_url"),
    (message(block("context")), "/blocks/0/elements/0/image_url"),
    (message(actions(button())), "/blocks/0/elements/0/url"),
    (message(section(accessory=element("overflow"))), "/blocks/0/accessory/options/1/url"),
    (message(block("video")), "/blocks/0/thumbnail_url"),
    (message(block("video")), "/blocks/0/title_url"),
    (message(block("video")), "/blocks/0/provider_icon_url"),
    (message(block("task_card")), "/blocks/0/sources/0/url"),
    (message(actions(element("workflow_button"))), "/blocks/0/elements/0/workflow/trigger/url"),
    (
        message({"type": "image", "alt_text": "x", "slack_file": {"url": "https://a.b/c"}}),
        "/blocks/0/slack_file/url",
    ),
]

# payload, pointer at a string without a documented greatest length that may not be empty
NAMES: list[tuple[Json, str]] = [
    (message(block("video")), "/blocks/0/provider_name"),
    (message(block("file")), "/blocks/0/external_id"),
    (message(block("call")), "/blocks/0/call_id"),
    (message(block("plan")), "/blocks/0/title"),
    (message(block("plan")), "/blocks/0/tasks/0/title"),
    (message(block("task_card")), "/blocks/0/task_id"),
    (message(block("task_card")), "/blocks/0/sources/0/text"),
    (message(block("table")), "/blocks/0/rows/1/1/text"),
    (message(block("card", slack_icon={"name": "star"})), "/blocks/0/slack_icon/name"),
    (message(block("context_actions")), "/blocks/0/elements/1/icon"),
    (message(field(element("users_select"))), "/blocks/0/element/initial_user"),
    (message(field(element("conversations_select"))), "/blocks/0/element/initial_conversation"),
    (message(field(element("channels_select"))), "/blocks/0/element/initial_channel"),
    (message(field(element("multi_users_select"))), "/blocks/0/element/initial_users/0"),
    (message({"type": "image", "alt_text": "x", "slack_file": {"id": "F1"}}), "/blocks/0/slack_file/id"),
    (message(actions(button())), "/blocks/0/elements/0/agent_prompt_display"),
]


def many(make: Callable[[int], Any]) -> Callable[[int], list[Any]]:
    return lambda count: [make(number) for number in range(count)]


DIVIDERS = many(lambda _: {"type": "divider"})
ROW = [{"type": "raw_text", "text": "x"}]
ROWS = message({"type": "table", "rows": [ROW]})

# payload, pointer at an array, what to fill it with, fewest items, most items
COUNTS: list[tuple[Json, str, Callable[[int], list[Any]], int, int | None]] = [
    (message(), "/blocks", DIVIDERS, 0, 50),
    (view(), "/view/blocks", DIVIDERS, 1, 100),
    ({"view": home()}, "/view/blocks", DIVIDERS, 1, 100),
    (message(section()), "/blocks/0/fields", many(lambda _: mrkdwn()), 1, 10),
    (message(block("context")), "/blocks/0/elements", many(lambda _: mrkdwn()), 1, 10),
    (message(actions()), "/blocks/0/elements", many(lambda n: button(f"b{n}")), 1, 25),
    (
        message(block("context_actions")),
        "/blocks/0/elements",
        many(lambda n: element("icon_button", action_id=f"i{n}")),
        1,
        5,
    ),
    (message(section(accessory=element("overflow"))), "/blocks/0/accessory/options", options, 1, 5),
    (message(section(accessory={"type": "checkboxes"})), "/blocks/0/accessory/options", options, 1, 10),
    (message(section(accessory={"type": "radio_buttons"})), "/blocks/0/accessory/options", options, 1, 10),
    (message(section(accessory={"type": "static_select"})), "/blocks/0/accessory/options", options, 1, 100),
    (
        message(section(accessory={"type": "multi_static_select"})),
        "/blocks/0/accessory/options",
        options,
        1,
        100,
    ),
    (message(section(accessory=SELECT)), "/blocks/0/accessory/option_groups/0/options", options, 1, 100),
    (
        message(section(accessory=SELECT)),
        "/blocks/0/accessory/option_groups",
        many(lambda n: {"label": plain(), "options": [option(str(n))]}),
        1,
        100,
    ),
    (
        message(field({"type": "multi_external_select"})),
        "/blocks/0/element/initial_options",
        options,
        1,
        100,
    ),
    (message(actions(button())), "/blocks/0/elements/0/visible_to_user_ids", many(lambda n: f"U{n}"), 1, 10),
    (message(field(element("multi_channels_select"))), "/blocks/0/element/initial_channels", many(str), 1, None),
    (ROWS, "/blocks/0/rows", many(lambda _: ROW), 1, 100),
    (ROWS, "/blocks/0/rows/0", many(lambda _: ROW[0]), 1, 20),
    (ROWS, "/blocks/0/column_settings", many(lambda _: {"align": "left"}), 0, 20),
    (message(rich_text()), "/blocks/0/elements", many(lambda _: text_section(said("x"))), 1, None),
    (
        message(block("carousel")),
        "/blocks/0/elements",
        many(lambda _: {"type": "card", "body": mrkdwn("x")}),
        1,
        10,
    ),
    (message(block("card")), "/blocks/0/actions", many(lambda n: button(f"b{n}")), 1, 3),
    (view(field(element("file_input"))), "/view/blocks/0/element/filetypes", many(lambda _: "jpg"), 1, None),
    (
        message(section(accessory=element("conversations_select"))),
        "/blocks/0/accessory/filter/include",
        many(lambda n: ("im", "mpim", "private", "public")[n % 4]),
        1,
        4,
    ),
]

# payload, pointer at an integer, least, most
NUMBERS: list[tuple[Json, str, int, int | None]] = [
    (message(field({"type": "plain_text_input"})), "/blocks/0/element/min_length", 0, 3000),
    (message(field({"type": "plain_text_input"})), "/blocks/0/element/max_length", 1, 3000),
    (view(field({"type": "rich_text_input"})), "/view/blocks/0/element/min_lines", 1, 100),
    (view(field({"type": "rich_text_input"})), "/view/blocks/0/element/max_lines", 1, 100),
    (view(field(element("file_input"))), "/view/blocks/0/element/max_files", 1, 10),
    (message(field(element("multi_users_select"))), "/blocks/0/element/max_selected_items", 1, None),
    (message(field(element("external_select"))), "/blocks/0/element/min_query_length", 0, None),
    (
        message(actions(element("datetimepicker"))),
        "/blocks/0/elements/0/initial_date_time",
        1_000_000_000,
        9_999_999_999,
    ),
]


def pointer_of(row: Any) -> str | None:
    return row if isinstance(row, str) else ""


@pytest.mark.parametrize(("payload", "pointer", "least", "most"), TEXTS, ids=pointer_of)
def test_a_text_may_be_as_long_as_documented_and_no_longer(payload: Json, pointer: str, least: int, most: int) -> None:
    assert check(put(payload, pointer, "x" * most)) == []
    assert check(put(payload, pointer, "😀" * most)) == []
    assert check(put(payload, pointer, "x" * (most + 1))) == [
        Problem(pointer, f"must be less than {most + 1} characters")
    ]
    empty = [Problem(pointer, "must be more than 0 characters")] if least else []
    assert check(put(payload, pointer, "")) == empty


@pytest.mark.parametrize(("payload", "pointer"), URLS, ids=pointer_of)
def test_a_url_may_be_3000_characters_long(payload: Json, pointer: str) -> None:
    url = "https://example.com/".ljust(3000, "x")
    assert check(put(payload, pointer, url)) == []
    assert check(put(payload, pointer, url + "x")) == [Problem(pointer, "must be less than 3001 characters")]
    assert check(put(payload, pointer, "example.com")) == [Problem(pointer, complaint_at(pointer))]


def complaint_at(pointer: str) -> str:
    return "invalid url: must be https" if pointer.endswith(("video_url", "/title_url")) else "invalid url"


@pytest.mark.parametrize(("payload", "pointer"), NAMES, ids=pointer_of)
def test_a_name_may_not_be_empty(payload: Json, pointer: str) -> None:
    assert check(put(payload, pointer, "x")) == []
    assert check(put(payload, pointer, "")) == [Problem(pointer, "must be more than 0 characters")]


@pytest.mark.parametrize(("payload", "pointer", "fill", "least", "most"), COUNTS, ids=pointer_of)
def test_an_array_may_have_as_many_items_as_documented_and_no_more(
    payload: Json, pointer: str, fill: Callable[[int], list[Any]], least: int, most: int | None
) -> None:
    assert check(put(payload, pointer, fill(most or 150))) == []
    assert check(put(payload, pointer, fill(least))) == []
    if most is not None:
        beyond = [Problem(pointer, f"no more than {most} items allowed")]
        assert check(put(payload, pointer, fill(most + 1))) == beyond
    if least:
        assert check(put(payload, pointer, [])) == [Problem(pointer, "must provide at least 1 items")]


@pytest.mark.parametrize(("payload", "pointer", "least", "most"), NUMBERS, ids=pointer_of)
def test_a_number_stays_within_its_documented_bounds(payload: Json, pointer: str, least: int, most: int | None) -> None:
    assert check(put(payload, pointer, least)) == []
    assert check(put(payload, pointer, least - 1)) == [Problem(pointer, f"must be greater than or equal to {least}")]
    assert check(put(payload, pointer, most or 10**30)) == []
    if most is not None:
        assert check(put(payload, pointer, most + 1)) == [Problem(pointer, f"must be less than or equal to {most}")]
