"""A workspace as one JSON object: to begin with somebody's history, and to go on where one stopped.

``{"team": {id, name, domain}, "app": {id, bot_id, bot_user_id}, "now": epoch, "people": [...], "channels": [...],
"files": [...], "opens": name, "script": [...]}``: people have the fields of Person; channels those of Channel, and
their `messages` oldest first, as Slack has them, where `"by_app": true` stands for everything that is the same in each
message of the app; files their `content` in base64. `read_until` in a channel is a moment before which everybody has
read everything. The last two may be left out: the channel that the page opens first, and what people do by themselves
(see script.py).
"""

import base64
import dataclasses
from collections.abc import Mapping
from typing import Any

from playground.script import Line
from playground.slack import Slack
from playground.webapi.files import new_file
from playground.wire import Json
from playground.workspace import Channel, Message, Person

_OF_THREAD = frozenset({"reply_count", "reply_users", "reply_users_count", "latest_reply", "is_locked", "subscribed"})


def restore(slack: Slack, state: Mapping[str, Any]) -> None:
    """Put a saved workspace in the place of the new one. The app keeps its secrets."""
    workspace = slack.workspace
    team = state["team"]
    workspace.team_id, workspace.team_name, workspace.domain = team["id"], team["name"], team["domain"]
    _restore_app(slack, state["app"])
    workspace.channels.clear()
    for person in state["people"]:
        workspace.people[person["id"]] = _person(slack, person)
    for channel in state["channels"]:
        _restore_channel(slack, channel)
    for file in state["files"]:
        _restore_file(slack, file)
    slack.opens = state.get("opens", "")
    slack.script = sorted((Line(**each) for each in state.get("script", ())), key=lambda line: line.at)


def save(slack: Slack) -> Json:
    """The workspace as it is now; what only one person could see is gone, as it is at Slack after a reload."""
    workspace = slack.workspace
    app = workspace.app
    return {
        "team": {"id": workspace.team_id, "name": workspace.team_name, "domain": workspace.domain},
        "app": {"id": app.id, "bot_id": app.bot_id, "bot_user_id": app.bot_user_id},
        "now": slack.clock.now(),
        "people": [vars(each) for each in workspace.people.values() if each.id != app.bot_user_id],
        "channels": [_channel(each) for each in workspace.channels.values()],
        "files": [
            {**file, "content": base64.b64encode(workspace.contents[file["id"]]).decode()}
            for file in workspace.files.values()
            if file["id"] in workspace.contents
        ],
        "opens": slack.opens,
        "script": [vars(each) for each in slack.script],
    }


def _restore_app(slack: Slack, ids: Mapping[str, str]) -> None:
    workspace = slack.workspace
    bot = workspace.people[workspace.app.bot_user_id]
    workspace.app = dataclasses.replace(workspace.app, **ids)
    bot.id, bot.team_id = workspace.app.bot_user_id, workspace.team_id
    workspace.people = {bot.id: bot}
    slack.sockets.app_id = workspace.app.id


def _person(slack: Slack, said: Mapping[str, Any]) -> Person:
    name = said["name"]
    color = Person.colored(len(slack.workspace.people))
    made_up = {"display_name": name, "email": f"{name}@example.com", "team_id": slack.workspace.team_id, "color": color}
    return Person(**{**made_up, **said})


def _restore_channel(slack: Slack, said: Mapping[str, Any]) -> None:
    fields = {name: value for name, value in said.items() if name not in ("messages", "read_until", "private")}
    kind = said.get("kind") or ("private" if said.get("private") else "channel")
    made_up = {"name": "", "created": int(slack.clock.now()), "creator": said["members"][0], "kind": kind}
    channel = Channel(**{**made_up, **fields, "is_general": said.get("name") == "general"})
    slack.workspace.channels[channel.id] = channel
    for body in said["messages"]:
        slack.timeline.recall(channel, body)
    read_until = float(said.get("read_until", 0))
    read = max((ts for ts in channel.messages if float(ts) < read_until), default="")
    channel.last_read = dict.fromkeys(channel.members, read) | channel.last_read


def _restore_file(slack: Slack, said: Mapping[str, Any]) -> None:
    content = base64.b64decode(said["content"])
    slack.workspace.files.pop(said["id"], None)
    file = new_file(slack, slack.workspace.app.bot_user_id, said["name"], len(content), said["id"])
    file |= {name: value for name, value in said.items() if name not in ("content", *_PLACED)}
    slack.workspace.contents[file["id"]] = content
    slack.workspace.completed.add(file["id"])


# Where a file is found depends on where the playground listens this time.
_PLACED = frozenset({"url_private", "url_private_download"})


def _channel(channel: Channel) -> Json:
    kept = {name: value for name, value in vars(channel).items() if name not in ("messages", "ephemerals")}
    return {**kept, "messages": [_message(each) for each in channel.messages.values()]}


def _message(message: Message) -> Json:
    return {name: value for name, value in message.body.items() if name not in _OF_THREAD}
