"""Composition objects of Block Kit: text, options, confirmation dialogs, filters, files and workflows."""

from playground.agreement import at_least_one_of, exactly_one_of
from playground.formats import any_url, web_url
from playground.schema import Anything, Choice, Flag, Kind, Listing, Shape, Tagged, Text, typed


def plain(most: int) -> Tagged:
    """A `plain_text` object of 1 to `most` characters."""
    return Tagged({"plain_text": _plain_text(most)})


def formatted(most: int) -> Tagged:
    """A `plain_text` or `mrkdwn` object of 1 to `most` characters."""
    return Tagged({"plain_text": _plain_text(most), "mrkdwn": _mrkdwn(most)})


def _plain_text(most: int) -> Shape:
    return typed("plain_text", {"text": Text(1, most)}, {"emoji": Flag()})


def _mrkdwn(most: int) -> Shape:
    return typed("mrkdwn", {"text": Text(1, most)}, {"verbatim": Flag()})


STYLE = Choice(("primary", "danger"))
ACCESSIBILITY_LABEL = Text(1, 75)
URL = Text(1, 3000, any_url)

CONFIRMATION = Shape(
    {"title": plain(100), "text": formatted(300), "confirm": plain(30), "deny": plain(30)},
    {"style": STYLE},
)

_VALUE = Text(1, 150)
MENU_OPTION = Shape({"text": plain(75), "value": _VALUE}, {"description": plain(75)})
LINKED_OPTION = Shape(
    {"text": plain(75)},
    {"value": _VALUE, "description": plain(75), "url": URL},
    (at_least_one_of("value", "url"),),
)
TICKED_OPTION = Shape({"text": formatted(75), "value": _VALUE}, {"description": formatted(75)})
OPTION_GROUP = Shape({"label": plain(75), "options": Listing(MENU_OPTION, 1, 100)})

CONVERSATION_FILTER = Shape(
    optional={
        "include": Listing(Choice(("im", "mpim", "private", "public")), 1, 4),
        "exclude_external_shared_channels": Flag(),
        "exclude_bot_users": Flag(),
    },
    rules=(at_least_one_of("include", "exclude_external_shared_channels", "exclude_bot_users"),),
)

DISPATCH_ACTION_CONFIG = Shape(
    optional={"trigger_actions_on": Listing(Choice(("on_enter_pressed", "on_character_entered")), 1, 2)}
)

SLACK_FILE = Shape(optional={"id": Text(1), "url": Text(1, 3000, web_url)}, rules=(exactly_one_of("id", "url"),))

IMAGE_SOURCE: dict[str, Kind] = {"image_url": Text(1, 3000, web_url), "slack_file": SLACK_FILE}
ONE_IMAGE_SOURCE = exactly_one_of("image_url", "slack_file")

WORKFLOW = Shape(
    {
        "trigger": Shape(
            {"url": Text(1, 3000, web_url)},
            {"customizable_input_parameters": Listing(Shape({"name": Text(1), "value": Anything()}))},
        )
    }
)

FEEDBACK_BUTTON = Shape({"text": plain(75), "value": Text(1, 2000)}, {"accessibility_label": ACCESSIBILITY_LABEL})
