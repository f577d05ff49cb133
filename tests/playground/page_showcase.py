"""A small Bolt app that shows every kind of block, for looking at the page."""

import re
from typing import Any

from slack_bolt.async_app import AsyncApp

MANIFEST: dict[str, Any] = {
    "display_information": {"name": "Drumbeat"},
    "features": {
        "bot_user": {"display_name": "Drumbeat", "always_online": True},
        "app_home": {"home_tab_enabled": True, "messages_tab_enabled": True},
        "slash_commands": [
            {
                "command": "/task",
                "description": "Add, list and finish tasks",
                "usage_hint": "add Ship the beta @user friday",
                "should_escape": True,
            },
            {"command": "/blocker", "description": "Say what you are stuck on", "usage_hint": "what blocks you"},
            {"command": "/beat", "description": "Everything Drumbeat can do", "usage_hint": "help"},
        ],
        "shortcuts": [
            {"name": "New task", "type": "global", "callback_id": "new_task", "description": "Write down a task"},
            {"name": "Create task", "type": "message", "callback_id": "from_message", "description": "From a message"},
        ],
    },
    "oauth_config": {
        "scopes": {
            "bot": [
                "chat:write",
                "commands",
                "channels:read",
                "channels:history",
                "groups:history",
                "groups:read",
                "im:history",
                "im:read",
                "im:write",
                "mpim:read",
                "users:read",
                "reactions:read",
                "reactions:write",
                "app_mentions:read",
            ]
        }
    },
    "settings": {
        "event_subscriptions": {"bot_events": ["app_home_opened", "app_mention", "message.channels"]},
        "interactivity": {"is_enabled": True},
        "socket_mode_enabled": True,
    },
}


def plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text, "emoji": True}


def mrkdwn(text: str) -> dict[str, Any]:
    return {"type": "mrkdwn", "text": text}


def option(text: str, value: str, **more: Any) -> dict[str, Any]:
    return {"text": plain(text), "value": value, **more}


def button(text: str, action_id: str, **more: Any) -> dict[str, Any]:
    return {"type": "button", "text": plain(text), "action_id": action_id, **more}


def section(text: str, **more: Any) -> dict[str, Any]:
    return {"type": "section", "text": mrkdwn(text), **more}


def image(text: str) -> dict[str, Any]:
    return {"type": "image", "image_url": "https://example.com/roadmap.png", "alt_text": text}


CONFIRM = {
    "title": plain("Drop this task?"),
    "text": mrkdwn("*T-12* will leave everyone's list."),
    "confirm": plain("Drop it"),
    "deny": plain("Keep it"),
    "style": "danger",
}
DUE = "<!date^1795795200^{date_short_pretty} {time}|27 Nov>"
STATUSES = [
    option(":large_blue_circle: Open", "open"),
    option(":hammer: Doing", "doing"),
    option(":tada: Done", "done"),
]


def task_card(text: str = "Ship the beta") -> list[dict[str, Any]]:
    """A task as a bot would post it."""
    return [
        section(
            f"*T-12*  {text}\n:bust_in_silhouette: Ben  ·  :calendar: {DUE}",
            accessory={
                "type": "overflow",
                "action_id": "more",
                "options": [option("Edit", "edit"), option("Drop", "drop")],
            },
        ),
        {"type": "context", "elements": [mrkdwn("High priority · #launch · added by *Ana*")]},
        {
            "type": "actions",
            "elements": [
                button("Done", "done", style="primary"),
                button("Edit", "edit"),
                button("Drop", "drop", style="danger", confirm=CONFIRM),
            ],
        },
    ]


def rich_text(text: str, person: str, channel: str) -> dict[str, Any]:
    def words(said: str, **style: bool) -> dict[str, Any]:
        return {"type": "text", "text": said, **({"style": style} if style else {})}

    def line(*parts: dict[str, Any]) -> dict[str, Any]:
        return {"type": "rich_text_section", "elements": list(parts)}

    return {
        "type": "rich_text",
        "elements": [
            line(
                words(f"{text}: "),
                words("bold", bold=True),
                words(" "),
                words("struck", strike=True),
                words(" "),
                {"type": "link", "url": "https://example.com/plan", "text": "the plan"},
                words(" for "),
                {"type": "user", "user_id": person},
                words(" in "),
                {"type": "channel", "channel_id": channel},
                words(" "),
                {"type": "emoji", "name": "wave"},
            ),
            {
                "type": "rich_text_list",
                "style": "bullet",
                "elements": [line(words("Design")), line(words("Build", code=True))],
            },
            {"type": "rich_text_quote", "elements": [words("Quoted")]},
            {"type": "rich_text_preformatted", "elements": [words("x = 1")]},
        ],
    }


def every_block(person: str, channel: str, text: str = "Words") -> list[dict[str, Any]]:
    """A message with each kind of block; `text` stands in every place that takes words."""
    return [
        {"type": "header", "text": plain(text)},
        section(
            f"{text} *bold* _italic_ ~struck~ `code` <https://example.com|a link> <@{person}> <#{channel}> <!here>"
        ),
        {"type": "section", "fields": [mrkdwn(f"*Owner*\n{text}"), plain(text)], "accessory": image(text)},
        {"type": "divider"},
        {"type": "context", "elements": [image(text), mrkdwn(text), plain(text)]},
        {"type": "image", "image_url": "https://example.com/roadmap.png", "alt_text": text, "title": plain(text)},
        {
            "type": "actions",
            "block_id": "buttons",
            "elements": [
                button(text, "press", style="primary", value=text),
                button("Plain", "plain"),
                {"type": "static_select", "action_id": "status", "placeholder": plain("Status"), "options": STATUSES},
                {"type": "users_select", "action_id": "owner", "placeholder": plain("Owner")},
                {"type": "datepicker", "action_id": "due", "placeholder": plain("Due")},
            ],
        },
        rich_text(text, person, channel),
        {"type": "markdown", "text": f"## {text}\n\n- **one**\n- [two](https://example.com)\n\n`three`"},
        {"type": "table", "rows": [[raw("Task"), raw("Owner")], [raw(text), raw("Ben")]]},
        {"type": "input", "label": plain("Note"), "element": {"type": "plain_text_input", "action_id": "note"}},
        *composed_blocks(text),
    ]


def composed_blocks(text: str) -> list[dict[str, Any]]:
    """Blocks that are made of others: a film, cards, a plan, the small buttons under an answer."""
    spoken = {
        "type": "rich_text",
        "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}],
    }
    card = {
        "type": "card",
        "icon": image(text),
        "title": plain(text[:150]),
        "subtitle": mrkdwn(text[:150]),
        "body": mrkdwn(text[:200]),
        "actions": [button("Open card", "open_card")],
    }
    task = {"task_id": "1", "title": text, "status": "in_progress", "details": spoken}
    return [
        {
            "type": "video",
            "alt_text": text,
            "title": plain(text[:199]),
            "video_url": "https://example.com/film",
            "thumbnail_url": "https://example.com/film.png",
            "description": plain(text[:200]),
            "author_name": text[:49],
        },
        card,
        {"type": "carousel", "elements": [{"type": "card", "title": plain(f"{text[:140]} {n}")} for n in range(3)]},
        {"type": "task_card", **task},
        {"type": "plan", "title": text, "tasks": [task, {**task, "task_id": "2", "status": "complete"}]},
        {
            "type": "context_actions",
            "elements": [
                {
                    "type": "feedback_buttons",
                    "action_id": "feedback",
                    "positive_button": {"text": plain("Good answer"), "value": "good"},
                    "negative_button": {"text": plain("Bad answer"), "value": "bad"},
                },
                {"type": "icon_button", "action_id": "bin", "icon": "trash", "text": plain("Remove"), "value": "bin-1"},
            ],
        },
    ]


def raw(text: str) -> dict[str, Any]:
    return {"type": "raw_text", "text": text}


def field(label: str, element: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": "input", "block_id": element["action_id"], "label": plain(label), "element": element, **more}


def select(kind: str, action_id: str, placeholder: str, **more: Any) -> dict[str, Any]:
    return {"type": kind, "action_id": action_id, "placeholder": plain(placeholder), **more}


def task_form(title: str = "") -> dict[str, Any]:
    """The form of a task."""
    initial = {"initial_value": title} if title else {}
    return {
        "type": "modal",
        "callback_id": "task_form",
        "title": plain("New task"),
        "submit": plain("Add task"),
        "close": plain("Cancel"),
        "blocks": [
            field("Title", {"type": "plain_text_input", "action_id": "title", "max_length": 150, **initial}),
            field("Details", {"type": "plain_text_input", "action_id": "details", "multiline": True}, optional=True),
            field("Owner", select("users_select", "owner", "Choose a person"), optional=True),
            field(
                "Due",
                {"type": "datepicker", "action_id": "due"},
                optional=True,
                hint=plain("Ben's own day ends at 18:00."),
            ),
            field(
                "Priority",
                {
                    "type": "radio_buttons",
                    "action_id": "priority",
                    "options": [
                        option("Normal", "normal"),
                        option("High", "high", description=plain("Shown first everywhere")),
                    ],
                },
                optional=True,
            ),
        ],
    }


def every_input() -> dict[str, Any]:
    """A form with each kind of input."""
    short = {"is_decimal_allowed": False, "min_value": "1", "max_value": "9"}
    return {
        "type": "modal",
        "callback_id": "every_input",
        "title": plain("Every input"),
        "submit": plain("Send"),
        "blocks": [
            field("Line", {"type": "plain_text_input", "action_id": "line", "min_length": 3}),
            field("Lines", {"type": "plain_text_input", "action_id": "lines", "multiline": True}, optional=True),
            field("Mail", {"type": "email_text_input", "action_id": "mail"}, optional=True),
            field("Address", {"type": "url_text_input", "action_id": "address"}, optional=True),
            field("Number", {"type": "number_input", "action_id": "number", **short}, optional=True),
            field("Date", {"type": "datepicker", "action_id": "date"}, optional=True),
            field("Time", {"type": "timepicker", "action_id": "time"}, optional=True),
            field("Moment", {"type": "datetimepicker", "action_id": "moment"}, optional=True),
            field("Boxes", {"type": "checkboxes", "action_id": "boxes", "options": STATUSES}, optional=True),
            field("Radios", {"type": "radio_buttons", "action_id": "radios", "options": STATUSES}, optional=True),
            field("One", select("static_select", "one", "One", options=STATUSES), optional=True),
            field("Several", select("multi_static_select", "several", "Several", options=STATUSES), optional=True),
            field("Person", select("users_select", "person", "Person"), optional=True),
            field("People", select("multi_users_select", "people", "People"), optional=True),
            field("Channel", select("channels_select", "channel", "Channel"), optional=True),
            field("Conversations", select("multi_conversations_select", "talks", "Talks"), optional=True),
            field("Talk", select("conversations_select", "talk", "Talk"), optional=True),
            field("Channels", select("multi_channels_select", "channels", "Channels"), optional=True),
            field("Found", select("external_select", "found", "Search", min_query_length=0), optional=True),
            field("Finds", select("multi_external_select", "found_more", "Search", min_query_length=1), optional=True),
            field("Rich", {"type": "rich_text_input", "action_id": "rich"}, optional=True),
            field(
                "Files",
                {"type": "file_input", "action_id": "files", "filetypes": ["txt"], "max_files": 2},
                optional=True,
            ),
            {"type": "alert", "level": "warning", "text": mrkdwn("Nothing is *saved* yet")},
        ],
    }


def home() -> dict[str, Any]:
    return {
        "type": "home",
        "blocks": [
            {"type": "header", "text": plain("Good morning, Ana")},
            {"type": "context", "elements": [mrkdwn("3 tasks today · 1 blocker waits for you")]},
            {
                "type": "actions",
                "elements": [button("New task", "open_form", style="primary"), button("My week", "week")],
            },
            {"type": "divider"},
            *task_card(),
            {"type": "divider"},
            section(
                ":rotating_light: *B-3*  The staging database is full\n_raised by Chen, 2 working hours ago_",
                accessory=button("Acknowledge", "ack"),
            ),
        ],
    }


def build(client_options: dict[str, Any], received: list[dict[str, Any]]) -> AsyncApp:
    """The app. What it receives of clicks and forms is appended to `received`."""
    app = AsyncApp(**client_options)
    app.command("/task")(_task)
    app.action(re.compile("open_form"))(_open_form)
    app.shortcut("new_task")(_open_form)
    app.shortcut("from_message")(_from_message)
    app.options(re.compile("found"))(_found)
    app.event("app_home_opened")(_home_opened)
    app.event("message")(_nothing)
    app.event("app_mention")(_nothing)
    _keep(app, received)
    return app


def _keep(app: AsyncApp, received: list[dict[str, Any]]) -> None:
    @app.action(re.compile(".*"))
    async def pressed(ack: Any, body: dict[str, Any], action: dict[str, Any], respond: Any) -> None:
        await ack()
        received.append(body)
        if action["action_id"] == "done":
            await respond(text="Finished :tada:", replace_original=False)

    @app.view(re.compile(".*"))
    async def submitted(ack: Any, body: dict[str, Any]) -> None:
        received.append(body)
        title = body["view"]["state"]["values"].get("title", {}).get("title", {}).get("value")
        if title == "refuse me":
            await ack(response_action="errors", errors={"title": "There is such a task already."})
        else:
            await ack()


async def _task(ack: Any, respond: Any, command: dict[str, Any], client: Any) -> None:
    await ack()
    forms = {"form": task_form, "inputs": every_input}
    if command["text"] in forms:
        await client.views_open(trigger_id=command["trigger_id"], view=forms[command["text"]]())
    else:
        await respond(text="Added", blocks=task_card(command["text"].removeprefix("add ")))


async def _open_form(ack: Any, body: dict[str, Any], client: Any) -> None:
    await ack()
    await client.views_open(trigger_id=body["trigger_id"], view=task_form())


async def _from_message(ack: Any, shortcut: dict[str, Any], client: Any) -> None:
    await ack()
    await client.views_open(trigger_id=shortcut["trigger_id"], view=task_form(shortcut["message"]["text"][:100]))


async def _found(ack: Any, payload: dict[str, Any]) -> None:
    await ack(options=[option(f"Found {payload['value'] or 'all'}", "found-1")])


async def _home_opened(event: dict[str, Any], client: Any) -> None:
    if event["tab"] == "home":
        await client.views_publish(user_id=event["user"], view=home())


async def _nothing() -> None:
    return None
