"""Signed requests whose fields are missing, null, or of another kind: always received, never a fault of ours."""

import asyncio
import copy
import json
from collections.abc import Iterator
from itertools import product
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from structlog.testing import capture_logs

from handlers import TABLES
from storage import drafts
from tests.bot import signed
from tests.bot.entrance import Entrance

TEAM, USER = signed.TEAM, signed.USER
# The acknowledgement and all that follows it; nothing may hang.
IN_TIME_SECONDS = 30

_PERSON = {"id": USER, "username": "ana", "name": "ana", "team_id": TEAM}
_CHANNEL = {"id": "C0LAUNCH", "name": "launch"}
_BLOCKS = [{"type": "section", "block_id": "b", "text": {"type": "mrkdwn", "text": "Ship *it*", "verbatim": False}}]
_MESSAGE = {
    "type": "message",
    "user": USER,
    "ts": "1700000000.000100",
    "thread_ts": "1700000000.000001",
    "text": "Ship it",
    "team": TEAM,
    "blocks": _BLOCKS,
    "attachments": [{"fallback": "Ship it", "id": 1}],
    "files": [{"id": "F1", "name": "plan.pdf", "title": "Plan"}],
}
_VIEW = {
    "id": "V0FORM",
    "team_id": TEAM,
    "type": "modal",
    "callback_id": "tasks.new",
    "private_metadata": "no-such-draft",
    "hash": "1700000000.abc",
    "root_view_id": "V0FORM",
    "app_id": "A0DOOR",
    "app_installed_team_id": TEAM,
    "bot_id": "B0DOOR",
    "blocks": _BLOCKS,
    "state": {
        "values": {
            "title": {"title": {"type": "plain_text_input", "value": "Ship it"}},
            "owner": {"owner": {"type": "users_select", "selected_user": USER}},
            "helpers": {"helpers": {"type": "multi_users_select", "selected_users": [USER]}},
            "due_date": {"due_date": {"type": "datepicker", "selected_date": "2026-11-23"}},
            "priority": {"priority": {"type": "static_select", "selected_option": {"value": "high"}}},
        }
    },
}
_COMMON = {
    "user": _PERSON,
    "api_app_id": "A0DOOR",
    "token": "verification",
    "team": {"id": TEAM, "domain": "door"},
    "enterprise": None,
    "is_enterprise_install": False,
    "trigger_id": "1.2.3",
}


def _action(name: str, value: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "button",
        "action_id": name,
        "block_id": "b",
        "text": {"type": "plain_text", "text": "Done", "emoji": True},
        "value": json.dumps(value),
        "action_ts": "1700000000.1",
    }


def _click(name: str, **value: Any) -> dict[str, Any]:
    return {
        **_COMMON,
        "type": "block_actions",
        "container": {"type": "message", "message_ts": "1.2", "channel_id": "C0LAUNCH", "is_ephemeral": False},
        "channel": _CHANNEL,
        "message": _MESSAGE,
        "state": {"values": {}},
        "actions": [_action(name, value)],
    }


def _event(**inner: Any) -> dict[str, Any]:
    return {
        "token": "verification",
        "team_id": TEAM,
        "context_team_id": TEAM,
        "context_enterprise_id": None,
        "api_app_id": "A0DOOR",
        "event": inner,
        "type": "event_callback",
        "event_id": "Ev1",
        "event_time": 1700000000,
        "authorizations": [
            {"enterprise_id": None, "team_id": TEAM, "user_id": "U0BOT", "is_bot": True, "is_enterprise_install": False}
        ],
        "is_ext_shared_channel": False,
        "event_context": "4-x",
    }


_PROFILE = {
    "id": USER,
    "team_id": TEAM,
    "name": "ana",
    "tz": "UTC",
    "profile": {"display_name": "ana"},
    "is_bot": False,
}
_SAID = {"user": USER, "ts": "1700000000.1", "team": TEAM, "user_team": TEAM, "blocks": _BLOCKS}

PAYLOADS: dict[str, dict[str, Any]] = {
    "a command": signed.command_fields("add Ship it @ana friday !high", "1.2"),
    "a click on Done": _click("tasks.done", task=1),
    "a click on Next": _click("tasks.next", list="mine", due="2026-11-23T00:00:00+00:00", number=1),
    "a click on Undo": _click("history.undo", batch="command:1.2"),
    "a click on a way out": _click("run.0", command="task list"),
    "a click on Home": {**_click("tasks.new"), "container": {"type": "view"}, "view": {"id": "V1", "type": "home"}},
    "a form": {**_COMMON, "type": "view_submission", "view": _VIEW, "response_urls": []},
    "a closed form": {**_COMMON, "type": "view_closed", "view": _VIEW, "is_cleared": False},
    "a global shortcut": {**_COMMON, "type": "shortcut", "callback_id": "tasks.new", "action_ts": "1.2"},
    "a message shortcut": {
        **_COMMON,
        "type": "message_action",
        "callback_id": "tasks.from_message",
        "action_ts": "1.2",
        "message_ts": "1700000000.000100",
        "channel": _CHANNEL,
        "message": _MESSAGE,
    },
    "options": {**_COMMON, "type": "block_suggestion", "action_id": "x", "block_id": "y", "value": "a"},
    "a mention": _event(type="app_mention", channel="C0LAUNCH", text="<@U0BOT> task add Ship it", **_SAID),
    "a DM": _event(type="message", channel="D0ANA", channel_type="im", text="task add Ship it", **_SAID),
    "a file": _event(type="message", subtype="file_share", channel="D0ANA", files=[{"id": "F1"}], **_SAID),
    "Home opened": _event(type="app_home_opened", user=USER, channel="D0ANA", tab="home", view={"id": "V1"}),
    "a new person": _event(type="team_join", user=_PROFILE),
    "a changed person": _event(type="user_change", user=_PROFILE, cache_ts=1700000000),
    "a revoked token": _event(type="tokens_revoked", tokens={"oauth": ["U1"], "bot": ["U2"]}),
    "an uninstalled app": _event(type="app_uninstalled"),
    "a rate limit": {"type": "app_rate_limited", "team_id": TEAM, "minute_rate_limited": 1700000000},
    "a handshake": {"type": "url_verification", "token": "verification", "challenge": "abc"},
}  # fmt: skip

NOTHING = object()
WRONG: tuple[object, ...] = (
    NOTHING, None, "", "x", "\x00", "\ud800", "é" * 50, "x" * 50_000, 0, -1, 1e308, 10**400, True, [], [None], ["x"],
    [[]], [{"id": []}], {}, {"id": None}, {"id": {}}, {"value": 7}, {"text": {"text": {"text": []}}},
    {"\x00": {"\x00": ""}},
)  # fmt: skip

Path = tuple[str | int, ...]


def paths(value: object, here: Path = ()) -> Iterator[Path]:
    """The way to every field of a payload."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, each in inner:
        yield (*here, name)
        yield from paths(each, (*here, name))


def spoiled(payload: dict[str, Any], path: Path, wrong: object) -> dict[str, Any]:
    """The payload with one field missing or wrong; as it was, where another fault has taken that field away."""
    it: Any = payload
    try:
        for name in path[:-1]:
            it = it[name]
        if wrong is NOTHING:
            del it[path[-1]]
        else:
            it[path[-1]] = copy.deepcopy(wrong)
    except (LookupError, TypeError):
        return payload
    return payload


def bodies(payload: dict[str, Any]) -> tuple[bytes, str]:
    """A payload as Slack would send it."""
    if "command" in payload:
        return urlencode(
            {name: str(value).encode(errors="replace") for name, value in payload.items()}
        ).encode(), signed.FORM
    if payload.get("type") in ("event_callback", "url_verification", "app_rate_limited") or "event" in payload:
        return json.dumps(payload).encode(), signed.JSON
    return signed.interaction(payload), signed.FORM


@pytest.mark.parametrize("kind", PAYLOADS)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
async def test_a_spoiled_request_is_received_and_is_no_fault_of_ours(
    small_door: Entrance, kind: str, data: st.DataObject
) -> None:
    small_door.drumbeat.bot.directory.home = TEAM
    payload = copy.deepcopy(PAYLOADS[kind])
    everything = list(paths(payload))
    for _ in range(data.draw(st.integers(1, 4))):
        spoiled(payload, data.draw(st.sampled_from(everything)), data.draw(st.sampled_from(WRONG)))
    body, form = bodies(payload)
    with capture_logs() as logs:
        async with asyncio.timeout(IN_TIME_SECONDS):
            response = await small_door.post(body, form)
    assert response.status_code in (200, 400), payload
    assert [entry for entry in logs if entry["log_level"] in ("error", "critical")] == [], payload


CARRIED = ("task", "blocker", "batch", "list", "due", "number", "go", "command")


@pytest.mark.parametrize("name", [*TABLES.buttons, "run.0"])
async def test_a_button_that_carries_nonsense_is_no_fault_of_ours(door: Entrance, name: str) -> None:
    door.drumbeat.bot.directory.home = TEAM
    with capture_logs() as logs:
        for number, wrong in enumerate(WRONG[1:]):
            right = {"task": 1, "blocker": 1} if number % 2 else {}
            click = _click(name, **dict.fromkeys(CARRIED, wrong) | right) | {"trigger_id": f"{name}.{number}"}
            assert (await door.post(*bodies(click))).status_code == 200
    assert [entry for entry in logs if entry["log_level"] in ("error", "critical")] == []


async def test_a_field_of_a_form_that_holds_nonsense_is_no_fault_of_ours(door: Entrance) -> None:
    door.drumbeat.bot.directory.home = TEAM
    kept = {"surface": "command", "channel_id": "C1", "channel_kind": "public", "response_url": None}
    draft = await door.drumbeat.bot.db.write(drafts.keep, TEAM, USER, kept, door.drumbeat.bot.now())
    fields = list(paths(_VIEW["state"]))
    with capture_logs() as logs:
        for name, (number, wrong) in product(TABLES.forms, enumerate(WRONG[1:])):
            view = copy.deepcopy(_VIEW) | {"callback_id": name, "private_metadata": draft}
            for path in (fields[number % len(fields)], fields[-1 - number % len(fields)]):
                form = spoiled(copy.deepcopy(view), ("state", *path), wrong) | {"hash": f"{name}.{number}.{len(path)}"}
                sent = {**_COMMON, "type": "view_submission", "view": form, "response_urls": []}
                assert (await door.post(*bodies(sent))).status_code == 200
    assert [entry for entry in logs if entry["log_level"] in ("error", "critical")] == []
    assert await door.titles() != []
