"""conversations.list, info, members, history, replies: what there is to read."""

from playground import payloads
from playground.refusal import Refusal
from playground.webapi.call import HISTORY, READ, Call, Method, page
from playground.webapi.users import requested_kinds
from playground.wire import Json
from playground.workspace import Channel, Message


def conversations_list(call: Call) -> Json:
    kinds = requested_kinds(call)
    hide_archived = call.flag("exclude_archived")
    known = [
        channel
        for channel in call.slack.workspace.channels.values()
        if channel.kind in kinds
        and (channel.kind == "channel" or call.bot_user in channel.members)
        and not (hide_archived and channel.is_archived)
    ]
    found, cursor = page(call, known)
    channels = [described(call, channel) for channel in found]
    return {"channels": channels, "response_metadata": {"next_cursor": cursor}}


def info(call: Call) -> Json:
    channel = call.channel()
    call.need(READ[channel.kind])
    body = described(call, channel)
    if not call.flag("include_num_members"):
        body.pop("num_members", None)
    return {"channel": body}


def members(call: Call) -> Json:
    channel = call.channel()
    call.need(READ[channel.kind])
    found, cursor = page(call, channel.members)
    return {"members": found, "response_metadata": {"next_cursor": cursor}}


def history(call: Call) -> Json:
    """The newest first; replies only where they were also sent to the channel."""
    channel = _readable(call)
    shown = [each for each in channel.messages.values() if not each.is_reply or _broadcast(each)]
    found, cursor = page(call, list(reversed(_between(call, shown))))
    return {
        "messages": [_as_read(call, message) for message in found],
        "has_more": bool(cursor),
        "pin_count": len(channel.pins),
        "channel_actions_ts": None,
        "channel_actions_count": 0,
        "response_metadata": {"next_cursor": cursor},
    }


def replies(call: Call) -> Json:
    """A thread, its parent first."""
    channel = _readable(call)
    if channel.kind in {"channel", "private"}:
        # Bot tokens read threads in DMs and group DMs only.
        raise Refusal("not_allowed_token_type")
    parent = channel.messages.get(call.required("ts"))
    if parent is None:
        raise Refusal("thread_not_found")
    root = parent.thread_ts or parent.ts
    thread = [each for each in channel.messages.values() if root in {each.ts, each.thread_ts}]
    found, cursor = page(call, _between(call, thread), default=1000)
    messages = [_as_read(call, message) for message in found]
    return {"messages": messages, "has_more": bool(cursor), "response_metadata": {"next_cursor": cursor}}


def described(call: Call, channel: Channel) -> Json:
    return payloads.channel(call.slack.workspace, channel, call.bot_user)


def _readable(call: Call) -> Channel:
    channel = call.channel()
    call.need(HISTORY[channel.kind])
    return call.joined(channel)


def _broadcast(message: Message) -> bool:
    return message.body.get("subtype") == "thread_broadcast"


def _between(call: Call, messages: list[Message]) -> list[Message]:
    oldest = float(call.text("oldest") or 0)
    latest = float(call.text("latest") or "inf")
    inclusive = call.flag("inclusive")
    inside = [each for each in messages if oldest < float(each.ts) < latest]
    edges = [each for each in messages if inclusive and float(each.ts) in {oldest, latest}]
    return sorted([*inside, *edges], key=lambda each: each.ts)


def _as_read(call: Call, message: Message) -> Json:
    if call.flag("include_all_metadata"):
        return message.body
    return {key: value for key, value in message.body.items() if key != "metadata"}


METHODS = {
    "conversations.list": Method(conversations_list),
    "conversations.info": Method(info),
    "conversations.members": Method(members),
    "conversations.history": Method(history),
    "conversations.replies": Method(replies),
}
