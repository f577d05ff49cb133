"""What only shows in the whole payload, and the promise that any JSON gets an answer."""

import copy
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.blockkit import (
    MAX_BLOCKS_SIZE,
    MAX_TEXT,
    MAX_VIEW_SIZE,
    Problem,
    Purpose,
    blocks_size,
    check_message,
    check_view,
)
from tests.playground import blockkit_examples as examples
from tests.playground.blockkit_examples import (
    Json,
    actions,
    button,
    field,
    home,
    modal,
    mrkdwn,
    plain,
    rich_text,
    section,
    text_section,
)


def test_a_problem_reads_like_slacks_own_message() -> None:
    [problem] = check_message([section(text=mrkdwn("x" * 3001))])
    assert problem.slack == "[ERROR] must be less than 3001 characters [json-pointer:/blocks/0/text/text]"


def test_everything_wrong_is_told_at_once() -> None:
    blocks = [{"type": "header", "text": plain("")}, {"type": "nope"}, section(block_id="", extra=1)]
    assert [problem.pointer for problem in check_message(blocks)] == [
        "/blocks/0/text/text",
        "/blocks/1/type",
        "/blocks/2/block_id",
        "/blocks/2",
    ]


@pytest.mark.parametrize("blocks", [{}, "[]", 1, True])
def test_blocks_that_are_no_array_are_refused(blocks: object) -> None:
    assert check_message(blocks) == [Problem("/blocks", "must provide an array")]


def test_a_block_id_may_stand_only_once_in_a_message_or_view() -> None:
    blocks = [section(block_id="a"), section(), section(block_id="b"), section(block_id="a")]
    assert check_message(blocks) == [Problem("/blocks/3/block_id", '`block_id` "a" already exists')]
    assert check_view(home(*blocks), purpose="publish") == [
        Problem("/view/blocks/3/block_id", '`block_id` "a" already exists')
    ]


def test_an_action_id_may_stand_in_several_blocks() -> None:
    assert check_message([actions(button("a")), actions(button("a")), section(accessory=button("a"))]) == []


def test_only_one_element_may_take_the_focus() -> None:
    focused = {"type": "plain_text_input", "focus_on_load": True}
    picker = {"type": "datepicker", "focus_on_load": True}
    view = modal(field(focused), field({"type": "plain_text_input", "focus_on_load": False}), actions(picker))
    assert check_view(view, purpose="open") == [
        Problem("/view/blocks/2/elements/0/focus_on_load", "only one element may set `focus_on_load`")
    ]


def test_markdown_blocks_share_one_budget() -> None:
    half = {"type": "markdown", "text": "x" * 6000}
    assert check_message([half, half]) == []
    assert check_message([half, {"type": "markdown", "text": "x" * 6001}]) == [
        Problem("/blocks/1/text", "must be less than 12001 characters in all markdown blocks together")
    ]


def test_a_message_has_room_for_one_table() -> None:
    table = {"type": "table", "rows": [[{"type": "raw_text", "text": "x"}]]}
    [problem] = check_message([table, section(), table])
    assert problem.pointer == "/blocks/2"
    assert problem.message.startswith("only_one_table_allowed")


def test_a_table_of_the_largest_documented_size_is_not_too_long() -> None:
    table = {"type": "table", "rows": [[{"type": "raw_text", "text": "x"}] * 20] * 100}
    assert check_message([table]) == []


def test_a_message_whose_blocks_are_too_long_together_is_refused() -> None:
    four, fifth = [section(text=mrkdwn("x" * 3000))] * 4, section(text=mrkdwn("x" * 2000))
    assert check_message(four) == []
    [problem] = check_message([*four, fifth])
    assert problem.pointer == "/blocks"
    assert problem.message.startswith("msg_blocks_too_long")
    assert blocks_size(four) <= MAX_BLOCKS_SIZE < blocks_size([*four, fifth])


def test_the_size_of_blocks_is_that_of_their_json() -> None:
    blocks = [section(text=mrkdwn("Żółć 😀"))]
    assert blocks_size(blocks) == len(json.dumps(blocks, ensure_ascii=False, separators=(",", ":")))


def test_a_text_that_slack_would_cut_off_is_refused() -> None:
    assert check_message(None, text="x" * MAX_TEXT) == []
    assert check_message(None, text="x" * (MAX_TEXT + 1)) == [Problem("/text", "must be less than 40001 characters")]


def test_a_view_of_more_than_250_kilobytes_is_refused() -> None:
    blocks = [section(text=mrkdwn("x" * 3000)) for _ in range(90)]
    [problem] = check_view(home(*blocks), purpose="publish")
    assert problem.pointer == "/view"
    assert problem.message.startswith("view_too_large")
    assert len(json.dumps(blocks)) > MAX_VIEW_SIZE


WORDS = [
    "type",
    "text",
    "elements",
    "blocks",
    "element",
    "options",
    "block_id",
    "accessory",
    "modal",
    "section",
]
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.sampled_from(WORDS)
JSON = st.recursive(
    SCALARS,
    lambda parts: (
        st.lists(parts, max_size=4) | st.dictionaries(st.sampled_from(WORDS) | st.text(max_size=5), parts, max_size=5)
    ),
    max_leaves=25,
)
VALID = [*examples.BLOCKS, *(field(element) for element in examples.ELEMENTS)]


def containers(value: Any) -> list[Any]:
    found = [value]
    for part in value.values() if isinstance(value, dict) else value:
        found += containers(part) if isinstance(part, dict | list) and part else []
    return found


@st.composite
def damaged_payloads(draw: st.DrawFn) -> Json:
    """A view of valid blocks in which up to three parts were replaced by any JSON, or removed."""
    payload = {"view": modal(*draw(st.lists(st.sampled_from(VALID), min_size=1, max_size=4)))}
    payload = copy.deepcopy(payload)
    for _ in range(draw(st.integers(1, 3))):
        place = draw(st.sampled_from(containers(payload["view"])))
        keys = list(place) if isinstance(place, dict) else list(range(len(place)))
        if not keys:
            continue
        key = draw(st.sampled_from(keys))
        if draw(st.booleans()):
            del place[key]
        else:
            place[key] = draw(JSON)
    return payload


def stands_in(payload: Any, pointer: str) -> bool:
    place = payload
    for step in pointer.removesuffix("/input").strip("/").split("/"):
        if isinstance(place, dict) and step in place:
            place = place[step]
        elif isinstance(place, list) and step.isdecimal() and int(step) < len(place):
            place = place[int(step)]
        else:
            return False
    return True


@given(JSON, st.sampled_from(["open", "push", "update", "publish"]))
def test_any_json_gets_an_answer(value: Any, purpose: Purpose) -> None:
    check_message(value)
    check_message([value])
    check_view(value, purpose=purpose)
    check_view({"type": "modal", "blocks": value}, purpose=purpose)
    blocks_size(value)


@settings(max_examples=300)
@given(damaged_payloads())
def test_every_problem_points_at_something_in_the_payload(payload: Json) -> None:
    view = payload["view"]
    for purpose in ("open", "publish"):
        assert all(stands_in(payload, problem.pointer) for problem in check_view(view, purpose=purpose))
    if "blocks" in view:
        assert all(stands_in(view, problem.pointer) for problem in check_message(view["blocks"]))


def test_hostile_nesting_and_hostile_size_get_an_answer() -> None:
    nested: Any = "x"
    for _ in range(100_000):
        nested = [nested]
    for hostile in (nested, [section(text=nested)], [nested] * 10_000, [rich_text(text_section(nested))]):
        assert check_message(hostile)
        assert check_view(modal(*hostile), purpose="open")
    assert blocks_size(nested) > MAX_BLOCKS_SIZE


def test_a_long_unknown_name_is_not_repeated_in_full() -> None:
    problems = check_message([{"type": "x" * 100_000}, section(**{"y" * 100_000: 1})])
    assert all(len(problem.message) < 200 for problem in problems)
