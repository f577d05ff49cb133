"""The form with which a channel begins."""

from datetime import time

from bot.views.blocks import Block, Message, channel_input, field, form, hour_input, lines, select

STANDUP = (
    ("every weekday", "Every weekday"),
    ("every monday, wednesday and friday", "Monday, Wednesday and Friday"),
    ("every monday", "Every Monday"),
    ("off", "No standup"),
)
REPORT = (
    ("every friday", "Every Friday"),
    ("every monday", "Every Monday"),
    ("every other friday", "Every other Friday"),
    ("off", "No report"),
)
_MORNING, _AFTERNOON = time(9, 30), time(16)


def setup_form(draft: str, *, channel_id: str, has_standup: bool, has_report: bool) -> Block:
    """What a channel begins with; what it has already is left as it is unless something is chosen."""
    kept = "This channel has one already: “No” leaves it as it is."
    fields = (
        field("channel", "Channel", channel_input(channel_id), optional=False, hint="Invite me: /invite @Drumbeat"),
        field("standup", "Standup", select(STANDUP, "off" if has_standup else "every weekday"), optional=False,
              hint=kept if has_standup else "Each is asked in our DM at that hour where they are."),
        field("standup_at", "Asks at", hour_input(_MORNING), optional=False),
        field("report", "Status report", select(REPORT, "off" if has_report else "every friday"), optional=False,
              hint=kept if has_report else "You get a draft the day before."),
        field("report_at", "Is posted at", hour_input(_AFTERNOON), optional=False),
    )  # fmt: skip
    return form("setup.channel", "Set up a channel", "Set up", fields, draft=draft)


def done(*said: Message) -> Message:
    """What came of each part."""
    return Message(lines(*(each.text for each in said)), tuple(block for each in said for block in each.blocks))
