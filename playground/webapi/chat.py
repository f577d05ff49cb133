"""chat.*: the app speaks."""

import json

from playground import content, hosted
from playground.refusal import Refusal
from playground.webapi.call import Call, Method
from playground.wire import Json
from playground.workspace import Channel, Message

METADATA_LIMIT = 4_000


def post_message(call: Call) -> Json:
    channel = call.postable()
    body = read_content(call)
    more = {**_metadata(call), **_looks(call)}
    thread_ts = thread(call, channel)
    if thread_ts and call.flag("reply_broadcast"):
        more["subtype"] = "thread_broadcast"
    message = call.slack.timeline.post(channel, body, thread_ts, **more)
    return {"channel": channel.id, "ts": message.ts, "message": message.body}


def post_ephemeral(call: Call) -> Json:
    """Seen by one person, who must be in the channel; so must the app."""
    channel = call.joined(call.postable())
    user = call.user()
    if user.id not in channel.members:
        raise Refusal("user_not_in_channel")
    message = call.slack.timeline.whisper(channel, user.id, read_content(call), thread(call, channel))
    return {"message_ts": message.ts}


def update(call: Call) -> Json:
    """Change the app's own message. Channel ids only: names and user ids are not found."""
    channel = call.channel()
    message = _own(call, channel, "cant_update_message")
    text = call.args.get("text")
    if isinstance(text, str) and len(text) > content.UPDATE_TEXT_LIMIT:
        raise Refusal("msg_too_long")
    body = read_content(call)
    call.slack.timeline.edit(channel, message, {**body, **_metadata(call)}, call.bot_user)
    return {
        "channel": channel.id,
        "ts": message.ts,
        "text": message.body.get("text", ""),
        "message": message.body,
    }


def delete(call: Call) -> Json:
    channel = call.channel()
    message = _own(call, channel, "cant_delete_message")
    call.slack.timeline.delete(channel, message)
    return {"channel": channel.id, "ts": message.ts}


def get_permalink(call: Call) -> Json:
    channel = call.channel()
    message = call.message(channel, "message_ts")
    link = f"https://{call.slack.workspace.domain}.slack.com/archives/{channel.id}/p{message.ts.replace('.', '')}"
    if message.is_reply:
        link += f"?thread_ts={message.thread_ts}&cid={channel.id}"
    return {"channel": channel.id, "permalink": link}


def read_content(call: Call) -> Json:
    """Text, blocks and attachments of a call. Raises Refusal."""
    markdown = call.text("markdown_text")
    if markdown is None:
        read = content.read_message(dict(call.args))
        hosted.refuse_absent(call.slack, read.get("blocks", []))
        return read
    if call.text("text") or call.args.get("blocks"):
        raise Refusal("markdown_text_conflict")
    return content.read_message({"text": "", "blocks": [{"type": "markdown", "text": markdown}]})


def thread(call: Call, channel: Channel) -> str | None:
    """The ts of the thread's parent. Raises Refusal(thread_not_found)."""
    ts = call.text("thread_ts")
    if ts is None:
        return None
    message = channel.messages.get(ts)
    if message is None:
        raise Refusal("thread_not_found")
    return message.thread_ts or message.ts


def _own(call: Call, channel: Channel, error: str) -> Message:
    message = call.message(channel)
    if message.body.get("bot_id") != call.slack.workspace.app.bot_id:
        raise Refusal(error)
    return message


def _metadata(call: Call) -> Json:
    metadata = content.decoded(call.args.get("metadata"), "invalid_metadata_format")
    if metadata is None:
        return {}
    kept = {"event_type", "event_payload", "entities"}
    well_formed = isinstance(metadata, dict) and isinstance(metadata.get("event_type"), str)
    if not well_formed or not isinstance(metadata.get("event_payload"), dict) or not set(metadata) <= kept:
        raise Refusal("invalid_metadata_format")
    if len(json.dumps(metadata)) > METADATA_LIMIT:
        raise Refusal("metadata_too_large")
    return {"metadata": metadata}


def _looks(call: Call) -> Json:
    """Another name or icon for one message, which has a scope of its own."""
    looks = {name: call.text(name) for name in ("username", "icon_emoji", "icon_url") if call.text(name)}
    if looks:
        call.need("chat:write.customize")
    return looks


METHODS = {
    "chat.postMessage": Method(post_message, "chat:write"),
    "chat.postEphemeral": Method(post_ephemeral, "chat:write"),
    "chat.update": Method(update, "chat:write"),
    "chat.delete": Method(delete, "chat:write"),
    "chat.getPermalink": Method(get_permalink),
}
