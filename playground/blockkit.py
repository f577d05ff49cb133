"""Whether Slack would accept a message or a view, and if not, why and where.

The limits are in tables (`layout`, `elements`, `rich_text`, `composition`); this module adds what only shows
when all blocks are seen together: ids used twice, two elements that want the focus, budgets of the payload.

Any JSON value may be given. Nothing here raises, and the work grows no faster than the payload.
"""

import json
import sys
from collections.abc import Iterator
from itertools import chain
from typing import Any, Literal, cast

from playground.agreement import repeated
from playground.elements import ELEMENTS
from playground.layout import BLOCKS_OF_A_MESSAGE, MARKDOWN_CHARACTERS, VIEWS
from playground.schema import Found, Problem, Surface, Tagged, unsupported

__all__ = [
    "MAX_BLOCKS_SIZE",
    "MAX_TEXT",
    "MAX_VIEW_SIZE",
    "Problem",
    "Purpose",
    "blocks_size",
    "check_message",
    "check_view",
]

Purpose = Literal["open", "push", "update", "publish"]

MAX_TEXT = 40_000  # characters of a message's `text`; Slack cuts off the rest without an error
MAX_BLOCKS_SIZE = 13_200  # undocumented; refusals (`msg_blocks_too_long`) are reported from about here on
MAX_VIEW_SIZE = 250_000  # characters; beyond 250 KB the answer is `view_too_large`

_TYPES_FOR: dict[Purpose, tuple[Surface, ...]] = {
    "open": ("modal",),
    "push": ("modal",),
    "update": ("modal", "home"),
    "publish": ("home",),
}

_Placed = tuple[str, dict[str, Any]]  # a JSON pointer and the object it points at


def check_message(blocks: object, *, text: str | None = None) -> list[Problem]:
    """Everything wrong with the blocks and the text of one message; an empty list when Slack would take it.

    `blocks` is the decoded JSON, or None for a message without blocks. `text` longer than `MAX_TEXT` is a
    problem here, although Slack would cut it silently: nobody means to lose the end of a message.
    """
    problems: list[Problem] = [] if text is None else list(_check_text(text))
    if blocks is not None:
        problems += BLOCKS_OF_A_MESSAGE.check(blocks, "/blocks")
        problems += _check_together(blocks, "/blocks", "message")
        problems += _check_budgets(blocks)
    if not problems and blocks_size(blocks) > MAX_BLOCKS_SIZE:
        problems.append(
            Problem("/blocks", f"msg_blocks_too_long: must be no more than {MAX_BLOCKS_SIZE} characters of JSON")
        )
    return list(dict.fromkeys(problems))


def check_view(view: object, *, purpose: Purpose) -> list[Problem]:
    """Everything wrong with a view handed to `views.<purpose>`; an empty list when Slack would take it.

    `view` is the decoded JSON of the `view` argument alone, without `trigger_id`, `hash` and the like.
    """
    problems = list(Tagged({name: VIEWS[name] for name in _TYPES_FOR[purpose]}).check(view, "/view"))
    if isinstance(view, dict) and view.get("type") in ("modal", "home"):
        problems += _check_together(view.get("blocks"), "/view/blocks", cast(Surface, view["type"]))
        problems += _check_submit(view)
    if not problems and _json_size(view) > MAX_VIEW_SIZE:
        problems.append(Problem("/view", f"view_too_large: must be no more than {MAX_VIEW_SIZE} characters of JSON"))
    return list(dict.fromkeys(problems))


def blocks_size(blocks: object) -> int:
    """How many characters of JSON the blocks take, for `msg_blocks_too_long`.

    Tables are left out: with the 2,000 cells Slack documents for them they would always be too long. What
    cannot be written as JSON, because it is nested too deeply, counts as endless.
    """
    if isinstance(blocks, list):
        return _json_size([block for block in blocks if not _is_a(block, "table")])
    return _json_size(blocks)


def _json_size(value: object) -> int:
    try:
        return len(json.dumps(value, ensure_ascii=False, separators=(",", ":")))
    except (RecursionError, ValueError):  # nested too deeply, or an integer of thousands of digits
        return sys.maxsize


def _check_text(text: object) -> Found:
    if not isinstance(text, str):
        yield Problem("/text", "must provide a string")
    elif len(text) > MAX_TEXT:
        yield Problem("/text", f"must be less than {MAX_TEXT + 1} characters")


def _check_together(blocks: object, at: str, surface: Surface) -> Found:
    if isinstance(blocks, list):
        yield from _check_block_ids(blocks, at)
        yield from _check_elements(blocks, at, surface)


def _check_block_ids(blocks: list[object], at: str) -> Found:
    given = ((index, block.get("block_id")) for index, block in enumerate(blocks) if isinstance(block, dict))
    for index, block_id in repeated(given):
        yield Problem(f"{at}/{index}/block_id", f'`block_id` "{block_id}" already exists')


def _check_elements(blocks: list[object], at: str, surface: Surface) -> Found:
    focused = False
    for pointer, element in _elements(blocks, at):
        name = element.get("type")
        known = ELEMENTS.get(name) if isinstance(name, str) else None
        if known and surface not in known.surfaces:
            yield Problem(f"{pointer}/type", unsupported(cast(str, name)))
        wants_focus = element.get("focus_on_load") is True
        if wants_focus and focused:
            yield Problem(f"{pointer}/focus_on_load", "only one element may set `focus_on_load`")
        focused = focused or wants_focus


def _elements(blocks: list[object], at: str) -> Iterator[_Placed]:
    """Every element that stands in a section, an input, or an actions block."""
    for index, block in enumerate(blocks):
        if not isinstance(block, dict):
            continue
        several = block.get("elements") if _is_a(block, "actions") else None
        held = chain(
            ((name, block.get(name)) for name in ("accessory", "element")),
            ((f"elements/{place}", item) for place, item in enumerate(several if isinstance(several, list) else ())),
        )
        yield from ((f"{at}/{index}/{place}", item) for place, item in held if isinstance(item, dict))


def _check_submit(view: dict[str, Any]) -> Found:
    if view["type"] == "modal" and "submit" not in view:
        for pointer, _ in _blocks_of_type("input", view.get("blocks"), "/view/blocks"):
            yield Problem(f"{pointer}/input", "must define `submit` to use an `input` block in modals")


def _check_budgets(blocks: object) -> Found:
    for pointer, _ in list(_blocks_of_type("table", blocks, "/blocks"))[1:]:
        yield Problem(pointer, "only_one_table_allowed: a message has no more than one table")
    characters = 0
    for pointer, block in _blocks_of_type("markdown", blocks, "/blocks"):
        text = block.get("text")
        before, characters = characters, characters + (len(text) if isinstance(text, str) else 0)
        if 0 < before <= MARKDOWN_CHARACTERS < characters:
            yield Problem(
                f"{pointer}/text",
                f"must be less than {MARKDOWN_CHARACTERS + 1} characters in all markdown blocks together",
            )


def _blocks_of_type(type_name: str, blocks: object, at: str) -> Iterator[_Placed]:
    for index, block in enumerate(blocks if isinstance(blocks, list) else ()):
        if _is_a(block, type_name):
            yield f"{at}/{index}", block


def _is_a(value: object, type_name: str) -> bool:
    return isinstance(value, dict) and value.get("type") == type_name
