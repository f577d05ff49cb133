"""Slack's refusals of blocks: one reason each, in Slack's words, with a pointer to the place."""

import pytest

from playground.blockkit import Problem, check_message
from tests.playground.blockkit_examples import (
    Json,
    actions,
    button,
    field,
    mrkdwn,
    plain,
    rich_text,
    said,
    section,
    text_section,
)

ONE_SOURCE = "must define either `image_url` or `slack_file`, and only one of them"

WRONG_BLOCKS: list[tuple[str, Json, str, str]] = [
    ("a misspelt type", {"type": "sections"}, "/type", "unsupported type: sections"),
    ("no type", {"text": plain()}, "", "missing required field: type"),
    ("a type that is no string", {"type": ["section"]}, "/type", "must provide a string"),
    ("a property nobody knows", section(colour="red"), "", "invalid additional property: colour"),
    ("a null", section(accessory=None), "/accessory", "must provide an object"),
    ("a null string", actions({**button(), "style": None}), "/elements/0/style", "must provide a string"),
    ("a bare string for a text object", {"type": "header", "text": "Hi"}, "/text", "must provide an object"),
    ("no text", {"type": "header"}, "", "missing required field: text"),
    ("empty text", section(text=mrkdwn("")), "/text/text", "must be more than 0 characters"),
    ("text that is a number", section(text={**mrkdwn(), "text": 12}), "/text/text", "must provide a string"),
    ("markup in a header", {"type": "header", "text": mrkdwn()}, "/text/type", "unsupported type: mrkdwn"),
    (
        "emoji in mrkdwn",
        section(text={**mrkdwn(), "emoji": True}),
        "/text",
        "invalid additional property: emoji",
    ),
    (
        "verbatim in plain text",
        section(text={**plain(), "verbatim": True}),
        "/text",
        "invalid additional property: verbatim",
    ),
    (
        "emoji that is no boolean",
        section(text={**plain(), "emoji": 1}),
        "/text/emoji",
        "must be a boolean",
    ),
    ("an empty section", {"type": "section"}, "", "must define at least one of `text`, `fields`"),
    ("text on a divider", {"type": "divider", "text": plain()}, "", "invalid additional property: text"),
    (
        "elements that are no array",
        {"type": "context", "elements": mrkdwn()},
        "/elements",
        "must provide an array",
    ),
    (
        "a button in a context",
        {"type": "context", "elements": [button()]},
        "/elements/0/type",
        "unsupported type: button",
    ),
    ("text in an actions block", actions(mrkdwn()), "/elements/0/type", "unsupported type: mrkdwn"),
    ("a button in an input", field(button()), "/element/type", "unsupported type: button"),
    (
        "an input without a label",
        {"type": "input", "element": {"type": "datepicker"}},
        "",
        "missing required field: label",
    ),
    (
        "an input without an element",
        {"type": "input", "label": plain()},
        "",
        "missing required field: element",
    ),
    ("an image from nowhere", {"type": "image", "alt_text": "x"}, "", ONE_SOURCE),
    (
        "an image from two places",
        {"type": "image", "alt_text": "x", "image_url": "https://a.b/c", "slack_file": {"id": "F1"}},
        "",
        ONE_SOURCE,
    ),
    (
        "an image nobody described",
        {"type": "image", "image_url": "https://a.b/c"},
        "",
        "missing required field: alt_text",
    ),
    (
        "a file by id and by url",
        {"type": "image", "alt_text": "x", "slack_file": {"id": "F1", "url": "https://a.b/c"}},
        "/slack_file",
        "must define either `id` or `url`, and only one of them",
    ),
    ("rich text with nothing in it", rich_text(), "/elements", "must provide at least 1 items"),
    (
        "rich text of plain strings",
        rich_text({**text_section(), "elements": ["Hi"]}),
        "/elements/0/elements/0",
        "must provide an object",
    ),
    (
        "rich text of empty strings",
        rich_text(text_section(said(""))),
        "/elements/0/elements/0/text",
        "must be more than 0 characters",
    ),
    ("text outside a section", rich_text(said("Hi")), "/elements/0/type", "unsupported type: text"),
    (
        "a list in a list",
        rich_text(
            {
                "type": "rich_text_list",
                "style": "bullet",
                "elements": [{"type": "rich_text_list", "style": "bullet", "elements": []}],
            }
        ),
        "/elements/0/elements/0/type",
        "unsupported type: rich_text_list",
    ),
    (
        "a style as a string",
        rich_text(text_section({**said("x"), "style": "bold"})),
        "/elements/0/elements/0/style",
        "must provide an object",
    ),
    (
        "an empty cell",
        {"type": "table", "rows": [[{"type": "raw_text", "text": ""}]]},
        "/rows/0/0/text",
        "must be more than 0 characters",
    ),
    (
        "a cell of mrkdwn",
        {"type": "table", "rows": [[mrkdwn()]]},
        "/rows/0/0/type",
        "unsupported type: mrkdwn",
    ),
]


@pytest.mark.parametrize(("_", "block", "place", "message"), WRONG_BLOCKS)
def test_a_wrong_block_is_refused_for_the_one_reason(_: str, block: Json, place: str, message: str) -> None:
    assert check_message([section(), block]) == [Problem(f"/blocks/1{place}", message)]
