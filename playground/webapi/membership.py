"""conversations.open, create, join, invite, leave, archive, setTopic: who is where."""

import re

from playground import payloads
from playground.refusal import Refusal
from playground.webapi.call import Call, Method
from playground.wire import Json
from playground.workspace import Channel

MPIM_LIMIT = 8
MANAGE = {"channel": "channels:manage", "private": "groups:write", "im": "im:write", "mpim": "mpim:write"}


def open_direct(call: Call) -> Json:
    """A DM with one person or a group DM with several; the same one every time."""
    given = call.text("channel")
    if given:
        channel = call.channel()
        return _opened(call, channel, known=True)
    users = _invited(call)
    call.need("mpim:write" if len(users) > 1 else "im:write")
    known = call.slack.workspace.direct([*users, call.bot_user])
    channel = known or call.slack.workspace.open_direct([*users, call.bot_user])
    return _opened(call, channel, known=known is not None)


def _opened(call: Call, channel: Channel, *, known: bool) -> Json:
    full = payloads.channel(call.slack.workspace, channel, call.bot_user)
    body: Json = {"channel": full if call.flag("return_im") else {"id": channel.id}}
    return {**body, "no_op": True, "already_open": True} if known else body


def _invited(call: Call) -> list[str]:
    users = list(dict.fromkeys(call.names("users")))
    if not users:
        raise Refusal("users_list_not_supplied")
    if len(users) > MPIM_LIMIT:
        raise Refusal("too_many_users")
    for user in users:
        _check_dm(call, user)
    return users


def _check_dm(call: Call, user: str) -> None:
    if user == "USLACKBOT":
        raise Refusal("cannot_dm_bot")
    person = call.slack.workspace.people.get(user)
    if person is None:
        raise Refusal("user_not_found")
    if person.is_bot:
        raise Refusal("cannot_dm_bot")
    if person.deleted:
        raise Refusal("user_disabled")


def create(call: Call) -> Json:
    private = call.flag("is_private")
    call.need("groups:write" if private else "channels:manage")
    name = call.required("name")
    if not re.fullmatch(r"[\w\-]{1,80}", name) or name != name.lower():
        raise Refusal("invalid_name_specials")
    workspace = call.slack.workspace
    if workspace.channel_called(name):
        raise Refusal("name_taken")
    channel = workspace.add_channel(name, members=[call.bot_user], private=private, creator=call.bot_user)
    call.slack.hub.publish({"type": "channel", "channel": {"id": channel.id, "name": name}})
    return _described(call, channel)


def join(call: Call) -> Json:
    channel = call.channel()
    if channel.kind != "channel":
        raise Refusal("method_not_supported_for_channel_type")
    _active(channel)
    added = call.slack.timeline.join(channel, call.slack.workspace.people[call.bot_user])
    body = _described(call, channel)
    return body if added else {**body, "warning": "already_in_channel"}


def invite(call: Call) -> Json:
    channel = call.joined(_managed(call))
    people = [call.slack.workspace.people.get(user) for user in call.names("users")]
    if not people:
        raise Refusal("no_user")
    for person in people:
        if person is None:
            raise Refusal("user_not_found")
        if person.id == call.bot_user:
            raise Refusal("cant_invite_self")
        if not call.slack.timeline.join(channel, person, call.bot_user):
            raise Refusal("already_in_channel")
    return _described(call, channel)


def leave(call: Call) -> Json:
    channel = _managed(call)
    if channel.is_general:
        raise Refusal("cant_leave_general")
    gone = call.slack.timeline.leave(channel, call.slack.workspace.people[call.bot_user])
    return {} if gone else {"not_in_channel": True}


def archive(call: Call) -> Json:
    channel = call.joined(_managed(call))
    if channel.is_general:
        raise Refusal("cant_archive_general")
    channel.is_archived = True
    return {}


def set_topic(call: Call) -> Json:
    channel = call.joined(_managed(call))
    channel.topic = call.text("topic") or ""
    return _described(call, channel)


def _managed(call: Call) -> Channel:
    channel = call.channel()
    if channel.kind == "im":
        raise Refusal("method_not_supported_for_channel_type")
    call.need(MANAGE[channel.kind])
    _active(channel)
    return channel


def _active(channel: Channel) -> None:
    if channel.is_archived:
        raise Refusal("is_archived")


def _described(call: Call, channel: Channel) -> Json:
    return {"channel": payloads.channel(call.slack.workspace, channel, call.bot_user)}


METHODS = {
    "conversations.open": Method(open_direct),
    "conversations.create": Method(create),
    "conversations.join": Method(join, "channels:join"),
    "conversations.invite": Method(invite),
    "conversations.leave": Method(leave),
    "conversations.archive": Method(archive),
    "conversations.setTopic": Method(set_topic),
}
