"""Requests that carry Slack's signature, with contents that Slack would never send: buttons and forms made up."""

import json
from typing import Any

from playground import payloads
from playground.people import Actor
from tests.stories.office import Office, whispered


def value_of(message: object, action_id: str) -> str:
    """What the button with this id carries in a message."""
    blocks = message["blocks"] if isinstance(message, dict) else []
    for block in blocks:
        for element in [*block.get("elements", ()), block.get("accessory") or {}]:
            if element.get("action_id") == action_id:
                return str(element["value"])
    raise AssertionError(f"There is no {action_id} here.")


async def click(office: Office, by: Actor, action_id: str, value: object, channel: str | None = None) -> str:
    """Press a button that stands nowhere, with any value; what the person is told."""
    desk = office.slack.core
    workspace = desk.workspace
    where = workspace.channel_called(channel) if channel else workspace.app_dm(by.id)
    assert where is not None
    payload = payloads.interaction(workspace, "block_actions", by.person) | {
        "trigger_id": desk.triggers.issue(by.id, where.id),
        "container": {"type": "message", "message_ts": "1.000001", "channel_id": where.id, "is_ephemeral": True},
        "channel": {"id": where.id, "name": payloads.channel_name(where)},
        "response_url": desk.response_urls.issue("app", by.id, where.id),
        "actions": [
            {
                "type": "button",
                "action_id": action_id,
                "block_id": "forged",
                "value": value if isinstance(value, str) else json.dumps(value),
                "action_ts": workspace.new_ts(),
            }
        ],
    }
    return await _sent(office, by, payload)


async def submit(office: Office, by: Actor, callback_id: str, metadata: str, values: dict[str, Any]) -> Any:
    """Send a form that was never opened; what comes back in the ack."""
    workspace = office.slack.core.workspace
    payload = payloads.interaction(workspace, "view_submission", by.person) | {
        "trigger_id": office.slack.core.triggers.issue(by.id),
        "response_urls": [],
        "view": {
            "id": f"V{workspace.touch():010d}",
            "type": "modal",
            "callback_id": callback_id,
            "private_metadata": metadata,
            "hash": "1.forged",
            "blocks": [],
            "state": {"values": {name: {"field": _entered(value)} for name, value in values.items()}},
        },
    }
    ack = await office.slack.core.delivery.send("interactive", payload)
    assert not ack.failure, ack
    return ack.body


def _entered(value: object) -> dict[str, Any]:
    return {"type": "plain_text_input", "value": value}


async def _sent(office: Office, by: Actor, payload: dict[str, Any]) -> str:
    seen = len([each for each in by.everything() if each.is_ephemeral])
    ack = await office.slack.core.delivery.send("interactive", payload)
    assert not ack.failure, ack
    await office.bot.bot.drain(10)
    new = [each for each in by.everything() if each.is_ephemeral][seen:]
    return whispered(by).text if new else ""
