"""Layout blocks and the views made of them: what each may hold, and on which surfaces it may stand."""

from collections.abc import Mapping
from dataclasses import dataclass

from playground.agreement import action_ids_are_unique, at_least_one_of
from playground.composition import IMAGE_SOURCE, ONE_IMAGE_SOURCE, formatted, plain
from playground.elements import ELEMENTS, IMAGE, held_by
from playground.formats import any_url, https_url, web_url
from playground.rich_text import RICH_TEXT
from playground.schema import (
    EVERYWHERE,
    Choice,
    Flag,
    Kind,
    Listing,
    Number,
    OrNull,
    Rule,
    Shape,
    Surface,
    Tagged,
    Text,
    typed,
)

MESSAGE_BLOCKS = 50
VIEW_BLOCKS = 100
MARKDOWN_CHARACTERS = 12_000

_MESSAGE: frozenset[Surface] = frozenset({"message"})
_MODAL: frozenset[Surface] = frozenset({"modal"})
_MESSAGE_OR_HOME: frozenset[Surface] = frozenset({"message", "home"})

_BLOCK_ID = Text(1, 255)


@dataclass(frozen=True)
class Block:
    """A row of the table of blocks."""

    shape: Shape
    surfaces: frozenset[Surface] = EVERYWHERE


def _block(
    type_name: str,
    required: Mapping[str, Kind] | None = None,
    optional: Mapping[str, Kind] | None = None,
    rules: tuple[Rule, ...] = (),
) -> Shape:
    return typed(type_name, required, {"block_id": _BLOCK_ID, **(optional or {})}, rules)


_SECTION = _block(
    "section",
    optional={
        "text": formatted(3000),
        "fields": Listing(formatted(2000), 1, 10),
        "accessory": Tagged(held_by("section")),
        "expand": Flag(),
    },
    rules=(at_least_one_of("text", "fields"),),
)

_INPUT = _block(
    "input",
    {"label": plain(2000), "element": Tagged(held_by("input"))},
    {"hint": plain(2000), "optional": Flag(), "dispatch_action": Flag()},
)

_VIDEO = _block(
    "video",
    {
        "alt_text": Text(1, 2000),
        "title": plain(199),
        "video_url": Text(1, 3000, https_url),
        "thumbnail_url": Text(1, 3000, web_url),
    },
    {
        "title_url": Text(1, 3000, https_url),
        "description": plain(200),
        "author_name": Text(1, 49),
        "provider_name": Text(1),
        "provider_icon_url": Text(1, 3000, web_url),
    },
)

_TABLE = _block(
    "table",
    {
        "rows": Listing(
            Listing(
                Tagged(
                    {
                        "raw_text": typed("raw_text", {"text": Text(1)}),
                        "raw_number": typed("raw_number", {"value": Number(), "text": Text(1)}),
                        "rich_text": RICH_TEXT,
                    }
                ),
                1,
                20,
            ),
            1,
            100,
        )
    },
    {
        "column_settings": Listing(
            OrNull(Shape(optional={"align": Choice(("left", "center", "right")), "is_wrapped": Flag()})),
            0,
            20,
        )
    },
)

_CARD = _block(
    "card",
    optional={
        "hero_image": Tagged({"image": IMAGE}),
        "icon": Tagged({"image": IMAGE}),
        "slack_icon": Shape({"name": Text(1)}, {"type": Text(1)}),
        "title": formatted(150),
        "subtitle": formatted(150),
        "body": formatted(200),
        "subtext": formatted(200),
        "actions": Listing(Tagged({"button": ELEMENTS["button"].shape}), 1, 3),
    },
    rules=(at_least_one_of("hero_image", "title", "actions", "body"),),
)

_TASK: dict[str, Kind] = {
    "task_id": Text(1),
    "title": Text(1),
    "status": Choice(("pending", "in_progress", "complete", "error")),
}
_TASK_MORE: dict[str, Kind] = {
    "details": Tagged({"rich_text": RICH_TEXT}),
    "output": Tagged({"rich_text": RICH_TEXT}),
    "sources": Listing(Tagged({"url": typed("url", {"url": Text(1, 3000, any_url), "text": Text(1)})}), 0),
}
_PLANNED_TASK = Shape(_TASK, {"type": Choice(("task_card",)), "block_id": _BLOCK_ID, **_TASK_MORE})

BLOCKS: Mapping[str, Block] = {
    "section": Block(_SECTION),
    "header": Block(_block("header", {"text": plain(150)})),
    "divider": Block(_block("divider")),
    "context": Block(
        _block("context", {"elements": Listing(Tagged({**formatted(3000).kinds, **held_by("context")}), 1, 10)})
    ),
    "actions": Block(
        _block(
            "actions",
            {"elements": Listing(Tagged(held_by("actions")), 1, 25)},
            rules=(action_ids_are_unique,),
        )
    ),
    "context_actions": Block(
        _block(
            "context_actions",
            {"elements": Listing(Tagged(held_by("context_actions")), 1, 5)},
            rules=(action_ids_are_unique,),
        ),
        _MESSAGE,
    ),
    "image": Block(
        _block("image", {"alt_text": Text(1, 2000)}, {"title": plain(2000), **IMAGE_SOURCE}, (ONE_IMAGE_SOURCE,))
    ),
    "input": Block(_INPUT),
    "rich_text": Block(RICH_TEXT),
    "markdown": Block(_block("markdown", {"text": Text(1, MARKDOWN_CHARACTERS)}), _MESSAGE),
    "table": Block(_TABLE, _MESSAGE),
    "video": Block(_VIDEO),
    "file": Block(_block("file", {"external_id": Text(1), "source": Choice(("remote",))}), _MESSAGE),
    "call": Block(_block("call", {"call_id": Text(1)}, {"api_decoration_available": Flag()}), _MESSAGE),
    "alert": Block(
        _block(
            "alert",
            {"text": formatted(200)},
            {"level": Choice(("default", "info", "warning", "error", "success"))},
        ),
        _MODAL,
    ),
    "card": Block(_CARD),
    "carousel": Block(_block("carousel", {"elements": Listing(Tagged({"card": _CARD}), 1, 10)}), _MESSAGE_OR_HOME),
    "task_card": Block(_block("task_card", _TASK, _TASK_MORE), _MESSAGE),
    "plan": Block(_block("plan", {"title": Text(1)}, {"tasks": Listing(_PLANNED_TASK, 0)}), _MESSAGE),
}


def _standing_on(surface: Surface) -> Tagged:
    return Tagged({name: block.shape for name, block in BLOCKS.items() if surface in block.surfaces})


# Slack takes an empty list of blocks for no blocks at all in a message; a view must have one.
BLOCKS_OF_A_MESSAGE = Listing(_standing_on("message"), 0, MESSAGE_BLOCKS)

_ANY_VIEW: dict[str, Kind] = {
    "private_metadata": Text(0, 3000),
    "callback_id": Text(0, 255),
    "external_id": Text(0, 255),
}

VIEWS: Mapping[str, Shape] = {
    "modal": typed(
        "modal",
        {"title": plain(24), "blocks": Listing(_standing_on("modal"), 1, VIEW_BLOCKS)},
        {
            **_ANY_VIEW,
            "submit": plain(24),
            "close": plain(24),
            "clear_on_close": Flag(),
            "notify_on_close": Flag(),
        },
    ),
    "home": typed("home", {"blocks": Listing(_standing_on("home"), 1, VIEW_BLOCKS)}, _ANY_VIEW),
}
