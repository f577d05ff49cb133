"""What an app wants to show: checked as Slack checks it, and completed as Slack completes it."""

import json
from typing import Any

from playground import blockkit
from playground.composer import normalize
from playground.inputs import is_interactive
from playground.refusal import Refusal
from playground.wire import Json, short_id

TEXT_LIMIT = blockkit.MAX_TEXT
UPDATE_TEXT_LIMIT = 4_000
ATTACHMENTS_LIMIT = 100


def decoded(value: object, error: str) -> Any:
    """JSON that may have been sent as a string. Raises Refusal(error) when it is not JSON."""
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except (ValueError, RecursionError):
        raise Refusal(error) from None


def read_message(raw: Json, *, text_required: bool = True) -> Json:
    """The content of a message: `text`, `blocks`, `attachments`. Raises Refusal as chat.postMessage does."""
    content: Json = {}
    blocks = decoded(raw.get("blocks"), "invalid_blocks_format")
    text = raw.get("text")
    if text is not None and not isinstance(text, str):
        text = str(text)
    if blocks is not None:
        content["blocks"] = read_blocks(blocks)
    attachments = decoded(raw.get("attachments"), "invalid_attachments")
    if attachments is not None:
        content["attachments"] = _read_attachments(attachments)
    if text is not None:
        content["text"] = normalize(text[:TEXT_LIMIT])
    if text_required and not any(content.values()):
        raise Refusal("no_text")
    return content


def read_blocks(blocks: object) -> list[Json]:
    """Blocks of a message, completed. Raises Refusal: invalid_blocks, msg_blocks_too_long."""
    if not isinstance(blocks, list):
        raise Refusal("invalid_blocks_format")
    _refuse(blockkit.check_message(blocks), "invalid_blocks", "msg_blocks_too_long")
    return completed(blocks)


def _refuse(problems: list[blockkit.Problem], error: str, too_large: str) -> None:
    """The validator tells of an excessive size only when nothing else is wrong."""
    if problems:
        raise Refusal.of(too_large if problems[0].message.startswith(too_large) else error, problems)


def _read_attachments(attachments: object) -> list[Json]:
    if not isinstance(attachments, list) or not all(isinstance(each, dict) for each in attachments):
        raise Refusal("invalid_attachments")
    if len(attachments) > ATTACHMENTS_LIMIT:
        raise Refusal("too_many_attachments")
    return [_read_attachment(number, each) for number, each in enumerate(attachments, 1)]


def _read_attachment(number: int, raw: Json) -> Json:
    attachment = {"id": number, "fallback": raw.get("text") or "[no preview available]", **raw}
    if raw.get("blocks") is not None:
        attachment["blocks"] = read_blocks(raw["blocks"])
    return attachment


def read_view(raw: object, purpose: blockkit.Purpose) -> Json:
    """A view, completed. Raises Refusal: invalid_arguments, view_too_large."""
    view = decoded(raw, "invalid_arguments")
    _refuse(blockkit.check_view(view, purpose=purpose), "invalid_arguments", "view_too_large")
    checked: Json = view
    title = {part: _echoed(checked[part]) for part in ("title", "submit", "close") if checked.get(part)}
    return {**checked, **title, "blocks": completed(checked["blocks"])}


def completed(blocks: list[Json]) -> list[Json]:
    """Blocks as Slack gives them back: missing ids made up, defaults spelled out."""
    return [_block(block) for block in blocks]


def _block(raw: Json) -> Json:
    block: Json = _echoed(raw)
    block.setdefault("block_id", short_id())
    if block["type"] == "input":
        block.setdefault("optional", False)
        block.setdefault("dispatch_action", False)
    return block


def _echoed(value: Any) -> Any:
    if isinstance(value, list):
        return [_echoed(each) for each in value]
    if not isinstance(value, dict):
        return value
    if value.get("type") in {"plain_text", "mrkdwn"} and isinstance(value.get("text"), str):
        return _text_object(value)
    echoed = {key: _echoed(each) for key, each in value.items()}
    if is_interactive(echoed):
        echoed.setdefault("action_id", short_id())
    return echoed


def _text_object(raw: Json) -> Json:
    if raw["type"] == "plain_text":
        return {"emoji": True, **raw}
    return {"verbatim": False, **raw, "text": normalize(raw["text"])}
