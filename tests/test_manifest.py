"""The manifest that people paste, against what the program answers to and what it asks of Slack."""

import ast
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot import doctor
from handlers import TABLES, door
from handlers.asking import Act
from handlers.commands import ROOT as ROOT_COMMAND
from handlers.commands import route

ROOT = Path(__file__).parents[1]
MANIFEST: dict[str, Any] = json.loads((ROOT / "manifest.json").read_text(encoding="utf-8"))
FEATURES = MANIFEST["features"]
SCOPES = set(MANIFEST["oauth_config"]["scopes"]["bot"])
EVENTS = set(MANIFEST["settings"]["event_subscriptions"]["bot_events"])

# What Slack's reference asks for each call we make, and for each event we hear of.
SCOPES_OF_CALLS: dict[str, set[str]] = {
    "auth_test": set(),
    "users_info": {"users:read"},
    "users_list": {"users:read"},
    # In DMs only; of channels we don't ask to read.
    "conversations_history": {"im:history"},
    "conversations_replies": {"im:history"},
    "conversations_info": {"channels:read", "groups:read"},
    "conversations_list": {"channels:read", "groups:read"},
    "conversations_members": {"channels:read", "groups:read"},
    "conversations_open": {"im:write"},
    "chat_postMessage": {"chat:write"},
    "chat_postEphemeral": {"chat:write"},
    "chat_delete": {"chat:write"},
    "chat_update": {"chat:write"},
    "chat_getPermalink": set(),
    "dnd_info": {"dnd:read"},
    "files_completeUploadExternal": {"files:write"},
    "files_getUploadURLExternal": {"files:write"},
    "views_open": set(),
    "views_publish": set(),
    "views_update": set(),
}
SCOPES_OF_EVENTS: dict[str, set[str]] = {
    "app_home_opened": set(),
    "app_mention": {"app_mentions:read"},
    "app_uninstalled": set(),
    "dnd_updated_user": {"dnd:read"},
    "member_joined_channel": {"channels:read", "groups:read"},
    "member_left_channel": {"channels:read", "groups:read"},
    "message.im": {"im:history"},
    "reaction_added": {"reactions:read"},
    "team_join": {"users:read"},
    "tokens_revoked": set(),
    "user_change": {"users:read"},
}
SCOPES_OF_FEATURES = {"slash_commands": {"commands"}, "shortcuts": {"commands"}}


def calls() -> set[str]:
    """The Web API methods that the program's code names."""
    methods = {name for name in dir(AsyncWebClient) if "_" in name.strip("_") and not name.startswith("_")}
    files = (path for room in ("bot", "handlers", "schedules", "storage") for path in (ROOT / room).rglob("*.py"))
    trees = (ast.parse(path.read_text(encoding="utf-8")) for path in files)
    named = {node.attr for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    return named & methods


def events_handled() -> set[str]:
    """Event types in the table, and those the door compares with; a message reaches us in a DM only."""
    tree = ast.parse(Path(door.__file__).read_text(encoding="utf-8"))
    [listener] = [node for node in ast.walk(tree) if isinstance(node, ast.AsyncFunctionDef) and node.name == "on_event"]
    kinds = {word for node in ast.walk(listener) if isinstance(node, ast.Compare) for word in _compared(node)}
    return {"message.im" if kind == "message" else kind for kind in {*TABLES.events, *kinds}}


def _compared(comparison: ast.Compare) -> Iterator[str]:
    if isinstance(comparison.left, ast.Name) and comparison.left.id == "kind":
        constants = (node for side in comparison.comparators for node in ast.walk(side))
        yield from (node.value for node in constants if isinstance(node, ast.Constant) and isinstance(node.value, str))


def test_every_call_we_make_is_one_whose_scopes_are_known() -> None:
    assert calls() == set(SCOPES_OF_CALLS)


def test_the_scopes_asked_for_are_those_that_something_needs() -> None:
    needed = set().union(*SCOPES_OF_CALLS.values(), *(SCOPES_OF_EVENTS[event] for event in EVENTS))
    needed |= set().union(*(scopes for feature, scopes in SCOPES_OF_FEATURES.items() if FEATURES.get(feature)))
    assert needed == SCOPES


def test_the_doctor_looks_for_the_scopes_of_the_manifest() -> None:
    assert set(doctor.SCOPES) == SCOPES
    assert list(doctor.SCOPES) == sorted(doctor.SCOPES)


def test_every_event_subscribed_to_is_handled_and_every_event_handled_is_subscribed_to() -> None:
    assert events_handled() == EVENTS


def test_every_event_subscribed_to_is_one_whose_scopes_are_known() -> None:
    assert set(SCOPES_OF_EVENTS) == EVENTS


def test_every_command_reaches_a_noun() -> None:
    for command in FEATURES["slash_commands"]:
        assert isinstance(route(TABLES.nouns, command["command"].removeprefix("/"), "").act, Act)


def test_the_root_command_is_among_them() -> None:
    assert f"/{ROOT_COMMAND}" in [command["command"] for command in FEATURES["slash_commands"]]


def test_slash_text_always_arrives_escaped() -> None:
    assert [command["should_escape"] for command in FEATURES["slash_commands"]] == [True] * 4


def test_the_shortcuts_of_the_manifest_are_those_that_are_handled() -> None:
    assert {shortcut["callback_id"] for shortcut in FEATURES["shortcuts"]} == set(TABLES.shortcuts)


@pytest.mark.parametrize("kind", ["global", "message"])
def test_there_is_a_shortcut_of_each_kind(kind: str) -> None:
    assert [shortcut for shortcut in FEATURES["shortcuts"] if shortcut["type"] == kind]


def test_what_people_read_of_each_command_fits_into_slack() -> None:
    for command in FEATURES["slash_commands"]:
        assert len(command["command"]) <= 32
        assert 0 < len(command["description"]) <= 2000
        assert len(command["usage_hint"]) <= 1000
    for shortcut in FEATURES["shortcuts"]:
        assert len(shortcut["name"]) <= 24
        assert len(shortcut["description"]) <= 150
    assert len(MANIFEST["display_information"]["name"]) <= 35
    assert len(MANIFEST["display_information"]["description"]) <= 140


def test_the_bot_can_be_written_to_and_has_a_home() -> None:
    assert FEATURES["app_home"] == {
        "home_tab_enabled": True,
        "messages_tab_enabled": True,
        "messages_tab_read_only_enabled": False,
    }
    assert MANIFEST["settings"]["interactivity"]["is_enabled"] is True
