"""What a request is about, read from payloads as Slack documents them."""

from typing import Any

import pytest

from handlers import requests
from handlers.payloads import known, parse
from tests.bot import signed

ORG = {"enterprise": {"id": "E1", "name": "Starship"}, "is_enterprise_install": True}
PERSON = {"id": "U1", "username": "ana", "team_id": "T1"}
VIEW = {"id": "V1", "type": "modal", "callback_id": "tasks.new", "team_id": "T1", "app_installed_team_id": "T1"}

IN_ONE_WORKSPACE = {
    "a command": {"command": "/task", "team_id": "T1", "user_id": "U1", "is_enterprise_install": "false"},
    "a click": {"type": "block_actions", "team": {"id": "T1"}, "user": PERSON, "enterprise": None},
    "a shortcut": {"type": "shortcut", "team": {"id": "T1"}, "user": PERSON, "enterprise": None},
    "a form": {"type": "view_submission", "team": {"id": "T1"}, "user": PERSON, "view": VIEW},
    "an event": {"type": "event_callback", "team_id": "T1", "event": {"type": "app_mention"}},
    "an event with its authorization": {
        "type": "event_callback",
        "team_id": "T1",
        "authorizations": [{"enterprise_id": None, "team_id": "T1", "user_id": "UBOT", "is_bot": True}],
    },
}
IN_A_WHOLE_ORGANIZATION = {
    "a command": {"command": "/task", "team_id": "T1", "enterprise_id": "E1", "is_enterprise_install": "true"},
    "a click": {"type": "block_actions", "team": None, "user": PERSON, **ORG},
    "a click on Home": {"type": "block_actions", "team": None, "user": PERSON, "view": {"team_id": "T1"}, **ORG},
    "a shortcut": {"type": "shortcut", "team": None, "user": PERSON, **ORG},
    "a message shortcut": {"type": "message_action", "team": None, "user": PERSON, **ORG},
    "a form": {"type": "view_submission", "team": None, "user": PERSON, "view": VIEW, **ORG},
    "a form of an app installed in the organization": {
        "type": "view_submission",
        "team": None,
        "user": PERSON,
        "view": {**VIEW, "app_installed_team_id": "E1"},
        **ORG,
    },
    "a form of somebody whom only the view places": {
        "type": "view_submission",
        "team": None,
        "user": {"id": "U1"},
        "view": {**VIEW, "app_installed_team_id": "E1"},
        **ORG,
    },
    "an event": {
        "type": "event_callback",
        "team_id": "T1",
        "enterprise_id": "E1",
        "authorizations": [{"enterprise_id": "E1", "team_id": "T1", "is_enterprise_install": True}],
    },
    "an event authorized for the organization": {
        "type": "event_callback",
        "team_id": "T1",
        "context_team_id": "T1",
        "context_enterprise_id": "E1",
        "authorizations": [{"enterprise_id": "E1", "team_id": None, "is_enterprise_install": True}],
    },
}
IN_A_SHARED_CHANNEL = {
    "an event that happened at theirs": {
        "type": "event_callback",
        "team_id": "T2",
        "context_team_id": "T1",
        "is_ext_shared_channel": True,
        "authorizations": [{"enterprise_id": None, "team_id": "T1"}],
    },
    "a form that was opened at theirs": {
        "type": "view_submission",
        "team": {"id": "T2"},
        "user": {"id": "U2", "team_id": "T2"},
        "view": {**VIEW, "team_id": "T2"},
    },
}
EVERYWHERE = [
    pytest.param(payload, id=f"{where}: {what}")
    for where, payloads in {
        "workspace": IN_ONE_WORKSPACE,
        "organization": IN_A_WHOLE_ORGANIZATION,
        "shared": IN_A_SHARED_CHANNEL,
    }.items()
    for what, payload in payloads.items()
]


@pytest.mark.parametrize("payload", EVERYWHERE)
@pytest.mark.parametrize("own", ["T1", "E1", None])
def test_every_request_names_the_same_workspace(payload: dict[str, Any], own: str | None) -> None:
    assert requests.workspace(known(payload), own) == "T1"


@pytest.mark.parametrize(
    ("payload", "own", "found"),
    [
        ({"command": "/task", "user_id": "U1"}, "T1", "T1"),
        ({"type": "block_actions", "team": None, "user": {"id": "U1"}, **ORG}, None, "E1"),
        ({"type": "block_actions", "team": None, "user": {"id": "U1"}}, None, ""),
    ],
)
def test_a_request_that_names_no_workspace_is_for_that_of_our_token(
    payload: dict[str, Any], own: str | None, found: str
) -> None:
    assert requests.workspace(known(payload), own) == found


@pytest.mark.parametrize(
    ("payload", "home"),
    [
        ({"type": "block_actions", "team": {"id": "T2"}, "user": {"id": "U2", "team_id": "T2"}}, "T2"),
        ({"type": "block_actions", "team": None, "user": {"id": "U2", "team_id": "T2"}, **ORG}, ""),
        ({"type": "block_actions", "user": {"id": "U2"}}, ""),
    ],
)
def test_a_click_tells_where_a_person_is_at_home_but_not_within_an_organization(
    payload: dict[str, Any], home: str
) -> None:
    assert requests.click(known(payload), "T1").home_id == home


def test_a_mention_is_stripped_by_what_its_authorization_tells_of_us() -> None:
    body = known(
        {
            "type": "event_callback",
            "event": {"type": "app_mention", "channel": "C1", "user": "U1", "text": "<@UBOT> task list"},
            "authorizations": [{"team_id": "T1", "user_id": "UBOT", "is_bot": True}],
        }
    )
    knock = requests.words(body, "T1", requests.ourselves(body))
    assert knock is not None
    assert knock.text == "task list"


def _key(**changes: str | None) -> str:
    fields = {**signed.command_fields("add Ship it", "t.1"), **changes}
    sent = {name: value for name, value in fields.items() if value is not None}
    delivery = sent.pop("delivery", "1700000000")
    return requests.command(known(sent), "T1", delivery).key


def test_a_command_is_known_by_its_trigger_however_often_it_comes() -> None:
    assert _key() == _key(delivery="1700000009") == "command:t.1"
    assert _key(trigger_id="t.2") != _key()


@pytest.mark.parametrize("odd", ["t 1", "t\x001", "t" * 5_000, "ť1", "\ud800"])
def test_a_trigger_of_an_odd_kind_is_a_name_all_the_same(odd: str) -> None:
    assert _key(trigger_id=odd) == _key(trigger_id=odd, delivery="1700000009") != _key(trigger_id=odd + "2")
    assert len(_key(trigger_id=odd)) <= 120
    assert "\x00" not in _key(trigger_id=odd)


def test_without_a_trigger_the_same_words_later_are_said_again() -> None:
    assert _key(trigger_id=None) == _key(trigger_id=None)
    assert _key(trigger_id=None) != _key(trigger_id=None, delivery="1700000009")
    assert _key(trigger_id=None) != _key(trigger_id=None, text="add Something else")


def test_a_response_url_is_for_one_request_so_nothing_else_counts() -> None:
    there = {"trigger_id": None, "response_url": "https://hooks.example.com/1"}
    assert _key(**there) == _key(**there, delivery="1700000009")
    assert _key(**there) != _key(**there | {"response_url": "https://hooks.example.com/2"})


def test_an_event_without_an_id_is_known_by_its_contents_whenever_it_comes() -> None:
    event = {"type": "message", "channel": "D1", "user": "U1", "text": "help", "ts": "1.2"}
    first, second = (requests.words(known({"event": {**event, "ts": ts}}), "T1", None) for ts in ("1.2", "1.3"))
    assert first is not None
    assert second is not None
    assert first.key != second.key


@pytest.mark.parametrize(
    ("channel_id", "channel_name", "kind"),
    [
        ("C1", "privategroup", "private"),
        ("C1", "launch", "public"),
        ("C1", "mpdm-ana--ben-1", "private"),
        ("G1", "board", "private"),
        ("D1", "directmessage", "dm"),
        ("C1", "", None),
    ],
)
def test_what_the_name_of_a_channel_says_of_it(channel_id: str, channel_name: str, kind: str | None) -> None:
    body = known({"command": "/task", "channel_id": channel_id, "channel_name": channel_name})
    assert requests.command(body, "T1").channel_kind == kind


def test_a_body_may_be_json_a_form_or_a_form_with_json_in_it() -> None:
    assert parse('{"type": "event_callback"}') == {"type": "event_callback"}
    assert parse("command=%2Ftask&text=") == {"command": "/task", "text": ""}
    assert parse("payload=%7B%22type%22%3A%22shortcut%22%7D") == {"type": "shortcut"}


@pytest.mark.parametrize(
    "payload",
    [
        {"user": "U1", "team": 7, "view": [], "actions": {"0": {}}, "trigger_id": ["a"], "event": None},
        {"user": {"id": {"U": 1}}, "team": {"id": "T" * 33}, "actions": ["x", None], "type": {"a": 1}},
        {"from_the_future": {"a": 1}},
    ],
)
def test_what_is_not_of_the_documented_kind_is_as_if_left_out(payload: dict[str, Any]) -> None:
    found = known(payload)
    assert all(value in ({}, []) for value in found.values())
