"""One call of a Web API method: its arguments as Slack reads them, and what the app may do."""

import base64
import binascii
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from playground.refusal import Refusal
from playground.slack import Slack
from playground.wire import Json
from playground.workspace import Channel, Message, Person

T = TypeVar("T")

PAGE_LIMIT = 1000
LONGEST_PAGE = 200  # Slack may return fewer than asked for; so does this

READ = {"channel": "channels:read", "private": "groups:read", "im": "im:read", "mpim": "mpim:read"}
HISTORY = {"channel": "channels:history", "private": "groups:history", "im": "im:history", "mpim": "mpim:history"}


@dataclass(frozen=True)
class Method:
    """A method: who may call it. `token` is "bot", "app" (an app-level token) or "none"."""

    run: "Callable[[Call], Json]"
    scope: str | None = None
    token: str = "bot"  # noqa: S105 - the kind of token, not one


@dataclass(frozen=True)
class Call:
    slack: Slack
    method: str
    args: Mapping[str, Any]

    # Arguments

    def text(self, name: str) -> str | None:
        """An argument as text; None when it is absent. Raises Refusal(invalid_arguments)."""
        value = self.args.get(name)
        if isinstance(value, bool | dict | list):
            raise invalid(name, "must be a string")
        return None if value in (None, "") else str(value)

    def required(self, name: str) -> str:
        value = self.text(name)
        if value is None:
            raise invalid(name, f"missing required field: {name}")
        return value

    def flag(self, name: str, *, default: bool = False) -> bool:
        value = self.args.get(name)
        return default if value is None else str(value).lower() in {"true", "1"}

    def number(self, name: str, default: int) -> int:
        value = self.text(name)
        try:
            return default if value is None else int(float(value))
        except ValueError:
            raise invalid(name, "must be a number") from None

    def names(self, name: str) -> list[str]:
        """A list of ids: comma-separated, or JSON."""
        value = self.args.get(name)
        if isinstance(value, list):
            return [str(each) for each in value]
        return [each.strip() for each in str(value or "").split(",") if each.strip()]

    # Permission

    def need(self, *scopes: str) -> None:
        """Require one of the scopes. Raises Refusal(missing_scope)."""
        granted = self.slack.manifest.scopes
        if not granted.intersection(scopes):
            raise Refusal("missing_scope", needed=",".join(scopes), provided=",".join(sorted(granted)))

    def has(self, scope: str) -> bool:
        return scope in self.slack.manifest.scopes

    # Things

    @property
    def bot_user(self) -> str:
        return self.slack.workspace.app.bot_user_id

    def user(self, name: str = "user") -> Person:
        """Raises Refusal(user_not_found)."""
        wanted = self.required(name)
        for person in self.slack.workspace.directory():
            if person.id == wanted:
                return person
        raise Refusal("user_not_found")

    def channel(self, name: str = "channel") -> Channel:
        """A conversation the app can know of. Raises Refusal(channel_not_found)."""
        channel = self.slack.workspace.channels.get(self.required(name))
        if channel is None or not self._knows(channel):
            raise Refusal("channel_not_found")
        return channel

    def joined(self, channel: Channel) -> Channel:
        """The same, when the app is in it. Raises Refusal(not_in_channel)."""
        if self.bot_user not in channel.members:
            raise Refusal("not_in_channel")
        return channel

    def postable(self, name: str = "channel") -> Channel:
        """Where the app may post: a channel by id or name, or a person's DM by their id. Raises Refusal."""
        workspace = self.slack.workspace
        target = self.required(name)
        if target in workspace.people:
            channel = self._dm(workspace.people[target])
        else:
            found = workspace.channels.get(target) or workspace.channel_called(target)
            if found is None or not self._knows(found):
                raise Refusal("channel_not_found")
            channel = found
        self._may_post(channel)
        return channel

    def message(self, channel: Channel, name: str = "ts") -> Message:
        """Raises Refusal(message_not_found); ephemeral messages are never found."""
        message = channel.messages.get(self.required(name))
        if message is None:
            raise Refusal("message_not_found")
        return message

    def _knows(self, channel: Channel) -> bool:
        return channel.kind == "channel" or self.bot_user in channel.members

    def _dm(self, person: Person) -> Channel:
        if person.deleted or person.is_bot:
            raise Refusal("channel_not_found")
        return self.slack.workspace.app_dm(person.id)

    def _may_post(self, channel: Channel) -> None:
        if channel.is_archived:
            raise Refusal("is_archived")
        if channel.kind == "im" and not self.slack.manifest.messages_tab:
            raise Refusal("messages_tab_disabled")
        if self.bot_user not in channel.members and not self.has("chat:write.public"):
            raise Refusal("not_in_channel")


def invalid(name: str, message: str) -> Refusal:
    """`invalid_arguments`, naming the argument."""
    text = f"[ERROR] {message} [json-pointer:/{name}]"
    return Refusal("invalid_arguments", response_metadata={"messages": [text]})


def page(call: Call, items: Sequence[T], default: int = 100) -> tuple[list[T], str]:
    """One page of `items` and the cursor of the next, empty at the end. Raises Refusal(invalid_cursor)."""
    limit = call.number("limit", default)
    if not 0 < limit <= PAGE_LIMIT:
        raise Refusal("invalid_limit")
    start = _offset(call.text("cursor"))
    end = start + min(limit, LONGEST_PAGE)
    return list(items[start:end]), _cursor(end) if end < len(items) else ""


def _cursor(offset: int) -> str:
    return base64.b64encode(f"next:{offset}".encode()).decode()


def _offset(cursor: str | None) -> int:
    if cursor is None:
        return 0
    try:
        word, _, offset = base64.b64decode(cursor, validate=True).decode().partition(":")
        if word != "next":
            raise Refusal("invalid_cursor")
        return int(offset)
    except (ValueError, binascii.Error):
        raise Refusal("invalid_cursor") from None
