"""chat.scheduleMessage and its relatives."""

from playground.webapi.call import Call, Method, invalid, page
from playground.webapi.chat import read_content, thread
from playground.wire import Json


def schedule_message(call: Call) -> Json:
    channel = call.postable()
    post_at = call.number("post_at", 0)
    if not post_at:
        raise invalid("post_at", "missing required field: post_at")
    body = read_content(call)
    never = call.args.get("metadata") is not None
    scheduled = call.slack.scheduler.add(channel, body, post_at, thread(call, channel), never=never)
    message = call.slack.timeline.app_message(body)
    return {
        "channel": channel.id,
        "scheduled_message_id": scheduled.id,
        "post_at": post_at,
        "message": {**message, "type": "delayed_message"},
    }


def scheduled_messages_list(call: Call) -> Json:
    channel = call.channel() if call.text("channel") else None
    found, cursor = page(call, call.slack.scheduler.list(channel))
    messages = [scheduled.as_json() for scheduled in found]
    return {"scheduled_messages": messages, "response_metadata": {"next_cursor": cursor}}


def delete_scheduled_message(call: Call) -> Json:
    call.slack.scheduler.remove(call.required("scheduled_message_id"), call.channel())
    return {}


METHODS = {
    "chat.scheduleMessage": Method(schedule_message, "chat:write"),
    "chat.scheduledMessages.list": Method(scheduled_messages_list),
    "chat.deleteScheduledMessage": Method(delete_scheduled_message, "chat:write"),
}
