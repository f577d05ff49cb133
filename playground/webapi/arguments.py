"""Arguments of a Web API request, however they are sent: query, form, JSON or multipart."""

import json
from email import message_from_bytes, policy
from email.message import EmailMessage
from urllib.parse import parse_qsl

from starlette.requests import Request

from playground.refusal import Refusal
from playground.wire import Json


async def read(request: Request) -> Json:
    """All arguments by name; those that are null are left out. Raises Refusal: invalid_json, json_not_object,
    invalid_post_type."""
    arguments: Json = dict(request.query_params)
    body = await request.body()
    if body.strip():
        arguments |= _decode(request.headers.get("content-type", ""), body)
    return {name: value for name, value in arguments.items() if value is not None}


def _decode(content_type: str, body: bytes) -> Json:
    kind = content_type.partition(";")[0].strip().lower()
    match kind:
        case "application/json":
            return _json(body)
        case "application/x-www-form-urlencoded" | "":
            return dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))
        case "multipart/form-data":
            return {name: content.decode("utf-8", "replace") for name, _, content in parts(content_type, body)}
    raise Refusal("invalid_post_type")


def _json(body: bytes) -> Json:
    try:
        found = json.loads(body, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        raise Refusal("invalid_json") from None
    if not isinstance(found, dict):
        raise Refusal("json_not_object")
    return found


def _no_constant(name: str) -> None:
    """NaN and Infinity are no JSON, although Python reads them."""
    raise ValueError(name)


def parts(content_type: str, body: bytes) -> list[tuple[str, str | None, bytes]]:
    """The parts of a multipart body: field name, file name if it is a file, content."""
    head = f"Content-Type: {content_type}\r\n\r\n".encode()
    message = message_from_bytes(head + body, policy=policy.HTTP)
    found = []
    for part in message.iter_parts() if message.is_multipart() else ():
        if isinstance(part, EmailMessage):
            name = part.get_param("name", header="content-disposition")
            content = part.get_payload(decode=True)
            found.append((str(name), part.get_filename(), content if isinstance(content, bytes) else b""))
    return found
