"""For every block and every element, one payload or more that Slack accepts."""

from typing import Any

Json = dict[str, Any]


def plain(text: str = "Text") -> Json:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str = "*Text*") -> Json:
    return {"type": "mrkdwn", "text": text}


def option(value: str = "value-0", text: str = "Choice") -> Json:
    return {"text": plain(text), "value": value}


def options(count: int) -> list[Json]:
    return [option(f"value-{number}") for number in range(count)]


def button(action_id: str = "click") -> Json:
    return {"type": "button", "text": plain("Click me"), "action_id": action_id}


def section(**more: Any) -> Json:
    return {"type": "section", "text": mrkdwn(), **more}


def actions(*elements: Json) -> Json:
    return {"type": "actions", "elements": list(elements)}


def field(element: Json, **more: Any) -> Json:
    """An input block around an element."""
    return {"type": "input", "label": plain("Label"), "element": element, **more}


def text_section(*elements: Json) -> Json:
    return {"type": "rich_text_section", "elements": list(elements)}


def rich_text(*elements: Json) -> Json:
    return {"type": "rich_text", "elements": list(elements)}


def said(text: str) -> Json:
    return {"type": "text", "text": text}


def modal(*blocks: Json, **more: Any) -> Json:
    return {"type": "modal", "title": plain("Title"), "submit": plain("Save"), "blocks": list(blocks), **more}


def home(*blocks: Json, **more: Any) -> Json:
    return {"type": "home", "blocks": list(blocks), **more}


CONFIRMATION: Json = {
    "title": plain("Are you sure?"),
    "text": mrkdwn("Wouldn't you prefer a good game of _chess_?"),
    "confirm": plain("Do it"),
    "deny": plain("Stop, I've changed my mind!"),
    "style": "danger",
}

ELEMENTS: list[Json] = [
    {"type": "button", "text": plain("Click me")},
    {
        "type": "button",
        "text": {"type": "plain_text", "text": "Save :tada:", "emoji": True},
        "value": "click_me_123",
        "action_id": "button",
        "style": "primary",
        "confirm": CONFIRMATION,
        "accessibility_label": "Saves what you wrote",
    },
    {"type": "button", "text": plain("Link Button"), "url": "https://docs.slack.dev/block-kit?a=1&b=2#top"},
    {"type": "button", "text": plain("Open a channel"), "url": "slack://channel?team=T123&id=C123"},
    {
        "type": "workflow_button",
        "text": plain("Run Workflow"),
        "action_id": "workflow",
        "workflow": {
            "trigger": {
                "url": "https://slack.com/shortcuts/Ft0123ABC456/123",
                "customizable_input_parameters": [{"name": "input_parameter_a", "value": "Value for A"}],
            }
        },
    },
    {
        "type": "overflow",
        "action_id": "more",
        "confirm": CONFIRMATION,
        "options": [
            option("edit", "Edit"),
            {"text": plain("Docs"), "value": "docs", "url": "https://example.com/docs"},
            {"text": plain("More docs"), "url": "https://example.com/more"},
        ],
    },
    {
        "type": "feedback_buttons",
        "action_id": "feedback",
        "positive_button": {"text": plain("👍"), "value": "positive", "accessibility_label": "Good"},
        "negative_button": {"text": plain("👎"), "value": "negative"},
    },
    {
        "type": "icon_button",
        "icon": "trash",
        "text": plain("Delete"),
        "action_id": "delete",
        "value": "delete_item",
        "visible_to_user_ids": ["U123"],
    },
    {
        "type": "static_select",
        "placeholder": plain("Select an item"),
        "options": options(3),
        "initial_option": {"text": {**plain("Choice"), "emoji": True}, "value": "value-1"},
        "action_id": "pick",
        "focus_on_load": True,
    },
    {
        "type": "static_select",
        "option_groups": [
            {"label": plain("Group 1"), "options": options(2)},
            {"label": plain("Group 2"), "options": [option("other", "Other")]},
        ],
        "initial_option": option("other", "Other"),
    },
    {"type": "external_select", "min_query_length": 0, "initial_option": option(), "placeholder": plain()},
    {"type": "users_select", "initial_user": "U123", "confirm": CONFIRMATION},
    {
        "type": "conversations_select",
        "default_to_current_conversation": True,
        "response_url_enabled": True,
        "filter": {"include": ["public", "mpim"], "exclude_bot_users": True},
    },
    {"type": "channels_select", "initial_channel": "C123", "response_url_enabled": True},
    {
        "type": "multi_static_select",
        "options": options(4),
        "initial_options": [option("value-3"), option("value-0")],
        "max_selected_items": 2,
    },
    {"type": "multi_external_select", "min_query_length": 3, "initial_options": [option()]},
    {"type": "multi_users_select", "initial_users": ["U123", "U456"], "max_selected_items": 5},
    {
        "type": "multi_conversations_select",
        "initial_conversations": ["C123"],
        "filter": {"exclude_external_shared_channels": True},
    },
    {"type": "multi_channels_select", "initial_channels": ["C123"], "placeholder": plain("Channels")},
    {"type": "datepicker", "initial_date": "2028-02-29", "placeholder": plain("Select a date")},
    {"type": "timepicker", "initial_time": "22:25", "timezone": "America/Chicago", "placeholder": plain()},
    {"type": "datetimepicker", "initial_date_time": 1628633820, "action_id": "when"},
    {
        "type": "checkboxes",
        "options": [
            {"text": plain("Plain"), "value": "a"},
            {"text": mrkdwn(), "value": "b", "description": mrkdwn("*this is mrkdwn text*")},
        ],
        "initial_options": [{"text": plain("Plain"), "value": "a"}],
        "focus_on_load": False,
    },
    {
        "type": "radio_buttons",
        "options": [option("a"), option("b")],
        "initial_option": option("a"),
        "confirm": CONFIRMATION,
    },
    {
        "type": "plain_text_input",
        "action_id": "title",
        "placeholder": plain("Enter some plain text"),
        "initial_value": "",
        "multiline": True,
        "min_length": 0,
        "max_length": 3000,
        "dispatch_action_config": {"trigger_actions_on": ["on_enter_pressed", "on_character_entered"]},
    },
    {"type": "email_text_input", "initial_value": "ana@example.com", "placeholder": plain("Enter an email")},
    {"type": "url_text_input", "initial_value": "https://example.com", "focus_on_load": True},
    {
        "type": "number_input",
        "is_decimal_allowed": True,
        "initial_value": "-0.5",
        "min_value": "-10",
        "max_value": "10.25",
    },
    {"type": "number_input", "is_decimal_allowed": False},
    {
        "type": "rich_text_input",
        "initial_value": rich_text(text_section(said("Hello"))),
        "placeholder": plain(),
        "min_lines": 4,
        "max_lines": 20,
    },
    {"type": "file_input", "filetypes": ["jpg", "png"], "max_files": 5, "action_id": "files"},
    {"type": "image", "image_url": "https://example.com/cat.png", "alt_text": "A cat"},
    {"type": "image", "slack_file": {"id": "F123"}, "alt_text": "A cat"},
]

_INLINE: list[Json] = [
    {
        "type": "text",
        "text": "Hi ",
        "style": {"bold": True, "italic": True, "strike": False, "underline": True},
    },
    {"type": "link", "url": "https://example.com", "text": "a page", "style": {"code": True}},
    {"type": "emoji", "name": "basketball", "unicode": "1f3c0", "skin_tone": 3},
    {"type": "user", "user_id": "U123", "style": {"highlight": True}},
    {"type": "usergroup", "usergroup_id": "S123"},
    {"type": "channel", "channel_id": "C123", "style": {"client_highlight": False, "unlink": True}},
    {"type": "team", "team_id": "T123"},
    {"type": "broadcast", "range": "here"},
    {"type": "color", "value": "#F405B3"},
    {"type": "date", "timestamp": 1720710212, "format": "{date_num} at {time}", "fallback": "timey"},
]

BLOCKS: list[Json] = [
    section(),
    section(
        block_id="sectionBlockWithFields",
        fields=[mrkdwn("*Priority*"), plain("High")],
        accessory={"type": "image", "image_url": "https://example.com/a.png", "alt_text": "Icon"},
        expand=True,
    ),
    {"type": "section", "fields": [mrkdwn()]},
    {"type": "section", "text": {"type": "mrkdwn", "text": "<@U123> & co", "verbatim": False}},
    {"type": "header", "text": {"type": "plain_text", "text": "Budget Performance", "emoji": True}},
    {"type": "divider"},
    {
        "type": "context",
        "elements": [
            {"type": "image", "image_url": "https://example.com/a.png", "alt_text": "images"},
            mrkdwn("Location: **Dogpatch**"),
            plain("by Ana"),
        ],
    },
    actions(button("a"), button("b"), {"type": "users_select", "action_id": "who"}),
    actions(button(), {"type": "button", "text": plain()}, {"type": "button", "text": plain()}),
    {
        "type": "context_actions",
        "elements": [e for e in ELEMENTS if e["type"] in ("feedback_buttons", "icon_button")],
    },
    {
        "type": "image",
        "title": plain("Please enjoy this photo of a kitten"),
        "block_id": "image4",
        "image_url": "http://placekitten.com/500/500",
        "alt_text": "An incredibly cute kitten.",
    },
    {
        "type": "image",
        "slack_file": {"url": "https://files.slack.com/files-pri/T0123456-F0123456/xyz.png"},
        "alt_text": "x",
    },
    field({"type": "plain_text_input"}, hint=plain("A hint"), optional=True, dispatch_action=False),
    rich_text(
        text_section(*_INLINE),
        {
            "type": "rich_text_list",
            "style": "ordered",
            "indent": 8,
            "border": 1,
            "offset": 4,
            "elements": [text_section(said("One")), text_section()],
        },
        {"type": "rich_text_quote", "elements": [said("Quote")], "border": 0},
        {"type": "rich_text_preformatted", "elements": [said("x = 1")], "language": "python"},
    ),
    {"type": "markdown", "text": "**Lots of information here!!**"},
    {
        "type": "table",
        "column_settings": [{"is_wrapped": True}, None, {"align": "right"}],
        "rows": [
            [{"type": "raw_text", "text": "Name"}, {"type": "raw_text", "text": "Size"}],
            [rich_text(text_section(said("Ana"))), {"type": "raw_number", "value": 2.5, "text": "2.5"}],
        ],
    },
    {
        "type": "video",
        "title": plain("How to use Slack."),
        "title_url": "https://www.youtube.com/watch?v=RRxQQxiM7AA",
        "description": plain("Slack is a new way to communicate with your team."),
        "video_url": "https://www.youtube.com/embed/RRxQQxiM7AA?feature=oembed&autoplay=1",
        "alt_text": "How to use Slack?",
        "thumbnail_url": "https://i.ytimg.com/vi/RRxQQxiM7AA/hqdefault.jpg",
        "author_name": "Arcado Buendia",
        "provider_name": "YouTube",
        "provider_icon_url": "https://a.slack-edge.com/80588/img/unfurl_icons/youtube.png",
    },
    {"type": "file", "external_id": "ABCD1", "source": "remote"},
    {"type": "call", "call_id": "R123"},
    {"type": "alert", "text": plain("Mind the gap"), "level": "warning"},
    {
        "type": "card",
        "title": mrkdwn("Lumon"),
        "hero_image": {"type": "image", "image_url": "https://example.com/a.png", "alt_text": "x"},
        "actions": [button("a"), button("b")],
    },
    {"type": "carousel", "elements": [{"type": "card", "body": mrkdwn()}]},
    {
        "type": "task_card",
        "task_id": "t1",
        "title": "Fetching weather data",
        "status": "pending",
        "output": rich_text(text_section(said("Sunny"))),
        "sources": [{"type": "url", "url": "https://weather.com/", "text": "weather.com"}],
    },
    {"type": "plan", "title": "Thinking", "tasks": [{"task_id": "t1", "title": "One", "status": "complete"}]},
]
