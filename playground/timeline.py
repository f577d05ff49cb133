"""What is said in the channels: posting, changing, deleting, reacting; and the events these cause."""

import uuid
from collections.abc import Sequence
from typing import Protocol

from playground.composer import rich_text
from playground.hub import Hub
from playground.wire import Json
from playground.workspace import Channel, Message, Person, Workspace


class EventSink(Protocol):
    """Takes what happened; decides whether the app is subscribed to it."""

    def message(self, channel: Channel, event: Json) -> None: ...

    def other(self, event: Json, channel: Channel | None = None) -> None: ...


class Timeline:
    """Writes to the channels of one workspace."""

    def __init__(self, workspace: Workspace, hub: Hub, events: EventSink) -> None:
        self._workspace = workspace
        self._hub = hub
        self._events = events

    # People and the app speak

    def say(
        self,
        person: Person,
        channel: Channel,
        text: str,
        thread_ts: str | None = None,
        files: Sequence[Json] = (),
    ) -> Message:
        """A human message; `text` is already in Slack's stored form, and may be empty beside files."""
        body: Json = {
            "user": person.id,
            "type": "message",
            "client_msg_id": str(uuid.uuid4()),
            "text": text,
            "team": person.team_id,
            **({"blocks": [rich_text(text)]} if text else {}),
            **({"subtype": "file_share", "files": list(files), "upload": False} if files else {}),
        }
        if person.is_stranger:
            body |= {"user_team": person.team_id, "source_team": person.team_id}
        return self._post(channel, body, thread_ts)

    def post(self, channel: Channel, content: Json, thread_ts: str | None = None, **more: object) -> Message:
        """A message of the app. `more` may hold metadata, username, icons, subtype."""
        return self._post(channel, {**self.app_message(content), **more}, thread_ts)

    def whisper(self, channel: Channel, user: str, content: Json, thread_ts: str | None = None) -> Message:
        """An ephemeral message: only `user` sees it, it is in no history, and the app gets no event."""
        body = {**self.app_message(content), "ts": self._workspace.new_ts(), "is_ephemeral": True}
        if thread_ts:
            body["thread_ts"] = thread_ts
        message = Message(body, only_for=user, touched=self._workspace.touch())
        channel.ephemerals[message.ts] = message
        self._hub.publish({"type": "ephemeral", "channel": channel.id, "message": body}, to=[user])
        return message

    def recall(self, channel: Channel, body: Json) -> None:
        """Put back what was said before, with its `ts`; nobody is told."""
        content = {name: value for name, value in body.items() if name != "by_app"}
        made_up = {} if "type" in content else self._as_said(content)
        whole = self.app_message(content) if body.get("by_app") else {**made_up, **content}
        thread_ts = whole.pop("thread_ts", None)
        if thread_ts and thread_ts != whole["ts"]:
            self._join_thread(channel, whole, thread_ts)
        channel.messages[whole["ts"]] = Message(whole, touched=self._workspace.touch())

    def _as_said(self, content: Json) -> Json:
        return {
            "type": "message",
            "client_msg_id": str(uuid.uuid4()),
            "team": self._workspace.team_id,
            "blocks": [rich_text(content["text"])],
        }

    def announce(self, channel: Channel, subtype: str, person: Person, text: str) -> Message:
        """What Slack itself writes into a channel, such as `channel_join`."""
        body = {"type": "message", "subtype": subtype, "user": person.id, "text": text}
        return self._post(channel, body, None)

    def app_message(self, content: Json) -> Json:
        app = self._workspace.app
        return {
            "user": app.bot_user_id,
            "type": "message",
            "bot_id": app.bot_id,
            "app_id": app.id,
            "text": "",
            "team": self._workspace.team_id,
            "bot_profile": self.bot_profile(),
            **content,
        }

    def bot_profile(self) -> Json:
        workspace = self._workspace
        icon = "https://a.slack-edge.com/80588/img/plugins/app/bot_{}.png"
        return {
            "id": workspace.app.bot_id,
            "app_id": workspace.app.id,
            "user_id": workspace.app.bot_user_id,
            "name": workspace.manifest.bot_name,
            "icons": {f"image_{size}": icon.format(size) for size in (36, 48, 72)},
            "deleted": False,
            "updated": workspace.people[workspace.app.bot_user_id].updated,
            "team_id": workspace.team_id,
        }

    def _post(self, channel: Channel, body: Json, thread_ts: str | None) -> Message:
        body["ts"] = self._workspace.new_ts()
        if thread_ts:
            self._join_thread(channel, body, thread_ts)
        message = Message(body, touched=self._workspace.touch())
        channel.messages[message.ts] = message
        self._tell(channel, {"type": "message", "channel": channel.id, "message": body})
        self._events.message(channel, {**self._public(body), "event_ts": message.ts})
        return message

    def _join_thread(self, channel: Channel, body: Json, thread_ts: str) -> None:
        parent = channel.messages[thread_ts]
        body["thread_ts"] = thread_ts
        body["parent_user_id"] = parent.body.get("user")
        self._count_reply(channel, parent, body)

    def _count_reply(self, channel: Channel, parent: Message, reply: Json) -> None:
        users = list(dict.fromkeys([*parent.body.get("reply_users", []), reply["user"]]))
        parent.body |= {
            "thread_ts": parent.ts,
            "reply_count": parent.body.get("reply_count", 0) + 1,
            "reply_users": users[:5],
            "reply_users_count": len(users),
            "latest_reply": reply["ts"],
            "is_locked": False,
            "subscribed": False,
        }
        self._tell(channel, {"type": "message_changed", "channel": channel.id, "message": parent.body})

    # Changes

    def edit(self, channel: Channel, message: Message, content: Json, editor: str) -> None:
        """Change a message in the history; everyone is told, the app by `message_changed`."""
        previous = dict(message.body)
        message.body |= content
        for part in ("blocks", "attachments"):
            if not message.body.get(part):
                message.body.pop(part, None)
        message.body["edited"] = {"user": editor, "ts": self._workspace.new_ts()}
        message.touched = self._workspace.touch()
        self._tell(channel, {"type": "message_changed", "channel": channel.id, "message": message.body})
        self._hidden_event(
            channel, "message_changed", message=self._public(message.body), previous_message=self._public(previous)
        )

    def replace_whisper(self, channel: Channel, message: Message, content: Json) -> None:
        """Change an ephemeral message in place."""
        kept = ("ts", "thread_ts", "is_ephemeral")
        message.body = self.app_message(content) | {k: message.body[k] for k in kept if k in message.body}
        message.touched = self._workspace.touch()
        event = {"type": "ephemeral_changed", "channel": channel.id, "message": message.body}
        self._hub.publish(event, to=[str(message.only_for)])

    def delete(self, channel: Channel, message: Message) -> None:
        """Remove a message; one with replies leaves a tombstone."""
        if message.body.get("reply_count"):
            message.body = self._tombstone(message)
        else:
            del channel.messages[message.ts]
        self._workspace.touch()
        self._tell(channel, {"type": "message_deleted", "channel": channel.id, "ts": message.ts})
        if message.is_reply:
            self._count_out(channel, str(message.thread_ts))
        self._hidden_event(
            channel, "message_deleted", deleted_ts=message.ts, previous_message=self._public(message.body)
        )

    def _count_out(self, channel: Channel, thread_ts: str) -> None:
        """A reply is gone: a parent without any is a message like others again."""
        parent = channel.messages.get(thread_ts)
        if parent is not None:
            parent.body["reply_count"] = max(parent.body.get("reply_count", 0) - 1, 0)
            self._tell(channel, {"type": "message_changed", "channel": channel.id, "message": parent.body})

    def delete_whisper(self, channel: Channel, message: Message) -> None:
        channel.ephemerals.pop(message.ts, None)
        event = {"type": "ephemeral_deleted", "channel": channel.id, "ts": message.ts}
        self._hub.publish(event, to=[str(message.only_for)])

    def _tombstone(self, message: Message) -> Json:
        kept = ("ts", "thread_ts", "reply_count", "reply_users", "reply_users_count", "latest_reply")
        tombstone = {"type": "message", "subtype": "tombstone", "user": "USLACKBOT", "hidden": True}
        return {**tombstone, "text": "This message was deleted.", **{k: message.body[k] for k in kept}}

    def _hidden_event(self, channel: Channel, subtype: str, **more: object) -> None:
        ts = self._workspace.new_ts()
        self._events.message(
            channel,
            {
                "type": "message",
                "subtype": subtype,
                "hidden": True,
                "channel": channel.id,
                "ts": ts,
                "event_ts": ts,
                **more,
            },
        )

    # Reactions

    def react(self, channel: Channel, message: Message, user: str, name: str) -> bool:
        """Add an emoji; False when it is there already."""
        reactions = message.body.setdefault("reactions", [])
        entry = next((each for each in reactions if each["name"] == name), None)
        if entry is None:
            entry = {"name": name, "users": [], "count": 0}
            reactions.append(entry)
        if user in entry["users"]:
            return False
        entry["users"].append(user)
        entry["count"] += 1
        self._reacted("reaction_added", channel, message, user, name)
        return True

    def unreact(self, channel: Channel, message: Message, user: str, name: str) -> bool:
        """Take an emoji back; False when it is not there."""
        reactions = message.body.get("reactions", [])
        entry = next((each for each in reactions if each["name"] == name and user in each["users"]), None)
        if entry is None:
            return False
        entry["users"].remove(user)
        entry["count"] -= 1
        message.body["reactions"] = [each for each in reactions if each["count"]]
        self._reacted("reaction_removed", channel, message, user, name)
        return True

    def _reacted(self, kind: str, channel: Channel, message: Message, user: str, name: str) -> None:
        self._workspace.touch()
        self._tell(channel, {"type": "message_changed", "channel": channel.id, "message": message.body})
        self._events.other(
            {
                "type": kind,
                "user": user,
                "reaction": name,
                "item": {"type": "message", "channel": channel.id, "ts": message.ts},
                "item_user": message.body.get("user"),
                "event_ts": self._workspace.new_ts(),
            },
            channel,
        )

    # Members

    def join(self, channel: Channel, person: Person, inviter: str | None = None) -> bool:
        """Add a member; False when they are in already."""
        if person.id in channel.members:
            return False
        channel.members.append(person.id)
        self.announce(channel, "channel_join", person, f"<@{person.id}> has joined the channel")
        self._membership("member_joined_channel", channel, person, inviter)
        return True

    def leave(self, channel: Channel, person: Person) -> bool:
        """Remove a member; False when they are not in."""
        if person.id not in channel.members:
            return False
        self.announce(channel, "channel_leave", person, f"<@{person.id}> has left the channel")
        self._membership("member_left_channel", channel, person, None)
        channel.members.remove(person.id)
        return True

    def _membership(self, kind: str, channel: Channel, person: Person, inviter: str | None) -> None:
        event = {
            "type": kind,
            "user": person.id,
            "channel": channel.id,
            "channel_type": "C" if channel.kind == "channel" else "G",
            "team": self._workspace.team_id,
            "event_ts": self._workspace.new_ts(),
        }
        self._events.other({**event, "inviter": inviter} if inviter else event, channel)

    def _tell(self, channel: Channel, event: Json) -> None:
        self._hub.publish(event, to=self._workspace.audience(channel))

    @staticmethod
    def _public(body: Json) -> Json:
        """A message as events show it: metadata is not part of it."""
        return {key: value for key, value in body.items() if key != "metadata"}
