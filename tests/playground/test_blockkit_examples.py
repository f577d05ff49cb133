"""What Slack accepts is accepted: examples of every block and element, wherever they may stand."""

from typing import Any

import pytest

from playground.blockkit import Problem, check_message, check_view
from playground.elements import ELEMENTS
from playground.layout import BLOCKS
from playground.schema import Surface
from tests.playground import blockkit_examples as examples
from tests.playground.blockkit_examples import Json, actions, field, home, modal, section

SURFACES: tuple[Surface, ...] = ("message", "modal", "home")


def check_on(surface: str, block: Json) -> list[Problem]:
    match surface:
        case "message":
            return check_message([block])
        case "modal":
            return check_view(modal(block), purpose="open")
        case _:
            return check_view(home(block), purpose="publish")


def inside(holder: str, element: Json) -> Json:
    match holder:
        case "section":
            return section(accessory=element)
        case "input":
            return field(element)
        case _:
            return {**actions(element), "type": holder}


def named(rows: list[Json]) -> list[Any]:
    return [pytest.param(row, id=f"{row['type']}-{number}") for number, row in enumerate(rows)]


def test_there_is_an_example_of_every_block_and_every_element() -> None:
    assert {block["type"] for block in examples.BLOCKS} == set(BLOCKS)
    assert {element["type"] for element in examples.ELEMENTS} == set(ELEMENTS)


@pytest.mark.parametrize("surface", SURFACES)
@pytest.mark.parametrize("block", named(examples.BLOCKS))
def test_a_block_is_accepted_on_its_surfaces_and_on_no_other(block: Json, surface: Surface) -> None:
    at = "/blocks/0/type" if surface == "message" else "/view/blocks/0/type"
    refused = [Problem(at, f"unsupported type: {block['type']}")]
    assert check_on(surface, block) == ([] if surface in BLOCKS[block["type"]].surfaces else refused)


@pytest.mark.parametrize("holder", ["section", "actions", "input", "context", "context_actions"])
@pytest.mark.parametrize("element", named(examples.ELEMENTS))
def test_an_element_is_accepted_in_its_blocks_and_in_no_other(element: Json, holder: str) -> None:
    known = ELEMENTS[element["type"]]
    for surface in known.surfaces & BLOCKS[holder].surfaces:
        problems = check_on(surface, inside(holder, element))
        if holder in known.held_by:
            assert problems == []
        else:
            assert [problem.message for problem in problems] == [f"unsupported type: {element['type']}"]


@pytest.mark.parametrize(
    ("element", "surfaces"),
    [
        ("file_input", {"modal"}),
        ("number_input", {"modal"}),
        ("email_text_input", {"modal"}),
        ("url_text_input", {"modal"}),
        ("rich_text_input", {"modal", "home"}),
        ("datetimepicker", {"message", "modal"}),
        ("plain_text_input", {"message", "modal", "home"}),
    ],
)
def test_some_inputs_work_on_some_surfaces_only(element: str, surfaces: set[str]) -> None:
    example = next(e for e in examples.ELEMENTS if e["type"] == element)
    for surface in SURFACES:
        refusals = [p for p in check_on(surface, field(example)) if p.message == f"unsupported type: {element}"]
        assert bool(refusals) == (surface not in surfaces)


def test_a_workflow_button_works_in_messages_only() -> None:
    example = next(e for e in examples.ELEMENTS if e["type"] == "workflow_button")
    assert check_on("message", actions(example)) == []
    assert [p.slack for p in check_on("home", actions(example))] == [
        "[ERROR] unsupported type: workflow_button [json-pointer:/view/blocks/0/elements/0/type]"
    ]


def test_a_whole_modal_with_every_property_is_accepted() -> None:
    view = modal(
        *[field(e) for e in examples.ELEMENTS if e["type"] in ("plain_text_input", "datepicker", "file_input")],
        close=examples.plain("Cancel"),
        private_metadata='{"task": 12}',
        callback_id="tasks.edit",
        external_id="",
        clear_on_close=True,
        notify_on_close=True,
    )
    for purpose in ("open", "push", "update"):
        assert check_view(view, purpose=purpose) == []


def test_a_modal_that_only_shows_something_needs_no_submit() -> None:
    view = {"type": "modal", "title": examples.plain("Help"), "blocks": [section()]}
    assert check_view(view, purpose="open") == []


def test_a_home_view_takes_inputs_without_a_submit() -> None:
    view = home(field({"type": "plain_text_input"}), callback_id="home", private_metadata="x", external_id="y")
    assert check_view(view, purpose="publish") == []
    assert check_view(view, purpose="update") == []


def test_a_message_of_text_alone_is_accepted() -> None:
    assert check_message(None, text="Hello") == []
    assert check_message([], text="Hello") == []
