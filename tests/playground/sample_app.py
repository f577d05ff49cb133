"""A small Bolt app with something of everything, and the two ways of running it."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import Any

from slack_bolt.adapter.asgi.async_handler import AsyncSlackRequestHandler
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from playground.testing import Playground

MANIFEST: dict[str, Any] = {
    "display_information": {"name": "Sample"},
    "features": {
        "app_home": {
            "home_tab_enabled": True,
            "messages_tab_enabled": True,
            "messages_tab_read_only_enabled": False,
        },
        "bot_user": {"display_name": "Sample"},
        "slash_commands": [
            {"command": "/echo", "description": "Says it again", "should_escape": True},
            {"command": "/raw", "description": "Says it as it came", "should_escape": False},
            {"command": "/menu", "description": "Buttons and selects"},
            {"command": "/form", "description": "Opens a form"},
            {"command": "/broken", "description": "Answers with invalid blocks"},
            {"command": "/slow", "description": "Takes too long"},
            {"command": "/loud", "description": "Answers in the channel"},
        ],
        "shortcuts": [
            {"name": "New thing", "type": "global", "callback_id": "new_thing", "description": "Makes one"},
            {"name": "Keep this", "type": "message", "callback_id": "keep", "description": "Keeps a message"},
        ],
    },
    "oauth_config": {
        "scopes": {
            "bot": [
                "app_mentions:read",
                "channels:history",
                "channels:read",
                "chat:write",
                "commands",
                "files:read",
                "files:write",
                "groups:history",
                "groups:read",
                "im:history",
                "im:read",
                "im:write",
                "mpim:write",
                "reactions:read",
                "reactions:write",
                "team:read",
                "users:read",
                "users:read.email",
            ]
        }
    },
    "settings": {
        "event_subscriptions": {
            "bot_events": [
                "app_home_opened",
                "app_mention",
                "message.channels",
                "message.im",
                "reaction_added",
                "team_join",
            ]
        },
        "interactivity": {"is_enabled": True},
    },
}


def plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text}


def option(text: str, value: str) -> dict[str, Any]:
    return {"text": plain(text), "value": value}


def button(label: str, action_id: str, value: str = "1") -> dict[str, Any]:
    return {"type": "button", "text": plain(label), "action_id": action_id, "value": value}


def text_input(label: str, action_id: str, **more: Any) -> dict[str, Any]:
    element = {"type": "plain_text_input", "action_id": action_id, **more}
    return {"type": "input", "block_id": f"{action_id}_block", "label": plain(label), "element": element}


MENU = [
    {"type": "section", "block_id": "head", "text": {"type": "mrkdwn", "text": "*Pick* one"}},
    {
        "type": "actions",
        "block_id": "acts",
        "elements": [
            button("Replace", "replace"),
            button("Whisper", "whisper"),
            button("Publish", "publish"),
            button("Delete", "delete"),
            button("Open", "open"),
            {
                "type": "static_select",
                "action_id": "size",
                "placeholder": plain("Size"),
                "options": [option("Small", "s"), option("Large", "l")],
            },
            {"type": "overflow", "action_id": "more", "options": [option("Archive", "a"), option("Mute", "m")]},
        ],
    },
]


def form(title: str = "A thing", **more: Any) -> dict[str, Any]:
    return {
        "type": "modal",
        "callback_id": "thing",
        "title": plain(title),
        "submit": plain("Save"),
        "private_metadata": "kept as it is",
        "notify_on_close": True,
        "blocks": [
            text_input("Title", "title", max_length=20),
            {**text_input("Note", "note", multiline=True), "optional": True},
            {
                "type": "input",
                "block_id": "owner_block",
                "optional": True,
                "label": plain("Owner"),
                "element": {"type": "users_select", "action_id": "owner"},
            },
            {
                "type": "input",
                "block_id": "due_block",
                "optional": True,
                "label": plain("Due"),
                "element": {"type": "datepicker", "action_id": "due", "initial_date": "2026-11-27"},
            },
            {
                "type": "input",
                "block_id": "find_block",
                "optional": True,
                "label": plain("Find"),
                "element": {"type": "external_select", "action_id": "find", "min_query_length": 2},
            },
            {
                "type": "actions",
                "block_id": "form_acts",
                "elements": [button("Push", "push"), button("Refresh", "refresh")],
            },
        ],
        **more,
    }


class Sample:
    """The app, and everything that reached it."""

    def __init__(self, slack: Playground) -> None:
        self.received: list[dict[str, Any]] = []
        client = AsyncWebClient(token=slack.bot_token, base_url=slack.api_url, retry_handlers=[])
        self.app = AsyncApp(client=client, signing_secret=slack.signing_secret)
        self.client = client
        self._listen()

    def last(self, kind: str) -> dict[str, Any]:
        return next(each for each in reversed(self.received) if kind in (each.get("type"), each.get("command")))

    def events(self, kind: str) -> list[dict[str, Any]]:
        events = [each["event"] for each in self.received if each.get("type") == "event_callback"]
        return [event for event in events if event["type"] == kind]

    def _listen(self) -> None:  # noqa: C901 - a list of listeners
        app = self.app

        @app.middleware
        async def keep(body: dict[str, Any], next: Any) -> None:  # noqa: A002 - Bolt's name
            self.received.append(body)
            await next()

        @app.command("/echo")
        @app.command("/raw")
        async def echo(ack: Any, command: dict[str, Any]) -> None:
            await ack(f"You said: {command['text']}")

        @app.command("/menu")
        async def menu(ack: Any) -> None:
            await ack(blocks=MENU, text="menu")

        @app.command("/loud")
        async def loud(ack: Any, command: dict[str, Any]) -> None:
            await ack(text=f"All hear: {command['text']}", response_type="in_channel", blocks=MENU)

        @app.command("/broken")
        async def broken(ack: Any) -> None:
            await ack(blocks=[{"type": "section"}], text="broken")

        @app.command("/slow")
        async def slow(ack: Any) -> None:
            await asyncio.sleep(0.5)
            await ack("too late")

        @app.command("/form")
        @app.shortcut("new_thing")
        @app.action("open")
        async def open_form(ack: Any, body: dict[str, Any], client: Any) -> None:
            await ack()
            await client.views_open(trigger_id=body["trigger_id"], view=form())

        @app.shortcut("keep")
        async def keep_message(ack: Any, body: dict[str, Any], respond: Any) -> None:
            await ack()
            await respond(f"Kept: {body['message']['text']}")

        @app.action("replace")
        @app.action("size")
        @app.action("more")
        async def replace(ack: Any, respond: Any, action: dict[str, Any]) -> None:
            await ack()
            chosen = action.get("selected_option", {}).get("value", "nothing")
            await respond(text=f"Replaced by {chosen}", replace_original=True)

        @app.action("whisper")
        async def whisper(ack: Any, respond: Any) -> None:
            await ack()
            await respond(text="Only for you", replace_original=False)

        @app.action("publish")
        async def publish(ack: Any, respond: Any) -> None:
            await ack()
            await respond(text="For everyone", replace_original=False, response_type="in_channel")

        @app.action("delete")
        async def delete(ack: Any, respond: Any) -> None:
            await ack()
            await respond(delete_original=True)

        @app.action("push")
        async def push(ack: Any, body: dict[str, Any], client: Any) -> None:
            await ack()
            await client.views_push(trigger_id=body["trigger_id"], view=form("Another"))

        @app.action("refresh")
        async def refresh(ack: Any, body: dict[str, Any], client: Any) -> None:
            await ack()
            view = body["view"]
            await client.views_update(view_id=view["id"], hash=view["hash"], view=form("Refreshed"))

        @app.options("find")
        async def find(ack: Any, payload: dict[str, Any]) -> None:
            await ack(options=[option(f"{payload['value']} one", "1"), option(f"{payload['value']} two", "2")])

        @app.view("thing")
        async def submitted(ack: Any, view: dict[str, Any]) -> None:
            title = view["state"]["values"]["title_block"]["title"]["value"]
            answers: dict[str, dict[str, Any]] = {
                "bad": {"response_action": "errors", "errors": {"title_block": "Not that one"}},
                "bad field": {"response_action": "errors", "errors": {"nowhere": "Lost"}},
                "update": {"response_action": "update", "view": form("Updated")},
                "push": {"response_action": "push", "view": form("Pushed")},
                "clear": {"response_action": "clear"},
                "broken": {"response_action": "update", "view": {"type": "modal"}},
            }
            await ack(**answers.get(title, {}))

        @app.view_closed("thing")
        async def closed(ack: Any) -> None:
            await ack()

        @app.event("app_mention")
        async def mentioned(event: dict[str, Any], say: Any) -> None:
            await say(text=f"Hello <@{event['user']}>", thread_ts=event["ts"])

        @app.event("app_home_opened")
        async def home(event: dict[str, Any], client: Any) -> None:
            blocks = [
                {"type": "section", "text": plain("Welcome home")},
                {"type": "actions", "elements": [button("Open", "open")]},
            ]
            await client.views_publish(user_id=event["user"], view={"type": "home", "blocks": blocks})

        @app.event("message")
        @app.event("reaction_added")
        @app.event("team_join")
        async def quiet() -> None:
            return None


@contextlib.asynccontextmanager
async def over_http(slack: Playground) -> AsyncIterator[Sample]:
    sample = Sample(slack)
    async with slack.hosts(AsyncSlackRequestHandler(sample.app)):
        yield sample


@contextlib.asynccontextmanager
async def over_socket(slack: Playground) -> AsyncIterator[Sample]:
    sample = Sample(slack)
    async with slack.connects(AsyncSocketModeHandler(sample.app, slack.app_token)):
        yield sample
