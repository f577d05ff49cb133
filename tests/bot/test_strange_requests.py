"""What Slack signs and we do not understand is received, and never a server error."""

import json
from urllib.parse import urlencode

from tests.bot import signed
from tests.bot.entrance import Entrance


async def test_events_we_do_not_know_are_received(small_door: Entrance) -> None:
    before = await small_door.rows()
    kinds = ("pin_added", "reaction_added", "channel_archive", "function_executed", "link_shared", "", "a" * 300)
    for kind in kinds:
        assert (await small_door.post(signed.event({"type": kind, "user": "U1"}), signed.JSON)).status_code == 200
    for envelope in ({"type": "app_rate_limited"}, {"type": "from_the_future"}, {}, {"event": None}, {"event": []}):
        assert (await small_door.post(json.dumps(envelope).encode(), signed.JSON)).status_code == 200
    assert await small_door.rows() == before


_PERSON = {"id": signed.USER, "username": "ana", "team_id": signed.TEAM}
_COMMON = {"team": {"id": signed.TEAM}, "user": _PERSON, "api_app_id": "A0DOOR", "trigger_id": "1.2.3"}
_ACTION = {"type": "button", "action_id": "nobody.knows", "block_id": "b", "value": "{}"}
_VIEW = {"id": "V1", "hash": "1.2", "type": "modal", "callback_id": "nobody.knows", "private_metadata": "no draft"}

STRANGE_INTERACTIONS = {
    "an unknown button": {"type": "block_actions", "actions": [_ACTION]},
    "a button whose value is no JSON": {"type": "block_actions", "actions": [_ACTION | {"value": "{"}]},
    "a known button without its value": {"type": "block_actions", "actions": [_ACTION | {"action_id": "tasks.done"}]},
    "a known button with a hostile value": {
        "type": "block_actions",
        "actions": [_ACTION | {"action_id": "tasks.done", "value": '{"number": "1; drop table task"}'}],
    },
    "a known button with a list for a value": {
        "type": "block_actions",
        "actions": [_ACTION | {"action_id": "history.undo", "value": "[1, 2]"}],
    },
    "a huge number": {
        "type": "block_actions",
        "actions": [_ACTION | {"action_id": "tasks.done", "value": '{"number": 1' + "0" * 400 + "}"}],
    },
    "no actions": {"type": "block_actions", "actions": []},
    "actions that are null": {"type": "block_actions", "actions": None},
    "an unknown form": {"type": "view_submission", "view": _VIEW},
    "a form without a state": {"type": "view_submission", "view": _VIEW | {"callback_id": "tasks.edit"}},
    "a form without a view": {"type": "view_submission"},
    "a form whose state is a list": {"type": "view_submission", "view": _VIEW | {"state": {"values": []}}},
    "a closed form": {"type": "view_closed", "view": _VIEW, "is_cleared": True},
    "an unknown global shortcut": {"type": "shortcut", "callback_id": "nobody.knows"},
    "an unknown message shortcut": {"type": "message_action", "callback_id": "nobody.knows", "message": {"ts": "1.2"}},
    "a message shortcut without a message": {"type": "message_action", "callback_id": "tasks.from_message"},
    "options for a select": {"type": "block_suggestion", "action_id": "x", "block_id": "y", "value": "a"},
    "an attachment's button": {"type": "interactive_message", "callback_id": "x", "actions": [{"name": "a"}]},
    "a dialog": {"type": "dialog_submission", "callback_id": "x", "submission": {}},
    "a workflow step": {"type": "workflow_step_edit", "callback_id": "x"},
    "a type from the future": {"type": "from_the_future"},
    "no type": {},
}


async def test_a_strange_interaction_is_no_server_error(small_door: Entrance) -> None:
    failed = []
    for name, payload in STRANGE_INTERACTIONS.items():
        for said in (payload, _COMMON | payload):
            answer = await small_door.post(signed.interaction(said))
            failed += [name] if answer.status_code >= 500 else []
    assert failed == []
    assert await small_door.titles() == []


async def test_an_unknown_command_is_answered_in_words(small_door: Entrance) -> None:
    answer = await small_door.post(signed.command("anything at all", "t.1", name="/nobody-knows"))
    assert answer.status_code == 200
    assert answer.json()["text"]


_FIELDS = signed.command_fields("add Something", "t.2")

MALFORMED = {
    "an empty body": (b"", signed.FORM),
    "empty JSON": (b"", signed.JSON),
    "half of some JSON": (b'{"type": "event_callback", ', signed.JSON),
    "a JSON list": (b"[1, 2, 3]", signed.JSON),
    "a JSON string": (b'"hello"', signed.JSON),
    "a JSON number": (b"1" * 5_000, signed.JSON),
    "null": (b"null", signed.JSON),
    "not a number": (b"NaN", signed.JSON),
    "100,000 brackets": (b"[" * 100_000, signed.JSON),
    "nested 50,000 deep": (b'{"a":' * 50_000 + b"1" + b"}" * 50_000, signed.JSON),
    "a lone surrogate": (
        signed.event({"type": "message", "channel": "D1", "user": "U1", "text": "\ud800"}),
        signed.JSON,
    ),
    "a NUL": (signed.event({"type": "message", "channel": "D1", "user": "U1", "text": "task add a\x00b"}), signed.JSON),
    "an event that is a string": (json.dumps({"type": "event_callback", "event": "x"}).encode(), signed.JSON),
    "a user that is an object": (
        signed.event({"type": "app_mention", "channel": "C1", "user": {"id": "U1"}, "text": "task list"}),
        signed.JSON,
    ),
    "a payload that is no JSON": (b"payload=%7Bbroken", signed.FORM),
    "a payload that is a list": (b"payload=%5B1%5D", signed.FORM),
    "a payload that is null": (b"payload=null", signed.FORM),
    "a payload that is a string": (b"payload=%22x%22", signed.FORM),
    "a payload 100,000 brackets deep": (b"payload=" + b"%5B" * 100_000, signed.FORM),
    "two payloads": (b"payload=%7B%7D&payload=%7B%7D", signed.FORM),
    "percent signs that lead nowhere": (b"command=%&text=%zz&user_id=%ff", signed.FORM),
    "only ampersands": (b"&" * 10_000, signed.FORM),
    "50,000 fields": (b"&".join(b"f%d=1" % n for n in range(50_000)), signed.FORM),
    "a command without a person": (b"command=/task&text=list&team_id=T1", signed.FORM),
    "a command without a workspace": (urlencode(_FIELDS | {"team_id": ""}).encode(), signed.FORM),
    "a command with endless ids": (
        urlencode(dict.fromkeys(_FIELDS, "x" * 2000) | {"command": "/task"}).encode(),
        signed.FORM,
    ),
    "a command with NULs": (urlencode({key: f"{value}\x00" for key, value in _FIELDS.items()}).encode(), signed.FORM),
    "a command in multipart": (urlencode(_FIELDS).encode(), "multipart/form-data; boundary=x"),
    "a command said to be JSON": (urlencode(_FIELDS).encode(), signed.JSON),
    "JSON said to be a form": (signed.event({"type": "app_mention"}), signed.FORM),
    "plain text": (b"hello", "text/plain"),
    "a content type of noise": (b"hello", "\u00a7;;;=" * 50),
}


async def test_whatever_slack_signs_is_no_server_error(small_door: Entrance) -> None:
    failed = []
    for name, (body, kind) in MALFORMED.items():
        answer = await small_door.post(body, kind)
        failed += [name] if answer.status_code >= 500 else []
    assert failed == []


async def test_after_all_that_the_door_still_opens(small_door: Entrance) -> None:
    for body, kind in MALFORMED.values():
        await small_door.post(body, kind)
    answer = await small_door.post(signed.command("add Still here", "t.last"))
    assert answer.status_code == 200
    assert "Still here" in await small_door.titles()


async def test_the_same_words_said_later_count_again_even_when_nothing_names_the_request(door: Entrance) -> None:
    fields = signed.command_fields("add Ship it", "")
    body = urlencode({name: value for name, value in fields.items() if name != "trigger_id"}).encode()
    for second in (signed.now() - 9, signed.now() - 9, signed.now()):
        answer = await door.client.post("/slack/events", content=body, headers=signed.headers(body, at=second))
        assert answer.status_code == 200
    assert await door.titles() == ["Ship it", "Ship it"]
