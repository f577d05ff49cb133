"""Slack's refusals of views: one reason each, in Slack's words, with a pointer to the place."""

from typing import Any

import pytest

from playground.blockkit import Problem, Purpose, check_view
from tests.playground.blockkit_examples import (
    field,
    home,
    modal,
    mrkdwn,
    plain,
    section,
)

WRONG_VIEWS: list[tuple[str, Any, Purpose, str, str]] = [
    ("a list", [], "open", "", "must provide an object"),
    ("nothing", None, "open", "", "must provide an object"),
    ("no type", {"blocks": []}, "open", "", "missing required field: type"),
    ("a home view in a modal", home(section()), "open", "/type", "unsupported type: home"),
    ("a home view pushed", home(section()), "push", "/type", "unsupported type: home"),
    ("a modal published", modal(section()), "publish", "/type", "unsupported type: modal"),
    (
        "a title on a home view",
        home(section(), title=plain()),
        "publish",
        "",
        "invalid additional property: title",
    ),
    (
        "a submit on a home view",
        home(section(), submit=plain()),
        "publish",
        "",
        "invalid additional property: submit",
    ),
    (
        "a view as Slack returned it",
        modal(section(), hash="1.a"),
        "update",
        "",
        "invalid additional property: hash",
    ),
    ("a view's id within", modal(section(), id="V123"), "update", "", "invalid additional property: id"),
    (
        "a disabled submit",
        modal(section(), submit_disabled=True),
        "open",
        "",
        "invalid additional property: submit_disabled",
    ),
    ("no title", {"type": "modal", "blocks": [section()]}, "open", "", "missing required field: title"),
    ("no blocks", {"type": "home"}, "publish", "", "missing required field: blocks"),
    (
        "a title in markup",
        modal(section(), title=mrkdwn()),
        "open",
        "/title/type",
        "unsupported type: mrkdwn",
    ),
    (
        "metadata as an object",
        modal(section(), private_metadata={}),
        "open",
        "/private_metadata",
        "must provide a string",
    ),
    (
        "an input nobody can submit",
        {"type": "modal", "title": plain(), "blocks": [section(), field({"type": "datepicker"})]},
        "open",
        "/blocks/1/input",
        "must define `submit` to use an `input` block in modals",
    ),
]


@pytest.mark.parametrize(("_", "view", "purpose", "place", "message"), WRONG_VIEWS)
def test_a_wrong_view_is_refused(_: str, view: Any, purpose: Purpose, place: str, message: str) -> None:
    assert check_view(view, purpose=purpose) == [Problem(f"/view{place}", message)]
