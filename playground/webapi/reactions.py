"""reactions.* and pins.*."""

import re

from playground.refusal import Refusal
from playground.webapi.call import Call, Method
from playground.wire import Json
from playground.workspace import Channel, Message


def add(call: Call) -> Json:
    channel, message = _target(call)
    if not call.slack.timeline.react(channel, message, call.bot_user, _name(call)):
        raise Refusal("already_reacted")
    return {}


def remove(call: Call) -> Json:
    channel, message = _target(call)
    if not call.slack.timeline.unreact(channel, message, call.bot_user, _name(call)):
        raise Refusal("no_reaction")
    return {}


def get(call: Call) -> Json:
    channel, message = _target(call)
    return {"type": "message", "channel": channel.id, "message": message.body}


def pin(call: Call) -> Json:
    channel, message = _target(call)
    if message.ts in channel.pins:
        raise Refusal("already_pinned")
    channel.pins.append(message.ts)
    return {}


def unpin(call: Call) -> Json:
    channel, message = _target(call)
    if message.ts not in channel.pins:
        raise Refusal("no_pin")
    channel.pins.remove(message.ts)
    return {}


def _target(call: Call) -> tuple[Channel, Message]:
    channel = call.channel()
    if channel.is_archived:
        raise Refusal("is_archived")
    return channel, call.message(call.joined(channel), "timestamp")


def _name(call: Call) -> str:
    name = call.required("name").strip(":")
    if not re.fullmatch(r"[a-z0-9_+'\-]+(::skin-tone-[2-6])?", name):
        raise Refusal("invalid_name")
    return name


METHODS = {
    "reactions.add": Method(add, "reactions:write"),
    "reactions.remove": Method(remove, "reactions:write"),
    "reactions.get": Method(get, "reactions:read"),
    "pins.add": Method(pin, "pins:write"),
    "pins.remove": Method(unpin, "pins:write"),
}
